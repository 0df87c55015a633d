import { type Truth, written } from "../../domain/matching/scorecard.ts";
import type { Db } from "../../sql/connect.ts";

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
    select distinct on (share.id) coalesce(line.bank_reference, line.entry_number) as name, invoice.number as invoice,
           line.amount_cents as cents
      from statement_line as line
     cross join lateral (
       select (regexp_match(concat_ws(' ', line.label, array_to_string(line.details, ' '), line.end_to_end_id),
                            '[A-Z]{2}[0-9]{4}-[0-9]{5}'))[1] as number
     ) as read
      join invoice on invoice.company_id = current_company() and invoice.number = read.number
      join share on share.invoice_id = invoice.id and share.due_cents = line.amount_cents
     order by share.id, line.booked_on, line.id
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
