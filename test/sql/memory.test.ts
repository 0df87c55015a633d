import { beforeEach, describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { refuseAnswer } from "../../sql/acts/answerProposal.ts";
import { askSettings, saveChange } from "../../sql/acts/changeRules.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { answerRecheck, restorePosting } from "../../sql/acts/trust.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { changeSettings } from "../../sql/companies.ts";
import { forgetHabit, learnHabits, typeHabit } from "../../sql/habits.ts";
import { drawRechecks, openRechecks } from "../../sql/rechecks.ts";
import { suspendedRights } from "../../sql/rights.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  type Dossier,
  decisionOf,
  onLine,
  openDossier,
  runMatching,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

const IBAN = "FR7630006000011234567890189";
const AT = new Date("2026-11-20T08:00:00Z");
const customer = { payer: "business" as const, aux: "C-DUVAL", name: "SARL Duval et Fils" };

async function accept(reference: string, number: string, amount: bigint) {
  const allocations = [{ shareId: await shareId(dossier, number), amount }];
  const accepted = await acceptMatch(database.pool, { ...(await onLine(dossier, reference)), allocations });
  expect(codesOf(accepted)).toEqual([]);
}
const undo = async (reference: string) => undoMatch(database.pool, await onLine(dossier, reference));
const learnt = () =>
  within(dossier, async (db) => ({
    ibans: await db`select iban, source from third_party_iban`,
    words: await db`select words from identity.customer_alias`,
  }));

describe("what a person's decision teaches", () => {
  test("the IBAN and the words of the payer are this customer's: the next line posts by them", async () => {
    await bill(
      dossier,
      aSale("FA-6001", 10_000n, { customer }),
      aSale("FA-6002", 20_000n, { customer }),
      aSale("FA-6003", 30_000n, { customer }),
    );
    await bank(
      dossier,
      aLine("L1", 10_000n, { label: "VIR 991", counterparty: { name: "DUV PLOMB ANCENIS", iban: IBAN } }),
    );
    expect((await decisionOf(dossier, "L1")).state).toBe("waiting");
    await accept("L1", "FA-6001", 10_000n);
    expect(await learnt()).toEqual({
      ibans: [{ iban: IBAN, source: "learnt" }],
      words: [{ words: "ANCENIS DUV PLOMB" }],
    });
    await bank(
      dossier,
      aLine("L2", 20_000n, {
        label: "VIR 992",
        bookedOn: "2026-11-13",
        counterparty: { name: "X", iban: IBAN },
      }),
    );
    await bank(
      dossier,
      aLine("L3", 30_000n, {
        label: "VIR 993",
        bookedOn: "2026-11-13",
        counterparty: { name: "ANCENIS DUV. PLOMB" },
      }),
    );
    expect(await decisionOf(dossier, "L2")).toMatchObject({ state: "posted", reason: "iban_and_amount" });
    expect(await decisionOf(dossier, "L3")).toMatchObject({ state: "posted", reason: "name_and_amount" });
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("nothing is learnt from what the machine posted, from a line for two customers, nor of the customer's own name", async () => {
    await bill(dossier, aSale("FA-6101", 10_000n, { customer }), aSale("FA-6102", 20_000n));
    await bank(
      dossier,
      aLine("L1", 10_000n, { label: "VIR FA-6101", counterparty: { name: "Duval Fils", iban: IBAN } }),
      aLine("L2", 20_000n, { label: "VIR FA-6102", counterparty: { name: "Client FA-6102" } }),
    );
    expect((await decisionOf(dossier, "L1")).state).toBe("posted");
    expect(await learnt()).toEqual({ ibans: [], words: [] });
  });

  test("a decision taken back taught nothing: undo restores the state without it", async () => {
    await bill(dossier, aSale("FA-6201", 10_000n, { customer }));
    await bank(
      dossier,
      aLine("L1", 10_000n, { label: "VIR 991", counterparty: { name: "DUV PLOMB ANCENIS", iban: IBAN } }),
    );
    await accept("L1", "FA-6201", 10_000n);
    await undo("L1");
    expect(await learnt()).toEqual({ ibans: [], words: [] });
  });

  test("when a customer pays is learnt from confirmed payments, may be typed, and forgotten", async () => {
    await bill(
      dossier,
      ...[1, 2, 3].map((n) => aSale(`FA-630${n}`, 10_000n, { customer, issuedOn: `2026-10-0${n}` })),
    );
    await bank(
      dossier,
      ...[1, 2, 3].map((n) =>
        aLine(`L${n}`, 10_000n, {
          label: `VIR FA-630${n}`,
          bookedOn: `2026-11-0${n + 1}`,
          counterparty: { name: "Duval Fils" },
        }),
      ),
    );
    const habit = () =>
      within(
        dossier,
        (db) =>
          db`select payments, delay_days, delay_spread, whole, part, several, typed_days from payer_habit`,
      );
    const learn = () => within(dossier, (db) => learnHabits(db, dossier.companyId, AT));
    await learn();
    expect(await habit()).toEqual([]);
    await within(dossier, (db) =>
      validateEntries(db, { companyId: dossier.companyId, upTo: "2026-11-30", on: "2026-11-30", at: AT }),
    );
    await learn();
    expect(await habit()).toEqual([
      { payments: 3, delayDays: 32, delaySpread: 0, whole: 3, part: 0, several: 0, typedDays: null },
    ]);
    const [row] = await within(
      dossier,
      (db) => db<{ id: bigint }[]>`select third_party_id as id from payer_habit`,
    );
    await within(dossier, (db) => typeHabit(db, row?.id ?? 0n, 45));
    expect(await habit()).toMatchObject([{ typedDays: 45 }]);
    await within(dossier, (db) => forgetHabit(db, row?.id ?? 0n, "2026-11-30"));
    await learn();
    expect(await habit()).toMatchObject([{ payments: 0, delayDays: null, typedDays: null }]);
  });
});

describe("a refused answer", () => {
  async function refused() {
    await bill(dossier, aSale("FA-6401", 10_000n, { customer }), aSale("FA-6402", 10_000n, { customer }));
    await bank(dossier, aLine("L1", 10_000n, { label: "VIR 991", counterparty: { name: "Duval Fils" } }));
    const answer = `share ${await shareId(dossier, "FA-6401")}: 10000`;
    return {
      answer,
      refuse: async () => refuseAnswer(database.pool, { ...(await onLine(dossier, "L1")), answer }),
    };
  }
  const answers = async () =>
    within(dossier, async (db) => {
      const [row] = await db<{ numbers: string[] }[]>`
        select array(select candidate #>> '{allocations,0,invoice}' from jsonb_array_elements(evidence -> 'candidates') as candidate) as numbers
          from match where undone_at is null`;
      return row?.numbers;
    });

  test("is gone from the line at once, and the next night does not propose it again", async () => {
    const { refuse } = await refused();
    expect(await answers()).toEqual(["FA-6401", "FA-6402"]);
    expect((await refuse()).ok).toBe(true);
    expect(await answers()).toEqual(["FA-6402"]);
    expect(codesOf(await refuse())).toEqual(["answer_not_proposed"]);
    await runMatching(dossier, "2026-11-15");
    expect(await answers()).toEqual(["FA-6402"]);
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "waiting", decision: "suggest" });
  });

  test("keeps payer and customer from posting together for a while", async () => {
    const { refuse } = await refused();
    await refuse();
    await bill(dossier, aSale("FA-6403", 12_345n, { customer }));
    await bank(
      dossier,
      aLine("L2", 12_345n, {
        label: "VIR 992",
        bookedOn: "2026-11-13",
        counterparty: { name: "Duval Fils" },
      }),
    );
    expect(await decisionOf(dossier, "L2")).toMatchObject({ state: "waiting", reason: "weak_answer" });
    await runMatching(dossier, "2027-04-01");
    expect(await decisionOf(dossier, "L2")).toMatchObject({ state: "posted", reason: "name_and_amount" });
  });
});

describe("the error budget", () => {
  async function postedByName(count: number) {
    const numbers = Array.from({ length: count }, (_, at) => `FA-65${10 + at}`);
    await bill(
      dossier,
      ...numbers.map((number, at) => aSale(number, 10_000n + BigInt(2 ** at), { customer })),
    );
    await bank(
      dossier,
      ...numbers.map((_, at) =>
        aLine(`L${at}`, 10_000n + BigInt(2 ** at), {
          label: `VIR ${at}`,
          counterparty: { name: "Duval Fils" },
        }),
      ),
    );
    expect((await decisionOf(dossier, "L0")).state).toBe("posted");
  }

  async function another(reference: string, number: string, name: string) {
    const other = { payer: "business" as const, aux: `C-${name}`, name };
    await bill(dossier, aSale(number, 777n, { customer: name === "Duval Fils" ? customer : other }));
    await bank(
      dossier,
      aLine(reference, 777n, { label: "VIR", bookedOn: "2026-11-14", counterparty: { name } }),
    );
    return decisionOf(dossier, reference);
  }

  test("two posts taken back as wrong suspend that evidence for that payer, at once and for nobody else", async () => {
    await postedByName(4);
    await undo("L0");
    expect(await within(dossier, suspendedRights)).toEqual([]);
    await undo("L1");
    expect(await within(dossier, suspendedRights)).toMatchObject([
      { reason: "name_and_amount", posts: 4, wrong: 2, ruleId: null },
    ]);
    expect(await another("N1", "FA-6601", "Duval Fils")).toMatchObject({
      state: "waiting",
      reason: "posting_suspended",
    });
    expect(await another("N2", "FA-6602", "Morvan Frères")).toMatchObject({ state: "posted" });
  });

  test("a stricter promise is replayed before it is saved: what no longer keeps it would stop posting", async () => {
    await within(dossier, (db) => changeSettings(db, { promisedErrors: 1_000 }));
    await postedByName(12);
    await undo("L0");
    await undo("L1");
    expect(await within(dossier, suspendedRights)).toEqual([]);
    const act = { companyId: dossier.companyId, at: new Date("2026-11-21T08:00:00Z") };
    const asked = await askSettings(database.pool, { ...act, settings: { promisedErrors: "10" } });
    const changeId = asked.ok ? asked.value.changeId : 0n;
    const moment = { at: act.at, on: "2026-11-21" };
    const report = await replayChange(database.pool, { companyId: dossier.companyId, changeId }, moment);
    expect(report).toMatchObject({ lines: 12, lost: { lines: 10 }, gained: { lines: 0 } });
    expect(await within(dossier, suspendedRights)).toEqual([]);
    await saveChange(database.pool, { ...act, changeId });
    expect(await within(dossier, suspendedRights)).toMatchObject([{ posts: 12, wrong: 2 }]);
  });

  test("taken back for another reason, they count for nothing", async () => {
    await postedByName(3);
    for (const reference of ["L0", "L1", "L2"])
      await undoMatch(database.pool, { ...(await onLine(dossier, reference)), as: "other" });
    expect(await within(dossier, suspendedRights)).toEqual([]);
  });

  test("three wrong of one evidence suspend it for everybody, until a person restores it with a reason", async () => {
    await postedByName(4);
    for (const reference of ["L0", "L1", "L2"]) await undo(reference);
    expect(await another("N1", "FA-6701", "Morvan Frères")).toMatchObject({
      state: "waiting",
      reason: "posting_suspended",
    });
    const [whole] = (await within(dossier, suspendedRights)).filter((right) => right.payerId === null);
    const restore = {
      companyId: dossier.companyId,
      at: new Date("2026-11-21T08:00:00Z"),
      rightId: whole?.id ?? 0n,
    };
    expect(codesOf(await restorePosting(database.pool, { ...restore, why: " " }))).toEqual([
      "reason_missing",
    ]);
    expect(
      (await restorePosting(database.pool, { ...restore, why: "Mauvais fichier de clients, corrigé" })).ok,
    ).toBe(true);
    expect(codesOf(await restorePosting(database.pool, { ...restore, why: "encore" }))).toEqual([
      "posting_not_suspended",
    ]);
    await runMatching(dossier, "2026-11-22");
    expect(await decisionOf(dossier, "N1")).toMatchObject({ state: "posted", reason: "name_and_amount" });
  });

  test("lines are drawn by the seed, shown without their answer, and another answer counts as an error", async () => {
    await postedByName(6);
    const draw = (seed: string) =>
      within(dossier, (db) =>
        drawRechecks(db, dossier.companyId, { since: new Date(0), count: 2, seed, at: AT }),
      );
    const drawn = async () =>
      (await within(dossier, (db) => openRechecks(db, 10))).map((each) => each.lineId);
    expect(await draw("un")).toBe(2);
    const first = await drawn();
    expect(await draw("un")).toBe(0);
    expect(await drawn()).toEqual(first);
    const [one, two] = await within(dossier, (db) => openRechecks(db, 10));
    expect(
      JSON.stringify(one, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/FA-65/);
    const answer = (recheckId = 0n, typed = "FA-9999") =>
      answerRecheck(database.pool, { companyId: dossier.companyId, at: AT, recheckId, typed });
    expect(await answer(one?.id)).toMatchObject({ ok: true, value: { outcome: "other" } });
    expect(codesOf(await answer(one?.id))).toEqual(["recheck_answered"]);
    expect(await within(dossier, suspendedRights)).toEqual([]);
    expect(await answer(two?.id)).toMatchObject({ value: { outcome: "other" } });
    expect(await within(dossier, suspendedRights)).toMatchObject([
      { reason: "name_and_amount", posts: 6, wrong: 2 },
    ]);
    expect(await drawn()).toEqual([]);
  });
});
