import { beforeEach, describe, expect, test } from "vitest";
import type { RuleDefinition } from "../../domain/matching/rules.ts";
import { acceptRule } from "../../sql/acts/answerProposal.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { insertRule } from "../../sql/rules.ts";
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
  entriesOf,
  fromCustomerOf,
  lineId,
  onLine,
  openDossier,
  receive,
  runMatching,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

const AT = new Date("2026-11-01T08:00:00Z");

function aRule(changes: Partial<RuleDefinition> = {}): Promise<bigint> {
  const definition: RuleDefinition = {
    name: "Frais bancaires",
    priority: 100,
    active: true,
    conditions: [{ field: "label", test: "starts", pattern: "FRAIS" }],
    effect: { kind: "split", parts: [{ account: "627800" }] },
    ...changes,
  };
  return within(dossier, (db) => insertRule(db, dossier.companyId, { definition, at: AT }));
}

const evidenceOf = async (reference: string) => {
  const id = await lineId(dossier, reference);
  const [row] = await within(
    dossier,
    (db) => db<{ evidence: Record<string, unknown>; ruleId: bigint | null; runId: bigint | null }[]>`
      select evidence, rule_id, run_id from match where line_id = ${id} and undone_at is null`,
  );
  return row;
};

describe("the night, with rules (D13)", () => {
  test("posts fees with their VAT, names the rule in the entry and in the evidence, and keeps what it thought", async () => {
    const id = await aRule({
      effect: {
        kind: "split",
        parts: [{ account: "445660", formula: "montant * 20 / 120" }, { account: "627800" }],
      },
      label: "Frais de tenue",
    });
    await bank(dossier, aLine("L1", -1_201n, { label: "FRAIS TENUE DE COMPTE" }));
    expect(await decisionOf(dossier, "L1")).toEqual({ state: "posted", decision: "post", reason: "rule" });
    expect((await entriesOf(dossier, "L1"))[0]).toMatchObject({
      journal: "BQ1",
      label: "Frais de tenue",
      lines: ["445660 200", "627800 1001", "512100 -1201"],
    });
    const kept = await evidenceOf("L1");
    expect(kept).toMatchObject({
      ruleId: id,
      evidence: {
        rule: { id: String(id), name: "Frais bancaires", version: 1 },
        proposal: { reason: "money_out" },
        params: { rule: "Frais bancaires" },
      },
    });
    expect(kept?.runId).not.toBeNull();
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("guesses nothing without one: fees wait for a person", async () => {
    await bank(dossier, aLine("L1", -1_201n, { label: "FRAIS TENUE DE COMPTE" }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "waiting", reason: "money_out" });
  });

  test("books both legs of own transfers and letters each with its other one", async () => {
    const transfer = (name: string, journal: string, otherAccount: string) =>
      aRule({
        name,
        conditions: [
          { field: "label", test: "contains", pattern: "VIR INTERNE" },
          { field: "account", journal },
        ],
        effect: { kind: "own_transfer", otherAccount },
      });
    await transfer("Vers l'épargne", "BQ1", "BQ2");
    await transfer("De l'épargne", "BQ2", "BQ1");
    const out = (reference: string) => aLine(reference, -5_000n, { label: "VIR INTERNE" });
    await receive(dossier, [out("L1"), out("L2")]);
    await receive(
      dossier,
      [aLine("L3", 5_000n, { label: "VIR INTERNE" }), aLine("L4", 5_000n, { label: "VIR INTERNE" })],
      { account: 1 },
    );
    await runMatching(dossier);
    const legs = await Promise.all(
      ["L1", "L2", "L3", "L4"].map((reference) => entriesOf(dossier, reference)),
    );
    expect(legs.map(([entry]) => entry?.lines.find((line) => line.startsWith("580000")))).toEqual([
      "580000 5000 AAA",
      "580000 5000 AAB",
      "580000 -5000 AAA",
      "580000 -5000 AAB",
    ]);
    expect(await within(dossier, verifyCompany)).toEqual([]);
  });

  test("never hides a payment: a line that names an invoice stays the invoice's, whatever rule fits", async () => {
    await aRule({ conditions: [{ field: "label", test: "contains", pattern: "VIR" }] });
    await bill(dossier, aSale("FA-3001", 90_000n), aSale("FA-3002", 50_000n));
    await bank(
      dossier,
      aLine("L1", 90_000n, fromCustomerOf("FA-3001")),
      aLine("L2", 60_000n, fromCustomerOf("FA-3002")),
    );
    expect(await decisionOf(dossier, "L1")).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(await decisionOf(dossier, "L2")).toMatchObject({ state: "waiting", reason: "above_due" });
  });

  test("puts rent on its landlord's account", async () => {
    const landlord = { payer: "supplier" as const, aux: "F-BAIL", name: "SCI du Port" };
    await bill(dossier, aSale("FF-1", 80_000n, { type: "supplier_invoice", customer: landlord }));
    await aRule({
      name: "Loyer",
      conditions: [{ field: "label", test: "contains", pattern: "LOYER" }],
      effect: { kind: "split", parts: [{ account: "401000", aux: "F-BAIL" }] },
    });
    await bank(dossier, aLine("L1", -80_000n, { label: "PRLV LOYER NOVEMBRE" }));
    expect((await entriesOf(dossier, "L1"))[0]?.lines).toEqual(["401000 F-BAIL 80000", "512100 -80000"]);
  });
});

describe("a line that a person took back", () => {
  test("is proposed by its rule and no longer posted; a person's word posts it", async () => {
    await aRule();
    await bank(dossier, aLine("L1", -1_201n, { label: "FRAIS TENUE" }));
    const act = await onLine(dossier, "L1");
    expect((await undoMatch(database.pool, act)).ok).toBe(true);
    await runMatching(dossier, "2026-11-15");
    expect(await decisionOf(dossier, "L1")).toEqual({
      state: "waiting",
      decision: "suggest",
      reason: "rule_suggests",
    });
    expect((await acceptRule(database.pool, act)).ok).toBe(true);
    expect((await entriesOf(dossier, "L1"))[0]?.lines).toEqual(["627800 1201", "512100 -1201"]);
    expect(codesOf(await acceptRule(database.pool, act))).toEqual(["line_already_decided"]);
  });

  test("without a rule that fits has none to accept", async () => {
    await bank(dossier, aLine("L1", -1_201n, { label: "FRAIS TENUE" }));
    expect(codesOf(await acceptRule(database.pool, await onLine(dossier, "L1")))).toEqual([
      "rule_not_proposed",
    ]);
  });
});
