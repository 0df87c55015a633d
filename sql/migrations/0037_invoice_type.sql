-- How the invoice was sent to the insurer, as its return says (F: FSE, B: B2 or degraded…). A rejected one is recycled accordingly.
alter table insurer_return_item add column invoice_type text;
