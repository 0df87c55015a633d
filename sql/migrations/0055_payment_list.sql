-- The list of payments, the latest first, of one amount, and of one state. Most payments end up cleared, most of them from the start:
-- the index of states does without these, which the list itself finds soon, and costs nothing where a bank line is posted.
create index payment_amount on payment (company_id, amount_cents, paid_on desc, id desc);
create index payment_state on payment (company_id, status, paid_on desc, id desc) where status <> 'cleared';
