import { type Html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { countTo } from "./parts.ts";

/** A number of the pages of trust and of passings, with a link to its lines when it counts some. */
export function postedCount(
  visit: CompanyVisit,
  value: number,
  asked: Record<string, string | undefined>,
): Html {
  return countTo(visit, value, `${visit.company.base}/posted${query(asked)}`);
}
