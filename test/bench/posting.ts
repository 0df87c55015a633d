import { createCompany } from "../../sql/acts/createCompany.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { type LineToPost, postLines } from "../../sql/acts/postLines.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { lockBooks } from "../../sql/books.ts";
import { companyRoles, currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db, type Pool } from "../../sql/connect.ts";
import { openLines } from "../../sql/statements.ts";
import { refreshStatistics } from "../../sql/statistics.ts";
import { importFile } from "../../worker/importFile.ts";
import { camtFile } from "../scenarios/camt.ts";
import type { Outcome, Task } from "./phases.ts";
import { postPlainly } from "./plainSql.ts";
import { OWN_IBAN } from "./statementFile.ts";

const AT = new Date("2026-11-13T06:00:00Z");
const ON = "2026-11-13";
const CENTS = 12_000n;

/**
 * What posting itself costs: decisions that are made already become entries, payments, allocations, lettering and audit in one
 * batch, with every guard of the database on. Beside it, in the same run, the same payments as plain SQL writes them: four
 * tables with their keys, without a trigger or a law, one statement each. The ratio is the price of the laws.
 */
export async function postDecisions({ pool, lines }: Task): Promise<Outcome> {
  const companyId = await prepare(pool, lines);
  const product = await seconds(() => post(pool, companyId, lines));
  const plain = await seconds(() => postPlainly(pool, lines));
  const perSecond = (spent: number) => Math.round(lines / spent).toLocaleString("en");
  return {
    rows: lines,
    says: `${perSecond(product)} decisions/s posted, plain SQL ${perSecond(plain)} payments/s: 1 to ${(product / plain).toFixed(1)}`,
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** One open invoice for each line, and the statement with all lines: both by the roads of every file. */
async function prepare(pool: Pool, count: number): Promise<bigint> {
  const companyId = await createCompany(pool, { name: "Bench", ibans: [OWN_IBAN], at: AT });
  const numbers = Array.from({ length: count }, (_, at) => `FA-${String(at).padStart(7, "0")}`);
  const drafts = numbers.map((number, at) => {
    const customer = { payer: "business" as const, aux: `C${at}`, name: `Client ${at}` };
    return {
      number,
      type: "invoice" as const,
      lifecycle: "issued" as const,
      issuedOn: "2026-11-02",
      total: CENTS,
      customer,
      shares: [{ ...customer, amount: CENTS }],
      lines: [],
    };
  });
  const imported = await asCompany(pool, companyId, (db) =>
    importInvoices(db, companyId, drafts, { today: ON }),
  );
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems[0]));
  const lines = numbers.map((number) => ({
    reference: `L-${number}`,
    amount: CENTS,
    bookedOn: "2026-11-12",
    label: `VIR ${number}`,
  }));
  const bytes = camtFile([{ id: "bench", iban: OWN_IBAN, opening: 0n, lines }]);
  const arrival = { companyId, name: "bench.xml", source: "inbox" as const, receivedAt: AT };
  const reception = await receiveFile(pool, arrival, once(bytes));
  if (reception.kind !== "received") throw new Error(`the file was ${reception.kind}`);
  await importFile(pool, { companyId, fileId: reception.fileId }, { now: AT, today: ON });
  await refreshStatistics(pool);
  return companyId;
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function post(pool: Pool, companyId: bigint, count: number): Promise<void> {
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const deciding = { company: await currentCompany(db), roles: await companyRoles(db), at: AT, on: ON };
    await postLines(db, await decisions(db, count), deciding);
  });
}

/** Each line with the share of the invoice that it names. */
async function decisions(db: Db, count: number): Promise<LineToPost[]> {
  const shares = await db<{ number: string; id: bigint }[]>`
    select invoice.number, share.id from share join invoice on invoice.id = share.invoice_id
  `;
  const byNumber = new Map(shares.map(({ number, id }) => [number, id]));
  return (await openLines(db, count, undefined)).map((line) => ({
    line,
    allocations: [{ shareId: byNumber.get(line.label.slice(4)) ?? 0n, amount: line.amount }],
    match: { lineId: line.id, decision: "post", level: "A", reason: "person", evidence: {} },
  }));
}
