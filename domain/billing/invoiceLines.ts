import { absCents, type Cents } from "../money.ts";
import type { InvoiceLine } from "./invoice.ts";
import { proportion } from "./invoiceCells.ts";
import type { InvoiceField } from "./invoiceColumns.ts";
import type { RowLine } from "./invoiceRow.ts";

/** On a line: the account that the company posts such documents to, which only its settings know. */
export const ACCOUNT_OF_COMPANY = "";

/** 100 % in the unit of rates. */
const WHOLE = 10_000;

/** Rates in use in France, to put a name on VAT given without its rate. A file with others has a column of rates. */
const USUAL_RATES = [2000, 1000, 550, 210, 850] as const;
const RATE_ROUNDING_CENTS = 1n;

/**
 * Completes a line from what the row says of it, or names the field that is missing. A lone line without a net amount is
 * the invoice: its net is the total less the VAT.
 * @param total cents, tax included, of the invoice that the line is alone in; undefined when there are others
 */
export function completeLine(line: RowLine, total: Cents | undefined): InvoiceLine | InvoiceField {
  const net = line.net ?? netWithin(total, line);
  if (net === undefined) return "net";
  const vat = line.vat ?? proportion(net, line.vatRate ?? 0, WHOLE);
  const vatRate = line.vatRate ?? usualRate(net, vat);
  if (vatRate === undefined) return "vat_rate";
  return {
    account: line.account === "" ? ACCOUNT_OF_COMPANY : line.account,
    ...(line.label === "" ? {} : { label: line.label }),
    net,
    vatRate,
    vat: line.net === undefined && total !== undefined ? total - net : vat,
    // VAT that does not say when it falls due is due at once: that never declares it too late.
    vatDue: line.vatDue ?? (vatRate === 0 && vat === 0n ? "exempt" : "delivery"),
  };
}

/** Every amount turned: a credit note that was written with positive amounts. */
export function turnedLines(lines: readonly InvoiceLine[]): InvoiceLine[] {
  return lines.map((line) => ({ ...line, net: -line.net, vat: -line.vat }));
}

function netWithin(total: Cents | undefined, line: RowLine): Cents | undefined {
  if (total === undefined) return undefined;
  const rate = line.vatRate ?? 0;
  return total - (line.vat ?? proportion(total, rate, WHOLE + rate));
}

function usualRate(net: Cents, vat: Cents): number | undefined {
  if (vat === 0n) return 0;
  return USUAL_RATES.find((rate) => absCents(proportion(net, rate, WHOLE) - vat) <= RATE_ROUNDING_CENTS);
}
