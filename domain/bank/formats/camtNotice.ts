import { type Problem, warning } from "../../problems.ts";
import { decimalText } from "../currency.ts";
import type { StatementEvent } from "../statement.ts";
import { badValue, readSignedAmount } from "./camtValues.ts";
import type { StatementReader } from "./read.ts";
import { elementAt, textAt, type XmlElement, xmlReader } from "./xml.ts";

/** What the messages that book nothing are made of. */
const NOTICES = {
  camt052: { message: "BkToCstmrAcctRpt", part: "Rpt", code: "interim_report_not_booked" },
  camt054: { message: "BkToCstmrDbtCdtNtfctn", part: "Ntfctn", code: "notification_not_booked" },
} as const;

type Notice = { line: number; count: number; sums: Map<string, bigint>; statuses: Map<string, number> };

/**
 * Reads camt.052 (what happened today, so far) and camt.054 (what a movement is made of). Their entries come again, booked, in the
 * camt.053 of the day, so none of them becomes a line: a payment counted twice is worse than one known a day later. What they
 * hold is said, so that nobody takes the file for lost.
 */
export function camtNoticeReader(format: keyof typeof NOTICES): StatementReader {
  const { message, part, code } = NOTICES[format];
  let events: StatementEvent[] = [];
  let notice: Notice | undefined;
  const tell = (problem: Problem) => events.push({ kind: "problem", problem });
  const xml = xmlReader({
    opened: (name, parent, line) => {
      if (name === part && parent === message) {
        notice = { line, count: 0, sums: new Map(), statuses: new Map() };
      }
      return notice !== undefined && parent === part && name === "Ntry";
    },
    collected: (element) => {
      if (notice) for (const problem of count(notice, element)) tell(problem);
    },
    closed: (name) => {
      if (name !== part || !notice) return;
      tell(warning(code, { line: notice.line, params: figuresOf(notice) }));
      notice = undefined;
    },
    problem: tell,
  });
  const taken = () => {
    const given = events;
    events = [];
    return given;
  };
  return {
    read: (text) => {
      xml.read(text);
      return taken();
    },
    end: () => {
      xml.end();
      return taken();
    },
  };
}

/** An entry that cannot be read is an error here too: the booked statement of the same bank would fail on it tomorrow. */
function count(notice: Notice, entry: XmlElement): Problem[] {
  const currency = elementAt(entry, "Amt")?.attributes.Ccy ?? "";
  const amount = readSignedAmount(entry, currency);
  if (amount.value === undefined) return amount.problem ? [amount.problem] : [];
  const status = textAt(entry, "Sts") ?? textAt(entry, "Sts", "Cd") ?? "";
  if (!/^(?:BOOK|PDNG|INFO|FUTR)$/.test(status)) return [badValue("bad_status", entry, "Sts", status)];
  notice.count += 1;
  notice.sums.set(currency, (notice.sums.get(currency) ?? 0n) + amount.value);
  notice.statuses.set(status, (notice.statuses.get(status) ?? 0) + 1);
  return [];
}

/** "-200000.00 SEK", one sum for each currency: there is none across them. */
function figuresOf({ count: entries, sums, statuses }: Notice): Record<string, string> {
  const amounts = [...sums].map(([currency, sum]) => `${decimalText(sum, currency)} ${currency}`.trim());
  return {
    count: String(entries),
    amount: amounts.join(", ") || "0",
    statuses: [...statuses].map(([status, times]) => `${status} ${times}`).join(", "),
  };
}
