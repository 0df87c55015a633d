import { type Cents, sumCents } from "../money.ts";

/** AAA, AAB … ZZZ, AAAA …: letters only, so that capitals can say "balanced" and small letters "in part". */
export function letterCode(rank: number): string {
  let letters = 3;
  let before = 0;
  for (let size = 26 ** 3; rank - before > size; size = 26 ** letters) {
    before += size;
    letters += 1;
  }
  let rest = rank - before - 1;
  let code = "";
  for (let at = 0; at < letters; at++) {
    code = String.fromCharCode(65 + (rest % 26)) + code;
    rest = Math.floor(rest / 26);
  }
  return code;
}

export type LetteredLine = { lineId: bigint; debit: Cents; credit: Cents };

/**
 * What the lettering of the lines of one share should be: a balanced group once they cancel out, a partial one while
 * something is left, none while there is a single line (an invoice without payment has no code).
 */
export function letteringOf(lines: readonly LetteredLine[]): "balanced" | "partial" | "none" {
  if (lines.length < 2) return "none";
  return sumCents(lines.map((line) => line.debit - line.credit)) === 0n ? "balanced" : "partial";
}
