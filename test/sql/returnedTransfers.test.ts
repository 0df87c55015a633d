import { beforeEach, expect, test } from "vitest";
import { returnPayment } from "../../sql/acts/decideAwaited.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  decisionOf,
  dueOf,
  entriesOf,
  fromCustomerOf,
  onLine,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const laws = () => within(dossier(), verifyCompany);

/** FA-1001 was paid on the 12th; a line of the 16th may take it back. */
beforeEach(async () => {
  await bill(dossier(), aSale("FA-1001", 120_000n));
  await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1001")));
});

const returning = (amount = -120_000n, label = "REJET VIR RETOUR FA-1001 AC04 COMPTE CLOTURE") =>
  aLine("L2", amount, { label, bookedOn: "2026-11-16" });

test("a payment that comes back makes its invoice due again, by a new entry (GC17)", async () => {
  await bank(dossier(), returning());
  expect(await decisionOf(dossier(), "L2")).toEqual({
    state: "posted",
    decision: "post",
    reason: "payment_sent_back",
  });
  expect(await dueOf(dossier(), "FA-1001")).toMatchObject({ due: 120_000n, unpaid: true });
  const [entry] = await entriesOf(dossier(), "L2");
  expect(entry).toMatchObject({ journal: "BQ1", postedOn: "2026-11-16" });
  expect(entry?.lines).toHaveLength(2);
  expect(entry?.lines[0]).toMatch(/^411000 \S+ 120000\b/);
  expect(entry?.lines[1]).toMatch(/^512\d* -120000$/);
  expect(await laws()).toEqual([]);
});

test("another amount, or no number that was paid, is left to a person", async () => {
  await bank(dossier(), returning(-119_999n));
  expect((await decisionOf(dossier(), "L2")).decision).not.toBe("post");
  expect((await dueOf(dossier(), "FA-1001")).due).toBe(0n);
});

test("a payment comes back once only: the second line waits", async () => {
  await bank(dossier(), returning());
  await bank(dossier(), { ...returning(), reference: "L3", bookedOn: "2026-11-17" });
  expect((await decisionOf(dossier(), "L3")).decision).not.toBe("post");
  expect((await dueOf(dossier(), "FA-1001")).due).toBe(120_000n);
});

test("two lines of one night that take back one payment both wait", async () => {
  await bank(dossier(), returning(), { ...returning(), reference: "L3" });
  expect((await decisionOf(dossier(), "L2")).decision).not.toBe("post");
  expect((await decisionOf(dossier(), "L3")).decision).not.toBe("post");
});

test("undoing the return settles the invoice again; the payment cannot go while it is back (GC17)", async () => {
  await bank(dossier(), returning());
  const refused = await undoMatch(database.pool, await onLine(dossier(), "L1"));
  expect(codesOf(refused)).toEqual([expect.stringContaining("came_back")]);
  expect(await undoMatch(database.pool, await onLine(dossier(), "L2"))).toMatchObject({ ok: true });
  expect((await dueOf(dossier(), "FA-1001")).due).toBe(0n);
  expect(await undoMatch(database.pool, await onLine(dossier(), "L1"))).toMatchObject({ ok: true });
  expect((await dueOf(dossier(), "FA-1001")).due).toBe(120_000n);
  expect(await laws()).toEqual([]);
});

test("an invoice paid anew after the return is settled by the second payment", async () => {
  await bank(dossier(), returning());
  await bank(dossier(), aLine("L3", 120_000n, fromCustomerOf("FA-1001", "2026-11-18")));
  expect((await decisionOf(dossier(), "L3")).state).toBe("posted");
  expect((await dueOf(dossier(), "FA-1001")).due).toBe(0n);
  expect(await laws()).toEqual([]);
});

test("an unpaid cheque on which its customer alone is named is proposed as his payment of those cents (GC22, D12)", async () => {
  const customer = { payer: "business" as const, aux: "C-ETE", name: "Société Été et Fils" };
  await bill(dossier(), aSale("FA-2002", 117_600n, { customer }));
  const paid = { label: "VIR FA-2002", counterparty: { name: customer.name } };
  await bank(dossier(), aLine("L5", 117_600n, paid));
  await bank(dossier(), returning(-117_600n, "CHEQUE IMPAYE SOCIETE ETE ET FILS"));
  expect(await decisionOf(dossier(), "L2")).toEqual({
    state: "waiting",
    decision: "suggest",
    reason: "payment_returned",
  });
  const [match] = await within(
    dossier(),
    (db) => db<{ id: string }[]>`
      select evidence #>> '{candidates,0,sentBack,paymentId}' as id
        from match join statement_line as line on line.id = match.line_id
       where line.bank_reference = 'L2' and undone_at is null`,
  );
  const paymentId = BigInt(match?.id ?? 0);
  expect(await returnPayment(database.pool, { ...(await onLine(dossier(), "L2")), paymentId })).toMatchObject(
    { ok: true },
  );
  expect((await dueOf(dossier(), "FA-2002")).due).toBe(117_600n);
  expect(await laws()).toEqual([]);
});
