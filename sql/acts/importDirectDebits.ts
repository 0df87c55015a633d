import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { DebitBatch } from "../../domain/treasury/directDebitFile.ts";
import { lockBooks } from "../books.ts";
import { drawIds } from "../bulk.ts";
import type { Db } from "../connect.ts";
import { findOrdersByReference, insertOrder } from "../orders.ts";
import { type OwnShare, ownSharesOf } from "../ownShares.ts";
import { insertUnderWay } from "../underWay.ts";

export type ImportedDebits = { created: number; known: number };

/**
 * Direct debits that another program made and sent, in the caller's transaction: the same orders and payments as ours. The day of
 * collection, where the file does not say it, is that of the bank's credit. A batch known already changes nothing.
 */
export async function importDirectDebits(
  db: Db,
  companyId: bigint,
  batches: readonly DebitBatch[],
  context: { fileId: bigint; at: Date; on: IsoDate },
): Promise<Parsed<ImportedDebits>> {
  await lockBooks(db);
  const numbers = batches.flatMap(({ debits }) => debits.map(({ invoice }) => invoice));
  const shares = await ownSharesOf(db, [...new Set(numbers)]);
  const references = batches.map(({ reference }) => reference);
  const known = new Map(
    (await findOrdersByReference(db, "direct_debit", references)).map((order) => [order.reference, order]),
  );
  const fresh = batches.filter(({ reference }) => !known.has(reference));
  const problems = [
    ...batches.flatMap((batch) => contradiction(batch, known.get(batch.reference))),
    ...fresh.flatMap((batch) => batchRefusals(batch, shares)),
  ];
  if (problems.length > 0) return { ok: false, problems };
  for (const batch of fresh) await writeBatch(db, companyId, batch, shares, context);
  const counts = (some: readonly DebitBatch[]) => some.reduce((sum, { debits }) => sum + debits.length, 0);
  return {
    ok: true,
    value: { created: counts(fresh), known: counts(batches) - counts(fresh) },
    warnings: [],
  };
}

/** A batch that was sent does not change any more. */
function contradiction(
  { reference, debits }: DebitBatch,
  known: { total: bigint; count: number } | undefined,
): Problem[] {
  if (!known) return [];
  const isSame =
    known.count === debits.length && known.total === sumCents(debits.map(({ amount }) => amount));
  return isSame ? [] : [error("order_reference_taken", { value: reference })];
}

function batchRefusals({ reference, debits }: DebitBatch, shares: ReadonlyMap<string, OwnShare>): Problem[] {
  return debits.flatMap(({ invoice, line }) => {
    const share = shares.get(invoice);
    const place = { line, field: "invoice", value: invoice };
    if (!share)
      return [error("direct_debit_names_unknown_invoice", { ...place, params: { batch: reference } })];
    return share.lifecycle === "issued" ? [] : [error("invoice_takes_no_payment", place)];
  });
}

async function writeBatch(
  db: Db,
  companyId: bigint,
  { reference, collectOn, debits }: DebitBatch,
  shares: ReadonlyMap<string, OwnShare>,
  { fileId, at, on }: { fileId: bigint; at: Date; on: IsoDate },
): Promise<void> {
  const { orderId } = await insertOrder(db, companyId, {
    kind: "direct_debit",
    reference,
    ...(collectOn ? { executeOn: collectOn } : {}),
    total: sumCents(debits.map(({ amount }) => amount)),
    count: debits.length,
    fileId,
    at,
    on,
  });
  const ids = await drawIds(db, "payment", debits.length);
  await insertUnderWay(
    db,
    companyId,
    debits.flatMap(({ invoice, amount, iban, mandate }, nth) => {
      const share = shares.get(invoice);
      if (!share) return [];
      return [
        {
          id: ids[nth] ?? 0n,
          direction: "in" as const,
          method: "direct_debit",
          status: "sent" as const,
          paidOn: collectOn ?? on,
          amount,
          thirdPartyId: share.thirdPartyId,
          label: `Prélèvement ${share.party} ${invoice}`,
          orderId,
          rank: nth + 1,
          reference,
          ...(iban ? { iban } : {}),
          ...(mandate ? { mandate } : {}),
          allocations: [{ shareId: share.shareId, amount }],
        },
      ];
    }),
  );
}
