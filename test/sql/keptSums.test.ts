import { describe, expect, test } from "vitest";
import { latestRuns, sharesOfRun } from "../../sql/runs.ts";
import { saidSince } from "../../sql/screens/insurers.ts";
import { postedLines, postedTotal } from "../../sql/screens/posted.ts";
import { overdueDebtors } from "../../sql/screens/reminders.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { FORBIDDEN, refusalOf } from "./books.ts";
import { aLine, aSale, bank, bill, type Dossier, fromCustomerOf, openDossier, within } from "./dossier.ts";
import { care, receiveReturns } from "./rspFile.ts";

const database = useDatabase();

async function withSales(...sales: { number: string; cents: bigint; dueOn: string }[]): Promise<Dossier> {
  const dossier = await openDossier(database.pool);
  const drafts = sales.map(({ number, cents, dueOn }) => aSale(number, cents, { dueOn }));
  const billed = await bill(dossier, ...drafts);
  expect(billed.ok).toBe(true);
  return dossier;
}

const TWO = [
  { number: "FA-1", cents: 5_000n, dueOn: "2026-11-30" },
  { number: "FA-2", cents: 7_000n, dueOn: "2026-12-31" },
];

describe("sums that pages read", () => {
  test("are nobody's to write", async () => {
    const dossier = await withSales(...TWO);
    for (const table of [
      "ledger_day",
      "due_day",
      "insurer_day",
      "party_sum",
      "waiting_line",
      "statement_day",
      "entry_day",
      "return_said",
      "run_sum",
      "document_day_change",
    ])
      expect(await refusalOf(within(dossier, (db) => db`delete from ${db(table)}`))).toBe(FORBIDDEN);
  });

  test.each([
    ["ledger_day", "debit_cents = debit_cents + 1", "ledger_days_add_up"],
    ["due_day", "owed_cents = owed_cents - 1", "open_sums_add_up"],
    ["party_sum", "loose_cents = loose_cents + 1", "open_sums_add_up"],
    ["party_sum", "open_amount_cents = 0", "open_sums_add_up"],
    ["share", "due_on = due_on + 1", "shares_say_their_invoice"],
    ["entry_day", "entries = entries + 1", "ledger_days_add_up"],
    ["waiting_line", "reason = 'several_candidates'", "waiting_lines_are_kept"],
    ["waiting_line", "amount_cents = -amount_cents", "waiting_lines_are_kept"],
    ["statement_line", "state = 'new'", "waiting_lines_are_kept"],
    ["statement_day", "cents = cents + 1", "statement_days_add_up"],
  ])("%s: what was altered (%s) is told by verify as %s", async (table, change, law) => {
    const dossier = await withSales(...TWO);
    const { pool, companyId } = dossier;
    await bank(dossier, aLine("INCONNU", 1_234n));
    expect(await within(dossier, (db) => db`select from waiting_line`)).toHaveLength(1);
    expect(await within(dossier, verifyCompany)).toEqual([]);
    await pool.begin(async (db) => {
      await db`select set_config('session_replication_role', 'replica', true)`;
      await db.unsafe(`update ${table} set ${change} where company_id = ${companyId}`);
    });
    expect((await within(dossier, verifyCompany)).map((difference) => difference.law)).toContain(law);
  });

  test("follow an entry whose day moves, and an invoice whose due day does", async () => {
    const dossier = await withSales(...TWO);
    await within(dossier, (db) => db`update journal_entry set posted_on = '2026-10-01' where piece = 'FA-1'`);
    await within(dossier, (db) => db`update invoice set due_on = '2027-02-01' where number = 'FA-2'`);
    expect(await within(dossier, verifyCompany)).toEqual([]);
    const days = await within(
      dossier,
      (db) => db<{ dueOn: string; owed: bigint }[]>`
        select due_on, owed_cents as owed from due_day where owed_cents <> 0 order by due_on`,
    );
    expect(days).toEqual([
      { dueOn: "2026-11-30", owed: 5_000n },
      { dueOn: "2027-02-01", owed: 7_000n },
    ]);
    const moved = await within(
      dossier,
      (db) => db`select from ledger_day where posted_on = '2026-10-01' and lines > 0`,
    );
    expect(moved).toHaveLength(2);
  });
});

test("what returns said is kept counted by answer, and verify tells when it was altered", async () => {
  const dossier = await openDossier(database.pool);
  await bill(dossier, care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 2_000n }));
  await receiveReturns(dossier, [
    { invoice: "FA-1", paid: 6_000n, ref: "111222333" },
    { invoice: "FA-2", paid: 0n, code: "41", ref: "111222333" },
    { invoice: "FA-9", paid: 0n, code: "41", ref: "111222333" },
  ]);
  const told = await within(dossier, (db) => saidSince(db, { since: "2026-09-01" }));
  expect(told.map(({ status, items, cents }) => [status, items, cents]).toSorted()).toEqual([
    ["paid", 1, 6_000n],
    ["rejected", 1, 2_000n],
  ]);
  expect(await within(dossier, (db) => saidSince(db, { since: "2026-12-01" }))).toEqual([]);
  expect(await within(dossier, verifyCompany)).toEqual([]);
  await database.pool`update return_said set items = items + 1 where company_id = ${dossier.companyId}`;
  expect((await within(dossier, verifyCompany)).map(({ law }) => law)).toEqual(["returns_said_add_up"]);
});

test("what a passing posted is kept counted by what decided it, and verify tells when it was altered", async () => {
  const dossier = await withSales(...TWO);
  await bank(
    dossier,
    aLine("L1", 5_000n, fromCustomerOf("FA-1")),
    aLine("L2", 7_000n, fromCustomerOf("FA-2")),
  );
  const [run] = await within(dossier, (db) => latestRuns(db, 1));
  expect([run?.standing, run?.cents]).toEqual([2, 12_000n]);
  const shares = await within(dossier, (db) => sharesOfRun(db, run?.id ?? 0n));
  expect(shares.map(({ lines, cents, rule }) => [lines, cents, rule])).toEqual([[2, 12_000n, null]]);
  expect(await within(dossier, (db) => postedTotal(db, {}))).toEqual({ lines: 2, cents: 12_000n });
  const page = (after: bigint | undefined) =>
    within(dossier, (db) => postedLines(db, {}, { after, limit: 1 }));
  const [latest] = await page(undefined);
  const [before] = await page(latest?.matchId);
  expect([latest?.amountCents, before?.amountCents].toSorted()).toEqual([5_000n, 7_000n]);
  expect(await page(before?.matchId)).toEqual([]);
  expect(await within(dossier, verifyCompany)).toEqual([]);
  await database.pool`update run_sum set cents = cents - 1 where company_id = ${dossier.companyId}`;
  expect((await within(dossier, verifyCompany)).map(({ law }) => law)).toEqual(["run_sums_add_up"]);
});

test("whoever is overdue by most is found behind those who owe more and are not overdue", async () => {
  const others = Array.from({ length: 12 }, (_, at) => ({
    number: `FB-${at}`,
    cents: 90_000n + BigInt(at),
    dueOn: "2027-01-31",
  }));
  const dossier = await withSales(
    ...others,
    { number: "FC-1", cents: 300n, dueOn: "2026-11-10" },
    { number: "FC-2", cents: 400n, dueOn: "2026-11-10" },
  );
  const found = (limit: number) =>
    within(dossier, (db) => overdueDebtors(db, { today: "2026-11-21", limit }));
  expect((await found(1)).map(({ name, dueCents }) => [name, dueCents])).toEqual([["Client FC-2", 400n]]);
  expect(await found(5)).toHaveLength(2);
});
