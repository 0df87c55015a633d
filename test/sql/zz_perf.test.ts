import fs from "node:fs";
import { test } from "vitest";
import { readInvoiceFile } from "../../domain/billing/invoiceFile.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { asCompany } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
const database = useDatabase();
test("perf", async () => {
  const [h, ...b] = fs.readFileSync(new URL("../samples/month/invoices.csv", import.meta.url), "utf8").trim().split("\n");
  let big = `${h}\n`;
  for (let k = 0; k < 100; k++) big += `${b.map((l) => l.replace(/^(\(?)([^,]+),(.*),(C\d+),/, `$1$2-${k},$3,$4${k%20},`)).join("\n")}\n`;
  const parsed = readInvoiceFile(big);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  const companyId = await createCompany(database.pool, { name: "X", at: new Date() });
  for (const round of ["first", "again"]) {
    const t = Date.now();
    const r = await asCompany(database.pool, companyId, (db) => importInvoices(db, companyId, parsed.value, { today: "2026-11-21" }));
    console.log(round, Date.now() - t, JSON.stringify(r).slice(0, 200));
  }
}, 300000);
