-- What a letter takes off the invoices it asks for: credit notes and excesses not set off, advances, money to pay back.
-- [{ kind, number, issuedOn, cents }], cents above zero, as text.
alter table reminder add column deductions jsonb not null default '[]';
