import type { Expectation, ExpectationAfter } from "../expectSchema.ts";
import type { Played } from "../play.ts";
import type { Snapshot } from "../snapshot.ts";
import { compareAuditLog, compareSomeBalances, compareSomeDocuments } from "./documents.ts";
import { findEntries, sideOf } from "./entries.ts";
import { compareLettering, findLine } from "./lettering.ts";
import { compareSomePayments } from "./payments.ts";

/** Parts of the state after a step. What is not named is not compared. */
export function compareAfter(part: ExpectationAfter, expected: Expectation, played: Played): string[] {
  const after = played.after.get(part.step);
  if (!after) return [`after step ${part.step}   there is no such step`];
  const { payments = [], documents = [], balances = {}, lettering = [], auditLog = [] } = part;
  const differences = [
    ...compareSomePayments(payments, expected.payments ?? [], after),
    ...compareSomeDocuments(documents, after),
    ...compareSomeBalances(balances, after),
    ...compareLettering(lettering, expected.entries ?? [], after),
    ...compareUnlettered(part, expected, after),
    ...compareUse(part, after),
    ...compareNew(part, played.before.get(part.step) ?? after, after),
    ...compareTransfers(part, after),
    ...compareAuditLog(auditLog, after),
  ];
  return differences.map((difference) => `after step ${part.step}   ${difference}`);
}

function compareUnlettered(
  { unlettered = [] }: ExpectationAfter,
  expected: Expectation,
  after: Snapshot,
): string[] {
  const byId = findEntries(expected.entries ?? [], after);
  return unlettered.flatMap((wanted) => {
    const name = `unlettered   ${wanted.entry} ${wanted.account} ${sideOf(wanted)}`;
    const line = findLine(byId.get(wanted.entry), wanted);
    if (!line) return [`${name}   missing`];
    return line.group ? [`${name}   found ${line.group.code}`] : [];
  });
}

function compareUse({ unusedAccounts = [], noEntryYet }: ExpectationAfter, after: Snapshot): string[] {
  const used = new Set(after.entries.flatMap((entry) => entry.lines.map((line) => line.account)));
  const early = noEntryYet ? after.entries.filter((entry) => !after.opening.has(entry.id)) : [];
  return [
    ...unusedAccounts
      .filter((account) => used.has(account))
      .map((account) => `account ${account}   expected unused`),
    ...early.map((entry) => `entry not expected yet   ${entry.journal} ${entry.postedOn} ${entry.piece}`),
  ];
}

/** None appeared during the step; documents given that fall on its days are no part of it. */
function compareNew({ noNew = [] }: ExpectationAfter, before: Snapshot, after: Snapshot): string[] {
  const rows = {
    bank_lines: (state: Snapshot) => state.bankLines,
    payments: (state: Snapshot) => state.payments,
    entries: (state: Snapshot) => state.entries.filter((entry) => !after.opening.has(entry.id)),
  };
  return noNew.flatMap((kind) => {
    const known = new Set(rows[kind](before).map((row) => row.id));
    const added = rows[kind](after).filter((row) => !known.has(row.id));
    return added.length === 0 ? [] : [`${kind}   expected none new   found ${added.length}`];
  });
}

function compareTransfers({ awaitingOtherLeg }: ExpectationAfter, after: Snapshot): string[] {
  if (!awaitingOtherLeg) return [];
  const found = after.bankLines.filter((line) => line.awaitsOtherLeg).map((line) => line.label);
  const [expected, shown] = [awaitingOtherLeg.toSorted().join(", "), found.sort().join(", ")];
  return expected === shown
    ? []
    : [`awaitingOtherLeg   expected ${expected || "none"}   found ${shown || "none"}`];
}
