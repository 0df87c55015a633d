import type { ReceiptMethod } from "../../domain/accounting/receiptEntry.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { askingRefusals } from "../../domain/treasury/orderChecks.ts";
import { drawIds, idsOf } from "../bulk.ts";
import { currentCompany } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { bankAccountOf, journalsOfAccounts } from "../orders.ts";
import { discountOn } from "../settling.ts";
import { insertUnderWay, type NewUnderWay, type UnderWay } from "../underWay.ts";
import { type Asking, auditOrder, factOf, factsToAsk, inBooks, totalOf } from "./askBank.ts";
import { type Receipt, writeReceipt } from "./recordPayment.ts";

/** A payment of a customer that is planned, as it is recorded, on the day it is for. */
export type PlannedReceipt = Asking &
  Pick<
    Receipt,
    "method" | "paidOn" | "allocations" | "account" | "chequeNumber" | "drawnOn" | "reference" | "discount"
  >;

/**
 * A payment of a customer planned for a day to come (S4.10, D11): a cheque kept until its day, an instalment agreed on. Nothing is
 * posted; the document shows that it is under way, and it becomes a payment received on its day (passDay).
 */
export function scheduleReceipt(pool: Pool, receipt: PlannedReceipt): Promise<Parsed<{ paymentId: bigint }>> {
  return inBooks(pool, receipt, async (db) => {
    const { companyId, method, paidOn, on, account, allocations, by } = receipt;
    const facts = await factsToAsk(db, allocations);
    const bankAccountId = account === undefined ? undefined : await bankAccountOf(db, account);
    const isUnknown = account !== undefined && bankAccountId === undefined;
    const problems = [
      ...(paidOn <= on ? [error("day_not_ahead", { value: paidOn })] : []),
      ...(isUnknown ? [error("bank_account_unknown", { value: account })] : []),
      ...askingRefusals("in", allocations, facts),
    ];
    const [first, ...others] = allocations;
    if (!first || problems.length > 0) return { ok: false, problems };
    if (receipt.discount !== undefined) {
      const { discount } = receipt;
      if (others.length > 0) return { ok: false, problems: [error("discount_on_shares")] };
      const given = { shareId: first.shareId, paid: first.amount, discount };
      const taken = await discountOn(db, await currentCompany(db), given);
      if (!taken.ok) return taken;
    }
    const [id] = await drawIds(db, "payment", 1);
    if (id === undefined) throw new Error("no id was drawn");
    const { thirdPartyId, party } = factOf(facts, first.shareId);
    const { chequeNumber, drawnOn, reference, discount } = receipt;
    await insertUnderWay(db, companyId, [
      {
        id,
        direction: "in",
        method,
        status: "scheduled",
        paidOn,
        amount: totalOf(allocations),
        thirdPartyId,
        label: `Règlement planifié ${party}`,
        ...(bankAccountId === undefined ? {} : { bankAccountId }),
        ...(chequeNumber ? { chequeNumber } : {}),
        ...(drawnOn ? { drawnOn } : {}),
        ...(reference ? { reference } : {}),
        ...(discount === undefined ? {} : { discount }),
        ...(by === undefined ? {} : { by }),
        allocations,
      },
    ]);
    await auditOrder(db, receipt, "schedule_payment", {
      subject: "payment",
      subjectId: id,
      detail: { method, scheduledOn: paidOn },
    });
    return { ok: true, value: { paymentId: id }, warnings: [] };
  });
}

/**
 * Planned payments of customers whose day has come are received (S4.10), each as if a person had recorded it that day. One that can
 * no longer be, because its document was paid otherwise, stays planned, where a person sees that it is late.
 * @returns how many became real
 */
export async function receivePlanned(db: Db, planned: readonly UnderWay[], asking: Asking): Promise<number> {
  if (planned.length === 0) return 0;
  const journals = await journalsOfAccounts(db);
  let received = 0;
  for (const payment of planned) {
    const { paymentId, paidOn, allocations, discount } = payment;
    const account = journals.get(payment.bankAccountId ?? 0n);
    // What it pays is open for it: it does not stand in its own way.
    await db`delete from payment where id = any (${idsOf([paymentId])}::text[]::bigint[])`;
    const receipt: Receipt = {
      ...asking,
      method: payment.method as ReceiptMethod,
      paidOn,
      allocations,
      answers: { keepDay: true },
      ...(account === undefined ? {} : { account }),
      ...(payment.chequeNumber ? { chequeNumber: payment.chequeNumber } : {}),
      ...(payment.drawnOn ? { drawnOn: payment.drawnOn } : {}),
      ...(payment.reference ? { reference: payment.reference } : {}),
      ...(discount === 0n ? {} : { discount }),
      ...(payment.recordedBy === null ? {} : { by: payment.recordedBy }),
    };
    const written = await writeReceipt(db, receipt, { paymentId });
    if (written.ok) received += 1;
    else await insertUnderWay(db, asking.companyId, [plannedAgain(payment)]);
  }
  return received;
}

function plannedAgain(payment: UnderWay): NewUnderWay {
  const { paymentId, direction, method, paidOn, amount, thirdPartyId, label, allocations, discount } =
    payment;
  return {
    id: paymentId,
    direction,
    method,
    status: "scheduled",
    paidOn,
    amount,
    thirdPartyId,
    label,
    discount,
    allocations,
    ...(payment.bankAccountId === null ? {} : { bankAccountId: payment.bankAccountId }),
    ...(payment.chequeNumber ? { chequeNumber: payment.chequeNumber } : {}),
    ...(payment.drawnOn ? { drawnOn: payment.drawnOn } : {}),
    ...(payment.reference ? { reference: payment.reference } : {}),
    ...(payment.recordedBy === null ? {} : { by: payment.recordedBy }),
  };
}
