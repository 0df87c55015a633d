import type { Balance, StatementLine } from "../domain/bank/statement.ts";
import type { IsoDate } from "../domain/days.ts";
import type { LineToMatch } from "../domain/matching/line.ts";
import { drawIds, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { restOf, type Suspense, suspenseOf } from "./suspense.ts";

export type NewStatement = {
  companyId: bigint;
  bankAccountId: bigint;
  fileId: bigint;
  rank: number;
  reference?: string;
  opening?: Balance;
};

/** The head of a statement; its foot is written once its lines were read. */
export async function insertStatement(db: Db, statement: NewStatement): Promise<bigint> {
  const [id] = await drawIds(db, "statement", 1);
  if (id === undefined) throw new Error("no id was drawn");
  await db`
    insert into statement (id, company_id, bank_account_id, file_id, rank, reference, opening_on, opening_cents, line_count, known_count)
    values (${id}, ${statement.companyId}, ${statement.bankAccountId}, ${statement.fileId}, ${statement.rank},
            ${statement.reference ?? null}, ${statement.opening?.on ?? null}, ${statement.opening?.amount ?? null}, 0, 0)
  `;
  return id;
}

/** Ranks of the statements of a file that were kept by an earlier reading of it. */
export async function statementsRead(db: Db, fileId: bigint): Promise<ReadonlySet<number>> {
  const rows = await db<{ rank: number }[]>`select rank from statement where file_id = ${fileId}`;
  return new Set(rows.map((row) => row.rank));
}

export type StatementEnd = {
  statementId: bigint;
  opening?: Balance;
  closing?: Balance;
  lineCount: number;
  knownCount: number;
  firstOn?: IsoDate;
  lastOn?: IsoDate;
};

/** What only the end of a statement tells: its balances, the days of its lines, and how many of those were known already. */
export async function closeStatements(db: Db, feet: readonly StatementEnd[]): Promise<void> {
  if (feet.length === 0) return;
  const cents = (balance: Balance | undefined) => (balance ? String(balance.amount) : null);
  await db`
    update statement
       set opening_on = foot.opening_on, opening_cents = foot.opening_cents, closing_on = foot.closing_on,
           closing_cents = foot.closing_cents, line_count = foot.line_count, known_count = foot.known_count,
           first_on = foot.first_on, last_on = foot.last_on
      from unnest(${feet.map((foot) => String(foot.statementId))}::text[]::bigint[],
                  ${feet.map((foot) => foot.opening?.on ?? null)}::text[]::date[],
                  ${feet.map((foot) => cents(foot.opening))}::text[]::bigint[],
                  ${feet.map((foot) => foot.closing?.on ?? null)}::text[]::date[],
                  ${feet.map((foot) => cents(foot.closing))}::text[]::bigint[],
                  ${feet.map((foot) => String(foot.lineCount))}::text[]::integer[],
                  ${feet.map((foot) => String(foot.knownCount))}::text[]::integer[],
                  ${feet.map((foot) => foot.firstOn ?? null)}::text[]::date[],
                  ${feet.map((foot) => foot.lastOn ?? null)}::text[]::date[])
        as foot (id, opening_on, opening_cents, closing_on, closing_cents, line_count, known_count, first_on, last_on)
     where statement.id = foot.id
  `;
}

/** Texts of payments inside one line that matching looks at. */
const TRANSACTIONS_SAID_MAX = 200;

export type NewLine = {
  line: StatementLine;
  fingerprint: string;
  bankAccountId: bigint;
  statementId: bigint;
};

export type InsertedLine = { id: bigint; bankAccountId: bigint; statementId: bigint; fingerprint: string };

/**
 * Inserts lines; one that the account has already (same fingerprint) is left as it is. Lines of zero cents are set aside:
 * they say something and move nothing.
 * @returns the lines that were new
 */
export async function insertLines(
  db: Db,
  companyId: bigint,
  fileId: bigint,
  lines: readonly NewLine[],
): Promise<InsertedLine[]> {
  return insertRows<InsertedLine>(
    db,
    "statement_line",
    {
      company_id: "bigint",
      bank_account_id: "bigint",
      statement_id: "bigint",
      file_id: "bigint",
      rank: "integer",
      booked_on: "date",
      valued_on: "date",
      amount_cents: "bigint",
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
      line_number: "integer",
      raw: "text",
      fingerprint: "text",
      state: "text",
    },
    lines.map(({ line, fingerprint, bankAccountId, statementId }) => [
      companyId,
      bankAccountId,
      statementId,
      fileId,
      line.rank,
      line.bookedOn,
      line.valuedOn,
      line.amount,
      line.label,
      line.details,
      line.counterpartyName,
      line.counterpartyIban,
      line.endToEndId,
      line.mandate,
      line.creditorId,
      line.structuredReference,
      line.bankReference,
      line.entryNumber,
      line.interbankCode,
      line.returnReason,
      line.lineNumber,
      line.raw,
      fingerprint,
      line.amount === 0n ? "set_aside" : "new",
    ]),
    "on conflict on constraint line_imported_once do nothing returning id, bank_account_id, statement_id, fingerprint",
  );
}

/** A line with what posting needs: where it was booked, and what its entry will name as its piece. */
export type BookableLine = LineToMatch & {
  journal: string;
  bankAccount: string;
  piece: string;
  state: string;
  currency: string;
  /** It stands on the suspense account, by this entry: what it is has still to be said (GC37). */
  suspense?: Suspense;
  /** Cents of it that stand there beside the shares it pays. */
  rest?: bigint;
};

type LineRow = {
  [Key in Exclude<keyof BookableLine, "suspense" | "rest">]-?: undefined extends BookableLine[Key]
    ? Exclude<BookableLine[Key], undefined> | null
    : BookableLine[Key];
};

/** Where a batch of lines ended, to go on behind it. */
export type LineCursor = { bookedOn: IsoDate; id: bigint };

/**
 * Lines that wait for a decision, new or not, oldest first, behind the cursor: as many as asked for, and the rest of the last day,
 * since lines of one day are decided together. Money that was set aside is not touched again.
 */
export async function openLines(
  db: Db,
  least: number,
  after: LineCursor | undefined,
): Promise<BookableLine[]> {
  const waiting = db`
    select ${lineColumns(db)}
      from statement_line as line
      join bank_account on bank_account.id = line.bank_account_id
      left join line_text as text on text.line_id = line.id
     where line.company_id = current_company()
       and line.state in ('new', 'waiting')`;
  const rows = await db<LineRow[]>`
    ${waiting}
       and (line.booked_on, line.id) > (${after?.bookedOn ?? "0001-01-01"}, ${after?.id ?? 0n})
     order by line.booked_on, line.id
     limit ${least}
  `;
  const last = rows.at(-1);
  if (!last || rows.length < least) return rows.map(withoutNulls);
  const sameDay = await db<LineRow[]>`
    ${waiting}
       and line.booked_on = ${last.bookedOn}
       and line.id > ${last.id}
     order by line.id
  `;
  return [...rows, ...sameDay].map(withoutNulls);
}

/** Lines that were looked at before, decided or not, oldest first, behind the cursor: what a replay runs over. */
export async function pastLines(
  db: Db,
  limit: number,
  after: LineCursor | undefined,
): Promise<BookableLine[]> {
  const rows = await db<LineRow[]>`
    select ${lineColumns(db)}
      from statement_line as line
      join bank_account on bank_account.id = line.bank_account_id
      left join line_text as text on text.line_id = line.id
     where line.company_id = current_company()
       and line.state in ('waiting', 'posted')
       and (line.booked_on, line.id) > (${after?.bookedOn ?? "0001-01-01"}, ${after?.id ?? 0n})
     order by line.booked_on, line.id
     limit ${limit}
  `;
  return rows.map(withoutNulls);
}

export async function countPastLines(db: Db): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::integer as count from statement_line
     where company_id = current_company() and state in ('waiting', 'posted')
  `;
  return row?.count ?? 0;
}

export async function lineById(db: Db, lineId: bigint): Promise<BookableLine | undefined> {
  const [row] = await db<LineRow[]>`
    select ${lineColumns(db)}
      from statement_line as line
      join bank_account on bank_account.id = line.bank_account_id
      left join line_text as text on text.line_id = line.id
     where line.id = ${lineId}
  `;
  if (!row) return undefined;
  if (row.state !== "posted") return withoutNulls(row);
  const [suspense, rest] = [await suspenseOf(db, lineId), await restOf(db, lineId)];
  return { ...withoutNulls(row), ...(suspense ? { suspense } : {}), ...(rest === undefined ? {} : { rest }) };
}

/**
 * The words are those of all files that told the line (line_text). Its piece is what the bank itself calls it, where it has a
 * name; else the file's line, which is unique.
 */
function lineColumns(db: Db) {
  return db`
    line.id, line.amount_cents as amount, line.booked_on, coalesce(text.label, line.label) as label,
    coalesce(text.details, line.details) || ${transactionWords(db)} as details,
    coalesce(text.counterparty_name, line.counterparty_name) as counterparty_name,
    coalesce(text.counterparty_iban, line.counterparty_iban) as counterparty_iban,
    coalesce(text.end_to_end_id, line.end_to_end_id) as end_to_end_id,
    coalesce(text.structured_reference, line.structured_reference) as structured_reference,
    coalesce(text.interbank_code, line.interbank_code) as interbank_code,
    coalesce(text.return_reason, line.return_reason) as return_reason, line.state, bank_account.journal,
    bank_account.currency, bank_account.account as bank_account,
    coalesce(text.bank_reference, line.bank_reference, bank_account.journal || '-' || line.id) as piece
  `;
}

/**
 * What the payments inside a line say beyond its own words: a batch that names the invoices it pays one by one is found by them.
 * Bounded, for a batch may hold thousands. Expects `statement_line as line` and `line_text as text` beside it.
 */
function transactionWords(db: Db) {
  return db`
    array(select said.words
            from (select part.rank, unnest(part.remittance || part.structured_reference || part.end_to_end_id) as words
                    from line_transaction as part
                   where part.line_id = line.id and part.rank <= ${TRANSACTIONS_SAID_MAX}) as said
           where said.words is not null
             and said.words <> all (coalesce(text.details, line.details))
           order by said.rank
           limit ${TRANSACTIONS_SAID_MAX})
  `;
}

function withoutNulls(row: LineRow): BookableLine {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as BookableLine;
}

export async function setLineState(
  db: Db,
  lineIds: readonly string[],
  state: "waiting" | "posted" | "set_aside",
): Promise<void> {
  await db`update statement_line set state = ${state} where id = any (${lineIds as string[]}::text[]::bigint[])`;
}
