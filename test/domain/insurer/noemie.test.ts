import { describe, expect, test } from "vitest";
import type { InsurerReturn } from "../../../domain/insurer/return.ts";
import { codes, readText, shareOf } from "./files.ts";
import { amc, amo, entity, file, invoice, money, oneTransfer, total, transfer, usual } from "./noemieFile.ts";

async function readOne(text: string): Promise<InsurerReturn | undefined> {
  const { returns, problems } = await readText(text);
  expect(problems).toEqual([]);
  return returns[0];
}

describe("the status of a share (section 6)", () => {
  test.each([
    ["paid as asked is paid", "P", 2100n, "paid"],
    ["paid less is paid with a difference", "P", 2000n, "paid_with_difference"],
    ["paid more is paid with a difference", "P", 2200n, "paid_with_difference"],
    ["paid nothing of something is a difference", "P", 0n, "paid_with_difference"],
    ["paid below zero is a reversal", "P", -2100n, "reversed"],
    ["R is rejected", "R", 0n, "rejected"],
    ["D is deferred", "D", 0n, "deferred"],
    ["a blank is not handled by this payer", " ", 0n, "not_handled"],
  ])("%s", async (_, state, paid, status) => {
    const found = await readOne(usual(paid, invoice("1", amo(2100n, state, paid))));
    expect(shareOf(found?.items[0])).toMatchObject({ asked: 2100n, paid, status });
  });

  test("money beside a state that is not P counts, and is said", async () => {
    const { returns, problems } = await readText(usual(2100n, invoice("1", amo(2100n, "R", 2100n))));
    expect(codes(problems)).toEqual(["noemie_unpaid_with_amount"]);
    expect(shareOf(returns[0]?.items[0])).toMatchObject({ status: "paid", paid: 2100n });
  });
});

describe("reasons", () => {
  const line = (code: string, level: string, part: string, label = "MOTIF") =>
    entity("294", { code, label, level, part });

  test("go to the part they are about", async () => {
    const lines = [line("1000", "F", "O"), line("2000", "F", "C"), line("021", "A", "C", "PRECISION")];
    const found = await readOne(usual(0n, invoice("1", amo(1n, "R", 0n), amc(1n, "R", 0n), ...lines)));
    expect(found?.items).toMatchObject([
      { payer: "amo", rejections: [{ code: "1000" }] },
      { payer: "amc", rejections: [{ code: "2000", refinement: "021", detail: "PRECISION" }] },
    ]);
  });

  test("written for the AMO or both explain a rejected AMC part that has no line of its own", async () => {
    const parts = [amo(100n), amc(1n, "R", 0n), line("1000", "F", "O")];
    const found = await readOne(usual(100n, invoice("1", ...parts)));
    expect(found?.items).toMatchObject([
      { status: "paid", rejections: [], flags: [{ code: "1000" }] },
      { status: "rejected", rejections: [{ code: "1000" }] },
    ]);
  });

  test("of a part that is not in the return stay with the one that is", async () => {
    const found = await readOne(usual(100n, invoice("1", amo(100n), line("1000", "F", "C"))));
    expect(found?.items).toMatchObject([{ payer: "amo", flags: [{ code: "1000" }] }]);
  });

  test("of the older kind say neither level nor part", async () => {
    const older = entity("290", { line: "1", code: "1000", label: "MOTIF" });
    const found = await readOne(usual(0n, invoice("1", amo(1n, "R", 0n), older)));
    expect(found?.items).toMatchObject([{ rejections: [{ code: "1000", level: "unknown" }] }]);
  });

  test("without any amount make a rejected share", async () => {
    const found = await readOne(usual(0n, invoice("1", line("1000", "F", "C"))));
    expect(found?.items).toMatchObject([
      { payer: "amc", status: "rejected", paid: 0n, rejections: [{ code: "1000" }] },
    ]);
    expect(shareOf(found?.items[0])).not.toHaveProperty("asked");
  });
});

describe("the tree is built from codes", () => {
  const second = entity("071", { paidOn: "261119", label1: "AUTRE", label2: "263230009999" });

  test("one file may hold several transfers of several payees, each with its own amount", async () => {
    const ofOne = oneTransfer(100n, 1, invoice("1", amo(100n)));
    const ofOther = `${second}${entity("081", { type: "01" })}${invoice("2", amo(50n))}${total("01", 1, 50n)}`;
    const stream = [
      entity("020", { agent: "1" }),
      entity("040", { payee: "11" }),
      ofOne,
      total("11", 1, 100n),
      entity("040", { payee: "12" }),
      `${ofOther}${total("261119", 1, 50n)}`,
      total("12", 1, 50n),
      total("1", 2, 150n),
    ];
    const { returns, problems } = await readText(file(stream.join(""), { amount: 150n }));
    expect(problems).toEqual([]);
    expect(returns).toMatchObject([
      { rank: 1, payee: "000000000000011", net: 100n, paidOn: "2026-11-18" },
      { rank: 2, payee: "000000000000012", net: 50n, labels: ["AUTRE", "263230009999"] },
    ]);
  });

  test("the type of return may stand above the transfer", async () => {
    const below = `${transfer}${invoice("1", amo(100n))}${total("", 1, 100n)}`;
    const next = `${second}${invoice("2", amo(50n))}${total("", 1, 50n)}`;
    const stream = `${entity("081", { type: "02" })}${below}${next}${total("02", 2, 150n)}`;
    const { returns, problems } = await readText(file(stream, { amount: 150n }));
    expect(problems).toEqual([]);
    expect(returns).toMatchObject([
      { net: 100n, items: [{ returnType: "02" }] },
      { net: 50n, items: [{ returnType: "02" }] },
    ]);
  });

  test.each([
    ["is closed by a total that names it", total("261110", 2, 150n)],
    ["is closed by a total that agrees with it", total("", 2, 150n)],
    ["is closed with what is above it", ""],
  ])("a lot (080) says the lot of the invoices below it, and %s", async (_, close) => {
    const lot = entity("080", { number: "7", on: "261110" });
    const invoices = [invoice("1", amo(100n)).replace("041261113", "   261113"), invoice("2", amo(50n))];
    const groups = `${transfer}${entity("081", { type: "01" })}${lot}${invoices.join("")}${close}`;
    const stream = `${groups}${total("01", close === "" ? 2 : 1, 150n)}${total("261118", 1, 150n)}`;
    const found = await readOne(file(stream, { amount: 150n, lotCount: 2 }));
    expect(found?.items).toMatchObject([
      { lot: { number: "007", on: "2026-11-10" } },
      { lot: { number: "041", on: "2026-11-13" } },
    ]);
  });

  test("reference 576: a date without label, short invoices, and act lines that make the parts", async () => {
    const act = (reimbursed: bigint, complementary: bigint) =>
      entity("210", {
        ...money("reimbursed", reimbursed),
        complementary: String(complementary),
        spent: "3000",
      });
    const stream = [
      entity("070", { paidOn: "261118" }),
      entity("150", { insurance: "AT" }),
      entity("080", { number: "12", on: "261110" }),
      `${entity("100", { invoice: "42" })}${entity("110")}${entity("120")}${act(2100n, 0n)}${act(700n, 300n)}`,
      total("261118", 1, 3100n),
    ];
    const found = await readOne(file(stream.join(""), { amount: 3100n, head: { reference: "576" } }));
    expect(found).toMatchObject({ paidOn: "2026-11-18", labels: [], paymentReference: "", net: 3100n });
    expect(found?.payer).toEqual({ kind: "amo", code: "00000019990000" });
    expect(found?.items).toMatchObject([
      {
        invoice: "000000042",
        payer: "amo",
        paid: 2800n,
        insurance: "AT",
        lot: { number: "012" },
        spent: 6000n,
      },
      { payer: "amc", paid: 300n, status: "paid" },
    ]);
  });

  test("a debt operation that does not move money is told and left out of the transfer", async () => {
    const debt = entity("250", { debt: "D1", nature: "IND", operation: "ANT", ...money("amount", -500n) });
    const found = await readOne(usual(100n, invoice("1", amo(100n)), debt));
    expect(found).toMatchObject({
      net: 100n,
      items: [{}, { kind: "recovery", amount: -500n, moves: false }],
    });
  });

  test("recoveries beyond the payments leave a transfer below zero", async () => {
    const debt = entity("250", { debt: "D1", nature: "IND", operation: "RPR", ...money("amount", -500n) });
    expect(await readOne(usual(-400n, invoice("1", amo(100n)), debt))).toMatchObject({ net: -400n });
  });
});

describe("who pays", () => {
  test.each([
    ["CP", "F", "amo"],
    ["OC", "F", "amc"],
    ["CS", "D", "amc"],
    ["OT", "D", "amc"],
    ["OT", "F", "amo"],
  ])(
    "an emitter %s that first speaks of an invoice of type %s pays as %s",
    async (emitterType, type, kind) => {
      const items = entity("102", { invoice: "1", lot: "041", type }) + amo(100n);
      const ends = { head: { emitterType }, foot: { emitterType } };
      const found = await readOne(file(oneTransfer(100n, 1, items), { amount: 100n, ...ends }));
      expect(found?.payer.kind).toBe(kind);
    },
  );
});

describe("what a later revision or a transfer may have done to a file", () => {
  const plain = usual(100n, invoice("1", amo(100n)));

  test.each(["\r\n", "\n", "\r"])("line ends %j after each block are dropped", async (lineEnd) => {
    const cut = plain.replace(/.{128}/g, `$&${lineEnd}`);
    expect(await readOne(cut)).toEqual(await readOne(plain));
  });

  test("trailing blanks of the last block may be gone, and a DOS end of file may follow", async () => {
    expect(await readOne(plain.trimEnd())).toEqual(await readOne(plain));
    expect(await readOne(`${plain}\x1a`)).toEqual(await readOne(plain));
  });

  test("two files put end to end are read one after the other", async () => {
    const { returns, problems } = await readText(`${plain}\r\n${plain}`);
    expect(problems).toEqual([]);
    expect(returns.map(({ rank, net }) => [rank, net])).toEqual([
      [1, 100n],
      [2, 100n],
    ]);
  });

  test("an entity that became longer is read, and its end kept", async () => {
    const longer = invoice("1").replace("@", "RPPS12345@");
    const { returns, problems } = await readText(usual(100n, longer + amo(100n)));
    expect(codes(problems)).toEqual(["noemie_entity_longer"]);
    expect(returns[0]?.items).toMatchObject([{ invoice: "1", paid: 100n, extras: ["RPPS12345"] }]);
  });

  test("an entity that is not known is kept with the invoice it stands in", async () => {
    const unknown = "19706NOUVEAU@";
    const { returns, problems } = await readText(usual(100n, invoice("1", unknown, amo(100n))));
    expect(codes(problems)).toEqual(["noemie_entity_unknown"]);
    expect(returns[0]?.items).toMatchObject([{ paid: 100n, extras: ["19706NOUVEAU"] }]);
  });

  test("an @ in a comment is a character like any other", async () => {
    const comment = entity("295", { text: "ECRIRE A CAISSE@EXEMPLE.FR" });
    const found = await readOne(usual(100n, invoice("1", comment, amo(100n))));
    expect(found?.items).toMatchObject([{ comments: ["ECRIRE A CAISSE@EXEMPLE.FR"], paid: 100n }]);
  });

  test("bytes that are no ASCII are read one by one", async () => {
    const comment = entity("295", { text: "D\xe9j\xe0 r\xe9gl\xe9 \x9c" });
    const found = await readOne(usual(100n, invoice("1", comment, amo(100n))));
    expect(found?.items).toMatchObject([{ comments: ["Déjà réglé \x9c"] }]);
  });
});

describe("a test flow", () => {
  test.each([
    ["R", false],
    [" ", false],
    ["T", true],
    ["D", true],
  ])("flow %j is a test: %s", async (flow, isTest) => {
    const stream = oneTransfer(100n, 1, invoice("1", amo(100n)));
    const found = await readOne(file(stream, { amount: 100n, head: { flow }, foot: { flow } }));
    expect(found?.isTest).toBe(isTest);
  });
});

describe("control totals", () => {
  const items = invoice("1", amo(100n)) + invoice("2", amo(50n));

  test("a group whose total is wrong refuses the file once, and names the difference", async () => {
    const stream = `${transfer}${entity("081", { type: "01" })}${items}${total("01", 2, 160n)}${total("261118", 1, 160n)}`;
    const { problems } = await readText(file(stream, { amount: 160n }));
    expect(problems).toMatchObject([
      {
        code: "noemie_group_total",
        severity: "error",
        value: "081 01",
        params: { announced: "1.60", found: "1.50", difference: "-0.10" },
      },
    ]);
  });

  test("the total of the file is checked where groups have none", async () => {
    const { problems } = await readText(file(transfer + items, { amount: 160n }));
    expect(codes(problems, "error")).toEqual(["noemie_file_total"]);
    expect(codes(problems, "warning")).toEqual(["noemie_total_missing"]);
  });

  test("counts that disagree only warn", async () => {
    const stream = `${transfer}${entity("081", { type: "01" })}${items}${total("01", 3, 150n)}${total("261118", 1, 150n)}`;
    const foot = { recordCount: "99", lotCount: "9" };
    const { problems } = await readText(file(stream, { amount: 150n, foot }));
    expect(codes(problems, "error")).toEqual([]);
    expect(codes(problems)).toEqual(["noemie_group_count", "noemie_record_count", "noemie_lot_count"]);
  });
});
