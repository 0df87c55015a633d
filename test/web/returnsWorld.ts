import { type Applied, applyReturns } from "../../sql/acts/applyReturns.ts";
import { asCompany } from "../../sql/connect.ts";
import { aWaitingLine, NOW, type World } from "./world.ts";

export type ItemSample = {
  invoice: string;
  payer?: "amo" | "amc";
  status?: "paid" | "paid_with_difference" | "reversed" | "rejected" | "deferred" | "not_handled";
  asked?: bigint;
  paid?: bigint;
  reason?: { code: string; refinement?: string; label: string };
  lot?: string;
  invoiceType?: string;
};

export type ReturnSample = {
  insurer: string;
  payer?: "amo" | "amc";
  reference: string;
  paidOn: string;
  items: ItemSample[];
};

/** A return of an insurer, as the reader of its file would apply it. */
export async function aReturn(world: World, sample: ReturnSample): Promise<Applied> {
  const [file] = await world.pool<{ id: bigint }[]>`
    insert into received_file (company_id, name, sha256, byte_count, source, received_at, kind, format, state)
    values (${world.companyId}, ${`${sample.reference}.rsp`}, ${`${world.companyId}-${sample.reference}`}, 120, 'inbox', ${NOW},
            'insurer_return', 'noemie', 'read')
    returning id
  `;
  if (!file) throw new Error("no file");
  const payer = sample.payer ?? "amo";
  const arriving = {
    insurer: { payer, name: sample.insurer },
    reference: sample.reference,
    label: `VIR ${sample.insurer}`,
    paidOn: sample.paidOn,
    items: sample.items.map(({ invoice, status, paid, asked, reason, lot, invoiceType, ...item }) => ({
      invoice,
      payer: item.payer ?? payer,
      status: status ?? ("paid" as const),
      paid: paid ?? 0n,
      reasons: reason ? [reason] : [],
      ...(asked === undefined ? {} : { asked }),
      ...(lot === undefined ? {} : { lot }),
      ...(invoiceType === undefined ? {} : { invoiceType }),
    })),
  };
  return asCompany(world.pool, world.companyId, (db) =>
    applyReturns(db, world.companyId, [arriving], { fileId: file.id, at: NOW, on: "2026-11-17" }),
  );
}

/** The announced payment of a return, by its reference. */
export async function paymentOf(world: World, reference: string): Promise<bigint> {
  const [row] = await world.pool<{ paymentId: bigint }[]>`
    select payment_id from insurer_return where company_id = ${world.companyId} and reference = ${reference}
  `;
  if (!row) throw new Error("no return");
  return row.paymentId;
}

/** A transfer that waits, with the returns that the machine thinks it brings. */
export async function aWaitingTransfer(
  world: World,
  sample: {
    amount: bigint;
    label: string;
    insurer: string;
    /** as the bank writes it; the insurer's own name when left out */
    payer?: string;
    bookedOn?: string;
    brings: { reference: string; amount: bigint }[][];
  },
): Promise<bigint> {
  const { amount, label, insurer, bookedOn } = sample;
  const line = await aWaitingLine(world, {
    amount,
    label,
    name: sample.payer ?? insurer,
    level: "B",
    reason: "return_amount_differs",
    ...(bookedOn ? { bookedOn } : {}),
  });
  const candidates = await Promise.all(
    sample.brings.map(async (answer) => ({
      allocations: [],
      brings: await Promise.all(
        answer.map(async ({ reference, amount: cents }) => ({
          paymentId: String(await paymentOf(world, reference)),
          insurer,
          reference,
          amount: String(cents),
        })),
      ),
      facts: [{ code: "insurer_named", params: { insurer } }, { code: "return_amount_differs" }],
      weight: 5,
    })),
  );
  await world.pool`
    update match
    set decision = 'suggest', evidence = ${world.pool.json({ engine: "1", reason: "return_amount_differs", params: {}, tokens: [], candidates } as never)}
    where line_id = ${line}
  `;
  return line;
}
