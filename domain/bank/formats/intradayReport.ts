import { type Problem, warning } from "../../problems.ts";
import { decimalText } from "../currency.ts";

/**
 * What stands in place of the lines of an intraday report (MT942, camt.052): the same movements come again in the statement of
 * the day, and some of them never, so nothing of it is booked. The report is read and checked all the same, and says how much
 * it held.
 */
export function intradayReport(report: {
  line: number;
  count: number;
  sum: bigint;
  currency: string;
}): Problem {
  const { line, count, sum, currency } = report;
  const params = { count: String(count), amount: `${decimalText(sum, currency)} ${currency}` };
  return warning("intraday_report_not_booked", { line, params });
}
