import type { Decision, Fact } from "../../domain/matching/evidence.ts";
import { tokenOf } from "../../domain/matching/received.ts";
import type { ReturnPlan } from "../../domain/matching/returnPlan.ts";
import { decideTransfers } from "../../domain/matching/transfers.ts";
import { writeAudits } from "../books.ts";
import { retrieveCandidates } from "../candidates.ts";
import type { Company } from "../companies.ts";
import type { Db } from "../connect.ts";
import { deleteDraftEntries } from "../ledger.ts";
import { evidenceOf, writeMatches } from "../matches.ts";
import { type Received, receivedMoney, takeBackReceived } from "../returns.ts";
import { retrieveTransfers } from "../transferCandidates.ts";

/** Whose books, and when. */
type Reconsidering = { company: Company; at: Date };

/**
 * Looks again at the money that came before its return, now that returns came: a line that turns out to bring them, or to name
 * one of them with another amount, is taken back, and the matching that follows every file decides it as if it had come last.
 * Only the machine's own drafts: what is validated, or decided by a person, stays.
 */
export async function reconsiderReceived(
  db: Db,
  thirdPartyIds: readonly bigint[],
  { company, at }: Reconsidering,
): Promise<void> {
  const ours = (await receivedMoney(db, thirdPartyIds)).filter((money) => money.isOurs);
  if (ours.length === 0) return;
  const lines = ours.map((money) => money.line);
  const found = await retrieveTransfers(db, lines, await retrieveCandidates(db, lines));
  const decisions = decideTransfers(lines, found);
  const wrong = ours.filter(({ line }) => isOtherwise(decisions.get(line.id)));
  if (wrong.length === 0) return;
  await takeBackReceived(db, wrong);
  await deleteDraftEntries(
    db,
    wrong.map((money) => money.entryId),
  );
  await writeAudits(
    db,
    company.id,
    wrong.map(({ line, amount }) => ({
      at,
      action: "reconsider_transfer",
      subject: "statement_line",
      subjectId: line.id,
      detail: { cents: String(amount) },
    })),
  );
}

/** Several answers that fit are no reason to take back what stands on the right account. */
function isOtherwise(decision: Decision | undefined): boolean {
  if (decision?.decision !== "post") return decision?.reason === "return_amount_differs";
  return decision.reason !== "insurer_before_return";
}

/** The lines whose return has come say so, as if it had come first. What a person decided keeps his name. */
export async function explainReceived(
  db: Db,
  plans: readonly ReturnPlan<Received>[],
  { company, at }: Reconsidering,
): Promise<void> {
  const decided = plans.flatMap((plan) =>
    plan.received?.isOurs ? [explanationOf(plan, plan.received)] : [],
  );
  if (decided.length === 0) return;
  const lineIds = decided.map((decision) => String(decision.lineId));
  await db`delete from match where line_id = any (${lineIds}::text[]::bigint[]) and undone_at is null`;
  await writeMatches(
    db,
    company.id,
    decided.map((decision) => ({ ...decision, evidence: evidenceOf(decision) })),
    at,
  );
}

function explanationOf({ arriving }: ReturnPlan<Received>, { line, ...money }: Received): Decision {
  const { insurer, reference } = arriving;
  const token = reference === undefined ? undefined : tokenOf(line, reference);
  const named: Fact =
    token === undefined
      ? { code: "insurer_named", params: { insurer: insurer.name } }
      : { code: "return_read", token, params: { reference: reference ?? "" } };
  const brought = {
    paymentId: money.paymentId,
    thirdPartyId: money.thirdPartyId,
    insurer: insurer.name,
    amount: money.amount,
    ...(reference ? { reference } : {}),
  };
  return {
    lineId: line.id,
    decision: "post",
    level: "A",
    reason: token === undefined ? "insurer_and_amount" : "return_and_amount",
    candidates: [{ allocations: [], brings: [brought], facts: [named, { code: "amount_exact" }], weight: 0 }],
    tokens: [token ?? insurer.name],
  };
}
