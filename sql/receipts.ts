import type { ReceiptMethod } from "../domain/accounting/receiptEntry.ts";
import type { Lifecycle } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { insertAllocations } from "./returns.ts";

/** Where money that was received stands at first: cash is there, all else is on its way to the bank. */
const firstStatus = (method: ReceiptMethod) => (method === "cash" ? "cleared" : "received");

type NewReceipt = {
  id: bigint;
  companyId: bigint;
  method: ReceiptMethod;
  paidOn: IsoDate;
  amount: bigint;
  thirdPartyId?: bigint;
  entryId: bigint;
  label: string;
  chequeNumber?: string;
  drawnOn?: string;
  reference?: string;
  bankAccountId?: bigint;
  /** Marked by hand as seen on the bank account, on this day (S0.17). */
  clearedOn?: IsoDate;
  by?: bigint;
  /** Cents of early-payment discount that close the document with it. */
  discount?: bigint;
  allocations: readonly { shareId: bigint; amount: bigint }[];
};

/** A payment recorded by hand, with its allocations. Its id was drawn ahead: the entry names it. */
export async function insertReceipt(db: Db, receipt: NewReceipt): Promise<void> {
  await db`
    insert into payment (id, company_id, direction, method, paid_on, amount_cents, status, third_party_id, entry_id, label,
                         reference, cheque_number, drawn_on, bank_account_id, cleared_on, cleared_by, recorded_by, discount_cents)
    values (${receipt.id}, ${receipt.companyId}, 'in', ${receipt.method}, ${receipt.paidOn}, ${receipt.amount},
            ${firstStatus(receipt.method)}, ${receipt.thirdPartyId ?? null}, ${receipt.entryId}, ${receipt.label},
            ${receipt.reference ?? null}, ${receipt.chequeNumber ?? null}, ${receipt.drawnOn ?? null},
            ${receipt.bankAccountId ?? null}, ${receipt.clearedOn ?? null}, ${receipt.clearedOn ? (receipt.by ?? null) : null},
            ${receipt.by ?? null}, ${receipt.discount ?? 0n})
  `;
  await insertAllocations(
    db,
    receipt.companyId,
    receipt.allocations.map((allocation) => ({ ...allocation, paymentId: receipt.id })),
  );
}

/** Whether the invoices are drafts, quotes or issued. */
export async function lifecyclesOf(db: Db, invoiceIds: readonly bigint[]): Promise<Map<bigint, Lifecycle>> {
  const rows = await db<{ id: bigint; lifecycle: Lifecycle }[]>`
    select id, lifecycle from invoice where id = any (${idsOf(invoiceIds)}::text[]::bigint[])
  `;
  return new Map(rows.map(({ id, lifecycle }) => [id, lifecycle]));
}

/** Whether all of these invoices bill deposits. */
export async function areDeposits(db: Db, invoiceIds: readonly bigint[]): Promise<boolean> {
  const [row] = await db<{ all: boolean | null }[]>`
    select bool_and(type = 'deposit_invoice') as all from invoice where id = any (${idsOf(invoiceIds)}::text[]::bigint[])
  `;
  return row?.all ?? false;
}

export type JournalRow = { code: string; name: string };

/**
 * The journals in which a person may write a payment: not those of bank accounts, which follow the bank's lines,
 * nor those of sales, purchases, insurers' returns and opening balances.
 */
export async function receiptJournals(db: Db): Promise<JournalRow[]> {
  return db<JournalRow[]>`
    select code, name
      from journal
     where company_id = current_company()
       and code not in ('VE', 'AC', 'RS', 'AN')
       and code not in (select journal from bank_account)
     order by code
  `;
}

/** Cents of these invoices that were paid in cash already: the limit holds for a debt, not for each payment of it. */
export async function cashPaid(
  db: Db,
  direction: "in" | "out",
  invoiceIds: readonly bigint[],
): Promise<Map<bigint, bigint>> {
  const rows = await db<{ invoiceId: bigint; cents: bigint }[]>`
    select share.invoice_id, sum(allocation.amount_cents)::bigint as cents
      from share
      join allocation on allocation.share_id = share.id
      join payment on payment.id = allocation.payment_id and payment.method = 'cash' and payment.direction = ${direction}
     where share.invoice_id = any (${idsOf(invoiceIds)}::text[]::bigint[])
     group by share.invoice_id
  `;
  return new Map(rows.map(({ invoiceId, cents }) => [invoiceId, cents]));
}
