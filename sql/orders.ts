import { type IsoDate, yearOf } from "../domain/days.ts";
import { normaliseNumber } from "../domain/documentNumber.ts";
import { type OrderKind, orderReference } from "../domain/treasury/order.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type NewOrder = {
  kind: OrderKind;
  /** That of the program which made it; ours get the next of their year. */
  reference?: string;
  bankAccountId?: bigint;
  executeOn?: IsoDate;
  purpose?: "collection" | "discount";
  batchBooking?: boolean;
  total: bigint;
  count: number;
  fileId?: bigint;
  at: Date;
  on: IsoDate;
  by?: bigint;
};

/** Writes the head of an order; its payments name it. The caller holds the books. */
export async function insertOrder(
  db: Db,
  companyId: bigint,
  order: NewOrder,
): Promise<{ orderId: bigint; reference: string }> {
  const reference = order.reference ?? (await nextReference(db, companyId, order.kind, yearOf(order.on)));
  const [row] = await db<{ id: bigint }[]>`
    insert into payment_order (company_id, kind, reference, reference_key, bank_account_id, execute_on, purpose, batch_booking,
                               total_cents, payment_count, file_id, made_at, made_by)
    values (${companyId}, ${order.kind}, ${reference}, ${normaliseNumber(reference)}, ${order.bankAccountId ?? null},
            ${order.executeOn ?? null}, ${order.purpose ?? null}, ${order.batchBooking ?? true}, ${order.total},
            ${order.count}, ${order.fileId ?? null}, ${order.at}, ${order.by ?? null})
    returning id
  `;
  if (!row) throw new Error("the order was not written");
  return { orderId: row.id, reference };
}

async function nextReference(db: Db, companyId: bigint, kind: OrderKind, year: number): Promise<string> {
  const [row] = await db<{ lastNumber: number }[]>`
    insert into order_counter (company_id, kind, year, last_number) values (${companyId}, ${kind}, ${year}, 1)
    on conflict (company_id, kind, year) do update set last_number = order_counter.last_number + 1
    returning last_number
  `;
  if (!row) throw new Error("no number was drawn");
  return orderReference(kind, year, row.lastNumber);
}

export type OrderHead = {
  orderId: bigint;
  kind: OrderKind;
  reference: string;
  bankAccountId: bigint | null;
  executeOn: IsoDate | null;
  total: bigint;
  count: number;
};

function heads(db: Db) {
  return db`
    select id as order_id, kind, reference, bank_account_id, execute_on, total_cents as total, payment_count as count
      from payment_order
  `;
}

export async function findOrder(db: Db, orderId: bigint): Promise<OrderHead | undefined> {
  const [row] = await db<OrderHead[]>`${heads(db)} where id = ${orderId}`;
  return row;
}

/** Orders by their references, as they stand in the file of the program that made them. */
export async function findOrdersByReference(
  db: Db,
  kind: OrderKind,
  references: readonly string[],
): Promise<OrderHead[]> {
  return db<OrderHead[]>`
    ${heads(db)}
     where company_id = current_company() and kind = ${kind} and reference = any (${[...references]}::text[])
  `;
}

/** The bank account of a journal such as BQ1. */
export async function bankAccountOf(db: Db, journal: string): Promise<bigint | undefined> {
  const [row] = await db<{ id: bigint }[]>`select id from bank_account where journal = ${journal}`;
  return row?.id;
}

/** Journal of each bank account. */
export async function journalsOfAccounts(db: Db): Promise<Map<bigint, string>> {
  const rows = await db<{ id: bigint; journal: string }[]>`select id, journal from bank_account`;
  return new Map(rows.map((row) => [row.id, row.journal]));
}

/**
 * The IBAN to pay each of these parties, or to debit. What a person typed goes before what a file said, the latest first: a file
 * must not change in silence where money goes.
 */
export async function ibansToPay(db: Db, thirdPartyIds: readonly bigint[]): Promise<Map<bigint, string>> {
  const rows = await db<{ thirdPartyId: bigint; iban: string }[]>`
    select distinct on (third_party_id) third_party_id, iban
      from third_party_iban
     where third_party_id = any (${idsOf(thirdPartyIds)}::text[]::bigint[])
       and source <> 'learnt'
     order by third_party_id, source = 'typed' desc, added_at desc, iban
  `;
  return new Map(rows.map((row) => [row.thirdPartyId, row.iban]));
}

/** The mandates in force of these parties, the latest signed of each first. */
export async function mandatesOf(
  db: Db,
  thirdPartyIds: readonly bigint[],
): Promise<{ thirdPartyId: bigint; reference: string }[]> {
  return db<{ thirdPartyId: bigint; reference: string }[]>`
    select third_party_id, reference
      from mandate
     where third_party_id = any (${idsOf(thirdPartyIds)}::text[]::bigint[]) and revoked_at is null
     order by third_party_id, signed_on desc nulls last, id desc
  `;
}
