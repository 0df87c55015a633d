import { type ReceiptMethod, receiptEntry } from "../../domain/accounting/receiptEntry.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem, warning } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { insertReceipt, lifecycleOf } from "../receipts.ts";

export type Receipt = {
  companyId: bigint;
  method: ReceiptMethod;
  paidOn: IsoDate;
  allocations: readonly { shareId: bigint; amount: bigint }[];
  chequeNumber?: string;
  drawnOn?: string;
  reference?: string;
  /** What the person answered to the warnings: keep an excess on the customer's account (D1), and the day as it is (S2.30). */
  answers?: { keepExcess?: boolean; keepDay?: boolean };
  by?: bigint;
  at: Date;
  on: IsoDate;
};

/**
 * A person records money received by cash, cheque or card (S0.1, S2.17 to S2.26): one entry, the dues and statuses follow.
 * Warnings are questions: until they are answered nothing is written. Drafts and quotes take no payment (S0.2, S0.3).
 */
export function recordPayment(
  pool: Pool,
  receipt: Receipt,
): Promise<Parsed<{ paymentId: bigint; entryId: bigint }>> {
  return asCompany(pool, receipt.companyId, async (db) => {
    await lockBooks(db);
    const company = await currentCompany(db);
    const facts = await factsOfShares(
      db,
      receipt.allocations.map(({ shareId }) => shareId),
    );
    const problems = [...(await refusals(db, receipt, facts, company)), ...questions(receipt, facts)];
    if (problems.length > 0) return { ok: false, problems };
    const roles = await companyRoles(db);
    if (receipt.answers?.keepExcess) await allowOverpayment(db);
    const amount = sumCents(receipt.allocations.map((allocation) => allocation.amount));
    const paymentId = await insertReceipt(db, { ...receipt, amount, ...onlyParty(facts) });
    const draft = receiptEntry(
      {
        method: receipt.method,
        paidOn: receipt.paidOn,
        postedOn: openDay(receipt.paidOn, company),
        piece: receipt.chequeNumber
          ? `CHQ ${receipt.chequeNumber}`
          : (receipt.reference ?? `REG-${paymentId}`),
        shares: receipt.allocations.flatMap(({ shareId, amount: cents }) => {
          const fact = facts.get(shareId);
          return fact ? [{ ...fact, amount: cents, paidBefore: fact.total - fact.openBefore }] : [];
        }),
      },
      roles,
    );
    const [entryId] = await writeEntries(db, receipt.companyId, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    await db`update payment set entry_id = ${entryId}, label = ${draft.label} where id = ${paymentId}`;
    await letterShares(db, receipt.companyId, [...facts.keys()], receipt.on);
    await tell(db, receipt, paymentId);
    return { ok: true, value: { paymentId, entryId }, warnings: [] };
  });
}

async function refusals(
  db: Db,
  receipt: Receipt,
  facts: Map<bigint, ShareFacts>,
  company: Company,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { shareId, amount } of receipt.allocations) {
    const fact = facts.get(shareId);
    if (!fact) problems.push(error("share_not_open"));
    else if ((await lifecycleOf(db, fact.invoiceId)).lifecycle !== "issued")
      problems.push(error("invoice_takes_no_payment", { value: fact.invoice }));
    else if (amount <= 0n) problems.push(error("bad_amount", { field: "amount", value: decimalOf(amount) }));
    const limit = company.settings.cashLimitCents;
    if (receipt.method === "cash" && amount > limit) {
      problems.push(
        error("cash_above_limit", { value: decimalOf(amount), params: { limit: decimalOf(limit) } }),
      );
    }
  }
  return problems;
}

/** Warnings that wait for an answer (S2.28, S2.30): the page shows them as questions. */
function questions({ allocations, answers, paidOn }: Receipt, facts: Map<bigint, ShareFacts>): Problem[] {
  return allocations.flatMap(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    if (!fact) return [];
    const params = {
      number: fact.invoice,
      due: decimalOf(fact.due),
      over: decimalOf(amount - fact.due),
      issued: fact.issuedOn,
    };
    const excess = amount > fact.due && !answers?.keepExcess;
    const early = paidOn < fact.issuedOn && !answers?.keepDay;
    return [
      ...(excess ? [warning("excess_to_decide", { value: decimalOf(amount), params })] : []),
      ...(early ? [warning("paid_before_invoice", { value: paidOn, params })] : []),
    ];
  });
}

function onlyParty(facts: Map<bigint, ShareFacts>): { thirdPartyId?: bigint } {
  const [party, ...others] = new Set([...facts.values()].map((fact) => fact.thirdPartyId));
  return party !== undefined && others.length === 0 ? { thirdPartyId: party } : {};
}

function openDay(day: IsoDate, { lockedUpTo }: Company): IsoDate {
  return lockedUpTo !== null && day <= lockedUpTo ? addDays(lockedUpTo, 1) : day;
}

async function tell(db: Db, receipt: Receipt, paymentId: bigint): Promise<void> {
  await writeAudit(db, receipt.companyId, {
    ...(receipt.by === undefined ? {} : { actorId: receipt.by }),
    at: receipt.at,
    action: "record_payment",
    subject: "payment",
    subjectId: paymentId,
    detail: { method: receipt.method },
  });
}
