import {
  feeEntry,
  interestEntry,
  ownTransferEntry,
  suspenseEntry,
} from "../../domain/accounting/bankEntry.ts";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { BroughtReturn } from "../../domain/matching/evidence.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { learnAlias } from "../aliases.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { listInsurers } from "../insurers.ts";
import { writeEntries } from "../ledger.ts";
import { liveMatch, type MatchToWrite, standingProposal, type UndoneAs } from "../matches.ts";
import { letterOwnTransfers } from "../ownTransfers.ts";
import { openInsurerPayments } from "../returns.ts";
import { type BookableLine, lineById } from "../statements.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";
import { postTransfers } from "./postTransfers.ts";
import { takeBackLines, takeBackProblem } from "./takeBack.ts";

/** Who acts, on which line, when, and on which day the books count it. */
export type Act = { companyId: bigint; lineId: bigint; by?: bigint; at: Date; on: IsoDate };

/** A person says which announced returns an insurer's transfer brings. Their cents must make the line exactly, or be more than one. */
export function acceptReturns(
  pool: Pool,
  act: Act & { paymentIds: readonly bigint[] },
): Promise<Parsed<{ lineId: bigint }>> {
  return onOpenLine(pool, act, async (db, line, deciding) => {
    const brings = await broughtBy(db, line, act.paymentIds);
    if (!brings.ok) return brings;
    await postTransfers(
      db,
      [{ line, brings: brings.value, match: await personMatch(db, act, { brings: brings.value }) }],
      deciding,
    );
    const [first] = brings.value;
    const text = line.counterpartyName ?? line.label;
    if (first)
      await learnAlias(db, act.companyId, {
        thirdPartyId: first.thirdPartyId,
        text,
        lineId: line.id,
        at: act.at,
      });
    await audit(db, act, "accept_returns", { payments: act.paymentIds.map(String) });
    return { ok: true, value: { lineId: line.id }, warnings: [] };
  });
}

/** Announced payments in full; one alone may be brought in part, and stays announced for the rest. */
async function broughtBy(
  db: Db,
  line: BookableLine,
  paymentIds: readonly bigint[],
): Promise<Parsed<BroughtReturn[]>> {
  const insurers = new Map((await listInsurers(db)).map((insurer) => [insurer.id, insurer.name]));
  const open = (await openInsurerPayments(db)).filter(
    (payment) => payment.status === "announced" && paymentIds.includes(payment.paymentId),
  );
  if (open.length === 0 || open.length < paymentIds.length)
    return { ok: false, problems: [error("return_not_open")] };
  const [only] = open;
  const part = open.length === 1 && only && line.amount < only.left ? line.amount : undefined;
  const brings = open.map(({ paymentId, thirdPartyId, left, reference }) => ({
    paymentId,
    thirdPartyId,
    insurer: insurers.get(thirdPartyId) ?? "",
    amount: part ?? left,
    ...(reference ? { reference } : {}),
  }));
  const total = sumCents(brings.map(({ amount }) => amount));
  if (total === line.amount) return { ok: true, value: brings, warnings: [] };
  return {
    ok: false,
    problems: [
      error("allocations_differ_from_line", {
        value: decimalOf(total),
        params: { amount: decimalOf(line.amount) },
      }),
    ],
  };
}

export type Booking = {
  treatAs: "fee" | "interest" | "own_transfer";
  /** Cents of the bank's notice: fee and its VAT, or interest. They must make the line. */
  charges?: { fee?: bigint; vat?: bigint; interest?: bigint };
  /** Journal of our other account, for an own transfer. */
  otherAccount?: string;
};

/** A person says what a line without a document is: bank fees, interest, or our own money on its way (GC38, D13). */
export function bookLine(pool: Pool, act: Act & Booking): Promise<Parsed<{ entryId: bigint }>> {
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const drafted = await bookingEntry(db, line, act, deciding);
    if (!drafted.ok) return drafted;
    const { treatAs, otherAccount } = act;
    const entryId = await concludeWith(db, { ...act, line }, drafted.value, deciding, {
      treatAs,
      ...(otherAccount ? { otherAccount } : {}),
    });
    if (treatAs === "own_transfer" && otherAccount) {
      const account = deciding.roles.internalTransfer;
      await letterOwnTransfers(db, act.companyId, account, [{ entryId, otherAccount }], act.on);
    }
    await audit(db, act, "book_line", { treatAs });
    return { ok: true, value: { entryId }, warnings: [] };
  });
}

/** A line nobody can place goes to the suspense account, where it has to be cleared (GC37). */
export function suspendLine(pool: Pool, act: Act): Promise<Parsed<{ entryId: bigint }>> {
  return onOpenLine(pool, act, async (db, line, deciding) => {
    const draft = suspenseEntry(bankLine(line, deciding), deciding.roles);
    const entryId = await concludeWith(db, { ...act, line }, draft, deciding, { treatAs: "suspense" });
    await audit(db, act, "suspend_line", {});
    return { ok: true, value: { entryId }, warnings: [] };
  });
}

/**
 * Takes back what was decided of one line, and nothing else: a draft entry goes, a validated or locked one gets its dated
 * reversal. Dues, statuses and lettering of the shares follow; the line waits again.
 * @param act.as whether the decision was wrong, which counts against what made it; it was, when nothing is said
 */
export function undoMatch(
  pool: Pool,
  act: Act & { reason?: string; as?: UndoneAs },
): Promise<Parsed<{ lineId: bigint }>> {
  return inBooks(pool, act, async (db) => {
    const match = await liveMatch(db, act.lineId);
    if (match?.decision !== "post" || match.entryId === null)
      return { ok: false, problems: [error("nothing_to_undo")] };
    const company = await currentCompany(db);
    const problem = await takeBackProblem(db, [act.lineId], act.on);
    if (problem) return { ok: false, problems: [problem] };
    await takeBackLines(db, [act.lineId], { ...act, company, as: act.as ?? "wrong" });
    await audit(db, act, "undo_match", {
      entryId: String(match.entryId),
      ...(act.reason ? { reason: act.reason } : {}),
    });
    return { ok: true, value: { lineId: act.lineId }, warnings: [] };
  });
}

async function bookingEntry(
  db: Db,
  line: BookableLine,
  booking: Booking,
  deciding: Deciding,
): Promise<Parsed<EntryDraft>> {
  const { roles } = deciding;
  const bank = bankLine(line, deciding);
  const { fee = 0n, vat = 0n, interest = 0n } = booking.charges ?? {};
  switch (booking.treatAs) {
    case "fee":
      if (booking.charges && fee + vat !== -line.amount)
        return { ok: false, problems: [chargesDiffer(line, fee + vat)] };
      return { ok: true, value: feeEntry(bank, vat, roles), warnings: [] };
    case "interest":
      if (booking.charges && interest !== -line.amount)
        return { ok: false, problems: [chargesDiffer(line, interest)] };
      return { ok: true, value: interestEntry(bank, roles), warnings: [] };
    case "own_transfer": {
      const [other] =
        await db`select id from bank_account where journal = ${booking.otherAccount ?? ""} and journal <> ${line.journal}`;
      if (!other)
        return {
          ok: false,
          problems: [error("other_account_unknown", { value: booking.otherAccount ?? "" })],
        };
      return { ok: true, value: ownTransferEntry(bank, roles), warnings: [] };
    }
  }
}

function chargesDiffer(line: BookableLine, charges: bigint): Problem {
  return error("charges_differ_from_line", {
    value: decimalOf(charges),
    params: { amount: decimalOf(-line.amount) },
  });
}

async function concludeWith(
  db: Db,
  act: Act & { line: BookableLine },
  draft: EntryDraft,
  deciding: Deciding,
  evidence: object,
): Promise<bigint> {
  const [entryId] = await writeEntries(db, act.companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await concludeLines(
    db,
    [{ match: await personMatch(db, act, evidence), entryId, line: act.line }],
    deciding,
  );
  return entryId;
}

/** A person's decision, with what the machine thought, so that an undo finds the answers again. */
export async function personMatch(db: Db, act: Act, evidence: object): Promise<MatchToWrite> {
  const proposal = await standingProposal(db, act.lineId);
  return {
    lineId: act.lineId,
    decision: "post",
    level: "A",
    reason: "person",
    evidence: { ...evidence, ...(proposal ? { proposal } : {}) },
    ...(act.by === undefined ? {} : { decidedBy: act.by }),
  };
}

type Decide<T> = (db: Db, line: BookableLine, deciding: Deciding) => Promise<Parsed<T>>;

/** Runs `decide` on a line that still waits; whoever comes second is told who was first, and on what. */
export function onOpenLine<T>(pool: Pool, act: Act, decide: Decide<T>): Promise<Parsed<T>> {
  return onLine(pool, act, ({ state }) => state !== "posted", decide);
}

/** The same on a line that waits or stands in suspense, from where what is decided takes it (GC37). */
export function onUnplacedLine<T>(pool: Pool, act: Act, decide: Decide<T>): Promise<Parsed<T>> {
  return onLine(pool, act, ({ state, suspense }) => state !== "posted" || suspense !== undefined, decide);
}

/** The same on a line of which something at least has no place yet: what was taken back of it stands in suspense (GC37). */
export function onUnplacedMoney<T>(pool: Pool, act: Act, decide: Decide<T>): Promise<Parsed<T>> {
  const isOpen = ({ state, suspense, rest }: BookableLine) =>
    state !== "posted" || suspense !== undefined || rest !== undefined;
  return onLine(pool, act, isOpen, decide);
}

function onLine<T>(
  pool: Pool,
  act: Act,
  isOpen: (line: BookableLine) => boolean,
  decide: Decide<T>,
): Promise<Parsed<T>> {
  return inBooks(pool, act, async (db) => {
    const line = await lineById(db, act.lineId);
    if (!line) return { ok: false, problems: [error("line_unknown")] };
    if (!isOpen(line)) return { ok: false, problems: [await alreadyDecided(db, act.lineId)] };
    // Its entry would have no line at the bank, and in suspense none at all.
    if (line.amount === 0n) return { ok: false, problems: [error("line_of_zero")] };
    if (line.currency !== "EUR")
      return { ok: false, problems: [error("other_currency", { value: line.currency })] };
    const [company, roles] = [await currentCompany(db), await companyRoles(db)];
    const { at, on, by } = act;
    return decide(db, line, { company, roles, at, on, ...(by === undefined ? {} : { by }) });
  });
}

async function alreadyDecided(db: Db, lineId: bigint): Promise<Problem> {
  const match = await liveMatch(db, lineId);
  return error("line_already_decided", {
    params: {
      who: match?.who ?? "Rappro",
      at: match?.decidedAt.toISOString() ?? "",
      what: match?.invoices.join(", ") ?? "",
    },
  });
}

function inBooks<T>(pool: Pool, act: Act, work: (db: Db) => Promise<T>): Promise<T> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    return work(db);
  });
}

/** Who decided what of a line. */
export async function audit(db: Db, act: Act, action: string, detail: object): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "statement_line",
    subjectId: act.lineId,
    detail,
  });
}
