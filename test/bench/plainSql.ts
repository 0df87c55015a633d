import { type Truth, written } from "../../domain/matching/scorecard.ts";
import type { Db, Pool } from "../../sql/connect.ts";

/** What a matcher of one statement gets on the same lines: the yardstick. Cents are of the lines posted. */
export type PlainScore = {
  lines: number;
  certain: number;
  right: number;
  wrong: number;
  rightCents: number;
  wrongCents: number;
};

/**
 * The matcher that most companies write first: a number of our form somewhere in the text, and exactly its amount. Of several
 * lines for one share the first takes it. It is asked before the engine runs, on the same open shares, and changes nothing.
 */
export async function plainSqlMatches(
  db: Db,
  truths: Iterable<Truth>,
  idOf: (id: string) => string,
): Promise<PlainScore> {
  const rows = await db<{ name: string; invoice: string; cents: bigint }[]>`
    select coalesce(line.bank_reference, line.entry_number) as name, invoice.number as invoice, matched.cents
      from (${matched(db)}) as matched
      join statement_line as line on line.id = matched.line_id
      join share on share.id = matched.share_id
      join invoice on invoice.id = share.invoice_id
  `;
  const posted = new Map(
    rows.map(({ name, invoice, cents }) => [idOf(name), { invoice, cents: Number(cents) }]),
  );
  const score: PlainScore = { lines: 0, certain: 0, right: 0, wrong: 0, rightCents: 0, wrongCents: 0 };
  for (const truth of truths) {
    score.lines += 1;
    if (truth.expect === "auto") score.certain += 1;
    const post = posted.get(idOf(truth.lineId));
    if (!post) continue;
    const isRight = written([post]) === written(truth.allocations);
    if (isRight) score.right += 1;
    else score.wrong += 1;
    if (isRight) score.rightCents += post.cents;
    else score.wrongCents += post.cents;
  }
  return score;
}

/** The share that each line pays in full, by the number in its text. */
function matched(db: Db) {
  return db`
    select distinct on (share.id) share.id as share_id, line.id as line_id, line.booked_on, line.amount_cents as cents, line.label
      from statement_line as line
     cross join lateral (
       select (regexp_match(concat_ws(' ', line.label, array_to_string(line.details, ' '), line.end_to_end_id),
                            '[A-Z]{2}[0-9]{4}-[0-9]{5}'))[1] as number
     ) as read
      join invoice on invoice.company_id = line.company_id and invoice.number = read.number
      join share on share.invoice_id = invoice.id and share.due_cents = line.amount_cents
     order by share.id, line.booked_on, line.id
  `;
}

/**
 * Matches every line as above and writes what it found, as a program without laws does. Its tables go again: what comes after is
 * measured without them.
 * @returns how many lines it posted
 */
export async function matchAndPostPlainly(pool: Pool): Promise<number> {
  await makePlainTables(pool);
  const posted = await pool.begin((db) => writePlainly(db, matched(db)));
  await pool`drop schema plain cascade`;
  return posted;
}

/** One payment of each open share, without looking for it. */
export async function postPlainly(pool: Pool, count: number): Promise<void> {
  await makePlainTables(pool);
  await pool.begin((db) =>
    writePlainly(
      db,
      db`select share.id as share_id, date '2026-11-13' as booked_on, share.amount_cents as cents, 'VIR ' || share.id as label
           from share order by share.id limit ${count}`,
    ),
  );
}

/**
 * Payments as plain SQL writes them into tables of its own, logged like ours and with the keys that any program has: a payment, its
 * allocation, its entry and two lines, four statements.
 */
async function writePlainly(db: Db, paid: ReturnType<typeof matched>): Promise<number> {
  const { count } = await db`
    insert into plain.payment (id, share_id, paid_on, cents, label)
    select row_number() over (order by paid.share_id), paid.share_id, paid.booked_on, paid.cents, paid.label
      from (${paid}) as paid`;
  await db`insert into plain.allocation (payment_id, share_id, cents) select id, share_id, cents from plain.payment`;
  await db`insert into plain.entry (id, posted_on, label) select id, paid_on, label from plain.payment`;
  await db`
    insert into plain.line (entry_id, rank, account, share_id, debit, credit)
    select id, side.rank, side.account, side.share_id, side.debit, side.credit
      from plain.payment
     cross join lateral (values (1, '512100', null::bigint, cents, 0::bigint), (2, '411000', share_id, 0::bigint, cents))
        as side (rank, account, share_id, debit, credit)`;
  return count;
}

async function makePlainTables(pool: Pool): Promise<void> {
  await pool.unsafe(`
    create schema plain;
    create table plain.payment (
      id bigint primary key, share_id bigint not null references share, paid_on date not null, cents bigint not null, label text not null);
    create table plain.allocation (
      payment_id bigint references plain.payment, share_id bigint references share, cents bigint not null,
      primary key (payment_id, share_id));
    create index on plain.allocation (share_id);
    create table plain.entry (id bigint primary key, posted_on date not null, label text not null);
    create table plain.line (
      entry_id bigint references plain.entry, rank integer, account text not null, share_id bigint references share,
      debit bigint not null, credit bigint not null, primary key (entry_id, rank));
    create index on plain.line (share_id);
    create index on plain.line (account)`);
}
