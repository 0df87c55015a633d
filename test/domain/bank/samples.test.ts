import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codes, figuresOf, readSample, sampleBytes, samplePath, sumOf } from "./files.ts";

const EXPECTED = ".expected.json";

describe.each(["cfonb120", "camt053", "camt052", "camt054", "mt940", "mt942", "ofx", "qif", "csv"])(
  "each %s file gives the figures of its README",
  (format) => {
    const files = readdirSync(samplePath(`bank/${format}`)).filter((name) => !name.endsWith(".json"));

    test.each(files)("%s", async (name) => {
      const path = `bank/${format}/${name}`;
      const expected: unknown = JSON.parse(String(await sampleBytes(`${path}${EXPECTED}`)));
      const { format: found, statements, problems } = await readSample(path);
      expect(found).toBe(format);
      expect({
        statements: statements.map(figuresOf),
        problems: problems.map(({ code, line }) => (line === undefined ? code : `${code} ${line}`)),
      }).toEqual(expected);
    });
  },
);

test.each([["cfonb240/silarhi-cfonb240-complex-test.txt", "CFONB 240"]])(
  "a format that has no reader yet is refused by its name: %s",
  async (path, name) => {
    const { statements, problems } = await readSample(`bank/${path}`);
    expect(statements).toEqual([]);
    expect(problems).toMatchObject([
      { code: "format_not_read_yet", severity: "error", params: { format: name } },
    ]);
  },
);

describe("the month of statements, 500 lines in two formats", async () => {
  const cfonb = await readSample("month/statement.cfonb120");
  const camt = await readSample("month/statement.camt053.xml");

  test("both are read without a remark", () => {
    expect([...cfonb.problems, ...camt.problems]).toEqual([]);
    for (const { statements } of [cfonb, camt]) {
      expect(statements.reduce((count, { lines }) => count + lines.length, 0)).toBe(500);
    }
  });

  test("both say the same of every line: days, amount, label, code", () => {
    const facts = (file: typeof cfonb) =>
      file.statements.flatMap(({ lines }) =>
        lines.map(({ bookedOn, valuedOn, amount, label, interbankCode }) => ({
          bookedOn,
          valuedOn,
          amount,
          label,
          interbankCode,
        })),
      );
    expect(facts(cfonb)).toEqual(facts(camt));
  });

  test("both speak of one account under one key and one IBAN", () => {
    const accounts = [...cfonb.statements, ...camt.statements].map(({ account }) =>
      JSON.stringify(Object.entries(account).sort()),
    );
    expect(new Set(accounts).size).toBe(1);
    expect(cfonb.statements[0]?.account).toEqual({
      key: "90042001170004512378K",
      currency: "EUR",
      iban: "FR8490042001170004512378K16",
    });
  });

  test.each([
    ["CFONB 120", cfonb],
    ["camt.053", camt],
  ])("each statement of the %s opens where the one before closed", (_, { statements }) => {
    expect(statements[0]?.opening?.amount).toBe(25_000_000n);
    for (const [index, statement] of statements.entries()) {
      const next = statements[index + 1];
      expect((statement.opening?.amount ?? 0n) + sumOf(statement)).toBe(statement.closing?.amount);
      if (next) expect(next.opening?.amount).toBe(statement.closing?.amount);
    }
  });

  test("the OFX of the month has the same days and amounts, under the same account", async () => {
    const ofx = await readSample("month/statement.ofx");
    const facts = (file: typeof cfonb) =>
      file.statements.flatMap(({ lines }) => lines.map(({ bookedOn, amount }) => ({ bookedOn, amount })));
    expect(facts(ofx)).toEqual(facts(cfonb));
    expect(facts(ofx)).toHaveLength(500);
    expect(ofx.statements[0]?.account).toEqual(cfonb.statements[0]?.account);
    expect(ofx.statements[0]?.closing?.amount).toBe(cfonb.statements.at(-1)?.closing?.amount);
    expect(codes(ofx.problems)).toEqual(["no_opening_balance"]);
  });

  test("the names and IBANs of payers are those the bank gives", () => {
    const named = camt.statements
      .flatMap(({ lines }) => lines)
      .find(({ counterpartyIban }) => counterpartyIban);
    expect(named).toMatchObject({
      counterpartyName: "Sacorec Théo",
      counterpartyIban: "FR7690046056561355004087569",
    });
    expect(codes(camt.problems)).toEqual([]);
  });
});
