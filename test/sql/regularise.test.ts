import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OverpaymentUse } from "../../domain/accounting/correctionEntry.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { resubmitInvoice } from "../../sql/acts/resubmitInvoice.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { useDatabase } from "../database.ts";
import {
  bill,
  bookCounts,
  codesOf,
  dueOf,
  entriesOf,
  runMatching,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { care, laws, MUTUAL, PATIENT, receiveReturns } from "./rspFile.ts";

const database = useDatabase();
const dossier = useDossier(database);
const MOMENT = { at: new Date("2026-10-05T09:00:00Z"), on: "2026-10-05" };
afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});
const returns = async (...rows: Parameters<typeof receiveReturns>[1]) => {
  await receiveReturns(dossier(), rows);
  await runMatching(dossier());
};

type Row = { total: bigint; amo: bigint; amc: bigint; own: bigint };

/** What the unpaid list shows of an invoice, in cents; undefined when it is not on it. */
async function listed(number: string): Promise<Row | undefined> {
  const rows = await within(
    dossier(),
    (db) => db<Row[]>`
      select total_cents as total, due_amo_cents as amo, due_amc_cents as amc, due_own_cents as own
        from invoice where number = ${number} and unpaid`,
  );
  return rows[0];
}

describe("the unpaid list to the cent", () => {
  test("431.87 with 259.12 and 172.74 due: not paid by fund nor mutual, the odd cent taken as a gap (S1.22, D9)", async () => {
    const lines = [{ account: "706000", net: 43_187n, vatRate: 0, vat: 0n, vatDue: "exempt" as const }];
    const billed = await bill(
      dossier(),
      care("FA-22", { amo: 25_912n, amc: 17_274n }, { total: 43_187n, lines }),
    );
    expect(billed.ok).toBe(true);
    expect(await listed("FA-22")).toEqual({ total: 43_187n, amo: 25_912n, amc: 17_274n, own: 0n });
    const sale = (await entriesOf(dossier(), "FA-22"))[0]?.lines;
    expect(sale).toContain("658000 1");
    await returns(
      { invoice: "FA-22", paid: 25_912n, ref: "111222333" },
      { invoice: "FA-22", paid: 17_274n, ref: "444555666", insurer: MUTUAL },
    );
    expect(await listed("FA-22")).toBeUndefined();
  });

  test("427.60 of which the mutual still owes 101.04: partly settled (S1.23)", async () => {
    await bill(dossier(), care("FA-23", { amo: 30_000n, amc: 10_104n, patient: 2_656n }));
    await returns({ invoice: "FA-23", paid: 30_000n, ref: "111222333" });
    const allocations = [{ shareId: await shareId(dossier(), "FA-23", "patient"), amount: 2_656n }];
    const { companyId } = dossier();
    await recordPayment(database.pool, {
      companyId,
      method: "cash",
      paidOn: "2026-09-02",
      allocations,
      ...MOMENT,
    });
    expect(await listed("FA-23")).toEqual({ total: 42_760n, amo: 0n, amc: 10_104n, own: 0n });
  });

  test("a counter invoice of 12 600: the patient owes all of it, and no insurer is named (S1.24, S1.25)", async () => {
    await bill(dossier(), care("FA-25", { patient: 1_260_000n }));
    expect(await listed("FA-25")).toEqual({ total: 1_260_000n, amo: 0n, amc: 0n, own: 1_260_000n });
  });
});

describe("1 078.88 whose fund paid 421.12 twice (S1.26)", () => {
  beforeEach(async () => {
    await bill(dossier(), care("FA-26", { amo: 42_112n, amc: 60_000n, patient: 5_776n }));
    const allocations = [{ shareId: await shareId(dossier(), "FA-26", "patient"), amount: 5_776n }];
    const { companyId } = dossier();
    await recordPayment(database.pool, {
      companyId,
      method: "cash",
      paidOn: "2026-09-02",
      allocations,
      ...MOMENT,
    });
    await returns(
      { invoice: "FA-26", paid: 60_000n, ref: "444555666", insurer: MUTUAL },
      { invoice: "FA-26", paid: 42_112n, ref: "111222333", paidOn: "2026-09-11" },
      { invoice: "FA-26", paid: 42_112n, ref: "111222444", paidOn: "2026-09-18" },
    );
  });

  const settle = async (
    into: OverpaymentUse,
    changes: { reason?: string; rights?: string[]; amount?: bigint } = {},
  ) =>
    settleOverpayment(database.pool, {
      companyId: dossier().companyId,
      shareId: await shareId(dossier(), "FA-26", "amo"),
      amount: 42_112n,
      into,
      reason: "indu prescrit",
      rights: ["adjustment"],
      ...MOMENT,
      ...changes,
    });

  test("stands on the list with −421.12, the excess unlettered until somebody decides (GC09)", async () => {
    expect(await listed("FA-26")).toEqual({ total: 107_888n, amo: -42_112n, amc: 0n, own: 0n });
    expect((await entriesOf(dossier(), "111222444"))[0]?.lines).toContain("411200 AMO-CAISSE-DU-PORT -42112");
  });

  test.each([
    ["profit, PERTE/PROFIT (S1.32, GC12)", "profit", "758000 -42112", 0],
    ["the internal account of advances (S1.33)", "advance", "419100 AMO-CAISSE-DU-PORT -42112", 42_112],
    ["aside, to be refunded to the fund (S1.31)", "to_refund", "467100 AMO-CAISSE-DU-PORT -42112", 42_112],
  ] as const)(
    "goes to %s: the entry follows the choice and the invoice leaves the list (S1.34, S1.35)",
    async (_, into, line, kept) => {
      const settled = await settle(into);
      expect(settled.ok).toBe(true);
      const piece = settled.ok ? settled.value.piece : "";
      const entries = await entriesOf(dossier(), piece);
      expect(entries.find((entry) => entry.journal === "OD")?.lines).toEqual([
        "411200 AMO-CAISSE-DU-PORT 42112 AAB",
        line,
      ]);
      expect(await listed("FA-26")).toBeUndefined();
      const held = await within(
        dossier(),
        (db) =>
          db<{ heldAs: string; cents: bigint }[]>`select held_as, amount_cents as cents from held_money`,
      );
      expect(held).toEqual(kept === 0 ? [] : [{ heldAs: into, cents: BigInt(kept) }]);
    },
  );

  test("in part: the rest stays negative on the list", async () => {
    await settle("profit", { amount: 2_112n });
    expect(await listed("FA-26")).toMatchObject({ amo: -40_000n });
  });

  test("is refused without the right, without a reason, above the excess, and where nothing is overpaid", async () => {
    const before = await bookCounts(dossier());
    expect(codesOf(await settle("profit", { rights: [] }))).toEqual(["right_missing"]);
    expect(codesOf(await settle("profit", { reason: " " }))).toEqual(["reason_missing"]);
    expect(codesOf(await settle("profit", { amount: 42_113n }))).toEqual(["above_overpayment"]);
    expect(await bookCounts(dossier())).toEqual(before);
    await settle("profit");
    expect(codesOf(await settle("profit"))).toEqual(["not_overpaid"]);
  });
});

describe("a rejected share billed again (S1.28, GC14)", () => {
  beforeEach(async () => {
    await bill(dossier(), care("FA-28", { amo: 6_000n, amc: 2_000n }));
    await returns({ invoice: "FA-28", paid: 0n, code: "R102", lot: "7" });
  });
  const again = (newInvoice: string, amount: bigint, payer: "amo" | "patient" = "amo") =>
    resubmitInvoice(database.pool, {
      companyId: dossier().companyId,
      invoice: "FA-28",
      newInvoice,
      shares: [{ payer, aux: payer === "amo" ? "AMO-CAISSE-DU-PORT" : PATIENT.aux, amount }],
      ...MOMENT,
    });

  test("moves the receivable and no revenue, to the same payer or to another", async () => {
    expect((await again("FA-28-R1", 6_000n, "patient")).ok).toBe(true);
    expect((await entriesOf(dossier(), "FA-28-R1"))[0]?.lines).toEqual([
      "411100 P0042 6000",
      "411200 AMO-CAISSE-DU-PORT -6000 AAA",
    ]);
    expect(await dueOf(dossier(), "FA-28")).toMatchObject({ due: 2_000n });
  });

  test("is refused twice, for other cents, under a number that is taken, and for what was paid meanwhile", async () => {
    expect(codesOf(await again("FA-28-R1", 5_999n))).toEqual(["resubmission_differs"]);
    expect(codesOf(await again("FA-28", 6_000n))).toEqual(["invoice_number_taken"]);
    expect((await again("FA-28-R1", 6_000n)).ok).toBe(true);
    expect(codesOf(await again("FA-28-R2", 6_000n))).toEqual(["invoice_resubmitted_already"]);
    await bill(dossier(), care("FA-29", { amo: 500n }));
    await returns({ invoice: "FA-29", paid: 500n, ref: "111222999" });
    const { companyId } = dossier();
    const shares = [{ payer: "amo" as const, aux: "AMO-CAISSE-DU-PORT", amount: 500n }];
    const paid = await resubmitInvoice(database.pool, {
      companyId,
      invoice: "FA-29",
      newInvoice: "FA-29-R1",
      shares,
      ...MOMENT,
    });
    expect(codesOf(paid)).toEqual(["share_not_open"]);
  });
});
