import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { type LetteringLines, letterGroups } from "./lettering.ts";

/** A line of the ledger by its entry and its place in it, from 1. */
export type Place = { entryId: bigint; rank: number };

type LineAt = Omit<LetteringLines["lines"][number], "groupId" | "code"> & { at: number };

/**
 * Letters lines that cancel out two by two, such as money on its way with the bank line that brings it. Bounded statements for
 * any number of pairs.
 */
export async function letterPlaces(
  db: Db,
  companyId: bigint,
  pairs: readonly (readonly [Place, Place])[],
  on: IsoDate,
): Promise<void> {
  const lines = await linesAt(db, pairs.flat());
  const groups = pairs.flatMap((_, nth): LetteringLines[] => {
    const [one, other] = [lines.get(nth * 2), lines.get(nth * 2 + 1)];
    if (!one || !other) throw new Error("a line to letter is not in its place");
    return [{ account: one.account, thirdPartyId: one.thirdPartyId, lines: [one, other] }];
  });
  await letterGroups(db, companyId, groups, on);
}

async function linesAt(
  db: Db,
  places: readonly Place[],
): Promise<Map<number, LetteringLines["lines"][number]>> {
  if (places.length === 0) return new Map();
  const rows = await db<LineAt[]>`
    select given.at::integer - 1 as at, line.id as line_id, line.account, line.third_party_id,
           line.debit_cents as debit, line.credit_cents as credit
      from unnest(${idsOf(places.map((place) => place.entryId))}::text[]::bigint[],
                  ${places.map((place) => String(place.rank))}::text[]::integer[])
             with ordinality as given (entry_id, rank, at)
     cross join lateral (
       select * from journal_line where entry_id = given.entry_id and rank = given.rank offset 0
     ) as line
  `;
  return new Map(rows.map(({ at, ...line }) => [at, { ...line, groupId: null, code: null }]));
}
