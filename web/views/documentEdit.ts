import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import type { Problem } from "../../domain/problems.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { options, problemNotes } from "./parts.ts";

/** The form as it was typed: field by field, those of rows with the number of their row, from 0. */
export type TypedDocument = Readonly<Record<string, string>>;

export type DocumentScreen = {
  invoiceId: bigint;
  number: string;
  /** One payer alone owes the whole: the shares need no table of their own. */
  isSimple: boolean;
  isCreditNote: boolean;
  typed: TypedDocument;
  problems: readonly Problem[];
};

export const SHARE_PAYERS = ["amo", "amc", "patient", "business", "supplier"] as const;
export const VAT_DUES = ["delivery", "collection", "exempt"] as const;
/** Rows without an amount are left out: there are always some to spare. */
const SPARE_ROWS = 3;
/** The most that a form brings back. */
export const ROWS_MAX = 200;

/** A document before its first payment, every datum in a field (S4.3). Works as a plain form. */
export function documentEditPage(visit: CompanyVisit, screen: DocumentScreen): Html {
  const { words, company } = visit;
  const says = words.documentEdit;
  const { typed } = screen;
  const home = `${company.base}/invoices/${String(screen.invoiceId)}`;
  const plain = (name: string, label: string, more: { type?: string; wide?: string } = {}) =>
    html`<div class="f${more.wide ? ` ${more.wide}` : ""}"><label for="${name}">${label}</label><input class="in${isAmount(name) ? " amt" : ""}" id="${name}" name="${name}"${more.type ? html` type="${more.type}"` : null} value="${typed[name] ?? ""}"></div>`;
  return layout(visit, {
    title: says.title(screen.number),
    link: "invoices",
    body: html`<div class="title"><h1>${says.title(screen.number)}</h1><p>${says.intro}${screen.isCreditNote ? html` ${says.noteSign}` : null}</p></div>
${screen.problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, screen.problems)}</div>` : null}
<section class="pay"><form method="post" action="${home}/edit">
${plain("issuedOn", says.issuedOn, { type: "date" })}${plain("dueOn", says.dueOn, { type: "date" })}${plain("total", says.total)}${plain("branch", says.branch)}
${plain("customerAux", `${says.customer} · ${says.aux}`)}${plain("customerName", says.name, { wide: "w4" })}
${screen.isSimple ? null : shareTable(visit, typed)}${lineTable(visit, typed)}
<div class="ends"><button class="btn go">${says.save}</button><a class="btn bare" href="${home}">${says.cancel}</a></div></form></section>`,
  });
}

function rowsOf(typed: TypedDocument, name: string): number {
  let rows = 0;
  while (rows < ROWS_MAX && typed[`${name}${rows}`] !== undefined) rows += 1;
  const filled = Array.from({ length: rows }, (_, row) => typed[`${name}${row}`]).filter(Boolean).length;
  return Math.min(ROWS_MAX, Math.max(rows, filled + SPARE_ROWS));
}

function isAmount(name: string): boolean {
  return ["total", "amount", "net", "rate", "vat"].includes(name);
}

function cell(visit: CompanyVisit, typed: TypedDocument, name: string, label: string, row: number): Html {
  const is = isAmount(name) ? " amt" : "";
  const spoken = `${label}, ${visit.words.documentEdit.row(String(row + 1))}`;
  return html`<td><input class="in${is}" name="${name}${String(row)}" aria-label="${spoken}" value="${typed[`${name}${row}`] ?? ""}"></td>`;
}

/** A column of figures has its head above them, on the right. */
function head(name: string, label: string): Html {
  return html`<th scope="col"${isAmount(name) ? html` class="amt"` : null}>${label}</th>`;
}

function table(title: string, heads: readonly Html[], rows: readonly Html[]): Html {
  return html`<div class="w12 wide" role="region" tabindex="0" aria-label="${title}"><h2>${title}</h2><table class="t in-block"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function shareTable(visit: CompanyVisit, typed: TypedDocument): Html {
  const says = visit.words.documentEdit;
  const payers = SHARE_PAYERS.map((value) => ({ value, label: visit.words.payersLong[value] }));
  const rows = Array.from({ length: rowsOf(typed, "amount") }, (_, row) => {
    const spoken = `${says.payer}, ${says.row(String(row + 1))}`;
    return html`<tr><td><select class="in" name="payer${String(row)}" aria-label="${spoken}">${options(payers, typed[`payer${row}`] || "patient")}</select></td>${cell(visit, typed, "aux", says.aux, row)}${cell(visit, typed, "name", says.name, row)}${cell(visit, typed, "amount", says.amount, row)}</tr>`;
  });
  return table(
    says.shares,
    (["payer", "aux", "name", "amount"] as const).map((name) => head(name, says[name])),
    rows,
  );
}

function lineTable(visit: CompanyVisit, typed: TypedDocument): Html {
  const says = visit.words.documentEdit;
  const dues = VAT_DUES.map((value) => ({ value, label: says.due[value] }));
  const rows = Array.from({ length: rowsOf(typed, "net") }, (_, row) => {
    const spoken = `${says.vatDue}, ${says.row(String(row + 1))}`;
    return html`<tr>${cell(visit, typed, "account", says.account, row)}${cell(visit, typed, "label", says.label, row)}${cell(visit, typed, "net", says.net, row)}${cell(visit, typed, "rate", says.rate, row)}${cell(visit, typed, "vat", says.vat, row)}<td><select class="in" name="vatDue${String(row)}" aria-label="${spoken}">${options(dues, typed[`vatDue${row}`] || "delivery")}</select></td></tr>`;
  });
  const names = ["account", "label", "net", "rate", "vat", "vatDue"] as const;
  const heads = names.map((name) => head(name, says[name]));
  return table(says.lines, heads, rows);
}

/** A document as its form shows it. */
export function typedOf(visit: CompanyVisit, draft: InvoiceDraft): TypedDocument {
  const { format } = visit;
  const typed: Record<string, string> = {
    issuedOn: draft.issuedOn,
    dueOn: draft.dueOn ?? "",
    total: format.amount(draft.total),
    branch: draft.branch ?? "",
    customerAux: draft.customer.aux,
    customerName: draft.customer.name,
  };
  for (const [row, { payer, aux, name, amount }] of draft.shares.entries())
    Object.assign(typed, {
      [`payer${row}`]: payer,
      [`aux${row}`]: aux,
      [`name${row}`]: name,
      [`amount${row}`]: format.amount(amount),
    });
  for (const [row, line] of draft.lines.entries())
    Object.assign(typed, {
      [`account${row}`]: line.account,
      [`label${row}`]: line.label ?? "",
      [`net${row}`]: format.amount(line.net),
      [`rate${row}`]: format.amount(BigInt(line.vatRate)),
      [`vat${row}`]: format.amount(line.vat),
      [`vatDue${row}`]: line.vatDue,
    });
  return typed;
}
