import type { InvoiceDraft, ShareDraft } from "../../domain/billing/invoice.ts";
import { FUNDS, isNamesake, isNearNamesake, MUTUALS, type Party, partyAt } from "./parties.ts";
import { below, drawsFor, oneOf } from "./random.ts";

/**
 * An invented company with any number of invoices, each with one share that its customer pays; an insured patient's has
 * the shares of his insurers beside it. Nothing is kept: every invoice is made from the seed and its index.
 */
export type World = { seed: number; invoices: number };

/** Customers come in fives that have 1, 2, 3, 5 and 9 open invoices: index of the first of each, and of the next five. */
const FIRST_OF_FIVE = [0, 1, 3, 6, 11, 20] as const;
const PER_FIVE = 20;
/** The last invoices belong to customers with this many: too many to search through without a number. */
const PER_LARGE_CUSTOMER = 500;

const MONTHS = "2511 2512 2601 2602 2603 2604 2605 2606 2607 2608 2609 2610".split(" ");
/** One invoice in four has one of these: a price of the house, which tells nobody apart. */
const USUAL_AMOUNTS = [2_500, 3_000, 4_990, 5_000, 7_500, 9_900, 12_000, 25_000] as const;

export const TODAY = "2026-11-21";

/** Invoices of ordinary customers; those behind belong to large ones. */
export function ordinaryInvoices(world: World): number {
  return Math.floor((world.invoices * 0.98) / PER_FIVE) * PER_FIVE;
}

export function ordinaryParties(world: World): number {
  return (ordinaryInvoices(world) / PER_FIVE) * 5;
}

/** Indexes of the invoices of an ordinary customer. */
export function invoicesOf(partyIndex: number): number[] {
  const five = Math.floor(partyIndex / 5) * PER_FIVE;
  const [from, to] = [FIRST_OF_FIVE[partyIndex % 5] ?? 0, FIRST_OF_FIVE[(partyIndex % 5) + 1] ?? 0];
  return Array.from({ length: to - from }, (_, at) => five + from + at);
}

export function partyOf(world: World, invoice: number): Party {
  const ordinary = ordinaryInvoices(world);
  if (invoice >= ordinary) {
    const large = ordinaryParties(world) + Math.floor((invoice - ordinary) / PER_LARGE_CUSTOMER);
    return partyAt(world.seed, large);
  }
  const place = FIRST_OF_FIVE.findLastIndex((first) => first <= invoice % PER_FIVE);
  return partyAt(world.seed, Math.floor(invoice / PER_FIVE) * 5 + place);
}

export function numberOf(invoice: number): string {
  return `FA${MONTHS[invoice % 12] ?? ""}-${String(Math.floor(invoice / 12) + 1).padStart(5, "0")}`;
}

/** Invoices whose number begins so, up to two digits before its end. */
export function invoicesBeginning({ invoices }: World, beginning: string): number[] {
  const [month = "", rank = ""] = beginning.slice(2).split("-");
  const missing = 10 ** (5 - rank.length);
  return Array.from(
    { length: missing },
    (_, at) => (Number(rank) * missing + at - 1) * MONTHS.length + MONTHS.indexOf(month),
  ).filter((invoice) => invoice >= 0 && invoice < invoices);
}

/** One customer in fifty has a credit note beside two invoices, one two invoices a cent apart, one two of the same total. */
export function hasCreditNote(partyIndex: number): boolean {
  return partyIndex % 50 === 12;
}
export function isCentApart(partyIndex: number): boolean {
  return partyIndex % 50 === 17;
}
export function hasEqualTotals(partyIndex: number): boolean {
  return partyIndex % 50 === 37;
}

/** What the customer himself owes, in cents; below zero for a credit note. The first invoices of two namesakes are equal. */
export function ownDue(world: World, invoice: number): number {
  const { index } = partyOf(world, invoice);
  if (invoice < ordinaryInvoices(world)) {
    const [first = 0, second, third] = invoicesOf(index);
    if ((isNamesake(index) || isNearNamesake(index)) && invoice === first)
      return ownDue(world, invoicesOf(index - 1)[0] ?? 0);
    if (hasCreditNote(index) && invoice === third) return -Math.ceil(ownDue(world, first) / 7);
    if (isCentApart(index) && invoice === second) return ownDue(world, first) + 1;
    if (hasEqualTotals(index) && invoice === second) return ownDue(world, first);
  }
  return drawnDue(world, invoice);
}

function drawnDue(world: World, invoice: number): number {
  const party = partyOf(world, invoice);
  const draw = drawsFor(world.seed, "amount", invoice);
  if (draw() < 0.25) return oneOf(draw, USUAL_AMOUNTS);
  return 500 + below(draw, party.patient ? 20_000 : 300_000);
}

export function draftAt(world: World, invoice: number): InvoiceDraft {
  const party = partyOf(world, invoice);
  const draw = drawsFor(world.seed, "invoice", invoice);
  const own = ownDue(world, invoice);
  const customer = {
    payer: party.patient ? ("patient" as const) : ("business" as const),
    aux: party.aux,
    name: party.name,
  };
  const shares: ShareDraft[] = [{ ...customer, amount: BigInt(own) }];
  if (party.patient && own > 0) {
    shares.push(insurer("amo", FUNDS[party.index % FUNDS.length] ?? "", 1_000 + below(draw, 20_000)));
    if (draw() < 0.7)
      shares.push(insurer("amc", MUTUALS[party.index % MUTUALS.length] ?? "", 500 + below(draw, 9_000)));
  }
  const month = MONTHS[invoice % 12] ?? "";
  const day = String(1 + below(draw, 28)).padStart(2, "0");
  return {
    number: numberOf(invoice),
    type: own < 0 ? "credit_note" : "invoice",
    lifecycle: "issued",
    issuedOn: `20${month.slice(0, 2)}-${month.slice(2)}-${day}`,
    total: shares.reduce((sum, share) => sum + share.amount, 0n),
    customer: { ...customer, ...(party.ibanKnown ? { iban: party.iban } : {}) },
    branch: `AG${String(1 + (invoice % 40)).padStart(2, "0")}`,
    shares,
    lines: [],
  };
}

function insurer(payer: "amo" | "amc", name: string, cents: number): ShareDraft {
  return { payer, aux: `${payer.toUpperCase()}-${name.replaceAll(" ", "-")}`, name, amount: BigInt(cents) };
}

/** One document in a hundred is a draft or a quote, which no line may ever pay. */
export function draftCount(world: World): number {
  return Math.floor(world.invoices / 100);
}

/** The n-th draft or quote: of the customer of an invoice, and of its amount, so that it looks payable. */
export function unpayableAt(world: World, nth: number): InvoiceDraft {
  const like = draftAt(world, unpayableLike(nth));
  const isQuote = nth % 2 === 1;
  const own = like.shares.slice(0, 1);
  return {
    ...like,
    number: isQuote ? `PR2610-${String(nth).padStart(5, "0")}` : `(PROV${1_000 + nth})`,
    lifecycle: isQuote ? "quote" : "draft",
    total: own[0]?.amount ?? 0n,
    shares: own,
  };
}

export function unpayableLike(nth: number): number {
  return nth * 97;
}
