import { z } from "zod";

/** A header as the file has it, or the number of a column, from 1, in a file without headers. */
const column = z.union([z.string().trim().min(1), z.int().min(1).max(200)]);

export const DATE_FORMATS = ["DD/MM/YYYY", "DD/MM/YY", "YYYY-MM-DD", "DD-MM-YYYY", "DD.MM.YYYY"] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

export type DecimalMark = "," | ".";

/** Which column of a bank's table holds what: for the banks whose headers we do not know. */
const csvMapping = z
  .strictObject({
    date: column,
    valueDate: column.optional(),
    label: column,
    details: z.array(column).max(20).optional(),
    /** Signed, or with a column that says which way the money goes, or else two columns. */
    amount: column.optional(),
    direction: column.optional(),
    debit: column.optional(),
    credit: column.optional(),
    /** Of the account after each movement. */
    balance: column.optional(),
    reference: column.optional(),
    counterparty: column.optional(),
    iban: column.optional(),
    dateFormat: z.enum(DATE_FORMATS).optional(),
    decimalMark: z.enum([",", "."]).optional(),
    delimiter: z.enum([";", "\t", ",", "|"]).optional(),
    /** Physical lines above the header that are not looked at. */
    skipLines: z.int().min(0).max(1000).optional(),
    account: z
      .strictObject({ key: z.string().min(1), currency: z.string().length(3), iban: z.string().optional() })
      .optional(),
  })
  .refine(({ amount, debit, credit }) =>
    amount === undefined ? debit !== undefined && credit !== undefined : !(debit ?? credit),
  )
  .refine(({ amount, direction }) => direction === undefined || amount !== undefined)
  .refine(({ details = [], ...rest }) => {
    const names = [...MAPPED_COLUMNS.map((role) => rest[role]), ...details].filter(
      (name) => name !== undefined,
    );
    return new Set(names.map((name) => typeof name)).size === 1;
  });
export type CsvMapping = z.infer<typeof csvMapping>;

/** The settings of a mapping that name one column. */
export const MAPPED_COLUMNS = [
  "date",
  "valueDate",
  "label",
  "amount",
  "direction",
  "debit",
  "credit",
  "balance",
  "reference",
  "counterparty",
  "iban",
] as const;

/** A mapping as it was stored or typed. Throws on what is none: it is checked before it is stored. */
export function parseCsvMapping(stored: unknown): CsvMapping {
  return csvMapping.parse(stored);
}
