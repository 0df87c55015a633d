-- A remainder that was given up together with the payment that left it goes when that payment goes, whoever decided it.
alter table write_off add column with_payment boolean not null default false;
update write_off set with_payment = true where automatic;
alter table write_off add constraint automatic_write_offs_come_with_a_payment check (with_payment or not automatic);
