import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changePayment, takeBackPayment } from "../../sql/acts/changePayment.ts";
import { depositCash } from "../../sql/acts/makeRemittance.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { schedulePayment } from "../../sql/acts/schedulePayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { cashAvailable } from "../../sql/till.ts";
import { useDatabase } from "../database.ts";
import { aSale, bill, codesOf, type Dossier, openDossier, shareId, within } from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();
const opened: { dossier?: Dossier } = {};

beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
});
afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
  expect(await within(dossier(), (db) => cashAvailable(db, "2026-11-01"))).toBeGreaterThanOrEqual(0n);
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

const acting = (on: string) => ({
  companyId: dossier().companyId,
  at: new Date(`${on}T09:00:00Z`),
  on,
});

/** Cash of a customer, paid on a day for a sale of its own. */
async function receiveCash(number: string, amount: bigint, paidOn: string, due = amount) {
  await bill(dossier(), aSale(number, due));
  const recorded = await recordPayment(database.pool, {
    ...acting(paidOn),
    method: "cash",
    paidOn,
    allocations: [{ shareId: await shareId(dossier(), number), amount }],
    answers: { keepExcess: true },
  });
  if (!recorded.ok) throw new Error(codesOf(recorded).join());
  return recorded.value.paymentId;
}

/** A document of a supplier, and the share of it that we owe. */
async function owed(number: string, total: bigint): Promise<bigint> {
  const supplier = { payer: "supplier" as const, aux: `F-${number}`, name: `Fournisseur ${number}` };
  await bill(dossier(), aSale(number, total, { type: "supplier_invoice", customer: supplier }));
  return shareId(dossier(), number, "supplier");
}

const deposit = (amount: bigint, on: string) =>
  depositCash(database.pool, { ...acting(on), account: "BQ1", amount });
const pay = async (share: bigint, amount: bigint, on: string) =>
  codesOf(
    await paySupplier(database.pool, {
      ...acting(on),
      method: "cash",
      paidOn: on,
      allocations: [{ shareId: share, amount }],
    }),
  );

describe("the till is never below zero", () => {
  test.each(["draft", "validated"])(
    "a receipt whose cash is at the bank is not taken back while %s (D4, S4.34)",
    async (state) => {
      const paymentId = await receiveCash("FA-1", 10_000n, "2026-11-10");
      expect(codesOf(await deposit(6_000n, "2026-11-12"))).toEqual([]);
      if (state === "validated")
        await within(dossier(), (db) => validateEntries(db, { ...acting("2026-11-12"), upTo: "2026-11-12" }));
      const back = () => takeBackPayment(database.pool, { ...acting("2026-11-13"), paymentId });
      expect(codesOf(await back())).toEqual(["cash_short"]);
      await receiveCash("FA-2", 6_000n, "2026-11-09");
      expect(codesOf(await back())).toEqual([]);
    },
  );

  test("nor changed to less, to another means or to a later day; more is no matter (S3.24)", async () => {
    const paymentId = await receiveCash("FA-1", 10_000n, "2026-11-10", 12_000n);
    expect(codesOf(await deposit(6_000n, "2026-11-12"))).toEqual([]);
    const share = await shareId(dossier(), "FA-1");
    const change = async (changes: { method?: "card"; amount?: bigint; paidOn?: string }) => {
      const { amount = 10_000n, ...more } = changes;
      const allocations = [{ shareId: share, amount }];
      const given = { method: "cash" as const, paidOn: "2026-11-10", allocations, ...more };
      return codesOf(await changePayment(database.pool, { ...acting("2026-11-14"), paymentId, ...given }));
    };
    expect(await change({ amount: 5_999n })).toEqual(["cash_short"]);
    expect(await change({ method: "card" })).toEqual(["cash_short"]);
    expect(await change({ paidOn: "2026-11-13" })).toEqual(["cash_short"]);
    expect(await change({ amount: 6_000n })).toEqual([]);
    expect(await change({ amount: 12_000n, paidOn: "2026-11-09" })).toEqual([]);
  });

  test("what comes in later pays neither a refund nor a supplier of today (S1.31, S4.4)", async () => {
    await receiveCash("FA-1", 10_000n, "2026-11-10", 4_000n);
    expect(codesOf(await deposit(9_000n, "2026-11-12"))).toEqual([]);
    await receiveCash("FA-2", 50_000n, "2026-11-13");
    const of = { shareId: await shareId(dossier(), "FA-1") };
    const refund = (on: string) =>
      orderRefund(database.pool, { ...acting(on), of, amount: 2_000n, method: "cash" });
    expect(codesOf(await refund("2026-11-12"))).toEqual(["cash_short"]);
    const share = await owed("FF-1", 3_000n);
    expect(await pay(share, 3_000n, "2026-11-12")).toEqual(["cash_short"]);
    expect(await pay(share, 3_000n, "2026-11-13")).toEqual([]);
    expect(codesOf(await refund("2026-11-13"))).toEqual([]);
  });

  test("a payment from the till planned for a day on which it is empty stays planned (S4.10)", async () => {
    await receiveCash("FA-1", 10_000n, "2026-11-10");
    for (const number of ["FF-1", "FF-2"]) {
      const planned = await schedulePayment(database.pool, {
        ...acting("2026-11-11"),
        method: "cash",
        paidOn: "2026-11-14",
        allocations: [{ shareId: await owed(number, 6_000n), amount: 6_000n }],
      });
      expect(codesOf(planned)).toEqual([]);
    }
    const day = { at: new Date("2026-11-14T04:30:00Z"), on: "2026-11-14" };
    const passed = await passDay(database.pool, dossier().companyId, day);
    expect([passed.made, passed.late]).toEqual([1, 1]);
  });
});

test("a debt is not paid in cash above the limit in parts either (CMF D112-3)", async () => {
  for (const [number, day] of [
    ["FA-1", "2026-11-09"],
    ["FA-2", "2026-11-10"],
  ] as const)
    await receiveCash(number, 90_000n, day);
  const share = await owed("FF-1", 150_000n);
  expect(await pay(share, 60_000n, "2026-11-11")).toEqual([]);
  expect(await pay(share, 60_000n, "2026-11-12")).toEqual(["cash_above_limit"]);
  expect(await pay(share, 40_000n, "2026-11-12")).toEqual([]);
});
