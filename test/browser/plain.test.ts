import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findChromium } from "../chromium.ts";
import { useDashboard } from "../web/dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, type StoredShare, type World } from "../web/world.ts";
import { tabOf, useBrowser } from "./signIn.ts";

const dashboard = useDashboard();
let context: BrowserContext;
let world: World;
let tab: Page;
let base: string;

async function payable(
  number: string,
  amount: bigint,
): Promise<{ line: bigint; share: StoredShare; invoiceId: bigint }> {
  const { id, shares } = await anInvoice(world, {
    number,
    issuedOn: "2026-09-01",
    dueOn: "2026-10-01",
    shares: [{ payer: "patient", name: `Personne ${number}`, amount }],
  });
  const [share] = shares;
  if (!share) throw new Error("no share");
  const candidates = [{ share, invoiceId: id, number }];
  const line = await aWaitingLine(world, {
    amount,
    label: `VIR ${number}`,
    name: `PAYEUR ${number}`,
    candidates,
  });
  return { line, share, invoiceId: id };
}

async function dueOf(share: StoredShare): Promise<bigint> {
  const [row] = await world.pool<{ dueCents: bigint }[]>`select due_cents from share where id = ${share.id}`;
  return row?.dueCents ?? -1n;
}

describe.skipIf(!findChromium())("everything once without script", () => {
  const browser = useBrowser();
  beforeEach(async () => {
    world = await aWorld(dashboard.database.pool);
    context = await browser().newContext({
      viewport: { width: 1440, height: 900 },
      javaScriptEnabled: false,
    });
    tab = await tabOf(context, { dashboard, world, role: "accountant" });
    base = `${dashboard.address}/d/${world.companyId}`;
  });
  afterEach(async () => {
    await context.close();
  });

  test("a line is accepted, undone, noted, given to a colleague, split, with its filter and place kept in the address", async () => {
    const { line, share } = await payable("FA-1", 9_000n);
    await tab.goto(`${base}/lines?level=B&q=FA-1`);
    await tab.click("#lines .is-on button.go");
    await tab.waitForSelector(`#line-${line}.is-done`);
    expect(tab.url()).toContain("level=B&q=FA-1");
    expect(await dueOf(share)).toBe(0n);
    await tab.click("#foot [data-undo]");
    await tab.waitForSelector(`#line-${line}.is-on`);
    expect(await dueOf(share)).toBe(9_000n);
    await tab.click("[data-note] summary");
    await tab.fill("[name=note]", "Rappeler lundi");
    await tab.click("[data-note] button");
    await tab.waitForSelector("text=1 note");
    await tab.click("[data-assign] summary");
    await tab.selectOption("[name=to]", String(world.userIds.admin));
    await tab.click("[data-assign] button");
    await tab.waitForSelector("text=confiée à admin Morvan");
    await tab.click("[data-split]");
    await tab.waitForSelector(`[name=part-${share.id}]:focus`);
    await tab.fill(`[name=part-${share.id}]`, "80,00");
    await tab.fill("[name=find]", "FA-1");
    await tab.click(".split [formaction]");
    expect(await tab.locator("[data-remainder]").innerText()).toBe("10,00");
    expect(tab.url()).toContain("level=B");
    await tab.fill(`[name=part-${share.id}]`, "90,00");
    await tab.click("[data-finish]");
    await tab.waitForSelector(`#line-${line}.is-done`);
    expect(await dueOf(share)).toBe(0n);
  });

  test("lines with the same evidence are accepted together", async () => {
    const all = [await payable("FA-2", 3_000n), await payable("FA-3", 2_000n)];
    await tab.goto(`${base}/lines`);
    await tab.click("[data-alike]");
    await tab.click("button.go");
    await tab.waitForSelector("text=2 lignes acceptées ensemble");
    expect(await Promise.all(all.map(({ share }) => dueOf(share)))).toEqual([0n, 0n]);
  });

  test("a payment is recorded from the unpaid list, which filters, keeps a view, and makes a letter (S0.8, S0.21, S1.19)", async () => {
    const { share, invoiceId } = await payable("FA-4", 5_000n);
    await payable("FA-5", 4_000n);
    await tab.goto(`${base}/unpaid?number=FA-4`);
    await tab.click(".kept summary");
    await tab.fill("#view-name", "La quatre");
    await tab.click(".kept button");
    await tab.goto(`${base}/unpaid`);
    await tab.click("nav.views >> text=La quatre");
    expect(await tab.locator("tbody tr").count()).toBe(1);
    await tab.goto(`${base}/reminders`);
    await tab.click("text=Préparer les lettres");
    await tab.waitForSelector("text=Lettres préparées : 2.");
    await tab.goto(`${base}/unpaid?number=FA-4`);
    await tab.click("a.owed");
    await tab.fill("#f-amount", "20,00");
    await tab.click(".pay button.go");
    await tab.waitForSelector(".note.ok");
    expect(tab.url()).toContain(`/invoices/${invoiceId}`);
    expect(await dueOf(share)).toBe(3_000n);
  });
});
