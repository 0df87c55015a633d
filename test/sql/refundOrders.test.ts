import { beforeEach, describe, expect, test } from "vitest";
import { changeIban } from "../../sql/acts/bankDetails.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { acceptCarried } from "../../sql/acts/decideAwaited.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { hearBank } from "../../sql/acts/hearBank.ts";
import { makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { heldFor } from "../../sql/held.ts";
import { findTransferOrder } from "../../sql/screens/transferOrder.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import {
  actingIn,
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  decisionOf,
  done,
  dueOf,
  entriesOf,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { laws } from "./rspFile.ts";

/**
 * A customer is paid back by a SEPA transfer (S1.31): the refund is decided on his document and waits to be sent, an order of transfers
 * takes it up beside the suppliers, and the bank carries it out, refuses it, or was told by hand.
 */
const database = useDatabase();
const dossier = useDossier(database);

const acting = (on = "2026-11-10") => actingIn(dossier(), on);

/** FA-1 of 120.00 was paid 150.00 by card. The excess stands on the invoice, or is set aside for the customer. */
const overpaid = async (excess: "keep" | "to_refund") => {
  await bill(dossier(), aSale("FA-1", 12_000n));
  const share = await shareId(dossier(), "FA-1");
  const paid = { ...acting("2026-11-06"), method: "card" as const, paidOn: "2026-11-06" };
  const allocations = [{ shareId: share, amount: 15_000n }];
  const aside = { excess: { to: "to_refund" as const, reason: "", rights: [] } };
  const kept = { answers: { keepExcess: true } };
  done(await recordPayment(database.pool, { ...paid, allocations, ...(excess === "keep" ? kept : aside) }));
  const of = excess === "keep" ? { shareId: share } : { toRefund: await customer() };
  return { share, of };
};

async function customer(): Promise<bigint> {
  const [row] = await within(
    dossier(),
    (db) => db<{ id: bigint }[]>`select id from third_party where aux = 'C-FA-1'`,
  );
  return row?.id ?? 0n;
}

const refund = async (excess: "keep" | "to_refund") => {
  const { of } = await overpaid(excess);
  return done(
    await orderRefund(database.pool, { ...acting(), of, amount: 3_000n, method: "transfer", account: "BQ1" }),
  ).paymentId;
};

const giveIban = async () =>
  done(await changeIban(database.pool, { ...acting(), aux: "C-FA-1", iban: ibanOf(831) }));

const order = (refunds: bigint[], payments: { shareId: bigint; amount: bigint }[] = []) =>
  makeTransferOrder(database.pool, {
    ...acting(),
    account: "BQ1",
    executeOn: "2026-11-12",
    payments,
    refunds,
  });

const statusOf = async (paymentId: bigint) => {
  const [row] = await within(
    dossier(),
    (db) => db<{ status: string }[]>`select status from payment where id = ${paymentId}`,
  );
  return row?.status;
};

const held = async () => within(dossier(), async (db) => heldFor(db, await customer(), "to_refund"));

describe.each(["keep", "to_refund"] as const)("a refund by transfer of an excess (%s)", (excess) => {
  let paymentId: bigint;
  beforeEach(async () => {
    paymentId = await refund(excess);
  });

  test("goes nowhere without the customer's IBAN (S4.6)", async () => {
    expect(codesOf(await order([paymentId]))).toEqual(["bank_details_missing"]);
  });

  test("leaves once, in a file that says to whom, how much and why, with its identifier from end to end (S4.18, S4.20)", async () => {
    await giveIban();
    const made = done(await order([paymentId]));
    expect(made.paymentIds).toEqual([paymentId]);
    const file = await within(dossier(), (db) => findTransferOrder(db, made.orderId));
    expect(file?.transfers).toEqual([
      {
        endToEndId: `RAPPRO-${dossier().companyId}-${paymentId}`,
        creditor: "Client FA-1",
        iban: ibanOf(831),
        amount: 3_000n,
        remittance: excess === "keep" ? "Remboursement Client FA-1 FA-1" : "Remboursement Client FA-1",
      },
    ]);
    expect(codesOf(await order([paymentId]))).toEqual(["refund_not_to_send"]);
    expect(codesOf(await takeBackPayment(database.pool, { ...acting(), paymentId }))).toEqual([
      "payment_under_way",
    ]);
    expect(await laws(dossier())).toEqual([]);
  });

  for (const validated of [false, true])
    test(`is carried out with a supplier's invoice by one bank line, and taken back with it ${validated ? "by a reversal" : "as a draft"} (GC10, GC31, D4)`, async () => {
      await giveIban();
      const supplier = { payer: "supplier" as const, aux: "F-1", name: "Fournisseur" };
      await bill(dossier(), aSale("FF-1", 24_000n, { type: "supplier_invoice", customer: supplier }));
      done(await changeIban(database.pool, { ...acting(), aux: "F-1", iban: ibanOf(832) }));
      const bought = await shareId(dossier(), "FF-1", "supplier");
      const { reference } = done(await order([paymentId], [{ shareId: bought, amount: 24_000n }]));
      await bank(dossier(), aLine("L1", -27_000n, { label: `VIR SEPA EMIS ${reference}` }));
      expect(await decisionOf(dossier(), "L1")).toMatchObject({
        state: "posted",
        reason: "order_and_amount",
      });
      expect(await statusOf(paymentId)).toBe("cleared");
      const [entry] = await entriesOf(dossier(), reference);
      expect(entry?.lines).toEqual([
        "401000 F-1 24000 AAA",
        excess === "keep" ? "411000 C-FA-1 3000 AAB" : "467100 C-FA-1 3000 AAA",
        "512100 -27000",
      ]);
      expect((await dueOf(dossier(), "FA-1")).due).toBe(0n);
      expect(await laws(dossier())).toEqual([]);
      if (validated)
        await within(dossier(), (db) => validateEntries(db, { ...acting(), upTo: "2026-11-30" }));
      done(await undoMatch(database.pool, await onLine(dossier(), "L1", "2026-12-01")));
      expect(await statusOf(paymentId)).toBe("sent");
      expect((await dueOf(dossier(), "FA-1")).due).toBe(excess === "keep" ? -3_000n : 0n);
      expect(await laws(dossier())).toEqual([]);
    });

  test("refused by the bank, is to be paid back again (GC34)", async () => {
    await giveIban();
    const { orderId } = done(await order([paymentId]));
    const items = [{ paymentId, status: "RJCT", reasonCode: "AC04" }];
    done(await hearBank(database.pool, { ...acting(), orderId, items }));
    expect(await held()).toBe(excess === "keep" ? 0n : 3_000n);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(excess === "keep" ? -3_000n : 0n);
    const of =
      excess === "keep" ? { shareId: await shareId(dossier(), "FA-1") } : { toRefund: await customer() };
    const again = { ...acting("2026-11-13"), of, amount: 3_000n, method: "transfer" as const };
    expect(codesOf(await orderRefund(database.pool, again))).toEqual([]);
    expect(await laws(dossier())).toEqual([]);
  });

  test.each([
    ["by hand at the bank, the customer's name", false, "VIR CLIENT FA-1"],
    ["by its order, the identifier alone", true, ""],
  ])("is found by its bank line: sent %s (D12)", async (_, ordered, label) => {
    await giveIban();
    if (ordered) done(await order([paymentId]));
    const said = label || `VIR RAPPRO-${dossier().companyId}-${paymentId}`;
    await bank(dossier(), aLine("L1", -3_000n, { label: said }));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "posted" });
    expect(await statusOf(paymentId)).toBe("cleared");
    expect(await held()).toBe(0n);
    expect(await laws(dossier())).toEqual([]);
  });
});

test("two refunds of one amount to one customer are told apart by their identifiers (D12)", async () => {
  const first = await refund("keep");
  await giveIban();
  done(
    await recordPayment(database.pool, {
      ...acting(),
      method: "card",
      paidOn: "2026-11-10",
      allocations: [{ shareId: await shareId(dossier(), "FA-1"), amount: 3_000n }],
      answers: { keepExcess: true },
    }),
  );
  const of = { shareId: await shareId(dossier(), "FA-1") };
  const second = done(
    await orderRefund(database.pool, { ...acting(), of, amount: 3_000n, method: "transfer" }),
  ).paymentId;
  done(await order([first, second]));
  const label = `VIR CLIENT FA-1 RAPPRO-${dossier().companyId}-${second}`;
  await bank(dossier(), aLine("L1", -3_000n, { label }));
  expect([await statusOf(first), await statusOf(second)]).toEqual(["sent", "cleared"]);
  expect(await laws(dossier())).toEqual([]);
});

test("a person says which line carries out an order with a refund (GC10)", async () => {
  const paymentId = await refund("to_refund");
  await giveIban();
  const { orderId } = done(await order([paymentId]));
  await bank(dossier(), aLine("L1", -3_000n, { label: "OPERATION" }));
  done(await acceptCarried(database.pool, { ...(await onLine(dossier(), "L1")), orderId }));
  expect(await statusOf(paymentId)).toBe("cleared");
  expect(await laws(dossier())).toEqual([]);
});
