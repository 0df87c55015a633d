import type { Problem } from "../../domain/problems.ts";
import { stateShown } from "../../domain/treasury/paymentState.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import type {
  BankLineOfPayment,
  PaidByPayment,
  PaymentDetail,
  RestsOnPayment,
} from "../../sql/screens/payment.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { methodWord } from "./invoices.ts";
import { layout } from "./layout.ts";
import { paymentSign } from "./orders.ts";
import { amount, answerNotes, factList, numberedPages, time } from "./parts.ts";
import { restList } from "./rests.ts";

export type PaymentScreen = {
  payment: PaymentDetail;
  paid: { rows: PaidByPayment[]; count: number; cents: bigint };
  page: number;
  pages: number;
  bankLines: BankLineOfPayment[];
  entry: EntryRow | undefined;
  entryLines: EntryLine[];
  /** Cents of it that wait for documents of the customer (GC13). */
  keptCents: bigint;
  /** How it is taken back here: its draft goes, or its entry is reversed (D4). */
  undo: "draft" | "final" | undefined;
  said: string | undefined;
  problems: readonly Problem[];
  /** What rests on it, where that is why it was refused. */
  rests: readonly RestsOnPayment[];
};

/** One payment: what it is, what it pays, the entry it wrote and the bank lines that brought it. */
export function paymentPage(visit: CompanyVisit, screen: PaymentScreen): Html {
  const { words, format, company } = visit;
  const says = words.payment;
  const { payment, paid, entry } = screen;
  const title = says.title(format.day(payment.paidOn), format.euros(payment.amountCents));
  return layout(visit, {
    title,
    link: "payments",
    body: html`<div class="title"><h1>${title}</h1><p>${payment.party}</p><p>${paymentSign(visit, payment)}</p></div>
${answerNotes(visit, { said: screen.said === "advance" ? words.advanceReceipt.said : screen.said === "final" ? words.advanceReceipt.undone.final : null, problems: screen.problems })}${screen.rests.length > 0 ? html`<div class="notes">${restList(visit, screen.rests)}</div>` : null}
<div class="cols2"><section><div><div class="sec"><h2>${says.facts}</h2></div>${facts(visit, screen)}</div>${undoForm(visit, screen)}
<div><div class="sec"><h2>${says.bank}</h2></div>${bankTable(visit, payment, screen.bankLines)}</div></section>
<section><div><div class="sec"><h2>${says.pays}</h2></div>${paid.rows.length > 0 ? paidTable(visit, paid) : html`<p class="soft">${says.paysNothing}</p>`}
${numberedPages(visit, { page: screen.page, pages: screen.pages, to: (to) => `${company.base}/payments/${String(payment.id)}?page=${to}` })}</div></section></div>
<div class="block"><div class="sec"><h2>${words.line.entry}</h2></div>${entry ? entryTable(visit, [entry], screen.entryLines) : html`<p class="soft">${says.noEntry}</p>`}</div>`,
  });
}

/** S4.34, S4.35: a payment that pays no document goes from here. */
function undoForm(visit: CompanyVisit, { payment, undo }: PaymentScreen): Html | null {
  if (!undo || !mayAct(visit, "accountant")) return null;
  return html`<form method="post" action="${visit.company.base}/payments/${String(payment.id)}/payment-undos"><button class="btn">${visit.words.advanceReceipt.undo[undo]}</button></form>`;
}

function facts(visit: CompanyVisit, { payment, keptCents }: PaymentScreen): Html {
  const { words, format, company } = visit;
  const says = words.payment;
  const back = payment.direction === "out" ? says.out : says.in;
  const shown: [string, Shown][] = [
    [words.payments.heads.date, time(visit, payment.paidOn)],
    [says.direction, back],
    [words.payments.heads.method, methodWord(visit, payment.method)],
    [words.payments.heads.amount, format.euros(payment.amountCents)],
    [says.discount, payment.discountCents > 0n ? format.euros(payment.discountCents) : null],
    [words.advanceReceipt.kept, keptCents > 0n ? format.euros(keptCents) : null],
    [words.payments.heads.label, payment.label],
    [says.reference, payment.reference],
    [says.cheque, payment.chequeNumber],
    [says.drawnOn, payment.drawnOn],
    [says.cleared, payment.clearedOn ? time(visit, payment.clearedOn) : null],
    [
      says.return,
      payment.returnId
        ? html`<a href="${company.base}/returns/${String(payment.returnId)}">${payment.returnReference ?? says.plainReturn}</a>`
        : null,
    ],
    [
      says.order,
      payment.orderId
        ? html`<a href="${company.base}/orders/${String(payment.orderId)}">${says.seeOrder}</a>`
        : null,
    ],
    [words.payments.heads.by, payment.recordedBy ?? words.machine],
  ];
  return factList(shown);
}

function bankTable(visit: CompanyVisit, payment: PaymentDetail, lines: readonly BankLineOfPayment[]): Html {
  const { words, company } = visit;
  const says = words.payment;
  if (lines.length === 0) {
    const shown = stateShown(payment);
    const never = shown === "in_till" || shown === "no_bank" ? says.neverInBank[shown] : undefined;
    return html`<p class="soft">${never ?? says.noBank}</p>`;
  }
  const rows = lines.map(
    (line) =>
      html`<tr><td class="nw soft">${time(visit, line.bookedOn)}</td><td><a class="raw" href="${company.base}/lines/${String(line.id)}">${line.label}</a></td><td class="amt">${amount(visit, line.amountCents)}</td></tr>`,
  );
  return html`<table class="t in-block"><thead><tr><th scope="col">${words.payments.heads.date}</th><th scope="col">${words.payments.heads.label}</th><th scope="col" class="amt">${words.payments.heads.amount}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function paidTable(visit: CompanyVisit, { rows, cents }: PaymentScreen["paid"]): Html {
  const { words, company, format } = visit;
  const shown = rows.map(
    (row) =>
      html`<tr><td class="nw"><a class="inv" href="${company.base}/invoices/${String(row.invoiceId)}">${row.number}</a></td><td>${row.party}<span class="sub">${words.sharePayers[row.payer]}</span></td><td class="amt">${amount(visit, row.amountCents)}</td></tr>`,
  );
  return html`<table class="t in-block"><thead><tr><th scope="col">${words.invoices.heads.number}</th><th scope="col">${words.invoices.heads.customer}</th><th scope="col" class="amt">${words.payments.heads.amount}</th></tr></thead><tbody>${shown}</tbody><tfoot><tr><th scope="row" colspan="2">${words.total}</th><td class="amt">${format.amount(cents)}</td></tr></tfoot></table>`;
}
