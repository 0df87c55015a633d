import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Problem } from "../problems.ts";

/**
 * What an insurer says it pays, refuses or takes back (RSP: rejet, signalement, paiement), whatever file it came in. Names of
 * people and their social security numbers stay in the file: nothing here needs them.
 */

/** Who owes a share: the compulsory insurer (AMO) or the complementary one (AMC). */
export type InsurerKind = "amo" | "amc";

export type ReturnPayer = {
  kind: InsurerKind;
  /** The paying body as the file codes it. */
  code?: string;
  name?: string;
};

/** The claims of one sending; a number alone comes back every thousand lots, so its day is part of it. */
export type Lot = { number: string; on?: IsoDate };

/** The file a return came in, as it names itself: with its hash, what tells a file received twice. */
export type Exchange = {
  /** 580 for returns by invoice, 576 for those of establishments and pharmacies. */
  reference: string;
  emitter: { type: string; number: string };
  receiver: { type: string; number: string };
  fileId: string;
  createdOn?: IsoDate;
};

/** What stands above the items of one transfer. */
export type ReturnHead = {
  /** From 1 within its file. */
  rank: number;
  source: "noemie" | "csv";
  payer: ReturnPayer;
  paidOn: IsoDate;
  /** "lot" when the file does not say when it was paid: `paidOn` is then the day of the lot, some days too early. */
  paidOnIs: "paid" | "lot";
  /** What the bank line most likely repeats; empty when the file gives no label. */
  paymentReference: string;
  /** The label lines of the transfer, as received. */
  labels: string[];
  /** A test or a demonstration: never posted in a company that is not a test. */
  isTest: boolean;
  /** The one who is paid, as the insurer numbers it. */
  payee?: string;
  exchange?: Exchange;
  /** Record or line in the file, from 1. */
  line: number;
};

/** What is known once the items were read. */
export type ReturnFoot = {
  /** What the transfer should be: negative when more is taken back than paid, and no transfer is then to be expected. */
  net: Cents;
  itemCount: number;
  lots: Lot[];
  /** Entities of no invoice that we do not know, or the end of those that are longer than we know, as received. */
  extras: string[];
};

export type InsurerReturn = ReturnHead & ReturnFoot & { items: ReturnItem[] };

/** What became of a share. Signalements do not change it: they are in `flags`. */
export type ShareStatus =
  | "paid"
  | "paid_with_difference"
  | "reversed"
  | "rejected"
  | "deferred"
  | "not_handled";

/** A reason as received. Its meaning and remedy are in rejections.ts. */
export type Rejection = {
  code: string;
  /** The three digits that memos print after the code: 2900 005. */
  refinement?: string;
  level: "invoice" | "act" | "refined" | "unknown";
  label: string;
  /** The label of the refinement, where it is another. */
  detail?: string;
};

/** Who handles the complementary part (section 5.4). Undefined: nobody here. */
export type AmcTreatment =
  | "coordinated"
  | "separate_transfers"
  | "image_sent"
  | "split_on_workstation"
  | "split_by_concentrator";

/** What is said of the share of one insurer in one invoice. The same share may come back: rejected then paid, paid then reversed. */
export type ShareItem = {
  kind: "share";
  rank: number;
  line: number;
  invoice: string;
  /** The complement some programs add to the number. */
  complement?: string;
  lot?: Lot;
  invoicedOn?: IsoDate;
  /** F for FSE, D for DRE, E for a rappel… (section 5.3). */
  invoiceType?: string;
  /** 01 to 05 (section 5.2). */
  returnType?: string;
  /** AS, AT or AM. */
  insurance?: string;
  amcTreatment?: AmcTreatment;
  payer: InsurerKind;
  /** The number of the complementary insurer, on its part. */
  insurerCode?: string;
  /** Undefined when the file does not say. */
  asked?: Cents;
  /** Signed: negative takes back what an earlier transfer paid. */
  paid: Cents;
  status: ShareStatus;
  /** Why it was rejected; empty otherwise. */
  rejections: Rejection[];
  /** Signalements: remarks on a share that was not rejected. Shown, never in the way. */
  flags: Rejection[];
  comments: string[];
  /** What the care cost, where act lines say it. */
  spent?: Cents;
  extras: string[];
};

/** A payment for no invoice: a lump sum such as an equipment aid. */
export type LumpSumItem = {
  kind: "lump_sum";
  rank: number;
  line: number;
  code: string;
  amount: Cents;
  returnType?: string;
  details: { code: string; label: string; amount: Cents; from?: IsoDate; to?: IsoDate }[];
  extras: string[];
};

/** An operation on a debt, most often money withheld from this transfer. */
export type RecoveryItem = {
  kind: "recovery";
  rank: number;
  line: number;
  debt: string;
  recordedOn?: IsoDate;
  /** IND, ACC, APR… (section 5.5). */
  nature: string;
  /** RPR, ANT, RDT… (section 5.6). */
  operation: string;
  /** Signed: negative is withheld. */
  amount: Cents;
  /** Whether it changes the transfer; otherwise it is only told. */
  moves: boolean;
  balanceLeft?: Cents;
  returnType?: string;
  extras: string[];
};

export type ReturnItem = ShareItem | LumpSumItem | RecoveryItem;

/**
 * What a reader gives, in order: a head, its items, its foot, and again, with problems anywhere. One invoice is held at a time.
 * A problem of severity "error" refuses the whole file; reading goes on so that all are told.
 */
export type ReturnEvent =
  | { kind: "head"; head: ReturnHead }
  | { kind: "item"; item: ReturnItem }
  | { kind: "foot"; foot: ReturnFoot }
  | { kind: "problem"; problem: Problem };

/** A reader of one format: text as it comes, events as soon as they are sure. */
export type ReturnReader = { read(text: string): ReturnEvent[]; end(): ReturnEvent[] };

/** What an item changes in the transfer. */
export function amountOf(item: ReturnItem): Cents {
  if (item.kind === "share") return item.paid;
  return item.kind === "recovery" && !item.moves ? 0n : item.amount;
}

/** What paid, asked and sign make of a share whose insurer says it is settled (section 6). */
export function settledStatus({ asked, paid }: { asked: Cents | undefined; paid: Cents }): ShareStatus {
  if (paid < 0n) return "reversed";
  return asked === undefined || asked === paid ? "paid" : "paid_with_difference";
}

/** Invoice and lot numbers are compared as text without their leading zeros (section 6): files fill them, programs do not. */
export function comparableNumber(number: string): string {
  return number.trim().replace(/^0+(?=.)/, "");
}

/** Whole returns, one after another, for who would rather have them so; problems as they come. */
export async function* wholeReturns(
  batches: AsyncIterable<readonly ReturnEvent[]>,
): AsyncGenerator<InsurerReturn | Problem> {
  let head: ReturnHead | undefined;
  let items: ReturnItem[] = [];
  for await (const batch of batches) {
    for (const event of batch) {
      if (event.kind === "problem") yield event.problem;
      if (event.kind === "head") {
        head = event.head;
        items = [];
      }
      if (event.kind === "item") items.push(event.item);
      if (event.kind === "foot" && head) {
        yield { ...head, ...event.foot, items };
        head = undefined;
      }
    }
  }
}
