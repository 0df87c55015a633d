import { describe, expect, test } from "vitest";
import { codes, readSample, readText } from "./files.ts";
import { heading, intraday, message, movement } from "./mt940File.ts";

/** The one line of a statement that holds this movement, whatever its balance. */
async function lineOf(changes: Parameters<typeof movement>[0]) {
  const { statements } = await readText(message("112,50", movement(changes)));
  return statements[0]?.lines[0];
}

describe("the direction of the money", () => {
  test.each([
    ["C", 1250n],
    ["D", -1250n],
    ["RC", -1250n],
    ["RD", 1250n],
    ["CR", 1250n],
    ["DR", -1250n],
    ["RCR", -1250n],
    ["RDR", 1250n],
  ])("%s: a credit taken back is money out, and R alone is the third letter of EUR", async (mark, amount) => {
    expect((await lineOf({ mark }))?.amount).toBe(amount);
  });

  test("a line that is only expected is refused in a statement of booked lines", async () => {
    expect(codes((await readText(message("112,50", movement({ mark: "EC" })))).problems)).toContain(
      "swift_field_unreadable",
    );
  });
});

describe("days", () => {
  test.each([
    ["2512310102", "2026-01-02", "2025-12-31"],
    ["2601021231", "2025-12-31", "2026-01-02"],
    ["2606050605", "2026-06-05", "2026-06-05"],
    ["2402280229", "2024-02-29", "2024-02-28"],
    ["260605    ", "2026-06-05", "2026-06-05"],
    ["260605", "2026-06-05", "2026-06-05"],
    ["9912310103", "2000-01-03", "1999-12-31"],
  ])(
    "%s: the entry day is in the year that puts it nearest the value day",
    async (dates, bookedOn, valuedOn) => {
      expect(await lineOf({ dates })).toMatchObject({ bookedOn, valuedOn });
    },
  );

  test.each([
    ["2602300301", "2026-02-28"],
    ["2604310501", "2026-04-30"],
  ])("%s: a day its month has not becomes the last one, with a warning", async (dates, valuedOn) => {
    const { statements, problems } = await readText(message("112,50", movement({ dates })));
    expect(statements[0]?.lines[0]).toMatchObject({ valuedOn });
    expect(problems).toMatchObject([
      { code: "date_after_end_of_month", severity: "warning", line: 5, params: { on: valuedOn } },
    ]);
  });

  test.each(["2613010605", "2606320605", "2606050632"])(
    "%s is no day and refuses the file",
    async (dates) => {
      expect(codes((await readText(message("112,50", movement({ dates })))).problems)).toEqual(["bad_date"]);
    },
  );
});

describe("amounts", () => {
  test.each([
    ["12,", 1200n],
    ["0,00", 0n],
    ["000000012,5", 1250n],
    ["12", 1200n],
  ])("%s", async (amount, cents) => {
    expect((await lineOf({ amount }))?.amount).toBe(cents);
  });

  test.each(["12,345", "1234567890123456789,00"])("%s is refused", async (amount) => {
    expect(codes((await readText(message("112,50", movement({ amount })))).problems)).toEqual(["bad_amount"]);
  });

  test("a currency without decimals keeps none", async () => {
    const text = message("112,50", movement({ amount: "1250,00" }))
      .replaceAll("EUR", "XPF")
      .replace("100,00", "100,")
      .replace("112,50", "1350,");
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements[0]).toMatchObject({ closing: { amount: 1350n }, lines: [{ amount: 1250n }] });
  });
});

describe("accounts", () => {
  const french = { key: "900040082300012345678", iban: "FR7690004008230001234567863" };
  test.each([
    ["FR7690004008230001234567863", { ...french, currency: "EUR" }],
    ["90004008230001234567863", { ...french, currency: "EUR" }],
    ["90004/00823/00012345678/63", { ...french, currency: "EUR" }],
    ["AGRIFRPP/FR7690004008230001234567863", { ...french, currency: "EUR" }],
    ["FR7690004008230001234567863EUR", { ...french, currency: "EUR" }],
    ["10020030/1234567", { key: "10020030/1234567", currency: "EUR" }],
    ["10020030/1234567EUR", { key: "10020030/1234567", currency: "EUR" }],
  ])("%s", async (written, account) => {
    const text = message("112,50", movement()).replace("90004008230001234567863", written);
    expect((await readText(text)).statements[0]?.account).toEqual(account);
  });

  test("balances without a currency are in that of the account, else in euros", async () => {
    const bare = message("112,50", movement()).replaceAll("EUR", "");
    expect((await readText(bare)).statements[0]?.account.currency).toBe("EUR");
    const glued = bare.replace("90004008230001234567863", "10020030/1234567CHF");
    const { statements, problems } = await readText(glued);
    expect(problems).toEqual([]);
    expect(statements[0]?.account).toEqual({ key: "10020030/1234567", currency: "CHF" });
  });

  test("a file of twenty accounts gives twenty statements", async () => {
    const texts = Array.from({ length: 20 }, (_, index) =>
      message("112,50", movement()).replace("90004008230001234567863", `10020030/${index}`),
    );
    const { statements, problems } = await readText(texts.join(""));
    expect(problems).toEqual([]);
    expect(new Set(statements.map(({ account }) => account.key)).size).toBe(20);
  });

  test("an IBAN that is wrong is told once, however many days the file has", async () => {
    const text = message("112,50", movement()).replace("90004008230001234567863", "NL81ASNB9999999999");
    expect(codes((await readText(text + text)).problems)).toEqual(["iban_not_valid"]);
  });
});

describe("what the bank says of a line", () => {
  test("German subfields: booking text, purpose cut at 27, name cut in two, SEPA words", async () => {
    const purpose =
      "?20EREF+VIR-778899?21MREF+RUM0001?22CRED+DE98ZZZ09999999999?23SVWZ+Rechnung FA2606-00012 ?24vom Juni";
    const information = [
      `166?00GUTSCHRIFT?100599${purpose}?30BIC?31FR7690046056561355004087569?32MUSTERMANN UND SOEHNE GMBH?33& CO`,
    ];
    expect(await lineOf({ information })).toMatchObject({
      label: "GUTSCHRIFT",
      details: ["Rechnung FA2606-00012 vom Juni"],
      counterpartyName: "MUSTERMANN UND SOEHNE GMBH & CO",
      counterpartyIban: "FR7690046056561355004087569",
      endToEndId: "VIR-778899",
      mandate: "RUM0001",
      creditorId: "DE98ZZZ09999999999",
    });
  });

  test("a mark that no number follows is part of a text", async () => {
    const line = await lineOf({ information: ["166?00TEXT?20WARUM?NICHT?21JA"] });
    expect(line).toMatchObject({ label: "TEXT", details: ["WARUM?NICHT JA"] });
  });

  test("words between strokes, over two lines", async () => {
    const text =
      "/TRTP/SEPA OVERBOEKING/IBAN/FR7690046056561355004087569/BIC/AGRIFRPP/NAME/MAR\nTIN/EREF/NOTPROVIDED/REMI/USTD//FACTURE 12/RTRN/AC01";
    const line = await lineOf({ information: [text] });
    expect(line).toMatchObject({
      label: "SEPA OVERBOEKING",
      details: ["FACTURE 12"],
      counterpartyName: "MARTIN",
      counterpartyIban: "FR7690046056561355004087569",
      returnReason: "AC01",
    });
    expect(line).not.toHaveProperty("endToEndId");
  });

  test("of two parties, the other one is the payer of a credit and the payee of a debit", async () => {
    const information = ["/ORDP//NAME/MARTIN/BENM//NAME/NOUS/REMI/STRD/CUR/RF18539007547034"];
    expect(await lineOf({ information })).toMatchObject({
      counterpartyName: "MARTIN",
      structuredReference: "RF18539007547034",
    });
    expect((await lineOf({ information, mark: "D" }))?.counterpartyName).toBe("NOUS");
  });

  test("free text line by line, where a line with codewords is read as such", async () => {
    const line = await lineOf({ information: ["VIR SEPA MARTIN\n/EREF/FA2606-00012\nMOTIF ACOMPTE"] });
    expect(line).toMatchObject({
      label: "VIR SEPA MARTIN",
      details: ["MOTIF ACOMPTE"],
      endToEndId: "FA2606-00012",
    });
  });

  test("a line of 65 characters goes on in the next one", async () => {
    const first = "A".repeat(65);
    expect((await lineOf({ information: [`${first}\nB\nC`] }))?.label).toBe(`${first}B`);
  });

  test("no :86:, two of them, and one with a colon at the start of a line", async () => {
    expect(await lineOf({ information: [], rest: "NTRFFA12//BANK0001" })).toMatchObject({
      label: "FA12",
      bankReference: "BANK0001",
    });
    expect(await lineOf({ information: ["UN", "DEUX\n:ici: TROIS"] })).toMatchObject({
      label: "UN",
      details: ["DEUX", ":ici: TROIS"],
    });
  });

  test("a hyphen at the start of a line of text does not end the message", async () => {
    expect(await lineOf({ information: ["UN\n-DEUX\n- TROIS"] })).toMatchObject({
      details: ["-DEUX", "- TROIS"],
    });
  });

  test("the reference of a cheque is its number", async () => {
    expect(await lineOf({ rest: "NCHK0004512" })).toMatchObject({ entryNumber: "0004512", details: [] });
  });

  test("the raw record and its line are kept", async () => {
    expect(await lineOf({})).toMatchObject({
      rank: 1,
      lineNumber: 5,
      raw: ":61:2606050605C12,50NTRFNONREF\n:86:VIR SEPA MARTIN",
    });
  });
});

describe("what is not a statement", () => {
  test("a cut one is refused, wherever it was cut", async () => {
    const whole = message("112,50", movement()).replace(/\n-\n$/, "");
    for (let length = 10; length < whole.length; length += 1) {
      const { statements, problems } = await readText(`:20:1\n:25:1\n${whole.slice(0, length)}`);
      expect([length, codes(problems, "error").length > 0, statements.length <= 1]).toEqual([
        length,
        true,
        true,
      ]);
    }
  });

  test("a movement or a closing balance before any opening balance is refused", async () => {
    const text = [...heading(), movement(), ":62F:C260605EUR12,50", "-"].join("\n");
    expect(codes((await readText(text)).problems, "error")).toEqual([
      "line_outside_statement",
      "closing_without_opening",
      "statement_unfinished",
    ]);
  });

  test("a closing balance in another currency is refused", async () => {
    const text = message("112,50", movement()).replace("62F:C260605EUR", "62F:C260605USD");
    expect(codes((await readText(text)).problems)).toEqual(["balance_currency_differs"]);
  });

  test("a field of a megabyte is refused and not held", async () => {
    const text = message("112,50", movement({ information: [`${"x".repeat(60)}\n`.repeat(17_000)] }));
    expect(codes((await readText(text)).problems)).toEqual(["text_too_long"]);
    const line = message("112,50", movement({ information: ["x".repeat(1_000_000)] }));
    expect(codes((await readText(line)).problems)).toEqual(["text_too_long"]);
  });
});

describe("an intraday report", () => {
  test("is read and told, and is no statement: none of its lines is given", async () => {
    const { statements, problems } = await readSample("bank/mt942/synthetic-french-bank.txt");
    expect(statements).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: "intraday_report_not_booked",
        severity: "warning",
        params: { count: "3", amount: "300.00 EUR" },
      },
    ]);
  });

  test("in one file with the statement of the day does not double it", async () => {
    const { statements, problems } = await readText(
      intraday(movement()) + message("112,50", movement()) + intraday(movement()),
    );
    expect(statements.map(({ lines }) => lines.length)).toEqual([1]);
    expect(codes(problems)).toEqual(["intraday_report_not_booked", "intraday_report_not_booked"]);
  });

  test("is known by its envelope, by its floor limit, or by a time without balances", async () => {
    const bare = intraday(movement()).replace(":34F:EUR0,\n", "");
    const enveloped = `{1:F01X}{2:O942X}{4:\n${bare.replace(/:13D:.*\n/, "")}`;
    for (const text of [bare, enveloped])
      expect(codes((await readText(text)).problems)).toEqual(["intraday_report_not_booked"]);
  });

  test("with balances all the same gives neither balances nor lines", async () => {
    const text = message("112,50", ":34F:EUR0,", movement()).replace(
      ":60F:C260604EUR100,00\n:34F:EUR0,",
      ":34F:EUR0,\n:60F:C260604EUR100,00",
    );
    const { statements, problems } = await readText(text);
    expect(statements).toEqual([]);
    expect(codes(problems)).toEqual(["intraday_report_not_booked"]);
  });

  test("whose announced sums are not those of its lines says so", async () => {
    const text = intraday(
      movement(),
      movement({ mark: "D", amount: "2,50" }),
      ":90D:1EUR2,50",
      ":90C:1EUR12,51",
    );
    expect((await readText(text)).problems).toMatchObject([
      { code: "intraday_report_not_booked", params: { count: "2", amount: "10.00 EUR" } },
      { code: "intraday_sum_differs", severity: "warning", params: { expected: "10.01", sum: "10.00" } },
    ]);
  });

  test("with an amount that is none refuses the file", async () => {
    expect(codes((await readText(intraday(movement({ amount: "1,999" })))).problems, "error")).toEqual([
      "bad_amount",
    ]);
  });
});
