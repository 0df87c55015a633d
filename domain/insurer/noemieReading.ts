import type { Cents } from "../money.ts";
import type { OpenExchange } from "./noemieExchange.ts";
import { type Groups, groupTree } from "./noemieGroups.ts";
import type { OpenInvoice } from "./noemieInvoice.ts";
import type { Report } from "./noemieReport.ts";
import type { NewItem, OpenTransfer } from "./noemieTransfer.ts";
import type { Lot } from "./return.ts";

export type OpenLumpSum = Extract<NewItem, { kind: "lump_sum" }>;

/** What the entities of a file read so far say of those to come. */
export type Reading = {
  report: Report;
  open: OpenExchange;
  groups: Groups;
  /** Returns of the whole input so far; it may hold several files. */
  rank: { last: number };
  transfer: OpenTransfer | undefined;
  payee: string;
  returnType: string;
  insurance: string;
  lot: Lot | undefined;
  /** The item whose entities are being read; "refused" takes those of an item that could not be read. */
  current: OpenInvoice | OpenLumpSum | "refused" | undefined;
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
    groups: groupTree(report, {
      onClose: ({ code }) => leaveGroup(reading, code),
      onError: () => {
        reading.isBroken = true;
      },
    }),
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
  for (const key of reading.transfer?.lots.keys() ?? []) reading.lots.add(key);
  reading.transfer?.close();
  reading.transfer = undefined;
}
