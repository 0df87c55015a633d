import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";

/** Laws of money on its way: announced, asked of the bank, in hand, held for somebody, and the VAT that follows it. */
export type MoneyLaw =
  | "announced_money_is_accounted_for"
  | "money_under_way_is_accounted_for"
  | "vat_on_collection_follows_payments"
  | "held_money_is_in_the_ledger"
  | "orders_add_up"
  | "asked_money_is_accounted_for";

/** Says where a law does not hold; undefined when it does. */
export type Check = (db: Db) => Promise<string | undefined>;

export function first(rows: readonly unknown[]): string | undefined {
  return (rows[0] as { place?: string } | undefined)?.place;
}

export const MONEY_CHECKS: Record<MoneyLaw, Check> = {
  announced_money_is_accounted_for: async (db) => {
    const account = (await companyRoles(db)).insurerAnnounced;
    return first(
      await db`
      select 'insurer ' || third_party.aux || ': ' || account || ' holds ' || ledger.held || ', announced less received is ' || coalesce(waiting.left, 0) as place
        from (
          select line.third_party_id, line.account, sum(line.debit_cents - line.credit_cents) as held
            from journal_line as line
            join journal_entry as entry on entry.id = line.entry_id
           where line.account = ${account} and not entry.carried_forward
           group by line.third_party_id, line.account
        ) as ledger
        join third_party on third_party.id = ledger.third_party_id
        left join (
          select payment.third_party_id,
                 sum(case payment.status when 'received' then -payment.amount_cents
                       else payment.amount_cents - coalesce(brought.cents, 0) end) as left
            from payment
            left join (select payment_id, sum(amount_cents) as cents from clearing group by payment_id) as brought
              on brought.payment_id = payment.id
           where payment.method = 'insurer_transfer' and payment.status in ('announced', 'received', 'cleared')
             and (payment.status <> 'cleared' or brought.cents is not null)
           group by payment.third_party_id
        ) as waiting on waiting.third_party_id = ledger.third_party_id
       where ledger.held <> coalesce(waiting.left, 0)
       order by third_party.id
       limit 1`,
    );
  },

  money_under_way_is_accounted_for: async (db) =>
    first(
      await db`
      select 'payment ' || payment.id || ' is ' || payment.status || ', its money on ' || line.account || ' is '
             || case when lettered.balanced then 'lettered' else 'open' end as place
        from payment
        join journal_line as line on line.entry_id = payment.entry_id and line.rank = 1
        join account on account.company_id = line.company_id and account.number = line.account and account.lettered
        left join lateral (
          select lettering_group.balanced
            from lettering_line
            join lettering_group on lettering_group.id = lettering_line.group_id
           where lettering_line.line_id = line.id
        ) as lettered on true
       where payment.direction = 'in' and payment.method in ('cheque', 'card', 'transfer', 'other')
         and line.debit_cents > 0
         and (payment.status in ('received', 'deposited')) = coalesce(lettered.balanced, false)
       order by payment.id
       limit 1`,
    ),

  vat_on_collection_follows_payments: async (db) => {
    const { vatUncollected } = await companyRoles(db);
    return first(
      await db`
      select vatUncollected || ' at ' || rate / 100.0 || ' %: ledger ' || held || ', invoices less payments ' || waiting as place
        from (
          select ${vatUncollected}::text as vatUncollected, rate, sum(held) as held, sum(waiting) as waiting
            from (
              select coalesce(line.vat_rate, 0) as rate, line.credit_cents - line.debit_cents as held, 0 as waiting
                from journal_line as line
                join journal_entry as entry on entry.id = line.entry_id and not entry.carried_forward
               where line.account = ${vatUncollected}
              union all
              select rates.vat_rate, 0, rates.vat - least(greatest(rates.vat, 0), rates.deducted)
                from (
                  select invoice.id, line.vat_rate, sum(line.vat_cents) as vat,
                         (select coalesce(sum(vat_cents), 0) from deposit_deduction as deducted
                           where deducted.invoice_id = invoice.id and deducted.vat_rate = line.vat_rate) as deducted
                    from invoice
                    join invoice_line as line on line.invoice_id = invoice.id
                   where invoice.lifecycle = 'issued' and invoice.type <> 'supplier_invoice'
                     and (line.vat_due = 'collection' or invoice.type = 'deposit_invoice')
                   group by invoice.id, line.vat_rate
                ) as rates
              union all
              select vat_rate, 0, -vat_cents from vat_move
            ) as sides
           group by rate
        ) as compared
       where held <> waiting
       order by rate
       limit 1`,
    );
  },

  /**
   * Deposit invoices stand on the account of advances too: there the money held is at most what the ledger holds. What is set aside
   * to be paid back is the same in both, for everybody whom either knows.
   */
  held_money_is_in_the_ledger: async (db) => {
    const { advancesReceived, overpaymentsToRefund } = await companyRoles(db);
    return first(
      await db`
      select 'third party ' || third_party.aux || ': ' || known.account || ' holds ' || coalesce(ledger.cents, 0)
             || ', kept for it ' || coalesce(kept.cents, 0) as place
        from (
          select third_party_id, held_as, case held_as when 'advance' then ${advancesReceived} else ${overpaymentsToRefund} end as account
            from held_money
           union
          select third_party_id, 'to_refund', account
            from journal_line
           where account = ${overpaymentsToRefund} and third_party_id is not null
        ) as known
        join third_party on third_party.id = known.third_party_id
        left join lateral (
          select sum(held_money.amount_cents) as cents
            from held_money
           where held_money.third_party_id = known.third_party_id and held_money.held_as = known.held_as and entry_id is not null
        ) as kept on true
        left join lateral (
          select sum(line.credit_cents - line.debit_cents) as cents
            from journal_line as line
           where line.third_party_id = known.third_party_id and line.account = known.account
        ) as ledger on true
       where kept.cents < 0
          or (known.held_as = 'to_refund' and coalesce(ledger.cents, 0) <> coalesce(kept.cents, 0))
          or (known.held_as = 'advance' and coalesce(ledger.cents, 0) < coalesce(kept.cents, 0))
       order by third_party.id
       limit 1`,
    );
  },

  orders_add_up: async (db) =>
    first(
      await db`
      select 'order ' || ordered.reference || ': ' || ordered.payment_count || ' payments of ' || ordered.total_cents || ', found '
             || count(payment.id) || ' of ' || coalesce(sum(payment.amount_cents), 0) as place
        from payment_order as ordered
        left join payment on payment.order_id = ordered.id
       group by ordered.id
      having (ordered.payment_count, ordered.total_cents) <> (count(payment.id), coalesce(sum(payment.amount_cents), 0))
       order by ordered.id
       limit 1`,
    ),

  // On the accounts of direct debits and bills stand the payments that no bank line has carried out, and nothing else.
  asked_money_is_accounted_for: async (db) => {
    const roles = await companyRoles(db);
    const accounts = [
      roles.directDebitsSent,
      roles.billsReceivable,
      roles.billsForCollection,
      roles.billsForDiscount,
      roles.billsPayable,
      roles.assetBillsPayable,
    ];
    return first(
      await db`
      select ledger.account || ' holds ' || ledger.held || ', payments under way are ' || coalesce(waiting.held, 0) as place
        from (
          select line.account, sum(line.debit_cents - line.credit_cents) as held
            from journal_line as line
            join journal_entry as entry on entry.id = line.entry_id and not entry.carried_forward
           where line.account = any (${accounts})
           group by line.account
        ) as ledger
        left join (
          select line.account, sum(line.debit_cents - line.credit_cents) as held
            from payment
            join journal_line as line on line.entry_id = payment.transit_entry_id and line.rank = payment.transit_rank
           where payment.status not in ('rejected', 'corrected')
             and not exists (select from clearing where clearing.payment_id = payment.id)
           group by line.account
        ) as waiting on waiting.account = ledger.account
       where ledger.held <> coalesce(waiting.held, 0)
       order by ledger.account
       limit 1`,
    );
  },
};
