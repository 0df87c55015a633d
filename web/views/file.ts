import type { ChainLink } from "../../domain/bank/chain.ts";
import { isQuestion } from "../../domain/bank/readingOptions.ts";
import { sumCents } from "../../domain/money.ts";
import { describeProblem, PROBLEM_CODES, type Problem } from "../../domain/problems.ts";
import type { FileProblem, FileRow, StatementLineRow, StatementRow } from "../../sql/screens/files.ts";
import type { ReturnRow } from "../../sql/screens/returns.ts";
import { maskedIban } from "../format.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { breakText } from "./accountChain.ts";
import { type Answer, placeFields } from "./companySettings.ts";
import { type AnswerScreen, answerForm } from "./fileAnswer.ts";
import { fileState, formatName, statementTable } from "./files.ts";
import { returnTable } from "./insurer.ts";
import { layout } from "./layout.ts";
import { lineState } from "./line.ts";
import {
  amount,
  asProblem,
  factList,
  instant,
  numberedPages,
  phrase,
  problemNotes,
  side,
  state,
  time,
} from "./parts.ts";

export type FileScreen = {
  file: FileRow & { sha256: string };
  problems: FileProblem[];
  statements: StatementRow[];
  /** Where its statements do not follow those of their account. */
  breaks: readonly { bankAccountId: bigint; account: string; link: ChainLink }[];
  returns: ReturnRow[];
  /** Why the declaration of an account was refused, and what was typed then. */
  refused: readonly Problem[];
  typed: Answer["typed"];
  declaredFiles: number | undefined;
  leftFiles: number | undefined;
  /** Accounts that the file names and that nobody declared. */
  accounts: readonly { key: string; currency: string; iban?: string }[];
  answeredFiles: number | undefined;
  /** What the file asks, where it does not say all of itself. */
  answer: AnswerScreen | undefined;
};

/** One file: what it is, what it gave, and each thing wrong with it with what to do. */
export function filePage(visit: CompanyVisit, screen: FileScreen): Html {
  const { words } = visit;
  const { file, statements } = screen;
  return layout(visit, {
    title: file.name,
    link: "files",
    body: html`<div class="title"><h1>${file.name}</h1><p>${fileState(visit, file)}</p></div>
<div class="notes">${notes(visit, screen)}</div>
${screen.answer ? answerForm(visit, file.id, screen.answer) : null}
<div class="cols2"><section><div><div class="sec"><h2>${words.files.facts}</h2></div>${facts(visit, file)}</div></section>
<section>${problemList(visit, screen)}</section></div>
${statements.length > 0 ? html`<div class="block" id="statements"><br><div class="sec"><h2>${words.files.statements}</h2></div>${statementTable(visit, statements)}</div>` : null}${screen.returns.length > 0 ? html`<div class="title"><h2>${words.insurers.views.returns}</h2></div>${returnTable(visit, screen.returns)}` : null}`,
  });
}

function notes(visit: CompanyVisit, screen: FileScreen): Shown {
  const says = visit.words.files;
  const { file } = screen;
  return [
    screen.declaredFiles === undefined
      ? null
      : html`<p class="note ok" role="status">${says.declared(visit.format.count(screen.declaredFiles))}</p>`,
    screen.answeredFiles === undefined
      ? null
      : html`<p class="note ok" role="status">${visit.words.answer.done(visit.format.count(screen.answeredFiles))}</p>`,
    problemNotes(visit, screen.refused),
    screen.breaks.map(({ bankAccountId, account, link }) => {
      const to = `${visit.company.base}/accounts/${String(bankAccountId)}#gap-${String(link.statementId)}`;
      return html`<p class="note bad" role="alert"><b>${account}</b> ${breakText(visit, link)} <a href="${to}">${visit.words.files.chain(account)}</a></p>`;
    }),
    file.state === "refused" ? html`<p class="note bad">${says.refusedNote}</p>` : null,
    file.state === "received" ? html`<p class="note">${says.receivedNote}</p>` : null,
    screen.leftFiles === undefined
      ? null
      : html`<p class="note ok" role="status">${says.left(visit.format.count(screen.leftFiles))}</p>`,
    screen.answer ? null : declarations(visit, screen),
  ];
}

/** A statement of an unknown account is a question: is it ours, or not to be kept? Asked for each account of the file. */
function declarations(visit: CompanyVisit, { file, accounts, typed }: FileScreen): Shown {
  const says = visit.words.files;
  if (accounts.length === 0)
    return file.state === "held" ? html`<p class="note ask">${says.heldNote}</p>` : null;
  return accounts.map((account) => {
    const { iban, key, currency } = account;
    const shown = `${iban ? maskedIban(iban) : key}${currency === "EUR" ? "" : ` (${currency})`}`;
    const text =
      file.state === "held"
        ? html`<h2>${says.declareTitle}</h2><p>${says.declareText(shown)} ${says.heldNote}</p>`
        : html`<p>${says.unfollowedText(shown)}</p>`;
    return html`<div class="note ask">${text}${mayAct(visit, "accountant") ? declaration(visit, file, { account, typed: typed.key === key ? typed : {} }) : html`<p>${says.declareWho}</p>`}</div>`;
  });
}

function declaration(
  visit: CompanyVisit,
  file: FileScreen["file"],
  {
    account: { key, currency },
    typed,
  }: { account: { key: string; currency: string }; typed: Answer["typed"] },
): Html {
  const says = visit.words.files;
  const address = `${visit.company.base}/files/${String(file.id)}/bank-account`;
  const field = `name-${key}-${currency}`;
  const leave =
    file.state === "held"
      ? html`<button class="btn" formaction="${address}/leave" formnovalidate>${says.leave}</button> <span class="help">${says.leaveHelp}</span>`
      : null;
  return html`<form class="declare fields plain" method="post" action="${address}"><input type="hidden" name="key" value="${key}"><input type="hidden" name="currency" value="${currency}">
<div class="f w4"><label for="${field}">${says.declareName}</label><input class="in" id="${field}" name="name" required maxlength="80" placeholder="${says.declareHint}" value="${typed.name ?? ""}"></div>${placeFields(visit, typed, `${key}-${currency}`)}<p class="w12"><button class="btn go">${says.declare}</button>${leave}</p></form>`;
}

function facts(visit: CompanyVisit, file: FileScreen["file"]): Html {
  const { words, format, company } = visit;
  const says = words.files;
  const rows: [string, Shown][] = [
    [says.heads.kind, file.kind ? says.kinds[file.kind] : words.none],
    [says.format, formatName(file.format) ?? words.none],
    [says.size, format.bytes(file.byteCount)],
    [
      says.receivedAt,
      html`${instant(visit, file.receivedAt)}, ${says.sources[file.source]}${file.receivedBy ? ` ${words.by(file.receivedBy)}` : ""}`,
    ],
    [says.readAt, file.readAt ? instant(visit, file.readAt) : words.none],
    [says.heads.read, format.count(file.linesRead)],
    [says.heads.fresh, format.count(file.linesNew)],
    [says.heads.known, format.count(file.linesKnown)],
    [says.hash, html`<span class="raw">${file.sha256}</span>`],
  ];
  return html`${factList(rows)}
<p><br><a class="btn" href="${company.base}/files/${String(file.id)}/bytes" download>${says.download}</a></p>`;
}

/** What the forms above ask is not told a second time as an error. */
function problemList(visit: CompanyVisit, { problems: all, file, answer }: FileScreen): Html | null {
  const isAskedAbove = (problem: FileProblem) =>
    problem.code === "account_not_declared" || (answer !== undefined && isQuestion(problem));
  const problems = file.state === "held" ? all.filter((problem) => !isAskedAbove(problem)) : all;
  if (problems.length === 0) return null;
  const says = visit.words.files;
  const more = file.errors + file.warnings - all.length;
  return html`<div id="problems"><div class="sec"><h2>${says.problemsTitle}</h2></div><ol>${problems.map((problem) => problemItem(visit, problem))}</ol>
${more > 0 ? html`<p class="soft">${says.moreProblems(visit.format.count(more))}</p>` : null}</div>`;
}

/** The place, what stood there, what it means and what to do; the record as it came, to find it again. */
function problemItem(visit: CompanyVisit, stored: FileProblem): Html {
  const says = visit.words.files;
  const { says: sentence, toDo } = describeStored(stored, visit);
  const { colon } = visit.words;
  const place = [
    stored.line === null ? "" : `${says.problemHeads.place} ${visit.format.count(stored.line)}`,
    stored.field ? `${says.problemHeads.field}${colon}${stored.field}` : "",
    stored.value ? `${says.problemHeads.value}${colon}${stored.value}` : "",
  ].filter(Boolean);
  return html`<li class="problem"><p>${state(stored.severity === "error" ? "bad" : "late", says.severity[stored.severity])} <b>${phrase(visit.language, sentence)}</b></p>
<p>${phrase(visit.language, toDo)}</p>${place.length > 0 ? html`<p class="soft">${place.join(" · ")}</p>` : null}${stored.raw ? html`<pre class="dump" tabindex="0">${stored.raw}</pre>` : null}</li>`;
}

/** A code that an older version wrote and this one no longer has is shown as it is. */
function describeStored(stored: FileProblem, visit: CompanyVisit): { says: string; toDo: string } {
  const problem = asProblem(stored);
  if (!PROBLEM_CODES.includes(problem.code)) return { says: stored.code.replaceAll("_", " "), toDo: "" };
  return describeProblem(problem, visit.language);
}

export type StatementScreen = {
  statement: StatementRow;
  lines: StatementLineRow[];
  page: number;
  pages: number;
};

/** A statement as a bank prints it: opening, lines, closing. */
export function statementPage(visit: CompanyVisit, { statement, lines, page, pages }: StatementScreen): Html {
  const { words, company } = visit;
  const says = words.files;
  const heads = says.lineHeads;
  const days = [statement.openingOn, statement.closingOn].flatMap((day) =>
    day ? [visit.format.day(day)] : [],
  );
  return layout(visit, {
    title: says.statementOf(statement.account),
    link: "files",
    body: html`<div class="title"><h1>${says.statementOf(statement.account)}</h1><p>${days.join(" – ")}</p><p>${balanceState(visit, statement, pages === 1 ? lines : undefined)}</p>
<p class="right"><a href="${company.base}/accounts/${String(statement.bankAccountId)}">${says.chain(statement.account)}</a> · <a href="${company.base}/files/${String(statement.fileId)}">${statement.fileName}</a></p></div>
<div class="wide" role="region" tabindex="0" aria-label="${says.statement}"><table class="t"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.label}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th><th scope="col">${heads.state}</th></tr></thead>
<tbody>${balanceRow(visit, says.opening, statement.openingCents)}${lines.map((line) => statementLine(visit, line))}</tbody>
<tfoot>${closingRow(visit, statement)}</tfoot></table></div>
${statement.knownCount > 0 ? html`<div class="notes"><br><p class="note">${says.knownLines(statement.knownCount)}</p></div>` : null}
${numberedPages(visit, { page, pages, to: (to) => `${company.base}/statements/${String(statement.id)}?page=${to}` })}`,
  });
}

/** Checked on the page when all its lines are there and none was already known from another statement. */
function balanceState(
  visit: CompanyVisit,
  statement: StatementRow,
  lines: readonly StatementLineRow[] | undefined,
): Html | null {
  const says = visit.words.files;
  const { openingCents, closingCents, knownCount } = statement;
  if (openingCents === null || closingCents === null) return state("wait", says.noBalance);
  if (!lines || knownCount > 0) return null;
  const gap = openingCents + sumCents(lines.map((line) => line.amountCents)) - closingCents;
  return gap === 0n ? state("ok", says.balanced) : state("bad", says.notBalanced(visit.format.euros(gap)));
}

function balanceRow(visit: CompanyVisit, label: string, cents: bigint | null): Html | null {
  if (cents === null) return null;
  const [debit, credit] = cents < 0n ? [-cents, 0n] : [0n, cents];
  return html`<tr><td></td><td><b>${label}</b></td><td class="amt">${side(visit, debit)}</td><td class="amt">${cents === 0n ? amount(visit, 0n) : side(visit, credit)}</td><td></td></tr>`;
}

function closingRow(visit: CompanyVisit, { closingCents }: StatementRow): Html | null {
  if (closingCents === null) return null;
  const [debit, credit] = closingCents < 0n ? [-closingCents, 0n] : [0n, closingCents];
  return html`<tr><td></td><th scope="row">${visit.words.files.closing}</th><td class="amt">${side(visit, debit)}</td><td class="amt">${closingCents === 0n ? visit.format.amount(0n) : side(visit, credit)}</td><td></td></tr>`;
}

function statementLine(visit: CompanyVisit, line: StatementLineRow): Html {
  const out = line.amountCents < 0n;
  const magnitude = out ? -line.amountCents : line.amountCents;
  return html`<tr id="line-${String(line.id)}"><td class="soft nw">${time(visit, line.bookedOn)}</td><td><a class="inv" href="${visit.company.base}/lines/${String(line.id)}">${line.counterpartyName ?? line.label}</a>${line.counterpartyName ? html`<span class="sub raw">${line.label}</span>` : null}</td>
<td class="amt">${out ? side(visit, magnitude) : null}</td><td class="amt">${out ? null : side(visit, magnitude)}</td><td class="nw">${lineState(visit, line.state)}</td></tr>`;
}
