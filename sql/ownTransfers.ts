import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";
import { letterPair } from "./lettering.ts";

type Leg = { entryId: bigint; account: string; otherAccount: string };

/**
 * Letters an own transfer with its other leg, once that is in: the same cents the other way, in the journal that was named,
 * the nearest day first. A leg booked from a bank line must in turn name this one's journal. Until then the line on 580 stays open and says that a leg is missing.
 */
export async function letterOwnTransfer(db: Db, companyId: bigint, leg: Leg, on: IsoDate): Promise<void> {
  const [pair] = await db<{ mine: bigint; other: bigint }[]>`
    select mine.id as mine, other.id as other
      from journal_line as mine
      join journal_entry as mine_entry on mine_entry.id = mine.entry_id
      join journal_line as other
        on other.company_id = mine.company_id and other.account = mine.account
       and other.debit_cents = mine.credit_cents and other.credit_cents = mine.debit_cents
      join journal_entry as other_entry on other_entry.id = other.entry_id and other_entry.journal = ${leg.otherAccount}
     where mine.entry_id = ${leg.entryId}
       and mine.account = ${leg.account}
       and not exists (select from lettering_line where lettering_line.line_id = other.id)
       and not exists (
         select from line_posting
           join match on match.line_id = line_posting.line_id and match.undone_at is null
          where line_posting.entry_id = other_entry.id
            and match.evidence ->> 'otherAccount' is distinct from mine_entry.journal)
     order by abs(other_entry.posted_on - mine_entry.posted_on), other.id
     limit 1
  `;
  if (pair) await letterPair(db, companyId, leg.account, null, [pair.mine, pair.other], on);
}
