import { draftAt, TODAY, type World } from "./world.ts";

/** Items of one transfer of an insurer. */
const PER_TRANSFER = 200;

/** Insurers' returns over the first invoices of a world that have shares of theirs, paid in full: the neutral table, as bytes. */
export async function* returnsFile(world: World, items: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(
    "lot,lot_date,payer_type,payer_name,invoice,amount_paid_cents,share_cents,rejection_code,transfer_ref\n",
  );
  const counts = new Map<string, number>();
  let left = items;
  for (let invoice = 0; invoice < world.invoices && left > 0; invoice++) {
    const draft = draftAt(world, invoice);
    for (const share of draft.shares) {
      if ((share.payer !== "amo" && share.payer !== "amc") || left === 0) continue;
      left -= 1;
      const nth = counts.get(share.aux) ?? 0;
      counts.set(share.aux, nth + 1);
      const transfer = `${share.aux.replace(/[^A-Z]/g, "").slice(0, 8)}${String(1_000_000 + Math.floor(nth / PER_TRANSFER))}`;
      const row = [
        transfer,
        TODAY,
        share.payer.toUpperCase(),
        share.name,
        draft.number,
        share.amount,
        share.amount,
        "",
        transfer,
      ];
      yield Buffer.from(`${row.join(",")}\n`);
    }
  }
}
