import type { Db } from "./connect.ts";

/** Payments older than this say nothing of a habit. */
const LEARNT_FROM_YEARS = 2;

/**
 * Learns anew when and how each customer pays, from payments that a person decided or a validation confirmed, in one statement.
 * What a person typed or asked to forget stays. Parties that nothing new confirms keep what was learnt.
 */
export async function learnHabits(db: Db, companyId: bigint, at: Date): Promise<void> {
  await db`
    with confirmed as (
      select allocation.share_id, payment.id as payment_id, share.third_party_id, payment.paid_on - invoice.issued_on as days,
             count(*) over (partition by payment.id) as shares, allocation.amount_cents = share.amount_cents as whole
        from payment
        join allocation on allocation.payment_id = payment.id and allocation.amount_cents > 0
        join share on share.id = allocation.share_id and share.payer in ('patient', 'business')
        join invoice on invoice.id = share.invoice_id
        left join payer_habit as known on known.third_party_id = share.third_party_id
       where payment.company_id = current_company()
         and payment.direction = 'in'
         and payment.status = 'cleared'
         and payment.paid_on > ${at}::date - make_interval(years => ${LEARNT_FROM_YEARS})
         and payment.paid_on > coalesce(known.counts_after, '0001-01-01')
         and (payment.recorded_by is not null
           or exists (select from journal_entry where journal_entry.id = payment.entry_id and validated_on is not null))
    ), habit as (
      select third_party_id, count(distinct payment_id)::integer as payments,
             percentile_disc(0.5) within group (order by days)::integer as delay_days,
             (count(*) filter (where shares = 1 and whole))::integer as whole,
             (count(*) filter (where shares = 1 and not whole))::integer as part,
             (count(distinct payment_id) filter (where shares > 1))::integer as several
        from confirmed
       group by third_party_id
    ), spread as (
      select confirmed.third_party_id,
             percentile_disc(0.5) within group (order by abs(confirmed.days - habit.delay_days))::integer as delay_spread
        from confirmed
        join habit on habit.third_party_id = confirmed.third_party_id
       group by confirmed.third_party_id
    )
    insert into payer_habit (third_party_id, company_id, payments, delay_days, delay_spread, whole, part, several, learnt_at)
    select habit.third_party_id, ${companyId}, payments, delay_days, delay_spread, whole, part, several, ${at}
      from habit
      join spread on spread.third_party_id = habit.third_party_id
    on conflict (third_party_id) do update
       set payments = excluded.payments, delay_days = excluded.delay_days, delay_spread = excluded.delay_spread,
           whole = excluded.whole, part = excluded.part, several = excluded.several, learnt_at = excluded.learnt_at
     where (payer_habit.payments, payer_habit.delay_days, payer_habit.delay_spread, payer_habit.whole, payer_habit.part, payer_habit.several)
           is distinct from (excluded.payments, excluded.delay_days, excluded.delay_spread, excluded.whole, excluded.part, excluded.several)
  `;
}

/** A person says how many days a customer takes; undefined: what is learnt counts again. */
export async function typeHabit(db: Db, thirdPartyId: bigint, days: number | undefined): Promise<boolean> {
  const rows = await db`
    update payer_habit set typed_days = ${days ?? null} where third_party_id = ${thirdPartyId} returning third_party_id
  `;
  return rows.length > 0;
}

/** Forgets when and how a customer paid: only what comes after that day counts. */
export async function forgetHabit(db: Db, thirdPartyId: bigint, today: string): Promise<boolean> {
  const rows = await db`
    update payer_habit
       set payments = 0, delay_days = null, delay_spread = null, whole = 0, part = 0, several = 0, typed_days = null,
           counts_after = ${today}
     where third_party_id = ${thirdPartyId}
    returning third_party_id
  `;
  return rows.length > 0;
}
