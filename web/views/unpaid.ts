import type { SavedView } from "../../sql/savedViews.ts";
import type { UnpaidRow, UnpaidTotals } from "../../sql/screens/unpaid.ts";
import type { UnpaidQuery } from "../filters.ts";
import { type Html, html, query } from "../html.ts";
import type { ShareStanding } from "../standings.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, nextPage, options, time } from "./parts.ts";
import { payAddress, reasonAndAction } from "./unpaidReason.ts";

export type UnpaidScreen = {
  asked: UnpaidQuery;
  rows: UnpaidRow[];
  /** Where the shares of these rows stand, by invoice. */
  standings: ReadonlyMap<bigint, readonly ShareStanding[]>;
  /** The insurer that the address filters by. */
  insurer: string | undefined;
  /** Undefined when they take longer than the page can wait. */
  totals: UnpaidTotals | undefined;
  branches: string[];
  next: string | undefined;
  /** The views that this person keeps. */
  views: readonly SavedView[];
};

const VIEWS = ["all", "late", "rejected", "overpaid"] as const;

export function unpaidPage(visit: CompanyVisit, screen: UnpaidScreen): Html {
  const { words, company } = visit;
  const { typed } = screen.asked;
  const says = words.unpaid;
  return layout(visit, {
    title: says.title,
    link: "unpaid",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
${views(visit, screen)}
<form method="get" action="${company.base}/unpaid" id="unpaid-filters" class="foldable${screen.asked.filtered ? " is-filtered" : ""}" aria-label="${says.filters}">
${hidden({ view: typed.view, sort: typed.sort, insurer: typed.insurer })}${filters(visit, screen)}
<div class="notes">${screen.asked.problems.map((problem) => html`<p class="note bad" role="alert">${problem}</p>`)}</div>
<table class="t due-table"><caption class="sr">${says.title}</caption>${head(visit, screen)}
<tbody>${screen.rows.map((row) => unpaidRow(visit, row, screen.standings.get(row.id) ?? []))}</tbody>${foot(visit, screen)}</table></form>
${screen.rows.length === 0 ? empty(visit, screen) : null}
${nextPage(visit, {
  next: screen.next && `${company.base}/unpaid${query({ ...typed, after: screen.next })}`,
  start: typed.after ? `${company.base}/unpaid${query({ ...typed, after: undefined })}` : undefined,
})}<p class="block help">${says.explain} <a href="${company.base}/paid-without-payment">${words.settling.paid.link}</a></p>`,
  });
}

function hidden(values: Record<string, string | undefined>): Html[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [],
  );
}

function views(visit: CompanyVisit, { asked: { typed }, views: kept }: UnpaidScreen): Html {
  const says = visit.words.unpaid;
  const links = VIEWS.map((each) => {
    const chosen = (typed.view ?? "all") === each;
    const address = query({ ...typed, view: each === "all" ? undefined : each, after: undefined });
    return html`<a href="${visit.company.base}/unpaid${address}"${chosen ? html` aria-current="page"` : null}>${says.views[each]}</a>`;
  });
  const here = query({ ...typed, after: undefined });
  const own = kept.map(
    (view) =>
      html`<a href="${visit.company.base}/unpaid${view.query}"${view.query === here ? html` aria-current="page"` : null}>${view.name}</a>`,
  );
  const file = (format: "csv" | "xlsx") =>
    html`<a href="${visit.company.base}/unpaid${query({ ...typed, after: undefined, format })}" aria-label="${`${visit.words.views.download} ${visit.words.views[format]}`}" download>${visit.words.views[format]}</a>`;
  return html`<nav class="views" aria-label="${says.title}">${links}${own}<span class="right">${file("csv")}${file("xlsx")}<a href="${visit.company.base}/reminders">${visit.words.views.reminders}</a></span></nav>${keptViews(visit, here, kept)}`;
}

/** Keeps the filters of the address under a name, and forgets those that are no longer wanted. */
function keptViews(visit: CompanyVisit, here: string, kept: readonly SavedView[]): Html | null {
  const says = visit.words.views;
  const { base } = visit.company;
  const forget = kept.map(
    (view) =>
      html`<form method="post" action="${base}/unpaid/views/${String(view.id)}/forget"><button class="btn bare">${says.forget(view.name)}</button></form>`,
  );
  if (here === "" && kept.length === 0) return null;
  return html`<details class="kept"><summary><span class="btn bare">${says.save}</span></summary><div class="books"><form method="post" action="${base}/unpaid/views"><input type="hidden" name="query" value="${here.slice(1)}"><div class="f"><label for="view-name">${says.name}</label><input class="in" id="view-name" name="name" maxlength="40" required></div><button class="btn">${says.submit}</button></form>${forget}</div></details>`;
}

/** Filters that concern the whole list; those of one column stand under its head. */
function filters(visit: CompanyVisit, { asked, branches, insurer }: UnpaidScreen): Html {
  const { typed } = asked;
  const { words, company } = visit;
  const says = words.unpaid;
  const payers = (["amo", "amc", "patient", "business", "supplier"] as const).map((value) => ({
    value,
    label: words.payersMany[value],
  }));
  return html`<div class="filters"><a class="btn more" href="#unpaid-filters">${says.filters}</a><div class="f"><label for="asOf">${says.asOf}</label><input class="in" id="asOf" name="asOf" type="date" value="${typed.asOf ?? ""}"></div>
<div class="f"><label for="issued">${says.date}</label><input class="in" id="issued" name="issued" value="${typed.issued ?? ""}" placeholder="01/11..15/11"${asked.invalid.includes("issued") ? html` aria-invalid="true"` : null}></div>
<div class="f"><label for="due">${says.dueDay}</label><input class="in" id="due" name="due" value="${typed.due ?? ""}" placeholder="01/10..31/10"${asked.invalid.includes("due") ? html` aria-invalid="true"` : null}></div>
<div class="f"><label for="payer">${says.payer}</label><select class="in" id="payer" name="payer">${options([{ value: "", label: says.any }, ...payers], typed.payer)}</select></div>
<div class="f"><label for="branch">${says.branch}</label><select class="in" id="branch" name="branch">${options([{ value: "", label: says.anyBranch }, ...branches.map((value) => ({ value, label: value }))], typed.branch)}</select></div>
${insurer ? html`<div class="f"><span class="lab">${words.insurers.one}</span><span class="in is-said">${insurer}</span></div>` : null}<button class="btn">${words.filter}</button> <a class="btn bare" href="${company.base}/unpaid">${words.clear}</a></div>`;
}

function head(visit: CompanyVisit, { asked }: UnpaidScreen): Html {
  const says = visit.words.unpaid;
  const { heads } = says;
  const seek = (
    name: "number" | "name" | "fund" | "mutual" | "total" | "amo" | "amc" | "own",
    label: string,
    style: string,
  ) => {
    const figure = style.includes("amt");
    const invalid = asked.invalid.includes(name) ? html` aria-invalid="true"` : null;
    return html`<td class="${style}" data-l="${label}"><input class="in${figure ? " amt" : ""}" name="${name}" value="${asked.typed[name] ?? ""}" aria-label="${says.seek(label)}" placeholder="${figure ? says.amountHint : name === "number" ? "FA26…" : says.contains}"${invalid}></td>`;
  };
  return html`<thead><tr>${sortHead(visit, asked)}<th scope="col">${heads.customer}</th><th scope="col">${heads.fund}</th><th scope="col">${heads.mutual}</th><th scope="col" class="amt">${heads.total}</th><th scope="col" class="amt">${heads.amo}</th><th scope="col" class="amt">${heads.amc}</th><th scope="col" class="amt">${heads.own}</th><th scope="col">${heads.reason}</th><th scope="col" class="todo">${visit.words.standing.todo}</th><th scope="col" class="ag">${heads.branch}</th></tr>
<tr class="seek">${seek("number", heads.number, "c-inv")}${seek("name", heads.customer, "c-pat")}${seek("fund", heads.fund, "c-fund")}${seek("mutual", heads.mutual, "c-mut")}${seek("total", heads.total, "amt c-tot")}${seek("amo", heads.amo, "amt c-amo")}${seek("amc", heads.amc, "amt c-amc")}${seek("own", heads.own, "amt c-own")}<td></td><td class="todo"></td><td class="ag"></td></tr></thead>`;
}

/** By number or by date; a second press turns the order round. */
function sortHead(visit: CompanyVisit, asked: UnpaidQuery): Html {
  const { heads, dateShort } = visit.words.unpaid;
  const order = html` aria-sort="${asked.descending ? "descending" : "ascending"}"`;
  return html`<th scope="col"${order}>${sortLink(visit, asked, "number", heads.number)} · ${sortLink(visit, asked, "issued", dateShort)}</th>`;
}

function sortLink(
  visit: CompanyVisit,
  { typed, sort, descending }: UnpaidQuery,
  by: "issued" | "number",
  label: string,
): Html {
  const chosen = sort === by;
  const next = chosen && !descending ? `${by}-desc` : by;
  const address = `${visit.company.base}/unpaid${query({ ...typed, sort: next, after: undefined })}`;
  const arrow = descending ? " ↓" : " ↑";
  return html`<a class="sortable${chosen ? " is-on" : ""}" href="${address}" title="${visit.words.unpaid.sort(label)}">${label}${chosen ? arrow : ""}</a>`;
}

function unpaidRow(visit: CompanyVisit, row: UnpaidRow, standings: readonly ShareStanding[]): Html {
  const { words, company } = visit;
  const { heads, counter } = words.unpaid;
  const address = `${company.base}/invoices/${String(row.id)}`;
  const { reason, action } = reasonAndAction(visit, row, standings);
  const insurer = (name: string | null, style: string, without: string) =>
    html`<td class="nm soft ${style}"${name ? html` title="${name}"` : null}>${name ?? html`<span class="faint">${without}</span>`}</td>`;
  return html`<tr><td class="c-inv nw"><a class="inv" href="${address}">${row.number}</a><small class="soft">${time(visit, row.issuedOn)}</small></td>
<td class="c-pat nm" title="${row.customer}"><a class="quiet" href="${company.base}/parties/${String(row.customerId)}">${row.customer}</a>${row.branch ? html` <small class="ag2 soft">${row.branch}</small>` : null}</td>
${insurer(row.fund, "c-fund", counter)}${insurer(row.mutual, "c-mut", words.none)}
<td class="amt c-tot">${amount(visit, row.totalCents)}</td><td class="amt c-amo" data-l="${heads.amo}">${amount(visit, row.dueAmoCents)}</td><td class="amt c-amc" data-l="${heads.amc}">${amount(visit, row.dueAmcCents)}</td>
<td class="amt c-own" data-l="${heads.own}">${ownDue(visit, row)}</td><td class="reason">${reason}</td><td class="todo">${action}</td><td class="ag soft">${row.branch}</td></tr>`;
}

/** What the patient or customer owes is in red and opens the payment form; an overpayment is in ochre with its minus. */
function ownDue(visit: CompanyVisit, row: UnpaidRow): Html {
  if (row.dueOwnCents <= 0n || row.customerPayer === "supplier") return amount(visit, row.dueOwnCents);
  return html`<a class="owed" href="${payAddress(visit, row.id)}">${visit.format.amount(row.dueOwnCents)}<span class="sr"> ${visit.words.standing.actions.pay}</span></a>`;
}

function foot(visit: CompanyVisit, { totals, asked }: UnpaidScreen): Html {
  if (!totals) return footToCome(visit, asked);
  const { format, words } = visit;
  const { heads } = words.unpaid;
  return html`<tfoot id="totals"><tr><th scope="row" colspan="4" class="c-pat">${words.unpaid.count(format.count(totals.invoices))}</th><td class="amt c-tot">${format.amount(totals.total)}</td><td class="amt c-amo" data-l="${heads.amo}">${format.amount(totals.amo)}</td><td class="amt c-amc" data-l="${heads.amc}">${format.amount(totals.amc)}</td><td class="amt c-own" data-l="${heads.own}">${format.amount(totals.own)}</td><td class="pad"></td><td class="pad todo"></td><td class="pad ag"></td></tr></tfoot>`;
}

/** The total of a wide filter comes after the rows: by itself with script, by its link without. */
function footToCome(visit: CompanyVisit, { typed }: UnpaidQuery): Html {
  const address = `${visit.company.base}/unpaid${query({ ...typed, totals: "1" })}`;
  return html`<tfoot id="totals" hx-get="${address}" hx-trigger="load" hx-target="#totals" hx-select="#totals" hx-swap="outerHTML"><tr><th scope="row" colspan="4" class="c-pat"><a href="${address}">${visit.words.unpaid.computeTotal}</a></th><td class="amt c-tot zero">…</td><td class="amt c-amo zero">…</td><td class="amt c-amc zero">…</td><td class="amt c-own zero">…</td><td class="pad"></td><td class="pad todo"></td><td class="pad ag"></td></tr></tfoot>`;
}

function empty(visit: CompanyVisit, { asked }: UnpaidScreen): Html {
  const { words, company } = visit;
  return html`<div class="notes"><br>${
    asked.filtered
      ? html`<p class="note">${words.unpaid.noMatch} <a href="${company.base}/unpaid">${words.lines.clearFilters}</a></p>`
      : html`<p class="note ok">${words.unpaid.empty}</p>`
  }</div>`;
}
