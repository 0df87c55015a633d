import fs from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recyclingOf } from "../../domain/insurer/recycling.ts";
import { acceptReturns, undoMatch } from "../../sql/acts/decideLine.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { changeSettings } from "../../sql/companies.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  bank,
  bill,
  bookCounts,
  decisionOf,
  dueOf,
  entriesOf,
  onLine,
  openDossier,
  runMatching,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { balanceOf, care, insurerPayments, laws, MUTUAL, receiveBytes, receiveReturns } from "./rspFile.ts";
import { rejectionCode, shareStandings, stageOf } from "./shareStanding.ts";

const database = useDatabase();
const dossier = useDossier(database);

afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});

const returns = async (...rows: Parameters<typeof receiveReturns>[1]) => {
  const arrived = await receiveReturns(dossier(), rows);
  await runMatching(dossier());
  return arrived;
};
const fromFund = (reference: string, amount: bigint, words = "", bookedOn = "2026-09-12") =>
  aLine(reference, amount, { label: `VIR CAISSE DU PORT ${words}`, bookedOn });
const statuses = async () =>
  (await insurerPayments(dossier())).map(({ status, amount, lines }) =>
    `${status} ${amount} ${lines}`.trim(),
  );

describe("a return creates the payments of its insurer at once (S0.22, S0.23)", () => {
  test("AMO and AMC alike: announced on 511700 under each, in part where they pay in part", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n, amc: 3_000n, patient: 1_000n }));
    await returns(
      { invoice: "FA-1", paid: 6_000n, ref: "111222333" },
      { invoice: "FA-1", paid: 1_250n, ref: "444555666", insurer: MUTUAL },
    );
    expect(await insurerPayments(dossier())).toMatchObject([
      { status: "announced", amount: 6_000n, allocations: "FA-1/amo 6000" },
      { status: "announced", amount: 1_250n, allocations: "FA-1/amc 1250" },
    ]);
    expect((await entriesOf(dossier(), "444555666"))[0]).toMatchObject({
      journal: "RS",
      postedOn: "2026-09-10",
      lines: ["511700 AMC-MUTUELLE-DU-LAC 1250", "411300 AMC-MUTUELLE-DU-LAC -1250 aaa"],
    });
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 2_750n });
  });

  test("the same file, the same returns in another file, and one item more: each item counts once", async () => {
    await bill(
      dossier(),
      care("FA-1", { amo: 6_000n }),
      care("FA-2", { amo: 2_000n }),
      care("FA-3", { amo: 500n }),
    );
    const [one, two] = [
      { invoice: "FA-1", paid: 6_000n, ref: "111222333" },
      { invoice: "FA-2", paid: 2_000n, ref: "111222333" },
    ];
    await returns(one, two);
    const before = await bookCounts(dossier());
    expect((await returns(one, two)).state).toBe("already_received");
    expect(await returns(two, one)).toMatchObject({ state: "read", linesNew: 0, linesKnown: 2 });
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await returns(two, one, { invoice: "FA-3", paid: 500n, ref: "111222333" })).toMatchObject({
      linesNew: 1,
      linesKnown: 2,
    });
    expect(await statuses()).toEqual(["announced 500", "announced 8000"]);
    await bank(dossier(), fromFund("L1", 8_500n, "111222333"));
    expect(await statuses()).toEqual(["cleared 500 L1 500", "cleared 8000 L1 8000"]);
  });

  test("an invoice that is not ours: its money is kept unplaced on the insurer’s account, and told", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }));
    const { problems } = await returns(
      { invoice: "FA-1", paid: 6_000n, ref: "111222333" },
      { invoice: "ZZ-77", paid: 900n, ref: "111222333" },
    );
    expect(problems).toMatchObject([
      { code: "return_names_unknown_invoice", severity: "warning", value: "ZZ-77" },
    ]);
    expect(await insurerPayments(dossier())).toMatchObject([{ amount: 6_900n, unallocated: 900n }]);
    expect((await entriesOf(dossier(), "111222333"))[0]?.lines).toEqual([
      "511700 AMO-CAISSE-DU-PORT 6900",
      "411200 AMO-CAISSE-DU-PORT -6000 AAA",
      "411200 AMO-CAISSE-DU-PORT -900",
    ]);
  });

  test("behind the lock the entry goes to the first open day, with the day of payment as its piece’s (GC40)", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }));
    await database.pool`update company set locked_up_to = '2026-09-30' where id = ${dossier().companyId}`;
    await returns({ invoice: "FA-1", paid: 6_000n, ref: "111222333" });
    expect((await entriesOf(dossier(), "111222333"))[0]).toMatchObject({
      postedOn: "2026-10-01",
      pieceOn: "2026-09-10",
    });
  });
});

describe("rejections (S1.3, GC05)", () => {
  test("post nothing, and show on the share until a later return settles it", async () => {
    await bill(dossier(), care("FA-1", { amo: 8_800n }));
    const share = await shareId(dossier(), "FA-1", "amo");
    const standing = async () => (await within(dossier(), (db) => shareStandings(db, [share]))).get(share);
    await returns({ invoice: "FA-1", paid: 0n, code: "2900 005 FACTURE DEJA PAYEE", lot: "41" });
    expect(rejectionCode(await standing())).toBe("2900 005");
    expect(await insurerPayments(dossier())).toEqual([]);
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 8_800n, unpaid: true });
    await returns({ invoice: "FA-1", paid: 8_800n, ref: "111222333", paidOn: "2026-09-15" });
    const announced = await standing();
    expect(rejectionCode(announced)).toBeUndefined();
    expect(announced && stageOf(announced)).toBe("announced");
    await bank(dossier(), fromFund("L1", 8_800n, "111222333", "2026-09-17"));
    const received = await standing();
    expect(received && stageOf(received)).toBe("received");
    expect(received?.brought).toMatchObject([{ on: "2026-09-17" }]);
  });
});

describe("recoveries", () => {
  test("lower the transfer, and reopen what they take back", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 9_000n }));
    await returns({ invoice: "FA-1", paid: 6_000n, ref: "111222333" });
    await returns(
      { invoice: "FA-1", paid: -6_000n, ref: "111222444", paidOn: "2026-09-14" },
      { invoice: "FA-2", paid: 9_000n, ref: "111222444", paidOn: "2026-09-14" },
    );
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 6_000n, unpaid: true });
    expect((await entriesOf(dossier(), "111222444"))[0]?.lines).toEqual([
      "511700 AMO-CAISSE-DU-PORT 3000",
      "411200 AMO-CAISSE-DU-PORT 6000 aaa",
      "411200 AMO-CAISSE-DU-PORT -9000 AAB",
    ]);
    await bank(dossier(), fromFund("L1", 3_000n, "111222444"), fromFund("L2", 6_000n, "111222333"));
    expect(await statuses()).toEqual(["cleared 6000 L2 6000", "cleared 3000 L1 3000"]);
  });

  test("that take all that is paid: no 511700 line, and a payment of 0.00 that waits for nothing", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 6_000n }));
    await returns({ invoice: "FA-1", paid: 6_000n, ref: "111222333" });
    await returns(
      { invoice: "FA-1", paid: -6_000n, ref: "111222444", paidOn: "2026-09-14" },
      { invoice: "FA-2", paid: 6_000n, ref: "111222444", paidOn: "2026-09-14" },
    );
    expect((await insurerPayments(dossier()))[1]).toMatchObject({
      method: "internal",
      status: "cleared",
      amount: 0n,
      allocations: "FA-1/amo -6000, FA-2/amo 6000",
    });
    expect(await balanceOf(dossier(), "511700")).toBe(6_000n);
  });

  test("beyond what is paid: posted as far as the payments reach, the rest when the next return names it", async () => {
    await bill(
      dossier(),
      care("FA-1", { amo: 6_000n }),
      care("FA-2", { amo: 4_000n }),
      care("FA-3", { amo: 5_000n }),
    );
    await returns({ invoice: "FA-1", paid: 6_000n, ref: "111222333" });
    await returns(
      { invoice: "FA-1", paid: -6_000n, ref: "111222444", paidOn: "2026-09-14" },
      { invoice: "FA-2", paid: 4_000n, ref: "111222444", paidOn: "2026-09-14" },
    );
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 4_000n });
    await returns(
      { invoice: "FA-1", paid: -2_000n, ref: "111222555", paidOn: "2026-09-21" },
      { invoice: "FA-3", paid: 5_000n, ref: "111222555", paidOn: "2026-09-21" },
    );
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 6_000n });
    expect(await statuses()).toEqual(["announced 6000", "cleared 0", "announced 3000"]);
  });

  test("of an excess: the line of the excess and its recovery are lettered together (GC11)", async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 9_000n }));
    await returns({ invoice: "FA-1", paid: 7_500n, ref: "111222333" });
    await returns(
      { invoice: "FA-1", paid: -1_500n, ref: "111222444", paidOn: "2026-09-14" },
      { invoice: "FA-2", paid: 9_000n, ref: "111222444", paidOn: "2026-09-14" },
    );
    expect((await entriesOf(dossier(), "111222333"))[0]?.lines).toEqual([
      "511700 AMO-CAISSE-DU-PORT 7500",
      "411200 AMO-CAISSE-DU-PORT -6000 AAA",
      "411200 AMO-CAISSE-DU-PORT -1500 AAC",
    ]);
    expect((await entriesOf(dossier(), "111222444"))[0]?.lines).toContain(
      "411200 AMO-CAISSE-DU-PORT 1500 AAC",
    );
  });
});

describe("the transfer of an insurer", () => {
  const one = { invoice: "FA-1", paid: 6_000n, ref: "111222333" };
  const other = { invoice: "FA-2", paid: 2_000n, ref: "111222444" };
  beforeEach(async () => {
    await bill(dossier(), care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 2_000n }));
  });

  test("that brings two returns credits 511700 once for each, by reference or by their sum", async () => {
    await returns(one, other);
    await bank(dossier(), fromFund("L1", 8_000n, "PRESTATIONS"));
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual([
      "512100 8000",
      "511700 AMO-CAISSE-DU-PORT -6000 AAA",
      "511700 AMO-CAISSE-DU-PORT -2000 AAB",
    ]);
    expect(await decisionOf(dossier(), "L1")).toMatchObject({
      state: "posted",
      reason: "insurer_and_amount",
    });
  });

  test.each([
    ["the return, then both lines in one night", ["R", "L1 L2"]],
    ["the return, then one line after another", ["R", "L1", "L2"]],
    ["one line, the return, the other line", ["L1", "R", "L2"]],
    ["both lines, then the return", ["L1 L2", "R"]],
    ["both lines one after another, then the return", ["L2", "L1", "R"]],
  ])("one return by two transfers that name it: %s", async (_, nights) => {
    const lines = { L1: fromFund("L1", 2_500n, "111222333"), L2: fromFund("L2", 3_500n, "111222333") };
    for (const night of nights) {
      if (night === "R") await returns(one);
      else await bank(dossier(), ...night.split(" ").map((name) => lines[name as "L1" | "L2"]));
    }
    expect(await insurerPayments(dossier())).toMatchObject([
      { status: "cleared", amount: 6_000n, allocations: "FA-1/amo 6000", lines: "L1 2500, L2 3500" },
    ]);
    expect(await balanceOf(dossier(), "511700")).toBe(0n);
  });

  test.each([
    ["the return first", ["R", "L"]],
    ["the line first", ["L", "R"]],
  ])("that names a return with another amount is left to a person, %s", async (_, nights) => {
    for (const night of nights) {
      if (night === "R") await returns(one);
      else await bank(dossier(), fromFund("L1", 5_900n, "111222333"));
    }
    expect(await decisionOf(dossier(), "L1")).toEqual({
      state: "waiting",
      decision: "suggest",
      reason: "return_amount_differs",
    });
    expect(await statuses()).toEqual(["announced 6000"]);
  });

  test("with nothing announced waits on 511700 under its insurer, and the return comes onto the same payment (GC04)", async () => {
    await bank(dossier(), fromFund("L1", 6_000n, "111222333"));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({
      state: "posted",
      reason: "insurer_before_return",
    });
    expect(await insurerPayments(dossier())).toMatchObject([
      { status: "received", amount: 6_000n, unallocated: 6_000n, lines: "L1 6000" },
    ]);
    expect(await balanceOf(dossier(), "511700")).toBe(-6_000n);
    await returns(one);
    expect(await insurerPayments(dossier())).toMatchObject([
      { status: "cleared", amount: 6_000n, unallocated: 0n, allocations: "FA-1/amo 6000", lines: "L1 6000" },
    ]);
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "posted", reason: "return_and_amount" });
    expect(await balanceOf(dossier(), "511700")).toBe(0n);
  });

  test("that bears the number of another return is not taken for this one, however equal the cents", async () => {
    await returns(one);
    await bank(dossier(), fromFund("L1", 6_000n, "999888777"));
    expect(await statuses()).toEqual(["announced 6000", "received 6000 L1 6000"]);
    await bank(dossier(), fromFund("L2", 6_000n, "111222333"));
    expect(await statuses()).toEqual(["cleared 6000 L2 6000", "received 6000 L1 6000"]);
  });

  test("that fits several returns is left to a person, who says which (D12)", async () => {
    await bill(dossier(), care("FA-3", { amo: 6_000n }));
    await returns(one, { invoice: "FA-3", paid: 6_000n, ref: "111222777" });
    await bank(dossier(), fromFund("L1", 6_000n));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", reason: "several_answers" });
    const [row] = await within(
      dossier(),
      (db) => db<{ id: bigint }[]>`select id from payment where reference = '111222777'`,
    );
    const accepted = await acceptReturns(database.pool, {
      ...(await onLine(dossier(), "L1")),
      paymentIds: [row?.id ?? 0n],
    });
    expect(accepted.ok).toBe(true);
    expect(await statuses()).toEqual(["announced 6000", "cleared 6000 L1 6000"]);
  });

  test("taken back: the return waits for the bank again, and money without a return goes with its draft", async () => {
    await returns(one);
    const before = await bookCounts(dossier());
    await bank(dossier(), fromFund("L1", 6_000n, "111222333"));
    await undoMatch(database.pool, await onLine(dossier(), "L1"));
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await statuses()).toEqual(["announced 6000"]);
  });

  test("of money without a return, taken back: the payment goes with its draft, and the line is left to a person", async () => {
    const before = await bookCounts(dossier());
    await bank(dossier(), fromFund("L1", 6_000n));
    await undoMatch(database.pool, await onLine(dossier(), "L1"));
    expect(await bookCounts(dossier())).toEqual(before);
    await runMatching(dossier());
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting" });
  });

  test("taken back once validated: reversed, and money without a return stays on record as corrected", async () => {
    await bank(dossier(), fromFund("L1", 6_000n));
    const on = "2026-11-20";
    await within(dossier(), (db) =>
      validateEntries(db, { companyId: dossier().companyId, upTo: on, on, at: new Date(`${on}T20:00:00Z`) }),
    );
    await undoMatch(database.pool, await onLine(dossier(), "L1", on));
    expect(await statuses()).toEqual(["corrected 6000"]);
    expect(await balanceOf(dossier(), "511700")).toBe(0n);
  });
});

test("an invoice rejected in a NOEMIE file keeps how it was sent, which says how it is recycled (S1.29)", async () => {
  const flow = fs.readFileSync(new URL("../samples/rsp/rsp-580-rejets-signalements.rsp", import.meta.url));
  await within(dossier(), (db) => changeSettings(db, { isTest: true }));
  expect(await receiveBytes(dossier(), flow, "b.rsp")).toMatchObject({ state: "read" });
  const kept = await within(
    dossier(),
    (db) => db<{ invoiceType: string | null }[]>`
      select distinct invoice_type from insurer_return_item where status = 'rejected' order by invoice_type`,
  );
  expect(kept.map(({ invoiceType }) => recyclingOf(invoiceType ?? ""))).toEqual(["sesam_vitale"]);
});

describe("what a return may not do", () => {
  test("a test flow is refused in a real company and posted in a test company", async () => {
    const flow = fs.readFileSync(new URL("../samples/rsp/rsp-580-paiement-deux-lots.rsp", import.meta.url));
    const refused = await receiveBytes(dossier(), flow, "a.rsp");
    expect(refused).toMatchObject({ state: "refused" });
    expect(refused.problems.map((problem) => problem.code)).toContain("return_is_test");
    expect(await insurerPayments(dossier())).toEqual([]);
    const test = await openDossier(database.pool);
    await within(test, (db) => changeSettings(db, { isTest: true }));
    expect(await receiveBytes(test, flow, "a.rsp")).toMatchObject({ state: "read" });
    expect(await insurerPayments(test)).toMatchObject([{ amount: 14_950n, status: "announced" }]);
  });

  test("another company’s invoice of the same number is not touched", async () => {
    const mine = dossier();
    const theirs = await openDossier(database.pool);
    await bill(theirs, care("FA-1", { amo: 6_000n }));
    await receiveReturns(mine, [{ invoice: "FA-1", paid: 6_000n, ref: "111222333" }]);
    expect(await dueOf(theirs, "FA-1")).toMatchObject({ due: 6_000n });
  });
});
