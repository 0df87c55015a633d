import { describe, expect, test } from "vitest";
import { guessColumns, mappingOf } from "../../../domain/bank/columnChoice.ts";
import { type CsvMapping, parseCsvMapping } from "../../../domain/bank/formats/csvMapping.ts";
import { rowCutter } from "../../../domain/bank/formats/csvRows.ts";
import { readStatements } from "../../../domain/bank/formats/read.ts";
import { codes, readSample, readText, sumOf } from "./files.ts";

const KEY = "900040082300012345678";
const IBAN = "FR7690004008230001234567863";
const account = { key: KEY, currency: "EUR", iban: IBAN };
const HEADER = "Date;Libellé;Débit;Crédit;Solde\n";

const linesOf = async (name: string) => {
  const { statements } = await readSample(`bank/csv/${name}`);
  return statements.flatMap(({ lines }) => lines);
};
const read = (text: string, csvMapping?: CsvMapping) =>
  readText(text, { account, ...(csvMapping && { csvMapping }) });

describe("rows", () => {
  test.each([0, 1, 3, 7])("are the same and on the same lines when %i cells are usual", (width) => {
    const text = `A title\n\n;;\na;b;c\n"x\ny";2;"3;\n"\n\n1;2\n1;2;3;4\n`;
    const cutter = rowCutter(";", width);
    const rows = [...cutter.cut(text.slice(0, 20)), ...cutter.cut(text.slice(20)), ...cutter.end()];
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, "A title"],
      [3, "", "", ""],
      [4, "a", "b", "c"],
      [5, "x\ny", "2", "3;\n"],
      [9, "1", "2"],
      [10, "1", "2", "3", "4"],
    ]);
    expect(cutter.fault()).toBeUndefined();
  });
});

describe("the table of", () => {
  test("Société Générale has its label, its words over several lines, and the days of a two-digit year", async () => {
    expect((await linesOf("synthetic-societe-generale.csv"))[0]).toMatchObject({
      bookedOn: "2026-06-15",
      amount: 25000n,
      label: "VIR RECU 99887766",
      details: ["VIR RECU 99887766 DE: SOCIÉTÉ LÉGER", "MOTIF: FACTURE F2026-0008", "REF: F2026-0008"],
      lineNumber: 3,
    });
  });

  test("Crédit Agricole has labels over several lines, and a balance above", async () => {
    const { statements } = await readSample("bank/csv/synthetic-credit-agricole.csv");
    expect(statements[0]?.closing).toEqual({ amount: 101050n, on: "2026-06-20" });
    expect(statements[0]?.lines).toMatchObject([
      {
        amount: 100000n,
        label: "VIREMENT EN VOTRE FAVEUR",
        details: ["DURAND PAUL", "FACTURE F2026-0009"],
        lineNumber: 11,
      },
      { amount: -8950n, label: "PRELEVEMENT", details: ['EDF CLIENTS "PRO"'], lineNumber: 15 },
      { amount: 10000n, label: "REMISE CHEQUES 0001234", lineNumber: 18 },
    ]);
  });

  test("Crédit Agricole with two accounts is two statements, under the accounts it names", async () => {
    const { statements } = await readSample("bank/csv/synthetic-credit-agricole-two-accounts.csv");
    expect(statements.map(({ account: { iban }, closing }) => [iban, closing?.amount])).toEqual([
      [IBAN, 500n],
      ["FR8490042001170004512378K16", -700n],
    ]);
  });

  test("Crédit Agricole keeps savings apart, whatever the bank calls them: their lines are not those of the account above", async () => {
    const of = (name: string) =>
      `Compte courant n° ${IBAN};\nSolde au 20/06/2026 5,00 EUR\nDate;Libellé;Débit euros;Crédit euros;\n18/06/2026;VIR;;5,00;\n\n${name};\nSolde au 20/06/2026 7,00 EUR\nDate;Libellé;Débit euros;Crédit euros;\n18/06/2026;INTERETS;;7,00;\n`;
    for (const name of [
      "Livret A n° 99945678901",
      "LDD Solidaire carte n° 99945678901",
      "PEL n° 99945678901",
    ]) {
      const { statements, problems } = await readText(of(name));
      expect(statements[0]?.lines.map(({ amount }) => amount)).toEqual([500n]);
      expect(statements[1]?.account.key).toBe("99945678901");
      expect(codes(problems, "error")).toEqual(["format_needs_account"]);
    }
    const unnamed = await readText(of("Mon bas de laine"));
    expect(codes(unnamed.problems, "error")).toContain("account_missing");
    expect(unnamed.statements[0]?.lines).toHaveLength(1);
  });

  test("a bank that repeats header and balance on each page goes on with the same account", async () => {
    const page =
      "Solde au 20/06/2026 12,00 EUR\nDate;Libellé;Débit euros;Crédit euros;\n18/06/2026;VIR;;6,00;\n";
    const { statements, problems } = await readText(`Compte courant n° ${IBAN};\n${page}${page}`);
    expect(codes(problems, "error")).toEqual([]);
    expect(statements.map(({ lines }) => lines.length)).toEqual([2]);
  });

  test("Crédit Mutuel, newest first, opens after its last line", async () => {
    const { statements } = await readSample("bank/csv/synthetic-credit-mutuel.csv");
    expect(statements[0]).toMatchObject({
      opening: { amount: 450000n },
      closing: { amount: 329990n, on: "2026-06-19" },
    });
    expect(statements[0]?.lines.map(({ amount }) => amount)).toEqual([-120000n, 30000n, -30000n, 0n, -10n]);
    expect(statements[0]?.lines[1]?.label).toBe("VIR DE MME CŒUR FACTURE F2026-0010");
    expect(statements[0]?.lines[4]?.label).toBe("FRAIS € CARTE");
  });

  test("BoursoBank has a day of value or none, a mark for each column, and the balance of today on every line", async () => {
    const [transfer, card] = await linesOf("synthetic-boursobank.csv");
    expect(transfer).toMatchObject({
      amount: 123456n,
      valuedOn: "2026-06-19",
      label: "VIR SEPA LEGER ET FILS F2026-0013",
    });
    expect(card).toMatchObject({ amount: -1200n, details: ["hébergement"] });
    expect(card).not.toHaveProperty("valuedOn");
  });

  test("Qonto keeps what is settled, and says what is not", async () => {
    const { statements, problems } = await readSample("bank/csv/synthetic-qonto-en.csv");
    expect(statements[0]?.lines).toMatchObject([
      { bookedOn: "2026-06-19", amount: 50010n, label: "Léger & Fils", details: ["F2026-0014", "Transfer"] },
      { bookedOn: "2026-06-19", amount: -108000n, counterpartyName: "Dupont, Martin" },
    ]);
    expect(problems.slice(0, 2)).toMatchObject([
      { code: "entries_not_booked", params: { status: "Processing", count: "1" } },
      { code: "entries_cancelled", params: { status: "Declined", count: "1" } },
    ]);
  });

  test("Banque Populaire has its own words for the label, the name and the text of the payer", async () => {
    expect((await linesOf("synthetic-banque-populaire.csv"))[0]).toMatchObject({
      amount: 50000n,
      label: "VIR SEPA LEGER ET FILS",
      details: ["LEGER ET FILS", "FACTURE F2026-0012"],
      bankReference: "0YUBTWM",
    });
  });

  test("Shine in windows-1252 keeps its dashes and ligatures", async () => {
    expect((await linesOf("synthetic-shine.csv")).map(({ label }) => label)).toEqual([
      "Léger & Fils – F2026-0016",
      "Papeterie « Œuvre »",
    ]);
  });

  test("our own month says what the CFONB says, line for line", async () => {
    const { statements } = await readSample("month/statement.csv");
    const cfonb = await readSample("month/statement.cfonb120");
    const expected = cfonb.statements.flatMap(({ lines }) => lines);
    const lines = statements.flatMap((statement) => statement.lines);
    expect(lines).toHaveLength(500);
    for (const [index, line] of lines.entries()) {
      const { bookedOn, valuedOn, amount, interbankCode, label } = expected[index] ?? { label: "?" };
      expect(line).toMatchObject({ bookedOn, valuedOn, amount, interbankCode });
      expect(line.label.startsWith(label)).toBe(true);
    }
  });
});

describe("balances beside the lines", () => {
  test("prove each line from the oldest down", async () => {
    const { problems } = await readSample("bank/csv/synthetic-row-missing.csv");
    expect(problems).toMatchObject([
      {
        code: "csv_balance_differs",
        line: 4,
        field: "Solde",
        value: "140.00",
        params: { expected: "130.00" },
      },
    ]);
  });

  test("prove each line from the newest down", async () => {
    const rows = "05/06/2026;B;1,00;;99,00\n03/06/2026;A;;10,00;95,00\n02/06/2026;Z;;5,00;85,00\n";
    const { problems } = await read(HEADER + rows);
    expect(problems).toMatchObject([
      { code: "csv_balance_differs", line: 3, params: { expected: "100.00" } },
    ]);
  });

  test("may be written on the last line of each day only", async () => {
    const rows =
      "01/06/2026;A;;10,00;\n01/06/2026;B;;5,00;115,00\n02/06/2026;C;15,00;;\n02/06/2026;D;;1,00;101,00\n";
    const { statements, problems } = await read(HEADER + rows);
    expect(problems).toEqual([]);
    expect([statements[0]?.opening?.amount, statements[0]?.closing?.amount]).toEqual([10000n, 10100n]);
  });

  test("that fit both ways a thousand times are taken by the dates", async () => {
    const pair = "02/06/2026;A;;10,00;110,00\n02/06/2026;B;10,00;;100,00\n";
    const { statements, problems } = await read(`${HEADER}${pair.repeat(1_500)}01/06/2026;C;;1,00;110,00\n`);
    expect(statements[0]?.lines).toHaveLength(3_001);
    expect(codes(problems)).toContain("csv_balance_differs");
  });

  test("alone prove nothing: it may be the balance of another day", async () => {
    const { statements, problems } = await read(`${HEADER}01/06/2026;A;;10,00;110,00\n`);
    expect(statements[0]).not.toHaveProperty("opening");
    expect(codes(problems)).toEqual(["no_opening_balance", "no_closing_balance"]);
  });

  test("after a line that cannot be read are not held against the others", async () => {
    const { problems } = await read(
      `${HEADER}01/06/2026;A;;10,00;110,00\n01/06/2026;B;;?;120,00\n02/06/2026;C;;1,00;121,00\n`,
    );
    expect(codes(problems)).toEqual(["bad_amount"]);
  });
});

describe("the account of a table", () => {
  const table = (above: string) => `${above}Date;Libellé;Montant\n01/06/2026;A;1,00\n`;
  const USES: [string, string, string[]][] = [
    ["IBAN", `IBAN : FR76 9000 4008 2300 0123 4567 863\n`, []],
    ["RIB", "Compte 90004 00823 00012345678 63\n", []],
    ["number", "Compte n° 00012345678;\n", []],
    ["masked number", "Compte de chèques;****5678\n", []],
    ["nothing", "", []],
    ["another IBAN", "IBAN : FR84 9004 2001 1700 0451 2378 K16\n", ["chosen_account_differs"]],
    ["another number", "Compte n° 99912345670;\n", ["chosen_account_differs"]],
    ["another masked number", "Compte ****9999\n", ["chosen_account_differs"]],
  ];
  test.each(USES)("that names it by %s is compared with the one we were told of", async (_, above, wrong) => {
    expect(codes((await read(table(above))).problems, "error")).toEqual(wrong);
  });

  test.each(USES.slice(0, 2))("that names it by %s needs no telling", async (_, above) => {
    const { statements, problems } = await readText(table(above));
    expect(codes(problems, "error")).toEqual([]);
    expect(statements[0]?.account).toEqual(account);
  });

  test.each(USES.slice(2, 5))("that names it by %s needs telling", async (_, above) => {
    const { problems } = await readText(table(above));
    expect(codes(problems, "error")).toEqual(["format_needs_account"]);
  });
});

describe("a mapping", () => {
  const mapping = { date: "Buchungstag", label: "Text", amount: "Betrag" } as const;
  const table = "Konto 1\n\nBuchungstag;Text;Betrag\n05.06.2026;Miete;-1.234,56\n";

  test("reads a table that no profile knows", async () => {
    const { statements } = await read(table, mapping);
    expect(statements[0] && sumOf(statements[0])).toBe(-123456n);
  });

  test("that names a column in vain is told which headers there are", async () => {
    expect((await read(table, { ...mapping, balance: "Saldo" })).problems).toMatchObject(
      [
        {
          code: "csv_column_missing",
          line: 3,
          value: "Saldo",
          params: { headers: "Buchungstag, Text, Betrag" },
        },
        { code: "no_statement" },
      ].slice(0, 1),
    );
  });

  test("may name the column that says which way an unsigned amount goes", async () => {
    const text = "Tag;Text;Betrag;S/H\n05.06.2026;Miete;1.234,56;S\n05.06.2026;Gutschrift;1,00;H\n";
    const { statements } = await read(text, {
      date: "Tag",
      label: "Text",
      amount: "Betrag",
      direction: "S/H",
    });
    expect(statements[0]?.lines.map(({ amount }) => amount)).toEqual([-123456n, 100n]);
  });

  test("is first guessed with the direction beside the amount, and left alone where debit and credit are columns", () => {
    const outline = { delimiter: ";", headerLine: 1, columns: 4, rows: [] };
    expect(guessColumns({ ...outline, headers: ["Date", "Texte", "Montant", "Sens"] }).roles).toContain(
      "direction",
    );
    const split = guessColumns({ ...outline, headers: ["Date", "Texte", "Débit", "Crédit"] });
    expect(split.roles).toEqual(["date", "label", "debit", "credit"]);
    const both = mappingOf(
      { ...outline, columns: 5, headers: ["a", "b", "c", "d", "e"] },
      {
        roles: ["date", "label", "debit", "credit", "direction"],
      },
    );
    expect(both).toMatchObject({ ok: false, problems: [{ code: "columns_exclude_each_other" }] });
  });

  test("is not asked of a file that says itself what it is", async () => {
    const { format } = await readText(":20:START\n:25:123/456\n:28C:1/1\n", { csvMapping: mapping });
    expect(format).toBe("mt940");
  });

  test("may say the day form, the decimal mark, the delimiter, the lines to skip and the account", async () => {
    const text = "Date|Text|Betrag\nbla|bla|bla\n01/06/26|A|1.234\n";
    const { statements, problems } = await readText(text, {
      csvMapping: {
        date: 1,
        label: 2,
        amount: 3,
        skipLines: 2,
        delimiter: "|",
        dateFormat: "DD/MM/YY",
        decimalMark: ",",
        account,
      },
    });
    expect(codes(problems, "error")).toEqual([]);
    expect(statements[0]?.lines).toMatchObject([{ bookedOn: "2026-06-01", amount: 123400n }]);
  });

  test.each([
    ["without an amount", { date: "D", label: "L" }],
    ["with a debit alone", { date: "D", label: "L", debit: "A" }],
    ["with an amount and a debit", { date: "D", label: "L", amount: "A", debit: "B" }],
    ["with a direction and no amount", { date: "D", label: "L", debit: "A", credit: "B", direction: "S" }],
    ["with names and numbers", { date: "D", label: 2, amount: 3 }],
    ["with a column that does not exist", { date: "D", label: "L", amount: "A", total: "T" }],
    ["with a mark that is none", { date: "D", label: "L", amount: "A", decimalMark: ";" }],
    ["that is nothing", null],
  ])("%s is refused before it is stored", (_, stored) => {
    expect(() => parseCsvMapping(stored)).toThrow();
  });

  test.each([
    { date: "D", label: "L", amount: "A" },
    { date: 1, label: 2, debit: 3, credit: 4, details: [5, 6] },
  ])("%j is one", (stored) => {
    expect(parseCsvMapping(stored)).toEqual(stored);
  });
});

test("a table that nobody knows is refused with its headers", async () => {
  expect((await read("Buchungstag;Text;Betrag\n05.06.2026;Miete;-1.234,56\n")).problems).toMatchObject([
    { code: "csv_columns_unknown", line: 1, params: { headers: "Buchungstag, Text, Betrag" } },
  ]);
});

test("a quotation mark left open over a megabyte is told, and holds none of it", async () => {
  const { problems } = await read(`${HEADER}01/06/2026;"A;;1,00;\n${"02/06/2026;B;;1,00;\n".repeat(50_000)}`);
  expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
    { code: "csv_unreadable", line: 2 },
  ]);
});

test("lines come while the file is still arriving", async () => {
  let arrived = 0;
  const source = async function* () {
    yield Buffer.from(HEADER);
    for (arrived = 0; arrived < 100; arrived += 1) {
      yield Buffer.from("01/06/2026;A;;0,00;1,00\n".repeat(1_000));
    }
  };
  const { batches } = await readStatements(source(), { account });
  for await (const batch of batches) if (batch.some(({ kind }) => kind === "line")) break;
  expect(arrived).toBeLessThan(10);
});

test("a table without rows is a statement without movement", async () => {
  const { statements, problems } = await read(HEADER);
  expect(statements).toHaveLength(1);
  expect(codes(problems)).toEqual(["statement_empty"]);
});
