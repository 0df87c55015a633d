import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import type { Answer } from "./companySettings.ts";
import { answerNotes } from "./parts.ts";
import { settingsTab } from "./settingsTabs.ts";

export type ChartRow = { number: string; name: string; lettered: boolean };

/** Every account with its name, which administrators change in place, and the form that adds one. */
export function chartPage(visit: CompanyVisit, rows: readonly ChartRow[], answer: Answer): Html {
  const says = visit.words.company.chart;
  const may = mayAct(visit, "admin");
  const body = rows.map((row) => chartRow(visit, row, { may, answer }));
  return settingsTab(visit, {
    tab: "chart",
    intro: says.intro,
    notes: answerNotes(visit, answer),
    body: html`${may ? addForm(visit, answer) : null}<div class="wide" role="region" tabindex="0" aria-label="${visit.words.company.tabs.chart}"><table class="t of-forms"><thead><tr><th scope="col">${says.heads.number}</th><th scope="col">${says.heads.name}</th><th scope="col">${says.heads.lettered}</th></tr></thead><tbody>${body}</tbody></table></div>`,
  });
}

function addForm(visit: CompanyVisit, { typed }: Answer): Html {
  const says = visit.words.company.chart.add;
  return html`<form class="grid" id="add" method="post" action="${visit.company.base}/settings/chart/new"><section class="g-12"><h2>${says.title}</h2><div class="fields plain">
<div class="f w3"><label for="newNumber">${says.number}</label><input class="in" id="newNumber" name="newNumber" required inputmode="numeric" maxlength="20" value="${typed.newNumber ?? ""}" aria-describedby="newNumber-note"><p class="help" id="newNumber-note">${says.numberNote}</p></div>
<div class="f w6"><label for="newName">${says.name}</label><input class="in" id="newName" name="newName" required maxlength="100" value="${typed.newName ?? ""}" title="${says.nameHelp}"></div>
<div class="w12"><label class="tick"><input type="checkbox" name="lettered" value="yes" title="${says.letteredHelp}"${typed.lettered === "yes" ? html` checked` : null}> <span>${says.lettered}</span></label></div>
<p class="w12"><button class="btn go" title="${says.saveHelp}">${says.save}</button></p></div></section></form>`;
}

/** What was typed and refused stands in its row again. */
function chartRow(
  visit: CompanyVisit,
  { number, name, lettered }: ChartRow,
  { may, answer: { typed } }: { may: boolean; answer: Answer },
): Html {
  const says = visit.words.company.chart;
  const field = `name-${number}`;
  const value = typed.number === number ? (typed.name ?? "") : name;
  const form = html`<form class="inline" method="post" action="${visit.company.base}/settings/chart"><input type="hidden" name="number" value="${number}"><label class="sr" for="${field}">${says.nameOf(number)}</label><input class="in w-name" id="${field}" name="name" required maxlength="100" value="${value}" title="${says.nameHelp}"><button class="btn" title="${says.renameHelp}">${says.rename}<span class="sr"> ${number}</span></button></form>`;
  return html`<tr id="a-${number}"><td class="nw"><a href="${visit.company.base}/ledger/${number}">${number}</a></td><td>${may ? form : name}</td><td class="soft">${lettered ? says.lettered : null}</td></tr>`;
}
