/** A worker process whose matching takes HOLD_MS, for the tests that send it SIGTERM. It gives jobs 800 ms to end. */
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import { connect } from "../../sql/connect.ts";
import { startWorkers, stopOnSignal } from "../../worker/main.ts";
import { openQueues } from "../../worker/queues.ts";

const environment = readEnvironment(process.env);
if (!environment.ok) throw new Error(environment.problems.join("\n"));
const { databaseUrl = "", redis } = environment.value;
const log = openLog(environment.value);
const pool = connect(databaseUrl, 3);
const queues = openQueues({ databaseUrl, redis, log });
const nothing = async () => {};
const hold = async () => {
  process.send?.("started");
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.HOLD_MS)));
};
const processors = {
  "bank-statement": nothing,
  rsp: nothing,
  matching: hold,
  night: nothing,
  replay: nothing,
};
const workers = await startWorkers({
  environment: environment.value,
  databaseUrl,
  pool,
  queues,
  processors,
  log,
});
stopOnSignal(log, async () => {
  const cutOff = await workers.stop(800);
  await queues.close();
  await pool.end({ timeout: 1 });
  return cutOff;
});
