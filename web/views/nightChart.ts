import { scaleLinear, scalePoint } from "d3-scale";
import { line } from "d3-shape";
import type { NightShare } from "../../sql/screens/home.ts";
import type { Became } from "../../sql/screens/seenLines.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { countTo } from "./parts.ts";

/** The promise: of the lines with one right answer, so many pass alone. Of all lines it is a mark to read by, not a target. */
const PROMISE = 95;
const SIZE = { width: 720, height: 168, left: 40, right: 56, top: 14, bottom: 24 };

type Point = NightShare & { percent: number };

/**
 * The share of new lines that passed alone, night after night. Drawn here: the library only gives the geometry, so that no
 * style attribute and no script reaches the page. Read without colour: the mark is dashed, the last point is written beside it.
 */
export function nightChart(visit: CompanyVisit, nights: readonly NightShare[]): Html | null {
  const points = nights
    .filter((night) => night.linesNew > 0)
    .map((night) => ({ ...night, percent: (100 * night.linesPosted) / night.linesNew }));
  const last = points.at(-1);
  if (!last) return null;
  const says = visit.words.nightChart;
  const figures = html`<details class="figures"><summary><span class="btn bare">${says.figures}</span></summary>${figureTable(visit, points)}</details>`;
  const title = says.title(visit.format.count(points.length));
  return html`<div class="sec"><h2>${title}</h2></div>${points.length > 1 ? drawing(visit, points, last) : html`<p class="soft">${says.onlyOne}</p>`}${figures}`;
}

function drawing(visit: CompanyVisit, points: readonly Point[], last: Point): Html {
  const says = visit.words.nightChart;
  const { width, height, left, right, top, bottom } = SIZE;
  const x = scalePoint(
    points.map((point) => String(point.id)),
    [left, width - right],
  );
  const y = scaleLinear([0, 100], [height - bottom, top]);
  const at = (point: Point) => x(String(point.id)) ?? left;
  const path = line<Point>(at, (point) => y(point.percent))([...points]) ?? "";
  const first = points[0] ?? last;
  const grid = [0, 50, 100].map(
    (percent) =>
      html`<line class="grid-line" x1="${left}" x2="${width - right}" y1="${y(percent)}" y2="${y(percent)}"/><text x="${left - 6}" y="${y(percent) + 4}" text-anchor="end">${percent} %</text>`,
  );
  const dots = points.map(
    (point) =>
      html`<circle cx="${round(at(point))}" cy="${round(y(point.percent))}" r="3"><title>${visit.format.instant(point.finishedAt)}${visit.words.colon}${percentOf(visit, point)}</title></circle>`,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${says.spoken(percentOf(visit, first), percentOf(visit, last))}">${grid}
<line class="promise" x1="${left}" x2="${width - right}" y1="${y(PROMISE)}" y2="${y(PROMISE)}"/><text class="promise-name" x="${width - right + 6}" y="${y(PROMISE) + 4}">${PROMISE} %</text>
<path class="curve" d="${path}"/><g aria-hidden="true">${dots}</g>
<text class="last" x="${round(at(last)) + 7}" y="${round(y(last.percent)) + 16}">${percentOf(visit, last)}</text>
<text x="${left}" y="${height - 6}">${visit.format.instant(first.finishedAt)}</text><text x="${width - right}" y="${height - 6}" text-anchor="end">${visit.format.instant(last.finishedAt)}</text></svg>`;
}

function percentOf(visit: CompanyVisit, { percent }: Point): string {
  const written = percent.toFixed(1);
  return visit.language === "fr" ? `${written.replace(".", ",")}\u202f%` : `${written}%`;
}

function figureTable(visit: CompanyVisit, points: readonly Point[]): Html {
  const { heads } = visit.words.nightChart;
  const rows = [...points]
    .reverse()
    .map(
      (point) =>
        html`<tr><td>${visit.format.instant(point.finishedAt)}</td><td class="amt">${nightCount(visit, point, point.linesNew)}</td><td class="amt">${nightCount(visit, point, point.linesPosted, "posted")}</td><td class="amt">${percentOf(visit, point)}</td></tr>`,
    );
  return html`<table class="t in-block"><thead><tr><th scope="col">${heads.night}</th><th scope="col" class="amt">${heads.lines}</th><th scope="col" class="amt">${heads.posted}</th><th scope="col" class="amt">${heads.share}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A number of lines of a night, with a link to them where its certificate names them. */
export function nightCount(
  visit: CompanyVisit,
  { certificate }: { certificate: number | null },
  value: number,
  became?: Became,
): Html {
  const address = `${visit.company.base}/certificates/${certificate}/lines${query({ became })}`;
  return countTo(visit, value, certificate === null ? undefined : address);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
