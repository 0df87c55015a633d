import { closing, complement, movement, opening } from "../domain/bank/cfonbFile.ts";

/** A run of statement lines: every other one pays an invoice by its number, the rest say nothing. */
export type Run = { first: number; lines: number };

/** The statement of those lines, all booked on one day; each line's amount is its own. */
export function statementOf({ first, lines }: Run, day = "050626"): string {
  const records = Array.from({ length: lines }, (_, nth) => {
    const at = first + nth;
    const label = at % 2 === 0 ? `VIR F${10_000 + at}` : `VIR DIVERS ${at}`;
    return [
      movement(amountOf(at), { 35: day, 43: day, 49: label, 82: String(at).padStart(7, "0") }),
      complement("RCN", `REF ${at}`, { 35: day }),
    ];
  }).flat();
  const ends = [opening(sumBefore(first), { 35: day }), closing(sumBefore(first + lines), { 35: day })];
  return `${[ends[0], ...records, ends[1]].join("\r\n")}\r\n`;
}

/** The invoices that those lines pay, as the practice would export them. */
export function invoicesOf({ first, lines }: Run): string {
  const rows = Array.from({ length: lines / 2 }, (_, nth) => {
    const at = first + 2 * nth;
    return `F${10_000 + at},pro,finalised,2025-05-01,2025-06-01,C${at},Client ${at} SARL,${amountOf(at)}`;
  });
  return `number,type,status,issue_date,due_date,customer_id,customer_name,total_cents\n${rows.join("\n")}\n`;
}

const amountOf = (at: number): bigint => BigInt(1_000 + at);

/** What the lines before this one bring, which is the balance it finds. */
function sumBefore(at: number): bigint {
  const lines = BigInt(at);
  return (lines * (2_000n + lines - 1n)) / 2n;
}
