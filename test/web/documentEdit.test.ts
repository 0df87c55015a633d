import { beforeEach, expect, test } from "vitest";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { asCompany } from "../../sql/connect.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let at: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  const { pool, companyId } = world;
  const party = { payer: "business" as const, aux: "C0001", name: "Atelier Dubois" };
  const made = await asCompany(pool, companyId, (db) =>
    importInvoices(
      db,
      companyId,
      [
        {
          number: "FA-0001",
          type: "invoice",
          lifecycle: "issued",
          issuedOn: "2026-11-02",
          total: 120_000n,
          customer: party,
          shares: [{ ...party, amount: 120_000n }],
          lines: [{ account: "707000", net: 100_000n, vatRate: 2000, vat: 20_000n, vatDue: "delivery" }],
        },
      ],
      { today: "2026-11-10" },
    ),
  );
  if (!made.ok) throw new Error("the invoice was refused");
  const [row] = await pool<
    { id: bigint }[]
  >`select id from invoice where number = 'FA-0001' and company_id = ${companyId}`;
  at = `/d/${companyId}/invoices/${row?.id}`;
});

const fields = {
  issuedOn: "2026-11-03",
  dueOn: "2026-12-03",
  total: "600,00",
  branch: "",
  customerAux: "C0001",
  customerName: "Atelier Dubois",
  account0: "707000",
  label0: "Ouvrage",
  net0: "500,00",
  rate0: "20",
  vat0: "100,00",
  vatDue0: "delivery",
  account1: "",
  net1: "",
};

test("an open document is changed from its page, as a plain form (S4.3, S3.2)", async () => {
  expect((await accountant.get(at)).text).toContain(`href="${at}/edit"`);
  const form = await accountant.get(`${at}/edit`);
  expect(form.text).toMatch(/name="total"[^>]*value="1\s200,00"/);
  expect(form.text).toMatch(/name="net0"[^>]*title="[^"]+"/);
  const done = readable(await accountant.sendAndFollow(`${at}/edit`, fields));
  expect(done).toContain("La pièce est modifiée");
  expect(done).toContain("600,00");
});

test("what cannot be read, or does not add up, is said and what was typed is kept (S4.3)", async () => {
  const wrong = await accountant.send(`${at}/edit`, { ...fields, total: "six cents" });
  expect([wrong.status, readable(wrong)]).toEqual([422, expect.stringContaining("« six cents »")]);
  expect(wrong.text).toContain('value="six cents"');
  const off = await accountant.send(`${at}/edit`, { ...fields, net0: "499,00" });
  expect([off.status, readable(off)]).toEqual([422, expect.stringContaining("1,00")]);
});

test("a paid document says why it no longer changes, and its page offers it no more (S4.3)", async () => {
  const [share] = await world.pool<
    { id: bigint }[]
  >`select id from share where company_id = ${world.companyId} order by id desc limit 1`;
  const paid = await recordPayment(world.pool, {
    companyId: world.companyId,
    method: "card",
    paidOn: "2026-11-16",
    allocations: [{ shareId: share?.id ?? 0n, amount: 100n }],
    at: NOW,
    on: "2026-11-16",
  });
  expect(paid.ok).toBe(true);
  expect((await accountant.get(at)).text).not.toContain(`${at}/edit`);
  const refused = await accountant.send(`${at}/edit`, fields);
  expect([refused.status, readable(refused)]).toEqual([409, expect.stringContaining("avoir")]);
  const viewer = await dashboard.signedIn(world, "viewer");
  expect((await viewer.get(`${at}/edit`)).status).toBe(403);
});
