import type { Payer } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Rejection, ShareStatus } from "../domain/insurer/return.ts";
import type { ShareStanding } from "../domain/insurer/standing.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

type SaidRow = {
  returnId: string;
  paidOn: IsoDate;
  reference: string | null;
  typed: boolean;
  status: ShareStatus;
  paid: string;
  lot: string | null;
  reasons: Rejection[];
};

type Row = {
  shareId: bigint;
  payer: Payer;
  due: bigint;
  billedOn: IsoDate;
  transmittedOn: IsoDate | null;
  said: SaidRow[];
  brought: { lineId: string; on: IsoDate; paymentId: string }[];
  awaitsBank: boolean;
};

/** Where these shares of insurers stand, by share: the three-way proof. One statement for any number of them. */
export async function shareStandings(
  db: Db,
  shareIds: readonly bigint[],
): Promise<Map<bigint, ShareStanding>> {
  const rows = await db<Row[]>`
    select share.id as share_id, share.payer, share.due_cents as due, invoice.issued_on as billed_on, share.transmitted_on,
           (select coalesce(json_agg(json_build_object(
              'returnId', item.return_id::text, 'paidOn', said.paid_on, 'reference', said.reference, 'typed', said.file_id is null,
              'status', item.status, 'paid', item.paid_cents::text, 'lot', item.lot, 'reasons', item.reasons)
              order by said.paid_on, said.arrived_at, item.id), '[]')
              from insurer_return_item as item
              join insurer_return as said on said.id = item.return_id
             where item.share_id = share.id) as said,
           (select coalesce(json_agg(json_build_object(
              'lineId', line.id::text, 'on', line.booked_on, 'paymentId', payment.id::text) order by line.booked_on, line.id), '[]')
              from allocation
              join payment on payment.id = allocation.payment_id and payment.status not in ('corrected', 'rejected', 'returned')
              left join clearing on clearing.payment_id = payment.id
              join statement_line as line on line.id in (payment.line_id, clearing.line_id)
             where allocation.share_id = share.id) as brought,
           exists (select from allocation
                     join payment on payment.id = allocation.payment_id and payment.status = 'announced'
                    where allocation.share_id = share.id) as awaits_bank
      from unnest(${idsOf(shareIds)}::text[]::bigint[]) as wanted(id)
      join share on share.id = wanted.id and share.payer in ('amo', 'amc')
      join invoice on invoice.id = share.invoice_id
  `;
  return new Map(rows.map((row) => [row.shareId, standingOf(row)]));
}

function standingOf({ transmittedOn, said, brought, ...row }: Row): ShareStanding {
  return {
    ...row,
    ...(transmittedOn === null ? {} : { transmittedOn }),
    said: said.map(({ returnId, paid, reference, lot, ...item }) => ({
      ...item,
      returnId: BigInt(returnId),
      paid: BigInt(paid),
      ...(reference === null ? {} : { reference }),
      ...(lot === null ? {} : { lot }),
    })),
    brought: brought.map(({ lineId, on, paymentId }) => ({
      lineId: BigInt(lineId),
      on,
      paymentId: BigInt(paymentId),
    })),
  };
}
