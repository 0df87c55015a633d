import fs from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../chromium.ts";
import { useDashboard } from "../web/dashboard.ts";
import { aWorld, type World } from "../web/world.ts";
import { tabOf, useBrowser } from "./signIn.ts";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const dashboard = useDashboard();
let tab: Page;
let world: World;

describe.skipIf(!findChromium())("what only an administrator sees of the settings", () => {
  const browser = useBrowser();
  beforeAll(async () => {
    world = await aWorld(dashboard.database.pool);
    // axe comes from the test, which the pages' own policy would not let in.
    const context = await browser().newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    tab = await tabOf(context, { dashboard, world, role: "admin" });
  });

  test("a person is added by the form; axe finds nothing to say and nothing scrolls sideways (S3.2)", async () => {
    await tab.goto(`${dashboard.address}/d/${world.companyId}/settings/users`);
    await tab.fill("#name", "Claire Le Goff");
    await tab.fill("#email", "claire@exemple.fr");
    await tab.selectOption("form.grid #role", "accountant");
    await tab.click("form.grid button");
    expect((await tab.locator(".note.ok code").innerText()).length).toBe(16);
    for (const path of ["users", "company", "accounts?role=sales", "journals"]) {
      if (path !== "users") await tab.goto(`${dashboard.address}/d/${world.companyId}/settings/${path}`);
      for (const width of [1440, 390, 320]) {
        await tab.setViewportSize({ width, height: 900 });
        await tab.evaluate(AXE);
        const found = (await tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        expect(found.violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
        const over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        expect([path, width, await tab.evaluate(over)]).toEqual([path, width, 0]);
      }
    }
  }, 60_000);
});
