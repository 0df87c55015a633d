import { Router } from "express";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { paySupplierByLine } from "../../sql/acts/paySupplierByLine.ts";
import { asCompany } from "../../sql/connect.ts";
import { type PlaceableShare, placeableShares } from "../../sql/placing.ts";
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
  const done = await placed(services, { visit, line, typed });
  if (done.ok) return redirect(`${visit.company.base}/lines/${lineId}`);
  return asCompany(pool, visit.company.id, (db) =>
    showLine(visit, db, lineId, { typed, problems: done.problems }),
  );
}

async function placed(
  { pool }: Services,
  { visit, line, typed }: { visit: Acting["visit"]; line: LineDetail; typed: Record<string, string> },
): Promise<Parsed<unknown>> {
  const direction = line.amountCents < 0n ? "out" : "in";
  const numbers = (typed.documents ?? "").split(/[\s,;]+/).filter(Boolean);
  const problems: Problem[] = [];
  const cents = (name: string) => {
    const read = typed[name] ? amountTyped(typed[name]) : 0n;
    if (read === undefined || read < 0n)
      problems.push(error("bad_amount", { field: name, value: typed[name] ?? "" }));
    return read ?? 0n;
  };
  const charges = { fee: cents("fee"), vat: cents("vat") };
  const shares = await asCompany(pool, visit.company.id, (db) => placeableShares(db, numbers, direction));
  const known = new Set(shares.map(({ number }) => number.toUpperCase()));
  const unknown = numbers.filter((number) => !known.has(number.toUpperCase()));
  if (shares.length === 0 || unknown.length > 0)
    problems.push(error("share_not_open", { value: unknown.join(", ") || (typed.documents ?? "") }));
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

/** Each document in turn takes what it owes; the last one the rest, which the act refuses where it owes less. */
function spread(shares: readonly PlaceableShare[], money: bigint) {
  let left = money;
  return shares.map(({ shareId, dueCents }, at) => {
    const amount = at < shares.length - 1 && dueCents < left ? dueCents : left;
    left -= amount;
    return { shareId, amount };
  });
}
