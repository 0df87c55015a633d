import type { Progress } from "../../sql/screens/progress.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";

/** Where a page shows how the workers come on. Without script it says nothing and takes no room. */
export function livePlace(visit: CompanyVisit): Html {
  return html`<p class="live" role="status" hx-sse:connect="${visit.company.base}/live"></p>`;
}

/** What is under way; and, once it is done, that the page is older than the books. Never empty: an empty message is not shown. */
export function liveWords(visit: CompanyVisit, now: Progress, first: Progress): Html {
  const says = visit.words.live;
  const { format } = visit;
  if (now.filesToRead > 0)
    return html`<span class="st st-wait"><span>${says.reading(format.count(now.filesToRead))}</span></span>`;
  if (now.linesToStudy > 0)
    return html`<span class="st st-wait"><span>${says.studying(format.count(now.linesToStudy))}</span></span>`;
  if (
    now.filesRead !== first.filesRead ||
    now.nights !== first.nights ||
    first.filesToRead + first.linesToStudy > 0
  )
    return html`<span class="st st-ok"><span>${says.done} <a href="">${says.reload}</a></span></span>`;
  return html`<span class="faint">${says.idle}</span>`;
}
