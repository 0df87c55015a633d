import { expect, test } from "vitest";
import { tellDecision } from "../../domain/matching/account.ts";
import { retrace } from "../../domain/matching/retrace.ts";
import { scoreOutcomes } from "../../domain/matching/scorecard.ts";
import { changeSettings } from "../../sql/companies.ts";
import { decisionsOfLine } from "../../sql/explanations.ts";
import { outcomesOfLines } from "../../sql/scorecard.ts";
import { useDatabase } from "../database.ts";
import { aLine, aSale, bank, bill, decisionOf, fromCustomerOf, useDossier, within } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const MARKS = { open: "⟦", close: "⟧" };

async function told(reference: string, language: "fr" | "en"): Promise<string> {
  const [decision] = await within(dossier(), (db) => decisionsOfLine(db, reference));
  if (!decision) throw new Error(`no decision on ${reference}`);
  return tellDecision(decision.told, retrace(decision.recorded), language, MARKS).join("\n");
}

test("a posted line tells its facts, the marked text, its chance, and replays to the same", async () => {
  await bill(dossier(), aSale("FA-1001", 120_000n));
  await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1001")));
  const french = await told("L1", "fr");
  expect(french).toContain("⟦FA-1001⟧");
  expect(french).toMatch(/juste à 99,9\d+\s%/);
  expect(french).toContain("même réponse, mêmes chances");
  expect(await told("L1", "en")).toContain("same answer, same chances");
});

test("a line with two answers tells what separates them and what would make it certain", async () => {
  const customer = { payer: "business" as const, aux: "CLI-7", name: "Traiteur Quirosati" };
  const sale = (number: string) => {
    const draft = aSale(number, 5_000n);
    return { ...draft, customer, shares: [{ ...customer, amount: 5_000n }] };
  };
  await bill(dossier(), sale("FA-2001"), sale("FA-2002"));
  await bank(dossier(), aLine("L1", 5_000n, { label: "VIR", counterparty: { name: "TRAITEUR QUIROSATI" } }));
  const french = await told("L1", "fr");
  expect(french).toContain("niveau C");
  expect(french).toContain("FA-2001");
  expect(french).toContain("FA-2002");
  expect(french).toContain("Ce qui la rendrait certaine");
});

test("the company's promise decides what posts, and stands in the evidence", async () => {
  await within(dossier(), (db) => changeSettings(db, { promisedErrors: 0 }));
  await bill(dossier(), aSale("FA-1001", 120_000n));
  await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1001")));
  expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", reason: "below_promise" });
  expect(await told("L1", "fr")).toContain("0 erreurs pour 10 000");
});

test("a month's truth is scored: posted, suggested, and lines the books do not have", async () => {
  await bill(dossier(), aSale("FA-1001", 120_000n));
  await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1001")), aLine("L2", 777n));
  const outcomes = await within(dossier(), outcomesOfLines);
  const known = new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  const truth = (lineId: string, cents: number) => ({
    lineId,
    kind: "all",
    expect: "auto" as const,
    allocations: [{ invoice: "FA-1001", cents }],
  });
  const card = scoreOutcomes(known, [truth("L1", 120_000), truth("L2", 777), truth("L9", 1)], (id) => id);
  expect(card.kinds).toMatchObject([{ lines: 2, certain: 2, right: 1, wrong: 0, asked: 1, first: 0 }]);
  expect(card.unknown).toEqual(["L9"]);
  const wrong = scoreOutcomes(known, [truth("L1", 5)], (id) => id);
  expect(wrong.wrongs).toEqual([
    { lineId: "L1", kind: "all", posted: "FA-1001 120000", expected: "FA-1001 5" },
  ]);
});
