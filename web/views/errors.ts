import type { Role } from "../../sql/users.ts";
import { type Html, html } from "../html.ts";
import type { Visit } from "../visit.ts";
import { layout } from "./layout.ts";

/** What happened, whether anything was written, and the way back. */
function refusal(visit: Visit, { title, text }: { title: string; text: string }): Html {
  const back = visit.company?.base ?? "/";
  return layout(visit, {
    title,
    body: html`<div class="title"><h1>${title}</h1></div>
<div class="said-no"><p class="note bad">${text}</p><p><a href="${back}">${visit.words.errors.back}</a></p></div>`,
  });
}

export function notFoundPage(visit: Visit): Html {
  const { notFound, notFoundText } = visit.words.errors;
  return refusal(visit, { title: notFound, text: notFoundText });
}

export function forbiddenPage(visit: Visit, role: Role): Html {
  const { forbidden, forbiddenText } = visit.words.errors;
  return refusal(visit, { title: forbidden, text: forbiddenText(visit.words.roles[role]) });
}

export function boardForbiddenPage(visit: Visit): Html {
  const { forbidden, boardText } = visit.words.errors;
  return refusal(visit, { title: forbidden, text: boardText });
}

export function crossSitePage(visit: Visit): Html {
  const { crossSite, crossSiteText } = visit.words.errors;
  return refusal(visit, { title: crossSite, text: crossSiteText });
}

/** @param text what is missing, when the page can say it */
export function invalidPage(visit: Visit, text?: string): Html {
  const { invalid, invalidText } = visit.words.errors;
  return refusal(visit, { title: invalid, text: text ?? invalidText });
}

/** @param reference stands in the log beside the failure, which the page never shows */
export function brokenPage(visit: Visit, reference: string): Html {
  const { broken, brokenText } = visit.words.errors;
  return refusal(visit, { title: broken, text: brokenText(reference) });
}
