import { asCompany, type Db, type Pool } from "../../sql/connect.ts";

/** A company with the least that an entry, an invoice and a bank line need, and nothing posted. */
export type Books = {
  companyId: bigint;
  patientId: bigint;
  amoId: bigint;
  bankAccountId: bigint;
  fileId: bigint;
  statementId: bigint;
};

export type Line = {
  account?: string;
  debit?: number;
  credit?: number;
  shareId?: bigint;
  thirdPartyId?: bigint;
};
export type Entry = { entryId: bigint; lineIds: bigint[] };

const ranks = { next: 1 };

export async function openBooks(pool: Pool, name: string): Promise<Books> {
  const [company] = await pool<{ id: bigint }[]>`insert into company (name) values (${name}) returning id`;
  const companyId = idOf(company);
  return asCompany(pool, companyId, async (db) => {
    await db`
      insert into account (company_id, number, name, lettered, side)
      select ${companyId}, number, number, true, side
      from (values ('411000', 'receivable'), ('401000', 'payable'), ('512000', null), ('706000', null)) as given (number, side)
    `;
    await db`insert into journal (company_id, code, name) values (${companyId}, 'BQ', 'Banque'), (${companyId}, 'VE', 'Ventes')`;
    const patientId = await insertParty(db, companyId, "PAT-1", "patient");
    const amoId = await insertParty(db, companyId, "AMO-1", "amo");
    const [account] = await db<{ id: bigint }[]>`
      insert into bank_account (company_id, name, account_key, journal, account, declared_at)
      values (${companyId}, 'Courant', ${name}, 'BQ', '512000', now())
      returning id
    `;
    const bankAccountId = idOf(account);
    const fileId = await insertFile(db, companyId, "first");
    const [statement] = await db<{ id: bigint }[]>`
      insert into statement (company_id, bank_account_id, file_id, rank, line_count, known_count)
      values (${companyId}, ${bankAccountId}, ${fileId}, 1, 0, 0)
      returning id
    `;
    return { companyId, patientId, amoId, bankAccountId, fileId, statementId: idOf(statement) };
  });
}

async function insertParty(db: Db, companyId: bigint, aux: string, payer: string): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into third_party (company_id, aux, payer, name)
    values (${companyId}, ${aux}, ${payer}, ${payer === "patient" ? null : aux})
    returning id
  `;
  return idOf(row);
}

export async function insertFile(db: Db, companyId: bigint, sha256: string): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into received_file (company_id, name, sha256, byte_count, source, received_at)
    values (${companyId}, 'statement.txt', ${sha256}, 1, 'inbox', now())
    returning id
  `;
  return idOf(row);
}

export async function insertBankLine(db: Db, books: Books, fingerprint: string): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into statement_line
      (company_id, bank_account_id, statement_id, file_id, rank, booked_on, amount_cents, label, raw, fingerprint)
    values (${books.companyId}, ${books.bankAccountId}, ${books.statementId}, ${books.fileId}, ${ranks.next++},
            '2026-03-10', 10000, 'VIR', 'VIR', ${fingerprint})
    returning id
  `;
  return idOf(row);
}

/** An invoice with a share of the patient and one of the AMO. Nothing is due until an entry says so. */
export async function insertInvoice(
  db: Db,
  books: Books,
  { own = 10_000, amo = 4_000 }: { own?: number; amo?: number } = {},
): Promise<{ invoiceId: bigint; ownShareId: bigint; amoShareId: bigint }> {
  const number = `F${ranks.next++}`;
  const [invoice] = await db<{ id: bigint }[]>`
    insert into invoice (company_id, number, number_key, type, lifecycle, issued_on, total_cents, customer_id)
    values (${books.companyId}, ${number}, ${number}, 'invoice', 'issued', '2026-03-01', ${own + amo}, ${books.patientId})
    returning id
  `;
  const invoiceId = idOf(invoice);
  const share = async (payer: string, thirdPartyId: bigint, amount: number): Promise<bigint> => {
    const [row] = await db<{ id: bigint }[]>`
      insert into share (company_id, invoice_id, payer, third_party_id, amount_cents)
      values (${books.companyId}, ${invoiceId}, ${payer}, ${thirdPartyId}, ${amount})
      returning id
    `;
    return idOf(row);
  };
  const ownShareId = await share("patient", books.patientId, own);
  return { invoiceId, ownShareId, amoShareId: await share("amo", books.amoId, amo) };
}

export async function insertEntry(
  db: Db,
  books: Books,
  postedOn = "2026-03-10",
  journal = "BQ",
): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into journal_entry (company_id, journal, posted_on, piece, piece_on, label)
    values (${books.companyId}, ${journal}, ${postedOn}, 'P', ${postedOn}, 'L')
    returning id
  `;
  return idOf(row);
}

/** All the lines of an entry in one statement, as the application writes them. */
export async function insertLines(db: Db, books: Books, entryId: bigint, lines: Line[]): Promise<bigint[]> {
  const rows = lines.map((line) => ({
    company_id: books.companyId,
    entry_id: entryId,
    rank: ranks.next++,
    account: line.account ?? "706000",
    third_party_id: line.thirdPartyId ?? null,
    share_id: line.shareId ?? null,
    debit_cents: BigInt(line.debit ?? 0),
    credit_cents: BigInt(line.credit ?? 0),
    label: "L",
  }));
  const written = await db<{ id: bigint }[]>`insert into journal_line ${db(rows)} returning id`;
  return written.map((row) => row.id);
}

export async function post(db: Db, books: Books, lines: Line[], postedOn?: string): Promise<Entry> {
  const entryId = await insertEntry(db, books, postedOn);
  return { entryId, lineIds: await insertLines(db, books, entryId, lines) };
}

/** The entry that makes a share due, and the one that pays it. */
export function postSale(db: Db, books: Books, shareId: bigint, cents: number): Promise<Entry> {
  return post(db, books, [{ account: "411000", debit: cents, shareId }, { credit: cents }]);
}
export function postPayment(db: Db, books: Books, shareId: bigint, cents: number): Promise<Entry> {
  return post(db, books, [
    { account: "512000", debit: cents },
    { account: "411000", credit: cents, shareId },
  ]);
}

export async function validate(db: Db, entryId: bigint, number: number): Promise<void> {
  await db`
    update journal_entry
    set number = ${number}, validated_on = '2026-04-01', chain_rank = ${number}, hash = ${`hash-${number}`}
    where id = ${entryId}
  `;
}

/** What refused the work: the name of the constraint, else the code of Postgres. "nothing" when it went through. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "nothing";
  } catch (failure) {
    const { constraint_name: constraint, code, message } = failure as Record<string, string | undefined>;
    return constraint || code || message || "an unknown failure";
  }
}

export const FORBIDDEN = "42501";

function idOf(row: { id: bigint } | undefined): bigint {
  if (!row) throw new Error("no row came back");
  return row.id;
}
