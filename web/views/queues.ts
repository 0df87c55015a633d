import { sumCents } from "../../domain/money.ts";
import type { StuckFile } from "../../sql/screens/audit.ts";
import type { QueueCounts, QueueName } from "../../worker/queues.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { boardWords, layout } from "./layout.ts";
import { amount, count, instant, state } from "./parts.ts";

export type FailedJob = {
  queue: QueueName;
  id: string;
  reason: string;
  tries: number;
  at: Date | undefined;
  file: StuckFile | undefined;
  cause: "file" | "outage" | "defect";
  /** Lines and money that wait behind it, when they are known. */
  held: { lines: number; cents: bigint } | undefined;
};

export type QueuesScreen = {
  counts: Record<QueueName, QueueCounts> | undefined;
  failed: FailedJob[];
  boardOpen: boolean;
  /** Whether a worker runs, anywhere. */
  working: boolean;
  notice: { ok: boolean; text: string } | undefined;
};

export function queuesPage(visit: CompanyVisit, screen: QueuesScreen): Html {
  const says = visit.words.queues;
  const { counts, failed, notice } = screen;
  return layout(visit, {
    title: says.title,
    link: "queues",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.failed(failed.length)}</p><p class="right">${screen.boardOpen ? html`<a class="btn" href="/admin/queues/board/">${boardWords(visit)}</a>` : null}</p></div>
<div class="notes">${notice ? html`<p class="note ${notice.ok ? "ok" : "bad"}" role="status">${notice.text}</p>` : null}${counts ? null : html`<p class="note bad">${says.away}</p>`}${screen.working ? null : html`<p class="note bad">${visit.words.homePage.noWorker}</p>`}</div>
${failed.length > 0 ? failedTable(visit, failed) : null}
${counts ? html`<div class="title"><h2>${says.all}</h2></div>${countTable(visit, counts)}` : null}`,
  });
}

const CAUSES = ["file", "outage", "defect"] as const;

/** Grouped by what failed, since that decides the gesture; inside a group the most money first. */
function failedTable(visit: CompanyVisit, failed: readonly FailedJob[]): Html {
  const { queues: says, jobs } = visit.words;
  const { heads } = says;
  const may = mayAct(visit, "admin");
  const total = sumCents(failed.map(({ held }) => held?.cents ?? 0n));
  const groups = CAUSES.map((cause) => causeGroup(visit, cause, failed, may));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${heads.failed}"><table class="t many"><thead><tr><th scope="col">${heads.job}</th><th scope="col">${heads.happened}</th><th scope="col" class="amt">${heads.tries}</th><th scope="col">${heads.at}</th><th scope="col" class="amt">${jobs.heads.lines}</th><th scope="col" class="amt">${jobs.heads.held}</th><td></td></tr></thead><tbody>${groups}</tbody>
<tfoot><tr><th scope="row" colspan="5">${jobs.total}</th><td class="amt">${visit.format.amount(total)}</td><td></td></tr></tfoot></table></div>
${may ? null : html`<div class="notes"><br><p class="help">${says.adminOnly}</p></div>`}`;
}

function causeGroup(
  visit: CompanyVisit,
  cause: FailedJob["cause"],
  failed: readonly FailedJob[],
  may: boolean,
): Html | null {
  const { jobs } = visit.words;
  const cents = ({ held }: FailedJob) => held?.cents ?? 0n;
  const of = failed
    .filter((job) => job.cause === cause)
    .sort((a, b) => (cents(a) === cents(b) ? 0 : cents(a) < cents(b) ? 1 : -1));
  if (of.length === 0) return null;
  return html`<tr class="cause"><th scope="rowgroup" colspan="5"><b>${jobs.causes[cause]}</b> <span class="soft">· ${jobs.advice[cause]}</span></th><td class="amt"><b>${visit.format.amount(sumCents(of.map(cents)))}</b></td><td></td></tr>
${of.map((job) => failedRow(visit, job, may))}`;
}

function failedRow(visit: CompanyVisit, job: FailedJob, may: boolean): Html {
  const { words, company, format } = visit;
  const file: Shown = job.file
    ? html`<a class="inv" href="${company.base}/files/${String(job.file.id)}">${job.file.name}</a>`
    : html`<span class="inv">${job.id}</span>`;
  const retry = html`<form method="post" action="${company.base}/queues/${job.queue}/${encodeURIComponent(job.id)}/retry"><button class="btn">${words.queues.retry}</button></form>`;
  const held = job.held
    ? amount(visit, job.held.cents)
    : html`<span class="faint" title="${words.jobs.unread}">${words.none}</span>`;
  const read = job.file
    ? html`<span class="sub">${words.jobs.readSoFar(format.count(job.file.linesRead))}</span>`
    : null;
  return html`<tr><td>${file}<span class="sub">${words.queues.names[job.queue]}</span></td><td>${state(job.cause === "outage" ? "late" : "bad", job.reason)}</td><td class="amt">${format.count(job.tries)}</td><td class="soft nw">${job.at ? instant(visit, job.at) : null}</td><td class="amt">${count(visit, job.held?.lines ?? 0)}${read}</td><td class="amt">${held}</td><td class="amt">${may ? retry : null}</td></tr>`;
}

function countTable(visit: CompanyVisit, counts: Record<QueueName, QueueCounts>): Html {
  const { heads, names } = visit.words.queues;
  const rows = (Object.keys(counts) as QueueName[]).map((name) => {
    const { waiting, active, delayed, failed, completed } = counts[name];
    const red =
      failed > 0 ? html`<strong class="owed">${visit.format.count(failed)}</strong>` : count(visit, 0);
    return html`<tr><th scope="row">${names[name]}</th><td class="amt">${count(visit, waiting)}</td><td class="amt">${count(visit, active)}</td><td class="amt">${count(visit, delayed)}</td><td class="amt">${red}</td><td class="amt">${count(visit, completed)}</td></tr>`;
  });
  return html`<div class="wide" tabindex="0" role="region" aria-label="${visit.words.links.queues}"><table class="t"><thead><tr><th scope="col">${heads.queue}</th><th scope="col" class="amt">${heads.waiting}</th><th scope="col" class="amt">${heads.active}</th><th scope="col" class="amt">${heads.delayed}</th><th scope="col" class="amt">${heads.failed}</th><th scope="col" class="amt">${heads.done}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
