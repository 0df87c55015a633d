import type { Problem } from "../../problems.ts";
import type { Balance } from "../statement.ts";
import { readDay, readSignedAmount } from "./camtValues.ts";
import { elementAt, textAt, type XmlElement } from "./xml.ts";

export type CamtBalance = {
  /** "OPBD", "CLBD", …; "OPBD/INTM" when it is that of a page. */
  type: string;
  currency: string;
  balance?: Balance;
  problems: Problem[];
  line: number;
};

/**
 * Which balances open and close, best first. Of a statement in pages, the intermediate ones bound the page. PRCD, the closing of
 * the statement before, is often all there is. Available, forward and interim balances prove nothing about booked entries.
 */
const TYPES = {
  opening: ["OPBD/INTM", "OPBD", "PRCD/INTM", "PRCD"],
  closing: ["CLBD/INTM", "CLBD"],
} as const;

export function readCamtBalance(element: XmlElement): CamtBalance {
  const code = textAt(element, "Tp", "CdOrPrtry", "Cd") ?? "";
  const page = textAt(element, "Tp", "SubTp", "Cd") === "INTM" ? "/INTM" : "";
  const currency = elementAt(element, "Amt")?.currency ?? "";
  const amount = readSignedAmount(element, currency);
  const on = readDay(elementAt(element, "Dt"));
  return {
    type: `${code}${page}`,
    currency,
    line: element.line,
    problems: [amount.problem, on.problem].filter((problem) => problem !== undefined),
    ...(amount.value !== undefined && {
      balance: { amount: amount.value, ...(on.value !== undefined && { on: on.value }) },
    }),
  };
}

/** The balance of that side, one in the currency of the account before any other. */
export function chooseBalance(
  balances: CamtBalance[],
  side: keyof typeof TYPES,
  currency?: string,
): CamtBalance | undefined {
  const fit = TYPES[side].flatMap((type) => balances.filter((balance) => balance.type === type));
  return fit.find((balance) => balance.currency === currency) ?? fit[0];
}
