import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { asCompany, type Db } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import {
  type Books,
  FORBIDDEN,
  insertInvoice,
  openBooks,
  post,
  postPayment,
  postSale,
  refusalOf,
} from "./books.ts";

const database = useDatabase({ max: 8 });
const opened: { books?: Books } = {};

beforeAll(async () => {
  opened.books = await openBooks(database.pool, "Optique du Port");
});

function books(): Books {
  if (!opened.books) throw new Error("not open yet");
  return opened.books;
}
const asApplication = <T>(work: (db: Db) => Promise<T>) => asCompany(database.pool, books().companyId, work);
const attempt = (work: (db: Db) => Promise<unknown>) => refusalOf(asApplication(work));

/** An invoice of 100 for the patient and 40 for the AMO, both posted. */
function aPostedInvoice() {
  return asApplication(async (db) => {
    const invoice = await insertInvoice(db, books());
    await postSale(db, books(), invoice.ownShareId, 10_000);
    await postSale(db, books(), invoice.amoShareId, 4_000);
    return invoice;
  });
}

async function duesOf(invoiceId: bigint) {
  const [invoice] = await database.pool<{ own: bigint; amo: bigint; open: number; unpaid: boolean }[]>`
    select due_own_cents as own, due_amo_cents as amo, open_shares as open, unpaid from invoice where id = ${invoiceId}
  `;
  return invoice;
}

describe("what is due", () => {
  test("follows the ledger lines of the share, written, changed and deleted", async () => {
    const { invoiceId, ownShareId } = await aPostedInvoice();
    expect(await duesOf(invoiceId)).toEqual({ own: 10_000n, amo: 4_000n, open: 2, unpaid: true });
    const payment = await asApplication((db) => postPayment(db, books(), ownShareId, 10_000));
    expect(await duesOf(invoiceId)).toEqual({ own: 0n, amo: 4_000n, open: 1, unpaid: true });
    await asApplication(
      (db) => db`
        update journal_line
        set debit_cents = debit_cents * 3 / 10, credit_cents = credit_cents * 3 / 10
        where entry_id = ${payment.entryId}
      `,
    );
    expect(await duesOf(invoiceId)).toEqual({ own: 7_000n, amo: 4_000n, open: 2, unpaid: true });
    await asApplication((db) => db`delete from journal_entry where id = ${payment.entryId}`);
    expect(await duesOf(invoiceId)).toEqual({ own: 10_000n, amo: 4_000n, open: 2, unpaid: true });
  });

  test("follows a line that is moved to another share, on both of them", async () => {
    const { invoiceId, ownShareId, amoShareId } = await aPostedInvoice();
    const payment = await asApplication((db) => postPayment(db, books(), ownShareId, 4_000));
    expect(await duesOf(invoiceId)).toMatchObject({ own: 6_000n, amo: 4_000n });
    await asApplication(
      (db) => db`update journal_line set share_id = ${amoShareId} where id = ${payment.lineIds[1] ?? 0n}`,
    );
    expect(await duesOf(invoiceId)).toMatchObject({ own: 10_000n, amo: 0n });
  });

  test("is credit less debit for a supplier", async () => {
    const { invoiceId, ownShareId } = await asApplication((db) => insertInvoice(db, books()));
    const bill = [{ debit: 900 }, { account: "401000", credit: 900, shareId: ownShareId }];
    await asApplication((db) => post(db, books(), bill));
    expect(await duesOf(invoiceId)).toMatchObject({ own: 900n });
  });

  test("does not change sides with an account that has lines", async () => {
    await aPostedInvoice();
    const turn = (db: Db) => db`update account set side = 'payable' where number = '411000'`;
    expect(await attempt(turn)).toBe("side_is_settled");
    expect(await attempt((db) => db`update account set name = 'Clients' where number = '411000'`)).toBe(
      "nothing",
    );
  });

  test("is not the application's to write", async () => {
    expect(await attempt((db) => db`update share set due_cents = 0`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`update invoice set due_own_cents = 0`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`update invoice set open_shares = 0`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`update share set amount_cents = 0`)).toBe(FORBIDDEN);
    const insert = (db: Db) => db`
      insert into share (company_id, invoice_id, payer, third_party_id, amount_cents, due_cents) values (1, 1, 'amc', 1, 1, 1)
    `;
    expect(await attempt(insert)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`insert into unpaid_movement default values`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`delete from unpaid_movement`)).toBe(FORBIDDEN);
  });
});

describe("a payment", () => {
  test("takes no share below zero, unless a person or an insurer's return said so", async () => {
    const { invoiceId, ownShareId } = await aPostedInvoice();
    const tooMuch = (db: Db) => postPayment(db, books(), ownShareId, 10_001);
    expect(await attempt(tooMuch)).toBe("allocation_within_due");
    const allowed = async (db: Db) => {
      await db`select set_config('rappro.may_overpay', 'yes', true)`;
      await tooMuch(db);
    };
    expect(await attempt(allowed)).toBe("nothing");
    expect(await duesOf(invoiceId)).toMatchObject({ own: -1n, unpaid: true });
    expect(await attempt(tooMuch), "the permission ends with its transaction").toBe("allocation_within_due");
  });

  test("waits for another one on the same share, and then sees what is left", async () => {
    const { invoiceId, ownShareId } = await aPostedInvoice();
    const first = await heldOpen((db) => postPayment(db, books(), ownShareId, 6_000));
    const second = attempt((db) => postPayment(db, books(), ownShareId, 6_000));
    await waiting();
    await first.commit();
    expect(await second).toBe("allocation_within_due");
    expect(await duesOf(invoiceId)).toMatchObject({ own: 4_000n });
  });

  test("on one share and another on its neighbour at the same time both count in the invoice", async () => {
    const { invoiceId, ownShareId, amoShareId } = await aPostedInvoice();
    const first = await heldOpen((db) => postPayment(db, books(), ownShareId, 10_000));
    const second = attempt((db) => postPayment(db, books(), amoShareId, 4_000));
    await waiting();
    await first.commit();
    expect(await second).toBe("nothing");
    expect(await duesOf(invoiceId)).toEqual({ own: 0n, amo: 0n, open: 0, unpaid: false });
  });

  /** Does the work in a transaction that stays open until `commit`. */
  async function heldOpen(work: (db: Db) => Promise<unknown>): Promise<{ commit: () => Promise<unknown> }> {
    const gate: { open?: () => void } = {};
    let worked = (): void => {};
    const ready = new Promise<void>((resolve) => {
      worked = resolve;
    });
    const transaction = asApplication(async (db) => {
      await work(db);
      worked();
      await new Promise<void>((resolve) => Object.assign(gate, { open: resolve }));
    });
    await Promise.race([ready, transaction]);
    return {
      commit: () => {
        gate.open?.();
        return transaction;
      },
    };
  }

  /** Long enough for the second transaction to reach the lock; were it not to wait, it would have ended by then. */
  const waiting = () => new Promise((resolve) => setTimeout(resolve, 150));
});

describe("the totals of the unpaid list", () => {
  type Step =
    | { do: "sell" | "pay"; invoice: number; share: "own" | "amo"; cents: number }
    | { do: "undo" | "mark" | "unmark" | "issue"; invoice: number };

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      do: fc.constantFrom("sell" as const, "pay" as const),
      invoice: fc.nat(3),
      share: fc.constantFrom("own" as const, "amo" as const),
      cents: fc.integer({ min: 1, max: 300 }),
    }),
    fc.record({
      do: fc.constantFrom("undo" as const, "mark" as const, "unmark" as const, "issue" as const),
      invoice: fc.nat(3),
    }),
  );

  test("and every due equal a recount, whatever was done in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const invoices = await asApplication((db) =>
          Promise.all([0, 1, 2, 3].map(() => insertInvoice(db, books()))),
        );
        for (const one of steps) await attempt((db) => take(db, one, invoices));
        expect(await kept()).toEqual(await recounted());
        expect(await wrongDues()).toEqual([]);
      }),
      { numRuns: 12 * PROPERTY_TIMES },
    );
  });

  async function take(
    db: Db,
    step: Step,
    invoices: Awaited<ReturnType<typeof insertInvoice>>[],
  ): Promise<void> {
    const invoice = invoices[step.invoice];
    if (!invoice) throw new Error("no such invoice");
    const { invoiceId, ownShareId, amoShareId } = invoice;
    switch (step.do) {
      case "sell":
        await postSale(db, books(), step.share === "own" ? ownShareId : amoShareId, step.cents);
        break;
      case "pay":
        await db`select set_config('rappro.may_overpay', ${step.cents % 2 ? "yes" : ""}, true)`;
        await postPayment(db, books(), step.share === "own" ? ownShareId : amoShareId, step.cents);
        break;
      case "undo":
        await db`delete from journal_entry where id = (
          select entry_id from journal_line where share_id in (${ownShareId}, ${amoShareId}) order by id desc limit 1)`;
        break;
      case "mark":
        await db`update invoice set marked_paid_at = now() where id = ${invoiceId}`;
        break;
      case "unmark":
        await db`update invoice set marked_paid_at = null where id = ${invoiceId}`;
        break;
      case "issue":
        await db`update invoice set total_cents = total_cents + 1 where id = ${invoiceId}`;
    }
  }

  async function kept() {
    const [totals] = await database.pool`
      select coalesce(sum(invoices), 0)::int as invoices, coalesce(sum(own_cents), 0)::bigint as own,
             coalesce(sum(amo_cents), 0)::bigint as amo, coalesce(sum(total_cents), 0)::bigint as total
      from unpaid_movement
    `;
    return totals;
  }

  /** From the journal lines alone. */
  async function recounted() {
    const [totals] = await database.pool`
      select count(*)::int as invoices, coalesce(sum(own), 0)::bigint as own, coalesce(sum(amo), 0)::bigint as amo,
             coalesce(sum(total_cents), 0)::bigint as total
      from (
        select invoice.id, invoice.total_cents,
               coalesce(sum(line.due) filter (where share.payer = 'patient'), 0) as own,
               coalesce(sum(line.due) filter (where share.payer = 'amo'), 0) as amo,
               bool_or(line.due <> 0) as open
        from invoice
        join share on share.invoice_id = invoice.id
        left join lateral (${ledgerDue()}) as line on true
        where invoice.marked_paid_at is null
        group by invoice.id
      ) as unpaid
      where open
    `;
    return totals;
  }

  const wrongDues = () => database.pool`
    select share.id, share.due_cents, line.due
    from share
    left join lateral (${ledgerDue()}) as line on true
    where share.due_cents <> coalesce(line.due, 0)
  `;

  const ledgerDue = () => database.pool`
    select sum(case account.side when 'payable' then journal_line.credit_cents - journal_line.debit_cents
                                 else journal_line.debit_cents - journal_line.credit_cents end)::bigint as due
    from journal_line
    join account on account.company_id = journal_line.company_id and account.number = journal_line.account
    where journal_line.share_id = share.id and account.side is not null
  `;
});
