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

const BAR = { width: 92, mark: 2 };

/**
 * The chance of the first answer, and of the second, which is the tick on the bar. Where an answer was decided without a
 * chance, how many answers there are. Nothing without an answer.
 */
export function gap(visit: CompanyVisit, candidates: readonly StoredCandidate[]): Html | null {
  const [first, second] = candidates;
  if (!first) return null;
  const says = visit.words.triage;
  const chance = chanceOf(visit, first);
  if (chance === null)
    return html`<span class="soft">${second ? says.answers(candidates.length) : says.only}</span>`;
  const next = second?.chance;
  const then = next === undefined ? says.alone : says.next(formatChance(next, visit.language));
  return html`<b>${chance}</b> <small class="soft">${then}</small>${chanceBar(first.chance ?? 0, next)}`;
}

/** Only for the eye: the figures stand above it. */
function chanceBar(chance: number, next: number | undefined): Html {
  const at = (part: number) => Math.round(part * BAR.width);
  const tick =
    next === undefined
      ? null
      : html`<rect class="tick" x="${Math.min(at(next), BAR.width - BAR.mark)}" width="${BAR.mark}" height="8"/>`;
  return html`<svg class="bar" width="${BAR.width}" height="8" aria-hidden="true"><rect class="bg" y="2" width="${BAR.width}" height="4"/><rect y="2" width="${at(chance)}" height="4"/>${tick}</svg>`;
}

/** "97 %", with what it means for whoever points at it; nothing where the answer was decided without a chance. */
export function chanceOf(visit: CompanyVisit, { chance }: StoredCandidate): Html | null {
  if (chance === undefined) return null;
  const says = visit.words.weights;
  const said = formatChance(chance, visit.language);
  return html`<span class="nw" title="${says.rightTitle}"><span class="sr">${says.answerHead} </span>${said}</span>`;
}
