import { error, type Problem, warning } from "../../problems.ts";
import { decimalText } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent, StatementLine } from "../statement.ts";
import { type BalanceRun, balanceRun, orderOf, STEPS_HELD_MAX, type Step } from "./csvBalance.ts";
import type { CsvMovement, CsvTotal } from "./csvMovement.ts";

export type CsvStatement = {
  add(movement: CsvMovement): void;
  tell(problem: Problem): void;
  close(): void;
};

type Settings = {
  tell(event: StatementEvent): void;
  /** The header of the balance column, where there is one. */
  balanceField: string | undefined;
  /** The balance written above the table. */
  closing: Balance | undefined;
};

type Held = { kind: "line"; line: StatementLine; step: Step } | { kind: "problem"; problem: Problem };

type Open = {
  account: AccountKey;
  settings: Settings;
  rank: number;
  /** What waits for the head, which waits for the order of the balances. */
  held: Held[];
  steps: Step[];
  /** How balances run, once that is known. */
  run: BalanceRun | undefined;
  isBegun: boolean;
  newestFirst: boolean;
  /** What the rows so far brought in and took out; unknown once one of them could not be read. */
  sums: { in: bigint; out: bigint } | undefined;
  notBooked: Map<string, { count: number; ever: boolean }>;
};

/** One account's rows of a table, given as head, lines and foot. */
export function csvStatement(account: AccountKey, settings: Settings): CsvStatement {
  const open: Open = {
    account,
    settings,
    rank: 0,
    held: [],
    steps: [],
    run: undefined,
    isBegun: false,
    newestFirst: false,
    sums: { in: 0n, out: 0n },
    notBooked: new Map(),
  };
  if (settings.balanceField === undefined) begin(open);
  return {
    add: (movement) => add(open, movement),
    tell: (problem) => tellProblem(open, problem),
    close: () => close(open),
  };
}

function add(open: Open, movement: CsvMovement): void {
  switch (movement.kind) {
    case "remark":
      return;
    case "not_booked":
      count(open, movement.status, movement.ever);
      return;
    case "wrong":
      for (const problem of movement.problems) tellProblem(open, problem);
      // The movement is missing from the sum, so balances say nothing more; its own error is enough.
      if (!open.isBegun) begin(open);
      open.run = undefined;
      open.sums = undefined;
      return;
    case "total":
      checkTotals(open, movement);
      return;
    case "line":
      for (const problem of movement.problems) tellProblem(open, problem);
      addLine(open, Object.assign(movement.line, { rank: ++open.rank }), movement.balance);
  }
}

function count(open: Open, status: string, ever: boolean): void {
  const before = open.notBooked.get(status)?.count ?? 0;
  open.notBooked.set(status, { count: before + 1, ever });
}

/** A row of totals is no movement; one that says something else than the rows above tells that one of them is missing. */
function checkTotals(open: Open, { totals, line }: { totals: readonly CsvTotal[]; line: number }): void {
  const { sums, account } = open;
  if (!sums) return;
  for (const { of, amount, field, written } of totals) {
    const sum = of === "net" ? sums.in - sums.out : sums[of];
    if (sum === amount) continue;
    const params = { expected: decimalText(sum, account.currency) };
    tellProblem(open, error("csv_total_differs", { line, field, value: written, params }));
  }
}

function addLine(open: Open, line: StatementLine, balance: bigint | undefined): void {
  if (open.sums && line.amount > 0n) open.sums.in += line.amount;
  if (open.sums && line.amount < 0n) open.sums.out -= line.amount;
  const step: Step = { amount: line.amount, balance, bookedOn: line.bookedOn };
  if (open.isBegun) {
    give(open, line, step);
    return;
  }
  open.held.push({ kind: "line", line, step });
  open.steps.push(step);
  decide(open, open.steps.length >= STEPS_HELD_MAX);
}

function decide(open: Open, atEnd: boolean): void {
  const order = orderOf(open.steps, atEnd);
  if (order === undefined) return;
  open.run = balanceRun(order);
  open.newestFirst = order === "newest_first";
  begin(open, order === "oldest_first" ? openingOf(open.steps) : undefined);
}

function openingOf(steps: readonly Step[]): Balance | undefined {
  const run = balanceRun("oldest_first");
  for (const step of steps) run.check(step);
  return run.foot().opening;
}

function begin(open: Open, opening?: Balance): void {
  const { account, settings, held } = open;
  open.isBegun = true;
  settings.tell({ kind: "head", head: { account, ...(opening && { opening }) } });
  for (const each of held) {
    if (each.kind === "problem") settings.tell(each);
    else give(open, each.line, each.step);
  }
  open.held = [];
  open.steps = [];
}

function give(open: Open, line: StatementLine, step: Step): void {
  const { settings, account } = open;
  const expected = open.run?.check(step);
  settings.tell({ kind: "line", line });
  if (expected === undefined) return;
  const text = (amount: bigint) => decimalText(amount, account.currency);
  const place = { line: line.lineNumber ?? line.rank, field: settings.balanceField ?? "", raw: line.raw };
  const found = text(step.balance ?? 0n);
  const params = { expected: text(expected), found };
  tellProblem(open, error("csv_balance_differs", { ...place, value: found, params }));
}

function tellProblem(open: Open, problem: Problem): void {
  if (open.isBegun) open.settings.tell({ kind: "problem", problem });
  else open.held.push({ kind: "problem", problem });
}

function close(open: Open): void {
  if (!open.isBegun) decide(open, true);
  if (!open.isBegun) begin(open);
  for (const [status, { count: times, ever }] of open.notBooked) {
    const params = { status, count: String(times) };
    tellProblem(open, warning(ever ? "entries_not_booked" : "entries_cancelled", { params }));
  }
  const run = open.run?.foot() ?? {};
  const closing = run.closing ?? open.settings.closing;
  const opening = open.newestFirst ? run.opening : undefined;
  open.settings.tell({
    kind: "foot",
    foot: { ...(opening && { opening }), ...(closing && { closing }) },
  });
}
