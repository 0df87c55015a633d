import { sumCents } from "../../domain/money.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { side, state } from "./parts.ts";

/** Entries as a book shows them: each with its heading, its lines, and both sides in their own column. */
export function entryTable(
  visit: CompanyVisit,
  entries: readonly EntryRow[],
  lines: readonly EntryLine[],
  {
    totals,
    paged = false,
  }: { totals?: { label: string; debit: bigint; credit: bigint }; paged?: boolean } = {},
): Html {
  const heads = visit.words.journal.heads;
  const byEntry = new Map<bigint, EntryLine[]>();
  for (const line of lines) byEntry.set(line.entryId, [...(byEntry.get(line.entryId) ?? []), line]);
  const firstLines = [...byEntry.values()].flatMap(([first]) => first ?? []);
  const sums = totals ?? {
    label: visit.words.total,
    debit: sumCents(firstLines.map((line) => line.entryDebitCents)),
    credit: sumCents(firstLines.map((line) => line.entryCreditCents)),
  };
  const linesOf = (entry: EntryRow) => {
    const own = byEntry.get(entry.id) ?? [];
    return [own.map((line) => entryLine(visit, line)), paged ? null : rest(visit, entry, own)];
  };
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.invoices.entries}"><table class="t in-block journal-t"><thead><tr><th scope="col">${heads.account}</th><th scope="col">${heads.name}</th><th scope="col">${heads.label}</th><th scope="col">${heads.letter}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th></tr></thead>
<tbody>${entries.map((entry) => [heading(visit, entry), ...linesOf(entry)])}</tbody>
<tfoot><tr><th scope="row" colspan="4">${sums.label}</th><td class="amt">${visit.format.amount(sums.debit)}</td><td class="amt">${visit.format.amount(sums.credit)}</td></tr></tfoot></table></div>`;
}

function heading(visit: CompanyVisit, entry: EntryRow): Html {
  const { words, format, company } = visit;
  const number = entry.number === null ? "" : ` ${format.count(entry.number)}`;
  const validated = entry.validatedOn
    ? state("ok", words.journal.validated(format.day(entry.validatedOn)))
    : state("wait", words.journal.draft);
  const links = [
    entry.lineId
      ? html` · <a href="${company.base}/lines/${String(entry.lineId)}">${words.journal.line}</a>`
      : null,
    entry.correctsId
      ? html` · <a href="${company.base}/journal/${String(entry.correctsId)}">${words.journal.corrects}</a>`
      : null,
  ];
  return html`<tr class="entry"><th colspan="6" scope="colgroup"><a class="inv" href="${company.base}/journal/${String(entry.id)}">${entry.journal}${number}</a> · ${format.day(entry.postedOn)} · ${entry.label} <span class="soft">· ${words.journal.piece(entry.piece)} · ${validated}${links}</span></th></tr>`;
}

/** How many lines the entry has besides, and where they are. */
function rest(visit: CompanyVisit, entry: EntryRow, shown: readonly EntryLine[]): Shown {
  const more = (shown[0]?.entryLines ?? 0) - shown.length;
  if (more <= 0) return null;
  const { words, company } = visit;
  return html`<tr><td></td><td colspan="5"><a href="${company.base}/journal/${String(entry.id)}">${words.journal.moreLines(more)}</a></td></tr>`;
}

function entryLine(visit: CompanyVisit, line: EntryLine): Html {
  const invoice = line.invoiceId
    ? html` <a class="soft" href="${visit.company.base}/invoices/${String(line.invoiceId)}">${line.invoice}</a>`
    : null;
  return html`<tr><td class="soft nw">${line.account}${line.aux ? html`<span class="sub">${line.aux}</span>` : null}</td><td>${line.party ?? line.accountName}${invoice}</td><td class="soft c-lab" title="${line.label}">${line.label}</td><td class="soft">${line.letter}</td><td class="amt">${side(visit, line.debitCents)}</td><td class="amt">${side(visit, line.creditCents)}</td></tr>`;
}
