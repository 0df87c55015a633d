import { type Request, Router } from "express";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { acceptReturns } from "../../sql/acts/decideLine.ts";
import { type SplitPart, splitLine } from "../../sql/acts/splitLine.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { findLine, type LineDetail, waitingLines } from "../../sql/screens/lines.ts";
import { addNote, assignLine } from "../../sql/triage.ts";
import { alikeTo } from "../alike.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { html } from "../html.ts";
import { id, pageNumber, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { readSplit } from "../split.ts";
import { batchPage, batchRefusals } from "../views/batch.ts";
import { listAddress } from "../views/lineRow.ts";
import type { CompanyVisit } from "../visit.ts";
import { readAnswer, readIds } from "./decisions.ts";
import {
  addressAfter,
  currentAnswers,
  filterOf,
  type LineFilters,
  PAGE_SIZE,
  readFilters,
  showLines,
} from "./lines.ts";

/** What people do on a line beside accepting its answer: note, assign, split; and accept lines with the same evidence together. */
export function triageRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const on = (
    path: string,
    doing: (acting: Acting, line: LineDetail, filters: LineFilters) => Promise<Reply>,
  ) =>
    router.post(
      `/lines/:line/${path}`,
      acts(services, "accountant", async (acting) => {
        const lineId = id(acting.request.params.line);
        const { company } = acting.visit;
        const line =
          lineId === undefined
            ? undefined
            : await asCompany(services.pool, company.id, (db) => findLine(db, lineId));
        return line ? doing(acting, line, filtersSent(acting.request)) : missing;
      }),
    );
  on("note", (acting, line, filters) => note(services, acting, line, filters));
  on("assignee", (acting, line, filters) => assign(services, acting, line, filters));
  on("split", (acting, line, filters) => split(services, acting, line, filters));
  router.get(
    "/lines/batch",
    reads(services, "accountant", ({ request, visit, db }) => showBatch(visit, db, request)),
  );
  router.post(
    "/lines/batch",
    acts(services, "accountant", (acting) => acceptBatch(services, acting)),
  );
  return router;
}

function filtersSent(request: Request): LineFilters {
  return readFilters(Object.fromEntries(new URLSearchParams(text(request.body?.filters) ?? "")));
}

type Shown = Partial<Parameters<typeof showLines>[2]>;

/** The list again, with this line open and something to say of it. */
function again(
  services: Services,
  visit: CompanyVisit,
  { line, filters, status, ...more }: Shown & { line: LineDetail; filters: LineFilters; status: number },
): Promise<Reply> {
  const asked = { filters, open: line.id, done: undefined, refused: undefined, ...more };
  return asCompany(services.pool, visit.company.id, (db) => showLines(visit, db, asked, status));
}

function backTo(visit: CompanyVisit, line: LineDetail, filters: LineFilters): Reply {
  return redirect(`${listAddress(visit, { filters }, { line: String(line.id) })}#line-${line.id}`);
}

async function note(
  services: Services,
  { request, visit }: Acting,
  line: LineDetail,
  filters: LineFilters,
): Promise<Reply> {
  const typed: unknown = request.body?.note;
  const body = typeof typed === "string" ? typed.replaceAll("\0", "").trim().slice(0, 2000) : "";
  if (body === "") {
    const said = html`<p class="note bad" role="alert">${visit.words.triage.noteEmpty}</p>`;
    return again(services, visit, { line, filters, said, status: 422 });
  }
  const written = { companyId: visit.company.id, lineId: line.id, by: visit.user.id, at: visit.now, body };
  await asCompany(services.pool, visit.company.id, (db) => addNote(db, written));
  return backTo(visit, line, filters);
}

async function assign(
  services: Services,
  { request, visit }: Acting,
  line: LineDetail,
  filters: LineFilters,
): Promise<Reply> {
  const to = id(request.body?.to);
  const given = { companyId: visit.company.id, lineId: line.id, to, by: visit.user.id, at: visit.now };
  const known = await asCompany(services.pool, visit.company.id, (db) => assignLine(db, given));
  if (known) return backTo(visit, line, filters);
  const said = html`<p class="note bad" role="alert">${visit.words.triage.assignUnknown}</p>`;
  return again(services, visit, { line, filters, said, status: 422 });
}

/** A split without a difference is an answer like another; with one it closes the difference too, with its reason. */
async function split(
  services: Services,
  { request, visit }: Acting,
  line: LineDetail,
  filters: LineFilters,
): Promise<Reply> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const form = await asCompany(services.pool, visit.company.id, (db) =>
    readSplit(db, line, { ...body, find: body.find ?? "" }, visit.format.amount),
  );
  const given = form.rows.filter((row) => row.typed !== "");
  const says = visit.words.triage;
  const unread = given.find((row) => row.cents === undefined);
  const wrong = unread ? says.badAmount(unread.typed) : given.length === 0 ? says.nothingGiven : undefined;
  if (wrong) {
    const said = html`<p class="note bad" role="alert">${wrong}</p>`;
    return again(services, visit, { line, filters, said, split: body, status: 422 });
  }
  const parts: SplitPart[] = given.map(({ share, cents = 0n, settle }) => ({
    shareId: share.shareId,
    amount: cents,
    writtenOff: settle && cents < share.dueCents ? share.dueCents - cents : 0n,
  }));
  const gain = body.finish === "gain" && form.remainder > 0n ? form.remainder : 0n;
  const act = {
    companyId: visit.company.id,
    lineId: line.id,
    by: visit.user.id,
    at: visit.now,
    on: visit.today,
  };
  const closes = gain + sumCents(parts.map(({ writtenOff }) => writtenOff)) > 0n;
  const result: Parsed<unknown> = closes
    ? await splitLine(services.pool, {
        ...act,
        parts,
        gain,
        reason: form.reason,
        rights: ["adjustment"],
        confirmed: body.confirmed === "yes",
      })
    : await acceptMatch(services.pool, { ...act, allocations: parts });
  if (result.ok) return redirect(await addressAfter(services, visit, { filters, line }));
  const refused = { line, problems: result.problems };
  const status = result.problems.some(
    ({ code }) => code === "line_already_decided" || code === "share_not_open",
  )
    ? 409
    : 422;
  const asks = result.problems.some(({ code }) => code === "write_off_to_confirm");
  return again(services, visit, { line, filters, refused, split: { ...body, asks }, status });
}

/** The lines of one page of the list with the same evidence as one of them, shown before anything is accepted. */
async function showBatch(
  visit: CompanyVisit,
  db: Db,
  request: Request,
  said?: ReturnType<typeof html>,
  status = 200,
): Promise<Reply> {
  const given = { ...request.query, ...(request.body ?? {}) } as Record<string, unknown>;
  const filters = readFilters(given);
  const { lines } = await waitingLines(db, {
    filter: filterOf(visit, filters),
    page: pageNumber(filters.page),
    size: PAGE_SIZE,
  });
  const like = lines.find((line) => line.id === id(given.like));
  const alike = like ? alikeTo(like, lines, await currentAnswers(db, lines)) : [];
  return page(batchPage(visit, { filters, like: like && String(like.id), alike, said }), { status });
}

/** Each line is an act of its own: what one of them refuses, the others keep. */
async function acceptBatch(services: Services, { request, visit }: Acting): Promise<Reply> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const taken = [body.take ?? []].flat().flatMap((value) => id(value) ?? []);
  const refused: { lineId: bigint; problems: readonly Problem[] }[] = [];
  for (const lineId of taken) {
    const result = await acceptOne(services, visit, lineId, body);
    if (!result.ok) refused.push({ lineId, problems: result.problems });
  }
  const filters = readFilters(body);
  if (taken.length > 0 && refused.length === 0)
    return redirect(listAddress(visit, { filters }, { batch: String(taken.length) }));
  const said =
    taken.length === 0
      ? html`<p class="note bad" role="alert">${visit.words.triage.batchNone}</p>`
      : batchRefusals(visit, refused);
  return asCompany(services.pool, visit.company.id, (db) =>
    showBatch(visit, db, request, said, taken.length === 0 ? 422 : 409),
  );
}

function acceptOne(
  services: Services,
  visit: CompanyVisit,
  lineId: bigint,
  body: Record<string, unknown>,
): Promise<Parsed<unknown>> {
  const act = { companyId: visit.company.id, lineId, by: visit.user.id, at: visit.now, on: visit.today };
  const allocations = readAnswer(body[`match-${lineId}`]);
  if (allocations) return acceptMatch(services.pool, { ...act, allocations });
  const paymentIds = readIds(body[`returns-${lineId}`]);
  if (paymentIds) return acceptReturns(services.pool, { ...act, paymentIds });
  return Promise.resolve({ ok: false, problems: [error("line_unknown")] });
}
