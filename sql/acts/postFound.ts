import type { Decision } from "../../domain/matching/evidence.ts";
import type { Db } from "../connect.ts";
import { evidenceOf } from "../matches.ts";
import { itemsUnderWay } from "../moneyInHand.ts";
import type { BookableLine } from "../statements.ts";
import { postSentBack } from "./postCarried.ts";
import { postCredits } from "./postCredits.ts";
import type { Deciding } from "./postLines.ts";

type Post = { line: BookableLine; decision: Decision };

/** Posts, of a batch of decisions, those that bring money that was under way, and those that take back a payment. */
export async function postFound(db: Db, posts: readonly Post[], deciding: Deciding): Promise<void> {
  await postCreditsFound(db, posts, deciding);
  await postReturnsFound(db, posts, deciding);
}

async function postCreditsFound(db: Db, posts: readonly Post[], deciding: Deciding): Promise<void> {
  const brought = posts.flatMap(({ line, decision }) => {
    const clears = decision.candidates[0]?.clears;
    return clears ? [{ line, decision, clears }] : [];
  });
  const items = await itemsUnderWay(db, {
    paymentIds: brought.flatMap(({ clears }) => clears.paymentIds),
    remittanceIds: brought.flatMap(({ clears }) =>
      clears.remittances.map(({ remittanceId }) => remittanceId),
    ),
  });
  const credits = brought.map(({ line, decision, clears: { remittances, paymentIds, fee, vat } }) => ({
    line,
    items: items.filter(({ paymentId, remittanceId }) =>
      paymentId === null
        ? remittances.some((one) => one.remittanceId === remittanceId)
        : paymentIds.includes(paymentId),
    ),
    kept: { fee, vat, interest: 0n },
    match: { ...decision, evidence: evidenceOf(decision) },
  }));
  await postCredits(db, credits, deciding);
}

async function postReturnsFound(db: Db, posts: readonly Post[], deciding: Deciding): Promise<void> {
  const returned = posts.flatMap(({ line, decision }) => {
    const paymentId = decision.candidates[0]?.takesBack?.paymentId;
    if (paymentId === undefined) return [];
    const match = { ...decision, evidence: evidenceOf(decision) };
    return [{ line, paymentId, match, ...(line.returnReason ? { reasonCode: line.returnReason } : {}) }];
  });
  await postSentBack(db, returned, deciding);
}
