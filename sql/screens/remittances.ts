import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import type { RemittanceKind } from "../remittances.ts";

/** A cheque or a card sale that is not on its way to the bank yet. */
export type InHandRow = {
  paymentId: bigint;
  method: "cheque" | "card";
  paidOn: IsoDate;
  party: string | null;
  chequeNumber: string | null;
  drawnOn: string | null;
  invoices: string[];
  amountCents: Cents;
};

/** More than this waits for the next remittance: a slip is a sheet of paper, a batch a day of a terminal. */
const IN_HAND_MAX = 200;

/** Cheques and card sales to take to the bank, the oldest first. */
export async function moneyInHand(db: Db): Promise<InHandRow[]> {
  return db<InHandRow[]>`
    select payment.id as payment_id, payment.method, payment.paid_on, party.name as party, payment.cheque_number,
           payment.drawn_on, payment.amount_cents,
           array(select distinct invoice.number from allocation
                   join share on share.id = allocation.share_id
                   join invoice on invoice.id = share.invoice_id
                  where allocation.payment_id = payment.id
                  order by invoice.number) as invoices
      from payment
      left join party on party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.status = 'received' and payment.direction = 'in'
       and payment.method in ('cheque', 'card')
     order by payment.paid_on, payment.id
     limit ${IN_HAND_MAX}
  `;
}

export type RemittanceState = "under_way" | "part" | "credited" | "withdrawn";

export type RemittanceRow = {
  id: bigint;
  kind: RemittanceKind;
  reference: string;
  madeOn: IsoDate;
  journal: string;
  payments: number;
  /** Payments of it that came back unpaid. */
  returned: number;
  amountCents: Cents;
  lineId: bigint | null;
  state: RemittanceState;
};

/** The last remittances made, with where each stands. */
export async function lastRemittances(db: Db, limit: number): Promise<RemittanceRow[]> {
  return db<RemittanceRow[]>`
    select remittance.id, remittance.kind, remittance.reference, remittance.made_on, bank_account.journal,
           held.payments, held.returned, remittance.amount_cents,
           coalesce(remittance.line_id, (select max(clearing.line_id) from clearing
                                           join payment on payment.id = clearing.payment_id
                                          where payment.remittance_id = remittance.id)) as line_id,
           case when remittance.withdrawn_at is not null then 'withdrawn'
                when remittance.kind = 'cash_deposit' then case when remittance.line_id is null then 'under_way' else 'credited' end
                when held.deposited = held.payments then 'under_way'
                when held.deposited > 0 then 'part'
                else 'credited' end as state
      from remittance
      join bank_account on bank_account.id = remittance.bank_account_id
     cross join lateral (
       select count(*)::integer as payments, (count(*) filter (where status = 'deposited'))::integer as deposited,
              (count(*) filter (where status = 'returned'))::integer as returned
         from payment
        where payment.remittance_id = remittance.id
     ) as held
     where remittance.company_id = current_company()
     order by remittance.made_on desc, remittance.id desc
     limit ${limit}
  `;
}

/** A slip of cheques as the bank gets it. */
export type ChequeSlip = {
  reference: string;
  madeOn: IsoDate;
  account: { name: string; iban: string | null };
  amountCents: Cents;
  cheques: { number: string | null; drawer: string | null; drawnOn: string | null; amountCents: Cents }[];
};

/** S0.14: a slip with its cheques, in the order in which they came, whatever became of them since. Undefined for anything else. */
export async function findChequeSlip(db: Db, id: bigint): Promise<ChequeSlip | undefined> {
  const [head] = await db<
    { reference: string; madeOn: IsoDate; name: string; iban: string | null; amountCents: Cents }[]
  >`
    select remittance.reference, remittance.made_on, bank_account.name, bank_account.iban, remittance.amount_cents
      from remittance
      join bank_account on bank_account.id = remittance.bank_account_id
     where remittance.id = ${id} and remittance.kind = 'cheque_slip' and remittance.withdrawn_at is null
  `;
  if (!head) return undefined;
  const cheques = await db<ChequeSlip["cheques"][number][]>`
    select payment.cheque_number as number, party.name as drawer, payment.drawn_on, payment.amount_cents
      from payment
      left join party on party.id = payment.third_party_id
     where payment.remittance_id = ${id}
     order by payment.paid_on, payment.id
  `;
  const { name, iban, ...slip } = head;
  return { ...slip, account: { name, iban }, cheques };
}
