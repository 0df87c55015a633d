import { decimalOf } from "../../../domain/money.ts";
import { matchWaitingLines } from "../../../sql/acts/matchLines.ts";
import { resubmitInvoice } from "../../../sql/acts/resubmitInvoice.ts";
import { settleOverpayment as settle } from "../../../sql/acts/settleOverpayment.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import { ALL_RIGHTS, instantOf, type Refusal, shareIdOf, Unplayable, type World, within } from "../world.ts";
import { arrive } from "./arrival.ts";
import type { Player } from "./index.ts";

/** The return arrives as a file, is read and applied by its job, and the lines that wait are matched. */
export const insurerReturn: Player<"insurer_return"> = async (world, event) => {
  const now = instantOf(world, event.playedOn);
  const name = `return-${event.id}-${world.ticks}.csv`;
  const { problems } = await arrive(world, { name, bytes: returnFile(world, event), now });
  if (problems.length > 0) return [{ message: messageOf(problems) }];
  await matchWaitingLines(world.pool, world.companyId, { at: now, on: event.playedOn });
  const [posted] = await within(
    world,
    (db) => db<{ piece: string }[]>`
    select entry.piece
      from insurer_return
      join payment on payment.id = insurer_return.payment_id
      join journal_entry as entry on entry.id = payment.entry_id
     where insurer_return.id = (select max(id) from insurer_return)
  `,
  );
  if (posted) world.references.set(event.id, posted.piece);
  return [];
};

/** The neutral table of returns: one row per share. A remark on a share that is not refused has no column there. */
function returnFile(world: World, event: EventOf<"insurer_return">): Buffer {
  const insurer = world.thirdParties.get(event.insurer);
  if (!insurer) throw new Unplayable(`there is no insurer ${event.insurer}`);
  const header =
    "lot,paid_on,payer_type,payer_code,payer_name,invoice,amount_paid,rejection_code,transfer_ref";
  const rows = event.items.map(({ invoice, outcome, amount, rejectionCode }) =>
    [
      event.id,
      event.paidOn,
      insurer.payer.toUpperCase(),
      insurer.aux,
      insurer.name ?? insurer.aux,
      invoice,
      decimalOf(amount),
      outcome === "rejected" ? (rejectionCode ?? "REJET") : "",
      event.paymentReference ?? "",
    ]
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(","),
  );
  return Buffer.from(`${[header, ...rows].join("\n")}\n`);
}

export const settleOverpayment: Player<"settle_overpayment"> = async (world, event) => {
  const settled = await settle(world.pool, {
    companyId: world.companyId,
    shareId: await shareIdOf(world, event.share),
    amount: event.amount,
    into: event.into,
    reason: event.reason ?? "",
    rights: event.rights ?? ALL_RIGHTS,
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  if (!settled.ok) return [{ message: messageOf(settled.problems) }];
  const { paymentId, piece } = settled.value;
  if (event.id) world.references.set(event.id, piece);
  if (event.id && paymentId !== undefined) world.payments.set(event.id, paymentId);
  return [];
};

export const resubmit: Player<"resubmit"> = async (world, event): Promise<Refusal[]> => {
  const resubmitted = await resubmitInvoice(world.pool, {
    companyId: world.companyId,
    invoice: event.invoice,
    newInvoice: event.newInvoice,
    shares: event.shares,
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  if (!resubmitted.ok) return [{ message: messageOf(resubmitted.problems) }];
  const [made] = await within(
    world,
    (db) => db<{ total: bigint }[]>`
    select total_cents as total from invoice where number = ${event.newInvoice}
  `,
  );
  if (made?.total !== event.total)
    throw new Unplayable(
      `${event.newInvoice}: its total is ${decimalOf(made?.total ?? 0n)}, not as the file says`,
    );
  return [];
};
