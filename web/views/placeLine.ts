import type { Problem } from "../../domain/problems.ts";
import type { CreditedPayment } from "../../sql/placing.ts";
import type { LineDetail } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { amount, options, problemNotes, time } from "./parts.ts";

/** How money on a bank line may have been paid, the most usual first. */
export const PLACING_METHODS = ["transfer", "direct_debit", "card", "cheque", "other"] as const;

export type PlaceForm = {
  /** It stands on the suspense account, and leaves it by this form (GC37). */
  inSuspense: boolean;
  /** Cents of it that stand there alone, since one of its allocations was taken back. */
  restCents: bigint | undefined;
  typed: Readonly<Record<string, string>>;
  problems: readonly Problem[];
  /** Credited payments of the documents typed, of the cents of this line out: it may be one of them coming back. */
  mayReturn?: readonly CreditedPayment[];
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
  return html`<div id="place"><div class="sec"><h2>${says.title}</h2></div>${standing ? html`<p class="note ask">${standing}</p>` : null}${refused}${returnTable(visit, line, form.mayReturn ?? [])}
<form class="filters flush" method="post" action="${visit.company.base}/lines/${String(line.id)}/place"><div class="f w"><label for="place-documents">${line.amountCents < 0n ? says.ofSupplier : says.ofCustomer}</label><input class="in" id="place-documents" name="documents" required value="${typed.documents ?? ""}"></div>
<div class="f"><label for="place-method">${says.method}</label><select class="in" id="place-method" name="method">${options(methods, typed.method)}</select></div>${money("fee", says.fee)}${money("vat", says.vat)}<button class="btn">${says.act}</button></form></div>`;
}

/** The payments that the line may bring back, each with the button that says so. */
function returnTable(
  visit: CompanyVisit,
  line: LineDetail,
  payments: readonly CreditedPayment[],
): Html | null {
  if (payments.length === 0) return null;
  const { words, company } = visit;
  const { heads } = words.payments;
  const rows = payments.map((each) => {
    const means = words.payments.methods[each.method as keyof typeof words.payments.methods] ?? each.method;
    return html`<tr><td>${time(visit, each.paidOn)}</td><td><a href="${company.base}/payments/${String(each.paymentId)}">${each.chequeNumber ? `${means} ${each.chequeNumber}` : means}</a><span class="sub">${each.documents.join(", ")}</span></td><td>${each.party}</td><td class="amt">${amount(visit, each.amountCents)}</td><td class="amt"><form method="post" action="${company.base}/lines/${String(line.id)}/came-back"><input type="hidden" name="payment" value="${String(each.paymentId)}"><button class="btn go">${words.placing.cameBack}</button></form></td></tr>`;
  });
  return html`<p class="note ask">${words.placing.mayReturn}</p><table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${words.placing.payment}</th><th scope="col">${heads.party}</th><th scope="col" class="amt">${heads.amount}</th><td></td></tr></thead><tbody>${rows}</tbody></table>`;
}
