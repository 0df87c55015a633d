import type { Db } from "./connect.ts";

/** How long after their last look somebody still counts as being on a line. */
const PRESENT_MS = 3 * 60_000;

export type LineNote = { id: bigint; author: string; writtenAt: Date; body: string };

/** What people said about a line, the first note first. */
export async function notesOfLine(db: Db, lineId: bigint): Promise<LineNote[]> {
  return db<LineNote[]>`
    select line_note.id, app_user.name as author, line_note.written_at, line_note.body
    from line_note
    join app_user on app_user.id = line_note.author_id
    where line_note.line_id = ${lineId}
    order by line_note.id
  `;
}

/** A note is added and never changed: it stands with its author and its hour. */
export async function addNote(
  db: Db,
  note: { companyId: bigint; lineId: bigint; by: bigint; at: Date; body: string },
): Promise<void> {
  await db`
    insert into line_note (company_id, line_id, author_id, written_at, body)
    values (${note.companyId}, ${note.lineId}, ${note.by}, ${note.at}, ${note.body})
  `;
}

export type Colleague = { id: bigint; name: string };

/** Those who may decide lines in this company, by name. */
export async function deciders(db: Db): Promise<Colleague[]> {
  return db<Colleague[]>`
    select app_user.id, app_user.name
    from membership
    join app_user on app_user.id = membership.user_id
    where membership.role <> 'viewer' and membership.ended_at is null
    order by app_user.name, app_user.id
  `;
}

/**
 * Gives a line to somebody who may decide it, or to nobody.
 * @returns false when that person may not decide lines of this company
 */
export async function assignLine(
  db: Db,
  given: { companyId: bigint; lineId: bigint; to: bigint | undefined; by: bigint; at: Date },
): Promise<boolean> {
  if (given.to === undefined) {
    await db`delete from line_assignment where line_id = ${given.lineId}`;
    return true;
  }
  const written = await db`
    insert into line_assignment (line_id, company_id, user_id, assigned_by, assigned_at)
    select ${given.lineId}, ${given.companyId}, membership.user_id, ${given.by}, ${given.at}
    from membership
    where membership.user_id = ${given.to} and membership.role <> 'viewer' and membership.ended_at is null
    on conflict (line_id) do update
      set user_id = excluded.user_id, assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at
    returning line_id
  `;
  return written.length > 0;
}

/** Shows the others that somebody has this line open, and no other one. */
export async function visitLine(
  db: Db,
  visit: { companyId: bigint; lineId: bigint; by: bigint; at: Date },
): Promise<void> {
  await db`
    insert into line_visit (company_id, user_id, line_id, seen_at)
    values (${visit.companyId}, ${visit.by}, ${visit.lineId}, ${visit.at})
    on conflict (company_id, user_id) do update set line_id = excluded.line_id, seen_at = excluded.seen_at
  `;
}

/** What stands beside a line in the list. */
export type LineMarks = {
  lineId: bigint;
  assigneeId: bigint | null;
  assignee: string | null;
  notes: number;
  present: string[];
};

/** Who has each of these lines in hand, how many notes it has, and who else looks at it now. */
export async function marksOfLines(
  db: Db,
  lineIds: readonly bigint[],
  { except, at }: { except: bigint; at: Date },
): Promise<LineMarks[]> {
  if (lineIds.length === 0) return [];
  return db<LineMarks[]>`
    select line.id as line_id, line_assignment.user_id as assignee_id, assignee.name as assignee,
           (select count(*)::integer from line_note where line_note.line_id = line.id) as notes,
           (select coalesce(array_agg(app_user.name order by app_user.name), '{}')
              from line_visit
              join app_user on app_user.id = line_visit.user_id
             where line_visit.line_id = line.id and line_visit.user_id <> ${except}
               and line_visit.seen_at >= ${new Date(at.getTime() - PRESENT_MS)}) as present
    from statement_line as line
    left join line_assignment on line_assignment.line_id = line.id
    left join app_user as assignee on assignee.id = line_assignment.user_id
    where line.id in ${db([...lineIds])}
  `;
}
