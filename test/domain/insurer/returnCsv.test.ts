import { describe, expect, test } from "vitest";
import { parseReturnMapping } from "../../../domain/insurer/returnColumns.ts";
import { sumCents } from "../../../domain/money.ts";
import { codes, readAll, readSample, readText, shareOf } from "./files.ts";

const HEADER =
  "lot,lot_date,payer_type,payer_name,invoice,amount_paid_cents,share_cents,rejection_code,transfer_ref";

function table(...rows: string[]): string {
  return [HEADER, ...rows].join("\n");
}

describe("the month of returns", async () => {
  const { format, returns, problems } = await readSample("month/rsp.csv");
  const items = returns.flatMap((one) => one.items);

  test("is read whole without a remark", () => {
    expect(problems).toEqual([]);
    expect(format).toBe("csv");
    expect(items).toHaveLength(456);
    expect(sumCents(returns.map(({ net }) => net))).toBe(4_432_742n);
    expect(sumCents(items.map((item) => shareOf(item).asked ?? 0n))).toBe(4_808_462n);
  });

  test("has one return per payer and transfer", () => {
    expect(returns).toHaveLength(33);
    const isere = returns.find(({ paymentReference }) => paymentReference === "199448123");
    expect(isere).toMatchObject({
      rank: 1,
      payer: { kind: "amo", name: "CPAM ISERE" },
      net: 178_661n,
      itemCount: 26,
      lots: [{ number: "26000020", on: "2026-09-29" }],
      paidOn: "2026-09-29",
      paidOnIs: "lot",
    });
  });

  test("has 28 rejections and 12 payments of another amount", () => {
    const count = (status: string) => items.filter((item) => shareOf(item).status === status).length;
    expect(["paid", "paid_with_difference", "rejected"].map(count)).toEqual([416, 12, 28]);
    const rejected = items.find((item) => shareOf(item).invoice === "FA2608-00116");
    expect(rejected).toMatchObject({
      asked: 4301n,
      paid: 0n,
      rejections: [{ code: "R014", label: "NIR INCONNU" }],
    });
  });
});

describe("a table of returns", () => {
  test("without transfer reference is one return per lot", async () => {
    const { returns } = await readText(
      table(
        "L1,2026-11-13,AMO,CPAM,F1,100,100,,",
        "L2,2026-11-13,AMO,CPAM,F2,100,100,,",
        "L1,2026-11-13,AMO,CPAM,F3,100,100,,",
      ),
    );
    expect(returns.map(({ net, paymentReference, labels }) => [net, paymentReference, labels])).toEqual([
      [200n, "", []],
      [100n, "", []],
    ]);
  });

  test("of two payers under one reference is two returns", async () => {
    const { returns } = await readText(
      table("L1,2026-11-13,AMO,CPAM,F1,100,100,,X1", "L1,2026-11-13,AMC,MGEN,F1,30,30,,X1"),
    );
    expect(returns.map(({ payer, net }) => [payer.kind, net])).toEqual([
      ["amo", 100n],
      ["amc", 30n],
    ]);
  });

  test("takes a reason beside a payment for a signalement, and a negative amount for a reversal", async () => {
    const { returns } = await readText(
      table(
        "L1,2026-11-13,AMO,CPAM,F1,90,100,0450 072 EXONERATION NON TROUVEE,X1",
        "L1,2026-11-13,AMO,CPAM,F2,-50,50,,X1",
        "L1,2026-11-13,AMO,CPAM,F3,0,50,,X1",
      ),
    );
    expect(returns).toMatchObject([
      {
        net: 40n,
        items: [
          { status: "paid_with_difference", rejections: [], flags: [{ code: "0450", refinement: "072" }] },
          { status: "reversed", paid: -50n },
          { status: "not_handled" },
        ],
      },
    ]);
  });

  test("of another program is read by the usual French headers, in euros and French days", async () => {
    const text = [
      "Organisme;Type d’organisme;N° de facture;N° de lot;Date de paiement;Montant demandé;Montant payé;Code rejet;Motif;Référence du virement",
      "CPAM 999;RO;FA-1;041;18/11/2026;1 021,00;1 021,00;;;263220001234",
      "CPAM 999;RO;FA-2;041;18/11/2026;30,00;0,00;0250;ASSURE ABSENT DU REFERENTIEL;263220001234",
    ].join("\r\n");
    const { returns, problems } = await readText(text.replace("’", "'"));
    expect(problems).toEqual([]);
    expect(returns).toMatchObject([
      {
        paidOn: "2026-11-18",
        paidOnIs: "paid",
        net: 102_100n,
        items: [
          { invoice: "FA-1", status: "paid" },
          { status: "rejected", rejections: [{ code: "0250", label: "ASSURE ABSENT DU REFERENTIEL" }] },
        ],
      },
    ]);
  });

  test("with headers of its own is read by the mapping of the company", async () => {
    const text = "a;b;c;d;e;f\n18/11/2026;AMC;MGEN;FA-1;12,50;VIR 1";
    const mapping = parseReturnMapping({
      paid_on: "a",
      payer_type: "b",
      payer_name: "c",
      invoice: "d",
      amount_paid: "e",
      transfer_ref: "f",
    });
    const { returns, problems } = await readText(text, mapping);
    expect(problems).toEqual([]);
    expect(returns).toMatchObject([{ net: 1250n, items: [{ status: "paid", payer: "amc" }] }]);
    expect(() => parseReturnMapping({ colour: "x" })).toThrow();
  });

  test("tells every row that cannot be read, and gives nothing", async () => {
    const { returns, problems } = await readText(
      table(
        "L1,2026-11-13,AMO,CPAM,F1,1.5,100,,X1",
        "L1,2026-02-30,AMO,CPAM,F2,100,100,,X1",
        "L1,2026-11-13,EDF,CPAM,F3,100,100,,X1",
        "L1,2026-11-13,AMO,,F4,100,100,,X1",
        "L1,2026-11-13,AMO,CPAM,,100,100,,X1",
        "L1,2026-11-13,AMO,CPAM,F6,,100,,X1",
        "L1,2026-11-13,AMO,CPAM,F7",
      ),
    );
    expect(returns).toEqual([]);
    expect(problems.map(({ code, line }) => [line, code])).toEqual([
      [2, "invoice_amount_unreadable"],
      [3, "invoice_day_unreadable"],
      [4, "return_payer_kind_unknown"],
      [5, "value_missing"],
      [6, "value_missing"],
      [7, "value_missing"],
      [8, "row_of_another_width"],
    ]);
  });

  test("whose columns are missing says which, and which stand there", async () => {
    const { problems } = await readText("facture;montant\nF1;12,50");
    expect(codes(problems)).toEqual(["columns_missing"]);
  });
});

test("a table of a spreadsheet in UTF-16, with its mark or without, or below a blank line, is read like another", async () => {
  const text = table("L1,2026-06-01,AMO,CPAM,F1,1000,1000,,T1");
  for (const bytes of [
    Buffer.from(`\uFEFF${text}`, "utf16le"),
    Buffer.from(text, "utf16le"),
    Buffer.from(text, "utf16le").swap16(),
    Buffer.from(`\r\n${text}`),
  ]) {
    const { returns, problems } = await readAll(bytes);
    expect(problems).toEqual([]);
    expect(returns.map(({ net }) => net)).toEqual([1000n]);
  }
});

test("a problem below a cell of several lines is told with its line in the file", async () => {
  const rows = [
    'L1,2026-06-01,AMO,"CPAM\r\nISERE",F1,1000,1000,,T1',
    "L1,2026-06-01,AMO,CPAM,F2,abc,1000,,T1",
  ];
  const { problems } = await readText([HEADER, ...rows].join("\r\n"));
  expect(problems).toMatchObject([{ code: "invoice_amount_unreadable", line: 4 }]);
});
