import { cashDepositEntry } from "../../domain/accounting/creditEntry.ts";
import type { IsoDate } from "../../domain/days.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type BankAccount, companyRoles, currentCompany, listBankAccounts } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import {
  findRemittance,
  insertRemittance,
  nextRemittance,
  type PaymentInHand,
  paymentsInHand,
  putIntoRemittance,
  withdraw,
} from "../remittances.ts";
import { cashShort } from "../till.ts";
import { openDay } from "./openDay.ts";
import { lockedFor, takeBackEntries } from "./takeBackEntry.ts";

type Act = { companyId: bigint; by?: bigint; at: Date; on: IsoDate };
export type Made = { remittanceId: bigint; reference: string };

/** Payments of one means that go to the bank together, to the account of a journal. */
export type PaymentsToRemit = Act & {
  kind: "cheque_slip" | "card_batch";
  /** Journal of the account to credit, such as BQ1. */
  account: string;
  paymentIds: readonly bigint[];
  /** What the slip or the ticket says; where it is given, it must be so. */
  count?: number;
  total?: bigint;
};

const METHOD_OF = { cheque_slip: "cheque", card_batch: "card" } as const;

/**
 * Cheques are put on a deposit slip, or a card terminal closes its batch (GC16): one reference for the bank line to name. Nothing is
 * posted: the money stays where it stands until the bank has it.
 */
export function makeRemittance(pool: Pool, act: PaymentsToRemit): Promise<Parsed<Made>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const account = await accountOf(db, act.account);
    const paymentIds = [...new Set(act.paymentIds)];
    const payments = await paymentsInHand(db, paymentIds);
    const problems = [
      ...(account ? [] : [unknownAccount(act.account)]),
      ...slipProblems(act, paymentIds, payments),
    ];
    if (!account || problems.length > 0) return { ok: false, problems };
    const named = await nextRemittance(db, act.kind);
    const amount = sumCents(payments.map((payment) => payment.amount));
    const remittanceId = await insertRemittance(db, {
      ...act,
      ...named,
      bankAccountId: account.id,
      madeOn: act.on,
      amount,
    });
    await putIntoRemittance(db, remittanceId, paymentIds);
    await tell(db, act, act.kind === "cheque_slip" ? "deposit_slip" : "card_batch", remittanceId);
    return { ok: true, value: { remittanceId, reference: named.reference }, warnings: [] };
  });
}

function slipProblems(
  { kind, count, total }: PaymentsToRemit,
  asked: readonly bigint[],
  payments: readonly PaymentInHand[],
): Problem[] {
  if (asked.length === 0) return [error("remittance_empty")];
  const inHand = payments.filter(
    ({ method, status, remittanceId }) =>
      method === METHOD_OF[kind] && status === "received" && remittanceId === null,
  );
  const known = new Set(inHand.map(({ paymentId }) => paymentId));
  const gone = asked.find((id) => !known.has(id));
  if (gone !== undefined) return [error("payment_not_in_hand", { value: `REG-${gone}` })];
  const amount = sumCents(inHand.map((payment) => payment.amount));
  if ((count ?? inHand.length) === inHand.length && (total ?? amount) === amount) return [];
  const said = [count, total === undefined ? undefined : decimalOf(total)].filter(
    (part) => part !== undefined,
  );
  return [
    error("remittance_differs", {
      value: said.join(" / "),
      params: { count: String(inHand.length), total: decimalOf(amount) },
    }),
  ];
}

/** Cash leaves the till for the bank (GC18). It is on its way until the bank's line comes, and a till is never below zero. */
export function depositCash(
  pool: Pool,
  act: Act & { account: string; amount: bigint },
): Promise<Parsed<Made & { entryId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const company = await currentCompany(db);
    const roles = await companyRoles(db);
    const account = await accountOf(db, act.account);
    const postedOn = openDay(act.on, company);
    const problems = [
      ...(account ? [] : [unknownAccount(act.account)]),
      ...(await wrongCash(db, act.amount, postedOn)),
    ];
    if (!account || problems.length > 0) return { ok: false, problems };
    const named = await nextRemittance(db, "cash_deposit");
    const draft = cashDepositEntry(
      { amount: act.amount, madeOn: act.on, postedOn, piece: named.reference },
      roles,
    );
    const [entryId] = await writeEntries(db, company.id, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    const remittanceId = await insertRemittance(db, {
      ...act,
      ...named,
      kind: "cash_deposit",
      bankAccountId: account.id,
      madeOn: act.on,
      entryId,
    });
    await tell(db, act, "deposit_cash", remittanceId);
    return { ok: true, value: { remittanceId, reference: named.reference, entryId }, warnings: [] };
  });
}

/** Why cash may not leave the till: nothing to take, or more than it holds from that day on. */
async function wrongCash(db: Db, amount: bigint, from: IsoDate): Promise<Problem[]> {
  if (amount <= 0n) return [error("amount_not_above_zero", { value: decimalOf(amount) })];
  return [await cashShort(db, { amount, from })].flatMap((problem) => problem ?? []);
}

/**
 * A remittance that never went to the bank: its payments are in hand again, and cash is back in the till (a draft entry goes, a
 * validated one is reversed). Not once the bank credited any of it.
 */
export function withdrawRemittance(
  pool: Pool,
  act: Act & { remittanceId: bigint },
): Promise<Parsed<{ reference: string }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const remittance = await findRemittance(db, act.remittanceId);
    const isOpen = remittance && remittance.lineId === null && remittance.withdrawnAt === null;
    if (!isOpen || remittance.settled > 0)
      return { ok: false, problems: [error("remittance_settled", { value: remittance?.reference ?? "" })] };
    const entryIds = remittance.entryId === null ? [] : [remittance.entryId];
    const locked = await lockedFor(db, entryIds, act.on);
    if (locked) return { ok: false, problems: [locked] };
    await withdraw(db, remittance.id, act.at);
    await takeBackEntries(db, act, entryIds);
    await tell(db, act, "withdraw_remittance", remittance.id);
    return { ok: true, value: { reference: remittance.reference }, warnings: [] };
  });
}

async function accountOf(db: Db, journal: string): Promise<BankAccount | undefined> {
  return (await listBankAccounts(db)).find((account) => account.journal === journal);
}

function unknownAccount(journal: string): Problem {
  return error("bank_account_unknown", { value: journal });
}

async function tell(db: Db, act: Act, action: string, remittanceId: bigint): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "remittance",
    subjectId: remittanceId,
  });
}
