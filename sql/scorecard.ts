import type { Outcome } from "../domain/matching/scorecard.ts";
import type { Db } from "./connect.ts";
import type { StoredCandidate } from "./screens/lines.ts";

/**
 * What became of every bank line, by the bank's own name for it: what its entry moves on invoices, what the
 * insurers' returns that it brings pay,
 * and the machine's answers. Read as sets, which holds for a million lines.
 */
export async function outcomesOfLines(db: Db): Promise<Outcome[]> {
  const lines = await db<
    { id: bigint; name: string; cents: bigint; state: string; candidates: StoredCandidate[] | null }[]
  >`
    select line.id, coalesce(line.bank_reference, line.entry_number, line.id::text) as name, line.amount_cents as cents,
           line.state, coalesce(match.evidence -> 'candidates', match.evidence -> 'proposal' -> 'evidence' -> 'candidates') as candidates
      from statement_line as line
      left join match on match.line_id = line.id and match.undone_at is null
     where line.company_id = current_company()
  `;
  const paid = await db<{ lineId: bigint; invoice: string; cents: bigint }[]>`
    select line_posting.line_id, invoice.number as invoice, sum(moved.credit_cents - moved.debit_cents)::bigint as cents
      from line_posting
      join journal_line as moved on moved.entry_id = line_posting.entry_id
      join share on share.id = moved.share_id
      join invoice on invoice.id = share.invoice_id
     group by line_posting.line_id, invoice.number
    union all
    select clearing.line_id, invoice.number, sum(allocation.amount_cents)::bigint
      from clearing
      join allocation on allocation.payment_id = clearing.payment_id
      join share on share.id = allocation.share_id
      join invoice on invoice.id = share.invoice_id
     group by clearing.line_id, invoice.number
  `;
  const byLine = new Map<bigint, Outcome["allocations"]>();
  for (const { lineId, invoice, cents } of paid) {
    const known = byLine.get(lineId) ?? [];
    known.push({ invoice, cents: Number(cents) });
    byLine.set(lineId, known);
  }
  return lines.map(({ id, name, cents, state, candidates }) => ({
    name,
    cents: Number(cents),
    state,
    allocations: byLine.get(id) ?? [],
    answers: (candidates ?? []).map(({ allocations, facts, chance }) => ({
      allocations: allocations.map(({ invoice, amount }) => ({ invoice, cents: Number(amount) })),
      facts: facts as Outcome["answers"][number]["facts"],
      ...(chance === undefined ? {} : { chance }),
    })),
  }));
}
