import { validIban } from "../accountKey.ts";
import { COMPLEMENT, MOVEMENT, OLD_COMPLEMENT } from "./cfonbFields.ts";
import { column } from "./fixedWidth.ts";

/** What the records 05 of one movement say, before its sign tells which party is the other one. Empty where they say nothing. */
export type Complements = {
  details: string[];
  payer: string;
  payee: string;
  payerAccount: string;
  payeeAccount: string;
  endToEndId: string;
  mandate: string;
  creditorId: string;
  structuredReference: string;
  bankReference: string;
  entryNumber: string;
  /** The zone of an LCC just read, which an LC2 may continue. */
  firstHalf: string | undefined;
};

type Take = (into: Complements, zone: string) => void;

/** Where the first 35 characters of a zone end and the second field begins. */
const HALF = 35;
const first = (zone: string): string => zone.slice(0, HALF).trim();
const second = (zone: string): string => zone.slice(HALF).trim();

/**
 * The qualifiers of the 2010 note. Of a field written twice the first value is kept: the second is a repetition. MMO and FEE
 * are amounts in another currency: they stay in the raw record only.
 */
const QUALIFIERS: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["LIB", addDetail],
  ["LCC", addDetail],
  ["LC2", continueDetail],
  ["NPY", (into, zone) => keep(into, "payer", zone.trim())],
  ["NBE", (into, zone) => keep(into, "payee", zone.trim())],
  ["NPO", addDetail],
  ["NBU", addDetail],
  ["IPY", (into, zone) => addDetail(into, first(zone))],
  ["IPO", (into, zone) => addDetail(into, first(zone))],
  ["IBU", (into, zone) => addDetail(into, first(zone))],
  ["IBE", (into, zone) => keep(into, "creditorId", first(zone))],
  ["LCS", (into, zone) => keep(into, "structuredReference", first(zone))],
  ["RCN", takeReferences],
  ["REF", (into, zone) => keep(into, "bankReference", first(zone))],
  ["RUM", (into, zone) => keep(into, "mandate", first(zone))],
  ["CBE", (into, zone) => addAccount(into, "payeeAccount", first(zone))],
  ["CPY", (into, zone) => addAccount(into, "payerAccount", first(zone))],
  ["MMO", () => {}],
  ["FEE", () => {}],
]);

export function noComplements(): Complements {
  return {
    details: [],
    payer: "",
    payee: "",
    payerAccount: "",
    payeeAccount: "",
    endToEndId: "",
    mandate: "",
    creditorId: "",
    structuredReference: "",
    bankReference: "",
    entryNumber: "",
    firstHalf: undefined,
  };
}

/** Adds one record 05 to what is known of its movement, whose zone 91-104 tells the old variant. */
export function addComplement(into: Complements, record: string, movement: { record: string }): void {
  const qualifier = column(record, COMPLEMENT.qualifier);
  const information = column(record, COMPLEMENT.information);
  const take = QUALIFIERS.get(qualifier);
  if (take) take(into, information);
  else if (column(record, OLD_COMPLEMENT.amount) === column(movement.record, MOVEMENT.amount)) {
    addDetail(into, column(record, OLD_COMPLEMENT.text));
    keep(into, "entryNumber", entryNumber(column(record, OLD_COMPLEMENT.entryNumber)));
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
): { name: string; iban: string } {
  const fromPayer = amount >= 0n !== RETURNS.has(interbankCode);
  return {
    name: fromPayer ? found.payer || found.payee : found.payee || found.payer,
    iban: fromPayer ? found.payerAccount : found.payeeAccount,
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

function keep(
  into: Complements,
  field: Exclude<keyof Complements, "details" | "firstHalf">,
  text: string,
): void {
  if (into[field] === "") into[field] = text;
}

function takeReferences(into: Complements, zone: string): void {
  const endToEndId = first(zone);
  if (endToEndId !== "NOTPROVIDED") keep(into, "endToEndId", endToEndId);
  addDetail(into, second(zone));
}

function addAccount(into: Complements, side: "payeeAccount" | "payerAccount", text: string): void {
  const iban = validIban(text);
  if (iban === undefined) addDetail(into, text);
  else into[side] = iban;
}
