import type { Job } from "bullmq";
import { Router } from "express";
import { asCompany } from "../../sql/connect.ts";
import { workerIsUp } from "../../sql/presence.ts";
import { filesByIds, noteQueueAct, unstudiedLines } from "../../sql/screens/audit.ts";
import { countCompanies } from "../../sql/users.ts";
import { type JobData, QUEUE_NAMES, type QueueName } from "../../worker/queues.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { type FailedJob, queuesPage } from "../views/queues.ts";
import type { CompanyVisit } from "../visit.ts";
import { queueCounts } from "./home.ts";

const SHOWN_MAX = 50;
const PAGE = 500;
/** Far above what an installation leaves failed; beyond, the board of the queues has them. */
const LOOKED_AT_MAX = 10_000;

export function queueRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/queues",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const counts = await queueCounts(services);
      const jobs = counts ? await failedJobs(services, visit) : [];
      const fileIds = jobs.flatMap(({ fileId }) => (fileId === undefined ? [] : [fileId]));
      const files = new Map((await filesByIds(db, fileIds)).map((file) => [file.id, file]));
      const unstudied = await unstudiedLines(db);
      const failed = jobs.map(({ fileId, ...job }): FailedJob => {
        const file = fileId === undefined ? undefined : files.get(fileId);
        return { ...job, file, cause: causeOf(job.reason, file), held: heldBy(job.queue, file, unstudied) };
      });
      const boardOpen = visit.memberships.length >= (await countCompanies(services.pool));
      const [working, notice] = [await workerIsUp(db), noticeOf(visit, request.query.said)];
      return page(queuesPage(visit, { counts, failed, boardOpen, working, notice }));
    }),
  );
  router.post(
    "/queues/:queue/:job/retry",
    acts(services, "admin", (acting) => retry(services, acting)),
  );
  return router;
}

function noticeOf(visit: CompanyVisit, said: unknown): { ok: boolean; text: string } | undefined {
  if (said === "retried") return { ok: true, text: visit.words.queues.retried };
  return said === "gone" ? { ok: false, text: visit.words.queues.notRetried } : undefined;
}

/** What failed decides the gesture: the file is corrected, an outage is tried again, a defect is reported. */
function causeOf(reason: string, file: FailedJob["file"]): FailedJob["cause"] {
  if (file?.state === "refused" || file?.state === "held") return "file";
  return OUTAGE.test(reason) ? "outage" : "defect";
}

const OUTAGE =
  /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|CONNECT|connection|timeout|stalled|terminat|shutting down/i;

/** The money that waits behind a job. Undefined when its file was not read: nobody knows. */
function heldBy(
  queue: QueueName,
  file: FailedJob["file"],
  unstudied: { lines: number; cents: bigint },
): FailedJob["held"] {
  if (file) return file.heldLines > 0 ? { lines: file.heldLines, cents: file.heldCents } : undefined;
  return queue === "matching" && unstudied.lines > 0 ? unstudied : undefined;
}

type Failed = Omit<FailedJob, "file" | "cause" | "held"> & { fileId: bigint | undefined };

/** The failed jobs of this company, the latest first. A job of another company is not even named. */
async function failedJobs(services: Services, visit: CompanyVisit): Promise<Failed[]> {
  const lists = await Promise.all(
    QUEUE_NAMES.map(async (queue) => {
      const jobs = await failedIn(services, visit, queue);
      return jobs.map((job) => ({
        queue,
        id: String(job.id),
        reason: (job.failedReason ?? "").split("\n")[0]?.slice(0, 300) ?? "",
        tries: job.attemptsMade,
        at: job.finishedOn === undefined ? undefined : new Date(job.finishedOn),
        fileId: id(job.data?.fileId),
      }));
    }),
  );
  return lists.flat().sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
}

/** The latest of a queue, looked for among those of all companies until there are enough: many failures of another hide none of ours. */
async function failedIn(services: Services, visit: CompanyVisit, name: QueueName): Promise<Job<JobData>[]> {
  const queue = services.queues.queues[name];
  const ours: Job<JobData>[] = [];
  for (let from = 0; ours.length < SHOWN_MAX && from < LOOKED_AT_MAX; from += PAGE) {
    const jobs = await queue.getFailed(from, from + PAGE - 1);
    ours.push(...jobs.filter((job) => isOurs(job.data, visit)));
    if (jobs.length < PAGE) break;
  }
  return ours.slice(0, SHOWN_MAX);
}

function isOurs(data: { companyId?: unknown } | undefined, visit: CompanyVisit): boolean {
  return data?.companyId === String(visit.company.id);
}

/** Puts a failed job back in its queue, and writes who asked. */
async function retry(services: Services, { request, visit }: Acting): Promise<Reply> {
  const queue = oneOf(request.params.queue, QUEUE_NAMES);
  const jobId = text(request.params.job);
  if (!queue || !jobId) return missing;
  const done = await retryJob(services, visit, queue, jobId);
  if (done) {
    const act = {
      companyId: visit.company.id,
      actorId: visit.user.id,
      at: visit.now,
      action: "retry_job",
      queue,
      job: jobId,
    };
    await asCompany(services.pool, visit.company.id, (db) => noteQueueAct(db, act));
  }
  return redirect(`${visit.company.base}/queues?said=${done ? "retried" : "gone"}`);
}

async function retryJob(
  services: Services,
  visit: CompanyVisit,
  queue: QueueName,
  jobId: string,
): Promise<boolean> {
  const job = await services.queues.queues[queue].getJob(jobId);
  if (!job || !isOurs(job.data, visit) || !(await job.isFailed())) return false;
  await job.retry("failed");
  return true;
}
