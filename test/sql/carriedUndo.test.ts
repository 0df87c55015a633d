import { describe, expect, test } from "vitest";
import { addMandate, changeIban } from "../../sql/acts/bankDetails.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { handInBills } from "../../sql/acts/makeBill.ts";
import { makeDirectDebits, makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { makeRemittance } from "../../sql/acts/makeRemittance.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import {
  actingIn,
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  decisionOf,
  done,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";
import { laws, receiveBytes } from "./rspFile.ts";

/**
 * A bank line that carried out what was asked of the bank, taken back: what was asked is at the bank again, the documents are as they
 * were, and the line waits. Whether its entry was a draft or is reversed.
 */
const database = useDatabase();
const dossier = useDossier(database);

const acting = (on = "2026-11-10") => actingIn(dossier(), on);

/** A service whose VAT waits for the money. */
const aService = (number: string, total: bigint) => {
  const net = (total * 5n) / 6n;
  return aSale(number, total, {
    lines: [{ account: "706000", net, vatRate: 2000, vat: total - net, vatDue: "collection" }],
  });
};

async function suppliers() {
  for (const number of ["FF-1", "FF-2"]) {
    const customer = { payer: "supplier" as const, aux: `F-${number}`, name: `Fournisseur ${number}` };
    await bill(dossier(), aSale(number, 24_000n, { type: "supplier_invoice", customer }));
    const iban = ibanOf(number === "FF-1" ? 811 : 812);
    done(await changeIban(database.pool, { ...acting(), aux: customer.aux, iban }));
  }
  return Promise.all(["FF-1", "FF-2"].map((number) => shareId(dossier(), number, "supplier")));
}

async function customers() {
  await bill(dossier(), aService("FA-1", 12_000n), aService("FA-2", 6_000n));
  return Promise.all(["FA-1", "FA-2"].map((number) => shareId(dossier(), number)));
}

/** What was asked of the bank, and the line by which the bank carried it out. */
const ROADS: Record<string, () => Promise<{ amount: bigint; label: string }>> = {
  "a transfer order": async () => {
    const payments = (await suppliers()).map((share) => ({ shareId: share, amount: 24_000n }));
    const order = { ...acting(), account: "BQ1", executeOn: "2026-11-12", payments };
    const { reference } = done(await makeTransferOrder(database.pool, order));
    return { amount: -48_000n, label: `VIR SEPA EMIS ${reference}` };
  },
  "a file of direct debits": async () => {
    const shares = await customers();
    for (const [nth, number] of ["FA-1", "FA-2"].entries()) {
      const party = { ...acting(), aux: `C-${number}` };
      done(await changeIban(database.pool, { ...party, iban: ibanOf(821 + nth) }));
      done(await addMandate(database.pool, { ...party, reference: `RUM-${number}` }));
    }
    const payments = shares.map((share, nth) => ({ shareId: share, amount: nth === 0 ? 12_000n : 6_000n }));
    const file = { ...acting(), account: "BQ1", collectOn: "2026-11-12", payments };
    const { reference } = done(await makeDirectDebits(database.pool, file));
    await passDay(database.pool, dossier().companyId, { at: acting("2026-11-12").at, on: "2026-11-12" });
    return { amount: 18_000n, label: `REMISE PRLV ${reference}` };
  },
  "direct debits of another program, whose day only the bank said": async () => {
    await customers();
    const debits = [
      ["FA-1", 12_000, ibanOf(841)],
      ["FA-2", 6_000, ibanOf(842)],
    ].map((cells) => ["PRLV-77", ...cells].join(";"));
    const table = ["batch_ref;invoice;amount_cents;debtor_iban", ...debits].join("\n");
    expect(await receiveBytes(dossier(), Buffer.from(`${table}\n`), "debits.csv")).toMatchObject({
      state: "read",
    });
    return { amount: 18_000n, label: "REMISE PRLV PRLV-77" };
  },
  "a slip of cheques": async () => {
    const shares = await customers();
    const paymentIds: bigint[] = [];
    for (const [nth, share] of shares.entries()) {
      const allocations = [{ shareId: share, amount: nth === 0 ? 12_000n : 6_000n }];
      const cheque = { method: "cheque" as const, paidOn: "2026-11-10", chequeNumber: `100000${nth}` };
      const paid = done(await recordPayment(database.pool, { ...acting(), ...cheque, allocations }));
      paymentIds.push(paid.paymentId);
    }
    const slip = { ...acting(), kind: "cheque_slip" as const, account: "BQ1", paymentIds };
    const { reference } = done(await makeRemittance(database.pool, slip));
    return { amount: 18_000n, label: `REM CHQ ${reference}` };
  },
  "bills handed in": async () => {
    const [share = 0n] = await customers();
    done(await changeIban(database.pool, { ...acting(), aux: "C-FA-1", iban: ibanOf(831) }));
    const bills = [{ shareId: share, amount: 12_000n, dueOn: "2026-11-12" }];
    const given = { ...acting(), account: "BQ1", purpose: "collection" as const, paymentIds: [], bills };
    const { reference } = done(await handInBills(database.pool, given));
    return { amount: 12_000n, label: `REMISE LCR ${reference}` };
  },
  "a cheque to a supplier": async () => {
    const [share = 0n] = await suppliers();
    const allocations = [{ shareId: share, amount: 24_000n }];
    const cheque = { method: "cheque" as const, account: "BQ1", chequeNumber: "0004217" };
    done(await paySupplier(database.pool, { ...acting(), ...cheque, paidOn: "2026-11-10", allocations }));
    return { amount: -24_000n, label: "CHEQUE 0004217" };
  },
};

/** Payments, dues and ledger as a person sees them; what an entry that is final leaves behind cancels out. */
async function standing() {
  const [row] = await within(
    dossier(),
    (db) => db`
      select (select json_agg(json_build_array(payment.id, status, amount_cents, paid_on, collected_on, line_id, returned_on,
                                               transit_entry_id is null, remittance_id)
                              order by payment.id) from payment) as payments,
             (select json_agg(json_build_array(share_id, amount_cents) order by payment_id, share_id) from allocation) as allocations,
             (select json_agg(json_build_array(number, due_cents, unpaid) order by share.id)
                from share join invoice on invoice.id = share.invoice_id) as dues,
             (select json_object_agg(account, cents) from (
                select account, sum(debit_cents - credit_cents) as cents
                  from journal_line group by account having sum(debit_cents - credit_cents) <> 0 order by account) as sums) as balances,
             (select coalesce(sum(vat_cents), 0) from vat_move) as vat,
             (select count(*)::integer from clearing) as clearings,
             (select count(*)::integer from line_posting) as postings`,
  );
  return row;
}

/** What the bank was asked cannot be taken back payment by payment: its file may have left. A cheque that is only written can. */
async function isNotDeletedAlone(road: string): Promise<void> {
  if (road === "a cheque to a supplier") return;
  const payments = await within(dossier(), (db) => db<{ id: bigint }[]>`select id from payment`);
  for (const { id: paymentId } of payments) {
    const back = await takeBackPayment(database.pool, { ...acting("2026-11-12"), paymentId });
    expect(codesOf(back)).toEqual(["payment_under_way"]);
  }
}

describe.each(Object.keys(ROADS))("%s", (road) => {
  test.each(["draft", "validated"])(
    "is at the bank again when its line is taken back while %s (D4, S4.34)",
    async (state) => {
      const { amount, label } = await (ROADS[road] as () => Promise<{ amount: bigint; label: string }>)();
      const before = await standing();
      await isNotDeletedAlone(road);
      expect(await standing()).toEqual(before);
      await bank(dossier(), aLine("L1", amount, { label }));
      expect((await decisionOf(dossier(), "L1")).state).toBe("posted");
      const carried = await standing();
      expect(carried).not.toEqual(before);
      if (state === "validated")
        await within(dossier(), (db) => validateEntries(db, { ...acting("2026-11-13"), upTo: "2026-11-13" }));
      const undo = async () => codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")));
      expect(await undo()).toEqual([]);
      expect(await standing()).toEqual(before);
      expect((await decisionOf(dossier(), "L1")).state).toBe("waiting");
      expect(await undo()).toEqual(["nothing_to_undo"]);
      expect(await laws(dossier())).toEqual([]);
    },
  );
});
