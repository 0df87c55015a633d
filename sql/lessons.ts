import { allocated } from "../domain/matching/answer.ts";
import { type Lesson, Lessons } from "../domain/matching/lessons.ts";
import { countChance, emptyBands, type Reliability } from "../domain/matching/scorecard.ts";
import type { Db } from "./connect.ts";
import type { StoredAnswer } from "./matches.ts";

/** No more decisions than this are learnt from, the latest first. */
const DECISIONS_MAX = 20_000;

/**
 * What people's answers say of the machine's: each accepted decision with the answers that stood before it; what a blind check
 * confirmed or contradicted; what was taken back as wrong; and refused answers. What the machine posted and nobody looked at
 * teaches nothing.
 * @returns the lessons, and how many decisions they come from
 */
export async function lessonsOfPeople(db: Db): Promise<{ lessons: Lesson[]; decisions: number }> {
  const lessons = new Lessons();
  for (const each of await acceptedAnswers(db)) lessons.learn(each.candidates, chosenOf(each));
  for (const { candidates, right } of await judgedPosts(db)) lessons.learn(candidates, right ? 0 : -1);
  for (const { facts } of await refusedFacts(db))
    lessons.learn([{ facts: facts.map((code) => ({ code })), chance: 0 }], -1);
  const all = lessons.all();
  return { lessons: all, decisions: all.reduce((sum, { times }) => sum + times, 0) };
}

/** The chance said of the first answer, by bands, against what people chose. */
export async function chancesAgainstPeople(db: Db): Promise<Reliability[]> {
  const bands = emptyBands();
  for (const each of await acceptedAnswers(db))
    countChance(bands, each.candidates[0]?.chance, chosenOf(each) === 0);
  return bands.filter(({ count }) => count > 0);
}

/** Which of the answers a person chose; -1: none of them. */
function chosenOf({ candidates, given }: { candidates: readonly StoredAnswer[]; given: Given }): number {
  const chosen = allocated(given);
  return candidates.findIndex(({ allocations }) => allocated(allocations) === chosen);
}

type Given = { shareId: string; amount: string }[];

/** Decisions of people that stand, with the answers that they chose from. */
function acceptedAnswers(db: Db) {
  return db<{ candidates: StoredAnswer[]; given: Given }[]>`
    select evidence #> '{proposal,evidence,candidates}' as candidates, evidence -> 'allocations' as given
      from match
     where company_id = current_company()
       and undone_at is null and decision = 'post' and reason = 'person'
       and evidence #> '{proposal,evidence,candidates,0}' is not null
       and evidence #> '{allocations,0}' is not null
     order by id desc
     limit ${DECISIONS_MAX}
  `;
}

/** Posts of the machine that somebody looked at: checked without seeing the answer, or taken back as wrong and not decided since. */
function judgedPosts(db: Db) {
  return db<{ candidates: StoredAnswer[]; right: boolean }[]>`
    select match.evidence -> 'candidates' as candidates, coalesce(recheck.outcome = 'same', false) as right
      from match
      left join recheck on recheck.match_id = match.id and recheck.outcome in ('same', 'other')
     where match.company_id = current_company()
       and match.decision = 'post' and match.decided_by is null
       and match.evidence #> '{candidates,0}' is not null
       and ((recheck.id is not null and match.undone_at is null)
         or (match.undone_as = 'wrong'
             and not exists (select from match as since
                              where since.line_id = match.line_id and since.undone_at is null and since.reason = 'person')))
     order by match.id desc
     limit ${DECISIONS_MAX}
  `;
}

function refusedFacts(db: Db) {
  return db<{ facts: string[] }[]>`
    select facts from refusal
     where company_id = current_company() and facts is not null
     order by id desc
     limit ${DECISIONS_MAX}
  `;
}
