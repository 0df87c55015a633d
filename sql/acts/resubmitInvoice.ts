import { owedBy, resubmissionEntry } from "../../domain/accounting/correctionEntry.ts";
import type { ShareDraft } from "../../domain/billing/invoice.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { normaliseNumber } from "../../domain/matching/references.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import {
  insertResubmission,
  invoiceNumberTaken,
  type ShareToResubmit,
  sharesToResubmit,
} from "../resubmissions.ts";

export type Resubmission = {
  companyId: bigint;
  /** Number of the invoice whose share was rejected. */
  invoice: string;
  newInvoice: string;
  /** Who is billed now, by code in the books, and for how much. What is left due of the old invoice, exactly. */
  shares: readonly Pick<ShareDraft, "payer" | "aux" | "amount">[];
  by?: bigint;
  at: Date;
  on: IsoDate;
};

/**
 * Bills a rejected share again on a new invoice (S1.28, recyclage): the receivable moves, revenue and VAT stay where they are,
 * and the old invoice names the new one. Refused when nothing is left to bill, or when the share is paid: a refusal for
 * "already paid" calls for the payment, not for a second invoice.
 */
export function resubmitInvoice(
  pool: Pool,
  act: Resubmission,
): Promise<Parsed<{ invoiceId: bigint; entryId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const old = await sharesToResubmit(db, act.invoice);
    const [first] = old;
    if (!first) return { ok: false, problems: [error("invoice_unknown", { value: act.invoice })] };
    if (first.replaced)
      return { ok: false, problems: [error("invoice_resubmitted_already", { value: act.invoice })] };
    const open = moved(old, act.shares);
    const billed = sumCents(act.shares.map((share) => share.amount));
    if (owedBy(open) === 0n)
      return { ok: false, problems: [error("share_not_open", { value: act.invoice })] };
    if (owedBy(open) !== billed) {
      return {
        ok: false,
        problems: [
          error("resubmission_differs", {
            value: decimalOf(billed),
            params: { due: decimalOf(owedBy(open)), number: act.invoice },
          }),
        ],
      };
    }
    if (await invoiceNumberTaken(db, act.newInvoice))
      return { ok: false, problems: [error("invoice_number_taken", { value: act.newInvoice })] };
    const [company, roles] = [await currentCompany(db), await companyRoles(db)];
    const postedOn =
      company.lockedUpTo !== null && act.on <= company.lockedUpTo ? addDays(company.lockedUpTo, 1) : act.on;
    const created = await insertResubmission(db, {
      ...act,
      oldInvoiceId: first.invoiceId,
      numberKey: normaliseNumber(act.newInvoice),
      total: billed,
    });
    if (!created)
      return {
        ok: false,
        problems: [error("third_party_unknown", { value: act.shares.map((share) => share.aux).join(", ") })],
      };
    const draft = resubmissionEntry(
      {
        from: open.map((share) => ({ ...share, amount: share.due })),
        to: created.shares,
        invoice: act.invoice,
        newInvoice: act.newInvoice,
        piece: act.newInvoice,
        pieceOn: act.on,
        postedOn,
      },
      roles,
    );
    const [entryId] = await writeEntries(db, act.companyId, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    await letterShares(
      db,
      act.companyId,
      [...open.map((share) => share.shareId), ...created.shares.map((share) => share.shareId)],
      act.on,
    );
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "resubmit",
      subject: "invoice",
      subjectId: first.invoiceId,
      detail: { newInvoice: act.newInvoice },
    });
    return { ok: true, value: { invoiceId: created.invoiceId, entryId }, warnings: [] };
  });
}

/**
 * The open shares that move: those of the payers billed now where that adds up, else every open share of the insurers (the
 * new split may send a part to somebody else).
 */
function moved(old: readonly ShareToResubmit[], billed: Resubmission["shares"]): ShareToResubmit[] {
  const open = old.filter((share) => share.due > 0n);
  const payers = new Set(billed.map((share) => share.payer));
  const same = open.filter((share) => payers.has(share.payer));
  const total = sumCents(billed.map((share) => share.amount));
  if (owedBy(same) === total) return same;
  const rejected = open.filter((share) => share.rejected);
  return owedBy(rejected) === total
    ? rejected
    : open.filter((share) => share.payer === "amo" || share.payer === "amc" || payers.has(share.payer));
}
