import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";
import { amountZone, closing, complement, movement, opening } from "./cfonbFile.ts";
import { codes, readAll, readText, sampleBytes, sampleOptions, sumOf } from "./files.ts";

/** One file of each sort; every test below is about all of them. */
const FILES = [
  "bank/cfonb120/pennylane-example.txt",
  "bank/cfonb120/synthetic-complements.txt",
  "bank/cfonb120/synthetic-windows-1252.txt",
  "bank/cfonb120/synthetic-wrapped-at-256.txt",
  "bank/camt053/synthetic-french-references.xml",
  "bank/camt053/synthetic-v08-batches.xml",
  "bank/camt053/viafintech-valid_example_v8.xml",
  "bank/camt054/genkgo-camt054.v2.xml",
  "bank/csv/synthetic-credit-mutuel.csv",
  "bank/csv/synthetic-credit-agricole-two-accounts.csv",
  "bank/csv/synthetic-qonto-en.csv",
  "bank/csv/bsp-sample_split_amounts.csv",
  "bank/mt940/synthetic-french-bank.txt",
  "bank/mt940/synthetic-strokes-in-envelope.txt",
  "bank/mt940/cmxl-iso8859-1.txt",
  "bank/mt942/synthetic-french-bank.txt",
  "bank/ofx/synthetic-banque-postale.ofx",
  "bank/ofx/synthetic-lcl.ofx",
  "bank/ofx/synthetic-payees.ofx",
  "bank/qif/synthetic-french.qif",
];

const words = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHIJ 0123456789/-éÀç’€"),
  minLength: 1,
  maxLength: 70,
});
const anAmount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });

const aMovement = fc.record({
  amount: anAmount,
  label: words,
  day: fc.integer({ min: 1, max: 28 }),
  texts: fc.array(words, { maxLength: 4 }),
});

describe("a CFONB 120 statement that was written", () => {
  test("is read as it was written, whatever its movements and line ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        anAmount,
        fc.array(aMovement, { maxLength: 12 }),
        fc.constantFrom("\r\n", "\n", "\r", "", "\n\n"),
        async (first, movements, lineEnd) => {
          const sum = movements.reduce((total, { amount }) => total + amount, 0n);
          const records = movements.flatMap(({ amount, label, day, texts }) => [
            movement(amount, {
              35: `${String(day).padStart(2, "0")}0626`,
              49: label.slice(0, 31).padEnd(31),
            }),
            ...texts.map((text) => complement("LIB", text)),
          ]);
          const text = [opening(first), ...records, closing(first + sum)].join(lineEnd);
          const { statements, problems } = await readText(text);
          expect(problems).toEqual([]);
          expect(statements[0]?.lines).toMatchObject(
            movements.map(({ amount, label, day, texts }, index) => ({
              rank: index + 1,
              amount,
              label: label.slice(0, 31).trim(),
              bookedOn: `2026-06-${String(day).padStart(2, "0")}`,
              details: texts.map((each) => each.trim()).filter((each) => each !== ""),
            })),
          );
        },
      ),
    );
  });

  test("is refused when one digit of one amount changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.nat({ max: 12 }),
        async (amount, position) => {
          const zone = amountZone(amount);
          const digit = String((Number(zone[position]) + 1) % 10);
          const changed = `${zone.slice(0, position)}${digit}${zone.slice(position + 1)}`;
          const text = [opening(0n), movement(0n, { 91: changed }), closing(amount)].join("\n");
          expect(codes((await readText(text)).problems)).toEqual(["statement_does_not_balance"]);
        },
      ),
    );
  });
});

describe.each(FILES)("%s", async (path) => {
  const bytes = await sampleBytes(path);
  const options = sampleOptions(path);
  const whole = await readAll(bytes, undefined, options);

  test.each([1, 2, 3, 7, 119, 120, 121, 1000])("is read alike in chunks of %i bytes", async (length) => {
    expect(await readAll(bytes, length, options)).toEqual(whole);
  });

  test("cut anywhere never throws, and never passes for whole while a line is missing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
        const { statements, problems } = await readAll(bytes.subarray(0, length), undefined, options);
        const lines = statements.reduce((count, statement) => count + statement.lines.length, 0);
        const all = whole.statements.reduce((count, statement) => count + statement.lines.length, 0);
        // Two statements in a file are two proofs: the first may be whole where the second has not begun.
        // A table says nowhere that it ends here: its balances are only those beside its lines.
        if (lines < all && statements.length === whole.statements.length && whole.format !== "csv") {
          expect(codes(problems, "error")).not.toEqual([]);
        }
      }),
      { numRuns: 100 * PROPERTY_TIMES },
    );
  });

  test("with bytes changed never throws, and what passes balances", async () => {
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), to: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const { at, to } of changes) changed[at] = to;
        const { statements, problems } = await readAll(changed, undefined, options);
        if (codes(problems, "error").length > 0) return;
        for (const statement of statements) {
          if (!statement.opening || !statement.closing) continue;
          expect(statement.opening.amount + sumOf(statement)).toBe(statement.closing.amount);
        }
      }),
      { numRuns: 200 * PROPERTY_TIMES },
    );
  });
});

test("bytes of any kind are read to an end", async () => {
  const start = fc.constantFrom(
    "",
    "01",
    "0190004    00823EUR2",
    "<Document><BkToCstmrStmt><Stmt>",
    "OFXHEADER:",
    "Date;Libell\xe9;D\xe9bit;Cr\xe9dit;Solde\n",
    "dateOp;label;amount\n2026-06-05;",
    "\x1f\x8b\x08",
    "PK\x03\x04",
    "<BkToCstmrAcctRpt><Rpt><Ntry>",
    "<OFX><STMTRS><STMTTRN>",
    ":20:1\n:25:1\n:60F:C260604EUR100,00\n:61:",
    ":20:1\n:25:1\n:34F:EUR0,\n:61:",
    "!Type:Bank\nD",
    "\xff\xfe",
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 600 }), async (head, rest) => {
      const { problems, statements } = await readAll(Buffer.concat([Buffer.from(head, "latin1"), rest]));
      expect(problems.length + statements.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 * PROPERTY_TIMES },
  );
});
