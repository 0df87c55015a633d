import { breaksPromise, type Posting, type Seen, type Suspended } from "../domain/matching/budget.ts";
import { insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** Evidence and rules that no longer post by themselves, with what they did. */
export async function suspendedRights(db: Db): Promise<(Suspended & { id: bigint })[]> {
  return db<(Suspended & { id: bigint })[]>`
    select id, reason, rule_id, payer_id, posts, wrong from posting_right
     where company_id = current_company() and state = 'suspended'
  `;
}

type Tally = Posting & Seen;

/**
 * What the machine posted, and how much of it was wrong, of every evidence that was wrong at least once since it was last
 * restored: by payer, and over all payers. Wrong is what a person took back as wrong, and what a blind check answered otherwise.
 * Only what was wrong is looked for; its posts are then counted by key.
 */
export async function talliesOfErrors(db: Db): Promise<Tally[]> {
  return db<Tally[]>`
    with erring as (
      select match.id, match.reason, match.rule_id, match.payer_id, match.decided_at
        from match
       where match.company_id = current_company() and match.undone_as = 'wrong' and match.decision = 'post' and match.decided_by is null
      union
      select match.id, match.reason, match.rule_id, match.payer_id, match.decided_at
        from recheck
        join match on match.id = recheck.match_id and match.decided_by is null
       where recheck.outcome = 'other'
    ), posting as (
      select reason, rule_id, payer_id from erring where payer_id is not null
      union
      select reason, rule_id, null from erring
    )
    select posting.reason, posting.rule_id, posting.payer_id,
           (select count(*) from match
             where match.company_id = current_company() and match.decision = 'post' and match.decided_by is null
               and match.reason = posting.reason and match.rule_id is not distinct from posting.rule_id
               and (posting.payer_id is null or match.payer_id = posting.payer_id)
               and match.decided_at > since.day)::integer as posts,
           (select count(*) from erring
             where erring.reason = posting.reason and erring.rule_id is not distinct from posting.rule_id
               and (posting.payer_id is null or erring.payer_id = posting.payer_id)
               and erring.decided_at > since.day)::integer as wrong
      from posting
     cross join lateral (
       select coalesce(max(changed_at) filter (where state = 'restored'), '-infinity') as day
         from posting_right as known
        where known.company_id = current_company() and known.reason = posting.reason
          and known.rule_id is not distinct from posting.rule_id
          and known.payer_id is not distinct from posting.payer_id
     ) as since
     where posting.reason <> 'person'
  `;
}

/**
 * Suspends every evidence that broke the promise. Called where an error is told, and at the end of a night.
 * @returns how many were suspended now
 */
export async function reviewRights(
  db: Db,
  companyId: bigint,
  promisedErrors: number,
  at: Date,
): Promise<number> {
  const broken = (await talliesOfErrors(db)).filter((tally) =>
    breaksPromise(tally, promisedErrors, tally.payerId !== null),
  );
  const rows = await insertRows<{ id: bigint }>(
    db,
    "posting_right",
    {
      company_id: "bigint",
      reason: "text",
      rule_id: "bigint",
      payer_id: "bigint",
      state: "text",
      posts: "integer",
      wrong: "integer",
      changed_at: "timestamptz",
    },
    broken.map((tally) => [
      companyId,
      tally.reason,
      tally.ruleId,
      tally.payerId,
      "suspended",
      tally.posts,
      tally.wrong,
      at,
    ]),
    `on conflict on constraint one_right_per_evidence
     do update set state = 'suspended', posts = excluded.posts, wrong = excluded.wrong, changed_at = excluded.changed_at,
                   changed_by = null, why = null
      where posting_right.state = 'restored'
     returning id`,
  );
  return rows.length;
}

/** A person lets an evidence post again; what it did before no longer counts. @returns false when it was not suspended */
export async function restoreRight(
  db: Db,
  restored: { id: bigint; by: bigint | undefined; at: Date; why: string },
): Promise<boolean> {
  const rows = await db`
    update posting_right
       set state = 'restored', changed_at = ${restored.at}, changed_by = ${restored.by ?? null}, why = ${restored.why}
     where id = ${restored.id} and state = 'suspended'
    returning id
  `;
  return rows.length > 0;
}
