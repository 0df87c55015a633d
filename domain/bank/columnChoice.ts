import { error, type Parsed } from "../problems.ts";
import { comparable } from "../tableColumns.ts";
import { type CsvMapping, type DateFormat, type DecimalMark, parseCsvMapping } from "./formats/csvMapping.ts";
import type { CsvOutline } from "./formats/csvOutline.ts";

/** What a person may say that a column holds. */
export const COLUMN_ROLES = [
  "date",
  "valueDate",
  "label",
  "details",
  "amount",
  "direction",
  "debit",
  "credit",
  "balance",
  "reference",
  "counterparty",
  "iban",
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

export type ColumnChoice = {
  /** One for each column; undefined is ignored. */
  roles: readonly (ColumnRole | undefined)[];
  dateFormat?: DateFormat;
  decimalMark?: DecimalMark;
};

/**
 * The mapping that a choice of columns makes. Columns are named by their headers, so that the mapping still fits when the bank adds
 * one; by their numbers where headers are missing, blank or alike, with the lines up to the header skipped.
 */
export function mappingOf(outline: CsvOutline, choice: ColumnChoice): Parsed<CsvMapping> {
  const { roles, dateFormat, decimalMark } = choice;
  const twice = roles.findIndex((role, at) => role && role !== "details" && roles.indexOf(role) < at);
  if (twice >= 0)
    return { ok: false, problems: [error("column_chosen_twice", { value: String(twice + 1) })] };
  const has = (role: ColumnRole) => roles.includes(role);
  if (has("amount") && (has("debit") || has("credit")))
    return { ok: false, problems: [error("columns_exclude_each_other")] };
  if (has("direction") && (has("debit") || has("credit")))
    return { ok: false, problems: [error("columns_exclude_each_other")] };
  if (!has("date") || !has("label") || !(has("amount") || (has("debit") && has("credit"))))
    return { ok: false, problems: [error("columns_to_choose")] };
  const { headers } = outline;
  const byName = headers !== undefined && haveOwnNames(headers);
  const nameOf = (at: number) => (byName ? (headers[at] ?? "") : at + 1);
  const columns = Object.fromEntries(
    roles.flatMap((role, at) => (role && role !== "details" ? [[role, nameOf(at)]] : [])),
  );
  const details = roles.flatMap((role, at) => (role === "details" ? [nameOf(at)] : []));
  const mapping = {
    ...columns,
    ...(details.length > 0 && { details }),
    ...(dateFormat && { dateFormat }),
    ...(decimalMark && { decimalMark }),
    delimiter: outline.delimiter,
    ...(!byName && { skipLines: headers ? outline.headerLine : outline.headerLine - 1 }),
  };
  return { ok: true, value: parseCsvMapping(mapping), warnings: [] };
}

function haveOwnNames(headers: readonly string[]): boolean {
  const names = headers.map(comparable);
  return names.every((name, at) => name !== "" && names.indexOf(name) === at);
}

/** The choice that a mapping stands for, to show it again above the columns of a file. */
export function choiceOf(outline: CsvOutline, mapping: CsvMapping): ColumnChoice {
  const headers = (outline.headers ?? []).map(comparable);
  const placeOf = (name: string | number) =>
    typeof name === "number" ? name - 1 : headers.indexOf(comparable(name));
  const roles: (ColumnRole | undefined)[] = Array.from({ length: outline.columns }, () => undefined);
  for (const role of COLUMN_ROLES) {
    const named = mapping[role];
    for (const name of named === undefined ? [] : [named].flat()) roles[placeOf(name)] = role;
  }
  const { dateFormat, decimalMark } = mapping;
  return { roles, ...(dateFormat && { dateFormat }), ...(decimalMark && { decimalMark }) };
}

/** Words of headers, surest first: French, English, German, Dutch, Italian and Spanish exports. */
const WORDS: readonly [ColumnRole, RegExp][] = [
  ["iban", /\biban\b/],
  ["valueDate", /valeur|value date|valuta|valutadat|wertstellung|fecha valor/],
  ["balance", /\bsolde\b|balance|\bsaldo\b|kontostand/],
  ["direction", /^(?:sens|debit credit|credit debit|d c|dc|dr cr|soll haben|s h|direction|af bij)\b/],
  ["debit", /debit|\bsoll\b|paid out|withdrawal|\bdare\b|cargo/],
  ["credit", /credit|\bhaben\b|paid in|deposit|\bavere\b|abono/],
  ["amount", /montant|amount|betrag|bedrag|importe?\b|umsatz/],
  ["date", /\bdate\b|\bdatum\b|\bdata\b|fecha|buchungstag|\btag\b/],
  [
    "counterparty",
    /beneficiaire|contrepartie|tiers|payee|payer|counterpart|empfanger|auftraggeber|naam\b|\bnom\b|\bname\b/,
  ],
  ["reference", /reference|\bref\b|referenz|transaction id|identifiant/],
  ["details", /detail|commentaire|complement|information|memo|notes?\b|motif/],
  [
    "label",
    /libelle|label|description|intitule|\btexte?\b|verwendungszweck|omschrijving|causale|concepto|buchungstext|operation/,
  ],
];

/** A first choice from the words of the headers: it spares clicks and decides nothing. */
export function guessColumns({ headers = [], columns }: CsvOutline): ColumnChoice {
  const roles: (ColumnRole | undefined)[] = Array.from({ length: columns }, () => undefined);
  const taken = new Set<ColumnRole>();
  for (const [at, header] of headers.entries()) {
    const name = comparable(header);
    const role = WORDS.find(([each, words]) => !taken.has(each) && words.test(name))?.[0];
    if (!role) continue;
    roles[at] = role;
    if (role !== "details") taken.add(role);
  }
  const isSplit = taken.has("debit") && taken.has("credit");
  const lonely = isSplit ? ["amount", "direction"] : ["debit", "credit"];
  return { roles: roles.map((role) => (role && lonely.includes(role) ? undefined : role)) };
}
