import { beforeEach, expect, test } from "vitest";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bill,
  type Dossier,
  fromCustomerOf,
  openDossier,
  receive,
  runMatching,
} from "./dossier.ts";

const database = useDatabase({ max: 1 });
const opened: { dossier?: Dossier } = {};

beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

/** What the server is sent while `work` runs, without the beginnings and ends of transactions. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const options = database.pool.options as { debug?: unknown };
  options.debug = (_: number, query: string) => sent.push(query.trim().replaceAll(/\s+/g, " ").slice(0, 60));
  try {
    await work();
  } finally {
    options.debug = false;
  }
  return sent.filter((query) => !/^(?:begin|commit|analyze)/i.test(query)).sort();
}

/** As many invoices with VAT that waits for the money, and the transfers that pay them, each named and exact. */
async function decisions(from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => `FA-${String(from + at).padStart(6, "0")}`);
  const sales = numbers.map((number) =>
    aSale(number, 12_000n, {
      lines: [{ account: "706000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "collection" }],
    }),
  );
  const billed = await bill(dossier(), ...sales);
  if (!billed.ok) throw new Error(JSON.stringify(billed.problems[0]));
  await receive(
    dossier(),
    numbers.map((number) => aLine(`L-${number}`, 12_000n, fromCustomerOf(number))),
  );
}

const posted = async () => {
  const [row] = await database.pool<{ count: number }[]>`
    select count(*)::integer as count from line_posting where company_id = ${dossier().companyId}
  `;
  return row?.count;
};

test("a batch of 1,000 decisions is decided and posted by the statements that 10 take: none for a line", async () => {
  await decisions(1, 10);
  const ten = await statementsOf(() => runMatching(dossier()));
  expect(await posted()).toBe(10);
  await decisions(1_001, 1_000);
  const thousand = await statementsOf(() => runMatching(dossier()));
  expect(await posted()).toBe(1_010);
  expect(ten.length).toBeGreaterThan(20);
  expect(thousand).toEqual(ten);
}, 120_000);
