import type { LastReminder, ReminderLevel } from "../../domain/billing/reminders.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";

/** An overdue invoice as a letter names it; cents are texts because JSON has no big integers. */
export type OverdueInvoice = {
  number: string;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  totalCents: string;
  dueCents: string;
};

/** What we owe the debtor ourselves, above zero and as a text: a letter asks for what is left. */
export type Deduction = {
  kind: "credit_note" | "overpaid" | "advance" | "to_refund";
  /** Of the document it stands on; money held stands on none. */
  number: string | null;
  issuedOn: IsoDate | null;
  cents: string;
};

/** Somebody whose invoices are overdue, as the list of debtors shows it. */
export type Debtor = {
  thirdPartyId: bigint;
  payer: "patient" | "business";
  name: string;
  /** What a letter asks for: the invoices overdue, less what we owe. */
  dueCents: Cents;
  deductedCents: Cents;
  /** The oldest day on which one of them was due. */
  since: IsoDate;
  invoices: number;
  last: LastReminder | null;
  /** Of the invoices that the last letter named, those that are overdue still. */
  stillOverdue: string[];
};

/** What somebody asked to pay owes, invoice by invoice. */
export type Reminded = Pick<Debtor, "thirdPartyId" | "dueCents"> & {
  invoices: OverdueInvoice[];
  deductions: Deduction[];
};

/** Invoices past their due day that their customer still owes money of (index invoice_owed_by_customer). */
const overdue = (db: Db, today: IsoDate) => db`
  invoice.unpaid and invoice.due_own_cents > 0 and invoice.type in ('invoice', 'deposit_invoice')
  and coalesce(invoice.due_on, invoice.issued_on) < ${today}::date`;

/**
 * What is owed to a customer, which the law sets against what it owes (Code civil, art. 1347): what stands below zero on its documents,
 * and the money held for it. What is ordered to be paid back is on its way, and is not deducted.
 */
const owedTo = (db: Db, customer: ReturnType<typeof overdue>) => db`
  select case invoice.type when 'credit_note' then 'credit_note' else 'overpaid' end as kind, invoice.number, invoice.issued_on,
         -invoice.due_own_cents - ordered.cents as cents
    from (select distinct share.invoice_id as id
            from share
           where share.company_id = current_company() and share.customer_id = ${customer} and share.due_cents < 0
             and share.payer in ('patient', 'business')) as below
    join invoice on invoice.id = below.id and invoice.unpaid and invoice.due_own_cents < 0
   cross join lateral (
     select coalesce(sum(allocation.amount_cents), 0) as cents
       from share
       join allocation on allocation.share_id = share.id
       join payment on payment.id = allocation.payment_id and payment.direction = 'out' and payment.status in ('sent', 'issued')
      where share.invoice_id = invoice.id and share.payer in ('patient', 'business')
   ) as ordered
   where -invoice.due_own_cents > ordered.cents
   union all
  select held_as, null, null, sum(amount_cents)
    from held_money
   where held_money.company_id = current_company() and held_money.third_party_id = ${customer}
   group by held_as
  having sum(amount_cents) > 0`;

/**
 * Patients and business customers who owe something past its due day, what we owe them deducted, the most money first. Insurers are chased otherwise: by
 * their returns and their delays.
 */
export async function overdueDebtors(
  db: Db,
  { today, limit }: { today: IsoDate; limit: number },
): Promise<Debtor[]> {
  for (let looked = LOOKED_AT_FIRST * limit; ; looked *= LOOKED_AT_FIRST) {
    const { debtors, least, all } = await amongWhoOwesMost(db, { today, limit, looked });
    // What is overdue is a part of what is owed: nobody who was not looked at can be before the last of these.
    if (all || (debtors.at(limit - 1)?.dueCents ?? -1n) >= least) return debtors;
  }
}

const LOOKED_AT_FIRST = 5;

async function amongWhoOwesMost(
  db: Db,
  { today, limit, looked }: { today: IsoDate; limit: number; looked: number },
): Promise<{ debtors: Debtor[]; least: Cents; all: boolean }> {
  const rows = await db<(Debtor & { least: Cents; found: number; isDebtor: boolean })[]>`
    with owing as materialized (
      select party_sum.third_party_id, party_sum.owed_cents, third_party.payer
      from party_sum
      join third_party on third_party.id = party_sum.third_party_id and third_party.payer in ('patient', 'business')
      where party_sum.company_id = current_company() and party_sum.side = 'receivable' and party_sum.held_by = 'customer'
        and party_sum.owed_cents > 0
      order by party_sum.owed_cents desc, party_sum.third_party_id
      limit ${looked}
    ), late as materialized (
      select asked.third_party_id, asked.payer, (asked.cents - credit.cents)::bigint as due_cents, credit.cents as deducted_cents,
             asked.since, asked.invoices
      from (select owing.third_party_id, owing.payer, sum(invoice.due_own_cents) as cents,
                   min(coalesce(invoice.due_on, invoice.issued_on)) as since, count(*)::integer as invoices
              from owing
              join invoice on invoice.company_id = current_company() and invoice.customer_id = owing.third_party_id and ${overdue(db, today)}
             group by owing.third_party_id, owing.payer) as asked
      cross join lateral (
        select coalesce(sum(owed.cents), 0)::bigint as cents from (${owedTo(db, db`asked.third_party_id`)}) as owed
      ) as credit
      where asked.cents > credit.cents
      order by due_cents desc, asked.third_party_id
      limit ${limit}
    )
    select looked_at.least, looked_at.found, late.third_party_id is not null as is_debtor, late.*, coalesce(party.name, '') as name,
           last.last, coalesce(last.still_overdue, '[]') as still_overdue
    from (select coalesce(min(owed_cents), 0)::bigint as least, count(*)::integer as found from owing) as looked_at
    left join late on true
    left join lateral (
      select coalesce(third_party.name, person.name) as name
      from third_party
      left join identity.person as person on person.third_party_id = third_party.id
      where third_party.id = late.third_party_id
    ) as party on true
    left join lateral (
      select json_build_object('level', reminder.level, 'sentOn', reminder.sent_on, 'numbers', named.numbers) as last, named.still_overdue
      from reminder
      cross join lateral (
        select json_agg(asked ->> 'number') as numbers,
               json_agg(invoice.number) filter (where invoice.id is not null) as still_overdue
        from jsonb_array_elements(reminder.invoices) as asked
        left join invoice on invoice.company_id = current_company() and invoice.number = asked ->> 'number'
          and invoice.customer_id = late.third_party_id and ${overdue(db, today)}
      ) as named
      where reminder.third_party_id = late.third_party_id
      order by reminder.id desc
      limit 1
    ) as last on true
    order by late.due_cents desc, late.third_party_id
  `;
  const [first] = rows;
  const debtors = rows.flatMap(({ least: _least, found: _found, isDebtor, ...debtor }) =>
    isDebtor ? [debtor] : [],
  );
  return { debtors, least: first?.least ?? 0n, all: (first?.found ?? 0) < looked };
}

/** Of some of them, what a letter says: each overdue invoice, and what is deducted. Of whom nothing is left to ask is not among them. */
export async function overdueInvoices(
  db: Db,
  { today, only }: { today: IsoDate; only: readonly bigint[] },
): Promise<Reminded[]> {
  return db<Reminded[]>`
    select asked.third_party_id, (asked.cents - credit.cents)::bigint as due_cents, asked.invoices, credit.deductions
    from (
      select invoice.customer_id as third_party_id, sum(invoice.due_own_cents) as cents,
             json_agg(json_build_object('number', invoice.number, 'issuedOn', invoice.issued_on, 'dueOn', invoice.due_on,
                 'totalCents', invoice.total_cents::text, 'dueCents', invoice.due_own_cents::text)
               order by invoice.issued_on, invoice.number) as invoices
      from third_party
      join invoice on invoice.company_id = current_company() and invoice.customer_id = third_party.id and ${overdue(db, today)}
      where third_party.id = any (${idsOf(only)}::text[]::bigint[]) and third_party.payer in ('patient', 'business')
      group by invoice.customer_id
    ) as asked
    cross join lateral (
      select coalesce(sum(owed.cents), 0) as cents,
             coalesce(json_agg(json_build_object('kind', owed.kind, 'number', owed.number, 'issuedOn', owed.issued_on,
                 'cents', owed.cents::text) order by owed.issued_on nulls last, owed.number, owed.kind), '[]') as deductions
      from (${owedTo(db, db`asked.third_party_id`)}) as owed
    ) as credit
    where asked.cents > credit.cents
    order by due_cents desc, asked.third_party_id
  `;
}

/** A letter that somebody got, with the document it stands in. */
export type SentLetter = { thirdPartyId: bigint; level: ReminderLevel; sentOn: IsoDate; runId: bigint };

/** The letters that some people got in the year before this day, the first one first. */
export async function lettersSent(
  db: Db,
  { to, today }: { to: readonly bigint[]; today: IsoDate },
): Promise<SentLetter[]> {
  return db<SentLetter[]>`
    select third_party_id, level, sent_on, run_id
    from reminder
    where third_party_id = any (${idsOf(to)}::text[]::bigint[]) and sent_on > ${today}::date - 365
    order by id
  `;
}

export type ReminderRun = { id: bigint; madeOn: IsoDate; madeBy: string; letters: number; dueCents: Cents };

/** The last times letters were made. */
export async function reminderRuns(db: Db, limit: number): Promise<ReminderRun[]> {
  return db<ReminderRun[]>`
    select reminder_run.id, reminder_run.made_on, app_user.name as made_by, count(*)::integer as letters,
           sum(reminder.due_cents)::bigint as due_cents
    from reminder_run
    join app_user on app_user.id = reminder_run.made_by
    join reminder on reminder.run_id = reminder_run.id
    group by reminder_run.id, app_user.name
    order by reminder_run.id desc
    limit ${limit}
  `;
}

/** A letter as it was made: what it asks for does not change when the invoices are paid. */
export type Letter = {
  name: string;
  payer: "patient" | "business";
  level: ReminderLevel;
  sentOn: IsoDate;
  dueCents: Cents;
  invoices: OverdueInvoice[];
  deductions: Deduction[];
  /** The days of the letters before this one. */
  before: IsoDate[];
};

export async function lettersOfRun(db: Db, runId: bigint): Promise<Letter[]> {
  return db<Letter[]>`
    select coalesce(party.name, '') as name, party.payer, reminder.level, reminder.sent_on, reminder.due_cents, reminder.invoices,
           reminder.deductions,
           (select coalesce(array_agg(earlier.sent_on::text order by earlier.id), '{}')
              from reminder as earlier
             where earlier.third_party_id = reminder.third_party_id and earlier.id < reminder.id and earlier.level < reminder.level
               and earlier.sent_on > reminder.sent_on - 365) as before
    from reminder
    join party on party.id = reminder.third_party_id
    where reminder.run_id = ${runId}
    order by party.name, reminder.id
  `;
}
