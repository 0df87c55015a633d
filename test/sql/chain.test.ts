import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { asCompany } from "../../sql/connect.ts";
import { accountChains, chainNotices } from "../../sql/screens/chain.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { account, balance, document, entry } from "../domain/bank/camtFile.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { readStatement } from "../given.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");

async function read(companyId: bigint, name: string, bytes: string): Promise<void> {
  expect(await readStatement(database.pool, { companyId, name, bytes, at: NOW })).toMatchObject({
    state: "read",
  });
}

/** The CFONB statement of one day of June 2026. */
function day(of: number, from: bigint, to: bigint): string {
  const on = (nth: number) => ({ 35: `${String(nth).padStart(2, "0")}0626` });
  return file(opening(from, on(of - 1)), movement(to - from, on(of)), closing(to, on(of)));
}

test("missing statements are told with their dates, and the books stand all the same", async () => {
  const { pool } = database;
  const companyId = await createCompany(pool, {
    name: "Chain",
    ibans: ["FR7690004008230001234567863"],
    at: NOW,
  });
  await read(companyId, "2.txt", day(2, 0n, 10_000n));
  await read(companyId, "8.txt", day(8, 25_000n, 30_000n));
  const notices = () => asCompany(pool, companyId, chainNotices);
  expect(await notices()).toEqual([
    expect.objectContaining({
      kind: "gap",
      fileName: "8.txt",
      currency: "EUR",
      difference: 15_000n,
      days: { from: "2026-06-03", to: "2026-06-05" },
    }),
  ]);
  expect(await asCompany(pool, companyId, verifyCompany)).toEqual([]);

  await read(companyId, "3-5.txt", `${day(3, 10_000n, 20_000n)}${day(5, 20_000n, 25_000n)}`);
  expect(await notices()).toEqual([]);
  const [chain] = await asCompany(pool, companyId, (db) => accountChains(db));
  expect(chain?.links.map(({ link }) => link.kind)).toEqual(["first", "follows", "follows", "follows"]);

  const days = `${account()}${balance("OPBD", "100.00", { date: "2026-06-03" })}${balance("CLBD", "200.00", { date: "2026-06-03" })}`;
  await read(
    companyId,
    "3.xml",
    document(`${days}${entry({ amount: "100.00", date: "<BookgDt><Dt>2026-06-03</Dt></BookgDt>" })}`),
  );
  expect(await notices()).toEqual([expect.objectContaining({ kind: "duplicates", count: 1 })]);
  expect(await asCompany(pool, companyId, verifyCompany)).toEqual([]);
});
