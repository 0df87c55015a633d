import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { credit, debit, type EntryDraft, entry } from "../../domain/accounting/entry.ts";
import { fiscalYear } from "../../domain/accounting/fiscalYear.ts";
import { addDays } from "../../domain/days.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { insertRows } from "../../sql/bulk.ts";
import { asCompany, type Db, type Pool } from "../../sql/connect.ts";
import { writeFec } from "../../sql/fecFile.ts";
import { writeEntries } from "../../sql/ledger.ts";
import { createGroups } from "../../sql/lettering.ts";
import { agedFigures } from "../../sql/screens/aged.ts";
import { accountRows, ledgerLines } from "../../sql/screens/ledger.ts";
import { refreshStatistics } from "../../sql/statistics.ts";
import { verifyCompany } from "../../sql/verify.ts";
import type { Outcome, Task } from "./phases.ts";
import { OWN_IBAN } from "./statementFile.ts";

/** A year of sales and cheques of patients: two entries of two lines for each, lettered together, one in ten left unpaid. */
const YEAR = fiscalYear(2026, 12);
const NOW = new Date("2027-01-04T06:00:00Z");
const BATCH = 2_500;
const PATIENTS = 2_000;
const LINES_PER_SALE = 4;

/** As many journal lines as `lines` says, through the product's own writers. */
export async function loadBooks({ pool, lines }: Task): Promise<Outcome> {
  const companyId = await createCompany(pool, {
    name: "Bench",
    siren: "732829320",
    ibans: [OWN_IBAN],
    at: NOW,
  });
  const patients = await asCompany(pool, companyId, (db) => insertPatients(db, companyId));
  const sales = Math.ceil(lines / LINES_PER_SALE);
  for (let from = 0; from < sales; from += BATCH) {
    const count = Math.min(BATCH, sales - from);
    const numbers = Array.from({ length: count }, (_, at) => from + at);
    await asCompany(pool, companyId, (db) => writeSales(db, companyId, numbers, sales, patients));
    if (from % (BATCH * 10) === 0) await refreshStatistics(pool);
  }
  await refreshStatistics(pool);
  return { rows: sales * LINES_PER_SALE };
}

async function insertPatients(db: Db, companyId: bigint): Promise<bigint[]> {
  const rows = await insertRows<{ id: bigint }>(
    db,
    "third_party",
    { company_id: "bigint", aux: "text", payer: "text" },
    Array.from({ length: PATIENTS }, (_, at) => [companyId, `P${String(at).padStart(6, "0")}`, "patient"]),
    "returning id",
  );
  await insertRows(
    db,
    "identity.person",
    { third_party_id: "bigint", company_id: "bigint", name: "text", name_key: "text" },
    rows.map(({ id }, at) => [id, companyId, `Sacorec Prénom${at}`, `SACOREC PRENOM${at}`]),
  );
  return rows.map(({ id }) => id);
}

async function writeSales(
  db: Db,
  companyId: bigint,
  numbers: readonly number[],
  sales: number,
  patients: readonly bigint[],
): Promise<void> {
  const drafts = numbers.flatMap((nth): EntryDraft[] => {
    const thirdPartyId = patients[nth % patients.length] ?? 0n;
    const on = addDays(YEAR.startsOn, Math.floor((nth * 330) / sales));
    const amount = BigInt(1_000 + ((nth * 7_919) % 90_000));
    const piece = `FA26-${String(nth).padStart(7, "0")}`;
    const code = `P${String(nth % patients.length).padStart(6, "0")}`;
    return [
      entry({
        journal: "VE",
        postedOn: on,
        pieceOn: on,
        piece,
        label: `Facture ${piece} ${code}`,
        lines: [debit("411100", amount, { thirdPartyId }), credit("706000", amount)],
      }),
      entry({
        journal: "CH",
        postedOn: addDays(on, 20),
        pieceOn: addDays(on, 20),
        piece: `CHQ${nth}`,
        label: `Chèque ${code} ${piece}`,
        lines: [debit("511200", amount), credit("411100", amount, { thirdPartyId })],
      }),
    ];
  });
  const ids = await writeEntries(db, companyId, drafts);
  const lines = await db<{ id: bigint; entryId: bigint; thirdPartyId: bigint }[]>`
    select id, entry_id, third_party_id from journal_line
     where account = '411100' and entry_id between ${ids[0] ?? 0n} and ${ids.at(-1) ?? 0n} order by entry_id
  `;
  const pairs = Array.from(
    { length: lines.length / 2 },
    (_, at) => [lines[2 * at], lines[2 * at + 1]] as const,
  );
  await createGroups(
    db,
    companyId,
    pairs.flatMap(([sale, cheque], at) =>
      sale && cheque && at % 10 !== 0
        ? [
            {
              account: "411100",
              thirdPartyId: sale.thirdPartyId,
              state: "balanced",
              lines: [{ lineId: sale.id }, { lineId: cheque.id }],
            },
          ]
        : [],
    ),
    "2026-12-31",
  );
}

async function theCompany(pool: Pool): Promise<bigint> {
  const [company] = await pool<{ id: bigint }[]>`select id from company`;
  return company?.id ?? 0n;
}

export async function validateBooks({ pool }: Task): Promise<Outcome> {
  const companyId = await theCompany(pool);
  const rows = await asCompany(pool, companyId, (db) =>
    validateEntries(db, { companyId, upTo: YEAR.closingOn, on: "2027-01-04", at: NOW }),
  );
  await refreshStatistics(pool);
  return { rows, says: "entries" };
}

export async function writeBooksFec({ pool }: Task): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-bench-fec-"));
  try {
    const written = await asCompany(pool, await theCompany(pool), (db) => writeFec(db, folder, YEAR));
    if (!written.ok) throw new Error(JSON.stringify(written.problems));
    const { rows, bytes } = written.value.fec;
    return { rows, says: `${Math.round(bytes / 1_000_000)} MB, every check passed` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export async function verifyBooks({ pool, lines }: Task): Promise<Outcome> {
  const differences = await asCompany(pool, await theCompany(pool), verifyCompany);
  if (differences.length > 0) throw new Error(`the books do not add up: ${JSON.stringify(differences)}`);
  return { rows: lines, says: "every law holds" };
}

/** The pages of the ledger, once each: what the server needs for them. */
export async function openBookPages({ pool }: Task): Promise<Outcome> {
  const companyId = await theCompany(pool);
  const period = { year: YEAR, from: YEAR.startsOn, to: YEAR.closingOn };
  const pages: Record<string, (db: Db) => Promise<unknown>> = {
    balance: (db) => accountRows(db, period),
    "aged balance": (db) =>
      agedFigures(db, { asOf: YEAR.closingOn, side: "receivable", by: "payer" }, { limit: 100, offset: 0 }),
    "account page": (db) =>
      ledgerLines(
        db,
        { accounts: ["411100"], from: period.from, to: period.to },
        { after: undefined, limit: 101 },
      ),
  };
  const told: string[] = [];
  for (const [name, open] of Object.entries(pages)) {
    const start = performance.now();
    await asCompany(pool, companyId, open);
    told.push(`${name} ${Math.round(performance.now() - start)} ms`);
  }
  return { rows: Object.keys(pages).length, says: told.join(", ") };
}
