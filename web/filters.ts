import { addDays, type IsoDate, isoDate, parseIsoDate, yearOf } from "../domain/days.ts";
import { nameWords } from "../domain/matching/names.ts";
import { type Cents, parseCents } from "../domain/money.ts";
import { fold } from "../domain/text.ts";
import type { Place, Range, UnpaidFilter, UnpaidSort } from "../sql/screens/unpaid.ts";
import { id, oneOf, text } from "./input.ts";
import type { Words } from "./words/fr.ts";

const FIELDS = [
  "view",
  "asOf",
  "issued",
  "due",
  "payer",
  "branch",
  "insurer",
  "number",
  "name",
  "fund",
  "mutual",
  "total",
  "amo",
  "amc",
  "own",
  "sort",
  "after",
] as const;
type Field = (typeof FIELDS)[number];

/** The unpaid list as the address asks for it. What cannot be read is said, and filters nothing. */
export type UnpaidQuery = {
  typed: Record<Field, string | undefined>;
  filter: UnpaidFilter;
  sort: UnpaidSort;
  descending: boolean;
  after: Place | undefined;
  filtered: boolean;
  invalid: Field[];
  problems: string[];
};

export function readUnpaidQuery(given: Record<string, unknown>, today: IsoDate, words: Words): UnpaidQuery {
  const typed = Object.fromEntries(FIELDS.map((field) => [field, text(given[field])])) as Record<
    Field,
    string | undefined
  >;
  const invalid: Field[] = [];
  const range = (field: Field) => {
    const read = typed[field] === undefined ? OPEN : parseAmountRange(typed[field]);
    if (!read) invalid.push(field);
    return read ?? OPEN;
  };
  const days = typed.issued === undefined ? {} : parseDayRange(typed.issued, today);
  if (!days) invalid.push("issued");
  const dueDays = typed.due === undefined ? {} : parseDayRange(typed.due, today);
  if (!dueDays) invalid.push("due");
  const filter: UnpaidFilter = {
    asOf: parseIsoDate(typed.asOf ?? ""),
    number: typed.number,
    issuedFrom: days?.from,
    issuedTo: days?.to,
    dueFrom: dueDays?.from,
    dueTo: dueDays?.to,
    name: wordsOf(typed.name),
    branch: typed.branch,
    fund: wordsOf(typed.fund),
    mutual: wordsOf(typed.mutual),
    total: range("total"),
    dueAmo: range("amo"),
    dueAmc: range("amc"),
    dueOwn: range("own"),
    payer: oneOf(typed.payer, ["amo", "amc", "patient", "business", "supplier"] as const),
    view: oneOf(typed.view, ["overpaid", "late", "rejected"] as const),
    insurer: id(typed.insurer),
  };
  const badDay = invalid.includes("issued") || invalid.includes("due");
  const badAmount = invalid.some((field) => field !== "issued" && field !== "due");
  return {
    typed,
    filter,
    sort: typed.sort?.startsWith("number") ? "number" : "issued",
    descending: typed.sort?.endsWith("-desc") ?? false,
    after: parsePlace(typed.after),
    filtered: FIELDS.some((field) => field !== "sort" && field !== "after" && typed[field] !== undefined),
    invalid,
    problems: [...(badAmount ? [words.unpaid.badAmount] : []), ...(badDay ? [words.unpaid.badDate] : [])],
  };
}

const OPEN: Range = { from: undefined, to: undefined };

/** "47,89", "=47,89", ">100", ">=100", "<50", "10..20". Strict signs move the bound by a cent. */
export function parseAmountRange(typed: string): Range | undefined {
  const plain = typed.replace(/[\s\u00a0\u202f€]/g, "").replaceAll("−", "-");
  const [low, high, ...rest] = plain.split("..");
  if (high !== undefined && rest.length === 0) {
    const [from, to] = [parseCents(low ?? ""), parseCents(high)];
    return from === undefined || to === undefined ? undefined : { from, to };
  }
  const [, sign = "=", number = ""] = /^(>=|<=|=|>|<)?(.*)$/.exec(plain) ?? [];
  const value = parseCents(number);
  return value === undefined ? undefined : bounds(sign, value);
}

function bounds(sign: string, value: Cents): Range {
  if (sign === ">") return { from: value + 1n, to: undefined };
  if (sign === ">=") return { from: value, to: undefined };
  if (sign === "<") return { from: undefined, to: value - 1n };
  if (sign === "<=") return { from: undefined, to: value };
  return { from: value, to: value };
}

/** "17/11", "17/11/2026", "2026-11-17", with the same signs. Without a year it is this year's. */
export function parseDayRange(typed: string, today: IsoDate): { from?: IsoDate; to?: IsoDate } | undefined {
  const [low, high, ...rest] = typed.replace(/\s/g, "").split("..");
  if (high !== undefined && rest.length === 0) {
    const [from, to] = [parseDay(low ?? "", today), parseDay(high, today)];
    return from && to ? { from, to } : undefined;
  }
  const [, sign = "=", written = ""] = /^(>=|<=|=|>|<)?(.*)$/.exec(low ?? "") ?? [];
  const day = parseDay(written, today);
  if (!day) return undefined;
  if (sign === ">") return { from: addDays(day, 1) };
  if (sign === ">=") return { from: day };
  if (sign === "<") return { to: addDays(day, -1) };
  return sign === "<=" ? { to: day } : { from: day, to: day };
}

function parseDay(written: string, today: IsoDate): IsoDate | undefined {
  const french = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/.exec(written);
  if (!french) return parseIsoDate(written);
  return isoDate(french[3] ? Number(french[3]) : yearOf(today), Number(french[2]), Number(french[1]));
}

/** The telling words of a name, as names are compared; all its words when none of them tells. */
export function wordsOf(typed: string | undefined): string[] {
  if (typed === undefined) return [];
  const telling = nameWords(typed);
  return telling.length > 0 ? telling : (fold(typed).match(/[A-Z0-9]+/g) ?? []);
}

/** The last row of the page before: "2026-11-03~FA2611-00008~412". */
export function placeOf(row: Place): string {
  return `${row.issuedOn}~${row.number}~${row.id}`;
}

function parsePlace(written: string | undefined): Place | undefined {
  const [, day = "", number = "", id = ""] =
    /^(\d{4}-\d{2}-\d{2})~(.*)~(\d{1,18})$/.exec(written ?? "") ?? [];
  const issuedOn = parseIsoDate(day);
  return issuedOn && number && id ? { issuedOn, number, id: BigInt(id) } : undefined;
}
