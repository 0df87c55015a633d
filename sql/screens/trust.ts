import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../connect.ts";

export type RightRow = {
  id: bigint;
  reason: string;
  rule: string | null;
  payer: string | null;
  posts: number;
  wrong: number;
  changedAt: Date;
};

/** What no longer posts by itself, the latest first. */
export async function suspendedRows(db: Db): Promise<RightRow[]> {
  return db<RightRow[]>`
    select held.id, held.reason, rule.name as rule, coalesce(party.name, party.aux) as payer, held.posts, held.wrong, held.changed_at
      from posting_right as held
      left join rule on rule.id = held.rule_id
      left join party on party.id = held.payer_id
     where held.company_id = current_company() and held.state = 'suspended'
     order by held.changed_at desc, held.id
  `;
}

export type EvidenceRow = {
  reason: string;
  ruleId: bigint | null;
  rule: string | null;
  posts: number;
  wrong: number;
  checked: number;
};

/** What posted by itself, by evidence and rule: how often, how often wrongly, how often checked. */
export async function evidenceRows(db: Db): Promise<EvidenceRow[]> {
  return db<EvidenceRow[]>`
    select match.reason, match.rule_id, rule.name as rule, count(*)::integer as posts,
           (count(*) filter (where match.undone_as = 'wrong' or recheck.outcome = 'other'))::integer as wrong,
           count(recheck.outcome)::integer as checked
      from match
      left join rule on rule.id = match.rule_id
      left join recheck on recheck.match_id = match.id
     where match.company_id = current_company()
       and match.decision = 'post' and match.decided_by is null and match.reason <> 'person'
     group by match.reason, match.rule_id, rule.name
     order by posts desc, match.reason
  `;
}

export type AnsweredRecheck = {
  id: bigint;
  lineId: bigint;
  bookedOn: IsoDate;
  label: string;
  amountCents: bigint;
  outcome: "same" | "other" | "unsure";
  answer: string;
  answeredBy: string | null;
};

export async function answeredRechecks(db: Db, limit: number): Promise<AnsweredRecheck[]> {
  return db<AnsweredRecheck[]>`
    select recheck.id, recheck.line_id, line.booked_on, line.label, line.amount_cents, recheck.outcome, recheck.answer,
           app_user.name as answered_by
      from recheck
      join statement_line as line on line.id = recheck.line_id
      left join app_user on app_user.id = recheck.answered_by
     where recheck.company_id = current_company() and recheck.outcome is not null
     order by recheck.answered_at desc, recheck.id desc
     limit ${limit}
  `;
}

/** How many postings are suspended and how many checks wait: for the home page. */
export async function trustCounts(db: Db): Promise<{ suspended: number; checks: number }> {
  const [row] = await db<{ suspended: number; checks: number }[]>`
    select (select count(*) from posting_right where company_id = current_company() and state = 'suspended')::integer as suspended,
           (select count(*) from recheck join match on match.id = recheck.match_id and match.undone_at is null
             where recheck.company_id = current_company() and outcome is null)::integer as checks
  `;
  return row ?? { suspended: 0, checks: 0 };
}
