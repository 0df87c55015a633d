import { z } from "zod";
import { type CsvMapping, parseCsvMapping } from "./formats/csvMapping.ts";

/** What a person said of files that do not say it themselves: the order of their dates, what their columns hold. */
export type ReadingOptions = { dateOrder?: "dmy" | "mdy"; csvMapping?: CsvMapping };

const schema = z.strictObject({
  dateOrder: z.enum(["dmy", "mdy"]).optional(),
  csvMapping: z.unknown().optional(),
});

/** Options as they were stored or sent. Throws on what is none: they are checked before they are stored. */
export function parseReadingOptions(stored: unknown): ReadingOptions {
  const { dateOrder, csvMapping } = schema.parse(stored);
  return {
    ...(dateOrder && { dateOrder }),
    ...(csvMapping !== undefined && { csvMapping: parseCsvMapping(csvMapping) }),
  };
}

/** Problems that an answer resolves: a file with no other error is held for it, and not refused. */
const QUESTIONS: ReadonlySet<string> = new Set([
  "format_needs_account",
  "date_order_unknown",
  "csv_columns_unknown",
  "chosen_account_differs",
]);

export function isQuestion({ code }: { code: string }): boolean {
  return QUESTIONS.has(code);
}
