import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Role } from "../../sql/users.ts";
import { CHROMIUM_ARGUMENTS, findChromium } from "../chromium.ts";
import type { Dashboard } from "../web/dashboard.ts";
import { emailOf, PASSWORD, type World } from "../web/world.ts";

/** A browser for the tests of the calling block. Readable once they run, not while they are declared. */
export function useBrowser(): () => Browser {
  const opened: { browser?: Browser } = {};
  beforeAll(async () => {
    const executablePath = findChromium();
    opened.browser = await chromium.launch({
      args: CHROMIUM_ARGUMENTS,
      ...(executablePath ? { executablePath } : {}),
    });
  });
  afterAll(async () => {
    await opened.browser?.close();
  });
  return () => {
    if (!opened.browser) throw new Error("useBrowser: the browser exists inside tests and hooks only");
    return opened.browser;
  };
}

/** A tab in which somebody of this role is signed in. What the page complains of is written into `complaints`. */
export async function tabOf(
  context: BrowserContext,
  {
    dashboard,
    world,
    role,
    complaints,
  }: { dashboard: Dashboard; world: World; role: Role; complaints?: string[] },
): Promise<Page> {
  const tab = await context.newPage();
  tab.on("console", (message) => {
    // A form that is refused says so with 422, which the browser tells as an error.
    const isError = message.type() === "error" && !/status of 422/.test(message.text());
    if (isError || /Content Security Policy/.test(message.text())) complaints?.push(message.text());
  });
  tab.on("pageerror", (failure) => complaints?.push(String(failure)));
  await tab.goto(`${dashboard.address}/sign-in`);
  await tab.fill("#email", emailOf(role, world.companyId));
  await tab.fill("#password", PASSWORD);
  await tab.click("form.sign button");
  await tab.waitForURL(/\/d\/\d+$/);
  return tab;
}
