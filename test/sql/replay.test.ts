import { beforeEach, describe, expect, test } from "vitest";
import type { RuleDefinition } from "../../domain/matching/rules.ts";
import { askRemoval, askRule, askSettings, dropChange, saveChange } from "../../sql/acts/changeRules.ts";
import { bookLine } from "../../sql/acts/decideLine.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { findChange } from "../../sql/changes.ts";
import { currentCompany } from "../../sql/companies.ts";
import { listRules } from "../../sql/rules.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  bookCounts,
  codesOf,
  type Dossier,
  decisionOf,
  entriesOf,
  fromCustomerOf,
  onLine,
  openDossier,
  runMatching,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

const MOMENT = { at: new Date("2026-11-20T08:00:00Z"), on: "2026-11-20" };
const act = () => ({ companyId: dossier.companyId, at: MOMENT.at });

function fees(changes: Partial<RuleDefinition> = {}): RuleDefinition {
  return {
    name: "Frais",
    priority: 100,
    active: true,
    conditions: [{ field: "label", test: "starts", pattern: "FRAIS" }],
    effect: { kind: "split", parts: [{ account: "627800" }] },
    ...changes,
  };
}

const changeIdOf = (asked: Awaited<ReturnType<typeof askRule>>) => {
  if (!asked.ok) throw new Error(codesOf(asked).join());
  return asked.value.changeId;
};
const replay = (changeId: bigint) =>
  replayChange(database.pool, { companyId: dossier.companyId, changeId }, MOMENT);

async function save(definition: RuleDefinition, ruleId?: bigint) {
  const changeId = changeIdOf(
    await askRule(database.pool, { ...act(), definition, ...(ruleId ? { ruleId } : {}) }),
  );
  const report = await replay(changeId);
  expect((await saveChange(database.pool, { ...act(), changeId })).ok).toBe(true);
  return { report, changeId };
}

async function aPast() {
  await bill(dossier, aSale("FA-5001", 90_000n));
  await bank(
    dossier,
    aLine("L1", 90_000n, fromCustomerOf("FA-5001")),
    aLine("F1", -1_200n, { label: "FRAIS TENUE" }),
    aLine("F2", -900n, { label: "FRAIS CARTE" }),
    aLine("X1", -5_000n, { label: "FRAIS DE DOSSIER" }),
  );
  await bookLine(database.pool, { ...(await onLine(dossier, "X1")), treatAs: "interest" });
}

describe("a change is run over the past before it is saved", () => {
  test("a new rule: what it gains, in lines and cents, what it contradicts, and nothing is written", async () => {
    await aPast();
    const before = await within(dossier, (db) =>
      bookCounts(dossier).then(async (counts) => ({
        counts,
        entries: await db`select id from journal_entry order by id`,
      })),
    );
    const changeId = changeIdOf(await askRule(database.pool, { ...act(), definition: fees() }));
    expect(await replay(changeId)).toMatchObject({
      lines: 4,
      skipped: 0,
      gained: { lines: 3, cents: "7100" },
      lost: { lines: 0, cents: "0" },
      changed: { lines: 0, cents: "0" },
      contradicted: { lines: 1, cents: "5000" },
    });
    const change = await within(dossier, (db) => findChange(db, changeId));
    expect(change).toMatchObject({ state: "ready", linesDone: 4, linesTotal: 4 });
    expect(change?.report?.examples[0]).toMatchObject({
      kind: "gained",
      label: "FRAIS DE DOSSIER",
      before: "",
      after: "Frais",
    });
    expect(
      await within(dossier, (db) =>
        bookCounts(dossier).then(async (counts) => ({
          counts,
          entries: await db`select id from journal_entry order by id`,
        })),
      ),
    ).toEqual(before);
    expect(await within(dossier, listRules)).toEqual([]);
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("validated entries are replayed like the others, and stay as they are", async () => {
    await aPast();
    await within(dossier, (db) =>
      validateEntries(db, {
        companyId: dossier.companyId,
        upTo: "2026-11-30",
        on: "2026-11-30",
        at: MOMENT.at,
      }),
    );
    const changeId = changeIdOf(await askRule(database.pool, { ...act(), definition: fees() }));
    expect(await replay(changeId)).toMatchObject({
      lines: 4,
      skipped: 0,
      gained: { lines: 3 },
      lost: { lines: 0 },
    });
    expect(await entriesOf(dossier, "L1")).toHaveLength(1);
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("an edit: lines that it loses and lines that go elsewhere", async () => {
    await aPast();
    await save(fees());
    await runMatching(dossier, "2026-11-21");
    expect(await decisionOf(dossier, "F1")).toMatchObject({ state: "posted", reason: "rule" });
    const [rule] = await within(dossier, listRules);
    const changed = fees({
      conditions: [{ field: "label", test: "starts", pattern: "FRAIS TENUE" }],
      effect: { kind: "split", parts: [{ account: "661600" }] },
    });
    const changeId = changeIdOf(
      await askRule(database.pool, { ...act(), definition: changed, ruleId: rule?.id ?? 0n }),
    );
    expect(await replay(changeId)).toMatchObject({
      gained: { lines: 0 },
      lost: { lines: 2, cents: "5900" },
      changed: { lines: 1, cents: "1200" },
      contradicted: { lines: 0 },
    });
  });

  test("a removal loses what the rule posts; saved, it posts nothing any more", async () => {
    await aPast();
    await save(fees());
    const [rule] = await within(dossier, listRules);
    const changeId = changeIdOf(await askRemoval(database.pool, { ...act(), ruleId: rule?.id ?? 0n }));
    expect(await replay(changeId)).toMatchObject({ lost: { lines: 3 } });
    expect((await saveChange(database.pool, { ...act(), changeId })).ok).toBe(true);
    expect(await within(dossier, listRules)).toEqual([]);
  });

  test("a setting goes the same way, within its bounds", async () => {
    await aPast();
    expect(
      codesOf(await askSettings(database.pool, { ...act(), settings: { promisedErrors: "5000" } })),
    ).toEqual(["setting_out_of_range"]);
    expect(codesOf(await askSettings(database.pool, { ...act(), settings: { isTest: "1" } }))).toEqual([
      "setting_out_of_range",
    ]);
    const changeId = changeIdOf(
      await askSettings(database.pool, { ...act(), settings: { promisedErrors: "50" } }),
    );
    expect(await replay(changeId)).toMatchObject({ lines: 4, gained: { lines: 0 }, lost: { lines: 0 } });
    expect((await saveChange(database.pool, { ...act(), changeId })).ok).toBe(true);
    expect((await within(dossier, currentCompany)).settings.promisedErrors).toBe(50);
  });

  test("cannot be saved before its replay, twice, or over a rule that somebody changed meanwhile", async () => {
    await aPast();
    const early = changeIdOf(await askRule(database.pool, { ...act(), definition: fees() }));
    expect(codesOf(await saveChange(database.pool, { ...act(), changeId: early }))).toEqual([
      "change_not_ready",
    ]);
    const { changeId } = await save(fees());
    expect(codesOf(await saveChange(database.pool, { ...act(), changeId }))).toEqual(["change_not_ready"]);
    expect(await replay(changeId)).toBeUndefined();
    const ruleId = (await within(dossier, listRules))[0]?.id ?? 0n;
    const stale = changeIdOf(
      await askRule(database.pool, { ...act(), definition: fees({ priority: 5 }), ruleId }),
    );
    await replay(stale);
    await save(fees({ priority: 7 }), ruleId);
    expect(codesOf(await saveChange(database.pool, { ...act(), changeId: stale }))).toEqual([
      "rule_changed_meanwhile",
    ]);
    expect((await dropChange(database.pool, { ...act(), changeId: stale })).ok).toBe(true);
    expect(codesOf(await dropChange(database.pool, { ...act(), changeId: stale }))).toEqual([
      "change_not_ready",
    ]);
  });

  test("a rule that is wrong is not even asked for; an account that was named is added to the chart", async () => {
    const asked = await askRule(database.pool, {
      ...act(),
      definition: fees({ effect: { kind: "split", parts: [{ account: "613200" }] } }),
    });
    expect(codesOf(asked)).toEqual(["rule_account_wrong"]);
    const accounts = [{ number: "613200", name: "Loyers" }];
    const rent = fees({ effect: { kind: "split", parts: [{ account: "613200" }] } });
    expect((await askRule(database.pool, { ...act(), definition: rent, accounts })).ok).toBe(true);
  });
});
