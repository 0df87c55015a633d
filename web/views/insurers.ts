import type { IsoDate } from "../../domain/days.ts";
import type { Delay } from "../../domain/insurer/clock.ts";
import { workingDaysBetween } from "../../domain/insurer/workingDays.ts";
import { type Cents, sumCents } from "../../domain/money.ts";
import type { InsurerSummary, LateSum, SaidCount } from "../../sql/screens/insurers.ts";
import { habitOf, type InsurerClock } from "../clocks.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, state } from "./parts.ts";
import { habitDays } from "./unpaidReason.ts";

export type InsurersScreen = {
  summaries: InsurerSummary[];
  clocks: ReadonlyMap<bigint, InsurerClock>;
  late: LateSum[];
  said: SaidCount[];
  since: IsoDate;
};

/** Who pays when, who is late, what is announced and has not come: one line for each insurer, each figure with its rows. */
export function insurersPage(visit: CompanyVisit, screen: InsurersScreen): Html {
  const { words, format } = visit;
  const says = words.insurers;
  const { heads } = says;
  const { summaries } = screen;
  const empty = html`<div class="notes"><p class="note">${says.empty}</p></div>`;
  const sum = (of: (summary: InsurerSummary) => Cents) => format.amount(sumCents(summaries.map(of)));
  const late = format.amount(sumCents(screen.late.map(({ cents }) => cents)));
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t many"><thead><tr><th scope="col">${heads.name}</th><th scope="col">${heads.habit}<span class="sub">${says.habitUnit}</span></th><th scope="col">${heads.today}</th><th scope="col" class="amt">${heads.late}</th><th scope="col" class="amt">${heads.open}</th><th scope="col" class="amt">${heads.announced}<span class="sub">511700</span></th><th scope="col" class="amt">${heads.received}<span class="sub">511700</span></th><th scope="col" class="amt">${heads.rejections}</th></tr></thead>
<tbody>${summaries.map((summary) => insurerRow(visit, screen, summary))}</tbody>
<tfoot><tr><th scope="row" colspan="3">${says.total}</th><td class="amt">${late}</td><td class="amt">${sum((each) => each.openCents)}</td><td class="amt">${sum((each) => each.announcedCents)}</td><td class="amt">${sum((each) => each.receivedCents)}</td><td></td></tr></tfoot></table></div>
<p class="block help">${says.rejectedWindow(format.day(screen.since))}</p>`;
  return layout(visit, {
    title: says.title,
    link: "insurers",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>${summaries.length > 0 ? table : empty}`,
  });
}

function insurerRow(visit: CompanyVisit, screen: InsurersScreen, summary: InsurerSummary): Html {
  const says = visit.words.insurers;
  const { id, name, payer } = summary;
  const late = screen.late.find((each) => each.insurerId === id);
  const to = (view: string) => `${visit.company.base}/insurers/${String(id)}?view=${view}`;
  const figure = (cents: Cents, count: string, view: string) =>
    cents === 0n
      ? amount(visit, 0n)
      : html`<a href="${to(view)}">${visit.format.amount(cents)}</a><span class="sub">${count}</span>`;
  return html`<tr><td><a class="inv" href="${visit.company.base}/insurers/${String(id)}">${name}</a><span class="sub">${says.kind[payer]}</span></td>
<td class="nw">${habitCell(visit, habitOf(screen.clocks, id))}</td><td class="nw">${todayState(visit, late)}</td>
<td class="amt">${figure(late?.cents ?? 0n, says.parts(late?.shares ?? 0), "late")}</td><td class="amt">${figure(summary.openCents, says.parts(summary.openShares), "open")}</td>
<td class="amt">${figure(summary.announcedCents, says.returns(summary.announcedCount), "announced")}</td><td class="amt">${figure(summary.receivedCents, says.transfers(summary.receivedCount), "received")}</td>
<td class="amt">${rejectionRate(visit, screen.said, id)}</td></tr>`;
}

export function habitCell(visit: CompanyVisit, habit: Delay | undefined): Shown {
  const says = visit.words.insurers;
  if (!habit) return visit.words.none;
  if (habit.basis === "learnt") return habitDays(habit);
  return html`<span class="pencil">${habitDays(habit)}</span><span class="sub">${habit.basis === "statutory" ? says.legal : says.byDefault}</span>`;
}

/** "jour 27" of the oldest that is late, or in time. */
export function todayState(visit: CompanyVisit, late: LateSum | undefined): Html {
  const says = visit.words.insurers;
  if (!late) return html`<span class="faint">${says.onTime}</span>`;
  return state("late", says.lateDay(workingDaysBetween(late.since, visit.today)));
}

/** Of the invoices it answered, those it refused; the figure leads to the reasons. */
function rejectionRate(visit: CompanyVisit, said: readonly SaidCount[], insurerId: bigint): Shown {
  const own = said.filter((each) => each.insurerId === insurerId);
  const all = own.reduce((sum, each) => sum + each.items, 0);
  const no = own.filter(({ status }) => status === "rejected").reduce((sum, each) => sum + each.items, 0);
  if (all === 0) return html`<span class="faint">${visit.words.none}</span>`;
  if (no === 0) return html`<span class="zero">${percentOf(visit, 0, all)}</span>`;
  return html`<a href="${visit.company.base}/insurers/${String(insurerId)}#rejections">${percentOf(visit, no, all)}</a><span class="sub">${visit.format.count(no)} / ${visit.format.count(all)}</span>`;
}

export function percentOf(visit: CompanyVisit, part: number, whole: number): string {
  const percent = ((100 * part) / whole).toFixed(1);
  return visit.words.insurers.rate(visit.language === "fr" ? percent.replace(".", ",") : percent);
}
