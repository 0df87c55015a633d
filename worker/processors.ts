import { randomUUID } from "node:crypto";
import { matchWaitingLines } from "../sql/acts/matchLines.ts";
import { failReplay, replayChange } from "../sql/acts/replayChange.ts";
import { importFile } from "./importFile.ts";
import type { JobContext, Processors, Task } from "./main.ts";
import { runNight } from "./night.ts";
import { Refused } from "./refusals.ts";

/** What each queue does with a job: read the ids, call what does the work. */
export const processors: Processors = {
  "bank-statement": readFile,
  rsp: readFile,
  matching: async ({ companyId }, { pool, now, today }) => {
    await matchWaitingLines(pool, companyId, { at: now, on: today });
  },
  night: async ({ companyId }, { pool, now, today }) => {
    await runNight(pool, companyId, { now, today, clock: () => new Date(), seed: randomUUID() });
  },
  replay,
};

async function readFile({ companyId, fileId }: Task, { pool, now, today }: JobContext): Promise<void> {
  if (fileId === undefined) throw new Refused("the job has no fileId");
  await importFile(pool, { companyId, fileId }, { now, today });
}

/** Until a new attempt is through, the page of the change says that its replay failed. */
async function replay({ companyId, changeId }: Task, { pool, now, today }: JobContext): Promise<void> {
  if (changeId === undefined) throw new Refused("the job has no changeId");
  try {
    await replayChange(pool, { companyId, changeId }, { at: now, on: today });
  } catch (failure) {
    await failReplay(pool, { companyId, changeId }, now);
    throw failure;
  }
}
