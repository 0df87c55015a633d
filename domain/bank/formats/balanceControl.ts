import { error, type Problem, warning } from "../../problems.ts";
import { decimalText } from "../currency.ts";
import type { StatementEvent, StatementHead } from "../statement.ts";

const NOTHING: readonly Problem[] = [];

/**
 * Opening balance and lines must give the closing balance, to the cent: the one proof in the file that nothing was lost on the
 * way. Says before each foot what is wrong with its statement, and nothing at other events. A statement with an error inside is refused anyway and its sum means nothing,
 * so it is not controlled: the reader of the report gets the cause, not its echo. Nor is an intraday report, whose lines are not given.
 */
export function balanceControl(): (event: StatementEvent) => readonly Problem[] {
  let statement: { head: StatementHead; sum: bigint; lines: number; broken: boolean } | undefined;

  return (event) => {
    if (event.kind === "head") statement = { head: event.head, sum: 0n, lines: 0, broken: false };
    if (event.kind === "problem" && statement && isUncontrolled(event.problem)) statement.broken = true;
    if (event.kind === "line" && statement) {
      statement.sum += event.line.amount;
      statement.lines += 1;
    }
    if (event.kind !== "foot" || !statement) return NOTHING;
    const { head, sum, lines, broken } = statement;
    statement = undefined;
    if (broken) return NOTHING;
    const { opening = head.opening, closing } = event.foot;
    return compare({ head, sum, lines, opening: opening?.amount, closing: closing?.amount });
  };
}

function isUncontrolled({ severity, code }: Problem): boolean {
  return severity === "error" || code === "intraday_report_not_booked";
}

type Totals = {
  head: StatementHead;
  sum: bigint;
  lines: number;
  opening: bigint | undefined;
  closing: bigint | undefined;
};

function compare({ head, sum, lines, opening, closing }: Totals): Problem[] {
  const { key, currency } = head.account;
  const params = { account: key };
  if (opening === undefined && closing === undefined && lines === 0)
    return [warning("statement_empty", { params })];
  const problems: Problem[] = [];
  if (opening === undefined) problems.push(warning("no_opening_balance", { params }));
  if (closing === undefined) problems.push(warning("no_closing_balance", { params }));
  if (opening === undefined || closing === undefined || opening + sum === closing) return problems;
  const text = (amount: bigint) => decimalText(amount, currency);
  return [
    error("statement_does_not_balance", {
      params: {
        ...params,
        currency,
        opening: text(opening),
        sum: text(sum),
        expected: text(opening + sum),
        closing: text(closing),
        difference: text(closing - opening - sum),
      },
    }),
  ];
}
