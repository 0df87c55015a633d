import fs from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";
import { type Demo, startDemo } from "./demo.ts";
import { enter, type Stop, tourOf } from "./tour.ts";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [320, 390, 768, 1024, 1440, 1920, 3840];
const PAGE_LIMIT_BYTES = 100_000;

const executablePath = findChromium();
let browser: Browser;
let demo: Demo;
let context: BrowserContext;
let tab: Page;
let stops: Stop[];
const complaints: string[] = [];

/** What axe finds wrong on the page as it stands, each with the first place. */
async function violations(page: Page): Promise<string[]> {
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  };
  return found.violations.map(
    ({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  );
}

describe.skipIf(!executablePath)("every page of the demonstration", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await chromium.launch({
      args: CHROMIUM_ARGUMENTS,
      ...(executablePath ? { executablePath } : {}),
    });
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    tab = await context.newPage();
    tab.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(`${tab.url()}: ${message.text()}`);
    });
    tab.on("pageerror", (failure) => complaints.push(`${tab.url()}: ${failure}`));
    stops = await tourOf(tab, await enter(tab, demo));
  }, 150_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing to say, in the %s theme, wide and narrow",
    async (colorScheme) => {
      await tab.emulateMedia({ colorScheme });
      const said: string[] = [];
      for (const { name, address } of [...stops, { name: "connexion", address: `${demo.address}/sign-in` }]) {
        await tab.goto(address);
        for (const width of [1440, 390]) {
          await tab.setViewportSize({ width, height: 900 });
          await tab.evaluate(AXE);
          said.push(...(await violations(tab)).map((each) => `${name} at ${width}: ${each}`));
        }
      }
      expect(said).toEqual([]);
    },
    240_000,
  );

  test("every field and button has its contextual help, in both languages (S3.2)", async () => {
    const without: string[] = [];
    for (const language of ["fr", "en"]) {
      await context.addCookies([{ name: "rappro_language", value: language, url: demo.address }]);
      for (const { name, address } of [...stops, { name: "connexion", address: `${demo.address}/sign-in` }]) {
        await tab.goto(address);
        const missing = await tab.$$eval(
          ":is(input:not([type=hidden]), select, textarea, button):not([title], [aria-describedby$='-note'])",
          (all) => all.map((each) => (each as unknown as { outerHTML: string }).outerHTML.slice(0, 120)),
        );
        without.push(...missing.map((each) => `${language} ${name}: ${each}`));
      }
    }
    await context.addCookies([{ name: "rappro_language", value: "fr", url: demo.address }]);
    expect([...new Set(without)]).toEqual([]);
  }, 120_000);

  test("nothing scrolls sideways, from 320 pixels to 4K", async () => {
    const over: string[] = [];
    for (const { name, address } of stops) {
      await tab.goto(address);
      for (const width of WIDTHS) {
        await tab.setViewportSize({ width, height: 900 });
        const beyond = await tab.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        if (beyond !== 0) over.push(`${name} at ${width}: ${beyond} pixels`);
      }
    }
    expect(over).toEqual([]);
  }, 240_000);

  test("lines to decide stand close and all alike: no closed row is taller than two lines of text", async () => {
    const rows = stops.find(({ name }) => name === "a-rapprocher");
    await tab.goto(rows?.address ?? "");
    for (const width of [1024, 1280, 1440, 1920]) {
      await tab.setViewportSize({ width, height: 900 });
      const heights = await tab.$$eval("#lines .line:not(.is-on) > .row", (all) =>
        all.map((each) => (each as unknown as { offsetHeight: number }).offsetHeight),
      );
      expect(heights.length).toBeGreaterThan(10);
      expect([width, ...new Set(heights)]).toEqual([width, 52]);
    }
  });

  test("a page weighs at most 100 kB with its styles and scripts, without the fonts", async () => {
    const weights: [string, number][] = [];
    for (const { name, address } of stops) {
      const fresh = await browser.newContext({ storageState: await context.storageState() });
      const page = await fresh.newPage();
      const sizes: Promise<number>[] = [];
      page.on("requestfinished", (request) => {
        if (!request.url().includes(".woff2"))
          sizes.push(request.sizes().then((size) => size.responseBodySize));
      });
      await page.goto(address, { waitUntil: "load" });
      await page.waitForTimeout(200);
      const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      if (weight > PAGE_LIMIT_BYTES) weights.push([name, weight]);
      await fresh.close();
    }
    expect(weights).toEqual([]);
  }, 240_000);

  test("nothing inline and nothing from elsewhere: no page breaks the strict policy", async () => {
    for (const { address } of stops) {
      await tab.goto(address);
      expect(await tab.locator("[style], style, script:not([src]), [onclick], [onload]").count()).toBe(0);
    }
    expect(complaints).toEqual([]);
  }, 120_000);
});
