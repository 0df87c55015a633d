import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry } from "./entry.ts";
import type { Charges } from "./orderEntries.ts";

/** What a bank line holds beside the shares that it pays. Cents. */
export type Beside = {
  /** Placed nowhere yet: it waits on the suspense account until somebody places it (GC37). */
  rest?: Cents;
  /** Owed to nobody, says a person: it is a gain (758, D5). */
  gain?: Cents;
  /** Kept for customers, whose documents are still to come (419100, GC13). */
  advances?: readonly { thirdPartyId: bigint; amount: Cents }[];
  /** What the bank kept back of the money, as on its notice. */
  charges?: Charges;
};

/** Cents of the line that its shares do not make up: what the bank kept back was never on it. */
export function besideShares({ rest = 0n, gain = 0n, advances = [], charges = {} }: Beside): Cents {
  const kept = (charges.fee ?? 0n) + (charges.vat ?? 0n) + (charges.interest ?? 0n);
  return advances.reduce((sum, { amount }) => sum + amount, rest + gain) - kept;
}

/**
 * The entry of a bank line with all that stands on it: the bank has the whole line, in one line of the ledger.
 * @param draft the entry of what the shares receive, whose bank side is short of what is beside them
 */
export function withBeside(
  draft: EntryDraft,
  bank: { bankAccount: string; amount: Cents },
  beside: Beside,
  roles: Roles,
): EntryDraft {
  if (besideLines(beside, roles).every(({ debit, credit }) => debit === credit)) return draft;
  const whole = debit(bank.bankAccount, bank.amount);
  const others = draft.lines.filter(({ account }) => account !== bank.bankAccount);
  const lines = [...others, ...besideLines(beside, roles)];
  return entry({ ...draft, lines: bank.amount > 0n ? [whole, ...lines] : [...lines, whole] });
}

function besideLines(
  { rest = 0n, gain = 0n, advances = [], charges = {} }: Beside,
  roles: Roles,
): EntryLine[] {
  return [
    ...advances.map(({ thirdPartyId, amount }) => credit(roles.advancesReceived, amount, { thirdPartyId })),
    debit(roles.bankFees, charges.fee ?? 0n),
    debit(roles.vatDeductible, charges.vat ?? 0n),
    debit(roles.interestPaid, charges.interest ?? 0n),
    credit(roles.suspense, rest),
    credit(roles.roundingGain, gain),
  ];
}
