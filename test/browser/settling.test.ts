import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { changeSettings } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";
import { useDashboard } from "../web/dashboard.ts";
import { aReturn } from "../web/returnsWorld.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "../web/world.ts";
import { tabOf } from "./signIn.ts";

const dashboard = useDashboard();
const executablePath = findChromium();
let browser: Browser;
let context: BrowserContext;
let world: World;
let tab: Page;
let base: string;
const complaints: string[] = [];

async function dueOf(shareId: bigint): Promise<bigint> {
  const [row] = await world.pool<{ dueCents: bigint }[]>`select due_cents from share where id = ${shareId}`;
  return row?.dueCents ?? -1n;
}

/** What is written in the page, its spaces made plain. */
async function said(): Promise<string> {
  return (await tab.locator("main").innerText()).replace(/\s+/g, " ");
}

describe.skipIf(!executablePath)("what does not settle in one amount, in a browser", () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      args: CHROMIUM_ARGUMENTS,
      ...(executablePath ? { executablePath } : {}),
    });
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    world = await aWorld(dashboard.database.pool);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    tab = await tabOf(context, { dashboard, world, role: "accountant", complaints });
    base = `${dashboard.address}/d/${world.companyId}`;
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  test("an escompte: offered as the amount is typed, with its percentage, and the invoice is settled (S4.26 to S4.30)", async () => {
    await asCompany(world.pool, world.companyId, (db) => changeSettings(db, { earlyPaymentDiscount: true }));
    const { id, shares } = await anInvoice(world, {
      number: "FA-1",
      issuedOn: "2026-11-02",
      shares: [{ payer: "business", name: "Atelier Dubois", amount: 120_000n }],
    });
    await tab.goto(`${base}/invoices/${id}`);
    await tab.click(".road a.owed");
    await tab.waitForSelector("#f-amount:focus");
    expect(await tab.locator("[data-discount-total]").isVisible()).toBe(false);
    await tab.fill("#f-amount", "1176");
    await tab.waitForSelector("[data-discount-total]:visible");
    expect(await said()).toContain("2,00 %");
    await tab.check("[name=discount]");
    await tab.focus("#f-amount");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".note.ok");
    expect(await said()).toContain("escompte 24,00 €, soit 2,00 %");
    expect(await dueOf(shares[0]?.id ?? 0n)).toBe(0n);
  });

  test("an overpayment is refunded by transfer, and its bank line closes it (S1.31)", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-2",
      shares: [{ payer: "business", name: "Atelier Dubois", amount: 10_000n }],
    });
    const shareId = shares[0]?.id ?? 0n;
    const paid = await recordPayment(world.pool, {
      companyId: world.companyId,
      method: "card",
      paidOn: "2026-11-16",
      allocations: [{ shareId, amount: 12_000n }],
      answers: { keepExcess: true },
      at: NOW,
      on: "2026-11-16",
    });
    expect(paid.ok).toBe(true);
    await tab.goto(`${base}/invoices/${id}`);
    await tab.click(".more-acts a[href*='refund=']");
    await tab.waitForSelector(".pay #f-amount");
    expect(await tab.inputValue("#f-amount")).toBe("20,00");
    await tab.click(".pay button.go");
    await tab.waitForSelector(".note.ok");
    expect(await said()).toContain("La ligne de relevé le confirmera");
    expect(await dueOf(shareId)).toBe(-2_000n);
    const line = await aWaitingLine(world, { amount: -2_000n, label: "VIR ATELIER DUBOIS", candidates: [] });
    await tab.goto(`${base}/lines?line=${line}`);
    await tab.click(`#line-${line} form[action$="/refund"] button`);
    await tab.waitForSelector(`#line-${line}.is-done`);
    expect(await dueOf(shareId)).toBe(0n);
  });

  test("a rejected share is resubmitted from the unpaid list: what is due moves, both invoices name each other (S1.3, S1.28)", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-3",
      customer: "Kerbrat Simone",
      shares: [{ payer: "amo", name: "CPAM Loire-Atlantique", amount: 25_912n }],
    });
    await aReturn(world, {
      insurer: "CPAM Loire-Atlantique",
      reference: "RSP-1",
      paidOn: "2026-11-05",
      items: [
        {
          invoice: "FA-3",
          status: "rejected",
          asked: 25_912n,
          reason: { code: "0450", refinement: "072", label: "EXONERATION NON RECONNUE" },
        },
      ],
    });
    await tab.goto(`${base}/unpaid?view=rejected`);
    expect(await said()).toContain("rejet 0450 072");
    await tab.click("text=Recycler");
    await tab.waitForSelector(".pay [name=number]");
    expect(await tab.inputValue(".pay [name=number]")).toBe("FA-3-R1");
    await tab.click(".pay button.go");
    await tab.waitForSelector("h1:has-text('FA-3-R1')");
    expect(await said()).toContain("Cette facture en recycle une autre");
    await tab.click("main .note a:has-text('FA-3')");
    await tab.waitForSelector("text=Cette facture a été recyclée");
    expect(tab.url()).toBe(`${base}/invoices/${id}`);
    expect(await dueOf(shares[0]?.id ?? 0n)).toBe(0n);
    const [due] = await world.pool<{ sum: bigint }[]>`
      select sum(due_cents)::bigint as sum from share where company_id = ${world.companyId}`;
    expect(due?.sum).toBe(25_912n);
  });
});
