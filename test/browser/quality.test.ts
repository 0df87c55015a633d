import fs from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";
import { type Demo, startDemo } from "./demo.ts";
import { enter, type Stop, tourOf } from "./tour.ts";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [320, 390, 768, 1024, 1440, 1920, 3840];
const AXE_WIDTHS = [390, 1440];
const PAGE_LIMIT_BYTES = 100_000;

/** What the theme changes is its colours: with the dark one only the rules that look at them run once more. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

const executablePath = findChromium();
let browser: Browser;
let demo: Demo;
let context: BrowserContext;
let tab: Page;
let pages: Stop[];
const complaints: string[] = [];

/** What was found on every page, each visited once and looked at from all sides. */
const found = {
  axe: { light: [] as string[], dark: [] as string[] },
  withoutHelp: [] as string[],
  sideways: [] as string[],
  tooHeavy: [] as string[],
  inline: [] as string[],
};

/** What axe finds wrong on the page as it stands, each with the first place. */
async function violations(rules?: readonly string[]): Promise<string[]> {
  const only = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const options = JSON.stringify({ resultTypes: ["violations"], ...only });
  const said = (await tab.evaluate(`axe.run(document, ${options})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  };
  return said.violations.map(
    ({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  );
}

/** Counts the bytes that the tab is brought from now on, without the fonts, until it is asked for their sum. */
function weighing(): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  const count = (request: Request) => {
    if (!request.url().includes(".woff2")) sizes.push(request.sizes().then((size) => size.responseBodySize));
  };
  tab.on("requestfinished", count);
  return async () => {
    tab.off("requestfinished", count);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  };
}

async function fieldsWithoutHelp(): Promise<string[]> {
  return tab.$$eval(
    ":is(input:not([type=hidden]), select, textarea, button):not([title], [aria-describedby$='-note'])",
    (all) => all.map((each) => (each as unknown as { outerHTML: string }).outerHTML.slice(0, 120)),
  );
}

async function lookAt({ name, address }: Stop): Promise<void> {
  const weigh = weighing();
  await tab.goto(address);
  const inline = await tab.locator("[style], style, script:not([src]), [onclick], [onload]").count();
  if (inline > 0) found.inline.push(`${name}: ${inline}`);
  found.withoutHelp.push(...(await fieldsWithoutHelp()).map((each) => `fr ${name}: ${each}`));
  await tab.evaluate(AXE);
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 900 });
    const beyond = await tab.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (beyond !== 0) found.sideways.push(`${name} at ${width}: ${beyond} pixels`);
    if (!AXE_WIDTHS.includes(width)) continue;
    for (const theme of ["light", "dark"] as const) {
      await tab.emulateMedia({ colorScheme: theme });
      const said = await violations(theme === "dark" ? COLOUR_RULES : undefined);
      found.axe[theme].push(...said.map((each) => `${name} at ${width}: ${each}`));
    }
    await tab.emulateMedia({ colorScheme: "light" });
  }
  const weight = await weigh();
  if (weight > PAGE_LIMIT_BYTES) found.tooHeavy.push(`${name}: ${weight} bytes`);
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
    const stops = await tourOf(tab, await enter(tab, demo));
    pages = [...stops, { name: "connexion", address: `${demo.address}/sign-in` }];
    const session = await context.newCDPSession(tab);
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    for (const page of pages) await lookAt(page);
    await session.send("Network.setCacheDisabled", { cacheDisabled: false });
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("axe finds nothing to say, wide and narrow, in the light theme and of the colours of the dark one", () => {
    expect(found.axe).toEqual({ light: [], dark: [] });
  });

  test("every field and button has its contextual help, in both languages (S3.2)", async () => {
    await context.addCookies([{ name: "rappro_language", value: "en", url: demo.address }]);
    for (const { name, address } of pages) {
      await tab.goto(address);
      found.withoutHelp.push(...(await fieldsWithoutHelp()).map((each) => `en ${name}: ${each}`));
    }
    await context.addCookies([{ name: "rappro_language", value: "fr", url: demo.address }]);
    expect([...new Set(found.withoutHelp)]).toEqual([]);
  }, 120_000);

  test("nothing scrolls sideways, from 320 pixels to 4K", () => {
    expect(found.sideways).toEqual([]);
  });

  test("lines to decide stand close and all alike: no closed row is taller than two lines of text", async () => {
    const rows = pages.find(({ name }) => name === "a-rapprocher");
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

  test("a page weighs at most 100 kB with its styles and scripts, without the fonts", () => {
    expect(found.tooHeavy).toEqual([]);
  });

  test("nothing inline and nothing from elsewhere: no page breaks the strict policy", () => {
    expect(found.inline).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
