import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";

/**
 * Draws some of the lines that the machine posted since an instant, by lot, for a person to answer without seeing what it
 * posted. The lot is the seed's: the same seed draws the same lines. Lines under check already are not drawn twice.
 * @returns how many were drawn
 */
export async function drawRechecks(
  db: Db,
  companyId: bigint,
  lot: { since: Date; count: number; seed: string; at: Date },
): Promise<number> {
  const rows = await db`
    insert into recheck (company_id, match_id, line_id, drawn_at)
    select ${companyId}, match.id, match.line_id, ${lot.at}
      from match
     where match.company_id = current_company()
       and match.decision = 'post'
       and match.decided_by is null
       and match.reason not in ('person', 'insurer_before_return')
       and match.undone_at is null
       and match.decided_at > ${lot.since}
       -- an answer that a person can write: invoices, a return, accounts
       and (match.evidence #> '{candidates,0,allocations,0}' is not null
         or match.evidence #> '{candidates,0,brings,0}' is not null
         or match.evidence #> '{rule,parts,0}' is not null)
     order by md5(${lot.seed}::text || ' ' || match.id)
     limit ${lot.count}
    on conflict on constraint match_checked_once do nothing
    returning id
  `;
  return rows.length;
}

/** A line under check, as the bank wrote it: nothing of the machine's answer. */
export type OpenRecheck = {
  id: bigint;
  lineId: bigint;
  bookedOn: IsoDate;
  amountCents: bigint;
  label: string;
  details: string[];
  counterpartyName: string | null;
};

export async function openRechecks(db: Db, limit: number): Promise<OpenRecheck[]> {
  return db<OpenRecheck[]>`
    select recheck.id, line.id as line_id, line.booked_on, line.amount_cents, line.label, line.details, line.counterparty_name
      from recheck
      join match on match.id = recheck.match_id and match.undone_at is null
      join statement_line as line on line.id = recheck.line_id
     where recheck.company_id = current_company() and recheck.outcome is null
     order by recheck.id
     limit ${limit}
  `;
}

/** What the machine posted: numbers of invoices, references or names of insurers, accounts of a rule. */
export type MachineAnswer = { id: bigint; lineId: bigint; outcome: string | null; documents: string[] };

export async function machineAnswer(db: Db, recheckId: bigint): Promise<MachineAnswer | undefined> {
  const [row] = await db<MachineAnswer[]>`
    select recheck.id, recheck.line_id, recheck.outcome,
           coalesce(
             (select array_agg(distinct allocation ->> 'invoice')
                from jsonb_array_elements(match.evidence #> '{candidates,0,allocations}') as allocation),
             (select array_agg(distinct coalesce(brought ->> 'reference', brought ->> 'insurer'))
                from jsonb_array_elements(match.evidence #> '{candidates,0,brings}') as brought),
             (select array_agg(distinct part ->> 'account')
                from jsonb_array_elements(match.evidence #> '{rule,parts}') as part),
             array[]::text[]) as documents
      from recheck
      join match on match.id = recheck.match_id
     where recheck.id = ${recheckId}
  `;
  return row;
}

export async function closeRecheck(
  db: Db,
  closed: {
    id: bigint;
    outcome: "same" | "other" | "unsure";
    answer: string;
    at: Date;
    by: bigint | undefined;
  },
): Promise<void> {
  await db`
    update recheck
       set outcome = ${closed.outcome}, answer = ${closed.answer}, answered_at = ${closed.at}, answered_by = ${closed.by ?? null}
     where id = ${closed.id}
  `;
}
