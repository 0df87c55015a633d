import type { Payer } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type ShareOfInvoice = {
  shareId: bigint;
  thirdPartyId: bigint;
  payer: Payer;
  due: bigint;
  numberKey: string;
};

/** The insurers' shares of the invoices with these numbers (normalised), of issued documents only. */
export async function insurerShares(db: Db, numberKeys: readonly string[]): Promise<ShareOfInvoice[]> {
  return db<ShareOfInvoice[]>`
    select share.id as share_id, share.third_party_id, share.payer, share.due_cents as due, invoice.number_key
      from unnest(${numberKeys as string[]}::text[]) as wanted(number_key)
      join invoice on invoice.company_id = current_company() and invoice.number_key = wanted.number_key
                  and invoice.lifecycle = 'issued'
      join share on share.invoice_id = invoice.id and share.payer in ('amo', 'amc')
     order by share.id
  `;
}

export type NewReturn = {
  fileId?: bigint;
  thirdPartyId: bigint;
  reference?: string;
  referenceKey?: string;
  label: string;
  paidOn: IsoDate;
  net: bigint;
  contentHash: string;
};

/** Which of these returns the company has already, by insurer and content. */
export async function knownReturns(
  db: Db,
  returns: readonly { thirdPartyId: bigint; contentHash: string }[],
): Promise<Set<string>> {
  const rows = await db<{ contentHash: string }[]>`
    select known.content_hash
      from insurer_return as known
      join unnest(${idsOf(returns.map((one) => one.thirdPartyId))}::text[]::bigint[],
                  ${returns.map((one) => one.contentHash)}::text[]) as given (third_party_id, content_hash)
        on given.third_party_id = known.third_party_id and given.content_hash = known.content_hash
     where known.company_id = current_company()
  `;
  return new Set(rows.map((row) => row.contentHash));
}

export async function insertReturns(
  db: Db,
  companyId: bigint,
  returns: readonly (NewReturn & { paymentId?: bigint })[],
  at: Date,
): Promise<bigint[]> {
  const ids = await drawIds(db, "insurer_return", returns.length);
  await insertRows(
    db,
    "insurer_return",
    {
      id: "bigint",
      company_id: "bigint",
      file_id: "bigint",
      third_party_id: "bigint",
      reference: "text",
      reference_key: "text",
      label: "text",
      paid_on: "date",
      net_cents: "bigint",
      payment_id: "bigint",
      content_hash: "text",
      arrived_at: "timestamptz",
    },
    returns.map((one, nth) => [
      ids[nth],
      companyId,
      one.fileId,
      one.thirdPartyId,
      one.reference,
      one.referenceKey,
      one.label,
      one.paidOn,
      one.net,
      one.paymentId,
      one.contentHash,
      at,
    ]),
  );
  return ids;
}

export type NewReturnItem = {
  returnId: bigint;
  rank: number;
  invoice: string;
  shareId?: bigint;
  lot?: string;
  status: string;
  asked?: bigint;
  paid: bigint;
  posted: bigint;
  reasons: readonly object[];
};

export async function insertReturnItems(
  db: Db,
  companyId: bigint,
  items: readonly NewReturnItem[],
): Promise<void> {
  await insertRows(
    db,
    "insurer_return_item",
    {
      company_id: "bigint",
      return_id: "bigint",
      rank: "integer",
      invoice_number: "text",
      share_id: "bigint",
      lot: "text",
      status: "text",
      asked_cents: "bigint",
      paid_cents: "bigint",
      posted_cents: "bigint",
      reasons: "jsonb",
    },
    items.map((item) => [
      companyId,
      item.returnId,
      item.rank,
      item.invoice,
      item.shareId,
      item.lot,
      item.status,
      item.asked,
      item.paid,
      item.posted,
      item.reasons,
    ]),
  );
}

/** Money of insurers that is on its way or came without its return. `left` is what no bank line has brought yet. */
export type InsurerPayment = {
  paymentId: bigint;
  thirdPartyId: bigint;
  status: "announced" | "received";
  paidOn: IsoDate;
  amount: bigint;
  left: bigint;
  referenceKeys: string[];
  reference: string | null;
};

/** Every payment of insurers that waits for the bank (announced) or for its return (received). */
export async function openInsurerPayments(db: Db): Promise<InsurerPayment[]> {
  return db<InsurerPayment[]>`
    select payment.id as payment_id, payment.third_party_id, payment.status, payment.paid_on, payment.amount_cents as amount,
           payment.amount_cents - coalesce((select sum(amount_cents) from clearing where payment_id = payment.id), 0)::bigint as left,
           array(select distinct reference_key from insurer_return
                  where insurer_return.payment_id = payment.id and reference_key is not null) as reference_keys,
           (select min(reference) from insurer_return where insurer_return.payment_id = payment.id) as reference
      from payment
     where payment.company_id = current_company()
       and payment.method = 'insurer_transfer'
       and payment.status in ('announced', 'received')
     order by payment.paid_on, payment.id
  `;
}

/** The texts of the bank lines that brought payments without a return: a return that comes later looks for its reference there. */
export async function textsOfReceived(
  db: Db,
  paymentIds: readonly bigint[],
): Promise<{ paymentId: bigint; text: string }[]> {
  return db<{ paymentId: bigint; text: string }[]>`
    select clearing.payment_id, concat_ws(' ', line.label, array_to_string(line.details, ' '), line.end_to_end_id) as text
      from clearing
      join statement_line as line on line.id = clearing.line_id
     where clearing.payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
  `;
}

export type NewInsurerPayment = {
  thirdPartyId: bigint;
  method: "insurer_transfer" | "internal";
  status: "announced" | "received" | "cleared";
  paidOn: IsoDate;
  amount: bigint;
  unallocated: bigint;
  entryId?: bigint;
  label: string;
  reference?: string;
};

export async function insertInsurerPayments(
  db: Db,
  companyId: bigint,
  payments: readonly NewInsurerPayment[],
): Promise<bigint[]> {
  const ids = await drawIds(db, "payment", payments.length);
  await insertRows(
    db,
    "payment",
    {
      id: "bigint",
      company_id: "bigint",
      direction: "text",
      method: "text",
      paid_on: "date",
      amount_cents: "bigint",
      unallocated_cents: "bigint",
      status: "text",
      third_party_id: "bigint",
      entry_id: "bigint",
      label: "text",
      reference: "text",
    },
    payments.map((payment, nth) => [
      ids[nth],
      companyId,
      "in",
      payment.method,
      payment.paidOn,
      payment.amount,
      payment.unallocated,
      payment.status,
      payment.thirdPartyId,
      payment.entryId,
      payment.label,
      payment.reference,
    ]),
  );
  return ids;
}

/** The return of money that came before it: the same payment row, which now says what it pays and is through. */
export async function attachReturn(
  db: Db,
  payment: { paymentId: bigint; paidOn: IsoDate; unallocated: bigint; entryId: bigint; reference?: string },
): Promise<void> {
  await db`
    update payment
       set status = 'cleared', paid_on = ${payment.paidOn}, unallocated_cents = ${payment.unallocated},
           entry_id = ${payment.entryId}, reference = coalesce(${payment.reference ?? null}, reference)
     where id = ${payment.paymentId}
  `;
}

export async function insertAllocations(
  db: Db,
  companyId: bigint,
  allocations: readonly { paymentId: bigint; shareId: bigint; amount: bigint }[],
): Promise<void> {
  await insertRows(
    db,
    "allocation",
    { payment_id: "bigint", share_id: "bigint", company_id: "bigint", amount_cents: "bigint" },
    allocations.map((one) => [one.paymentId, one.shareId, companyId, one.amount]),
  );
}

export type NewClearing = { lineId: bigint; paymentId: bigint; amount: bigint; entryRank: number };

/** What a bank line brought of each payment; a payment that is in full becomes cleared. */
export async function insertClearings(
  db: Db,
  companyId: bigint,
  clearings: readonly NewClearing[],
): Promise<void> {
  await insertRows(
    db,
    "clearing",
    {
      line_id: "bigint",
      payment_id: "bigint",
      company_id: "bigint",
      amount_cents: "bigint",
      entry_rank: "integer",
    },
    clearings.map((one) => [one.lineId, one.paymentId, companyId, one.amount, one.entryRank]),
  );
  await db`
    update payment
       set status = 'cleared'
     where id = any (${idsOf(clearings.map((one) => one.paymentId))}::text[]::bigint[])
       and status = 'announced'
       and amount_cents = (select sum(amount_cents) from clearing where clearing.payment_id = payment.id)
  `;
}

/**
 * Takes back what a bank line brought. A payment that its return announced waits for the bank again; one that had no return goes.
 * @returns the payments that stay, to be lettered anew
 */
export async function releaseClearings(db: Db, lineId: bigint): Promise<bigint[]> {
  const released = await db<
    { paymentId: bigint }[]
  >`delete from clearing where line_id = ${lineId} returning payment_id`;
  if (released.length === 0) return [];
  const ids = idsOf(released.map((row) => row.paymentId));
  await db`
    update payment
       set status = 'announced'
     where id = any (${ids}::text[]::bigint[])
       and status = 'cleared'
       and exists (select from insurer_return where insurer_return.payment_id = payment.id)
  `;
  await db`
    delete from payment
     where id = any (${ids}::text[]::bigint[])
       and not exists (select from insurer_return where insurer_return.payment_id = payment.id)
       and not exists (select from clearing where clearing.payment_id = payment.id)
  `;
  return released.map((row) => row.paymentId);
}

export type TransitLine = {
  paymentId: bigint;
  lineId: bigint;
  account: string;
  thirdPartyId: bigint | null;
  debit: bigint;
  credit: bigint;
  groupId: bigint | null;
  code: string | null;
};

/** The lines of payments on the account of announced money: that of the return, and those of the bank lines that brought it. */
export async function transitLines(
  db: Db,
  paymentIds: readonly bigint[],
  account: string,
): Promise<TransitLine[]> {
  return db<TransitLine[]>`
    select found.payment_id, line.id as line_id, line.account, line.third_party_id, line.debit_cents as debit,
           line.credit_cents as credit, lettered.group_id, lettering_group.code
      from (
        select payment.id as payment_id, line.id
          from payment
          join journal_line as line on line.entry_id = payment.entry_id and line.account = ${account}
         where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[])
        union all
        select clearing.payment_id, line.id
          from clearing
          join line_posting on line_posting.line_id = clearing.line_id
          join journal_line as line on line.entry_id = line_posting.entry_id and line.rank = clearing.entry_rank
         where clearing.payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
      ) as found
      join journal_line as line on line.id = found.id
      left join lettering_line as lettered on lettered.line_id = line.id
      left join lettering_group on lettering_group.id = lettered.group_id
     order by found.payment_id, line.id
  `;
}
