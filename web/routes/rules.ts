import { Router } from "express";
import { ruleDefinition } from "../../domain/matching/rules.ts";
import type { Problem } from "../../domain/problems.ts";
import { askRemoval, askRule, dropChange, saveChange } from "../../sql/acts/changeRules.ts";
import { findChange, latestChanges } from "../../sql/changes.ts";
import { listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { findRule, listRules, ruleUses } from "../../sql/rules.ts";
import { findLine } from "../../sql/screens/lines.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import { fieldsFromLine, fieldsOf, readRuleForm } from "../ruleForm.ts";
import type { Services } from "../services.ts";
import { changePage } from "../views/change.ts";
import { type RuleScreen, rulePage } from "../views/rule.ts";
import { rulesPage } from "../views/rules.ts";
import type { CompanyVisit } from "../visit.ts";

const CHANGES_SHOWN = 8;

/** Rules of the company: the list, the form, and a change with what its replay said. */
export function ruleRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/rules",
    reads(services, "viewer", async ({ visit, db }) =>
      page(
        rulesPage(visit, {
          rules: await listRules(db),
          uses: await ruleUses(db),
          changes: await latestChanges(db, CHANGES_SHOWN),
        }),
      ),
    ),
  );
  router.get(
    "/rules/new",
    reads(services, "accountant", async ({ request, visit, db }) => {
      const lineId = id(request.query.line);
      const line = lineId === undefined ? undefined : await findLine(db, lineId);
      const accounts = await listBankAccounts(db);
      const journal = accounts.find((account) => account.id === line?.bankAccountId)?.journal;
      const fields = line ? fieldsFromLine(line, journal) : { priority: "100", active: "yes" };
      return showForm(visit, db, { fields, fromLine: line?.id, rule: undefined, problems: [] });
    }),
  );
  router.get(
    "/rules/changes/:change",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const changeId = id(request.params.change);
      const change = changeId === undefined ? undefined : await findChange(db, changeId);
      return change ? page(changePage(visit, { change, problems: [] })) : missing;
    }),
  );
  router.get(
    "/rules/:rule",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const ruleId = id(request.params.rule);
      const rule = ruleId === undefined ? undefined : await findRule(db, ruleId);
      if (!rule) return missing;
      return showForm(visit, db, { fields: fieldsOf(rule), rule, fromLine: undefined, problems: [] });
    }),
  );
  router.post(
    "/rules",
    acts(services, "accountant", (acting) => askForRule(services, acting, undefined)),
  );
  router.post(
    "/rules/changes/:change/:gesture",
    acts(services, "accountant", (acting) => closeChange(services, acting)),
  );
  router.post(
    "/rules/:rule",
    acts(services, "accountant", (acting) => askForRule(services, acting, id(acting.request.params.rule))),
  );
  router.post(
    "/rules/:rule/switch",
    acts(services, "accountant", async ({ request, visit }) => {
      const ruleId = id(request.params.rule) ?? 0n;
      const rule = await asCompany(services.pool, visit.company.id, (db) => findRule(db, ruleId));
      if (!rule) return missing;
      const { id: _id, version: _version, ...definition } = rule;
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, ruleId };
      const switched = { ...ruleDefinition.parse(definition), active: !rule.active };
      return toChange(visit, await askRule(services.pool, { ...act, definition: switched }));
    }),
  );
  router.post(
    "/rules/:rule/remove",
    acts(services, "accountant", async ({ request, visit }) => {
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now };
      return toChange(
        visit,
        await askRemoval(services.pool, { ...act, ruleId: id(request.params.rule) ?? 0n }),
      );
    }),
  );
  return router;
}

type Asked = { ok: true; value: { changeId: bigint } } | { ok: false; problems: Problem[] };

/** A change that was asked for is looked at while it is replayed. */
export function toChange(visit: CompanyVisit, asked: Asked): Reply {
  return asked.ok ? redirect(`${visit.company.base}/rules/changes/${asked.value.changeId}`) : missing;
}

function showForm(
  visit: CompanyVisit,
  db: Db,
  screen: Omit<RuleScreen, "accounts">,
  status = 200,
): Promise<Reply> {
  return listBankAccounts(db).then((accounts) => page(rulePage(visit, { ...screen, accounts }), { status }));
}

async function askForRule(
  services: Services,
  { request, visit }: Acting,
  ruleId: bigint | undefined,
): Promise<Reply> {
  const { pool } = services;
  const body: Record<string, unknown> = request.body ?? {};
  const fromLine = id(body.fromLine);
  const read = readRuleForm(body);
  const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now };
  const asked = read.ok
    ? await askRule(pool, {
        ...act,
        ...read.value,
        ...(ruleId === undefined ? {} : { ruleId }),
        ...(fromLine === undefined ? {} : { fromLine }),
      })
    : read;
  if (asked.ok) return toChange(visit, asked);
  const { problems } = asked;
  return asCompany(pool, visit.company.id, async (db) => {
    const rule = ruleId === undefined ? undefined : await findRule(db, ruleId);
    const fields = Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
    );
    return showForm(visit, db, { fields, rule, fromLine, problems }, 422);
  });
}

async function closeChange(services: Services, { request, visit }: Acting): Promise<Reply> {
  const changeId = id(request.params.change);
  const { gesture } = request.params;
  if (changeId === undefined || (gesture !== "save" && gesture !== "drop")) return missing;
  const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, changeId };
  const closed = await (gesture === "save" ? saveChange : dropChange)(services.pool, act);
  if (closed.ok) return redirect(`${visit.company.base}/rules`);
  return asCompany(services.pool, visit.company.id, async (db) => {
    const change = await findChange(db, changeId);
    return change ? page(changePage(visit, { change, problems: closed.problems }), { status: 409 }) : missing;
  });
}
