import type { Db } from "../sql/connect.ts";
import {
  type AgedFigures,
  type AgedPage,
  type AgedQuery,
  agedFigures,
  agedMark,
} from "../sql/screens/aged.ts";
import type { CompanyVisit } from "./visit.ts";

/** Pages kept at the most, of all companies: some 30 kB each, figures without names. */
const PAGES_MAX = 200;
const pages = new Map<string, { mark: string; figures: AgedFigures }>();

/**
 * A page of the aged balance. That of a past day takes back all that was posted since: it is worked out once, and kept until something
 * dated up to that day changes.
 */
export async function agedPageOf(
  db: Db,
  { company, today }: CompanyVisit,
  asked: AgedQuery,
  page: AgedPage,
): Promise<AgedFigures> {
  if (asked.asOf >= today) return agedFigures(db, asked, page);
  const { asOf, side, by } = asked;
  const key = [company.id, asOf, side, by, page.limit, page.offset].join();
  const mark = await agedMark(db, asOf);
  const known = pages.get(key);
  const figures = known?.mark === mark ? known.figures : await agedFigures(db, asked, page);
  pages.delete(key);
  pages.set(key, { mark, figures });
  const [oldest] = pages.keys();
  if (pages.size > PAGES_MAX && oldest !== undefined) pages.delete(oldest);
  return figures;
}
