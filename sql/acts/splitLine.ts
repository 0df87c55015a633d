import { type SplitShare, splitEntry } from "../../domain/accounting/splitEntry.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { Db, Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { factsOfShares, type ShareFacts, writeClearedPayments } from "../payments.ts";
import type { BookableLine } from "../statements.ts";
import { type Act, audit, onUnplacedLine, personMatch } from "./decideLine.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";

/** Cents of the line for a share, and cents of the share given up. */
export type SplitPart = { shareId: bigint; amount: bigint; writtenOff: bigint };
export type Split = { parts: readonly SplitPart[]; gain: bigint; reason: string };

/**
 * A person spreads a line over shares and closes the differences with a reason: what is given up of a share (658), what is
 * left of the line (758). Never more than a share owes, and always the whole line. Undone like any decision.
 */
export function splitLine(
  pool: Pool,
  act: Act & Split,
): Promise<Parsed<{ entryId: bigint; paymentId: bigint }>> {
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const facts = await factsOfShares(
      db,
      act.parts.map(({ shareId }) => shareId),
    );
    const wrong = wrongSplit(line, act, facts);
    if (wrong) return { ok: false, problems: [wrong] };
    const posted = await post(db, { line, act, facts, deciding });
    await audit(db, act, "split_line", {
      parts: act.parts.map(({ shareId, amount, writtenOff }) => [`${shareId}`, `${amount}`, `${writtenOff}`]),
      gain: `${act.gain}`,
      reason: act.reason,
    });
    return { ok: true, value: posted, warnings: [] };
  });
}

function wrongSplit(
  line: BookableLine,
  { parts, gain, reason }: Split,
  facts: Map<bigint, ShareFacts>,
): Problem | undefined {
  if (reason.trim() === "") return error("write_off_without_reason");
  for (const { shareId, amount, writtenOff } of parts) {
    const fact = facts.get(shareId);
    if (!fact || fact.due <= 0n || fact.payer === "supplier")
      return error("share_not_open", fact ? { value: fact.invoice } : {});
    const settled = amount + writtenOff;
    if (amount <= 0n || writtenOff < 0n || settled > fact.due)
      return error("above_due", {
        value: decimalOf(settled),
        params: { due: decimalOf(fact.due), number: fact.invoice },
      });
  }
  const given = sumCents(parts.map(({ amount }) => amount));
  if (given + gain === line.amount && gain >= 0n && parts.length > 0) return undefined;
  return error("allocations_differ_from_line", {
    value: decimalOf(given + gain),
    params: { amount: decimalOf(line.amount) },
  });
}

async function post(
  db: Db,
  {
    line,
    act,
    facts,
    deciding,
  }: { line: BookableLine; act: Act & Split; facts: Map<bigint, ShareFacts>; deciding: Deciding },
): Promise<{ entryId: bigint; paymentId: bigint }> {
  const { company, roles } = deciding;
  const shares = splitShares(act.parts, facts);
  const draft = splitEntry(bankLine(line, deciding), { shares, gain: act.gain }, roles);
  const [entryId] = await writeEntries(db, company.id, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  const [party, ...others] = new Set(shares.map((share) => share.thirdPartyId));
  const [paymentId] = await writeClearedPayments(db, company.id, [
    {
      direction: "in",
      method: "transfer",
      paidOn: line.bookedOn,
      amount: line.amount - act.gain,
      lineId: line.id,
      entryId,
      label: draft.label,
      allocations: act.parts,
      ...(party !== undefined && others.length === 0 ? { thirdPartyId: party } : {}),
      ...(line.endToEndId ? { reference: line.endToEndId } : {}),
      ...(act.by === undefined ? {} : { recordedBy: act.by }),
    },
  ]);
  if (paymentId === undefined) throw new Error("the payment was not written");
  const match = await personMatch(db, act, {
    allocations: act.parts.map(asText),
    gain: `${act.gain}`,
    note: act.reason,
  });
  await concludeLines(db, [{ match, entryId, line }], deciding);
  await letterShares(
    db,
    company.id,
    act.parts.map(({ shareId }) => shareId),
    deciding.on,
  );
  return { entryId, paymentId };
}

function asText({ shareId, amount, writtenOff }: SplitPart) {
  return { shareId: `${shareId}`, amount: `${amount}`, writtenOff: `${writtenOff}` };
}

function splitShares(parts: readonly SplitPart[], facts: Map<bigint, ShareFacts>): SplitShare[] {
  return parts.flatMap(({ shareId, amount, writtenOff }) => {
    const fact = facts.get(shareId);
    return fact ? [{ ...fact, amount, writtenOff }] : [];
  });
}
