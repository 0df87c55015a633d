import { ruleEntry, ruleLabel } from "../../domain/accounting/ruleEntry.ts";
import type { AppliedRule } from "../../domain/matching/rules.ts";
import { absCents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import type { MatchToWrite } from "../matches.ts";
import { letterOwnTransfers } from "../ownTransfers.ts";
import { partiesByCode } from "../rules.ts";
import type { BookableLine } from "../statements.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";

/** A line, the rule that explains it, and the decision to keep. */
export type LineByRule = { line: BookableLine; rule: AppliedRule; match: MatchToWrite };

/**
 * Writes the entries of lines that rules explain, as for any other bank entry: entry, decision, one statement each for the
 * whole batch. The evidence names the rule, its writing and what it captured. Own transfers are lettered with their other leg.
 * @returns the entry of each line, in the order given
 */
export async function postByRules(
  db: Db,
  posts: readonly LineByRule[],
  deciding: Deciding,
): Promise<bigint[]> {
  if (posts.length === 0) return [];
  const { company, roles, on } = deciding;
  const codes = posts.flatMap(({ rule }) => (rule.parts ?? []).flatMap(({ aux }) => aux ?? []));
  const parties = await partiesByCode(db, [...new Set(codes)]);
  const entries = posts.map(({ line, rule }) => {
    const parts = rule.otherAccount
      ? [{ account: roles.internalTransfer, amount: absCents(line.amount) }]
      : (rule.parts ?? []).map(({ account, aux, amount }) => {
          const thirdPartyId = aux === undefined ? undefined : parties.get(aux);
          return { account, amount, ...(thirdPartyId === undefined ? {} : { thirdPartyId }) };
        });
    return ruleEntry(bankLine(line, deciding), ruleLabel(rule, line.label), parts);
  });
  const entryIds = await writeEntries(db, company.id, entries);
  await concludeLines(
    db,
    posts.map(({ match }, nth) => ({ match, entryId: entryIds[nth] ?? 0n })),
    deciding,
  );
  const legs = posts.flatMap(({ rule }, nth) =>
    rule.otherAccount ? [{ entryId: entryIds[nth] ?? 0n, otherAccount: rule.otherAccount }] : [],
  );
  await letterOwnTransfers(db, company.id, roles.internalTransfer, legs, on);
  return entryIds;
}
