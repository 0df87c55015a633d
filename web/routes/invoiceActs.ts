import { Router } from "express";
import type { OverpaymentUse } from "../../domain/accounting/correctionEntry.ts";
import { RECEIPT_METHODS } from "../../domain/accounting/receiptEntry.ts";
import type { Payer } from "../../domain/billing/invoice.ts";
import { receiptQuestions } from "../../domain/billing/receiptChecks.ts";
import { absCents, type Cents } from "../../domain/money.ts";
import type { Parsed, Problem } from "../../domain/problems.ts";
import { changePayment } from "../../sql/acts/changePayment.ts";
import { type ExcessAnswer, giveExcess } from "../../sql/acts/moveExcess.ts";
import { recordInsurerPayment } from "../../sql/acts/recordInsurerPayment.ts";
import { type Receipt, recordPayment } from "../../sql/acts/recordPayment.ts";
import { resubmitInvoice } from "../../sql/acts/resubmitInvoice.ts";
import { scheduleReceipt } from "../../sql/acts/scheduleReceipt.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { findInvoice, type InvoiceRow } from "../../sql/screens/invoices.ts";
import { shareThatOwes } from "../../sql/screens/settling.ts";
import { type Acting, acts } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { isInsurer, readStandings, type ShareStanding } from "../standings.ts";
import { amountTyped, dayTyped, discountTyped } from "../typed.ts";
import { billables } from "../views/correctionForms.ts";
import type { FormName } from "../views/inPlace.ts";
import type { CompanyVisit } from "../visit.ts";
import { showInvoice } from "./invoices.ts";
import { payToSupplier } from "./supplierPayments.ts";

/** What a person writes from an invoice's page. Each answers with the page (303), or with its form as typed and why not (409, 422). */
export function invoiceActRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const act = (path: string, form: FormName, doing: Doing) =>
    router.post(
      `/invoices/:invoice/${path}`,
      acts(services, "accountant", (acting) => fromInvoice(services, acting, form, doing)),
    );
  act("payments", "pay", pay);
  act("insurer-payments", "pay", payInsurer);
  act("supplier-payments", "pay", paySupplierOf);
  act("resubmission", "resubmit", resubmit);
  act("regularisation", "settle", settle);
  return router;
}

export type Given = {
  services: Services;
  visit: CompanyVisit;
  body: Record<string, unknown>;
  invoice: InvoiceRow;
  standing: ShareStanding;
  standings: readonly ShareStanding[];
  by: { companyId: bigint; by: bigint; at: Date; on: string };
};
/** Done, with what to say of it and where; or why not, by field or as the act says it. */
export type Outcome =
  | { ok: true; said: string; invoiceId?: bigint; orderId?: bigint }
  | { ok: false; wrong?: Record<string, string>; problems?: readonly Problem[] };
export type Doing = (given: Given) => Promise<Outcome>;

export async function fromInvoice(
  services: Services,
  { request, visit }: Acting,
  form: FormName,
  doing: Doing,
): Promise<Reply> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const shareId = id(body.share);
  const found = await asCompany(services.pool, visit.company.id, async (db) => {
    const invoiceId = id(request.params.invoice);
    const invoice = invoiceId === undefined ? undefined : await findInvoice(db, invoiceId);
    const standings = invoice ? await readStandings(db, [invoice.id], visit.today) : [];
    const standing = standings.find(({ share }) => share.id === shareId);
    return invoice && standing && { invoice, standings, standing };
  });
  if (!found) return missing;
  const by = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
  const outcome = await doing({ services, visit, body, by, ...found });
  if (outcome.ok) {
    if (outcome.orderId !== undefined)
      return redirect(`${visit.company.base}/orders/${outcome.orderId}?said=${outcome.said}`);
    const to = outcome.invoiceId ?? found.invoice.id;
    return redirect(`${visit.company.base}/invoices/${to}?said=${outcome.said}#shares`);
  }
  const { wrong = {}, problems = [] } = outcome;
  const asked = {
    name: form,
    share: String(shareId),
    payment: text(body.payment),
    typed: typedIn(body),
    wrong,
    problems,
  };
  const status = problems.some(({ code }) => RACES.includes(code)) ? 409 : 422;
  return asCompany(services.pool, visit.company.id, (db) =>
    showInvoice(visit, db, found.invoice.id, { asked, status }),
  );
}

/** What the world changed under the hand, and not the hand: told with 409. */
const RACES: readonly string[] = [
  "share_not_open",
  "not_overpaid",
  "invoice_resubmitted_already",
  "invoice_takes_no_payment",
  "payment_gone",
  "payment_is_final",
  "write_off_gone",
  "above_what_is_open",
  "credit_note_used",
];

function typedIn(body: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, text(value) ?? ""]));
}

export type Money = { amount: Cents; paidOn: string };

/** The amount and the day of a payment, or which of them cannot be read. An excess that is corrected becomes what is due. */
export function readMoney({ body, standing, visit }: Given): Money | Record<string, string> {
  const { forms } = visit.words;
  const { dueCents } = standing.share;
  const corrected = body.excess === "correct" && dueCents > 0n;
  const amount = corrected ? dueCents : amountTyped(body.amount);
  const paidOn = dayTyped(body.paidOn);
  if (amount !== undefined && paidOn !== undefined) return { amount, paidOn };
  return {
    ...(amount === undefined ? { amount: forms.badAmount } : {}),
    ...(paidOn === undefined ? { paidOn: forms.badDate } : {}),
  };
}

export function isMoney(read: Money | Record<string, string>): read is Money {
  return typeof read.amount === "bigint";
}

export function answersIn(body: Record<string, unknown>): { keepExcess?: boolean; keepDay?: boolean } {
  const keepExcess =
    oneOf(body.excess, ["keep", "advance", "to_refund", "profit", "other"] as const) !== undefined;
  return { keepExcess, keepDay: body.day === "keep" };
}

/** S0.1: the patient's or customer's payment. What becomes of an excess is part of it: all of it is written, or nothing. */
async function pay(given: Given): Promise<Outcome> {
  return writePayment(given, undefined);
}

/** A payment that is new, or one that is changed: the same fields, the same questions. */
export async function writePayment(given: Given, paymentId: bigint | undefined): Promise<Outcome> {
  const { services, body, by, standing } = given;
  const money = readMoney(given);
  if (!isMoney(money)) return { ok: false, wrong: money };
  const method = oneOf(body.method, RECEIPT_METHODS);
  if (method === undefined) return { ok: false, wrong: { method: given.visit.words.forms.badMethod } };
  const [chequeNumber, drawnOn, reference] = [
    text(body.chequeNumber),
    text(body.drawnOn),
    text(body.reference),
  ];
  const [journal, account, label] = [text(body.journal), text(body.account), text(body.label)];
  const cheque = method === "cheque";
  const excess = await excessIn(given);
  if (excess === "unknown")
    return { ok: false, wrong: { otherInvoice: otherUnknown(given) }, problems: asked(given, money) };
  const typed = {
    ...by,
    method,
    paidOn: money.paidOn,
    allocations: [{ shareId: standing.share.id, amount: money.amount }],
    answers: answersIn(body),
    ...discountTyped(body.discount, { paid: money.amount, total: given.invoice.totalCents }),
    ...(excess ? { excess } : {}),
    ...(cheque && chequeNumber ? { chequeNumber } : {}),
    ...(cheque && drawnOn ? { drawnOn } : {}),
    ...(reference ? { reference } : {}),
    ...(journal ? { journal } : {}),
    ...(account ? { account } : {}),
    ...(label ? { label } : {}),
    cleared: body.cleared === "yes",
  };
  if (paymentId === undefined && body.schedule === "yes") return plan(given, typed);
  const recorded =
    paymentId === undefined
      ? await recordPayment(services.pool, typed)
      : await changePayment(services.pool, { ...typed, paymentId });
  if (recorded.ok) return { ok: true, said: paymentId === undefined ? "paid" : "changed" };
  const open = excess && !recorded.problems.some(({ severity }) => severity === "warning");
  return { ok: false, problems: [...recorded.problems, ...(open ? asked(given, money) : [])] };
}

/**
 * S4.10, D11: planned for a day to come. It is recorded on its day as its means asks: a journal, a label or a mark of one's own is for
 * that day, and is told rather than dropped.
 */
async function plan({ services, visit, invoice }: Given, typed: Receipt): Promise<Outcome> {
  const { notPlanned } = visit.words.receiving;
  const { settings } = await asCompany(services.pool, typed.companyId, currentCompany);
  const usual = invoice.type === "deposit_invoice" ? settings.depositJournal : undefined;
  const wrong = {
    ...(typed.label ? { label: notPlanned } : {}),
    ...(typed.journal && typed.journal !== usual ? { journal: notPlanned } : {}),
    ...(typed.cleared ? { cleared: notPlanned } : {}),
  };
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  return done(await scheduleReceipt(services.pool, typed), "scheduled");
}

/** The question about the excess, to be asked again beside a refusal of what was answered. */
function asked({ standing, invoice, visit }: Given, { amount, paidOn }: Money): Problem[] {
  const { id: shareId, dueCents: due, issuedOn } = standing.share;
  const fact = { invoice: invoice.number, issuedOn, due, lifecycle: invoice.lifecycle };
  const at = paidOn < issuedOn ? visit.today : paidOn;
  return receiptQuestions([{ shareId, amount }], new Map([[shareId, fact]]), { paidOn: at });
}

/** What the person said of an excess (D1); "unknown" when the other invoice is none that owes something. */
async function excessIn({ services, body, by }: Given): Promise<ExcessAnswer | undefined | "unknown"> {
  const to = oneOf(body.excess, ["advance", "to_refund", "profit", "other"] as const);
  if (!to) return undefined;
  const answer = { reason: text(body.excessReason) ?? "", rights: RIGHTS };
  if (to !== "other") return { to, ...answer };
  const shareId = await otherShare(services, by.companyId, body.otherInvoice);
  return shareId === undefined ? "unknown" : { to: { shareId }, ...answer };
}

/** The share of the invoice that a person names as the one to pay instead. */
async function otherShare(
  services: Services,
  companyId: bigint,
  typed: unknown,
): Promise<bigint | undefined> {
  const number = text(typed);
  return number === undefined
    ? undefined
    : asCompany(services.pool, companyId, (db) => shareThatOwes(db, number));
}

function otherUnknown({ visit }: Given): string {
  return visit.words.settling.otherUnknown;
}

async function paySupplierOf(given: Given): Promise<Outcome> {
  const money = readMoney(given);
  return isMoney(money) ? payToSupplier(given, money) : { ok: false, wrong: money };
}

/** An accountant of the company adjusts its books; the route has checked the role. */
export const RIGHTS = ["adjustment"] as const;

async function payInsurer(given: Given): Promise<Outcome> {
  const { services, body, by, standing } = given;
  const money = readMoney(given);
  if (!isMoney(money)) return { ok: false, wrong: money };
  const reference = text(body.reference);
  const recorded = await recordInsurerPayment(services.pool, {
    ...by,
    paidOn: money.paidOn,
    allocations: [{ shareId: standing.share.id, amount: money.amount }],
    answers: answersIn(body),
    ...(reference ? { reference } : {}),
  });
  return done(recorded, "insurer");
}

export function done(result: Parsed<unknown>, said: string): Outcome {
  return result.ok ? { ok: true, said } : result;
}

async function resubmit(given: Given): Promise<Outcome> {
  const { services, body, by, invoice, standings, standing, visit } = given;
  const wrong: Record<string, string> = {};
  const shares: { payer: Payer; aux: string; amount: Cents }[] = [];
  for (const { field, payer, aux } of billables(invoice, standings)) {
    const amount = text(body[field]) === undefined ? 0n : amountTyped(body[field]);
    if (amount === undefined || amount < 0n) wrong[field] = visit.words.forms.badAmount;
    else if (amount > 0n) shares.push({ payer, aux, amount });
  }
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  if (isInsurer(standing.share.payer) && standing.refusal?.advice?.action === "find_payment")
    return { ok: false, problems: [{ code: "share_not_open", severity: "error", value: invoice.number }] };
  const newInvoice = text(body.number) ?? "";
  const result = await resubmitInvoice(services.pool, { ...by, invoice: invoice.number, newInvoice, shares });
  return result.ok
    ? { ok: true, said: "resubmitted", invoiceId: result.value.invoiceId }
    : { ok: false, problems: result.problems };
}

async function settle(given: Given): Promise<Outcome> {
  const { services, body, by, standing, visit } = given;
  const typed = amountTyped(body.amount);
  if (typed === undefined) return { ok: false, wrong: { amount: visit.words.forms.badAmount } };
  if (body.into === "other") return giveToAnother(given, absCents(typed));
  const into: OverpaymentUse = oneOf(body.into, ["to_refund", "profit", "advance"] as const) ?? "to_refund";
  const result = await settleOverpayment(services.pool, {
    ...by,
    shareId: standing.share.id,
    amount: absCents(typed),
    into,
    reason: text(body.reason) ?? "",
    rights: RIGHTS,
  });
  return done(result, "settled");
}

/** The excess of this share pays another invoice, of the same payer or of another (D1). */
async function giveToAnother(given: Given, amount: Cents): Promise<Outcome> {
  const { services, body, by, standing } = given;
  const toShareId = await otherShare(services, by.companyId, body.otherInvoice);
  if (toShareId === undefined) return { ok: false, wrong: { otherInvoice: otherUnknown(given) } };
  const reason = text(body.reason) ?? "";
  const shareId = standing.share.id;
  return done(await giveExcess(services.pool, { ...by, shareId, toShareId, amount, reason }), "settled");
}
