import { describe, expect, test } from "vitest";
import type { StatementLine } from "../../../domain/bank/statement.ts";
import { amountZone, closing, complement, file, movement, opening, record, statement } from "./cfonbFile.ts";
import { codes, readAll, readSample, readText } from "./files.ts";

async function lineOf(...records: string[]): Promise<StatementLine> {
  const { statements, problems } = await readText(statement(12_50n, ...records));
  expect(problems).toEqual([]);
  const [line] = statements[0]?.lines ?? [];
  if (!line) throw new Error("no line");
  return line;
}

describe("a movement (record 04)", () => {
  test("gives its days, amount, label, number, code and free reference, and is kept as received", async () => {
    const text = movement(12_50n, {
      35: "050626",
      41: "65",
      43: "080626",
      49: "CHEQUE IMPAYE",
      82: "0001234",
      105: "REF/12.3",
    });
    expect(await lineOf(text)).toEqual({
      rank: 1,
      bookedOn: "2026-06-05",
      valuedOn: "2026-06-08",
      amount: 1250n,
      label: "CHEQUE IMPAYE",
      details: ["REF/12.3"],
      entryNumber: "0001234",
      interbankCode: "05",
      returnReason: "65",
      lineNumber: 2,
      raw: text.trimEnd(),
    });
  });

  test("has a label of 31 characters: what stands at 80-81 is reserved", async () => {
    const line = await lineOf(movement(12_50n, { 49: "X".repeat(31), 80: "ZZ" }));
    expect(line.label).toBe("X".repeat(31));
  });

  test.each(["0000000", "       ", "0 00000"])("whose entry number is %j has none", async (number) => {
    expect(await lineOf(movement(12_50n, { 82: number }))).not.toHaveProperty("entryNumber");
  });

  test.each(["      ", "000000"])("whose value date is %j has none", async (date) => {
    expect(await lineOf(movement(12_50n, { 43: date }))).not.toHaveProperty("valuedOn");
  });

  test.each([
    ["311259", "2059-12-31"],
    ["010160", "1960-01-01"],
  ])("dated %s is of the century that two digits allow", async (date, day) => {
    const { statements } = await readText(statement(1n, movement(1n, { 35: date })));
    expect(statements[0]?.lines[0]?.bookedOn).toBe(day);
  });

  test.each([
    [0n, "0000000000000{"],
    [-190_40n, "0000000001904}"],
    [97_49n, "0000000000974I"],
    [-241_21n, "0000000002412J"],
  ])("of %s cents is written %s", async (amount, zone) => {
    expect(amountZone(amount)).toBe(zone);
    const { statements, problems } = await readText(statement(amount, movement(amount)));
    expect(problems).toEqual([]);
    expect(statements[0]?.lines[0]?.amount).toBe(amount);
  });

  test("of an account with other decimals than its currency has is brought to the currency's", async () => {
    const cells = { 20: "3" };
    const text = file(opening(10_000n, cells), movement(12_340n, cells), closing(22_340n, cells));
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements[0]?.lines[0]?.amount).toBe(1234n);
  });

  test("with a third decimal other than zero in euros is refused, not rounded", async () => {
    const { problems } = await readText(file(opening(0n), movement(12_345n, { 20: "3" }), closing(0n)));
    expect(codes(problems)).toEqual(["bad_amount"]);
  });
});

describe("the complements (records 05)", () => {
  test("give a transfer received its payer, references and text", async () => {
    const { statements } = await readSample("bank/cfonb120/synthetic-complements.txt");
    const [received] = statements[0]?.lines ?? [];
    expect(received).toMatchObject({
      counterpartyName: "MARTIN SARL",
      structuredReference: "RF18539007547034",
      bankReference: "PMT-2026-06-05",
      entryNumber: "0000412",
      details: [
        "FACTURES F2026-0101 F2026-0102 F2026-0103 F2026-0104 F2026-0105 ET F2026-0106 DU MOIS DE MAI 2026 MERCI DE VOTRE CONFIANCE",
        "SUPP",
        "MARTIN HOLDING",
        "RELEVE 6",
      ],
    });
    expect(received).not.toHaveProperty("endToEndId");
  });

  test("give a direct debit its creditor, creditor identifier and mandate", async () => {
    const { statements } = await readSample("bank/cfonb120/synthetic-complements.txt");
    expect(statements[0]?.lines[1]).toMatchObject({
      counterpartyName: "ENERGIE SA",
      creditorId: "FR12ZZZ123456",
      mandate: "MANDAT-0007",
      endToEndId: "FACT-77",
    });
  });

  test("give a transfer sent its payee and the account it went to, and repeated labels in order", async () => {
    const { statements } = await readSample("bank/cfonb120/synthetic-complements.txt");
    expect(statements[0]?.lines[2]).toMatchObject({
      counterpartyName: "FOURNISSEUR SAS",
      counterpartyIban: "FR7690004008230001234567863",
      details: ["ACOMPTE", "COMMANDE 12"],
    });
  });

  test("of a direct debit that comes back unpaid name the debtor, though money goes out", async () => {
    const { statements } = await readSample("bank/cfonb120/synthetic-complements.txt");
    expect(statements[0]?.lines[3]).toMatchObject({
      amount: -9900n,
      counterpartyName: "DURAND PAUL",
      counterpartyIban: "FR7690004008230001234567863",
      mandate: "M-DURAND",
      endToEndId: "F2026-0044",
      returnReason: "65",
    });
  });

  test("of 2004 have no qualifier: text at 41-81 and the number of the cheque", async () => {
    const { statements } = await readSample("bank/cfonb120/synthetic-old-complement.txt");
    expect(statements[0]?.lines[0]).toMatchObject({
      details: ["CHEQUE NUMERO 7654321 DE M. BERNARD"],
      entryNumber: "7654321",
    });
  });

  test("with a blank, spaced or unknown qualifier keep their text", async () => {
    const { statements } = await readSample("bank/cfonb120/pennylane-example.txt");
    expect(statements[0]?.lines[0]?.details).toEqual([
      "MENSUEAUHTR13133",
      "MENSUEAUHTR13DUP",
      "PURPOSE",
      "INTERNETA AAA",
      "INTERNETA ABB",
      "INTERNETE BBB",
      "INTERNETI CCC",
      "EXAMPLE WITH EMPTY SPACE",
      "EXAMPLE WITH OTHER COMBINATIONS",
    ]);
    expect(statements[0]?.lines[0]).toMatchObject({
      bankReference: "REFERENCE",
      endToEndId: "OTHER REFERENCE",
      counterpartyName: "INTERNET SFR",
    });
    expect(statements[0]?.lines[0]?.raw.split("\n")).toHaveLength(13);
  });

  test.each([
    [
      "cut inside a word",
      "FACTURE F2026-".padStart(70, "X"),
      "0042",
      `${"FACTURE F2026-".padStart(70, "X")}0042`,
    ],
    [
      "cut after a word",
      "FACTURE".padStart(69, "X"),
      "F2026-0042",
      `${"FACTURE".padStart(69, "X")} F2026-0042`,
    ],
    [
      "cut before a word",
      "FACTURE".padStart(70, "X"),
      " F2026-0042",
      `${"FACTURE".padStart(70, "X")} F2026-0042`,
    ],
  ])("put a text %s together again (LCC, LC2)", async (_, firstHalf, secondHalf, whole) => {
    const line = await lineOf(movement(12_50n), complement("LCC", firstHalf), complement("LC2", secondHalf));
    expect(line.details).toEqual([whole]);
  });

  test("with an account that is no IBAN keep it as text, and an account on our own side is not the other party's", async () => {
    const line = await lineOf(
      movement(12_50n),
      complement("CPY", "00012345678"),
      complement("CBE", "FR7690004008230001234567863"),
    );
    expect(line).not.toHaveProperty("counterpartyIban");
    expect(line.details).toEqual(["00012345678"]);
  });
});

describe("a file as banks and gateways hand it over", () => {
  const records = [opening(10_00n), movement(2_50n), complement("LIB", "PREMIER"), closing(12_50n)];
  const whole = records.join("");

  test.each([
    ["CR LF", records.join("\r\n")],
    ["LF and blank lines", `\n\n${records.join("\n\n")}\n\n`],
    ["CR alone", records.join("\r")],
    ["no line end", whole],
    ["no line end and the last blanks cut", whole.trimEnd()],
    ["trailing blanks cut", records.map((text) => text.trimEnd()).join("\n")],
    ["blanks added up to 200", records.map((text) => text.padEnd(200)).join("\n")],
    ["two records a line", `${whole.slice(0, 240)}\n${whole.slice(240)}`],
    [
      "two records a line, trailing blanks cut",
      `${whole.slice(0, 240).trimEnd()}\n${whole.slice(240).trimEnd()}`,
    ],
    ["wrapped at 200", (whole.match(/.{1,200}/g) ?? []).join("\n")],
    ["the end-of-file mark of DOS", `${records.join("\r\n")}\r\n\x1a`],
  ])("with %s is read alike", async (_, text) => {
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements).toMatchObject([
      { opening: { on: "2026-06-04", amount: 1000n }, closing: { on: "2026-06-05", amount: 1250n } },
    ]);
    expect(statements[0]?.lines).toMatchObject([{ amount: 250n, details: ["PREMIER"] }]);
  });

  test("in UTF-8 and in windows-1252 gives the same words", async () => {
    const [utf8, windows] = await Promise.all(
      ["utf8", "windows-1252"].map((name) => readSample(`bank/cfonb120/synthetic-${name}.txt`)),
    );
    expect(utf8?.statements).toEqual(windows?.statements);
    expect(utf8?.statements[0]?.lines[0]).toMatchObject({
      label: "VIR Société Générale d’œuvres",
      details: ["Réglé le 5 à 10 h, coût 9,90 €"],
    });
  });

  test("with currency and decimals only on its movements takes them from there", async () => {
    const blank = { 17: "   ", 20: " " };
    const text = file(opening(500n, blank), movement(100n, { 17: "XPF", 20: "0" }), closing(600n, blank));
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements[0]).toMatchObject({ account: { currency: "XPF" }, opening: { amount: 500n } });
  });

  test("with text in the reserved zones of a day without movement is read", async () => {
    const text = file(
      opening(500n, { 41: "** PAS DE MOUVEMENT CE JOUR **" }),
      closing(500n, { 41: "-".repeat(50) }),
    );
    expect((await readText(text)).problems).toEqual([]);
  });

  test("of several accounts and days in any order keeps each statement apart", async () => {
    const other = { 22: "00099999999" };
    const text = file(
      opening(0n, other),
      movement(5n, other),
      closing(5n, other),
      opening(0n),
      closing(0n),
      opening(5n, other),
      closing(5n, other),
    );
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements.map(({ account }) => account.key.slice(-3))).toEqual(["999", "678", "999"]);
  });

  test("numbers its lines by physical line, and by record where a line holds several", async () => {
    const spaced = await readText(`\n${records.join("\n\n")}`);
    const joined = await readText(whole);
    expect(spaced.statements[0]?.lines[0]?.lineNumber).toBe(4);
    expect(joined.statements[0]?.lines[0]?.lineNumber).toBe(2);
  });
});

describe("what is wrong in a file", () => {
  test("is told with the line, the columns and what stands there, and every fault is told", async () => {
    const bad = movement(0n, { 35: "310226", 43: "xx0626", 91: "00000000012,50" });
    const { problems } = await readText(file(opening(0n), bad, record("99", {}), closing(0n)));
    expect(problems).toMatchObject([
      { code: "bad_amount", line: 2, field: "91-104", value: "00000000012,50", raw: bad.trimEnd() },
      { code: "bad_date", line: 2, field: "35-40", value: "310226" },
      { code: "bad_date", line: 2, field: "43-48", value: "xx0626" },
      { code: "cfonb_record_unknown", line: 3, value: "99" },
    ]);
  });

  test("leaves the sum alone: a refused movement is not blamed a second time on the balance", async () => {
    const { problems } = await readText(file(opening(0n), movement(5n, { 91: "?" }), closing(5n)));
    expect(codes(problems)).toEqual(["bad_amount"]);
  });

  test("does not take the complements of a refused movement for another's", async () => {
    const { statements } = await readText(
      file(opening(0n), movement(5n), movement(5n, { 35: "      " }), complement("LIB", "LOST"), closing(5n)),
    );
    expect(statements[0]?.lines).toMatchObject([{ details: [] }]);
  });

  test("past two hundred errors ends the reading, and says so", async () => {
    const { problems } = await readText(
      file(opening(0n), ...Array.from({ length: 500 }, () => record("99", {}))),
    );
    expect(problems).toHaveLength(201);
    expect(problems.at(-1)?.code).toBe("too_many_errors");
  });

  test("is still told after two hundred warnings", async () => {
    const odd = file(opening(0n), movement(5n, { 3: "11111" }), closing(5n));
    const { problems } = await readText(`${odd.repeat(250)}${file(record("99", {}))}`);
    expect(codes(problems, "warning")).toHaveLength(201);
    expect(codes(problems, "error")).toEqual(["cfonb_record_unknown"]);
  });

  test("a label cut in the middle of a UTF-8 character is a warning, and the other accents stay", async () => {
    const accents = file(
      opening(0n),
      movement(5n, { 49: "Société" }),
      movement(5n, { 49: "Généralx" }),
      closing(10n),
    );
    const bytes = Buffer.from(accents);
    bytes[bytes.indexOf("x")] = 0xc3;
    const { statements, problems } = await readAll(bytes);
    expect(problems).toMatchObject([{ code: "text_damaged", severity: "warning", line: 3 }]);
    expect(statements[0]?.lines.map(({ label }) => label)).toEqual(["Société", "Général\uFFFD"]);
  });
});

test("what is left over behind a record is one error, and the complements behind it are none of their own", async () => {
  const junk = `${movement(100n)}JUNK42\n${complement("LCC", "A")}\n${complement("NPY", "B")}`;
  const { problems } = await readText(file(opening(0n), junk, closing(100n)));
  expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
    { code: "cfonb_record_length", line: 2, value: "6" },
  ]);
  const unknown = file(
    opening(0n),
    movement(100n).replace(/^04/, "06"),
    complement("LCC", "A"),
    closing(100n),
  );
  expect((await readText(unknown)).problems.map(({ code }) => code)).toEqual(["cfonb_record_unknown"]);
});
