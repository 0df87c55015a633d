import { type Request, Router } from "express";
import type { Charges } from "../../domain/accounting/orderEntries.ts";
import { absCents, parseCents, sumCents } from "../../domain/money.ts";
import type { Parsed, Problem } from "../../domain/problems.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { acceptRefund } from "../../sql/acts/acceptRefund.ts";
import { acceptRule, refuseAnswer } from "../../sql/acts/answerProposal.ts";
import { acceptCarried, returnPayment } from "../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../sql/acts/decideCredit.ts";
import { acceptReturns, bookLine, suspendLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { asCompany } from "../../sql/connect.ts";
import { findLine, type LineRow } from "../../sql/screens/lines.ts";
import { type Acting, acts } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import { invalidPage } from "../views/errors.ts";
import { listAddress } from "../views/lineRow.ts";
import { addressAfter, readFilters, showLines } from "./lines.ts";

type Decision = { companyId: bigint; lineId: bigint; by: bigint; at: Date; on: string };
/** What a form asks to do with a line; undefined when the form cannot be read. */
type Deciding = (request: Request, line: LineRow, decision: Decision) => Promise<Parsed<unknown>> | undefined;

/** What a person decides of a line. Each answers with the list (303), or with it and the reason of a refusal (409, 422). */
export function decisionRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const { pool } = services;
  const decide = (path: string, deciding: Deciding) =>
    router.post(
      `/lines/:line/${path}`,
      acts(services, "accountant", (acting) => decideLine(services, acting, deciding)),
    );
  decide("match", (request, line, decision) => {
    const allocations = readAnswer(request.body?.answer);
    return (
      allocations && acceptMatch(pool, { ...decision, ...readBeside(request.body ?? {}, allocations, line) })
    );
  });
  decide("refund", (request, _line, decision) => {
    const paymentId = id(request.body?.payment);
    return paymentId === undefined ? undefined : acceptRefund(pool, { ...decision, paymentId });
  });
  decide("returns", (request, _line, decision) => {
    const paymentIds = readIds(request.body?.payments);
    return paymentIds && acceptReturns(pool, { ...decision, paymentIds });
  });
  decide("carried", (request, _line, decision) => {
    const paymentIds = readIds(request.body?.payments);
    const charges = readCharges(request.body ?? {});
    return paymentIds && charges && acceptCarried(pool, { ...decision, paymentIds, charges });
  });
  decide("sent-back", (request, _line, decision) => {
    const [paymentId] = readIds(request.body?.payments) ?? [];
    return paymentId === undefined ? undefined : returnPayment(pool, { ...decision, paymentId });
  });
  decide("credit", (request, _line, decision) => {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const charges = readCharges(body);
    const [remittanceIds, paymentIds] = [readIds(body.remittances) ?? [], readIds(body.payments) ?? []];
    return charges && acceptCredit(pool, { ...decision, remittanceIds, paymentIds, charges });
  });
  decide("return", (request, _line, decision) => {
    const paymentId = id(request.body?.payment);
    return paymentId === undefined ? undefined : returnPayment(pool, { ...decision, paymentId });
  });
  decide("suspense", (_request, _line, decision) => suspendLine(pool, decision));
  decide("booking", (request, line, decision) => {
    const booking = readBooking(request.body ?? {}, line);
    return booking && bookLine(pool, { ...decision, ...booking });
  });
  decide("rule", (_request, _line, decision) => acceptRule(pool, decision));
  decide("refuse", (request, _line, decision) => {
    const answer = text(request.body?.refused);
    return answer === undefined ? undefined : refuseAnswer(pool, { ...decision, answer });
  });
  router.post(
    "/lines/:line/undo",
    acts(services, "accountant", (acting) => undoLine(services, acting)),
  );
  return router;
}

async function decideLine(services: Services, acting: Acting, deciding: Deciding): Promise<Reply> {
  const { request, visit } = acting;
  const line = await lineOf(services, acting);
  if (!line) return missing;
  const result = await deciding(request, line, decisionOn(acting, line));
  if (!result) return page(invalidPage(visit), { status: 422 });
  const filters = readFilters(Object.fromEntries(new URLSearchParams(text(request.body?.filters) ?? "")));
  if (result.ok) return redirect(await addressAfter(services, visit, { filters, line }));
  return refused(services, acting, line, result.problems);
}

/** Takes back a decision. The line waits again, open, where it was. */
async function undoLine(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const line = await lineOf(services, acting);
  if (!line) return missing;
  const result = await undoMatch(services.pool, decisionOn(acting, line));
  if (!result.ok) return refused(services, acting, line, result.problems);
  const filters = readFilters(Object.fromEntries(new URLSearchParams(text(request.body?.filters) ?? "")));
  const address = listAddress(visit, { filters }, { line: String(line.id), done: String(line.id) });
  return redirect(`${address}#line-${line.id}`);
}

function decisionOn({ visit }: Acting, line: LineRow): Decision {
  return { companyId: visit.company.id, lineId: line.id, by: visit.user.id, at: visit.now, on: visit.today };
}

async function lineOf(services: Services, { request, visit }: Acting): Promise<LineRow | undefined> {
  const lineId = id(request.params.line);
  if (lineId === undefined) return undefined;
  return asCompany(services.pool, visit.company.id, (db) => findLine(db, lineId));
}

/** What the world changed under the hand, and not the hand: told with 409. */
const RACES: readonly string[] = [
  "line_already_decided",
  "share_not_open",
  "above_due",
  "nothing_to_undo",
  "return_not_open",
  "money_not_under_way",
  "payment_not_under_way",
  "payment_not_credited",
  "rule_not_proposed",
  "answer_not_proposed",
];

async function refused(
  services: Services,
  acting: Acting,
  line: LineRow,
  problems: readonly Problem[],
): Promise<Reply> {
  const { visit, request } = acting;
  const filters = readFilters(Object.fromEntries(new URLSearchParams(text(request.body?.filters) ?? "")));
  const status = problems.some((problem) => RACES.includes(problem.code)) ? 409 : 422;
  const asked = { filters, open: line.id, done: undefined, refused: { line, problems } };
  return asCompany(services.pool, visit.company.id, (db) => showLines(visit, db, asked, status));
}

/** "12:14789,13:500": shares and the cents each receives, as the screen showed them. */
export function readAnswer(value: unknown): { shareId: bigint; amount: bigint }[] | undefined {
  if (typeof value !== "string" || !/^\d{1,18}:-?\d{1,17}(,\d{1,18}:-?\d{1,17}){0,999}$/.test(value))
    return undefined;
  return value.split(",").map((pair) => {
    const [shareId = "", cents = ""] = pair.split(":");
    return { shareId: BigInt(shareId), amount: BigInt(cents) };
  });
}

/** What the line settles besides: a discount, or more than its answer owes, which its first share receives (D1). */
function readBeside(
  body: Record<string, unknown>,
  allocations: { shareId: bigint; amount: bigint }[],
  line: LineRow,
) {
  const discount = id(body.discount);
  const to = oneOf(body.excess, ["keep", "advance", "to_refund", "profit"] as const);
  if (!to) return { allocations, ...(discount === undefined ? {} : { discount }) };
  const over = line.amountCents - sumCents(allocations.map(({ amount }) => amount));
  const more = allocations.map((each, at) => (at === 0 ? { ...each, amount: each.amount + over } : each));
  const excess = { to, reason: text(body.excessReason) ?? "", rights: ["adjustment"] };
  return { allocations: more, excess };
}

/** "12,13": the payments of an answer, each once. */
export function readIds(value: unknown): bigint[] | undefined {
  if (typeof value !== "string" || !/^\d{1,18}(,\d{1,18}){0,999}$/.test(value)) return undefined;
  return [...new Set(value.split(","))].map(BigInt);
}

/** What the bank's notice says it kept back; undefined when an amount cannot be read. */
function readCharges(body: Record<string, unknown>): Charges | undefined {
  const charges: Charges = {};
  for (const name of ["fee", "vat", "interest"] as const) {
    if (text(body[name]) === undefined) continue;
    const cents = amountTyped(body[name]);
    if (cents === undefined || cents < 0n) return undefined;
    charges[name] = cents;
  }
  return charges;
}

function readBooking(body: Record<string, unknown>, line: LineRow) {
  const treatAs = oneOf(body.treatAs, ["fee", "interest", "own_transfer"] as const);
  if (treatAs === "own_transfer") {
    const otherAccount = text(body.otherAccount);
    return otherAccount === undefined ? undefined : { treatAs, otherAccount };
  }
  const typed = text(body.vat);
  if (treatAs !== "fee" || typed === undefined) return treatAs && { treatAs };
  const vat = parseCents(typed.replace(/[\s\u00a0]/g, ""));
  return vat === undefined ? undefined : { treatAs, charges: { fee: absCents(line.amountCents) - vat, vat } };
}
