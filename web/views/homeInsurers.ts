import type { Delay, PayerClock } from "../../domain/insurer/clock.ts";
import { workingDaysBetween } from "../../domain/insurer/workingDays.ts";
import type { Cents } from "../../domain/money.ts";
import type { LateSum } from "../../sql/screens/insurers.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { habitCell } from "./insurers.ts";
import { amount, countTo, state } from "./parts.ts";

export type LateInsurer = LateSum & { name: string; clock: PayerClock | undefined };

/** What is announced and not in the bank: beside what is due, not in it. */
export function announcedLine(
  visit: CompanyVisit,
  { payments, cents }: { payments: number; cents: Cents },
): Html {
  const { homeInsurers: says, insurers } = visit.words;
  const figure =
    payments === 0
      ? amount(visit, 0n)
      : html`<a href="${visit.company.base}/insurers">${insurers.returns(payments)}, ${visit.format.euros(cents)}</a>`;
  return html`<p class="beside"><span>${says.announced}</span><span>${figure}</span></p>`;
}

/** The insurers that are late for their own habit, the most money first. */
export function lateTable(visit: CompanyVisit, late: readonly LateInsurer[]): Html {
  const { homeInsurers: says } = visit.words;
  const { heads } = says;
  const base = `${visit.company.base}/insurers`;
  const head = html`<div class="sec"><h2>${says.late}</h2><a class="right" href="${base}">${says.all}</a></div>`;
  if (late.length === 0) return html`${head}<p class="note ok">${says.none}</p>`;
  const rows = late.map(({ insurerId, name, clock, since, shares, cents }) => {
    const days = workingDaysBetween(since, visit.today);
    return html`<tr><td><a href="${base}/${String(insurerId)}?view=late">${name}</a></td><td class="nw soft">${habitCell(visit, clock?.toReceived)}</td><td class="barcol">${habitBar(clock?.toReceived, days)}</td><td class="nw">${state("late", visit.words.insurers.lateDay(days))}</td><td class="amt soft">${countTo(visit, shares, `${base}/${String(insurerId)}?view=late`)}</td><td class="amt">${amount(visit, cents)}</td></tr>`;
  });
  return html`${head}<div class="wide" role="region" tabindex="0" aria-label="${says.late}"><table class="t in-block"><thead><tr><th scope="col">${heads.name}</th><th scope="col">${heads.habit}</th><th scope="col" class="barcol">${heads.scale}</th><th scope="col">${heads.today}</th><th scope="col" class="amt">${heads.parts}</th><th scope="col" class="amt">${heads.due}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const SCALE = { width: 150, days: 60, mark: 3 };

/** The habit as a span on sixty working days, and where today stands. The figures are beside it. */
function habitBar(habit: Delay | undefined, today: number): Html | null {
  if (!habit) return null;
  const at = (days: number) => (Math.min(SCALE.days, Math.max(0, days)) * SCALE.width) / SCALE.days;
  const from = at(habit.median - habit.spread);
  const width = Math.max(SCALE.mark, at(habit.median + habit.spread) - from);
  const now = Math.min(SCALE.width - SCALE.mark, at(today));
  return html`<svg class="bar" width="${SCALE.width}" height="12" aria-hidden="true"><rect class="bg" y="5" width="${SCALE.width}" height="2"/><rect x="${from}" y="3" width="${width}" height="6"/><rect class="now" x="${now}" width="${SCALE.mark}" height="12"/></svg>`;
}
