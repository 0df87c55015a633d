import type { LastReminder, ReminderLevel } from "../../domain/billing/reminders.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

/** An overdue invoice as a letter names it; cents are texts because JSON has no big integers. */
export type OverdueInvoice = {
  number: string;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  totalCents: string;
  dueCents: string;
};

export type Debtor = {
  thirdPartyId: bigint;
  payer: "patient" | "business";
  name: string;
  dueCents: Cents;
  /** The oldest day on which one of them was due. */
  since: IsoDate;
  invoices: OverdueInvoice[];
  last: LastReminder | null;
};

/**
 * Patients and business customers whose invoices are past their due day, the most money first; or some of them by id.
 * Insurers are chased otherwise: by their returns and their delays.
 */
export async function overdueDebtors(
  db: Db,
  { today, only, limit }: { today: IsoDate; only?: readonly bigint[]; limit: number },
): Promise<Debtor[]> {
  return db<Debtor[]>`
    with overdue as (
      select invoice.customer_id, sum(invoice.due_own_cents)::bigint as due_cents,
             min(coalesce(invoice.due_on, invoice.issued_on)) as since
      from invoice
      join third_party on third_party.id = invoice.customer_id and third_party.payer in ('patient', 'business')
      where invoice.unpaid and invoice.due_own_cents > 0 and invoice.type in ('invoice', 'deposit_invoice')
        and coalesce(invoice.due_on, invoice.issued_on) < ${today}::date
        ${only === undefined ? db`` : only.length === 0 ? db`and false` : db`and invoice.customer_id in ${db([...only])}`}
      group by invoice.customer_id
      order by due_cents desc, invoice.customer_id
      limit ${limit}
    )
    select overdue.customer_id as third_party_id, party.payer, coalesce(party.name, '') as name, overdue.due_cents, overdue.since,
           (select json_agg(json_build_object('number', invoice.number, 'issuedOn', invoice.issued_on, 'dueOn', invoice.due_on,
                      'totalCents', invoice.total_cents::text, 'dueCents', invoice.due_own_cents::text)
                    order by invoice.issued_on, invoice.number)
              from invoice
             where invoice.customer_id = overdue.customer_id and invoice.unpaid and invoice.due_own_cents > 0
               and invoice.type in ('invoice', 'deposit_invoice')
               and coalesce(invoice.due_on, invoice.issued_on) < ${today}::date) as invoices,
           last.last
    from overdue
    join party on party.id = overdue.customer_id
    left join lateral (
      select json_build_object('level', reminder.level, 'sentOn', reminder.sent_on,
               'numbers', (select json_agg(named ->> 'number') from jsonb_array_elements(reminder.invoices) as named)) as last
      from reminder
      where reminder.third_party_id = overdue.customer_id
      order by reminder.id desc
      limit 1
    ) as last on true
    order by overdue.due_cents desc, overdue.customer_id
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
  /** The days of the letters before this one. */
  before: IsoDate[];
};

export async function lettersOfRun(db: Db, runId: bigint): Promise<Letter[]> {
  return db<Letter[]>`
    select coalesce(party.name, '') as name, party.payer, reminder.level, reminder.sent_on, reminder.due_cents, reminder.invoices,
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
