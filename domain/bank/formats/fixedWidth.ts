/** First and last column, from 1 and inclusive, as the bank's booklet prints them. */
export type Column = readonly [first: number, last: number];

/** The text in a column of a record as it stands, blanks included: only the caller knows which blanks mean something. */
export function column(record: string, [first, last]: Column): string {
  return record.slice(first - 1, last);
}
