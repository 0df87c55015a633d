import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acceptReturns } from "../../sql/acts/decideLine.ts";
import { aliasesOf, forgetAlias, insurerAliases } from "../../sql/aliases.ts";
import { openInsurerPayments } from "../../sql/returns.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  bank,
  bill,
  type Dossier,
  decisionOf,
  onLine,
  openDossier,
  runMatching,
  within,
} from "./dossier.ts";
import { care, insurerPayments, laws, receiveReturns } from "./rspFile.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
  await bill(dossier, care("FA-1", { amo: 6_000n }));
  await receiveReturns(dossier, [{ invoice: "FA-1", paid: 6_000n, ref: "111222333" }]);
  await runMatching(dossier);
});
afterEach(async () => {
  expect(await laws(dossier)).toEqual([]);
});

const transfer = (reference: string, amount: bigint, words = "GESTION LUMEN") =>
  aLine(reference, amount, { label: `VIR SEPA ${words} 4711${amount}`, bookedOn: "2026-09-12" });

/** A person says that the line brings every return still announced. */
async function accept(reference: string): Promise<boolean> {
  const open = await within(dossier, openInsurerPayments);
  const announced = open.filter(({ status }) => status === "announced").map(({ paymentId }) => paymentId);
  const accepted = await acceptReturns(database.pool, {
    ...(await onLine(dossier, reference)),
    paymentIds: announced,
  });
  return accepted.ok;
}

const statuses = async () =>
  (await insurerPayments(dossier)).map(({ status, amount, lines }) => `${status} ${amount} ${lines}`.trim());

describe("a transfer that names its insurer in the bank’s own words (S0.22)", () => {
  test("is only shown the return of its amount (D12), until a person has said whose words they are", async () => {
    await bank(dossier, transfer("L1", 6_000n));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "waiting", reason: "weak_answer" });
    expect(await accept("L1")).toBe(true);
    await bank(dossier, transfer("L2", 2_500n));
    expect(await statuses()).toEqual(["cleared 6000 L1 6000", "received 2500 L2 2500"]);
  });

  test("of another amount is nobody’s", async () => {
    await bank(dossier, transfer("L1", 6_001n));
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "waiting", reason: "nothing_found" });
  });

  test("is not recognised once the words are forgotten", async () => {
    await bank(dossier, transfer("L1", 6_000n));
    await accept("L1");
    const [alias] = await within(dossier, insurerAliases);
    expect(alias?.words).toBe("GESTION LUMEN");
    const [learnt] = await within(dossier, (db) => aliasesOf(db, alias?.thirdPartyId ?? 0n));
    expect(await within(dossier, (db) => forgetAlias(db, learnt?.id ?? 0n))).toBe(true);
    await bank(dossier, transfer("L2", 2_500n));
    expect(await statuses()).toEqual(["cleared 6000 L1 6000"]);
  });

  test("teaches nothing by words any payer may write", async () => {
    await bank(dossier, transfer("L1", 6_000n, "REGLEMENT TIERS PAYANT"));
    expect(await accept("L1")).toBe(true);
    expect(await within(dossier, insurerAliases)).toEqual([]);
  });
});
