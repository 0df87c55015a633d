import { beforeEach, expect, test } from "vitest";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let admin: Visitor;
let at: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  admin = await dashboard.signedIn(world, "admin");
  at = `/d/${world.companyId}/settings`;
});

const form = { cashLimit: "1 000,00", depositJournal: "", tolerance: "1,00", importRounding: "0,02" };

async function stored(): Promise<Record<string, unknown>> {
  const [row] = await world.pool<{ settings: Record<string, unknown> }[]>`
    select settings from company where id = ${world.companyId}`;
  return row?.settings ?? {};
}

test("are one page that everybody reads and administrators change (S0.16, S4.28, D13)", async () => {
  const viewer = await dashboard.signedIn(world, "viewer");
  const page = await viewer.get(at);
  expect(page.status).toBe(200);
  for (const name of ["depositJournal", "cashLimit", "discount", "automatic", "tolerance", "importRounding"])
    expect(page.text).toMatch(new RegExp(`name="${name}"[^>]* disabled`));
  expect(page.text).not.toMatch(/<button class="btn go">/);
  for (const role of ["viewer", "accountant"] as const) {
    const other = await dashboard.signedIn(world, role);
    expect([(await other.send(at, form)).status, (await other.send(`${at}/trust`, {})).status]).toEqual([
      403, 403,
    ]);
  }
  expect(await stored()).toEqual({});
});

test("the addresses that parts of them had lead to them", async () => {
  for (const former of ["preferences", "settings/payments"])
    expect((await admin.get(`/d/${world.companyId}/${former}`)).location).toBe(at);
});

test("are saved together, come back on the page and are kept with who changed them", async () => {
  const changed = { ...form, cashLimit: "500,00", depositJournal: "OD", importRounding: "0,05" };
  const saved = await admin.sendAndFollow(at, { ...changed, discount: "on" });
  expect(readable(saved)).toContain("Réglages enregistrés.");
  expect(saved.text).toMatch(/<option value="OD" selected>/);
  expect(saved.text).toMatch(/name="cashLimit"[^>]* value="500,00"/);
  expect(saved.text).toMatch(/name="importRounding"[^>]* value="0,05"/);
  expect(saved.text).toMatch(/name="discount"[^>]* checked/);
  expect(saved.text).not.toMatch(/name="automatic"[^>]* checked/);
  const [row] = await world.pool<{ detail: object }[]>`
    select detail from audit_log where company_id = ${world.companyId} and action = 'change_settings'`;
  expect(row?.detail).toMatchObject({
    cashLimit: "500.00",
    depositJournal: "OD",
    importRoundingLimit: "0.05",
    earlyPaymentDiscount: true,
  });
});

test.each([
  ["cashLimit", "mille"],
  ["tolerance", "un euro"],
  ["tolerance", "-1"],
  ["importRounding", "1,01"],
])("an amount out of its bounds is kept on the page and nothing is saved: %s %s", async (name, typed) => {
  const refused = await admin.send(at, { ...form, cashLimit: "700,00", discount: "on", [name]: typed });
  expect(refused.status).toBe(422);
  expect(refused.text).toMatch(
    new RegExp(
      `id="${name}"[^>]* value="${typed}" aria-describedby="wrong-${name} ${name}-note" aria-invalid`,
    ),
  );
  expect(refused.text).toMatch(/name="discount"[^>]* checked/);
  if (name !== "cashLimit") expect(refused.text).toMatch(/id="cashLimit"[^>]* value="700,00"/);
  expect(readable(refused)).toMatch(/Écrivez un montant (positif|de 0,00 à 1,00 €)/);
  expect(await stored()).toEqual({});
});

test("a small difference within their limit is written off with its payment once they say so (D13)", async () => {
  await admin.send(at, { ...form, automatic: "on", tolerance: "2,50" });
  const { shares } = await anInvoice(world, {
    number: "FA-1",
    shares: [{ payer: "business", name: "Atelier Dubois", amount: 10_000n }],
  });
  const [share] = shares;
  await recordPayment(world.pool, {
    companyId: world.companyId,
    method: "card",
    paidOn: "2026-11-16",
    allocations: [{ shareId: share?.id ?? 0n, amount: 9_750n }],
    answers: {},
    at: NOW,
    on: "2026-11-16",
  });
  const [left] = await world.pool`select due_cents from share where id = ${share?.id ?? 0n}`;
  expect(left).toEqual({ dueCents: 0n });
});
