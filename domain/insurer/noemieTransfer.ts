import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { OpenExchange } from "./noemieExchange.ts";
import type { Report } from "./noemieReport.ts";
import {
  amountOf,
  type InsurerKind,
  type Lot,
  type ReturnFoot,
  type ReturnHead,
  type ReturnItem,
} from "./return.ts";

/** Beyond this many, what we do not know of a file is worth asking for its specification. */
const EXTRAS_MAX = 100;

/** What entity 071, or 070 without its labels, says of a transfer. */
export type TransferFields = { paidOn: IsoDate; labels: string[]; payingBody: string };

export type OpenTransfer = Readonly<TransferFields> & {
  open: OpenExchange;
  payee: string;
  line: number;
  lots: Map<string, Lot>;
  extras: string[];
  net: Cents;
  itemCount: number;
};

/** A transfer being read. Its head is given with its first item, which says who pays where the emitter only relays. */
export function openTransfer(
  fields: TransferFields,
  about: { open: OpenExchange; payee: string; line: number },
): OpenTransfer {
  return { ...fields, ...about, lots: new Map(), extras: [], net: 0n, itemCount: 0 };
}

/**
 * Gives items of a transfer, each with its rank, and what they change in it.
 * @param giving.kind who pays by these items, for an emitter that only relays
 */
export function addItems(
  transfer: OpenTransfer,
  items: readonly ReturnItem[],
  giving: { kind: InsurerKind; rank: { last: number }; report: Report },
): Cents {
  let amount = 0n;
  for (const item of items) {
    if (transfer.itemCount === 0) {
      giving.rank.last += 1;
      giving.report.give({ kind: "head", head: headOf(transfer, giving.rank.last, giving.kind) });
    }
    transfer.itemCount += 1;
    item.rank = transfer.itemCount;
    giving.report.give({ kind: "item", item });
    amount += amountOf(item);
    if (item.kind === "share" && item.lot) transfer.lots.set(`${item.lot.number} ${item.lot.on}`, item.lot);
  }
  transfer.net += amount;
  return amount;
}

export function keepExtra({ extras }: OpenTransfer, extra: string): void {
  if (extras.length < EXTRAS_MAX) extras.push(extra);
}

/** The foot of a transfer; none when nothing was found in it, as its head was not given. */
export function footOf({ net, itemCount, lots, extras }: OpenTransfer): ReturnFoot | undefined {
  return itemCount === 0 ? undefined : { net, itemCount, lots: [...lots.values()], extras };
}

function headOf(transfer: OpenTransfer, rank: number, kind: InsurerKind): ReturnHead {
  const { paidOn, labels, payingBody, payee, line } = transfer;
  const { exchange, isTest, kind: emitterKind } = transfer.open;
  const code = payingBody === "" ? exchange.emitter.number : payingBody;
  return {
    rank,
    source: "noemie",
    payer: { kind: emitterKind ?? kind, ...(code !== "" && { code }) },
    paidOn,
    paidOnIs: "paid",
    paymentReference: labels.at(-1) ?? "",
    labels,
    isTest,
    ...(payee !== "" && { payee }),
    exchange,
    line,
  };
}
