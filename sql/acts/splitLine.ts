import { cancelRefusal, writeOffQuestion } from "../../domain/billing/writeOff.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { Company } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { letterShares } from "../lettering.ts";
import type { BookableLine } from "../statements.ts";
import { type Act, audit, onUnplacedLine, personMatch } from "./decideLine.ts";
import { postLines } from "./postLines.ts";
import { type FactsToPay, factsToPay } from "./recordPayment.ts";
import { writeOffParts } from "./writeOff.ts";

/** Cents of the line for a share, and cents of the share given up. */
export type SplitPart = { shareId: bigint; amount: bigint; writtenOff: bigint };
export type Split = {
  parts: readonly SplitPart[];
  gain: bigint;
  reason: string;
  /** What the person may do: giving something up needs `adjustment`. */
  rights: readonly string[];
  /** What is given up is above the limit of a small difference, and the person knows. */
  confirmed?: boolean;
};

/**
 * A person spreads a line over shares and closes the differences with a reason: what is given up of a share is written off like any
 * remainder (S3.21, 658), what is left of the line is a gain (758, D5). Never more than a share owes or a credit note is worth, and
 * always the whole line. Undone like any decision, the write-offs with it.
 */
export function splitLine(
  pool: Pool,
  act: Act & Split,
): Promise<Parsed<{ entryId: bigint; paymentId: bigint }>> {
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const { parts, gain, reason } = act;
    const facts = await factsToPay(db, parts);
    const wrong = wrongSplit(line, act, facts) ?? givenUpProblem(act, facts, deciding.company);
    if (wrong) return { ok: false, problems: [wrong] };
    const allocations = parts.map(({ shareId, amount }) => ({ shareId, amount }));
    const match = await personMatch(db, act, {
      allocations: parts.map(asText),
      gain: `${gain}`,
      note: reason,
    });
    const [posted] = await postLines(
      db,
      [{ line, allocations, gain, match, differencesAnswered: true }],
      deciding,
    );
    if (!posted) throw new Error("the line was not posted");
    await giveUp(db, act, { ...deciding, paymentId: posted.paymentId });
    await audit(db, act, "split_line", {
      parts: parts.map(({ shareId, amount, writtenOff }) => [`${shareId}`, `${amount}`, `${writtenOff}`]),
      gain: `${gain}`,
      reason,
    });
    return { ok: true, value: posted, warnings: [] };
  });
}

function wrongSplit(
  line: BookableLine,
  { parts, gain, reason }: Split,
  facts: Map<bigint, FactsToPay>,
): Problem | undefined {
  if (reason.trim() === "") return error("write_off_without_reason");
  for (const { shareId, amount, writtenOff } of parts) {
    const fact = facts.get(shareId);
    if (fact && fact.lifecycle !== "issued")
      return error("invoice_takes_no_payment", { value: fact.invoice });
    if (!fact || fact.due === 0n || fact.payer === "supplier")
      return error("share_not_open", fact ? { value: fact.invoice } : {});
    const settled = amount + writtenOff;
    const isPaid = amount > 0n && writtenOff >= 0n && settled <= fact.due;
    // A credit note that the payer deducted is used up by cents below zero; nothing of it is given up.
    const isUsedUp = amount < 0n && writtenOff === 0n && amount >= fact.due;
    if (!isPaid && !isUsedUp)
      return error("above_due", {
        value: decimalOf(settled),
        params: { due: decimalOf(fact.due), number: fact.invoice },
      });
  }
  const given = sumCents(parts.map(({ amount }) => amount));
  const isOnce = new Set(parts.map(({ shareId }) => shareId)).size === parts.length;
  if (given + gain === line.amount && gain >= 0n && parts.length > 0 && isOnce) return undefined;
  return error("allocations_differ_from_line", {
    value: decimalOf(given + gain),
    params: { amount: decimalOf(line.amount) },
  });
}

/** Why a part of a share cannot be given up, or what is asked first: as for any write-off. */
function givenUpProblem(
  { parts, reason, rights, confirmed = false }: Split,
  facts: Map<bigint, FactsToPay>,
  { settings }: Company,
): Problem | undefined {
  for (const { shareId, writtenOff: amount } of parts) {
    const fact = facts.get(shareId);
    if (amount === 0n || !fact) continue;
    const given = { ...fact, lifecycle: "issued" as const };
    const asked = { amount, tolerance: settings.writeOffToleranceCents, confirmed };
    const problem = cancelRefusal(given, { amount, reason, rights }) ?? writeOffQuestion(given, asked);
    if (problem) return problem;
  }
  return undefined;
}

async function giveUp(
  db: Db,
  { parts, reason, by }: Act & Split,
  { paymentId, ...deciding }: { company: Company; at: Date; on: string; paymentId: bigint },
): Promise<void> {
  const given = parts.filter(({ writtenOff }) => writtenOff > 0n);
  const givenUp = given.map(({ shareId, writtenOff: amount }) => ({ shareId, paymentId, amount }));
  const why = { reason, automatic: false, ...(by === undefined ? {} : { by }) };
  await writeOffParts(db, givenUp, { ...deciding, ...why });
  const shareIds = givenUp.map(({ shareId }) => shareId);
  await letterShares(db, deciding.company.id, shareIds, deciding.on);
}

function asText({ shareId, amount, writtenOff }: SplitPart) {
  return { shareId: `${shareId}`, amount: `${amount}`, writtenOff: `${writtenOff}` };
}
