import { beforeEach, describe, expect, test } from "vitest";
import { passDay } from "../../sql/acts/passDay.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { asCompany } from "../../sql/connect.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** An invoice of 20/10 of which this customer owes 120,00. */
async function anOwingInvoice(number: string, name = "Le Bihan Odette") {
  const { id, shares } = await anInvoice(world, {
    number,
    shares: [{ payer: "patient", name, amount: 12_000n }],
  });
  return { at: `${base}/invoices/${id}`, share: String(shares[0]?.id) };
}

const payments = () => world.pool<{ id: bigint; status: string; amount: bigint; paidOn: string }[]>`
  select id, status, amount_cents as amount, paid_on from payment where company_id = ${world.companyId} order by id
`;
const entryLines = () => world.pool<{ account: string; cents: bigint; piece: string }[]>`
  select line.account, line.debit_cents - line.credit_cents as cents, entry.piece
    from journal_line as line
    join journal_entry as entry on entry.id = line.entry_id
   where line.company_id = ${world.companyId} and entry.journal <> 'VE' and not exists (
     select from journal_entry as sale where sale.id = entry.corrects_id)
   order by line.id
`;

describe("a payment of a customer on a day to come", () => {
  const planned = { paidOn: "2026-11-20", amount: "50,00", method: "cheque", chequeNumber: "0042" };

  test("is planned, bears its own sign in both lists, and can be given up (S4.10, S4.11, D11, GC953)", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    expect((await accountant.get(`${at}?pay=own`)).text).toContain('name="schedule" value="yes"');
    const done = await accountant.sendAndFollow(`${at}/payments`, { ...planned, share, schedule: "yes" });
    expect(readable(done)).toContain("Règlement planifié");
    expect(await payments()).toMatchObject([{ status: "scheduled", paidOn: "2026-11-20" }]);
    expect(await entryLines()).toEqual([]);
    for (const path of [at, `${base}/payments`]) {
      const list = await accountant.get(path);
      expect(list.text).toMatch(/class="planned"><svg/);
      expect(readable(list)).toContain("planifié pour le 20/11");
    }
    const [{ id } = { id: 0n }] = await payments();
    const list = await accountant.get(`${base}/payments`);
    expect(list.text).toContain(`action="${base}/orders/scheduled/${id}/cancel"`);
    await accountant.send(`${base}/orders/scheduled/${id}/cancel`, {});
    expect(await payments()).toEqual([]);
  });

  test("is received on its day (S4.10)", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    await accountant.send(`${at}/payments`, { ...planned, share, schedule: "yes" });
    await passDay(world.pool, world.companyId, { at: new Date("2026-11-20T03:00:00Z"), on: "2026-11-20" });
    expect(await payments()).toMatchObject([{ status: "received", amount: 5_000n }]);
    expect(await entryLines()).toMatchObject([
      { account: "511200", cents: 5_000n, piece: "CHQ 0042" },
      { account: "411100", cents: -5_000n },
    ]);
  });

  test("is not recorded as if it had come, and a plan is for a day to come (S4.10)", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    const early = await accountant.send(`${at}/payments`, { ...planned, share });
    expect([early.status, readable(early).includes("Planifiez-le")]).toEqual([422, true]);
    const late = { ...planned, share, schedule: "yes", paidOn: "2026-11-17" };
    const refused = await accountant.send(`${at}/payments`, late);
    expect([refused.status, readable(refused).includes("On ne planifie qu’à une date à venir")]).toEqual([
      422,
      true,
    ]);
    expect(await payments()).toEqual([]);
  });

  test.each([
    ["label", "Acompte"],
    ["cleared", "yes"],
    ["journal", "OD"],
  ])("does not drop a %s that was typed: it says so (S4.10)", async (field, value) => {
    const { at, share } = await anOwingInvoice("FA-164");
    const refused = await accountant.send(`${at}/payments`, {
      ...planned,
      share,
      schedule: "yes",
      [field]: value,
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(`id="wrong-${field}"`);
    expect(await payments()).toEqual([]);
  });
});

describe("an advance without an invoice", () => {
  const typed = {
    customer: "Le Bihan",
    amount: "80,00",
    paidOn: "2026-11-16",
    method: "transfer",
    reference: "V1",
  };

  test("is recorded for a customer found by name, and pays his invoice later (GC13, GC952)", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    expect((await accountant.get(`${base}/payments`)).text).toContain(`href="${base}/payments/advance"`);
    const form = await accountant.get(`${base}/payments/advance`);
    expect(form.text).toMatch(/name="customer"[^>]* title="Le code du client/);
    const offered = await accountant.get(`${base}/payments/customers?customer=bihan`);
    expect(offered.text).toContain('<option value="patient-Le Bihan Odette">Le Bihan Odette</option>');
    const done = await accountant.sendAndFollow(`${base}/payments/advance`, typed);
    expect(readable(done)).toMatch(/Avance enregistrée.*Gardé d’avance 80,00/);
    expect(await entryLines()).toMatchObject([
      { account: "511800", cents: 8_000n, piece: "V1" },
      { account: "419100", cents: -8_000n },
    ]);
    await accountant.send(`${at}/advances`, { share, amount: "80,00" });
    expect(readable(await accountant.get(at))).toContain("Reste dû 40,00");
  });

  test("is taken back from its own page: a draft goes, a validated entry is reversed (D4, S4.34, S4.35)", async () => {
    await anOwingInvoice("FA-164");
    await accountant.send(`${base}/payments/advance`, typed);
    const [first] = await payments();
    const gone = await accountant.sendAndFollow(`${base}/payments/${first?.id}/payment-undos`, {});
    expect(readable(gone)).toContain("Le règlement et son écriture sont supprimés");
    expect([await payments(), await entryLines()]).toEqual([[], []]);
    await accountant.send(`${base}/payments/advance`, typed);
    const at = { companyId: world.companyId, upTo: "2026-11-16", at: NOW, on: "2026-11-17" };
    await asCompany(world.pool, world.companyId, (db) => validateEntries(db, at));
    const [second] = await payments();
    expect((await accountant.get(`${base}/payments/${second?.id}`)).text).toContain(
      "Contre-passer ce règlement",
    );
    await accountant.send(`${base}/payments/${second?.id}/payment-undos`, {});
    expect(await payments()).toMatchObject([{ status: "corrected" }]);
    const after = await accountant.get(`${base}/payments/${second?.id}`);
    expect(after.text).not.toContain("payment-undos");
  });

  test("asks which customer is meant when several answer, and refuses what cannot be read (GC13)", async () => {
    await anOwingInvoice("FA-164");
    await anOwingInvoice("FA-165", "Le Bihan Marcel");
    const asked = await accountant.send(`${base}/payments/advance`, { ...typed, amount: "" });
    expect(asked.status).toBe(422);
    expect(readable(asked)).toMatch(/Lequel paie \? .*Le Bihan Marcel.*Le Bihan Odette/);
    expect(readable(asked)).toContain("Écrivez un montant comme 47,89.");
    const [, party] = /name="party" value="(\d+)"/.exec(asked.text) ?? [];
    const done = await accountant.sendAndFollow(`${base}/payments/advance`, { ...typed, party: party ?? "" });
    expect(readable(done)).toContain("Le Bihan Marcel");
    const unknown = await accountant.send(`${base}/payments/advance`, { ...typed, customer: "Kerbrat" });
    expect(readable(unknown)).toContain("Aucun client ne répond à « Kerbrat »");
    expect(await payments()).toHaveLength(1);
  });

  test("in cash is held to the legal limit (CMF D112-3)", async () => {
    await anOwingInvoice("FA-164");
    const refused = await accountant.send(`${base}/payments/advance`, {
      ...typed,
      method: "cash",
      amount: "1 000,01",
    });
    expect(refused.status).toBe(422);
    expect(await payments()).toEqual([]);
  });

  test("is not for a viewer", async () => {
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/payments/advance`)).status).toBe(403);
    expect((await viewer.send(`${base}/payments/advance`, typed)).status).toBe(403);
  });
});

test("a line that names nobody is pointed by hand to the advance that was typed before it (GC13)", async () => {
  await anOwingInvoice("FA-164");
  const typed = {
    customer: "Le Bihan",
    amount: "80,00",
    paidOn: "2026-11-16",
    method: "transfer",
    reference: "V1",
  };
  await accountant.send(`${base}/payments/advance`, typed);
  const line = await aWaitingLine(world, { amount: 8_000n, label: "VIREMENT RECU 45" });
  const list = await accountant.get(`${base}/lines?line=${line}`);
  expect(readable(list)).toContain("Pointer le règlement saisi (Le Bihan Odette, V1)");
  const [{ id } = { id: 0n }] = await payments();
  await accountant.send(`${base}/lines/${line}/credit`, { payments: String(id), filters: "" });
  expect(await payments()).toMatchObject([{ status: "cleared" }]);
});
