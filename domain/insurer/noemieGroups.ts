import type { Cents } from "../money.ts";
import { totalsOf } from "./noemieExchange.ts";
import { readAmount, readCount, readSign } from "./noemieFields.ts";
import { type EntityCode, type EntityFields, layoutOf } from "./noemieLayout.ts";
import type { Report } from "./noemieReport.ts";

/** An open group of the tree: a payee, a transfer, a type of return, a lot. */
export type Group = {
  code: EntityCode;
  /** What a 990 may name it by. */
  keys: readonly string[];
  line: number;
  /** Amounts below it so far. */
  amount: Cents;
  /** What hangs directly below it. */
  children: number;
  /** Groups below it that a 990 may close or not: the level below is then they, or what they hold. */
  looseGroups: number;
  /** An error was told below it: its total would only echo it. */
  isBroken: boolean;
};

/**
 * The tree of a file, built from the codes of entities and never from their levels (section 6): a group of a code that is open
 * already replaces it, with all that is below; any other goes below the deepest. So every order of 071 and 081 is understood,
 * and groups that are left out (020, 040) are not missed.
 */
export type GroupTree = {
  /** Open groups, the deepest last. */
  stack: Group[];
  report: Report;
  /** Told of each group that closes. */
  onClose: (group: Group) => void;
  /** Told when a total is wrong, or when something below it could not be read. */
  onBroken: () => void;
};

export function openGroup(tree: GroupTree, code: EntityCode, keys: readonly string[], line: number): void {
  const { stack } = tree;
  const same = stack.findIndex((group) => group.code === code);
  if (same >= 0) closeDownTo(tree, same, line);
  const group: Group = { code, keys, line, amount: 0n, children: 0, looseGroups: 0, isBroken: false };
  const parent = stack.at(-1);
  if (isLoose(group) && parent) parent.looseGroups += 1;
  else addChild(tree);
  stack.push(group);
}

/** One more group or item below the deepest group, and below what is above it as far as a 990 may not close it. */
export function addChild({ stack }: GroupTree): void {
  for (let depth = stack.length - 1; depth >= 0; depth -= 1) {
    const group = stack[depth];
    if (!group) return;
    group.children += 1;
    if (!isLoose(group)) return;
  }
}

export function addAmount({ stack }: GroupTree, amount: Cents): void {
  for (const group of stack) group.amount += amount;
}

/** Something that could not be read is missing from every open group, and from the file. */
export function breakOpen({ stack, onBroken }: GroupTree): void {
  for (const group of stack) group.isBroken = true;
  onBroken();
}

/** What a 990 says: closes the group it is for. */
export function closeGroup(tree: GroupTree, fields: EntityFields<"990">, line: number): void {
  const { stack, report, onClose } = tree;
  const total = readTotal(fields, line, report);
  const depth = stack.findLastIndex((group) => !isLoose(group) || namesGroup(fields, total, group));
  const group = stack[depth];
  if (!group) {
    report.warnOnce("noemie_total_alone", { line });
    return;
  }
  closeDownTo(tree, depth + 1, line);
  if (!group.isBroken && !compare(group, total, line, report)) breakOpen(tree);
  stack.pop();
  onClose(group);
}

/** Closes groups from the deepest up to `depth`, without a total of their own; all of them for 0. */
export function closeDownTo({ stack, report, onClose }: GroupTree, depth: number, line: number): void {
  while (stack.length > depth) {
    const group = stack.pop();
    if (!group) return;
    if (!isLoose(group)) report.warnOnce("noemie_total_missing", { line, value: group.code }, group.code);
    onClose(group);
  }
}

function isLoose({ code }: Group): boolean {
  return layoutOf(code)?.closedBy990 === "maybe";
}

type Total = { amount: Cents | undefined; count: number | undefined };

function readTotal(fields: EntityFields<"990">, line: number, report: Report): Total {
  const amount = readAmount(fields.amount);
  const sign = readSign(fields.amountSign);
  const count = readCount(fields.count);
  if (amount !== undefined && amount !== "absent" && sign !== undefined)
    return { amount: amount * sign, count };
  const value = `${fields.amount}${fields.amountSign}`;
  report.refuse("noemie_amount", { line, field: "31-42", value, params: { entity: "990" } });
  return { amount: undefined, count };
}

/** Whether a total is for a lot or an archiving group, and not for what is above: it names it, or agrees with it. */
function namesGroup(fields: EntityFields<"990">, total: Total, group: Group): boolean {
  const closes = fields.closes.trim();
  if (closes !== "") return group.keys.includes(closes);
  return total.amount === group.amount && total.count === group.children;
}

/** The amount is money and its disagreement refuses the file; what the count counts is assumed, so it warns. */
function compare(group: Group, { amount, count }: Total, line: number, report: Report): boolean {
  const value = `${group.code} ${group.keys.find((key) => key !== "") ?? ""}`.trim();
  if (amount === undefined) return false;
  if (amount !== group.amount) {
    report.refuse("noemie_group_total", { line, value, params: totalsOf(amount, group.amount) });
    return false;
  }
  const { children, looseGroups } = group;
  if (count !== children && count !== looseGroups && count !== children + looseGroups) {
    const params = { announced: String(count ?? ""), found: String(children) };
    report.warnOnce("noemie_group_count", { line, value, params });
  }
  return true;
}
