import { afterEach, beforeEach, expect, test } from "vitest";
import { changeIban } from "../../sql/acts/bankDetails.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { acceptBill, handInBills, issueBill } from "../../sql/acts/makeBill.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import {
  actingIn,
  aSale,
  bill,
  codesOf,
  done,
  dueOf,
  entriesOf,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { laws } from "./rspFile.ts";

const database = useDatabase();
const dossier = useDossier(database);
const CUSTOMER = { payer: "business" as const, aux: "C-1", name: "Client Un", iban: ibanOf(921) };
const SUPPLIER = { payer: "supplier" as const, aux: "F-1", name: "Fournisseur Un", iban: ibanOf(922) };
const SERVICE = {
  account: "706000",
  net: 10_000n,
  vatRate: 2000,
  vat: 2_000n,
  vatDue: "collection" as const,
};

beforeEach(async () => {
  await bill(
    dossier(),
    aSale("FA-1", 12_000n, { customer: CUSTOMER, lines: [SERVICE] }),
    aSale("FF-1", 5_000n, { type: "supplier_invoice", customer: SUPPLIER }),
  );
  for (const { aux, iban } of [CUSTOMER, SUPPLIER])
    done(await changeIban(database.pool, { ...acting(), aux, iban }));
});
afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});

const acting = (on = "2026-11-10") => actingIn(dossier(), on);

const accepted = async () =>
  done(
    await acceptBill(database.pool, {
      ...acting(),
      method: "bill_of_exchange",
      shareId: await shareId(dossier(), "FA-1"),
      amount: 12_000n,
      dueOn: "2026-11-30",
    }),
  );
const takeBack = (paymentId: bigint, on = "2026-11-20") =>
  takeBackPayment(database.pool, { ...acting(on), paymentId });

test("a bill accepted by mistake goes with its draft entry, and the invoice is due again (GC23, D4)", async () => {
  const { paymentId, piece } = await accepted();
  expect((await dueOf(dossier(), "FA-1")).due).toBe(0n);
  expect(done(await takeBack(paymentId))).toEqual({ reversed: false });
  expect((await dueOf(dossier(), "FA-1")).due).toBe(12_000n);
  expect(await entriesOf(dossier(), piece)).toEqual([]);
  expect(codesOf(await takeBack(paymentId))).toEqual(["payment_gone"]);
  await accepted();
});

test("a bill issued by mistake, once validated, is reversed on the day, and its account is at zero (GC33, D4)", async () => {
  const share = await shareId(dossier(), "FF-1", "supplier");
  const note = { method: "promissory_note" as const, shareId: share, amount: 5_000n, dueOn: "2026-12-31" };
  const { paymentId, piece } = done(await issueBill(database.pool, { ...acting(), ...note }));
  await within(dossier(), (db) => validateEntries(db, { ...acting("2026-11-15"), upTo: "2026-11-15" }));
  expect(done(await takeBack(paymentId))).toEqual({ reversed: true });
  const entries = await entriesOf(dossier(), piece);
  expect(entries.map(({ postedOn, lines }) => [postedOn, lines])).toEqual([
    ["2026-11-10", ["401000 F-1 5000 AAB", "403000 F-1 -5000 AAA"]],
    ["2026-11-20", ["401000 F-1 -5000 AAB", "403000 F-1 5000 AAA"]],
  ]);
  expect((await dueOf(dossier(), "FF-1")).due).toBe(5_000n);
});

test("a bill handed to the bank is taken back there first (GC23)", async () => {
  const { paymentId } = await accepted();
  const handIn = { ...acting(), account: "BQ1", purpose: "collection" as const, paymentIds: [paymentId] };
  done(await handInBills(database.pool, handIn));
  expect(codesOf(await takeBack(paymentId))).toEqual(["payment_under_way"]);
});

test("a bill whose VAT was counted on its due day stays (CGI 269)", async () => {
  const { paymentId } = await accepted();
  const day = { at: acting("2026-11-30").at, on: "2026-11-30" };
  expect(await passDay(database.pool, dossier().companyId, day)).toMatchObject({ bills: 1 });
  expect(codesOf(await takeBack(paymentId, "2026-12-01"))).toEqual(["bill_vat_counted"]);
});
