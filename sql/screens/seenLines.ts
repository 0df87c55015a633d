import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import type { LineState } from "./lines.ts";

/** What became of a line then. */
export type Became = "posted" | "waiting" | "set_aside";

/** A line that a passing or a night counted: what became of it then, and where it is now. */
export type SeenLine = {
  lineId: bigint;
  bookedOn: IsoDate;
  amountCents: Cents;
  label: string;
  counterpartyName: string | null;
  became: Became;
  /** Why it waited then, where that was written down. */
  reason: string | null;
  state: LineState;
  /** Its place in the list, for the next page to begin behind it. */
  major: bigint;
  minor: bigint;
};

/** A place in such a list: a batch or a statement, and a rank in it. */
export type SeenPlace = { major: bigint; minor: bigint };

type Page = { after: SeenPlace | undefined; limit: number };

export type SeenRun = { id: bigint; startedAt: Date; seen: number; posted: number };

/** A passing whose lines are known; undefined for one of before they were kept. */
export async function seenRun(db: Db, runId: bigint): Promise<SeenRun | undefined> {
  const [row] = await db<SeenRun[]>`
    select run.id, run.started_at, run.seen, run.posted
      from match_run as run
     where run.company_id = current_company() and run.id = ${runId}
       and exists (select from run_batch where run_batch.run_id = run.id)
  `;
  return row;
}

/** The lines that a passing looked at, batch by batch: those it posted, then those it left waiting. */
export async function linesOfRun(
  db: Db,
  runId: bigint,
  { became, after, limit }: Page & { became: "posted" | "waiting" | undefined },
): Promise<SeenLine[]> {
  const first = became === "waiting" ? db`batch.posted + 1` : db`1`;
  const last = became === "posted" ? db`batch.posted` : db`cardinality(batch.line_ids)`;
  const { major, minor } = after ?? { major: 0n, minor: 0n };
  return db<SeenLine[]>`
    with page as materialized (
      select batch.id as batch, seen.nth, seen.line_id, seen.nth <= batch.posted as posted
        from run_batch as batch
       cross join lateral (
         select at.nth, batch.line_ids[at.nth] as line_id
           from generate_series(greatest(${first}, case when batch.id = ${major}::bigint then ${minor}::bigint + 1 else 1 end)::integer, ${last}) as at (nth)
          order by at.nth
          limit ${limit}
       ) as seen
       where batch.company_id = current_company() and batch.run_id = ${runId} and batch.id >= ${major}
       order by batch.id, seen.nth
       limit ${limit}
    )
    select line.id as line_id, line.booked_on, line.amount_cents, line.label, line.counterparty_name, line.state,
           case when page.posted then 'posted' else 'waiting' end as became, null as reason,
           page.batch as major, page.nth::bigint as minor
      from page
      join statement_line as line on line.id = page.line_id
     order by page.batch, page.nth
  `;
}

export type SeenNight = {
  nightId: bigint;
  number: number;
  startedAt: Date;
  /** Of the lines that came with its files. */
  lines: number;
  /** Of these, as the night counted them; undefined for a night that counted others. */
  posted: number | undefined;
  waiting: number | undefined;
  setAside: number | undefined;
  /** The files that it was the first to find read. */
  files: { id: bigint; name: string; lines: number }[];
};

type KeptNight = Pick<SeenNight, "nightId" | "number" | "startedAt" | "lines"> & {
  files: { id: string; name: string; lines: number }[];
  summary: { linesNew: number; linesPosted: number; linesWaiting: number; linesSetAside: number };
};

/** What a night certified as having come, by the number of its certificate. */
export async function seenNight(db: Db, number: number): Promise<SeenNight | undefined> {
  const [row] = await db<KeptNight[]>`
    select certificate.night_id, certificate.number, night.started_at, night.summary, brought.lines, brought.files
      from certificate
      join night on night.id = certificate.night_id
     cross join lateral (
       select coalesce(sum(known.line_count), 0)::integer as lines,
              coalesce(jsonb_agg(jsonb_build_object('id', file.id::text, 'name', file.name, 'lines', known.line_count)
                                 order by file.id), '[]') as files
         from certificate_file as known
         join received_file as file on file.id = known.file_id
        where known.night_id = certificate.night_id and known.state = 'read'
     ) as brought
     where certificate.company_id = current_company() and certificate.number = ${number}
  `;
  if (!row) return undefined;
  const { summary, files, ...night } = row;
  const same = summary.linesNew === night.lines;
  return {
    ...night,
    posted: same ? summary.linesPosted : undefined,
    waiting: same ? summary.linesWaiting : undefined,
    setAside: same ? summary.linesSetAside : undefined,
    files: files.map((file) => ({ ...file, id: BigInt(file.id) })),
  };
}

/**
 * The lines that came with the files of a night, in the order of their statements. Those that were open when it ended are among
 * the items of its certificate, with the reason of then: all others were posted.
 */
export async function linesOfNight(
  db: Db,
  nightId: bigint,
  { became, after, limit }: Page & { became: Became | undefined },
): Promise<SeenLine[]> {
  const asked = {
    all: db``,
    posted: db`and open.line_id is null`,
    waiting: db`and open.reason <> 'set_aside'`,
    set_aside: db`and open.reason = 'set_aside'`,
  };
  const { major, minor } = after ?? { major: 0n, minor: -1n };
  return db<SeenLine[]>`
    with open as materialized (
      select subject_id as line_id, reason from certificate_item where night_id = ${nightId} and kind = 'bank_line'
    )
    select line.id as line_id, line.booked_on, line.amount_cents, line.label, line.counterparty_name, line.state,
           case when open.line_id is null then 'posted' when open.reason = 'set_aside' then 'set_aside' else 'waiting' end as became,
           open.reason, statement.id as major, line.rank::bigint as minor
      from certificate_file as known
      join statement on statement.file_id = known.file_id
      join statement_line as line on line.statement_id = statement.id
      left join open on open.line_id = line.id
     where known.company_id = current_company() and known.night_id = ${nightId} and known.state = 'read'
       and statement.id >= ${major} and (statement.id, line.rank) > (${major}, ${minor})
       ${asked[became ?? "all"]}
     order by statement.id, line.rank
     limit ${limit}
  `;
}
