import type { Lifecycle } from "../billing/invoice.ts";
import { type Cents, decimalOf, sumCents } from "../money.ts";
import type { Payer } from "../payer.ts";
import { error, type Problem } from "../problems.ts";

/** Cents that we ask to pay, or to collect, of a share; to a supplier, with the early-payment discount that settles the rest of it. */
export type AskedPart = { shareId: bigint; amount: Cents; discount?: Cents };

/** What is known of a share of which money is asked. `underWay`: cents of it that left us and are not in the books yet. */
export type AskedShareFacts = {
  invoice: string;
  payer: Payer;
  lifecycle: Lifecycle | undefined;
  total: Cents;
  due: Cents;
  underWay: Cents;
};

/**
 * What no answer helps, for money in either direction (D11): the document is of the other side, takes no payment, must be
 * completed first (S4.2), or is asked for more than is still open once what is under way is counted.
 * @param nets whether cents below zero may use up a credit note of the other side, as in one payment of several documents; an order
 *   to the bank is of one document each
 * @param besides whether something else is asked with them, as refunds are in an order of transfers
 */
export function askingRefusals(
  direction: "in" | "out",
  parts: readonly AskedPart[],
  facts: ReadonlyMap<bigint, AskedShareFacts>,
  { nets = false, besides = false } = {},
): Problem[] {
  if (parts.length === 0) return besides ? [] : [error("nothing_chosen")];
  const asked = new Map<bigint, Cents>();
  for (const { shareId, amount, discount = 0n } of parts)
    asked.set(shareId, (asked.get(shareId) ?? 0n) + amount + discount);
  const wrong = parts
    .filter(({ amount }) => (nets ? amount === 0n : amount <= 0n))
    .map(({ amount }) => amount);
  const total = sumCents(parts.map(({ amount }) => amount));
  const [amount] = total > 0n ? wrong : [...wrong, total];
  if (amount !== undefined) return [error("amount_not_above_zero", { value: decimalOf(amount) })];
  return [...asked].flatMap(([shareId, amount]) => refusal(direction, facts.get(shareId), amount) ?? []);
}

function refusal(
  direction: "in" | "out",
  fact: AskedShareFacts | undefined,
  amount: Cents,
): Problem | undefined {
  if (!fact) return error("share_not_open");
  const { invoice: value, payer, lifecycle, total, due, underWay } = fact;
  if ((payer === "supplier") !== (direction === "out"))
    return error(direction === "out" ? "not_of_a_supplier" : "not_of_a_customer", { value });
  if (total === 0n) return error("document_incomplete", { value });
  if (lifecycle !== "issued") return error("invoice_takes_no_payment", { value });
  const open = due - underWay;
  if (due === 0n || due < 0n !== amount < 0n) return error("share_not_open", { value });
  if (amount < 0n ? amount >= open : amount <= open) return undefined;
  return error("above_what_is_open", {
    value: decimalOf(amount),
    params: { number: value, due: decimalOf(due), underWay: decimalOf(underWay), open: decimalOf(open) },
  });
}
