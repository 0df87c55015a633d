import { beforeEach, describe, expect, test } from "vitest";
import { calibrate } from "../../domain/matching/calibrate.ts";
import { MODEL } from "../../domain/matching/model.ts";
import { retrace } from "../../domain/matching/retrace.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { refuseAnswer } from "../../sql/acts/answerProposal.ts";
import { askWeights, saveChange } from "../../sql/acts/changeRules.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { savedWeights } from "../../sql/changes.ts";
import { decisionsOfLine } from "../../sql/explanations.ts";
import { chancesAgainstPeople, lessonsOfPeople } from "../../sql/lessons.ts";
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
  fromCustomerOf,
  onLine,
  openDossier,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

const MOMENT = { at: new Date("2026-11-20T08:00:00Z"), on: "2026-11-20" };
const act = () => ({ companyId: dossier.companyId, at: MOMENT.at });
const byName = (number: string) => ({ label: "VIR", counterparty: { name: `Client ${number}` } });

type Typed = Parameters<typeof askWeights>[1]["typed"];

async function ask(typed: Typed): Promise<bigint> {
  const asked = await askWeights(database.pool, { ...act(), typed });
  if (!asked.ok) throw new Error(codesOf(asked).join());
  return asked.value.changeId;
}

const replay = (changeId: bigint) =>
  replayChange(database.pool, { companyId: dossier.companyId, changeId }, MOMENT);
const save = (changeId: bigint) => saveChange(database.pool, { ...act(), changeId });

describe("the weights of a company", () => {
  test("are run over the past before they are saved, and then decide; older decisions keep theirs", async () => {
    await bill(dossier, aSale("FA-1001", 10_000n), aSale("FA-1002", 20_000n), aSale("FA-1003", 30_000n));
    await bank(
      dossier,
      aLine("L1", 10_000n, byName("FA-1001")),
      aLine("L2", 20_000n, fromCustomerOf("FA-1002")),
    );
    const before = await within(dossier, () => bookCounts(dossier));
    const changeId = await ask({ name_exact: "0" });
    expect(await replay(changeId)).toMatchObject({
      lines: 2,
      lost: { lines: 1, cents: "10000" },
      gained: { lines: 0 },
      changed: { lines: 0 },
      contradicted: { lines: 0 },
    });
    expect(await bookCounts(dossier)).toEqual(before);
    expect(await within(dossier, savedWeights)).toEqual([]);
    expect(await save(changeId)).toMatchObject({ ok: true });
    expect(await within(dossier, savedWeights)).toMatchObject([
      { id: changeId, decibans: { name_exact: 0 } },
    ]);
    await bank(dossier, aLine("L3", 30_000n, byName("FA-1003")));
    expect(await decisionOf(dossier, "L3")).toMatchObject({ state: "waiting", reason: "below_promise" });
    for (const [line, model] of [
      ["L1", MODEL.id],
      ["L3", `${MODEL.id}/${changeId}`],
    ] as const) {
      const [decision] = await within(dossier, (db) => decisionsOfLine(db, line));
      expect(decision?.told.model).toBe(model);
      expect(decision && retrace(decision.recorded, decision.model)).toEqual({ kind: "same" });
    }
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("never make an amount alone post, however heavy (D12)", async () => {
    const changeId = await ask({ amount_exact: "150", payer_not_named: "0", prior: "0" });
    await replay(changeId);
    await save(changeId);
    await bill(dossier, aSale("FA-1001", 43_187n));
    await bank(dossier, aLine("L1", 43_187n, { label: "VIR DIVERS" }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "waiting", reason: "weak_answer" });
  });

  test("are whole decibans on their side of nothing, and different from those in force", async () => {
    const refused = async (typed: Typed) => codesOf(await askWeights(database.pool, { ...act(), typed }));
    expect(await refused({ name_exact: "-5" })).toEqual(["weight_out_of_range"]);
    expect(await refused({ homonym: "3", iban_known: "beaucoup", number_read: "151" })).toEqual([
      "weight_out_of_range",
      "weight_out_of_range",
      "weight_out_of_range",
    ]);
    expect(await refused({ name_exact: String(MODEL.weights.name_exact) })).toEqual(["weights_unchanged"]);
  });

  test("are saved over no others: a change that started from older ones is asked for again", async () => {
    const [first, second] = [await ask({ name_exact: "50" }), await ask({ iban_known: "50" })];
    await replay(first);
    await replay(second);
    expect(await save(first)).toMatchObject({ ok: true });
    expect(codesOf(await save(second))).toEqual(["weights_changed_meanwhile"]);
    const back = await ask({});
    await replay(back);
    expect(await save(back)).toMatchObject({ ok: true });
    expect((await within(dossier, savedWeights)).map(({ decibans }) => decibans)).toEqual([
      {},
      { name_exact: 50 },
    ]);
  });
});

describe("what people decided teaches weights", () => {
  test("accepted and refused answers, and posts taken back as wrong; what nobody looked at teaches nothing", async () => {
    await bill(dossier, aSale("FA-1001", 10_000n), aSale("FA-1002", 20_000n), aSale("FA-1003", 30_000n));
    await bank(
      dossier,
      aLine("L1", 10_000n, { label: "VIR DIVERS" }),
      aLine("L2", 20_000n, { label: "VIR SANS NOM" }),
      aLine("L3", 30_000n, fromCustomerOf("FA-1003")),
    );
    expect(await within(dossier, lessonsOfPeople)).toEqual({ lessons: [], decisions: 0 });
    const [first, second] = [await shareId(dossier, "FA-1001"), await shareId(dossier, "FA-1002")];
    await acceptMatch(database.pool, {
      ...(await onLine(dossier, "L1")),
      allocations: [{ shareId: first, amount: 10_000n }],
    });
    await refuseAnswer(database.pool, { ...(await onLine(dossier, "L2")), answer: `share ${second}: 20000` });
    await undoMatch(database.pool, await onLine(dossier, "L3"));
    const { lessons, decisions } = await within(dossier, lessonsOfPeople);
    const weak = ["amount_exact", "payer_not_named"];
    expect(decisions).toBe(3);
    expect(lessons).toEqual([
      { answers: [weak], right: 0, times: 1 },
      { answers: [["amount_exact", "name_exact", "number_read"]], right: -1, times: 1 },
      { answers: [weak], right: -1, times: 1 },
    ]);
    expect(await within(dossier, chancesAgainstPeople)).toMatchObject([{ count: 1, right: 1 }]);
    const fitted = calibrate(MODEL, lessons);
    expect(fitted.weights.name_exact).toBeLessThan(MODEL.weights.name_exact);
    expect(fitted.weights.sum_exact).toBe(MODEL.weights.sum_exact);
  });
});
