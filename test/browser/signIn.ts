import type { BrowserContext, Page } from "playwright-core";
import type { Role } from "../../sql/users.ts";
import type { Dashboard } from "../web/dashboard.ts";
import { emailOf, PASSWORD, type World } from "../web/world.ts";

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
    if (/Content Security Policy/.test(message.text())) complaints?.push(message.text());
  });
  tab.on("pageerror", (failure) => complaints?.push(String(failure)));
  await tab.goto(`${dashboard.address}/sign-in`);
  await tab.fill("#email", emailOf(role, world.companyId));
  await tab.fill("#password", PASSWORD);
  await tab.click("form.sign button");
  await tab.waitForURL(/\/d\/\d+$/);
  return tab;
}
