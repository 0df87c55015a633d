import type { Problem } from "../../domain/problems.ts";
import type { LineDetail } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { options, problemNotes } from "./parts.ts";

/** How money on a bank line may have been paid, the most usual first. */
export const PLACING_METHODS = ["transfer", "direct_debit", "card", "cheque", "other"] as const;

export type PlaceForm = {
  /** It stands on the suspense account, and leaves it by this form (GC37). */
  inSuspense: boolean;
  /** Cents of it that stand there alone, since one of its allocations was taken back. */
  restCents: bigint | undefined;
  typed: Readonly<Record<string, string>>;
  problems: readonly Problem[];
};

/** A person says which documents a line pays, by their numbers: of customers for money in, of suppliers for money out. */
export function placeSection(visit: CompanyVisit, line: LineDetail, form: PlaceForm): Html {
  const says = visit.words.placing;
  const { typed, problems, restCents } = form;
  const ofRest = restCents === undefined ? null : says.restInSuspense(visit.format.euros(restCents));
  const standing = form.inSuspense ? says.inSuspense : ofRest;
  const methods = PLACING_METHODS.map((value) => ({ value, label: visit.words.supplierForm.methods[value] }));
  const money = (name: "fee" | "vat", label: string) =>
    html`<div class="f"><label for="place-${name}">${label}</label><input class="in amt" id="place-${name}" name="${name}" inputmode="decimal" value="${typed[name] ?? ""}"></div>`;
  const refused = problems.length > 0 ? html`<div role="alert">${problemNotes(visit, problems)}</div>` : null;
  return html`<div id="place"><div class="sec"><h2>${says.title}</h2></div>${standing ? html`<p class="note ask">${standing}</p>` : null}${refused}
<form class="filters flush" method="post" action="${visit.company.base}/lines/${String(line.id)}/place"><div class="f w"><label for="place-documents">${line.amountCents < 0n ? says.ofSupplier : says.ofCustomer}</label><input class="in" id="place-documents" name="documents" required value="${typed.documents ?? ""}"></div>
<div class="f"><label for="place-method">${says.method}</label><select class="in" id="place-method" name="method">${options(methods, typed.method)}</select></div>${money("fee", says.fee)}${money("vat", says.vat)}<button class="btn">${says.act}</button></form></div>`;
}
