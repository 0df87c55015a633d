import type { Command } from "../cli.ts";

export const demo: Command = {
  usage: "rappro demo [--reset] [--exit]",
  says: "",
  options: { reset: { type: "boolean" }, exit: { type: "boolean" } },
  run: async () => 0,
};
