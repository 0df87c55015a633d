import { formatChance } from "../../domain/matching/score.ts";
import type { StoredCandidate } from "../../sql/screens/lines.ts";
import type { LineMarks } from "../../sql/triage.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";

/** Who is here, who has it in hand, how many notes: in the row, in words. */
export function marksOf(visit: CompanyVisit, marks: LineMarks | undefined): Html | null {
  if (!marks) return null;
  const says = visit.words.triage;
  const names = marks.present.join(", ");
  const said = [
    marks.present.length > 0
      ? html`<span class="here">${marks.present.length > 1 ? says.hereMany(names) : says.here(names)}</span>`
      : null,
    marks.assignee
      ? html`<span>${says.inHand(marks.assigneeId === visit.user.id ? visit.words.lines.you : marks.assignee)}</span>`
      : null,
    marks.notes > 0 ? html`<span>${says.notes(marks.notes)}</span>` : null,
  ].filter((each) => each !== null);
  return said.length > 0 ? html`<span class="marks">${said}</span>` : null;
}

/** How far the first answer is ahead of the second, and how likely it is right where it was given a chance. */
export function lead(visit: CompanyVisit, candidates: readonly StoredCandidate[]): Html | null {
  const [first, second] = candidates;
  if (!first) return null;
  const says = visit.words.triage;
  const far = second ? says.ahead(Math.max(0, first.weight), Math.max(0, second.weight)) : says.only;
  const chance = chanceOf(visit, first);
  return chance === null ? html`${far}` : html`${chance} · ${far}`;
}

/** "97 %", with what it means for whoever points at it; nothing where the answer was decided without a chance. */
export function chanceOf(visit: CompanyVisit, { chance }: StoredCandidate): Html | null {
  if (chance === undefined) return null;
  const says = visit.words.weights;
  const said = formatChance(chance, visit.language);
  return html`<span class="nw" title="${says.rightTitle}"><span class="sr">${says.answerHead} </span>${said}</span>`;
}
