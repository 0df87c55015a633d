import { type Problem, warning } from "../../problems.ts";
import { decimalText } from "../currency.ts";
import type { EntryNotice, StatementEvent } from "../statement.ts";
import { accountKeyOf, type CamtAccount, readCamtAccount } from "./camtAccount.ts";
import { readNoticed } from "./camtTransactions.ts";
import { badValue, readDay, readSignedAmount } from "./camtValues.ts";
import type { StatementReader } from "./reader.ts";
import { childrenNamed, elementAt, localName, textAt, type XmlElement, xmlReader } from "./xml.ts";

/** What the messages that book nothing are made of. */
const NOTICES = {
  camt052: { message: "BkToCstmrAcctRpt", part: "Rpt", code: "intraday_report_not_booked" },
  camt054: { message: "BkToCstmrDbtCdtNtfctn", part: "Ntfctn", code: "notification_not_booked" },
} as const;

type Notice = {
  line: number;
  account: CamtAccount | undefined;
  count: number;
  sums: Map<string, bigint>;
  statuses: Map<string, number>;
};

/**
 * Reads camt.052 (what happened today, so far) and camt.054 (what a movement is made of). Their entries come again, booked, in the
 * camt.053 of the day, so none of them becomes a line: a payment counted twice is worse than one known a day later. What an
 * entry is made of is given as a notice, to be joined to the booked one; how much there was is said, so that nobody takes the
 * file for lost.
 */
export function camtNoticeReader(format: keyof typeof NOTICES): StatementReader {
  const { message, part, code } = NOTICES[format];
  let events: StatementEvent[] = [];
  let notice: Notice | undefined;
  const tell = (problem: Problem) => events.push({ kind: "problem", problem });
  const xml = xmlReader({
    opened: (name, parent, line) => {
      if (name === part && parent === message) {
        notice = { line, account: undefined, count: 0, sums: new Map(), statuses: new Map() };
      }
      return notice !== undefined && parent === part && (name === "Ntry" || name === "Acct");
    },
    collected: (element) => {
      if (notice && localName(element.name) === "Acct") notice.account ??= readCamtAccount(element);
      else if (notice) events.push(...readEntry(notice, element));
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
function readEntry(notice: Notice, entry: XmlElement): StatementEvent[] {
  const currency = elementAt(entry, "Amt")?.currency ?? "";
  const amount = readSignedAmount(entry, currency);
  if (amount.value === undefined) return amount.problem ? [{ kind: "problem", problem: amount.problem }] : [];
  const status = textAt(entry, "Sts") ?? textAt(entry, "Sts", "Cd") ?? "";
  if (!/^(?:BOOK|PDNG|INFO|FUTR)$/.test(status))
    return [{ kind: "problem", problem: badValue("bad_status", entry, "Sts", status) }];
  notice.count += 1;
  notice.sums.set(currency, (notice.sums.get(currency) ?? 0n) + amount.value);
  notice.statuses.set(status, (notice.statuses.get(status) ?? 0) + 1);
  if (status !== "BOOK" && status !== "PDNG") return [];
  const told = noticeOf(notice, entry, { amount: amount.value, currency });
  return told ? [{ kind: "notice", notice: told }] : [];
}

/** Without the bank's reference, its day or its account an entry could only be guessed at: it is counted and no more. */
function noticeOf(
  { account: holder }: Notice,
  entry: XmlElement,
  { amount, currency }: { amount: bigint; currency: string },
): EntryNotice | undefined {
  const account = accountKeyOf(holder, currency);
  const bankReference = textAt(entry, "AcctSvcrRef") ?? textAt(entry, "NtryRef");
  const bookedOn = readDay(elementAt(entry, "BookgDt")).value ?? readDay(elementAt(entry, "ValDt")).value;
  if (!account || bankReference === undefined || bookedOn === undefined) return undefined;
  const isReversal = /^(?:true|1)$/.test(textAt(entry, "RvslInd") ?? "");
  const elements = childrenNamed(entry, "NtryDtls").flatMap((part) => childrenNamed(part, "TxDtls"));
  const transactions = readNoticed(elements, { amount, currency, isReversal });
  return transactions.length === 0 ? undefined : { account, bankReference, bookedOn, amount, transactions };
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
