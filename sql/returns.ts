import type { IsoDate } from "../domain/days.ts";
import type { LineToMatch } from "../domain/matching/line.ts";
import type { ReceivedMoney } from "../domain/matching/received.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

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

/** Money that a bank line brought before its return. `isOurs`: the machine posted it, as a draft that can still be taken back. */
export type Received = ReceivedMoney & { entryId: bigint; isOurs: boolean };

type ReceivedRow = Omit<Received, "line"> & {
  lineId: bigint;
  bookedOn: IsoDate;
  label: string;
  details: string[];
  counterpartyName: string | null;
  counterpartyIban: string | null;
  endToEndId: string | null;
  structuredReference: string | null;
};

/** The money of these insurers that waits for its return, with the words of the lines that brought it. */
export async function receivedMoney(db: Db, thirdPartyIds: readonly bigint[]): Promise<Received[]> {
  const rows = await db<ReceivedRow[]>`
    select payment.id as payment_id, payment.third_party_id, payment.amount_cents as amount, entry.id as entry_id,
           match.reason = 'insurer_before_return' and match.decided_by is null and entry.validated_on is null
             and entry.posted_on > coalesce(lock_in_force(company), '-infinity') as is_ours,
           line.id as line_id, line.booked_on, coalesce(text.label, line.label) as label,
           coalesce(text.details, line.details) as details,
           coalesce(text.counterparty_name, line.counterparty_name) as counterparty_name,
           coalesce(text.counterparty_iban, line.counterparty_iban) as counterparty_iban,
           coalesce(text.end_to_end_id, line.end_to_end_id) as end_to_end_id,
           coalesce(text.structured_reference, line.structured_reference) as structured_reference
      from payment
      join company on company.id = payment.company_id
      join clearing on clearing.payment_id = payment.id
      join statement_line as line on line.id = clearing.line_id
      join line_posting on line_posting.line_id = line.id
      join journal_entry as entry on entry.id = line_posting.entry_id
      left join line_text as text on text.line_id = line.id
      left join match on match.line_id = line.id and match.undone_at is null
     where payment.company_id = current_company()
       and payment.status = 'received'
       and payment.method = 'insurer_transfer'
       and payment.third_party_id = any (${idsOf(thirdPartyIds)}::text[]::bigint[])
     order by line.booked_on, line.id
  `;
  return rows.map(({ paymentId, thirdPartyId, amount, entryId, isOurs, ...line }) => ({
    paymentId,
    thirdPartyId,
    amount,
    entryId,
    isOurs,
    line: lineOf(line, amount),
  }));
}

function lineOf(
  row: Omit<ReceivedRow, "paymentId" | "thirdPartyId" | "amount" | "entryId" | "isOurs">,
  amount: bigint,
): LineToMatch {
  const { lineId, counterpartyName, counterpartyIban, endToEndId, structuredReference, ...line } = row;
  return {
    ...line,
    id: lineId,
    amount,
    ...(counterpartyName === null ? {} : { counterpartyName }),
    ...(counterpartyIban === null ? {} : { counterpartyIban }),
    ...(endToEndId === null ? {} : { endToEndId }),
    ...(structuredReference === null ? {} : { structuredReference }),
  };
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

export type Attachment = {
  paymentId: bigint;
  paidOn: IsoDate;
  unallocated: bigint;
  entryId: bigint;
  label: string;
  reference?: string;
};

/** The returns of money that came before them: the same payment rows, which now say what they pay and are through. */
export async function attachReturns(db: Db, attached: readonly Attachment[]): Promise<void> {
  if (attached.length === 0) return;
  await db`
    update payment
       set status = 'cleared', paid_on = given.paid_on, unallocated_cents = given.unallocated, entry_id = given.entry_id,
           label = given.label, reference = coalesce(given.reference, payment.reference)
      from unnest(${idsOf(attached.map((one) => one.paymentId))}::text[]::bigint[],
                  ${attached.map((one) => one.paidOn)}::text[]::date[],
                  ${attached.map((one) => String(one.unallocated))}::text[]::bigint[],
                  ${idsOf(attached.map((one) => one.entryId))}::text[]::bigint[],
                  ${attached.map((one) => one.label)}::text[],
                  ${attached.map((one) => one.reference ?? null)}::text[])
        as given (id, paid_on, unallocated, entry_id, label, reference)
     where payment.id = given.id
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
/** Cents of each payment that bank lines have brought. */
export async function broughtSoFar(db: Db, paymentIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await db<{ paymentId: bigint; cents: bigint }[]>`
    select payment_id, sum(amount_cents)::bigint as cents
      from clearing
     where payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
     group by payment_id
  `;
  return new Map(rows.map(({ paymentId, cents }) => [paymentId, cents]));
}

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
 * Takes back what bank lines brought, before their entries go or are reversed. A payment that its return announced waits for the
 * bank again. One that had no return goes with a draft, and stays as corrected, on a day, where the entry is final.
 * @returns the payments that their returns announced, to be lettered anew
 */
export async function releaseClearings(
  db: Db,
  lineIds: readonly bigint[],
  { isFinal, on }: { isFinal: boolean; on: IsoDate },
): Promise<bigint[]> {
  const released = await db<{ paymentId: bigint }[]>`
    delete from clearing where line_id = any (${idsOf(lineIds)}::text[]::bigint[]) returning payment_id
  `;
  if (released.length === 0) return [];
  const ids = idsOf(released.map((row) => row.paymentId));
  const announced = await db<{ id: bigint }[]>`
    update payment
       set status = 'announced'
     where id = any (${ids}::text[]::bigint[])
       and status in ('announced', 'cleared')
       and exists (select from insurer_return where insurer_return.payment_id = payment.id)
    returning id
  `;
  if (isFinal)
    await db`
      update payment
         set status = 'corrected', corrected_on = ${on}
       where id = any (${ids}::text[]::bigint[]) and status = 'received'
    `;
  else await db`delete from payment where id = any (${ids}::text[]::bigint[]) and status = 'received'`;
  return announced.map((row) => row.id);
}

/** The machine takes back its own posting of money that came before its return: the lines are decided again, as if just read. */
export async function takeBackReceived(db: Db, received: readonly Received[]): Promise<void> {
  const lineIds = idsOf(received.map(({ line }) => line.id));
  await db`delete from clearing where line_id = any (${lineIds}::text[]::bigint[])`;
  await db`delete from payment where id = any (${idsOf(received.map((one) => one.paymentId))}::text[]::bigint[])`;
  await db`delete from line_posting where line_id = any (${lineIds}::text[]::bigint[])`;
  await db`delete from match where line_id = any (${lineIds}::text[]::bigint[]) and undone_at is null`;
  await db`update statement_line set state = 'new' where id = any (${lineIds}::text[]::bigint[])`;
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
