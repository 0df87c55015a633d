import type { Words } from "./fr.ts";
import { manyEnglish } from "./many.ts";

export const live: Pick<Words, "live" | "nightChart"> = {
  live: {
    idle: "Up to date",
    reading: (files: string) => `Under way: ${manyEnglish(files, "file to read", "files to read")}`,
    studying: (lines: string) => `Under way: ${manyEnglish(lines, "line to study", "lines to study")}`,
    done: "Something new has come.",
    reload: "Refresh",
  },
  nightChart: {
    title: (nights: string) => `Share of lines posted alone, ${manyEnglish(nights, "night", "last nights")}`,
    onlyOne: "Only one night brought lines: the curve begins with the second.",
    spoken: (first: string, last: string) =>
      `Share of lines posted alone, from ${first} on the first night to ${last} on the last. The figures are in the table.`,
    figures: "The figures",
    heads: { night: "Night of", lines: "New lines", posted: "Posted alone", share: "Share" },
  },
};
