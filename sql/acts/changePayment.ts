import { changeRefusal, takeBackRefusal } from "../../domain/billing/paymentChange.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { heldByPayments, letterHeld } from "../held.ts";
import { advancesBrought, giveBackHeld, type PaymentToChange, paymentToChange } from "../paymentChange.ts";
import { correctPayments, deletePayments } from "../payments.ts";
import { cashAvailable, shortOf, shortWithout } from "../till.ts";
import { openDay } from "./openDay.ts";
import { type Receipt, type Recorded, writeReceipt } from "./recordPayment.ts";
import { lockedFor, takeBackEntries } from "./takeBackEntry.ts";
import { restProblem, takeBackKept } from "./takeBackKept.ts";
import { takeBackWithPayments } from "./writeOff.ts";

type Acting = { companyId: bigint; paymentId: bigint; by?: bigint; at: Date; on: IsoDate };

/**
 * Takes a payment back (D4, S4.34, S4.35): while its entry is a draft both go; once it is validated it stays, marked corrected,
 * beside a reversal on this day. The documents it paid owe again.
 */
export function takeBackPayment(
  pool: Pool,
  act: Acting & { reason?: string },
): Promise<Parsed<{ reversed: boolean }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ reversed: boolean }>> => {
    await lockBooks(db);
    const payment = await paymentToChange(db, act.paymentId);
    const refusal = payment ? takeBackRefusal(payment) : error("payment_gone");
    const problem =
      refusal ??
      (await lockedWith(db, act, payment)) ??
      (await shortWithout(
        db,
        payment?.entryId ? [payment.entryId] : [],
        openDay(act.on, await currentCompany(db)),
      ));
    if (!payment || problem) return { ok: false, problems: problem ? [problem] : [] };
    const reversed = await undo(db, act, payment);
    await tell(db, act, reversed ? "reverse_payment" : "delete_payment", {
      before: said(payment),
      ...(act.reason?.trim() ? { reason: act.reason } : {}),
    });
    return { ok: true, value: { reversed }, warnings: [] };
  });
}

/** What a person may change of a payment. It keeps its identity; its entry is drafted anew. */
export type PaymentChange = Acting &
  Pick<
    Receipt,
    | "method"
    | "paidOn"
    | "allocations"
    | "chequeNumber"
    | "drawnOn"
    | "reference"
    | "discount"
    | "answers"
    | "excess"
  >;

/**
 * Changes a payment whose entry is still a draft (S3.24, S4.34): amounts, day, means, discount. It is checked like a new one, and
 * refused whole: then the payment stays as it was. A final one is reversed instead (D4).
 */
export function changePayment(pool: Pool, act: PaymentChange): Promise<Parsed<Recorded>> {
  const attempt = new Refused();
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<Recorded>> => {
    await lockBooks(db);
    const payment = await paymentToChange(db, act.paymentId);
    const refusal = payment ? changeRefusal(payment) : error("payment_gone");
    const problem = refusal ?? (await lockedWith(db, act, payment));
    if (!payment || problem) return { ok: false, problems: problem ? [problem] : [] };
    const till = await tillOf(db, payment);
    const advances = await advancesBrought(db, act.paymentId);
    await undo(db, act, payment);
    const written = await writeReceipt(db, { ...act, advances }, { paymentId: act.paymentId });
    // What it replaces is gone by now: only a rollback brings it back.
    if (!written.ok) throw attempt.with(written);
    const short = till && (await shorterThan(db, till));
    if (short) throw attempt.with({ ok: false, problems: [short] });
    const after = await paymentToChange(db, act.paymentId);
    await tell(db, act, "change_payment", { before: said(payment), after: after && said(after) });
    return written;
  }).catch((failure: unknown) => {
    if (failure === attempt) return attempt.answer;
    throw failure;
  });
}

/** What the till holds from the day of a receipt in cash on, while it stands. */
async function tillOf(db: Db, { method, direction, postedOn }: PaymentToChange) {
  if (method !== "cash" || direction !== "in" || postedOn === null) return undefined;
  return { from: postedOn, available: await cashAvailable(db, postedOn) };
}

/** Cash that was received and is changed may have been spent or taken to the bank since: the till is not left below zero. */
async function shorterThan(
  db: Db,
  { from, available }: { from: IsoDate; available: bigint },
): Promise<Problem | undefined> {
  const left = await cashAvailable(db, from);
  return left < 0n && left < available ? shortOf({ amount: available - left, from, available }) : undefined;
}

/** Carries a refusal out of a transaction that has to be rolled back. */
class Refused extends Error {
  answer: Parsed<never> = { ok: false, problems: [] };

  with(answer: { ok: false; problems: (Parsed<never> & { ok: false })["problems"] }): this {
    this.answer = answer;
    return this;
  }
}

/** Behind the lock neither a draft goes nor a reversal comes, of the payment or of what goes with it. */
async function lockedWith(
  db: Db,
  { paymentId, on }: Acting,
  payment: PaymentToChange | undefined,
): Promise<Problem | undefined> {
  const own = payment?.entryId ? await lockedFor(db, [payment.entryId], on) : undefined;
  return own ?? restProblem(db, [paymentId], on);
}

/** The entry goes or is reversed, and the payment with it, what was written off with it and what it brought above a due. */
async function undo(db: Db, act: Acting, payment: PaymentToChange): Promise<boolean> {
  const ids = [payment.id];
  await takeBackWithPayments(db, act, ids);
  await takeBackKept(db, act, ids);
  const held = await heldByPayments(db, ids);
  const finals = await takeBackEntries(db, act, payment.entryId === null ? [] : [payment.entryId]);
  const reversed = finals.size > 0;
  await giveBackHeld(db, payment.id);
  if (reversed) await correctPayments(db, ids, act.on);
  else await deletePayments(db, ids);
  await letterHeld(db, act.companyId, held, act.on);
  return reversed;
}

/** A payment as the audit log keeps it. */
function said({ method, paidOn, amount, discount, reference, chequeNumber, shares }: PaymentToChange) {
  return {
    method,
    paidOn,
    amount: String(amount),
    discount: String(discount),
    reference,
    chequeNumber,
    shares: shares.map(({ shareId, allocated }) => [String(shareId), String(allocated)]),
  };
}

async function tell(db: Db, act: Acting, action: string, detail: object): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "payment",
    subjectId: act.paymentId,
    detail,
  });
}
