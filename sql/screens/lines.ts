import type { Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import type { StoredRule } from "../matches.ts";

export type Level = "A" | "B" | "C" | "D";

/** What is stored of a decision: bigints are texts. */
export type StoredEvidence = {
  engine?: string;
  reason?: string;
  params?: Record<string, string>;
  tokens?: string[];
  candidates?: StoredCandidate[];
  /** The rule of the company that fits the line. */
  rule?: StoredRule;
};
export type StoredCandidate = {
  allocations: StoredAllocation[];
  /** An insurer's announced payments that the line brings, in place of allocations. */
  brings?: StoredReturn[];
  /** Money under way that the line brings, in place of allocations. */
  clears?: StoredClears;
  /** A payment that the line takes back. */
  takesBack?: { paymentId: string; reference: string };
  /** Payments of ours that the bank carried out, or the one that comes back. */
  carries?: StoredPayment[];
  sentBack?: StoredPayment;
  facts: StoredFact[];
  weight: number;
  /** The probability that it is the right one; not on decisions of before the score had one, nor on insurers' transfers. */
  chance?: number;
};
export type StoredClears = {
  remittances: { remittanceId: string; reference: string }[];
  paymentIds: string[];
  amount: string;
  fee: string;
  vat: string;
};
/** Without a payment: money whose return had not come. */
export type StoredReturn = {
  paymentId?: string;
  thirdPartyId: string;
  insurer: string;
  reference?: string;
  amount: string;
};
export type StoredPayment = { paymentId: string; party: string; amount: string };
export type StoredFact = { code: string; token?: string; params?: Record<string, string> };
export type StoredAllocation = {
  shareId: string;
  invoiceId: string;
  invoice: string;
  payer: Payer;
  thirdPartyId: string;
  amount: string;
  due: string;
};

export type LineState = "new" | "waiting" | "posted" | "set_aside";

export type LineRow = {
  id: bigint;
  bookedOn: IsoDate;
  amountCents: Cents;
  label: string;
  details: string[];
  counterpartyName: string | null;
  counterpartyIban: string | null;
  endToEndId: string | null;
  structuredReference: string | null;
  state: LineState;
  level: Level;
  reason: string;
  evidence: StoredEvidence;
  /** Of the person's decision, for a line that a person decided a moment ago. */
  decidedBy: string | null;
  decidedById: bigint | null;
  decidedAt: Date | null;
};

export type LineFilter = {
  level: Level | undefined;
  reason: string | undefined;
  search: string | undefined;
  /** Those that this person has in hand. */
  assignedTo: bigint | undefined;
  /** Lines that a person decided after this instant stay in their place. */
  decidedSince: Date;
};

/** Something is asked of each line that no index answers: the lines are gone through once, and counted then. */
function asksEach({ search, assignedTo }: LineFilter): boolean {
  return search !== undefined || assignedTo !== undefined;
}

/**
 * The lines to decide: certain work first, then the largest amounts. The machine's last opinion gives the level, so that
 * a line decided a moment ago keeps its place. Where the filter asks something of each line they come counted, whatever their level;
 * else lineCounters has counted them.
 */
export async function waitingLines(
  db: Db,
  { filter, page, size }: { filter: LineFilter; page: number; size: number },
): Promise<{ lines: LineRow[]; counters: LineCounter[] | undefined }> {
  const counted = asksEach(filter)
    ? db`select coalesce(jsonb_agg(jsonb_build_object('level', level, 'reason', reason, 'lines', lines, 'cents', cents::text)), '[]')
           from (select level, reason, count(*) as lines, sum(abs(amount_cents)) as cents
                   from judged where state = 'waiting' group by level, reason) as each`
    : db`select null::jsonb`;
  const rows = await db<
    (LineRow & { counters: (Omit<LineCounter, "cents"> & { cents: string })[] | null })[]
  >`
    ${judgedLines(db, filter)}, shown as materialized (
      select * from judged
      where (${filter.level ?? null}::text is null or level = ${filter.level ?? null})
      order by level, abs(amount_cents) desc, id limit ${size} offset ${(page - 1) * size}
    )
    select counted.counters, shown.id, line.booked_on, line.amount_cents, line.label, line.details, line.counterparty_name,
           line.counterparty_iban, line.end_to_end_id, line.structured_reference, line.state, shown.level, shown.reason,
           coalesce(machine.evidence, '{}') as evidence,
           app_user.name as decided_by, person.decided_by as decided_by_id, person.decided_at
    from (select (${counted}) as counters) as counted
    left join shown on true
    left join statement_line as line on line.id = shown.id
    left join lateral (${machineEvidence(db)}) as machine on true
    left join match as person
      on person.line_id = line.id and person.undone_at is null and person.decided_by is not null
    left join app_user on app_user.id = person.decided_by
    order by shown.level, abs(line.amount_cents) desc, line.id
  `;
  const counters = rows[0]?.counters?.map((each) => ({ ...each, cents: BigInt(each.cents) }));
  // Without a line there is the row of the counters alone.
  return { lines: rows.filter(({ id }) => id !== null).map(({ counters, ...line }) => line), counters };
}

/** How many lines stand before a given one in the order of the list. */
export async function linesBefore(
  db: Db,
  { filter, line }: { filter: LineFilter; line: { id: bigint; level: Level; amountCents: Cents } },
): Promise<number> {
  const [row] = await db<{ lines: number }[]>`
    ${judgedLines(db, filter)}
    select count(*)::integer as lines
    from judged
    where (${filter.level ?? null}::text is null or level = ${filter.level ?? null})
      and (level, -abs(amount_cents), id) < (${line.level}::text, -abs(${line.amountCents}::bigint), ${line.id}::bigint)
  `;
  return row?.lines ?? 0;
}

/** The first line that still waits after a given one, in the order of the list. */
export async function lineAfter(
  db: Db,
  { filter, line }: { filter: LineFilter; line: { id: bigint; level: Level; amountCents: Cents } },
): Promise<bigint | undefined> {
  const size = line.amountCents < 0n ? -line.amountCents : line.amountCents;
  const [row] = await db<{ id: bigint }[]>`
    ${judgedLines(db, filter)}
    select id
    from judged
    where state = 'waiting' and id <> ${line.id}
      and (${filter.level ?? null}::text is null or level = ${filter.level ?? null})
    order by (level, -abs(amount_cents), id) < (${line.level}::text, -${size}::bigint, ${line.id}::bigint),
             level, abs(amount_cents) desc, id
    limit 1
  `;
  return row?.id;
}

/**
 * What the machine thinks of the line: its proposal, or the one that a person's decision replaced, as that decision keeps it
 * (evidence.proposal). A line therefore keeps its place when it is decided, and finds its answers again when that is undone.
 */
function machineOpinion(db: Db) {
  return db`
    select match.opinion_level as level, match.opinion_reason as reason
    from match
    where match.line_id = line.id and match.is_opinion
    order by match.id desc
    limit 1
  `;
}

/** The same with its evidence, which is long: asked for the lines that are shown. */
function machineEvidence(db: Db) {
  return db`
    select match.opinion_level as level, match.opinion_reason as reason,
           coalesce(match.evidence -> 'proposal' -> 'evidence', match.evidence) as evidence
    from match
    where match.line_id = line.id and match.is_opinion
    order by match.id desc
    limit 1
  `;
}

/**
 * The lines that wait, as they are kept apart with the machine's opinion, and those that people decided a moment ago, which were
 * never judged if a person decided them first: they are of whatever level and reason is asked for.
 */
function judgedLines(db: Db, filter: LineFilter) {
  const search = filter.search ? `%${filter.search.replace(/[\\%_]/g, "\\$&")}%` : null;
  const level = filter.level ?? null;
  const reason = filter.reason ?? null;
  const assignedTo = filter.assignedTo ?? null;
  const matching = search
    ? db`and exists (
          select from statement_line as line
          where line.id = judged.id
            and (line.label ilike ${search}
              or line.counterparty_name ilike ${search}
              or line.counterparty_iban ilike ${search}
              or line.end_to_end_id ilike ${search}
              or array_to_string(line.details, ' ') ilike ${search}
              or replace((abs(line.amount_cents) / 100.0)::numeric(20, 2)::text, '.', ',') like ${search}))`
    : db``;
  return db`
    with judged as ${asksEach(filter) ? db`materialized` : db``} (
      select judged.*
      from (
        select line_id as id, amount_cents, 'waiting' as state, reason, level
        from waiting_line
        where company_id = current_company()
        union all
        select line.id, line.amount_cents, line.state, coalesce(machine.reason, ${reason}::text, 'nothing_found'),
               coalesce(machine.level, ${level}::text, 'D')
        from statement_line as line
        left join lateral (${machineOpinion(db)}) as machine on true
        where line.state <> 'waiting'
          and line.id in (select match.line_id from match
                          where match.decided_by is not null and match.undone_at is null
                            and match.decided_at >= ${filter.decidedSince})
      ) as judged
      where (${asksEach(filter)} or ${level}::text is null or judged.level = ${level})
        and (${reason}::text is null or judged.reason = ${reason})
        and (${assignedTo}::bigint is null
          or judged.id in (select line_assignment.line_id from line_assignment where line_assignment.user_id = ${assignedTo}))
        ${matching}
    )
  `;
}

export type LineCounter = { level: Level; reason: string; lines: number; cents: Cents };

/** How many lines wait at each level, for each reason, whatever is searched for. */
export async function lineCounters(db: Db): Promise<LineCounter[]> {
  return db<LineCounter[]>`
    select level, reason, count(*)::integer as lines, sum(abs(amount_cents))::bigint as cents
    from waiting_line
    where company_id = current_company()
    group by 1, 2
    order by 1, 4 desc
  `;
}

/** How many lines people decided on a day, as days are counted in a time zone. */
export async function decidedOn(db: Db, day: IsoDate, timeZone: string): Promise<number> {
  const [row] = await db<{ lines: number }[]>`
    select count(*)::integer as lines
    from match
    where decided_by is not null and undone_at is null
      and decided_at >= (${day}::date)::timestamp at time zone ${timeZone}
  `;
  return row?.lines ?? 0;
}

/** What a share owes now, and who owes it: the evidence keeps ids, the screen shows names. */
export type ShareNow = {
  shareId: bigint;
  invoiceId: bigint;
  number: string;
  payer: Payer;
  party: string;
  patient: string;
  dueCents: Cents;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
};

export async function sharesNow(db: Db, shareIds: readonly bigint[]): Promise<ShareNow[]> {
  if (shareIds.length === 0) return [];
  return db<ShareNow[]>`
    select share.id as share_id, invoice.id as invoice_id, invoice.number, share.payer,
           coalesce(debtor.name, '') as party, coalesce(customer.name, '') as patient,
           share.due_cents, invoice.issued_on, invoice.due_on
    from share
    join invoice on invoice.id = share.invoice_id
    left join party as debtor on debtor.id = share.third_party_id
    left join party as customer on customer.id = invoice.customer_id
    where share.id in ${db([...shareIds])}
  `;
}

export type LineDetail = LineRow & {
  bankAccountId: bigint;
  account: string;
  statementId: bigint;
  fileId: bigint;
  fileName: string;
  lineNumber: number | null;
  valuedOn: IsoDate | null;
  mandate: string | null;
  creditorId: string | null;
  bankReference: string | null;
  entryNumber: string | null;
  interbankCode: string | null;
  returnReason: string | null;
  raw: string;
  entryId: bigint | null;
};

export async function findLine(db: Db, id: bigint): Promise<LineDetail | undefined> {
  const [row] = await db<LineDetail[]>`
    select line.id, line.booked_on, line.valued_on, line.amount_cents, line.label, line.details, line.counterparty_name,
           line.counterparty_iban, line.end_to_end_id, line.mandate, line.creditor_id, line.structured_reference,
           line.bank_reference, line.entry_number, line.interbank_code, line.return_reason, line.line_number, line.raw,
           line.state, line.bank_account_id, bank_account.name as account, line.statement_id, line.file_id,
           received_file.name as file_name, line_posting.entry_id,
           coalesce(machine.level, 'D') as level, coalesce(machine.reason, 'nothing_found') as reason,
           coalesce(machine.evidence, '{}') as evidence,
           app_user.name as decided_by, person.decided_by as decided_by_id, person.decided_at
    from statement_line as line
    join bank_account on bank_account.id = line.bank_account_id
    join received_file on received_file.id = line.file_id
    left join line_posting on line_posting.line_id = line.id
    left join lateral (${machineEvidence(db)}) as machine on true
    left join match as person
      on person.line_id = line.id and person.undone_at is null and person.decided_by is not null
    left join app_user on app_user.id = person.decided_by
    where line.id = ${id}
  `;
  return row;
}

export type MatchRow = {
  id: bigint;
  decision: "post" | "suggest" | "nothing";
  level: Level;
  reason: string;
  evidence: StoredEvidence;
  engine: string;
  decidedBy: string | null;
  decidedAt: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
};

/** Every decision on a line, the present one first, then those taken back. */
export async function matchesOfLine(db: Db, lineId: bigint): Promise<MatchRow[]> {
  return db<MatchRow[]>`
    select match.id, match.decision, match.level, match.reason, match.evidence, match.engine,
           decider.name as decided_by, match.decided_at, match.undone_at, undoer.name as undone_by
    from match
    left join app_user as decider on decider.id = match.decided_by
    left join app_user as undoer on undoer.id = match.undone_by
    where match.line_id = ${lineId}
    order by (match.undone_at is not null), match.id desc
  `;
}

export type PaidShare = {
  paymentId: bigint;
  shareId: bigint;
  paidOn: IsoDate;
  party: string | null;
  invoiceId: bigint;
  number: string;
  payer: Payer;
  amountCents: Cents;
  status: string;
};

/** What the line pays: one row for each share that received money from it. */
export async function sharesPaidBy(db: Db, lineId: bigint): Promise<PaidShare[]> {
  return db<PaidShare[]>`
    select payment.id as payment_id, share.id as share_id, payment.paid_on, party.name as party, invoice.id as invoice_id, invoice.number,
           share.payer, allocation.amount_cents, payment.status
    from payment
    join allocation on allocation.payment_id = payment.id
    join share on share.id = allocation.share_id
    join invoice on invoice.id = share.invoice_id
    left join party on party.id = payment.third_party_id
    where payment.line_id = ${lineId}
    order by payment.id, invoice.number
  `;
}
