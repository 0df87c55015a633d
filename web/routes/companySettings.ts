import { Router } from "express";
import type { BankPlace, Role } from "../../domain/accounting/accounts.ts";
import { ROLES } from "../../domain/accounting/roleAccounts.ts";
import type { Parsed } from "../../domain/problems.ts";
import { openBankJournal, renameJournal } from "../../sql/acts/changeJournals.ts";
import { changeRoleAccount } from "../../sql/acts/changeRoleAccount.ts";
import { identifyCompany } from "../../sql/acts/identifyCompany.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { listJournals } from "../../sql/journals.ts";
import { listRoleAccounts } from "../../sql/roleAccounts.ts";
import { type Acting, acts, reads } from "../guard.ts";
import type { Html } from "../html.ts";
import { oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { type Answer, accountsPage, companyPage, journalsPage } from "../views/companySettings.ts";
import type { CompanyVisit } from "../visit.ts";

type Shown = (visit: CompanyVisit, db: Db, answer: Answer) => Promise<Html>;

const SAID = "saved";

/** The company itself, its accounts and its journals: everybody reads them. */
export function companySettingsRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const shows = (path: string, show: Shown) =>
    router.get(
      path,
      reads(services, "viewer", async ({ request, visit, db }) => {
        const said = saidOf(visit, text(request.query.said));
        return page(await show(visit, db, { said, problems: [], typed: typedIn(request.query) }));
      }),
    );
  shows("/settings/company", showCompany);
  shows("/settings/accounts", showAccounts);
  shows("/settings/journals", showJournals);
  router.post(
    "/settings/company",
    acts(services, "admin", (acting) => {
      const { name = "", siren, month } = typedIn(acting.request.body);
      const yearEndMonth = MONTHS.find((each) => String(each) === month);
      const act = identifyCompany(services.pool, {
        ...byOf(acting),
        name,
        ...(siren === undefined ? {} : { siren }),
        ...(yearEndMonth === undefined ? {} : { yearEndMonth }),
      });
      return answered(services, acting, act, { show: showCompany, to: `company?said=${SAID}` });
    }),
  );
  router.post(
    "/settings/accounts",
    acts(services, "accountant", async (acting) => {
      const role = roleOf(acting.request.body?.role);
      if (!role) return missing;
      const { number = "", name } = typedIn(acting.request.body);
      const act = changeRoleAccount(services.pool, {
        ...byOf(acting),
        role,
        number: number.replace(/\s/g, ""),
        ...(name === undefined ? {} : { name }),
      });
      return answered(services, acting, act, {
        show: showAccounts,
        to: `accounts?said=${SAID}&role=${role}`,
      });
    }),
  );
  router.post(
    "/settings/journals",
    acts(services, "admin", (acting) => {
      const { code = "", name = "" } = typedIn(acting.request.body);
      const act = renameJournal(services.pool, { ...byOf(acting), code, name });
      return answered(services, acting, act, { show: showJournals, to: `journals?said=${SAID}` });
    }),
  );
  router.post(
    "/settings/journals/bank",
    acts(services, "admin", (acting) => {
      const { iban = "", bankName, ...typed } = typedIn(acting.request.body);
      const act = openBankJournal(services.pool, {
        ...byOf(acting),
        iban,
        ...(bankName === undefined ? {} : { name: bankName }),
        place: bankPlace(typed),
      });
      return answered(services, acting, act, { show: showJournals, to: `journals?said=${SAID}` });
    }),
  );
  return router;
}

const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1);

const showCompany: Shown = async (visit, db, answer) => companyPage(visit, await currentCompany(db), answer);

const showJournals: Shown = async (visit, db, answer) => journalsPage(visit, await listJournals(db), answer);

const showAccounts: Shown = async (visit, db, answer) => {
  const rows = await listRoleAccounts(db);
  return accountsPage(visit, { rows, chosen: roleOf(answer.typed.role), answer });
};

export function byOf({ visit }: Acting): { companyId: bigint; by: bigint; at: Date } {
  return { companyId: visit.company.id, by: visit.user.id, at: visit.now };
}

/** On to the page that says it is done; or the page again, with what was typed and why not. */
async function answered(
  services: Services,
  { request, visit }: Acting,
  act: Promise<Parsed<unknown>>,
  { show, to }: { show: Shown; to: string },
): Promise<Reply> {
  const done = await act;
  if (done.ok) return redirect(`${visit.company.base}/settings/${to}`);
  const answer = { problems: done.problems, typed: typedIn(request.body) };
  return asCompany(services.pool, visit.company.id, async (db) =>
    page(await show(visit, db, answer), { status: 409 }),
  );
}

/** The texts of a form or an address, by their names. */
export function typedIn(given: unknown): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, text(value)]));
}

/** The journal and the 512 account that a form asks for, written as the books write them; what is empty is left to the act. */
export function bankPlace({ journal, account }: Answer["typed"]): Partial<BankPlace> {
  return {
    ...(journal === undefined ? {} : { journal: journal.toUpperCase() }),
    ...(account === undefined ? {} : { account: account.replace(/\s/g, "") }),
  };
}

function roleOf(typed: unknown): Role | undefined {
  return oneOf(typed, ROLES);
}

function saidOf({ words }: CompanyVisit, said: string | undefined): string | undefined {
  return said === SAID ? words.company.saved : undefined;
}
