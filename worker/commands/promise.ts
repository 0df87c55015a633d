import { formatPercent } from "../../domain/matching/score.ts";
import { changeSettings, currentCompany } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import type { Command } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const promise: Command = {
  usage: "rappro promise [--errors N] [--company NAME]",
  says: `Shows how certain an answer must be to post by itself: the errors in 10,000 that the company accepts.
  --errors N  from now on; 10 unless said otherwise, 0 posts nothing by itself`,
  options: { ...companyOption, errors: { type: "string" } },
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const { id } = await chooseCompany(program.pool, options.company);
      const { errors } = options;
      if (typeof errors === "string") {
        const promisedErrors = Number(errors);
        if (errors.trim() === "" || !(promisedErrors >= 0 && promisedErrors <= 10_000))
          throw new Unusable(`--errors ${errors} is not a number of errors in 10,000`);
        await asCompany(program.pool, id, (db) => changeSettings(db, { promisedErrors }));
      }
      const { name, settings } = await asCompany(program.pool, id, currentCompany);
      const { promisedErrors } = settings;
      console.log(
        `${name}: at most ${promisedErrors} errors in 10,000 of what posts by itself; an answer must be right with a chance of ${formatPercent(1 - promisedErrors / 10_000, "en")}.`,
      );
      return 0;
    } finally {
      await program.close();
    }
  },
};
