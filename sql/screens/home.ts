import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import { goesOn } from "./dayParts.ts";

/** What the night wrote of itself; cents are texts because JSON has no big integers. */
export type NightSummary = {
  filesRead: number;
  filesRefused: number;
  filesHeld: number;
  linesNew: number;
  linesPosted: number;
  linesWaiting: number;
  linesSetAside: number;
  postedCents: string;
  waitingCents: string;
  setAsideCents: string;
  linesCents: string;
  entries: number;
  payments: number;
  debitCents: string;
  creditCents: string;
};

export type Night = {
  id: bigint;
  startedAt: Date;
  finishedAt: Date;
  summary: NightSummary;
  certificate: number | null;
};

/** The number of the certificate that names the lines of a night, where they are those that its summary counted. */
const certificateOf = (db: Db) => db`
  (select certificate.number from certificate
    where certificate.night_id = night.id
      and certificate.content -> 'arrived' -> 'count' = night.summary -> 'linesNew') as certificate`;

export async function latestNight(db: Db): Promise<Night | undefined> {
  const [row] = await db<Night[]>`
    select id, started_at, finished_at, summary, ${certificateOf(db)}
    from night
    order by finished_at desc
    limit 1
  `;
  return row;
}

/** Of one night: the lines that came, and those that passed alone. */
export type NightShare = {
  id: bigint;
  finishedAt: Date;
  linesNew: number;
  linesPosted: number;
  certificate: number | null;
};

/** The last nights, the oldest first. */
export async function nightShares(db: Db, limit: number): Promise<NightShare[]> {
  const rows = await db<NightShare[]>`
    select id, finished_at, (summary ->> 'linesNew')::integer as lines_new, (summary ->> 'linesPosted')::integer as lines_posted,
           ${certificateOf(db)}
    from night
    order by finished_at desc
    limit ${limit}
  `;
  return [...rows].reverse();
}

/** What came in and what went out are two sums: one of both together is money that nobody ever saw. */
export type WaitingReason = { reason: string; lines: number; inCents: Cents; outCents: Cents };

/** The lines that wait now, by what keeps them, the most money first in whichever direction. Both sums are above zero. */
export async function waitingByReason(db: Db): Promise<WaitingReason[]> {
  return db<WaitingReason[]>`
    select reason, count(*)::integer as lines, coalesce(sum(amount_cents) filter (where amount_cents > 0), 0)::bigint as in_cents,
           coalesce(sum(-amount_cents) filter (where amount_cents < 0), 0)::bigint as out_cents
    from waiting_line
    where company_id = current_company()
    group by 1
    order by sum(abs(amount_cents)) desc, reason
  `;
}

/**
 * Dues of one kind of payer by days after the due day. Without a due day, the day of the invoice counts. Credit notes and what was paid
 * above a due have no age, as in the aged balance.
 */
export type AgedDues = {
  payer: "amo" | "amc" | "patient" | "business" | "supplier";
  notDue: Cents;
  upTo30: Cents;
  upTo60: Cents;
  upTo90: Cents;
  older: Cents;
  credits: Cents;
  total: Cents;
};

const PAYERS: readonly AgedDues["payer"][] = ["amo", "amc", "patient", "business", "supplier"];

/** From the dues kept by payer and due day, without those of the invoices that a person marked as paid, which are few. */
export async function agedDues(db: Db, today: IsoDate): Promise<AgedDues[]> {
  const rows = await db<AgedDues[]>`
    with due as (
      select payer, ${today}::date - due_on as days, owed_cents as cents, excess_cents as credit
      from due_day
      where company_id = current_company()
      union all
      select share.payer, ${today}::date - share.due_on, -greatest(share.due_cents, 0), -least(share.due_cents, 0)
      from invoice
      join share on share.invoice_id = invoice.id and share.due_cents <> 0
      where invoice.company_id = current_company() and invoice.marked_paid_at is not null
    )
    select payer,
           coalesce(sum(cents) filter (where days <= 0), 0)::bigint as not_due,
           coalesce(sum(cents) filter (where days between 1 and 30), 0)::bigint as up_to_30,
           coalesce(sum(cents) filter (where days between 31 and 60), 0)::bigint as up_to_60,
           coalesce(sum(cents) filter (where days between 61 and 90), 0)::bigint as up_to_90,
           coalesce(sum(cents) filter (where days > 90), 0)::bigint as older,
           sum(credit)::bigint as credits, sum(cents + credit)::bigint as total
    from due
    group by payer
  `;
  return PAYERS.flatMap((payer) => rows.find((row) => row.payer === payer) ?? []).filter(
    ({ payer: _payer, ...cents }) => Object.values(cents).some((each) => each !== 0n),
  );
}

/** What stands in the aged balance of customers and not in these dues, which are those of the unpaid list. Signed as owed to us. */
export type BesideDues = { markedCents: Cents; heldCents: Cents };

export async function besideDues(db: Db): Promise<BesideDues> {
  const [row] = await db<BesideDues[]>`
    select (select coalesce(sum(share.due_cents), 0)::bigint
              from invoice
              join share on share.invoice_id = invoice.id and share.due_cents <> 0 and share.payer <> 'supplier'
             where invoice.company_id = current_company() and invoice.marked_paid_at is not null) as marked_cents,
           (select coalesce(-sum(amount_cents), 0)::bigint
              from held_money
             where company_id = current_company() and entry_id is not null) as held_cents
  `;
  return row ?? { markedCents: 0n, heldCents: 0n };
}

/** A bank account and its latest statement. Whether they follow each other is the chain's to say (accountChain.ts). */
export type BankAccountState = {
  id: bigint;
  name: string;
  iban: string | null;
  statementId: bigint | null;
  closingOn: IsoDate | null;
  closingCents: Cents | null;
  lineCount: number | null;
};

export async function bankAccountStates(db: Db): Promise<BankAccountState[]> {
  return db<BankAccountState[]>`
    select bank_account.id, bank_account.name, bank_account.iban,
           latest.id as statement_id, latest.closing_on, latest.closing_cents, latest.line_count
    from bank_account
    left join lateral (
      select statement.id, statement.closing_on, statement.closing_cents, statement.line_count
      from statement
      where statement.bank_account_id = bank_account.id
      order by statement.closing_on desc nulls last, ${goesOn(db)}, statement.id desc
      limit 1
    ) as latest on true
    order by bank_account.name
  `;
}
