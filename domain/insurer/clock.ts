import type { IsoDate } from "../days.ts";
import type { InsurerKind } from "./return.ts";
import { addWorkingDays, workingDaysBetween } from "./workingDays.ts";

/** One claim of a payer, as far as it went. Days apart are counted in working days. */
export type PayerHistory = { transmittedOn: IsoDate; announcedOn?: IsoDate; receivedOn?: IsoDate };

/** Where a delay comes from: this payer's own past, the law, what others measured, or our choice for want of any of these. */
export type DelayBasis = "learnt" | "statutory" | "usual" | "convention";

export type Delay = {
  /** Working days in the middle case. */
  median: number;
  /** How far from it the middle case lies (median absolute deviation). */
  spread: number;
  /** How many claims it was learnt from. */
  count: number;
  basis: DelayBasis;
};

/** How long a payer takes from each step to the next. */
export type PayerClock = {
  /** Transmitted to announced by a return. */
  toAnnounced: Delay;
  /** Transmitted to received on the bank account. */
  toReceived: Delay;
  /** Announced to received. */
  announcedToReceived: Delay;
};

type DefaultDelay = { days: number; basis: Exclude<DelayBasis, "learnt">; source: string };

/** What is expected of a payer without history (section 8). */
export const DEFAULT_DELAYS: Readonly<Record<InsurerKind, Record<keyof PayerClock, DefaultDelay>>> = {
  amo: {
    toAnnounced: { days: 3, basis: "usual", source: "software vendors: 2 to 3 working days" },
    toReceived: { days: 7, basis: "statutory", source: "décret 2016-1069, CSS D161-13-3 and D161-13-4" },
    announcedToReceived: { days: 5, basis: "usual", source: "bank days between label and line" },
  },
  amc: {
    toAnnounced: { days: 10, basis: "convention", source: "no legal or usual delay was found" },
    toReceived: { days: 15, basis: "convention", source: "no legal or usual delay was found" },
    announcedToReceived: { days: 5, basis: "usual", source: "bank days between label and line" },
  },
};

/** With fewer claims a middle case means nothing. */
export const LEARNT_COUNT_MIN = 5;
/** Older claims no longer say how a payer pays. */
export const LEARNT_COUNT_MAX = 100;
/** Late is beyond three spreads: with a normal spread, about one claim in fifty would be called late for nothing. */
const LATE_SPREADS = 3;
/** A payer that has always taken the same time is not late at the first day more. */
const LATE_MARGIN_DAYS_MIN = 1;

/** The delays of a payer, from its own claims where there are enough, else by default. */
export function learnClock(kind: InsurerKind, history: readonly PayerHistory[]): PayerClock {
  const recent = history.toSorted((a, b) => (a.transmittedOn < b.transmittedOn ? 1 : -1));
  const defaults = DEFAULT_DELAYS[kind];
  return {
    toAnnounced: learnDelay(
      recent.map(({ transmittedOn, announcedOn }) => ({ from: transmittedOn, to: announcedOn })),
      defaults.toAnnounced,
    ),
    toReceived: learnDelay(
      recent.map(({ transmittedOn, receivedOn }) => ({ from: transmittedOn, to: receivedOn })),
      defaults.toReceived,
    ),
    announcedToReceived: learnDelay(
      recent.map(({ announcedOn, receivedOn }) => ({ from: announcedOn, to: receivedOn })),
      defaults.announcedToReceived,
    ),
  };
}

type Step = { from: IsoDate | undefined; to: IsoDate | undefined };

/** @param steps the most recent first */
function learnDelay(steps: readonly Step[], { days, basis }: DefaultDelay): Delay {
  const delays: number[] = [];
  for (const { from, to } of steps) {
    if (delays.length === LEARNT_COUNT_MAX) break;
    // The bank may come before the announcement: no time at all was then waited for it.
    if (from !== undefined && to !== undefined) delays.push(Math.max(0, workingDaysBetween(from, to)));
  }
  if (delays.length < LEARNT_COUNT_MIN) return { median: days, spread: 0, count: delays.length, basis };
  const median = medianOf(delays);
  const spread = medianOf(delays.map((delay) => Math.abs(delay - median)));
  return { median, spread, count: delays.length, basis: "learnt" };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Where a share stands between billing and the bank account. */
export type Standing =
  | { stage: "received"; receivedOn: IsoDate }
  | {
      stage: "transmitted" | "announced";
      /** When this payer pays in the middle case. */
      expectedBy: IsoDate;
      /** The last day on which it is not late for this payer. */
      lateAfter: IsoDate;
      isLate: boolean;
      /** Working days past `lateAfter`. */
      lateByDays: number;
      /** Working days since the last step: "announced, not received since n days". */
      waitingDays: number;
      basis: DelayBasis;
      /** The last day the law allows the payer, whatever its habits; for the AMO only. */
      statutoryBy?: IsoDate;
    };

/** What to say today of a share that was transmitted: expected by, late for this payer, announced and not received. */
export function standingOf(
  clock: PayerClock,
  share: PayerHistory & { payer: InsurerKind },
  today: IsoDate,
): Standing {
  const { transmittedOn, announcedOn, receivedOn, payer } = share;
  if (receivedOn !== undefined) return { stage: "received", receivedOn };
  const isAnnounced = announcedOn !== undefined;
  const since = announcedOn ?? transmittedOn;
  const delay = isAnnounced ? clock.announcedToReceived : clock.toReceived;
  const expectedBy = addWorkingDays(since, Math.ceil(delay.median));
  const lateAfter = addWorkingDays(since, Math.ceil(delay.median + marginOf(delay)));
  const { days, basis } = DEFAULT_DELAYS[payer].toReceived;
  return {
    stage: isAnnounced ? "announced" : "transmitted",
    expectedBy,
    lateAfter,
    isLate: today > lateAfter,
    lateByDays: Math.max(0, workingDaysBetween(lateAfter, today)),
    waitingDays: Math.max(0, workingDaysBetween(since, today)),
    basis: delay.basis,
    ...(basis === "statutory" && { statutoryBy: addWorkingDays(transmittedOn, days) }),
  };
}

/** A delay the law or a convention gives is a limit already; a habit may be overrun as far as it varies. */
function marginOf({ spread, basis }: Delay): number {
  return basis === "learnt" ? Math.max(LATE_MARGIN_DAYS_MIN, LATE_SPREADS * spread) : 0;
}
