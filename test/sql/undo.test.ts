import { describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { bookLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { setLock } from "../../sql/acts/setLock.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  bookCounts,
  codesOf,
  decisionOf,
  dueOf,
  entriesOf,
  fromCustomerOf,
  onLine,
  receive,
  runMatching,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const laws = () => within(dossier(), verifyCompany);
const undo = async (reference: string, on?: string) =>
  undoMatch(database.pool, await onLine(dossier(), reference, on));
const validate = (on = "2026-11-20") =>
  within(dossier(), (db) =>
    validateEntries(db, { companyId: dossier().companyId, upTo: on, on, at: new Date(`${on}T20:00:00Z`) }),
  );

/** Everything about the books that a match changes, apart from the decision itself. */
async function books() {
  const entries = await within(
    dossier(),
    (db) => db<{ piece: string }[]>`select distinct piece from journal_entry order by 1`,
  );
  const pieces = await Promise.all(entries.map(({ piece }) => entriesOf(dossier(), piece)));
  return { counts: await bookCounts(dossier()), pieces };
}

describe("undoing a match whose entry is a draft", () => {
  test("restores the former state exactly, and the line waits again (D4)", async () => {
    await bill(dossier(), aSale("FA-2001", 90_000n));
    await receive(dossier(), [aLine("L1", 90_000n, fromCustomerOf("FA-2001"))]);
    const [before, due] = [await books(), await dueOf(dossier(), "FA-2001")];
    await runMatching(dossier());
    expect(await dueOf(dossier(), "FA-2001")).toMatchObject({ due: 0n });
    expect((await undo("L1")).ok).toBe(true);
    expect(await books()).toEqual(before);
    expect(await dueOf(dossier(), "FA-2001")).toEqual(due);
    expect((await decisionOf(dossier(), "L1")).state).toBe("waiting");
    expect(await laws()).toEqual([]);
  });

  test("turns a balanced group back into the partial one it was", async () => {
    await bill(dossier(), aSale("FA-2002", 90_000n));
    await bank(dossier(), aLine("L1", 30_000n, fromCustomerOf("FA-2002")));
    const before = await books();
    await bank(dossier(), aLine("L2", 60_000n, fromCustomerOf("FA-2002", "2026-11-13")));
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("411000 C-FA-2002 -30000 AAA");
    await undo("L2");
    expect(await books()).toEqual(before);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("411000 C-FA-2002 -30000 aaa");
  });

  test("opens the other leg of an own transfer again", async () => {
    await receive(dossier(), [aLine("L1", -5_000n)]);
    await receive(dossier(), [aLine("L2", 5_000n)], { account: 1 });
    await runMatching(dossier());
    for (const [reference, otherAccount] of [
      ["L1", "BQ2"],
      ["L2", "BQ1"],
    ] as const) {
      const act = await onLine(dossier(), reference);
      await bookLine(database.pool, { ...act, treatAs: "own_transfer", otherAccount });
    }
    expect((await undo("L2")).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual(["580000 5000", "512100 -5000"]);
    expect(await entriesOf(dossier(), "L2")).toEqual([]);
    expect(await laws()).toEqual([]);
  });

  test("leaves the line to a person: the night proposes the match again and does not post it", async () => {
    await bill(dossier(), aSale("FA-2003", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2003")));
    await undo("L1");
    await runMatching(dossier(), "2026-11-15");
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", decision: "suggest" });
    expect(await entriesOf(dossier(), "L1")).toEqual([]);
    const allocations = [{ shareId: await shareId(dossier(), "FA-2003"), amount: 90_000n }];
    const act = await onLine(dossier(), "L1", "2026-11-16");
    expect((await acceptMatch(database.pool, { ...act, allocations })).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("411000 C-FA-2003 -90000 AAB");
  });

  test("is done once: the second time there is nothing to undo", async () => {
    await bill(dossier(), aSale("FA-2004", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2004")));
    const answers = await Promise.all([undo("L1"), undo("L1")]);
    expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true]);
    expect(answers.flatMap(codesOf)).toEqual(["nothing_to_undo"]);
  });

  test("behind the lock is done by a dated reversal: the locked month stays as it was", async () => {
    await bill(dossier(), aSale("FA-2005", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2005")));
    const lock = { companyId: dossier().companyId, at: new Date("2026-11-13T09:00:00Z") };
    await setLock(database.pool, { ...lock, upTo: "2026-11-12" });
    expect((await undo("L1")).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1")).map(({ postedOn, lines }) => [postedOn, lines[0]])).toEqual([
      ["2026-11-12", "512100 90000"],
      ["2026-11-14", "512100 -90000"],
    ]);
    expect(await dueOf(dossier(), "FA-2005")).toMatchObject({ due: 90_000n });
    expect(await laws()).toEqual([]);
  });
});

describe("undoing a match whose entry is validated", () => {
  test("writes the dated reversal that names it; the dues follow, the payment stays and pays nothing (D4)", async () => {
    await bill(dossier(), aSale("FA-2101", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2101")));
    await validate();
    expect((await undo("L1", "2026-11-21")).ok).toBe(true);
    const [payment, reversal] = await entriesOf(dossier(), "L1");
    expect(payment?.lines).toEqual(["512100 90000", "411000 C-FA-2101 -90000 AAB"]);
    expect(reversal).toEqual({
      journal: "BQ1",
      postedOn: "2026-11-21",
      pieceOn: "2026-11-12",
      label: "Contre-passation Virement Client FA-2101 FA-2101",
      lines: ["512100 -90000", "411000 C-FA-2101 90000 AAB"],
    });
    expect((await entriesOf(dossier(), "FA-2101"))[0]?.lines).toContain("411000 C-FA-2101 90000");
    expect(await dueOf(dossier(), "FA-2101")).toEqual({ due: 90_000n, unpaid: true, openShares: 1 });
    const payments = await within(
      dossier(),
      (db) => db`
        select status, corrected_on, (select count(*)::integer from allocation where payment_id = payment.id) as allocations
          from payment`,
    );
    expect(payments).toEqual([{ status: "corrected", correctedOn: "2026-11-21", allocations: 0 }]);
    expect(await laws()).toEqual([]);
  });

  test("lets the line be matched to another invoice afterwards, with letters never used before", async () => {
    await bill(dossier(), aSale("FA-2102", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2102")));
    await validate();
    await undo("L1", "2026-11-21");
    const allocations = [{ shareId: await shareId(dossier(), "FA-2102"), amount: 90_000n }];
    const act = await onLine(dossier(), "L1", "2026-11-22");
    expect((await acceptMatch(database.pool, { ...act, allocations })).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1")).map((entry) => entry.lines[1])).toEqual([
      "411000 C-FA-2102 -90000 AAB",
      "411000 C-FA-2102 90000 AAB",
      "411000 C-FA-2102 -90000 AAC",
    ]);
    expect(await dueOf(dossier(), "FA-2102")).toMatchObject({ due: 0n, unpaid: false });
    expect(await laws()).toEqual([]);
  });

  test("takes one payment of several back and leaves the others lettered as they were", async () => {
    await bill(dossier(), aSale("FA-2103", 90_000n));
    await bank(dossier(), aLine("L1", 30_000n, fromCustomerOf("FA-2103")));
    await bank(dossier(), aLine("L2", 60_000n, fromCustomerOf("FA-2103", "2026-11-13")));
    await validate();
    await undo("L2", "2026-11-21");
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("411000 C-FA-2103 -30000 aaa");
    expect((await entriesOf(dossier(), "L2")).map((entry) => entry.lines.at(-1))).toEqual([
      "411000 C-FA-2103 -60000 AAB",
      "411000 C-FA-2103 60000 AAB",
    ]);
    expect(await dueOf(dossier(), "FA-2103")).toMatchObject({ due: 60_000n });
    expect(await laws()).toEqual([]);
  });

  test("is refused when the day of the reversal is behind the lock", async () => {
    await bill(dossier(), aSale("FA-2104", 90_000n));
    await bank(dossier(), aLine("L1", 90_000n, fromCustomerOf("FA-2104")));
    await validate();
    const lock = { companyId: dossier().companyId, at: new Date("2026-12-01T09:00:00Z") };
    await setLock(database.pool, { ...lock, upTo: "2026-11-30" });
    expect(codesOf(await undo("L1", "2026-11-30"))).toEqual(["period_locked"]);
    expect((await undo("L1", "2026-12-01")).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1"))[1]).toMatchObject({ postedOn: "2026-12-01" });
    expect(await laws()).toEqual([]);
  });
});

test("a lock moves forward only", async () => {
  const lock = { companyId: dossier().companyId, at: new Date("2026-12-01T09:00:00Z") };
  expect((await setLock(database.pool, { ...lock, upTo: "2026-11-30" })).ok).toBe(true);
  expect(codesOf(await setLock(database.pool, { ...lock, upTo: "2026-10-31" }))).toEqual(["period_locked"]);
  expect((await setLock(database.pool, { ...lock, upTo: "2026-12-31" })).ok).toBe(true);
});
