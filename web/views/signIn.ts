import type { Membership } from "../../sql/users.ts";
import { type Html, html } from "../html.ts";
import type { DemoAccount } from "../services.ts";
import type { Visit } from "../visit.ts";
import { layout } from "./layout.ts";

export type SignInForm = { email: string; back: string; refusal: string | undefined };

export function signInPage(visit: Visit, form: SignInForm, demo: readonly DemoAccount[]): Html {
  const { signIn } = visit.words;
  const invalid = form.refusal ? html` aria-invalid="true" aria-describedby="refusal"` : null;
  return layout(visit, {
    title: signIn.title,
    body: html`<div class="door"><section><h1>${signIn.title}</h1><p class="soft">${signIn.pitch}</p>
<form class="sign" method="post" action="/sign-in"><input type="hidden" name="back" value="${form.back}">
<div class="f"><label for="email">${signIn.email}</label><input class="in" id="email" name="email" type="email" autocomplete="username" required value="${form.email}"${invalid} autofocus></div>
<div class="f"><label for="password">${signIn.password}</label><input class="in" id="password" name="password" type="password" autocomplete="current-password" required${invalid}></div>
${form.refusal ? html`<p class="err" id="refusal" role="alert">${form.refusal}</p>` : null}
<button class="btn go">${signIn.submit}</button></form></section>
${demo.length > 0 ? demoAccounts(visit, form.back, demo) : null}</div>`,
  });
}

function demoAccounts(visit: Visit, back: string, demo: readonly DemoAccount[]): Html {
  const { signIn, roles } = visit.words;
  const rows = demo.map(
    ({ email, password, role }) => html`<tr><td>${email}<span class="sub">${password}</span></td><td>
<form method="post" action="/sign-in"><input type="hidden" name="back" value="${back}"><input type="hidden" name="email" value="${email}"><input type="hidden" name="password" value="${password}"><button class="btn">${signIn.use(roles[role])}</button></form></td></tr>`,
  );
  return html`<aside><h2>${signIn.demo}</h2><table class="t in-block"><tbody>${rows}</tbody></table><p class="help">${signIn.demoNote}</p></aside>`;
}

/** For those who belong to several companies, or to none. */
export function companiesPage(visit: Visit, memberships: readonly Membership[]): Html {
  const { companies, roles } = visit.words;
  const list = memberships.map(
    ({ companyId, companyName, role }) =>
      html`<tr><td><a href="/d/${String(companyId)}">${companyName}</a></td><td class="soft">${roles[role]}</td></tr>`,
  );
  return layout(visit, {
    title: companies.title,
    body: html`<div class="title"><h1>${companies.title}</h1></div><div class="block">
${list.length > 0 ? html`<table class="t in-block"><tbody>${list}</tbody></table>` : html`<p class="note">${companies.nothing}</p>`}</div>`,
  });
}
