import { describe, expect, test } from "vitest";
import { codes, readAll, readSample, readText } from "./files.ts";
import { ACCOUNT, file, statement, transaction } from "./ofxFile.ts";

async function lineOf(values: Record<string, string | undefined>) {
  return (await readText(file(statement(transaction(values))))).statements[0]?.lines[0];
}

async function errorsOf(text: string): Promise<string[]> {
  return codes((await readText(text)).problems, "error");
}

describe("a transaction", () => {
  test("NAME is the label, MEMO a detail, FITID the bank's reference, CHECKNUM the number", async () => {
    const line = await lineOf({ MEMO: "FACTURE FA2606-00012", CHECKNUM: "0004512", REFNUM: "LOT-26" });
    expect(line).toMatchObject({
      label: "MARTIN",
      details: ["FACTURE FA2606-00012", "LOT-26"],
      bankReference: "A1B2C3D4",
      entryNumber: "0004512",
      bookedOn: "2026-06-05",
    });
    expect(line).not.toHaveProperty("counterpartyName");
    expect(line).not.toHaveProperty("interbankCode");
  });

  test("only a PAYEE names a person", async () => {
    const text = file(
      statement(transaction({ NAME: undefined, MEMO: "<PAYEE><NAME>MARTIN<CITY>LYON</PAYEE>" })),
    );
    expect((await readText(text)).statements[0]?.lines[0]).toMatchObject({
      label: "MARTIN",
      counterpartyName: "MARTIN",
    });
  });

  test("the account the money went to is not that of the statement", async () => {
    const { statements } = await readSample("bank/ofx/synthetic-payees.ofx");
    expect(statements[0]?.account.key).toBe("900040082300012345678");
    expect(statements[0]?.lines[1]?.counterpartyIban).toBe("FR7690046056561355004087569");
  });

  test("without NAME, MEMO is the label; without both, TRNTYPE", async () => {
    expect(await lineOf({ NAME: undefined, MEMO: "TEXTE" })).toMatchObject({ label: "TEXTE", details: [] });
    expect(await lineOf({ NAME: "", MEMO: "" })).toMatchObject({ label: "CREDIT", details: [] });
  });

  test("an empty or missing FITID, and a CHECKNUM of zeros, are none", async () => {
    for (const FITID of ["", undefined]) {
      const line = await lineOf({ FITID, CHECKNUM: "000" });
      expect(line).not.toHaveProperty("bankReference");
      expect(line).not.toHaveProperty("entryNumber");
    }
  });

  test.each([
    ["+12,50", 1250n],
    ["-12.5", -1250n],
    ["12", 1200n],
    ["-1 234,56", -123456n],
    ["-1,234.56", -123456n],
    ["1.234,56", 123456n],
    [".5", 50n],
  ])("%s is an amount", async (TRNAMT, amount) => {
    expect((await lineOf({ TRNAMT }))?.amount).toBe(amount);
  });

  test.each(["$120", "", "1,234", "12.345", "12,34,56", "--1", "1e3", "12 34"])(
    "'%s' is refused: it is no amount, or may be two",
    async (TRNAMT) => {
      expect(await errorsOf(file(statement(transaction({ TRNAMT }))))).toEqual(["bad_amount"]);
    },
  );

  test.each([
    ["20260605235959.000[-5:EST]", "2026-06-05"],
    ["202606051 :00", "2026-06-05"],
    ["2026-06-05", "2026-06-05"],
  ])("%s is the day as written, in no time zone", async (DTPOSTED, bookedOn) => {
    expect((await lineOf({ DTPOSTED }))?.bookedOn).toBe(bookedOn);
  });

  test.each(["", "20260631", "05062026", "00000000"])("'%s' is refused as a day", async (DTPOSTED) => {
    expect(await errorsOf(file(statement(transaction({ DTPOSTED }))))).toEqual(["bad_date"]);
  });

  test("in another currency than the account is refused", async () => {
    const CURRENCY = "<CURSYM>USD<CURRATE>1.1</CURRENCY>";
    expect(await errorsOf(file(statement(transaction({ CURRENCY }))))).toEqual(["line_currency_differs"]);
    const ORIGCURRENCY = "<CURSYM>USD<CURRATE>1.1</ORIGCURRENCY>";
    expect(await errorsOf(file(statement(transaction({ ORIGCURRENCY }))))).toEqual([]);
  });

  test("entities, CDATA and a bare ampersand or a sign < are text", async () => {
    expect(
      await lineOf({ NAME: "A &amp; B & C&eacute; &#233;&#xE9; 1<2", MEMO: "<![CDATA[<STMTTRN> & ]]>" }),
    ).toMatchObject({
      label: "A & B & C&eacute; éé 1<2",
      details: ["<STMTTRN> &"],
    });
  });

  test("the raw record is kept as received, with its line", async () => {
    expect(await lineOf({})).toMatchObject({ lineNumber: 8, raw: transaction().trimEnd() });
  });
});

describe("an account", () => {
  const french = { key: "900040082300012345678", currency: "EUR", iban: "FR7690004008230001234567863" };
  test.each([
    [ACCOUNT, french],
    ["<BANKACCTFROM><BANKID>AGRIFRPP<ACCTID>FR76 9000 4008 2300 0123 4567 863</BANKACCTFROM>", french],
    ["<BANKACCTFROM><BANKID>90004<ACCTID>90004008230001234567863</BANKACCTFROM>", french],
    [
      "<BANKACCTFROM><BANKID>123<BRANCHID>00<ACCTID>9100</BANKACCTFROM>",
      { key: "123009100", currency: "EUR" },
    ],
    ["<CCACCTFROM><ACCTID>497XXX1234</CCACCTFROM>", { key: "497XXX1234", currency: "EUR" }],
  ])("%s", async (account, key) => {
    expect((await readText(file(statement(transaction(), { account })))).statements[0]?.account).toEqual(key);
  });

  test("without a number, or in no currency, is refused", async () => {
    expect(await errorsOf(file(statement(transaction(), { account: "" })))).toEqual(["account_missing"]);
    expect(await errorsOf(file(statement(transaction(), { currency: "<CURDEF>€" })))).toEqual([
      "bad_currency",
    ]);
  });
});

describe("balances", () => {
  test("LEDGERBAL closes; an empty one is none; a wrong one refuses the file", async () => {
    const text = (balance: string) => file(statement(transaction(), { balance }));
    expect((await readText(text("-112,50"))).statements[0]?.closing).toEqual({
      amount: -11250n,
      on: "2026-06-05",
    });
    const empty = await readText(text(" "));
    expect(empty.statements[0]).not.toHaveProperty("closing");
    expect(codes(empty.problems)).toEqual(["no_opening_balance", "no_closing_balance"]);
    expect(await errorsOf(text("abc"))).toEqual(["bad_amount"]);
  });
});

describe("a damaged or hostile file", () => {
  test("without its last tag is cut: nothing else proves that it is whole", async () => {
    const whole = file(statement(transaction()));
    expect(await errorsOf(whole.replace("</OFX>", ""))).toEqual(["file_truncated"]);
    expect(await errorsOf(whole + whole.replace("</OFX>", ""))).toEqual(["file_truncated"]);
  });

  test("tags that bound transactions may be lost, but no amount with them", async () => {
    const two = file(statement(transaction() + transaction({ TRNAMT: "2.00", FITID: "B" })));
    const noEnd = await readText(two.replace("</STMTTRN>", ""));
    expect(noEnd.statements[0]?.lines.map(({ amount }) => amount)).toEqual([1250n, 200n]);
    expect(await errorsOf(two.replace("<STMTTRN>", "<STMTTRX>"))).toEqual(["line_outside_statement"]);
    const merged = two.replace("</STMTTRN>\n<STMTTRN>", "");
    expect(await errorsOf(merged)).toEqual(["field_repeated", "field_repeated", "field_repeated"]);
  });

  test("a transaction outside any statement is refused", async () => {
    expect(await errorsOf(file(transaction()))).toEqual(["line_outside_statement"]);
  });

  test("an investment account is refused by its name", async () => {
    const text = file(`<INVSTMTRS>${transaction()}</INVSTMTRS>`);
    expect(await errorsOf(text)).toEqual(["investments_not_read", "line_outside_statement"]);
  });

  test("a document type is refused and none of its entities expanded", async () => {
    const entity = '<!DOCTYPE OFX [<!ENTITY a "b">]>';
    const { statements, problems } = await readText(
      file(statement(transaction({ NAME: "&a;" }))).replace("<OFX>", `${entity}<OFX>`),
    );
    expect(codes(problems, "error")).toEqual(["xml_doctype_refused"]);
    expect(statements[0]?.lines[0]?.label).toBe("&a;");
  });

  test.each([
    ["a text", transaction({ MEMO: "x".repeat(100_000) })],
    ["a transaction", transaction({ MEMO: "<X>y".repeat(30_000) })],
    ["a CDATA without end", transaction({ MEMO: `<![CDATA[${"x".repeat(200_000)}` })],
    ["a tag without end", transaction({ MEMO: `<X ${"x".repeat(200_000)}` })],
  ])("%s without end is refused and not held", async (_, text) => {
    expect(await errorsOf(file(statement(text)))).toContain("text_too_long");
  });

  test.each([
    ["signs <", "<".repeat(60_000)],
    ["comments that never end", "<!--".repeat(50_000)],
    ["blanks", `${" ".repeat(60_000)}x`],
    ["amounts of blanks", `<TRNAMT>${"1 ".repeat(30_000)}`],
  ])("%s in any number are read in a time that grows with the file", async (_, MEMO) => {
    const bytes = Buffer.from(file(statement(transaction({ MEMO }))));
    const started = performance.now();
    await readAll(bytes, 9_973);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("a card file with deferred debit", () => {
  const expense = (TRNAMT: string) => transaction({ TRNTYPE: "POS", TRNAMT });
  test("whose expenses are all positive is told", async () => {
    const { problems } = await readText(file(statement(expense("1") + expense("2"))));
    expect(problems).toMatchObject([
      { code: "expenses_positive", severity: "warning", params: { count: "2" } },
      { code: "no_opening_balance" },
    ]);
  });

  test("one refund, or a single negative line, is no reason to tell", async () => {
    for (const text of [expense("1"), expense("1") + expense("2") + expense("-3")])
      expect(codes((await readText(file(statement(text)))).problems)).toEqual(["no_opening_balance"]);
  });
});
