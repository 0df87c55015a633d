import fs from "node:fs";
import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { matchReport } from "../../sql/matchReport.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import { type Dossier, runMatching, within } from "./dossier.ts";
import { laws, receiveBytes } from "./rspFile.ts";

const database = useDatabase();

type Truth = { line_id: string; class: string; allocations: { invoice: string; cents: number }[] };
const sample = (name: string) => fs.readFileSync(new URL(`../samples/month/${name}`, import.meta.url));
const truth = JSON.parse(sample("truth.json").toString()) as {
  meta: { account_iban: string };
  lines: Truth[];
};

async function openMonth(files: readonly string[]): Promise<Dossier> {
  const ibans: [string, string] = [truth.meta.account_iban, ibanOf(78)];
  const companyId = await createCompany(database.pool, {
    name: `Mois ${files.join(" ")}`,
    siren: "732829320",
    ibans: [...ibans],
    at: new Date("2026-01-02T08:00:00Z"),
  });
  const dossier = { pool: database.pool, companyId, ibans };
  for (const name of files) {
    expect(await receiveBytes(dossier, sample(name), name)).toMatchObject({ state: "read" });
    await runMatching(dossier, "2026-11-21");
  }
  return dossier;
}

const written = (allocations: readonly { invoice: string; cents: number | string }[]) =>
  allocations
    .map(({ invoice, cents }) => `${invoice} ${cents}`)
    .sort()
    .join(", ");

test.each([
  ["known before the statement", ["invoices.csv", "direct_debits.csv", "statement.camt053.xml"]],
  ["known after the statement", ["invoices.csv", "statement.cfonb120", "direct_debits.csv"]],
])("our own direct debits, %s, settle the documents of every debtor", async (_, files) => {
  const dossier = await openMonth(files);
  const rows = new Map(
    (await within(dossier, matchReport)).map((row) => [Number(row.lineId.replace(/\D/g, "")), row]),
  );
  const batches = truth.lines.filter((line) => line.class === "direct_debit_batch");
  expect(batches).toHaveLength(10);
  for (const line of batches) {
    const row = rows.get(Number(line.line_id.replace(/\D/g, "")));
    expect(row).toMatchObject({ auto: true, reason: "order_and_amount" });
    expect(written(row?.allocations ?? [])).toBe(written(line.allocations));
  }
  expect(await laws(dossier)).toEqual([]);
});
