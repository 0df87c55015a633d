import type { ReceiptMethod } from "../domain/accounting/receiptEntry.ts";
import type { Lifecycle } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";
import { insertAllocations } from "./returns.ts";

/** Where money that was received stands at first: cash is there, a cheque is in the portfolio, a card receipt is on its way. */
const FIRST_STATUS: Record<ReceiptMethod, string> = {
  cash: "cleared",
  cheque: "in_portfolio",
  card: "received",
};

type NewReceipt = {
  companyId: bigint;
  method: ReceiptMethod;
  paidOn: IsoDate;
  amount: bigint;
  thirdPartyId?: bigint;
  chequeNumber?: string;
  drawnOn?: string;
  reference?: string;
  by?: bigint;
  allocations: readonly { shareId: bigint; amount: bigint }[];
};

/** A payment recorded by hand, with its allocations. Its entry and label follow. */
export async function insertReceipt(db: Db, receipt: NewReceipt): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into payment (company_id, direction, method, paid_on, amount_cents, status, third_party_id, label, reference,
                         cheque_number, drawn_on, recorded_by)
    values (${receipt.companyId}, 'in', ${receipt.method}, ${receipt.paidOn}, ${receipt.amount}, ${FIRST_STATUS[receipt.method]},
            ${receipt.thirdPartyId ?? null}, '', ${receipt.reference ?? null}, ${receipt.chequeNumber ?? null},
            ${receipt.drawnOn ?? null}, ${receipt.by ?? null})
    returning id
  `;
  if (!row) throw new Error("the payment was not written");
  await insertAllocations(
    db,
    receipt.companyId,
    receipt.allocations.map((allocation) => ({ ...allocation, paymentId: row.id })),
  );
  return row.id;
}

export async function lifecycleOf(db: Db, invoiceId: bigint): Promise<{ lifecycle: Lifecycle | undefined }> {
  const [row] = await db<{ lifecycle: Lifecycle }[]>`select lifecycle from invoice where id = ${invoiceId}`;
  return { lifecycle: row?.lifecycle };
}
