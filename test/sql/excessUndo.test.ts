import { afterEach, expect, test } from "vitest";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { type Receipt, recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { useDatabase } from "../database.ts";
import { actingIn, aSale, bill, done, dueOf, shareId, useDossier, within } from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();
const dossier = useDossier(database);

afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});

const acting = (on = "2026-11-12") => actingIn(dossier(), on);

const pay = async (amount: bigint, to: NonNullable<Receipt["excess"]>["to"]) =>
  done(
    await recordPayment(database.pool, {
      ...acting(),
      method: "card",
      paidOn: "2026-11-12",
      allocations: [{ shareId: await shareId(dossier(), "FA-1"), amount }],
      excess: { to, reason: "essai", rights: ["adjustment"] },
    }),
  );

/** Each line of the customer's account with its letters, oldest first: capitals where they cancel out. */
async function letters(): Promise<string[]> {
  const rows = await within(
    dossier(),
    (db) => db<{ line: string }[]>`
      select concat_ws(' ', line.debit_cents, line.credit_cents, coalesce(lettering_group.code, '-')) as line
        from journal_line as line
        left join lettering_line on lettering_line.line_id = line.id
        left join lettering_group on lettering_group.id = lettering_line.group_id
       where line.account = '411000'
       order by line.id`,
  );
  return rows.map(({ line }) => line);
}

for (const validated of [false, true])
  test(`a payment that was all excess, taken back ${validated ? "after its validation" : "as a draft"}, leaves the excess before it lettered (S1.35, D4)`, async () => {
    await bill(dossier(), aSale("FA-1", 6_000n));
    await pay(12_000n, "profit");
    const settled = ["6000 0 AAA", "0 6000 AAA", "0 6000 AAB", "6000 0 AAB"];
    expect(await letters()).toEqual(settled);
    const { paymentId } = await pay(100n, "to_refund");
    expect(await letters()).toEqual([...settled, "0 100 AAB", "100 0 AAB"]);
    if (validated) await within(dossier(), (db) => validateEntries(db, { ...acting(), upTo: "2026-11-30" }));
    done(await takeBackPayment(database.pool, { ...acting("2026-11-20"), paymentId }));
    expect((await letters()).slice(0, 4)).toEqual(settled);
    expect((await dueOf(dossier(), "FA-1")).due).toBe(0n);
  });
