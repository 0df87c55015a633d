import type { Rule } from "../../domain/matching/rules.ts";
import { formatAmount } from "../../domain/money.ts";
import { asCompany } from "../../sql/connect.ts";
import { listRules, type RuleUse, ruleUses, storedDefinition } from "../../sql/rules.ts";
import type { Command } from "../command.ts";
import { openProgram } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const rules: Command = {
  usage: "rappro rules [--json] [--company NAME]",
  says: `Lists the rules of a company in the order in which they are tried, with what each posted.
  --json  as an array: id, version, the definition, posts, cents, undone`,
  options: { ...companyOption, json: { type: "boolean" } },
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const found = await asCompany(program.pool, company.id, async (db) => ({
        rules: await listRules(db),
        uses: new Map((await ruleUses(db)).map((use) => [use.id, use])),
      }));
      process.stdout.write(options.json ? asJson(found) : asText(found));
      return 0;
    } finally {
      await program.close();
    }
  },
};

type Found = { rules: Rule[]; uses: ReadonlyMap<bigint, RuleUse> };

function asJson({ rules, uses }: Found): string {
  const shown = rules.map(({ id, version, ...definition }) => ({
    id: String(id),
    version,
    ...storedDefinition(definition),
    posts: uses.get(id)?.posts ?? 0,
    cents: String(uses.get(id)?.cents ?? 0n),
    undone: uses.get(id)?.undone ?? 0,
  }));
  return `${JSON.stringify(shown, null, 1)}\n`;
}

function asText({ rules, uses }: Found): string {
  if (rules.length === 0) return "No rule.\n";
  return rules
    .map((rule) => {
      const use = uses.get(rule.id);
      const writes =
        rule.effect.kind === "own_transfer"
          ? `own transfer with ${rule.effect.otherAccount}`
          : rule.effect.parts.map(({ account }) => account).join(" + ");
      const did = `${use?.posts ?? 0} posted, ${formatAmount(use?.cents ?? 0n, "en")}, ${use?.undone ?? 0} taken back`;
      return `${String(rule.priority).padStart(5)}  ${rule.active ? "on " : "off"}  ${rule.name.padEnd(32)} ${writes.padEnd(24)} ${did}\n`;
    })
    .join("");
}
