import { Router } from "express";
import { PAYMENT_TERMS } from "../../domain/billing/invoice.ts";
import { absCents } from "../../domain/money.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { chooseTerms } from "../../sql/acts/chooseTerms.ts";
import { markPaid } from "../../sql/acts/markPaid.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { useAdvance } from "../../sql/acts/useAdvance.ts";
import { useCreditNote } from "../../sql/acts/useCreditNote.ts";
import { badDebt, takeBackWriteOff, writeOff } from "../../sql/acts/writeOff.ts";
import { asCompany } from "../../sql/connect.ts";
import { REFUND_METHODS } from "../../sql/refunds.ts";
import { paidWithoutPayment, paidWithoutPaymentTotals } from "../../sql/screens/settling.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import type { FormName } from "../views/inPlace.ts";
import { paidPage } from "../views/paidWithoutPayment.ts";
import {
  type Doing,
  done,
  fromInvoice,
  type Given,
  type Outcome,
  RIGHTS,
  writePayment,
} from "./invoiceActs.ts";
import { showInvoice } from "./invoices.ts";

const LIST_MAX = 500;

/** How an invoice is settled otherwise than by money in full, what may be done to its payments, and the control list. */
export function settlingRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const act = (path: string, form: FormName, doing: Doing) =>
    router.post(
      `/invoices/:invoice/${path}`,
      acts(services, "accountant", (acting) => fromInvoice(services, acting, form, doing)),
    );
  act("write-offs", "cancel", cancel);
  act("refunds", "refund", refund);
  act("advances", "advance", advance);
  act("credit-notes", "net", net);
  act("terms", "terms", terms);
  act("mark", "terms", mark);
  act("payment-changes", "change", (given) =>
    withPayment(given, (paymentId) => writePayment(given, paymentId)),
  );
  act("payment-undos", "undo", (given) => withPayment(given, (paymentId) => undo(given, paymentId)));
  router.post(
    "/invoices/:invoice/write-offs/:writeOff/take-back",
    acts(services, "accountant", (acting) => takeBack(services, acting)),
  );
  router.get(
    "/paid-without-payment",
    reads(services, "viewer", async ({ visit, db }) => {
      const [rows, totals] = [
        await paidWithoutPayment(db, { limit: LIST_MAX }),
        await paidWithoutPaymentTotals(db),
      ];
      return page(paidPage(visit, { rows, totals }));
    }),
  );
  return router;
}

async function cancel({ services, body, by, standing, visit }: Given): Promise<Outcome> {
  const amount = amountTyped(body.amount);
  if (amount === undefined) return { ok: false, wrong: { amount: visit.words.forms.badAmount } };
  const given = {
    ...by,
    shareId: standing.share.id,
    amount: absCents(amount),
    reason: text(body.reason) ?? "",
    rights: RIGHTS,
  };
  const kind = oneOf(body.kind, ["adjustment", "bad_debt", "bad_debt_vat"] as const) ?? "adjustment";
  const result =
    kind === "adjustment"
      ? await writeOff(services.pool, { ...given, confirmed: body.confirmed === "yes" })
      : await badDebt(services.pool, { ...given, vatRecovered: kind === "bad_debt_vat" });
  return done(result, "cancelled");
}

async function refund({ services, body, by, standing, visit }: Given): Promise<Outcome> {
  const amount = amountTyped(body.amount);
  if (amount === undefined) return { ok: false, wrong: { amount: visit.words.forms.badAmount } };
  const method = oneOf(body.method, REFUND_METHODS) ?? "transfer";
  const { id: shareId, thirdPartyId, dueCents } = standing.share;
  const [account, chequeNumber] = [text(body.account), text(body.chequeNumber)];
  const ordered = await orderRefund(services.pool, {
    ...by,
    of: dueCents < 0n ? { shareId } : { toRefund: thirdPartyId },
    amount: absCents(amount),
    method,
    ...(account && method !== "cash" ? { account } : {}),
    ...(chequeNumber && method === "cheque" ? { chequeNumber } : {}),
  });
  const said = { cash: "refundedCash", cheque: "refunded", transfer: "refundToSend" } as const;
  return done(ordered, said[method]);
}

async function advance({ services, body, by, standing, visit }: Given): Promise<Outcome> {
  const amount = amountTyped(body.amount);
  if (amount === undefined) return { ok: false, wrong: { amount: visit.words.forms.badAmount } };
  const { id: shareId, thirdPartyId } = standing.share;
  return done(await useAdvance(services.pool, { ...by, thirdPartyId, shareId, amount }), "advanceUsed");
}

/** From the page of either: the other one is chosen. Without an amount, as much as both have left. */
async function net({ services, body, by, standing, visit }: Given): Promise<Outcome> {
  const typed = text(body.amount);
  const amount = typed === undefined ? undefined : amountTyped(typed);
  if (typed !== undefined && amount === undefined)
    return { ok: false, wrong: { amount: visit.words.forms.badAmount } };
  const [own, other] = [standing.share.id, id(body.other) ?? 0n];
  const [noteShareId, shareId] = standing.share.dueCents < 0n ? [own, other] : [other, own];
  const used = await useCreditNote(services.pool, {
    ...by,
    noteShareId,
    shareId,
    ...(amount === undefined ? {} : { amount }),
  });
  return done(used, "netted");
}

async function terms({ services, body, by, invoice }: Given): Promise<Outcome> {
  const chosen = oneOf(body.terms, PAYMENT_TERMS) ?? null;
  const forParty = body.forParty === "yes";
  return done(
    await chooseTerms(services.pool, { ...by, invoiceId: invoice.id, terms: chosen, forParty }),
    "terms",
  );
}

async function mark({ services, body, by, invoice }: Given): Promise<Outcome> {
  const to = oneOf(body.to, ["paid", "to_pay"] as const) ?? "paid";
  const marked = await markPaid(services.pool, { ...by, invoiceId: invoice.id, to });
  return done(marked, to === "paid" ? "marked" : "unmarked");
}

async function undo({ services, body, by }: Given, paymentId: bigint): Promise<Outcome> {
  const reason = text(body.reason) ?? "";
  const taken = await takeBackPayment(services.pool, { ...by, paymentId, reason });
  if (!taken.ok) return taken;
  return { ok: true, said: taken.value.reversed ? "reversed" : "removed" };
}

async function withPayment(given: Given, act: (paymentId: bigint) => Promise<Outcome>): Promise<Outcome> {
  const paymentId = id(given.body.payment);
  return paymentId === undefined
    ? { ok: false, problems: [{ code: "payment_gone", severity: "error" }] }
    : act(paymentId);
}

async function takeBack(services: Services, { request, visit }: Acting): Promise<Reply> {
  const [invoiceId, writeOffId] = [id(request.params.invoice), id(request.params.writeOff)];
  if (invoiceId === undefined || writeOffId === undefined) return missing;
  const by = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
  const taken = await takeBackWriteOff(services.pool, { ...by, writeOffId });
  if (taken.ok)
    return redirect(`${visit.company.base}/invoices/${taken.value.invoiceId}?said=takenBack#shares`);
  const { problems } = taken;
  return asCompany(services.pool, visit.company.id, (db) =>
    showInvoice(visit, db, invoiceId, { asked: { name: "terms", share: "own", problems }, status: 409 }),
  );
}
