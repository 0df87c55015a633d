import { type Discount, withoutDiscountedVat } from "../../domain/accounting/discount.ts";
import { type ReceiptMethod, receiptEntry } from "../../domain/accounting/receiptEntry.ts";
import { countsWhenReceived, vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import {
  type PaidShareFacts,
  type ReceiptAnswers,
  type ReceivedPart,
  receiptQuestions,
  receiptRefusals,
} from "../../domain/billing/receiptChecks.ts";
import type { IsoDate } from "../../domain/days.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { drawIds } from "../bulk.ts";
import { type Company, companyRoles, currentCompany, listBankAccounts } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { insertHeld, letterHeld } from "../held.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { areDeposits, cashPaid, insertReceipt, lifecyclesOf, receiptJournals } from "../receipts.ts";
import { discountOn } from "../settling.ts";
import { partyById } from "../thirdParties.ts";
import { type ExcessAnswer, excessProblem, moveExcess } from "./moveExcess.ts";
import { openDay } from "./openDay.ts";
import { writeOffRemainders } from "./writeOff.ts";
import { type Advance, wrongAdvances } from "./wrongAdvances.ts";

export type Receipt = {
  companyId: bigint;
  method: ReceiptMethod;
  paidOn: IsoDate;
  allocations: readonly ReceivedPart[];
  /** What of the money is kept for customers whose documents are still to come (GC13). */
  advances?: readonly Advance[];
  chequeNumber?: string;
  drawnOn?: string;
  reference?: string;
  /** The journal of the entry, where it is not that of the means; the journal of the bank account that is to receive the money. */
  journal?: string;
  account?: string;
  label?: string;
  /** Marked by hand as seen on the bank account: a marker and nothing more (S0.17, S0.18). */
  cleared?: boolean;
  /** Cents of early-payment discount that close the document with this payment, its first and only one (S4.29). */
  discount?: bigint;
  answers?: ReceiptAnswers;
  /** What becomes of the money above a due, said in answer to the question; it then counts as answered. */
  excess?: ExcessAnswer;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

export type Recorded = { paymentId: bigint; entryId: bigint; piece: string };
export type FactsToPay = ShareFacts & PaidShareFacts;

/**
 * A person records money received by any means (S0.1, S2.13, S2.17 to S2.26): one entry, the dues and statuses follow. Until a bank
 * line brings it the money stands on the account of its means; cash is in the till at once.
 * Warnings are questions: until they are answered nothing is written. Drafts and quotes take no payment (S0.2, S0.3); a day to come is
 * planned (S4.10).
 */
export function recordPayment(pool: Pool, receipt: Receipt): Promise<Parsed<Recorded>> {
  return asCompany(pool, receipt.companyId, async (db) => {
    await lockBooks(db, receipt);
    const written = await writeReceipt(db, receipt);
    if (written.ok) await tell(db, receipt, written.value.paymentId);
    return written;
  });
}

/** Checks a receipt and writes it, in the caller's transaction, who holds the books. A payment that is changed keeps its id. */
export async function writeReceipt(
  db: Db,
  receipt: Receipt,
  id: { paymentId?: bigint } = {},
): Promise<Parsed<Recorded>> {
  const company = await currentCompany(db);
  const facts = await factsToPay(db, receipt.allocations);
  const answers = { ...receipt.answers, ...(receipt.excess ? { keepExcess: true } : {}) };
  const discount = await discountTaken(db, receipt, company);
  const problems = [
    ...(receipt.allocations.length + (receipt.advances ?? []).length === 0 ? [error("nothing_chosen")] : []),
    ...(receipt.paidOn > receipt.on ? [error("day_ahead", { value: receipt.paidOn })] : []),
    ...receiptRefusals(receipt.allocations, facts),
    ...(await aboveCashLimit(db, receipt, facts, company)),
    ...(await wrongPlace(db, receipt)),
    ...(await wrongAdvances(db, receipt.advances)),
    ...(discount && !discount.ok ? discount.problems : []),
    ...(await excessProblems(db, receipt, facts)),
    ...receiptQuestions(receipt.allocations, facts, { ...receipt, answers }),
  ];
  if (problems.length > 0) return { ok: false, problems };
  if (answers.keepExcess) await allowOverpayment(db);
  const paid = paidShares(receipt, facts, discount?.ok ? discount.value : undefined);
  const recorded = await post(db, receipt, { paid, facts, company, ...id });
  for (const over of receipt.excess ? excesses(receipt, facts) : [])
    await moveExcess(db, { ...receipt, ...over, answer: receipt.excess as ExcessAnswer });
  const left = new Map([...facts.keys()].map((shareId) => [shareId, recorded.paymentId]));
  await writeOffRemainders(db, left, { ...receipt, company });
  await letterShares(db, receipt.companyId, [...facts.keys()], receipt.on);
  return { ok: true, value: recorded, warnings: [] };
}

/** What the receipt brings above the due of each share it pays. */
function excesses({ allocations }: Receipt, facts: Map<bigint, FactsToPay>) {
  return allocations.flatMap(({ shareId, amount }) => {
    const due = facts.get(shareId)?.due ?? 0n;
    const over = amount - (due > 0n ? due : 0n);
    return over > 0n ? [{ shareId, amount: over }] : [];
  });
}

async function excessProblems(db: Db, receipt: Receipt, facts: Map<bigint, FactsToPay>): Promise<Problem[]> {
  const { excess } = receipt;
  if (!excess) return [];
  const problems = await Promise.all(
    excesses(receipt, facts).map(({ amount }) => excessProblem(db, excess, amount)),
  );
  return problems.flatMap((problem) => problem ?? []);
}

/** The discount that a payment of one document takes; undefined when it takes none. */
async function discountTaken(
  db: Db,
  { discount, allocations }: Receipt,
  company: Company,
): Promise<Parsed<Discount> | undefined> {
  if (discount === undefined) return undefined;
  const [only, ...others] = allocations;
  if (!only || others.length > 0) return { ok: false, problems: [error("discount_on_shares")] };
  return discountOn(db, company, { shareId: only.shareId, paid: only.amount, discount });
}

/** What is known of the shares that somebody says were paid. */
export async function factsToPay(db: Db, parts: readonly ReceivedPart[]): Promise<Map<bigint, FactsToPay>> {
  const facts = await factsOfShares(
    db,
    parts.map(({ shareId }) => shareId),
  );
  const lifecycles = await lifecyclesOf(
    db,
    [...facts.values()].map((fact) => fact.invoiceId),
  );
  return new Map(
    [...facts].map(([id, fact]) => [id, { ...fact, lifecycle: lifecycles.get(fact.invoiceId) }]),
  );
}

/** A journal or an account that no payment by hand is written to. */
async function wrongPlace(db: Db, { journal, account }: Receipt): Promise<Problem[]> {
  const journals = journal === undefined ? [] : await receiptJournals(db);
  const accounts = account === undefined ? [] : await listBankAccounts(db);
  return [
    ...(journal === undefined || journals.some(({ code }) => code === journal)
      ? []
      : [error("journal_not_for_payments", { value: journal })]),
    ...(account === undefined || accounts.some((one) => one.journal === account)
      ? []
      : [error("bank_account_unknown", { value: account })]),
  ];
}

/** The journal that the person chose, else for deposits the one of the preferences (S0.16), else that of the means. */
async function journalOf(
  db: Db,
  { journal }: Receipt,
  facts: Map<bigint, FactsToPay>,
  { settings }: Company,
): Promise<{ journal?: string }> {
  if (journal !== undefined) return { journal };
  const { depositJournal } = settings;
  if (depositJournal === undefined) return {};
  const invoiceIds = [...facts.values()].map((fact) => fact.invoiceId);
  return (await areDeposits(db, invoiceIds)) ? { journal: depositJournal } : {};
}

async function aboveCashLimit(
  db: Db,
  { method, allocations, advances = [] }: Receipt,
  facts: Map<bigint, FactsToPay>,
  { settings }: Company,
): Promise<Problem[]> {
  if (method !== "cash") return [];
  const limit = settings.cashLimitCents;
  const paid = await cashPaid(
    db,
    "in",
    [...facts.values()].map((fact) => fact.invoiceId),
  );
  for (const { shareId, amount } of allocations) {
    const invoiceId = facts.get(shareId)?.invoiceId;
    if (invoiceId !== undefined) paid.set(invoiceId, (paid.get(invoiceId) ?? 0n) + amount);
  }
  const above = [...paid.values(), ...advances.map(({ amount }) => amount)].filter((cents) => cents > limit);
  return above.map((cents) =>
    error("cash_above_limit", { value: decimalOf(cents), params: { limit: decimalOf(limit) } }),
  );
}

type ToPost = {
  paid: ReturnType<typeof paidShares>;
  facts: Map<bigint, FactsToPay>;
  company: Company;
  paymentId?: bigint;
};

async function post(
  db: Db,
  receipt: Receipt,
  { paid, facts, company, paymentId: kept }: ToPost,
): Promise<Recorded> {
  const [paymentId] = kept === undefined ? await drawIds(db, "payment", 1) : [kept];
  if (paymentId === undefined) throw new Error("no id was drawn");
  const piece = receipt.chequeNumber
    ? `CHQ ${receipt.chequeNumber}`
    : (receipt.reference ?? `REG-${paymentId}`);
  const [vat = []] = countsWhenReceived(receipt.method)
    ? vatOfPayments([paid.map(withoutDiscountedVat)])
    : [];
  const draft = receiptEntry(
    {
      method: receipt.method,
      paidOn: receipt.paidOn,
      postedOn: openDay(receipt.paidOn, company),
      piece,
      shares: paid,
      advances: await namedAdvances(db, receipt.advances),
      vat,
      ...(await journalOf(db, receipt, facts, company)),
      ...(receipt.label ? { label: receipt.label } : {}),
    },
    await companyRoles(db),
  );
  const [entryId] = await writeEntries(db, company.id, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  const { allocations, advances = [] } = receipt;
  const amount = sumCents([...allocations, ...advances].map((part) => part.amount));
  const account = (await listBankAccounts(db)).find(({ journal }) => journal === receipt.account);
  await insertReceipt(db, {
    ...receipt,
    ...(account ? { bankAccountId: account.id } : {}),
    ...(receipt.cleared ? { clearedOn: receipt.on } : {}),
    id: paymentId,
    entryId,
    label: draft.label,
    amount,
    ...onlyParty([...facts.values(), ...advances]),
  });
  await keepAdvances(db, receipt, { paymentId, entryId });
  return { paymentId, entryId, piece };
}

/** Who leaves each advance, as the books name him. */
async function namedAdvances(db: Db, advances: readonly Advance[] = []) {
  return Promise.all(
    advances.map(async (advance) => ({
      ...advance,
      party: (await partyById(db, advance.thirdPartyId))?.shownAs ?? "",
    })),
  );
}

async function keepAdvances(
  db: Db,
  { companyId, advances = [], on }: Receipt,
  by: { paymentId: bigint; entryId: bigint },
): Promise<void> {
  if (advances.length === 0) return;
  const held = advances.map((advance) => ({ ...advance, ...by, heldAs: "advance" as const }));
  await insertHeld(db, companyId, held);
  await letterHeld(db, companyId, held, on);
}

function paidShares(
  { allocations }: Receipt,
  facts: Map<bigint, FactsToPay>,
  discount: Discount | undefined,
) {
  return allocations.flatMap(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    return fact ? [{ ...fact, amount, ...(discount ? { discount } : {}) }] : [];
  });
}

function onlyParty(parts: readonly { thirdPartyId: bigint }[]): { thirdPartyId?: bigint } {
  const [party, ...others] = new Set(parts.map((part) => part.thirdPartyId));
  return party !== undefined && others.length === 0 ? { thirdPartyId: party } : {};
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
