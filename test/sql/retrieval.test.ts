import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { proposedAnswers } from "../../sql/matches.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  type Dossier,
  decisionOf,
  lineId,
  openDossier,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

function sale(number: string, total: bigint, name: string): InvoiceDraft {
  const customer = { payer: "business" as const, aux: `C-${number}`, name };
  return aSale(number, total, { customer, shares: [{ ...customer, amount: total }] });
}

/** Two letters for a number: names without figures, none like another. */
const letters = (at: number) => String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26));

async function firstAnswer(reference: string): Promise<string | undefined> {
  const line = await lineId(dossier, reference);
  const [best] = await within(dossier, (db) => proposedAnswers(db, line));
  return best && String(best.allocations[0]?.shareId);
}

describe("a name with a slip in the middle, where its other word is everybody's", () => {
  beforeEach(async () => {
    const garages = Array.from({ length: 70 }, (_, at) =>
      sale(`FB-${1_000 + at}`, 9_900n, `Garage ${letters(at).repeat(3)}`),
    );
    await bill(
      dossier,
      sale("FA-1001", 10_000n, "Garage Tofamabo"),
      sale("FA-1002", 20_000n, "Garage Zanipelui"),
      ...garages,
    );
  });

  test.each([
    ["exchanged, of eight letters", "GARAGE TOFMAABO", 10_000n],
    ["exchanged, of nine", "GARAGE ZANPIELUI", 20_000n],
    ["changed, of nine", "GARAGE ZANIXELUI", 20_000n],
    ["left out, of nine", "GARAGE ZANIELUI", 20_000n],
  ])("%s: the customer is found, and posts with his exact amount", async (_, name, amount) => {
    await bank(dossier, aLine("L1", amount, { label: "VIR", counterparty: { name } }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ decision: "post", reason: "name_and_amount" });
  });
});

describe("an amount that more invoices have than are looked through", () => {
  beforeEach(async () => {
    const usual = Array.from({ length: 60 }, (_, at) =>
      sale(`FB2601-${10_000 + 97 * at}`, 2_500n, `Client ${letters(at).repeat(3)}`),
    );
    await bill(
      dossier,
      sale("FA2608-01307", 2_500n, "Sarl Quibochemo"),
      sale("FA2608-01337", 12_000n, "Sarl Lubregui"),
      ...usual,
    );
  });

  test("is found by a number that is one digit away, and never posts", async () => {
    await bank(dossier, aLine("L1", 2_500n, { label: "VIR FACT FA2608-01337" }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ decision: "suggest" });
    expect(await firstAnswer("L1")).toBe(String(await shareId(dossier, "FA2608-01307")));
  });

  test("is found by the beginning of a number that the bank cut off, and never posts", async () => {
    await bank(dossier, aLine("L1", 2_500n, { label: "VIR REGLEMENT FACTU FA2608-0130" }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ decision: "suggest" });
    expect(await firstAnswer("L1")).toBe(String(await shareId(dossier, "FA2608-01307")));
  });

  test("without either is shown to nobody: the line says so", async () => {
    await bank(dossier, aLine("L1", 2_500n, { label: "VIR DIVERS" }));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ decision: "nothing", reason: "nothing_found" });
  });
});
