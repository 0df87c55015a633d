import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type { LinePart } from "../../sql/screens/lineParts.ts";
import type { LineDetail, PaidShare } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { amount, time } from "./parts.ts";

type Settled = { line: LineDetail; paid: readonly PaidShare[]; parts: readonly LinePart[]; mayUndo: boolean };

/**
 * What the line pays and whatever else its decision wrote, with the total, and what the bank kept or the entry holds beside. One
 * allocation of several may be taken back by itself.
 */
export function paidByLine(visit: CompanyVisit, { paid, parts, line, mayUndo }: Settled): Html {
  const { words, company } = visit;
  if (paid.length + parts.length === 0) return html`<p class="soft">${words.line.noPayment}</p>`;
  const live = paid.filter((each) => each.status !== "corrected");
  const mayUndoOne = mayUndo && live.length > 1;
  const last = (cell: Html | null) => (mayUndoOne ? html`<td class="amt">${cell}</td>` : null);
  const undo = (each: PaidShare) =>
    live.includes(each)
      ? html`<form method="post" action="${company.base}/lines/${String(line.id)}/allocations/${String(each.shareId)}/undo"><button class="btn bare">${words.undo.allocation}<span class="sr"> ${each.number}</span></button></form>`
      : null;
  const { heads } = words.payments;
  const shares = paid.map(
    (each) =>
      html`<tr><td>${time(visit, each.paidOn)}</td><td><a class="inv" href="${company.base}/invoices/${String(each.invoiceId)}">${each.number}</a></td><td>${each.party ?? ""}<span class="sub">${words.sharePayers[each.payer]}</span></td><td class="amt">${amount(visit, each.amountCents)}</td>${last(undo(each))}</tr>`,
  );
  const others = parts.map(
    (part) =>
      html`<tr><td>${time(visit, part.day)}</td><td>${nameOf(visit, part)}${documentsOf(visit, part)}</td><td>${part.party ?? ""}</td><td class="amt">${amount(visit, part.amountCents)}</td>${last(null)}</tr>`,
  );
  const sum = (name: string, cents: Cents) =>
    html`<tr><td></td><th scope="row" colspan="2">${name}</th><td class="amt">${amount(visit, cents)}</td>${last(null)}</tr>`;
  const given = [...live, ...parts.filter(({ kind }) => kind !== "profit")];
  const total = sumCents(given.map(({ amountCents }) => amountCents));
  const rest = absCents(line.amountCents) - total;
  const foot = html`<tfoot>${rest === 0n || line.state !== "posted" ? null : sum(words.lineParts.beside, rest)}${sum(words.lineParts.total, line.state === "posted" ? total + rest : total)}</tfoot>`;
  return html`<table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${words.lineParts.what}</th><th scope="col">${heads.party}</th><th scope="col" class="amt">${heads.amount}</th>${mayUndoOne ? html`<td></td>` : null}</tr></thead><tbody>${shares}${others}</tbody>${foot}</table>`;
}

/** "Règlement revenu impayé : chèque 123", with the way to the payment. */
function nameOf({ words, company }: CompanyVisit, { kind, method, name, paymentId }: LinePart): Html {
  const { methods } = words.payments;
  const means =
    method === "cash_deposit"
      ? words.lineParts.cashDeposit
      : (methods[method as keyof typeof methods] ?? method ?? "");
  const payment = name ? `${means} ${name}` : means;
  const what = words.lineParts.kinds[kind];
  const text =
    kind === "cleared"
      ? payment
      : ["came_back", "sent_back_since"].includes(kind)
        ? `${what}${payment}`
        : what;
  return paymentId === null
    ? html`${text}`
    : html`<a href="${company.base}/payments/${String(paymentId)}">${text}</a>`;
}

function documentsOf({ company }: CompanyVisit, { documents }: LinePart): Html | null {
  if (documents.length === 0) return null;
  return html`<span class="sub">${documents.map(({ id, number }, nth) => html`${nth > 0 ? ", " : ""}<a class="inv" href="${company.base}/invoices/${id}">${number}</a>`)}</span>`;
}
