import type { PaymentTerms } from "../../domain/billing/invoice.ts";
import { markRefusal } from "../../domain/billing/writeOff.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Pool } from "../connect.ts";
import { documentToSettle } from "../settling.ts";
import { setTerms } from "../terms.ts";

type Choosing = {
  companyId: bigint;
  invoiceId: bigint;
  /** Null: the document is due on its day. */
  terms: PaymentTerms | null;
  /** The documents to come of the same party have these terms too (S4.38). */
  forParty: boolean;
  by?: bigint;
  at: Date;
};

/**
 * Chooses the terms of a document. On receipt it counts as settled without waiting (S4.36); with a discount it stays to pay, so
 * that payment and discount are set by hand (S4.39). A payment there is already says itself what is paid.
 */
export function chooseTerms(pool: Pool, act: Choosing): Promise<Parsed<{ invoiceId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ invoiceId: bigint }>> => {
    await lockBooks(db);
    const document = await documentToSettle(db, act);
    if (!document) return { ok: false, problems: [error("invoice_unknown")] };
    await setTerms(db, act);
    const to = act.terms === "on_receipt" ? "paid" : "to_pay";
    const concerned = to === "paid" ? document.type !== "credit_note" : document.terms === "on_receipt";
    const marks = concerned && !markRefusal(document, to);
    if (marks)
      await db`update invoice set marked_paid_at = ${to === "paid" ? act.at : null} where id = ${act.invoiceId}`;
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "choose_terms",
      subject: "invoice",
      subjectId: act.invoiceId,
      detail: { terms: act.terms, forParty: act.forParty, ...(marks ? { marked: to } : {}) },
    });
    return { ok: true, value: { invoiceId: act.invoiceId }, warnings: [] };
  });
}
