import type { EntryDraft } from "../domain/accounting/entry.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { writeVatMoves } from "./vatMoves.ts";

/**
 * Writes entries with all their lines and the VAT they move, in three statements whatever their number. The database refuses the whole batch if
 * one does not balance, is dated behind the lock, or would pay a share above its due.
 * @returns the id of each entry, in the order given
 */
export async function writeEntries(
  db: Db,
  companyId: bigint,
  drafts: readonly (EntryDraft & { correctsId?: bigint; carriedForward?: true; byHand?: true })[],
): Promise<bigint[]> {
  const ids = await drawIds(db, "journal_entry", drafts.length);
  await insertRows(
    db,
    "journal_entry",
    {
      id: "bigint",
      company_id: "bigint",
      journal: "text",
      posted_on: "date",
      piece: "text",
      piece_on: "date",
      label: "text",
      corrects_id: "bigint",
      carried_forward: "boolean",
      by_hand: "boolean",
    },
    drafts.map((draft, at) => [
      ids[at],
      companyId,
      draft.journal,
      draft.postedOn,
      draft.piece,
      draft.pieceOn,
      draft.label,
      draft.correctsId,
      draft.carriedForward ?? false,
      draft.byHand ?? false,
    ]),
  );
  await insertRows(
    db,
    "journal_line",
    {
      company_id: "bigint",
      entry_id: "bigint",
      rank: "integer",
      account: "text",
      third_party_id: "bigint",
      share_id: "bigint",
      due_on: "date",
      vat_rate: "integer",
      excess: "boolean",
      returns_line_id: "bigint",
      debit_cents: "bigint",
      credit_cents: "bigint",
      label: "text",
    },
    drafts.flatMap((draft, at) =>
      draft.lines.map((line, rank) => [
        companyId,
        ids[at],
        rank + 1,
        line.account,
        line.thirdPartyId,
        line.shareId,
        line.dueOn,
        line.vatRate,
        line.excess ?? false,
        line.returnsLineId,
        line.debit,
        line.credit,
        line.label ?? draft.label,
      ]),
    ),
  );
  await writeVatMoves(
    db,
    companyId,
    drafts.flatMap(({ vat = [] }, at) => vat.map((move) => ({ ...move, entryId: ids[at] ?? 0n }))),
  );
  return ids;
}

type StoredLine = {
  rank: number;
  account: string;
  thirdPartyId: bigint | null;
  shareId: bigint | null;
  dueOn: string | null;
  vatRate: number | null;
  excess: boolean;
  debitCents: bigint;
  creditCents: bigint;
  label: string;
};

export type StoredEntry = EntryDraft & { id: bigint; validatedOn: string | null };

/** Entries with their lines, as they were drafted. */
export async function readEntries(db: Db, entryIds: readonly bigint[]): Promise<StoredEntry[]> {
  const rows = await db<
    (Omit<StoredEntry, "lines" | "pieceOn"> & { pieceOn: string; lines: StoredLine[] | string })[]
  >`
    select entry.id, entry.journal, entry.posted_on, entry.piece, entry.piece_on, entry.label, entry.validated_on,
           (select json_agg(json_build_object(
              'account', line.account, 'thirdPartyId', line.third_party_id::text, 'shareId', line.share_id::text,
              'dueOn', line.due_on, 'vatRate', line.vat_rate, 'excess', line.excess, 'debitCents', line.debit_cents::text,
              'creditCents', line.credit_cents::text, 'label', line.label) order by line.rank)
              from journal_line as line
             where line.entry_id = entry.id) as lines
      from journal_entry as entry
     where entry.id = any (${idsOf(entryIds)}::text[]::bigint[])
     order by entry.id
  `;
  return rows.map((row) => ({ ...row, lines: (row.lines as StoredLine[]).map(lineOf) }));
}

function lineOf(line: StoredLine): EntryDraft["lines"][number] {
  return {
    account: line.account,
    debit: BigInt(line.debitCents),
    credit: BigInt(line.creditCents),
    label: line.label,
    ...(line.thirdPartyId ? { thirdPartyId: BigInt(line.thirdPartyId) } : {}),
    ...(line.shareId ? { shareId: BigInt(line.shareId) } : {}),
    ...(line.dueOn ? { dueOn: line.dueOn } : {}),
    ...(line.vatRate === null ? {} : { vatRate: line.vatRate }),
    ...(line.excess ? { excess: true as const } : {}),
  };
}

/** Whether the row `entry` of a query stays for good (D4): it is validated, or a draft behind the lock. A draft else may still go. */
export function isFinal(db: Db) {
  return db`(entry.validated_on is not null
             or coalesce(entry.posted_on <= (select lock_in_force(company) from company where company.id = current_company()), false))`;
}

/** Of these entries those that stay for good. */
export async function finalEntries(db: Db, entryIds: readonly bigint[]): Promise<Set<bigint>> {
  const rows = await db<{ id: bigint }[]>`
    select entry.id from journal_entry as entry where entry.id = any (${idsOf(entryIds)}::text[]::bigint[]) and ${isFinal(db)}
  `;
  return new Set(rows.map((row) => row.id));
}

/** Removes drafts, lines and lettering with them. The database refuses when one is validated or behind the lock. */
export async function deleteDraftEntries(db: Db, entryIds: readonly bigint[]): Promise<void> {
  await db`delete from journal_entry where id = any (${idsOf(entryIds)}::text[]::bigint[])`;
}

/** From now on, until the transaction ends, shares may go below zero: a person or an insurer's return says so (D1). */
export async function allowOverpayment(db: Db): Promise<void> {
  await db`select set_config('rappro.may_overpay', 'yes', true)`;
}

/** From now on shares may no longer go below zero. */
export async function refuseOverpayment(db: Db): Promise<void> {
  await db`select set_config('rappro.may_overpay', '', true)`;
}
