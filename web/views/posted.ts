import type { Cents } from "../../domain/money.ts";
import { POSTED_COUNTED_MOST, type PostedFilter, type PostedLine } from "../../sql/screens/posted.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { instant, nextPage, plainAmount, type Shape, state, time } from "./parts.ts";
import { evidenceName } from "./trust.ts";

export type PostedScreen = {
  filter: PostedFilter;
  /** Of a suspended evidence that is one payer's. */
  payer: string | null;
  lines: PostedLine[];
  /** Undefined where they are too many to be added up for a page. */
  total: { lines: number; cents: Cents } | undefined;
  /** What the address asked for, to ask for the next page. */
  typed: Record<string, string | undefined>;
  /** The match behind which the next page begins. */
  next: bigint | undefined;
  further: boolean;
};

/** The lines that the machine posted, with what decided each and what became of it. */
export function postedPage(visit: CompanyVisit, screen: PostedScreen): Html {
  const { words, format } = visit;
  const says = words.posted;
  const { heads } = says;
  const { total, typed } = screen;
  const link = typed.run === undefined ? "trust" : "runs";
  const address = (more: Record<string, string>) =>
    `${visit.company.base}/posted${query({ ...typed, ...more })}`;
  const rows = screen.lines.map((line) => postedRow(visit, line));
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t many"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.line}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.evidence}</th><th scope="col">${heads.posted}</th><th scope="col">${heads.became}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return layout(visit, {
    title: says.title,
    link,
    body: html`<div class="title"><h1>${says.title}</h1><p>${total ? words.lines.sum(total.lines, format.euros(total.cents)) : says.many(format.count(POSTED_COUNTED_MOST))}${about(visit, screen)}</p><p class="right"><a href="${visit.company.base}/${link}">${words.links[link]}</a></p></div>
${rows.length === 0 ? html`<div class="notes"><p class="note">${says.none}</p></div>` : table}
${nextPage(visit, { next: screen.next === undefined ? undefined : address({ after: String(screen.next) }), start: screen.further ? address({}) : undefined })}`,
  });
}

/** What the address asked for, in words: the evidence, the payer, what became of the lines. */
function about(visit: CompanyVisit, { filter, payer, lines }: PostedScreen): string {
  const { evidence, became } = filter;
  const rule = lines[0]?.rule ?? null;
  const parts = [
    evidence && (evidence.ruleId === null || rule)
      ? evidenceName(visit, { reason: evidence.reason, rule })
      : "",
    payer ?? "",
    became ? visit.words.posted.became[became] : "",
  ].filter(Boolean);
  return parts.length === 0 ? "" : ` · ${parts.join(" · ")}`;
}

function postedRow(visit: CompanyVisit, line: PostedLine): Html {
  const to = `${visit.company.base}/lines/${String(line.lineId)}`;
  const [shape, word] = becameOf(visit, line);
  return html`<tr><td class="nw">${time(visit, line.bookedOn)}</td><td class="cut"><a href="${to}">${line.counterpartyName ?? line.label}</a>${line.counterpartyName ? html`<span class="sub raw">${line.label}</span>` : null}</td><td class="amt">${plainAmount(visit, line.amountCents)}</td><td>${evidenceName(visit, line)}</td><td class="nw soft">${instant(visit, line.postedAt)}</td><td>${state(shape, word)}</td></tr>`;
}

function becameOf(visit: CompanyVisit, { undoneAt, undoneAs, checked }: PostedLine): [Shape, string] {
  const says = visit.words.posted.states;
  if (undoneAt !== null) return undoneAs === "wrong" ? ["bad", says.wrong] : ["over", says.undone];
  if (checked === "other") return ["bad", says.checkedOther];
  return checked === "same" ? ["ok", says.checkedSame] : ["ok", says.standing];
}
