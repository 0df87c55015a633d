import fs from "node:fs";
import { expect, test } from "vitest";
import { readInvoiceFile } from "../../domain/billing/invoiceFile.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { asCompany } from "../../sql/connect.ts";
import { problemsOf, type Reading } from "../../sql/files.ts";
import { openLines } from "../../sql/statements.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { account, balance, details, document, entry } from "../domain/bank/camtFile.ts";
import { closing, complement, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { readStatement } from "../given.ts";

const database = useDatabase();
const MONTH = new URL("../samples/month/", import.meta.url);
const NOW = new Date("2026-11-21T08:00:00Z");
const TODAY = "2026-11-21";
const names = { next: 1 };

async function aCompany(iban = "FR7690004008230001234567863"): Promise<bigint> {
  return createCompany(database.pool, { name: `Twins ${names.next++}`, ibans: [iban], at: NOW });
}

const read = (companyId: bigint, bytes: string | Buffer) =>
  readStatement(database.pool, { companyId, bytes, at: NOW });

/** The camt twin of `day()`: 60.00 in, 20.00 in with a payer's IBAN. */
function camtDay(...rest: string[]): string {
  const payer =
    "<RltdPties><Dbtr><Nm>Martin Sàrl</Nm></Dbtr><DbtrAcct><Id><IBAN>FR7690004047135534322380610</IBAN></Id></DbtrAcct></RltdPties>";
  const entries = [
    entry({ amount: "20.00", rest: details(`<Refs><EndToEndId>E-20</EndToEndId></Refs>${payer}`) }),
    entry({ amount: "60.00" }),
    ...rest,
  ];
  return document(`${account()}${balance("OPBD", "100.00")}${balance("CLBD", "180.00")}${entries.join("")}`);
}

function cfonbDay(): string {
  return file(
    opening(10_000n),
    movement(6_000n, { 49: "VIR SEPA DURAND" }),
    movement(2_000n, { 49: "VIR SEPA MARTIN" }),
    complement("RCN", "E-20"),
    closing(18_000n),
  );
}

const linesOf = (companyId: bigint) =>
  asCompany(database.pool, companyId, (db) => openLines(db, 1_000, undefined));

test("a day delivered as CFONB and then as camt is one day, with the richer words of the two", async () => {
  const companyId = await aCompany();
  expect(await read(companyId, cfonbDay())).toMatchObject({ linesNew: 2, linesKnown: 0 });
  expect(await read(companyId, camtDay())).toMatchObject({ linesNew: 0, linesKnown: 2, problems: [] });
  const lines = await linesOf(companyId);
  expect(lines.map((line) => line.amount)).toEqual([6_000n, 2_000n]);
  expect(lines[1]).toMatchObject({
    label: "VIR SEPA MARTIN",
    counterpartyName: "Martin Sàrl",
    counterpartyIban: "FR7690004047135534322380610",
    endToEndId: "E-20",
  });
  expect(await asCompany(database.pool, companyId, verifyCompany)).toEqual([]);
});

test("the other way round too, and each file once more changes nothing", async () => {
  const companyId = await aCompany();
  await read(companyId, camtDay());
  expect(await read(companyId, cfonbDay())).toMatchObject({ linesNew: 0, linesKnown: 2 });
  expect(await read(companyId, `${cfonbDay()}\r\n`)).toMatchObject({ linesNew: 0, linesKnown: 2 });
  expect(await read(companyId, `${camtDay()}\n`)).toMatchObject({ linesNew: 0, linesKnown: 2 });
  expect(await linesOf(companyId)).toHaveLength(2);
});

test("what the bank wrote stays as it was, in the line and in its second telling", async () => {
  const companyId = await aCompany();
  const first = await read(companyId, cfonbDay());
  const second = await read(companyId, camtDay());
  const told = await asCompany(
    database.pool,
    companyId,
    (db) => db`
    select line.file_id = ${first.fileId} as first, line.counterparty_name, source.file_id = ${second.fileId} as second,
           source.counterparty_name as richer, source.raw like '%Martin%' as raw
      from statement_line as line
      join line_source as source on source.line_id = line.id
     where line.amount_cents = 2000
  `,
  );
  expect([...told]).toEqual([
    { first: true, counterpartyName: null, second: true, richer: "Martin Sàrl", raw: true },
  ]);
  const change = asCompany(database.pool, companyId, (db) => db`update line_source set label = 'X'`);
  await expect(change).rejects.toThrow(/permission denied/);
});

test("a day of which each format has lines the other lacks keeps all of them and says so", async () => {
  const companyId = await aCompany();
  await read(companyId, cfonbDay());
  const batch = document(
    `${account()}${balance("OPBD", "100.00")}${balance("CLBD", "180.00")}${entry({ amount: "80.00" })}`,
  );
  const reading = await read(companyId, batch);
  expect(reading).toMatchObject({ linesNew: 1, linesKnown: 0 });
  expect(await asCompany(database.pool, companyId, (db) => problemsOf(db, reading.fileId))).toEqual([
    { severity: "warning", code: "day_differs_between_formats", params: { day: "2026-06-05", count: "1" } },
  ]);
  expect(await linesOf(companyId)).toHaveLength(3);
});

test("two formats of one day read at the same moment are one day", async () => {
  const companyId = await aCompany();
  const readings = await Promise.all([read(companyId, cfonbDay()), read(companyId, camtDay())]);
  expect(readings.map((reading) => reading.linesNew).sort()).toEqual([0, 2]);
});

test("a day of another account or currency is nobody's twin", async () => {
  const companyId = await aCompany();
  await asCompany(database.pool, companyId, async (db) => {
    const { addBankAccount } = await import("../../sql/acts/declareBankAccount.ts");
    await addBankAccount(db, companyId, { key: "900040082300012345678", currency: "USD" }, NOW);
  });
  await read(companyId, cfonbDay());
  const dollars = camtDay().replaceAll("EUR", "USD");
  expect(await read(companyId, dollars)).toMatchObject({ linesNew: 2, linesKnown: 0 });
});

type MonthLine = { line_id: string; allocations: { invoice: string; cents: number }[] };

async function aMonth(...files: string[]): Promise<{ readings: Reading[]; right: number; wrong: string[] }> {
  const companyId = await aCompany("FR8490042001170004512378K16");
  const parsed = readInvoiceFile(fs.readFileSync(new URL("invoices.csv", MONTH), "utf8"));
  if (!parsed.ok) throw new Error("invoices");
  await asCompany(database.pool, companyId, (db) =>
    importInvoices(db, companyId, parsed.value, { today: TODAY }),
  );
  const readings: Reading[] = [];
  for (const name of files) {
    readings.push(await read(companyId, fs.readFileSync(new URL(name, MONTH))));
    await matchWaitingLines(database.pool, companyId, { at: NOW, on: TODAY });
  }
  const truth = JSON.parse(fs.readFileSync(new URL("truth.json", MONTH), "utf8")) as { lines: MonthLine[] };
  const posted = await asCompany(
    database.pool,
    companyId,
    (db) => db<{ rank: number; invoices: string[] }[]>`
    select line.nth::integer as rank, array_agg(distinct invoice.number order by invoice.number) as invoices
      from (select id, row_number() over (order by id) as nth from statement_line) as line
      join payment on payment.line_id = line.id
      join allocation on allocation.payment_id = payment.id
      join share on share.id = allocation.share_id
      join invoice on invoice.id = share.invoice_id
     group by line.nth
  `,
  );
  const wanted = truth.lines.map(({ allocations }) =>
    allocations
      .map(({ invoice }) => invoice)
      .sort()
      .join(),
  );
  const wrong = posted.filter(({ rank, invoices }) => wanted[rank - 1] !== invoices.join());
  expect(await asCompany(database.pool, companyId, verifyCompany)).toEqual([]);
  return { readings, right: posted.length - wrong.length, wrong: wrong.map(({ rank }) => `L${rank}`) };
}

test("a month of 500 lines delivered in two formats is 500 lines, and matches no less than either alone", async () => {
  const [cfonb, camt] = ["statement.cfonb120", "statement.camt053.xml"];
  const alone = [await aMonth(cfonb), await aMonth(camt)];
  const both = [await aMonth(cfonb, camt), await aMonth(camt, cfonb)];
  for (const { readings, wrong } of both) {
    expect(readings.map(({ linesNew, linesKnown }) => [linesNew, linesKnown])).toEqual([
      [500, 0],
      [0, 500],
    ]);
    expect(readings[1]?.problems).toEqual([]);
    expect(wrong).toEqual([]);
  }
  const best = Math.max(...alone.map(({ right }) => right));
  expect(best).toBeGreaterThan(100);
  for (const { right } of both) expect(right).toBeGreaterThanOrEqual(best);
}, 120_000);
