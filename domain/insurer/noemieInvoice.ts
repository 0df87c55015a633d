import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { AMC_TREATMENTS } from "./noemieCodes.ts";
import type { EntityFields } from "./noemieLayout.ts";
import {
  type InsurerKind,
  type Lot,
  type Rejection,
  type ShareItem,
  type ShareStatus,
  settledStatus,
} from "./return.ts";

/** One part of an invoice as entity 198 or 199 says it, amounts read. */
export type Part = {
  payer: InsurerKind;
  asked: Cents | undefined;
  paid: Cents;
  state: string;
  insurerCode?: string;
};

/** A rejection line with the part it is about; "both" when it does not say (290). */
export type ReasonLine = Rejection & { part: InsurerKind | "both" };

/** What act lines (210) add up to, for an invoice that has no 198 and 199. */
export type Acts = { reimbursed: Cents; complementary: Cents; spent: Cents };

/** What both parts of an invoice share. */
type About = Pick<
  ShareItem,
  | "line"
  | "invoice"
  | "complement"
  | "lot"
  | "invoicedOn"
  | "invoiceType"
  | "returnType"
  | "insurance"
  | "amcTreatment"
>;

/** An invoice being read: its entity 102 or 100 and what follows. */
export type OpenInvoice = {
  about: About;
  parts: Part[];
  acts: Acts | undefined;
  reasons: ReasonLine[];
  comments: string[];
  extras: string[];
  /** Something in it could not be read: it gives no item, and the error is told. */
  isBroken: boolean;
};

export type InvoiceContext = { returnType: string; lot: Lot | undefined; insurance: string };

type InvoiceFields = EntityFields<"102"> & { lotDay: IsoDate | undefined; invoicedDay: IsoDate | undefined };

/** An invoice by its entity 102. A 080 or 150 above says what it leaves blank. */
export function openInvoice(fields: InvoiceFields, line: number, context: InvoiceContext): OpenInvoice {
  const number = fields.lot.trim();
  const lot = number === "" ? context.lot : lotOf(number, fields.lotDay);
  const amcTreatment = AMC_TREATMENTS.get(fields.amcTreatment);
  const complement = fields.complement.trim();
  const type = fields.type.trim();
  const about = aboutInvoice(fields.invoice.trim(), line, {
    ...context,
    lot,
    insurance: fields.insurance.trim() || context.insurance,
  });
  if (complement !== "") about.complement = complement;
  if (fields.invoicedDay !== undefined) about.invoicedOn = fields.invoicedDay;
  if (type !== "") about.invoiceType = type;
  if (amcTreatment) about.amcTreatment = amcTreatment;
  return newInvoice(about);
}

/** An invoice by the short entity 100: all else comes from the groups above it. */
export function openShortInvoice(number: string, line: number, context: InvoiceContext): OpenInvoice {
  return newInvoice(aboutInvoice(number.trim(), line, context));
}

function aboutInvoice(invoice: string, line: number, { returnType, lot, insurance }: InvoiceContext): About {
  const about: About = { line, invoice };
  if (lot) about.lot = lot;
  if (returnType !== "") about.returnType = returnType;
  if (insurance !== "") about.insurance = insurance;
  return about;
}

export function lotOf(number: string, on: IsoDate | undefined): Lot {
  return on === undefined ? { number } : { number, on };
}

function newInvoice(about: About): OpenInvoice {
  return { about, parts: [], acts: undefined, reasons: [], comments: [], extras: [], isBroken: false };
}

/** The lines of an invoice, two-step codes put together: a line of level A refines the one before it of its part. */
export function addReason(invoice: OpenInvoice, line: ReasonLine): void {
  const before = invoice.reasons.findLast(({ part }) => part === line.part);
  const refines = line.level === "refined" && before && before.level !== "refined";
  if (!refines || before.refinement !== undefined) {
    invoice.reasons.push(line);
    return;
  }
  before.refinement = line.code;
  if (line.label !== before.label) before.detail = line.label;
}

/** The shares an invoice speaks of, each with its status (section 6) and the lines that are about it. */
export function sharesOf(invoice: OpenInvoice): ShareItem[] {
  const parts = invoice.parts.length > 0 ? invoice.parts : partsOfActs(invoice);
  const reasonsOf = invoice.reasons.length > 0 ? reasonsByPart(invoice, parts) : () => [];
  return parts.map((part) => {
    const status = statusOf(part);
    const reasons = reasonsOf(part);
    // Optional fields come after: to spread what an invoice says into each part took half of the reading time.
    const item: ShareItem = {
      kind: "share",
      rank: 0,
      line: invoice.about.line,
      invoice: invoice.about.invoice,
      payer: part.payer,
      paid: part.paid,
      status,
      rejections: status === "rejected" ? reasons : [],
      flags: status === "rejected" ? [] : reasons,
      comments: invoice.comments,
      extras: invoice.extras,
    };
    Object.assign(item, invoice.about);
    if (part.asked !== undefined) item.asked = part.asked;
    if (part.insurerCode !== undefined) item.insurerCode = part.insurerCode;
    if (invoice.acts) item.spent = invoice.acts.spent;
    return item;
  });
}

function reasonsByPart({ reasons }: OpenInvoice, parts: readonly Part[]): (part: Part) => Rejection[] {
  const rejected = new Set(parts.filter((part) => statusOf(part) === "rejected").map(({ payer }) => payer));
  const present = new Set(parts.map(({ payer }) => payer));
  return ({ payer }) =>
    reasons
      .filter((reason) => concerns(reason, payer, { present, rejected, all: reasons }))
      .map(({ part: _, ...reason }) => reason);
}

/** Money that moves is a payment whatever letter stands beside it, so that items always add up to the transfer. */
function statusOf({ state, asked, paid }: Part): ShareStatus {
  if (state === "P" || paid !== 0n) return settledStatus({ asked, paid });
  if (state === "R") return "rejected";
  return state === "D" ? "deferred" : "not_handled";
}

/** Without 198 and 199, act lines make the parts; without these either, an invoice that only has reasons is rejected. */
function partsOfActs({ acts, reasons }: OpenInvoice): Part[] {
  if (!acts) {
    const payers = reasons.map(({ part }) => (part === "amc" ? "amc" : "amo"));
    const state = reasons.length > 0 ? "R" : "";
    const parts = new Set<InsurerKind>(payers.length > 0 ? payers : ["amo"]);
    return [...parts].map((payer) => ({ payer, asked: undefined, paid: 0n, state }));
  }
  const stateOf = (paid: Cents) => (paid === 0n && reasons.length > 0 ? "R" : "P");
  const amo = { payer: "amo", asked: undefined, paid: acts.reimbursed } as const;
  const amc = { payer: "amc", asked: undefined, paid: acts.complementary } as const;
  const parts: Part[] = [{ ...amo, state: stateOf(amo.paid) }];
  if (amc.paid !== 0n) parts.push({ ...amc, state: "P" });
  return parts;
}

type Shares = {
  present: ReadonlySet<InsurerKind>;
  rejected: ReadonlySet<InsurerKind>;
  all: readonly ReasonLine[];
};

/**
 * Whether a line is about a part. "O" is written for the AMO or for both, so it also explains a rejected AMC part that has no
 * line of its own. A line about a part that is not in the return is kept with the one that is.
 */
function concerns({ part }: ReasonLine, payer: InsurerKind, { present, rejected, all }: Shares): boolean {
  if (part === "both") return rejected.size === 0 || rejected.has(payer);
  if (part === payer || !present.has(part)) return true;
  return part === "amo" && rejected.has(payer) && !all.some((reason) => reason.part === payer);
}
