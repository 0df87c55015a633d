import type { IsoDate } from "../../domain/days.ts";
import { strengthOf } from "../../domain/matching/memory.ts";
import type { KnownHabit, KnownIban, KnownName, KnownRefusal } from "../../sql/screens/memory.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { count, time } from "./parts.ts";

export const MEMORY_VIEWS = ["ibans", "names", "habits", "refusals"] as const;
export type MemoryView = (typeof MEMORY_VIEWS)[number];

export type MemoryRows =
  | { view: "ibans"; rows: KnownIban[] }
  | { view: "names"; rows: KnownName[] }
  | { view: "habits"; rows: KnownHabit[] }
  | { view: "refusals"; rows: KnownRefusal[] };

export type MemoryScreen = { view: MemoryView; search: string | undefined; rows: MemoryRows };

/** What was learnt, with the line it was learnt from, and the gesture that forgets it. */
export function memoryPage(visit: CompanyVisit, { view, search, rows }: MemoryScreen): Html {
  const { words, company } = visit;
  const says = words.memory;
  const home = `${company.base}/memory`;
  const links = MEMORY_VIEWS.map(
    (each) =>
      html`<a href="${home}?view=${each}"${each === view ? html` aria-current="page"` : null}>${says.views[each]}</a>`,
  );
  return layout(visit, {
    title: says.title,
    link: "memory",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
<nav class="views" aria-label="${says.title}">${links}<form class="count-search" method="get" action="${home}"><input type="hidden" name="view" value="${view}"><label class="sr" for="q">${words.search}</label><input class="in" id="q" name="q" type="search" value="${search ?? ""}" data-search-here><button class="btn">${words.filter}</button></form></nav>
${rows.rows.length === 0 ? html`<div class="notes"><br><p class="note">${says.nothing[view]}</p></div>` : table(visit, rows)}`,
  });
}

function table(visit: CompanyVisit, rows: MemoryRows): Html {
  switch (rows.view) {
    case "ibans":
      return ibanTable(visit, rows.rows);
    case "names":
      return nameTable(visit, rows.rows);
    case "habits":
      return habitTable(visit, rows.rows);
    case "refusals":
      return refusalTable(visit, rows.rows);
  }
}

function framed(visit: CompanyVisit, view: MemoryView, heads: readonly Html[], rows: readonly Html[]): Html {
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.memory.views[view]}"><table class="t"><thead><tr>${heads}<td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function head(label: string, isAmount = false): Html {
  return html`<th scope="col"${isAmount ? html` class="amt"` : null}>${label}</th>`;
}

/** The form that forgets one thing; nothing for who may only look. */
function forget(visit: CompanyVisit, view: MemoryView, fields: Record<string, string>, what: string): Shown {
  if (!mayAct(visit, "accountant")) return null;
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${visit.company.base}/memory/${view}">${inputs}<button class="btn">${visit.words.memory.forget}<span class="sr"> ${what}</span></button></form>`;
}

function origin(visit: CompanyVisit, lineId: bigint | null, bookedOn: IsoDate | null): Shown {
  if (lineId === null || bookedOn === null) return null;
  const says = visit.words.memory.learntOn(visit.format.day(bookedOn));
  return html`<a href="${visit.company.base}/lines/${String(lineId)}">${says}</a>`;
}

function ibanTable(visit: CompanyVisit, rows: readonly KnownIban[]): Html {
  const { heads, source } = visit.words.memory;
  return framed(
    visit,
    "ibans",
    [head(heads.iban), head(heads.party), head(heads.from)],
    rows.map(
      (row) =>
        html`<tr><td class="raw nw">${row.iban.replace(/(.{4})(?=.)/g, "$1 ")}</td><td>${row.party}</td><td class="soft">${origin(visit, row.learntFrom, row.bookedOn) ?? source[row.source]}</td><td class="amt">${forget(visit, "ibans", { iban: row.iban, party: String(row.thirdPartyId) }, row.iban)}</td></tr>`,
    ),
  );
}

function nameTable(visit: CompanyVisit, rows: readonly KnownName[]): Html {
  const { heads } = visit.words.memory;
  return framed(
    visit,
    "names",
    [head(heads.words), head(heads.party), head(heads.from)],
    rows.map(
      (row) =>
        html`<tr><td class="raw">${row.words}</td><td>${row.party}</td><td class="soft">${origin(visit, row.learntFrom, row.bookedOn)}</td><td class="amt">${forget(visit, "names", { id: String(row.id), kind: row.kind }, row.words)}</td></tr>`,
    ),
  );
}

function habitTable(visit: CompanyVisit, rows: readonly KnownHabit[]): Html {
  const says = visit.words.memory;
  const { heads } = says;
  const may = mayAct(visit, "accountant");
  return framed(
    visit,
    "habits",
    [head(heads.party), head(heads.payments, true), head(heads.delay), head(heads.shapes), head(heads.typed)],
    rows.map((row) => {
      const name = `days-${row.thirdPartyId}`;
      const learnt =
        row.delayDays === null
          ? html`<span class="faint">${says.noDays}</span>`
          : says.days(String(row.delayDays), String(row.delaySpread ?? 0));
      const typed = may
        ? html`<form class="inline" method="post" action="${visit.company.base}/memory/habits"><input type="hidden" name="party" value="${String(row.thirdPartyId)}"><label class="sr" for="${name}">${heads.typed} ${row.party}</label><input class="in amt days" id="${name}" name="days" inputmode="numeric" maxlength="3" value="${row.typedDays === null ? "" : String(row.typedDays)}"><button class="btn">${says.keep}<span class="sr"> ${row.party}</span></button></form>`
        : row.typedDays === null
          ? visit.words.none
          : String(row.typedDays);
      return html`<tr><td>${row.party}</td><td class="amt">${count(visit, row.payments)}</td><td>${learnt}</td><td class="soft">${says.shapes(row.whole, row.part, row.several)}</td><td>${typed}</td><td class="amt">${forget(visit, "habits", { party: String(row.thirdPartyId), forget: "yes" }, row.party)}</td></tr>`;
    }),
  );
}

function refusalTable(visit: CompanyVisit, rows: readonly KnownRefusal[]): Html {
  const { heads } = visit.words.memory;
  return framed(
    visit,
    "refusals",
    [head(heads.line), head(heads.refused), head(heads.by), head(heads.weight, true)],
    rows.map((row) => {
      const left = Math.round(100 * strengthOf([row.refusedOn], visit.today));
      return html`<tr><td class="cut"><a class="raw" href="${visit.company.base}/lines/${String(row.lineId)}">${row.label}</a><span class="sub">${visit.format.day(row.bookedOn)}</span></td><td>${row.party ?? visit.words.none}</td><td class="soft">${row.refusedBy ?? ""} ${time(visit, row.refusedOn)}</td><td class="amt">${visit.words.insurers.rate(String(left))}</td><td class="amt">${forget(visit, "refusals", { id: String(row.id) }, row.label)}</td></tr>`;
    }),
  );
}
