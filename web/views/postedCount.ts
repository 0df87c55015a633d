import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";

/** A number of the pages of trust and of passings, with a link to its lines when it counts some. */
export function postedCount(
  visit: CompanyVisit,
  value: number,
  asked: Record<string, string | undefined>,
): Html {
  if (value === 0) return html`<span class="zero">0</span>`;
  return html`<a href="${visit.company.base}/posted${query(asked)}">${visit.format.count(value)}</a>`;
}
