import type { Became, SeenLine, SeenPlace } from "../../sql/screens/seenLines.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { text } from "../input.ts";
import type { CompanyVisit } from "../visit.ts";
import { reasonName } from "./evidence.ts";
import { layout } from "./layout.ts";
import { lineState } from "./line.ts";
import { nextPage, phrase, plainAmount, time } from "./parts.ts";

export type SeenScreen = {
  title: string;
  link: "runs" | "certificates";
  /** Behind the address of the company. */
  address: string;
  /** What the column says of then: this passing, or this night. */
  heads: { became: string };
  /** As they were counted then; without those that nobody counted. */
  counts: { all: number } & Partial<Record<Became, number | undefined>>;
  became: Became | undefined;
  /** One more than are shown, when there are more. */
  lines: readonly SeenLine[];
  shown: number;
  further: boolean;
  /** Under the table. */
  below?: Shown;
};

/** The lines that a passing or a night counted: what became of each then, and where it is now. */
export function seenPage(visit: CompanyVisit, screen: SeenScreen): Html {
  const { words, company } = visit;
  const { heads } = words.posted;
  const says = words.seen;
  const base = `${company.base}${screen.address}`;
  const lines = screen.lines.slice(0, screen.shown);
  const last = screen.lines.length > screen.shown ? lines.at(-1) : undefined;
  const asked = { became: screen.became };
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${screen.title}"><table class="t many"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.line}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${screen.heads.became}</th><th scope="col">${says.now}</th></tr></thead><tbody>${lines.map((line) => seenRow(visit, line))}</tbody></table></div>`;
  return layout(visit, {
    title: screen.title,
    link: screen.link,
    body: html`<div class="title"><h1>${screen.title}</h1><p class="right"><a href="${company.base}/${screen.link}">${words.links[screen.link]}</a></p></div>
<nav class="views" aria-label="${says.choose}">${choices(visit, screen)}</nav>
${lines.length === 0 ? html`<div class="notes"><p class="note">${words.posted.none}</p></div>` : table}
${nextPage(visit, { next: last && `${base}${query({ ...asked, after: `${last.major}~${last.minor}` })}`, start: screen.further ? `${base}${query(asked)}` : undefined })}${screen.below}`,
  });
}

function choices(visit: CompanyVisit, { counts, became, address }: SeenScreen): Html[] {
  const { format, company, words } = visit;
  const all = [
    { value: undefined, label: words.seen.all, count: counts.all },
    ...(["posted", "waiting", "set_aside"] as const).flatMap((value) =>
      value in counts ? [{ value, label: words.seen.became[value], count: counts[value] }] : [],
    ),
  ];
  return all.map(
    ({ value, label, count }) =>
      html`<a href="${company.base}${address}${query({ became: value })}"${value === became ? html` aria-current="page"` : null}>${label}${count === undefined ? null : html` <span class="n">${format.count(count)}</span>`}</a>`,
  );
}

function seenRow(visit: CompanyVisit, line: SeenLine): Html {
  const to = `${visit.company.base}/lines/${String(line.lineId)}`;
  const why =
    line.became === "waiting" && line.reason !== null
      ? html`<span class="sub">${phrase(visit.language, visit.words.certificates.reasons[line.reason] ?? reasonName(visit.language, line.reason))}</span>`
      : null;
  return html`<tr><td class="nw">${time(visit, line.bookedOn)}</td><td class="cut"><a href="${to}">${line.counterpartyName ?? line.label}</a>${line.counterpartyName ? html`<span class="sub raw">${line.label}</span>` : null}</td><td class="amt">${plainAmount(visit, line.amountCents)}</td><td>${lineState(visit, line.became)}${why}</td><td>${lineState(visit, line.state)}</td></tr>`;
}

/** Behind which line of which batch or statement a page begins. */
export function placeTyped(typed: unknown): SeenPlace | undefined {
  const [, major, minor] = /^(\d{1,18})~(\d{1,9})$/.exec(text(typed) ?? "") ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: BigInt(major), minor: BigInt(minor) };
}
