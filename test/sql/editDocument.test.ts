import { beforeEach, describe, expect, test } from "vitest";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { type DocumentEdit, editDocument } from "../../sql/acts/editDocument.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { writeOff } from "../../sql/acts/writeOff.ts";
import { draftOfDocument } from "../../sql/documentEdit.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { aSale, bill, codesOf, type Dossier, openDossier, shareId, within } from "./dossier.ts";

const database = useDatabase();
const opened: { dossier?: Dossier } = {};
const by = { at: new Date("2026-11-10T09:00:00Z"), on: "2026-11-10" };

beforeEach(async () => {
  opened.dossier = await openDossier(database.pool);
});

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

/** A service with VAT of 20 % due on collection. */
const aService = (number: string, net: bigint, changes = {}) =>
  aSale(number, (net * 6n) / 5n, {
    lines: [{ account: "706000", net, vatRate: 2000, vat: net / 5n, vatDue: "collection" }],
    ...changes,
  });

async function invoiceId(number: string): Promise<bigint> {
  const [row] = await within(
    dossier(),
    (db) => db<{ id: bigint }[]>`select id from invoice where number = ${number}`,
  );
  if (!row) throw new Error(`no ${number}`);
  return row.id;
}

async function edit(number: string, change: Partial<DocumentEdit["change"]>) {
  const id = await invoiceId(number);
  const draft = await within(dossier(), (db) => draftOfDocument(db, id));
  if (!draft) throw new Error("no draft");
  const { companyId } = dossier();
  return editDocument(database.pool, { ...by, companyId, invoiceId: id, change: { ...draft, ...change } });
}

const entries = (number: string) =>
  within(
    dossier(),
    (db) => db<{ line: string }[]>`
      select entry.posted_on || ' ' || line.account || ' ' || (line.debit_cents - line.credit_cents) as line
        from journal_entry as entry join journal_line as line on line.entry_id = entry.id
       where entry.piece = ${number} order by entry.id, line.rank`,
  ).then((rows) => rows.map(({ line }) => line));

/** The same service for more money, later, on two lines. */
async function more(number: string): Promise<Partial<DocumentEdit["change"]>> {
  const draft = await within(dossier(), async (db) => draftOfDocument(db, await invoiceId(number)));
  const [share] = draft?.shares ?? [];
  if (!share) throw new Error("no share");
  return {
    issuedOn: "2026-11-04",
    total: 25_500n,
    shares: [{ ...share, amount: 25_500n }],
    lines: [
      { account: "706000", net: 20_000n, vatRate: 2000, vat: 4_000n, vatDue: "collection" },
      { account: "707000", net: 1_250n, vatRate: 2000, vat: 250n, vatDue: "delivery" },
    ],
  };
}

describe("before its first payment", () => {
  test("an issued document is changed, and its entry, due and VAT follow (S4.3)", async () => {
    await bill(dossier(), aService("FA-1", 10_000n));
    expect(codesOf(await edit("FA-1", await more("FA-1")))).toEqual([]);
    expect(await entries("FA-1")).toEqual([
      "2026-11-04 411000 25500",
      "2026-11-04 706000 -20000",
      "2026-11-04 445740 -4000",
      "2026-11-04 707000 -1250",
      "2026-11-04 445710 -250",
    ]);
    const share = await shareId(dossier(), "FA-1");
    const paid = await recordPayment(database.pool, {
      ...by,
      companyId: dossier().companyId,
      method: "cash",
      paidOn: "2026-11-10",
      allocations: [{ shareId: share, amount: 25_500n }],
    });
    expect(codesOf(paid)).toEqual([]);
    const moved = await within(
      dossier(),
      (db) => db<{ vat: bigint }[]>`select sum(vat_cents)::bigint as vat from vat_move`,
    );
    expect(moved).toEqual([{ vat: 4_000n }]);
    expect(await within(dossier(), verifyCompany)).toEqual([]);
  });

  test("a quote, a credit note and a deposit change too (S4.3)", async () => {
    await bill(
      dossier(),
      aService("DE-1", 10_000n, { lifecycle: "quote" }),
      aService("AC-1", 10_000n, { type: "deposit_invoice" }),
      aSale("AV-1", -10_000n, {
        type: "credit_note",
        lines: [{ account: "707000", net: -10_000n, vatRate: 0, vat: 0n, vatDue: "exempt" }],
      }),
    );
    for (const number of ["DE-1", "AC-1", "AV-1"])
      expect(codesOf(await edit(number, { issuedOn: "2026-11-05" }))).toEqual([]);
    expect(await entries("DE-1")).toEqual([]);
    expect((await entries("AC-1"))[0]).toBe("2026-11-05 411000 12000");
    expect((await entries("AV-1"))[0]).toBe("2026-11-05 411000 -10000");
    expect(await within(dossier(), verifyCompany)).toEqual([]);
  });

  test("a final invoice that is changed deducts its deposit once (S4.3, GC35)", async () => {
    const customer = { payer: "business" as const, aux: "C-1", name: "Client 1" };
    const deposit = aService("AC-1", 10_000n, { type: "deposit_invoice", customer });
    await bill(dossier(), deposit);
    const final = aService("FA-2", 30_000n, { customer, deposits: [{ number: "AC-1", amount: 12_000n }] });
    await bill(dossier(), {
      ...final,
      shares: final.shares.map((share) => ({ ...share, amount: 24_000n })),
    });
    const before = await entries("FA-2");
    expect(codesOf(await edit("FA-2", { issuedOn: "2026-11-06" }))).toEqual([]);
    expect(await entries("FA-2")).toEqual(before.map((line) => line.replace(/^\S+/, "2026-11-06")));
    expect(codesOf(await edit("AC-1", { issuedOn: "2026-11-06" }))).toEqual(["document_is_followed"]);
    expect(await within(dossier(), verifyCompany)).toEqual([]);
  });

  test("what does not add up is refused whole, and nothing has changed (S4.3, D9)", async () => {
    await bill(dossier(), aService("FA-1", 10_000n));
    const before = await entries("FA-1");
    expect(codesOf(await edit("FA-1", { total: 11_000n }))).toContain("shares_differ_from_total");
    const unknown = { account: "999999", net: 12_000n, vatRate: 0, vat: 0n, vatDue: "exempt" as const };
    expect(codesOf(await edit("FA-1", { lines: [unknown] }))).toContain("account_unknown");
    expect(await entries("FA-1")).toEqual(before);
    expect(await within(dossier(), verifyCompany)).toEqual([]);
  });
});

describe("is refused", () => {
  const pay = async (number: string) =>
    recordPayment(database.pool, {
      ...by,
      companyId: dossier().companyId,
      method: "cash",
      paidOn: "2026-11-10",
      allocations: [{ shareId: await shareId(dossier(), number), amount: 100n }],
    });

  test("once there is a payment, whatever its size, and after it was reversed (S4.3)", async () => {
    await bill(dossier(), aService("FA-1", 10_000n), aService("FA-2", 10_000n));
    const paid = await pay("FA-1");
    if (!paid.ok) throw new Error("refused");
    expect(codesOf(await edit("FA-1", { issuedOn: "2026-11-05" }))).toEqual(["document_has_payment"]);
    const act = { ...by, companyId: dossier().companyId, paymentId: paid.value.paymentId };
    expect(codesOf(await takeBackPayment(database.pool, act))).toEqual([]);
    expect(codesOf(await edit("FA-1", { issuedOn: "2026-11-05" }))).toEqual([]);
    const again = await pay("FA-2");
    if (!again.ok) throw new Error("refused");
    const piece = `REG-${again.value.paymentId}`;
    const { companyId } = dossier();
    await within(dossier(), (db) => validateEntries(db, { ...by, companyId, pieces: [piece] }));
    await takeBackPayment(database.pool, { ...act, paymentId: again.value.paymentId });
    expect(codesOf(await edit("FA-2", { issuedOn: "2026-11-05" }))).toEqual(["document_is_followed"]);
  });

  test("once a part of it was written off (S4.3, S3.21)", async () => {
    await bill(dossier(), aService("FA-1", 10_000n));
    await writeOff(database.pool, {
      ...by,
      companyId: dossier().companyId,
      shareId: await shareId(dossier(), "FA-1"),
      amount: 1n,
      reason: "un centime",
      rights: ["adjustment"],
      confirmed: true,
    });
    expect(codesOf(await edit("FA-1", { issuedOn: "2026-11-05" }))).toEqual(["document_has_payment"]);
  });

  test("once its entry is validated (S4.35)", async () => {
    await bill(dossier(), aService("FA-1", 10_000n));
    const { companyId } = dossier();
    await within(dossier(), (db) => validateEntries(db, { ...by, companyId, pieces: ["FA-1"] }));
    expect(codesOf(await edit("FA-1", { issuedOn: "2026-11-05" }))).toEqual(["document_is_final"]);
  });
});
