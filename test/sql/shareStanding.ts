import type { Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Rejection, ShareStatus } from "../../domain/insurer/return.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../../sql/bulk.ts";
import type { Db } from "../../sql/connect.ts";

/** What an insurer said of a share in one return. */
export type SaidOfShare = {
  returnId: bigint;
  paidOn: IsoDate;
  reference?: string;
  /** No return came, and a person typed what the insurer paid (S0.24). */
  typed: boolean;
  status: ShareStatus;
  paid: Cents;
  lot?: string;
  /** Rejections, or remarks on a share that is not rejected, as received. */
  reasons: Rejection[];
};

/** A bank line that brought a payment of a share: the proof, and the tick of the bank reconciliation (S0.17, D8). */
export type Brought = { lineId: bigint; on: IsoDate; paymentId: bigint };

/** Where a share of an insurer stands: billed, transmitted, announced, received. Dates are absent until the stage is reached. */
export type ShareStanding = {
  shareId: bigint;
  payer: Payer;
  due: Cents;
  billedOn: IsoDate;
  transmittedOn?: IsoDate;
  /** What was said of it, the latest last. */
  said: SaidOfShare[];
  brought: Brought[];
  /** Announced payments of the share that no bank line has brought in full. */
  awaitsBank: boolean;
};

export type Stage = "billed" | "transmitted" | "announced" | "received";

/** The furthest stage reached. A share that is refused has an answer, and stays where it was for its money. */
export function stageOf({ said, brought, awaitsBank, transmittedOn }: ShareStanding): Stage {
  if (brought.length > 0 && !awaitsBank) return "received";
  if (said.some(({ paid }) => paid !== 0n)) return "announced";
  return transmittedOn === undefined ? "billed" : "transmitted";
}

/** Why the share is refused now: what a later return settles or defers no longer is. */
export function rejectionsOf(standing: ShareStanding | undefined): Rejection[] {
  const last = standing?.said.at(-1);
  return last?.status === "rejected" ? last.reasons : [];
}

/** The code of a refusal as memos print it, "2900 005". Undefined while nothing is refused. */
export function rejectionCode(standing: ShareStanding | undefined): string | undefined {
  const [first] = rejectionsOf(standing);
  return first && [first.code, first.refinement].filter(Boolean).join(" ");
}

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
