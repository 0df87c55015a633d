import { journalKind, type Role } from "../../domain/accounting/accounts.ts";
import { isOfResult } from "../../domain/accounting/roleAccounts.ts";
import type { Problem } from "../../domain/problems.ts";
import type { Company } from "../../sql/companies.ts";
import type { JournalListed } from "../../sql/journals.ts";
import type { RoleRow } from "../../sql/roleAccounts.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { answerNotes, options } from "./parts.ts";
import { settingsTab, unless } from "./settingsTabs.ts";

/** What an act answered, and what was typed when it was refused. */
export type Answer = {
  said?: string | undefined;
  problems: readonly Problem[];
  typed: Readonly<Record<string, string | undefined>>;
};

/** The name of the company, its SIREN and the end of its year. */
export function companyPage(visit: CompanyVisit, company: Company, answer: Answer): Html {
  const says = visit.words.company.identity;
  const may = mayAct(visit, "admin");
  const { typed } = answer;
  const months = Array.from({ length: 12 }, (_, at) => ({
    value: String(at + 1),
    label: visit.format.month(`2026-${String(at + 1).padStart(2, "0")}`).replace(/ \d{4}$/, ""),
  }));
  return settingsTab(visit, {
    tab: "company",
    intro: says.intro,
    notes: answerNotes(visit, answer),
    body: html`<form class="grid" method="post" action="${visit.company.base}/settings/company"><section class="g-12"><div class="fields plain">
<div class="f w6"><label for="name">${says.name}</label><input class="in" id="name" name="name" required maxlength="100" value="${typed.name ?? company.name}" aria-describedby="name-note"${unless(may)}><p class="help" id="name-note">${says.nameNote}</p></div>
<div class="f w3"><label for="siren">${says.siren}</label><input class="in" id="siren" name="siren" inputmode="numeric" value="${typed.siren ?? company.siren ?? ""}" aria-describedby="siren-note"${unless(may)}><p class="help" id="siren-note">${says.sirenNote}</p></div>
<div class="f w3"><label for="month">${says.yearEnd}</label><select class="in" id="month" name="month" aria-describedby="month-note"${unless(may)}>${options(months, typed.month ?? String(company.yearEndMonth))}</select><p class="help" id="month-note">${says.yearEndNote}</p></div>
${may ? html`<p class="w12"><button class="btn go" title="${says.saveHelp}">${says.save}</button></p>` : null}</div></section></form>`,
  });
}

/** The account of each rule, and the form that gives one another. */
export function accountsPage(
  visit: CompanyVisit,
  { rows, chosen, answer }: { rows: readonly RoleRow[]; chosen: Role | undefined; answer: Answer },
): Html {
  const says = visit.words.company.accounts;
  const may = mayAct(visit, "accountant");
  const sorted = [...rows].sort((one, other) => one.number.localeCompare(other.number));
  return settingsTab(visit, {
    tab: "accounts",
    intro: says.intro,
    notes: answerNotes(visit, answer),
    body: html`${may ? accountForm(visit, sorted.filter(mayChange), chosen, answer) : null}
<div class="wide" role="region" tabindex="0" aria-label="${visit.words.company.tabs.accounts}"><table class="t"><thead><tr><th scope="col">${says.heads.number}</th><th scope="col">${says.heads.name}</th><th scope="col">${says.heads.role}</th>${may ? html`<td></td>` : null}</tr></thead><tbody>${sorted.map((row) => accountRow(visit, row, may))}</tbody></table></div>`,
  });
}

/** Balance-sheet accounts change before their first entry. */
function mayChange({ role, isUsed }: RoleRow): boolean {
  return isOfResult(role) || !isUsed;
}

function accountRow(visit: CompanyVisit, row: RoleRow, may: boolean): Html {
  const says = visit.words.company.accounts;
  const gesture = mayChange(row)
    ? html`<a class="btn" href="${visit.company.base}/settings/accounts?role=${row.role}#change">${says.choose}<span class="sr"> ${says.roles[row.role]}</span></a>`
    : html`<span class="soft">${says.inUse}</span>`;
  return html`<tr><td class="nw"><a href="${visit.company.base}/ledger/${row.number}">${row.number}</a></td><td>${row.name}</td><td>${says.roles[row.role]}</td>${may ? html`<td class="amt nw">${gesture}</td>` : null}</tr>`;
}

function accountForm(
  visit: CompanyVisit,
  rows: readonly RoleRow[],
  chosen: Role | undefined,
  { typed }: Answer,
): Html {
  const says = visit.words.company.accounts;
  const choices = [
    { value: "", label: says.chooseRole },
    ...rows.map(({ role, number }) => ({ value: role, label: `${number} · ${says.roles[role]}` })),
  ];
  return html`<form class="grid" id="change" method="post" action="${visit.company.base}/settings/accounts"><section class="g-12"><div class="sec"><h2>${says.change}</h2><p class="soft">${says.changeNote}</p></div><div class="fields plain">
<div class="f w6"><label for="role">${says.role}</label><select class="in" id="role" name="role" required aria-describedby="role-note">${options(choices, chosen)}</select><p class="help" id="role-note">${says.roleNote}</p></div>
<div class="f w3"><label for="number">${says.number}</label><input class="in" id="number" name="number" inputmode="numeric" maxlength="12" required value="${typed.number ?? ""}" aria-describedby="number-note"><p class="help" id="number-note">${says.numberNote}</p></div>
<div class="f w3"><label for="name">${says.name}</label><input class="in" id="name" name="name" maxlength="100" value="${typed.name ?? ""}" aria-describedby="name-note"><p class="help" id="name-note">${says.nameNote}</p></div>
<p class="w12"><button class="btn go" title="${says.saveHelp}">${says.save}</button></p></div></section></form>`;
}

/** The journals with their bank accounts: each may be renamed, and a bank account brings its own. */
export function journalsPage(visit: CompanyVisit, rows: readonly JournalListed[], answer: Answer): Html {
  const says = visit.words.company.journals;
  const may = mayAct(visit, "admin");
  const heads = [says.heads.code, says.heads.kind, says.heads.name, says.heads.bank].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  return settingsTab(visit, {
    tab: "journals",
    intro: says.intro,
    notes: answerNotes(visit, answer),
    body: html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.company.tabs.journals}"><table class="t of-forms"><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => journalRow(visit, row, may))}</tbody></table></div>
<div class="notes"><p class="soft"><a href="${visit.company.base}/settings#depositJournal">${says.depositJournal}</a></p></div>
${may ? bankForm(visit, answer) : null}`,
  });
}

function journalRow(visit: CompanyVisit, { code, name, bankName, iban }: JournalListed, may: boolean): Html {
  const says = visit.words.company.journals;
  const kind = bankName === null ? journalKind(code) : "bank";
  const title = says.nameOf(code);
  const field = may
    ? html`<form class="inline" method="post" action="${visit.company.base}/settings/journals"><input type="hidden" name="code" value="${code}"><label class="sr" for="name-${code}">${title}</label><input class="in" id="name-${code}" name="name" required maxlength="60" value="${name}" title="${says.nameHelp}"><button class="btn" title="${says.renameHelp}">${says.rename}<span class="sr"> ${code}</span></button></form>`
    : name;
  const bank = bankName === null ? visit.words.none : bankName;
  const number =
    iban === null ? null : html` <span class="sub raw nw">${iban.replace(/(.{4})(?=.)/g, "$1 ")}</span>`;
  return html`<tr><td class="nw">${code}</td><td class="soft">${says.kinds[kind]}</td><td>${field}</td><td>${bank}${number}</td></tr>`;
}

/** The journal and the 512 account of a new bank account; left empty, the next free ones. */
export function placeFields(visit: CompanyVisit, typed: Answer["typed"], name: string): Html {
  const says = visit.words.company.journals;
  const field = (
    { of, width, most }: { of: "journal" | "account"; width: string; most: number },
    label: string,
    note: string,
  ) => {
    const id = `${name}-${of}`;
    return html`<div class="f ${width}"><label for="${id}">${label}</label><input class="in" id="${id}" name="${of}" maxlength="${most}" autocomplete="off" value="${typed[of] ?? ""}" aria-describedby="${id}-note"><p class="help" id="${id}-note">${note}</p></div>`;
  };
  return html`${field({ of: "journal", width: "w3", most: 5 }, says.bankJournal, says.bankJournalNote)}
${field({ of: "account", width: "w3", most: 10 }, says.bankNumber, says.bankNumberNote)}`;
}

function bankForm(visit: CompanyVisit, { typed }: Answer): Html {
  const says = visit.words.company.journals;
  return html`<form class="grid" method="post" action="${visit.company.base}/settings/journals/bank"><section class="g-12"><div class="sec"><h2>${says.add}</h2><p class="soft">${says.addNote}</p></div><div class="fields plain">
<div class="f w3"><label for="iban">${says.iban}</label><input class="in" id="iban" name="iban" required maxlength="42" value="${typed.iban ?? ""}" aria-describedby="iban-note"><p class="help" id="iban-note">${says.ibanNote}</p></div>
<div class="f w3"><label for="bankName">${says.bankName}</label><input class="in" id="bankName" name="bankName" maxlength="60" value="${typed.bankName ?? ""}" aria-describedby="bankName-note"><p class="help" id="bankName-note">${says.bankNameNote}</p></div>
${placeFields(visit, typed, "bank")}
<p class="w12"><button class="btn go" title="${says.saveHelp}">${says.save}</button></p></div></section></form>`;
}
