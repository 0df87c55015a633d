import type { Db, Pool } from "./connect.ts";

export type DemoProgress = {
  files: number;
  read: number;
  refused: number;
  lines: number;
  decided: number;
  posted: number;
};

/** How far the workers are with the files of the company. */
export async function demoProgress(db: Db): Promise<DemoProgress> {
  const [row] = await db<DemoProgress[]>`
    select (select count(*)::integer from received_file) as files,
           (select count(*)::integer from received_file where state = 'read') as read,
           (select count(*)::integer from received_file where state in ('refused', 'held')) as refused,
           (select count(*)::integer from statement_line) as lines,
           (select count(*)::integer from statement_line where state <> 'new') as decided,
           (select count(*)::integer from statement_line where state = 'posted') as posted
  `;
  if (!row) throw new Error("the progress could not be read");
  return row;
}

/** Debits and credits of every account in use, to the cent. */
export async function trialBalance(
  db: Db,
): Promise<{ account: string; name: string; debit: bigint; credit: bigint }[]> {
  return db<{ account: string; name: string; debit: bigint; credit: bigint }[]>`
    select line.account, account.name, sum(line.debit_cents)::bigint as debit, sum(line.credit_cents)::bigint as credit
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id and not entry.carried_forward
      join account on account.company_id = line.company_id and account.number = line.account
     where line.company_id = current_company()
     group by line.account, account.name
     order by line.account
  `;
}

/** Everything goes: only for the embedded database of a demo that starts over. */
export async function emptyDatabase(pool: Pool): Promise<void> {
  await pool.unsafe(
    "drop schema if exists bullmq cascade; drop schema if exists identity cascade; drop schema public cascade; create schema public;",
  );
}
