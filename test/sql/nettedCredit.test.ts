import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { splitLine } from "../../sql/acts/splitLine.ts";
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
  dueOf,
  entriesOf,
  onLine,
  openDossier,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
const opened: { dossier?: Dossier } = {};
const customer = { payer: "business" as const, aux: "C-1", name: "Client Un" };

beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
  await bill(dossier(), sale("FA-1", 10_000n), sale("AV-1", -2_000n, { type: "credit_note" }));
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

const laws = () => within(dossier(), verifyCompany);

function sale(number: string, total: bigint, more: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return aSale(number, total, { customer, shares: [{ ...customer, amount: total }], ...more });
}

async function netted(credit = -2_000n) {
  return [
    { shareId: await shareId(dossier(), "FA-1"), amount: 10_000n },
    { shareId: await shareId(dossier(), "AV-1"), amount: credit },
  ];
}

/** The entry of a line without the letters, which depend on what was lettered before. */
async function linesOf(reference: string) {
  const [entry] = await entriesOf(dossier(), reference);
  return entry?.lines.map((line) => line.replace(/ [A-Z]{3}$/i, ""));
}

describe("a transfer less a credit note (S2.17, S2.19)", () => {
  test("accepted by hand is posted like the machine's own, and one undo restores both documents", async () => {
    await bank(dossier(), aLine("L1", 8_000n, { counterparty: { name: "Client Un" } }));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "post", reason: "name_and_amount" });
    const machine = await linesOf("L1");
    const act = await onLine(dossier(), "L1");
    expect(await undoMatch(database.pool, act)).toMatchObject({ ok: true });
    expect([(await dueOf(dossier(), "FA-1")).due, (await dueOf(dossier(), "AV-1")).due]).toEqual([
      10_000n,
      -2_000n,
    ]);
    const before = await bookCounts(dossier());
    expect(await acceptMatch(database.pool, { ...act, allocations: await netted() })).toMatchObject({
      ok: true,
    });
    expect(await linesOf("L1")).toEqual(machine);
    expect([(await dueOf(dossier(), "FA-1")).due, (await dueOf(dossier(), "AV-1")).due]).toEqual([0n, 0n]);
    expect(await laws()).toEqual([]);
    expect(await undoMatch(database.pool, act)).toMatchObject({ ok: true });
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await laws()).toEqual([]);
  });

  test("with a difference that a person closes, the credit note is used up and the rest written off", async () => {
    await bank(dossier(), aLine("L1", 7_990n));
    const act = await onLine(dossier(), "L1");
    const [paid, note] = await netted();
    const parts = [
      { shareId: paid?.shareId ?? 0n, amount: 9_990n, writtenOff: 10n },
      { shareId: note?.shareId ?? 0n, amount: -2_000n, writtenOff: 0n },
    ];
    const split = await splitLine(database.pool, {
      ...act,
      parts,
      gain: 0n,
      reason: "Arrondi",
      rights: ["adjustment"],
    });
    expect(split).toMatchObject({ ok: true });
    expect(await linesOf("L1")).toEqual(["512100 7990", "411000 C-1 -9990", "411000 C-1 2000"]);
    expect([(await dueOf(dossier(), "FA-1")).due, (await dueOf(dossier(), "AV-1")).due]).toEqual([0n, 0n]);
    expect(await laws()).toEqual([]);
    expect(await undoMatch(database.pool, act)).toMatchObject({ ok: true });
    expect((await dueOf(dossier(), "AV-1")).due).toBe(-2_000n);
    expect(await laws()).toEqual([]);
  });

  test("is refused above what the credit note is worth, and nothing is written", async () => {
    await bank(dossier(), aLine("L1", 7_999n));
    const act = await onLine(dossier(), "L1");
    const before = await bookCounts(dossier());
    const allocations = await netted(-2_001n);
    expect(codesOf(await acceptMatch(database.pool, { ...act, allocations }))).toEqual(["above_due"]);
    const parts = allocations.map((each) => ({ ...each, writtenOff: 0n }));
    const split = await splitLine(database.pool, {
      ...act,
      parts,
      gain: 0n,
      reason: "Avoir",
      rights: ["adjustment"],
    });
    expect(codesOf(split)).toEqual(["above_due"]);
    expect(await bookCounts(dossier())).toEqual(before);
  });
});
