import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReceiptMethod } from "../../domain/accounting/receiptEntry.ts";
import { returnPayment } from "../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../sql/acts/decideCredit.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { depositCash, makeRemittance, withdrawRemittance } from "../../sql/acts/makeRemittance.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { setLock } from "../../sql/acts/setLock.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  bookCounts,
  codesOf,
  decisionOf,
  dueOf,
  entriesOf,
  lineId,
  onLine,
  openDossier,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const acting = (on = "2026-11-12") => ({
  companyId: dossier().companyId,
  at: new Date(`${on}T09:00:00Z`),
  on,
});
const laws = () => within(dossier(), verifyCompany);
const validate = (on: string) =>
  within(dossier(), (db) =>
    validateEntries(db, { companyId: dossier().companyId, upTo: on, on, at: new Date(`${on}T20:00:00Z`) }),
  );

/** A service whose VAT is due on collection, sold to a business. */
const aService = (number: string, total: bigint) =>
  aSale(number, total, {
    lines: [
      {
        account: "706000",
        net: (total * 5n) / 6n,
        vatRate: 2000,
        vat: total - (total * 5n) / 6n,
        vatDue: "collection",
      },
    ],
  });

async function pay(
  number: string,
  amount: bigint,
  method: ReceiptMethod,
  more: { chequeNumber?: string } = {},
) {
  const share = await shareId(dossier(), number);
  const recorded = await recordPayment(database.pool, {
    ...acting(),
    method,
    paidOn: "2026-11-10",
    allocations: [{ shareId: share, amount }],
    ...more,
  });
  if (!recorded.ok) throw new Error(codesOf(recorded).join());
  return recorded.value.paymentId;
}

async function slip(paymentIds: bigint[], kind: "cheque_slip" | "card_batch" = "cheque_slip") {
  const made = await makeRemittance(database.pool, { ...acting(), kind, account: "BQ1", paymentIds });
  if (!made.ok) throw new Error(codesOf(made).join());
  return made.value;
}

const statusOf = async (paymentId: bigint) => {
  const [row] = await within(dossier(), (db) => db`select status from payment where id = ${paymentId}`);
  return row?.status;
};

/** A cheque of 120,00 for a service, on a slip that the bank credited. */
async function creditedCheque() {
  await bill(dossier(), aService("FA-1", 12_000n));
  const paymentId = await pay("FA-1", 12_000n, "cheque", { chequeNumber: "1234567" });
  const { reference, remittanceId } = await slip([paymentId]);
  await bank(dossier(), aLine("L1", 12_000n, { label: `REM CHQ ${reference}` }));
  return { paymentId, remittanceId, reference };
}

describe("a credit of money that was in hand", () => {
  test.each(["draft", "validated"])("taken back while %s leaves the money under way again", async (state) => {
    const { paymentId, reference } = await creditedCheque();
    expect([await statusOf(paymentId), (await decisionOf(dossier(), "L1")).state]).toEqual([
      "cleared",
      "posted",
    ]);
    if (state === "validated") await validate("2026-11-13");
    expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")))).toEqual([]);
    expect([await statusOf(paymentId), (await decisionOf(dossier(), "L1")).state]).toEqual([
      "deposited",
      "waiting",
    ]);
    expect((await entriesOf(dossier(), reference)).length).toBe(state === "draft" ? 0 : 2);
    expect(await laws()).toEqual([]);
    const again = await acceptCredit(database.pool, {
      ...(await onLine(dossier(), "L1", "2026-11-15")),
      remittanceIds: [],
      paymentIds: [paymentId],
    });
    expect([codesOf(again), await statusOf(paymentId), await laws()]).toEqual([[], "cleared", []]);
  });

  test("is refused for money that another line brought, or another amount, and writes nothing", async () => {
    const { paymentId, remittanceId } = await creditedCheque();
    await bank(dossier(), aLine("L2", 11_900n, { label: "VIR INCONNU" }));
    const before = await bookCounts(dossier());
    const accept = async (ids: { paymentIds: bigint[]; remittanceIds: bigint[] }) =>
      codesOf(await acceptCredit(database.pool, { ...(await onLine(dossier(), "L2")), ...ids }));
    expect(await accept({ paymentIds: [paymentId], remittanceIds: [] })).toEqual(["money_not_under_way"]);
    expect(await accept({ paymentIds: [], remittanceIds: [remittanceId] })).toEqual(["money_not_under_way"]);
    await bill(dossier(), aService("FA-2", 12_000n));
    const other = await pay("FA-2", 12_000n, "card");
    expect(await accept({ paymentIds: [other], remittanceIds: [] })).toEqual(["under_way_differs_from_line"]);
    await undoMatch(database.pool, await onLine(dossier(), "L1"));
    expect((await bookCounts(dossier()))?.postings).toBe((before?.postings ?? 0) - 1);
  });

  test("is taken back only before what came back of it", async () => {
    const { paymentId } = await creditedCheque();
    await bank(dossier(), aLine("L2", -12_000n, { label: "CHEQUE IMPAYE 1234567", bookedOn: "2026-11-13" }));
    expect([await statusOf(paymentId), (await decisionOf(dossier(), "L2")).reason]).toEqual([
      "returned",
      "payment_came_back",
    ]);
    expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")))).toEqual([
      "credit_came_back",
    ]);
  });
});

describe("a payment that came back", () => {
  test.each(["draft", "validated"])(
    "pays again when its return is taken back while %s, VAT and lettering included (GC931)",
    async (state) => {
      const { paymentId } = await creditedCheque();
      const before = await entriesOf(dossier(), "CHQ 1234567");
      await bank(
        dossier(),
        aLine("L2", -12_000n, { label: "CHEQUE IMPAYE 1234567", bookedOn: "2026-11-13" }),
      );
      expect(await dueOf(dossier(), "FA-1")).toMatchObject({ due: 12_000n, unpaid: true });
      expect(await laws()).toEqual([]);
      if (state === "validated") await validate("2026-11-13");
      expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L2")))).toEqual([]);
      expect([await statusOf(paymentId), await dueOf(dossier(), "FA-1")]).toMatchObject([
        "cleared",
        { due: 0n, unpaid: false },
      ]);
      const lettered = (entries: typeof before) =>
        entries.map(({ lines }) => lines.map((line) => /[A-Z]{3}$/.test(line)));
      expect(lettered(await entriesOf(dossier(), "CHQ 1234567"))).toEqual(lettered(before));
      expect(await laws()).toEqual([]);
    },
  );

  test("is told by a person when the line names nobody, for exactly its cents", async () => {
    const { paymentId } = await creditedCheque();
    await bank(
      dossier(),
      aLine("L2", -12_000n, { label: "REJET", bookedOn: "2026-11-13" }),
      aLine("L3", -12_001n, { label: "REJET", bookedOn: "2026-11-13" }),
    );
    const back = async (line: string) =>
      codesOf(
        await returnPayment(database.pool, {
          ...(await onLine(dossier(), line)),
          paymentId,
          reasonCode: "AM04",
        }),
      );
    expect(await back("L3")).toEqual(["return_differs_from_payment"]);
    expect(await back("L2")).toEqual([]);
    expect(await back("L3")).toEqual(["payment_not_credited"]);
    const [payment] = await within(
      dossier(),
      (db) => db`select status, reason_code, returned_on from payment where id = ${paymentId}`,
    );
    expect(payment).toEqual({ status: "returned", reasonCode: "AM04", returnedOn: "2026-11-13" });
  });
});

describe("a remittance", () => {
  test("credited once cannot be withdrawn; one that was not is, and its cash is back in the till", async () => {
    const { remittanceId } = await creditedCheque();
    const withdraw = async (id: bigint, on?: string) =>
      codesOf(await withdrawRemittance(database.pool, { ...acting(on), remittanceId: id }));
    expect(await withdraw(remittanceId)).toEqual(["remittance_settled"]);
    await bill(dossier(), aService("FA-2", 12_000n));
    await pay("FA-2", 12_000n, "cash");
    const made = await depositCash(database.pool, { ...acting(), account: "BQ1", amount: 10_000n });
    if (!made.ok) throw new Error(codesOf(made).join());
    await validate("2026-11-12");
    await setLock(database.pool, { companyId: dossier().companyId, upTo: "2026-11-12", at: new Date() });
    expect(await withdraw(made.value.remittanceId, "2026-11-12")).toEqual(["period_locked"]);
    expect(await withdraw(made.value.remittanceId, "2026-11-14")).toEqual([]);
    expect(await withdraw(made.value.remittanceId, "2026-11-14")).toEqual(["remittance_settled"]);
    const whole = await depositCash(database.pool, {
      ...acting("2026-11-14"),
      account: "BQ1",
      amount: 12_000n,
    });
    expect([codesOf(whole), await laws()]).toEqual([[], []]);
  });

  test.each([
    ["remittance_empty", () => []],
    ["payment_not_in_hand", () => [999_999n]],
  ] as const)("without a payment in hand is refused: %s", async (code, ids) => {
    const made = await makeRemittance(database.pool, {
      ...acting(),
      kind: "cheque_slip",
      account: "BQ1",
      paymentIds: ids(),
    });
    expect(codesOf(made)).toEqual([code]);
  });

  test("of another company is not seen (D11)", async () => {
    const { remittanceId } = await creditedCheque();
    const other = await openDossier(database.pool);
    const act = { companyId: other.companyId, at: new Date(), on: "2026-11-14", remittanceId };
    expect(codesOf(await withdrawRemittance(database.pool, act))).toEqual(["remittance_settled"]);
  });
});

describe("whatever happens to an invoice, in any order", () => {
  type Step = { kind: "pay"; method: ReceiptMethod; part: number } | { kind: "bank" | "return" | "undo" };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("pay" as const),
        method: fc.constantFrom<ReceiptMethod>("cheque", "cash", "card", "transfer"),
        part: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom("bank" as const, "return" as const, "undo" as const) }),
    },
  );

  test(
    "every law holds after each step, VAT on collection and money under way included",
    async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
          run += 1;
          const number = `FA-${run}0${run}`;
          await bill(dossier(), aService(number, 10_007n));
          const posted: string[] = [];
          for (const [at, each] of steps.entries()) {
            const name = `R${run}S${at}`;
            if (each.kind === "pay") await payPart(number, each.method, each.part, name);
            else if (each.kind === "undo") await undoLast(posted);
            else await fromBank(each.kind, number, name, posted);
            expect(await laws()).toEqual([]);
          }
        }),
        { numRuns: 12 * PROPERTY_TIMES },
      );
    },
    120_000 * PROPERTY_TIMES,
  );

  async function payPart(number: string, method: ReceiptMethod, part: number, name: string): Promise<void> {
    const { due } = await dueOf(dossier(), number);
    const amount = due / BigInt(part);
    if (amount <= 0n) return;
    const chequeNumber = name.replace(/\D/g, "").padStart(7, "9");
    await pay(number, amount, method, method === "cheque" ? { chequeNumber } : {});
  }

  /** The bank brings the oldest payment under way, or takes back the newest that it brought. */
  async function fromBank(
    kind: "bank" | "return",
    number: string,
    name: string,
    posted: string[],
  ): Promise<void> {
    const statuses = kind === "bank" ? ["received", "deposited"] : ["cleared"];
    const [payment] = await within(
      dossier(),
      (db) => db<{ id: bigint; amount: bigint }[]>`
        select payment.id, payment.amount_cents as amount
          from payment
          join allocation on allocation.payment_id = payment.id
          join share on share.id = allocation.share_id
          join invoice on invoice.id = share.invoice_id and invoice.number = ${number}
         where payment.status = any (${statuses}::text[]) and payment.method <> 'cash'
         order by payment.id limit 1`,
    );
    if (!payment) return;
    const amount = kind === "bank" ? payment.amount : -payment.amount;
    await bank(dossier(), aLine(name, amount, { label: `SANS NOM ${name}`, bookedOn: "2026-11-12" }));
    if ((await decisionOf(dossier(), name)).state === "posted") return;
    const act = { ...(await onLine(dossier(), name)), lineId: await lineId(dossier(), name) };
    const done =
      kind === "bank"
        ? await acceptCredit(database.pool, { ...act, remittanceIds: [], paymentIds: [payment.id] })
        : await returnPayment(database.pool, { ...act, paymentId: payment.id });
    if (done.ok) posted.push(name);
  }

  async function undoLast(posted: string[]): Promise<void> {
    const name = posted.pop();
    if (name === undefined) return;
    expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), name)))).toEqual([]);
  }
});
