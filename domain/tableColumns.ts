import { error, type Problem } from "./problems.ts";
import { fold, squeeze } from "./text.ts";

/** Where a field stands in the rows of a table, from 0, and the header it has there, to name it in problems. */
export type Place = { at: number; header: string };

/** What a kind of table may hold: its fields, the headers each is known by beside its own name, and of what groups one must be there. */
export type TableShape<Field extends string> = {
  fields: readonly Field[];
  synonyms: Readonly<Record<Field, readonly string[]>>;
  required: readonly (readonly Field[])[];
};

type Columns<Field extends string> = Partial<Record<Field, Place>>;

/**
 * Finds the fields in the header, or says which are missing and which headers stand there.
 * @param mapping the header of a field, where a person said it: no other is then tried
 * @param settle has the last word on what was found, before it is known what is missing
 */
export function locateFields<Field extends string>(
  { fields, synonyms, required }: TableShape<Field>,
  headers: readonly string[],
  mapping: Readonly<Partial<Record<Field, string | undefined>>>,
  settle: (columns: Columns<Field>, places: ReadonlyMap<string, Place>) => void = () => {},
): Columns<Field> | Problem {
  const places = new Map<string, Place>();
  for (const [at, header] of headers.entries()) {
    const name = comparable(header);
    if (!places.has(name)) places.set(name, { at, header });
  }
  const columns: Columns<Field> = {};
  const missing: string[] = [];
  for (const field of fields) {
    const mapped = mapping[field];
    const names = mapped === undefined ? [comparable(field), ...synonyms[field]] : [comparable(mapped)];
    const found = names.map((name) => places.get(name)).find((place) => place !== undefined);
    if (found) columns[field] = found;
    else if (mapped !== undefined) missing.push(mapped);
  }
  settle(columns, places);
  for (const group of required) {
    if (!group.some((field) => columns[field])) missing.push(group.join(" / "));
  }
  if (missing.length === 0) return columns;
  const found = headers.filter((header) => header !== "").join(", ");
  return error("columns_missing", { line: 1, params: { missing: missing.join(", "), found } });
}

/** "N° de facture" and "n_de_facture" → "n de facture". */
export function comparable(header: string): string {
  return squeeze(fold(header).replace(/[^A-Z0-9]+/g, " ")).toLowerCase();
}
