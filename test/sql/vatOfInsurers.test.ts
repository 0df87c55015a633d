import { beforeEach, expect, test } from "vitest";
import { acceptReturns, undoMatch } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { aLine, bank, bill, codesOf, type Dossier, onLine, openDossier, shareId, within } from "./dossier.ts";
import { care, MUTUAL, PATIENT, receiveReturns } from "./rspFile.ts";

const database = useDatabase();
const opened: { dossier?: Dossier } = {};

beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

/** 120.00 with VAT of 20.00 due on collection: the fund owes 72.00, the mutual insurer and the patient 24.00 each. */
const aService = care(
  "FA-1",
  { amo: 7_200n, amc: 2_400n, patient: 2_400n },
  { lines: [{ account: "706000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "collection" }] },
);

const moved = () =>
  within(
    dossier(),
    (db) => db<{ vat: bigint }[]>`select coalesce(sum(vat_cents), 0)::bigint as vat from vat_move`,
  ).then(([row]) => row?.vat);
const waiting = () =>
  within(
    dossier(),
    (db) => db<{ vat: bigint }[]>`
      select coalesce(sum(credit_cents - debit_cents), 0)::bigint as vat from journal_line where account = '445740'`,
  ).then(([row]) => row?.vat);

async function paymentOf(reference: string): Promise<bigint> {
  const [row] = await within(
    dossier(),
    (db) => db<{ id: bigint }[]>`select id from payment where reference = ${reference}`,
  );
  return row?.id ?? 0n;
}

const unnamed = (reference: string, amount: bigint) =>
  aLine(reference, amount, { label: "VIREMENT RECU 42", bookedOn: "2026-09-11" });

test("a return that two transfers bring moves its VAT with each of them, whoever else paid meanwhile", async () => {
  await bill(dossier(), aService);
  await receiveReturns(dossier(), [{ invoice: "FA-1", paid: 7_200n, ref: "111222333" }]);
  expect(await moved()).toBe(0n);
  await bank(dossier(), unnamed("L1", 5_000n));
  const paymentIds = [await paymentOf("111222333")];
  expect(
    codesOf(await acceptReturns(database.pool, { ...(await onLine(dossier(), "L1")), paymentIds })),
  ).toEqual([]);
  expect(await moved()).toBe(833n);
  const cash = await recordPayment(database.pool, {
    companyId: dossier().companyId,
    method: "cash",
    paidOn: "2026-09-12",
    allocations: [{ shareId: await shareId(dossier(), "FA-1", PATIENT.payer), amount: 2_400n }],
    at: new Date("2026-09-12T09:00:00Z"),
    on: "2026-09-12",
  });
  expect(codesOf(cash)).toEqual([]);
  expect(await moved()).toBe(1_233n);
  await bank(dossier(), unnamed("L2", 2_200n));
  await acceptReturns(database.pool, { ...(await onLine(dossier(), "L2")), paymentIds });
  expect(await moved()).toBe(1_600n);
  await receiveReturns(dossier(), [{ invoice: "FA-1", paid: 2_400n, ref: "444555666", insurer: MUTUAL }]);
  await bank(
    dossier(),
    aLine("L3", 2_400n, { label: `VIR ${MUTUAL.name} 444555666`, bookedOn: "2026-09-13" }),
  );
  expect([await moved(), await waiting()]).toEqual([2_000n, 0n]);
  expect(await within(dossier(), verifyCompany)).toEqual([]);
});

test("taken back, a transfer takes its VAT with it, as a draft and as a reversal, and brings it again", async () => {
  await bill(dossier(), aService);
  await receiveReturns(dossier(), [{ invoice: "FA-1", paid: 7_200n, ref: "111222333" }]);
  await bank(dossier(), aLine("L1", 7_200n, { label: "VIR 111222333", bookedOn: "2026-09-11" }));
  expect(await moved()).toBe(1_200n);
  const act = await onLine(dossier(), "L1");
  expect(codesOf(await undoMatch(database.pool, act))).toEqual([]);
  expect([await moved(), await waiting()]).toEqual([0n, 2_000n]);
  const paymentIds = [await paymentOf("111222333")];
  await acceptReturns(database.pool, { ...(await onLine(dossier(), "L1")), paymentIds });
  const { companyId } = dossier();
  const at = new Date("2026-11-14T09:00:00Z");
  await within(dossier(), (db) =>
    validateEntries(db, { companyId, upTo: "2026-12-31", on: "2026-11-14", at }),
  );
  expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")))).toEqual([]);
  expect([await moved(), await waiting()]).toEqual([0n, 2_000n]);
  expect(await within(dossier(), verifyCompany)).toEqual([]);
});
