import type { IsoDate } from "../days.ts";
import { daysBetween } from "../days.ts";
import { normaliseNumber } from "../documentNumber.ts";
import type { Cents } from "../money.ts";
import type { LineToMatch } from "./line.ts";
import { referencesOn } from "./references.ts";

/** A transfer may come a little before the day that its return gives, and weeks after. */
const BEFORE_DAYS = 10;
const AFTER_DAYS = 60;

/** What an insurer announces, as far as it tells which transfer brings it. */
export type Announcement = { thirdPartyId: bigint; paidOn: IsoDate; amount: Cents; reference?: string };

/** Money of an insurer that a bank line brought before its return. */
export type ReceivedMoney = { paymentId: bigint; thirdPartyId: bigint; amount: Cents; line: LineToMatch };

/** Whether a transfer may bring, by its day, what was announced to be paid on another. */
export function isNear(bookedOn: IsoDate, paidOn: IsoDate): boolean {
  const days = daysBetween(paidOn, bookedOn);
  return days >= -BEFORE_DAYS && days <= AFTER_DAYS;
}

/** The text of a line that is the reference of a return, as the bank wrote it. */
export function tokenOf(line: LineToMatch, reference: string): string | undefined {
  const wanted = normaliseNumber(reference);
  return referencesOn(line).find(({ key }) => key === wanted)?.token;
}

/**
 * Whether a line bears a number of the same form as this reference, and not the reference itself: the line then speaks of another
 * transfer, whatever its amount. A number of another form says nothing: banks print many.
 */
export function namesAnotherReturn(line: LineToMatch, reference: string | undefined): boolean {
  if (reference === undefined || tokenOf(line, reference) !== undefined) return false;
  const form = formOf(reference);
  return referencesOn(line).some(({ token }) => formOf(token) === form);
}

/** "PAI 831 407 301" and "PAI817857808" have one form: three letters, nine digits. */
function formOf(reference: string): string {
  return reference
    .replace(/[^\p{L}\d]/gu, "")
    .replace(/\p{L}/gu, "A")
    .replace(/\d/g, "0");
}

/**
 * The money that came before this return, if exactly one transfer is it: the same cents of the same insurer, and the
 * reference on the line; else, on a near day, a line that names no other return.
 */
export function moneyOf<T extends ReceivedMoney>(
  announced: Announcement,
  received: readonly T[],
): T | undefined {
  const { thirdPartyId, amount, reference, paidOn } = announced;
  const fits = received.filter((money) => money.thirdPartyId === thirdPartyId && money.amount === amount);
  const named = fits.filter(({ line }) => reference !== undefined && tokenOf(line, reference) !== undefined);
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const likely = fits.filter(
    ({ line }) => isNear(line.bookedOn, paidOn) && !namesAnotherReturn(line, reference),
  );
  return likely.length === 1 ? likely[0] : undefined;
}
