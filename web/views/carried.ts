import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type { LineRow } from "../../sql/screens/lines.ts";
import type { UnderWayRow } from "../../sql/screens/orders.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import type { Answer } from "./lineRow.ts";

/** Payments of ours in one line: the party of a single one, else how many; each leads to its order or its document. */
export function paymentsNamed(visit: CompanyVisit, payments: readonly UnderWayRow[]): Html {
  const [first, ...others] = payments;
  if (!first) return html``;
  const says = visit.words.orders;
  const [document] = first.documents;
  const to =
    first.orderId === null
      ? `${visit.company.base}/${document ? `invoices/${document.id}` : "orders"}`
      : `${visit.company.base}/orders/${String(first.orderId)}`;
  const name =
    others.length > 0
      ? says.payments(payments.length)
      : `${first.party}${document ? ` · ${document.number}` : ""}`;
  return html`<a class="inv" href="${to}">${name}</a>`;
}

/** What the answer expects of the bank, with the sign of the line. */
export function expectedOf(line: LineRow, payments: readonly UnderWayRow[]): Cents {
  const sum = sumCents(payments.map((payment) => payment.amountCents));
  return line.amountCents < 0n ? -sum : sum;
}

/** The fields by which such an answer is accepted: where the bank kept something back, its notice says what. */
export function carriedFields(visit: CompanyVisit, line: LineRow, answer: Answer, button: Html): Html {
  const { payments, candidate } = answer;
  const ids = payments.map((payment) => String(payment.id)).join(",");
  const hidden = html`<input type="hidden" name="payments" value="${ids}">`;
  const kept = expectedOf(line, payments) - line.amountCents;
  if (candidate.sentBack || kept <= 0n) return html`${hidden}${button}`;
  const says = visit.words.orders;
  const field = (name: string, label: string, cents: Cents) => {
    const id = `${name}-${String(line.id)}-${answer.rank}`;
    return html`<div class="f"><label for="${id}">${label}</label><input class="in amt" id="${id}" name="${name}" inputmode="decimal" value="${cents > 0n ? visit.format.amount(cents) : ""}" placeholder="0,00"></div>`;
  };
  return html`${hidden}<fieldset class="charges"><legend>${says.charges} (${visit.format.euros(absCents(kept))})</legend>${field("fee", says.fee, kept)}${field("vat", says.feeVat, 0n)}${field("interest", says.interest, 0n)}</fieldset>${button}`;
}

/** Whether the answer can be accepted: to the cent, or with the charges that make the difference. */
export function mayBeCarried(line: LineRow, { payments, candidate }: Answer): boolean {
  const kept = expectedOf(line, payments) - line.amountCents;
  if (payments.length === 0) return false;
  if (candidate.sentBack) return absCents(line.amountCents) === payments[0]?.amountCents;
  return kept >= 0n;
}
