import type { InvoiceType, Lifecycle, Payer } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";

/** What the engine reads of a bank line. Signed cents: positive is money in. */
export type LineToMatch = {
  id: bigint;
  amount: Cents;
  bookedOn: IsoDate;
  label: string;
  details: string[];
  counterpartyName?: string;
  counterpartyIban?: string;
  endToEndId?: string;
  structuredReference?: string;
  interbankCode?: string;
  returnReason?: string;
  /** Of its account; euros where nothing is said. */
  currency?: string;
};

/** A share that a line could pay, or the share of a document that a line names although it cannot. Due in cents. */
export type ShareToMatch = {
  shareId: bigint;
  invoiceId: bigint;
  invoice: string;
  lifecycle: Lifecycle;
  type: InvoiceType;
  payer: Payer;
  thirdPartyId: bigint;
  nameKey: string;
  due: Cents;
  issuedOn: IsoDate;
};

/** What the database found for the lines of a batch, by line. Bounded per line. */
export type Retrieved = {
  /** Shares of the documents that the line names, with the text that names them. */
  byNumber: Map<bigint, { share: ShareToMatch; token: string }[]>;
  /** Open shares of the parties that own the payer's IBAN. */
  byIban: Map<bigint, ShareToMatch[]>;
  /** Open shares of the parties that bear the payer's name, or a name that a person's decision taught. */
  byName: Map<bigint, { share: ShareToMatch; token: string; learnt?: true }[]>;
  /** Lines whose payer is known by IBAN or name, whether or not he owes anything. */
  knownParties: Set<bigint>;
};

/** The texts in which a document number or a name may stand, with the length at which the format cuts them. */
export function textsOf(line: LineToMatch): { text: string; cutAt?: number; isReference?: true }[] {
  return [
    { text: line.label, cutAt: 31 },
    ...line.details.map((text) => ({ text, cutAt: 140 })),
    ...(line.endToEndId ? [{ text: line.endToEndId, cutAt: 35, isReference: true as const }] : []),
    ...(line.structuredReference ? [{ text: line.structuredReference, isReference: true as const }] : []),
  ];
}
