import { absCents, type Cents } from "../../domain/money.ts";
import type { LineRow } from "../../sql/screens/lines.ts";
import type { Colleague, LineNote } from "../../sql/triage.ts";
import { type Html, html, query } from "../html.ts";
import type { SplitForm, SplitRow } from "../split.ts";
import type { CompanyVisit } from "../visit.ts";
import { answersOf, type LinesPlace, listAddress, SWAP } from "./lineRow.ts";
import { instant } from "./parts.ts";

/** What people said and do about the open line. */
export type OpenTriage = {
  notes: readonly LineNote[];
  colleagues: readonly Colleague[];
  split: SplitForm | undefined;
  /** How many other lines of the page have the same evidence. */
  alike: number;
};

/** The strip that leads to the lines with the same evidence. It never accepts at once. */
export function alikeStrip(
  visit: CompanyVisit,
  line: LineRow,
  place: LinesPlace,
  alike: number,
): Html | null {
  if (alike === 0) return null;
  const says = visit.words.triage;
  const address = `${visit.company.base}/lines/batch${query({ ...place.filters, like: String(line.id) })}`;
  return html`<p class="alike">${says.alike(alike)}. <a class="btn" href="${address}" data-alike>${says.alikeSee}</a></p>`;
}

/** The buttons beside "accept": each opens a small form in place, by a link or a fold that works without script. */
export function triageActions(
  visit: CompanyVisit,
  line: LineRow,
  place: LinesPlace,
  { notes, colleagues }: OpenTriage,
): Html {
  const says = visit.words.triage;
  const marks = place.marks.get(line.id);
  const money = line.amountCents > 0n ? splitLinks(visit, line, place) : null;
  const noteId = `note-${String(line.id)}`;
  const who = `assignee-${String(line.id)}`;
  const options = colleagues.map(
    ({ id, name }) =>
      html`<option value="${String(id)}"${marks?.assigneeId === id ? html` selected` : null}>${name}</option>`,
  );
  return html`${money}
<details data-note><summary><span class="btn">${says.note}${notes.length > 0 ? ` (${notes.length})` : ""} <kbd aria-hidden="true">N</kbd></span></summary><div class="books">${noteList(visit, notes)}
<form method="post" action="${actOn(visit, line, "note")}" hx-post="${actOn(visit, line, "note")}" ${SWAP}>${back(place)}<div class="f f-note"><label for="${noteId}">${says.noteLabel}</label><textarea class="in" id="${noteId}" name="note" rows="2" maxlength="2000" required></textarea></div><button class="btn">${says.noteSave}</button></form></div></details>
<details data-assign><summary><span class="btn">${says.assign} <kbd aria-hidden="true">A</kbd></span></summary><div class="books"><form method="post" action="${actOn(visit, line, "assignee")}" hx-post="${actOn(visit, line, "assignee")}" ${SWAP}>${back(place)}<div class="f"><label for="${who}">${says.assignLabel}</label><select class="in" id="${who}" name="to"><option value="">${says.assignNobody}</option>${options}</select></div><button class="btn">${says.assignSave}</button></form></div></details>`;
}

function splitLinks(visit: CompanyVisit, line: LineRow, place: LinesPlace): Html {
  const says = visit.words.triage;
  const to = (more: Record<string, string>) =>
    listAddress(visit, place, { line: String(line.id), split: "1", ...more });
  const [best] = answersOf(line, place);
  const differs = best !== undefined && best.shares.length > 0 && best.due !== line.amountCents;
  const link = (address: string, name: string, label: string, key: string) =>
    html`<a class="btn" href="${address}" hx-get="${address}" ${SWAP} data-${name}>${label} <kbd aria-hidden="true">${key}</kbd></a>`;
  return html`${link(to({}), "split", says.split, "S")} ${differs ? link(to({ gap: "1" }), "gap", says.gap, "W") : null}`;
}

function actOn(visit: CompanyVisit, line: Pick<LineRow, "id">, path: string): string {
  return `${visit.company.base}/lines/${String(line.id)}/${path}`;
}

function back(place: Pick<LinesPlace, "filters">): Html {
  return html`<input type="hidden" name="filters" value="${query(place.filters).slice(1)}">`;
}

/** The notes, the first one first: under the fold and on the line's own page. */
export function noteList(visit: CompanyVisit, notes: readonly LineNote[]): Html | null {
  if (notes.length === 0) return null;
  return html`<ul class="said-notes">${notes.map(
    ({ author, writtenAt, body }) =>
      html`<li><p>${body}</p><p class="soft">${author}, ${instant(visit, writtenAt)}</p></li>`,
  )}</ul>`;
}

/**
 * The cursor's place when the form opens. A form is reached by an address without `#`: a browser gives the element named
 * there the focus some time after the page was read, and takes it from the field.
 */
const FOCUS = html` autofocus`;

/**
 * The line over several shares. The form is sent to itself by "search", with what was typed, and saved by a button of its own.
 * What is left is computed here; with script it follows each key.
 */
export function splitForm(visit: CompanyVisit, line: LineRow, place: LinesPlace, form: SplitForm): Html {
  const says = visit.words.triage;
  const { words, format, company } = visit;
  const heads = says.splitHeads;
  const list = `${company.base}/lines`;
  const id = String(line.id);
  const close = listAddress(visit, place, { line: id });
  const kept = Object.entries({ ...place.filters, line: id, split: "1" }).flatMap(([name, value]) =>
    value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [],
  );
  const rows = form.rows.map((row, at) => splitRow(visit, row, at === 0 ? FOCUS : null));
  return html`<form class="split" method="post" action="${actOn(visit, line, "split")}" data-split-form data-line="${String(absCents(line.amountCents))}">${kept}${back(place)}
<h3>${says.splitTitle}</h3>
<div class="wide" role="region" tabindex="0" aria-label="${says.splitTitle}"><table class="rank"><thead><tr><th scope="col">${heads.invoice}</th><th scope="col">${heads.person}</th><th scope="col">${heads.share}</th><th scope="col" class="amt">${heads.due}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.settle}</th></tr></thead><tbody>${rows}</tbody></table></div>
<div class="split-foot"><div class="f"><label for="find-${id}">${says.find}</label><span class="pair"><input class="in" id="find-${id}" name="find" type="search" value="${form.find ?? ""}"${rows.length === 0 ? FOCUS : null}><button class="btn" formmethod="get" formaction="${list}" formnovalidate>${says.findButton}</button></span></div>
<div class="f"><label for="why-${id}">${says.reason} <span class="faint">${says.reasonHint}</span></label><input class="in" id="why-${id}" name="why" maxlength="200" value="${form.reason}" placeholder="${says.reasonDefault}"></div>
<p class="remainder${form.remainder === 0n ? " is-zero" : ""}">${says.remainder} <output data-remainder>${format.amount(form.remainder)}</output></p></div>
${form.asks ? html`<p class="note"><label class="tickbox"><input type="checkbox" name="confirmed" value="yes"> ${says.splitConfirm}</label></p>` : null}
${form.nothingFound ? html`<p class="note">${says.findNothing(form.find ?? "")}</p>` : null}
<div class="acts"><button class="btn go" name="finish" value="exact" data-finish>${says.splitSave}</button><button class="btn" name="finish" value="gain" data-finish-gain>${says.gainSave}</button><span class="soft">${says.splitHelp}</span><span class="right"><a data-close href="${close}#line-${id}" hx-get="${close}" ${SWAP}>${words.close}</a></span></div></form>`;
}

/** Of what is due a part or all; of a credit note, below zero. */
function fitsDue(cents: Cents, due: Cents): boolean {
  return due < 0n ? cents < 0n && cents >= due : cents > 0n && cents <= due;
}

function splitRow(visit: CompanyVisit, { share, typed, cents, settle }: SplitRow, focus: Html | null): Html {
  const says = visit.words.triage;
  const id = String(share.shareId);
  const wrong = typed !== "" && (cents === undefined || !fitsDue(cents, share.dueCents));
  return html`<tr${typed === "" ? null : html` class="best"`}><td><a class="inv" href="${visit.company.base}/invoices/${String(share.invoiceId)}">${share.number}</a></td><td>${share.party}</td><td>${visit.words.payers[share.payer]}</td><td class="amt">${visit.format.amount(share.dueCents)}</td>
<td class="amt"><input class="in amt" name="part-${id}" inputmode="decimal" value="${typed}" placeholder="${visit.format.amount(share.dueCents)}" aria-label="${says.amountFor(share.number, share.party)}" data-part${wrong ? html` aria-invalid="true"` : null}${focus}></td>
<td>${share.dueCents > 0n ? html`<label class="tickbox"><input type="checkbox" name="settle-${id}" aria-label="${says.settleFor(share.number)}"${settle ? html` checked` : null}></label>` : null}</td></tr>`;
}

/** One line of a batch: what it is, its answer, and a tick. */
export type BatchRow = {
  line: LineRow;
  value: string;
  kind: "match" | "returns";
  answer: string;
  due: Cents;
};

export function batchTable(visit: CompanyVisit, rows: readonly BatchRow[]): Html {
  const says = visit.words.triage;
  const heads = says.batchHeads;
  const body = rows.map(({ line, value, kind, answer, due }) => {
    const id = String(line.id);
    const name = line.counterpartyName ?? line.label;
    return html`<tr><td class="tickcell"><label class="tickbox"><input type="checkbox" name="take" value="${id}" checked aria-label="${says.batchTake(name)}"></label><input type="hidden" name="${kind}-${id}" value="${value}"></td>
<td><a href="${visit.company.base}/lines/${id}">${name}</a><small class="soft">${visit.format.day(line.bookedOn)} · ${line.label}</small></td><td class="amt">${visit.format.amount(line.amountCents)}</td><td>${answer}</td><td class="amt">${visit.format.amount(due)}</td></tr>`;
  });
  const total = rows.reduce((sum, { line }) => sum + line.amountCents, 0n);
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.batchTitle}"><table class="t batch"><thead><tr><td></td><th scope="col">${heads.line}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.answer}</th><th scope="col" class="amt">${heads.due}</th></tr></thead><tbody>${body}</tbody>
<tfoot><tr><td></td><th scope="row">${visit.words.lines.sum(rows.length, visit.format.euros(total))}</th><td class="amt">${visit.format.amount(total)}</td><td></td><td></td></tr></tfoot></table></div>`;
}
