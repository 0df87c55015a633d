import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

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

export type Night = { id: bigint; startedAt: Date; finishedAt: Date; summary: NightSummary };

export async function latestNight(db: Db): Promise<Night | undefined> {
  const [row] = await db<Night[]>`
    select id, started_at, finished_at, summary
    from night
    order by finished_at desc
    limit 1
  `;
  return row;
}

/** Of one night: the lines that came, and those that passed alone. */
export type NightShare = { id: bigint; finishedAt: Date; linesNew: number; linesPosted: number };

/** The last nights, the oldest first. */
export async function nightShares(db: Db, limit: number): Promise<NightShare[]> {
  const rows = await db<NightShare[]>`
    select id, finished_at, (summary ->> 'linesNew')::integer as lines_new, (summary ->> 'linesPosted')::integer as lines_posted
    from night
    order by finished_at desc
    limit ${limit}
  `;
  return [...rows].reverse();
}

export type WaitingReason = { reason: string; lines: number; cents: Cents };

/** The lines that wait now, by what keeps them. Amounts without their sign: both directions need a decision. */
export async function waitingByReason(db: Db): Promise<WaitingReason[]> {
  return db<WaitingReason[]>`
    select coalesce(match.reason, 'nothing_found') as reason,
           count(*)::integer as lines,
           sum(abs(statement_line.amount_cents))::bigint as cents
    from statement_line
    left join lateral (
      select match.reason
      from match
      where match.line_id = statement_line.id and match.decided_by is null
      order by match.id desc
      limit 1
    ) as match on true
    where statement_line.state = 'waiting'
    group by 1
    order by cents desc, reason
  `;
}

/** Dues of one kind of payer by days after the due day. Without a due day, the day of the invoice counts. */
export type AgedDues = {
  payer: "amo" | "amc" | "patient" | "business" | "supplier";
  notDue: Cents;
  upTo30: Cents;
  upTo60: Cents;
  upTo90: Cents;
  older: Cents;
  total: Cents;
};

type AgedSums = {
  age: Exclude<keyof AgedDues, "payer" | "total">;
  customerPayer: AgedDues["payer"];
  amo: Cents;
  amc: Cents;
  own: Cents;
};

const PAYERS: readonly AgedDues["payer"][] = ["amo", "amc", "patient", "business", "supplier"];

/** One pass over the unpaid invoices, which hold their dues: their shares are three times as many. */
export async function agedDues(db: Db, today: IsoDate): Promise<AgedDues[]> {
  const sums = await db<AgedSums[]>`
    select case when age.days <= 0 then 'notDue'
                when age.days <= 30 then 'upTo30'
                when age.days <= 60 then 'upTo60'
                when age.days <= 90 then 'upTo90'
                else 'older' end as age,
           customer.payer as customer_payer, sum(invoice.due_amo_cents)::bigint as amo,
           sum(invoice.due_amc_cents)::bigint as amc, sum(invoice.due_own_cents)::bigint as own
    from invoice
    join third_party as customer on customer.id = invoice.customer_id
    cross join lateral (select ${today}::date - coalesce(invoice.due_on, invoice.issued_on) as days) as age
    where invoice.unpaid
    group by 1, 2
  `;
  const dues = PAYERS.map((payer) => ({
    payer,
    notDue: 0n,
    upTo30: 0n,
    upTo60: 0n,
    upTo90: 0n,
    older: 0n,
    total: 0n,
  }));
  const add = (payer: AgedDues["payer"], age: AgedSums["age"], cents: Cents) => {
    const row = dues.find((each) => each.payer === payer);
    if (!row) return;
    row[age] += cents;
    row.total += cents;
  };
  for (const { age, customerPayer, amo, amc, own } of sums) {
    add("amo", age, amo);
    add("amc", age, amc);
    add(customerPayer, age, own);
  }
  return dues.filter(({ payer: _payer, ...cents }) => Object.values(cents).some((each) => each !== 0n));
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
      order by statement.closing_on desc nulls last, statement.id desc
      limit 1
    ) as latest on true
    order by bank_account.name
  `;
}
