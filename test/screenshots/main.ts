import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { startDemo } from "../browser/demo.ts";
import { enter, tourOf } from "../browser/tour.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";

const FOLDER = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const THEMES = { clair: "light", sombre: "dark" } as const;
const LANGUAGES = ["fr", "en"] as const;
const WIDTHS = { large: 1440, etroit: 390 } as const;

/** Every page of the demonstration, in both languages and both themes, wide and narrow, as pictures to look at. */
async function main(): Promise<number> {
  const executablePath = findChromium();
  if (!executablePath) {
    console.error(
      "No Chromium at /usr/bin/chromium or $CHROMIUM: apt-get install -y --no-install-recommends chromium",
    );
    return 2;
  }
  fs.rmSync(FOLDER, { recursive: true, force: true });
  const demo = await startDemo();
  const browser = await chromium.launch({ args: CHROMIUM_ARGUMENTS, executablePath });
  try {
    console.log(`${await takeAll(browser, demo)} pictures in ${path.relative(process.cwd(), FOLDER)}`);
    return 0;
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function takeAll(browser: Browser, demo: Awaited<ReturnType<typeof startDemo>>): Promise<number> {
  const context = await browser.newContext({ locale: "fr-FR" });
  const tab = await context.newPage();
  const stops = await tourOf(tab, await enter(tab, demo));
  let taken = 0;
  for (const language of LANGUAGES) {
    await context.addCookies([{ name: "rappro_language", value: language, url: demo.address }]);
    for (const [theme, colorScheme] of Object.entries(THEMES)) {
      await tab.emulateMedia({ colorScheme });
      for (const [size, width] of Object.entries(WIDTHS)) {
        await tab.setViewportSize({ width, height: 900 });
        for (const { name, address } of stops) {
          await tab.goto(address);
          await tab.screenshot({
            path: path.join(FOLDER, `${language}-${theme}-${size}`, `${name}.png`),
            fullPage: true,
            animations: "disabled",
          });
          taken += 1;
        }
      }
    }
  }
  return taken;
}

process.exitCode = await main();
