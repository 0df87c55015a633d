import { describe, expect, test } from "vitest";
import { type RuleBooks, ruleProblems } from "../../../domain/matching/checkRule.ts";
import type { Decision, FactCode } from "../../../domain/matching/evidence.ts";
import { decideByRules } from "../../../domain/matching/ruleDecisions.ts";
import {
  prepareRules,
  type Rule,
  type RuleDefinition,
  type RuleLine,
  ruleDefinition,
  ruleFor,
} from "../../../domain/matching/rules.ts";

function aRule(changes: Partial<Rule> = {}): Rule {
  return {
    id: 1n,
    version: 1,
    name: "Frais bancaires",
    priority: 100,
    active: true,
    conditions: [{ field: "label", test: "starts", pattern: "FRAIS" }],
    effect: { kind: "split", parts: [{ account: "627800" }] },
    ...changes,
  };
}

function aLine(changes: Partial<RuleLine> = {}): RuleLine {
  return {
    id: 7n,
    amount: -1_200n,
    bookedOn: "2026-11-12",
    label: "FRAIS TENUE DE COMPTE",
    details: [],
    journal: "BQ1",
    ...changes,
  };
}

const winner = (line: RuleLine, ...rules: Rule[]) => ruleFor(line, prepareRules(rules))?.name;

describe("a rule", () => {
  test("wins by priority, and among equals by age", () => {
    const later = aRule({ id: 2n, name: "Frais aussi" });
    expect(winner(aLine(), later, aRule())).toBe("Frais bancaires");
    expect(winner(aLine(), aRule(), { ...later, priority: 1 })).toBe("Frais aussi");
    expect(winner(aLine(), aRule({ active: false }), later)).toBe("Frais aussi");
  });

  test.each<[string, Rule["conditions"][number], Partial<RuleLine>]>([
    ["label", { field: "label", test: "contains", pattern: "agios" }, { label: "INTERETS" }],
    ["details", { field: "details", test: "contains", pattern: "tenue" }, { details: ["autre"] }],
    [
      "counterparty",
      { field: "counterparty", test: "is", pattern: "Banque du Port" },
      { counterpartyName: "Banque" },
    ],
    ["iban", { field: "iban", test: "starts", pattern: "FR76" }, { counterpartyIban: "DE12" }],
    ["code", { field: "code", test: "is", pattern: "62" }, { interbankCode: "05" }],
    ["reference", { field: "reference", test: "contains", pattern: "LOYER" }, { endToEndId: "X" }],
    ["text it must lack", { field: "text", test: "lacks", pattern: "rejet" }, { details: ["REJET"] }],
    ["amount", { field: "amount", min: 1_000n, max: 1_300n }, { amount: -1_301n }],
    ["sign", { field: "sign", is: "out" }, { amount: 1_200n }],
    ["account", { field: "account", journal: "BQ1" }, { journal: "BQ2" }],
    ["day of the month", { field: "day", from: 10, to: 15 }, { bookedOn: "2026-11-16" }],
    ["day over the end of a month", { field: "day", from: 28, to: 15 }, { bookedOn: "2026-11-16" }],
  ])("has a condition on the %s, and all of them must be met", (_, condition, other) => {
    const fits = aLine({
      label: "FRAIS AGIOS",
      details: ["TENUE DE COMPTE"],
      counterpartyName: "BANQUE DU PORT",
      counterpartyIban: "FR7630001",
      interbankCode: "62",
      endToEndId: "LOYER-11",
    });
    const rule = aRule({ conditions: [...aRule().conditions, condition] });
    expect(winner(fits, rule)).toBe("Frais bancaires");
    expect(winner({ ...fits, ...other }, rule)).toBeUndefined();
  });

  test("holds between its days, both included", () => {
    const rule = aRule({ validFrom: "2026-11-12", validTo: "2026-11-30" });
    const on = (bookedOn: string) => winner(aLine({ bookedOn }), rule);
    expect(["2026-11-11", "2026-11-12", "2026-11-30", "2026-12-01"].map(on)).toEqual([
      undefined,
      "Frais bancaires",
      "Frais bancaires",
      undefined,
    ]);
  });

  test("shares a loan out by what the label says, and names the entry by what it captured (D13)", () => {
    const rule = aRule({
      conditions: [
        { field: "label", test: "contains", pattern: "pret {numero:digits} interets {interets:amount}" },
      ],
      effect: { kind: "split", parts: [{ account: "661100", formula: "{interets}" }, { account: "164000" }] },
      label: "Échéance du prêt {numero}",
    });
    const line = aLine({ amount: -84_545n, label: "ECHEANCE PRET 0012345 INTERETS 45,33" });
    expect(ruleFor(line, prepareRules([rule]))).toMatchObject({
      parts: [
        { account: "661100", amount: 4_533n },
        { account: "164000", amount: 80_012n },
      ],
      label: "Échéance du prêt 0012345",
    });
  });

  test("reads what it wrote: cents survive storage", () => {
    const rule = aRule({
      conditions: [...aRule().conditions, { field: "amount", min: 1n, max: 9_007_199_254_740_993n }],
    });
    const { id: _id, version: _version, ...definition } = rule;
    const stored = JSON.parse(
      JSON.stringify(definition, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );
    expect(ruleDefinition.parse(stored)).toEqual(definition);
  });
});

describe("rules on a batch", () => {
  const engine = (changes: Partial<Decision> = {}): Decision => ({
    lineId: 7n,
    decision: "nothing",
    level: "D",
    reason: "money_out",
    candidates: [],
    tokens: [],
    ...changes,
  });
  const decide = (decision: Decision, line = aLine()) =>
    decideByRules([decision], new Map([[line.id, line]]), prepareRules([aRule()]))[0];

  test("post what no document explains, and keep what the engine thought (D13)", () => {
    expect(decide(engine())).toMatchObject({
      decision: "post",
      level: "A",
      reason: "rule",
      params: { rule: "Frais bancaires" },
      proposal: { reason: "money_out" },
    });
  });

  test("leave alone what is certain, what names a document, what comes back, and what nobody keeps in euros (D12)", () => {
    const naming = (code: FactCode) => ({ allocations: [], facts: [{ code }], weight: 1 });
    const names: FactCode[] = [
      "number_read",
      "number_in_rf",
      "number_split",
      "number_without_prefix",
      "order_read",
    ];
    for (const kept of [
      engine({ decision: "post", reason: "number_and_amount" }),
      ...names.map((code) =>
        engine({ decision: "suggest", reason: "weak_answer", candidates: [naming(code)] }),
      ),
      engine({ reason: "payment_returned" }),
      engine({ reason: "invoice_settled" }),
      engine({ reason: "invoice_is_draft" }),
      engine({ reason: "other_currency" }),
    ])
      expect(decide(kept)).toBe(kept);
  });

  test("whose formulas do not make the line leave it to a person", () => {
    const rule = aRule({
      effect: {
        kind: "split",
        parts: [{ account: "627800", formula: "montant * 2" }, { account: "445660" }],
      },
    });
    const [decision] = decideByRules([engine()], new Map([[7n, aLine()]]), prepareRules([rule]));
    expect(decision).toMatchObject({ decision: "nothing", reason: "rule_does_not_add_up" });
  });
});

describe("what is wrong with a rule", () => {
  const books: RuleBooks = {
    accounts: new Map([
      ["627800", { side: null }],
      ["401000", { side: "payable" }],
      ["512100", { side: null }],
    ]),
    parties: new Set(["F-1"]),
    banks: new Map([["BQ1", "512100"]]),
    names: new Map([["Prise", 9n]]),
  };
  const { id: _id, version: _version, ...fine } = aRule();
  const codes = (changes: Partial<RuleDefinition>) =>
    ruleProblems({ ...fine, ...changes }, 1n, books).map(({ code }) => code);
  const split = (
    ...parts: { account: string; aux?: string; formula?: string }[]
  ): RuleDefinition["effect"] => ({ kind: "split", parts });

  test("is nothing when it is right", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ effect: split({ account: "401000", aux: "F-1" }) })).toEqual([]);
    expect(codes({ effect: { kind: "own_transfer", otherAccount: "BQ1" } })).toEqual([]);
  });

  test.each<[string, Partial<RuleDefinition>, string]>([
    ["an amount alone (D12)", { conditions: [{ field: "amount", min: 1n }] }, "rule_says_nothing"],
    [
      "a star alone",
      { conditions: [{ field: "label", test: "contains", pattern: "*" }] },
      "rule_says_nothing",
    ],
    [
      "only what must be lacking",
      { conditions: [{ field: "label", test: "lacks", pattern: "FRAIS" }] },
      "rule_says_nothing",
    ],
    [
      "an open brace",
      { conditions: [...fine.conditions, { field: "label", test: "contains", pattern: "{a" }] },
      "rule_pattern_wrong",
    ],
    [
      "a name given in two conditions",
      {
        conditions: [
          { field: "label", test: "contains", pattern: "PRET {a}" },
          { field: "label", test: "contains", pattern: "REF {a}" },
        ],
      },
      "rule_pattern_wrong",
    ],
    [
      "a formula that is none",
      { effect: split({ account: "627800", formula: "x +" }, { account: "627800" }) },
      "rule_formula_wrong",
    ],
    [
      "a formula of an unknown name",
      { effect: split({ account: "627800", formula: "tva" }, { account: "627800" }) },
      "rule_formula_wrong",
    ],
    [
      "a formula on the last part",
      { effect: split({ account: "627800", formula: "1" }) },
      "rule_formula_wrong",
    ],
    ["an unknown account", { effect: split({ account: "999" }) }, "rule_account_wrong"],
    ["the till", { effect: split({ account: "530000" }) }, "rule_account_till"],
    ["a bank account", { effect: split({ account: "512100" }) }, "rule_account_wrong"],
    ["a third-party account of nobody", { effect: split({ account: "401000" }) }, "rule_party_missing"],
    ["an unknown third party", { effect: split({ account: "401000", aux: "F-2" }) }, "rule_party_unknown"],
    [
      "an unknown bank account",
      { effect: { kind: "own_transfer", otherAccount: "BQ9" } },
      "other_account_unknown",
    ],
    ["days that cross", { validFrom: "2026-12-01", validTo: "2026-11-01" }, "rule_dates_wrong"],
    [
      "amounts that cross",
      { conditions: [...fine.conditions, { field: "amount", min: 2n, max: 1n }] },
      "rule_dates_wrong",
    ],
    ["a name in use", { name: "Prise" }, "rule_name_taken"],
  ])("%s", (_, changes, code) => {
    expect(codes(changes)).toEqual([code]);
  });
});
