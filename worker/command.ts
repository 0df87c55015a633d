import type { parseArgs } from "node:util";

export type Options = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** One command: what it is called with, what it says of itself, what it does. Returns the exit status. */
export type Command = {
  usage: string;
  says: string;
  options: NonNullable<Parameters<typeof parseArgs>[0]>["options"];
  /** Names of the positional arguments it takes, for the sentence when one is missing. */
  takes?: "files" | "line" | "truth";
  run: (options: Options, positionals: string[]) => Promise<number>;
};
