import { describe, expect, test } from "vitest";
import { discountOffered, discountPercent, discountRefusal } from "../../../domain/billing/discount.ts";
import {
  changeRefusal,
  type PaymentStanding,
  takeBackRefusal,
} from "../../../domain/billing/paymentChange.ts";
import { excessRefusal, refundRefusal, useAdvanceRefusal } from "../../../domain/billing/refund.ts";
import {
  cancelRefusal,
  markRefusal,
  smallRemainder,
  writeOffQuestion,
} from "../../../domain/billing/writeOff.ts";

const document = {
  invoice: "FA-1",
  type: "invoice",
  total: 120_000n,
  due: 120_000n,
  payments: 0,
  shares: 1,
} as const;
const given = { paid: 117_600n, discount: 2_400n, activated: true };

describe("a payment with discount", () => {
  test("closes a document of which it is the first and only payment, without limit on the percentage (S4.23, S4.29, S4.32)", () => {
    expect(discountRefusal(document, given)).toBeUndefined();
    expect(discountRefusal(document, { ...given, paid: 1n, discount: 119_999n })).toBeUndefined();
  });

  test.each([
    ["not activated for the company (S4.28)", {}, { activated: false }, "discount_not_activated"],
    ["on a credit note (S4.33)", { type: "credit_note" }, {}, "discount_on_credit_note"],
    ["after another payment (S4.24)", { payments: 1, due: 100_000n }, {}, "discount_not_first"],
    ["after a write-off", { due: 100_000n }, {}, "discount_not_first"],
    ["of a document with several payers", { shares: 2 }, {}, "discount_on_shares"],
    ["of nothing (S4.31)", {}, { paid: 0n, discount: 120_000n }, "discount_amount"],
    ["of the whole (S4.25, S4.31)", {}, { paid: 120_000n, discount: 0n }, "discount_amount"],
    ["that leaves something due (S4.29)", {}, { discount: 2_399n }, "discount_amount"],
  ] as const)("is refused %s", (_, changes, more, code) => {
    expect(discountRefusal({ ...document, ...changes }, { ...given, ...more })?.code).toBe(code);
  });

  test("is offered where a smaller payment could take it (S4.25)", () => {
    expect(discountOffered(document, true)).toBe(true);
    expect(discountOffered(document, false)).toBe(false);
    expect(discountOffered({ ...document, type: "credit_note" }, true)).toBe(false);
  });

  test("states its percentage of the total, to the hundredth (S4.27)", () => {
    expect(discountPercent(2_400n, 120_000n)).toBe(200);
    expect(discountPercent(1n, 3n)).toBe(3_333);
    expect(discountPercent(0n, 0n)).toBe(0);
  });
});

describe("a remainder", () => {
  const fact = { invoice: "FA-1", lifecycle: "issued", due: 1_000n } as const;
  const act = { amount: 1_000n, reason: "arrondi", rights: ["adjustment"] };

  test.each([
    ["without the right", fact, { ...act, rights: [] }, "right_missing"],
    ["without a reason (D5)", fact, { ...act, reason: " " }, "reason_missing"],
    ["above what is due", fact, { ...act, amount: 1_001n }, "write_off_above_due"],
    ["of nothing", fact, { ...act, amount: 0n }, "write_off_above_due"],
    ["when nothing is left", { ...fact, due: 0n }, act, "share_not_open"],
    ["of a draft", { ...fact, lifecycle: "draft" as const }, act, "invoice_takes_no_payment"],
  ])("is not cancelled %s", (_, share, cancelling, code) => {
    expect(cancelRefusal(share, cancelling)?.code).toBe(code);
  });

  test("is cancelled whichever way it stands (S3.21, GC07)", () => {
    expect(cancelRefusal(fact, act)).toBeUndefined();
    expect(cancelRefusal({ ...fact, due: -1_000n }, act)).toBeUndefined();
  });

  test("above the company's limit it is asked about, once", () => {
    const asked = { amount: 1_000n, tolerance: 100n, confirmed: false };
    expect(writeOffQuestion(fact, asked)?.code).toBe("write_off_to_confirm");
    expect(writeOffQuestion(fact, { ...asked, confirmed: true })).toBeUndefined();
    expect(writeOffQuestion(fact, { ...asked, tolerance: 1_000n })).toBeUndefined();
  });

  test("is small within the limit, on both sides (D13)", () => {
    expect([smallRemainder(100n, 100n), smallRemainder(-100n, 100n), smallRemainder(101n, 100n)]).toEqual([
      100n,
      -100n,
      0n,
    ]);
  });
});

describe("the flag without money", () => {
  const fact = { invoice: "FA-1", lifecycle: "issued", due: 500n, payments: 0, marked: false } as const;

  test("is set on what is to pay, and taken back (S4.13, S4.15)", () => {
    expect(markRefusal(fact, "paid")).toBeUndefined();
    expect(markRefusal({ ...fact, marked: true }, "to_pay")).toBeUndefined();
  });

  test.each([
    ["where there is a payment (S4.16)", { payments: 1 }, "paid", "mark_with_payment"],
    ["back, where there is a payment (S4.16)", { payments: 1, marked: true }, "to_pay", "mark_with_payment"],
    ["twice", { marked: true }, "paid", "marked_already"],
    ["back when it is not set", {}, "to_pay", "not_marked"],
    ["when nothing is due", { due: 0n }, "paid", "share_not_open"],
    ["on a quote", { lifecycle: "quote" as const }, "paid", "invoice_takes_no_payment"],
  ] as const)("is not set %s", (_, changes, to, code) => {
    expect(markRefusal({ ...fact, ...changes }, to)?.code).toBe(code);
  });
});

describe("money above a due (D1)", () => {
  test("is paid back as far as it goes, what is ordered already counts (S1.31)", () => {
    const source = { name: "FA-1", over: 5_000n, ordered: 2_000n };
    expect(refundRefusal(source, 3_000n)).toBeUndefined();
    expect(refundRefusal(source, 3_001n)?.code).toBe("above_overpayment");
    expect(refundRefusal({ ...source, ordered: 5_000n }, 1n)?.code).toBe("not_overpaid");
  });

  test("an advance pays what is due and what is left of it, no more", () => {
    const fact = { invoice: "FA-2", lifecycle: "issued", due: 2_000n } as const;
    const advance = { holder: "C1", left: 3_000n };
    expect(useAdvanceRefusal(advance, fact, 2_000n)).toBeUndefined();
    expect(useAdvanceRefusal(advance, fact, 2_001n)?.code).toBe("above_due");
    expect(useAdvanceRefusal({ ...advance, left: 1_000n }, fact, 1_001n)?.code).toBe("above_advance");
    expect(useAdvanceRefusal(advance, fact, 0n)?.code).toBe("amount_not_above_zero");
    expect(useAdvanceRefusal(advance, { ...fact, due: 0n }, 1n)?.code).toBe("share_not_open");
    expect(useAdvanceRefusal(advance, { ...fact, lifecycle: "draft" }, 1n)?.code).toBe(
      "invoice_takes_no_payment",
    );
  });

  test("goes to profit with the right and a reason only (S1.32)", () => {
    const excess = { over: 100n, into: "profit", reason: "indu prescrit", rights: ["adjustment"] } as const;
    expect(excessRefusal(excess, undefined)).toBeUndefined();
    expect(excessRefusal({ ...excess, rights: [] }, undefined)?.code).toBe("right_missing");
    expect(excessRefusal({ ...excess, reason: "" }, undefined)?.code).toBe("reason_missing");
    expect(excessRefusal({ ...excess, into: "keep", rights: [], reason: "" }, undefined)).toBeUndefined();
  });
});

describe("a payment that somebody changes or takes back (D4)", () => {
  const payment: PaymentStanding = {
    direction: "in",
    method: "cheque",
    status: "received",
    shownByBank: false,
    ordered: false,
    fromReturn: false,
    vatCounted: false,
    final: false,
    discount: 0n,
    keptUsed: false,
    shares: [{ amount: 10_000n, due: 0n, allocated: 10_000n, besides: 0n, refundOrdered: 0n }],
  };

  test("may be both while nothing has happened to it (S3.24, S4.34)", () => {
    expect(changeRefusal(payment)).toBeUndefined();
    expect(
      changeRefusal({
        ...payment,
        discount: 500n,
        shares: [{ amount: 10_000n, due: 0n, allocated: 9_500n, besides: 0n, refundOrdered: 0n }],
      }),
    ).toBeUndefined();
  });

  test.each([
    ["it stands no more", { status: "corrected" }, "payment_gone"],
    ["a bank line proves it", { shownByBank: true }, "payment_of_bank_line"],
    ["it came with a return", { fromReturn: true }, "payment_of_return"],
    ["it is part of an order", { method: "transfer", status: "sent", ordered: true }, "payment_under_way"],
    ["it was handed to the bank", { status: "deposited" }, "payment_under_way"],
    ["it is a bill at the bank", { method: "bill_of_exchange", status: "deposited" }, "payment_under_way"],
    [
      "it is a bill whose VAT was counted",
      { method: "promissory_note", status: "in_portfolio", vatCounted: true },
      "bill_vat_counted",
    ],
    ["it was kept as an advance that was used", { keptUsed: true }, "payment_rests"],
    [
      "its excess went to profit",
      { shares: [{ amount: 10_000n, due: 0n, allocated: 12_000n, besides: 0n, refundOrdered: 0n }] },
      "payment_rests",
    ],
    [
      "its excess is ordered to be paid back",
      { shares: [{ amount: 10_000n, due: -2_000n, allocated: 2_000n, besides: 0n, refundOrdered: 2_000n }] },
      "payment_rests",
    ],
  ])("is not taken back when %s", (_, changes, code) => {
    expect(takeBackRefusal({ ...payment, ...changes })?.code).toBe(code);
  });

  test("once its entry is validated it is taken back and not changed (S4.35)", () => {
    expect(takeBackRefusal({ ...payment, final: true })).toBeUndefined();
    expect(changeRefusal({ ...payment, final: true })?.code).toBe("payment_is_final");
    expect(changeRefusal({ ...payment, method: "advance", status: "cleared" })?.code).toBe(
      "payment_not_changed",
    );
  });
});
