import type { IsoDate } from "../days.ts";
import type { ReportEvent } from "./collections.ts";

/** What is to be reported of an invoice: nothing, its life as an e-invoice, or its payments. */
export const REPORTING_SCOPES = ["none", "einvoice", "ereport_b2c", "ereport_b2bi"] as const;
export type ReportingScope = (typeof REPORTING_SCOPES)[number];

/** Status 212 of an e-invoice, flow 10.2 invoice by invoice, flow 10.4 day by day. */
export type ReportKind = "212" | "10.2" | "10.4";

const KINDS: Record<Exclude<ReportingScope, "none">, ReportKind> = {
  einvoice: "212",
  ereport_b2bi: "10.2",
  ereport_b2c: "10.4",
};

/**
 * The types of invoice that a company chooses a scope for: those of businesses, those of private persons, and those that an insurer
 * pays a share of, of which the sources disagree.
 */
export const INVOICE_TYPES_REPORTED = ["business", "private", "third_party_payer"] as const;
export type InvoiceTypeReported = (typeof INVOICE_TYPES_REPORTED)[number];

export const DEFAULT_SCOPES: Record<InvoiceTypeReported, ReportingScope> = {
  business: "einvoice",
  private: "ereport_b2c",
  third_party_payer: "none",
};

/** The day from which large companies report; small ones choose theirs. */
export const REPORTING_FROM: IsoDate = "2026-09-01";

/** The company's choice for the type of invoice, unless the customer has one of its own. */
export function kindOf(
  invoice: { type: InvoiceTypeReported; customerScope: ReportingScope | null },
  scopes: Record<InvoiceTypeReported, ReportingScope>,
): ReportKind | undefined {
  const scope = invoice.customerScope ?? scopes[invoice.type];
  return scope === "none" ? undefined : KINDS[scope];
}

/** What was said of a payment so far: to whom, since which day, and whether any of it has gone. */
export type Said = { kind: ReportKind | null; since: IsoDate; gone: boolean; waits: boolean };

export type Destination = { kind: ReportKind | null; state: "to_send" | "not_sent" | "withdrawn" };

/**
 * Where an event goes. What is collected follows the scope of its invoice from the first day of reporting on. What is taken back
 * follows what it takes back: it is sent where that was to be. What is withdrawn before any of it went is said to nobody, and neither is
 * what it withdraws.
 */
export function destinationOf(
  event: ReportEvent,
  kind: ReportKind | undefined,
  from: IsoDate,
  said: Said | undefined,
): Destination {
  if (event.cause === "withdrawn" && !said?.gone) return { kind: said?.kind ?? null, state: "withdrawn" };
  if (event.cause === "collected") return sentOrNot(kind, event.collectedOn, from, event.amounts.length > 0);
  const told = said && (said.gone || said.waits) ? (said.kind ?? undefined) : undefined;
  return sentOrNot(told, said?.since ?? event.collectedOn, from, event.amounts.length > 0);
}

/**
 * Where an event goes that is for nobody to withdraw.
 * @param since the day the payment that it tells of was collected
 */
export function sentOrNot(
  kind: ReportKind | undefined,
  since: IsoDate,
  from: IsoDate,
  hasAmounts: boolean,
): Destination {
  const sends = kind !== undefined && since >= from && hasAmounts;
  return { kind: kind ?? null, state: sends ? "to_send" : "not_sent" };
}
