import type { Fact, ReasonCode } from "../../domain/matching/evidence.ts";
import { chipOf, sayFact, sayReason } from "../../domain/matching/explain.ts";
import type { Language } from "../../domain/money.ts";
import type { StoredCandidate, StoredEvidence, StoredFact } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import { phrase } from "./parts.ts";

/** The reason of a decision, as a sentence. */
export function reasonSentence(language: Language, reason: string, evidence: StoredEvidence): string {
  return phrase(language, sayReason(reason as ReasonCode, evidence.params ?? {}, language));
}

/** A reason by itself, for a filter or a table: without the values of one line. */
export function reasonName(language: Language, reason: string): string {
  return phrase(language, sayReason(reason as ReasonCode, { insurer: "…" }, language)).replace(/\.( .*)?$/, "");
}

/** Two to four facts, the strongest first as stored, those for before those against. */
export function chips(language: Language, facts: readonly StoredFact[], most = 4): Html {
  const said = facts.map((fact) => chipOf(fact as Fact, language));
  const ordered = [...said.filter((chip) => !chip.against), ...said.filter((chip) => chip.against)].slice(
    0,
    most,
  );
  return html`<div class="facts">${ordered.map(
    ({ text, against }) =>
      html`<span class="fact${against ? " against" : ""}">${phrase(language, text)}</span>`,
  )}</div>`;
}

/** Every fact of an answer as a sentence, with + or − before it. */
export function factSentences(language: Language, candidate: StoredCandidate | undefined): Html | null {
  if (!candidate || candidate.facts.length === 0) return null;
  const said = candidate.facts.map((fact) => ({
    sentence: phrase(language, sayFact(fact as Fact, language)),
    against: chipOf(fact as Fact, language).against,
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
