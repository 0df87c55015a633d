import { beforeEach, expect, test } from "vitest";
import { readable, useDashboard } from "./dashboard.ts";
import { aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
});

async function aFileToRead(): Promise<void> {
  await world.pool`
    insert into received_file (company_id, name, sha256, byte_count, source, received_at, kind, format, state)
    values (${world.companyId}, 'releve.cfonb', ${`live-${world.companyId}`}, 120, 'inbox', ${NOW}, 'bank_statement', 'cfonb120', 'received')
  `;
}

async function aNight(day: string, linesNew: number, linesPosted: number): Promise<void> {
  const summary = {
    filesRead: 1,
    filesRefused: 0,
    filesHeld: 0,
    linesNew,
    linesPosted,
    linesWaiting: linesNew - linesPosted,
    linesSetAside: 0,
  };
  const cents = {
    postedCents: "0",
    waitingCents: "0",
    setAsideCents: "0",
    linesCents: "0",
    entries: 0,
    payments: 0,
    debitCents: "0",
    creditCents: "0",
  };
  await world.pool`
    insert into night (company_id, started_at, finished_at, summary)
    values (${world.companyId}, ${`${day}T04:30:00Z`}, ${`${day}T04:31:00Z`}, ${world.pool.json({ ...summary, ...cents })})
  `;
}

test("a page that stays open is told when a file comes and when it is read, and nothing in between", async () => {
  const viewer = await dashboard.signedIn(world, "viewer");
  const cookie = [...viewer.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const stop = new AbortController();
  const answer = await fetch(`${dashboard.address}/d/${world.companyId}/live`, {
    headers: { cookie },
    signal: stop.signal,
  });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  expect(answer.headers.get("content-encoding")).toBeNull();
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => (await reader?.read())?.value ?? "";
  expect(await next()).toContain("À jour");
  await aFileToRead();
  expect(await next()).toMatch(/id: 2\ndata: .*1\sfichier à lire/);
  await world.pool`update received_file set state = 'read' where company_id = ${world.companyId}`;
  expect(await next()).toContain("Du nouveau est arrivé");
  stop.abort();
});

test("the stream of a company is for its members", async () => {
  const other = await aWorld(dashboard.database.pool);
  const stranger = await dashboard.signedIn(other, "admin");
  expect((await stranger.get(`/d/${world.companyId}/live`)).status).toBe(404);
});

test("home draws the share that passed alone night after night, and gives the figures as a table", async () => {
  const viewer = await dashboard.signedIn(world, "viewer");
  const home = () => viewer.get(`/d/${world.companyId}`);
  await aNight("2026-11-14", 200, 150);
  expect(readable(await home())).toContain("la courbe se dessinera à partir de la deuxième");
  await aNight("2026-11-15", 0, 0);
  await aNight("2026-11-16", 100, 96);
  const page = await home();
  expect(page.text).toContain(
    'aria-label="Part des lignes passées seules, de 75,0\u202f% la première nuit à 96,0\u202f% la dernière',
  );
  expect(page.text.match(/<circle/g)).toHaveLength(2);
  expect(readable(page)).toMatch(/16\/11 à 5 h 31 100 96 96,0 %/);
  expect(page.text).not.toMatch(/ style=/);
});
