import type { Cents } from "../money.ts";
import { fold, squeeze } from "../text.ts";
import { type BankLine, bankEntry } from "./bankEntry.ts";
import { debit, type EntryDraft } from "./entry.ts";

/** Cents of a bank line that go to an account, positive whatever the direction of the line. */
export type CounterPart = { account: string; thirdPartyId?: bigint; amount: Cents };

/**
 * The entry of a line that a rule of the company explains: the bank's side is the whole line, the parts make it up to the cent
 * (D13). Money out debits them, money in credits them.
 */
export function ruleEntry(line: BankLine, label: string, parts: readonly CounterPart[]): EntryDraft {
  const lines = parts.map(({ account, amount, thirdPartyId }) =>
    debit(account, line.amount < 0n ? amount : -amount, thirdPartyId === undefined ? {} : { thirdPartyId }),
  );
  return bankEntry(line, label, lines);
}

/** What the entry of a rule is called: its own label, else its name and what the bank wrote, where one does not say the other already. */
export function ruleLabel(rule: { name: string; label?: string | undefined }, bankLabel: string): string {
  if (rule.label) return rule.label;
  const [name, written] = [rule.name, bankLabel].map((text) => ` ${squeeze(fold(text))} `);
  if (written?.includes(name ?? "")) return bankLabel;
  return name?.includes(written ?? "") ? rule.name : `${rule.name} ${bankLabel}`;
}
