import { beforeEach, describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { changeIban } from "../../sql/acts/bankDetails.ts";
import { returnPayment } from "../../sql/acts/decideAwaited.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { issueBill } from "../../sql/acts/makeBill.ts";
import { makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { schedulePayment } from "../../sql/acts/schedulePayment.ts";
import { changeSettings } from "../../sql/companies.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import {
  actingIn,
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  done,
  dueOf,
  entriesOf,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();
const dossier = useDossier(database);
const SUPPLIER = { payer: "supplier" as const, aux: "F-1", name: "Fournisseur Un", iban: ibanOf(911) };
const GOODS = { account: "607000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "delivery" as const };
const OFFER = { discountOffer: { percent: 200, withinDays: 10, vatClause: true } };

/** A document of 120,00 of a supplier who grants 2 % with its VAT. */
beforeEach(async () => {
  await within(dossier(), (db) => changeSettings(db, { earlyPaymentDiscount: true }));
  const terms = { type: "supplier_invoice" as const, customer: SUPPLIER, lines: [GOODS], ...OFFER };
  await bill(dossier(), aSale("FF-1", 12_000n, terms), aSale("FF-2", 12_000n, terms));
  done(await changeIban(database.pool, { ...acting(), aux: SUPPLIER.aux, iban: SUPPLIER.iban }));
});

const acting = (on = "2026-11-10") => actingIn(dossier(), on);

const TAKEN = { amount: 11_760n, discount: 240n };
const part = async (number = "FF-1") => ({
  shareId: await shareId(dossier(), number, "supplier"),
  ...TAKEN,
});
const dues = async () => (await dueOf(dossier(), "FF-1")).due;
const undo = async (line: string) =>
  codesOf(await undoMatch(database.pool, await onLine(dossier(), line, "2026-11-20")));

describe("a supplier paid less the discount that he grants (GC32, S4.23)", () => {
  test("by an order: nothing before the bank's line, all of it with it, none of it once it is undone", async () => {
    const order = { ...acting(), account: "BQ1", payments: [await part(), await part("FF-2")] };
    const { reference } = done(await makeTransferOrder(database.pool, order));
    expect(await dues()).toBe(12_000n);
    await bank(dossier(), aLine("L1", -23_520n, { label: `VIR SEPA EMIS ${reference}` }));
    const [entry] = await entriesOf(dossier(), reference);
    expect(entry?.lines).toEqual([
      "401000 F-1 12000 AAA",
      "765000 -200",
      "445660 -40",
      "401000 F-1 12000 AAB",
      "765000 -200",
      "445660 -40",
      "512100 -23520",
    ]);
    expect(await dues()).toBe(0n);
    expect(await laws(dossier())).toEqual([]);
    expect(await undo("L1")).toEqual([]);
    expect(await dues()).toBe(12_000n);
    expect(await laws(dossier())).toEqual([]);
  });

  test("a transfer that comes back takes its discount back; undone, the document is settled again (GC47)", async () => {
    const order = { ...acting(), account: "BQ1", payments: [await part()] };
    const { reference, paymentIds } = done(await makeTransferOrder(database.pool, order));
    await bank(dossier(), aLine("L1", -11_760n, { label: `VIR SEPA EMIS ${reference}` }));
    await bank(dossier(), aLine("L2", 11_760n, { label: "VIR SEPA", bookedOn: "2026-11-16" }));
    const back = { ...(await onLine(dossier(), "L2", "2026-11-17")), paymentId: paymentIds[0] ?? 0n };
    expect(codesOf(await returnPayment(database.pool, back))).toEqual([]);
    const [entry] = await entriesOf(dossier(), "L2");
    expect(entry?.lines).toEqual(["512100 11760", "401000 F-1 -12000 AAB", "765000 200", "445660 40"]);
    expect(await dues()).toBe(12_000n);
    expect(await laws(dossier())).toEqual([]);
    expect(await undo("L2")).toEqual([]);
    expect(await dues()).toBe(0n);
    expect(await laws(dossier())).toEqual([]);
  });

  test("from the till and by a bill at once, planned on its day", async () => {
    await bill(dossier(), aSale("FA-1", 20_000n));
    const cash = { method: "cash" as const, paidOn: "2026-11-10" };
    const inHand = [{ shareId: await shareId(dossier(), "FA-1"), amount: 20_000n }];
    done(await recordPayment(database.pool, { ...acting(), ...cash, allocations: inHand }));
    const paid = done(
      await paySupplier(database.pool, { ...acting(), ...cash, allocations: [await part()] }),
    );
    expect((await entriesOf(dossier(), paid.piece))[0]?.lines).toEqual([
      "401000 F-1 12000 AAA",
      "765000 -200",
      "445660 -40",
      "530000 -11760",
    ]);
    const planned = { ...acting(), method: "transfer" as const, account: "BQ1", paidOn: "2026-11-12" };
    done(await schedulePayment(database.pool, { ...planned, allocations: [await part("FF-2")] }));
    const again = {
      ...acting(),
      method: "promissory_note" as const,
      dueOn: "2026-12-31",
      ...(await part("FF-2")),
    };
    expect(codesOf(await issueBill(database.pool, again))).toEqual([
      "above_what_is_open",
      "discount_not_first",
    ]);
    const day = { at: acting("2026-11-12").at, on: "2026-11-12" };
    expect(await passDay(database.pool, dossier().companyId, day)).toMatchObject({ made: 1 });
    const [ordered] = await within(
      dossier(),
      (db) => db`select status, amount_cents, discount_cents from payment order by id desc limit 1`,
    );
    expect(ordered).toEqual({ status: "sent", amountCents: 11_760n, discountCents: 240n });
    expect(await laws(dossier())).toEqual([]);
  });

  test("by a bill: we owe the bill less the discount, and no longer the document (GC33)", async () => {
    const note = { ...acting(), method: "promissory_note" as const, dueOn: "2026-12-31", ...(await part()) };
    const { piece } = done(await issueBill(database.pool, note));
    expect((await entriesOf(dossier(), piece))[0]?.lines).toEqual([
      "401000 F-1 12000 AAA",
      "765000 -200",
      "445660 -40",
      "403000 F-1 -11760",
    ]);
  });

  test("is refused on several documents at once, when it does not close its document, and where it is not activated", async () => {
    const pay = async (allocations: { shareId: bigint; amount: bigint; discount?: bigint }[]) =>
      codesOf(
        await paySupplier(database.pool, {
          ...acting(),
          method: "cheque",
          account: "BQ1",
          paidOn: "2026-11-10",
          allocations,
        }),
      );
    expect(await pay([await part(), await part("FF-2")])).toEqual(["discount_on_shares"]);
    expect(await pay([{ ...(await part()), discount: 200n }])).toEqual(["discount_amount"]);
    await within(dossier(), (db) => changeSettings(db, { earlyPaymentDiscount: false }));
    expect(await pay([await part()])).toEqual(["discount_not_activated"]);
  });
});

test("a customer's transfer with discount that comes back takes its discount and its VAT back (GC17, GC28, GC42)", async () => {
  const lines = [{ ...GOODS, account: "706000", vatDue: "collection" as const }];
  await bill(dossier(), aSale("FA-2", 12_000n, { lines, ...OFFER }));
  const share = await shareId(dossier(), "FA-2");
  await bank(dossier(), aLine("L1", 11_760n, { label: "VIREMENT RECU" }));
  const match = { ...(await onLine(dossier(), "L1")), allocations: [{ shareId: share, amount: 11_760n }] };
  const { paymentIds } = done(await acceptMatch(database.pool, { ...match, discount: 240n }));
  expect((await dueOf(dossier(), "FA-2")).due).toBe(0n);
  await bank(dossier(), aLine("L2", -11_760n, { label: "VIR SEPA", bookedOn: "2026-11-16" }));
  const back = { ...(await onLine(dossier(), "L2", "2026-11-17")), paymentId: paymentIds[0] ?? 0n };
  expect(codesOf(await returnPayment(database.pool, back))).toEqual([]);
  expect((await entriesOf(dossier(), "L2"))[0]?.lines).toEqual([
    "411000 C-FA-2 12000 AAB",
    "665000 -200",
    "445740 -40",
    "445740 -1960",
    "445710 1960",
    "512100 -11760",
  ]);
  expect((await dueOf(dossier(), "FA-2")).due).toBe(12_000n);
  expect(await laws(dossier())).toEqual([]);
  expect(await undo("L2")).toEqual([]);
  expect((await dueOf(dossier(), "FA-2")).due).toBe(0n);
  expect(await undo("L1")).toEqual([]);
  expect((await dueOf(dossier(), "FA-2")).due).toBe(12_000n);
  expect(await laws(dossier())).toEqual([]);
});
