import type { Charges } from "../../domain/accounting/orderEntries.ts";
import { absCents, decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { confirmReturned } from "../returnedPayments.ts";
import type { BookableLine } from "../statements.ts";
import { paymentsOfOrders, paymentsUnderWay, type UnderWay } from "../underWay.ts";
import { type Act, audit, onOpenLine, onUnplacedLine, personMatch } from "./decideLine.ts";
import { postCarried, postSentBack } from "./postCarried.ts";

/**
 * A person says that a line carries out an order, or some of the payments under way, and what the bank kept back on its notice: fee,
 * VAT of the fee, interest (GC23, GC24). Line and charges must make what is expected, to the cent.
 */
export function acceptCarried(
  pool: Pool,
  act: Act & { orderId?: bigint; paymentIds?: readonly bigint[]; charges?: Charges },
): Promise<Parsed<{ lineId: bigint }>> {
  return onOpenLine(pool, act, async (db, line, deciding) => {
    const { charges = {} } = act;
    const payments = (await chosen(db, act)).filter(waits);
    const wrong = wrongPayments(line, act.paymentIds, payments) ?? wrongTotal(line, payments, charges);
    if (wrong) return { ok: false, problems: [wrong] };
    const paymentIds = payments.map(({ paymentId }) => paymentId);
    const match = await personMatch(db, act, { carries: paymentIds });
    await postCarried(db, [{ line, paymentIds, charges, match }], deciding);
    await audit(db, act, "accept_carried", { payments: paymentIds.map(String) });
    return { ok: true, value: { lineId: line.id }, warnings: [] };
  });
}

async function chosen(
  db: Db,
  { orderId, paymentIds = [] }: { orderId?: bigint; paymentIds?: readonly bigint[] },
): Promise<UnderWay[]> {
  return orderId === undefined ? paymentsUnderWay(db, paymentIds) : paymentsOfOrders(db, [orderId]);
}

/** Not seen at the bank yet; also what came back before the bank had credited it, which it credits all the same. */
function waits({ status, isCarried, transitEntryId }: UnderWay): boolean {
  if (isCarried) return false;
  return (
    ["sent", "issued", "deposited"].includes(status) || (status === "returned" && transitEntryId !== null)
  );
}

function wrongPayments(
  line: BookableLine,
  asked: readonly bigint[] | undefined,
  payments: readonly UnderWay[],
) {
  const isAll = payments.length > 0 && (asked === undefined || payments.length === new Set(asked).size);
  const isTheWay = payments.every(({ direction }) => direction === (line.amount > 0n ? "in" : "out"));
  return isAll && isTheWay
    ? undefined
    : error("payment_not_under_way", { value: payments[0]?.status ?? "—" });
}

/** What comes in is lessened by charges, what goes out is raised by them. */
function wrongTotal(line: BookableLine, payments: readonly UnderWay[], charges: Charges) {
  const expected = sumCents(payments.map(({ amount }) => amount));
  const kept = (charges.fee ?? 0n) + (charges.vat ?? 0n) + (charges.interest ?? 0n);
  if (line.amount === (line.amount > 0n ? expected : -expected) - kept) return undefined;
  return error("order_differs_from_line", {
    value: decimalOf(expected),
    params: { amount: decimalOf(absCents(line.amount)), charges: decimalOf(kept) },
  });
}

/**
 * A person says that a line is this payment coming back: a supplier's transfer sent back, a direct debit, a bill or a cheque returned
 * unpaid. Only a payment that was carried out comes back, in full. Where the line was read so by itself this confirms it, and adds the
 * reason that the bank did not write.
 */
export async function returnPayment(
  pool: Pool,
  act: Act & { paymentId: bigint; reasonCode?: string },
): Promise<Parsed<{ lineId: bigint }>> {
  const isConfirmed = await asCompany(pool, act.companyId, (db) => confirmReturn(db, act));
  if (isConfirmed) return { ok: true, value: { lineId: act.lineId }, warnings: [] };
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const { paymentId, reasonCode = line.returnReason } = act;
    const [payment] = await paymentsUnderWay(db, [paymentId]);
    const isTheWay = payment && payment.direction === (line.amount < 0n ? "in" : "out");
    if (!payment || !isTheWay || !mayComeBack(payment))
      return { ok: false, problems: [error("payment_not_credited", { value: payment?.label ?? "" })] };
    if (payment.amount !== absCents(line.amount)) {
      const params = { amount: decimalOf(payment.amount) };
      const value = decimalOf(absCents(line.amount));
      return {
        ok: false,
        problems: [error("return_differs_from_payment", { value, params })],
      };
    }
    const match = await personMatch(db, act, { sentBack: paymentId });
    await postSentBack(db, [{ line, paymentId, ...(reasonCode ? { reasonCode } : {}), match }], deciding);
    await audit(db, act, "return_payment", { payment: String(paymentId) });
    return { ok: true, value: { lineId: line.id }, warnings: [] };
  });
}

async function confirmReturn(
  db: Db,
  act: Act & { paymentId: bigint; reasonCode?: string },
): Promise<boolean> {
  const { isReturned, isReasonNew } = await confirmReturned(db, act);
  if (isReasonNew) await audit(db, act, "return_payment", { payment: String(act.paymentId) });
  return isReturned;
}

/** The bank carried it out, or has taken charge of it: a direct debit or a bill may come back before the batch is credited. */
function mayComeBack({ status, method, entryId, allocations }: UnderWay): boolean {
  const isTaken = ["direct_debit", "bill_of_exchange", "promissory_note"].includes(method);
  const isWithBank = status === "cleared" || (isTaken && (status === "sent" || status === "deposited"));
  return entryId !== null && allocations.length > 0 && isWithBank;
}
