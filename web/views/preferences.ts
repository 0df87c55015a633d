import type { CompanySettings } from "../../domain/settings.ts";
import type { JournalRow } from "../../sql/receipts.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { options } from "./parts.ts";

/** S0.16: the journal of deposits; and the most that one debt may be paid in cash. */
export function preferencesPage(
  visit: CompanyVisit,
  screen: { settings: CompanySettings; journals: readonly JournalRow[]; saved?: boolean; badLimit?: string },
): Html {
  const { settings, journals, saved, badLimit } = screen;
  const says = visit.words.preferences;
  const choices = [
    { value: "", label: says.ofMeans },
    ...journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  const wrong =
    badLimit === undefined ? null : html`<p class="err" id="wrong-cashLimit">${says.badLimit}</p>`;
  const invalid = wrong ? html` aria-invalid="true" aria-describedby="wrong-cashLimit"` : null;
  return layout(visit, {
    title: says.title,
    link: "preferences",
    body: html`<div class="title"><h1>${says.title}</h1></div><div class="notes">${saved ? html`<p class="note ok" role="status">${says.saved}</p>` : null}</div>
<section class="pay"><form method="post" action="${visit.company.base}/preferences">
<div class="f w4"><label for="depositJournal">${says.depositJournal}</label><select class="in" id="depositJournal" name="depositJournal">${options(choices, settings.depositJournal)}</select></div><p class="f w8 said help">${says.depositJournalNote}</p>
<div class="f w4"><label for="cashLimit">${says.cashLimit}</label><input class="in amt" id="cashLimit" name="cashLimit" inputmode="decimal" required value="${badLimit ?? visit.format.amount(settings.cashLimitCents)}"${invalid}>${wrong}</div><p class="f w8 said help">${says.cashLimitNote}</p>
${mayAct(visit, "admin") ? html`<div class="ends"><button class="btn go">${says.save}</button></div>` : null}</form></section>`,
  });
}
