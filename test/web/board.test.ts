import { beforeAll, expect, test } from "vitest";
import { useDashboard } from "./dashboard.ts";
import { aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
const BOARD = "/admin/queues/board";
let world: World;

beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
});

const put = (path: string, headers = {}) => ({
  path,
  init: { method: "PUT", headers: { "sec-fetch-site": "same-origin", ...headers } },
});

test("the board asks who you are, changes jobs for an administrator, and only looks for the others", async () => {
  const stranger = await dashboard.visitor().get(`${BOARD}/`);
  expect(stranger.status).toBe(303);
  const job = await dashboard.queues.queues.night.add("night", {}, { jobId: "a-job", delay: 60_000 });
  const viewer = await dashboard.signedIn(world, "viewer");
  expect((await viewer.get(`${BOARD}/`)).status).toBe(200);
  const { path, init } = put(`${BOARD}/api/queues/night/${job.id}/promote`);
  expect((await viewer.ask(path, init)).status).toBe(405);
  expect(await job.isDelayed()).toBe(true);
  const admin = await dashboard.signedIn(world, "admin");
  expect((await admin.ask(path, { ...init, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  expect((await admin.ask(path, init)).status).toBe(204);
  expect(await job.isDelayed()).toBe(false);
  await expect
    .poll(async () => {
      const acts =
        await world.pool`select action, detail from audit_log where company_id = ${world.companyId}`;
      return acts.map((act) => [act.action, act.detail]);
    })
    .toEqual([["board_promote", { queue: "night", job: "a-job" }]]);
});

test("its own policy lets its styles in and no script of others", async () => {
  const admin = await dashboard.signedIn(world, "admin");
  const policy = (await admin.get(`${BOARD}/`)).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("unsafe-eval");
});

test("someone who is not in every company may not open it: it shows the jobs of all", async () => {
  const admin = await dashboard.signedIn(world, "admin");
  await aWorld(dashboard.database.pool);
  expect((await admin.get(`${BOARD}/`)).status).toBe(403);
});
