import type { Item } from "../domain/accounting/creditEntry.ts";
import type { IsoDate } from "../domain/days.ts";
import { normaliseNumber } from "../domain/documentNumber.ts";
import type { Fact } from "../domain/matching/evidence.ts";
import type { Retrieved } from "../domain/matching/line.ts";
import type {
  MoneyFound,
  PaymentToTakeBack,
  PaymentUnderWay,
  RemittanceUnderWay,
} from "../domain/matching/moneyInHand.ts";
import { cashWordsIn, chequeNumbersIn, saleDayIn } from "../domain/matching/moneyWords.ts";
import { referencesOn } from "../domain/matching/references.ts";
import { idsOf } from "./bulk.ts";
import { openShares } from "./candidates.ts";
import type { Db } from "./connect.ts";
import {
  type PaymentOfPayer,
  payerSurelyNamedOn,
  paymentsOfAmounts,
  recordedByHand,
} from "./paymentsOfPayers.ts";
import type { BookableLine } from "./statements.ts";
import { customersNamed } from "./transferCandidates.ts";

/** One day of a terminal holds fewer sales than this; of cheques of one number and of deposits there are a handful. */
const FOUND_MAX = 500;

/**
 * What the books know that could be the money of the lines of a batch: remittances, cheques and card sales under way, and payments
 * that a line takes back. At most six statements, each by key, and none where no line speaks of such money.
 */
export async function retrieveMoneyInHand(
  db: Db,
  lines: readonly BookableLine[],
  retrieved: Retrieved,
): Promise<MoneyFound> {
  const incoming = lines.filter((line) => line.amount > 0n);
  return {
    named: await namedRemittances(db, incoming),
    cheques: await namedCheques(db, incoming),
    ...(await toldByHand(db, incoming, retrieved)),
    cards: await namedSales(db, incoming),
    cash: await cashUnderWay(db, incoming),
    cameBack: await namedReturns(
      db,
      lines.filter((line) => line.amount < 0n),
    ),
    ofCustomers: customersNamed(incoming, retrieved),
  };
}

type RemittanceRow = Omit<RemittanceUnderWay, "payments"> & {
  key: string;
  journal: string;
  payments: { paymentId: string; amount: string; paidOn: IsoDate }[];
};

/** Remittances to these accounts of which something is still to come: of some references, or all cash. */
function remittancesUnderWay(db: Db, lines: readonly BookableLine[], keys: readonly string[] | "cash") {
  return db<RemittanceRow[]>`
    select remittance.id as remittance_id, remittance.reference, remittance.reference_key as key, bank_account.journal,
           case remittance.kind when 'cash_deposit' then remittance.amount_cents
             else (select coalesce(sum(amount_cents), 0)::bigint from payment
                    where payment.remittance_id = remittance.id and payment.status = 'deposited') end as amount,
           (select coalesce(json_agg(json_build_object('paymentId', id::text, 'amount', amount_cents::text, 'paidOn', paid_on)
                                     order by id), '[]')
              from payment where payment.remittance_id = remittance.id and payment.status = 'deposited') as payments
      from remittance
      join bank_account on bank_account.id = remittance.bank_account_id
     where remittance.company_id = current_company()
       and bank_account.journal = any (${[...new Set(lines.map((line) => line.journal))]}::text[])
       and ${keys === "cash" ? db`remittance.kind = 'cash_deposit'` : db`remittance.reference_key = any (${[...keys]}::text[])`}
       and remittance.withdrawn_at is null
       and case remittance.kind
             when 'cash_deposit' then remittance.line_id is null
             else exists (select from payment where payment.remittance_id = remittance.id and payment.status = 'deposited') end
     order by remittance.made_on, remittance.id
     limit ${FOUND_MAX}
  `;
}

function remittanceOf({ key: _, journal: __, payments, ...row }: RemittanceRow): RemittanceUnderWay {
  return {
    ...row,
    payments: payments.map(({ paymentId, amount, paidOn }) => ({
      paymentId: BigInt(paymentId),
      amount: BigInt(amount),
      paidOn,
    })),
  };
}

async function namedRemittances(db: Db, lines: readonly BookableLine[]): Promise<MoneyFound["named"]> {
  const named = lines.flatMap((line) => referencesOn(line).map((reference) => ({ line, ...reference })));
  const found: MoneyFound["named"] = new Map();
  if (named.length === 0) return found;
  const keys = [...new Set(named.map(({ key }) => key))];
  const rows = await remittancesUnderWay(db, lines, keys);
  for (const row of rows) {
    for (const { line, token } of named.filter(
      ({ line, key }) => key === row.key && line.journal === row.journal,
    )) {
      const known = found.get(line.id) ?? [];
      if (!known.some(({ remittance }) => remittance.remittanceId === row.remittanceId))
        found.set(line.id, [...known, { remittance: remittanceOf(row), token }]);
    }
  }
  return found;
}

async function cashUnderWay(db: Db, lines: readonly BookableLine[]): Promise<MoneyFound["cash"]> {
  const speaking = lines.flatMap((line) => {
    const token = cashWordsIn(line);
    return token === undefined ? [] : [{ line, token }];
  });
  const found: MoneyFound["cash"] = new Map();
  if (speaking.length === 0) return found;
  const rows = await remittancesUnderWay(
    db,
    speaking.map(({ line }) => line),
    "cash",
  );
  for (const { line, token } of speaking) {
    const remittances = rows.filter((row) => row.journal === line.journal).map(remittanceOf);
    if (remittances.length > 0) found.set(line.id, { token, remittances });
  }
  return found;
}

async function namedCheques(db: Db, lines: readonly BookableLine[]): Promise<MoneyFound["cheques"]> {
  const numbers = new Map(lines.map((line) => [line.id, chequeNumbersIn(line)]));
  const wanted = [...new Set([...numbers.values()].flat())];
  const found: MoneyFound["cheques"] = new Map();
  if (wanted.length === 0) return found;
  const rows = await db<(PaymentUnderWay & { chequeNumber: string })[]>`
    select id as payment_id, amount_cents as amount, paid_on, cheque_number
      from payment
     where company_id = current_company()
       and cheque_number = any (${wanted}::text[])
       and method = 'cheque' and direction = 'in'
       and status in ('received', 'deposited')
     limit ${FOUND_MAX}
  `;
  for (const [lineId, of] of numbers) {
    const cheques = rows.filter((row) => of.includes(row.chequeNumber));
    if (cheques.length > 0)
      found.set(
        lineId,
        cheques.map((payment) => ({ payment, token: payment.chequeNumber })),
      );
  }
  return found;
}

/**
 * Payments that people recorded as transfers, direct debits or otherwise, of exactly the amount of lines that name a document they pay,
 * the reference that was typed, or their payer: advances, which pay no document, too.
 */
async function toldByHand(
  db: Db,
  lines: readonly BookableLine[],
  { byNumber, byName, byIban }: Retrieved,
): Promise<Pick<MoneyFound, "told" | "owed">> {
  const paid = await paymentsOfAmounts(db, lines, recordedByHand(db));
  const finds = lines.flatMap((line) => {
    const shares = new Map((byNumber.get(line.id) ?? []).map(({ share, token }) => [share.shareId, token]));
    return (paid.get(line.id) ?? [])
      .filter(({ journal }) => journal === null || journal === line.journal)
      .flatMap((payment) => {
        const fact = whyTold(line, payment, shares);
        return fact ? [{ line, payment, fact }] : [];
      });
  });
  const parties = new Set(finds.flatMap(({ payment }) => payment.thirdPartyId ?? []));
  const open = await openShares(db, "EUR", [...parties]);
  const found: Pick<MoneyFound, "told" | "owed"> = { told: new Map(), owed: new Map() };
  for (const { line, payment, fact } of finds) {
    const { paymentId, amount, paidOn, thirdPartyId } = payment;
    const told = { payment: { paymentId, amount, paidOn }, fact };
    found.told.set(line.id, [...(found.told.get(line.id) ?? []), told]);
    const named = (byName.get(line.id) ?? []).map(({ share }) => share);
    const owed = [...(open.get(thirdPartyId ?? 0n) ?? []), ...named, ...(byIban.get(line.id) ?? [])]
      .filter(({ due }) => due === line.amount)
      .map((share) => [share.shareId, share] as const);
    const known = (found.owed.get(line.id) ?? []).map((share) => [share.shareId, share] as const);
    found.owed.set(line.id, [...new Map([...known, ...owed]).values()]);
  }
  return found;
}

/** The surest fact by which a line names a payment: its document, its reference, its payer. */
function whyTold(
  line: BookableLine,
  payment: PaymentOfPayer,
  tokens: ReadonlyMap<bigint, string>,
): Fact | undefined {
  const token = payment.shareIds.map((id) => tokens.get(BigInt(id))).find((each) => each !== undefined);
  if (token !== undefined) return { code: "told_by_hand", token };
  const key = normaliseNumber(payment.reference ?? "");
  const reference = key && referencesOn(line).find((each) => each.key === key);
  if (reference) return { code: "told_by_hand", token: reference.token };
  const payer = payerSurelyNamedOn(line, payment);
  return payer === undefined
    ? undefined
    : { code: "payer_named", token: payer, params: { party: payment.party } };
}

async function namedSales(db: Db, lines: readonly BookableLine[]): Promise<MoneyFound["cards"]> {
  const days = lines.flatMap((line) => {
    const said = saleDayIn(line);
    return said ? [{ line, ...said }] : [];
  });
  const found: MoneyFound["cards"] = new Map();
  if (days.length === 0) return found;
  const rows = await db<(PaymentUnderWay & { journal: string | null })[]>`
    select payment.id as payment_id, payment.amount_cents as amount, payment.paid_on, bank_account.journal
      from payment
      left join remittance on remittance.id = payment.remittance_id
      left join bank_account on bank_account.id = remittance.bank_account_id
     where payment.company_id = current_company()
       and payment.method = 'card' and payment.direction = 'in'
       and payment.status in ('received', 'deposited')
       and payment.paid_on = any (${[...new Set(days.map(({ day }) => day))]}::text[]::date[])
     order by payment.id
     limit ${FOUND_MAX}
  `;
  for (const { line, day, token } of days) {
    const payments = rows.filter(
      (row) => row.paidOn === day && (row.journal === null || row.journal === line.journal),
    );
    if (payments.length > 0)
      found.set(line.id, { token, payments: payments.map(({ journal: _, ...row }) => row) });
  }
  return found;
}

/** Credited cheques whose number stands on a line of money out. */
async function namedReturns(db: Db, lines: readonly BookableLine[]): Promise<MoneyFound["cameBack"]> {
  const numbers = new Map(lines.map((line) => [line.id, chequeNumbersIn(line)]));
  const wanted = [...new Set([...numbers.values()].flat())];
  const found: MoneyFound["cameBack"] = new Map();
  if (wanted.length === 0) return found;
  const rows = await db<(PaymentToTakeBack & { chequeNumber: string })[]>`
    select id as payment_id, amount_cents as amount, 'CHQ ' || cheque_number as reference, cheque_number
      from payment
     where company_id = current_company()
       and cheque_number = any (${wanted}::text[])
       and method = 'cheque' and direction = 'in'
       and status = 'cleared'
     limit ${FOUND_MAX}
  `;
  for (const [lineId, of] of numbers) {
    const cheques = rows.filter((row) => of.includes(row.chequeNumber));
    if (cheques.length > 0)
      found.set(
        lineId,
        cheques.map(({ chequeNumber, ...payment }) => ({ payment, token: chequeNumber })),
      );
  }
  return found;
}

/** Money under way as posting needs it: the line it stands on, and the payment or the cash deposit it is of. */
export type ItemUnderWay = Item & {
  itemLineId: bigint;
  method: string;
  status: string;
  paymentId: bigint | null;
  remittanceId: bigint | null;
};

/**
 * What stands under way of these payments and cash deposits, and nothing that the bank has brought already. The first line of the
 * entry of money in hand is where the money is.
 */
export async function itemsUnderWay(
  db: Db,
  { paymentIds, remittanceIds }: { paymentIds: readonly bigint[]; remittanceIds: readonly bigint[] },
): Promise<ItemUnderWay[]> {
  const rows = await db<(Omit<ItemUnderWay, "thirdPartyId"> & { thirdPartyId: bigint | null })[]>`
    select line.id as item_line_id, line.account, line.third_party_id, line.debit_cents as amount, payment.method,
           payment.status, payment.id as payment_id, payment.remittance_id
      from payment
      join journal_line as line on line.entry_id = payment.entry_id and line.rank = 1
     where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[])
       and payment.direction = 'in'
       and payment.status in ('received', 'deposited', 'sent')
       and payment.method <> 'insurer_transfer'
    union all
    select line.id, line.account, line.third_party_id, line.debit_cents, 'cash', '', null, remittance.id
      from remittance
      join journal_line as line on line.entry_id = remittance.entry_id and line.rank = 1
     where remittance.id = any (${idsOf(remittanceIds)}::text[]::bigint[])
       and remittance.line_id is null
       and remittance.withdrawn_at is null
     order by 1
  `;
  return rows.map(({ thirdPartyId, ...row }) => ({
    ...row,
    ...(thirdPartyId === null ? {} : { thirdPartyId }),
  }));
}

/** Payments that are still under way of these remittances. */
export async function paymentsOfRemittances(db: Db, remittanceIds: readonly bigint[]): Promise<bigint[]> {
  const rows = await db<{ id: bigint }[]>`
    select id from payment
     where remittance_id = any (${idsOf(remittanceIds)}::text[]::bigint[]) and status = 'deposited'
     order by id
  `;
  return rows.map((row) => row.id);
}

/** What each remittance is called, and how many of its payments are still under way. */
export async function remittanceNames(
  db: Db,
  remittanceIds: readonly bigint[],
): Promise<Map<bigint, { reference: string; underWay: number }>> {
  const rows = await db<{ id: bigint; reference: string; underWay: number }[]>`
    select remittance.id, remittance.reference,
           (select count(*)::integer from payment
             where payment.remittance_id = remittance.id and payment.status = 'deposited') as under_way
      from remittance
     where remittance.id = any (${idsOf(remittanceIds)}::text[]::bigint[])
  `;
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** A bank line brought this much of a payment, or a whole cash deposit; the line of the entry that says so. */
export type NewCredit = { lineId: bigint; entryRank: number; item: ItemUnderWay };

/** The payments are through, and remember what they were; cash deposits name the line that brought them. */
export async function insertCredits(db: Db, companyId: bigint, credits: readonly NewCredit[]): Promise<void> {
  const ofPayments = credits.filter(({ item }) => item.paymentId !== null);
  await db`
    insert into clearing (line_id, payment_id, company_id, amount_cents, entry_rank, status_before)
    select given.line_id, given.payment_id, ${companyId}, given.amount, given.entry_rank, payment.status
      from unnest(${idsOf(ofPayments.map((one) => one.lineId))}::text[]::bigint[],
                  ${idsOf(ofPayments.map(({ item }) => item.paymentId ?? 0n))}::text[]::bigint[],
                  ${idsOf(ofPayments.map(({ item }) => item.amount))}::text[]::bigint[],
                  ${ofPayments.map((one) => String(one.entryRank))}::text[]::integer[]) as given (line_id, payment_id, amount, entry_rank)
      join payment on payment.id = given.payment_id
  `;
  await db`
    update payment set status = 'cleared'
     where id = any (${idsOf(ofPayments.map(({ item }) => item.paymentId ?? 0n))}::text[]::bigint[])
  `;
  const ofCash = credits.filter(({ item }) => item.paymentId === null);
  await db`
    update remittance set line_id = given.line_id
      from unnest(${idsOf(ofCash.map((one) => one.lineId))}::text[]::bigint[],
                  ${idsOf(ofCash.map(({ item }) => item.remittanceId ?? 0n))}::text[]::bigint[]) as given (line_id, id)
     where remittance.id = given.id
  `;
}

/** Takes back what bank lines brought of money that was under way: payments are again what they were before them. */
export async function releaseCredits(db: Db, lineIds: readonly bigint[]): Promise<void> {
  const ids = idsOf(lineIds);
  await db`
    update payment set status = clearing.status_before
      from clearing
     where clearing.line_id = any (${ids}::text[]::bigint[]) and clearing.payment_id = payment.id and clearing.status_before is not null
  `;
  await db`
    update payment set collected_on = null
      from clearing
     where clearing.line_id = any (${ids}::text[]::bigint[]) and clearing.status_before is not null
       and payment.awaits_payment_id = clearing.payment_id and payment.status <> 'corrected'
  `;
  await db`delete from clearing where line_id = any (${ids}::text[]::bigint[]) and status_before is not null`;
  await db`update remittance set line_id = null where line_id = any (${ids}::text[]::bigint[])`;
}
