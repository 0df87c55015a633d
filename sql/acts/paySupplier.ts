import { cashOutEntry } from "../../domain/accounting/orderEntries.ts";
import { type ReceiptAnswers, receiptQuestions } from "../../domain/billing/receiptChecks.ts";
import type { IsoDate } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { PayOutMethod } from "../../domain/treasury/order.ts";
import { type AskedPart, askingRefusals } from "../../domain/treasury/orderChecks.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { bankAccountOf } from "../orders.ts";
import { cashPaid } from "../receipts.ts";
import { cashShort } from "../till.ts";
import { insertUnderWay } from "../underWay.ts";
import {
  type AskedFacts,
  type Asking,
  auditOrder,
  discountRefusals,
  factOf,
  factsToAsk,
  inBooks,
  sharesPaid,
  totalOf,
} from "./askBank.ts";
import { openDay } from "./openDay.ts";

/** Money to a supplier, as a person records it (page 4). One payment, one supplier, one or more of his documents. */
export type SupplierPayment = Asking & {
  method: PayOutMethod;
  paidOn: IsoDate;
  /** Journal of the account it leaves, such as BQ1: for every means but cash (S4.6). */
  account?: string;
  allocations: readonly AskedPart[];
  chequeNumber?: string;
  reference?: string;
  answers?: ReceiptAnswers;
};

export type PaidSupplier = { paymentId: bigint; piece: string };

/**
 * A person records what was paid to a supplier (S4.1, S4.4 to S4.7), with the discount that he grants for it (GC32). Cash is posted at once. Anything else leaves a trace at the bank
 * only: it posts nothing before its bank line, and the document shows that its payment is under way. A day to come is for
 * schedulePayment.
 */
export function paySupplier(pool: Pool, payment: SupplierPayment): Promise<Parsed<PaidSupplier>> {
  return inBooks(pool, payment, async (db) => {
    const facts = await factsToAsk(db, payment.allocations);
    const problems = [
      ...(payment.paidOn > payment.on ? [error("day_ahead", { value: payment.paidOn })] : []),
      ...(await supplierRefusals(db, payment, facts)),
      ...receiptQuestions(payment.allocations, facts, {
        paidOn: payment.paidOn,
        answers: { ...payment.answers, keepExcess: true }, // an excess was refused above
      }),
    ];
    if (problems.length > 0) return { ok: false, problems };
    const paid = await payNow(db, payment, facts);
    await auditOrder(db, payment, "record_payment", {
      subject: "payment",
      subjectId: paid.paymentId,
      detail: { method: payment.method },
    });
    return { ok: true, value: paid, warnings: [] };
  });
}

/** Why this money cannot go to this supplier: account (S4.6), documents (S4.1, S4.2), the till. */
export async function supplierRefusals(
  db: Db,
  payment: SupplierPayment,
  facts: ReadonlyMap<bigint, AskedFacts>,
): Promise<Problem[]> {
  const { method, account, allocations } = payment;
  const isKnown =
    method === "cash" || (account !== undefined && (await bankAccountOf(db, account)) !== undefined);
  const parties = new Set([...facts.values()].map((fact) => fact.thirdPartyId));
  return [
    ...(isKnown ? [] : [error("bank_account_unknown", { value: account ?? "" })]),
    ...askingRefusals("out", allocations, facts, { nets: true }),
    ...(parties.size > 1 ? [error("several_suppliers")] : []),
    ...(await discountRefusals(db, allocations)),
    ...(method === "cash" ? await cashRefusals(db, payment, facts) : []),
  ];
}

/** A debt above the limit is not paid in cash (CMF D112-3), and a till never holds less than nothing. */
export async function cashRefusals(
  db: Db,
  { allocations, paidOn }: Pick<SupplierPayment, "allocations" | "paidOn">,
  facts: ReadonlyMap<bigint, AskedFacts>,
): Promise<Problem[]> {
  const company = await currentCompany(db);
  const limit = company.settings.cashLimitCents;
  const paid = await cashPaid(
    db,
    "out",
    [...facts.values()].map((fact) => fact.invoiceId),
  );
  for (const { shareId, amount } of allocations) {
    const invoiceId = facts.get(shareId)?.invoiceId ?? 0n;
    paid.set(invoiceId, (paid.get(invoiceId) ?? 0n) + amount);
  }
  const above = [...paid.values()].filter((cents) => cents > limit);
  const short = await cashShort(db, { amount: totalOf(allocations), from: openDay(paidOn, company) });
  return [
    ...above.map((cents) =>
      error("cash_above_limit", { value: decimalOf(cents), params: { limit: decimalOf(limit) } }),
    ),
    ...(short ? [short] : []),
  ];
}

/** Writes the payment, checked before, in the caller's transaction. `id`: that of a payment planned before. */
export async function payNow(
  db: Db,
  payment: SupplierPayment,
  facts: ReadonlyMap<bigint, AskedFacts>,
  id?: bigint,
): Promise<PaidSupplier> {
  const { companyId, method, paidOn, account, allocations, chequeNumber, reference, by } = payment;
  const [drawn] = id === undefined ? await drawIds(db, "payment", 1) : [id];
  const [first] = allocations;
  if (drawn === undefined || !first) throw new Error("a payment without a document");
  const { thirdPartyId, party } = factOf(facts, first.shareId);
  const piece = chequeNumber ? `CHQ ${chequeNumber}` : (reference ?? `REG-${drawn}`);
  const bankAccountId = account === undefined ? undefined : await bankAccountOf(db, account);
  const entryId = method === "cash" ? await payFromTill(db, payment, facts, piece) : undefined;
  await insertUnderWay(db, companyId, [
    {
      id: drawn,
      direction: "out",
      method,
      status: method === "cash" ? "cleared" : method === "cheque" ? "issued" : "sent",
      paidOn,
      amount: totalOf(allocations),
      thirdPartyId,
      label: `Paiement ${party}`,
      ...(bankAccountId === undefined || method === "cash" ? {} : { bankAccountId }),
      ...(chequeNumber ? { chequeNumber } : {}),
      ...(reference ? { reference } : {}),
      ...(entryId === undefined ? {} : { entryId }),
      ...(by === undefined ? {} : { by }),
      allocations,
    },
  ]);
  return { paymentId: drawn, piece };
}

async function payFromTill(
  db: Db,
  { companyId, paidOn, allocations, on }: SupplierPayment,
  facts: ReadonlyMap<bigint, AskedFacts>,
  piece: string,
): Promise<bigint> {
  const first = factOf(facts, allocations[0]?.shareId ?? 0n);
  const draft = cashOutEntry(
    {
      piece,
      pieceOn: paidOn,
      postedOn: openDay(paidOn, await currentCompany(db)),
      party: first.party,
      shares: await sharesPaid(db, allocations, facts),
    },
    await companyRoles(db),
  );
  const [entryId] = await writeEntries(db, companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await letterShares(
    db,
    companyId,
    allocations.map(({ shareId }) => shareId),
    on,
  );
  return entryId;
}
