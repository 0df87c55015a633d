import { decimalText } from "../../domain/bank/currency.ts";
import { listCompanies } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { type ChainNotice, chainNotices } from "../../sql/screens/chain.ts";
import { verifyCompany } from "../../sql/verify.ts";
import type { Command } from "../command.ts";
import { openProgram } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const verify: Command = {
  usage: "rappro verify [--company NAME]",
  says: `Recomputes every law of the books from the rows: balances, dues, postings, lettering, numbers, hashes, the bytes of the files.
Ends with 1 and names the first difference of each law that does not hold. Without --company: every company.
Also tells, as notices that change nothing to the status, where statements are missing, overlap or do not follow each other.`,
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
        for (const notice of await asCompany(program.pool, company.id, chainNotices))
          console.log(`${company.name}: notice: ${sentenceOf(notice)}`);
      }
      return found > 0 ? 1 : 0;
    } finally {
      await program.close();
    }
  },
};

function sentenceOf(notice: ChainNotice): string {
  const { account, currency, fileName } = notice;
  const money = (amount: bigint) => `${decimalText(amount, currency)} ${currency}`;
  switch (notice.kind) {
    case "gap":
      return `${account}: statements of ${spanOf(notice.days)} are missing before ${fileName} (${money(notice.difference)})`;
    case "does_not_follow":
      return notice.at === "closing"
        ? `${account}: ${fileName} closes at ${money(notice.found)}, the statement before and the lines since lead to ${money(notice.expected)}`
        : `${account}: ${fileName} opens at ${money(notice.found)}, the statement before closes at ${money(notice.expected)}`;
    case "overlap":
      return `${account}: ${fileName} tells ${spanOf(notice.days)} again`;
    case "duplicates":
      return `${account}: ${notice.count} statements came more than once`;
  }
}

function spanOf({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} to ${to}`;
}
