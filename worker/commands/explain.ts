import { tellDecision } from "../../domain/matching/account.ts";
import { retrace } from "../../domain/matching/retrace.ts";
import type { Language } from "../../domain/money.ts";
import { asCompany } from "../../sql/connect.ts";
import { decisionsOfLine } from "../../sql/explanations.ts";
import type { Command } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

const MARKS = { open: "⟦", close: "⟧" };

export const explain: Command = {
  usage: "rappro explain LINE [--language fr|en] [--company NAME]",
  says: `Prints why a bank line was posted or waits: the facts, the other answers, and what would make it certain.
LINE is the line’s number in Rappro, or the bank’s own reference. What was recognised in the text stands between ⟦ and ⟧.
The decision is come to again from the facts on file, and the last row says whether it is the same.`,
  options: { ...companyOption, language: { type: "string", default: "fr" } },
  takes: "line",
  run: async (options, [line = ""]) => {
    const { language } = options;
    if (language !== "fr" && language !== "en") throw new Unusable(`--language ${language}: fr or en`);
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const decisions = await asCompany(program.pool, company.id, (db) => decisionsOfLine(db, line));
      if (decisions.length === 0)
        throw new Unusable(
          `No decision on a bank line ${line} in ${company.name}. Run "rappro night" first?`,
        );
      const told = decisions.map(({ told, recorded, model }) =>
        tellDecision(told, retrace(recorded, model), language satisfies Language, MARKS).join("\n"),
      );
      process.stdout.write(`${told.join("\n\n———\n\n")}\n`);
      return 0;
    } finally {
      await program.close();
    }
  },
};
