import { Router } from "express";
import { RECEIPT_METHODS } from "../../domain/accounting/receiptEntry.ts";
import type { Problem } from "../../domain/problems.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { companyRoles, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { receiptJournals } from "../../sql/receipts.ts";
import { type CustomerRow, findCustomers } from "../../sql/screens/customers.ts";
import { wordsOf } from "../filters.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { oneOf, text } from "../input.ts";
import { page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped, dayTyped } from "../typed.ts";
import { advanceReceiptPage, customerOptions } from "../views/advanceReceipt.ts";
import type { CompanyVisit } from "../visit.ts";

const CUSTOMERS_SHOWN = 12;

/** GC13: an advance of a customer, received by any means before any document of his. */
export function advanceReceiptRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payments/advance",
    reads(services, "accountant", ({ visit, db }) => showForm(visit, db, {})),
  );
  router.get(
    "/payments/customers",
    reads(services, "accountant", async ({ request, db }) =>
      page(customerOptions(await customersNamed(db, text(request.query.customer) ?? ""))),
    ),
  );
  router.post(
    "/payments/advance",
    acts(services, "accountant", (acting) => record(services, acting)),
  );
  return router;
}

async function customersNamed(db: Db, typed: string): Promise<CustomerRow[]> {
  if (typed === "") return [];
  return findCustomers(db, { code: typed, words: wordsOf(typed), limit: CUSTOMERS_SHOWN });
}

/** The customer that is meant: the one whose code was typed, the only one found, or the one chosen among those found. */
function meant(found: readonly CustomerRow[], typed: Typed): CustomerRow | undefined {
  const byCode = found.find(({ aux }) => aux.toUpperCase() === typed.customer?.toUpperCase());
  const chosen = found.find(({ id }) => String(id) === typed.party);
  return byCode ?? chosen ?? (found.length === 1 ? found[0] : undefined);
}

type Typed = Readonly<Record<string, string | undefined>>;
type Told = {
  typed?: Typed;
  wrong?: Record<string, string>;
  problems?: readonly Problem[];
  found?: readonly CustomerRow[];
};

async function showForm(visit: CompanyVisit, db: Db, told: Told): Promise<Reply> {
  const { typed = {}, wrong = {}, problems = [], found = [] } = told;
  const { advancesReceived } = await companyRoles(db);
  const receiving = {
    journals: await receiptJournals(db),
    accounts: await listBankAccounts(db),
    journal: undefined,
  };
  const isRefused = problems.length > 0 || Object.keys(wrong).length > 0;
  return page(advanceReceiptPage(visit, { typed, wrong, problems, found, receiving, advancesReceived }), {
    status: isRefused ? 422 : 200,
  });
}

async function record(services: Services, { request, visit }: Acting): Promise<Reply> {
  const fields = Object.entries((request.body ?? {}) as Record<string, unknown>);
  const typed: Typed = Object.fromEntries(fields.map(([name, value]) => [name, text(value) ?? ""]));
  const within = <T>(work: (db: Db) => Promise<T>) => asCompany(services.pool, visit.company.id, work);
  const found = await within((db) => customersNamed(db, typed.customer ?? ""));
  const customer = meant(found, typed);
  const [amount, paidOn] = [amountTyped(typed.amount), dayTyped(typed.paidOn)];
  const method = oneOf(typed.method, RECEIPT_METHODS);
  if (!customer || amount === undefined || paidOn === undefined || method === undefined) {
    const { forms, advanceReceipt: says } = visit.words;
    const wrong = {
      ...(customer ? {} : { customer: found.length > 0 ? says.choose : says.unknown(typed.customer ?? "") }),
      ...(amount === undefined ? { amount: forms.badAmount } : {}),
      ...(paidOn === undefined ? { paidOn: forms.badDate } : {}),
      ...(method === undefined ? { method: forms.badMethod } : {}),
    };
    return within((db) => showForm(visit, db, { typed, wrong, found: customer ? [] : found }));
  }
  const { chequeNumber, drawnOn, reference, journal, account, label } = typed;
  const recorded = await recordPayment(services.pool, {
    companyId: visit.company.id,
    by: visit.user.id,
    at: visit.now,
    on: visit.today,
    method,
    paidOn,
    allocations: [],
    advances: [{ thirdPartyId: customer.id, amount }],
    ...(method === "cheque" && chequeNumber ? { chequeNumber } : {}),
    ...(method === "cheque" && drawnOn ? { drawnOn } : {}),
    ...(reference ? { reference } : {}),
    ...(journal ? { journal } : {}),
    ...(account ? { account } : {}),
    ...(label ? { label } : {}),
    cleared: typed.cleared === "yes",
  });
  return recorded.ok
    ? redirect(`${visit.company.base}/payments/${recorded.value.paymentId}?said=advance`)
    : within((db) => showForm(visit, db, { typed, problems: recorded.problems }));
}
