import type { Db } from "./connect.ts";

/** The figures of a night: what arrived since the one before, and what became of it. Cents as text, absolute values. */
export type NightSummary = {
  filesRead: number;
  filesRefused: number;
  filesHeld: number;
  linesNew: number;
  linesPosted: number;
  linesWaiting: number;
  linesSetAside: number;
  linesCents: string;
  postedCents: string;
  waitingCents: string;
  setAsideCents: string;
  waitingByReason: { reason: string; lines: number; cents: string }[];
  entries: number;
  payments: number;
  debitCents: string;
  creditCents: string;
};

/** When the last night of the company ended; what came after it belongs to the next. */
export async function lastNight(db: Db): Promise<Date | undefined> {
  const [row] = await db<{ finishedAt: Date }[]>`
    select finished_at from night where company_id = current_company() order by finished_at desc limit 1
  `;
  return row?.finishedAt;
}

/** Adds up what arrived in a span of time from the rows themselves, in one statement, so that the sums close. */
export async function summariseNight(db: Db, since: Date, until: Date): Promise<NightSummary> {
  const [row] = await db<{ summary: NightSummary }[]>`
    with file as (
      select id, state from received_file where read_at > ${since} and read_at <= ${until}
    ), line as (
      select line.id, line.state, abs(line.amount_cents) as cents
        from statement_line as line
        join file on file.id = line.file_id
    ), waiting as (
      select match.reason, count(*)::integer as lines, sum(line.cents)::text as cents
        from line
        join match on match.line_id = line.id and match.undone_at is null
       where line.state = 'waiting'
       group by match.reason
    ), entry as (
      select id from journal_entry where created_at > ${since} and created_at <= ${until}
    ), total as (
      select coalesce(sum(debit_cents), 0)::text as debit, coalesce(sum(credit_cents), 0)::text as credit
        from journal_line join entry on entry.id = journal_line.entry_id
    )
    select json_build_object(
      'filesRead', (select count(*) from file where state = 'read'),
      'filesRefused', (select count(*) from file where state = 'refused'),
      'filesHeld', (select count(*) from file where state = 'held'),
      'linesNew', (select count(*) from line),
      'linesPosted', (select count(*) from line where state = 'posted'),
      'linesWaiting', (select count(*) from line where state in ('new', 'waiting')),
      'linesSetAside', (select count(*) from line where state = 'set_aside'),
      'linesCents', (select coalesce(sum(cents), 0)::text from line),
      'postedCents', (select coalesce(sum(cents), 0)::text from line where state = 'posted'),
      'waitingCents', (select coalesce(sum(cents), 0)::text from line where state in ('new', 'waiting')),
      'setAsideCents', (select coalesce(sum(cents), 0)::text from line where state = 'set_aside'),
      'waitingByReason', (select coalesce(json_agg(json_build_object('reason', reason, 'lines', lines, 'cents', cents)
                                          order by lines desc, reason), '[]') from waiting),
      'entries', (select count(*) from entry),
      'payments', (select count(*) from payment where recorded_at > ${since} and recorded_at <= ${until}),
      'debitCents', (select debit from total),
      'creditCents', (select credit from total)) as summary
  `;
  if (!row) throw new Error("the night could not be added up");
  return row.summary;
}

export async function writeNight(
  db: Db,
  companyId: bigint,
  night: { startedAt: Date; finishedAt: Date; summary: NightSummary },
): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into night (company_id, started_at, finished_at, summary)
    values (${companyId}, ${night.startedAt}, ${night.finishedAt}, ${db.json(night.summary as never)})
    returning id
  `;
  if (!row) throw new Error("the night was not written");
  return row.id;
}

export async function nightSince(db: Db, since: Date): Promise<NightSummary | undefined> {
  const [row] = await db<{ summary: NightSummary }[]>`
    select summary from night where company_id = current_company() and started_at >= ${since} order by id desc limit 1
  `;
  return row?.summary;
}
