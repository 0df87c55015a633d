import type { IsoDate } from "../../domain/days.ts";
import { normaliseNumber } from "../../domain/documentNumber.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import { type Ids, NOBODY, partiesNamed } from "./partiesNamed.ts";

/** Bounds of an amount, both included; an equality has the same bound twice. */
export type Range = { from: Cents | undefined; to: Cents | undefined };

export type UnpaidFilter = {
  asOf: IsoDate | undefined;
  /** Found anywhere in the number. */
  number: string | undefined;
  issuedFrom: IsoDate | undefined;
  issuedTo: IsoDate | undefined;
  /** Of the due day; of an invoice without one, its own day. */
  dueFrom?: IsoDate | undefined;
  dueTo?: IsoDate | undefined;
  /** Words in capitals without accents; a name must hold them all. Empty: any name. */
  name: readonly string[];
  branch: string | undefined;
  fund: readonly string[];
  mutual: readonly string[];
  total: Range;
  dueAmo: Range;
  dueAmc: Range;
  dueOwn: Range;
  payer: "amo" | "amc" | "patient" | "business" | "supplier" | undefined;
  view: "overpaid" | "late" | "rejected" | undefined;
  /** An insurer that owes a share. */
  insurer?: bigint | undefined;
};

export type UnpaidSort = "issued" | "number";
export type Place = { issuedOn: IsoDate; number: string; id: bigint };

export type UnpaidRow = {
  id: bigint;
  number: string;
  type: "invoice" | "credit_note" | "deposit_invoice" | "supplier_invoice";
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  totalCents: Cents;
  dueAmoCents: Cents;
  dueAmcCents: Cents;
  dueOwnCents: Cents;
  branch: string | null;
  customerId: bigint;
  /** The code by which files name the customer. */
  customerAux: string;
  customer: string;
  customerPayer: "amo" | "amc" | "patient" | "business" | "supplier";
  fund: string | null;
  mutual: string | null;
};

/**
 * One page of the unpaid list. The invoices of the page are found by the partial index and its order; names are looked up
 * for these rows only.
 */
export async function unpaidPage(
  db: Db,
  query: {
    filter: UnpaidFilter;
    today: IsoDate;
    sort: UnpaidSort;
    descending: boolean;
    after: Place | undefined;
    limit: number;
  },
): Promise<UnpaidRow[]> {
  const found = await lookUp(db, query.filter, PEOPLE_MOST.page);
  return db<UnpaidRow[]>`
    with chosen as (
      select invoice.id, invoice.number, invoice.type, invoice.issued_on, invoice.due_on, invoice.total_cents,
             invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents, invoice.branch, invoice.customer_id
      from invoice
      where invoice.unpaid
        ${conditions(db, query.filter, found, query.today)}
        ${afterPlace(db, query)}
      order by ${order(db, query)}
      limit ${query.limit}
    )
    select invoice.id, invoice.number, invoice.type, invoice.issued_on, invoice.due_on, invoice.total_cents,
           invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents, invoice.branch, invoice.customer_id,
           customer.payer as customer_payer, customer.aux as customer_aux, coalesce(customer.name, person.name, '') as customer,
           insurers.fund, insurers.mutual
    from chosen as invoice
    join third_party as customer on customer.id = invoice.customer_id
    left join identity.person as person on person.third_party_id = invoice.customer_id
    left join lateral (
      select max(third_party.name) filter (where share.payer = 'amo') as fund,
             max(third_party.name) filter (where share.payer = 'amc') as mutual
      from share
      join third_party on third_party.id = share.third_party_id
      where share.invoice_id = invoice.id and share.payer in ('amo', 'amc')
    ) as insurers on true
    order by ${order(db, query)}
  `;
}

export type UnpaidTotals = { invoices: number; total: Cents; amo: Cents; amc: Cents; own: Cents };

/** Totals of the whole list, kept by the database with each change. */
export async function unpaidTotals(db: Db): Promise<UnpaidTotals> {
  const [row] = await db<UnpaidTotals[]>`
    select coalesce(sum(invoices), 0)::integer as invoices, coalesce(sum(total_cents), 0)::bigint as total,
           coalesce(sum(amo_cents), 0)::bigint as amo, coalesce(sum(amc_cents), 0)::bigint as amc,
           coalesce(sum(own_cents), 0)::bigint as own
    from unpaid_movement
  `;
  return row ?? { invoices: 0, total: 0n, amo: 0n, amc: 0n, own: 0n };
}

/**
 * Totals of what a filter shows, of all its pages. Undefined where nobody asked for them by themselves and a name means so many people
 * that they would not be there before the page.
 */
export async function filteredTotals(
  db: Db,
  { filter, today, asked }: { filter: UnpaidFilter; today: IsoDate; asked: boolean },
): Promise<UnpaidTotals | undefined> {
  const found = await lookUp(db, filter, asked ? PEOPLE_MOST.totals : PEOPLE_MOST.page);
  if (!asked && !found.everybody) return undefined;
  const [row] = await db<UnpaidTotals[]>`
    select count(*)::integer as invoices, coalesce(sum(invoice.total_cents), 0)::bigint as total,
           coalesce(sum(invoice.due_amo_cents), 0)::bigint as amo,
           coalesce(sum(invoice.due_amc_cents), 0)::bigint as amc,
           coalesce(sum(invoice.due_own_cents), 0)::bigint as own
    from invoice
    where invoice.unpaid
      ${conditions(db, filter, found, today)}
  `;
  return row ?? { invoices: 0, total: 0n, amo: 0n, amc: 0n, own: 0n };
}

/**
 * Who the names of a filter mean, and whether its number is a whole one: asked first, so that the list is asked by ids. Undefined: more
 * people than are looked up.
 */
type Found = {
  numberKey: string | undefined;
  name: Ids | undefined;
  fund: Ids | undefined;
  mutual: Ids | undefined;
  /** No name of the filter means more people than were looked up. */
  everybody: boolean;
};

/**
 * Above this many people a name is not looked up: each row is then asked whether it has it. A page of a name that so many have is soon
 * full, and looking all of them up takes longer; totals ask every row.
 */
const PEOPLE_MOST = { page: 4_000, totals: 20_000 } as const;

async function lookUp(db: Db, filter: UnpaidFilter, most: number): Promise<Found> {
  // A plan kept for any list of people is the wrong one for this list: measured, seconds instead of milliseconds.
  if (filter.name.length + filter.fund.length + filter.mutual.length > 0)
    await db`select set_config('plan_cache_mode', 'force_custom_plan', true)`;
  const named = async (words: readonly string[]) =>
    words.length === 0 ? undefined : partiesNamed(db, words, most);
  const [numberKey, name, fund, mutual] = await Promise.all([
    wholeNumber(db, filter.number),
    named(filter.name),
    named(filter.fund),
    named(filter.mutual),
  ]);
  const everybody =
    (filter.name.length === 0 || name !== undefined) &&
    (filter.fund.length === 0 || fund !== undefined) &&
    (filter.mutual.length === 0 || mutual !== undefined);
  return { numberKey, name, fund, mutual, everybody };
}

/** The key of a number typed whole, which an index knows; undefined for a piece of one, which is looked for in every number. */
async function wholeNumber(db: Db, number: string | undefined): Promise<string | undefined> {
  if (number === undefined) return undefined;
  const numberKey = normaliseNumber(number);
  const [row] = await db`select id from invoice where number_key = ${numberKey} limit 1`;
  return row ? numberKey : undefined;
}

/** The branches to choose from: those of the last invoices, since reading a million for a list of choices is not worth it. */
export async function branches(db: Db): Promise<string[]> {
  const rows = await db<{ branch: string }[]>`
    select distinct branch
    from (select branch from invoice where branch is not null order by id desc limit 2000) as latest
    order by branch
  `;
  return rows.map((row) => row.branch);
}

function order(db: Db, { sort, descending }: { sort: UnpaidSort; descending: boolean }) {
  if (sort === "number")
    return descending ? db`invoice.number desc, invoice.id desc` : db`invoice.number, invoice.id`;
  return descending
    ? db`invoice.issued_on desc, invoice.number desc, invoice.id desc`
    : db`invoice.issued_on, invoice.number, invoice.id`;
}

function afterPlace(
  db: Db,
  { after, sort, descending }: { after: Place | undefined; sort: UnpaidSort; descending: boolean },
) {
  if (!after) return db``;
  if (sort === "number") {
    return descending
      ? db`and (invoice.number, invoice.id) < (${after.number}, ${after.id})`
      : db`and (invoice.number, invoice.id) > (${after.number}, ${after.id})`;
  }
  return descending
    ? db`and (invoice.issued_on, invoice.number, invoice.id) < (${after.issuedOn}, ${after.number}, ${after.id})`
    : db`and (invoice.issued_on, invoice.number, invoice.id) > (${after.issuedOn}, ${after.number}, ${after.id})`;
}

function conditions(db: Db, filter: UnpaidFilter, found: Found, today: IsoDate) {
  return db`
    ${filter.asOf ? db`and invoice.issued_on <= ${filter.asOf}` : db``}
    ${filter.issuedFrom ? db`and invoice.issued_on >= ${filter.issuedFrom}` : db``}
    ${filter.issuedTo ? db`and invoice.issued_on <= ${filter.issuedTo}` : db``}
    ${filter.dueFrom ? db`and coalesce(invoice.due_on, invoice.issued_on) >= ${filter.dueFrom}` : db``}
    ${filter.dueTo ? db`and coalesce(invoice.due_on, invoice.issued_on) <= ${filter.dueTo}` : db``}
    ${numbered(db, filter, found)}
    ${filter.branch ? db`and invoice.branch = ${filter.branch}` : db``}
    ${filter.name.length > 0 ? ofCustomers(db, filter.name, found.name) : db``}
    ${filter.fund.length > 0 ? heldBy(db, "amo", filter.fund, found.fund) : db``}
    ${filter.mutual.length > 0 ? heldBy(db, "amc", filter.mutual, found.mutual) : db``}
    ${within(db, db`invoice.total_cents`, filter.total)}
    ${within(db, db`invoice.due_amo_cents`, filter.dueAmo)}
    ${within(db, db`invoice.due_amc_cents`, filter.dueAmc)}
    ${within(db, db`invoice.due_own_cents`, filter.dueOwn)}
    ${filter.payer ? owedBy(db, filter.payer) : db``}
    ${filter.view === "overpaid" ? db`and least(invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents) < 0 and invoice.total_cents > 0` : db``}
    ${filter.insurer === undefined ? db`` : db`and invoice.id in (select share.invoice_id from share where share.third_party_id = ${filter.insurer} and share.due_cents <> 0)`}
    ${filter.view === "rejected" ? db`and ${rejected(db)}` : db``}
    ${filter.view === "late" ? db`and coalesce(invoice.due_on, invoice.issued_on) < ${today}::date` : db``}
  `;
}

type Fragment = ReturnType<typeof afterPlace>;

function numbered(db: Db, { number }: UnpaidFilter, { numberKey }: Found): Fragment {
  if (numberKey) return db`and invoice.number_key = ${numberKey}`;
  return number ? db`and position(${number.toUpperCase()} in upper(invoice.number)) > 0` : db``;
}

function within(db: Db, column: Fragment, { from, to }: Range): Fragment {
  return db`
    ${from === undefined ? db`` : db`and ${column} >= ${from}`}
    ${to === undefined ? db`` : db`and ${column} <= ${to}`}
  `;
}

/** The last thing an insurer said of a share that is still due was no. Found from the rejections, which are few. */
function rejected(db: Db): Fragment {
  return db`
    invoice.id in (
      select share.invoice_id
      from insurer_return_item as item
      join share on share.id = item.share_id and share.due_cents > 0
      where item.status = 'rejected' and item.share_id is not null
        and not exists (select from insurer_return_item as later where later.share_id = item.share_id and later.id > item.id)
    )
  `;
}

/** Whether a third party has all the words in its name, asked row by row: a join would read everybody. */
function isNamed(db: Db, party: Fragment, words: readonly string[]): Fragment {
  return db`
    (select not exists (select from unnest(${[...words]}::text[]) as word where position(word in coalesce(party.name_key, '')) = 0)
       from party
      where party.id = ${party})`;
}

function ofCustomers(db: Db, words: readonly string[], ids: Ids | undefined): Fragment {
  if (ids === undefined) return db`and ${isNamed(db, db`invoice.customer_id`, words)}`;
  if (ids === NOBODY) return db`and false`;
  return db`and invoice.customer_id = any (${ids}::bigint[])`;
}

function heldBy(db: Db, payer: "amo" | "amc", words: readonly string[], ids: Ids | undefined): Fragment {
  if (ids === NOBODY) return db`and false`;
  return db`
    and exists (
      select from share
      where share.invoice_id = invoice.id and share.payer = ${payer}
        and ${ids === undefined ? isNamed(db, db`share.third_party_id`, words) : db`share.third_party_id = any (${ids}::bigint[])`}
    )
  `;
}

function owedBy(db: Db, payer: "amo" | "amc" | "patient" | "business" | "supplier"): Fragment {
  if (payer === "amo") return db`and invoice.due_amo_cents <> 0`;
  if (payer === "amc") return db`and invoice.due_amc_cents <> 0`;
  return db`
    and invoice.due_own_cents <> 0
    and exists (select from third_party where third_party.id = invoice.customer_id and third_party.payer = ${payer})
  `;
}
