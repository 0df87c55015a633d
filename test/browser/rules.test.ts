import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { findChromium } from "../chromium.ts";
import { useDashboard } from "../web/dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "../web/world.ts";
import { tabOf, useBrowser } from "./signIn.ts";

const dashboard = useDashboard();
let tab: Page;
let world: World;
const complaints: string[] = [];
const MOMENT = { at: NOW, on: "2026-11-17" };

describe.skipIf(!findChromium())("rules in a browser", () => {
  const browser = useBrowser();
  beforeAll(async () => {
    world = await aWorld(dashboard.database.pool);
    const context = await browser().newContext({ viewport: { width: 1440, height: 900 } });
    tab = await tabOf(context, { dashboard, world, role: "admin", complaints });
  });

  test("a rule made from a line shows its replay as it goes on, and is saved when it is done (D13)", async () => {
    const { shares, id } = await anInvoice(world, {
      number: "FA-900123",
      shares: [{ payer: "business", name: "Kervella Peinture", amount: 14_789n }],
    });
    const [share] = shares;
    if (share)
      await aWaitingLine(world, {
        amount: 14_789n,
        label: "VIR KERV PEINT",
        name: null,
        candidates: [{ share, invoiceId: id, number: "FA-900123" }],
      });
    for (const month of ["SEPT", "OCT", "NOV"])
      await aWaitingLine(world, {
        amount: -1_200n,
        label: `FRAIS TENUE DE COMPTE ${month} 2026`,
        name: null,
      });
    const line = await aWaitingLine(world, {
      amount: -84_545n,
      label: "ECHEANCE PRET 0012345 INTERETS 45,33",
      name: null,
    });
    await tab.goto(`${dashboard.address}/d/${world.companyId}/rules/new?line=${line}`);
    await tab.fill("#name", "Échéance du prêt");
    await tab.fill("#c0pattern", "pret {numero:digits} interets {interets:amount}");
    await tab.fill("#p0account", "661600");
    await tab.fill("#p0formula", "{interets}");
    await tab.fill("#p1account", "164000 Emprunts");
    await tab.click(".go-row .btn.go");
    await tab.waitForSelector("#replay .note");
    const changeId = BigInt(tab.url().split("/").at(-1) ?? "0");
    await replayChange(dashboard.database.pool, { companyId: world.companyId, changeId }, MOMENT);
    await tab.waitForSelector("form[action$='/save'] button");
    expect(await tab.locator("#replay").innerText()).toMatch(/passeraient seules\s+1\s+845,45/);
    await tab.click("form[action$='/save'] button");
    await tab.waitForURL(/\/rules$/);
    await matchWaitingLines(dashboard.database.pool, world.companyId, MOMENT);
    await tab.goto(`${dashboard.address}/d/${world.companyId}/lines/${line}`);
    expect(await tab.locator("main").innerText()).toContain("Échéance du prêt");
    expect(complaints).toEqual([]);
  });

  test("no page of rules, memory, trust or passings scrolls sideways, from 320 to 1920 pixels", async () => {
    const { pool } = dashboard.database;
    await pool`insert into posting_right (company_id, reason, state, posts, wrong, changed_at) values (${world.companyId}, 'name_and_amount', 'suspended', 20, 3, ${NOW})`;
    await pool`insert into recheck (company_id, match_id, line_id, drawn_at) select company_id, id, line_id, ${NOW} from match where decision = 'post' limit 1`;
    const [run] = await pool<{ id: bigint }[]>`select id from match_run where posted > 0 limit 1`;
    const paths = [
      "",
      "/lines",
      "/rules",
      "/rules/new",
      "/memory",
      "/memory?view=habits",
      "/trust",
      "/trust/weights",
      "/runs",
      `/undo?run=${run?.id}`,
    ];
    for (const width of [320, 390, 768, 1024, 1440, 1920]) {
      await tab.setViewportSize({ width, height: 900 });
      for (const path of paths) {
        await tab.goto(`${dashboard.address}/d/${world.companyId}${path}`);
        const over = await tab.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect([width, path, over]).toEqual([width, path, 0]);
      }
    }
  });
});
