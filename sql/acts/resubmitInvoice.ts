import { resubmissionEntry } from "../../domain/accounting/correctionEntry.ts";
import type { ShareDraft } from "../../domain/billing/invoice.ts";
import { owedBy, resubmissionRefusal, sharesThatMove } from "../../domain/billing/resubmission.ts";
import type { IsoDate } from "../../domain/days.ts";
import { normaliseNumber } from "../../domain/documentNumber.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import {
  insertResubmission,
  invoiceNumberTaken,
  type NewShare,
  type ShareToResubmit,
  sharesToResubmit,
} from "../resubmissions.ts";
import { openDay } from "./openDay.ts";

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

export type Resubmitted = { invoiceId: bigint; entryId: bigint };

/**
 * Bills a rejected share again on a new invoice (S1.28, recyclage): the receivable moves, revenue and VAT stay where they are,
 * and the old invoice names the new one. Refused when nothing is left to bill.
 */
export function resubmitInvoice(pool: Pool, act: Resubmission): Promise<Parsed<Resubmitted>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const old = await sharesToResubmit(db, act.invoice);
    const moving = sharesThatMove(old, act.shares);
    const problem = await refusal(db, act, old, moving);
    const [first] = old;
    if (problem || !first) return { ok: false, problems: problem ? [problem] : [] };
    const created = await insertResubmission(db, {
      ...act,
      oldInvoiceId: first.invoiceId,
      numberKey: normaliseNumber(act.newInvoice),
      total: owedBy(moving),
    });
    if (!created) {
      const value = act.shares.map((share) => share.aux).join(", ");
      return { ok: false, problems: [error("third_party_unknown", { value })] };
    }
    const entryId = await moveReceivable(db, act, moving, created.shares);
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

async function refusal(
  db: Db,
  act: Resubmission,
  old: readonly ShareToResubmit[],
  moving: readonly ShareToResubmit[],
): Promise<Problem | undefined> {
  const [first] = old;
  if (!first) return error("invoice_unknown", { value: act.invoice });
  if (first.replaced) return error("invoice_resubmitted_already", { value: act.invoice });
  const wrong = resubmissionRefusal(moving, act.shares, act.invoice);
  if (wrong) return wrong;
  const taken = await invoiceNumberTaken(db, act.newInvoice);
  return taken ? error("invoice_number_taken", { value: act.newInvoice }) : undefined;
}

async function moveReceivable(
  db: Db,
  act: Resubmission,
  moving: readonly ShareToResubmit[],
  created: readonly NewShare[],
): Promise<bigint> {
  const draft = resubmissionEntry(
    {
      from: moving.map((share) => ({ ...share, amount: share.due })),
      to: [...created],
      invoice: act.invoice,
      newInvoice: act.newInvoice,
      piece: act.newInvoice,
      pieceOn: act.on,
      postedOn: openDay(act.on, await currentCompany(db)),
    },
    await companyRoles(db),
  );
  const [entryId] = await writeEntries(db, act.companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  const shareIds = [...moving, ...created].map((share) => share.shareId);
  await letterShares(db, act.companyId, shareIds, act.on);
  return entryId;
}
