import { type Request, Router } from "express";
import { COLUMN_ROLES, choiceOf, guessColumns, mappingOf } from "../../domain/bank/columnChoice.ts";
import { DATE_FORMATS } from "../../domain/bank/formats/csvMapping.ts";
import type { ReadingOptions } from "../../domain/bank/readingOptions.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { type AccountChosen, answerFile, forgetProfile } from "../../sql/acts/answerFile.ts";
import { type BankAccount, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { type FileQuestion, type Preview, previewOf, questionOf } from "../../sql/screens/fileQuestion.ts";
import { type FileProblem, fileProblems, findFile } from "../../sql/screens/files.ts";
import { type Acting, acts } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import type { AnswerFields, AnswerScreen } from "../views/fileAnswer.ts";
import type { CompanyVisit } from "../visit.ts";

/** How the page of a file is shown again, with a form as it was filled in. */
type ShowFile = (
  visit: CompanyVisit,
  db: Db,
  fileId: bigint,
  shown: { refused: readonly Problem[]; answer?: AnswerScreen | undefined; status?: number },
) => Promise<Reply>;

export function fileAnswerRoutes(services: Services, showFile: ShowFile): Router {
  const router = Router({ mergeParams: true });
  router.post(
    "/files/:file/preview",
    acts(services, "accountant", (acting) => preview(services, acting, showFile)),
  );
  router.post(
    "/files/:file/answer",
    acts(services, "accountant", (acting) => answer(services, acting, showFile)),
  );
  router.post(
    "/profiles/:profile/forget",
    acts(services, "accountant", ({ request, visit }) => forget(services, request, visit)),
  );
  return router;
}

/** The question of a file with the form at its first showing; undefined when it asks nothing. */
export async function openQuestion(
  db: Db,
  file: { id: bigint; state: "received" | "read" | "held" | "refused" },
  problems: readonly FileProblem[],
): Promise<AnswerScreen | undefined> {
  const question = await questionOf(db, file, problems);
  if (!question) return undefined;
  const accounts = await listBankAccounts(db);
  const fields = firstFields(question, accounts);
  return { question, fields, accounts, preview: undefined, isRefused: file.state === "refused" };
}

function firstFields({ outline, known }: FileQuestion, accounts: readonly BankAccount[]): AnswerFields {
  const [only, ...others] = accounts;
  const isAlone = others.length === 0 && only !== undefined;
  const mapping = known?.options.csvMapping;
  const account = known?.bankAccountId ?? (isAlone ? only.id : undefined);
  return {
    account: account === undefined ? "" : String(account),
    iban: "",
    currency: "EUR",
    name: "",
    readsAlone: isAlone,
    order: known?.options.dateOrder,
    choice: outline ? (mapping ? choiceOf(outline, mapping) : guessColumns(outline)) : { roles: [] },
  };
}

/** What was typed, as it stands in the form. */
function typedFields({ body }: Request, { outline }: FileQuestion): AnswerFields {
  const given = (body ?? {}) as Record<string, unknown>;
  const dateFormat = oneOf(given.date_format, DATE_FORMATS);
  const decimalMark = oneOf(given.decimal, [",", "."] as const);
  return {
    account: given.account === "new" ? "new" : String(id(given.account) ?? ""),
    iban: text(given.iban) ?? "",
    currency: text(given.currency) ?? "EUR",
    name: text(given.name)?.slice(0, 80) ?? "",
    readsAlone: given.alone === "yes",
    order: oneOf(given.order, ["dmy", "mdy"] as const),
    choice: {
      roles: Array.from({ length: outline?.columns ?? 0 }, (_, at) =>
        oneOf(given[`column_${at}`], COLUMN_ROLES),
      ),
      ...(dateFormat && { dateFormat }),
      ...(decimalMark && { decimalMark }),
    },
  };
}

/** The typed fields as options, or everything that is missing from them. */
function optionsOf(
  { outline, dates }: FileQuestion,
  { order, choice }: AnswerFields,
): Parsed<ReadingOptions> {
  const mapping = outline ? mappingOf(outline, choice) : undefined;
  const problems = [
    ...(dates && !order ? [error("date_order_to_choose")] : []),
    ...(mapping && !mapping.ok ? mapping.problems : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const value = {
    ...(order && { dateOrder: order }),
    ...(mapping?.ok && { csvMapping: mapping.value }),
  };
  return { ok: true, value, warnings: [] };
}

function accountOf({ account, iban, currency, name }: AnswerFields): AccountChosen {
  const bankAccountId = id(account);
  if (bankAccountId !== undefined) return { bankAccountId };
  return iban === "" ? undefined : { iban, currency, ...(name === "" ? {} : { name }) };
}

type Asked = { fileId: bigint; screen: AnswerScreen };

async function askedOf(db: Db, request: Request): Promise<Asked | undefined> {
  const fileId = id(request.params.file);
  const file = fileId === undefined ? undefined : await findFile(db, fileId);
  if (!file) return undefined;
  const screen = await openQuestion(db, file, await fileProblems(db, file.id, 200));
  return screen && { fileId: file.id, screen: { ...screen, fields: typedFields(request, screen.question) } };
}

/** The page again with the lines as they would be read. Nothing is written. */
async function preview(services: Services, { request, visit }: Acting, showFile: ShowFile): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, async (db) => {
    const asked = await askedOf(db, request);
    if (!asked) return gone(visit, db, request, showFile);
    const { fileId, screen } = asked;
    const options = optionsOf(screen.question, screen.fields);
    const shown: Preview = options.ok
      ? await previewOf(db, fileId, {
          headerKey: screen.question.headerKey,
          account: keyOf(screen),
          options: options.value,
        })
      : {
          lines: [],
          lineCount: 0,
          problems: options.problems,
          errorCount: options.problems.length,
          warningCount: 0,
          isPart: false,
        };
    return showFile(visit, db, fileId, { refused: [], answer: { ...screen, preview: shown } });
  });
}

/** The account chosen so far: its currency decides how amounts are read. */
function keyOf({ fields, accounts }: AnswerScreen) {
  const chosen = accounts.find((each) => String(each.id) === fields.account);
  if (!chosen) return undefined;
  return { key: chosen.accountKey, currency: chosen.currency, ...(chosen.iban ? { iban: chosen.iban } : {}) };
}

async function answer(services: Services, { request, visit }: Acting, showFile: ShowFile): Promise<Reply> {
  const { pool } = services;
  const asked = await asCompany(pool, visit.company.id, (db) => askedOf(db, request));
  if (!asked) return asCompany(pool, visit.company.id, (db) => gone(visit, db, request, showFile));
  const { fileId, screen } = asked;
  const { question, fields } = screen;
  const options = optionsOf(question, fields);
  const result = options.ok
    ? await answerFile(pool, {
        companyId: visit.company.id,
        fileId,
        format: question.format,
        headerKey: question.headerKey,
        account: accountOf(fields),
        options: options.value,
        readsAlone: fields.readsAlone,
        by: visit.user.id,
        at: visit.now,
      })
    : options;
  if (result.ok)
    return redirect(`${visit.company.base}/files/${fileId}?answered=${result.value.filesRequeued}`);
  return asCompany(pool, visit.company.id, (db) =>
    showFile(visit, db, fileId, { refused: result.problems, answer: screen, status: 422 }),
  );
}

/** The file was read in the meantime, by a colleague's answer or another profile. */
async function gone(visit: CompanyVisit, db: Db, request: Request, showFile: ShowFile): Promise<Reply> {
  const fileId = id(request.params.file);
  if (fileId === undefined) return missing;
  return showFile(visit, db, fileId, { refused: [error("nothing_to_answer")], status: 409 });
}

async function forget(services: Services, request: Request, visit: CompanyVisit): Promise<Reply> {
  const profileId = id(request.params.profile);
  if (profileId === undefined) return missing;
  const act = { companyId: visit.company.id, profileId, by: visit.user.id, at: visit.now };
  const bankAccountId = await forgetProfile(services.pool, act);
  if (bankAccountId === undefined) return missing;
  return redirect(`${visit.company.base}/accounts/${bankAccountId}?forgotten=1#profiles`);
}
