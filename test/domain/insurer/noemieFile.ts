import {
  ENTITIES,
  type EntityCode,
  type EntityFields,
  type FieldType,
  HEADER,
  TRAILER,
} from "../../../domain/insurer/noemieLayout.ts";

/**
 * Writes NOEMIE files by the layout table, the other way round from the reader. Valid by default: a test says what matters.
 * Blocks, flags and totals are made here from nothing but the norm.
 */
type Values<Name extends string> = Partial<Record<Name, string>>;

const BLOCK = 128;

/** One entity with its @. */
export function entity<C extends EntityCode>(code: C, values: Partial<EntityFields<C>> = {}): string {
  const { length, level, fields } = ENTITIES[code];
  return `${place(length - 1, `${code}${level}`, fields, values as Values<string>)}@`;
}

export function header(values: Values<keyof typeof HEADER> = {}): string {
  const usual = {
    emitterType: "CP",
    emitter: "00000019990000",
    receiverType: "TP",
    receiver: "991234567",
    fileId: "SYN001",
    createdOn: "261118",
    reference: "580",
    encryption: "N",
    currency: "U",
    flow: "R",
    recordLength: "128",
  };
  return place(BLOCK, "000", HEADER, { ...usual, ...values });
}

export function trailer(values: Values<keyof typeof TRAILER> = {}): string {
  const usual = {
    emitterType: "CP",
    emitter: "00000019990000",
    receiverType: "TP",
    receiver: "991234567",
    fileId: "SYN001",
    flow: "R",
    lotCount: "1",
  };
  return place(BLOCK, "999", TRAILER, { ...usual, ...values });
}

/** A stream of entities cut into flagged blocks. */
export function blocks(stream: string): string {
  const size = BLOCK - 1;
  const count = Math.max(1, Math.ceil(stream.length / size));
  const cut = Array.from({ length: count }, (_, at) => stream.slice(at * size, (at + 1) * size));
  return cut.map((text, at) => `${at === count - 1 ? "1" : "0"}${text.padEnd(size)}`).join("");
}

export type FileParts = {
  head?: Values<keyof typeof HEADER>;
  foot?: Values<keyof typeof TRAILER>;
  amount?: bigint;
  lotCount?: number;
};

/** A whole file around a stream, its counts made from it. */
export function file(stream: string, { head, foot, amount = 0n, lotCount = 1 }: FileParts = {}): string {
  const body = blocks(stream);
  const totals = {
    recordCount: String(body.length / BLOCK + 2),
    lotCount: String(lotCount),
    ...money("amount", amount),
  };
  return header(head) + body + trailer({ ...totals, ...foot });
}

/** An amount and its sign as two fields. */
export function money(name: string, amount: bigint): Record<string, string> {
  return { [name]: String(amount < 0n ? -amount : amount), [`${name}Sign`]: amount < 0n ? "N" : "P" };
}

export function total(closes: string, count: number, amount: bigint): string {
  return entity("990", { closes, count: String(count), ...money("amount", amount) });
}

export const transfer = entity("071", {
  paidOn: "261118",
  label1: "CPAM 999 ESSAI",
  label2: "263220001234",
  payingBody: "01999",
});

/** An invoice of lot 041, with what hangs below it. */
export function invoice(number: string, ...details: string[]): string {
  const usual = { lot: "041", lotOn: "261113", type: "F", invoicedOn: "261112", insurance: "AS" };
  return entity("102", { invoice: number, ...usual }) + details.join("");
}

export function amo(asked: bigint, state = "P", paid = asked): string {
  return entity("198", { asked: String(asked), state, ...money("paid", paid) });
}

export function amc(asked: bigint, state = "P", paid = asked): string {
  const insurer = { insurer: "999", member: "SYN0001" };
  return entity("199", { asked: String(asked), state, ...money("paid", paid), ...insurer });
}

/** One transfer with one type of return around items that make `amount`, every total right. */
export function oneTransfer(amount: bigint, count: number, ...items: string[]): string {
  const below = [entity("081", { type: "01" }), ...items, total("01", count, amount)];
  return transfer + below.join("") + total("261118", 1, amount);
}

/** The usual file: one transfer, some items, right totals. */
export function usual(amount: bigint, ...items: string[]): string {
  return file(oneTransfer(amount, items.length, ...items), { amount });
}

function place(
  length: number,
  start: string,
  fields: Readonly<Record<string, { at: readonly [number, number]; type: FieldType }>>,
  values: Values<string>,
): string {
  const columns = Array.from({ length }, (_, at) => start.charAt(at) || " ");
  for (const [name, { at, type }] of Object.entries(fields)) {
    const [first, last] = at;
    const width = last - first + 1;
    const value = values[name] ?? "";
    const isNumber = type === "digits" || type === "cents" || type === "day";
    const text = isNumber ? value.padStart(width, "0") : value.padEnd(width);
    for (let index = 0; index < width; index += 1) columns[first - 1 + index] = text.charAt(index);
  }
  return columns.join("");
}
