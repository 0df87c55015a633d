import { type FullPageTimes, PAGE_LIMITS } from "./fullPages.ts";
import type { Measured } from "./runs.ts";
import { totalOf } from "./score.ts";
import { percent, table } from "./table.ts";

/** One world and what was measured in it. */
export type Run = { lines: number; shares: number; measured: readonly Measured[] };

const HEADS = ["phase", "rows", "seconds", "rows/s", "peak MB", "says"];

function phaseRows(measured: readonly Measured[]) {
  return measured.map(({ phase, rows, seconds, peakMegabytes, says }) => [
    phase,
    rows,
    seconds,
    Math.round(rows / seconds),
    peakMegabytes,
    says ?? "",
  ]);
}

export function booksTable({ measured }: Run): string {
  return table(HEADS, phaseRows(measured));
}

export function phasesTable({ measured, lines }: Run): string {
  const ours = road(measured, FILE_TO_BOOKS);
  const plain = road(measured, PLAIN_ROAD);
  const row = ({ seconds, peak }: Road) => [lines, seconds, Math.round(lines / seconds), peak];
  return table(HEADS, [
    ...phaseRows(measured),
    ["file → books", ...row(ours), "import + match"],
    ...(plain.phases === PLAIN_ROAD.length
      ? [["the same in plain SQL", ...row(plain), `1 to ${(ours.seconds / plain.seconds).toFixed(1)}`]]
      : []),
  ]);
}

const FILE_TO_BOOKS = ["import", "match"];
/** The yardstick: a line is read by the same reader, then matched and written by plain SQL. */
const PLAIN_ROAD = ["import", "plain_books"];

type Road = { phases: number; seconds: number; peak: number };

function road(measured: readonly Measured[], phases: readonly string[]): Road {
  const taken = measured.filter(({ phase }) => phases.includes(phase));
  return {
    phases: taken.length,
    seconds: taken.reduce((sum, { seconds }) => sum + seconds, 0),
    peak: Math.max(...taken.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

/** Right and wrong are of what was posted without asking; `found` is how many of the certain lines that was. */
export function scoreTable({ measured }: Run): string {
  const scores = measured.flatMap(({ scored }) => scored?.scores ?? []);
  return table(
    ["kind", "lines", "certain", "right", "wrong", "waiting", "found"],
    [...scores, totalOf(scores)].map(({ kind, lines, certain, right, wrong, waiting }) => [
      kind,
      lines,
      certain,
      right,
      wrong,
      waiting,
      percent(right, certain),
    ]),
  );
}

export function pagesTable({ measured }: Run): string {
  const pages = measured.flatMap((phase) => phase.pages ?? []);
  return table(
    ["unpaid page", "pages", "median ms", "p95 ms", "slowest ms"],
    pages.map(({ page, count, median, p95, slowest }) => [page, count, median, p95, slowest]),
  );
}

/** Every full page; those above what a page may take bear a mark, and their number stands below. */
export function fullPagesTable({ measured }: Run): string {
  const pages = measured.flatMap((phase) => phase.fullPages ?? []);
  const { milliseconds, bytes } = PAGE_LIMITS;
  const above = ({ p95, documentBytes }: FullPageTimes) =>
    [...(p95 > milliseconds ? ["slow"] : []), ...(documentBytes > bytes ? ["heavy"] : [])].join(", ");
  const rows = pages.map((page) => [
    page.page,
    page.count,
    page.median,
    page.p95,
    page.documentBytes,
    page.transferBytes,
    above(page),
  ]);
  const heads = [
    "full page",
    "visits",
    "median ms",
    "p95 ms",
    "document bytes",
    "sent bytes",
    "above the limits",
  ];
  const beyond = pages.filter((page) => above(page) !== "").length;
  return `${table(heads, rows)}\n${beyond} of ${pages.length} pages above ${milliseconds} ms at p95 or ${bytes.toLocaleString("en")} bytes`;
}

export function wrongList({ measured }: Run): string {
  const wrongs = measured.flatMap(({ scored }) => scored?.wrongs ?? []);
  return wrongs
    .map(
      ({ lineId, kind, posted, expected }) =>
        `wrong: line ${lineId} (${kind}) posted on ${posted}; right: ${expected}`,
    )
    .join("\n");
}

/** Microseconds per line at each size, and how many times those of the smallest before it. */
export function growthTable(runs: readonly Run[]): string {
  const costs = runs.map((run) => ({
    ...run,
    cost: (road(run.measured, FILE_TO_BOOKS).seconds / run.lines) * 1e6,
  }));
  return table(
    ["lines", "shares", "µs per line", "× the size before"],
    costs.map(({ lines, shares, cost }, at) => {
      const before = costs[at - 1];
      return [lines.toLocaleString("en"), shares, Math.round(cost), before ? cost / before.cost : "-"];
    }),
  );
}
