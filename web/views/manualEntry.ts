import { OPENING_JOURNAL } from "../../domain/accounting/carryForward.ts";
import { balanceOf, MANUAL_JOURNALS } from "../../domain/accounting/manualEntry.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Problem } from "../../domain/problems.ts";
import { type Html, html } from "../html.ts";
import { amountTyped } from "../typed.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { options, problemNotes } from "./parts.ts";

/** The form as it was typed: field by field, those of lines with the number of their line, from 0. */
export type TypedEntry = Readonly<Record<string, string>>;

export type ManualEntryScreen = {
  typed: TypedEntry;
  rows: number;
  accounts: readonly { number: string; name: string }[];
  /** The day on which the books begin, as long as their first balances may be written. */
  begins: IsoDate | undefined;
  problems: readonly Problem[];
};

export const FIRST_ROWS = 6;
export const MORE_ROWS = 6;
export const ROWS_MAX = 200;

/** An entry written line by line (journal OD, or AN for what the books begin with). A plain form; with htmx the difference runs along while one types. */
export function manualEntryPage(visit: CompanyVisit, screen: ManualEntryScreen): Html {
  const { words, company } = visit;
  const says = words.manualEntry;
  const { typed, rows, accounts, begins, problems } = screen;
  const at = `${company.base}/journal/manual`;
  const live = html`hx-post="${at}/difference" hx-trigger="input delay:150ms" hx-include="closest form" hx-target="#difference" hx-swap="outerHTML"`;
  const lines = Array.from({ length: rows }, (_, row) => entryRow(visit, typed, row));
  const journals = MANUAL_JOURNALS.map((value) => ({ value, label: says.journals[value] }));
  const opening =
    begins === undefined || typed.journal !== OPENING_JOURNAL
      ? null
      : html`<div class="notes"><p class="note">${says.openingNote(visit.format.day(begins))}</p></div>`;
  const heads = [says.account, says.aux, says.lineLabel];
  return layout(visit, {
    title: says.title,
    link: "journal",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
${opening}
${problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, problems)}</div>` : null}
<section class="pay"><form method="post" action="${at}"><input type="hidden" name="rows" value="${String(rows)}">
<div class="f w3"><label for="journal">${says.journal}</label><select class="in" id="journal" name="journal">${options(journals, typed.journal ?? "OD")}</select></div>
<div class="f"><label for="on">${says.day}</label><input class="in" id="on" name="on" type="date" required value="${typed.on ?? visit.today}"></div>
<div class="f"><label for="piece">${says.piece} <span class="faint">${says.pieceHint}</span></label><input class="in" id="piece" name="piece" maxlength="60" value="${typed.piece ?? ""}"></div>
<div class="f w4"><label for="entryLabel">${says.label}</label><input class="in" id="entryLabel" name="entryLabel" maxlength="200" required value="${typed.entryLabel ?? ""}"></div>
<div class="w12 wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<th scope="col" class="amt">${says.debit}</th><th scope="col" class="amt">${says.credit}</th></tr></thead><tbody ${live}>${lines}</tbody></table></div>
<datalist id="chart">${accounts.map(({ number, name }) => html`<option value="${number}">${number} ${name}</option>`)}</datalist>
<div class="w12">${differenceNote(visit, typed, rows)}</div>
<div class="ends"><button class="btn go">${says.save}</button><button class="btn" name="act" value="check" formnovalidate>${says.check}</button><button class="btn" name="act" value="more" formnovalidate>${says.more}</button><a class="btn bare" href="${company.base}/journal">${says.cancel}</a></div></form></section>`,
  });
}

function entryRow(visit: CompanyVisit, typed: TypedEntry, row: number): Html {
  const says = visit.words.manualEntry;
  const cell = (name: string, label: string, more: Html | null = null) => {
    const spoken = `${label}, ${says.row(String(row + 1))}`;
    return html`<input class="in${name === "debit" || name === "credit" ? " amt" : ""}" name="${name}${String(row)}" aria-label="${spoken}" autocomplete="off" value="${typed[`${name}${row}`] ?? ""}"${more}>`;
  };
  const decimal = html` inputmode="decimal"`;
  return html`<tr><td>${cell("account", says.account, html` list="chart" inputmode="numeric" size="8"`)}</td><td>${cell("aux", says.aux, html` size="10"`)}</td><td>${cell("label", says.lineLabel)}</td><td class="amt">${cell("debit", says.debit, decimal)}</td><td class="amt">${cell("credit", says.credit, decimal)}</td></tr>`;
}

/** Both sides added up, and what is missing where. An amount that cannot be read counts for nothing yet. */
export function differenceNote(visit: CompanyVisit, typed: TypedEntry, rows: number): Html {
  const { words, format } = visit;
  const says = words.manualEntry;
  const lines = Array.from({ length: rows }, (_, row) => ({
    debit: amountTyped(typed[`debit${row}`]) ?? 0n,
    credit: amountTyped(typed[`credit${row}`]) ?? 0n,
  }));
  const { debit, credit, gap } = balanceOf(lines);
  const totals = says.totals(format.euros(debit), format.euros(credit));
  const is = debit === 0n && credit === 0n ? "" : gap === 0n ? " ok" : " ask";
  const said =
    is === ""
      ? says.empty
      : gap === 0n
        ? says.balanced
        : gap < 0n
          ? says.missingDebit(format.euros(-gap))
          : says.missingCredit(format.euros(gap));
  return html`<p class="note${is}" id="difference" role="status">${is === "" ? null : html`<b>${totals}.</b> `}${said}</p>`;
}
