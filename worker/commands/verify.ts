import { listCompanies } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import type { Command } from "../cli.ts";
import { openProgram } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const verify: Command = {
  usage: "rappro verify [--company NAME]",
  says: `Recomputes every law of the books from the rows: balances, dues, postings, lettering, numbers, hashes, the bytes of the files.
Ends with 1 and names the first difference of each law that does not hold. Without --company: every company.`,
  options: companyOption,
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const named = options.company
        ? [await chooseCompany(program.pool, options.company)]
        : await listCompanies(program.pool);
      let found = 0;
      for (const company of named) {
        const differences = await asCompany(program.pool, company.id, verifyCompany);
        for (const { law, place } of differences) console.error(`${company.name}: ${law}: ${place}`);
        if (differences.length === 0) console.log(`${company.name}: every law holds`);
        found += differences.length;
      }
      return found > 0 ? 1 : 0;
    } finally {
      await program.close();
    }
  },
};
