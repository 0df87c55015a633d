import { editRefusal } from "../../domain/billing/documentEdit.ts";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { documentToEdit, draftOfDocument, forgetDeductions } from "../documentEdit.ts";
import { deleteDraftEntries } from "../ledger.ts";
import { unletterEntries } from "../lettering.ts";
import { importInvoices } from "./importInvoices.ts";

/** What a person may change of a document. Its number, type and status stay. */
export type DocumentEdit = {
  companyId: bigint;
  invoiceId: bigint;
  change: Pick<InvoiceDraft, "issuedOn" | "dueOn" | "branch" | "total" | "customer" | "shares" | "lines">;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

/**
 * Changes the data of a document before its first payment (S4.3): an invoice, a deposit, a quote, a credit note, a supplier's
 * invoice. It is checked like one that a file brings; its entry, a draft until then, is written anew, and dues, VAT and
 * what is to be reported of its payments follow from there. Refused once it has a payment or a follow-up, or its entry is final.
 */
export function editDocument(pool: Pool, act: DocumentEdit): Promise<Parsed<{ invoiceId: bigint }>> {
  const attempt = new Refused();
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ invoiceId: bigint }>> => {
    await lockBooks(db);
    const { companyId, invoiceId, change, on } = act;
    const standing = await documentToEdit(db, invoiceId, (await currentCompany(db)).lockedUpTo);
    const before = await draftOfDocument(db, invoiceId);
    if (!standing || !before) return { ok: false, problems: [error("invoice_unknown")] };
    const refusal = editRefusal(standing);
    if (refusal) return { ok: false, problems: [refusal] };
    await takeOutOfBooks(db, invoiceId, standing.entryId);
    const draft = { ...before, ...change };
    const written = await importInvoices(db, companyId, [draft], { today: on, rewrites: invoiceId });
    // What it replaces is gone by now: only a rollback brings it back.
    if (!written.ok) throw attempt.with(written);
    await writeAudit(db, companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "edit_document",
      subject: "invoice",
      subjectId: invoiceId,
      detail: { before: said(before), after: said(draft) },
    });
    return { ok: true, value: { invoiceId }, warnings: [] };
  }).catch((failure: unknown) => {
    if (failure === attempt) return attempt.answer;
    throw failure;
  });
}

/** Carries a refusal out of a transaction that has to be rolled back. */
class Refused extends Error {
  answer: { ok: false; problems: (Parsed<never> & { ok: false })["problems"] } = { ok: false, problems: [] };

  with(answer: Refused["answer"]): this {
    this.answer = answer;
    return this;
  }
}

async function takeOutOfBooks(db: Db, invoiceId: bigint, entryId: bigint | null): Promise<void> {
  await forgetDeductions(db, invoiceId);
  if (entryId === null) return;
  await unletterEntries(db, [entryId]);
  await deleteDraftEntries(db, [entryId]);
}

/** A document as the audit log keeps it: without names. */
function said({ issuedOn, dueOn, branch, total, customer, shares, lines }: InvoiceDraft) {
  return {
    issuedOn,
    dueOn: dueOn ?? null,
    branch: branch ?? null,
    total: String(total),
    customer: customer.aux,
    shares: shares.map(({ payer, aux, amount }) => [payer, aux, String(amount)]),
    lines: lines.map(({ account, net, vatRate, vat, vatDue }) => [
      account,
      String(net),
      vatRate,
      String(vat),
      vatDue,
    ]),
  };
}
