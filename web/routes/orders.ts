import { Router } from "express";
import type { Parsed, Problem } from "../../domain/problems.ts";
import type { OrderKind } from "../../domain/treasury/order.ts";
import { type TransferOrder, transferFile } from "../../domain/treasury/transferFile.ts";
import { addMandate, changeIban } from "../../sql/acts/bankDetails.ts";
import { hearBank } from "../../sql/acts/hearBank.ts";
import { acceptBills, type DrawnBill, handInBills, type MadeBill } from "../../sql/acts/makeBill.ts";
import { type MadeOrder, makeDirectDebits, makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { cancelScheduled } from "../../sql/acts/schedulePayment.ts";
import { currentCompany, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { ibansToPay, mandatesOf } from "../../sql/orders.ts";
import {
  findOrderRow,
  listOrders,
  openDocuments,
  partyToPay,
  paymentsAwaited,
  paymentsOfOrder,
  refundsWaiting,
} from "../../sql/screens/orders.ts";
import { findTransferOrder } from "../../sql/screens/transferOrder.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { html } from "../html.ts";
import { id, oneOf, text } from "../input.ts";
import { writePdf } from "../pdf.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { transferSlip } from "../transferSlip.ts";
import { amountTyped, dayTyped } from "../typed.ts";
import { bankPage, orderFormPage } from "../views/orderForms.ts";
import { orderPage, ordersPage } from "../views/orders.ts";
import { problemNotes } from "../views/parts.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 50;
const AWAITED_MAX = 200;
const DOCUMENTS_MAX = 500;
const KINDS = ["transfer", "direct_debit", "hand_in"] as const;

/** Orders to the bank: what was asked, what is awaited, and the forms that ask. */
export function orderRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const { pool } = services;
  router.get(
    "/orders",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const before = id(request.query.before);
      const found = await listOrders(db, { before, limit: PAGE_SIZE + 1 });
      const orders = found.slice(0, PAGE_SIZE);
      const last = orders.at(-1);
      const next = found.length > PAGE_SIZE && last ? String(last.id) : undefined;
      const awaited = await paymentsAwaited(db, AWAITED_MAX);
      const said = text(request.query.said);
      return page(ordersPage(visit, { orders, awaited, next, further: before !== undefined, said }));
    }),
  );
  router.get(
    "/orders/new/:kind",
    reads(services, "accountant", ({ request, visit, db }) =>
      showForm(visit, db, {
        kind: oneOf(request.params.kind, KINDS),
        typed: {},
        problems: [],
        said: text(request.query.said),
      }),
    ),
  );
  router.post(
    "/orders/new/:kind",
    acts(services, "accountant", (acting) => make(services, acting)),
  );
  router.post(
    "/orders/scheduled/:payment/cancel",
    acts(services, "accountant", async ({ request, visit }) => {
      const paymentId = id(request.params.payment);
      if (paymentId === undefined) return missing;
      const cancelled = await cancelScheduled(pool, { ...who(visit), paymentId });
      return cancelled.ok ? redirect(`${visit.company.base}/orders?said=cancelled`) : missing;
    }),
  );
  router.get(
    "/orders/bank/:party",
    reads(services, "accountant", ({ request, visit, db }) =>
      showBank(visit, db, id(request.params.party), {
        back: oneOf(request.query.back, KINDS) ?? "transfer",
        typed: {},
        problems: [],
      }),
    ),
  );
  router.post(
    "/orders/bank/:party",
    acts(services, "accountant", (acting) =>
      changeBank(services, acting, "iban", (aux, body) =>
        changeIban(pool, { ...who(acting.visit), aux, iban: text(body.iban) ?? "" }),
      ),
    ),
  );
  router.post(
    "/orders/bank/:party/mandate",
    acts(services, "accountant", (acting) =>
      changeBank(services, acting, "mandate", (aux, body) => {
        const signedOn = dayTyped(body.signedOn);
        const reference = text(body.mandate) ?? "";
        return addMandate(pool, { ...who(acting.visit), aux, reference, ...(signedOn ? { signedOn } : {}) });
      }),
    ),
  );
  router.get(
    "/orders/:order",
    reads(services, "viewer", ({ request, visit, db }) =>
      showOrder(visit, db, id(request.params.order), { said: text(request.query.said) }),
    ),
  );
  router.get("/orders/:order/virement.xml", reads(services, "accountant", sendTransferFile));
  router.get("/orders/:order/bordereau.pdf", reads(services, "accountant", sendTransferSlip));
  router.post(
    "/orders/:order/answer",
    acts(services, "accountant", (acting) => hear(services, acting)),
  );
  return router;
}

function who(visit: CompanyVisit) {
  return { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
}

type Asked = {
  kind: OrderKind | undefined;
  typed: Record<string, string | undefined>;
  problems: readonly Problem[];
  said?: string | undefined;
};

async function showForm(visit: CompanyVisit, db: Db, { kind, typed, problems, said }: Asked): Promise<Reply> {
  if (!kind) return missing;
  const direction = kind === "transfer" ? "out" : "in";
  const [accounts, documents, awaited, refunds] = await Promise.all([
    listBankAccounts(db),
    openDocuments(db, { direction, limit: DOCUMENTS_MAX }),
    kind === "hand_in" ? paymentsAwaited(db, DOCUMENTS_MAX) : [],
    kind === "transfer" ? refundsWaiting(db, DOCUMENTS_MAX) : [],
  ]);
  const portfolio = awaited.filter(({ status }) => status === "in_portfolio");
  const form = { kind, accounts, documents, portfolio, refunds, typed, problems, said };
  return page(orderFormPage(visit, form), { status: problems.length > 0 ? 422 : 200 });
}

/** Makes the order of the documents that were ticked. An amount that cannot be read is refused with its document unticked. */
async function make(services: Services, { request, visit }: Acting): Promise<Reply> {
  const kind = oneOf(request.params.kind, KINDS);
  if (!kind) return missing;
  const body = (request.body ?? {}) as Record<string, unknown>;
  const isAccepted = kind === "hand_in" && body.accept === "yes";
  const accepted = isAccepted ? await acceptFrom(services, visit, body) : undefined;
  if (accepted?.ok) return redirect(`${visit.company.base}/orders?said=accepted`);
  const made = accepted ?? (await makeFrom(services, visit, kind, body));
  if (made.ok) return redirect(`${visit.company.base}/orders/${made.value.orderId}?said=${kind}`);
  const typed = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, text(value) ?? ""]));
  return asCompany(services.pool, visit.company.id, (db) =>
    showForm(visit, db, { kind, typed, problems: made.problems }),
  );
}

/** The bills ticked are accepted by their customers: they wait in the portfolio until they are handed in. */
function acceptFrom(
  { pool }: Services,
  visit: CompanyVisit,
  body: Record<string, unknown>,
): Promise<Parsed<MadeBill[]>> {
  const method = oneOf(body.nature, ["bill_of_exchange", "promissory_note"] as const) ?? "bill_of_exchange";
  return acceptBills(pool, { ...who(visit), method, bills: billsPicked(visit, body) });
}

function billsPicked(visit: CompanyVisit, body: Record<string, unknown>): DrawnBill[] {
  return picked(body).map((bill) => ({
    ...bill,
    dueOn: dayTyped(body[`due-${bill.shareId}`]) ?? visit.today,
  }));
}

function makeFrom(
  { pool }: Services,
  visit: CompanyVisit,
  kind: OrderKind,
  body: Record<string, unknown>,
): Promise<Parsed<MadeOrder>> {
  const asking = { ...who(visit), account: text(body.account) ?? "" };
  const day = dayTyped(body.day) ?? visit.today;
  const payments = picked(body);
  switch (kind) {
    case "transfer":
      return makeTransferOrder(pool, {
        ...asking,
        executeOn: day,
        batchBooking: body.batchBooking === "yes",
        payments,
        refunds: idsPicked(body, /^refund-(\d{1,18})$/),
      });
    case "direct_debit":
      return makeDirectDebits(pool, { ...asking, collectOn: day, payments });
    case "hand_in":
      return handInBills(pool, {
        ...asking,
        purpose: oneOf(body.purpose, ["collection", "discount"] as const) ?? "collection",
        paymentIds: idsPicked(body, /^bill-(\d{1,18})$/),
        bills: billsPicked(visit, body),
      });
  }
}

function idsPicked(body: Record<string, unknown>, name: RegExp): bigint[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const found = value === "yes" ? name.exec(key)?.[1] : undefined;
    return found ? [BigInt(found)] : [];
  });
}

/** The documents ticked with their amounts; one that cannot be read is 0, which the act refuses. */
function picked(body: Record<string, unknown>): { shareId: bigint; amount: bigint }[] {
  return idsPicked(body, /^pick-(\d{1,18})$/).map((shareId) => ({
    shareId,
    amount: amountTyped(body[`amount-${shareId}`]) ?? 0n,
  }));
}

async function showOrder(
  visit: CompanyVisit,
  db: Db,
  orderId: bigint | undefined,
  { said, problems = [] }: { said?: string | undefined; problems?: readonly Problem[] },
): Promise<Reply> {
  const order = orderId === undefined ? undefined : await findOrderRow(db, orderId);
  if (!order) return missing;
  const payments = await paymentsOfOrder(db, order.id);
  const sends = (await findTransferOrder(db, order.id)) !== undefined;
  const notes =
    problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, problems)}</div>` : null;
  const status = problems.length > 0 ? 422 : 200;
  const address = `${visit.company.base}/orders/${String(order.id)}`;
  return page(orderPage(visit, { order, payments, sends, said, problems: notes }), { status, address });
}

/** S4.18, S4.20: the file that the bank takes. */
async function sendTransferFile({ request, response, db }: Reading): Promise<Reply> {
  const order = await transferAsked(db, request.params.order);
  if (!order) return missing;
  response
    .status(200)
    .type("application/xml")
    .set("Content-Disposition", `attachment; filename="${order.reference}.xml"`)
    .send(transferFile(order));
  return { kind: "sent" };
}

/** S4.19, S4.21: the slip of the same order. */
async function sendTransferSlip({ request, response, db }: Reading): Promise<Reply> {
  const order = await transferAsked(db, request.params.order);
  if (!order) return missing;
  const pdf = await writePdf(transferSlip(order, await currentCompany(db)));
  response
    .status(200)
    .type("application/pdf")
    .set("Content-Disposition", `inline; filename="${order.reference}.pdf"`)
    .send(pdf);
  return { kind: "sent" };
}

async function transferAsked(db: Db, asked: unknown): Promise<TransferOrder | undefined> {
  const orderId = id(asked);
  return orderId === undefined ? undefined : findTransferOrder(db, orderId);
}

async function hear(services: Services, { request, visit }: Acting): Promise<Reply> {
  const [orderId, paymentId] = [id(request.params.order), id(request.body?.payment)];
  if (orderId === undefined || paymentId === undefined) return missing;
  const reasonCode = text(request.body?.reasonCode)?.toUpperCase();
  const item = { paymentId, status: text(request.body?.status) ?? "", ...(reasonCode ? { reasonCode } : {}) };
  const heard = await hearBank(services.pool, { ...who(visit), orderId, items: [item] });
  if (heard.ok) return redirect(`${visit.company.base}/orders/${orderId}?said=rejected`);
  return asCompany(services.pool, visit.company.id, (db) =>
    showOrder(visit, db, orderId, { problems: heard.problems }),
  );
}

type BankAsked = { back: OrderKind; typed: Record<string, string | undefined>; problems: readonly Problem[] };

async function showBank(
  visit: CompanyVisit,
  db: Db,
  partyId: bigint | undefined,
  { back, typed, problems }: BankAsked,
): Promise<Reply> {
  const party = partyId === undefined ? undefined : await partyToPay(db, partyId);
  if (!party) return missing;
  const iban = (await ibansToPay(db, [party.id])).get(party.id);
  const mandates = (await mandatesOf(db, [party.id])).map(({ reference }) => reference);
  const status = problems.length > 0 ? 422 : 200;
  return page(bankPage(visit, { party, iban, mandates, back, typed, problems }), { status });
}

async function changeBank(
  services: Services,
  { request, visit }: Acting,
  said: "iban" | "mandate",
  change: (aux: string, body: Record<string, unknown>) => Promise<Parsed<unknown>>,
): Promise<Reply> {
  const partyId = id(request.params.party);
  const body = (request.body ?? {}) as Record<string, unknown>;
  const back = oneOf(body.back, KINDS) ?? "transfer";
  const party =
    partyId === undefined
      ? undefined
      : await asCompany(services.pool, visit.company.id, (db) => partyToPay(db, partyId));
  if (!party) return missing;
  const changed = await change(party.aux, body);
  if (changed.ok) return redirect(`${visit.company.base}/orders/new/${back}?said=${said}`);
  const typed = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, text(value) ?? ""]));
  return asCompany(services.pool, visit.company.id, (db) =>
    showBank(visit, db, party.id, { back, typed, problems: changed.problems }),
  );
}
