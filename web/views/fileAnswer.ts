import { COLUMN_ROLES, type ColumnChoice, type ColumnRole } from "../../domain/bank/columnChoice.ts";
import { DATE_FORMATS } from "../../domain/bank/formats/csvMapping.ts";
import type { CsvOutline } from "../../domain/bank/formats/csvOutline.ts";
import type { DateBothWays } from "../../domain/bank/formats/qifOutline.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { FileQuestion, Preview } from "../../sql/screens/fileQuestion.ts";
import { maskedIban } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { previewPart } from "./filePreview.ts";
import { options } from "./parts.ts";

/** What stands in the form: at first what is known or guessed, then what was typed. */
export type AnswerFields = {
  account: string;
  iban: string;
  currency: string;
  name: string;
  readsAlone: boolean;
  order: "dmy" | "mdy" | undefined;
  choice: ColumnChoice;
};

export type AnswerScreen = {
  question: FileQuestion;
  fields: AnswerFields;
  accounts: readonly BankAccount[];
  preview: Preview | undefined;
  isRefused: boolean;
};

/** What the file does not say, asked in one form, with what a person needs to see to answer. */
export function answerForm(visit: CompanyVisit, fileId: bigint, screen: AnswerScreen): Html {
  const says = visit.words.answer;
  const { question, isRefused } = screen;
  const asks = [
    question.outline && says.asks.columns,
    !question.known?.isSure && !question.outline && says.asks.account,
    question.dates && says.asks.order,
  ];
  const head = html`<div class="note ask"><h2>${isRefused ? says.again : says.title}</h2><p>${asks.flatMap((each) => (each ? [`${each} `] : []))}${isRefused ? says.refused : says.held}</p>${mayAct(visit, "accountant") ? null : html`<p>${says.who}</p>`}</div>`;
  if (!mayAct(visit, "accountant")) return html`<div class="notes">${head}</div>`;
  const address = `${visit.company.base}/files/${String(fileId)}`;
  return html`<div class="notes">${head}</div>
<form class="answer" id="answer" method="post" action="${address}/answer" hx-post="${address}/preview" hx-trigger="change delay:300ms" hx-target="#preview" hx-select="#preview" hx-swap="outerHTML">
<input type="hidden" name="header" value="${question.headerKey}">
${accountPart(visit, screen)}
${question.dates ? orderPart(visit, question.dates, screen.fields.order) : null}
${question.outline ? columnsPart(visit, question.outline, screen.fields.choice) : null}
<div class="go-row"><button class="btn go" data-busy="${says.reading}">${question.outline ? says.read : says.readPlain}</button><button class="btn" formaction="${address}/preview">${says.preview}</button></div>
${previewPart(visit, screen.preview)}
</form>`;
}

function accountPart(visit: CompanyVisit, { fields, accounts }: AnswerScreen): Html {
  const says = visit.words.answer;
  const choices = [
    { value: "", label: says.choose },
    ...accounts.map(({ id, name, iban, currency }) => ({
      value: String(id),
      label: `${name}${iban ? `, ${maskedIban(iban)}` : ""}${currency === "EUR" ? "" : ` (${currency})`}`,
    })),
    { value: "new", label: says.another },
  ];
  return html`<fieldset><legend>${says.account}</legend>
<div class="fields"><div class="f w"><label for="account">${says.accountLabel}</label><select class="in" id="account" name="account">${options(choices, fields.account)}</select></div>
<div class="f-group" role="group" aria-label="${says.newAccount}"><span class="lab">${says.newAccount}</span>
<div class="f w"><label for="iban">${says.iban}</label><input class="in" id="iban" name="iban" value="${fields.iban}" autocomplete="off" spellcheck="false" maxlength="42"></div>
<div class="f s"><label for="currency">${says.currency}</label><input class="in" id="currency" name="currency" value="${fields.currency}" maxlength="3"></div>
<div class="f"><label for="account-name">${says.name}</label><input class="in" id="account-name" name="name" value="${fields.name}" maxlength="80" placeholder="${says.nameHint}"></div></div></div>
<p class="tick-row"><label><input type="checkbox" name="alone" value="yes"${fields.readsAlone ? html` checked` : null} aria-describedby="alone-help"> ${says.alone}</label></p><p class="help" id="alone-help">${says.aloneHelp}</p></fieldset>`;
}

/** The same dates read both ways: whoever knows what happened that day sees which one is right. */
function orderPart(
  visit: CompanyVisit,
  dates: readonly DateBothWays[],
  order: "dmy" | "mdy" | undefined,
): Html {
  const says = visit.words.answer;
  const head = (each: "dmy" | "mdy") =>
    html`<th scope="col"><label><input type="radio" name="order" value="${each}" required${order === each ? html` checked` : null}> ${says.orderHeads[each]}</label><span class="sub">${says.orders[each]}</span></th>`;
  const day = (on: string | undefined) =>
    on === undefined
      ? html`<span class="faint">${says.noDay}</span>`
      : html`<time datetime="${on}">${visit.format.longDay(on)}</time>`;
  const rows = dates.map(
    ({ written, dmy, mdy }) =>
      html`<tr><td><span class="raw">${written}</span></td><td>${day(dmy)}</td><td>${day(mdy)}</td></tr>`,
  );
  return html`<fieldset><legend>${says.order}</legend><div class="wide" role="region" tabindex="0" aria-label="${says.order}"><table class="t in-block both-ways"><thead><tr><th scope="col">${says.orderHeads.written}</th>${head("dmy")}${head("mdy")}</tr></thead><tbody>${rows}</tbody></table></div></fieldset>`;
}

/** The table as it stands in the file, a choice above each column. */
function columnsPart(visit: CompanyVisit, outline: CsvOutline, choice: ColumnChoice): Html {
  const says = visit.words.answer;
  const at = Array.from({ length: outline.columns }, (_, index) => index);
  const headers = at.map(
    (index) =>
      html`<th scope="col">${outline.headers?.[index] || html`<span class="faint">${says.noHeader}</span>`}</th>`,
  );
  const selects = at.map(
    (index) =>
      html`<td><label class="sr" for="column-${index}">${says.column(index + 1)}${outline.headers?.[index] ? `, ${outline.headers[index]}` : ""}</label><select class="in${choice.roles[index] ? " is-chosen" : ""}" id="column-${index}" name="column_${index}">${options(roleChoices(visit), choice.roles[index])}</select></td>`,
  );
  const rows = outline.rows.map(
    (cells) => html`<tr>${at.map((index) => html`<td class="raw">${cells[index] ?? ""}</td>`)}</tr>`,
  );
  return html`<fieldset><legend>${says.columns}</legend><p class="help">${says.columnsHelp(String(outline.rows.length))}</p>
<div class="wide" role="region" tabindex="0" aria-label="${says.columns}"><table class="t in-block mapping"><thead><tr>${headers}</tr><tr class="choices">${selects}</tr></thead><tbody>${rows}</tbody></table></div>
<div class="fields"><div class="f"><label for="date-format">${says.dateFormat}</label><select class="in" id="date-format" name="date_format">${options(dateFormats(visit), choice.dateFormat)}</select></div>
<div class="f"><label for="decimal">${says.decimalMark}</label><select class="in" id="decimal" name="decimal">${options(decimalMarks(visit), choice.decimalMark)}</select></div></div></fieldset>`;
}

function roleChoices(visit: CompanyVisit): { value: ColumnRole | ""; label: string }[] {
  const { roles, ignored } = visit.words.answer;
  return [
    { value: "", label: ignored },
    ...COLUMN_ROLES.map((role) => ({ value: role, label: roles[role] })),
  ];
}

function dateFormats(visit: CompanyVisit) {
  const { dateFormats: names, asWritten } = visit.words.answer;
  return [{ value: "", label: asWritten }, ...DATE_FORMATS.map((value) => ({ value, label: names[value] }))];
}

function decimalMarks(visit: CompanyVisit) {
  const { decimalMarks: names, asWritten } = visit.words.answer;
  return [
    { value: "", label: asWritten },
    { value: ",", label: names[","] },
    { value: ".", label: names["."] },
  ];
}
