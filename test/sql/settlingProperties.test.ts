import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { changePayment, takeBackPayment } from "../../sql/acts/changePayment.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { markPaid } from "../../sql/acts/markPaid.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { useAdvance } from "../../sql/acts/useAdvance.ts";
import { useCreditNote } from "../../sql/acts/useCreditNote.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { badDebt, takeBackWriteOff, writeOff } from "../../sql/acts/writeOff.ts";
import { changeSettings } from "../../sql/companies.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import { aLine, aSale, bill, type Dossier, lineId, openDossier, receive, within } from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();

/** One thing that somebody tries; most of it is refused, which must leave nothing behind. */
type Step =
  | {
      kind: "record";
      share: number;
      amount: bigint;
      method: "cash" | "cheque" | "card";
      discount: boolean;
      excess: "keep" | "advance" | "to_refund" | "profit";
    }
  | { kind: "write_off" | "bad_debt" | "advance" | "refund"; share: number; amount: bigint; cash: boolean }
  | { kind: "settle"; share: number; amount: bigint; into: "advance" | "to_refund" | "profit" }
  | { kind: "take_back" | "change"; nth: number; amount: bigint }
  | { kind: "take_back_write_off" | "mark" | "unmark"; nth: number }
  | {
      kind: "line";
      nth: number;
      share: number;
      discount: boolean;
      excess: "keep" | "advance" | "to_refund" | "profit";
    }
  | { kind: "undo_line"; nth: number }
  | { kind: "net" | "refund_note"; share: number; amount: bigint; all: boolean }
  | { kind: "validate" };

/** Lines of the bank that name nobody: a person says what they pay. */
const LINES = [12_000n, 13_500n, 5_950n, 11_000n] as const;

const amount = fc.constantFrom(1n, 49n, 100n, 2_000n, 5_999n, 6_000n, 12_000n, 13_000n);
const share = fc.nat(2);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("record" as const),
        share,
        amount,
        method: fc.constantFrom("cash" as const, "cheque" as const, "card" as const),
        discount: fc.boolean(),
        excess: fc.constantFrom("keep" as const, "advance" as const, "to_refund" as const, "profit" as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          "write_off" as const,
          "bad_debt" as const,
          "advance" as const,
          "refund" as const,
        ),
        share,
        amount,
        cash: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("settle" as const),
        share,
        amount,
        into: fc.constantFrom("advance" as const, "to_refund" as const, "profit" as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("take_back" as const, "change" as const),
        nth: fc.nat(5),
        amount,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom("take_back_write_off" as const, "mark" as const, "unmark" as const),
        nth: fc.nat(2),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("line" as const),
        nth: fc.nat(LINES.length - 1),
        share,
        discount: fc.boolean(),
        excess: fc.constantFrom("keep" as const, "advance" as const, "to_refund" as const, "profit" as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("undo_line" as const), nth: fc.nat(LINES.length - 1) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("net" as const, "net" as const, "refund_note" as const),
        share,
        amount,
        all: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("validate" as const) }) },
  ),
  { minLength: 4, maxLength: 14 },
);

const customer = { payer: "business" as const, aux: "C1", name: "Atelier Dubois" };

async function world(): Promise<{
  dossier: Dossier;
  shares: bigint[];
  note: bigint;
  invoices: bigint[];
  party: bigint;
}> {
  const dossier = await openDossier(database.pool);
  const line = (vatDue: "delivery" | "collection") => [
    { account: "707000", net: 10_000n, vatRate: 2_000, vat: 2_000n, vatDue },
  ];
  const offer = { discountOffer: { vatClause: true } };
  await within(dossier, (db) => changeSettings(db, { earlyPaymentDiscount: true, automaticWriteOff: true }));
  await bill(
    dossier,
    aSale("FA-1", 12_000n, { customer, lines: line("delivery"), ...offer }),
    aSale("FA-2", 12_000n, { customer, lines: line("collection"), ...offer }),
    aSale("FA-3", 6_000n, { customer }),
    aSale("AV-4", -6_000n, {
      customer,
      type: "credit_note",
      lines: [{ account: "707000", net: -5_000n, vatRate: 2_000, vat: -1_000n, vatDue: "collection" }],
    }),
  );
  await receive(
    dossier,
    LINES.map((cents, nth) => aLine(`L${nth}`, cents, { label: "VIREMENT RECU" })),
  );
  const rows = await within(
    dossier,
    (db) => db<{ id: bigint; invoiceId: bigint; thirdPartyId: bigint }[]>`
      select id, invoice_id, third_party_id from share order by id`,
  );
  return {
    dossier,
    shares: rows.slice(0, 3).map(({ id }) => id),
    note: rows[3]?.id ?? 0n,
    invoices: rows.map(({ invoiceId }) => invoiceId),
    party: rows[0]?.thirdPartyId ?? 0n,
  };
}

type World = Awaited<ReturnType<typeof world>>;

async function play(
  { dossier, shares, note, invoices, party }: World,
  step: Step,
  tick: number,
): Promise<boolean> {
  const { pool, companyId } = dossier;
  const moment = { companyId, at: new Date(Date.UTC(2026, 10, 12, 9, 0, tick)), on: "2026-11-12" };
  const shareId = "share" in step ? (shares[step.share] ?? 0n) : 0n;
  const cancel = { ...moment, shareId, reason: "essai", rights: ["adjustment"] };
  const ids = (table: "payment" | "write_off") =>
    within(dossier, (db) => db<{ id: bigint }[]>`select id from ${db(table)} order by id`);
  switch (step.kind) {
    case "record": {
      const total = [12_000n, 12_000n, 6_000n][step.share] ?? 0n;
      return (
        await recordPayment(pool, {
          ...moment,
          method: step.method,
          paidOn: "2026-11-12",
          allocations: [{ shareId, amount: step.amount }],
          ...(step.discount ? { discount: total - step.amount } : {}),
          excess: { to: step.excess, reason: "essai", rights: ["adjustment"] },
        })
      ).ok;
    }
    case "write_off":
      return (await writeOff(pool, { ...cancel, amount: step.amount, confirmed: true })).ok;
    case "bad_debt":
      return (await badDebt(pool, { ...cancel, amount: step.amount, vatRecovered: step.cash })).ok;
    case "advance":
      return (await useAdvance(pool, { ...moment, thirdPartyId: party, shareId, amount: step.amount })).ok;
    case "refund": {
      const of = step.amount % 2n === 0n ? { shareId } : { toRefund: party };
      return (
        await orderRefund(pool, {
          ...moment,
          of,
          amount: step.amount,
          method: step.cash ? "cash" : "transfer",
        })
      ).ok;
    }
    case "net": {
      const amount = step.all ? {} : { amount: step.amount };
      return (await useCreditNote(pool, { ...moment, noteShareId: note, shareId, ...amount })).ok;
    }
    case "refund_note": {
      const given = { ...moment, of: { shareId: note }, amount: step.amount };
      return (await orderRefund(pool, { ...given, method: step.all ? "cash" : "transfer" })).ok;
    }
    case "settle":
      return (await settleOverpayment(pool, { ...cancel, amount: step.amount, into: step.into })).ok;
    case "take_back": {
      const paymentId = (await ids("payment"))[step.nth]?.id ?? 0n;
      return (await takeBackPayment(pool, { ...moment, paymentId })).ok;
    }
    case "change": {
      const paymentId = (await ids("payment"))[step.nth]?.id ?? 0n;
      const allocations = [{ shareId: shares[step.nth % 3] ?? 0n, amount: step.amount }];
      return (
        await changePayment(pool, { ...moment, paymentId, method: "card", paidOn: "2026-11-11", allocations })
      ).ok;
    }
    case "line": {
      const cents = LINES[step.nth] ?? 0n;
      const total = [12_000n, 12_000n, 6_000n][step.share] ?? 0n;
      return (
        await acceptMatch(pool, {
          ...moment,
          lineId: await lineId(dossier, `L${step.nth}`),
          allocations: [{ shareId, amount: cents }],
          ...(step.discount ? { discount: total - cents } : {}),
          excess: { to: step.excess, reason: "essai", rights: ["adjustment"] },
        })
      ).ok;
    }
    case "undo_line":
      return (await undoMatch(pool, { ...moment, lineId: await lineId(dossier, `L${step.nth}`) })).ok;
    case "take_back_write_off": {
      const writeOffId = (await ids("write_off"))[step.nth]?.id ?? 0n;
      return (await takeBackWriteOff(pool, { ...moment, writeOffId })).ok;
    }
    case "mark":
    case "unmark": {
      const to = step.kind === "mark" ? ("paid" as const) : ("to_pay" as const);
      return (await markPaid(pool, { ...moment, invoiceId: invoices[step.nth] ?? 0n, to })).ok;
    }
    case "validate":
      await within(dossier, (db) => validateEntries(db, { ...moment, upTo: "2026-12-31" }));
      return true;
  }
}

/** Everything that a refusal must leave as it was. */
function books({ dossier }: World) {
  return within(
    dossier,
    (db) => db`
      select (select json_agg(entry order by entry.id) from journal_entry as entry) as entries,
             (select json_agg(line order by line.id) from journal_line as line) as lines,
             (select json_agg(payment order by payment.id) from payment) as payments,
             (select json_agg(allocation order by payment_id, share_id) from allocation) as allocations,
             (select json_agg(held order by held.id) from held_money as held) as held,
             (select json_agg(write_off order by write_off.id) from write_off) as write_offs,
             (select json_agg(share.due_cents order by share.id) from share) as dues,
             (select json_agg(lettered order by lettered.line_id) from lettering_line as lettered) as lettered`,
  );
}

/** VAT that still waits for the money of FA-2, once nothing is due of it: there must be none. Besides it only AV-4 has any. */
async function uncollectedOfSettled({ dossier }: World): Promise<bigint> {
  const [row] = await within(
    dossier,
    (db) => db<{ due: bigint; cents: bigint }[]>`
      select (select due_own_cents from invoice where number = 'FA-2') as due,
             (coalesce(sum(credit_cents - debit_cents), 0) + 1000
               + (select coalesce(sum(vat_cents), 0) from vat_move join invoice on invoice.id = invoice_id where number = 'AV-4'))::bigint as cents
        from journal_line where account = '445740'`,
  );
  return row && row.due <= 0n ? row.cents : 0n;
}

test(
  "whatever is tried in whatever order, the laws hold: due = ledger, Σ debit = Σ credit, what is held is in the books; a refusal changes nothing",
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const given = await world();
        for (const [tick, step] of all.entries()) {
          const before = await books(given);
          const done = await play(given, step, tick);
          if (!done) expect(await books(given)).toEqual(before);
        }
        expect(await laws(given.dossier)).toEqual([]);
        expect(await uncollectedOfSettled(given)).toBe(0n);
      }),
      { numRuns: 25 * PROPERTY_TIMES },
    );
  },
  240_000 * PROPERTY_TIMES,
);

test(
  "a payment taken back leaves the dues as if it had never been, its discount and its small difference with it",
  async () => {
    const one = fc.record({
      amount: fc.bigInt({ min: 1n, max: 11_999n }),
      discount: fc.boolean(),
      share: fc.nat(1),
    });
    await fc.assert(
      fc.asyncProperty(one, async ({ amount: paid, discount, share: nth }) => {
        const given = await world();
        const dues = () => within(given.dossier, (db) => db`select id, due_cents from share order by id`);
        const before = await dues();
        const step = {
          kind: "record",
          share: nth,
          amount: paid,
          method: "card",
          discount,
          excess: "keep",
        } as const;
        expect(await play(given, step, 0)).toBe(true);
        expect(await play(given, { kind: "take_back", nth: 0, amount: 0n }, 1)).toBe(true);
        expect(await dues()).toEqual(before);
        const [left] = await within(
          given.dossier,
          (db) => db`select count(*)::integer as lines from journal_line where entry_id not in
          (select id from journal_entry where journal = 'VE')`,
        );
        expect(left?.lines).toBe(0);
        expect(await laws(given.dossier)).toEqual([]);
      }),
      { numRuns: 8 * PROPERTY_TIMES },
    );
  },
  120_000 * PROPERTY_TIMES,
);
