import type { IsoDate } from "../../domain/days.ts";
import { type Cents, type Language, parseCents } from "../../domain/money.ts";
import { describeProblem, type Problem, type ProblemCode } from "../../domain/problems.ts";
import type { FileProblem } from "../../sql/screens/files.ts";
import { typeset } from "../format.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { Visit } from "../visit.ts";

/** An amount for a column: zero in pencil, a negative in ochre with its minus. */
export function amount(visit: Visit, cents: Cents): Html {
  const written = visit.format.amount(cents);
  if (cents === 0n) return html`<span class="zero">${written}</span>`;
  return cents < 0n ? html`<span class="neg">${written}</span>` : html`${written}`;
}

/** An amount whose sign is only a direction: what left the account is not an anomaly. */
export function plainAmount(visit: Visit, cents: Cents): Html {
  return cents === 0n ? amount(visit, cents) : html`${visit.format.amount(cents)}`;
}

/** One side of a journal line: nothing where the other side stands. */
export function side(visit: Visit, cents: Cents): Shown {
  return cents === 0n ? null : visit.format.amount(cents);
}

export function count(visit: Visit, value: number): Html {
  return value === 0 ? html`<span class="zero">0</span>` : html`${visit.format.count(value)}`;
}

/** A count with a link to what it counts, when it counts some and that can be shown. */
export function countTo(visit: Visit, value: number, address: string | undefined): Html {
  if (value === 0 || address === undefined) return count(visit, value);
  return html`<a href="${address}">${visit.format.count(value)}</a>`;
}

export function time(visit: Visit, day: IsoDate): Html {
  return html`<time datetime="${day}">${visit.format.day(day)}</time>`;
}

export function instant(visit: Visit, at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${visit.format.instant(at)}</time>`;
}

export type Shape = "ok" | "wait" | "late" | "bad" | "over";

/** A state: a word, and a shape that says it without colour. */
export function state(shape: Shape, word: Shown): Html {
  return html`<span class="st st-${shape}"><span>${word}</span></span>`;
}

/** The domain's sentences with the spaces of French typography. */
export function phrase(language: Language, text: string): string {
  return language === "fr" ? typeset(text) : text;
}

/** What is wrong and what to do, of each problem. */
export function problemNotes(visit: Visit, problems: readonly Problem[]): Html[] {
  return problems.map((problem) => {
    const { says, toDo } = describeProblem(written(visit, problem), visit.language);
    return html`<p class="note bad"><strong>${phrase(visit.language, says)}</strong> ${phrase(visit.language, toDo)}</p>`;
  });
}

/** Amounts and days travel plain in a problem; in a sentence they are written as everywhere. */
function written(visit: Visit, problem: Problem): Problem {
  const write = (value: string) => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return visit.format.day(value);
    return /^-?\d+\.\d{2}$/.test(value) ? visit.format.amount(parseCents(value) ?? 0n) : value;
  };
  const params = Object.entries(problem.params ?? {}).map(([name, value]) => [name, write(value)] as const);
  return {
    ...problem,
    params: Object.fromEntries(params),
    ...(problem.value === undefined ? {} : { value: write(problem.value) }),
  };
}

/** What an act answered, above the page: what was done, what was typed wrongly, what was refused. Nothing without one. */
export function answerNotes(
  visit: Visit,
  { said, wrong, problems }: { said?: Shown; wrong?: Shown; problems: readonly Problem[] },
): Html | null {
  if (!said && !wrong && problems.length === 0) return null;
  return html`<div class="notes">${said ? html`<p class="note ok" role="status">${said}</p>` : null}${wrong ? html`<p class="note bad" role="alert">${wrong}</p>` : null}${problemNotes(visit, problems)}</div>`;
}

/** A stored problem as the domain knows it. */
export function asProblem(stored: FileProblem): Problem {
  return {
    code: stored.code as ProblemCode,
    severity: stored.severity,
    params: stored.params,
    ...(stored.line === null ? {} : { line: stored.line }),
    ...(stored.field === null ? {} : { field: stored.field }),
    ...(stored.value === null ? {} : { value: stored.value }),
  };
}

/** "Suite" and the way back to the start, for lists that go on. */
export function nextPage(
  visit: Visit,
  { next, start }: { next: string | undefined; start: string | undefined },
): Html | null {
  if (!next && !start) return null;
  return html`<nav class="pages" aria-label="${visit.words.next}">${start ? html`<a href="${start}">${visit.words.first}</a>` : null}
${next ? html`<a class="btn" href="${next}" rel="next">${visit.words.next}</a>` : null}</nav>`;
}

/** "page 2 sur 5" with its neighbours. */
export function numberedPages(
  visit: Visit,
  { page, pages, to }: { page: number; pages: number; to: (page: number) => string },
): Html | null {
  if (pages <= 1) return null;
  const { words, format } = visit;
  return html`<nav class="pages" aria-label="${words.pageOf(format.count(page), format.count(pages))}">
${page > 1 ? html`<a class="btn" href="${to(page - 1)}" rel="prev">${words.previous}</a>` : null}
<span>${words.pageOf(format.count(page), format.count(pages))}</span>
${page < pages ? html`<a class="btn" href="${to(page + 1)}" rel="next">${words.next}</a>` : null}</nav>`;
}

/** Names with their values, one below the other; those without a value are left out. */
export function factList(facts: readonly (readonly [string, Shown])[]): Html {
  const shown = facts.filter(([, value]) => value !== null && value !== false && value !== "");
  return html`<dl class="facts-list">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

export function options(
  choices: readonly { value: string; label: string }[],
  chosen: string | undefined,
): Html[] {
  return choices.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === (chosen ?? "") ? html` selected` : null}>${label}</option>`,
  );
}
