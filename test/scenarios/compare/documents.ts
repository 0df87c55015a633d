import { decimalOf } from "../../../domain/money.ts";
import type { ExpectedDocument } from "../expectSchema.ts";
import type { FoundDocument, Snapshot } from "../snapshot.ts";
import { balancesOf } from "../snapshot.ts";
import { compareValue } from "./pairs.ts";

/** Documents as a set. */
export function compareDocuments(expected: readonly ExpectedDocument[], snapshot: Snapshot): string[] {
  const named = new Set(expected.map((document) => document.number));
  return [
    ...compareSomeDocuments(expected, snapshot),
    ...snapshot.documents
      .filter((document) => !named.has(document.number))
      .map((document) => `document not expected   ${document.number}`),
  ];
}

/** Only the documents and keys named. */
export function compareSomeDocuments(expected: readonly ExpectedDocument[], snapshot: Snapshot): string[] {
  return expected.flatMap((document) => {
    const name = `document ${document.number}`;
    const found = snapshot.documents.find(({ number }) => number === document.number);
    if (!found) return [`${name}   missing`];
    return compareDocument(document, found).map((difference) => `${name}   ${difference}`);
  });
}

function compareDocument(expected: ExpectedDocument, found: FoundDocument): string[] {
  const { status, replacedBy, markedPaid, paymentInProgress, lists } = expected;
  return [
    ...(status ? compareValue("status", status, found.status) : []),
    ...compareDue(expected, found),
    ...(replacedBy ? compareValue("replacedBy", replacedBy, found.replacedBy ?? "none") : []),
    ...(markedPaid === undefined
      ? []
      : compareValue("markedPaid", String(markedPaid), String(found.markedPaid))),
    ...(paymentInProgress === undefined
      ? []
      : compareValue("paymentInProgress", String(paymentInProgress), String(found.paymentInProgress))),
    ...(lists ?? []).flatMap((list) => {
      return found.lists.includes(list)
        ? []
        : [`lists   expected ${list}   found ${found.lists.join(", ") || "none"}`];
    }),
    ...compareRejections(expected, found),
  ];
}

/** The shares that are refused, and no others, each with its code. */
function compareRejections({ rejections }: ExpectedDocument, found: FoundDocument): string[] {
  if (!rejections) return [];
  const text = (codes: Iterable<[string, string | undefined]>) =>
    [...codes]
      .map(([payer, code]) => `${payer} ${code}`)
      .sort()
      .join(", ") || "none";
  return compareValue("rejections", text(Object.entries(rejections)), text(found.rejections));
}

/** No other shares than those listed; one of 0.00 may be absent. */
function compareDue({ due }: ExpectedDocument, found: FoundDocument): string[] {
  if (!due) return [];
  const others = [...found.due].filter(([payer, amount]) => due[payer] === undefined && amount !== 0n);
  const payers = Object.keys(due) as (keyof typeof due)[];
  return [
    ...payers.flatMap((payer) =>
      compareValue(`due ${payer}`, decimalOf(due[payer] ?? 0n), decimalOf(found.due.get(payer) ?? 0n)),
    ),
    ...others.map(([payer, amount]) => `due ${payer}   not expected   found ${decimalOf(amount)}`),
  ];
}

/** Every account in use is named, and has the balance named. */
export function compareBalances(expected: Record<string, bigint>, snapshot: Snapshot): string[] {
  const others = [...balancesOf(snapshot)].filter(([account]) => expected[account] === undefined);
  return [
    ...compareSomeBalances(expected, snapshot),
    ...others.map(([account, amount]) => `balance ${account}   not expected   found ${decimalOf(amount)}`),
  ];
}

export function compareSomeBalances(expected: Record<string, bigint>, snapshot: Snapshot): string[] {
  const found = balancesOf(snapshot);
  return Object.entries(expected).flatMap(([account, amount]) =>
    compareValue(`balance ${account}`, decimalOf(amount), decimalOf(found.get(account) ?? 0n)),
  );
}

/** Present, in this order; other lines may stand between. */
export function compareAuditLog(
  expected: readonly { document: string; action: string }[],
  snapshot: Snapshot,
): string[] {
  let from = 0;
  return expected.flatMap(({ document, action }) => {
    const at = snapshot.auditLog.findIndex(
      (line, rank) => rank >= from && line.document === document && line.action === action,
    );
    if (at < 0) return [`audit log   ${action} of ${document}   missing, or not in this order`];
    from = at + 1;
    return [];
  });
}
