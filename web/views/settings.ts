import type { Problem } from "../../domain/problems.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import type { JournalRow } from "../../sql/receipts.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { answerNotes, options } from "./parts.ts";
import { settingsTab } from "./settingsTabs.ts";

/** Fields of the page that hold an amount: the setting that each one is, and the most that it may be (in cents). */
export const AMOUNT_SETTINGS = {
  cashLimit: { setting: "cashLimitCents", most: undefined },
  tolerance: { setting: "writeOffToleranceCents", most: undefined },
  importRounding: { setting: "importRoundingLimitCents", most: 100n },
} as const satisfies Record<string, { setting: keyof CompanySettings; most: bigint | undefined }>;

export type AmountField = keyof typeof AMOUNT_SETTINGS;

export type SettingsScreen = {
  settings: CompanySettings;
  journals: readonly JournalRow[];
  saved?: boolean;
  /** Amounts as they were typed, when they cannot be read. */
  wrong?: Partial<Record<AmountField, string>>;
  problems?: readonly Problem[];
};

/** What a company chooses for itself (S0.16, S4.28, D13). What decides of postings by themselves is replayed before it is saved. */
export function settingsPage(visit: CompanyVisit, screen: SettingsScreen): Html {
  const { company } = visit;
  const says = visit.words.settings;
  const save = saveButton(visit, says.save);
  return settingsTab(visit, {
    tab: "settings",
    intro: says.intro,
    notes: answerNotes(visit, { said: screen.saved ? says.saved : null, problems: screen.problems ?? [] }),
    body: html`<form class="grid" method="post" action="${company.base}/settings">
<section class="g-6">${receivingPart(visit, screen)}</section>
<section class="g-6">${differencesPart(visit, screen)}</section>
<p class="g-12 soft">${save ?? says.readOnly}</p></form>
<form class="grid" id="trust" method="post" action="${company.base}/settings/trust">
<section class="g-12">${trustPart(visit, screen)}</section></form>`,
  });
}

/** Nothing for those who may only read: they see the fields and cannot change them. */
function saveButton(visit: CompanyVisit, label: string): Html | null {
  return mayAct(visit, "admin") ? html`<button class="btn go">${label}</button>` : null;
}

function off(visit: CompanyVisit): Html | null {
  return mayAct(visit, "admin") ? null : html` disabled`;
}

function receivingPart(visit: CompanyVisit, screen: SettingsScreen): Html {
  const says = visit.words.settings;
  const { settings, journals } = screen;
  const choices = [
    { value: "", label: says.ofMeans },
    ...journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  return html`<div class="sec"><h2>${says.receiving}</h2></div><div class="fields plain">
<div class="f w6"><label for="depositJournal">${says.depositJournal}</label><select class="in" id="depositJournal" name="depositJournal" aria-describedby="depositJournal-note"${off(visit)}>${options(choices, settings.depositJournal)}</select><p class="help" id="depositJournal-note">${says.depositJournalNote}</p></div>
${amountField(visit, screen, "cashLimit")}</div>`;
}

function differencesPart(visit: CompanyVisit, screen: SettingsScreen): Html {
  const says = visit.words.settings;
  const { settings } = screen;
  return html`<div class="sec"><h2>${says.differences}</h2></div><div class="fields plain">
${tick(visit, "discount", settings.earlyPaymentDiscount)}
${tick(visit, "automatic", settings.automaticWriteOff)}
${amountField(visit, screen, "tolerance")}${amountField(visit, screen, "importRounding")}</div>`;
}

function trustPart(visit: CompanyVisit, { settings }: SettingsScreen): Html {
  const says = visit.words.settings;
  const number = (name: "promisedErrors" | "recheckPerNight", label: string, note: string) =>
    html`<div class="f w3"><label for="${name}">${label}</label><input class="in amt" id="${name}" name="${name}" inputmode="numeric" required value="${settings[name]}" aria-describedby="${name}-note"${off(visit)}><p class="help" id="${name}-note">${note}</p></div>`;
  const replay = saveButton(visit, says.replay);
  return html`<div class="sec"><h2>${says.trust}</h2><p class="soft">${says.trustNote}</p><a class="right" href="${visit.company.base}/trust">${says.measured}</a></div>
<div class="fields plain">${number("promisedErrors", says.promised, says.promisedNote)}${number("recheckPerNight", says.perNight, says.perNightNote)}
${replay ? html`<p class="w12">${replay}</p>` : null}</div>`;
}

function tick(visit: CompanyVisit, name: "discount" | "automatic", on: boolean): Html {
  const says = visit.words.settings;
  return html`<div class="w12"><label class="tick"><input type="checkbox" name="${name}" value="on"${on ? html` checked` : null}${off(visit)} aria-describedby="${name}-note"> <span>${says[name]}</span></label><p class="help" id="${name}-note">${says[`${name}Note`]}</p></div>`;
}

function amountField(visit: CompanyVisit, { wrong, settings }: SettingsScreen, name: AmountField): Html {
  const says = visit.words.settings;
  const { setting, most } = AMOUNT_SETTINGS[name];
  const refused = wrong?.[name];
  const said = most === undefined ? says.badAmount : says.badAmountUpTo(visit.format.euros(most));
  const describedBy = refused === undefined ? `${name}-note` : `wrong-${name} ${name}-note`;
  return html`<div class="f w6"><label for="${name}">${says[name]}</label><input class="in amt" id="${name}" name="${name}" inputmode="decimal" required value="${refused ?? visit.format.amount(settings[setting])}" aria-describedby="${describedBy}"${refused === undefined ? null : html` aria-invalid="true"`}${off(visit)}>${refused === undefined ? null : html`<p class="err" id="wrong-${name}">${said}</p>`}<p class="help" id="${name}-note">${says[`${name}Note`]}</p></div>`;
}
