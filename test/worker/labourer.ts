/** A worker process with the real processors, for the test that kills it in the middle of its work. */
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import { connect } from "../../sql/connect.ts";
import { startWorkers } from "../../worker/main.ts";
import { processors } from "../../worker/processors.ts";
import { openQueues } from "../../worker/queues.ts";

const environment = readEnvironment(process.env);
if (!environment.ok) throw new Error(environment.problems.join("\n"));
const { databaseUrl = "", redis } = environment.value;
const log = openLog(environment.value);
const pool = connect(databaseUrl, 5);
const queues = openQueues({ databaseUrl, redis, log });
const recovery = { lockMs: 1_500, stalledCheckMs: 500 };
await startWorkers({ environment: environment.value, databaseUrl, pool, queues, processors, log, recovery });
