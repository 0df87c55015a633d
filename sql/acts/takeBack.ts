import type { IsoDate } from "../../domain/days.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { idsOf } from "../bulk.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { heldByPayments, letterHeld, releaseHeld } from "../held.ts";
import { isFinal } from "../ledger.ts";
import { type UndoneAs, undoLiveMatches } from "../matches.ts";
import { forgetLearntFrom } from "../memory.ts";
import { releaseCredits } from "../moneyInHand.ts";
import { correctPayments, deletePayments, paymentsOfLines } from "../payments.ts";
import { awaitRefunds, heldCarriedBy } from "../refunds.ts";
import { cameBackSince, restoreReturned } from "../returnedPayments.ts";
import { releaseClearings } from "../returns.ts";
import { reviewRights } from "../rights.ts";
import { awaitCollection, collectedByLines, releaseCarried } from "../sentBack.ts";
import { setLineState } from "../statements.ts";
import { forgetClearings, returnToSuspense } from "../suspense.ts";
import { shortWithout } from "../till.ts";
import { letterTransit } from "../transit.ts";
import { openDay } from "./openDay.ts";
import { lockedFor, takeBackEntries } from "./takeBackEntry.ts";
import { restProblem, takeBackKept } from "./takeBackKept.ts";
import { takeBackWithPayments } from "./writeOff.ts";

/** Who takes back, when, on which day the books count it, and whether the decisions were wrong. */
export type TakingBack = { company: Company; at: Date; on: IsoDate; by?: bigint; as: UndoneAs };

/**
 * What becomes of the entry of a line that is taken back: it goes, or a dated entry reverses it. One that was cleared from
 * suspense goes back there, and its entry at the bank stays.
 */
export type PostedLine = { lineId: bigint; entryId: bigint; isFinal: boolean; wasInSuspense: boolean };

/** The lines of these that are posted now, with whether their entry may still go (D4): neither validated nor behind the lock. */
export async function postedLines(db: Db, lineIds: readonly bigint[]): Promise<PostedLine[]> {
  return db<PostedLine[]>`
    select line_posting.line_id, entry.id as entry_id, suspense_clearing.line_id is not null as was_in_suspense,
           ${isFinal(db)} as is_final
      from line_posting
      left join suspense_clearing on suspense_clearing.line_id = line_posting.line_id
      join journal_entry as entry on entry.id = coalesce(suspense_clearing.entry_id, line_posting.entry_id)
     where line_posting.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
     order by line_posting.line_id
  `;
}

/** Why these lines cannot be taken back on a day: it is locked, or what they brought came back or was used since. */
export async function takeBackProblem(
  db: Db,
  lineIds: readonly bigint[],
  on: IsoDate,
): Promise<Problem | undefined> {
  const entries = [...(await postedLines(db, lineIds)), ...(await collectedByLines(db, lineIds, on))];
  const locked = await lockedFor(
    db,
    entries.map(({ entryId }) => entryId),
    on,
  );
  const short = await shortWithout(
    db,
    entries.map(({ entryId }) => entryId),
    openDay(on, await currentCompany(db)),
  );
  if (locked ?? short) return locked ?? short;
  const back = await cameBackSince(db, lineIds);
  if (back !== undefined) return error("credit_came_back", { value: back });
  const payments = await paymentsOfLines(db, lineIds);
  return restProblem(
    db,
    payments.map(({ id }) => id),
    on,
  );
}

/**
 * Takes back what was decided of any number of lines, and nothing else: a draft entry goes, a validated or locked one gets its
 * dated reversal (D4). Payments, dues, statuses and lettering follow; what was learnt from the decisions is forgotten;
 * the lines wait again. What was wrong counts against the evidence that posted it. Bounded statements, in the caller's
 * transaction, which holds the books. Lines that are not posted are left as they are.
 * @returns the lines that were taken back
 */
export async function takeBackLines(
  db: Db,
  lineIds: readonly bigint[],
  taking: TakingBack,
): Promise<PostedLine[]> {
  const { company, at, by } = taking;
  const posted = await postedLines(db, lineIds);
  if (posted.length === 0) return [];
  const on = openDay(taking.on, company);
  const drafts = posted.filter((line) => !line.isFinal);
  const finals = posted.filter((line) => line.isFinal);
  const linesOf = (rows: readonly PostedLine[]) => rows.map(({ lineId }) => lineId);
  const held = await awaitAgain(db, linesOf(posted));
  const payments = await paymentsOfLines(db, linesOf(posted));
  const paidBy = (rows: readonly PostedLine[]) => {
    const own = new Set(linesOf(rows));
    return payments.filter((payment) => own.has(payment.lineId)).map((payment) => payment.id);
  };
  const paymentIds = payments.map(({ id }) => id);
  await takeBackWithPayments(db, { companyId: company.id, at, on }, paymentIds);
  await takeBackKept(db, { companyId: company.id, on }, paymentIds);
  await restoreReturned(db, company.id, linesOf(posted));
  const collected = await collectedByLines(db, linesOf(posted), on);
  await releaseCarried(db, linesOf(posted));
  await awaitCollection(
    db,
    collected.map(({ paymentId }) => paymentId),
  );
  await releaseCredits(db, linesOf(posted));
  const brought = [
    ...(await releaseClearings(db, linesOf(drafts), { isFinal: false, on })),
    ...(await releaseClearings(db, linesOf(finals), { isFinal: true, on })),
  ];
  const toSuspense = linesOf(posted.filter(({ wasInSuspense }) => wasInSuspense));
  const toWait = linesOf(posted.filter(({ wasInSuspense }) => !wasInSuspense));
  await forgetClearings(db, toSuspense);
  await db`delete from line_posting where line_id = any (${idsOf(toWait)}::text[]::bigint[])`;
  await deletePayments(db, paidBy(drafts));
  await takeBackEntries(
    db,
    { companyId: company.id, on },
    [...posted, ...collected].map(({ entryId }) => entryId),
  );
  await correctPayments(db, paidBy(finals), on);
  await letterHeld(db, company.id, held, on);
  const { insurerAnnounced } = await companyRoles(db);
  await letterTransit(db, company.id, brought, insurerAnnounced, on);
  await undoLiveMatches(db, linesOf(posted), { at, by, as: taking.as });
  await returnToSuspense(db, company.id, toSuspense, at);
  await setLineState(db, idsOf(toWait), "waiting");
  await forgetLearntFrom(db, linesOf(posted));
  if (taking.as === "wrong") await reviewRights(db, company.id, company.settings.promisedErrors, at);
  return posted;
}

/**
 * Refunds that the lines had shown are still to be paid: their payments wait again.
 * @returns for whom money is set aside again
 */
async function awaitAgain(db: Db, lineIds: readonly bigint[]) {
  const paymentIds = [...(await awaitRefunds(db, lineIds)), ...(await heldCarriedBy(db, lineIds))];
  const held = await heldByPayments(db, paymentIds);
  await releaseHeld(db, paymentIds);
  return held;
}
