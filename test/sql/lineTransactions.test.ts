import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { asCompany } from "../../sql/connect.ts";
import { transactionsOfLine } from "../../sql/lineTransactions.ts";
import { openLines } from "../../sql/statements.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { account, balance, details, document, entry } from "../domain/bank/camtFile.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { readStatement } from "../given.ts";
import { aSale } from "./importedInvoices.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");
const names = { next: 1 };

async function aCompany(): Promise<bigint> {
  const ibans = ["FR7690004008230001234567863"];
  return createCompany(database.pool, { name: `Batches ${names.next++}`, ibans, at: NOW });
}

const read = (companyId: bigint, bytes: string) =>
  readStatement(database.pool, { companyId, bytes, at: NOW });

const REFERENCE = "<AcctSvcrRef>BATCH-0001</AcctSvcrRef>";
const payment = (amount: string, invoice: string, name: string) =>
  `<Refs><EndToEndId>E-${invoice}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>${invoice}</Ustrd></RmtInf>`;
const PAYMENTS = details(payment("20.00", "F2026-0042", "Durand"), payment("30.00", "F2026-0043", "Martin"));
const statement = (rest: string) =>
  document(
    `${account()}${balance("OPBD", "100.00")}${balance("CLBD", "150.00")}${entry({ amount: "50.00", rest })}`,
  );
const notice = (rest: string, date?: string) =>
  document(`${account()}${entry({ amount: "50.00", rest, ...(date ? { date } : {}) })}`)
    .replaceAll("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    .replaceAll("Stmt>", "Ntfctn>");

async function onlyLine(companyId: bigint) {
  return asCompany(database.pool, companyId, async (db) => {
    const [line, ...others] = await openLines(db, 10, undefined);
    if (!line || others.length > 0) throw new Error("one line was expected");
    return { line, transactions: await transactionsOfLine(db, BigInt(line.id), 100) };
  });
}

const EXPECTED = [
  { rank: 1, amountCents: 2_000n, counterpartyName: "Durand", remittance: ["F2026-0042"] },
  { rank: 2, amountCents: 3_000n, counterpartyName: "Martin", remittance: ["F2026-0043"] },
];

test("a batch of a statement keeps its payments, and its line is found by what they name", async () => {
  const companyId = await aCompany();
  await read(companyId, statement(REFERENCE + PAYMENTS));
  const { line, transactions } = await onlyLine(companyId);
  expect(transactions).toMatchObject(EXPECTED);
  expect(transactions[0]).toMatchObject({ isJoined: false, endToEndId: "E-F2026-0042" });
  expect(line.details).toEqual(["F2026-0042", "F2026-0043", "E-F2026-0042", "E-F2026-0043"]);
});

test.each(["statement first", "notification first"])(
  "details of a camt.054 join their line: %s",
  async (order) => {
    const companyId = await aCompany();
    const files = [statement(REFERENCE), notice(REFERENCE + PAYMENTS)];
    for (const text of order === "statement first" ? files : files.reverse()) await read(companyId, text);
    const { line, transactions } = await onlyLine(companyId);
    expect(line.amount).toBe(5_000n);
    expect(transactions).toMatchObject(EXPECTED);
    expect(transactions[0]?.isJoined).toBe(true);
    expect(line.details).toContain("F2026-0043");
    expect(await asCompany(database.pool, companyId, verifyCompany)).toEqual([]);
  },
);

test("the same details told twice, by two notifications or by the statement too, are there once", async () => {
  const companyId = await aCompany();
  await read(companyId, notice(REFERENCE + PAYMENTS));
  await read(companyId, notice(`${REFERENCE + PAYMENTS}<AddtlNtryInf>again</AddtlNtryInf>`));
  await read(companyId, statement(REFERENCE + PAYMENTS));
  await read(companyId, notice(`${REFERENCE + PAYMENTS}<AddtlNtryInf>late</AddtlNtryInf>`));
  expect((await onlyLine(companyId)).transactions).toMatchObject(EXPECTED);
  const [left] = await database.pool`
    select count(*)::integer as rows from line_transaction where company_id = ${companyId}`;
  expect(left?.rows).toBe(2);
});

test("another amount, another reference or a far day is another entry: it waits", async () => {
  const companyId = await aCompany();
  await read(companyId, statement("<AcctSvcrRef>BATCH-0002</AcctSvcrRef>"));
  await read(companyId, notice(REFERENCE + PAYMENTS));
  const far = "<BookgDt><Dt>2026-07-05</Dt></BookgDt>";
  await read(companyId, notice(`<AcctSvcrRef>BATCH-0002</AcctSvcrRef>${PAYMENTS}`, far));
  expect((await onlyLine(companyId)).transactions).toEqual([]);
});

test("a CFONB line takes the payments of its camt twin, and those of a notification through it", async () => {
  const cfonb = file(opening(10_000n), movement(5_000n, { 49: "REMISE VIREMENTS" }), closing(15_000n));
  for (const files of [
    [cfonb, statement(REFERENCE + PAYMENTS)],
    [cfonb, statement(REFERENCE), notice(REFERENCE + PAYMENTS)],
    [notice(REFERENCE + PAYMENTS), cfonb, statement(REFERENCE)],
  ]) {
    const companyId = await aCompany();
    for (const text of files) await read(companyId, text);
    const { line, transactions } = await onlyLine(companyId);
    expect(line.label).toBe("REMISE VIREMENTS");
    expect(transactions).toMatchObject(EXPECTED);
  }
});

test("a batch that pays two invoices named in its notification alone posts both, once the details are there", async () => {
  const { pool } = database;
  const companyId = await aCompany();
  const drafts = [aSale("F2026-0042", 2_000n), aSale("F2026-0043", 3_000n)];
  await asCompany(pool, companyId, (db) => importInvoices(db, companyId, drafts, { today: "2026-11-21" }));
  await read(companyId, statement(REFERENCE));
  const match = () => matchWaitingLines(pool, companyId, { at: NOW, on: "2026-11-21" });
  await match();
  const paid = async () => {
    const rows = await pool`
      select invoice.number from allocation join share on share.id = allocation.share_id
        join invoice on invoice.id = share.invoice_id
       where allocation.company_id = ${companyId} order by 1`;
    return rows.map((row) => row.number);
  };
  expect(await paid()).toEqual([]);
  await read(companyId, notice(REFERENCE + PAYMENTS));
  await match();
  expect(await paid()).toEqual(["F2026-0042", "F2026-0043"]);
  expect(await asCompany(pool, companyId, verifyCompany)).toEqual([]);
});

test("one payment alone is kept too, and one batch gives matching no more than two hundred texts", async () => {
  const companyId = await aCompany();
  const one = details(
    "<Refs><EndToEndId>E-1</EndToEndId></Refs><RmtInf><Ustrd>FACTURE F2026-0099</Ustrd></RmtInf>",
  );
  await read(companyId, statement(REFERENCE));
  await read(companyId, notice(REFERENCE + one));
  expect((await onlyLine(companyId)).line.details).toEqual(["FACTURE F2026-0099", "E-1"]);

  const many = await aCompany();
  const cents = Array.from({ length: 500 }, (_, at) => payment("0.10", `F-${at}`, "Durand"));
  await read(many, statement(REFERENCE));
  await read(many, notice(REFERENCE + details(...cents)));
  const { line } = await onlyLine(many);
  expect(line.details).toHaveLength(200);
});
