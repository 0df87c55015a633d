import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalText } from "../../../domain/bank/currency.ts";
import { parseWrittenAmount } from "../../../domain/bank/writtenAmount.ts";
import { readText } from "./files.ts";
import { heading, movement } from "./mt940File.ts";
import { file, statement, transaction } from "./ofxFile.ts";

const anAmount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const words = fc
  .string({ unit: fc.constantFrom(..."ABCDEFGHIJ 0123456789.-éÀç’€"), minLength: 1, maxLength: 60 })
  // A first letter keeps a text from being a mark of the format ("-", "?20").
  .map((text) => `T${text.trim()}`);
const aDay = fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, "0"));
const lineEnds = fc.constantFrom("\r\n", "\n", "\r");

const written = fc.record({ amount: anAmount, label: words, text: words, day: aDay });

const commas = (amount: bigint) => decimalText(amount < 0n ? -amount : amount, "EUR").replace(".", ",");

describe("what was written is read", () => {
  test("MT940, whatever its movements, marks and line ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        anAmount,
        fc.array(
          written.chain((line) => fc.boolean().map((isTakenBack) => ({ ...line, isTakenBack }))),
          { maxLength: 12 },
        ),
        lineEnds,
        async (first, lines, lineEnd) => {
          const sum = lines.reduce((total, { amount }) => total + amount, 0n);
          const balance = (amount: bigint) => `${amount < 0n ? "D" : "C"}260630EUR${commas(amount)}`;
          const movements = lines.map(({ amount, label, text, day, isTakenBack }) =>
            movement({
              dates: `2606${day}06${day}`,
              mark: amount < 0n === isTakenBack ? (isTakenBack ? "RC" : "C") : isTakenBack ? "RD" : "D",
              amount: commas(amount),
              information: [`${label}\n${text}`],
            }),
          );
          const all = [
            ...heading(),
            `:60F:${balance(first)}`,
            ...movements,
            `:62F:${balance(first + sum)}`,
            "-",
          ];
          const { statements, problems } = await readText(all.join("\n").replaceAll("\n", lineEnd));
          expect(problems).toEqual([]);
          expect(statements[0]?.lines).toMatchObject(
            lines.map(({ amount, label, text, day }, index) => ({
              rank: index + 1,
              bookedOn: `2026-06-${day}`,
              amount,
              label,
              details: text === label ? [] : [text],
            })),
          );
        },
      ),
    );
  });

  test("OFX, with its end tags or without", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(written, { maxLength: 12 }),
        lineEnds,
        fc.boolean(),
        async (lines, lineEnd, isClosed) => {
          const transactions = lines.map(({ amount, label, text, day }, index) =>
            transaction({
              DTPOSTED: `202606${day}`,
              TRNAMT: decimalText(amount, "EUR"),
              FITID: `A${index}`,
              NAME: label,
              MEMO: text,
            }),
          );
          const text = file(statement(transactions.join(""))).replaceAll("\n", lineEnd);
          const closed = text.replace(/<(NAME|MEMO|TRNAMT|FITID|DTPOSTED)>([^<\r\n]*)/g, "<$1>$2</$1>");
          const { statements } = await readText(isClosed ? closed : text);
          expect(statements[0]?.lines).toMatchObject(
            lines.map(({ amount, label, text: memo, day }, index) => ({
              rank: index + 1,
              bookedOn: `2026-06-${day}`,
              amount,
              label,
              details: memo === label ? [] : [memo],
              bankReference: `A${index}`,
            })),
          );
        },
      ),
    );
  });

  test("an amount, however its thousands and decimals are marked", () => {
    fc.assert(
      fc.property(
        anAmount,
        fc.constantFrom(["", "."], ["", ","], [",", "."], [".", ","], [" ", ","], ["\u202f", ","]),
        (amount, [thousands, decimals]) => {
          const [whole = "", fraction = ""] = decimalText(amount, "EUR").split(".");
          const text = `${whole.replace(/\B(?=(\d{3})+$)/g, thousands ?? "")}${decimals}${fraction}`;
          expect(parseWrittenAmount(text, "EUR")).toBe(amount);
        },
      ),
    );
  });

  test("an amount that may be a thousand or one is none, unless the currency has three decimals", () => {
    expect(parseWrittenAmount("1,234", "EUR")).toBeUndefined();
    expect(parseWrittenAmount("1.234", "TND")).toBe(1234n);
    expect(parseWrittenAmount("0.500", "EUR")).toBe(50n);
    expect(parseWrittenAmount("1,234,567", "EUR")).toBe(123_456_700n);
    expect(parseWrittenAmount("9".repeat(41), "EUR")).toBeUndefined();
  });
});
