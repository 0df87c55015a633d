import type { FiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { Problem } from "../../domain/problems.ts";
import type { KeptArchive } from "../../sql/booksArchive.ts";
import type { BeforeClosing, BeforeValidation, ChainHead, Closing } from "../../sql/closings.ts";
import type { Company } from "../../sql/companies.ts";
import type { YearStanding } from "../../sql/fec.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { answerNotes, countTo, instant, options, state } from "./parts.ts";

export type YearRow = FiscalYear & {
  standing: YearStanding;
  closing: Closing | undefined;
  /** What stands before its closing; undefined for a year that is closed or not over. */
  before: BeforeClosing | undefined;
  /** The accounts whose balances `before` gives. */
  accounts: { suspense: string; internalTransfer: string };
  head: ChainHead | undefined;
};

export type ClosingScreen = {
  company: Company;
  years: readonly YearRow[];
  archives: readonly KeptArchive[];
  lockOpen: boolean;
  /** What the validation that somebody asked about would make final. */
  validation: BeforeValidation | undefined;
  said: Shown;
  problems: readonly Problem[];
  /** A sentence about what was typed. */
  wrong: Shown;
};

/** Years with their files, validation, locks: what makes books final, on one page. */
export function closingPage(visit: CompanyVisit, screen: ClosingScreen): Html {
  const says = visit.words.closing;
  return layout(visit, {
    title: says.title,
    link: "closing",
    body: html`<div class="title"><h1>${says.title}</h1></div>
${answerNotes(visit, screen)}
<section class="block"><h2>${says.years}</h2>${screen.years.length === 0 ? html`<p class="note">${says.noYear}</p>` : yearTable(visit, screen.years)}</section>
${mayAct(visit, "accountant") ? validationSection(visit, screen.validation) : null}
${lockSection(visit, screen)}
${identitySection(visit, screen.company)}
${screen.archives.length > 0 ? archiveSection(visit, screen.archives) : null}`,
  });
}

function yearTable(visit: CompanyVisit, years: readonly YearRow[]): Html {
  const { words, format } = visit;
  const says = words.closing;
  const heads = says.yearHeads;
  const rows = years.map((row) => {
    const { closing, standing } = row;
    const stands = closing
      ? state("ok", says.closed(format.instant(closing.closedAt), closing.closedBy ?? words.machine))
      : state("wait", says.open);
    return html`<tr><th scope="row">${String(row.year)}</th><td class="nw soft">${format.day(row.startsOn)} – ${format.day(row.closingOn)}</td><td class="amt">${entryCount(visit, standing.validated, { period: String(row.year), state: "validated" })}${row.head ? html`<span class="sub">${says.head(format.count(row.head.rank), row.head.hash.slice(0, 12))}</span>` : null}</td><td class="amt">${entryCount(visit, standing.drafts, { period: String(row.year), state: "draft" })}</td><td>${stands}</td><td class="nw">${yearFiles(visit, row)}</td><td>${closingAct(visit, row)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.years}"><table class="t in-block"><thead><tr><th scope="col">${heads.year}</th><th scope="col">${heads.period}</th><th scope="col" class="amt">${heads.validated}</th><th scope="col" class="amt">${heads.drafts}</th><th scope="col">${heads.state}</th><th scope="col">${heads.files}</th><th scope="col">${heads.act}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A number of entries, with a link to them in the journal when it counts some. */
function entryCount(visit: CompanyVisit, value: number, asked: Record<string, string>): Html {
  return countTo(visit, value, `${visit.company.base}/journal${query(asked)}`);
}

function yearFiles(visit: CompanyVisit, { year, standing }: YearRow): Shown {
  if (!mayAct(visit, "accountant") || standing.validated === 0) return null;
  const says = visit.words.closing;
  const to = `${visit.company.base}/closing/${year}`;
  return html`<form class="inline" method="post" action="${to}/fec"><button class="btn">${says.fec}</button></form> <form class="inline" method="post" action="${to}/archive"><button class="btn">${says.archive}</button></form>`;
}

function closingAct(visit: CompanyVisit, row: YearRow): Shown {
  const says = visit.words.closing;
  if (row.closing) return null;
  if (!row.before) return html`<span class="soft">${says.notOver}</span>`;
  const notes = beforeNotes(visit, row.before, row);
  const list =
    notes.length > 0 ? html`<ul class="before">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : null;
  if (!mayAct(visit, "admin")) return list;
  const name = String(row.year);
  return html`<details><summary><span class="btn">${says.close(name)}</span></summary>${list}<form method="post" action="${visit.company.base}/closing/${name}/close"><p>${says.closeWarning(name, visit.format.day(row.closingOn))}</p><p><label><input type="checkbox" name="confirm" value="yes" required> ${says.confirm}</label></p><button class="btn go">${says.close(name)}</button></form></details>`;
}

/** Each leads to what it counts or adds up. */
function beforeNotes(
  visit: CompanyVisit,
  before: BeforeClosing,
  { year, closingOn, accounts }: YearRow,
): Shown[] {
  const says = visit.words.closing.before;
  const { format, company } = visit;
  const { suspense, internalTransfer } = accounts;
  const heldOn = (account: string) => `${company.base}/ledger/${account}${query({ asOf: closingOn })}`;
  const drafts = `${company.base}/journal${query({ period: `..${year}`, state: "draft" })}`;
  return [
    ...(before.earlierOpen === null ? [] : [says.earlier(String(before.earlierOpen))]),
    ...(before.suspenseCents === 0n
      ? []
      : [html`<a href="${heldOn(suspense)}">${says.suspense(format.euros(before.suspenseCents))}</a>`]),
    ...(before.drafts === 0 ? [] : [html`<a href="${drafts}">${says.drafts(before.drafts)}</a>`]),
    ...(before.undecidedLines === 0
      ? []
      : [
          html`<a href="${company.base}/reconciliation${query({ asOf: closingOn })}">${says.lines(before.undecidedLines, format.euros(before.undecidedCents))}</a>`,
        ]),
    ...(before.transitCents === 0n
      ? []
      : [html`<a href="${heldOn(internalTransfer)}">${says.transit(format.euros(before.transitCents))}</a>`]),
  ];
}

/** Two steps: what it would make final is looked at first, since nothing brings it back. */
function validationSection(visit: CompanyVisit, asked: BeforeValidation | undefined): Html {
  const says = visit.words.closing;
  return html`<section class="block" id="validation"><h2>${says.validation}</h2><p>${says.validationText}</p><form class="filters flush" method="get" action="${visit.company.base}/closing#validation"><div class="f"><label for="validate">${says.validateUpTo}</label><input class="in" id="validate" name="validate" type="date" required max="${visit.today}" value="${asked?.upTo ?? ""}" title="${says.validateUpToHelp}"></div><button class="btn" title="${says.lookHelp}">${says.look}</button></form>${asked ? lookedAt(visit, asked) : null}</section>`;
}

function lookedAt(visit: CompanyVisit, asked: BeforeValidation): Html {
  const { company, format } = visit;
  const says = visit.words.closing;
  const day = format.day(asked.upTo);
  if (asked.firstOn === null || asked.lastOn === null) return html`<p class="note">${says.noDraft(day)}</p>`;
  const drafts = html`<a href="${company.base}/journal${query({ period: `..${asked.upTo}`, state: "draft" })}">${says.draftsOf(format.count(asked.drafts), format.day(asked.firstOn), format.day(asked.lastOn))}</a>`;
  const accounts = asked.waiting.map(
    ({ account, name, cents }) =>
      html`<li><a href="${company.base}/ledger/${account}${query({ asOf: asked.upTo })}">${says.waits(account, name, format.euros(cents))}</a></li>`,
  );
  const lines =
    asked.undecidedLines === 0
      ? null
      : html`<li><a href="${company.base}/lines">${says.undecided(format.count(asked.undecidedLines), format.euros(asked.undecidedCents))}</a></li>`;
  return html`<ul class="before"><li>${drafts}</li>${accounts}${lines}</ul><form class="filters flush" method="post" action="${company.base}/closing/validation"><input type="hidden" name="upTo" value="${asked.upTo}"><label class="tick"><input type="checkbox" name="confirm" value="yes" required> ${says.confirmValidation}</label><button class="btn go">${says.validateNow(format.count(asked.drafts), day)}</button></form>`;
}

function lockSection(visit: CompanyVisit, { company, lockOpen }: ClosingScreen): Html {
  const says = visit.words.closing;
  const { format } = visit;
  const to = `${visit.company.base}/closing`;
  const { softLockedUpTo: soft, hardLockedUpTo: hard, softLockOpenUntil: until } = company;
  const softNow = soft === null ? says.noSoft : says.softNow(format.day(soft));
  const opened = lockOpen && until ? html` ${state("late", says.softOpen(format.instant(until)))}` : null;
  const setSoft = html`<form class="filters flush" method="post" action="${to}/soft-lock"><div class="f"><label for="soft">${says.soft}</label><input class="in" id="soft" name="upTo" type="date" value="${soft ?? ""}"></div><button class="btn">${says.setSoft}</button>${soft === null ? null : html`<button class="btn" name="lift" value="yes">${says.liftSoft}</button>`}</form>`;
  const minutes = Object.entries(says.minutes).map(([value, label]) => ({ value, label }));
  const openSoft = html`<form class="filters flush" method="post" action="${to}/soft-lock/opening"><div class="f"><label for="minutes">${says.openFor}</label><select class="in" id="minutes" name="minutes">${options(minutes, "60")}</select></div><div class="f w"><label for="why">${says.reason}</label><input class="in" id="why" name="reason" maxlength="200" required></div><button class="btn">${says.openSoft}</button></form>`;
  const setHard = html`<form class="filters flush" method="post" action="${to}/hard-lock"><div class="f"><label for="hard">${says.hard}</label><input class="in" id="hard" name="upTo" type="date" required></div><label class="tick"><input type="checkbox" name="confirm" value="yes" required> ${says.confirmHard}</label><button class="btn">${says.setHard}</button></form>`;
  return html`<section class="block"><h2>${says.locks}</h2><p>${says.locksText}</p><p><b>${softNow}</b>${opened} · <b>${hard === null ? says.noHard : says.hardNow(format.day(hard))}</b></p>${mayAct(visit, "accountant") ? setSoft : null}${mayAct(visit, "admin") && soft !== null ? openSoft : null}${mayAct(visit, "admin") ? setHard : null}</section>`;
}

function identitySection(visit: CompanyVisit, { siren, yearEndMonth }: Company): Html {
  const says = visit.words.closing;
  const end = visit.format.month(`2026-${String(yearEndMonth).padStart(2, "0")}`).replace(/ \d{4}$/, "");
  return html`<section class="block"><h2>${says.identity}</h2><p>${says.identityText(siren ?? says.noSiren, end)} <a href="${visit.company.base}/settings/company">${says.identityChange}</a></p></section>`;
}

function archiveSection(visit: CompanyVisit, archives: readonly KeptArchive[]): Html {
  const { words, format } = visit;
  const says = words.closing;
  const heads = says.archiveHeads;
  const row = (archive: KeptArchive) =>
    html`<tr><td class="nw soft">${instant(visit, archive.madeAt)}</td><td>${archive.madeBy ?? words.machine}</td><td>${String(archive.year)}</td><td class="amt">${format.count(archive.entries)}</td><td><code class="hash">${archive.manifestSha256}</code></td></tr>`;
  return html`<section class="block"><h2>${says.archives}</h2><div class="wide" role="region" tabindex="0" aria-label="${says.archives}"><table class="t in-block"><thead><tr><th scope="col">${heads.at}</th><th scope="col">${heads.who}</th><th scope="col">${heads.year}</th><th scope="col" class="amt">${heads.entries}</th><th scope="col">${heads.hash}</th></tr></thead><tbody>${archives.map(row)}</tbody></table></div></section>`;
}
