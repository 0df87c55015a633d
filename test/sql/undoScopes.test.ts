import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { setLock } from "../../sql/acts/setLock.ts";
import { undoAllocation, undoScope } from "../../sql/acts/undoScope.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { insertRule } from "../../sql/rules.ts";
import { latestRuns, sharesOfRun } from "../../sql/runs.ts";
import { linesOfScope, previewUndo, type UndoScope } from "../../sql/undoScope.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  type Dossier,
  decisionOf,
  dueOf,
  entriesOf,
  fromCustomerOf,
  lineId,
  onLine,
  openDossier,
  receive,
  runMatching,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
let dossier: Dossier;

beforeEach(async () => {
  dossier = await openDossier(database.pool);
});

const ON = { at: new Date("2026-11-14T09:00:00Z"), on: "2026-11-14", as: "other" as const };

/** What the books say, whatever ids and letters the rows got on the way. */
async function books() {
  return within(dossier, async (db) => ({
    entries: await db`
      select entry.journal, entry.posted_on, entry.piece, entry.label,
             array(select concat_ws(' ', account, third_party_id, share_id, debit_cents - credit_cents) from journal_line
                    where entry_id = entry.id order by rank) as lines
        from journal_entry as entry order by 1, 2, 3, 4`,
    dues: await db`select number, due_own_cents, unpaid from invoice order by number`,
    lettered: await db`
      select share_id, bool_and(lettering_group.balanced) as balanced, count(*)::integer as lines
        from journal_line
        join lettering_line on lettering_line.line_id = journal_line.id
        join lettering_group on lettering_group.id = lettering_line.group_id
       group by share_id order by share_id`,
    payments: await db`select amount_cents, status, label from payment order by 1, 3`,
    allocations: await db`select share_id, amount_cents from allocation order by 1, 2`,
    waiting: await db`select label from statement_line where state <> 'posted' order by 1`,
  }));
}

const laws = () => within(dossier, verifyCompany);
const held = (scope: UndoScope) => within(dossier, (db) => linesOfScope(db, scope));

async function undo(scope: UndoScope) {
  return undoScope(database.pool, {
    companyId: dossier.companyId,
    ...ON,
    scope,
    seen: (await held(scope)).length,
  });
}

const aFeeRule = () =>
  within(dossier, (db) =>
    insertRule(db, dossier.companyId, {
      definition: {
        name: "Frais",
        priority: 1,
        active: true,
        conditions: [{ field: "label", test: "starts", pattern: "FRAIS" }],
        effect: { kind: "split", parts: [{ account: "627800" }] },
      },
      at: ON.at,
    }),
  );

/** A night with two kinds of evidence and a rule, then a line that a person decided. */
async function aNight() {
  const ruleId = await aFeeRule();
  await bill(dossier, aSale("FA-4001", 90_000n), aSale("FA-4002", 50_000n), aSale("FA-4003", 70_000n));
  await receive(dossier, [
    aLine("L1", 90_000n, fromCustomerOf("FA-4001")),
    aLine("L2", 50_000n, { label: "VIR Client FA-4002", counterparty: { name: "Client FA-4002" } }),
    aLine("F1", -1_200n, { label: "FRAIS UN" }),
    aLine("F2", -1_300n, { label: "FRAIS DEUX" }),
    aLine("P1", 70_000n, { label: "VIR QUELQUUN" }),
  ]);
  const before = await books();
  await runMatching(dossier);
  const allocations = [{ shareId: await shareId(dossier, "FA-4003"), amount: 70_000n }];
  await acceptMatch(database.pool, { ...(await onLine(dossier, "P1")), allocations });
  const [run] = await within(dossier, (db) => latestRuns(db, 1));
  if (!run) throw new Error("no run");
  return { run, ruleId, before };
}

describe("undo of a scope", () => {
  test("one rule in one night: its lines wait again, all others stay as they are", async () => {
    const { run, ruleId } = await aNight();
    const scope = { kind: "rule", runId: run.id, reason: "rule", ruleId } as const;
    expect(await held(scope)).toEqual([await lineId(dossier, "F1"), await lineId(dossier, "F2")]);
    expect(await undo(scope)).toMatchObject({ ok: true, value: { lines: 2, reversals: 0 } });
    expect(await entriesOf(dossier, "F1")).toEqual([]);
    expect((await decisionOf(dossier, "L1")).state).toBe("posted");
    expect((await decisionOf(dossier, "P1")).state).toBe("posted");
    expect(
      (await within(dossier, (db) => sharesOfRun(db, run.id))).map((share) => share.reason),
    ).not.toContain("rule");
    expect(await laws()).toEqual([]);
  });

  test("a whole night: the preview says what will change, what a person decided stays, the rest is as before", async () => {
    const { run } = await aNight();
    const scope = { kind: "run", runId: run.id } as const;
    const lines = await held(scope);
    const preview = await within(dossier, (db) => previewUndo(db, lines, { shown: 2 }));
    expect(preview).toMatchObject({
      lines: 4,
      cents: 142_500n,
      drafts: 4,
      reversals: 0,
      payments: 2,
      shares: 2,
      dueCents: 140_000n,
      letterings: 2,
    });
    expect(preview.first.map((each) => each.cents)).toEqual([90_000n, 50_000n]);
    expect((await undo(scope)).ok).toBe(true);
    expect(await dueOf(dossier, "FA-4001")).toMatchObject({ due: 90_000n });
    expect(await dueOf(dossier, "FA-4003")).toMatchObject({ due: 0n });
    expect(await laws()).toEqual([]);
  });

  test("taken back for another reason than a mistake, the lines may pass again by themselves", async () => {
    const { run } = await aNight();
    await undo({ kind: "run", runId: run.id });
    await runMatching(dossier, "2026-11-15");
    expect(await decisionOf(dossier, "L1")).toMatchObject({ state: "posted", reason: "number_and_amount" });
  });

  test("a validated or locked entry gets a dated reversal instead, in one undo with drafts that go", async () => {
    const { run } = await aNight();
    await within(dossier, (db) =>
      validateEntries(db, { companyId: dossier.companyId, upTo: "2026-11-12", on: "2026-11-13", at: ON.at }),
    );
    await bill(dossier, aSale("FA-4009", 10_000n));
    await setLock(database.pool, { companyId: dossier.companyId, upTo: "2026-11-12", at: ON.at });
    expect(await undo({ kind: "run", runId: run.id })).toMatchObject({
      ok: true,
      value: { lines: 4, reversals: 4 },
    });
    expect((await entriesOf(dossier, "L1")).map(({ postedOn }) => postedOn)).toEqual([
      "2026-11-12",
      "2026-11-14",
    ]);
    expect(await dueOf(dossier, "FA-4001")).toMatchObject({ due: 90_000n });
    expect(await laws()).toEqual([]);
  });

  test("is done once, and refused when the preview showed something else", async () => {
    const { run } = await aNight();
    const scope = { kind: "run", runId: run.id } as const;
    const act = { companyId: dossier.companyId, ...ON, scope };
    expect(codesOf(await undoScope(database.pool, { ...act, seen: 3 }))).toEqual(["undo_changed"]);
    expect((await undo(scope)).ok).toBe(true);
    const after = await books();
    expect(codesOf(await undo(scope))).toEqual(["nothing_to_undo"]);
    expect(await books()).toEqual(after);
  });

  test("is refused when its own day is behind the lock", async () => {
    const { run } = await aNight();
    await setLock(database.pool, { companyId: dossier.companyId, upTo: "2026-11-14", at: ON.at });
    expect(codesOf(await undo({ kind: "run", runId: run.id }))).toEqual(["period_locked"]);
  });
});

describe("undo of one allocation", () => {
  async function twoPaid() {
    await bill(dossier, aSale("FA-4101", 60_000n), aSale("FA-4102", 40_000n));
    await bank(dossier, aLine("L1", 100_000n, { label: "VIR DIVERS" }));
    const [first, second] = [await shareId(dossier, "FA-4101"), await shareId(dossier, "FA-4102")];
    const allocations = [
      { shareId: first, amount: 60_000n },
      { shareId: second, amount: 40_000n },
    ];
    expect((await acceptMatch(database.pool, { ...(await onLine(dossier, "L1")), allocations })).ok).toBe(
      true,
    );
    return { first, second };
  }
  const undoOne = async (share: bigint) =>
    undoAllocation(database.pool, { ...(await onLine(dossier, "L1")), as: "wrong", shareId: share });

  test("leaves the other share paid, and its cents wait on the suspense account of the same line (GC37)", async () => {
    const { second } = await twoPaid();
    expect(await undoOne(second)).toMatchObject({ ok: true, value: { rest: 40_000n } });
    expect((await entriesOf(dossier, "L1"))[0]?.lines).toEqual([
      "512100 100000",
      "411000 C-FA-4101 -60000 AAB",
      "471000 -40000",
    ]);
    expect(await dueOf(dossier, "FA-4101")).toMatchObject({ due: 0n });
    expect(await dueOf(dossier, "FA-4102")).toMatchObject({ due: 40_000n });
    expect(await laws()).toEqual([]);
  });

  const place = async (number: string, amount: bigint) =>
    acceptMatch(database.pool, {
      ...(await onLine(dossier, "L1")),
      allocations: [{ shareId: await shareId(dossier, number), amount }],
    });

  test("what it left in suspense is placed on another document, and taken back again (GC37)", async () => {
    const { second } = await twoPaid();
    await bill(dossier, aSale("FA-4103", 45_000n));
    await undoOne(second);
    expect(codesOf(await place("FA-4103", 100_000n))).toEqual(["above_due"]);
    expect(codesOf(await place("FA-4103", 39_999n))).toEqual(["allocations_differ_from_line"]);
    expect((await place("FA-4103", 40_000n)).ok).toBe(true);
    expect(await entriesOf(dossier, "L1")).toHaveLength(1);
    expect(await dueOf(dossier, "FA-4101")).toMatchObject({ due: 0n });
    expect(await dueOf(dossier, "FA-4103")).toMatchObject({ due: 5_000n });
    expect(codesOf(await place("FA-4102", 40_000n))).toEqual(["line_already_decided"]);
    expect(await laws()).toEqual([]);
    expect(await undoOne(await shareId(dossier, "FA-4103"))).toMatchObject({
      ok: true,
      value: { rest: 40_000n },
    });
    expect(await dueOf(dossier, "FA-4103")).toMatchObject({ due: 45_000n });
    expect(await laws()).toEqual([]);
  });

  test("what it left in suspense of a validated entry is placed by a dated reversal and a new entry (GC37, D4)", async () => {
    const { second } = await twoPaid();
    await undoOne(second);
    const at = { companyId: dossier.companyId, upTo: "2026-11-14", ...ON };
    await within(dossier, (db) => validateEntries(db, at));
    expect((await place("FA-4102", 40_000n)).ok).toBe(true);
    expect(await dueOf(dossier, "FA-4102")).toMatchObject({ due: 0n });
    expect(await laws()).toEqual([]);
  });

  test("is refused for the only one of a line, and the second time", async () => {
    const { first, second } = await twoPaid();
    await undoOne(second);
    expect(codesOf(await undoOne(second))).toEqual(["allocation_not_alone"]);
    expect(codesOf(await undoOne(first))).toEqual(["allocation_not_alone"]);
  });
});

describe("the law of undo", () => {
  /** What the books say of the invoices: dues, entries, lettering and payments, whatever ids and letters the rows got on the way. */
  const state = () =>
    within(dossier, async (db) => ({
      dues: await db`select number, due_own_cents, unpaid from invoice order by number`,
      entries: await db`
        select piece, array(select concat_ws(' ', account, debit_cents - credit_cents) from journal_line
                             where entry_id = journal_entry.id order by rank) as lines
          from journal_entry order by 1, 2`,
      lettered: await db`
        select invoice.number, lettering_group.balanced, count(*)::integer as lines
          from lettering_line
          join lettering_group on lettering_group.id = lettering_line.group_id
          join journal_line on journal_line.id = lettering_line.line_id
          join share on share.id = journal_line.share_id
          join invoice on invoice.id = share.invoice_id
         group by 1, 2 order by 1`,
      payments: await db`
        select payment.amount_cents, status, array(select amount_cents from allocation where payment_id = payment.id) as pays
          from payment order by 1, 3`,
    }));

  const nights = fc.array(
    fc.array(fc.record({ undone: fc.boolean(), turn: fc.nat() }), { minLength: 1, maxLength: 3 }),
    { minLength: 1, maxLength: 4 },
  );

  test(
    "what is undone leaves the state without it, in any order, and a second time changes nothing",
    async () => {
      await fc.assert(
        fc.asyncProperty(nights, async (invoices) => {
          const lines = invoices.flatMap((parts, at) =>
            parts.map((part, nth) => ({
              ...part,
              reference: `L${at}-${nth}`,
              number: `FP-100${at}`,
              day: `2026-11-1${nth}`,
            })),
          );
          const play = async (received: typeof lines, undone: readonly string[]) => {
            dossier = await openDossier(database.pool);
            await bill(
              dossier,
              ...invoices.map((parts, at) => aSale(`FP-100${at}`, BigInt(parts.length) * 10_000n)),
            );
            if (received.length > 0)
              await receive(
                dossier,
                received.map(({ reference, number, day }) =>
                  aLine(reference, 10_000n, fromCustomerOf(number, day)),
                ),
              );
            await runMatching(dossier);
            for (const reference of undone)
              await undo({ kind: "line", lineId: await lineId(dossier, reference) });
            expect(await laws()).toEqual([]);
            return state();
          };
          const chosen = lines.filter((line) => line.undone).map((line) => line.reference);
          const inTurn = [...lines].sort((a, b) => a.turn - b.turn).map((line) => line.reference);
          const shuffled = inTurn.filter((reference) => chosen.includes(reference));
          const without = await play(
            lines.filter((line) => !line.undone),
            [],
          );
          expect(without.payments).toHaveLength(lines.length - chosen.length);
          expect(await play(lines, chosen)).toEqual(without);
          expect(await play(lines, [...shuffled, ...chosen])).toEqual(without);
        }),
        { numRuns: 6 * PROPERTY_TIMES },
      );
    },
    120_000 * PROPERTY_TIMES,
  );
});
