import fc from "fast-check";
import { expect, test } from "vitest";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { takeBackWriteOff } from "../../sql/acts/writeOff.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import { within } from "./dossier.ts";
import {
  acting,
  openWorld,
  paymentIds,
  play,
  postedLineIds,
  type World,
  writeOffIds,
} from "./insurerActs.ts";
import { type Step, step } from "./insurerSteps.ts";
import { laws } from "./rspFile.ts";

/**
 * Money of insurers on all its ways at once: returns and what people type in their place, the transfers that bring it, what was paid too
 * much, given up, billed again and taken back, in any order.
 */
const database = useDatabase();

/** Everything that a refusal must leave as it was. */
const everything = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db`
      select (select json_agg(entry order by entry.id) from journal_entry as entry) as entries,
             (select json_agg(line order by line.id) from journal_line as line) as lines,
             (select json_agg(payment order by payment.id) from payment) as payments,
             (select json_agg(allocation order by payment_id, share_id) from allocation) as allocations,
             (select json_agg(clearing order by payment_id, line_id) from clearing) as clearings,
             (select json_agg(held order by held.id) from held_money as held) as held,
             (select json_agg(write_off order by write_off.id) from write_off) as write_offs,
             (select json_agg(moved order by moved.entry_id, moved.invoice_id) from vat_move as moved) as vat,
             (select json_agg(item order by item.id) from insurer_return_item as item) as items,
             (select json_agg(invoice order by invoice.id) from invoice) as invoices,
             (select json_agg(share order by share.id) from share) as shares,
             (select json_agg(lettered order by lettered.line_id) from lettering_line as lettered) as lettered`,
  );

/** Documents that owe something else than what was billed less what was paid and given up. One billed again counts with the first. */
const unexplainedDues = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db`
      select left(invoice.number, 4) as invoice, sum(share.due_cents)::bigint as due,
             sum(share.due_cents + coalesce(paid.cents, 0) + coalesce(given_up.cents, 0))::bigint as said,
             sum(case when length(invoice.number) = 4 then share.amount_cents else 0 end)::bigint as billed
        from share
        join invoice on invoice.id = share.invoice_id
        left join lateral (
          select sum(case payment.direction when 'in' then allocation.amount_cents else -allocation.amount_cents end) as cents
            from allocation
            join payment on payment.id = allocation.payment_id and payment.status not in ('sent', 'issued')
           where allocation.share_id = share.id
        ) as paid on true
        left join lateral (
          select sum(amount_cents) as cents from write_off where write_off.share_id = share.id and corrected_on is null
        ) as given_up on true
       group by 1
      having sum(share.due_cents + coalesce(paid.cents, 0) + coalesce(given_up.cents, 0))
             <> sum(case when length(invoice.number) = 4 then share.amount_cents else 0 end)`,
  );

/** What everybody owes and what stands on every account, whether entries went or were reversed. */
const sums = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db`
      select (select json_object_agg(account || ' ' || third_party_id, cents order by account, third_party_id) from (
                select account, coalesce(third_party_id, 0) as third_party_id, sum(debit_cents - credit_cents) as cents
                  from journal_line group by 1, 2 having sum(debit_cents - credit_cents) <> 0) as balance) as balances,
             (select json_agg(due_cents order by id) from share) as dues`,
  );

/** Takes back whatever may be, until nothing more can be. What came last goes first. */
async function takeAllBack(given: World): Promise<void> {
  const { pool } = given.dossier;
  for (let some = true; some; ) {
    some = false;
    for (const id of (await writeOffIds(given)).reverse())
      some = (await takeBackWriteOff(pool, { ...acting(given), writeOffId: id })).ok || some;
    for (const id of (await paymentIds(given)).reverse())
      some = (await takeBackPayment(pool, { ...acting(given), paymentId: id })).ok || some;
    for (const id of (await postedLineIds(given)).reverse())
      some = (await undoMatch(pool, { ...acting(given), lineId: id })).ok || some;
  }
}

async function playAll(given: World, steps: readonly Step[]): Promise<void> {
  for (const one of steps) {
    const before = await everything(given);
    if (!(await play(given, one))) expect(await everything(given)).toEqual(before);
  }
}

test(
  "law: whatever returns, transfers and people do about the shares of insurers, the books hold; a refusal changes nothing",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(step, { minLength: 8, maxLength: 20, size: "max" }),
        async (automatic, steps) => {
          const given = await openWorld(database.pool, automatic);
          await playAll(given, steps);
          expect(await laws(given.dossier)).toEqual([]);
          expect(await unexplainedDues(given)).toEqual([]);
        },
      ),
      { numRuns: 14 * PROPERTY_TIMES },
    );
  },
  300_000 * PROPERTY_TIMES,
);

test(
  "law: where no return came and nothing is locked, all that was done can be taken back, and the books are as if nothing had been",
  async () => {
    const FOR_GOOD: Step["kind"][] = ["file", "type", "lock", "resubmit"];
    const passing = step.filter(({ kind }) => !FOR_GOOD.includes(kind));
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(passing, { minLength: 4, maxLength: 14, size: "max" }),
        async (automatic, steps) => {
          const given = await openWorld(database.pool, automatic);
          const before = await sums(given);
          await playAll(given, steps);
          await takeAllBack(given);
          expect(await sums(given)).toEqual(before);
          expect(await laws(given.dossier)).toEqual([]);
        },
      ),
      { numRuns: 10 * PROPERTY_TIMES },
    );
  },
  300_000 * PROPERTY_TIMES,
);
