import type { CompanySettings } from "../../domain/settings.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";

export type SettingsScreen = {
  settings: Pick<CompanySettings, "earlyPaymentDiscount" | "automaticWriteOff" | "writeOffToleranceCents">;
  saved: boolean;
  /** The limit as it was typed, when it cannot be read. */
  typed: string | undefined;
};

/** What a company decides of its payments: discount (S4.28), small differences and their limit (D13). */
export function settlingSettingsPage(visit: CompanyVisit, { settings, saved, typed }: SettingsScreen): Html {
  const { words, format, company } = visit;
  const says = words.settling.settings;
  const may = mayAct(visit, "admin");
  const off = may ? null : html` disabled`;
  const tick = (name: string, on: boolean, label: string, note: string) =>
    html`<div class="w12 opts"><label><input type="checkbox" name="${name}" value="on"${on ? html` checked` : null}${off}> <span>${label}</span> <small>${note}</small></label></div>`;
  const wrong = typed === undefined ? null : html`<p class="err" id="wrong-tolerance">${says.badAmount}</p>`;
  return layout(visit, {
    title: says.title,
    link: "settings",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
<div class="notes">${saved ? html`<p class="note ok" role="status">${says.saved}</p>` : null}</div>
<section class="pay plain"><form method="post" action="${company.base}/settings/payments">
${tick("discount", settings.earlyPaymentDiscount, says.discount, says.discountNote)}
${tick("automatic", settings.automaticWriteOff, says.automatic, says.automaticNote)}
<div class="f w4"><label for="f-tolerance">${says.tolerance} <span class="faint">${says.toleranceNote}</span></label><input class="in amt" id="f-tolerance" name="tolerance" inputmode="decimal" required value="${typed ?? format.amount(settings.writeOffToleranceCents)}"${wrong ? html` aria-invalid="true" aria-describedby="wrong-tolerance"` : null}${off}>${wrong}</div>
${may ? html`<div class="ends"><button class="btn go">${says.save}</button></div>` : null}</form></section>`,
  });
}
