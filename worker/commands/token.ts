import { createApiToken, revokeApiToken } from "../../sql/apiTokens.ts";
import type { Command } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const token: Command = {
  usage: "rappro token --name WHAT [--company NAME] [--revoke]",
  says: `Draws a token with which a program sends files to a company (POST /api/files), and prints it once. Name what will use it.
  --revoke  the token of that name opens nothing any more`,
  options: { ...companyOption, name: { type: "string" }, revoke: { type: "boolean" } },
  run: async (options) => {
    const name = String(options.name ?? "").trim();
    if (!name) throw new Unusable('--name needs what will use the token, such as "bank client"');
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const asked = { companyId: company.id, name, at: new Date() };
      if (options.revoke) {
        if (!(await revokeApiToken(program.pool, asked)))
          throw new Unusable(`${company.name} has no token called ${name}`);
        console.log(`The token ${name} of ${company.name} is revoked.`);
        return 0;
      }
      const drawn = await createApiToken(program.pool, asked);
      if (drawn === "name_in_use")
        throw new Unusable(
          `${company.name} has a token called ${name} already: revoke it first, or choose another name`,
        );
      console.log(`Token ${name} of ${company.name}, shown this once:\n\n  ${drawn}\n`);
      return 0;
    } finally {
      await program.close();
    }
  },
};
