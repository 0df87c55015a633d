import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";
import { complementFields, oldComplementFields } from "./cfonbFields.ts";

/** What the records 05 of one movement say, before its sign tells which party is the other one. */
export type Complements = {
  details: string[];
  payer?: string;
  payee?: string;
  payerAccount?: string;
  payeeAccount?: string;
  /** What of a statement line a record 05 gives as it stands. */
  line: Pick<
    StatementLine,
    "endToEndId" | "mandate" | "creditorId" | "structuredReference" | "bankReference" | "entryNumber"
  >;
  /** The zone of an LCC just read, which an LC2 may continue. */
  firstHalf: string | undefined;
};

type Take = (into: Complements, zone: string) => void;

/** Where the first 35 characters of a zone end and the second field begins. */
const HALF = 35;
const first = (zone: string): string => zone.slice(0, HALF).trim();
const second = (zone: string): string => zone.slice(HALF).trim();

/** The qualifiers of the 2010 note. MMO and FEE are amounts in another currency: they stay in the raw record only. */
const QUALIFIERS: Readonly<Record<string, Take>> = {
  LIB: addDetail,
  LCC: addDetail,
  LC2: continueDetail,
  NPY: (into, zone) => set(into, "payer", zone.trim()),
  NBE: (into, zone) => set(into, "payee", zone.trim()),
  NPO: addDetail,
  NBU: addDetail,
  IPY: (into, zone) => addDetail(into, first(zone)),
  IPO: (into, zone) => addDetail(into, first(zone)),
  IBU: (into, zone) => addDetail(into, first(zone)),
  IBE: (into, zone) => set(into.line, "creditorId", first(zone)),
  LCS: (into, zone) => set(into.line, "structuredReference", first(zone)),
  RCN: (into, zone) => {
    if (first(zone) !== "NOTPROVIDED") set(into.line, "endToEndId", first(zone));
    addDetail(into, second(zone));
  },
  REF: (into, zone) => set(into.line, "bankReference", first(zone)),
  RUM: (into, zone) => set(into.line, "mandate", first(zone)),
  CBE: (into, zone) => addAccount(into, "payeeAccount", first(zone)),
  CPY: (into, zone) => addAccount(into, "payerAccount", first(zone)),
  MMO: () => {},
  FEE: () => {},
};

export function noComplements(): Complements {
  return { details: [], line: {}, firstHalf: undefined };
}

/** Adds one record 05 to what is known of its movement, whose zone 91-104 tells the old variant. */
export function addComplement(into: Complements, record: string, amountZone: string): void {
  const { qualifier, information } = complementFields(record);
  const take = QUALIFIERS[qualifier];
  const old = oldComplementFields(record);
  if (take) take(into, information);
  else if (old.amount === amountZone) {
    addDetail(into, old.text);
    set(into.line, "entryNumber", entryNumber(old.entryNumber));
  } else addDetail(into, information);
  into.firstHalf = qualifier === "LCC" ? information : undefined;
}

/** Interbank codes of money that comes back: the parties stay those of the first payment, so the other one changes sides. */
const RETURNS = new Set("03 10 12 26 27 33 38 98 A3 A4 A5 A6 B3 B4 B5 B6 C4 C5".split(" "));

/**
 * The other party: the payer of a credit, the payee of a debit, and the reverse when money comes back. Some banks fill one
 * name whatever the direction, so a lone name is taken as it is; a lone account is not, because it may be ours.
 */
export function counterparty(
  found: Complements,
  amount: bigint,
  interbankCode: string,
): Pick<StatementLine, "counterpartyName" | "counterpartyIban"> {
  const fromPayer = amount >= 0n !== RETURNS.has(interbankCode);
  const name = fromPayer ? (found.payer ?? found.payee) : (found.payee ?? found.payer);
  const iban = fromPayer ? found.payerAccount : found.payeeAccount;
  return {
    ...(name === undefined ? {} : { counterpartyName: name }),
    ...(iban === undefined ? {} : { counterpartyIban: iban }),
  };
}

/** Zone 82-88, or nothing when the bank left it at zeros. */
export function entryNumber(zone: string): string {
  return /^[0 ]*$/.test(zone) ? "" : zone.trim();
}

function addDetail(into: Complements, zone: string): void {
  const text = zone.trim();
  if (text !== "") into.details.push(text);
}

/** LC2 is the second half of one field of 140 characters: no blank comes between, unless the first half ends with one. */
function continueDetail(into: Complements, zone: string): void {
  const start = into.firstHalf?.trimEnd() ?? "";
  if (start !== "") into.details.pop();
  addDetail(into, `${start}${into.firstHalf?.endsWith(" ") ? " " : ""}${zone}`);
}

function addAccount(into: Complements, side: "payeeAccount" | "payerAccount", text: string): void {
  const iban = validIban(text);
  if (iban === undefined) addDetail(into, text);
  else into[side] = iban;
}

/** Keeps the first value written: a second one for the same movement is a repetition. */
function set<T, K extends keyof T>(into: T, field: K, text: T[K] & string): void {
  if (text !== "") into[field] ??= text;
}
