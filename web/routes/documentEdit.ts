import { Router } from "express";
import { editRefusal } from "../../domain/billing/documentEdit.ts";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { type DocumentEdit, editDocument } from "../../sql/acts/editDocument.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { documentToEdit, draftOfDocument } from "../../sql/documentEdit.ts";
import { acts, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped, dayTyped } from "../typed.ts";
import { documentEditPage, ROWS_MAX, SHARE_PAYERS, typedOf, VAT_DUES } from "../views/documentEdit.ts";
import type { CompanyVisit } from "../visit.ts";

/** A document changed on the screen before its first payment (S4.3). */
export function documentEditRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/invoices/:invoice/edit",
    reads(services, "accountant", ({ request, visit, db }) =>
      showEdit(visit, db, id(request.params.invoice), {}),
    ),
  );
  router.post(
    "/invoices/:invoice/edit",
    acts(services, "accountant", async ({ request, visit }) => {
      const invoiceId = id(request.params.invoice) ?? 0n;
      const typed = typedFields(request.body);
      const draft = await asCompany(services.pool, visit.company.id, (db) => draftOfDocument(db, invoiceId));
      if (!draft) return missing;
      const { change, problems } = readChange(typed, draft);
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
      const done =
        problems.length > 0
          ? ({ ok: false, problems } as const)
          : await editDocument(services.pool, { ...act, invoiceId, change });
      if (done.ok) return redirect(`${visit.company.base}/invoices/${invoiceId}?said=edited`);
      return asCompany(services.pool, visit.company.id, (db) =>
        showEdit(visit, db, invoiceId, { typed, problems: done.problems }),
      );
    }),
  );
  return router;
}

/** The form; a document that no longer changes says why (409), and shows no form to type in vain. */
async function showEdit(
  visit: CompanyVisit,
  db: Db,
  invoiceId: bigint | undefined,
  told: { typed?: Record<string, string>; problems?: readonly Problem[] },
): Promise<Reply> {
  const draft = invoiceId === undefined ? undefined : await draftOfDocument(db, invoiceId);
  const { lockedUpTo } = await currentCompany(db);
  const standing = invoiceId === undefined ? undefined : await documentToEdit(db, invoiceId, lockedUpTo);
  if (!draft || !standing || invoiceId === undefined) return missing;
  const refusal = editRefusal(standing);
  const problems = told.problems ?? (refusal ? [refusal] : []);
  const screen = {
    invoiceId,
    number: draft.number,
    isSimple: isSimple(draft),
    isCreditNote: draft.type === "credit_note",
    typed: told.typed ?? typedOf(visit, draft),
    problems,
  };
  return page(documentEditPage(visit, screen), { status: refusal ? 409 : problems.length > 0 ? 422 : 200 });
}

/** The customer alone owes the whole. */
function isSimple({ shares, customer }: InvoiceDraft): boolean {
  const [only, ...others] = shares;
  return only !== undefined && others.length === 0 && only.aux === customer.aux;
}

function typedFields(body: unknown): Record<string, string> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === "string" ? [[name, text(value) ?? ""]] : [])),
  );
}

/** What was typed, or every field that cannot be read. */
function readChange(
  typed: Record<string, string>,
  draft: InvoiceDraft,
): { change: DocumentEdit["change"]; problems: Problem[] } {
  const problems: Problem[] = [];
  const orUnreadable = <T>(field: string, read: T | undefined, instead: T): T => {
    if (read === undefined)
      problems.push(error("document_not_readable", { field, value: typed[field] ?? "" }));
    return read ?? instead;
  };
  const day = (field: string) => orUnreadable(field, dayTyped(typed[field]), draft.issuedOn);
  const cents = (field: string) => orUnreadable(field, typed[field] ? amountTyped(typed[field]) : 0n, 0n);
  const total = cents("total");
  const { payer } = draft.customer;
  const aux = typed.customerAux || draft.customer.aux;
  const customer = { payer, aux, name: typed.customerName || aux };
  const deposits = sumCents((draft.deposits ?? []).map(({ amount }) => amount));
  const rows = Array.from({ length: ROWS_MAX }, (_, row) => row);
  const shares = isSimple(draft)
    ? draft.shares.map((share) => ({ ...share, ...customer, payer: share.payer, amount: total - deposits }))
    : rows
        .filter((row) => typed[`amount${row}`])
        .map((row) => ({
          payer: oneOf(typed[`payer${row}`], SHARE_PAYERS) ?? payer,
          aux: typed[`aux${row}`] || aux,
          name: typed[`name${row}`] || typed[`aux${row}`] || customer.name,
          amount: cents(`amount${row}`),
        }));
  const lines = rows
    .filter((row) => typed[`net${row}`])
    .map((row) => ({
      account: typed[`account${row}`] ?? "",
      ...(typed[`label${row}`] ? { label: typed[`label${row}`] as string } : {}),
      net: cents(`net${row}`),
      vatRate: Number(cents(`rate${row}`)),
      vat: cents(`vat${row}`),
      vatDue: oneOf(typed[`vatDue${row}`], VAT_DUES) ?? "delivery",
    }));
  const change = {
    issuedOn: day("issuedOn"),
    ...(typed.dueOn ? { dueOn: day("dueOn") } : {}),
    ...(typed.branch ? { branch: typed.branch } : {}),
    total,
    customer,
    shares,
    lines,
  };
  return { change, problems };
}
