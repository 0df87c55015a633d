import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import type { OpenExchange } from "./noemieExchange.ts";
import type { Report } from "./noemieReport.ts";
import { amountOf, type InsurerKind, type Lot, type ReturnHead, type ReturnItem } from "./return.ts";

/** Beyond this many, what we do not know of a file is worth asking for its specification. */
const EXTRAS_MAX = 100;

/** What entity 071, or 070 without its labels, says of a transfer. */
export type TransferFields = { paidOn: IsoDate; labels: string[]; payingBody: string };

/** Without the rank, which the transfer gives. Each member apart: Omit of a union would keep only what they share. */
export type NewItem = {
  [Kind in ReturnItem["kind"]]: Omit<Extract<ReturnItem, { kind: Kind }>, "rank">;
}[ReturnItem["kind"]];

export type OpenTransfer = {
  add: (items: readonly NewItem[], kind: InsurerKind | undefined) => Cents;
  keep: (extra: string) => void;
  /** Gives the foot. A transfer in which nothing was found gives nothing at all. */
  close: () => void;
  lots: ReadonlyMap<string, Lot>;
};

/** A transfer being read. Its head is given with its first item, which says who pays where the emitter only relays. */
export function openTransfer(
  { paidOn, labels, payingBody }: TransferFields,
  about: { open: OpenExchange; payee: string; rank: { last: number }; line: number },
  report: Report,
): OpenTransfer {
  const { exchange, isTest, kind: emitterKind } = about.open;
  const lots = new Map<string, Lot>();
  const extras: string[] = [];
  let net: Cents = 0n;
  let itemCount = 0;

  function headOf(kind: InsurerKind | undefined): ReturnHead {
    const code = payingBody === "" ? exchange.emitter.number : payingBody;
    return {
      rank: about.rank.last,
      source: "noemie",
      payer: { kind: emitterKind ?? kind ?? "amo", ...(code !== "" && { code }) },
      paidOn,
      paidOnIs: "paid",
      paymentReference: labels.at(-1) ?? "",
      labels,
      isTest,
      ...(about.payee !== "" && { payee: about.payee }),
      exchange,
      line: about.line,
    };
  }

  return {
    lots,
    keep: (extra) => {
      if (extras.length < EXTRAS_MAX) extras.push(extra);
    },
    add: (items, kind) => {
      for (const item of items) {
        if (itemCount === 0) {
          about.rank.last += 1;
          report.give({ kind: "head", head: headOf(kind) });
        }
        itemCount += 1;
        report.give({ kind: "item", item: { ...item, rank: itemCount } });
        if (item.kind === "share" && item.lot) lots.set(`${item.lot.number} ${item.lot.on}`, item.lot);
      }
      const amount = sumCents(items.map((item) => amountOf({ ...item, rank: 0 })));
      net += amount;
      return amount;
    },
    close: () => {
      if (itemCount === 0) return;
      report.give({ kind: "foot", foot: { net, itemCount, lots: [...lots.values()], extras } });
    },
  };
}
