import { FIRST_PASSWORD_DAYS } from "../../sql/passwords.ts";
import { type Member, type Role, USER_ROLES } from "../../sql/users.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import type { Answer } from "./companySettings.ts";
import { answerNotes, options, state } from "./parts.ts";
import { settingsTab } from "./settingsTabs.ts";

/** Somebody who was let in just now, with the first password when they are new here. */
export type Joined = { name: string; password: string | undefined };

/** Somebody who forgot theirs, with the password that was drawn just now. */
export type Renewed = { name: string; password: string };

/** Who works for the company, with what they may do; for administrators. */
export function usersPage(
  visit: CompanyVisit,
  {
    members,
    joined,
    renewed,
    answer,
  }: { members: readonly Member[]; joined?: Joined; renewed?: Renewed; answer: Answer },
): Html {
  const says = visit.words.company.users;
  const heads = [says.heads.name, says.heads.role, says.heads.access].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  return settingsTab(visit, {
    tab: "users",
    intro: says.intro,
    notes: joined ? welcome(visit, joined) : renewed ? given(visit, renewed) : answerNotes(visit, answer),
    body: html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.company.tabs.users}"><table class="t many of-forms"><thead><tr>${heads}<td></td></tr></thead><tbody>${members.map((member) => memberRow(visit, member))}</tbody></table></div>
${newUser(visit, answer)}`,
  });
}

/** The password stands in the answer of the form and nowhere else: it cannot be read again. */
function welcome(visit: CompanyVisit, { name, password }: Joined): Html {
  const says = visit.words.company.users;
  if (password === undefined)
    return html`<div class="notes"><p class="note ok" role="status">${says.joined(name)}</p></div>`;
  return shownOnce(visit, says.password(name), password);
}

function given(visit: CompanyVisit, { name, password }: Renewed): Html {
  return shownOnce(visit, visit.words.password.renewed(name), password);
}

function shownOnce(visit: CompanyVisit, whose: string, password: string): Html {
  const { passwordNote } = visit.words.company.users;
  return html`<div class="notes"><p class="note ok" role="status">${whose} <code>${password}</code> ${passwordNote(FIRST_PASSWORD_DAYS)}</p></div>`;
}

/** One's own is changed with the present one; anybody else's is drawn anew. */
function passwordGesture(visit: CompanyVisit, { id, name }: Member): Html {
  const says = visit.words.password;
  if (id === visit.user.id)
    return html`<a class="btn" href="/password${query({ back: `${visit.company.base}/settings/users` })}">${says.link}</a>`;
  return html`<form class="inline" method="post" action="${visit.company.base}/settings/users/${String(id)}/password"><button class="btn" title="${says.renewHelp}">${says.renew}<span class="sr"> ${name}</span></button></form>`;
}

function firstPassword(visit: CompanyVisit, until: Date): Html {
  const says = visit.words.password;
  const day = visit.format.instant(until);
  return html`<span class="sub">${until > visit.now ? says.firstUntil(day) : says.firstOver(day)}</span>`;
}

function memberRow(visit: CompanyVisit, member: Member): Html {
  const { id, name, email, role, endedAt, firstPasswordUntil } = member;
  const { words, format, company, user } = visit;
  const says = words.company.users;
  const to = `${company.base}/settings/users/${id}`;
  const who = html`<span class="sr"> ${name}</span>`;
  const act = (path: string, title: string, label: string) =>
    html`<form class="inline" method="post" action="${to}/${path}"><button class="btn" title="${title}">${label}${who}</button></form>`;
  const roleField =
    endedAt === null
      ? html`<form class="inline" method="post" action="${to}/role"><label class="sr" for="role-${String(id)}">${says.roleOf(name)}</label><select class="in" id="role-${String(id)}" name="role" title="${says.roleHelp}">${options(rolesOf(visit), role)}</select><button class="btn" title="${says.changeHelp}">${says.change}${who}</button></form>`
      : html`<span class="soft">${words.roles[role]}</span>`;
  const access =
    endedAt === null ? state("ok", says.open) : state("over", says.ended(format.instant(endedAt)));
  const gesture =
    endedAt === null ? act("end", says.endHelp, says.end) : act("reopen", says.reopenHelp, says.reopen);
  return html`<tr><td>${name}${id === user.id ? html` <span class="soft">(${says.you})</span>` : null}<span class="sub">${email}</span></td><td>${roleField}</td><td>${access}${firstPasswordUntil ? firstPassword(visit, firstPasswordUntil) : null}</td><td><div class="row-acts">${endedAt === null ? passwordGesture(visit, member) : null}${gesture}</div></td></tr>`;
}

function rolesOf(visit: CompanyVisit): { value: Role; label: string }[] {
  return USER_ROLES.map((role) => ({ value: role, label: visit.words.roles[role] }));
}

function newUser(visit: CompanyVisit, { typed }: Answer): Html {
  const says = visit.words.company.users;
  return html`<form class="grid" method="post" action="${visit.company.base}/settings/users"><section class="g-12"><div class="sec"><h2>${says.add}</h2></div><div class="fields plain">
<div class="f w4"><label for="name">${says.name}</label><input class="in" id="name" name="name" required maxlength="100" autocomplete="off" value="${typed.name ?? ""}" aria-describedby="name-note"><p class="help" id="name-note">${says.nameNote}</p></div>
<div class="f w4"><label for="email">${says.email}</label><input class="in" id="email" name="email" type="email" required maxlength="200" autocomplete="off" value="${typed.email ?? ""}" aria-describedby="email-note"><p class="help" id="email-note">${says.emailNote}</p></div>
<div class="f w4"><label for="role">${says.role}</label><select class="in" id="role" name="role" aria-describedby="role-note">${options(rolesOf(visit), typed.role ?? "viewer")}</select><p class="help" id="role-note">${says.roleHelp}</p></div>
<p class="w12"><button class="btn go" title="${says.saveHelp}">${says.save}</button></p></div></section></form>`;
}
