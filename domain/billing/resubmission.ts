import { type Cents, decimalOf, sumCents } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import type { Payer } from "./invoice.ts";

/** A share of an invoice that is to be billed again. */
export type ResubmittedShare = {
  payer: Payer;
  due: Cents;
  /** The last thing its insurer said of it was no. */
  rejected: boolean;
};

type Billed = readonly { payer: Payer; amount: Cents }[];

/** What the shares still owe: what a resubmission has to carry over exactly. */
export function owedBy(shares: readonly { due: Cents }[]): Cents {
  return sumCents(shares.map((share) => share.due));
}

/**
 * The open shares that move: those of the payers billed now where that adds up, else the rejected ones, else every open share
 * of the insurers (the new split may send a part to somebody else).
 */
export function sharesThatMove<Share extends ResubmittedShare>(
  old: readonly Share[],
  billed: Billed,
): Share[] {
  const open = old.filter((share) => share.due > 0n);
  const payers = new Set(billed.map((share) => share.payer));
  const same = open.filter((share) => payers.has(share.payer));
  const total = sumCents(billed.map((share) => share.amount));
  if (owedBy(same) === total) return same;
  const rejected = open.filter((share) => share.rejected);
  if (owedBy(rejected) === total) return rejected;
  return open.filter((share) => share.payer === "amo" || share.payer === "amc" || payers.has(share.payer));
}

/**
 * Why the moving shares cannot be billed so: nothing is left to bill, since they are paid ("already paid" calls for the payment,
 * not for a second invoice), or the cents are not those that are left.
 */
export function resubmissionRefusal(
  moving: readonly { due: Cents }[],
  billed: Billed,
  invoice: string,
): Problem | undefined {
  const [due, total] = [owedBy(moving), sumCents(billed.map((share) => share.amount))];
  if (due === 0n) return error("share_not_open", { value: invoice });
  if (due === total) return undefined;
  const params = { due: decimalOf(due), number: invoice };
  return error("resubmission_differs", { value: decimalOf(total), params });
}
