import type { InvoiceType, Lifecycle, Payer } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Likeness } from "./likeness.ts";

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

/** How a number stood on the line: as it is, as an ISO 11649 reference, without its letters, or broken over two fields. */
export type ReadAs = "plain" | "creditor_reference" | "without_prefix" | "split";

export type NumberFind = { share: ShareToMatch; token: string; as: ReadAs };

/** Open shares of a party whose name is like the one on the line. */
export type LikeName = { share: ShareToMatch; token: string; likeness: Exclude<Likeness, "same"> };

/** What the database found for the lines of a batch, by line. Bounded per line. */
export type Retrieved = {
  /** Shares of the documents that the line names, with the text that names them. */
  byNumber: Map<bigint, NumberFind[]>;
  /** Open shares of the parties that own the payer's IBAN. */
  byIban: Map<bigint, ShareToMatch[]>;
  /** Open shares of the parties that bear the payer's name, or a name that a person's decision taught. */
  byName: Map<bigint, { share: ShareToMatch; token: string; learnt?: true }[]>;
  /** Open shares of parties whose name is the payer's but for a slip, a word more or a word less. */
  byLikeName: Map<bigint, LikeName[]>;
  /** Lines of which more customers may have a like name and owe the amount than were looked through. */
  namesCutShort: Set<bigint>;
  /** Open shares of exactly the amount of a line that names nobody: to be shown, never posted (D12). */
  byAmount: Map<bigint, ShareToMatch[]>;
  /** Lines whose payer is known by IBAN or name, whether or not he owes anything. */
  knownParties: Set<bigint>;
};

/** Nothing found, to be filled. */
export function nothingRetrieved(): Retrieved {
  return {
    byNumber: new Map(),
    byIban: new Map(),
    byName: new Map(),
    byLikeName: new Map(),
    namesCutShort: new Set(),
    byAmount: new Map(),
    knownParties: new Set(),
  };
}

/** Lengths at which formats and banks cut a text: the label of CFONB, references and remittances of SEPA and of older systems. */
const CUTS = new Set([31, 32, 35, 70, 140]);

/** Where a text may end because it was cut: the label at 31 columns whatever it says, another field at a usual length. */
export type Cut = "label" | "field";

/** The texts in which a document number or a name may stand, and whether the end of each may have been cut off. */
export function textsOf(line: LineToMatch): { text: string; cut?: Cut }[] {
  return [
    { text: line.label, ...(line.label.length >= 31 ? { cut: "label" as const } : {}) },
    ...line.details.map(field),
    ...(line.endToEndId ? [field(line.endToEndId)] : []),
    ...(line.structuredReference ? [{ text: line.structuredReference }] : []),
  ];
}

function field(text: string): { text: string; cut?: Cut } {
  return CUTS.has(text.length) ? { text, cut: "field" } : { text };
}
