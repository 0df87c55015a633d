import { creditNoteEntry } from "../../domain/accounting/creditNoteEntry.ts";
import { leftOfNote, type NettedShare, nettingRefusal } from "../../domain/billing/creditNote.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { refundsOrderedOf } from "../refunds.ts";
import { documentToSettle } from "../settling.ts";
import { type PaidInside, payInside } from "./payInside.ts";

export type CreditNoteUse = {
  companyId: bigint;
  noteShareId: bigint;
  /** The share that it pays, of the same customer. */
  shareId: bigint;
  /** Cents; without, as much as is left of both. */
  amount?: bigint;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

/**
 * A credit note is set against an invoice of its customer, without waiting for a payment that nets them (GC27): a payment of no money,
 * which is taken back like any other.
 */
export function useCreditNote(pool: Pool, act: CreditNoteUse): Promise<Parsed<PaidInside>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<PaidInside>> => {
    await lockBooks(db, act.by === undefined ? {} : { by: act.by });
    const facts = await factsOfShares(db, [act.noteShareId, act.shareId]);
    const ordered = await refundsOrderedOf(db, act.noteShareId);
    const note = await standing(db, facts.get(act.noteShareId));
    const invoice = await standing(db, facts.get(act.shareId));
    const most = note && invoice ? smaller(leftOfNote(note, ordered), invoice.due) : 0n;
    const amount = act.amount ?? most;
    const refusal = nettingRefusal(note && { ...note, ordered }, invoice, amount);
    if (!note || !invoice || refusal) return { ok: false, problems: refusal ? [refusal] : [] };
    return { ok: true, value: await write(db, act, { note, invoice, amount }), warnings: [] };
  });
}

type Standing = ShareFacts & NettedShare;

async function standing(db: Db, fact: ShareFacts | undefined): Promise<Standing | undefined> {
  const document = fact && (await documentToSettle(db, { invoiceId: fact.invoiceId }));
  return fact && document && { ...fact, type: document.type, lifecycle: document.lifecycle };
}

async function write(
  db: Db,
  act: CreditNoteUse,
  { note, invoice, amount }: { note: Standing; invoice: Standing; amount: bigint },
): Promise<PaidInside> {
  const { companyId, noteShareId, shareId } = act;
  const used = await payInside(db, act, {
    method: "credit_note",
    amount: 0n,
    thirdPartyId: invoice.thirdPartyId,
    allocations: [
      { shareId: noteShareId, amount: -amount },
      { shareId, amount },
    ],
    draft: (posting, roles) => creditNoteEntry({ note, invoice, amount, ...posting }, roles),
  });
  await writeAudit(db, companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action: "use_credit_note",
    subject: "invoice",
    subjectId: invoice.invoiceId,
    detail: { cents: String(amount), note: note.invoice },
  });
  return used;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
