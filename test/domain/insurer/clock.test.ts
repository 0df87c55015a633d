import { describe, expect, test } from "vitest";
import { DEFAULT_DELAYS, learnClock, type PayerHistory, standingOf } from "../../../domain/insurer/clock.ts";
import { addWorkingDays } from "../../../domain/insurer/workingDays.ts";

/** Claims of one payer, each announced and received after so many working days. */
function history(...delays: readonly (readonly [announced: number, received: number])[]): PayerHistory[] {
  return delays.map(([announced, received], index) => {
    const transmittedOn = addWorkingDays("2026-09-01", index);
    return {
      transmittedOn,
      announcedOn: addWorkingDays(transmittedOn, announced),
      receivedOn: addWorkingDays(transmittedOn, received),
    };
  });
}

describe("the clock of a payer", () => {
  test("is learnt from its claims: the middle delay, and how far delays lie from it", () => {
    const clock = learnClock("amc", history([2, 4], [3, 6], [3, 5], [4, 8], [3, 30]));
    expect(clock.toAnnounced).toEqual({ median: 3, spread: 0, count: 5, basis: "learnt" });
    expect(clock.toReceived).toEqual({ median: 6, spread: 2, count: 5, basis: "learnt" });
    expect(clock.announcedToReceived).toEqual({ median: 3, spread: 1, count: 5, basis: "learnt" });
  });

  test("is the law’s for a compulsory insurer with little history: 7 working days", () => {
    expect(learnClock("amo", history([3, 30], [3, 30])).toReceived).toEqual({
      median: 7,
      spread: 0,
      count: 2,
      basis: "statutory",
    });
  });

  test("is our convention for a complementary insurer with little history, and says so", () => {
    expect(learnClock("amc", []).toReceived).toMatchObject({ basis: "convention", count: 0 });
    expect(DEFAULT_DELAYS.amc.toReceived.days).toBeGreaterThan(DEFAULT_DELAYS.amo.toReceived.days);
  });

  test("forgets old habits", () => {
    const slow = Array.from({ length: 100 }, () => [10, 20] as const);
    const quick = Array.from({ length: 100 }, () => [2, 3] as const);
    expect(learnClock("amc", history(...slow, ...quick)).toReceived.median).toBe(3);
  });

  test("takes a transfer that came before its announcement for one that was not waited for", () => {
    const claims = history(...Array.from({ length: 5 }, () => [5, 3] as const));
    expect(learnClock("amo", claims).announcedToReceived.median).toBe(0);
  });
});

describe("an open share", () => {
  const learnt = learnClock("amo", history([2, 3], [2, 4], [2, 4], [2, 4], [2, 6]));
  const share = { payer: "amo" as const, transmittedOn: "2026-11-09" };

  test("just transmitted says when its payer usually pays, over a holiday", () => {
    expect(standingOf(learnt, share, "2026-11-10")).toEqual({
      stage: "transmitted",
      expectedBy: "2026-11-16",
      lateAfter: "2026-11-17",
      isLate: false,
      lateByDays: 0,
      waitingDays: 1,
      basis: "learnt",
      statutoryBy: "2026-11-19",
    });
  });

  test("is late for this payer before the law says so, when it usually pays sooner", () => {
    expect(standingOf(learnt, share, "2026-11-18")).toMatchObject({
      isLate: true,
      lateByDays: 1,
      statutoryBy: "2026-11-19",
    });
  });

  test("is late on the eighth working day without history", () => {
    const clock = learnClock("amo", []);
    expect(standingOf(clock, share, "2026-11-19")).toMatchObject({ isLate: false, basis: "statutory" });
    expect(standingOf(clock, share, "2026-11-20")).toMatchObject({ isLate: true, lateByDays: 1 });
  });

  test("announced and not received says since how many working days", () => {
    const announced = { ...share, announcedOn: "2026-11-10" };
    expect(standingOf(learnt, announced, "2026-11-20")).toMatchObject({
      stage: "announced",
      expectedBy: "2026-11-13",
      lateAfter: "2026-11-16",
      isLate: true,
      waitingDays: 7,
    });
  });

  test("received is settled, whatever the order in which it was told", () => {
    const received = { ...share, receivedOn: "2026-11-12" };
    expect(standingOf(learnt, received, "2026-11-20")).toEqual({
      stage: "received",
      receivedOn: "2026-11-12",
    });
  });
});
