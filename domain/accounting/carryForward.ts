import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { debit, type EntryDraft, entry } from "./entry.ts";

/** What an account holds, per third party where its lines name one. Debit − credit, in cents. */
export type AccountBalance = {
  account: string;
  thirdPartyId?: bigint;
  balance: Cents;
  /** The year its lines are of: told for charges and revenue, which belong to one year. */
  fiscalYear?: number;
};

/**
 * What the next year opens with: the accounts of the balance sheet as they stand, third party by third party, and each year's
 * charges and revenue as its result, a profit (120) or a loss (129). Accounts at zero open nothing.
 * The sum of what comes out is the sum of what went in.
 */
export function carryForward(balances: readonly AccountBalance[], roles: Roles): AccountBalance[] {
  const opened = new Map<string, AccountBalance>();
  const add = (account: string, balance: Cents, thirdPartyId?: bigint) => {
    const key = `${account}|${thirdPartyId ?? ""}`;
    const known = opened.get(key)?.balance ?? 0n;
    opened.set(key, {
      account,
      balance: known + balance,
      ...(thirdPartyId === undefined ? {} : { thirdPartyId }),
    });
  };
  const results = new Map<number, Cents>();
  for (const { account, thirdPartyId, balance, fiscalYear = 0 } of balances) {
    if (isOfTheResult(account)) results.set(fiscalYear, (results.get(fiscalYear) ?? 0n) + balance);
    else add(account, balance, thirdPartyId);
  }
  for (const result of results.values()) add(result < 0n ? roles.resultProfit : roles.resultLoss, result);
  return [...opened.values()].filter(({ balance }) => balance !== 0n).toSorted(byAccount);
}

/** Charges (6) and revenue (7) end with their year. */
export function isOfTheResult(account: string): boolean {
  return account.startsWith("6") || account.startsWith("7");
}

function byAccount(a: AccountBalance, b: AccountBalance): number {
  if (a.account !== b.account) return a.account < b.account ? -1 : 1;
  return Number((a.thirdPartyId ?? 0n) - (b.thirdPartyId ?? 0n));
}

/**
 * The opening entry of a year, in journal AN on its first day. Undefined when there is nothing to carry.
 * Its lines move no share: what is due is still said by the lines of the years before.
 */
export function openingEntry(
  opened: readonly AccountBalance[],
  { year, startsOn }: { year: number; startsOn: IsoDate },
): EntryDraft | undefined {
  if (sumCents(opened.map(({ balance }) => (balance < 0n ? -balance : balance))) === 0n) return undefined;
  return entry({
    journal: OPENING_JOURNAL,
    postedOn: startsOn,
    piece: openingPiece(year),
    pieceOn: startsOn,
    label: `À-nouveaux ${year}`,
    lines: opened.map(({ account, balance, thirdPartyId }) =>
      debit(account, balance, thirdPartyId === undefined ? {} : { thirdPartyId }),
    ),
  });
}

export const OPENING_JOURNAL = "AN";
export const OPENING_JOURNAL_NAME = "À-nouveaux";

/** The fixed mark that stands for a document where there is none. */
export function openingPiece(year: number): string {
  return `A-NOUVEAUX-${year}`;
}

/** What the entry is called with which the books begin. */
export function firstOpeningLabel(day: IsoDate): string {
  return `À-nouveaux au ${day.split("-").reverse().join("/")}`;
}
