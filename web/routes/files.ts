import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import type { Problem } from "../../domain/problems.ts";
import {
  accountsToDeclare,
  declareBankAccount,
  leaveBankAccount,
} from "../../sql/acts/declareBankAccount.ts";
import { listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { profilesOfAccount } from "../../sql/readingProfiles.ts";
import { breaksOfFile, chainPage } from "../../sql/screens/accountChain.ts";
import {
  countFiles,
  type FilePlace,
  fileBytes,
  fileProblems,
  findFile,
  findStatement,
  linesOfStatement,
  listFiles,
  statementsOfFile,
} from "../../sql/screens/files.ts";
import { returnsOfFile } from "../../sql/screens/returns.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, oneOf, pageNumber, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { receiveUpload } from "../upload.ts";
import { accountPage } from "../views/accountChain.ts";
import type { Answer } from "../views/companySettings.ts";
import { filePage, statementPage } from "../views/file.ts";
import type { AnswerScreen } from "../views/fileAnswer.ts";
import { filesPage, type UploadResult } from "../views/files.ts";
import type { CompanyVisit } from "../visit.ts";
import { bankPlace, typedIn } from "./companySettings.ts";
import { fileAnswerRoutes, openQuestion } from "./fileAnswers.ts";

const STATES = ["received", "read", "held", "refused"] as const;
const PAGE_SIZE = 50;
const PROBLEMS_SHOWN = 200;
const RETURNS_SHOWN = 500;
const LINES_SHOWN = 200;
const STATEMENTS_SHOWN = 100;

export function fileRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/files",
    reads(services, "viewer", ({ request, visit, db }) =>
      showFiles(services, visit, db, { query: request.query, results: [] }),
    ),
  );
  router.post(
    "/files",
    acts(services, "accountant", (acting) => upload(services, acting)),
  );
  router.get(
    "/files/:file",
    reads(services, "viewer", ({ request, visit, db }) => {
      const told = (value: unknown) =>
        text(value) === undefined ? undefined : Number.parseInt(String(value), 10) || 0;
      return showFile(visit, db, id(request.params.file), {
        refused: [],
        declaredFiles: told(request.query.declared),
        leftFiles: told(request.query.left),
        answeredFiles: told(request.query.answered),
      });
    }),
  );
  router.post(
    "/files/:file/bank-account",
    acts(services, "accountant", (acting) => declare(services, acting)),
  );
  router.post(
    "/files/:file/bank-account/leave",
    acts(services, "accountant", (acting) => leave(services, acting)),
  );
  router.get("/files/:file/bytes", reads(services, "viewer", download));
  router.get(
    "/statements/:statement",
    reads(services, "viewer", ({ request, visit, db }) => showStatement(visit, db, request)),
  );
  router.get(
    "/accounts/:account",
    reads(services, "viewer", ({ request, visit, db }) => showAccount(visit, db, request)),
  );
  router.use(fileAnswerRoutes(services, showFile));
  return router;
}

async function showFiles(
  services: Services,
  visit: CompanyVisit,
  db: Db,
  asked: {
    query: Record<string, unknown>;
    results: readonly UploadResult[];
    nothingChosen?: boolean;
    status?: number;
  },
): Promise<Reply> {
  const view = oneOf(asked.query.state, STATES);
  const after = placeOf(text(asked.query.after));
  const [found, counts] = await Promise.all([
    listFiles(db, { states: view ? [view] : STATES, after, limit: PAGE_SIZE + 1 }),
    countFiles(db),
  ]);
  const files = found.slice(0, PAGE_SIZE);
  const last = files.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.place}~${last.id}` : undefined;
  const screen = {
    files,
    counts,
    view,
    next,
    further: after !== undefined,
    results: asked.results,
    nothingChosen: asked.nothingChosen ?? false,
    limitBytes: services.environment.uploadLimitBytes,
  };
  return page(filesPage(visit, screen), { status: asked.status ?? 200 });
}

function placeOf(written: string | undefined): FilePlace | undefined {
  const [, receivedAt = "", typedId] = /^([\d :.+-]+)~(\d{1,18})$/.exec(written ?? "") ?? [];
  const rowId = id(typedId);
  return rowId !== undefined && !Number.isNaN(Date.parse(receivedAt)) ? { receivedAt, id: rowId } : undefined;
}

/** One file that went in leads to its page; several, or a refusal, to the list with what became of each. */
async function upload(services: Services, { request, visit }: Acting): Promise<Reply> {
  const results = await receiveUpload(services, request, {
    companyId: visit.company.id,
    by: visit.user.id,
    at: visit.now,
  });
  const [only, ...others] = results;
  if (only?.kind === "received" && others.length === 0)
    return redirect(`${visit.company.base}/files/${only.fileId}`);
  const refused = results.flatMap((result) => (result.kind === "refused" ? [result.problem.code] : []));
  const status = refused.includes("file_too_large") ? 413 : refused.length > 0 || !only ? 422 : 200;
  return asCompany(services.pool, visit.company.id, (db) =>
    showFiles(services, visit, db, { query: {}, results, nothingChosen: !only, status }),
  );
}

async function showFile(
  visit: CompanyVisit,
  db: Db,
  fileId: bigint | undefined,
  {
    refused,
    declaredFiles,
    leftFiles,
    answeredFiles,
    answer,
    typed = {},
    status = 200,
  }: {
    refused: readonly Problem[];
    declaredFiles?: number | undefined;
    leftFiles?: number | undefined;
    answeredFiles?: number | undefined;
    /** The form as it was filled in; else it is opened when the file asks something. */
    answer?: AnswerScreen | undefined;
    /** What was typed to declare an account, when it was refused. */
    typed?: Answer["typed"];
    status?: number;
  },
): Promise<Reply> {
  const file = fileId === undefined ? undefined : await findFile(db, fileId);
  if (!file) return missing;
  const [problems, statements, returns, accounts] = await Promise.all([
    fileProblems(db, file.id, PROBLEMS_SHOWN),
    statementsOfFile(db, file.id),
    file.kind === "insurer_return" ? returnsOfFile(db, file.id, RETURNS_SHOWN) : [],
    accountsToDeclare(db, file.id),
  ]);
  const breaks = await breaksOfFile(
    db,
    file.id,
    statements.map(({ bankAccountId }) => bankAccountId),
  );
  const asks = answer ?? (await openQuestion(db, file, problems));
  const told = { refused, declaredFiles, leftFiles, answeredFiles, typed };
  return page(
    filePage(visit, { file, problems, statements, breaks, returns, accounts, answer: asks, ...told }),
    {
      status,
    },
  );
}

async function showAccount(
  visit: CompanyVisit,
  db: Db,
  request: { params: Record<string, unknown>; query: Record<string, unknown> },
): Promise<Reply> {
  const account = (await listBankAccounts(db)).find((each) => each.id === id(request.params.account));
  if (!account) return missing;
  const asked = pageNumber(request.query.page);
  const chain = await chainPage(db, { bankAccountId: account.id, page: asked, size: STATEMENTS_SHOWN });
  const profiles = await profilesOfAccount(db, account.id);
  const pages = Math.max(1, Math.ceil(chain.total / STATEMENTS_SHOWN));
  const forgotten = request.query.forgotten !== undefined;
  return page(accountPage(visit, { account, chain, profiles, page: asked, pages, forgotten }));
}

async function declare(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const act = accountAct(acting);
  if (!act) return missing;
  const typed = typedIn(request.body);
  const name = typed.name?.slice(0, 80);
  const place = bankPlace(typed);
  const result = await declareBankAccount(services.pool, { ...act, place, ...(name ? { name } : {}) });
  if (!result.ok) return nothingToDeclare(services, visit, act.fileId, { refused: result.problems, typed });
  return redirect(`${visit.company.base}/files/${act.fileId}?declared=${result.value.filesRequeued}`);
}

async function leave(services: Services, acting: Acting): Promise<Reply> {
  const { visit } = acting;
  const act = accountAct(acting);
  if (!act) return missing;
  const result = await leaveBankAccount(services.pool, act);
  if (!result.ok)
    return nothingToDeclare(services, visit, act.fileId, { refused: result.problems, typed: {} });
  return redirect(`${visit.company.base}/files/${act.fileId}?left=${result.value.filesRequeued}`);
}

function accountAct({ request, visit }: Acting) {
  const fileId = id(request.params.file);
  if (fileId === undefined) return undefined;
  const [key, currency] = [text(request.body?.key), text(request.body?.currency)];
  const account = key && currency ? { account: { key, currency } } : {};
  return { companyId: visit.company.id, fileId, ...account, by: visit.user.id, at: visit.now };
}

async function nothingToDeclare(
  services: Services,
  visit: CompanyVisit,
  fileId: bigint,
  answer: { refused: readonly Problem[]; typed: Answer["typed"] },
): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, (db) =>
    showFile(visit, db, fileId, { ...answer, status: 409 }),
  );
}

/** The bytes as received, never shown in the page: what a bank sent is nobody's markup. */
async function download({
  request,
  response,
  db,
}: Parameters<Parameters<typeof reads>[2]>[0]): Promise<Reply> {
  const fileId = id(request.params.file);
  const file = fileId === undefined ? undefined : await findFile(db, fileId);
  if (!file) return missing;
  response.attachment(file.name).type("application/octet-stream");
  response.set("Content-Length", String(file.byteCount));
  await pipeline(Readable.from(fileBytes(db, file.id)), response);
  return { kind: "sent" };
}

async function showStatement(
  visit: CompanyVisit,
  db: Db,
  request: { params: Record<string, unknown>; query: Record<string, unknown> },
): Promise<Reply> {
  const statementId = id(request.params.statement);
  const statement = statementId === undefined ? undefined : await findStatement(db, statementId);
  if (!statement) return missing;
  const asked = pageNumber(request.query.page);
  const lines = await linesOfStatement(db, { statementId: statement.id, page: asked, size: LINES_SHOWN });
  return page(
    statementPage(visit, {
      statement,
      lines,
      page: asked,
      pages: Math.max(1, Math.ceil(statement.lineCount / LINES_SHOWN)),
    }),
  );
}
