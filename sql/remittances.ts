import type { IsoDate } from "../domain/days.ts";
import { normaliseNumber } from "../domain/documentNumber.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type RemittanceKind = "cheque_slip" | "cash_deposit" | "card_batch";

/** How each kind is called on its slip: remise de chèques, versement d’espèces, télécollecte. */
const PREFIXES: Record<RemittanceKind, string> = { cheque_slip: "RC", cash_deposit: "VE", card_batch: "TC" };

export type NewRemittance = {
  companyId: bigint;
  kind: RemittanceKind;
  bankAccountId: bigint;
  madeOn: IsoDate;
  amount: bigint;
  by?: bigint;
  at: Date;
};

/** The number and reference that the next remittance of this kind gets. The caller holds the books: nobody else takes it meanwhile. */
export async function nextRemittance(
  db: Db,
  kind: RemittanceKind,
): Promise<{ number: number; reference: string }> {
  const [row] = await db<{ last: number }[]>`
    select coalesce(max(number), 0)::integer as last from remittance where company_id = current_company() and kind = ${kind}
  `;
  const number = (row?.last ?? 0) + 1;
  return { number, reference: `${PREFIXES[kind]}-${String(number).padStart(4, "0")}` };
}

export async function insertRemittance(
  db: Db,
  remittance: NewRemittance & { number: number; reference: string; entryId?: bigint },
): Promise<bigint> {
  const { companyId, kind, number, reference, bankAccountId, madeOn, amount, entryId, by, at } = remittance;
  const [row] = await db<{ id: bigint }[]>`
    insert into remittance (company_id, kind, number, reference, reference_key, bank_account_id, made_on, amount_cents, entry_id,
                            made_by, made_at)
    values (${companyId}, ${kind}, ${number}, ${reference}, ${normaliseNumber(reference)}, ${bankAccountId}, ${madeOn}, ${amount},
            ${entryId ?? null}, ${by ?? null}, ${at})
    returning id
  `;
  if (!row) throw new Error("the remittance was not written");
  return row.id;
}

/** A payment that may go into a remittance. */
export type PaymentInHand = {
  paymentId: bigint;
  method: string;
  status: string;
  amount: bigint;
  paidOn: IsoDate;
  remittanceId: bigint | null;
};

export async function paymentsInHand(db: Db, paymentIds: readonly bigint[]): Promise<PaymentInHand[]> {
  return db<PaymentInHand[]>`
    select id as payment_id, method, status, amount_cents as amount, paid_on, remittance_id
      from payment
     where id = any (${idsOf(paymentIds)}::text[]::bigint[])
       and direction = 'in'
     order by id
  `;
}

/** The payments are on their way to the bank with this remittance. */
export async function putIntoRemittance(
  db: Db,
  remittanceId: bigint,
  paymentIds: readonly bigint[],
): Promise<void> {
  await db`
    update payment
       set remittance_id = ${remittanceId}, status = 'deposited'
     where id = any (${idsOf(paymentIds)}::text[]::bigint[])
  `;
}

export type StoredRemittance = {
  id: bigint;
  kind: RemittanceKind;
  reference: string;
  entryId: bigint | null;
  lineId: bigint | null;
  withdrawnAt: Date | null;
  /** Payments of it that the bank has credited, or taken back since. */
  settled: number;
};

export async function findRemittance(db: Db, id: bigint): Promise<StoredRemittance | undefined> {
  const [row] = await db<StoredRemittance[]>`
    select remittance.id, remittance.kind, remittance.reference, remittance.entry_id, remittance.line_id,
           remittance.withdrawn_at,
           (select count(*)::integer from payment
             where payment.remittance_id = remittance.id and payment.status <> 'deposited') as settled
      from remittance
     where remittance.id = ${id}
  `;
  return row;
}

/** It never went to the bank: its payments are in hand again, and its number is not used again. */
export async function withdraw(db: Db, id: bigint, at: Date): Promise<void> {
  await db`update payment set remittance_id = null, status = 'received' where remittance_id = ${id}`;
  await db`update remittance set withdrawn_at = ${at}, entry_id = null where id = ${id}`;
}
