import { PASSWORD_SIGNS_LEAST, PASSWORD_SIGNS_MOST } from "../../domain/password.ts";
import type { Problem } from "../../domain/problems.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { Visit } from "../visit.ts";
import { layout } from "./layout.ts";
import { problemNotes } from "./parts.ts";

export type PasswordScreen = {
  /** Where its owner was going. */
  back: string;
  refusal: Problem | string | undefined;
  isDone: boolean;
};

/** Where people choose their own password; the first thing they see when the present one was drawn for them. */
export function passwordPage(visit: Visit, { back, refusal, isDone }: PasswordScreen): Html {
  const says = visit.words.password;
  const done = html`<p class="note ok" role="status">${says.done}</p><p><a class="btn go" href="${back}">${says.goOn}</a></p>`;
  return layout(visit, {
    title: says.title,
    body: html`<div class="door"><section><h1>${says.title}</h1>${isDone ? done : form(visit, back, refusal)}</section></div>`,
  });
}

function form(visit: Visit, back: string, refusal: PasswordScreen["refusal"]): Html {
  const says = visit.words.password;
  const field = (name: string, label: string, { note, kind }: { note: string; kind: string }) =>
    html`<div class="f"><label for="${name}">${label}</label><input class="in" id="${name}" name="${name}" type="password" autocomplete="${kind}" required maxlength="${PASSWORD_SIGNS_MOST}" aria-describedby="${name}-note"><p class="help" id="${name}-note">${note}</p></div>`;
  return html`<p class="soft">${visit.choosesPassword ? says.mustChoose : says.intro}</p>
${refusal === undefined ? null : html`<div role="alert">${refusalNotes(visit, refusal)}</div>`}
<form class="sign" method="post" action="/password"><input type="hidden" name="back" value="${back}"><input type="hidden" name="username" autocomplete="username" value="${visit.user?.email ?? ""}">
${field("present", says.present, { note: visit.choosesPassword ? says.presentFirst : says.presentNote, kind: "current-password" })}
${field("next", says.next, { note: says.nextNote(PASSWORD_SIGNS_LEAST), kind: "new-password" })}
${field("again", says.again, { note: says.againNote, kind: "new-password" })}
<p class="acts-line"><button class="btn go" title="${says.saveHelp}">${says.save}</button>${visit.choosesPassword ? null : html` <a href="${back}">${says.leave}</a>`}</p></form>`;
}

function refusalNotes(visit: Visit, refusal: Problem | string): Shown {
  return typeof refusal === "string"
    ? html`<p class="note bad">${refusal}</p>`
    : problemNotes(visit, [refusal]);
}
