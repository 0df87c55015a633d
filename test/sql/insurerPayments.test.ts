import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordInsurerPayment } from "../../sql/acts/recordInsurerPayment.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { changeSettings } from "../../sql/companies.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  bank,
  bill,
  bookCounts,
  codesOf,
  done,
  dueOf,
  entriesOf,
  runMatching,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { balanceOf, care, insurerPayments, laws, MUTUAL, receiveReturns } from "./rspFile.ts";

const database = useDatabase();
const dossier = useDossier(database);

beforeEach(async () => {
  await bill(
    dossier(),
    care("FA-1", { amo: 6_000n, amc: 3_000n, patient: 1_000n }),
    care("FA-2", { amo: 2_000n }),
  );
});
afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});

type Typed = { reference?: string; paidOn?: string; answers?: { keepExcess?: boolean } };

/** A person types what an insurer paid: shares as "FA-1/amo", in cents. */
async function type(paid: Record<string, bigint>, { paidOn = "2026-09-10", ...typed }: Typed = {}) {
  const { companyId } = dossier();
  const allocations = await Promise.all(
    Object.entries(paid).map(async ([share, amount]) => {
      const [number = "", payer] = share.split("/");
      return { shareId: await shareId(dossier(), number, payer), amount };
    }),
  );
  const at = new Date("2026-09-15T09:00:00Z");
  return recordInsurerPayment(database.pool, {
    companyId,
    allocations,
    paidOn,
    at,
    on: "2026-09-15",
    ...typed,
  });
}

const returns = async (...rows: Parameters<typeof receiveReturns>[1]) => {
  await receiveReturns(dossier(), rows);
  await runMatching(dossier());
};
const payments = async () =>
  (await insurerPayments(dossier())).map(
    ({ status, amount, allocations }) => `${status} ${amount} ${allocations}`,
  );
const bothOfFund = [
  { invoice: "FA-1", paid: 6_000n, ref: "111222333" },
  { invoice: "FA-2", paid: 2_000n, ref: "111222333" },
];

describe("a payment of an insurer typed by hand (S0.24, S0.25)", () => {
  test("is announced as by a return: journal RS, 511700 under the insurer, until the bank brings it", async () => {
    expect((await type({ "FA-1/amo": 6_000n, "FA-2/amo": 2_000n }, { reference: "111222333" })).ok).toBe(
      true,
    );
    expect((await entriesOf(dossier(), "111222333"))[0]).toMatchObject({
      journal: "RS",
      postedOn: "2026-09-10",
      lines: [
        "511700 AMO-CAISSE-DU-PORT 8000",
        "411200 AMO-CAISSE-DU-PORT -6000 AAA",
        "411200 AMO-CAISSE-DU-PORT -2000 AAB",
      ],
    });
    await bank(dossier(), aLine("L1", 8_000n, { label: "VIR CAISSE DU PORT", bookedOn: "2026-09-12" }));
    expect(await payments()).toEqual(["cleared 8000 FA-1/amo 6000, FA-2/amo 2000"]);
  });

  test("typed twice by a double click is one payment", async () => {
    const [first, second] = [
      await type({ "FA-1/amc": 3_000n }),
      await type({ "FA-1/amc": 3_000n }, { answers: { keepExcess: true } }),
    ];
    expect(first.ok && second.ok && first.value.paymentId === second.value.paymentId).toBe(true);
    expect(await payments()).toEqual(["announced 3000 FA-1/amc 3000"]);
  });

  test("explains money that came before it", async () => {
    await bank(dossier(), aLine("L1", 3_000n, { label: "VIR MUTUELLE DU LAC", bookedOn: "2026-09-12" }));
    await type({ "FA-1/amc": 3_000n });
    expect(await payments()).toEqual(["cleared 3000 FA-1/amc 3000"]);
    expect(await balanceOf(dossier(), "511700")).toBe(0n);
  });

  test("above the due, before the invoice, or of a patient: asked or refused, and nothing is written (S2.28, S2.30)", async () => {
    const before = await bookCounts(dossier());
    expect(codesOf(await type({ "FA-1/amo": 6_001n }))).toEqual(["excess_to_decide"]);
    expect(codesOf(await type({ "FA-1/amo": 6_000n }, { paidOn: "2026-08-31" }))).toEqual([
      "paid_before_invoice",
    ]);
    expect(codesOf(await type({ "FA-1/patient": 1_000n }))).toEqual(["share_not_open"]);
    expect(codesOf(await type({ "FA-1/amo": 6_000n, "FA-1/amc": 3_000n }))).toEqual(["third_party_unknown"]);
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 10_000n });
  });
});

describe("the return of what was typed, when it comes after all", () => {
  test.each([
    ["under the same reference", "111222333"],
    ["where no reference was typed", undefined],
  ])("with the same shares and cents confirms it and posts nothing: %s", async (_, reference) => {
    await type({ "FA-1/amo": 6_000n, "FA-2/amo": 2_000n }, reference ? { reference } : {});
    const before = await bookCounts(dossier());
    await returns(...bothOfFund);
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await payments()).toEqual(["announced 8000 FA-1/amo 6000, FA-2/amo 2000"]);
    await bank(dossier(), aLine("L1", 8_000n, { label: "VIR 111222333", bookedOn: "2026-09-12" }));
    expect(await payments()).toEqual(["cleared 8000 FA-1/amo 6000, FA-2/amo 2000"]);
  });

  test("comes after the bank line too, and is recognised", async () => {
    await type({ "FA-1/amo": 6_000n, "FA-2/amo": 2_000n });
    await bank(dossier(), aLine("L1", 8_000n, { label: "VIR CAISSE DU PORT", bookedOn: "2026-09-12" }));
    const before = await bookCounts(dossier());
    await returns(...bothOfFund);
    expect(await bookCounts(dossier())).toEqual(before);
  });

  test("under the same reference with other cents replaces it: the insurer’s word counts", async () => {
    await type({ "FA-1/amo": 5_000n, "FA-2/amo": 2_000n }, { reference: "111 222 333" });
    await returns(...bothOfFund);
    expect(await payments()).toEqual(["announced 8000 FA-1/amo 6000, FA-2/amo 2000"]);
    expect(await dueOf(dossier(), "FA-2")).toMatchObject({ due: 0n, openShares: 0 });
    expect(await balanceOf(dossier(), "511700")).toBe(8_000n);
  });

  test("what was written off with it as a small difference goes with it (D13)", async () => {
    await within(dossier(), (db) =>
      changeSettings(db, { automaticWriteOff: true, writeOffToleranceCents: "100" }),
    );
    await type({ "FA-1/amo": 5_950n, "FA-2/amo": 2_000n }, { reference: "111222333" });
    expect(await balanceOf(dossier(), "658000")).toBe(50n);
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 4_000n });
    await returns(
      { invoice: "FA-1", paid: 5_000n, ref: "111222333" },
      { invoice: "FA-2", paid: 1_990n, ref: "111222333" },
    );
    expect(await payments()).toEqual(["announced 6990 FA-1/amo 5000, FA-2/amo 1990"]);
    expect(await balanceOf(dossier(), "658000")).toBe(10n);
    expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 5_000n });
    expect(await dueOf(dossier(), "FA-2")).toMatchObject({ due: 0n, openShares: 0 });
  });

  describe("after a person decided of what it brought above the due", () => {
    const decide = async (into: "to_refund" | "advance" | "profit") => {
      await type({ "FA-2/amo": 2_300n }, { reference: "111222333", answers: { keepExcess: true } });
      done(
        await settleOverpayment(database.pool, {
          companyId: dossier().companyId,
          shareId: await shareId(dossier(), "FA-2", "amo"),
          amount: 300n,
          into,
          reason: "trop versé",
          rights: ["adjustment"],
          at: new Date("2026-09-16T09:00:00Z"),
          on: "2026-09-16",
        }),
      );
      await returns({ invoice: "FA-2", paid: 2_000n, ref: "111222333" });
    };

    test.each([
      ["to_refund", "467100"],
      ["advance", "419100"],
    ] as const)("what was put aside as %s and not used since goes with it", async (into, account) => {
      await decide(into);
      expect(await payments()).toEqual(["announced 2000 FA-2/amo 2000"]);
      expect(await balanceOf(dossier(), account)).toBe(0n);
      expect(await dueOf(dossier(), "FA-2")).toMatchObject({ due: 0n, openShares: 0 });
    });

    test("what went to profit holds it: both stay, and the share is overpaid for a person to see", async () => {
      await decide("profit");
      expect(await payments()).toEqual([
        "announced 2000 FA-2/amo 2000",
        "announced 2300 FA-2/amo 2300",
        "cleared 300 FA-2/amo 300",
      ]);
      expect(await dueOf(dossier(), "FA-2")).toMatchObject({ due: -2_000n, unpaid: true });
    });
  });

  test("contradicting what is final leaves both, and the shares overpaid for a person to see", async () => {
    await type({ "FA-2/amo": 1_500n }, { reference: "111222333" });
    const on = "2026-09-30";
    await within(dossier(), (db) =>
      validateEntries(db, { companyId: dossier().companyId, upTo: on, on, at: new Date(`${on}T20:00:00Z`) }),
    );
    await returns(...bothOfFund);
    expect(await dueOf(dossier(), "FA-2")).toMatchObject({ due: -1_500n, unpaid: true });
  });

  test("of another insurer or other shares is another payment", async () => {
    await type({ "FA-1/amo": 6_000n });
    await returns({ invoice: "FA-1", paid: 3_000n, ref: "777", insurer: MUTUAL });
    expect(await payments()).toEqual(["announced 3000 FA-1/amc 3000", "announced 6000 FA-1/amo 6000"]);
  });
});
