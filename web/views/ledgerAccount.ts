import type { IsoDate } from "../../domain/days.ts";
import type { Problem } from "../../domain/problems.ts";
import type { LedgerLine, LetteringEvent } from "../../sql/screens/ledger.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { entryLink, exportLinks, lineLabel } from "./ledger.ts";
import { answerNotes, instant, nextPage, options, plainAmount, side, time } from "./parts.ts";

export type AccountScreen = {
  number: string;
  name: string;
  lettered: boolean;
  party: { id: bigint; name: string } | undefined;
  asOf: IsoDate;
  since: IsoDate | undefined;
  state: "open" | "lettered" | undefined;
  /** What the account held before the first line asked for. */
  opening: bigint;
  /** What the lines asked for come to, over all pages; undefined when adding them up takes longer than a page waits. */
  totals: { debit: bigint; credit: bigint } | undefined;
  lines: readonly LedgerLine[];
  next: string | undefined;
  resumed: boolean;
  log: readonly LetteringEvent[];
  said: Shown;
  problems: readonly Problem[];
};

/** One account, or one third party of it, with its letters: where lines are lettered and unlettered by hand. */
export function accountPage(visit: CompanyVisit, screen: AccountScreen): Html {
  const { words, company } = visit;
  const says = words.account;
  const title = says.title(screen.number, screen.name);
  const path = `/ledger/${screen.number}`;
  const chosen = chosenOf(screen);
  return layout(visit, {
    title,
    link: "ledger",
    body: html`<div class="title"><h1>${title}</h1><p>${screen.party ? html`${says.of(screen.party.name)} · <a href="${company.base}${path}${query({ ...chosen, party: undefined })}">${says.everybody}</a>` : null}</p>${exportLinks(visit, path, chosen)}</div>
${answerNotes(visit, screen)}
${filters(visit, screen)}
${screen.state === "open" && screen.since === undefined ? html`<div class="notes"><p class="note">${says.openNote}</p></div>` : null}
<form class="block" method="post" action="${company.base}${path}/lettering${query(chosen)}">${screen.lines.length > 0 ? linesTable(visit, screen) : html`<p class="note">${words.ledger.empty}</p>`}${letteringActs(visit, screen)}</form>
${nextPage(visit, {
  next: screen.next && `${company.base}${path}${query({ ...chosen, after: screen.next })}`,
  start: screen.resumed ? `${company.base}${path}${query(chosen)}` : undefined,
})}
${screen.lettered ? logSection(visit, screen.log) : null}`,
  });
}

export function chosenOf(screen: Pick<AccountScreen, "asOf" | "since" | "state" | "party">) {
  return {
    asOf: screen.asOf,
    since: screen.since,
    state: screen.state,
    party: screen.party && String(screen.party.id),
  };
}

function filters(visit: CompanyVisit, screen: AccountScreen): Html {
  const { words, company } = visit;
  const says = words.account;
  const states = [
    { value: "", label: says.states.all },
    { value: "open", label: says.states.open },
    { value: "lettered", label: says.states.lettered },
  ];
  return html`<form class="filters" method="get" action="${company.base}/ledger/${screen.number}">
${screen.party ? html`<input type="hidden" name="party" value="${String(screen.party.id)}">` : null}
<div class="f"><label for="since">${says.since}</label><input class="in" id="since" name="since" type="date" value="${screen.since ?? ""}"></div>
<div class="f"><label for="asOf">${says.asOf}</label><input class="in" id="asOf" name="asOf" type="date" value="${screen.asOf}"></div>
${screen.lettered ? html`<div class="f"><label for="state">${says.state}</label><select class="in" id="state" name="state">${options(states, screen.state)}</select></div>` : null}
<button class="btn">${words.ledger.show}</button></form>`;
}

function linesTable(visit: CompanyVisit, screen: AccountScreen): Html {
  const { words } = visit;
  const says = words.ledger;
  const [first] = screen.lines;
  const before = first ? screen.opening + first.moved - first.debit + first.credit : screen.opening;
  const mayLetter = screen.lettered && mayAct(visit, "accountant");
  return html`<div class="wide" role="region" tabindex="0" aria-label="${screen.number}"><table class="t in-block"><thead><tr>${mayLetter ? html`<th scope="col"><span class="sr">${words.account.letterChosen}</span></th>` : null}<th scope="col">${says.day}</th><th scope="col">${says.entry}</th><th scope="col">${says.piece}</th><th scope="col">${says.label}</th><th scope="col">${says.letter}</th><th scope="col" class="amt">${words.balance.heads.debit}</th><th scope="col" class="amt">${words.balance.heads.credit}</th><th scope="col" class="amt">${says.running}</th></tr></thead>
<tbody>${before === 0n ? null : html`<tr>${mayLetter ? html`<td></td>` : null}<td colspan="4" class="soft">${screen.resumed ? says.brought : says.opening}</td><td></td><td></td><td></td><td class="amt">${plainAmount(visit, before)}</td></tr>`}${screen.lines.map((line) => lineRow(visit, line, { opening: screen.opening, mayLetter }))}</tbody>
${foot(visit, screen, mayLetter ? 6 : 5)}</table></div>`;
}

/** The totals, or the place where they come as soon as they are added up. */
function foot(visit: CompanyVisit, screen: AccountScreen, columns: number): Html {
  const { words, company } = visit;
  const { totals, opening, number } = screen;
  if (!totals) {
    const address = `${company.base}/ledger/${number}${query({ ...chosenOf(screen), totals: "1" })}`;
    return html`<tfoot id="totals" hx-get="${address}" hx-trigger="load" hx-target="#totals" hx-select="#totals" hx-swap="outerHTML"><tr><th scope="row" colspan="${columns}"><a href="${address}">${words.unpaid.computeTotal}</a></th><td class="amt zero">…</td><td class="amt zero">…</td><td class="amt zero">…</td></tr></tfoot>`;
  }
  const { debit, credit } = totals;
  return html`<tfoot id="totals"><tr><th scope="row" colspan="${columns}">${words.ledger.totalOf(number)}</th><td class="amt">${visit.format.amount(debit)}</td><td class="amt">${visit.format.amount(credit)}</td><td class="amt">${plainAmount(visit, opening + debit - credit)}</td></tr></tfoot>`;
}

function lineRow(
  visit: CompanyVisit,
  line: LedgerLine,
  { opening, mayLetter }: { opening: bigint; mayLetter: boolean },
): Html {
  const isBalanced = line.letter !== null && line.letter === line.letter.toUpperCase();
  const box = html`<td>${isBalanced ? null : html`<input type="checkbox" name="lines" value="${String(line.id)}" aria-label="${visit.words.ledger.chooseLine(visit.format.day(line.postedOn), line.label)}">`}</td>`;
  return html`<tr>${mayLetter ? box : null}<td class="nw soft">${time(visit, line.postedOn)}</td><td class="nw">${entryLink(visit, line)}</td><td class="soft">${line.piece}</td><td class="c-lab">${lineLabel(visit, line)}</td>
<td>${letterCell(visit, line, mayLetter)}</td><td class="amt">${side(visit, line.debit)}</td><td class="amt">${side(visit, line.credit)}</td><td class="amt soft">${plainAmount(visit, opening + line.moved)}</td></tr>`;
}

function letterCell(visit: CompanyVisit, line: LedgerLine, mayLetter: boolean): Shown {
  if (line.letter === null || line.groupId === null) return null;
  if (!mayLetter) return line.letter;
  return html`${line.letter} <button class="btn bare" name="unletter" value="${String(line.groupId)}" aria-label="${visit.words.account.unletter(line.letter)}">×</button>`;
}

function letteringActs(visit: CompanyVisit, screen: AccountScreen): Shown {
  if (!screen.lettered || !mayAct(visit, "accountant") || screen.lines.length === 0) return null;
  const says = visit.words.account;
  return html`<div class="acts-row"><div class="f w"><label for="reason">${says.reason}</label><input class="in" id="reason" name="reason" maxlength="200"></div><button class="btn go" name="act" value="chosen">${says.letterChosen}</button><button class="btn" name="act" value="all">${says.letterAll}</button></div>`;
}

function logSection(visit: CompanyVisit, log: readonly LetteringEvent[]): Html {
  const says = visit.words.account;
  const heads = says.logHeads;
  const row = (event: LetteringEvent) =>
    html`<tr><td class="nw soft">${instant(visit, event.at)}</td><td>${event.who ?? visit.words.machine}</td><td>${event.action === "lettered" ? says.lettered : says.unlettered}</td><td>${event.code}${event.party ? html`<span class="sub">${event.party}</span>` : null}</td><td class="amt">${visit.format.count(event.lines)}</td><td class="amt">${visit.format.amount(event.cents)}</td><td class="soft">${event.reason}</td></tr>`;
  return html`<section class="block"><h2>${says.log}</h2>${
    log.length === 0
      ? html`<p class="note">${says.noLog}</p>`
      : html`<div class="wide" role="region" tabindex="0" aria-label="${says.log}"><table class="t in-block"><thead><tr><th scope="col">${heads.at}</th><th scope="col">${heads.who}</th><th scope="col">${heads.what}</th><th scope="col">${heads.code}</th><th scope="col" class="amt">${heads.lines}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.reason}</th></tr></thead><tbody>${log.map(row)}</tbody></table></div>`
  }</section>`;
}
