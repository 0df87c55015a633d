import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, type InvoiceSample, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** An invoice of 20/10 of which a patient owes 120,00. */
async function anOwingInvoice(number: string, more: Partial<InvoiceSample> = {}) {
  const { id, shares } = await anInvoice(world, {
    number,
    issuedOn: "2026-10-20",
    shares: [{ payer: "patient", name: "Le Bihan Odette", amount: 12_000n }],
    ...more,
  });
  return { at: `${base}/invoices/${id}`, share: String(shares[0]?.id) };
}

const choose = (invoice: string) =>
  accountant.get(`${base}/payments/new?${new URLSearchParams({ invoice })}`);
const offered = async (typed: string) => {
  const { text } = await accountant.get(
    `${base}/payments/invoices?${new URLSearchParams({ invoice: typed })}`,
  );
  return [...text.matchAll(/<option value="([^"]+)"/g)].map(([, number]) => number);
};
const written = async () => {
  const [row] = await world.pool<{ payments: number; entries: number }[]>`
    select (select count(*)::integer from payment where company_id = ${world.companyId}) as payments,
           (select count(*)::integer from journal_entry where company_id = ${world.companyId}) as entries`;
  return row;
};
const typed = { paidOn: "2026-11-16", amount: "120,00", method: "transfer" };

describe("the payments page", () => {
  test("stands in the menu Facturation as Règlements, starts a payment, and lists it with its invoice (S2.1, S2.3, S2.21, S3.1, S3.15)", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    const [, menu = ""] =
      /aria-label="Facturation">(.*?)<\/nav>/s.exec((await accountant.get(`${base}/invoices`)).text) ?? [];
    expect(menu).toContain(`<a href="${base}/payments">Règlements</a>`);
    const before = await accountant.get(`${base}/payments`);
    expect(before.text).toContain(`action="${base}/payments/new"`);
    const opened = await choose("FA-164");
    expect([opened.status, opened.location]).toEqual([303, `${at}?pay=own#pay`]);
    const form = await accountant.get(`${at}?pay=own`);
    expect(form.text).toMatch(/<button class="btn go"[^>]*>Enregistrer </);
    await accountant.send(`${at}/payments`, { ...typed, share });
    expect(readable(await accountant.get(`${base}/payments`))).toMatch(/16\/11.*virement.*FA-164.*120,00/);
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA-164");
  });

  test("finds the invoice as one types, by number or by name, among those still due (S2.4, S3.6)", async () => {
    await anOwingInvoice("FA-164");
    await anOwingInvoice("FA-165", { shares: [{ payer: "patient", name: "Riou Marcel", amount: 500n }] });
    await anOwingInvoice("FA-166", { lifecycle: "draft" });
    await anOwingInvoice("FA-167", {
      shares: [{ payer: "patient", name: "Le Bihan Odette", amount: 500n, paid: 500n }],
    });
    expect(await offered("FA-16")).toEqual(["FA-165", "FA-164"]);
    expect(await offered("fa-164")).toEqual(["FA-164"]);
    expect(await offered("riou")).toEqual(["FA-165"]);
    expect(await offered("Kerbrat")).toEqual([]);
    expect((await choose("riou")).location).toMatch(/\?pay=own#pay$/);
    const both = await choose("FA-16");
    expect(readable(both)).toContain("Laquelle est payée ? FA-165 Riou Marcel, du 20/10, reste 5,00 €");
    expect(both.text).toMatch(/<a class="inv" href="[^"]+\?pay=own#pay">FA-164</);
    const draft = await choose("FA-166");
    expect([draft.status, readable(draft).includes("Aucune facture encore due ne porte « FA-166 »")]).toEqual(
      [422, true],
    );
  });

  test("a number is chosen over the longer numbers that begin with it", async () => {
    const { at } = await anOwingInvoice("FA-1");
    await anOwingInvoice("FA-10");
    for (let nth = 100; nth < 120; nth++) await anOwingInvoice(`FA-${nth}`);
    expect((await choose("fa-1")).location).toBe(`${at}?pay=own#pay`);
  });

  test("needs an invoice (S2.5)", async () => {
    await anOwingInvoice("FA-164");
    expect((await accountant.get(`${base}/payments`)).text).toMatch(/name="invoice"[^>]* required/);
    const page = await choose(" ");
    expect([page.status, page.location]).toEqual([422, null]);
    expect(readable(page)).toContain("Choisissez la facture que ce règlement paie.");
  });

  test("where insurers alone owe, leads to their shares, which have a procedure of their own (S0.24)", async () => {
    const { at } = await anOwingInvoice("FA-200", {
      shares: [{ payer: "amo", name: "CPAM Finistère", amount: 25_912n }],
    });
    expect((await choose("FA-200")).location).toBe(`${at}#shares`);
  });

  test("is read by a viewer, who starts no payment", async () => {
    await anOwingInvoice("FA-164");
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/payments`)).text).not.toContain("payments/new");
    for (const path of ["new?invoice=FA-164", "invoices?invoice=FA"])
      expect((await viewer.get(`${base}/payments/${path}`)).status).toBe(403);
  });

  test("goes on to the unpaid list; leaving the list or the form changes nothing (S3.3, S3.4, S3.7, S3.16)", async () => {
    const { at } = await anOwingInvoice("FA-164");
    const before = await written();
    const page = await accountant.get(`${base}/payments`);
    const [, unpaid = ""] =
      /<a class="btn bare" href="([^"]+)">Choisir dans les impayés</.exec(page.text) ?? [];
    const list = await accountant.get(unpaid);
    const [, pay = ""] = /class="owed" href="([^"#]+)#pay">120,00/.exec(list.text) ?? [];
    const form = await accountant.get(pay);
    expect(form.text).toContain('class="pay"');
    const [, left = ""] =
      /<a class="btn bare" data-close href="([^"#]+)#shares"[^>]*>Fermer/.exec(form.text) ?? [];
    expect(left).toBe(at);
    expect((await accountant.get(left)).text).not.toContain('class="pay"');
    const again = await accountant.get(unpaid);
    expect(readable(again)).toBe(readable(list));
    const [, quit = ""] = /<a class="brand" href="([^"]+)">/.exec(again.text) ?? [];
    expect((await accountant.get(quit)).status).toBe(200);
    expect(readable(await accountant.get(unpaid))).toBe(readable(list));
    expect(await written()).toEqual(before);
  });
});

describe("the fields of a payment", () => {
  test.each([
    ["amount", "", "Écrivez un montant comme 47,89."],
    ["amount", "douze", "Écrivez un montant comme 47,89."],
    ["amount", "12,345", "Écrivez un montant comme 47,89."],
    ["paidOn", "", "Écrivez une date comme 17/11/2026."],
    ["paidOn", "31/02/2026", "Écrivez une date comme 17/11/2026."],
  ])("%s « %s » is refused, and nothing is written (S2.6, S2.7, S2.9, S2.10)", async (field, value, says) => {
    const { at, share } = await anOwingInvoice("FA-164");
    const before = await written();
    const form = await accountant.get(`${at}?pay=own`);
    expect(form.text).toMatch(new RegExp(`name="${field}"[^>]* required`));
    const refused = await accountant.send(`${at}/payments`, { ...typed, share, [field]: value });
    expect([refused.status, readable(refused).includes(says)]).toEqual([422, true]);
    expect(refused.text).toMatch(new RegExp(`name="${field}"[^>]* aria-describedby="wrong-${field}"`));
    expect(await written()).toEqual(before);
  });
});

test("six payments of an invoice stand under its number and day, each with its own day and amount, above what was invoiced and what is left (S3.8–S3.14, D3)", async () => {
  const { at, share } = await anOwingInvoice("FA-164");
  const paid = ["10,00", "11,00", "12,00", "13,00", "14,00", "15,00", "16,00"];
  for (const [nth, amount] of paid.entries())
    await accountant.send(`${at}/payments`, { ...typed, share, amount, paidOn: `2026-11-${10 + nth}` });
  const text = readable(await accountant.get(at));
  const rows = paid.map((amount, nth) => `${10 + nth}/11 Le Bihan Odette virement .*? ${amount}`);
  expect(text).toMatch(
    new RegExp(
      `FA-164 Le Bihan Odette · facture du mardi 20 octobre 2026 .* ${rows.join(" .*?")} .*?Facturé 120,00 Réglé 91,00 Reste dû 29,00`,
    ),
  );
});
