-- A credit note that is set against an invoice is a payment of no money: below zero on the note, above on the invoice.
alter table payment drop constraint method_is_known;
alter table payment add constraint method_is_known check (method in
  ('transfer', 'insurer_transfer', 'cheque', 'cash', 'card', 'direct_debit', 'bill_of_exchange', 'promissory_note',
   'advance', 'credit_note', 'internal', 'other'));
