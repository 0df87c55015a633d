import { beforeEach, describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { type Split, splitLine } from "../../sql/acts/splitLine.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { takeBackWriteOff } from "../../sql/acts/writeOff.ts";
import { changeSettings } from "../../sql/companies.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  type Dossier,
  dueOf,
  entriesOf,
  onLine,
  openDossier,
  shareId,
  within,
} from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();
const opened: { dossier?: Dossier } = {};

/** A service of 60,00 whose VAT waits for the money, and a line of 59,40 that names nobody. */
beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
  const lines = [
    { account: "706000", net: 5_000n, vatRate: 2000, vat: 1_000n, vatDue: "collection" as const },
  ];
  await bill(dossier(), aSale("FA-1", 6_000n, { lines }));
  await bank(dossier(), aLine("L1", 5_940n, { label: "VIREMENT RECU" }));
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

async function split(changes: Partial<Split> = {}, writtenOff = 60n) {
  const share = await shareId(dossier(), "FA-1");
  return codesOf(
    await splitLine(database.pool, {
      ...(await onLine(dossier(), "L1")),
      parts: [{ shareId: share, amount: 5_940n, writtenOff }],
      gain: 0n,
      reason: "frais de sa banque",
      rights: ["adjustment"],
      ...changes,
    }),
  );
}

const undo = async () => codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1", "2026-11-15")));
const writeOffs = () =>
  within(
    dossier(),
    (db) => db<{ id: bigint; amountCents: bigint; correctedOn: string | null }[]>`
      select id, amount_cents, corrected_on from write_off order by id`,
  );
const events = () =>
  within(dossier(), (db) => db`select sum(paid_cents)::bigint as cents from payment_report_event`);

describe("a difference that a person gives up with a line is a write-off like any other (S3.21, D5)", () => {
  test("of its own entry and row; the line pays what came, and the VAT of the whole falls due", async () => {
    expect(await split()).toEqual([]);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual([
      "512100 5940",
      "411000 C-FA-1 -5940 AAA",
      "445740 990",
      "445710 -990",
    ]);
    const [, writeOff] = await entriesOf(dossier(), "FA-1");
    expect(writeOff?.lines).toEqual(["658000 60", "411000 C-FA-1 -60 AAA", "445740 10", "445710 -10"]);
    expect((await writeOffs()).map(({ amountCents }) => amountCents)).toEqual([60n]);
    expect(await events()).toEqual([{ cents: 5_940n }]);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(0n);
    expect(await laws(dossier())).toEqual([]);
  });

  test.each(["draft", "validated"])("goes with the line while %s (D4)", async (state) => {
    expect(await split()).toEqual([]);
    if (state === "validated")
      await within(dossier(), (db) =>
        validateEntries(db, {
          companyId: dossier().companyId,
          at: new Date("2026-11-14T20:00:00Z"),
          on: "2026-11-14",
          upTo: "2026-11-14",
        }),
      );
    expect(await undo()).toEqual([]);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(6_000n);
    expect((await writeOffs()).map(({ correctedOn }) => correctedOn)).toEqual(
      state === "draft" ? [] : ["2026-11-15"],
    );
    expect(await laws(dossier())).toEqual([]);
  });

  test("may be taken back alone: the invoice owes the rest again", async () => {
    expect(await split()).toEqual([]);
    const [{ id = 0n } = {}] = await writeOffs();
    const { companyId } = dossier();
    const act = { companyId, at: new Date("2026-11-15T09:00:00Z"), on: "2026-11-15", writeOffId: id };
    expect(codesOf(await takeBackWriteOff(database.pool, act))).toEqual([]);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(60n);
    expect(await undo()).toEqual([]);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(6_000n);
    expect(await laws(dossier())).toEqual([]);
  });

  test("needs the right, a reason, and an answer above the limit", async () => {
    expect(await split({ rights: [] })).toEqual(["right_missing"]);
    expect(await split({ reason: " " })).toEqual(["write_off_without_reason"]);
    await within(dossier(), (db) => changeSettings(db, { writeOffToleranceCents: "50" }));
    expect(await split()).toEqual(["write_off_to_confirm"]);
    expect(await split({ confirmed: true })).toEqual([]);
  });

  test("is refused twice on one share, above the due, and on a draft invoice (S0.2)", async () => {
    const share = await shareId(dossier(), "FA-1");
    const half = { shareId: share, amount: 2_970n, writtenOff: 0n };
    expect(await split({ parts: [half, half] })).toEqual(["allocations_differ_from_line"]);
    expect(await split({}, 61n)).toEqual(["above_due"]);
    await bill(dossier(), aSale("PRO-1", 5_940n, { lifecycle: "draft" }));
    const allocations = [{ shareId: await shareId(dossier(), "PRO-1"), amount: 5_940n }];
    expect(
      await split({ parts: [{ ...half, shareId: await shareId(dossier(), "PRO-1"), amount: 5_940n }] }),
    ).toEqual(["invoice_takes_no_payment"]);
    const excess = { to: "keep" as const, reason: "", rights: [] };
    const matched = { ...(await onLine(dossier(), "L1")), allocations, excess };
    expect(codesOf(await acceptMatch(database.pool, matched))).toEqual(["invoice_takes_no_payment"]);
  });
});

test("a small difference goes with the payment that left it, also when another payment has a later day (D13)", async () => {
  await within(dossier(), (db) => changeSettings(db, { automaticWriteOff: true }));
  await bill(dossier(), aSale("FA-2", 10_000n));
  await bank(dossier(), aLine("L2", 5_000n, { label: "VIREMENT RECU", bookedOn: "2026-11-13" }));
  await bank(dossier(), aLine("L3", 4_950n, { label: "VIREMENT RECU", bookedOn: "2026-11-10" }));
  const share = await shareId(dossier(), "FA-2");
  for (const [line, amount] of [
    ["L2", 5_000n],
    ["L3", 4_950n],
  ] as const) {
    const act = { ...(await onLine(dossier(), line)), allocations: [{ shareId: share, amount }] };
    expect(codesOf(await acceptMatch(database.pool, act))).toEqual([]);
  }
  expect((await dueOf(dossier(), "FA-2")).due).toBe(0n);
  await undoMatch(database.pool, await onLine(dossier(), "L3", "2026-11-15"));
  expect((await dueOf(dossier(), "FA-2")).due).toBe(5_000n);
  expect(await writeOffs()).toEqual([]);
});
