import { Router } from "express";
import { normaliseNumber } from "../../domain/documentNumber.ts";
import { absCents, decimalOf } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { returnPayment } from "../../sql/acts/decideAwaited.ts";
import { paySupplierByLine } from "../../sql/acts/paySupplierByLine.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { creditedPayments, numbersUnknown, type PlaceableShare, placeableShares } from "../../sql/placing.ts";
import { findLine, type LineDetail } from "../../sql/screens/lines.ts";
import { restOf } from "../../sql/suspense.ts";
import { type Acting, acts } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import { PLACING_METHODS } from "../views/placeLine.ts";
import { showLine } from "./lines.ts";

/** A line that waits, or stands in suspense, is given to the documents that a person names (GC37, S2.21). */
export function placeLineRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.post(
    "/lines/:line/place",
    acts(services, "accountant", (acting) => place(services, acting)),
  );
  router.post(
    "/lines/:line/came-back",
    acts(services, "accountant", (acting) => bringBack(services, acting)),
  );
  return router;
}

async function place(services: Services, { request, visit }: Acting): Promise<Reply> {
  const { pool } = services;
  const lineId = id(request.params.line) ?? 0n;
  const line = await asCompany(pool, visit.company.id, (db) => findLine(db, lineId));
  if (!line) return missing;
  const body = (request.body ?? {}) as Record<string, unknown>;
  const typed = Object.fromEntries(
    ["documents", "method", "fee", "vat"].map((name) => [name, text(body[name]) ?? ""]),
  );
  const numbers = (typed.documents ?? "").split(/[\s,;]+/).filter(Boolean);
  const mayReturn = await asCompany(pool, visit.company.id, async (db) =>
    line.amountCents < 0n ? creditedPayments(db, numbers, absCents(line.amountCents)) : [],
  );
  if (mayReturn.length > 0)
    return asCompany(pool, visit.company.id, (db) =>
      showLine(visit, db, lineId, { typed, problems: [], mayReturn }),
    );
  const done = await placed(services, { visit, line, typed, numbers });
  if (done.ok) return redirect(`${visit.company.base}/lines/${lineId}`);
  return asCompany(pool, visit.company.id, (db) =>
    showLine(visit, db, lineId, { typed, problems: done.problems }),
  );
}

/** A person says that the line is this payment of a customer coming back unpaid (GC17, GC22). */
async function bringBack({ pool }: Services, { request, visit }: Acting): Promise<Reply> {
  const [lineId, paymentId] = [id(request.params.line) ?? 0n, id(request.body?.payment) ?? 0n];
  const by = { by: visit.user.id, at: visit.now, on: visit.today };
  const done = await returnPayment(pool, { ...by, companyId: visit.company.id, lineId, paymentId });
  if (done.ok) return redirect(`${visit.company.base}/lines/${lineId}`);
  return asCompany(pool, visit.company.id, (db) =>
    showLine(visit, db, lineId, { typed: {}, problems: done.problems }),
  );
}

type Placing = {
  visit: Acting["visit"];
  line: LineDetail;
  typed: Record<string, string>;
  numbers: readonly string[];
};

async function placed(
  { pool }: Services,
  { visit, line, typed, numbers }: Placing,
): Promise<Parsed<unknown>> {
  const direction = line.amountCents < 0n ? "out" : "in";
  const problems: Problem[] = [];
  const cents = (name: string) => {
    const read = typed[name] ? amountTyped(typed[name]) : 0n;
    if (read === undefined || read < 0n)
      problems.push(error("bad_amount", { field: name, value: typed[name] ?? "" }));
    return read ?? 0n;
  };
  const charges = { fee: cents("fee"), vat: cents("vat") };
  const shares = await asCompany(pool, visit.company.id, (db) => placeableShares(db, numbers, direction));
  problems.push(
    ...(await asCompany(pool, visit.company.id, (db) => notPlaceable(db, line, numbers, shares))),
  );
  if (problems.length > 0) return { ok: false, problems };
  const kept = charges.fee + charges.vat;
  const method = oneOf(typed.method, PLACING_METHODS) ?? "transfer";
  const by = { by: visit.user.id, at: visit.now, on: visit.today };
  const act = { ...by, companyId: visit.company.id, lineId: line.id, method, charges };
  if (direction === "out") {
    const allocations = spread(shares, -line.amountCents - kept);
    return paySupplierByLine(pool, { ...act, allocations });
  }
  const rest = await asCompany(pool, visit.company.id, (db) => restOf(db, line.id));
  return acceptMatch(pool, { ...act, allocations: spread(shares, (rest ?? line.amountCents) + kept) });
}

/** What is wrong with the numbers typed: no document bears one, or it owes nothing that this line could pay. */
async function notPlaceable(
  db: Db,
  line: LineDetail,
  numbers: readonly string[],
  shares: readonly PlaceableShare[],
): Promise<Problem[]> {
  const placeable = new Set(shares.map(({ number }) => normaliseNumber(number)));
  const others = numbers.filter((number) => !placeable.has(normaliseNumber(number)));
  if (others.length === 0 && shares.length > 0) return [];
  const unknown = await numbersUnknown(db, others);
  if (unknown.length > 0 || numbers.length === 0)
    return [error("document_not_found", { value: unknown.join(", ") || "—" })];
  const value = others.join(", ");
  if (line.amountCents > 0n) return [error("share_not_open", { value })];
  const amount = decimalOf(absCents(line.amountCents));
  return [error("no_payment_to_take_back", { value, params: { amount } })];
}

/** Each document in turn takes what it owes; the last one the rest, which the act refuses where it owes less. */
function spread(shares: readonly PlaceableShare[], money: bigint) {
  let left = money;
  return shares.map(({ shareId, dueCents }, at) => {
    const amount = at < shares.length - 1 && dueCents < left ? dueCents : left;
    left -= amount;
    return { shareId, amount };
  });
}
