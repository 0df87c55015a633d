import type { Fact, ReasonCode } from "../../domain/matching/evidence.ts";
import { chipOf, nameReason, sayFact, sayReason } from "../../domain/matching/explain.ts";
import type { Language } from "../../domain/money.ts";
import type { StoredCandidate, StoredEvidence, StoredFact } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import { phrase } from "./parts.ts";

/** The reason of a decision, as a sentence. */
export function reasonSentence(language: Language, reason: string, evidence: StoredEvidence): string {
  return phrase(
    language,
    known(reason, () => sayReason(reason as ReasonCode, evidence.params ?? {}, language)),
  );
}

/** A reason by itself, for a filter or a table. */
export function reasonName(language: Language, reason: string): string {
  return phrase(
    language,
    known(reason, () => nameReason(reason as ReasonCode, language)),
  );
}

/** Decisions are kept for years: one of an engine that knew another code still has to be shown, by its code. */
function known<T>(code: string, say: () => T): T | string {
  try {
    return say();
  } catch {
    return code.replaceAll("_", " ");
  }
}

/** Two to four facts, the strongest first as stored, those for before those against. */
export function chips(
  language: Language,
  facts: readonly StoredFact[],
  { most = 4 }: { most?: number } = {},
): Html {
  const said = facts.map((fact) => chip(fact, language));
  const ordered = [...said.filter((chip) => !chip.against), ...said.filter((chip) => chip.against)].slice(
    0,
    most,
  );
  return html`<div class="facts">${ordered.map(
    ({ text, against }) =>
      html`<span class="fact${against ? " against" : ""}">${phrase(language, text)}</span>`,
  )}</div>`;
}

function chip(fact: StoredFact, language: Language): { text: string; against: boolean } {
  const said = known(fact.code, () => chipOf(fact as Fact, language));
  return typeof said === "string" ? { text: said, against: false } : said;
}

/** The kinds of facts of an answer, by name: what lines have in common. */
export function factNames(language: Language, candidate: StoredCandidate | undefined): string {
  const facts = (candidate?.facts ?? []).map((fact) => chip(fact, language).text);
  return phrase(language, [...new Set(facts)].join(", "));
}

/** Every fact of an answer as a sentence, with + or − before it. */
export function factSentences(language: Language, candidate: StoredCandidate | undefined): Html | null {
  if (!candidate || candidate.facts.length === 0) return null;
  const said = candidate.facts.map((fact) => ({
    sentence: phrase(
      language,
      known(fact.code, () => sayFact(fact as Fact, language)),
    ),
    against: chip(fact, language).against,
  }));
  const ordered = [...said.filter((each) => !each.against), ...said.filter((each) => each.against)];
  return html`<ul class="reasons">${ordered.map(
    ({ sentence, against }) => html`<li${against ? html` class="no"` : null}><span>${sentence}</span></li>`,
  )}</ul>`;
}

/** The bank's text with what was recognised in it marked. The text itself is shown as it came. */
export function marked(text: string, tokens: readonly string[]): Html {
  const known = tokens.filter((token) => token.trim() !== "").sort((a, b) => b.length - a.length);
  if (known.length === 0) return html`${text}`;
  const found = new RegExp(
    `(${known.map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`,
    "gi",
  );
  const pieces = text
    .split(found)
    .map((piece, index) => (index % 2 === 1 ? html`<mark>${piece}</mark>` : piece));
  return html`${pieces}`;
}
