import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import type { Problem } from "../../domain/problems.ts";
import { type ReportPeriod, VAT_REGIMES } from "../../domain/reporting/period.ts";
import { INVOICE_TYPES_REPORTED, REPORTING_SCOPES } from "../../domain/reporting/scope.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import type { Flow } from "../../sql/acts/sendReports.ts";
import type { CustomerScope, ReportRow, ReportState } from "../../sql/reportMessages.ts";
import { type Html, html, query } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, options, problemNotes, type Shape, state, time } from "./parts.ts";

export type ReportsTold = "sent" | "answered" | "saved";
/** What waits in a flow, and the last event that a file made now tells of. */
export type FlowToSend = { flow: Flow; count: number; upTo: bigint };

export type ReportsScreen = {
  period: ReportPeriod;
  earlier: IsoDate;
  later: IsoDate;
  reports: readonly ReportRow[];
  flows: readonly FlowToSend[];
  settings: CompanySettings["paymentReports"];
  customers: readonly CustomerScope[];
  told: ReportsTold | undefined;
  problems: readonly Problem[];
  /** Fields of a form that could not be read. */
  wrong: readonly string[];
};

/** What is sent to nobody is neither right nor wrong: it has no sign. */
const SHAPES: Record<Exclude<ReportState, "not_sent" | "withdrawn">, Shape> = {
  to_send: "wait",
  sent: "ok",
  accepted: "ok",
  refused: "bad",
};

export function reportsPage(visit: CompanyVisit, screen: ReportsScreen): Html {
  const { words, format, company } = visit;
  const says = words.reports;
  const { period, told } = screen;
  const at = (from: IsoDate) => `${company.base}/payment-reports${query({ from })}`;
  const done = told && { sent: says.sentNow, answered: says.answered, saved: says.saved }[told];
  return layout(visit, {
    title: says.title,
    link: "paymentReports",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
<div class="notes">${done ? html`<p class="note" role="status">${done}</p>` : null}${problemNotes(visit, screen.problems)}</div>
<nav class="pages" aria-label="${says.period(format.day(period.from), format.day(period.to))}"><a class="btn" href="${at(screen.earlier)}" rel="prev">${says.earlier}</a><span><b>${says.period(format.day(period.from), format.day(period.to))}</b>, ${says.dueOn(format.day(period.dueOn))}</span><a class="btn" href="${at(screen.later)}" rel="next">${says.later}</a></nav>
<div class="grid">
${screen.flows.map((flow) => html`<section class="g-6">${flowBlock(visit, screen, flow)}</section>`)}
<section class="g-12">${eventTable(visit, screen.reports)}</section>
${mayAct(visit, "accountant") ? html`<section class="g-6">${answerForm(visit, screen)}</section>` : null}
<section class="g-6">${customerTable(visit, screen)}</section>
<section class="g-12">${settingsBlock(visit, screen)}</section>
</div>`,
  });
}

function flowBlock(visit: CompanyVisit, { period }: ReportsScreen, { flow, count, upTo }: FlowToSend): Html {
  const { words, company } = visit;
  const says = words.reports;
  const files = `${company.base}/payment-reports/${flow}/files${query({ from: period.from, upTo: String(upTo) })}`;
  const sent = html`<form method="post" action="${company.base}/payment-reports/sent"><input type="hidden" name="flow" value="${flow}"><input type="hidden" name="from" value="${period.from}"><input type="hidden" name="upTo" value="${String(upTo)}"><button class="btn">${says.markSent}</button></form>`;
  return html`<div class="sec"><h2>${says.flows[flow]}</h2></div>
<p>${count > 0 ? state("wait", says.toSend(count)) : says.nothing}</p>
${count > 0 ? html`<div class="sending"><a class="btn go" href="${files}">${says.download[flow]}</a>${mayAct(visit, "accountant") ? sent : null}</div>` : null}`;
}

function reportState(visit: CompanyVisit, is: ReportState): Html {
  const word = visit.words.reports.states[is];
  return is === "not_sent" || is === "withdrawn"
    ? html`<span class="soft">${word}</span>`
    : state(SHAPES[is], word);
}

function eventTable(visit: CompanyVisit, reports: readonly ReportRow[]): Html {
  const { reports: says } = visit.words;
  if (reports.length === 0) return html`<p class="note">${says.empty}</p>`;
  const heads = says.heads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.invoice}</th><th scope="col">${heads.what}</th><th scope="col">${heads.kind}</th><th scope="col">${heads.rates}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.state}</th></tr></thead><tbody>${reports.map((report) => eventRow(visit, report))}</tbody></table></div>`;
}

function eventRow(visit: CompanyVisit, report: ReportRow): Html {
  const { words, company, format } = visit;
  const says = words.reports;
  const rates = report.amounts.map(
    ({ vatRate, amount: cents }, nth) =>
      html`${nth > 0 ? html`<br>` : null}<span class="soft">${says.rate(format.amount(BigInt(vatRate)))}</span> ${amount(visit, cents)}`,
  );
  const total = sumCents(report.amounts.map(({ amount: cents }) => cents));
  const message =
    report.kind === "212" && report.amounts.length > 0 && report.state !== "withdrawn"
      ? html`<a class="sub" href="${company.base}/payment-reports/messages/${String(report.id)}.xml">${report.messageId ?? says.message}</a>`
      : report.messageId
        ? html`<span class="sub">${report.messageId}</span>`
        : null;
  const answered = report.answer ? html`<span class="sub">${report.answer}</span>` : null;
  return html`<tr><td class="soft nw">${time(visit, report.collectedOn)}</td><td class="nw"><a class="inv" href="${company.base}/invoices/${String(report.invoiceId)}">${report.number}</a></td><td>${says.causes[report.cause]}</td><td>${report.kind ?? words.none}</td><td class="nw">${rates}</td><td class="amt">${amount(visit, total)}</td><td>${reportState(visit, report.state)}${message}${answered}</td></tr>`;
}

function answerForm(visit: CompanyVisit, { period, wrong }: ReportsScreen): Html {
  const says = visit.words.reports;
  return html`<div class="sec"><h2>${says.answerTitle}</h2></div>
<form class="fields plain" method="post" action="${visit.company.base}/payment-reports/answers"><input type="hidden" name="from" value="${period.from}">
${field(visit, wrong, "message", says.messageId, (attributes) => html`<input class="in" ${attributes} required>`)}
<div class="f w6"><label for="verdict">${says.heads.state}</label><select class="in" id="verdict" name="verdict"><option value="accepted">${says.accepted}</option><option value="refused">${says.refused}</option></select></div>
<div class="f w6"><label for="answer">${says.answer}</label><input class="in" id="answer" name="answer"></div>
<div class="w12"><button class="btn">${says.keepAnswer}</button></div></form>`;
}

function settingsBlock(visit: CompanyVisit, { settings, period, wrong }: ReportsScreen): Html {
  const says = visit.words.reports;
  const closed = mayAct(visit, "admin") ? null : html` disabled`;
  const scopes = REPORTING_SCOPES.map((value) => ({ value, label: says.scopes[value] }));
  const regimes = VAT_REGIMES.map((value) => ({ value, label: says.regimes[value] }));
  const types = INVOICE_TYPES_REPORTED.map((type) =>
    field(
      visit,
      wrong,
      type,
      says.types[type],
      (attributes) =>
        html`<select class="in" ${attributes}>${options(scopes, settings.scopes[type])}</select>`,
      "w4",
    ),
  );
  return html`<div class="sec"><h2>${says.settings}</h2>${settings.confirmed ? state("ok", says.confirmed) : null}</div>
${settings.confirmed ? null : html`<p class="note">${says.toConfirm}</p>`}
<form class="fields" method="post" action="${visit.company.base}/payment-reports/settings"><input type="hidden" name="from" value="${period.from}"><fieldset${closed}>
${types}
${field(visit, wrong, "since", says.from, (attributes) => html`<input class="in" type="date" value="${settings.from}" ${attributes} required>`, "w3", says.fromHelp)}
${field(visit, wrong, "regime", says.regime, (attributes) => html`<select class="in" ${attributes}>${options(regimes, settings.regime)}</select>`, "w3")}
${field(visit, wrong, "platformId", says.platformId, (attributes) => html`<input class="in" value="${settings.platform?.id ?? ""}" ${attributes}>`, "w3")}
${field(visit, wrong, "platformName", says.platformName, (attributes) => html`<input class="in" value="${settings.platform?.name ?? ""}" ${attributes}>`, "w3")}
<label class="f w12 tick"><input type="checkbox" name="confirmed"${settings.confirmed ? html` checked` : null}> ${says.confirmed}</label>
${closed ? null : html`<div class="w12"><button class="btn go">${says.save}</button></div>`}</fieldset></form>`;
}

function customerTable(visit: CompanyVisit, { customers, period, wrong }: ReportsScreen): Html {
  const says = visit.words.reports;
  const rows = customers.map(
    ({ aux, name, scope }) =>
      html`<tr><th scope="row">${aux}${name ? html`<span class="sub">${name}</span>` : null}</th><td>${says.scopes[scope]}</td></tr>`,
  );
  const scopes = [
    { value: "", label: says.likeOthers },
    ...REPORTING_SCOPES.map((value) => ({ value, label: says.scopes[value] })),
  ];
  const form = html`<form class="fields plain" method="post" action="${visit.company.base}/payment-reports/customers"><input type="hidden" name="from" value="${period.from}">
${field(visit, wrong, "aux", says.customer, (attributes) => html`<input class="in" ${attributes} required>`, "w6")}
<div class="f w6"><label for="scope">${says.scope}</label><select class="in" id="scope" name="scope">${options(scopes, "ereport_b2bi")}</select></div>
<div class="w12"><button class="btn">${says.setCustomer}</button></div></form>`;
  return html`<div class="sec"><h2>${says.customers}</h2></div><p class="soft">${says.customersIntro}</p>
${customers.length > 0 ? html`<table class="t in-block"><tbody>${rows}</tbody></table>` : null}${mayAct(visit, "admin") ? form : null}`;
}

/** A labelled field, with what is wrong of it underneath. */
function field(
  visit: CompanyVisit,
  wrong: readonly string[],
  name: string,
  label: string,
  input: (attributes: Html) => Html,
  width = "w12",
  help?: string,
): Html {
  const isWrong = wrong.includes(name);
  const attributes = html`id="${name}" name="${name}"${isWrong ? html` aria-invalid="true" aria-describedby="wrong-${name}"` : null}`;
  return html`<div class="f ${width}"><label for="${name}">${label}</label>${input(attributes)}${help ? html`<p class="help">${help}</p>` : null}${isWrong ? html`<p class="err" id="wrong-${name}">${visit.words.reports.wrong}</p>` : null}</div>`;
}
