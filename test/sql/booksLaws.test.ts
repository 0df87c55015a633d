import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { closeYear } from "../../sql/acts/closeYear.ts";
import { bookLine, suspendLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { letterAccount } from "../../sql/acts/letterByHand.ts";
import { setLock, setSoftLock } from "../../sql/acts/setLock.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { balancesAt } from "../../sql/balances.ts";
import { agedFigures, ledgerOfSide } from "../../sql/screens/aged.ts";
import { reconciliation } from "../../sql/screens/reconciliation.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import { aLine, aSale, bank, bill, type Dossier, lineId, openDossier, shareId, within } from "./dossier.ts";
import { holdPagesToTheLines } from "./recomputed.ts";

/**
 * Whatever people and the machine do, in whatever order: debit is credit, dues are the ledger's, every kept sum and every page
 * that reads one is what adding up all lines says, the aged balance is the
 * ledger's, the bank is reconciled to the cent, and what a month came to is the same added up from every line ever written;
 * once the month is locked for good it is the same for ever.
 */
const database = useDatabase();

const MONTH_ENDS = ["2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"] as const;
const DAYS = ["2025-11-10", "2025-12-30", "2026-01-05", "2026-01-31", "2026-02-14", "2026-03-02"] as const;

type Step =
  | { kind: "bill"; day: string; cents: number }
  | { kind: "line"; day: string; cents: number }
  | { kind: "pay" | "fee" | "suspend" | "undo"; which: number }
  | { kind: "validate" | "lock" | "soft"; day: string }
  | { kind: "letter" }
  | { kind: "close" };

const day = fc.constantFrom(...DAYS);
const cents = fc.integer({ min: 1, max: 9 }).map((euros) => euros * 100);
const which = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("bill" as const), day, cents }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("line" as const),
      day,
      cents: fc.oneof(
        cents,
        cents.map((amount) => -amount),
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("pay" as const, "fee" as const, "suspend" as const, "undo" as const),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("validate" as const, "lock" as const, "soft" as const),
      day,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("letter" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const) }) },
);

type Played = { dossier: Dossier; sales: string[]; lines: string[] };

/** Does one step; a refusal is an answer too, and must change nothing that the laws look at. */
async function play(played: Played, at: number, given: Step): Promise<void> {
  const { dossier, sales, lines } = played;
  const { pool, companyId } = dossier;
  const act = { companyId, at: new Date("2026-04-01T09:00:00Z"), on: "2026-04-01" };
  switch (given.kind) {
    case "bill": {
      const number = `FA-${at}`;
      const billed = await bill(dossier, aSale(number, BigInt(given.cents), { issuedOn: given.day }));
      if (billed.ok) sales.push(number);
      return;
    }
    case "line":
      lines.push(`L-${at}`);
      return bank(
        dossier,
        aLine(`L-${at}`, BigInt(given.cents), { bookedOn: given.day, label: `MOUVEMENT ${at}` }),
      );
    case "validate":
      await within(dossier, (db) => validateEntries(db, { ...act, upTo: given.day }));
      return;
    case "lock":
      await setLock(pool, { ...act, upTo: given.day });
      return;
    case "soft":
      await setSoftLock(pool, { ...act, upTo: given.day });
      return;
    case "letter":
      for (const account of ["411000", "471000"]) await letterAccount(pool, { ...act, account });
      return;
    case "close":
      await closeYear(pool, { ...act, year: 2025 });
      return;
    default: {
      const reference = lines[given.which % Math.max(1, lines.length)];
      if (reference === undefined) return;
      const onLine = { ...act, lineId: await lineId(dossier, reference) };
      if (given.kind === "fee") await bookLine(pool, { ...onLine, treatAs: "fee" });
      else if (given.kind === "suspend") await suspendLine(pool, onLine);
      else if (given.kind === "undo") await undoMatch(pool, onLine);
      else await pay(played, onLine, given.which);
    }
  }
}

async function pay(
  { dossier, sales }: Played,
  act: Parameters<typeof suspendLine>[1],
  which: number,
): Promise<void> {
  const sale = sales[which % Math.max(1, sales.length)];
  if (sale === undefined) return;
  const share = await shareId(dossier, sale);
  const [line] = await within(
    dossier,
    (db) =>
      db<{ amount: bigint }[]>`select amount_cents as amount from statement_line where id = ${act.lineId}`,
  );
  await acceptMatch(dossier.pool, { ...act, allocations: [{ shareId: share, amount: line?.amount ?? 0n }] });
}

type RawLine = { account: string; postedOn: string; thirdPartyId: bigint | null; amount: bigint };

/** Every line ever written, as it lies in the table. */
const rawLines = (dossier: Dossier) =>
  within(
    dossier,
    (db) => db<RawLine[]>`
      select line.account, entry.posted_on, line.third_party_id, (line.debit_cents - line.credit_cents)::bigint as amount
        from journal_line as line join journal_entry as entry on entry.id = line.entry_id
       where not entry.carried_forward`,
  );

const sumOf = (rows: readonly { amount: bigint }[]) => sumCents(rows.map(({ amount }) => amount));

async function holdLaws({ dossier }: Played): Promise<void> {
  expect(await within(dossier, verifyCompany)).toEqual([]);
  const raw = await rawLines(dossier);
  expect(sumOf(raw)).toBe(0n);
  const [account] = await within(
    dossier,
    (db) => db<{ id: bigint }[]>`select id from bank_account where journal = 'BQ1'`,
  );
  for (const asOf of MONTH_ENDS) {
    const before = raw.filter((line) => line.postedOn <= asOf);
    const held = await within(dossier, (db) => balancesAt(db, asOf));
    const scratch = await within(dossier, (db) => balancesAt(db, asOf, { fromScratch: true }));
    const onBalanceSheet = (rows: typeof held, number: string) =>
      sumCents(rows.filter((row) => row.account === number).map(({ balance }) => balance));
    for (const number of ["411000", "471000", "512100"]) {
      const own = sumOf(before.filter((line) => line.account === number));
      expect([asOf, number, onBalanceSheet(held, number), onBalanceSheet(scratch, number)]).toEqual([
        asOf,
        number,
        own,
        own,
      ]);
    }
    expect(sumCents(held.map(({ balance }) => balance))).toBe(0n);
    const asked = { asOf, side: "receivable" as const };
    const [payer, customer, ledger] = await within(dossier, async (db) => [
      (await agedFigures(db, { ...asked, by: "payer" }, { limit: 1, offset: 0 })).totals.total,
      (await agedFigures(db, { ...asked, by: "customer" }, { limit: 1, offset: 0 })).totals.total,
      await ledgerOfSide(db, { ...asked, by: "payer" }),
    ]);
    const own = sumOf(before.filter((line) => line.account === "411000"));
    expect([asOf, payer, customer, ledger]).toEqual([asOf, own, own, own]);
    const state = await within(dossier, (db) => reconciliation(db, account?.id ?? 0n, asOf));
    const explained =
      state.openingCents + state.missingCents + sumCents(state.kinds.map(({ cents }) => cents));
    for (const { items, count, cents } of state.kinds)
      expect([items.length, sumCents(items.map((item) => item.cents))]).toEqual([count, cents]);
    const cut = await within(dossier, (db) => reconciliation(db, account?.id ?? 0n, asOf, 1));
    expect(cut.kinds).toEqual(state.kinds.map((kind) => ({ ...kind, items: kind.items.slice(0, 1) })));
    expect([asOf, explained]).toEqual([asOf, state.bankCents - state.ledgerCents]);
  }
  await within(dossier, (db) => holdPagesToTheLines(db, MONTH_ENDS));
}

const figures = async (dossier: Dossier, upTo: string) =>
  (await rawLines(dossier))
    .filter((line) => line.postedOn <= upTo)
    .map((line) => `${line.account} ${line.postedOn} ${line.thirdPartyId} ${line.amount}`)
    .toSorted();

test("whatever is done in whatever order, the books add up, and a locked month stays what it was", {
  timeout: 240_000 * PROPERTY_TIMES,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const played: Played = { dossier: await openDossier(database.pool), sales: [], lines: [] };
      for (const [at, given] of steps.entries()) {
        const [company] = await database.pool<{ locked: string | null }[]>`
          select locked_up_to as locked from company where id = ${played.dossier.companyId}`;
        const locked = company?.locked ?? addDays(DAYS[0], -1);
        const before = await figures(played.dossier, locked);
        await play(played, at, given);
        expect(await figures(played.dossier, locked)).toEqual(before);
      }
      await holdLaws(played);
    }),
    { numRuns: 20 * PROPERTY_TIMES },
  );
});
