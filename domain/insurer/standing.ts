import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Payer } from "../payer.ts";
import type { Rejection, ShareStatus } from "./return.ts";

/** What an insurer said of a share in one return. */
export type SaidOfShare = {
  returnId: bigint;
  paidOn: IsoDate;
  reference?: string;
  /** No return came, and a person typed what the insurer paid (S0.24). */
  typed: boolean;
  status: ShareStatus;
  paid: Cents;
  lot?: string;
  /** Rejections, or remarks on a share that is not rejected, as received. */
  reasons: Rejection[];
};

/** A bank line that brought a payment of a share: the proof, and the tick of the bank reconciliation (S0.17, D8). */
export type Brought = { lineId: bigint; on: IsoDate; paymentId: bigint };

/** Where a share of an insurer stands: billed, transmitted, announced, received. Dates are absent until the stage is reached. */
export type ShareStanding = {
  shareId: bigint;
  payer: Payer;
  due: Cents;
  billedOn: IsoDate;
  transmittedOn?: IsoDate;
  /** What was said of it, the latest last. */
  said: SaidOfShare[];
  brought: Brought[];
  /** Announced payments of the share that no bank line has brought in full. */
  awaitsBank: boolean;
};

export type Stage = "billed" | "transmitted" | "announced" | "received";

/** The furthest stage reached. A share that is refused has an answer, and stays where it was for its money. */
export function stageOf({ said, brought, awaitsBank, transmittedOn }: ShareStanding): Stage {
  if (brought.length > 0 && !awaitsBank) return "received";
  if (said.some(({ paid }) => paid !== 0n)) return "announced";
  return transmittedOn === undefined ? "billed" : "transmitted";
}

/** Why the share is refused now: what a later return settles or defers no longer is. */
export function rejectionsOf(standing: ShareStanding | undefined): Rejection[] {
  const last = standing?.said.at(-1);
  return last?.status === "rejected" ? last.reasons : [];
}

/** The code of a refusal as memos print it, "2900 005". Undefined while nothing is refused. */
export function rejectionCode(standing: ShareStanding | undefined): string | undefined {
  const [first] = rejectionsOf(standing);
  return first && [first.code, first.refinement].filter(Boolean).join(" ");
}
