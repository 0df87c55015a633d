import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";

const TABS = {
  settings: "/settings",
  company: "/settings/company",
  accounts: "/settings/accounts",
  chart: "/settings/chart",
  journals: "/settings/journals",
  users: "/settings/users",
} as const;

export type SettingsTab = keyof typeof TABS;

/** A page of the settings under their tabs. That of the users is the administrators' alone. */
export function settingsTab(
  visit: CompanyVisit,
  { tab, intro, notes, body }: { tab: SettingsTab; intro: string; notes: Html | null; body: Html },
): Html {
  const { words, company } = visit;
  const shown = (Object.keys(TABS) as SettingsTab[]).filter(
    (each) => each !== "users" || mayAct(visit, "admin"),
  );
  const links = shown.map(
    (each) =>
      html`<a href="${company.base}${TABS[each]}"${each === tab ? html` aria-current="page"` : null}>${words.company.tabs[each]}</a>`,
  );
  const title = tab === "settings" ? words.settings.title : words.company.tabs[tab];
  return layout(visit, {
    title,
    link: "settings",
    body: html`<div class="title"><h1>${title}</h1><p>${intro}</p></div>
<nav class="views" aria-label="${words.settings.title}">${links}</nav>
<div class="settings">${notes}${body}</div>`,
  });
}

/** Fields cannot be changed by who may only read them. */
export function unless(may: boolean): Html | null {
  return may ? null : html` disabled`;
}
