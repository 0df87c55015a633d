import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
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
         select greatest(${first}, case when batch.id = ${major}::bigint then ${minor}::bigint + 1 else 1 end)::integer as at
       ) as begins
       cross join lateral (
         select begins.at + part.place - 1 as nth, part.line_id
           from unnest(batch.line_ids[begins.at : least(${last}, begins.at + ${limit} - 1)]) with ordinality as part (line_id, place)
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

/** Lines looked at for those that are asked for: at first, and at the most in one go. A filter goes on until the page is full. */
const LOOKED_AT = { first: 500, most: 8_000 };

/**
 * The lines that came with the files of a night, in the order of their statements. Those that were open when it ended are among
 * the items of its certificate, with the reason of then: all others were posted.
 */
export async function linesOfNight(
  db: Db,
  nightId: bigint,
  { became, after, limit }: Page & { became: Became | undefined },
): Promise<SeenLine[]> {
  if (became !== undefined && became !== "posted" && !(await hasOpen(db, nightId, became))) return [];
  const statements = await db<{ id: bigint; lines: number }[]>`
    select statement.id, statement.line_count as lines
      from certificate_file as known
      join statement on statement.file_id = known.file_id
     where known.company_id = current_company() and known.night_id = ${nightId} and known.state = 'read'
     order by statement.id
  `;
  let size = became === undefined ? limit : LOOKED_AT.first;
  const found: SeenLine[] = [];
  for (let place = after; found.length < limit; ) {
    const next = firstOf(statements, { from: place?.major ?? 0n, size });
    const lines = await linesBehind(db, nightId, { statements: next, after: place, limit: size });
    found.push(...lines.filter((line) => became === undefined || line.became === became));
    const last = lines.at(-1);
    const end = next.at(-1);
    if (end === undefined || (lines.length < size && end === statements.at(-1)?.id)) break;
    place = lines.length < size || !last ? { major: end, minor: END_OF_STATEMENT } : last;
    size = Math.min(2 * size, LOOKED_AT.most);
  }
  return found.slice(0, limit);
}

const END_OF_STATEMENT = 2n ** 31n - 1n;

/** Statements from one on that hold so many lines together; one more, as the first may be behind us. */
function firstOf(
  statements: readonly { id: bigint; lines: number }[],
  { from, size }: { from: bigint; size: number },
): bigint[] {
  const ids: bigint[] = [];
  let lines = 0;
  for (const each of statements) {
    if (each.id < from) continue;
    ids.push(each.id);
    if (each.id > from) lines += each.lines;
    if (lines >= size) break;
  }
  return ids;
}

async function hasOpen(db: Db, nightId: bigint, became: "waiting" | "set_aside"): Promise<boolean> {
  const [row] = await db<{ found: boolean }[]>`
    select exists (
      select from certificate_item
       where night_id = ${nightId} and kind = 'bank_line'
         and (reason = 'set_aside') = ${became === "set_aside"}) as found
  `;
  return row?.found ?? false;
}

async function linesBehind(
  db: Db,
  nightId: bigint,
  { statements, after, limit }: Page & { statements: readonly bigint[] },
): Promise<SeenLine[]> {
  const { major, minor } = after ?? { major: 0n, minor: -1n };
  return db<SeenLine[]>`
    with open as materialized (
      select subject_id as line_id, reason from certificate_item where night_id = ${nightId} and kind = 'bank_line'
    ), page as materialized (
      select line.*
        from unnest(${idsOf(statements)}::text[]::bigint[]) as told (id)
       cross join lateral (
         select line.id, line.statement_id, line.rank, line.booked_on, line.amount_cents, line.label, line.counterparty_name, line.state
           from statement_line as line
          where line.statement_id = told.id
            and line.rank > case when told.id = ${major}::bigint then ${minor}::bigint else -1 end
          order by line.rank
          limit ${limit}
       ) as line
       order by line.statement_id, line.rank
       limit ${limit}
    )
    select page.id as line_id, page.booked_on, page.amount_cents, page.label, page.counterparty_name, page.state,
           case when open.line_id is null then 'posted' when open.reason = 'set_aside' then 'set_aside' else 'waiting' end as became,
           open.reason, page.statement_id as major, page.rank::bigint as minor
      from page
      left join open on open.line_id = page.id
     order by page.statement_id, page.rank
  `;
}
