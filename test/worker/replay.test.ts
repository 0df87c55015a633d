import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import { askRule } from "../../sql/acts/changeRules.ts";
import { findChange } from "../../sql/changes.ts";
import { startWorkers, type Workers } from "../../worker/main.ts";
import { processors } from "../../worker/processors.ts";
import { openQueues, type Queues } from "../../worker/queues.ts";
import { useDatabase } from "../database.ts";
import { aLine, bank, type Dossier, openDossier, within } from "../sql/dossier.ts";
import { until } from "../until.ts";

const database = useDatabase({ max: 8 });
const log = openLog({ logLevel: "silent" });
const opened: { queues?: Queues; workers?: Workers } = {};
let dossier: Dossier;

beforeAll(async () => {
  dossier = await openDossier(database.pool);
  const environment = readEnvironment({ DATABASE_URL: database.url });
  if (!environment.ok) throw new Error(environment.problems.join("\n"));
  const queues = openQueues({ redis: undefined, databaseUrl: database.url, log, retryDelayMs: 50 });
  opened.queues = queues;
  opened.workers = await startWorkers({
    environment: environment.value,
    databaseUrl: database.url,
    pool: database.pool,
    queues,
    log,
    processors,
  });
});

afterAll(async () => {
  await opened.workers?.stop();
  await opened.queues?.close();
});

test("a rule that is asked for is replayed by a worker, which tells how far it is", async () => {
  await bank(
    dossier,
    aLine("F1", -1_200n, { label: "FRAIS TENUE" }),
    aLine("F2", -900n, { label: "FRAIS CARTE" }),
  );
  const asked = await askRule(database.pool, {
    companyId: dossier.companyId,
    at: new Date("2026-11-20T08:00:00Z"),
    definition: {
      name: "Frais",
      priority: 1,
      active: true,
      conditions: [{ field: "label", test: "starts", pattern: "FRAIS" }],
      effect: { kind: "split", parts: [{ account: "627800" }] },
    },
  });
  if (!asked.ok) throw new Error("not asked");
  const change = await until(
    () => within(dossier, (db) => findChange(db, asked.value.changeId)),
    (found) => found?.state === "ready",
  );
  expect(change).toMatchObject({
    linesDone: 2,
    linesTotal: 2,
    report: { gained: { lines: 2, cents: "2100" } },
  });
});
