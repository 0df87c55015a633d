import { sumCents } from "../../domain/money.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { side, state } from "./parts.ts";

type EntryTotals = { label: string; debit: bigint; credit: bigint };

/** Where an entry has more lines than this, a page about one invoice shows the lines of that invoice and counts the others. */
const WHOLE_ENTRY = 6;

/**
 * Entries as a book shows them: each with its heading, its lines, and both sides in their own column.
 * Of an entry of which not all lines are given, the others are counted.
 * @param about the invoice that the page is about: of an entry of many invoices, a return for one, only its lines are shown
 * @param paged the page leads to the other lines itself
 * @param partial there are entries on other pages, and no totals of them all: nothing is added up
 */
export function entryTable(
  visit: CompanyVisit,
  entries: readonly EntryRow[],
  lines: readonly EntryLine[],
  {
    totals,
    about,
    paged = false,
    partial = false,
  }: { totals?: EntryTotals; about?: bigint; paged?: boolean; partial?: boolean } = {},
): Html {
  const heads = visit.words.journal.heads;
  const byEntry = new Map<bigint, EntryLine[]>();
  for (const line of lines) byEntry.set(line.entryId, [...(byEntry.get(line.entryId) ?? []), line]);
  const firsts = [...byEntry.values()].flatMap(([first]) => first ?? []);
  const sums = totals ?? {
    label: visit.words.total,
    debit: sumCents(firsts.map((line) => line.entryDebitCents)),
    credit: sumCents(firsts.map((line) => line.entryCreditCents)),
  };
  const rows = (entry: EntryRow) => {
    const given = byEntry.get(entry.id) ?? [];
    return paged ? given.map((line) => entryLine(visit, line)) : entryLines(visit, entry, given, about);
  };
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.invoices.entries}"><table class="t in-block journal-t"><thead><tr><th scope="col">${heads.account}</th><th scope="col">${heads.name}</th><th scope="col">${heads.label}</th><th scope="col">${heads.letter}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th></tr></thead>
<tbody>${entries.map((entry) => [heading(visit, entry), rows(entry)])}</tbody>
${partial ? null : html`<tfoot><tr><th scope="row" colspan="4">${sums.label}</th><td class="amt">${visit.format.amount(sums.debit)}</td><td class="amt">${visit.format.amount(sums.credit)}</td></tr></tfoot>`}</table></div>`;
}

function entryLines(
  visit: CompanyVisit,
  entry: EntryRow,
  lines: readonly EntryLine[],
  about: bigint | undefined,
): Html[] {
  const [first] = lines;
  if (!first) return [];
  const own = lines.filter(({ invoiceId }) => invoiceId === about);
  const shown = about === undefined || first.entryLines <= WHOLE_ENTRY || own.length === 0 ? lines : own;
  const rows = shown.map((line) => entryLine(visit, line));
  const others = first.entryLines - shown.length;
  if (others === 0) return rows;
  const debit = first.entryDebitCents - sumCents(shown.map((line) => line.debitCents));
  const credit = first.entryCreditCents - sumCents(shown.map((line) => line.creditCents));
  const address = `${visit.company.base}/journal/${String(entry.id)}`;
  return [
    ...rows,
    html`<tr><td colspan="4" class="soft"><a href="${address}">${visit.words.journal.others(others)}</a></td><td class="amt">${side(visit, debit)}</td><td class="amt">${side(visit, credit)}</td></tr>`,
  ];
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

function entryLine(visit: CompanyVisit, line: EntryLine): Html {
  const invoice = line.invoiceId
    ? html` <a class="soft" href="${visit.company.base}/invoices/${String(line.invoiceId)}">${line.invoice}</a>`
    : null;
  return html`<tr><td class="soft nw"><a class="plain" href="${ledgerAddress(visit, line)}">${line.account}</a></td><td class="c-name">${line.party ?? line.accountName}${invoice}${line.aux ? html`<span class="sub">${line.aux}</span>` : null}</td><td class="soft c-lab" title="${line.label}">${line.label}</td><td class="soft">${line.letter}</td><td class="amt">${side(visit, line.debitCents)}</td><td class="amt">${side(visit, line.creditCents)}</td></tr>`;
}

/** The account of a line in the ledger, its third party alone where it has one. */
function ledgerAddress(visit: CompanyVisit, { account, partyId }: EntryLine): string {
  return `${visit.company.base}/ledger/${account}${query({ party: partyId === null ? undefined : String(partyId) })}`;
}
