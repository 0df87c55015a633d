import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { letterPairs } from "./lettering.ts";

/** The entry of one leg of an own transfer, and the journal of our other account. */
export type Leg = { entryId: bigint; otherAccount: string };

/**
 * Letters own transfers with their other legs, once those are in: the same cents the other way, in the journal that was named,
 * the nearest day first, each leg once. A leg booked from a bank line must in turn name this one's journal. Until then the line
 * on 580 stays open and says that a leg is missing.
 */
export async function letterOwnTransfers(
  db: Db,
  companyId: bigint,
  account: string,
  legs: readonly Leg[],
  on: IsoDate,
): Promise<void> {
  if (legs.length === 0) return;
  const possible = await db<{ mine: bigint; other: bigint }[]>`
    select mine.id as mine, other.id as other
      from unnest(${idsOf(legs.map((leg) => leg.entryId))}::text[]::bigint[],
                  ${legs.map((leg) => leg.otherAccount)}::text[]) as leg (entry_id, other_account)
      join journal_line as mine on mine.entry_id = leg.entry_id and mine.account = ${account}
      join journal_entry as mine_entry on mine_entry.id = mine.entry_id
      join journal_line as other
        on other.company_id = mine.company_id and other.account = mine.account
       and other.debit_cents = mine.credit_cents and other.credit_cents = mine.debit_cents
      join journal_entry as other_entry on other_entry.id = other.entry_id and other_entry.journal = leg.other_account
     where not exists (select from lettering_line where lettering_line.line_id in (mine.id, other.id))
       and not exists (
         select from line_posting
           join match on match.line_id = line_posting.line_id and match.undone_at is null
          where line_posting.entry_id = other_entry.id
            and coalesce(match.evidence ->> 'otherAccount', match.evidence #>> '{rule,otherAccount}')
                is distinct from mine_entry.journal)
     order by abs(other_entry.posted_on - mine_entry.posted_on), other.id, mine.id
  `;
  const taken = new Set<bigint>();
  const pairs: [bigint, bigint][] = [];
  for (const { mine, other } of possible) {
    if (taken.has(mine) || taken.has(other)) continue;
    taken.add(mine).add(other);
    pairs.push([mine, other]);
  }
  await letterPairs(
    db,
    companyId,
    pairs.map((lineIds) => ({ account, thirdPartyId: null, lineIds })),
    on,
  );
}
