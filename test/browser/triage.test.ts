import type { Page } from "playwright-core";
import { beforeEach, describe, expect, test } from "vitest";
import { findChromium } from "../chromium.ts";
import { useDashboard } from "../web/dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, type World } from "../web/world.ts";
import { tabOf, useBrowser } from "./signIn.ts";

const dashboard = useDashboard();
let tab: Page;
let world: World;
const complaints: string[] = [];

describe.skipIf(!findChromium())("in a browser", () => {
  const browser = useBrowser();

  beforeEach(async () => {
    world = await aWorld(dashboard.database.pool);
    await tab?.context().close();
    const context = await browser().newContext({ viewport: { width: 1440, height: 900 } });
    complaints.length = 0;
    tab = await tabOf(context, { dashboard, world, role: "accountant", complaints });
  });

  /** A line of so many cents with the share that it pays. */
  async function payable(number: string, amount: bigint): Promise<bigint> {
    const { id, shares } = await anInvoice(world, {
      number,
      shares: [{ payer: "patient", name: `Personne ${number}`, amount }],
    });
    const [share] = shares;
    if (!share) throw new Error("no share");
    return aWaitingLine(world, {
      amount,
      label: `VIR ${number}`,
      name: `PAYEUR ${number}`,
      tokens: [number],
      candidates: [{ share, invoiceId: id, number }],
    });
  }

  const openLine = () => tab.locator("#lines .line.is-on").getAttribute("id");

  test("three lines are decided with the keys alone: Enter accepts, J moves, U takes back; the page is never reloaded", async () => {
    const [first, second, third] = [
      await payable("FA-3", 30_000n),
      await payable("FA-2", 20_000n),
      await payable("FA-1", 10_000n),
    ];
    await tab.goto(`${dashboard.address}/d/${world.companyId}/lines`);
    await tab.evaluate("window.kept = true");
    expect(await openLine()).toBe(`line-${first}`);
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(`#line-${first}.is-done`);
    await tab.waitForSelector(`#line-${second}.is-on`);
    await tab.keyboard.press("j");
    await tab.waitForSelector(`#line-${third}.is-on`);
    await tab.keyboard.press("1");
    await tab.waitForSelector(`#line-${third}.is-done`);
    expect(await tab.locator("#summary").innerText()).toContain("1 à décider");
    await tab.keyboard.press("u");
    await tab.waitForSelector(`#line-${third}.is-on`);
    expect(await tab.locator("#head-2 .n").first().innerText()).toBe("2");
    expect(await tab.evaluate("window.kept")).toBe(true);
    expect(tab.url()).toContain(`/lines?line=${third}`);
    expect(complaints).toEqual([]);
  });

  test("a letter typed in a field is a letter", async () => {
    const line = await payable("FA-9", 9_000n);
    await payable("FA-8", 8_000n);
    await tab.goto(`${dashboard.address}/d/${world.companyId}/lines`);
    await tab.keyboard.press("/");
    await tab.keyboard.type("uj1");
    expect(await tab.inputValue("#q")).toBe("uj1");
    expect(await openLine()).toBe(`line-${line}`);
  });

  test("a line that a colleague decided meanwhile is told with who was first, in place", async () => {
    const line = await payable("FA-7", 7_000n);
    await payable("FA-6", 6_000n);
    await tab.goto(`${dashboard.address}/d/${world.companyId}/lines`);
    const colleague = await dashboard.signedIn(world, "admin");
    const answer =
      (await tab.locator("#lines .is-on input[name=answer]").first().getAttribute("value")) ?? "";
    await colleague.send(`/d/${world.companyId}/lines/${line}/match`, { answer });
    await tab.keyboard.press("Enter");
    await tab.waitForSelector("#notice .note.bad");
    expect(await tab.locator("#notice").innerText()).toContain("admin Morvan");
    expect(await tab.locator(`#line-${line}.is-done`).count()).toBe(1);
  });

  test("no page scrolls sideways, from 320 to 1920 pixels", async () => {
    await payable("FA-5", 1_234_567n);
    for (const width of [320, 390, 768, 1024, 1440, 1920]) {
      await tab.setViewportSize({ width, height: 900 });
      for (const path of [
        "",
        "/lines",
        "/files",
        "/invoices",
        "/unpaid",
        "/payments",
        "/journal",
        "/balance",
        "/queues",
      ]) {
        await tab.goto(`${dashboard.address}/d/${world.companyId}${path}`);
        const over = await tab.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect([width, path, over]).toEqual([width, path, 0]);
      }
    }
    expect(complaints).toEqual([]);
  });
});
