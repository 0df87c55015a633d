import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { collectedXml } from "../../domain/reporting/cdar.ts";
import { paymentsXml, type ReportedPayment } from "../../domain/reporting/flow10.ts";
import { compactDay } from "../../domain/reporting/period.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type Company, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { findReport, noteAnswer, noteSent, type ReportRow, reportsOfPeriod } from "../reportMessages.ts";

/** Status 212 invoice by invoice, or the one file of flow 10. */
export type Flow = "212" | "flow10";

/** `upTo`: the last event to tell of, so that what is made, looked at and noted as sent is the same. All there are otherwise. */
type Asked = { flow: Flow; from: IsoDate; to: IsoDate; upTo?: bigint };
/** `madeAt`: the instant the messages are made, "AAAAMMJJHHMMSS". */
type Making = Asked & { madeAt: string };

export type ReportFile = { name: string; text: string };
/** What is ready to go: the files, and the last event that they tell of. What comes later waits for the next time. */
export type ReportFiles = { files: ReportFile[]; upTo: bigint };

/**
 * The files of a period, ready for the platform: one message for each collection that was not sent yet or was refused (212), or the
 * whole period in one file, corrective once it was sent (flow 10). Reads only; made again they are the same but for their instant.
 */
export async function makeReports(db: Db, asked: Making): Promise<Parsed<ReportFiles>> {
  const company = await currentCompany(db);
  const { siren, name, settings } = company;
  if (siren === null) return { ok: false, problems: [error("report_without_siren")] };
  const { platform } = settings.paymentReports;
  if (asked.flow === "flow10" && !platform)
    return { ok: false, problems: [error("report_without_platform")] };
  const carried = await toCarry(db, asked, company);
  const upTo = carried.reduce((last, { row }) => (row.id > last ? row.id : last), 0n);
  if (carried.length === 0)
    return {
      ok: false,
      problems: [error("nothing_to_report", { params: { from: asked.from, to: asked.to } })],
    };
  if (asked.flow === "212") {
    const files = carried.map(({ row, messageId }) =>
      collectedFile(row, messageId, { siren, name }, asked.madeAt),
    );
    return { ok: true, value: { files, upTo }, warnings: [] };
  }
  const [first] = carried;
  const id = first?.messageId ?? "";
  const text = paymentsXml({
    id,
    madeAt: asked.madeAt,
    isCorrective: carried.some(({ row }) => row.state === "sent" || row.state === "accepted"),
    declarant: { siren, name },
    platform: platform ?? { id: "", name: "" },
    period: asked,
    payments: carried.map(({ row }) => ({ ...row, kind: row.kind as ReportedPayment["kind"], invoice: row })),
  });
  return { ok: true, value: { files: [{ name: `${id}.xml`, text }], upTo }, warnings: [] };
}

/** One message of status 212 as it went, or would go. Undefined when the event is none. */
export async function collectedMessage(
  db: Db,
  eventId: bigint,
  madeAt: string,
): Promise<Parsed<ReportFile> | undefined> {
  const row = await findReport(db, eventId);
  if (row?.kind !== "212" || row.amounts.length === 0) return undefined;
  const { siren, name } = await currentCompany(db);
  if (siren === null) return { ok: false, problems: [error("report_without_siren")] };
  const messageId = row.messageId ?? firstId(siren, row);
  return { ok: true, value: collectedFile(row, messageId, { siren, name }, madeAt), warnings: [] };
}

function collectedFile(
  row: ReportRow,
  id: string,
  seller: { siren: string; name: string },
  madeAt: string,
): ReportFile {
  const { collectedOn, amounts } = row;
  return {
    name: `${id}.xml`,
    text: collectedXml({ id, madeAt, seller, invoice: row, collectedOn, amounts }),
  };
}

/** The events that the next sending carries, each with the id of its message. */
async function toCarry(
  db: Db,
  { flow, from, to, upTo }: Asked,
  { siren }: Company,
): Promise<{ row: ReportRow; messageId: string }[]> {
  const rows = (await reportsOfPeriod(db, { from, to })).filter(
    ({ id, state }) => state !== "withdrawn" && state !== "not_sent" && (upTo === undefined || id <= upTo),
  );
  if (flow === "212")
    return rows
      .filter(({ kind, state }) => kind === "212" && (state === "to_send" || state === "refused"))
      .map((row) => ({ row, messageId: idAfter(firstId(siren ?? "", row), row.messageId) }));
  const own = rows.filter(({ kind }) => kind === "10.2" || kind === "10.4");
  if (!own.some(({ state }) => state === "to_send" || state === "refused")) return [];
  const sentBefore = own.map(({ messageId }) => messageId).filter((id) => id !== null);
  const last = sentBefore.toSorted((a, b) => numberOf(a) - numberOf(b)).at(-1) ?? null;
  const messageId = idAfter(`${siren}-flow10-${compactDay(from)}`, last);
  return own.map((row) => ({ row, messageId }));
}

function firstId(siren: string, { id }: ReportRow): string {
  return `${siren}-212-${id}`;
}

/** Ids are used once: the first bears no number, those after it 2, 3, … */
function idAfter(base: string, previous: string | null): string {
  return previous === null ? base : `${base}.${numberOf(previous) + 1}`;
}

function numberOf(messageId: string): number {
  return Number(/\.(\d+)$/.exec(messageId)?.[1] ?? 1);
}

type Act = { companyId: bigint; by?: bigint; at: Date };

/**
 * A person says that the files made of these events were given to the platform. What came after they were made is not among them: it
 * keeps waiting, and makes the next file of the period a corrective one.
 */
export function markReportsSent(
  pool: Pool,
  act: Act & Asked & { upTo: bigint },
): Promise<Parsed<{ events: number }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const { from, to, flow, at } = act;
    const carried = await toCarry(db, act, await currentCompany(db));
    if (carried.length === 0)
      return { ok: false, problems: [error("nothing_to_report", { params: { from, to } })] };
    await noteSent(
      db,
      carried.map(({ row, messageId }) => ({ id: row.id, messageId })),
      at,
    );
    await tell(db, act, "send_payment_reports", { flow, from, to, events: carried.length });
    return { ok: true, value: { events: carried.length }, warnings: [] };
  });
}

/** A person notes what the platform answered of a message. A refused one is made again with the next files. */
export function answerReport(
  pool: Pool,
  act: Act & { messageId: string; accepted: boolean; answer: string },
): Promise<Parsed<{ events: number }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const events = await noteAnswer(db, act);
    if (events === 0)
      return { ok: false, problems: [error("report_message_unknown", { value: act.messageId })] };
    const { messageId, accepted } = act;
    await tell(db, act, "answer_payment_report", { messageId, accepted });
    return { ok: true, value: { events }, warnings: [] };
  });
}

async function tell(db: Db, act: Act, action: string, detail: object): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "company",
    subjectId: act.companyId,
    detail,
  });
}
