import { markRefusal } from "../../domain/billing/writeOff.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Pool } from "../connect.ts";
import { documentToSettle } from "../settling.ts";

type Marking = { companyId: bigint; invoiceId: bigint; to: "paid" | "to_pay"; by?: bigint; at: Date };

/**
 * Sets the flag "paid", which stands for no money and no entry (S4.13, S4.14), or takes it back (S4.15). Refused where there is a
 * payment. A marked document leaves the list of what is to pay and stands in that of what was paid without a payment (D6).
 */
export function markPaid(pool: Pool, act: Marking): Promise<Parsed<{ invoiceId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ invoiceId: bigint }>> => {
    await lockBooks(db);
    const document = await documentToSettle(db, act);
    const refusal = document ? markRefusal(document, act.to) : error("invoice_unknown");
    if (refusal) return { ok: false, problems: [refusal] };
    await db`update invoice set marked_paid_at = ${act.to === "paid" ? act.at : null} where id = ${act.invoiceId}`;
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: act.to === "paid" ? "mark_paid" : "mark_to_pay",
      subject: "invoice",
      subjectId: act.invoiceId,
    });
    return { ok: true, value: { invoiceId: act.invoiceId }, warnings: [] };
  });
}
