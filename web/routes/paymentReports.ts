import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Request, Router } from "express";
import yazl from "yazl";
import { addDays, type IsoDate, parseIsoDate } from "../../domain/days.ts";
import type { Problem } from "../../domain/problems.ts";
import { compactInstant, periodOf, VAT_REGIMES } from "../../domain/reporting/period.ts";
import {
  INVOICE_TYPES_REPORTED,
  REPORTING_SCOPES,
  type ReportingScope,
} from "../../domain/reporting/scope.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import { changeCustomerScope, changeReporting } from "../../sql/acts/changeReporting.ts";
import {
  answerReport,
  collectedMessage,
  type Flow,
  makeReports,
  markReportsSent,
  type ReportFile,
} from "../../sql/acts/sendReports.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { customerScopes, type ReportRow, reportsOfPeriod } from "../../sql/reportMessages.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { download, missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { spool } from "../spool.ts";
import { dayTyped } from "../typed.ts";
import { type FlowToSend, type ReportsTold, reportsPage } from "../views/paymentReports.ts";
import type { CompanyVisit } from "../visit.ts";

const FLOWS: readonly Flow[] = ["212", "flow10"];
const TOLD: readonly ReportsTold[] = ["sent", "answered", "saved"];

export function paymentReportRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payment-reports",
    reads(services, "viewer", ({ request, visit, db }) => show(visit, db, request)),
  );
  router.get("/payment-reports/messages/:event.xml", reads(services, "viewer", downloadMessage));
  router.get("/payment-reports/:flow/files", reads(services, "viewer", downloadFiles));
  router.post(
    "/payment-reports/sent",
    acts(services, "accountant", (acting) => send(services, acting)),
  );
  router.post(
    "/payment-reports/answers",
    acts(services, "accountant", (acting) => answer(services, acting)),
  );
  router.post(
    "/payment-reports/settings",
    acts(services, "admin", (acting) => saveSettings(services, acting)),
  );
  router.post(
    "/payment-reports/customers",
    acts(services, "admin", (acting) => saveCustomer(services, acting)),
  );
  return router;
}

/** What a form that was refused leaves on the page. */
type Refused = { problems?: readonly Problem[]; wrong?: readonly string[] };

async function show(
  visit: CompanyVisit,
  db: Db,
  request: Request,
  { problems = [], wrong = [] }: Refused = {},
): Promise<Reply> {
  const settings = (await currentCompany(db)).settings.paymentReports;
  const period = periodOf(dayAsked(visit, request), settings.regime);
  const reports = await reportsOfPeriod(db, period);
  const screen = {
    period,
    earlier: periodOf(addDays(period.from, -1), settings.regime).from,
    later: addDays(period.to, 1),
    reports,
    flows: FLOWS.map((flow) => toSend(flow, reports)),
    settings,
    customers: await customerScopes(db),
    told: oneOf(request.query.said, TOLD),
    problems,
    wrong,
  };
  return page(reportsPage(visit, screen), { status: problems.length + wrong.length > 0 ? 409 : 200 });
}

function toSend(flow: Flow, reports: readonly ReportRow[]): FlowToSend {
  const waiting = reports.filter(
    ({ kind, state }) =>
      (state === "to_send" || state === "refused") && (kind === "212") === (flow === "212"),
  );
  return {
    flow,
    count: waiting.length,
    upTo: waiting.reduce((last, row) => (row.id > last ? row.id : last), 0n),
  };
}

/** The first day of the period asked for, in the address or in a form; today's period otherwise. */
function dayAsked(visit: CompanyVisit, request: Request): IsoDate {
  const given = text(request.query.from) ?? text((request.body as Fields | undefined)?.from) ?? "";
  return parseIsoDate(given) ?? visit.today;
}

async function downloadFiles({ request, visit, db }: Reading): Promise<Reply> {
  const flow = oneOf(request.params.flow, FLOWS);
  const upTo = id(request.query.upTo);
  if (!flow || upTo === undefined) return missing;
  const { regime } = (await currentCompany(db)).settings.paymentReports;
  const { from, to } = periodOf(dayAsked(visit, request), regime);
  const madeAt = compactInstant(visit.timeZone, visit.now);
  const made = await makeReports(db, { flow, from, to, upTo, madeAt });
  if (!made.ok) return show(visit, db, request, { problems: made.problems });
  const [file] = made.value.files;
  if (flow === "flow10" && file) return download(await spoolXml(file));
  return download(
    await spool({ name: `encaissements-212-${from}.zip`, type: "application/zip" }, (path) =>
      writeZip(made.value.files, path, visit.now),
    ),
  );
}

function spoolXml({ name, text: xml }: ReportFile) {
  return spool({ name, type: "application/xml" }, (path) => fs.promises.writeFile(path, xml));
}

/** The messages are small: stored as they are. */
async function writeZip(files: readonly ReportFile[], path: string, mtime: Date): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const { name, text: xml } of files) zip.addBuffer(Buffer.from(xml), name, { mtime, compress: false });
  zip.end();
  await pipeline(zip.outputStream, fs.createWriteStream(path));
}

async function downloadMessage({ request, visit, db }: Reading): Promise<Reply> {
  const eventId = id(request.params.event);
  const made =
    eventId === undefined
      ? undefined
      : await collectedMessage(db, eventId, compactInstant(visit.timeZone, visit.now));
  if (!made) return missing;
  if (!made.ok) return show(visit, db, request, { problems: made.problems });
  return download(await spoolXml(made.value));
}

type Fields = Record<string, unknown>;

async function send(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const fields = request.body as Fields;
  const flow = oneOf(fields.flow, FLOWS);
  const upTo = id(fields.upTo);
  if (!flow || upTo === undefined) return missing;
  const { regime } = await settingsOf(services, visit);
  const { from, to } = periodOf(dayAsked(visit, request), regime);
  const done = await markReportsSent(services.pool, { ...actOf(visit), flow, from, to, upTo });
  return done.ok ? told(visit, "sent", from) : again(services, acting, { problems: done.problems });
}

async function answer(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const fields = request.body as Fields;
  const messageId = text(fields.message);
  const verdict = oneOf(fields.verdict, ["accepted", "refused"] as const);
  if (!messageId || !verdict) return again(services, acting, { wrong: ["message"] });
  const done = await answerReport(services.pool, {
    ...actOf(visit),
    messageId,
    accepted: verdict === "accepted",
    answer: text(fields.answer) ?? "",
  });
  return done.ok
    ? told(visit, "answered", dayAsked(visit, request))
    : again(services, acting, { problems: done.problems });
}

async function saveSettings(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const fields = request.body as Fields;
  const from = dayTyped(fields.since);
  const regime = oneOf(fields.regime, VAT_REGIMES);
  const [platformId, platformName] = [text(fields.platformId), text(fields.platformName)];
  const scopes = INVOICE_TYPES_REPORTED.map((type) => [type, oneOf(fields[type], REPORTING_SCOPES)] as const);
  const wrong = [
    ...(from ? [] : ["since"]),
    ...(regime ? [] : ["regime"]),
    ...(platformId && !platformName ? ["platformName"] : []),
    ...(platformName && !platformId ? ["platformId"] : []),
    ...scopes.flatMap(([type, scope]) => (scope ? [] : [type])),
  ];
  if (!from || !regime || wrong.length > 0) return again(services, acting, { wrong });
  const settings: CompanySettings["paymentReports"] = {
    scopes: Object.fromEntries(scopes) as CompanySettings["paymentReports"]["scopes"],
    from,
    regime,
    confirmed: fields.confirmed !== undefined,
    ...(platformId && platformName ? { platform: { id: platformId, name: platformName } } : {}),
  };
  await changeReporting(services.pool, { ...actOf(visit), settings });
  return told(visit, "saved", dayAsked(visit, request));
}

async function saveCustomer(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const fields = request.body as Fields;
  const aux = text(fields.aux);
  if (!aux) return again(services, acting, { wrong: ["aux"] });
  const scope: ReportingScope | undefined = oneOf(fields.scope, REPORTING_SCOPES);
  const done = await changeCustomerScope(services.pool, { ...actOf(visit), aux, scope: scope ?? null });
  return done.ok
    ? told(visit, "saved", dayAsked(visit, request))
    : again(services, acting, { problems: done.problems });
}

function actOf(visit: CompanyVisit) {
  return { companyId: visit.company.id, by: visit.user.id, at: visit.now };
}

function told(visit: CompanyVisit, said: ReportsTold, from: IsoDate): Reply {
  return redirect(`${visit.company.base}/payment-reports?${new URLSearchParams({ from, said })}`);
}

function again(services: Services, { request, visit }: Acting, refused: Refused): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, (db) => show(visit, db, request, refused));
}

function settingsOf(services: Services, visit: CompanyVisit): Promise<CompanySettings["paymentReports"]> {
  return asCompany(
    services.pool,
    visit.company.id,
    async (db) => (await currentCompany(db)).settings.paymentReports,
  );
}
