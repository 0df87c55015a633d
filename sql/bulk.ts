import type { Db } from "./connect.ts";

/** How a column travels: as one array of its type, already written out. `texts` is an array column, sent as JSON. */
export type ColumnType =
  | "bigint"
  | "integer"
  | "date"
  | "text"
  | "boolean"
  | "timestamptz"
  | "jsonb"
  | "texts";

type Cell = bigint | number | string | boolean | Date | null | undefined | readonly string[] | object;

/**
 * Inserts many rows in one statement, 20 to 40 times faster than one by one. Nothing to insert is no statement.
 * @param columns column name in the database → its type; a row holds its values in the same order
 * @param onConflict what to add to the statement, such as "on conflict do nothing returning id"
 */
export async function insertRows<Returned extends object = never>(
  db: Db,
  table: string,
  columns: Record<string, ColumnType>,
  rows: readonly (readonly Cell[])[],
  onConflict = "",
): Promise<Returned[]> {
  if (rows.length === 0) return [];
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const arrays = names.map((_, at) => arrayOf(rows, at));
  const text = `
    insert into ${table} (${names.join(", ")})
    select ${names.map((name, at) => (types[at] === "texts" ? `array(select jsonb_array_elements_text(given.${name}::jsonb))` : `given.${name}`)).join(", ")}
    from unnest(${types.map((type, at) => `$${at + 1}::${type === "texts" ? "text" : type}[]`).join(", ")})
      as given (${names.join(", ")})
    ${onConflict}`;
  return (await db.unsafe(text, arrays)) as unknown as Returned[];
}

/** One column of the rows as PostgreSQL writes an array. The driver would quote and search each cell, and keep an array of texts beside it. */
function arrayOf(rows: readonly (readonly Cell[])[], at: number): string {
  let written = "";
  for (const row of rows) written += `${written === "" ? "" : ","}${element(row[at])}`;
  return `{${written}}`;
}

function element(cell: Cell): string {
  if (cell === null || cell === undefined) return "NULL";
  if (typeof cell === "string") return quoted(cell);
  if (cell instanceof Date) return quoted(cell.toISOString());
  if (typeof cell === "object")
    return quoted(JSON.stringify(cell, (_, value) => (typeof value === "bigint" ? String(value) : value)));
  return String(cell);
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}

/** Ids drawn ahead of an insert, so that rows of several tables can name each other within one batch. */
export async function drawIds(db: Db, table: string, count: number): Promise<bigint[]> {
  if (count === 0) return [];
  // The sequence is found once: as an argument of nextval it would be looked up again for each id.
  const rows = await db<{ id: bigint }[]>`
    select nextval(counter.name) as id
      from (select pg_get_serial_sequence(${table}, 'id')::regclass as name offset 0) as counter
     cross join generate_series(1, ${count})
  `;
  return rows.map((row) => row.id);
}

/** Ids as the one form of array the driver casts to bigint[]: write `any(${idsOf(list)}::text[]::bigint[])`. */
export function idsOf(ids: Iterable<bigint>): string[] {
  return Array.from(ids, String);
}
