import { beforeAll, describe, expect, test } from "vitest";
import { showPresence } from "../../sql/presence.ts";
import { readable, useDashboard, Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, emailOf, NOW, PASSWORD, type World } from "./world.ts";

const dashboard = useDashboard({
  demoAccounts: [{ email: "claire@demo.example", password: "demo-demo", role: "accountant" }],
});
let world: World;

beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
});

describe("signing in", () => {
  test("a stranger is sent to the sign-in page, and to the page asked for afterwards", async () => {
    const visitor = dashboard.visitor();
    const asked = await visitor.get(`/d/${world.companyId}/unpaid?payer=amo`);
    expect(asked.status).toBe(303);
    const back = new URL(asked.location ?? "", "http://x").searchParams.get("back") ?? "";
    const entered = await visitor.send("/sign-in", {
      email: emailOf("viewer", world.companyId),
      password: PASSWORD,
      back,
    });
    expect(entered.location).toBe(`/d/${world.companyId}/unpaid?payer=amo`);
    expect((await visitor.get(entered.location ?? "")).status).toBe(200);
  });

  test("the front page leads to the only company", async () => {
    const visitor = await dashboard.signedIn(world, "viewer");
    expect((await visitor.get("/")).location).toBe(`/d/${world.companyId}`);
  });

  test("a wrong password and an unknown address get the same answer", async () => {
    const known = await dashboard
      .visitor()
      .send("/sign-in", { email: emailOf("admin", world.companyId), password: "no" });
    const unknown = await dashboard
      .visitor()
      .send("/sign-in", { email: "nobody@nowhere.example", password: "no" });
    expect([known.status, unknown.status]).toEqual([422, 422]);
    expect(readable(known)).toContain("Adresse ou mot de passe inconnu");
    expect(known.text.replaceAll(emailOf("admin", world.companyId), "")).toBe(
      unknown.text.replaceAll("nobody@nowhere.example", ""),
    );
  });

  test("an identifier planted before the sign-in is worth nothing after it", async () => {
    const victim = await dashboard.signedIn(world, "viewer");
    const planted = victim.cookies.get("rappro") ?? "";
    await victim.send("/sign-in", { email: emailOf("viewer", world.companyId), password: PASSWORD });
    expect(victim.cookies.get("rappro")).not.toBe(planted);
    const thief = dashboard.visitor();
    thief.cookies.set("rappro", planted);
    expect((await thief.get(`/d/${world.companyId}`)).status).toBe(303);
  });

  test("signing out ends the session on the server", async () => {
    const visitor = await dashboard.signedIn(world, "viewer");
    const kept = visitor.cookies.get("rappro") ?? "";
    await visitor.send("/sign-out", {});
    const other = dashboard.visitor();
    other.cookies.set("rappro", kept);
    expect((await other.get(`/d/${world.companyId}`)).status).toBe(303);
  });

  test("five wrong passwords make even the right one wait a quarter of an hour", async () => {
    const email = "slow@example.org";
    const visitor = dashboard.visitor();
    for (let tries = 0; tries < 5; tries += 1) await visitor.send("/sign-in", { email, password: "no" });
    const refused = await visitor.send("/sign-in", { email, password: PASSWORD });
    expect(refused.status).toBe(429);
    expect(readable(refused)).toContain("Recommencez dans 15 minutes");
    dashboard.clock.now = new Date(NOW.getTime() + 16 * 60_000);
    expect((await visitor.send("/sign-in", { email, password: "no" })).status).toBe(422);
    dashboard.clock.now = NOW;
  });

  test("the way back leads to our own pages only", async () => {
    const form = { email: emailOf("viewer", world.companyId), password: PASSWORD };
    for (const back of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]) {
      expect((await dashboard.visitor().send("/sign-in", { ...form, back })).location).toBe("/");
    }
  });

  test("the demo lists its accounts, and the cookie is for the server alone", async () => {
    const page = await dashboard.visitor().get("/sign-in");
    expect(readable(page)).toContain("claire@demo.example");
    const visitor = dashboard.visitor();
    const entered = await visitor.send("/sign-in", {
      email: emailOf("viewer", world.companyId),
      password: PASSWORD,
    });
    const cookie = entered.headers.getSetCookie().find((line) => line.startsWith("rappro=")) ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });
});

describe("what a role may do", () => {
  test("someone from another company finds nothing there", async () => {
    const other = await aWorld(dashboard.database.pool);
    const theirs = await anInvoice(other, {
      number: "FA-SECRET",
      shares: [{ payer: "patient", name: "Secret Personne", amount: 100n }],
    });
    const visitor = await dashboard.signedIn(world, "admin");
    expect((await visitor.get(`/d/${other.companyId}/invoices`)).status).toBe(404);
    // the right company in the address, the wrong id after it
    expect((await visitor.get(`/d/${world.companyId}/invoices/${theirs.id}`)).status).toBe(404);
  });

  test("a viewer reads every page and changes nothing", async () => {
    const visitor = await dashboard.signedIn(world, "viewer");
    const base = `/d/${world.companyId}`;
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
      expect([path, (await visitor.get(base + path)).status]).toEqual([path, 200]);
    }
    for (const path of [
      "/files",
      "/lines/1/match",
      "/lines/1/undo",
      "/lines/1/suspense",
      "/queues/rsp/1/retry",
    ]) {
      expect([path, (await visitor.send(base + path, {})).status]).toEqual([path, 403]);
    }
  });

  test("a role taken back is gone at the next page", async () => {
    const fired = await aWorld(dashboard.database.pool);
    const visitor = await dashboard.signedIn(fired, "accountant");
    expect((await visitor.get(`/d/${fired.companyId}`)).status).toBe(200);
    await fired.pool`delete from membership where user_id = ${fired.userIds.accountant}`;
    expect((await visitor.get(`/d/${fired.companyId}`)).status).toBe(404);
  });
});

describe("what comes from elsewhere", () => {
  test("a form sent from another site is refused, and says that nothing was changed", async () => {
    const visitor = await dashboard.signedIn(world, "accountant");
    const refused = await visitor.send("/sign-out", {}, { "sec-fetch-site": "cross-site" });
    expect(refused.status).toBe(403);
    expect(readable(refused)).toContain("Rien n’a été modifié");
    expect((await visitor.get(`/d/${world.companyId}`)).status).toBe(200);
  });

  test("without Sec-Fetch-Site the origin has to be ours; without both it is refused", async () => {
    const send = (headers: Record<string, string>) =>
      new Visitor(dashboard.address).ask("/language", {
        method: "POST",
        headers,
        body: new URLSearchParams({ language: "en" }),
      });
    expect((await send({ origin: dashboard.address })).status).toBe(303);
    expect((await send({ origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await send({ origin: "null" })).status).toBe(403);
    expect((await send({})).status).toBe(403);
  });

  test("the policy lets nothing inline run, and the pages hold nothing inline", async () => {
    const page = await (await dashboard.signedIn(world, "viewer")).get(`/d/${world.companyId}/lines`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(page.text).not.toMatch(/\sstyle=|\son\w+=|hx-on|<script(?![^>]*src=)/);
    expect(page.headers.get("cache-control")).toBe("no-store");
  });

  test("styles, scripts and fonts come from here, kept for ever under an address that changes with them", async () => {
    const visitor = dashboard.visitor();
    const page = await visitor.get("/sign-in");
    const found = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const path of [
      ...found,
      "/assets/fonts/ibm-plex-sans-latin-standard-normal.woff2",
      "/assets/fonts/ibm-plex-mono-latin-400-normal.woff2",
    ]) {
      const asset = await visitor.get(path);
      expect([path, asset.status, asset.headers.get("cache-control")]).toEqual([
        path,
        200,
        "public, max-age=31536000, immutable",
      ]);
    }
  });
});

describe("every page", () => {
  test("speaks French, then English, and remembers", async () => {
    const visitor = await dashboard.signedIn(world, "viewer");
    const path = `/d/${world.companyId}/unpaid`;
    expect(readable(await visitor.get(path))).toContain("Impayés");
    const switched = await visitor.send("/language", { language: "en", back: path });
    expect(switched.location).toBe(path);
    const english = await visitor.get(path);
    expect(english.text).toContain('<html lang="en">');
    expect(readable(english)).toContain("Invoices of which at least one share is not at zero");
  });

  test("an address that leads nowhere says so in the layout", async () => {
    const visitor = await dashboard.signedIn(world, "viewer");
    for (const path of [
      `/d/${world.companyId}/invoices/999999`,
      `/d/${world.companyId}/nothing`,
      "/nothing",
      `/d/${world.companyId}/lines/abc`,
    ]) {
      const page = await visitor.get(path);
      expect([path, page.status]).toEqual([path, 404]);
      expect(readable(page)).toContain("Cette page n’existe pas");
    }
  });

  test("health answers without a session", async () => {
    const answer = await dashboard.visitor().get("/health");
    expect([answer.status, answer.text]).toEqual([200, '{"ok":true,"worker":false}']);
    const presence = await showPresence(dashboard.database.url);
    expect((await dashboard.visitor().get("/health")).text).toBe('{"ok":true,"worker":true}');
    await presence.end();
  });
});
