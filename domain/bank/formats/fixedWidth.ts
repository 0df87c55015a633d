/** Field → first and last column, from 1 and inclusive, as the bank's booklet prints them. */
export type Columns = Readonly<Record<string, readonly [first: number, last: number]>>;

export type Fields<C extends Columns> = { [Name in keyof C]: string };

/**
 * A reader of records laid out by columns. The table is turned into offsets once, because a file has a million fields. Text is
 * given as it stands, blanks included: only the caller knows which blanks mean something.
 */
export function fixedWidth<C extends Columns>(columns: C): (record: string) => Fields<C> {
  const slices = Object.entries(columns).map(([name, [first, last]]) => ({
    name,
    from: first - 1,
    to: last,
  }));
  return (record) => {
    const fields: Record<string, string> = {};
    for (const { name, from, to } of slices) fields[name] = record.slice(from, to);
    return fields as Fields<C>;
  };
}
