import { describe, expect, test } from "vitest";
import type { InsurerReturn } from "../../../domain/insurer/return.ts";
import { readSample, shareOf } from "./files.ts";

/** [invoice, payer, asked, paid, status], as the README of the samples states them. */
type Row = readonly [string, "amo" | "amc", bigint, bigint, string];

function rowsOf({ items }: InsurerReturn): Row[] {
  return items.flatMap((item) => {
    const { invoice = "", payer = "amo", asked = 0n, paid = 0n, status = "" } = shareOf(item);
    return item.kind === "share" ? [[invoice, payer, asked, paid, status] as const] : [];
  });
}

const EXPECTED: readonly [string, Partial<InsurerReturn>, Row[]][] = [
  [
    "rsp-580-paiement-deux-lots.rsp",
    {
      paidOn: "2026-11-18",
      net: 14950n,
      labels: ["CPAM 999 ESSAI", "263220001234"],
      paymentReference: "263220001234",
      lots: [
        { number: "041", on: "2026-11-13" },
        { number: "042", on: "2026-11-16" },
      ],
    },
    [
      ["000000501", "amo", 2100n, 2100n, "paid"],
      ["000000502", "amo", 3000n, 3000n, "paid"],
      ["000000503", "amo", 2100n, 2100n, "paid"],
      ["000000503", "amc", 900n, 900n, "paid"],
      ["000000504", "amo", 2100n, 2100n, "paid"],
      ["000000505", "amo", 4750n, 4750n, "paid"],
    ],
  ],
  [
    "rsp-580-rejets-signalements.rsp",
    {
      paidOn: "2026-11-19",
      net: 4200n,
      paymentReference: "263230001235",
      lots: [{ number: "043", on: "2026-11-17" }],
    },
    [
      ["000000506", "amo", 2100n, 0n, "rejected"],
      ["000000507", "amo", 3000n, 0n, "rejected"],
      ["000000508", "amo", 3000n, 2100n, "paid_with_difference"],
      ["000000509", "amo", 4750n, 0n, "deferred"],
      ["000000510", "amo", 2100n, 2100n, "paid"],
      ["000000510", "amc", 900n, 0n, "rejected"],
    ],
  ],
  [
    "rsp-580-recuperation-negative.rsp",
    {
      paidOn: "2026-11-20",
      net: 2750n,
      paymentReference: "263240001236",
      lots: [
        { number: "044", on: "2026-11-18" },
        { number: "029", on: "2026-09-15" },
      ],
    },
    [
      ["000000511", "amo", 3000n, 3000n, "paid"],
      ["000000512", "amo", 2100n, 2100n, "paid"],
      ["000000398", "amo", 2100n, -2100n, "reversed"],
    ],
  ],
];

test.each(EXPECTED)("%s gives the figures of its README", async (name, expected, rows) => {
  const { format, returns, problems } = await readSample(`rsp/${name}`);
  expect(problems).toEqual([]);
  expect(format).toBe("noemie");
  expect(returns).toHaveLength(1);
  expect(returns[0]).toMatchObject({
    ...expected,
    rank: 1,
    payer: { kind: "amo", code: "01999" },
    isTest: true,
    payee: "000000991234567",
    exchange: {
      reference: "580",
      emitter: { type: "CP", number: "00000019990000" },
      receiver: { type: "TP", number: "991234567" },
    },
  });
  expect(returns.map(rowsOf)).toEqual([rows]);
});

describe("the return of two lots", async () => {
  const [found] = (await readSample("rsp/rsp-580-paiement-deux-lots.rsp")).returns;

  test("pays 81.00 for lot 041 and 68.50 for lot 042", () => {
    const paidFor = (lot: string) =>
      found?.items.reduce(
        (sum, item) => (item.kind === "share" && item.lot?.number === lot ? sum + item.paid : sum),
        0n,
      );
    expect([paidFor("041"), paidFor("042")]).toEqual([8100n, 6850n]);
  });

  test("says which part is paid together and which was split on the workstation", () => {
    const treatments = found?.items.map((item) => (item.kind === "share" ? item.amcTreatment : undefined));
    const split = "split_on_workstation";
    expect(treatments).toEqual([undefined, undefined, "coordinated", "coordinated", split, undefined]);
  });

  test("names the complementary insurer on its part", () => {
    expect(found?.items[3]).toMatchObject({ payer: "amc", insurerCode: "0000000999" });
  });
});

describe("S1.3: the return with rejections and signalements", async () => {
  const [found] = (await readSample("rsp/rsp-580-rejets-signalements.rsp")).returns;

  test("gives the reason of each rejected part, both steps of its code put together", () => {
    expect(found?.items.map((item) => (item.kind === "share" ? item.rejections : []))).toEqual([
      [{ code: "2900", refinement: "005", level: "invoice", label: "FACTURE DEJA PAYEE" }],
      [{ code: "0250", refinement: "050", level: "invoice", label: "ASSURE ABSENT DU REFERENTIEL" }],
      [],
      [],
      [],
      [{ code: "9901", level: "invoice", label: "CODE FICTIF - DROITS AMC FERMES" }],
    ]);
  });

  test("keeps a signalement with the part that was paid all the same", () => {
    expect(found?.items[2]).toMatchObject({
      status: "paid_with_difference",
      flags: [{ code: "0450", refinement: "072", level: "act" }],
    });
  });

  test("keeps the comment of what is deferred", () => {
    expect(found?.items[3]).toMatchObject({ comments: ["TRAITEMENT EN COURS - RETOUR ULTERIEUR"] });
  });
});

describe("the return with recoveries", async () => {
  const [found] = (await readSample("rsp/rsp-580-recuperation-negative.rsp")).returns;

  test("has the lump sum with what it is made of", () => {
    expect(found?.items.find(({ kind }) => kind === "lump_sum")).toMatchObject({
      code: "00099",
      amount: 1250n,
      returnType: "03",
      details: [{ code: "SYN01", amount: 1250n, from: "2026-10-01", to: "2026-10-31" }],
    });
  });

  test("has the rappel as a reversal of the invoice it takes back", () => {
    expect(found?.items.find((item) => item.kind === "share" && item.returnType === "04")).toMatchObject({
      invoice: "000000398",
      invoiceType: "E",
      status: "reversed",
      paid: -2100n,
    });
  });

  test("has the debt that was withheld, and what is left of it", () => {
    expect(found?.items.find(({ kind }) => kind === "recovery")).toMatchObject({
      debt: "DET0000017",
      recordedOn: "2026-09-30",
      nature: "IND",
      operation: "RPR",
      amount: -1500n,
      moves: true,
      balanceLeft: 500n,
    });
  });
});

test("no name and no social security number leaves a file", async () => {
  for (const [name] of EXPECTED) {
    const { returns } = await readSample(`rsp/${name}`);
    const said = JSON.stringify(returns, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(said).not.toMatch(/08513999|ALBA|FABIEN|KARINE|SYN00(03|10)"/);
  }
});
