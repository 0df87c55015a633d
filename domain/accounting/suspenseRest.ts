import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { credit, debit, type EntryDraft, entry } from "./entry.ts";

/**
 * The entry of a bank line of which a part is placed nowhere any more: the bank keeps the whole line, and the rest waits on the
 * suspense account until somebody places it (GC37).
 * @param draft the entry of what is placed, whose bank side is `rest` cents short
 */
export function withSuspense(draft: EntryDraft, bankAccount: string, rest: Cents, roles: Roles): EntryDraft {
  if (rest === 0n) return draft;
  const lines = draft.lines.map((line) =>
    line.account === bankAccount ? debit(bankAccount, line.debit - line.credit + rest) : line,
  );
  return entry({ ...draft, lines: [...lines, credit(roles.suspense, rest)] });
}
