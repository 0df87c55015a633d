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
  await makePlainTables(pool);
  const plain = await seconds(() => plainPayments(pool, lines));
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

/**
 * The same rows as plain SQL writes them into tables of its own, logged like ours and with the keys that any program has: a payment, its
 * allocation, its entry and two lines, four statements.
 */
async function plainPayments(pool: Pool, count: number): Promise<void> {
  await pool.begin(async (db) => {
    await db`
      insert into plain.payment (id, share_id, paid_on, cents, label)
      select row_number() over (order by share.id), share.id, ${ON}::date, share.amount_cents, 'VIR ' || share.id
        from share
       order by share.id
       limit ${count}`;
    await db`insert into plain.allocation (payment_id, share_id, cents) select id, share_id, cents from plain.payment`;
    await db`insert into plain.entry (id, posted_on, label) select id, paid_on, label from plain.payment`;
    await db`
      insert into plain.line (entry_id, rank, account, share_id, debit, credit)
      select id, side.rank, side.account, side.share_id, side.debit, side.credit
        from plain.payment
       cross join lateral (values (1, '512100', null::bigint, cents, 0::bigint), (2, '411000', share_id, 0::bigint, cents))
          as side (rank, account, share_id, debit, credit)`;
  });
}

async function makePlainTables(pool: Pool): Promise<void> {
  await pool.unsafe(`
    create schema plain;
    create table plain.payment (
      id bigint primary key, share_id bigint not null references share, paid_on date not null, cents bigint not null, label text not null);
    create table plain.allocation (
      payment_id bigint references plain.payment, share_id bigint references share, cents bigint not null,
      primary key (payment_id, share_id));
    create index on plain.allocation (share_id);
    create table plain.entry (id bigint primary key, posted_on date not null, label text not null);
    create table plain.line (
      entry_id bigint references plain.entry, rank integer, account text not null, share_id bigint references share,
      debit bigint not null, credit bigint not null, primary key (entry_id, rank));
    create index on plain.line (share_id);
    create index on plain.line (account)`);
}
