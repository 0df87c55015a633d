import type { EntryNotice, StatementTransaction } from "../domain/bank/statement.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Cents } from "../domain/money.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

type File = { companyId: bigint; fileId: bigint };

/** An entry with the payments inside it, and its line where that is known. */
export type EntryTransactions = {
  bankAccountId: bigint;
  lineId?: bigint;
  bankReference?: string | undefined;
  bookedOn: IsoDate;
  amount: Cents;
  transactions: readonly StatementTransaction[];
};

/** Beyond this many payments of one line nobody reads them, and each is a row. */
const PER_LINE_MAX = 10_000;

/** Keeps the payments of entries. A line that has some already keeps those: the same batch told twice is not twice as large. */
export async function insertTransactions(
  db: Db,
  { companyId, fileId }: File,
  entries: readonly EntryTransactions[],
): Promise<void> {
  const told = await linesWithTransactions(
    db,
    entries.flatMap(({ lineId }) => lineId ?? []),
  );
  const fresh = entries.filter(({ lineId }) => lineId === undefined || !told.has(lineId));
  await insertRows(
    db,
    "line_transaction",
    COLUMNS,
    fresh.flatMap((entry) =>
      entry.transactions
        .slice(0, PER_LINE_MAX)
        .map((each, at) => [
          companyId,
          entry.bankAccountId,
          entry.lineId,
          fileId,
          entry.bankReference,
          entry.bookedOn,
          entry.amount,
          at + 1,
          ...cellsOf(each),
        ]),
    ),
  );
}

const COLUMNS = {
  company_id: "bigint",
  bank_account_id: "bigint",
  line_id: "bigint",
  file_id: "bigint",
  entry_reference: "text",
  entry_booked_on: "date",
  entry_cents: "bigint",
  rank: "integer",
  amount_cents: "bigint",
  remittance: "texts",
  structured_reference: "text",
  end_to_end_id: "text",
  counterparty_name: "text",
  counterparty_iban: "text",
  mandate: "text",
  creditor_id: "text",
  return_reason: "text",
  bank_reference: "text",
} as const;

function cellsOf(told: StatementTransaction) {
  return [
    told.amount,
    told.remittance,
    told.structuredReference,
    told.endToEndId,
    told.counterpartyName,
    told.counterpartyIban,
    told.mandate,
    told.creditorId,
    told.returnReason,
    told.bankReference,
  ];
}

async function linesWithTransactions(db: Db, lineIds: readonly bigint[]): Promise<Set<bigint>> {
  if (lineIds.length === 0) return new Set();
  const rows = await db<{ lineId: bigint }[]>`
    select distinct line_id from line_transaction where line_id = any (${idsOf(lineIds)}::text[]::bigint[])
  `;
  return new Set(rows.map((row) => row.lineId));
}

export type AccountNotice = EntryNotice & { bankAccountId: bigint };

/** Keeps what notifications tell of entries nobody told of yet; it waits until `joinWaiting` finds its line. */
export async function insertNotices(db: Db, file: File, notices: readonly AccountNotice[]): Promise<void> {
  if (notices.length === 0) return;
  const once = new Map(notices.map((notice) => [nameOf(notice), notice]));
  const given = [...once.values()];
  const known = await db<{ at: number }[]>`
    select given.at::integer
      from unnest(${idsOf(given.map((each) => each.bankAccountId))}::text[]::bigint[],
                  ${given.map((each) => each.bankReference)}::text[], ${given.map((each) => String(each.amount))}::text[]::bigint[],
                  ${given.map((each) => each.bookedOn)}::text[]::date[]) with ordinality
             as given (account, reference, cents, booked_on, at)
     where exists (select from line_transaction as told
                    where told.bank_account_id = given.account and told.entry_reference = given.reference
                      and told.entry_cents = given.cents and abs(told.entry_booked_on - given.booked_on) <= ${DAYS_APART_MAX})
  `;
  const told = new Set(known.map(({ at }) => at - 1));
  await insertTransactions(
    db,
    file,
    given.filter((_, at) => !told.has(at)),
  );
}

function nameOf({ bankAccountId, bankReference, amount, bookedOn }: AccountNotice): string {
  return `${bankAccountId} ${amount} ${bookedOn} ${bankReference}`;
}

/** A bank may date the booking of an entry later than its notification; a reference may come again after more days than these. */
const DAYS_APART_MAX = 5;

/**
 * Joins the notices that wait to the lines they speak of: same account, same amount, same reference of the bank, within a few days,
 * and one line only. Notices of a line whose own statement lists its payments have served. Run after lines came and after
 * notices came, so that the order of the files does not matter.
 */
export async function joinWaiting(db: Db): Promise<void> {
  const waiting = await db<{ waits: boolean }[]>`
    select exists (select from line_transaction where company_id = current_company() and line_id is null) as waits
  `;
  if (!waiting[0]?.waits) return;
  await db`
    with found as (${waitingWithLine(db)}),
         served as (delete from line_transaction as part using found
                     where part.line_id is null and found.told and ${sameEntry(db)})
    update line_transaction as part
       set line_id = found.line_id
      from found
     where part.line_id is null and not found.told and ${sameEntry(db)}
  `;
}

function sameEntry(db: Db) {
  return db`
    part.bank_account_id = found.bank_account_id and part.entry_reference = found.entry_reference
      and part.entry_cents = found.entry_cents and part.entry_booked_on = found.entry_booked_on and part.file_id = found.file_id
  `;
}

/** Entries that wait, each with its line and whether that has payments already. A line takes one of them, the first that came. */
function waitingWithLine(db: Db) {
  return db`
    select distinct on (one.line_id) one.*,
           exists (select from line_transaction as own where own.line_id = one.line_id) as told
      from (select entry.bank_account_id, entry.file_id, entry.entry_reference, entry.entry_cents, entry.entry_booked_on,
                   min(line.id) as line_id
              from (select distinct bank_account_id, file_id, entry_reference, entry_cents, entry_booked_on
                      from line_transaction
                     where company_id = current_company() and line_id is null) as entry
              join statement_line as line
                on line.bank_account_id = entry.bank_account_id
               and line.booked_on between entry.entry_booked_on - ${DAYS_APART_MAX}::integer
                                      and entry.entry_booked_on + ${DAYS_APART_MAX}::integer
               and line.amount_cents = entry.entry_cents
             where line.bank_reference = entry.entry_reference
                or exists (select from line_source as source
                            where source.line_id = line.id and source.bank_reference = entry.entry_reference)
             group by 1, 2, 3, 4, 5
            having count(*) = 1) as one
     order by one.line_id, one.file_id
  `;
}

export type TransactionRow = {
  rank: number;
  amountCents: Cents;
  counterpartyName: string | null;
  counterpartyIban: string | null;
  remittance: string[];
  structuredReference: string | null;
  endToEndId: string | null;
  mandate: string | null;
  returnReason: string | null;
  fileId: bigint;
  fileName: string;
  /** Another file than the one of the line told them. */
  isJoined: boolean;
};

/** The payments inside a line, for its page. */
export async function transactionsOfLine(db: Db, lineId: bigint, limit: number): Promise<TransactionRow[]> {
  return db<TransactionRow[]>`
    select part.rank, part.amount_cents, part.counterparty_name, part.counterparty_iban, part.remittance,
           part.structured_reference, part.end_to_end_id, part.mandate, part.return_reason, part.file_id,
           file.name as file_name, part.file_id <> line.file_id as is_joined
      from line_transaction as part
      join statement_line as line on line.id = part.line_id
      join received_file as file on file.id = part.file_id
     where part.line_id = ${lineId}
     order by part.rank
     limit ${limit}
  `;
}
