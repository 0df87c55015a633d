import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { credit, debit, type EntryDraft, entry } from "./entry.ts";

/**
 * The entry of a bank line of which a part pays no document: the bank has the whole line, `rest` waits on the suspense account until
 * somebody places it (GC37), and `gain` is nobody's any more (758, D5).
 * @param draft the entry of what is placed, whose bank side is that many cents short
 */
export function withRests(
  draft: EntryDraft,
  bankAccount: string,
  { rest = 0n, gain = 0n }: { rest?: Cents; gain?: Cents },
  roles: Roles,
): EntryDraft {
  if (rest === 0n && gain === 0n) return draft;
  const lines = draft.lines.map((line) =>
    line.account === bankAccount ? debit(bankAccount, line.debit - line.credit + rest + gain) : line,
  );
  return entry({
    ...draft,
    lines: [...lines, credit(roles.suspense, rest), credit(roles.roundingGain, gain)],
  });
}
