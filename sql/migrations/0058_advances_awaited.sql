-- An advance may be used before the bank has credited the payment that brought it: its VAT then waits for that day, as that of the
-- payment does. The use names the payment it awaits, and bears its day of collection once the bank line has come.
alter table payment add column awaits_payment_id bigint references payment;
create index payment_awaits on payment (awaits_payment_id) where awaits_payment_id is not null;

drop trigger row_of_the_same_company on payment;
drop trigger row_of_the_same_company_still on payment;
call guard_references('payment');
