import type { RunRow, RunShare } from "../../sql/runs.ts";
import { type Html, html, query } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, countTo } from "./parts.ts";
import { postedCount } from "./postedCount.ts";
import { evidenceName } from "./trust.ts";

export type RunsScreen = {
  runs: RunRow[];
  /** The passing whose shares are shown. */
  open: bigint | undefined;
  shares: RunShare[];
  done: { lines: number; reversals: number } | undefined;
};

/** The passings of the machine, and what each posted by evidence and rule, to be taken back in one gesture. */
export function runsPage(visit: CompanyVisit, screen: RunsScreen): Html {
  const { words } = visit;
  const says = words.runs;
  const { runs, done } = screen;
  const said = done
    ? html`<p class="note ok" role="status">${words.undo.done(done.lines, done.reversals)}</p>`
    : null;
  const open = runs.find((run) => run.id === screen.open);
  return layout(visit, {
    title: says.title,
    link: "runs",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div><div class="notes">${said}${runs.length === 0 ? html`<p class="note">${says.none}</p>` : null}</div>
${runs.length > 0 ? runTable(visit, screen) : null}
${open ? shareTable(visit, open, screen.shares) : null}`,
  });
}

function runTable(visit: CompanyVisit, { runs, open }: RunsScreen): Html {
  const { words, format, company } = visit;
  const { heads, title } = words.runs;
  const rows = runs.map(
    (run) =>
      html`<tr><th scope="row" class="nw"><a href="${company.base}/runs?run=${String(run.id)}"${run.id === open ? html` aria-current="true"` : null}>${format.instant(run.startedAt)}</a></th><td class="amt">${seenCount(visit, run, run.seen)}</td><td class="amt">${run.named ? seenCount(visit, run, run.posted, "posted") : postedCount(visit, run.posted, { run: String(run.id) })}</td><td class="amt">${seenCount(visit, run, run.seen - run.posted, "waiting")}</td><td class="amt">${postedCount(visit, run.standing, { run: String(run.id), became: "standing" })}</td><td class="amt">${amount(visit, run.cents)}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${title}"><table class="t"><thead><tr><th scope="col">${heads.at}</th><th scope="col" class="amt">${heads.seen}</th><th scope="col" class="amt">${heads.posted}</th><th scope="col" class="amt">${heads.left}</th><th scope="col" class="amt">${heads.standing}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Leads to the lines where they are known by name: passings of before that was kept only have their number. */
function seenCount(visit: CompanyVisit, run: RunRow, value: number, became?: "posted" | "waiting"): Html {
  const address = `${visit.company.base}/runs/${String(run.id)}/lines${query({ became })}`;
  return countTo(visit, value, run.named ? address : undefined);
}

function shareTable(visit: CompanyVisit, run: RunRow, shares: readonly RunShare[]): Html | null {
  if (shares.length === 0) return null;
  const { words, format, company } = visit;
  const says = words.runs;
  const may = mayAct(visit, "accountant");
  const link = (more: Record<string, string | undefined>) =>
    may
      ? html`<a class="btn" href="${company.base}/undo${query({ run: String(run.id), ...more })}">${says.undo}</a>`
      : null;
  const standing = { run: String(run.id), became: "standing" };
  const rows = shares.map((share) => {
    const of = { reason: share.reason, rule: share.ruleId === null ? undefined : String(share.ruleId) };
    return html`<tr><th scope="row">${evidenceName(visit, share)}</th><td class="amt">${postedCount(visit, share.lines, { ...standing, ...of })}</td><td class="amt">${amount(visit, share.cents)}</td><td class="amt">${link(of)}</td></tr>`;
  });
  return html`<div class="title"><h2>${says.one(format.instant(run.startedAt))}</h2></div><div class="wide"><table class="t"><thead><tr><th scope="col">${says.heads.evidence}</th><th scope="col" class="amt">${says.heads.lines}</th><th scope="col" class="amt">${says.heads.amount}</th><td></td></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row">${says.all}</th><td class="amt">${postedCount(visit, run.standing, standing)}</td><td class="amt">${format.amount(run.cents)}</td><td class="amt">${link({})}</td></tr></tfoot></table></div>`;
}
