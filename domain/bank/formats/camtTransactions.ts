import { parseMinorUnits } from "../currency.ts";
import type { StatementTransaction } from "../statement.ts";
import { addCounterpart, addRemittance, type Counterpart, isFromDebtor } from "./camtDetails.ts";
import { elementAt, textAt, type XmlElement } from "./xml.ts";

/** What the entry around the transactions says of itself. */
type Around = { amount: bigint; currency: string; isReversal: boolean };

/**
 * The payments inside a batch entry. None for an entry with one transaction or without: that one is the line itself. The amounts
 * must add up to the entry, to the cent: banks also write there the currency of the order, amounts before charges, or zeros, and
 * giving each payment the amount of the whole entry is a mistake others have made (OCA bank-statement-import issue 157).
 */
export function readTransactions(
  elements: readonly XmlElement[],
  around: Around,
): StatementTransaction[] | "do_not_add_up" | undefined {
  return elements.length < 2 ? undefined : readEach(elements, around);
}

/** The payments of an entry as a notification tells them: one is worth keeping too, for the statement may not have it. */
export function readNoticed(elements: readonly XmlElement[], around: Around): StatementTransaction[] {
  const transactions = readEach(elements, around);
  return transactions === "do_not_add_up" ? [] : transactions;
}

function readEach(elements: readonly XmlElement[], around: Around): StatementTransaction[] | "do_not_add_up" {
  const transactions: StatementTransaction[] = [];
  for (const element of elements) {
    // One payment without an amount has that of its entry.
    const amount = amountOf(element, around) ?? (elements.length === 1 ? around.amount : undefined);
    if (amount === undefined) return "do_not_add_up";
    transactions.push(transactionOf(element, amount, around));
  }
  const sum = transactions.reduce((total, { amount }) => total + amount, 0n);
  return sum === around.amount ? transactions : "do_not_add_up";
}

/** Versions from 001.03 on write Amt with its own direction; 001.02 only AmtDtls, in the direction of the entry. */
function amountOf(element: XmlElement, { amount, currency }: Around): bigint | undefined {
  const written = elementAt(element, "Amt") ?? elementAt(element, "AmtDtls", "TxAmt", "Amt");
  if (!written || (written.currency ?? currency) !== currency) return undefined;
  const units = parseMinorUnits(written.text, currency);
  if (units === undefined) return undefined;
  const direction = textAt(element, "CdtDbtInd") ?? (amount < 0n ? "DBIT" : "CRDT");
  if (direction !== "CRDT" && direction !== "DBIT") return undefined;
  return direction === "CRDT" ? units : -units;
}

function transactionOf(element: XmlElement, amount: bigint, { isReversal }: Around): StatementTransaction {
  const fromDebtor = isFromDebtor(element, amount > 0n, isReversal);
  const found: Counterpart = {};
  addCounterpart(found, element, fromDebtor);
  const { entryNumber: _cheque, ...counterpart } = found;
  const remittance: string[] = [];
  addRemittance(remittance, element, fromDebtor);
  const bankReference = textAt(element, "Refs", "AcctSvcrRef");
  return {
    amount,
    ...counterpart,
    remittance,
    ...(bankReference !== undefined && { bankReference }),
  };
}
