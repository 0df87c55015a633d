import type { IsoDate } from "../../domain/days.ts";
import { normaliseNumber, withoutZeros } from "../../domain/documentNumber.ts";
import type { Cents } from "../../domain/money.ts";
import { kindsShownAs, type PaymentState } from "../../domain/treasury/paymentState.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import { isToSend } from "../refunds.ts";
import { type Ids, NOBODY, partiesNamed } from "./partiesNamed.ts";

export const PAYMENT_METHODS = [
  "transfer",
  "insurer_transfer",
  "cheque",
  "cash",
  "card",
  "direct_debit",
  "bill_of_exchange",
  "promissory_note",
  "advance",
  "credit_note",
  "internal",
  "other",
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export type PaymentRow = {
  id: bigint;
  paidOn: IsoDate;
  direction: "in" | "out";
  method: string;
  status: string;
  /** A refund that no order has taken up yet. */
  toSend: boolean;
  amountCents: Cents;
  party: string | null;
  label: string;
  reference: string | null;
  chequeNumber: string | null;
  lineId: bigint | null;
  entryId: bigint | null;
  recordedBy: string | null;
  invoices: { id: string; number: string }[];
};

export type PaymentFilter = {
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  amount?: Cents | undefined;
  state?: PaymentState | undefined;
  method?: PaymentMethod | undefined;
  direction?: "in" | "out" | undefined;
  /** Who recorded it: the machine, any person, or this one. */
  by?: "machine" | "people" | bigint | undefined;
  /** As typed, and its words as names are compared. */
  search?: { text: string; words: readonly string[] } | undefined;
};

/** The payment that a page begins behind. */
export type PaymentPlace = { paidOn: IsoDate; id: bigint };

export type PaymentList = {
  rows: PaymentRow[];
  /** The list did not look at payments before this day: the page would wait for them. Undefined: it saw them all. */
  stoppedOn: IsoDate | undefined;
};

/**
 * What a page looks at: payments by their index, fewer of them where a text is read, people of a name, shares of these people, invoices
 * whose number begins like the text. Who asks for all of it waits for it.
 */
const LOOKED_AT = {
  page: { payments: 20_000, texts: 5_000, people: 4_000, shares: 6_000, invoices: 200 },
  all: { payments: undefined, texts: undefined, people: 20_000, shares: 0, invoices: 20_000 },
} as const;
const LATEST = { few: 300, many: 5_000 } as const;
const COMMON_FROM = 3;

/**
 * Payments, the latest first, with the first invoices they pay. A period, an amount and a state that is not the usual one are asked of
 * an index. Everything else is asked of each payment in that order: a page looks at so many and says where it stopped. What the text
 * names, a person, an invoice or a reference, is found however far it is.
 */
export async function listPayments(
  db: Db,
  asked: { filter: PaymentFilter; after: PaymentPlace | undefined; limit: number; all?: boolean },
): Promise<PaymentList> {
  const { filter, limit } = asked;
  const most = LOOKED_AT[asked.all ? "all" : "page"];
  // A plan kept for any filter is the wrong one for this filter.
  if (Object.values(filter).some((value) => value !== undefined))
    await db`select set_config('plan_cache_mode', 'force_custom_plan', true)`;
  const payments = await paymentsNamed(db, filter, most.invoices);
  const common = await amongTheLatest(db, { ...asked, named: { people: undefined, payments } });
  if (common) return { rows: await rowsOf(db, common), stoppedOn: undefined };
  const people = await peopleNamed(db, asked, most.people);
  const look = {
    ...asked,
    named: { people, payments },
    most: filter.search ? most.texts : most.payments,
  };
  const near = await lookedAt(db, look);
  if (near.length === limit || !asksEach(filter))
    return { rows: await rowsOf(db, near), stoppedOn: undefined };
  const stoppedOn = await whereItStops(db, look);
  if (stoppedOn === undefined) return { rows: await rowsOf(db, near), stoppedOn };
  const far = await namedFarther(db, look, most.shares);
  return { rows: await rowsOf(db, latest([...near, ...far], limit)), stoppedOn };
}

type Look = {
  filter: PaymentFilter;
  after: PaymentPlace | undefined;
  limit: number;
  named: Named;
  most: number | undefined;
};

/**
 * A page of a text that many payments hold: among the latest ones each payer is asked for his name, rather than everybody of that name
 * looked up. Which text that is, a look at the latest few tells; of one amount there are
 * few to look at.
 */
async function amongTheLatest(db: Db, look: Omit<Look, "most">): Promise<PaymentPlace[] | undefined> {
  if (!look.filter.search) return undefined;
  const most = look.filter.amount === undefined ? LATEST.few : LATEST.many;
  const few = await lookedAt(db, { ...look, most });
  if (few.length === look.limit) return few;
  if ((await whereItStops(db, { ...look, most })) === undefined) return few;
  if (most === LATEST.many || few.length < COMMON_FROM) return undefined;
  const many = await lookedAt(db, { ...look, most: LATEST.many });
  return many.length === look.limit ? many : undefined;
}

/** Fewer letters than this are in many names, and in none of the parts by which names are found. */
const LETTERS_TOLD = 3;

async function peopleNamed(
  db: Db,
  { filter: { search }, all = false }: { filter: PaymentFilter; all?: boolean },
  most: number,
): Promise<Ids | undefined> {
  if (!search || search.words.length === 0) return NOBODY;
  const isTold = all || search.words.some((word) => word.length >= LETTERS_TOLD);
  return isTold ? partiesNamed(db, search.words, most) : undefined;
}

/** The payments that fit, among those that a page looks at. */
function lookedAt(db: Db, { filter, after, limit, named, most }: Look): Promise<PaymentPlace[]> {
  return db<PaymentPlace[]>`
    select payment.id, payment.paid_on
    from (
      select * from payment
      where ${byIndex(db, filter, after)}
      order by paid_on desc, id desc
      ${most === undefined ? db`` : db`limit ${most}`}
    ) as payment
    where true ${ofEach(db, filter, named)}
    order by payment.paid_on desc, payment.id desc
    limit ${limit}
  `;
}

/** The day on which the look ends before the payments do. */
async function whereItStops(db: Db, { filter, after, most }: Look): Promise<IsoDate | undefined> {
  if (most === undefined) return undefined;
  const [row] = await db<{ paidOn: IsoDate }[]>`
    select payment.paid_on
    from payment
    where ${byIndex(db, filter, after)}
    order by payment.paid_on desc, payment.id desc
    limit 1 offset ${most}
  `;
  return row?.paidOn;
}

/**
 * The payments of whom or what is named, however long ago: from the shares they pay and the money they left with us; corrected ones
 * pay nothing any more.
 */
async function namedFarther(
  db: Db,
  { filter, after, limit, named }: Look,
  shares: number,
): Promise<PaymentPlace[]> {
  const people = named.people ?? NOBODY;
  if (people === NOBODY && named.payments === NOBODY) return [];
  return db<PaymentPlace[]>`
    with found as materialized (
      select allocation.payment_id as id
      from (select id from share where third_party_id = any (${people}::bigint[]) limit ${shares}) as share
      join allocation on allocation.share_id = share.id
      union
      select payment_id from held_money
      where company_id = current_company() and third_party_id = any (${people}::bigint[]) and payment_id is not null
      union
      select id from payment
      where company_id = current_company() and status = 'corrected' and status <> 'cleared'
        and third_party_id = any (${people}::bigint[])
      union
      select unnest(${named.payments}::bigint[])
    )
    select payment.id, payment.paid_on
    from found
    join payment on payment.id = found.id
    where ${byIndex(db, filter, after)} ${ofEach(db, filter, named)}
    order by payment.paid_on desc, payment.id desc
    limit ${limit}
  `;
}

function latest(places: readonly PaymentPlace[], limit: number): PaymentPlace[] {
  const byId = new Map(places.map((place) => [place.id, place]));
  return [...byId.values()]
    .sort((one, other) =>
      one.paidOn === other.paidOn ? Number(other.id - one.id) : one.paidOn < other.paidOn ? 1 : -1,
    )
    .slice(0, limit);
}

/** Whom and what the text names. People undefined: more than are looked up, so that each payment is asked for its name. */
type Named = { people: Ids | undefined; payments: Ids };

/**
 * Payments of an invoice by its number or how it begins, of a cheque or a transfer by what it bears, of a remittance or an order by its
 * reference: each asked of an index of its own.
 */
async function paymentsNamed(db: Db, { search }: PaymentFilter, invoices: number): Promise<Ids> {
  const text = search?.text ?? "";
  const key = normaliseNumber(text);
  if (key === "") return NOBODY;
  const begins = text.toUpperCase();
  const [row] = await db<{ ids: string }[]>`
    with numbered as (
      (select id from invoice where company_id = current_company() and number_key = ${key} limit ${invoices})
      union
      (select id from invoice where company_id = current_company() and number >= ${begins} and number < ${`${begins}\uffff`}
        order by number desc limit ${invoices})
    )
    select coalesce(array_agg(found.id), '{}')::text as ids
    from (
      select allocation.payment_id as id
      from numbered
      join share on share.invoice_id = numbered.id
      join allocation on allocation.share_id = share.id
      union
      select id from payment where company_id = current_company() and cheque_number = any (${chequesOf(text)}::text[])
      union
      select id from payment where company_id = current_company() and end_to_end_id = ${text}
      union
      select payment.id
      from remittance
      join payment on payment.remittance_id = remittance.id
      where remittance.company_id = current_company() and remittance.reference_key = ${key}
      union
      select payment.id
      from payment_order
      join payment on payment.order_id = payment_order.id
      where payment_order.company_id = current_company() and payment_order.reference_key = ${key}
    ) as found
  `;
  return row?.ids ?? NOBODY;
}

const CHEQUE_DIGITS = 7;

/** A cheque number as it may be kept: as typed, without its first zeros, with all seven digits. */
function chequesOf(text: string): string[] {
  const plain = text.replace(/\s/g, "");
  const bare = withoutZeros(plain);
  return [...new Set([text, plain, bare, bare.padStart(CHEQUE_DIGITS, "0")])];
}

/** What the order of an index answers: an amount, else a state that is not the usual one, in days. */
function byIndex(db: Db, { from, to, amount, state }: PaymentFilter, after: PaymentPlace | undefined) {
  return db`
    payment.company_id = current_company()
    ${amount === undefined ? db`` : db`and payment.amount_cents = ${amount}`}
    ${amount === undefined && isRare(state) ? ofStatuses(db, state) : db``}
    ${from === undefined ? db`` : db`and payment.paid_on >= ${from}`}
    ${to === undefined ? db`` : db`and payment.paid_on <= ${to}`}
    ${after === undefined ? db`` : db`and (payment.paid_on, payment.id) < (${after.paidOn}, ${after.id})`}`;
}

/** In one of the statuses that the index of states has. */
function ofStatuses(db: Db, state: PaymentState) {
  const statuses = kindsShownAs(state).map(({ status }) => status);
  const [only = "", ...others] = statuses;
  const those =
    others.length === 0 ? db`payment.status = ${only}` : db`payment.status = any (${statuses}::text[])`;
  return db`and ${those} and payment.status <> 'cleared'`;
}

function isRare(state: PaymentState | undefined): state is PaymentState {
  return state !== undefined && kindsShownAs(state).every(({ status }) => status !== "cleared");
}

/** Other payments of its statuses are shown in another state. */
function isPartOfStatus(state: PaymentState): boolean {
  return kindsShownAs(state).some(({ methods, but }) => methods !== undefined || but.length > 0);
}

function shownAs(db: Db, state: PaymentState) {
  return kindsShownAs(state).reduce(
    (before, { status, methods, but }) => db`${before}
      or payment.status = ${status} and payment.method <> all (${[...but]}::text[])
         ${methods ? db`and payment.method = any (${[...methods]}::text[])` : db``}`,
    db`false`,
  );
}

/** Something is asked of each payment that no order of an index answers. */
function asksEach({ amount, state, method, direction, by, search }: PaymentFilter): boolean {
  return (
    [method, direction, by, search].some((value) => value !== undefined) ||
    (state !== undefined && (amount !== undefined || !isRare(state) || isPartOfStatus(state)))
  );
}

function ofEach(db: Db, { state, method, direction, by, search }: PaymentFilter, named: Named) {
  const all = db``;
  return db`
    ${state === undefined ? all : db`and (${shownAs(db, state)})`}
    ${method === undefined ? all : db`and payment.method = ${method}`}
    ${direction === undefined ? all : db`and payment.direction = ${direction}`}
    ${by === undefined ? all : recordedBy(db, by)}
    ${search === undefined ? all : holds(db, search, named)}`;
}

function recordedBy(db: Db, by: NonNullable<PaymentFilter["by"]>) {
  if (by === "machine") return db`and payment.recorded_by is null`;
  return by === "people" ? db`and payment.recorded_by is not null` : db`and payment.recorded_by = ${by}`;
}

/** The text in what the payment bears, or one that it names. */
function holds(db: Db, { text, words }: NonNullable<PaymentFilter["search"]>, { people, payments }: Named) {
  const capitals = text.toUpperCase();
  const who =
    people || words.length === 0
      ? db`payment.third_party_id = any (${people ?? NOBODY}::bigint[])`
      : db`not exists (
          select from unnest(${[...words]}::text[]) as word
          where position(word in coalesce((select party.name_key from party where party.id = payment.third_party_id), '')) = 0)`;
  return db`
    and (position(${capitals} in upper(payment.label)) > 0
      or position(${capitals} in upper(coalesce(payment.reference, ''))) > 0
      or payment.id = any (${payments}::bigint[])
      or ${who})`;
}

/** Of a payment that pays hundreds of invoices, only so many shares are looked at for the first three: an invoice has a few. */
const FIRST_SHARES = 16;

async function rowsOf(db: Db, places: readonly PaymentPlace[]): Promise<PaymentRow[]> {
  if (places.length === 0) return [];
  return db<PaymentRow[]>`
    select payment.id, payment.paid_on, payment.direction, payment.method, payment.status, ${isToSend(db)} as to_send, payment.amount_cents, payment.label,
           payment.reference, payment.cheque_number, payment.line_id, payment.entry_id, party.name as party,
           app_user.name as recorded_by, coalesce(paid.invoices, '[]') as invoices
    from payment
    left join party on party.id = payment.third_party_id
    left join app_user on app_user.id = payment.recorded_by
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', named.id::text, 'number', named.number) order by named.number) as invoices
      from (
        select distinct invoice.id, invoice.number
        from (
          select allocation.share_id from allocation where allocation.payment_id = payment.id
          order by allocation.share_id
          limit ${FIRST_SHARES}
        ) as paid
        join share on share.id = paid.share_id
        join invoice on invoice.id = share.invoice_id
        order by invoice.number
        limit 4
      ) as named
    ) as paid on true
    where payment.id = any (${idsOf(places.map(({ id }) => id))}::text[]::bigint[])
    order by payment.paid_on desc, payment.id desc
  `;
}
