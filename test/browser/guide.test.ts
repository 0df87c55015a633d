import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";
import { type Demo, startDemo } from "./demo.ts";
import { enter } from "./tour.ts";

const GUIDE = fileURLToPath(new URL("../../docs/guide/", import.meta.url));
const executablePath = findChromium();
let browser: Browser;
let context: BrowserContext;
let demo: Demo;
let tab: Page;
let company: string;
const taken: string[] = [];

/** A picture of the guide. It is written when GUIDE=1, so that an ordinary run of the tests changes no file. */
async function picture(name: string): Promise<void> {
  taken.push(name);
  if (process.env.GUIDE !== "1") return;
  await tab.screenshot({ path: `${GUIDE}img/${name}.png`, animations: "disabled" });
}

/** What the guide tells is done here in its order, on the demonstration: a guide that is no longer true fails. */
describe.skipIf(!executablePath)("the user guide", () => {
  beforeAll(async () => {
    demo = await startDemo();
    browser = await chromium.launch({
      args: CHROMIUM_ARGUMENTS,
      ...(executablePath ? { executablePath } : {}),
    });
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "fr-FR",
      colorScheme: "light",
    });
    tab = await context.newPage();
    company = await enter(tab, demo);
  }, 150_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test("the morning begins with one sentence", async () => {
    await tab.goto(company);
    expect(await tab.locator(".night h1").innerText()).toMatch(
      /^Cette nuit, \d+\slignes sur \d+\ssont passées seules/,
    );
    await picture("accueil");
  });

  test("a line is read, accepted and undone", async () => {
    await tab.goto(`${company}/lines?level=C`);
    await tab.waitForSelector(".line.is-on");
    await picture("a-rapprocher");
    await tab.keyboard.press("?");
    await tab.waitForSelector("#foot details[open]");
    await picture("touches");
    await tab.keyboard.press("?");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".line.is-done");
    await picture("acceptee");
    await tab.keyboard.press("u");
    await tab.waitForSelector(".line.is-done", { state: "detached" });
    expect(await tab.locator("#foot [role=status]").innerText()).toContain("Annulée");
  });

  test("a line is split", async () => {
    await tab.goto(`${company}/lines?level=C`);
    await tab.keyboard.press("s");
    await tab.waitForSelector(".split");
    await picture("repartir");
  });

  test("the unpaid list says why and what to do; the due opens its payment form (S0.8, S1.5)", async () => {
    await tab.goto(`${company}/unpaid`);
    await picture("impayes");
    await tab.locator("a.owed").first().click();
    await tab.waitForSelector("#f-amount");
    await picture("reglement");
  });

  test("reminder letters", async () => {
    await tab.goto(`${company}/reminders`);
    await picture("relances");
  });

  test("a broken file is refused whole, with the record that stopped it and what to do", async () => {
    await tab.goto(`${company}/files`);
    await tab.setInputFiles("#files", {
      name: "releve-abime.cfonb",
      mimeType: "text/plain",
      buffer: Buffer.from(`01${"9".repeat(40)}\n04 enregistrement trop court\n`),
    });
    await tab.click("form.upload button");
    for (let tries = 0; tries < 60; tries++) {
      await tab.goto(`${company}/files?state=refused`);
      if ((await tab.locator("tbody tr").count()) > 0) break;
      await tab.waitForTimeout(500);
    }
    await tab.click("text=releve-abime.cfonb");
    const said = await tab.locator("main").innerText();
    expect(said).toContain(
      "Le fichier a été refusé en entier : rien n’en a été écrit.".replace(" :", "\u00a0:"),
    );
    await picture("fichier-refuse");
  });

  test("every picture that the guide shows is taken here, and there is a file for it", () => {
    const pages = fs.readdirSync(GUIDE).filter((name) => name.endsWith(".md"));
    const shown = pages
      .flatMap((name) => [...fs.readFileSync(GUIDE + name, "utf8").matchAll(/\]\(img\/([\w-]+)\.png\)/g)])
      .map(([, name]) => name ?? "");
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((name) => !taken.includes(name))).toEqual([]);
    expect(shown.filter((name) => !fs.existsSync(`${GUIDE}img/${name}.png`))).toEqual([]);
  });
});
