import { CHAIN_START, chainHash, type FrozenEntry } from "../../domain/accounting/chain.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { idsOf, insertRows } from "../bulk.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { frozenEntry } from "../frozen.ts";

type HashedDraft = Draft & { hash: string };
type Draft = {
  id: bigint;
  journal: string;
  year: number;
  number: number;
  chainRank: number;
  entry: FrozenEntry;
};
/** The drafts up to a day, or those of these pieces. */
type Chosen = { upTo: IsoDate } | { pieces: readonly string[] };
type Validation = Chosen & { companyId: bigint; on: IsoDate; at: Date; by?: bigint };

/**
 * Makes drafts final: each gets its number, without gap per journal and financial year, and its link in the chain of
 * the year. From then on the database refuses any change. In the caller's transaction.
 * @param on the day of the validation
 * @returns how many entries became final
 */
export async function validateEntries(db: Db, validation: Validation): Promise<number> {
  const { companyId, at, by } = validation;
  await lockBooks(db, validation);
  let [validated, lastId] = [0, 0n];
  for (;;) {
    const batch = await validateBatch(db, validation);
    validated += batch.length;
    lastId = batch.at(-1)?.id ?? lastId;
    if (batch.length < BATCH_ENTRIES) break;
  }
  if (validated === 0) return 0;
  await writeAudit(db, companyId, {
    ...(by === undefined ? {} : { actorId: by }),
    at,
    action: "validate_entries",
    subject: "journal_entry",
    subjectId: lastId,
    detail: {
      ...("upTo" in validation ? { upTo: validation.upTo } : { pieces: validation.pieces }),
      entries: validated,
    },
  });
  return validated;
}

/** A person's validation: of days that have come, since what is still to come cannot be final. */
export function validateUpTo(
  pool: Pool,
  act: { companyId: bigint; upTo: IsoDate; on: IsoDate; at: Date; by?: bigint },
): Promise<Parsed<{ validated: number }>> {
  const { upTo, on } = act;
  if (upTo > on)
    return Promise.resolve({
      ok: false,
      problems: [error("validation_ahead", { params: { day: upTo, today: on } })],
    });
  return asCompany(pool, act.companyId, async (db) => ({
    ok: true,
    value: { validated: await validateEntries(db, act) },
    warnings: [],
  }));
}

/** Entries held in memory at a time: a year is validated in one transaction, whatever its size. */
const BATCH_ENTRIES = 5_000;

/** The next drafts in the order of their days. Numbers and chain go on where the batch before left them. */
async function validateBatch(db: Db, validation: Validation): Promise<HashedDraft[]> {
  const { companyId, on, at } = validation;
  const drafts = await numberDrafts(db, validation, on);
  if (drafts.length === 0) return [];
  const heads = await chainHeads(db, new Set(drafts.map((draft) => draft.year)));
  const hashed = drafts.map((draft) => {
    const hash = chainHash(heads.get(draft.year) ?? CHAIN_START, draft.entry);
    heads.set(draft.year, hash);
    return { ...draft, hash };
  });
  await db`
    update journal_entry
       set number = final.number, validated_on = ${on}, chain_rank = final.chain_rank, hash = final.hash
      from unnest(${idsOf(hashed.map((draft) => draft.id))}::text[]::bigint[],
                  ${hashed.map((draft) => String(draft.number))}::text[]::integer[],
                  ${hashed.map((draft) => String(draft.chainRank))}::text[]::integer[],
                  ${hashed.map((draft) => draft.hash)}::text[]) as final (id, number, chain_rank, hash)
     where journal_entry.id = final.id
  `;
  await keepCounters(db, companyId, hashed);
  await keepHeads(db, companyId, hashed, at);
  return hashed;
}

/** Drafts in the order of their days, with the numbers that follow the last ones given. */
async function numberDrafts(db: Db, chosen: Chosen, on: IsoDate): Promise<Draft[]> {
  return db<Draft[]>`
    with draft as (
      select entry.id, entry.journal, entry.fiscal_year as year, entry.posted_on
        from journal_entry as entry
       where entry.company_id = current_company()
         and entry.validated_on is null
         and ${"upTo" in chosen ? db`entry.posted_on <= ${chosen.upTo}` : db`entry.piece = any (${[...chosen.pieces]}::text[])`}
       order by entry.posted_on, entry.id
       limit ${BATCH_ENTRIES}
    ), chain as (
      select years.year, linked.chain_rank as last_rank
        from (select distinct year from draft) as years
       cross join lateral (
         select entry.chain_rank
           from journal_entry as entry
          where entry.company_id = current_company() and entry.fiscal_year = years.year and entry.chain_rank is not null
          order by entry.chain_rank desc limit 1
       ) as linked
    ), numbered as (
      select draft.id, draft.journal, draft.year,
             coalesce(counter.last_number, 0)
               + row_number() over (partition by draft.year, draft.journal order by draft.posted_on, draft.id) as number,
             coalesce(chain.last_rank, 0) + row_number() over (partition by draft.year order by draft.posted_on, draft.id) as chain_rank
        from draft
        left join journal_counter as counter
          on counter.company_id = current_company() and counter.journal = draft.journal and counter.year = draft.year
        left join chain on chain.year = draft.year
    )
    select numbered.id, numbered.journal, numbered.year, numbered.number::integer, numbered.chain_rank::integer, frozen.entry
      from numbered
      join journal_entry as entry on entry.id = numbered.id
      ${frozenEntry(db, { number: db`numbered.number`, validatedOn: db`${on}::text` })}
     order by numbered.year, numbered.chain_rank
  `;
}

/** The last link of the chain of each of these years. */
async function chainHeads(db: Db, years: Iterable<number>): Promise<Map<number, string>> {
  const rows = await db<{ year: number; hash: string }[]>`
    select given.year, linked.hash
      from unnest(${Array.from(years, String)}::text[]::integer[]) as given (year)
     cross join lateral (
       select entry.hash
         from journal_entry as entry
        where entry.company_id = current_company() and entry.fiscal_year = given.year and entry.chain_rank is not null
        order by entry.chain_rank desc limit 1
     ) as linked
  `;
  return new Map(rows.map((row) => [row.year, row.hash]));
}

async function keepCounters(db: Db, companyId: bigint, drafts: readonly Draft[]): Promise<void> {
  const last = new Map(drafts.map((draft) => [`${draft.journal}|${draft.year}`, draft]));
  for (const { journal, year, number } of last.values()) {
    await db`
      insert into journal_counter (company_id, journal, year, last_number) values (${companyId}, ${journal}, ${year}, ${number})
      on conflict (company_id, journal, year) do update set last_number = greatest(journal_counter.last_number, excluded.last_number)
    `;
  }
}

/** Where the chain of each year stands after this validation: what a later verification holds it against. */
async function keepHeads(db: Db, companyId: bigint, drafts: readonly HashedDraft[], at: Date): Promise<void> {
  const heads = new Map(drafts.map((draft) => [draft.year, draft]));
  await insertRows(
    db,
    "chain_head",
    { company_id: "bigint", year: "integer", chain_rank: "integer", hash: "text", kept_at: "timestamptz" },
    [...heads.values()].map(({ year, chainRank, hash }) => [companyId, year, chainRank, hash, at]),
  );
}
