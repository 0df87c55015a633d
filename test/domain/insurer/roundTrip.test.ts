import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entitySplitter } from "../../../domain/insurer/noemieBlocks.ts";
import {
  ENTITIES,
  type EntityCode,
  type FieldType,
  fieldsOf,
  HEADER,
  readHeaderFields,
  readTrailerFields,
  TRAILER,
} from "../../../domain/insurer/noemieLayout.ts";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";
import { readText } from "./files.ts";
import { amc, amo, blocks, entity, header, invoice, money, trailer, usual } from "./noemieFile.ts";

type FieldTable = Readonly<Record<string, { at: readonly [number, number]; type: FieldType }>>;

const CODES = Object.keys(ENTITIES) as EntityCode[];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-.'/"];

/** A value that fills or part-fills a field of its type. */
function aValue({ at: [first, last], type }: FieldTable[string]): fc.Arbitrary<string> {
  const width = last - first + 1;
  const length = { minLength: 0, maxLength: width };
  if (type === "sign") return fc.constantFrom("P", "N");
  if (type === "text" || type === "birth")
    return fc.string({ unit: fc.constantFrom(...LETTERS), ...length }).map((text) => text.trim());
  return fc.string({ unit: fc.constantFrom(..."0123456789"), ...length });
}

function valuesOf(fields: FieldTable): fc.Arbitrary<Record<string, string>> {
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, aValue(field)])));
}

/** A value as it stands in the file: numbers filled with zeros, text with blanks. */
function filled(fields: FieldTable, values: Record<string, string>): Record<string, string> {
  const entries = Object.entries(fields).map(([name, { at, type }]) => {
    const width = at[1] - at[0] + 1;
    const value = values[name] ?? "";
    const isNumber = type === "digits" || type === "cents" || type === "day";
    return [name, isNumber ? value.padStart(width, "0") : value.padEnd(width)];
  });
  return Object.fromEntries(entries);
}

describe("the layout table (sections 3 and 4)", () => {
  const tables: [string, number, FieldTable][] = [
    ["000", 128, HEADER],
    ["999", 128, TRAILER],
    ...CODES.map((code): [string, number, FieldTable] => [
      code,
      ENTITIES[code].length - 1,
      ENTITIES[code].fields,
    ]),
  ];

  test.each(tables)("%s has no field over another or over the end", (_, length, fields) => {
    const taken = new Set<number>();
    for (const { at } of Object.values(fields)) {
      expect(at[0]).toBeGreaterThanOrEqual(4);
      expect(at[1]).toBeLessThanOrEqual(length);
      for (let position = at[0]; position <= at[1]; position += 1) {
        expect(taken.has(position)).toBe(false);
        taken.add(position);
      }
    }
  });
});

test.each(CODES)("every field of entity %s that is written is read, across blocks", (code) => {
  const fields: FieldTable = ENTITIES[code].fields;
  fc.assert(
    fc.property(fc.array(valuesOf(fields), { minLength: 1, maxLength: 5 }), (written) => {
      const stream = written.map((values) => entity(code, values)).join("");
      expect(readStream(stream)).toEqual(written.map((values) => ({ code, fields: filled(fields, values) })));
    }),
    { numRuns: 30 * PROPERTY_TIMES },
  );
});

test("every field of the header and the trailer that is written is read", () => {
  fc.assert(
    fc.property(valuesOf(HEADER), valuesOf(TRAILER), (first, last) => {
      expect(readHeaderFields(header(first))).toEqual(filled(HEADER, first));
      expect(readTrailerFields(trailer(last))).toEqual(filled(TRAILER, last));
    }),
  );
});

const cents = fc.bigInt({ min: 0n, max: 99_999_999n });
const aPart = fc.record({
  asked: cents,
  paid: cents,
  isTaken: fc.boolean(),
  state: fc.constantFrom("P", "R", "D", " "),
});
const anItem = fc.oneof(
  fc.record({ kind: fc.constant("share" as const), amo: aPart, amc: fc.option(aPart) }),
  fc.record({ kind: fc.constant("lump" as const), amount: cents }),
  fc.record({
    kind: fc.constant("debt" as const),
    amount: cents,
    operation: fc.constantFrom("RPR", "ANT", "CIN"),
  }),
);

/** Money only beside P: the reader warns of any other. */
function paidOf({ paid, isTaken, state }: { paid: bigint; isTaken: boolean; state: string }): bigint {
  if (state !== "P") return 0n;
  return isTaken ? -paid : paid;
}

test("whatever is paid, refused, taken back and withheld, the transfer is its sum and every item is there", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anItem, { minLength: 1, maxLength: 30 }), async (items) => {
      let net = 0n;
      const written = items.map((item, index) => {
        if (item.kind === "lump") {
          net += item.amount;
          return entity("261", { code: "1", amount: String(item.amount) });
        }
        if (item.kind === "debt") {
          if (item.operation === "RPR") net -= item.amount;
          const amounts = money("amount", -item.amount);
          return entity("250", { debt: "D", nature: "IND", operation: item.operation, ...amounts });
        }
        const own = paidOf(item.amo);
        const other = item.amc ? paidOf(item.amc) : 0n;
        net += own + other;
        const parts = [amo(item.amo.asked, item.amo.state, own)];
        if (item.amc) parts.push(amc(item.amc.asked, item.amc.state, other));
        return invoice(String(index), ...parts);
      });
      const { returns, problems } = await readText(usual(net, ...written));
      // Distinct lots are counted by the trailer: a file of debts has none.
      expect(problems.filter(({ code }) => code !== "noemie_lot_count")).toEqual([]);
      const count = items.reduce((sum, item) => sum + (item.kind === "share" && item.amc ? 2 : 1), 0);
      expect(returns).toMatchObject([{ net, itemCount: count }]);
    }),
    { numRuns: 60 * PROPERTY_TIMES },
  );
});

function readStream(stream: string): { code: string; fields: Record<string, string> }[] {
  const splitter = entitySplitter();
  const cut = blocks(stream).match(/.{128}/g) ?? [];
  const entities = cut.flatMap((block, index) => {
    const isLast = block.startsWith("1");
    const text = isLast ? block.slice(1).trimEnd() : block.slice(1);
    return splitter.split({ text, line: index + 2, isLast });
  });
  expect(splitter.rest()).toBeUndefined();
  return entities.map(({ code, text }) => ({ code, fields: { ...fieldsOf(code as EntityCode, text) } }));
}
