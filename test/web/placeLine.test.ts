import { beforeEach, describe, expect, test } from "vitest";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { undoAllocation } from "../../sql/acts/undoScope.ts";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}/lines`;
  const { pool, companyId } = world;
  const of = (number: string, payer: "business" | "supplier", total: bigint) => {
    const party = { payer, aux: `${payer}-1`, name: `Tiers ${payer}` };
    return {
      number,
      type: payer === "supplier" ? ("supplier_invoice" as const) : ("invoice" as const),
      lifecycle: "issued" as const,
      issuedOn: "2026-11-02",
      total,
      customer: party,
      shares: [{ ...party, amount: total }],
      lines: [],
    };
  };
  const drafts = [
    of("FA-1", "business", 6_000n),
    of("FA-2", "business", 4_000n),
    of("FF-1", "supplier", 5_000n),
  ];
  const made = await asCompany(pool, companyId, (db) =>
    importInvoices(db, companyId, drafts, { today: "2026-11-13" }),
  );
  if (!made.ok) throw new Error("the documents were refused");
});

const due = async (number: string) => {
  const [row] = await world.pool<{ due: bigint }[]>`
    select share.due_cents as due from share join invoice on invoice.id = share.invoice_id
     where invoice.company_id = ${world.companyId} and invoice.number = ${number}`;
  return row?.due;
};
/** The line of this world is in a file without bytes: that law is not at stake here. */
const laws = async () =>
  (await asCompany(world.pool, world.companyId, verifyCompany)).filter(
    ({ law }) => law !== "files_keep_their_bytes",
  );

test("a line in suspense is placed from its page, and its entry at the bank stays (GC37)", async () => {
  const line = await aWaitingLine(world, { amount: 9_880n, label: "VIREMENT RECU 42" });
  await accountant.send(`${base}/${line}/suspense`, { filters: "" });
  expect(readable(await accountant.get(`${base}/${line}`))).toContain("compte d’attente (471)");
  const off = await accountant.send(`${base}/${line}/place`, { documents: "FA-1, FA-2", method: "transfer" });
  expect(off.status).toBe(303);
  expect([await due("FA-1"), await due("FA-2")]).toEqual([0n, 120n]);
  const page = readable(await accountant.get(`${base}/${line}`));
  expect(page).not.toContain("compte d’attente (471). Elle en sort");
  expect(await laws()).toEqual([]);
});

test("a line out is given to a supplier’s document, with the fee the bank took beside it (S2.21, D11)", async () => {
  const line = await aWaitingLine(world, { amount: -5_120n, label: "PRLV 4711" });
  const fields = { documents: "ff-1", method: "direct_debit", fee: "1,00", vat: "0,20" };
  const done = readable(await accountant.sendAndFollow(`${base}/${line}/place`, fields));
  expect(done).toContain("627800");
  expect(await due("FF-1")).toBe(0n);
  expect(await laws()).toEqual([]);
});

test("a number that is no open document of that side, or too much money, is refused and kept as typed", async () => {
  const line = await aWaitingLine(world, { amount: 9_000n, label: "VIREMENT RECU 43" });
  const place = (documents: string) => accountant.send(`${base}/${line}/place`, { documents, method: "" });
  const supplier = await place("FF-1");
  expect([supplier.status, readable(supplier)]).toEqual([422, expect.stringContaining("FF-1")]);
  expect(supplier.text).toContain('value="FF-1"');
  const above = await place("FA-1");
  expect([above.status, readable(above)]).toEqual([422, expect.stringContaining("60,00")]);
  expect(await due("FA-1")).toBe(6_000n);
  const viewer = await dashboard.signedIn(world, "viewer");
  expect((await viewer.get(`${base}/${line}`)).text).not.toContain("/place");
});

test("what an undone allocation left in suspense is placed by the same form (GC37)", async () => {
  const line = await aWaitingLine(world, { amount: 9_880n, label: "VIREMENT RECU 42" });
  await accountant.send(`${base}/${line}/place`, { documents: "FA-1, FA-2", method: "transfer" });
  const [share] = await world.pool<{ id: bigint }[]>`
    select share.id from share join invoice on invoice.id = share.invoice_id
     where invoice.company_id = ${world.companyId} and invoice.number = 'FA-2'`;
  await undoAllocation(world.pool, {
    companyId: world.companyId,
    lineId: BigInt(line),
    shareId: share?.id ?? 0n,
    as: "wrong",
    at: NOW,
    on: "2026-11-17",
  });
  expect(await due("FA-2")).toBe(4_000n);
  const waits = await accountant.get(`${base}/${line}`);
  expect(readable(waits)).toContain("De cette ligne, 38,80 € sont en compte d’attente (471)");
  const again = await accountant.send(`${base}/${line}/place`, { documents: "FA-2", method: "transfer" });
  expect(again.status).toBe(303);
  expect([await due("FA-1"), await due("FA-2")]).toEqual([0n, 120n]);
  expect(readable(await accountant.get(`${base}/${line}`))).not.toContain("sont en compte d’attente");
  expect(await laws()).toEqual([]);
});

describe("a payment that came back unpaid, which the label alone does not say (GC17, GC22)", () => {
  let bounced: bigint;

  beforeEach(async () => {
    const credit = await aWaitingLine(world, { amount: 6_000n, label: "VIREMENT RECU 44" });
    await accountant.send(`${base}/${credit}/place`, { documents: "FA-1", method: "transfer" });
    bounced = await aWaitingLine(world, { amount: -6_000n, label: "OPERATION 4217 IMPAYE SOCIETE ETE" });
  });

  /** The payments that the page offers to bring back, when the line is placed on FA-1. */
  const offered = async () => {
    const page = await accountant.send(`${base}/${bounced}/place`, { documents: "fa-1", method: "" });
    expect([page.status, readable(page)]).toEqual([
      200,
      expect.stringContaining("Ce règlement revient impayé"),
    ]);
    return /name="payment" value="(\d+)"/.exec(page.text)?.[1] ?? "";
  };

  test("a person names its document and says which payment it brings back: the document is due again", async () => {
    const payment = await offered();
    const done = await accountant.sendAndFollow(`${base}/${bounced}/came-back`, { payment });
    expect(readable(done)).toContain("FA-1");
    expect(await due("FA-1")).toBe(6_000n);
    expect(await laws()).toEqual([]);
    await accountant.send(`${base}/${bounced}/undo`, { filters: "" });
    expect(await due("FA-1")).toBe(0n);
    expect(await laws()).toEqual([]);
  });

  test("from suspense too, and back there when it is undone (GC37)", async () => {
    await accountant.send(`${base}/${bounced}/suspense`, { filters: "" });
    await accountant.send(`${base}/${bounced}/came-back`, { payment: await offered() });
    expect(await due("FA-1")).toBe(6_000n);
    expect(await laws()).toEqual([]);
    await accountant.send(`${base}/${bounced}/undo`, { filters: "" });
    expect(await due("FA-1")).toBe(0n);
    expect(await laws()).toEqual([]);
  });

  test("where no payment of the document is of these cents, or there is no such document, it says so", async () => {
    const place = async (documents: string) =>
      readable(await accountant.send(`${base}/${bounced}/place`, { documents, method: "" }));
    expect(await place("FA-2")).toContain("aucun règlement encaissé de 60,00");
    const none = await place("ACPT");
    expect(none).toContain("Aucune pièce de ce dossier ne porte le numéro ACPT");
    expect(none).not.toContain("ne doit plus rien");
  });
});
