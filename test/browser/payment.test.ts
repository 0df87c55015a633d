import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { asCompany } from "../../sql/connect.ts";
import { findChromium } from "../chromium.ts";
import { ibanOf } from "../scenarios/camt.ts";
import { useDashboard } from "../web/dashboard.ts";
import { anInvoice, aWorld, type World } from "../web/world.ts";
import { tabOf, useBrowser } from "./signIn.ts";

const dashboard = useDashboard();
let tab: Page;
let world: World;
const complaints: string[] = [];

describe.skipIf(!findChromium())("the payment form in a browser", () => {
  const browser = useBrowser();
  beforeAll(async () => {
    world = await aWorld(dashboard.database.pool);
    const context = await browser().newContext({ viewport: { width: 1440, height: 900 } });
    tab = await tabOf(context, { dashboard, world, role: "accountant", complaints });
  });

  test("opens in place with the amount ready, asks about an excess, closes with Escape, saves with Enter (S0.8, S2.28)", async () => {
    const { id } = await anInvoice(world, {
      number: "FA-164",
      shares: [{ payer: "patient", name: "Le Bihan Odette", amount: 4_789n }],
    });
    await tab.goto(`${dashboard.address}/d/${world.companyId}/invoices/${id}`);
    await tab.evaluate("window.kept = true");
    await tab.click(".road a.owed");
    await tab.waitForSelector("#f-amount:focus");
    await tab.fill("#f-amount", "60");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".note.ask input[value=correct]:checked");
    expect(await tab.inputValue("#f-amount")).toBe("60");
    await tab.keyboard.press("Escape");
    await tab.waitForSelector(".pay", { state: "detached" });
    await tab.click(".road a.owed");
    await tab.waitForSelector("#f-amount:focus");
    expect(await tab.inputValue("#f-amount")).toBe("47,89");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".note.ok");
    expect(await tab.locator("main").innerText()).toContain("soldée");
    expect(await tab.evaluate("window.kept")).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("no page of insurers, nor a form, scrolls sideways, from 320 to 1920 pixels", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-165",
      shares: [{ payer: "amo", name: "CPAM Loire-Atlantique et Vendée", amount: 1_234_567n }],
    });
    const insurer = String(shares[0]?.thirdPartyId);
    const forms = `/invoices/${id}?pay=${shares[0]?.id}`;
    for (const width of [320, 390, 768, 1024, 1440, 1920]) {
      await tab.setViewportSize({ width, height: 900 });
      for (const path of ["", "/insurers", `/insurers/${insurer}`, "/unpaid", forms]) {
        await tab.goto(`${dashboard.address}/d/${world.companyId}${path}`);
        const over = await tab.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect([width, path, over]).toEqual([width, path, 0]);
      }
    }
  });

  test("a transfer to a supplier ends on its order with its SEPA file; another means is saved (S4.7, S4.8)", async () => {
    const party = { payer: "supplier" as const, aux: "T-15", name: "Maison Quéré", iban: ibanOf(4_015) };
    const draft = {
      ...{ number: "FF-15", type: "supplier_invoice" as const, lifecycle: "issued" as const },
      ...{ issuedOn: "2026-11-02", total: 48_000n, customer: party, lines: [] },
      shares: [{ ...party, amount: 48_000n }],
    };
    await asCompany(world.pool, world.companyId, (db) =>
      importInvoices(db, world.companyId, [draft], { today: "2026-11-17" }),
    );
    const [invoice] = await world.pool<{ id: bigint }[]>`select id from invoice where number = 'FF-15'`;
    const home = `${dashboard.address}/d/${world.companyId}`;
    await tab.goto(`${home}/invoices/${invoice?.id}?pay=own`);
    const save = tab.locator(".pay button.go");
    expect(await save.innerText()).toContain("Générer le fichier SEPA");
    await tab.selectOption("#f-method", "cheque");
    expect(await save.innerText()).toContain("Sauvegarder");
    await tab.selectOption("#f-method", "transfer");
    await save.click();
    await tab.waitForSelector("a[download]");
    expect(tab.url()).toMatch(/\/orders\/\d+$/);
    expect(complaints).toEqual([]);
  });
});
