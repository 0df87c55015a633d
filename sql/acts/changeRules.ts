import { isDeepStrictEqual } from "node:util";
import { ruleProblems } from "../../domain/matching/checkRule.ts";
import { type RuleDefinition, ruleDefinition } from "../../domain/matching/rules.ts";
import { readWeights } from "../../domain/matching/weights.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type Change, closeChange, findChange, insertChange } from "../changes.ts";
import { changeSettings, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { ask } from "../outbox.ts";
import { reviewRights } from "../rights.ts";
import {
  addAccount,
  booksForRules,
  findRule,
  insertRule,
  removeRule,
  rewriteRule,
  storedDefinition,
} from "../rules.ts";

type Act = { companyId: bigint; by?: bigint; at: Date };

/** An account that the chart lacks, named by the person who writes the rule. */
export type AccountToAdd = { number: string; name: string };

/**
 * Asks for a rule to be made or changed: it is checked, kept as a change, and replayed over the past by a job. Nothing decides
 * by it before somebody saves it. Accounts that were named with it are added to the chart.
 */
export function askRule(
  pool: Pool,
  act: Act & {
    ruleId?: bigint;
    definition: RuleDefinition;
    fromLine?: bigint;
    accounts?: readonly AccountToAdd[];
  },
): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const rule = act.ruleId === undefined ? undefined : await findRule(db, act.ruleId);
    if (act.ruleId !== undefined && !rule) return { ok: false, problems: [error("rule_changed_meanwhile")] };
    const books = await booksForRules(db);
    const missing = (act.accounts ?? []).filter(
      ({ number }) => !books.accounts.has(number) && /^[1-8]\d{2,}$/.test(number),
    );
    const accounts = new Map([
      ...books.accounts,
      ...missing.map(({ number }) => [number, { side: null }] as const),
    ]);
    const problems = ruleProblems(act.definition, act.ruleId, { ...books, accounts });
    if (problems.length > 0) return { ok: false, problems };
    for (const account of missing) await addAccount(db, act.companyId, account);
    const change = {
      ...act,
      kind: "rule" as const,
      definition: storedDefinition(act.definition),
      ...(rule ? { ruleVersion: rule.version } : {}),
    };
    return { ok: true, value: { changeId: await askReplay(db, act.companyId, change) }, warnings: [] };
  });
}

/** Asks for a rule to go. It is kept for the decisions that name it. */
export function askRemoval(pool: Pool, act: Act & { ruleId: bigint }): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    const rule = await findRule(db, act.ruleId);
    if (!rule) return { ok: false, problems: [error("rule_changed_meanwhile")] };
    const { id: _id, version, ...definition } = rule;
    const change = {
      ...act,
      kind: "removal" as const,
      ruleVersion: version,
      definition: storedDefinition(definition),
    };
    return { ok: true, value: { changeId: await askReplay(db, act.companyId, change) }, warnings: [] };
  });
}

/** Asks for settings of matching to change: whatever threshold or weight the company may set goes this way. */
export function askSettings(
  pool: Pool,
  act: Act & { settings: Record<string, string> },
): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    const wrong = settingProblem(act.settings);
    if (wrong) return { ok: false, problems: [wrong] };
    const change = { ...act, kind: "settings" as const, definition: act.settings };
    return { ok: true, value: { changeId: await askReplay(db, act.companyId, change) }, warnings: [] };
  });
}

/**
 * Asks for the weights of facts to change: what is typed, in decibans, in place of the program's. Those that are the program's
 * are not kept; none at all is the program's own model again.
 */
export function askWeights(
  pool: Pool,
  act: Act & { typed: Parameters<typeof readWeights>[0] },
): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    const read = readWeights(act.typed);
    if (!read.ok) return read;
    const { ownWeights } = (await currentCompany(db)).settings;
    if (isDeepStrictEqual(read.value, ownWeights?.decibans ?? {}))
      return { ok: false, problems: [error("weights_unchanged")] };
    const ruleVersion = Number(ownWeights?.version ?? 0);
    const change = { ...act, kind: "weights" as const, definition: read.value, ruleVersion };
    return { ok: true, value: { changeId: await askReplay(db, act.companyId, change) }, warnings: [] };
  });
}

/** Settings that decide what posts by itself, with their bounds. */
export const MATCHING_SETTINGS = {
  promisedErrors: { least: 0, most: 1_000 },
  recheckPerNight: { least: 0, most: 50 },
} as const;

function settingProblem(settings: Record<string, string>) {
  for (const [name, value] of Object.entries(settings)) {
    const bounds = MATCHING_SETTINGS[name as keyof typeof MATCHING_SETTINGS];
    const number = /^\d{1,4}$/.test(value) ? Number(value) : -1;
    if (!bounds || number < bounds.least || number > bounds.most)
      return error("setting_out_of_range", { value });
  }
  return undefined;
}

async function askReplay(
  db: Db,
  companyId: bigint,
  change: Parameters<typeof insertChange>[2],
): Promise<bigint> {
  const changeId = await insertChange(db, companyId, change);
  await ask(db, { queue: "replay", companyId, changeId });
  return changeId;
}

/**
 * Makes a change in the caller's transaction: the one that saves it, or the replay's, which is rolled back. What no longer keeps
 * a stricter promise stops posting at once; what was suspended stays so until a person restores it.
 * @returns false when the rule, or the weights, are no longer those that the change started from
 */
export async function applyChange(db: Db, change: Change, at: Date): Promise<boolean> {
  const { kind, ruleId, ruleVersion, definition } = change;
  if (kind === "settings") {
    await changeSettings(db, definition);
    const company = await currentCompany(db);
    await reviewRights(db, company.id, company.settings.promisedErrors, at);
    return true;
  }
  if (kind === "weights") {
    const { ownWeights } = (await currentCompany(db)).settings;
    if (Number(ownWeights?.version ?? 0) !== ruleVersion) return false;
    await changeSettings(db, { ownWeights: { version: String(change.id), decibans: definition } });
    return true;
  }
  const rule = ruleId === null || ruleVersion === null ? undefined : { id: ruleId, version: ruleVersion, at };
  if (kind === "removal") return rule !== undefined && removeRule(db, rule);
  const wanted = ruleDefinition.parse(definition);
  if (rule) return rewriteRule(db, { ...rule, definition: wanted });
  await insertRule(db, (await currentCompany(db)).id, {
    definition: wanted,
    at,
    ...(change.fromLine === null ? {} : { fromLine: change.fromLine }),
  });
  return true;
}

/** Saves a change whose replay is done: from now on it decides. */
export function saveChange(
  pool: Pool,
  act: Act & { changeId: bigint },
): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const change = await findChange(db, act.changeId);
    if (change?.state !== "ready") return { ok: false, problems: [error("change_not_ready")] };
    if (change.kind === "rule") {
      const definition = ruleDefinition.parse(change.definition);
      const problems = ruleProblems(definition, change.ruleId ?? undefined, await booksForRules(db));
      if (problems.length > 0) return { ok: false, problems };
    }
    if (!(await applyChange(db, change, act.at))) {
      const code = change.kind === "weights" ? "weights_changed_meanwhile" : "rule_changed_meanwhile";
      return { ok: false, problems: [error(code)] };
    }
    await close(db, act, change, "saved");
    await ask(db, { queue: "matching", companyId: act.companyId });
    return { ok: true, value: { changeId: change.id }, warnings: [] };
  });
}

/** Gives a change up. What its replay said is kept. */
export function dropChange(
  pool: Pool,
  act: Act & { changeId: bigint },
): Promise<Parsed<{ changeId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    const change = await findChange(db, act.changeId);
    if (!change || change.state === "saved" || change.state === "dropped")
      return { ok: false, problems: [error("change_not_ready")] };
    await close(db, act, change, "dropped");
    return { ok: true, value: { changeId: change.id }, warnings: [] };
  });
}

async function close(
  db: Db,
  { companyId, by, at }: Act,
  change: Change,
  state: "saved" | "dropped",
): Promise<void> {
  await closeChange(db, change.id, { state, by, at });
  await writeAudit(db, companyId, {
    ...(by === undefined ? {} : { actorId: by }),
    at,
    action: state === "saved" ? "save_change" : "drop_change",
    subject: "rule_change",
    subjectId: change.id,
    detail: { kind: change.kind, definition: change.definition },
  });
}
