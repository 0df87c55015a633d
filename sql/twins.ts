import type { LineTelling, Stretch } from "../domain/bank/twins.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import type { NewLine } from "./statements.ts";

/** A booked day of a bank account. */
export type AccountDay = { bankAccountId: bigint; day: IsoDate };

/**
 * Statements of one company are imported one after the other: the CFONB and the camt of a day, read at the same moment, would
 * not see each other and every line would be there twice.
 */
export async function lockStatementImports(db: Db, companyId: bigint): Promise<void> {
  await db`select pg_advisory_xact_lock(hashtextextended(${`statement import ${companyId}`}, 0))`;
}

/** Of these days, the ones of which a file of another format told something. One look-up by key for each day. */
export async function daysToldOtherwise(
  db: Db,
  days: readonly AccountDay[],
  format: string,
): Promise<AccountDay[]> {
  if (days.length === 0) return [];
  return db<AccountDay[]>`
    select day.bank_account_id, day.booked_on as day
      from ${given(db, days)}
     cross join lateral (
             select line.id
               from statement_line as line
              where line.bank_account_id = day.bank_account_id
                and line.booked_on = day.booked_on
                and exists (select from received_file as file
                             where file.id = line.file_id and file.state = 'read' and file.format is distinct from ${format})
              limit 1
           ) as told
  `;
}

function given(db: Db, days: readonly AccountDay[]) {
  return db`
    unnest(${idsOf(days.map((day) => day.bankAccountId))}::text[]::bigint[], ${days.map((day) => day.day)}::text[]::date[])
      as day (bank_account_id, booked_on)
  `;
}

/** Of these fingerprints, the ones known: as a line, or as another telling of one. */
export async function knownFingerprints(db: Db, lines: readonly NewLine[]): Promise<Set<string>> {
  if (lines.length === 0) return new Set();
  const rows = await db<{ account: bigint; fingerprint: string }[]>`
    select given.account, given.fingerprint
      from unnest(${idsOf(lines.map((line) => line.bankAccountId))}::text[]::bigint[],
                  ${lines.map((line) => line.fingerprint)}::text[]) as given (account, fingerprint)
     where exists (select from statement_line as line
                    where line.bank_account_id = given.account and line.fingerprint = given.fingerprint)
        or exists (select from line_source as source
                    where source.bank_account_id = given.account and source.fingerprint = given.fingerprint)
  `;
  return new Set(rows.map((row) => identityOf(row.account, row.fingerprint)));
}

export function identityOf(bankAccountId: bigint, fingerprint: string): string {
  return `${bankAccountId} ${fingerprint}`;
}

/** A stored line by what its bank says it is known by. */
export type ReferredLine = AccountDay & { amount: bigint; bankReference: string; fingerprint: string };

/** The lines with a reference that other files of this format told of these days. One look-up by key for each day. */
export async function linesUnderReferences(
  db: Db,
  { fileId, format }: { fileId: bigint; format: string },
  days: readonly AccountDay[],
): Promise<ReferredLine[]> {
  if (days.length === 0) return [];
  return db<ReferredLine[]>`
    select line.bank_account_id, line.booked_on as day, line.amount_cents as amount, line.bank_reference, line.fingerprint
      from ${given(db, days)}
     cross join lateral (
             select told.bank_account_id, told.booked_on, told.amount_cents, told.bank_reference, told.fingerprint, told.file_id, told.id
               from statement_line as told
              where told.bank_account_id = day.bank_account_id and told.booked_on = day.booked_on
                and told.bank_reference is not null and told.file_id <> ${fileId}
             offset 0
           ) as line
      join received_file as file on file.id = line.file_id and file.state = 'read' and file.format = ${format}
     order by line.id
  `;
}

/** A line that is stored, with what is known of it by now and the balances of the statement it stands in. */
export type StoredLine = LineTelling & {
  id: bigint;
  bankAccountId: bigint;
  bookedOn: IsoDate;
  valuedOn?: IsoDate;
  amount: bigint;
  statementId: bigint;
  stretch?: Stretch;
};

type StoredRow = { [Key in keyof Required<Omit<StoredLine, "stretch">>]: StoredLine[Key] | null } & {
  openingCents: bigint | null;
  closingCents: bigint | null;
};

/** The lines of these days that no file of this format told yet, in the order of their statements. */
export async function linesToldOtherwise(
  db: Db,
  days: readonly AccountDay[],
  format: string,
): Promise<StoredLine[]> {
  const rows = await db<StoredRow[]>`
    select line.id, line.bank_account_id, line.booked_on, line.valued_on, line.amount_cents as amount, line.statement_id,
           statement.opening_cents, statement.closing_cents, ${tellingColumns(db)}
      from ${given(db, days)}
     cross join lateral (
             select told.id, told.bank_account_id, told.booked_on, told.valued_on, told.amount_cents, told.statement_id, told.file_id,
                    told.rank, told.label, told.details, told.counterparty_name, told.counterparty_iban, told.end_to_end_id,
                    told.mandate, told.creditor_id, told.structured_reference, told.bank_reference, told.entry_number,
                    told.interbank_code, told.return_reason
               from statement_line as told
              where told.bank_account_id = day.bank_account_id and told.booked_on = day.booked_on
             offset 0
           ) as line
      join statement on statement.id = line.statement_id
      join received_file as file on file.id = line.file_id and file.state = 'read' and file.format is distinct from ${format}
      left join line_text as text on text.line_id = line.id
     where not exists (select from line_source as source where source.line_id = line.id and source.format = ${format})
     order by line.bank_account_id, line.booked_on, line.statement_id, line.rank
  `;
  return rows.map(({ openingCents, closingCents, ...row }) => {
    const present = withoutNulls(row);
    const known = openingCents !== null && closingCents !== null;
    return known ? { ...present, stretch: { opening: openingCents, closing: closingCents } } : present;
  });
}

function withoutNulls(row: object): StoredLine {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as StoredLine;
}

/** What the tellings of a line say together. Expects `statement_line as line` and `line_text as text` beside it. */
export function tellingColumns(db: Db) {
  return db`
    coalesce(text.label, line.label) as label, coalesce(text.details, line.details) as details,
    coalesce(text.counterparty_name, line.counterparty_name) as counterparty_name,
    coalesce(text.counterparty_iban, line.counterparty_iban) as counterparty_iban,
    coalesce(text.end_to_end_id, line.end_to_end_id) as end_to_end_id, coalesce(text.mandate, line.mandate) as mandate,
    coalesce(text.creditor_id, line.creditor_id) as creditor_id,
    coalesce(text.structured_reference, line.structured_reference) as structured_reference,
    coalesce(text.bank_reference, line.bank_reference) as bank_reference,
    coalesce(text.entry_number, line.entry_number) as entry_number,
    coalesce(text.interbank_code, line.interbank_code) as interbank_code,
    coalesce(text.return_reason, line.return_reason) as return_reason
  `;
}

export type Twin = { lineId: bigint; arriving: NewLine; together: LineTelling };

/** Keeps the second telling of lines as the bank wrote it. */
export async function insertSources(
  db: Db,
  { companyId, fileId, format }: { companyId: bigint; fileId: bigint; format: string },
  twins: readonly Twin[],
): Promise<void> {
  await insertRows(
    db,
    "line_source",
    { ...SOURCE, ...TELLING },
    twins.map(({ lineId, arriving: { line, bankAccountId, statementId, fingerprint } }) => [
      lineId,
      format,
      companyId,
      bankAccountId,
      statementId,
      fileId,
      line.rank,
      line.valuedOn,
      line.amount,
      line.lineNumber,
      line.raw,
      fingerprint,
      ...tellingCells(line),
    ]),
  );
}

/** Writes what the tellings of lines say together, in place of what fewer of them said. */
export async function writeTexts(db: Db, companyId: bigint, twins: readonly Twin[]): Promise<void> {
  const columns = Object.keys(TELLING);
  await insertRows(
    db,
    "line_text",
    { line_id: "bigint", company_id: "bigint", ...TELLING },
    twins.map(({ lineId, together }) => [lineId, companyId, ...tellingCells(together)]),
    `on conflict (line_id) do update set ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}`,
  );
}

const SOURCE = {
  line_id: "bigint",
  format: "text",
  company_id: "bigint",
  bank_account_id: "bigint",
  statement_id: "bigint",
  file_id: "bigint",
  rank: "integer",
  valued_on: "date",
  amount_cents: "bigint",
  line_number: "integer",
  raw: "text",
  fingerprint: "text",
} as const;

const TELLING = {
  label: "text",
  details: "texts",
  counterparty_name: "text",
  counterparty_iban: "text",
  end_to_end_id: "text",
  mandate: "text",
  creditor_id: "text",
  structured_reference: "text",
  bank_reference: "text",
  entry_number: "text",
  interbank_code: "text",
  return_reason: "text",
} as const;

/** In the order of TELLING. */
function tellingCells(told: LineTelling) {
  return [
    told.label,
    told.details,
    told.counterpartyName,
    told.counterpartyIban,
    told.endToEndId,
    told.mandate,
    told.creditorId,
    told.structuredReference,
    told.bankReference,
    told.entryNumber,
    told.interbankCode,
    told.returnReason,
  ];
}

/** One telling of a line: which file gave it, and in which words. The first is the line itself. */
export type TellingRow = {
  fileId: bigint;
  fileName: string;
  format: string | null;
  label: string;
  details: string[];
  counterpartyName: string | null;
  counterpartyIban: string | null;
  endToEndId: string | null;
  bankReference: string | null;
  lineNumber: number | null;
  raw: string;
};

/** Every file that told a line, in the order they came: for the page of the line. */
export async function tellingsOfLine(db: Db, lineId: bigint): Promise<TellingRow[]> {
  return db<TellingRow[]>`
    select told.file_id, file.name as file_name, file.format, told.label, told.details, told.counterparty_name,
           told.counterparty_iban, told.end_to_end_id, told.bank_reference, told.line_number, told.raw
      from (select id as line_id, file_id, label, details, counterparty_name, counterparty_iban, end_to_end_id, bank_reference,
                   line_number, raw
              from statement_line
             union all
            select line_id, file_id, label, details, counterparty_name, counterparty_iban, end_to_end_id, bank_reference,
                   line_number, raw
              from line_source) as told
      join received_file as file on file.id = told.file_id
     where told.line_id = ${lineId}
     order by told.file_id
  `;
}
