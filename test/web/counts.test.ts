import { beforeAll, describe, expect, test } from "vitest";
import { asCompany } from "../../sql/connect.ts";
import { showPresence } from "../../sql/presence.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { runNight } from "../../worker/night.ts";
import { handIn } from "../given.ts";
import { type CamtLine, camtFile } from "../scenarios/camt.ts";
import { aLine, aSale, bill, type Dossier, fromCustomerOf, openDossier } from "../sql/dossier.ts";
import { join } from "./booksWorld.ts";
import { type Page, readable, useDashboard, type Visitor } from "./dashboard.ts";

const dashboard = useDashboard();
let dossier: Dossier;
let accountant: Visitor;
let base: string;

const night = (on: string) =>
  runNight(
    dossier.pool,
    dossier.companyId,
    ((at) => ({ now: at, today: on, clock: () => at, seed: on }))(new Date(`${on}T03:30:00Z`)),
  );

/** A statement that the next night reads. */
function handInStatement(name: string, lines: CamtLine[]) {
  const { pool, companyId, ibans } = dossier;
  const bytes = camtFile([{ id: name, iban: ibans[0], opening: 0n, lines }]);
  return handIn(pool, { companyId, name: `${name}.xml`, bytes, at: new Date("2026-11-14T03:00:00Z") });
}

/** Two nights: the second one sees again the lines that the first one left. */
beforeAll(async () => {
  dossier = await openDossier(dashboard.database.pool);
  base = `/d/${dossier.companyId}`;
  accountant = await join(dashboard, dossier, "accountant");
  await bill(
    dossier,
    aSale("FA-2025", 20_000n, { issuedOn: "2025-11-02", dueOn: "2025-12-02" }),
    aSale("FA-1", 100_000n),
    aSale("FA-2", 50_000n),
    aSale("FA-3", 30_000n),
  );
  await handInStatement("novembre 1", [
    aLine("L1", 100_000n, fromCustomerOf("FA-1")),
    aLine("L2", 50_000n, fromCustomerOf("FA-2")),
    aLine("L3", 4_400n, { label: "VIR INCONNU" }),
    aLine("L4", -3_300n, { label: "RETOUR VIR" }),
  ]);
  await night("2026-11-14");
  await handInStatement("novembre 2", [
    aLine("L5", 30_000n, fromCustomerOf("FA-3", "2026-11-14")),
    aLine("L6", 777n, { label: "VIR AUTRE", bookedOn: "2026-11-14" }),
  ]);
  await night("2026-11-15");
});

/** The links of a page whose text is a figure: the figure, and where it leads. */
function figuresOf(page: Page, leadsTo: RegExp): { figure: number; to: string }[] {
  return [...page.text.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(?:<b>)?(\d[\d\u202f]*)(?:<\/b>)?<\/a>/g)]
    .map(([, to = "", figure = ""]) => ({
      to: to.replaceAll("&amp;", "&"),
      figure: Number(figure.replace(/\D/g, "")),
    }))
    .filter(({ to }) => leadsTo.test(to));
}

/** Rows of the first table of a page. */
async function rowsAt(to: string): Promise<number> {
  const page = await accountant.get(to.split("#")[0] ?? "");
  expect(page.status, to).toBe(200);
  const from = page.text.indexOf(to.includes("#items") ? 'id="items"' : "<table");
  const [, body = ""] = /<tbody>([\s\S]*?)<\/tbody>/.exec(page.text.slice(from)) ?? [];
  return (body.match(/<tr\b/g) ?? []).length;
}

/** Entries of a page of the journal: each has one heading. */
async function entriesAt(to: string): Promise<number> {
  const page = await accountant.get(to);
  expect(page.status, to).toBe(200);
  return (page.text.match(/<tr class="[^"]*entry/g) ?? []).length;
}

test("work that stands still is said before anything else: no worker, and a night that is not the last one's", async () => {
  const { now } = dashboard.clock;
  dashboard.clock.now = new Date("2026-11-15T08:00:00Z");
  const fresh = readable(await accountant.get(base));
  expect(fresh).toContain("Cette nuit, ");
  expect(fresh).toContain("Aucun programme de travail ne tourne");
  expect(readable(await accountant.get(`${base}/queues`))).toContain("Aucun programme de travail ne tourne");
  const presence = await showPresence(dashboard.database.url);
  dashboard.clock.now = new Date("2026-11-24T08:00:00Z");
  const old = readable(await accountant.get(base));
  await presence.end();
  dashboard.clock.now = now;
  expect(old).not.toContain("Aucun programme de travail ne tourne");
  expect(old).toContain("La dernière nuit, ");
  expect(old).toMatch(/La dernière nuit date du 15\/11 à .* : celles d’après n’ont pas tourné/);
});

describe("every number leads to its rows", () => {
  test("a passing leads to the lines it saw and to those it left waiting, also once a later one saw them again", async () => {
    const figures = figuresOf(await accountant.get(`${base}/runs`), /\/runs\/\d+\/lines/);
    expect(figures.map(({ figure }) => figure)).toEqual([4, 1, 3, 4, 2, 2]);
    for (const { figure, to } of figures) expect(await rowsAt(to), to).toBe(figure);
    const [, , , seen, , left] = figures;
    const first = await accountant.get(left?.to ?? "");
    expect(readable(first)).toMatch(/Toutes 4 Passées 2 Laissées en attente 2/);
    expect(readable(first)).toContain("VIR INCONNU");
    expect(readable(first)).not.toContain("Client FA-1");
    expect(await rowsAt(`${seen?.to}?became=posted`)).toBe(2);
    expect((await accountant.get(`${base}/runs/999999/lines`)).status).toBe(404);
  });

  test("a passing of before its lines were kept has its numbers without a link", async () => {
    const { pool, companyId } = dossier;
    const [row] = await pool<{ id: bigint }[]>`
      insert into match_run (company_id, started_at, on_day, seen, posted)
      values (${companyId}, '2026-11-01T03:30:00Z', '2026-11-01', 31, 29) returning id`;
    const page = await accountant.get(`${base}/runs`);
    expect(readable(page)).toMatch(/31 29 2 0 0,00/);
    expect(page.text).not.toContain(`/runs/${row?.id}/lines`);
    await pool`delete from match_run where id = ${row?.id ?? 0n}`;
  });

  test("a night leads to the lines it received, by what became of them that night, and to its files", async () => {
    const home = await accountant.get(base);
    const figures = figuresOf(home, /\/certificates\/\d+\/lines/);
    expect(figures.map(({ figure }) => figure)).toEqual([2, 1, 1, 2, 1, 4, 2]);
    for (const { figure, to } of figures) expect(await rowsAt(to), to).toBe(figure);
    expect(readable(home)).toMatch(/La dernière nuit, 1 ligne sur 2/);
    const first = await accountant.get(`${base}/certificates/1/lines?became=waiting`);
    expect(readable(first)).toMatch(/Toutes 4 Passées 2 Laissées en attente 2 Mises de côté 0/);
    expect(readable(first)).toMatch(/VIR INCONNU 44,00 à décider .* à décider/);
    expect(readable(first)).toMatch(/Fichiers lus cette nuit-là Fichier Lignes nouvelles novembre 1\.xml 4/);
  });

  test("a line posted since is told with what it was that night and what it is today", async () => {
    await bill(dossier, aSale("FA-9", 777n));
    const before = await accountant.get(`${base}/certificates/2/lines?became=posted`);
    expect(readable(before)).toMatch(/Client FA-3 .* passée passée/);
    expect((await accountant.get(`${base}/certificates/9/lines`)).status).toBe(404);
  });

  test("a certificate leads to each point it counts", async () => {
    for (const at of ["certificates", "certificates/1", "certificates/2"]) {
      const figures = figuresOf(await accountant.get(`${base}/${at}`), /\/certificates\/\d+/);
      expect(figures.length, at).toBeGreaterThan(2);
      for (const { figure, to } of figures) expect(await rowsAt(to), to).toBe(figure);
    }
    const waiting = await accountant.get(`${base}/certificates/2?kind=bank_line`);
    expect(readable(waiting)).toMatch(/Chaque point ouvert · Ligne de relevé Tout voir/);
  });

  test("the closing page leads to the drafts and to the validated entries of a year (brouillards)", async () => {
    await accountant.send(`${base}/closing/validation`, { upTo: "2026-11-10", confirm: "yes" });
    const page = await accountant.get(`${base}/closing`);
    const figures = figuresOf(page, /\/journal\?/);
    const asked = figures.map(({ to }) => to.split("?")[1]);
    expect(asked).toEqual([
      "period=2026&state=validated",
      "period=2026&state=draft",
      "period=2025&state=validated",
    ]);
    for (const { figure, to } of figures) {
      expect(await entriesAt(to), to).toBe(figure);
      expect(readable(await accountant.get(to))).toMatch(new RegExp(`${figure} écritures? · `));
    }
  });

  test("the journal shows drafts or validated entries, of a month, a year or all up to the end of one", async () => {
    const drafts = await accountant.get(`${base}/journal?state=draft&period=..2026`);
    expect(readable(drafts)).toMatch(/Journal, jusqu.à la fin de l.exercice 2026/);
    expect(drafts.text).not.toMatch(/validée le/);
    const all = await entriesAt(`${base}/journal?period=2026`);
    const [draft, validated] = [
      await entriesAt(`${base}/journal?period=2026&state=draft`),
      await entriesAt(`${base}/journal?period=2026&state=validated`),
    ];
    expect([draft > 0, validated > 0, draft + validated]).toEqual([true, true, all]);
    const sales = await accountant.get(`${base}/journal?period=2026-11&state=validated&journal=VE`);
    expect(readable(sales)).toMatch(/4 écritures · validées/);
    expect(readable(await accountant.get(`${base}/journal?period=2024&state=draft`))).toContain(
      "Aucune écriture ne répond à cette question.",
    );
    expect(readable(await accountant.get(`${base}/journal?month=2026-11`))).toContain(
      "Journal, novembre 2026",
    );
    expect(await asCompany(dossier.pool, dossier.companyId, verifyCompany)).toEqual([]);
  });
});
