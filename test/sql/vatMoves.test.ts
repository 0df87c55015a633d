import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { aLine, aSale, bank, bill, codesOf, onLine, shareId, useDossier, within } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

/** A service of 1,200.00 or so, VAT of 20 % due on collection. */
const aService = (number: string, net: bigint, changes = {}) =>
  aSale(number, (net * 6n) / 5n, {
    lines: [{ account: "706000", net, vatRate: 2000, vat: net / 5n, vatDue: "collection" }],
    ...changes,
  });

/** What moved, as "invoice cents", entry by entry. */
const moves = () =>
  within(
    dossier(),
    (db) => db<{ moved: string }[]>`
      select invoice.number || ' ' || vat_move.vat_cents as moved
        from vat_move join invoice on invoice.id = vat_move.invoice_id
       order by vat_move.entry_id, invoice.number, vat_move.vat_cents`,
  ).then((rows) => rows.map(({ moved }) => moved));
const laws = () => within(dossier(), verifyCompany);

/** FA-1 paid in part by cheque; then one transfer pays the rest of it and a part of FA-2. */
async function twoInvoices() {
  await bill(dossier(), aService("FA-1", 100_000n), aService("FA-2", 50_000n));
  const [first, second] = [await shareId(dossier(), "FA-1"), await shareId(dossier(), "FA-2")];
  const at = new Date("2026-11-10T09:00:00Z");
  const by = { companyId: dossier().companyId, at, on: "2026-11-10" };
  const cheque = {
    method: "cheque" as const,
    paidOn: "2026-11-10",
    allocations: [{ shareId: first, amount: 70_000n }],
  };
  expect(codesOf(await recordPayment(database.pool, { ...by, ...cheque }))).toEqual([]);
  await bank(dossier(), aLine("L1", 80_000n));
  const allocations = [
    { shareId: first, amount: 50_000n },
    { shareId: second, amount: 30_000n },
  ];
  expect(
    codesOf(await acceptMatch(database.pool, { ...(await onLine(dossier(), "L1")), allocations })),
  ).toEqual([]);
}

describe("VAT that payments moved is kept by invoice", () => {
  test("so that the closing one takes what is left, and one line of the entry holds both (GC48)", async () => {
    await twoInvoices();
    expect(await moves()).toEqual(["FA-1 11667", "FA-1 8333", "FA-2 5000"]);
    expect(await laws()).toEqual([]);
  });

  test("and goes with a draft that is taken back, or back with the reversal of a validated entry", async () => {
    await twoInvoices();
    expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")))).toEqual([]);
    expect(await moves()).toEqual(["FA-1 11667"]);
    const allocations = [{ shareId: await shareId(dossier(), "FA-1"), amount: 50_000n }];
    await bank(dossier(), aLine("L2", 50_000n));
    await acceptMatch(database.pool, { ...(await onLine(dossier(), "L2")), allocations });
    await within(dossier(), (db) =>
      validateEntries(db, {
        companyId: dossier().companyId,
        upTo: "2026-11-20",
        on: "2026-11-20",
        at: new Date(),
      }),
    );
    await undoMatch(database.pool, await onLine(dossier(), "L2", "2026-11-21"));
    expect(await moves()).toEqual(["FA-1 11667", "FA-1 8333", "FA-1 -8333"]);
    expect(await laws()).toEqual([]);
  });

  test("a law names the invoices and the ledger when they part", async () => {
    await twoInvoices();
    await database.pool`update vat_move set vat_cents = vat_cents + 1 where company_id = ${dossier().companyId} and vat_cents = 5000`;
    expect(await laws()).toEqual([
      {
        law: "vat_on_collection_follows_payments",
        place: expect.stringContaining("445740 at 20.0"),
      },
    ]);
  });
});

test("the migration finds what payments had moved before there was a table for it", async () => {
  await twoInvoices();
  const before = await moves();
  const { companyId } = dossier();
  const file = fs.readFileSync(
    new URL("../../sql/migrations/0013_vat_on_collection.sql", import.meta.url),
    "utf8",
  );
  const [statement = ""] = /with collecting as[\s\S]*?;\n/.exec(file) ?? [];
  await database.pool`delete from vat_move`;
  await database.pool.unsafe(statement);
  await database.pool`delete from vat_move where company_id <> ${companyId}`;
  expect(await moves()).toEqual(before);
});

describe("deposits in one file with their final invoice", () => {
  const final = (amount: bigint, changes = {}) =>
    aService("FA-9", 100_000n, {
      customer: { payer: "business", aux: "C-1", name: "Client" },
      shares: [{ payer: "business", aux: "C-1", name: "Client", amount: 120_000n - amount }],
      deposits: [{ number: "FAC-1", amount }],
      ...changes,
    });
  const deposit = aService("FAC-1", 30_000n, {
    type: "deposit_invoice",
    customer: { payer: "business", aux: "C-1", name: "Client" },
    shares: [{ payer: "business", aux: "C-1", name: "Client", amount: 36_000n }],
  });

  test("are deducted whatever their order, and only once (GC35)", async () => {
    expect(codesOf(await bill(dossier(), final(36_000n), deposit))).toEqual([]);
    expect(await laws()).toEqual([]);
    const again = final(1n, {
      number: "FA-10",
      shares: [{ payer: "business", aux: "C-1", name: "Client", amount: 119_999n }],
    });
    expect(codesOf(await bill(dossier(), again))).toEqual(["deposit_above_rest"]);
    expect(codesOf(await bill(dossier(), final(36_000n), deposit))).toEqual([]);
  });

  test("are refused when the shares forget them, or on a document that is no final invoice", async () => {
    const forgets = final(36_000n, {
      shares: [{ payer: "business", aux: "C-1", name: "Client", amount: 120_000n }],
    });
    expect(codesOf(await bill(dossier(), deposit, forgets))).toEqual(["shares_differ_from_total"]);
    const odd = { ...deposit, number: "FAC-2", deposits: [{ number: "FAC-1", amount: 0n }] };
    expect(codesOf(await bill(dossier(), deposit, odd))).toContain("deposit_not_expected");
  });
});
