import { assetAddress, HTMX_ADDRESS, SSE_ADDRESS } from "../assets.ts";
import { addHelp } from "../help.ts";
import { Html, html, query, type Shown } from "../html.ts";
import { mayAct, type Visit, type VisitedCompany } from "../visit.ts";
import type { Words } from "../words/fr.ts";

export type LinkName = keyof Words["links"] | "home";
type GroupName = "home" | "bank" | "billing" | "books" | "administration";

const GROUPS: Record<GroupName, Partial<Record<LinkName, string>>> = {
  home: { home: "" },
  bank: {
    lines: "/lines",
    files: "/files",
    orders: "/orders",
    rules: "/rules",
    memory: "/memory",
    trust: "/trust",
    runs: "/runs",
  },
  billing: {
    invoices: "/invoices",
    unpaid: "/unpaid",
    payments: "/payments",
    remittances: "/remittances",
    insurers: "/insurers",
  },
  books: {
    journal: "/journal",
    ledger: "/ledger",
    balance: "/balance",
    aged: "/aged",
    reconciliation: "/reconciliation",
    closing: "/closing",
    certificates: "/certificates",
    paymentReports: "/payment-reports",
  },
  administration: { queues: "/queues", settings: "/settings" },
};

export type Screen = {
  title: string;
  /** Which link of the navigation is the present one. */
  link?: LinkName;
  body: Html;
  foot?: Html;
  keys?: boolean;
};

/** A whole page: head with two rows of links, the sheet, and a foot when the screen has something to keep in sight. */
export function layout(visit: Visit, screen: Screen): Html {
  const { words } = visit;
  const page = html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="htmx-config" content='{"history":false,"includeIndicatorCSS":false,"noSwap":[204,304,"5xx"]}'>
<title>${screen.title} · Rappro</title>
<link rel="icon" href="${assetAddress("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assetAddress("app.css")}">
<link rel="stylesheet" href="${assetAddress("screens.css")}">
<link rel="stylesheet" href="${assetAddress("reading.css")}">
<link rel="stylesheet" href="${assetAddress("shares.css")}">
<link rel="stylesheet" href="${assetAddress("triage.css")}">
<link rel="stylesheet" href="${assetAddress("books.css")}">
<link rel="stylesheet" href="${assetAddress("proof.css")}">
<link rel="stylesheet" href="${assetAddress("matching.css")}">
<link rel="stylesheet" href="${assetAddress("orders.css")}">
<script src="${HTMX_ADDRESS}" defer></script>
<script src="${SSE_ADDRESS}" defer></script>
<script src="${assetAddress("keys.js")}" defer></script>
<script src="${assetAddress("split.js")}" defer></script>
<script src="${assetAddress("upload.js")}" defer></script>
<script src="${assetAddress("settle.js")}" defer></script>
</head>
<body>
${head(visit, screen)}
<main id="content" tabindex="-1">
${screen.body}
</main>
${screen.foot ? html`<footer class="foot" id="foot">${screen.foot}</footer>` : null}
</body>
</html>`;
  return Html.trusted(addHelp(page.toString(), words.help));
}

function head(visit: Visit, screen: Screen): Html {
  const { words, company } = visit;
  return html`<header class="head">
<a class="skip" href="#content">${words.skip}</a>
<div class="head-1">
<a class="brand" href="${company ? company.base : "/"}">Rappro</a>
${company ? groupLinks(visit, company, screen.link) : null}
${company ? searchForm(visit, company) : null}
<div class="who">${who(visit)}${languageForm(visit)}${visit.user ? signOutForm(visit) : null}</div>
${company ? burger(visit, company, screen) : null}
</div>
${company ? secondRow(visit, company, screen.link) : null}
</header>`;
}

function groupOf(link: LinkName | undefined): GroupName | undefined {
  return (Object.keys(GROUPS) as GroupName[]).find((group) => link !== undefined && link in GROUPS[group]);
}

function groupLinks(visit: Visit, company: VisitedCompany, link: LinkName | undefined): Html {
  const present = groupOf(link);
  const links = (Object.keys(GROUPS) as GroupName[]).map((group) => {
    const first = Object.values(GROUPS[group])[0] ?? "";
    return html`<a href="${company.base}${first}"${group === present ? html` aria-current="true"` : null}>${visit.words[group]}</a>`;
  });
  return html`<nav class="groups" aria-label="${visit.words.sections}">${links}</nav>`;
}

function secondRow(visit: Visit, company: VisitedCompany, link: LinkName | undefined): Html | null {
  const group = groupOf(link);
  if (!group || group === "home") return null;
  return html`<nav class="head-2" id="head-2" aria-label="${visit.words[group]}">${linksOf(visit, company, group, link)}</nav>`;
}

function linksOf(
  visit: Visit,
  company: VisitedCompany,
  group: GroupName,
  present: LinkName | undefined,
): Html[] {
  return Object.entries(GROUPS[group]).map(([name, path]) => {
    const label = name === "home" ? visit.words.home : visit.words.links[name as keyof Words["links"]];
    const here = name === present ? html` aria-current="page"` : null;
    return html`<a href="${company.base}${path}"${here}>${label}${badge(visit, name)}</a>`;
  });
}

function badge(visit: Visit, name: string): Shown {
  const { counts, format } = visit;
  if (!counts) return null;
  if (name === "lines") return html` <span class="n">${format.count(counts.waiting)}</span>`;
  if (name === "unpaid") return html` <span class="n">${format.count(counts.unpaid)}</span>`;
  if (name === "files" && counts.stuckFiles > 0) {
    return html` <span class="n due">${format.count(counts.stuckFiles)}</span>`;
  }
  return null;
}

function searchForm(visit: Visit, company: VisitedCompany): Html {
  return html`<form class="find" role="search" action="${company.base}/invoices" method="get">
<label class="sr" for="q-head">${visit.words.search}</label>
<input class="in" id="q-head" name="q" type="search" placeholder="${visit.words.searchHint}" data-search><kbd aria-hidden="true">/</kbd>
</form>`;
}

function who(visit: Visit): Shown {
  const { user, company, words } = visit;
  if (!user) return null;
  const several = visit.memberships.length > 1;
  return html`<span>${company ? html`<b>${company.name}</b> · ${ownName(visit, user.name)}, ${words.roles[company.role]}` : user.name}
${several ? html` <a href="/">${words.changeCompany}</a>` : null}</span>`;
}

/** One's own name leads to one's own password. */
function ownName({ words, address }: Visit, name: string): Html {
  return html`<a class="quiet" href="/password${query({ back: address })}" title="${words.password.link}">${name}</a>`;
}

function languageForm(visit: Visit): Html {
  const other = visit.language === "fr" ? "en" : "fr";
  return html`<form method="post" action="/language"><input type="hidden" name="back" value="${visit.address}"><button class="btn bare" name="language" value="${other}" lang="${other}">${visit.words.otherLanguage}</button></form>`;
}

function signOutForm(visit: Visit): Html {
  return html`<form method="post" action="/sign-out"><button class="btn bare">${visit.words.signOut}</button></form>`;
}

/** The same links for a narrow screen, folded: works without script. */
function burger(visit: Visit, company: VisitedCompany, screen: Screen): Html {
  const groups = (Object.keys(GROUPS) as GroupName[]).map(
    (group) =>
      html`<section><h2>${visit.words[group]}</h2>${linksOf(visit, company, group, screen.link)}</section>`,
  );
  return html`<details class="burger"><summary><span class="btn">${visit.words.menu}</span></summary>
<nav aria-label="${visit.words.menu}">${groups}
<section class="end"><p>${who(visit)}</p>${languageForm(visit)}${visit.user ? signOutForm(visit) : null}</section></nav></details>`;
}

/** The board shows the jobs of everybody: administrators change them there, the others look. */
export function boardWords(visit: Visit): string {
  return mayAct(visit, "admin") ? visit.words.queues.board : visit.words.queues.boardReadOnly;
}
