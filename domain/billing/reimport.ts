import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import type { InvoiceDraft, InvoiceLine, InvoiceType, Lifecycle, Payer } from "./invoice.ts";

/** An invoice as an earlier file brought it. */
export type KnownInvoice = {
  number: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  total: Cents;
  customerAux: string;
  branch: string | null;
  shares: readonly { payer: Payer; aux: string; amount: Cents }[];
  lines: readonly Omit<InvoiceLine, "label">[];
};

/** What a file that brings a known number again asks for. */
export type Reimport =
  | { kind: "same" }
  /** Due day or branch: nothing the books hold. */
  | { kind: "terms" }
  /** A draft or quote, which may become anything, an issued invoice included. */
  | { kind: "rewrite" }
  | { kind: "refused"; problems: Problem[] };

/**
 * Compares a draft with the invoice of the same number. An issued one is in the books and perhaps in those of the
 * customer: it is corrected by a credit note, never changed, be its entry validated or not. What the file leaves empty
 * changes nothing.
 * @param accountNow the account that plays today the role of a given one: a line that names none was posted to that of its day
 */
export function compareWithKnown(
  draft: InvoiceDraft,
  known: KnownInvoice,
  accountNow: (account: string) => string = (account) => account,
): Reimport {
  const changes = changesOf(draft, known, accountNow);
  if (changes.length > 0) {
    if (known.lifecycle !== "issued") return { kind: "rewrite" };
    return { kind: "refused", problems: changes.map((change) => refusal(draft, change)) };
  }
  const newTerms =
    (draft.dueOn !== undefined && draft.dueOn !== known.dueOn) ||
    (draft.branch !== undefined && draft.branch !== known.branch);
  return { kind: newTerms ? "terms" : "same" };
}

type Change = { field: string; before: string; after: string };

function changesOf(
  draft: InvoiceDraft,
  known: KnownInvoice,
  accountNow: (account: string) => string,
): Change[] {
  const changes: Change[] = [
    { field: "type", before: known.type, after: draft.type },
    { field: "status", before: known.lifecycle, after: draft.lifecycle },
    { field: "issue_date", before: known.issuedOn, after: draft.issuedOn },
    { field: "total", before: decimalOf(known.total), after: decimalOf(draft.total) },
    { field: "customer_id", before: known.customerAux, after: draft.customer.aux },
    { field: "shares", before: sharesText(known.shares), after: sharesText(draft.shares) },
  ];
  if (draft.lines.length > 0) {
    const text = (lines: KnownInvoice["lines"]) =>
      linesText(lines.map((line) => ({ ...line, account: accountNow(line.account) })));
    if (text(known.lines) !== text(draft.lines))
      changes.push({ field: "lines", before: linesText(known.lines), after: linesText(draft.lines) });
  }
  return changes.filter(({ before, after }) => before !== after);
}

function refusal(draft: InvoiceDraft, { field, before, after }: Change): Problem {
  return error("invoice_cannot_change", {
    ...(draft.lineNumber === undefined ? {} : { line: draft.lineNumber }),
    field,
    value: after,
    params: { number: draft.number, before, after },
  });
}

/** The order of shares means nothing. */
function sharesText(shares: KnownInvoice["shares"]): string {
  return shares
    .map(({ payer, aux, amount }) => `${payer} ${aux} ${decimalOf(amount)}`)
    .sort()
    .join(", ");
}

function linesText(lines: KnownInvoice["lines"]): string {
  return lines
    .map(
      (line) =>
        `${line.account} ${decimalOf(line.net)} + ${decimalOf(line.vat)} (${decimalOf(BigInt(line.vatRate))} % ${line.vatDue})`,
    )
    .join(", ");
}
