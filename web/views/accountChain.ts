import type { ChainLink, Days } from "../../domain/bank/chain.ts";
import { absCents } from "../../domain/money.ts";
import type { ProfileRow } from "../../sql/readingProfiles.ts";
import type { ChainPage, PlacedStatement } from "../../sql/screens/accountChain.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, countTo, instant, numberedPages, plainAmount, type Shape, state, time } from "./parts.ts";

export type AccountScreen = {
  account: { id: bigint; name: string };
  chain: ChainPage;
  profiles: ProfileRow[];
  page: number;
  pages: number;
  forgotten: boolean;
};

/** All the statements of one bank account, the latest first, and between them how each hangs on the one before. */
export function accountPage(visit: CompanyVisit, screen: AccountScreen): Html {
  const { words, company } = visit;
  const { account, chain, page, pages } = screen;
  const title = words.files.chain(account.name);
  const says = words.chain;
  const to = (other: number) => `${company.base}/accounts/${String(account.id)}?page=${other}`;
  return layout(visit, {
    title,
    link: "files",
    body: html`<div class="title"><h1>${title}</h1>${chain.total > 0 ? html`<p>${says.sums(says.statements(chain.total), says.gaps(chain.breaks.length))}</p>` : null}</div>
${screen.forgotten ? html`<div class="notes"><p class="note ok" role="status">${words.profiles.forgotten}</p></div>` : null}
<div class="block">${chain.total > 0 ? chainTable(visit, chain) : html`<p class="note">${words.homePage.noStatement}</p>`}</div>
${numberedPages(visit, { page, pages, to })}
${screen.profiles.length > 0 ? profileTable(visit, screen.profiles) : null}`,
  });
}

function chainTable(visit: CompanyVisit, { statements, currency }: ChainPage): Html {
  const { words } = visit;
  const heads = words.chain.heads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.files.statements}"><table class="t in-block chain"><thead><tr><th scope="col">${heads.period}</th><th scope="col" class="amt">${heads.opening}${currency === "EUR" ? null : html` ${currency}`}</th><th scope="col" class="amt">${heads.lines}</th><th scope="col" class="amt">${heads.movements}</th><th scope="col" class="amt">${heads.closing}</th><th scope="col">${heads.check}</th><th scope="col">${heads.file}</th></tr></thead>
<tbody>${statements.map((placed) => [statementRow(visit, placed), between(visit, placed)])}</tbody></table></div>`;
}

function statementRow(visit: CompanyVisit, { link, statement, doesNotAddUpBy }: PlacedStatement): Html {
  const { words, company, format } = visit;
  const { opening, closing, openingOn, closingOn, firstOn, lastOn } = statement;
  const money = (cents: bigint | undefined) =>
    cents === undefined ? html`<span class="faint">${words.none}</span>` : amount(visit, cents);
  const from = firstOn ?? openingOn;
  const to = lastOn && closingOn && lastOn < closingOn ? closingOn : (lastOn ?? closingOn);
  const period =
    from === undefined || to === undefined
      ? words.none
      : from === to
        ? time(visit, from)
        : html`${time(visit, from)} – ${time(visit, to)}`;
  const moved = opening === undefined || closing === undefined ? undefined : closing - opening;
  return html`<tr id="statement-${String(statement.id)}"${link.kind === "duplicate" ? html` class="is-copy"` : null}><td><a class="inv" href="${company.base}/statements/${String(statement.id)}">${period}</a></td>
<td class="amt">${money(opening)}</td><td class="amt">${countTo(visit, statement.lineCount, `${company.base}/statements/${String(statement.id)}`)}${statement.knownCount > 0 && link.kind !== "duplicate" ? html`<span class="sub">${words.chain.known(statement.knownCount)}</span>` : null}</td><td class="amt">${moved === undefined ? money(moved) : plainAmount(visit, moved)}</td><td class="amt">${money(closing)}</td>
<td>${linkState(visit, link)}${doesNotAddUpBy === 0n ? null : html`<span class="sub">${state("bad", words.chain.doesNotAddUp(format.euros(absCents(doesNotAddUpBy))))}</span>`}</td><td><a href="${company.base}/files/${String(statement.fileId)}">${statement.fileName}</a></td></tr>`;
}

const SHAPES: Record<ChainLink["kind"], Shape> = {
  first: "wait",
  follows: "ok",
  gap: "late",
  does_not_follow: "bad",
  overlap: "wait",
  duplicate: "wait",
  unchecked: "wait",
};

function linkState(visit: CompanyVisit, link: ChainLink): Html {
  const says = visit.words.chain;
  const names: Record<ChainLink["kind"], string> = { ...says, does_not_follow: says.breaks };
  const word = names[link.kind];
  if (link.kind !== "duplicate" && link.kind !== "overlap") return state(SHAPES[link.kind], word);
  return html`${state(SHAPES[link.kind], word)} <a class="soft" href="${visit.company.base}/statements/${String(link.of)}">${says.other}</a>`;
}

/** What stands between a statement and the one before it, which is the row below: nothing where one follows the other. */
function between(visit: CompanyVisit, { link, statement }: PlacedStatement): Shown {
  const { words, company } = visit;
  const says = words.chain;
  const row = (body: Shown) =>
    html`<tr class="between" id="gap-${String(statement.id)}"><td colspan="7">${body}</td></tr>`;
  switch (link.kind) {
    case "gap": {
      return row(
        html`<span class="gap-said">${breakText(visit, link)}</span> <a href="${company.base}/files">${says.upload}</a>`,
      );
    }
    case "does_not_follow": {
      return row(html`<span class="gap-said">${breakText(visit, link)}</span>`);
    }
    case "overlap":
      return row(html`<span class="soft">${says.overlapText(daysOf(visit, link.days))}</span>`);
    case "first":
    case "follows":
    case "duplicate":
    case "unchecked":
      return null;
  }
}

/** What is missing or contradicts before a statement, in a sentence; nothing where it follows. */
export function breakText(visit: CompanyVisit, link: ChainLink): string {
  const { words, format } = visit;
  const says = words.chain;
  if (link.kind === "gap") {
    const gap = format.euros(absCents(link.difference));
    const days = daysOf(visit, link.days);
    return link.days.from === link.days.to ? says.missingDay(days, gap) : says.missing(days, gap);
  }
  if (link.kind !== "does_not_follow") return "";
  const sentence = link.at === "closing" ? says.closesElsewhere : says.breaksText;
  const gap = format.euros(absCents(link.found - link.expected));
  return sentence(format.euros(link.expected), format.euros(link.found), gap);
}

function daysOf({ words, format }: CompanyVisit, { from, to }: Days): string {
  return from === to ? words.chain.on(format.day(from)) : words.chain.from(format.day(from), format.day(to));
}

/** What the home page says of the chain of an account, with the way to the place. */
export function breakState(visit: CompanyVisit, bankAccountId: bigint, link: ChainLink | undefined): Html {
  const { words, format, company } = visit;
  if (!link) return state("ok", words.homePage.chainOk);
  const to = `${company.base}/accounts/${String(bankAccountId)}#gap-${String(link.statementId)}`;
  if (link.kind !== "gap") return state("bad", html`<a href="${to}">${words.chain.breaks}</a>`);
  const days = words.chain.homeDays(format.day(link.days.from), format.day(link.days.to));
  return state("late", html`<a href="${to}">${words.chain.homeGap(days)}</a>`);
}

/** How files of the account that do not say everything are read, each to be forgotten. */
function profileTable(visit: CompanyVisit, profiles: readonly ProfileRow[]): Html {
  const says = visit.words.profiles;
  const { heads } = says;
  return html`<div class="block" id="profiles"><div class="sec"><h2>${says.title}</h2></div><p class="soft">${says.intro}</p>
<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.format}</th><th scope="col">${heads.header}</th><th scope="col">${heads.read}</th><th scope="col">${heads.alone}</th><th scope="col">${heads.saved}</th><td></td></tr></thead>
<tbody>${profiles.map((profile) => profileRow(visit, profile))}</tbody></table></div></div>`;
}

function profileRow(visit: CompanyVisit, profile: ProfileRow): Html {
  const { words, company } = visit;
  const says = words.profiles;
  const { dateOrder, csvMapping } = profile.options;
  const read = [
    ...(dateOrder ? [words.answer.orders[dateOrder]] : []),
    ...Object.entries(words.answer.roles).flatMap(([role, name]) => {
      const column = csvMapping?.[role as keyof typeof words.answer.roles];
      return column === undefined ? [] : [`${name} = ${[column].flat().join(" + ")}`];
    }),
  ];
  const forget = mayAct(visit, "accountant")
    ? html`<form method="post" action="${company.base}/profiles/${String(profile.id)}/forget"><button class="btn">${says.forget}</button></form>`
    : null;
  return html`<tr><td>${profile.format.toUpperCase()}</td><td class="cut" title="${profile.headerKey}">${profile.headerKey === "" ? words.none : profile.headerKey.replaceAll("|", " · ")}</td><td class="cut">${read.length > 0 ? read.join(", ") : says.plain}</td>
<td>${profile.readsAlone ? says.alone : says.asks}</td><td class="soft nw">${instant(visit, profile.savedAt)}${profile.savedBy ? html`<span class="sub">${words.by(profile.savedBy)}</span>` : null}</td><td class="amt">${forget}</td></tr>`;
}
