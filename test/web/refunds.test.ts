import { beforeEach, describe, expect, test } from "vitest";
import { changeIban } from "../../sql/acts/bankDetails.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { asCompany } from "../../sql/connect.ts";
import { ibanOf } from "../scenarios/camt.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;
let invoice: string;
let share: string;

/** FA-1 of 600.00 was paid 650.00 by card; the 50.00 too much are set aside for the customer, who is then to be paid back by transfer. */
beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
  const customer = { payer: "business" as const, aux: "C-1", name: "Atelier Martin" };
  const draft = {
    number: "FA-1",
    type: "invoice" as const,
    lifecycle: "issued" as const,
    issuedOn: "2026-11-02",
    total: 60_000n,
    customer,
    shares: [{ ...customer, amount: 60_000n }],
    lines: [],
  };
  const imported = await asCompany(world.pool, world.companyId, (db) =>
    importInvoices(db, world.companyId, [draft], { today: "2026-11-17" }),
  );
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  const [row] = await world.pool<{ invoice: bigint; share: bigint }[]>`
    select invoice_id as invoice, share.id as share
      from share join invoice on invoice.id = share.invoice_id
     where invoice.number = 'FA-1' and invoice.company_id = ${world.companyId}`;
  invoice = `${base}/invoices/${row?.invoice}`;
  share = String(row?.share);
  const paid = { share, method: "card", paidOn: "2026-11-16", amount: "650,00", excess: "to_refund" };
  expect((await accountant.send(`${invoice}/payments`, paid)).status).toBe(303);
});

const refund = () =>
  accountant.sendAndFollow(`${invoice}/refunds`, { share, amount: "50,00", method: "transfer" });

async function refundId(): Promise<string> {
  const [row] = await world.pool<{ id: bigint }[]>`
    select id from payment where company_id = ${world.companyId} and direction = 'out'`;
  return String(row?.id);
}

const order = async () =>
  accountant.sendAndFollow(`${base}/orders/new/transfer`, {
    account: "BQ1",
    day: "2026-11-18",
    [`refund-${await refundId()}`]: "yes",
  });

describe("a refund by transfer (S1.31)", () => {
  test("is said to be sent, and where, until an order has it", async () => {
    expect(readable(await refund())).toContain("Remboursement enregistré, à transmettre");
    for (const page of [`${base}/orders`, `${base}/payments`, `${base}/payments/${await refundId()}`]) {
      expect(readable(await accountant.get(page))).toContain("à transmettre Payer par virement");
    }
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/payments/${await refundId()}`)).text).not.toContain("orders/new");
  });

  test("is chosen for a SEPA file beside the suppliers, once the customer's IBAN is recorded (S4.6, S4.20)", async () => {
    await refund();
    const form = await accountant.get(`${base}/orders/new/transfer`);
    expect(readable(form)).toContain("Remboursements de clients à transmettre");
    expect(readable(form)).toContain("Atelier Martin");
    expect(readable(form)).toContain("IBAN manquant");
    expect(form.text).toMatch(/href="[^"]+\/orders\/bank\/\d+\?back=transfer"/);
    expect(readable(await order())).toContain("Les coordonnées bancaires de Atelier Martin manquent");
    const by = { companyId: world.companyId, at: new Date("2026-11-17T09:00:00Z"), on: "2026-11-17" };
    await changeIban(world.pool, { ...by, aux: "C-1", iban: ibanOf(861) });
    const made = await order();
    expect(readable(made)).toContain("L’ordre de virement est prêt");
    const [, file = ""] = /href="([^"]+)"[^>]*>Fichier SEPA</.exec(made.text) ?? [];
    const sepa = (await accountant.get(file)).text;
    for (const said of [
      `<EndToEndId>RAPPRO-${world.companyId}-${await refundId()}</EndToEndId>`,
      "<CtrlSum>50.00</CtrlSum>",
      `<IBAN>${ibanOf(861)}</IBAN>`,
      "<Ustrd>Remboursement Atelier Martin</Ustrd>",
    ])
      expect(sepa).toContain(said);
    expect(readable(await accountant.get(`${base}/payments/${await refundId()}`))).toContain("transmis");
    expect(readable(await accountant.get(`${base}/orders/new/transfer`))).not.toContain("Atelier Martin");
  });
});

describe("the invoice that was paid too much", () => {
  test("shows what its payment brought beyond it, and the refund of that (S1.31, D1)", async () => {
    await refund();
    const page = readable(await accountant.get(invoice));
    expect(page).toMatch(/et 50,00 € de trop, mis de côté à rembourser reçu 600,00/);
    expect(page).toContain("pris sur la somme mise de côté à transmettre Payer par virement −50,00");
    expect(page).toContain("Réglé 600,00");
  });

  test("names what rests on a payment that cannot be deleted, and leads there (D4, S4.34)", async () => {
    await refund();
    const [paid] = await world.pool<{ id: bigint }[]>`
      select id from payment where company_id = ${world.companyId} and direction = 'in'`;
    const asked = { share, payment: String(paid?.id) };
    const refused = await accountant.send(`${invoice}/payment-undos`, asked);
    expect(readable(refused)).toContain("Reprenez d’abord ce qui s’appuie sur lui");
    expect(readable(refused)).toContain("Remboursement Atelier Martin, le 17/11, 50,00 €");
    const way = `${base}/payments/${await refundId()}`;
    expect(refused.text).toContain(`href="${way}"`);
    expect((await accountant.get(way)).text).toContain(`action="${way}/payment-undos"`);
    expect((await accountant.send(`${way}/payment-undos`, {})).status).toBe(303);
    expect((await accountant.send(`${invoice}/payment-undos`, asked)).status).toBe(303);
  });
});
