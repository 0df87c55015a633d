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

/** How far the first answer is ahead of the second. */
export function lead(visit: CompanyVisit, candidates: readonly StoredCandidate[]): string {
  const [first, second] = candidates;
  if (!first) return "";
  const says = visit.words.triage;
  return second ? says.ahead(Math.max(0, first.weight), Math.max(0, second.weight)) : says.only;
}
