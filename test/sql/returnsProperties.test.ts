import fc from "fast-check";
import { expect, test } from "vitest";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import type { CamtLine } from "../scenarios/camt.ts";
import { aLine, bill, type Dossier, onLine, openDossier, receive, runMatching, within } from "./dossier.ts";
import { care, FUND, insurerPayments, laws, MUTUAL, type Row, receiveReturns } from "./rspFile.ts";

const database = useDatabase();
const INVOICES = 5;
const numberOf = (nth: number) => `FA-70${nth}`;
const referenceOf = (nth: number) => `4400100${String(nth).padStart(2, "0")}`;

/** Insurers' returns and the transfers that bring them, in any grouping into files and statements. */
type World = { files: Row[][]; statements: CamtLine[][] };
type Arrival = { kind: "file" | "statement"; nth: number };

const item = fc.record({
  invoice: fc.integer({ min: 0, max: INVOICES - 1 }),
  // full, in part, above the share, refused, taken back
  cents: fc.constantFrom(5_000n, 1_234n, 7_001n, 0n, -1_500n),
});
const oneReturn = fc.record({
  insurer: fc.constantFrom(FUND, MUTUAL),
  items: fc.uniqueArray(item, { minLength: 1, maxLength: 3, selector: ({ invoice }) => invoice }),
  day: fc.integer({ min: 10, max: 19 }),
  /** One transfer of its own, two, or one together with the next return of the same insurer. */
  brought: fc.constantFrom("alone", "in two", "with the next", "never"),
  file: fc.integer({ min: 0, max: 2 }),
  statement: fc.integer({ min: 0, max: 2 }),
  isRepeated: fc.boolean(),
});
type OneReturn = typeof oneReturn extends fc.Arbitrary<infer T> ? T : never;

const world = fc
  .record({
    returns: fc.array(oneReturn, { minLength: 1, maxLength: 5 }),
    strayCents: fc.constantFrom(0n, 5_000n),
    order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ returns, strayCents, order }) => ({ ...worldOf(returns, strayCents), order }));

function worldOf(returns: readonly OneReturn[], strayCents: bigint): World {
  const files: Row[][] = [[], [], []];
  const statements: CamtLine[][] = [[], [], []];
  const held = new Map<string, { amount: bigint; references: string[] }>();
  for (const [nth, { insurer, items, day, brought, file, statement, isRepeated }] of returns.entries()) {
    const reference = referenceOf(nth);
    const rows = items.map(({ invoice, cents }) => ({
      invoice: numberOf(invoice),
      paid: cents,
      ref: reference,
      insurer,
      paidOn: `2026-09-${day}`,
      ...(cents === 0n ? { code: "R101" } : {}),
    }));
    files[file]?.push(...rows);
    if (isRepeated) files[(file + 1) % 3]?.push(...rows);
    const amount = transferOf(items.map(({ cents }) => cents));
    const add = (suffix: string, cents: bigint, references: string[]) =>
      statements[statement]?.push(
        aLine(`L${nth}${suffix}`, cents, {
          label: `VIR ${insurer.name}`,
          details: references,
          bookedOn: `2026-09-${day + 2}`,
        }),
      );
    if (amount === 0n || brought === "never") continue;
    const waiting = held.get(insurer.name);
    held.delete(insurer.name);
    if (brought === "with the next" && !waiting) held.set(insurer.name, { amount, references: [reference] });
    else if (waiting) add("", waiting.amount + amount, [...waiting.references, reference]);
    else if (brought === "in two") {
      add("a", amount / 3n, [reference]);
      add("b", amount - amount / 3n, [reference]);
    } else add("", amount, [reference]);
  }
  if (strayCents > 0n)
    statements[0]?.push(
      aLine("LX", strayCents, { label: `VIR ${FUND.name}`, details: ["990099009"], bookedOn: "2026-09-14" }),
    );
  return { files, statements };
}

/** What is paid less what is taken back, which never reaches further than what is paid. */
function transferOf(cents: readonly bigint[]): bigint {
  const sum = cents.reduce((total, one) => total + one, 0n);
  return sum > 0n ? sum : 0n;
}

/** Plays the arrivals, with the matching after each; every law of the books holds at every step. */
async function play(given: World, arrivals: readonly Arrival[]): Promise<Dossier> {
  const dossier = await openDossier(database.pool);
  const invoices = Array.from({ length: INVOICES }, (_, nth) =>
    care(numberOf(nth), { amo: 5_000n, amc: 5_000n, patient: 2_000n }),
  );
  await bill(dossier, ...invoices);
  for (const { kind, nth } of arrivals) {
    const [rows = [], lines = []] = [given.files[nth], given.statements[nth]];
    if (kind === "file" && rows.length > 0) await receiveReturns(dossier, rows, `f${nth}.csv`);
    if (kind === "statement" && lines.length > 0) await receive(dossier, lines, { name: `s${nth}` });
    await runMatching(dossier);
    expect(await laws(dossier)).toEqual([]);
  }
  return dossier;
}

/** The books by content: entries, payments with what they pay and what brought them, dues. Ids and letters do not count. */
async function booksOf(dossier: Dossier) {
  const entries = await within(
    dossier,
    (db) => db<{ entry: string }[]>`
      select concat_ws(' ', entry.journal, entry.posted_on, entry.piece, string_agg(line.text, ', ' order by line.text)) as entry
        from journal_entry as entry
        join (select line.entry_id,
                     concat_ws(' ', line.account, third_party.aux, line.share_id is not null, invoice.number,
                               sum(line.debit_cents - line.credit_cents)) as text
                from journal_line as line
                left join third_party on third_party.id = line.third_party_id
                left join share on share.id = line.share_id
                left join invoice on invoice.id = share.invoice_id
               group by line.entry_id, line.account, third_party.aux, line.share_id is not null, invoice.number,
                        case when line.account = '511700' then line.rank end) as line on line.entry_id = entry.id
       group by entry.id
       order by 1`,
  );
  const dues = await within(
    dossier,
    (db) => db<{ due: string }[]>`
      select invoice.number || ' ' || share.payer || ' ' || share.due_cents as due
        from share join invoice on invoice.id = share.invoice_id order by 1`,
  );
  const lines = await within(
    dossier,
    (db) => db<{ line: string }[]>`
      select line.bank_reference || ' ' || line.state || ' ' || coalesce(match.reason, '') as line
        from statement_line as line left join match on match.line_id = line.id and match.undone_at is null order by 1`,
  );
  return { entries, dues, lines, payments: await insurerPayments(dossier) };
}

const ALL: Arrival[] = (["file", "statement"] as const).flatMap((kind) =>
  [0, 1, 2].map((nth) => ({ kind, nth })),
);

test("whatever the order of returns and statements, and whatever comes twice, the books end the same", {
  timeout: 300_000 * PROPERTY_TIMES,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ order, ...given }) => {
      const expected = await booksOf(await play(given, ALL));
      const twice = [...ALL, ...ALL].map((arrival, at) => ({ arrival, key: order[at] ?? 0 }));
      const shuffled = twice.sort((a, b) => a.key - b.key).map(({ arrival }) => arrival);
      expect(await booksOf(await play(given, shuffled))).toEqual(expected);
    }),
    { numRuns: 12 * PROPERTY_TIMES },
  );
});

test("taking back the transfers and saying them again restores the books", {
  timeout: 120_000 * PROPERTY_TIMES,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const dossier = await play(
        given,
        ALL.filter(({ kind }) => kind === "file"),
      );
      const before = await booksOf(dossier);
      for (const nth of [0, 1, 2]) {
        const lines = given.statements[nth] ?? [];
        if (lines.length > 0) await receive(dossier, lines, { name: `s${nth}` });
      }
      await runMatching(dossier);
      for (const { reference } of given.statements.flat())
        await undoMatch(database.pool, await onLine(dossier, reference));
      expect(await laws(dossier)).toEqual([]);
      const { lines: _, ...after } = await booksOf(dossier);
      const { lines: __, ...restored } = before;
      expect(after).toEqual(restored);
    }),
    { numRuns: 8 * PROPERTY_TIMES },
  );
});
