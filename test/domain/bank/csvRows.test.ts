import { describe, expect, test } from "vitest";
import { codes, readText } from "./files.ts";

const account = { key: "900040082300012345678", currency: "EUR", iban: "FR7690004008230001234567863" };
const HEADER = "Date;Libellé;Débit;Crédit;Solde\n";
const read = (text: string) => readText(text, { account });

describe("a row", () => {
  test.each([
    ["with another day form", "01/06/2026;A;;1,00;\n2026-06-02;B;;1,00;\n", "bad_date", 3],
    ["of 31 February", "31/02/2026;A;;1,00;\n", "bad_date", 2],
    ["without a day", ";A;;1,00;\n", "bad_date", 2],
    ["without an amount", "01/06/2026;A;;;\n", "bad_amount", 2],
    ["with two amounts", "01/06/2026;A;1,00;2,00;\n", "bad_amount", 2],
    ["with a credit below zero", "01/06/2026;A;;-2,00;\n", "bad_amount", 2],
    ["with 12..34", "01/06/2026;A;12..34;;\n", "bad_amount", 2],
    ["with a mark of its own", "01/06/2026;A;1,50;;\n02/06/2026;A;1.50;;\n", "bad_amount", 3],
    ["with a delimiter in its label", "01/06/2026;A;B;;1,00;;2\n", "row_of_another_width", 2],
    ["cut short", "01/06/2026;A;;1,00\n", "row_of_another_width", 2],
    ["with a quotation mark left open", '01/06/2026;A;;1,00;\n02/06/2026;"B;;1,00;\n', "csv_unreadable", 3],
  ])("%s is refused at its line", async (_, rows, code, line) => {
    const { problems } = await read(HEADER + rows);
    expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([{ code, line }]);
  });

  test("with a quotation mark left open is one error, not an empty statement beside it", async () => {
    const { problems } = await read(`${HEADER}01/06/2026;"A;;1,00;\n`);
    expect(codes(problems)).toEqual(["csv_unreadable"]);
  });

  test("of a balance without a day, above or below the movements, moves nothing", async () => {
    const rows =
      ";Ancien solde;;;10,00\n01/06/2026;A;;1,00;11,00\n02/06/2026;B;;1,00;12,00\n;Nouveau solde;;;12,00\n";
    const { statements, problems } = await read(HEADER + rows);
    expect(codes(problems, "error")).toEqual([]);
    expect(statements[0]?.lines.map(({ amount }) => amount)).toEqual([100n, 100n]);
    expect(codes((await read(`${HEADER};Ancien solde;;10,00;\n`)).problems, "error")).toEqual(["bad_date"]);
  });

  test("of words only is a remark", async () => {
    const { statements, problems } = await read(`${HEADER}01/06/2026;A;;1,00;\n;;;;\n;Fin du relevé;;;\n`);
    expect(codes(problems, "error")).toEqual([]);
    expect(statements[0]?.lines).toHaveLength(1);
  });

  test.each(["Total", "TOTAUX DES OPÉRATIONS :", "Total général"])(
    "of totals, “%s”, is no movement and agrees with those above",
    async (title) => {
      const rows = `01/06/2026;A;45,10;;\n02/06/2026;B;;123,45;\n;${title};-45,10;123,45;\n`;
      const { statements, problems } = await read(HEADER + rows);
      expect(codes(problems, "error")).toEqual([]);
      expect(statements[0]?.lines.map(({ amount }) => amount)).toEqual([-4510n, 12345n]);
      const net = await read("Date;Libellé;Montant\n01/06/2026;A;1,50\nTotal;;1,50\n");
      expect(codes(net.problems, "error")).toEqual([]);
    },
  );

  test("of totals that says otherwise refuses the table: a row is missing", async () => {
    const { problems } = await read(`${HEADER}01/06/2026;A;45,10;;\n;Total;45,10;123,45;\n`);
    expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
      { code: "csv_total_differs", line: 3, field: "Crédit", value: "123,45", params: { expected: "0.00" } },
    ]);
  });

  test("of TotalEnergies is a movement like another, and without its day it is refused", async () => {
    const dated = await read(`${HEADER}01/06/2026;TOTAL;45,10;;\n02/06/2026;TOTALENERGIES;1,00;;\n`);
    expect(dated.statements[0]?.lines).toHaveLength(2);
    expect(codes((await read(`${HEADER};TOTALENERGIES;45,10;;\n`)).problems, "error")).toEqual(["bad_date"]);
  });

  test("of words that name an account takes nothing away from the rows after it", async () => {
    const rows = "01/06/2026;A;;1,00;\n;VIR COMPTE N 12345678901;;;\n02/06/2026;B;;2,00;\n";
    const { statements } = await read(HEADER + rows);
    expect(statements.map(({ lines }) => lines.map(({ amount }) => amount))).toEqual([[100n, 200n]]);
  });

  test("that is the header again begins a page of the same table", async () => {
    const { statements } = await read(`${HEADER}01/06/2026;A;;1,00;\n${HEADER}02/06/2026;B;;2,00;\n`);
    expect(statements.map(({ lines }) => lines.length)).toEqual([2]);
  });

  test("with a status nobody knows is refused, for it may be money", async () => {
    const text =
      "Statut;Date de valeur (local);Nom de la contrepartie;Montant total (TTC);Identifiant de transaction\nPeut-être;;A;1,00;x\n";
    expect((await read(text)).problems).toMatchObject([
      { code: "csv_status_unknown", line: 2, field: "Statut", value: "Peut-être" },
    ]);
  });

  test.each([
    ["D", "45,10", -4510n],
    ["C", "45,10", 4510n],
    ["Débit", "-45,10", -4510n],
    ["CRÉDIT", "1 045,10", 104510n],
    ["DBIT", "45,10", -4510n],
    ["+", "45,10", 4510n],
    ["−", "45,10", -4510n],
  ])(
    "whose direction is written beside the amount, %s %s, goes that way",
    async (direction, amount, cents) => {
      const { statements, problems } = await read(
        `Date;Libellé;Montant;Sens\n01/06/2026;A;${amount};${direction}\n`,
      );
      expect(codes(problems, "error")).toEqual([]);
      expect(statements[0]?.lines.map((line) => line.amount)).toEqual([cents]);
    },
  );

  test.each([
    ["", "45,10"],
    ["X", "45,10"],
    ["C", "-45,10"],
  ])(
    "whose direction “%s” does not say where %s goes is refused: no sign is guessed",
    async (direction, amount) => {
      const { problems } = await read(`Date;Libellé;Montant;Sens\n01/06/2026;A;${amount};${direction}\n`);
      expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
        { code: "bad_direction", line: 2, field: "Sens", value: direction },
      ]);
    },
  );

  test("in another currency is refused", async () => {
    const { problems } = await read("Date;Libellé;Montant;Devise\n01/06/2026;A;1,00;USD\n");
    expect(codes(problems, "error")).toEqual(["line_currency_differs"]);
  });
});
