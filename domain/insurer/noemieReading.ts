import type { Cents } from "../money.ts";
import type { OpenExchange } from "./noemieExchange.ts";
import type { GroupTree } from "./noemieGroups.ts";
import type { OpenInvoice } from "./noemieInvoice.ts";
import type { Report } from "./noemieReport.ts";
import { footOf, type OpenTransfer } from "./noemieTransfer.ts";
import type { Lot, LumpSumItem } from "./return.ts";

/** What the entities of a file read so far say of those to come. */
export type Reading = {
  report: Report;
  open: OpenExchange;
  groups: GroupTree;
  /** Returns of the whole input so far; it may hold several files. */
  rank: { last: number };
  transfer: OpenTransfer | undefined;
  payee: string;
  returnType: string;
  insurance: string;
  lot: Lot | undefined;
  /** The item whose entities are being read; "refused" takes those of an item that could not be read. */
  current: OpenInvoice | LumpSumItem | "refused" | undefined;
  amount: Cents;
  lots: Set<string>;
  /** An error was told about what this file holds, so its total would only echo it. */
  isBroken: boolean;
};

export function newReading(open: OpenExchange, report: Report, rank: { last: number }): Reading {
  const reading: Reading = {
    report,
    open,
    rank,
    groups: {
      stack: [],
      report,
      onClose: ({ code }) => leaveGroup(reading, code),
      onBroken: () => {
        reading.isBroken = true;
      },
    },
    transfer: undefined,
    payee: "",
    returnType: "",
    insurance: "",
    lot: undefined,
    current: undefined,
    amount: 0n,
    lots: new Set(),
    isBroken: false,
  };
  return reading;
}

/** What a group said ends with it. */
function leaveGroup(reading: Reading, code: string): void {
  if (code === "071" || code === "070") closeTransfer(reading);
  if (code === "040") reading.payee = "";
  if (code === "081") reading.returnType = "";
  if (code === "150") reading.insurance = "";
  if (code === "080") reading.lot = undefined;
}

export function closeTransfer(reading: Reading): void {
  const { transfer } = reading;
  reading.transfer = undefined;
  if (!transfer) return;
  for (const lot of transfer.lots.keys()) reading.lots.add(lot);
  const foot = footOf(transfer);
  if (foot) reading.report.give({ kind: "foot", foot });
}
