import { error, type Problem } from "../problems.ts";
import type { InvoiceDraft, Payer } from "./invoice.ts";

/** A payer or customer as a file names it. */
export type NewThirdParty = {
  aux: string;
  payer: Payer;
  /** The code itself where no row has a name. */
  name: string;
  ibans: ReadonlySet<string>;
};

/** The same as the invoices of one file name it. */
export type ThirdPartyDraft = NewThirdParty & {
  ibans: Set<string>;
  /** The first invoice that names it, to say where a contradiction stands. */
  namedBy: InvoiceDraft;
};

/**
 * Everybody the invoices name, once each. The first writing of a name counts, so that a file imported twice changes
 * nothing the second time. One code for parties of two kinds is a problem: the kind decides the account.
 */
export function thirdPartiesIn(
  invoices: readonly InvoiceDraft[],
  report: (problem: Problem) => void,
): Map<string, ThirdPartyDraft> {
  const parties = new Map<string, ThirdPartyDraft>();
  for (const invoice of invoices) {
    for (const named of [invoice.customer, ...invoice.shares]) {
      const { aux, payer, name, iban } = named;
      const known = parties.get(aux) ?? { aux, payer, name, ibans: new Set<string>(), namedBy: invoice };
      parties.set(aux, known);
      if (known.payer !== payer) report(twoKinds(invoice, { aux, kind: payer, known: known.payer }));
      if (known.name === aux) known.name = name;
      if (iban) known.ibans.add(iban);
    }
  }
  return parties;
}

/** @param party the kind it has here, and the kind it is known by */
export function twoKinds(invoice: InvoiceDraft, party: { aux: string; kind: Payer; known: Payer }): Problem {
  return error("third_party_of_two_kinds", {
    ...(invoice.lineNumber === undefined ? {} : { line: invoice.lineNumber }),
    field: "customer_id",
    value: party.aux,
    params: { number: invoice.number, kind: party.kind, known: party.known },
  });
}
