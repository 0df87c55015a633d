import type { IsoDate } from "../../days.ts";
import type { Balance, StatementFoot } from "../statement.ts";

/** A movement with the balance written beside it, where one is. */
export type Step = { amount: bigint; balance: bigint | undefined; bookedOn: IsoDate };

/**
 * How the balances of a table run: after each movement from the oldest down, from the newest down, or the same everywhere, that
 * of the day of the export, which proves nothing.
 */
export type BalanceOrder = "oldest_first" | "newest_first" | "of_today";

export type BalanceRun = {
  /** The balance the table should have beside this movement, when it has another one. */
  check(step: Step): bigint | undefined;
  /** The balance before all movements seen, if it is known yet. */
  foot(): StatementFoot;
};

/** Rows looked at before the order is taken from the dates: two movements that cancel out fit both ways. */
export const STEPS_HELD_MAX = 1_000;

/**
 * The order in which balances run, as soon as only one fits; undefined while several do. When none does, or at the end when all
 * do, the dates decide, and where the table is wrong is told line by line.
 */
export function orderOf(steps: readonly Step[], atEnd: boolean): BalanceOrder | undefined {
  const fits = (order: BalanceOrder) => {
    const run = balanceRun(order);
    return steps.every((step) => run.check(step) === undefined);
  };
  const oldest = fits("oldest_first");
  const newest = fits("newest_first");
  if (oldest !== newest) return oldest ? "oldest_first" : "newest_first";
  if (!oldest && fits("of_today")) return "of_today";
  if (oldest && !atEnd) return undefined;
  // One balance alone may be that of its line or that of today (BoursoBank), and proves neither.
  if (steps.filter(({ balance }) => balance !== undefined).length < 2) return "of_today";
  const [first, last] = [steps[0], steps.at(-1)];
  return first && last && first.bookedOn > last.bookedOn ? "newest_first" : "oldest_first";
}

export function balanceRun(order: BalanceOrder): BalanceRun {
  switch (order) {
    case "oldest_first":
      return oldestFirst();
    case "newest_first":
      return newestFirst();
    case "of_today":
      return ofToday();
  }
}

/** Each balance is the one before plus its own movement. */
function oldestFirst(): BalanceRun {
  let known: bigint | undefined;
  let since = 0n;
  let opening: bigint | undefined;
  let on: IsoDate | undefined;
  return {
    check: ({ amount, balance, bookedOn }) => {
      const expected = known === undefined ? undefined : known + since + amount;
      on = bookedOn;
      since += amount;
      if (balance === undefined) return undefined;
      opening ??= balance - since;
      known = balance;
      since = 0n;
      return expected === undefined || expected === balance ? undefined : expected;
    },
    foot: () => bounds(opening, known === undefined ? undefined : known + since, on),
  };
}

/** Each balance is the one above less the movement above. */
function newestFirst(): BalanceRun {
  let known: bigint | undefined;
  let since = 0n;
  let closing: bigint | undefined;
  let on: IsoDate | undefined;
  return {
    check: ({ amount, balance, bookedOn }) => {
      const expected = known === undefined ? undefined : known - since;
      on ??= bookedOn;
      if (balance !== undefined) {
        closing ??= balance + since;
        known = balance;
        since = 0n;
      }
      since += amount;
      return balance === undefined || expected === undefined || expected === balance ? undefined : expected;
    },
    foot: () => bounds(known === undefined ? undefined : known - since, closing, on),
  };
}

function ofToday(): BalanceRun {
  let known: bigint | undefined;
  return {
    check: ({ balance }) => {
      known ??= balance;
      return balance === undefined || balance === known ? undefined : known;
    },
    foot: () => ({}),
  };
}

function bounds(
  opening: bigint | undefined,
  closing: bigint | undefined,
  on: IsoDate | undefined,
): StatementFoot {
  return {
    ...(opening !== undefined && { opening: { amount: opening } satisfies Balance }),
    ...(closing !== undefined && { closing: { amount: closing, ...(on !== undefined && { on }) } }),
  };
}
