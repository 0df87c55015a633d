import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

/** Which of the lines that the machine posted: by what decided them, in which passing, and what became of them. */
export type PostedFilter = {
  /** An evidence of the engine, or a rule of the company by its evidence and its id. */
  evidence?: { reason: string; ruleId: bigint | null };
  payerId?: bigint;
  runId?: bigint;
  /** After the first moment, up to the second. */
  decided?: { after: Date | null; upTo: Date };
  became?: Became;
};

/** Wrong: taken back as wrong, or a blind check answered otherwise. Standing: not taken back. */
export type Became = "wrong" | "checked" | "standing";

export type PostedLine = {
  matchId: bigint;
  lineId: bigint;
  bookedOn: IsoDate;
  amountCents: Cents;
  label: string;
  counterpartyName: string | null;
  reason: string;
  rule: string | null;
  postedAt: Date;
  undoneAt: Date | null;
  undoneAs: "wrong" | "other" | null;
  checked: "same" | "other" | "unsure" | null;
};

/** The latest first, from behind the match that is named. */
export async function postedLines(
  db: Db,
  filter: PostedFilter,
  { after, limit }: { after: bigint | undefined; limit: number },
): Promise<PostedLine[]> {
  return db<PostedLine[]>`
    select match.id as match_id, match.line_id, line.booked_on, line.amount_cents, line.label, line.counterparty_name, match.reason, rule.name as rule,
           match.decided_at as posted_at, match.undone_at, match.undone_as, recheck.outcome as checked
      from match
      join statement_line as line on line.id = match.line_id
      left join recheck on recheck.match_id = match.id
      left join rule on rule.id = match.rule_id
     where ${isAmong(db, filter)} ${after === undefined ? db`` : db`and match.id < ${after}`}
     order by match.id desc
     limit ${limit}
  `;
}

/** Lines beyond this are not added up: the page would take as long as there are posts. */
export const POSTED_COUNTED_MOST = 1_000;

/** How many they are, and how much; undefined where they are more than are added up. */
export async function postedTotal(
  db: Db,
  filter: PostedFilter,
): Promise<{ lines: number; cents: Cents } | undefined> {
  const [row] = await db<{ lines: number; cents: Cents }[]>`
    select count(*)::integer as lines, coalesce(sum(abs(line.amount_cents)), 0)::bigint as cents
      from (
        select match.line_id
          from match
          left join recheck on recheck.match_id = match.id
         where ${isAmong(db, filter)}
         limit ${POSTED_COUNTED_MOST + 1}
      ) as among
      join statement_line as line on line.id = among.line_id
  `;
  return row && row.lines <= POSTED_COUNTED_MOST ? row : undefined;
}

/** The posts of the machine itself, and not what people decided. */
function isAmong(db: Db, { evidence, payerId, runId, decided, became }: PostedFilter) {
  const all = db``;
  return db`
    match.company_id = current_company() and match.decision = 'post' and match.decided_by is null and match.reason <> 'person'
    ${evidence ? db`and match.reason = ${evidence.reason} and match.rule_id is not distinct from ${evidence.ruleId}` : all}
    ${payerId === undefined ? all : db`and match.payer_id = ${payerId}`}
    ${runId === undefined ? all : db`and match.run_id = ${runId}`}
    ${decided ? db`and match.decided_at <= ${decided.upTo} and match.decided_at > coalesce(${decided.after}::timestamptz, '-infinity')` : all}
    ${became ? whatBecame(db)[became] : all}`;
}

const whatBecame = (db: Db) => ({
  wrong: db`and (match.undone_as = 'wrong' or recheck.outcome = 'other')`,
  checked: db`and recheck.outcome is not null`,
  standing: db`and match.undone_at is null`,
});

/** A suspended evidence as a filter of its posts since it was last restored, and its payer by name. */
export async function postsOfRight(
  db: Db,
  rightId: bigint,
): Promise<{ filter: PostedFilter; payer: string | null } | undefined> {
  const [row] = await db<
    {
      reason: string;
      ruleId: bigint | null;
      payerId: bigint | null;
      payer: string | null;
      after: Date | null;
      upTo: Date;
    }[]
  >`
    select held.reason, held.rule_id, held.payer_id, coalesce(party.name, party.aux) as payer, held.changed_at as up_to,
           (select max(at) from audit_log
             where company_id = current_company() and action = 'restore_posting' and subject_id = held.id) as after
      from posting_right as held
      left join party on party.id = held.payer_id
     where held.company_id = current_company() and held.id = ${rightId}
  `;
  if (!row) return undefined;
  const { reason, ruleId, payerId, payer, after, upTo } = row;
  const filter = { evidence: { reason, ruleId }, decided: { after, upTo } };
  return { filter: payerId === null ? filter : { ...filter, payerId }, payer };
}
