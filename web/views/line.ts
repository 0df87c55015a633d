import type { TransactionRow } from "../../sql/lineTransactions.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import type { LinePart } from "../../sql/screens/lineParts.ts";
import type { LineDetail, MatchRow, PaidShare } from "../../sql/screens/lines.ts";
import type { BroughtByLine } from "../../sql/screens/returns.ts";
import type { LineNote } from "../../sql/triage.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { factSentences, marked, reasonSentence } from "./evidence.ts";
import { layout } from "./layout.ts";
import { paidByLine } from "./lineParts.ts";
import { levelLetter } from "./lineRow.ts";
import { transactionTable } from "./lineTransactions.ts";
import { lineForm } from "./openLine.ts";
import { amount, factList, instant, type Shape, state, time } from "./parts.ts";
import { type PlaceForm, placeSection } from "./placeLine.ts";
import { noteList } from "./triage.ts";

export type LineScreen = {
  line: LineDetail;
  /** The payments inside it, as the bank lists them. */
  transactions: TransactionRow[];
  matches: MatchRow[];
  paid: PaidShare[];
  /** What it did beside paying shares. */
  parts: LinePart[];
  /** Announced payments that the line brought, or money of an insurer whose return has not come. */
  brought: BroughtByLine[];
  entry: EntryRow | undefined;
  entryLines: EntryLine[];
  mayUndo: boolean;
  /** For a line that waits or stands in suspense: which documents it pays. */
  place: PlaceForm | undefined;
  notes: readonly LineNote[];
};

const SHAPES: Record<LineDetail["state"], Shape> = {
  new: "wait",
  waiting: "late",
  posted: "ok",
  set_aside: "wait",
};

export function lineState(visit: CompanyVisit, of: LineDetail["state"]): Html {
  return state(SHAPES[of], visit.words.line.states[of]);
}

/** Everything about one line: what the bank wrote, what was decided and why, what it paid. */
export function linePage(visit: CompanyVisit, screen: LineScreen): Html {
  const { words, format, company } = visit;
  const { line } = screen;
  const title = words.line.title(format.day(line.bookedOn));
  const gesture =
    line.state === "waiting" && mayAct(visit, "accountant")
      ? html`<a class="btn" href="${company.base}/lines?line=${String(line.id)}#line-${String(line.id)}">${words.line.decide}</a>`
      : screen.mayUndo
        ? lineForm(
            visit,
            line,
            { filters: {} },
            { path: "undo", body: html`<button class="btn">${words.lines.undo}</button>` },
          )
        : null;
  return layout(visit, {
    title,
    link: "lines",
    body: html`<div class="title"><h1>${title}, ${format.euros(line.amountCents)}</h1><p>${line.counterpartyName ?? line.label}</p><p>${lineState(visit, line.state)}</p><div class="right">${gesture}</div></div>
<div class="cols2"><section>${wrote(visit, line)}${transactionTable(visit, line, screen.transactions)}${screen.place ? placeSection(visit, line, screen.place) : null}</section><section>
${screen.notes.length > 0 ? html`<div><div class="sec"><h2>${words.triage.notesTitle}</h2></div>${noteList(visit, screen.notes)}</div>` : null}<div><div class="sec"><h2>${words.line.decisions}</h2></div><ol class="history">${screen.matches.map((match) => decision(visit, match))}</ol></div>
<div><div class="sec"><h2>${words.line.paid}</h2></div>${screen.brought.length > 0 ? broughtTable(visit, screen.brought) : paidByLine(visit, screen)}</div>
${screen.entry ? html`<div><div class="sec"><h2>${words.line.entry}</h2></div>${entryTable(visit, [screen.entry], screen.entryLines)}</div>` : null}
</section></div>`,
  });
}

function wrote(visit: CompanyVisit, line: LineDetail): Html {
  const { words, format, company } = visit;
  const says = words.line;
  const facts: [string, Shown][] = [
    [
      says.account,
      html`<a href="${company.base}/accounts/${String(line.bankAccountId)}">${line.account}</a>`,
    ],
    [
      says.statement,
      html`<a href="${company.base}/statements/${String(line.statementId)}#line-${String(line.id)}">${says.statement}</a>`,
    ],
    [says.file, html`<a href="${company.base}/files/${String(line.fileId)}">${line.fileName}</a>`],
    [says.bookedOn, time(visit, line.bookedOn)],
    [says.valuedOn, line.valuedOn && time(visit, line.valuedOn)],
    [words.lines.heads.amount, format.euros(line.amountCents)],
    [says.label, html`<span class="raw">${marked(line.label, line.evidence.tokens ?? [])}</span>`],
    [
      says.details,
      line.details.length > 0 &&
        html`<span class="raw">${marked(line.details.join(" "), line.evidence.tokens ?? [])}</span>`,
    ],
    [says.counterparty, line.counterpartyName],
    [says.iban, line.counterpartyIban],
    [says.endToEndId, line.endToEndId],
    [says.structuredReference, line.structuredReference],
    [says.mandate, line.mandate],
    [says.creditorId, line.creditorId],
    [says.bankReference, line.bankReference],
    [says.entryNumber, line.entryNumber],
    [says.interbankCode, line.interbankCode],
    [says.returnReason, line.returnReason],
  ];
  return html`<div><div class="sec"><h2>${says.wrote}</h2></div>${factList(facts)}</div>
<div><div class="sec"><h2>${says.raw}</h2>${line.lineNumber === null ? null : html`<span class="soft">${says.rawLine(format.count(line.lineNumber))}</span>`}</div><pre class="dump${line.raw.startsWith("<") ? " is-markup" : ""}" tabindex="0">${line.raw}</pre></div>`;
}

/** One decision, present or taken back, with the evidence it rested on. */
function decision(visit: CompanyVisit, match: MatchRow): Html {
  const { words } = visit;
  const says = words.line;
  const who = match.decidedBy ?? words.machine;
  const undone = match.undoneAt
    ? html` <span class="soft">${says.undoneBy(match.undoneBy ?? words.machine, visit.format.instant(match.undoneAt))}</span>`
    : null;
  return html`<li><p>${levelLetter(visit, match.level)} <b>${says.decision[match.decision]}</b> ${words.by(who)}, ${instant(visit, match.decidedAt)} <span class="faint">· ${says.engine(match.engine)}</span>${undone}</p>
<p>${reasonSentence(visit.language, match.reason, match.evidence)}</p>${factSentences(visit.language, match.evidence.candidates?.[0])}</li>`;
}

function broughtTable(visit: CompanyVisit, brought: readonly BroughtByLine[]): Html {
  const { words, company } = visit;
  const rows = brought.map((each) => {
    const name = each.reference ? words.road.return(each.reference) : words.road.plainReturn;
    const told = each.returnId
      ? html`<a class="inv" href="${company.base}/returns/${String(each.returnId)}">${name}</a>`
      : html`<span class="soft">${words.insurers.noReturn}</span>`;
    return html`<tr><td>${time(visit, each.paidOn)}</td><td>${told}</td><td><a href="${company.base}/insurers/${String(each.insurerId)}">${each.insurer}</a></td><td class="amt">${amount(visit, each.amountCents)}</td></tr>`;
  });
  const heads = words.insurers.returnHeads;
  return html`<table class="t in-block"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.reference}</th><th scope="col">${words.insurers.one}</th><th scope="col" class="amt">${heads.net}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
