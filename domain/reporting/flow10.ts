import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { element, type XmlElement, xmlDocument } from "../xmlWriter.ts";
import type { Declarant } from "./cdar.ts";
import { compactDay, type ReportPeriod } from "./period.ts";

/** A payment event as a flow 10 file tells it. Signed cents, tax included. */
export type ReportedPayment = {
  kind: "10.2" | "10.4";
  invoice: { number: string; issuedOn: IsoDate };
  collectedOn: IsoDate;
  amounts: readonly { vatRate: number; amount: Cents }[];
};

export type PaymentsFile = {
  /** Unique for the period and the declarant. */
  id: string;
  /** When the file is made, "AAAAMMJJHHMMSS". */
  madeAt: string;
  /** A corrective file replaces the whole period. */
  isCorrective: boolean;
  declarant: Declarant;
  /** The platform that sends it, by its registration number. */
  platform: { id: string; name: string };
  period: Pick<ReportPeriod, "from" | "to">;
  payments: readonly ReportedPayment[];
};

/**
 * The payments of a period as the XML of flow 10: a block for each invoice and day (10.2, business abroad), and one for each day
 * (10.4, private persons), with the amounts by VAT rate. What came in and went back on one day makes one figure;
 * a figure of zero is not told.
 */
export function paymentsXml(file: PaymentsFile): string {
  return xmlDocument(
    element("Report", [
      element("ReportDocument", [
        element("Id", file.id),
        element("IssueDateTime", [element("DateTimeString", file.madeAt)]),
        element("TypeCode", file.isCorrective ? "RE" : "IN"),
        element("Sender", [
          element("Id", file.platform.id, { schemeId: "0238" }),
          element("Name", file.platform.name),
          element("RoleCode", "WK"),
        ]),
        element("Issuer", [
          element("Id", file.declarant.siren, { schemeId: "0002" }),
          element("Name", file.declarant.name),
          element("RoleCode", "SE"),
        ]),
      ]),
      element("PaymentsReport", [
        element("ReportPeriod", [
          element("StartDate", compactDay(file.period.from)),
          element("EndDate", compactDay(file.period.to)),
        ]),
        ...invoiceBlocks(file.payments),
        ...dayBlocks(file.payments),
      ]),
    ]),
  );
}

function invoiceBlocks(payments: readonly ReportedPayment[]): XmlElement[] {
  const own = payments.filter(({ kind }) => kind === "10.2");
  return grouped(own, ({ invoice, collectedOn }) => `${invoice.number}\n${collectedOn}`).flatMap((group) => {
    const [first] = group;
    const payment = first && paymentBlock(first.collectedOn, group);
    return payment
      ? [
          element("Invoice", [
            element("InvoiceID", first.invoice.number),
            element("IssueDate", compactDay(first.invoice.issuedOn)),
            payment,
          ]),
        ]
      : [];
  });
}

function dayBlocks(payments: readonly ReportedPayment[]): XmlElement[] {
  const own = payments.filter(({ kind }) => kind === "10.4");
  return grouped(own, ({ collectedOn }) => collectedOn).flatMap((group) => {
    const [first] = group;
    const payment = first && paymentBlock(first.collectedOn, group);
    return payment ? [element("Transactions", [payment])] : [];
  });
}

function paymentBlock(day: IsoDate, group: readonly ReportedPayment[]): XmlElement | undefined {
  const sums = new Map<number, Cents>();
  for (const { vatRate, amount } of group.flatMap(({ amounts }) => amounts))
    sums.set(vatRate, (sums.get(vatRate) ?? 0n) + amount);
  const told = [...sums].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => b - a);
  if (told.length === 0) return undefined;
  return element("Payment", [
    element("Date", compactDay(day)),
    ...told.map(([vatRate, amount]) =>
      element("SubTotals", [
        element("TaxPercent", decimalOf(BigInt(vatRate))),
        element("CurrencyCode", "EUR"),
        element("Amount", decimalOf(amount)),
      ]),
    ),
  ]);
}

/** Groups in the order of their days, then of their keys. */
function grouped(
  payments: readonly ReportedPayment[],
  keyOf: (payment: ReportedPayment) => string,
): ReportedPayment[][] {
  const groups = new Map<string, ReportedPayment[]>();
  const inOrder = payments.toSorted(
    (a, b) => compare(a.collectedOn, b.collectedOn) || compare(keyOf(a), keyOf(b)),
  );
  for (const payment of inOrder) {
    const key = keyOf(payment);
    const group = groups.get(key);
    if (group) group.push(payment);
    else groups.set(key, [payment]);
  }
  return [...groups.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
