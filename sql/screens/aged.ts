import { AGE_LIMITS, type Age, type Ages } from "../../domain/accounting/aging.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import { companyRoles } from "../companies.ts";
import type { Db } from "../connect.ts";
import type { HeldAs } from "../held.ts";

/** Whose balance: by who owes (or is owed), or by the customer whose documents they are. */
export type AgedQuery = { asOf: IsoDate; side: "receivable" | "payable"; by: "payer" | "customer" };

/** What one third party owes (or is owed), by age. Without a third party: what is open of nobody. */
export type AgedSums = Ages & { partyId: bigint | null; total: Cents };
export type AgedRow = AgedSums & { aux: string | null; party: string | null; payer: string | null };

type Rows = ReturnType<typeof payersOf>;

/** What stands on the accounts of a side: debit − credit of customers, the other way of suppliers. */
const towards = (db: Db, side: AgedQuery["side"]) =>
  side === "receivable" ? db`line.debit_cents - line.credit_cents` : db`line.credit_cents - line.debit_cents`;

const payersOf = (db: Db, side: AgedQuery["side"]) =>
  side === "payable" ? db`payer = 'supplier'` : db`payer <> 'supplier'`;

/** The accounts of money held for customers: what a customer is owed stands there, beside what it owes. Of suppliers there are none. */
type HeldOn = { advance: string; toRefund: string } | undefined;

async function heldOn(db: Db, side: AgedQuery["side"]): Promise<HeldOn> {
  if (side === "payable") return undefined;
  const { advancesReceived, overpaymentsToRefund } = await companyRoles(db);
  return { advance: advancesReceived, toRefund: overpaymentsToRefund };
}

/**
 * Money held up to a day, by account. Deposit invoices move the account of advances too, from the journal of sales: what is billed so is
 * due or paid on the invoice itself, and would be counted twice. Opening entries restate older lines.
 */
const heldLines = (db: Db, asOf: IsoDate, held: NonNullable<HeldOn>) => db`
  line.company_id = current_company() and line.account in (${held.advance}, ${held.toRefund}) and line.journal <> 'VE'
  and line.posted_on <= ${asOf} and not line.carried_forward`;

const partyOf = (db: Db, by: AgedQuery["by"]) => (by === "payer" ? db`third_party_id` : db`customer_id`);

/**
 * What was open on a day is what is open now, put back to how it stood: `moved` are the documents, and the money without one, that
 * lines after the day moved, and `change` takes each away as it is and adds it as it was. What is open now is kept summed up, so that
 * a day costs what was posted since, and today nothing. Opening entries restate older lines and are left out.
 */
const changesSince = (db: Db, { asOf, side, by }: AgedQuery, held: HeldOn, partyId?: bigint) => db`
  moved as (
    select line.share_id, case when line.share_id is null then coalesce(line.third_party_id, 0) end as party_id,
           sum(${towards(db, side)})::bigint as cents
      from account
      join journal_line as line on line.company_id = account.company_id and line.account = account.number
     where account.company_id = current_company() and account.side = ${side}
       and line.posted_on > ${asOf} and not line.carried_forward
       ${partyId === undefined ? db`` : linesOf(db, by, partyId)}
     group by 1, 2
    having sum(line.debit_cents - line.credit_cents) <> 0
  ), change as materialized (
    select share.${partyOf(db, by)} as party_id, share.id as share_id, share.due_on, state.sign, state.due, 0::bigint as loose,
           null::text as held_as
      from moved
      join share on share.id = moved.share_id and ${payersOf(db, side)}
     cross join lateral (values (-1, share.due_cents), (1, share.due_cents - moved.cents)) as state (sign, due)
     where state.due <> 0
    union all
    select moved.party_id, null, null, 1, 0, -moved.cents, null
      from moved
     where moved.share_id is null
    ${held ? heldOfParties(db, asOf, held, partyId) : db``}
  )`;

/** What is held for each, which is owed to it. */
function heldOfParties(db: Db, asOf: IsoDate, held: NonNullable<HeldOn>, partyId?: bigint): Rows {
  return db`
    union all
    select line.third_party_id, null, null, 1, 0, sum(line.debit_cents - line.credit_cents)::bigint,
           case line.account when ${held.advance} then 'advance' else 'to_refund' end
      from journal_line as line
     where ${heldLines(db, asOf, held)}
       and ${partyId === undefined ? db`line.third_party_id is not null` : db`line.third_party_id = ${partyId}`}
     group by line.third_party_id, line.account
    having sum(line.debit_cents - line.credit_cents) <> 0`;
}

/** Of one third party: the lines that name it, as all those of its shares do; of a customer, those of its documents too. */
function linesOf(db: Db, by: AgedQuery["by"], partyId: bigint): Rows {
  if (by === "payer") return db`and line.third_party_id = ${partyId}`;
  return db`
    and line.id in (
      select named.id from journal_line as named where named.third_party_id = ${partyId} and named.share_id is null
      union all
      select moving.id
        from invoice
        join share on share.invoice_id = invoice.id
        join journal_line as moving on moving.share_id = share.id
       where invoice.customer_id = ${partyId})`;
}

/** The age of something due on a day, of days in a column called due_on. */
const ageOn = (db: Db, asOf: IsoDate) => db`
  case when ${asOf}::date <= due_on then 'notDue'
       when ${asOf}::date - due_on <= ${AGE_LIMITS[0]} then 'first'
       when ${asOf}::date - due_on <= ${AGE_LIMITS[1]} then 'second'
       when ${asOf}::date - due_on <= ${AGE_LIMITS[2]} then 'third'
       else 'older' end`;

/** Cents by age, from rows (age, owed); what has no age is the rest of a total. */
const AGES_OF = (db: Db, total: Rows) => db`
  coalesce(sum(owed) filter (where age = 'notDue'), 0)::bigint as not_due,
  coalesce(sum(owed) filter (where age = 'first'), 0)::bigint as first,
  coalesce(sum(owed) filter (where age = 'second'), 0)::bigint as second,
  coalesce(sum(owed) filter (where age = 'third'), 0)::bigint as third,
  coalesce(sum(owed) filter (where age = 'older'), 0)::bigint as older,
  (${total} - coalesce(sum(owed), 0))::bigint as apart, (${total})::bigint as total`;

export type AgedTotals = Ages & { total: Cents };
export type AgedPage = { limit: number; offset: number };
/** A page of the aged balance, the largest first, whether there are more, and its totals over all pages: without names. */
export type AgedFigures = { rows: AgedSums[]; more: boolean; totals: AgedTotals };

/** Rows and totals take back the same: it is read once for both. */
export async function agedFigures(
  db: Db,
  asked: AgedQuery,
  { limit, offset }: AgedPage,
): Promise<AgedFigures> {
  const held = await heldOn(db, asked.side);
  const found = await db<(AgedSums & { ofAll: boolean })[]>`
    with ${changesSince(db, asked, held)}, ${partiesOf(db, asked, { limit: limit + 1, offset })}, ${totalOf(db, asked)}
    select told.*
      from (select false as of_all, nullif(party_id, 0) as party_id, not_due, first, second, third, older, apart, total from party_row
            union all
            select true, null, not_due, first, second, third, older, apart, total from total_row) as told
     order by of_all, abs(total) desc, party_id nulls first
  `;
  const rows = found.filter(({ ofAll }) => !ofAll).map(({ ofAll: _, ...sums }) => sums);
  const [totals] = found.filter(({ ofAll }) => ofAll).map(({ ofAll: _, partyId: _nobody, ...sums }) => sums);
  if (!totals) throw new Error("no row came back");
  return { rows: rows.slice(0, limit), more: rows.length > limit, totals };
}

/**
 * Changes whenever a balance of the day may: with every transaction that writes, moves or takes away a line dated up to the day (each sum
 * of `ledger_day` knows the last one that touched it, its xmin), and with every one that gives a document other days or another customer.
 * Nothing changes behind the hard lock. To be read before the figures: what is committed in between then makes them look old, never new.
 */
export async function agedMark(db: Db, asOf: IsoDate): Promise<string> {
  const { advancesReceived, overpaymentsToRefund } = await companyRoles(db);
  const [row] = await db<{ mark: string }[]>`
    select concat_ws(' ', sum(day.xmin::text::bigint), count(*), company.locked_up_to,
                     (select string_agg(number || side, ' ' order by number) from account where side is not null),
                     (select by_transaction from document_day_change)) as mark
      from company
      left join account on account.company_id = company.id
       and (account.side is not null or account.number in (${advancesReceived}, ${overpaymentsToRefund}))
      left join ledger_day as day on day.company_id = account.company_id and day.account = account.number
       and day.posted_on <= ${asOf} and day.posted_on > coalesce(company.locked_up_to, '-infinity')
     where company.id = current_company()
     group by company.id
  `;
  return row?.mark ?? "";
}

const NAMES = (db: Db) =>
  db`third_party.aux, coalesce(third_party.name, person.name) as party, third_party.payer`;

/** The rows of a page with the names that the third parties have now. */
export async function named(db: Db, rows: readonly AgedSums[]): Promise<AgedRow[]> {
  const parties = await db<({ id: bigint } & Pick<AgedRow, "aux" | "party" | "payer">)[]>`
    select third_party.id, ${NAMES(db)}
      from unnest(${idsOf(rows.flatMap(({ partyId }) => partyId ?? []))}::text[]::bigint[]) as wanted (id)
      join third_party on third_party.id = wanted.id
      left join identity.person as person on person.third_party_id = third_party.id
  `;
  const byId = new Map(parties.map(({ id, ...party }) => [id, party]));
  return rows.map((row) => ({ ...row, ...((row.partyId !== null && byId.get(row.partyId)) || NOBODY) }));
}

const NOBODY = { aux: null, party: null, payer: null };

/** Every third party of the aged balance, the largest first, in batches: a cursor reads them. */
export async function* allAgedRows(db: Db, asked: AgedQuery): AsyncIterable<AgedRow[]> {
  const held = await heldOn(db, asked.side);
  yield* db<AgedRow[]>`
    with ${changesSince(db, asked, held)}, ${partiesOf(db, asked)}
    select nullif(party_row.party_id, 0) as party_id, ${NAMES(db)}, not_due, first, second, third, older, apart, total
      from party_row
      left join third_party on third_party.id = party_row.party_id
      left join identity.person as person on person.third_party_id = party_row.party_id
     order by abs(total) desc, party_row.party_id
  `.cursor(2_000);
}

/** The third parties of a page, or all of them: chosen by what they come to, then told by age. */
function partiesOf(db: Db, asked: AgedQuery, page?: AgedPage): Rows {
  const { asOf, side, by } = asked;
  return db`
    changed as materialized (
      select party_id, sum(sign * due + loose) as total, sum(loose) as loose, sum(sign * (due > 0)::integer) as owed_shares,
             sum(sign * (due < 0)::integer) as excess_shares
        from change
       group by party_id
    ), held as (
      (select third_party_id as party_id, balance_cents as total
         from party_sum
        where company_id = current_company() and side = ${side} and held_by = ${by} and is_open
          and not exists (select from changed where changed.party_id = party_sum.third_party_id)
        order by abs(balance_cents) desc, third_party_id
        ${page ? db`limit ${page.limit + page.offset}` : db``})
      union all
      select changed.party_id, coalesce(kept.balance_cents, 0) + changed.total
        from changed
        left join party_sum as kept
          on kept.company_id = current_company() and kept.side = ${side} and kept.held_by = ${by}
         and kept.third_party_id = changed.party_id
       where coalesce(kept.owed_shares, 0) + changed.owed_shares > 0
          or coalesce(kept.excess_shares, 0) + changed.excess_shares > 0
          or coalesce(kept.loose_cents, 0) + changed.loose <> 0
    ), chosen as materialized (
      select * from held ${page ? db`order by abs(total) desc, party_id limit ${page.limit} offset ${page.offset}` : db``}
    ), holder as materialized (
      select chosen.party_id, coalesce(third_party.payer in ('amo', 'amc'), false) as is_insurer
        from chosen
        left join third_party on third_party.id = chosen.party_id
    ), dated as (
      ${datedOf(db, asked)}
      union all
      select change.party_id, change.due_on, change.sign * change.due
        from change
        join chosen on chosen.party_id = change.party_id
       where change.due > 0
    ), aged as (
      select party_id, ${ageOn(db, asOf)} as age, owed from dated
    ), party_row as (
      select chosen.party_id, ${AGES_OF(db, db`chosen.total`)}
        from chosen
        left join aged on aged.party_id = chosen.party_id
       group by chosen.party_id, chosen.total
    )`;
}

/** What the chosen ones owe now, by due day: insurers from what is kept of theirs by day, the others share by share. */
function datedOf(db: Db, { side, by }: AgedQuery): Rows {
  const kept = by === "payer" && side === "receivable";
  const shares = db`
    select holder.party_id, share.due_on, share.due_cents as owed
      from holder
     cross join lateral (
       select due_on, due_cents
         from share
        where company_id = current_company() and ${partyOf(db, by)} = holder.party_id and due_cents > 0 and ${payersOf(db, side)}
          ${kept ? db`and not holder.is_insurer` : db``}
     ) as share`;
  if (!kept) return shares;
  return db`${shares}
    union all
    select holder.party_id, insurer_day.due_on, insurer_day.owed_cents
      from holder
      join insurer_day on insurer_day.company_id = current_company() and insurer_day.insurer_id = holder.party_id
     where holder.is_insurer`;
}

function totalOf(db: Db, { asOf, side, by }: AgedQuery): Rows {
  return db`
    due as (
      select due_on, owed_cents as owed, excess_cents as apart
        from due_day
       where company_id = current_company() and ${payersOf(db, side)}
      union all
      select due_on, sign * greatest(due, 0), sign * least(due, 0) + loose from change
      union all
      select null, 0, loose_cents
        from party_sum
       where company_id = current_company() and side = ${side} and held_by = ${by} and loose_cents <> 0
    ), total_row as (
      select ${AGES_OF(db, db`whole.total`)}
        from (select coalesce(sum(owed + apart), 0) as total from due) as whole
        left join (select ${ageOn(db, asOf)} as age, owed from due) as aged on true
       group by whole.total
    )`;
}

export type OpenItem = {
  age: Age;
  due: Cents;
  dueOn: IsoDate | null;
  invoiceId: bigint | null;
  number: string | null;
  /** Money held, which is of no document. */
  heldAs: HeldAs | null;
  issuedOn: IsoDate | null;
  payer: string | null;
  payerId: bigint | null;
};

/** A page of the documents behind one row of the aged balance, the oldest first, and what is open of no document at the end. */
export async function agedItems(
  db: Db,
  asked: AgedQuery,
  { partyId, limit, offset }: { partyId: bigint; limit: number; offset: number },
): Promise<OpenItem[]> {
  const { asOf, side, by } = asked;
  const held = await heldOn(db, side);
  return db<OpenItem[]>`
    with ${changesSince(db, asked, held, partyId)}, altered as materialized (
      select share_id, due_on, max(due) filter (where sign = 1) as due
        from change
       where party_id = ${partyId} and share_id is not null
       group by share_id, due_on
    ), item as (
      (select id as share_id, due_on, due_cents as due, null as held_as
         from share
        where company_id = current_company() and ${partyOf(db, by)} = ${partyId} and due_cents <> 0 and ${payersOf(db, side)}
          and id <> all (array(select share_id from altered))
        order by due_on, id
        limit ${limit + offset})
      union all
      select share_id, due_on, due, null from altered where due is not null
      union all
      select null, null, loose, held_as from change where held_as is not null
      union all
      select null, null, loose.cents, null
        from (select coalesce((select loose_cents from party_sum
                                where company_id = current_company() and side = ${side} and held_by = ${by}
                                  and third_party_id = ${partyId}), 0)
                     + coalesce((select sum(loose) from change where party_id = ${partyId} and held_as is null), 0) as cents) as loose
       where loose.cents <> 0
    ), chosen as materialized (
      select * from item order by due_on nulls last, share_id, held_as nulls first limit ${limit} offset ${offset}
    )
    select case when chosen.due < 0 or chosen.share_id is null then 'apart' else ${ageOn(db, asOf)} end as age,
           chosen.due::bigint as due, chosen.due_on, chosen.held_as, invoice.id as invoice_id, invoice.number, invoice.issued_on,
           coalesce(third_party.name, person.name) as payer, third_party.id as payer_id
      from chosen
      left join lateral (select share.invoice_id, share.third_party_id from share where share.id = chosen.share_id) as share on true
      left join lateral (
        select invoice.id, invoice.number, invoice.issued_on from invoice where invoice.id = share.invoice_id
      ) as invoice on true
      left join third_party on third_party.id = coalesce(share.third_party_id, ${partyId})
      left join identity.person as person on person.third_party_id = third_party.id
     order by chosen.due_on nulls last, chosen.share_id, chosen.held_as nulls first
  `;
}

/** What one third party owes (or is owed) on a day, over all its documents: the total of its row. */
export async function agedTotalOf(db: Db, asked: AgedQuery, partyId: bigint): Promise<Cents> {
  const held = await heldOn(db, asked.side);
  const [row] = await db<{ total: Cents }[]>`
    with ${changesSince(db, asked, held, partyId)}
    select (coalesce((select balance_cents from party_sum
                       where company_id = current_company() and side = ${asked.side} and held_by = ${asked.by}
                         and third_party_id = ${partyId}), 0)
            + coalesce((select sum(sign * due + loose) from change where party_id = ${partyId}), 0))::bigint as total
  `;
  return row?.total ?? 0n;
}

/** What the ledger holds on the accounts of a side, opening entries and all, less the money held: the aged balance must say the same. */
export async function ledgerOfSide(db: Db, { asOf, side }: AgedQuery): Promise<Cents> {
  const held = await heldOn(db, side);
  const aside = held
    ? db`(select coalesce(sum(line.debit_cents - line.credit_cents), 0) from ledger_day as line where ${heldLines(db, asOf, held)})`
    : db`0`;
  const [row] = await db<{ held: Cents }[]>`
    select (coalesce(sum(${towards(db, side)}), 0) + ${aside})::bigint as held
      from ledger_day as line
      join account on account.company_id = line.company_id and account.number = line.account and account.side = ${side}
     where line.company_id = current_company()
       and line.posted_on <= ${asOf}
       and line.posted_on >= coalesce(
         (select max(opening.posted_on) from ledger_day as opening
           where opening.company_id = current_company() and opening.carried_forward and opening.lines > 0
             and opening.posted_on <= ${asOf}), '-infinity')
  `;
  return row?.held ?? 0n;
}
