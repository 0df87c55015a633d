import { expect, test } from "vitest";
import { readInvoiceFile } from "../../domain/billing/invoiceFile.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { addBankAccount } from "../../sql/acts/declareBankAccount.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { asCompany } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { readStatement } from "../given.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");
const TODAY = "2026-11-21";
const KEY = "900040082300012345678";
const names = { next: 1 };

/** A company with one account number in euros and in dollars, and an invoice of 125.00 in a currency. */
async function aCompany(currency: string): Promise<bigint> {
  const companyId = await createCompany(database.pool, {
    name: `Currency ${names.next++}`,
    ibans: [],
    at: NOW,
  });
  const parsed = readInvoiceFile(
    "number,type,status,issue_date,due_date,customer_id,customer_name,total_cents\nF2026-0042,pro,finalised,2026-05-01,2026-06-01,C1,Martin Export SARL,12500\n",
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  await asCompany(database.pool, companyId, async (db) => {
    for (const each of ["EUR", "USD"]) await addBankAccount(db, companyId, { key: KEY, currency: each }, NOW);
    await importInvoices(db, companyId, parsed.value, { today: TODAY });
    await db`update invoice set currency = ${currency}`;
  });
  return companyId;
}

/** Reads a statement of one line of 125.00 that names the invoice and its customer, and matches it. */
async function paidIn(companyId: bigint, currency: string): Promise<string[]> {
  const text = file(opening(0n), movement(12_500n, { 49: "VIR MARTIN EXPORT F2026-0042" }), closing(12_500n));
  const bytes = text.replaceAll("EUR2", `${currency}2`);
  const reading = await readStatement(database.pool, { companyId, bytes, at: NOW });
  expect(reading).toMatchObject({ state: "read", linesNew: 1 });
  await matchWaitingLines(database.pool, companyId, { at: NOW, on: TODAY });
  const lines = await asCompany(
    database.pool,
    companyId,
    (db) => db<{ state: string; currency: string }[]>`
    select line.state, bank_account.currency
      from statement_line as line join bank_account on bank_account.id = line.bank_account_id order by line.id
  `,
  );
  return lines.map((line) => `${line.currency} ${line.state}`);
}

test("a payment in dollars does not pay an invoice in euros, by whatever number it names", async () => {
  const companyId = await aCompany("EUR");
  expect(await paidIn(companyId, "USD")).toEqual(["USD waiting"]);
  const [match] = await asCompany(
    database.pool,
    companyId,
    (db) => db`select decision, evidence ->> 'candidates' as candidates from match`,
  );
  expect(match).toMatchObject({ decision: "nothing" });
  expect(await paidIn(companyId, "EUR")).toEqual(["USD waiting", "EUR posted"]);
});

test("nor the other way round", async () => {
  const companyId = await aCompany("USD");
  expect(await paidIn(companyId, "EUR")).toEqual(["EUR waiting"]);
});
