import { describe, expect, test } from "vitest";
import type { LineToMatch } from "../../../domain/matching/line.ts";
import {
  decideMoneyInHand,
  type MoneyFound,
  type PaymentUnderWay,
  type RemittanceUnderWay,
} from "../../../domain/matching/moneyInHand.ts";
import { cashWordsIn, chargesIn, chequeNumbersIn, saleDayIn } from "../../../domain/matching/moneyWords.ts";
import { aLine } from "./books.ts";

const nothing = (): MoneyFound => ({
  named: new Map(),
  cheques: new Map(),
  told: new Map(),
  owed: new Map(),
  cards: new Map(),
  cash: new Map(),
  cameBack: new Map(),
  ofCustomers: new Set(),
});

function aPayment(changes: Partial<PaymentUnderWay> = {}): PaymentUnderWay {
  return { paymentId: 1n, amount: 10_000n, paidOn: "2026-10-02", ...changes };
}

function aSlip(changes: Partial<RemittanceUnderWay> = {}): RemittanceUnderWay {
  return { remittanceId: 7n, reference: "RC-0007", amount: 10_000n, payments: [aPayment()], ...changes };
}

function decide(line: LineToMatch, found: Partial<MoneyFound>) {
  return decideMoneyInHand([line], { ...nothing(), ...found }).get(line.id);
}

describe("a line that names a remittance", () => {
  const named = (line: LineToMatch, ...remittances: RemittanceUnderWay[]) => ({
    named: new Map([
      [line.id, remittances.map((remittance) => ({ remittance, token: remittance.reference }))],
    ]),
  });

  test("brings it when the amount is the one under way (GC16)", () => {
    const line = aLine({ label: "REM CHQ RC-0007 NBRE 001" });
    const decision = decide(line, named(line, aSlip()));
    expect(decision).toMatchObject({ decision: "post", level: "A", reason: "remittance_and_amount" });
    expect(decision?.candidates[0]?.clears).toMatchObject({ paymentIds: [1n], amount: 10_000n, fee: 0n });
  });

  test("brings it less the commission that the bank prints, and only if that adds up (GC932)", () => {
    const printed = aLine({ amount: 9_936n, label: "REMISE CB TC-0007 BRUT 100,00 COM 0,53 TVA 0,11" });
    expect(decide(printed, named(printed, aSlip()))?.candidates[0]?.clears).toMatchObject({
      fee: 53n,
      vat: 11n,
    });
    const wrong = aLine({ amount: 9_936n, label: "REMISE CB TC-0007 BRUT 100,50 COM 0,53 TVA 0,11" });
    expect(decide(wrong, named(wrong, aSlip()))).toMatchObject({ decision: "suggest", level: "B" });
  });

  test("for another amount is left to a person, who is shown it (D12)", () => {
    const line = aLine({ amount: 9_900n, label: "REM CHQ RC-0007" });
    expect(decide(line, named(line, aSlip()))).toMatchObject({
      decision: "suggest",
      reason: "under_way_differs",
      candidates: [{ clears: { remittances: [{ remittanceId: 7n }], fee: 0n } }],
    });
  });

  test("brings two that it names, together", () => {
    const line = aLine({ amount: 15_000n });
    const other = aSlip({
      remittanceId: 8n,
      amount: 5_000n,
      payments: [aPayment({ paymentId: 2n, amount: 5_000n })],
    });
    expect(decide(line, named(line, aSlip(), other))?.candidates[0]?.clears?.paymentIds).toEqual([1n, 2n]);
  });

  test("that does not fit stands in no customer's way", () => {
    const line = aLine({ amount: 9_900n, label: "VIR FA-1 RC-0007" });
    expect(decide(line, { ...named(line, aSlip()), ofCustomers: new Set([line.id]) })).toBeUndefined();
  });

  test("wanted by two lines goes to neither", () => {
    const lines = [aLine(), aLine()];
    const found = new Map(lines.map((line) => [line.id, [{ remittance: aSlip(), token: "RC-0007" }]]));
    const decisions = decideMoneyInHand(lines, { ...nothing(), named: found });
    expect([...decisions.values()].map(({ decision, reason }) => [decision, reason])).toEqual([
      ["suggest", "wanted_by_another_line"],
      ["suggest", "wanted_by_another_line"],
    ]);
  });
});

describe("a line that names the day of card sales (GC20)", () => {
  const sold = (line: LineToMatch, payments: PaymentUnderWay[]) => ({
    cards: new Map([[line.id, { token: "021026", payments }]]),
  });
  const line = aLine({ label: "REMISE CB 021026" });

  test("brings all sales of the day, or the only ones that make the amount", () => {
    expect(decide(line, sold(line, [aPayment()]))).toMatchObject({
      decision: "post",
      reason: "sale_day_and_amount",
    });
    const two = [aPayment(), aPayment({ paymentId: 2n, amount: 3_000n })];
    expect(decide(line, sold(line, two))?.candidates[0]?.clears?.paymentIds).toEqual([1n]);
  });

  test("does not choose between two sets of sales that make it", () => {
    const three = [
      aPayment(),
      aPayment({ paymentId: 2n, amount: 5_000n }),
      aPayment({ paymentId: 3n, amount: 5_000n }),
    ];
    expect(decide(line, sold(line, three))).toMatchObject({ decision: "suggest", reason: "several_answers" });
  });

  test("is shown the sales when the bank kept something it does not print", () => {
    const net = aLine({ amount: 9_970n, label: "REMISE CB 021026" });
    expect(decide(net, sold(net, [aPayment()]))).toMatchObject({
      decision: "suggest",
      reason: "under_way_differs",
    });
  });
});

describe("a line of cash paid in (GC18)", () => {
  const cash = (line: LineToMatch, ...amounts: bigint[]) => ({
    cash: new Map([
      [
        line.id,
        {
          token: "VERSEMENT ESPECES",
          remittances: amounts.map((amount, at) => aSlip({ remittanceId: BigInt(at), amount, payments: [] })),
        },
      ],
    ]),
  });

  test("brings the only deposit of its amount, and chooses between no two", () => {
    const line = aLine();
    expect(decide(line, cash(line, 10_000n, 5_000n))).toMatchObject({
      decision: "post",
      reason: "cash_and_amount",
    });
    expect(decide(line, cash(line, 10_000n, 10_000n))).toMatchObject({ decision: "suggest", level: "C" });
    expect(decide(line, cash(line, 5_000n))).toBeUndefined();
  });
});

describe("a cheque that comes back (GC931)", () => {
  const back = (line: LineToMatch, ...amounts: bigint[]) => ({
    cameBack: new Map([
      [
        line.id,
        amounts.map((amount, at) => ({
          payment: { paymentId: BigInt(at + 1), amount, reference: "CHQ 1234567" },
          token: "1234567",
        })),
      ],
    ]),
  });
  const line = aLine({ amount: -10_000n, label: "CHEQUE IMPAYE 1234567" });

  test("is recognised by its number and amount", () => {
    expect(decide(line, back(line, 10_000n))).toMatchObject({
      decision: "post",
      reason: "payment_came_back",
      candidates: [{ takesBack: { paymentId: 1n } }],
    });
  });

  test("for another amount, or of two cheques with one number, is left to a person", () => {
    expect(decide(line, back(line, 9_000n))).toMatchObject({ decision: "suggest", level: "B" });
    expect(decide(line, back(line, 10_000n, 10_000n))).toMatchObject({ decision: "suggest", level: "C" });
  });

  test("is not seen in a cheque of ours that bears the same number", () => {
    const ours = aLine({ amount: -10_000n, label: "CHEQUE 1234567" });
    expect(decide(ours, back(ours, 10_000n))).toBeUndefined();
  });
});

describe("what banks write", () => {
  test.each([
    ["REMISE CB 111126", "2026-11-12", "2026-11-11"],
    ["REMISE CARTES DU 11/11", "2026-11-12", "2026-11-11"],
    ["TELECOLLECTE TPE 31.12.2026", "2027-01-04", "2026-12-31"],
    ["CB 31/12 REMISE", "2027-01-04", "2026-12-31"],
    ["REMISE CB DU 11-11-26", "2026-11-12", "2026-11-11"],
  ])("%s was sold on a day", (label, bookedOn, day) => {
    expect(saleDayIn(aLine({ label, bookedOn }))?.day).toBe(day);
  });

  test.each([
    ["no day at all", "REMISE CB 0123456"],
    ["a day to come", "REMISE CB 131126"],
    ["a day long past", "REMISE CB 010126"],
    ["no card", "VIR DU 11/11/26"],
    ["an amount", "REMISE CB BRUT 11.11"],
  ])("%s", (_, label) => {
    expect(saleDayIn(aLine({ label, bookedOn: "2026-11-12" }))).toBeUndefined();
  });

  test("sales, commission and its VAT, where they are printed", () => {
    const charges = (label: string) => chargesIn(aLine({ label }));
    expect(charges("REM CB BRUT 1 234,50 COM 6,17 TVA 1,23")).toEqual({
      gross: 123_450n,
      fee: 617n,
      vat: 123n,
    });
    expect(charges("BRUT:80.00EUR COMMISSION: 0.64")).toEqual({ gross: 8_000n, fee: 64n });
    expect(charges("MONTANT BRUT 1.234,50")).toEqual({ gross: 123_450n });
    expect(charges("REMISE CB 111126")).toEqual({});
  });

  test("cheque numbers have seven digits and stand beside the word", () => {
    expect(chequeNumbersIn(aLine({ label: "REMISE CHQ 0000042 ET 1234567" }))).toEqual([
      "0000042",
      "1234567",
    ]);
    expect(chequeNumbersIn(aLine({ label: "VIR 1234567" }))).toEqual([]);
    expect(chequeNumbersIn(aLine({ label: "CHEQUE 12345678" }))).toEqual([]);
  });

  test("cash, in the words of several banks", () => {
    for (const label of ["VERSEMENT ESPECES", "VERST ESP GAB 12", "Dépôt d’espèces", "REMISE NUMERAIRE"])
      expect(cashWordsIn(aLine({ label })), label).toBeDefined();
    expect(cashWordsIn(aLine({ label: "RETRAIT ESPECES" }))).toBeUndefined();
  });
});
