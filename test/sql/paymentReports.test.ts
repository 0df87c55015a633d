import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { lockBooks } from "../../sql/books.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { refusalOf } from "./books.ts";
import { aLine, aSale, bank, bill, fromCustomerOf, onLine, shareId, useDossier, within } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

/** Services at 20 % and 10 %, whose VAT falls due with the money: 600.00 and 330.00. */
function aService(number: string, changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return aSale(number, 93_000n, {
    lines: [
      { account: "706000", net: 50_000n, vatRate: 2000, vat: 10_000n, vatDue: "collection" },
      { account: "706000", net: 30_000n, vatRate: 1000, vat: 3_000n, vatDue: "collection" },
    ],
    ...changes,
  });
}

/** The events as "kind state day 20.00:600.00 10.00:330.00", in the order they were written. */
async function events(): Promise<string[]> {
  const rows = await within(
    dossier(),
    (db) => db<{ text: string }[]>`
      select concat_ws(' ', coalesce(event.kind, 'none'), event.cause, event.state, event.collected_on,
               (select string_agg(amount.vat_rate || ':' || amount.amount_cents, ' ' order by amount.vat_rate desc)
                  from payment_report_amount as amount where amount.event_id = event.id)) as text
        from payment_report_event as event order by event.id`,
  );
  return rows.map(({ text }) => text);
}

const laws = () => within(dossier(), verifyCompany);
const undo = async (reference: string, on = "2026-11-20") =>
  undoMatch(database.pool, await onLine(dossier(), reference, on));
const sent = (message = "M-1") =>
  within(
    dossier(),
    (db) => db`
      update payment_report_event set state = 'sent', message_id = ${message}, sent_at = '2026-11-15T08:00:00Z' where state = 'to_send'`,
  );

describe("a payment of an invoice whose VAT is due on collection is reported with it", () => {
  test("rate by rate and tax included; two payments, the second closes both rates (GC36)", async () => {
    await bill(dossier(), aService("FA-1001"));
    await bank(dossier(), aLine("L1", 40_000n, fromCustomerOf("FA-1001")));
    await bank(dossier(), aLine("L2", 53_000n, fromCustomerOf("FA-1001", "2026-11-13")));
    expect(await events()).toEqual([
      "212 collected to_send 2026-11-12 2000:25806 1000:14194",
      "212 collected to_send 2026-11-13 2000:34194 1000:18806",
    ]);
    expect(await laws()).toEqual([]);
  });

  test("goods, exempt care and suppliers are not reported (GC01)", async () => {
    const line = {
      account: "707000",
      net: 50_000n,
      vatRate: 2000,
      vat: 10_000n,
      vatDue: "delivery" as const,
    };
    await bill(dossier(), aSale("FA-2", 60_000n, { lines: [line] }), aSale("FA-3", 10_000n));
    await bank(
      dossier(),
      aLine("L1", 60_000n, fromCustomerOf("FA-2")),
      aLine("L2", 10_000n, fromCustomerOf("FA-3")),
    );
    expect(await events()).toEqual([]);
  });

  test("a deposit is reported whatever its line says (GC35)", async () => {
    const line = { account: "419100", net: 30_000n, vatRate: 2000, vat: 6_000n, vatDue: "delivery" as const };
    await bill(dossier(), aSale("FAC-1", 36_000n, { type: "deposit_invoice", lines: [line] }));
    await bank(dossier(), aLine("L1", 36_000n, fromCustomerOf("FAC-1")));
    expect(await events()).toEqual(["212 collected to_send 2026-11-12 2000:36000"]);
  });

  test("a private person goes day by day, an invoice with an insurer's share nowhere, a business abroad invoice by invoice", async () => {
    const patient = { payer: "patient" as const, aux: "P-1", name: "Durand" };
    const insurer = { payer: "amc" as const, aux: "AMC-1", name: "Mutuelle" };
    const lines = [
      { account: "706000", net: 1_000n, vatRate: 2000, vat: 200n, vatDue: "collection" as const },
    ];
    await bill(
      dossier(),
      aSale("FA-B2C", 1_200n, { customer: patient, shares: [{ ...patient, amount: 1_200n }], lines }),
      aSale("FA-TP", 1_200n, {
        customer: patient,
        shares: [
          { ...patient, amount: 200n },
          { ...insurer, amount: 1_000n },
        ],
        lines,
      }),
      aSale("FA-EXP", 1_200n, { lines }),
    );
    await within(
      dossier(),
      (db) => db`update third_party set reporting_scope = 'ereport_b2bi' where aux = 'C-FA-EXP'`,
    );
    for (const [number, payer, amount] of [
      ["FA-B2C", "patient", 1_200n],
      ["FA-TP", "patient", 200n],
      ["FA-EXP", "business", 1_200n],
    ] as const)
      await cash(number, amount, payer);
    expect(await events()).toEqual([
      "10.4 collected to_send 2026-11-13 2000:1200",
      "none collected not_sent 2026-11-13 2000:200",
      "10.2 collected to_send 2026-11-13 2000:1200",
    ]);
  });

  test("money above the due is not a price; the law holds all the same (D1)", async () => {
    await bill(dossier(), aService("FA-4"));
    await cash("FA-4", 94_000n);
    expect(await events()).toEqual(["212 collected to_send 2026-11-13 2000:60000 1000:33000"]);
    expect(await laws()).toEqual([]);
  });

  async function cash(number: string, amount: bigint, payer = "business"): Promise<void> {
    const recorded = await recordPayment(database.pool, {
      companyId: dossier().companyId,
      method: "cash",
      paidOn: "2026-11-13",
      allocations: [{ shareId: await shareId(dossier(), number, payer), amount }],
      answers: { keepExcess: true },
      at: new Date("2026-11-13T09:00:00Z"),
      on: "2026-11-13",
    });
    expect(recorded.ok).toBe(true);
  }
});

describe("what is taken back", () => {
  beforeEach(async () => {
    await bill(dossier(), aService("FA-1001"));
    await bank(dossier(), aLine("L1", 93_000n, fromCustomerOf("FA-1001")));
  });

  test("a draft undone before anything was sent: nobody is told of either", async () => {
    await undo("L1");
    expect(await events()).toEqual([
      "212 collected withdrawn 2026-11-12 2000:60000 1000:33000",
      "212 withdrawn withdrawn 2026-11-12 2000:-60000 1000:-33000",
    ]);
    expect(await laws()).toEqual([]);
  });

  test("a draft undone after it was sent is sent again with negative amounts", async () => {
    await sent();
    await undo("L1");
    expect(await events()).toEqual([
      "212 collected sent 2026-11-12 2000:60000 1000:33000",
      "212 withdrawn to_send 2026-11-12 2000:-60000 1000:-33000",
    ]);
  });

  test("a validated entry reversed is a negative event on the day of the reversal (D4)", async () => {
    const { companyId } = dossier();
    const at = new Date("2026-11-15T20:00:00Z");
    await within(dossier(), (db) =>
      validateEntries(db, { companyId, upTo: "2026-11-30", on: "2026-11-15", at }),
    );
    await undo("L1");
    expect(await events()).toEqual([
      "212 collected to_send 2026-11-12 2000:60000 1000:33000",
      "212 taken_back to_send 2026-11-20 2000:-60000 1000:-33000",
    ]);
    expect(await laws()).toEqual([]);
  });

  test("one that the bank brought back is negative on the day it came back, whoever says so (GC42)", async () => {
    await changing(async (db) => {
      const [line] = await db<{ id: bigint }[]>`select id from statement_line limit 1`;
      await db`update payment set status = 'returned', returned_on = '2026-11-25', returned_line_id = ${line?.id ?? 0n}`;
    });
    expect((await events()).at(-1)).toBe("212 taken_back to_send 2026-11-25 2000:-60000 1000:-33000");
  });

  test("a payment dated otherwise is withdrawn and said again", async () => {
    await changing((db) => db`update payment set collected_on = '2026-11-10'`);
    expect(await events()).toEqual([
      "212 collected withdrawn 2026-11-12 2000:60000 1000:33000",
      "212 withdrawn withdrawn 2026-11-12 2000:-60000 1000:-33000",
      "212 collected to_send 2026-11-10 2000:60000 1000:33000",
    ]);
  });
});

describe("no act can forget", () => {
  beforeEach(async () => {
    await bill(dossier(), aService("FA-1001"));
    await bank(dossier(), aLine("L1", 93_000n, fromCustomerOf("FA-1001")));
  });
  const asApplication = (work: (db: Db) => PromiseLike<unknown>) =>
    refusalOf(asCompany(database.pool, dossier().companyId, async (db) => work(db)));

  test("a transaction that moves such money without the books refuses to end", async () => {
    const before = await events();
    expect(await asApplication((db) => db`delete from allocation`)).toBe("collections_are_reported");
    expect(
      await asApplication((db) => db`update payment set status = 'corrected', corrected_on = '2026-11-25'`),
    ).toBe("collections_are_reported");
    expect(await asApplication((db) => db`update allocation set amount_cents = 1`)).toBe(
      "collections_are_reported",
    );
    expect(await events()).toEqual(before);
    expect(await asApplication((db) => db`update payment set label = 'Autre'`)).toBe("nothing");
  });

  test("events are only added, for the owner of the tables too", async () => {
    const asOwner = (work: () => PromiseLike<unknown>) => refusalOf((async () => work())());
    const guard = "reports_are_only_added";
    const { pool } = database;
    const mine = pool`company_id = ${dossier().companyId}`;
    expect(await asOwner(() => pool`update payment_report_event set paid_cents = 1 where ${mine}`)).toBe(
      guard,
    );
    expect(await asOwner(() => pool`delete from payment_report_amount where ${mine}`)).toBe(guard);
    expect(await asApplication((db) => db`delete from payment_report_event`)).toBe("42501");
    await sent();
    expect(await asOwner(() => pool`update payment_report_event set kind = '10.4' where ${mine}`)).toBe(
      guard,
    );
  });

  test("verify names the invoice and the rate when the two differ", async () => {
    await database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner`update payment_report_amount set amount_cents = 59999 where company_id = ${dossier().companyId} and vat_rate = 2000`;
    });
    expect(await laws()).toEqual([
      {
        law: "collections_are_reported",
        place: "invoice FA-1001 at 20.00: collected 60000, reported 59999",
      },
    ]);
  });
});

test("a batch is reported in a bounded number of statements, in order", async () => {
  const numbers = Array.from({ length: 40 }, (_, nth) => `FA-${100 + nth}`);
  await bill(dossier(), ...numbers.map((number) => aService(number)));
  await bank(dossier(), ...numbers.map((number) => aLine(`L-${number}`, 93_000n, fromCustomerOf(number))));
  expect(await events()).toEqual(numbers.map(() => "212 collected to_send 2026-11-12 2000:60000 1000:33000"));
  expect(await laws()).toEqual([]);
});

/** As an act does: with the books in hand. */
async function changing(work: (db: Db) => PromiseLike<unknown>): Promise<void> {
  await within(dossier(), async (db) => {
    await lockBooks(db);
    await work(db);
  });
}
