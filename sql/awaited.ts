import type { IsoDate } from "../domain/days.ts";
import type { AwaitedFound, AwaitedOrder, AwaitedPayment, NamedPayment } from "../domain/matching/awaited.ts";
import type { Fact } from "../domain/matching/evidence.ts";
import { comesBack } from "../domain/matching/kindOfLine.ts";
import { type LineToMatch, textsOf } from "../domain/matching/line.ts";
import { identifiersIn, referencesOn } from "../domain/matching/references.ts";
import { absCents } from "../domain/money.ts";
import type { OrderKind } from "../domain/treasury/order.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import {
  OF_ONE_AMOUNT_MAX,
  payerNamedOn,
  paymentsOfAmounts,
  standsAmong,
  wordsOn,
} from "./paymentsOfPayers.ts";

const CHEQUE = "CHQ ";

/**
 * What the books know of money under way that could explain the lines of a batch: orders by their reference, payments by their
 * identifier, cheques by their number, suppliers by name among the payments of the same amount. A fixed number of statements,
 * whatever the number of lines; each looks its rows up by key.
 */
export async function retrieveAwaited(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound> {
  const cameBack = await findWhatCameBack(db, lines);
  const ofPayer = await findByPayer(
    db,
    lines.filter((line) => line.amount < 0n && comesBack(line) === "said" && !cameBack.has(line.id)),
  );
  if (!(await isAnythingUnderWay(db))) {
    const nothing = { referenced: new Map(), identified: new Map(), named: new Map(), ofTotal: new Map() };
    return { ...nothing, cameBack, ofPayer };
  }
  return {
    referenced: await findByReference(db, lines),
    identified: await findByIdentifier(db, lines),
    named: await findByName(db, lines),
    ofTotal: await findByTotal(db, lines),
    cameBack,
    ofPayer,
  };
}

/** Payments of customers whom the lines name, of exactly their amount: what comes back may be one of them. */
async function findByPayer(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["ofPayer"]> {
  const found: AwaitedFound["ofPayer"] = new Map();
  if (lines.length === 0) return found;
  const paid = await paymentsOfAmounts(
    db,
    lines,
    db`payment.method <> 'insurer_transfer' and ${mayComeBack(db)}`,
  );
  for (const line of lines) {
    const named = (paid.get(line.id) ?? []).flatMap((one): NamedPayment[] => {
      const token = one.paidOn <= line.bookedOn ? payerNamedOn(line, one) : undefined;
      if (token === undefined) return [];
      const { paymentId, amount, party, paidOn } = one;
      const payment = { paymentId, direction: "in" as const, amount, party, since: paidOn };
      return [{ payment, fact: { code: "payer_named", token, params: { party } } }];
    });
    if (named.length > 0) found.set(line.id, named);
  }
  return found;
}

/** Most batches of most companies ask nothing of the bank: one look spares the others. */
async function isAnythingUnderWay(db: Db): Promise<boolean> {
  const [row] = await db<{ found: boolean }[]>`
    select exists (select from payment where company_id = current_company()
                    and status in ('scheduled', 'sent', 'issued', 'in_portfolio', 'deposited'))
        or exists (select from payment where company_id = current_company()
                    and returned_line_id is not null and transit_entry_id is not null) as found
  `;
  return row?.found ?? false;
}

type PaymentRow = AwaitedPayment;
type OrderRow = {
  orderId: bigint;
  reference: string;
  key: string;
  kind: OrderKind;
  executeOn: IsoDate | null;
};

async function findByReference(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["referenced"]> {
  const wanted = new Map<string, { lineId: bigint; token: string }[]>();
  for (const line of lines) {
    for (const { key, token } of referencesOn(line)) {
      const known = wanted.get(key) ?? [];
      if (!known.some(({ lineId }) => lineId === line.id))
        wanted.set(key, [...known, { lineId: line.id, token }]);
    }
  }
  if (wanted.size === 0) return new Map();
  const rows = await db<OrderRow[]>`
    select id as order_id, reference, reference_key as key, kind, execute_on
      from payment_order
     where company_id = current_company()
       and reference_key = any (${[...wanted.keys()]}::text[])
  `;
  const orders = await withPayments(db, rows);
  const found: AwaitedFound["referenced"] = new Map();
  for (const { key, ...order } of orders) {
    for (const { lineId, token } of wanted.get(key) ?? [])
      found.set(lineId, [...(found.get(lineId) ?? []), { order, token }]);
  }
  return found;
}

/** The orders of which something still waits, with that. */
async function withPayments(db: Db, rows: readonly OrderRow[]): Promise<(AwaitedOrder & { key: string })[]> {
  if (rows.length === 0) return [];
  const payments = await db<(PaymentRow & { orderId: bigint })[]>`
    select payment.order_id, ${paymentColumns(db)}
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.order_id = any (${idsOf(rows.map((row) => row.orderId))}::text[]::bigint[])
       and ${stillWaits(db)}
     order by payment.order_id, payment.order_rank
  `;
  const byOrder = new Map<bigint, PaymentRow[]>();
  for (const { orderId, ...payment } of payments)
    byOrder.set(orderId, [...(byOrder.get(orderId) ?? []), payment]);
  return rows.flatMap(({ executeOn, ...row }) => {
    const waiting = byOrder.get(row.orderId);
    return waiting ? [{ ...row, ...(executeOn ? { executeOn } : {}), payments: waiting }] : [];
  });
}

/** Sent, issued or handed in and not seen at the bank; also what came back before the bank had credited it. */
function stillWaits(db: Db) {
  return db`
    payment.status in ('sent', 'issued', 'deposited', 'returned')
    and (payment.status <> 'returned' or payment.transit_entry_id is not null)
    and not exists (select from clearing where clearing.payment_id = payment.id)
  `;
}

function paymentColumns(db: Db) {
  return db`
    payment.id as payment_id, payment.direction, payment.amount_cents as amount,
    case when payment.order_id is null
           or exists (select from payment_order where payment_order.id = payment.order_id and execute_on is not null)
         then payment.paid_on end as since,
    case when third_party.payer = 'patient' then third_party.aux
         else coalesce(third_party.name, third_party.aux) end as party
  `;
}

/** Keys that stand on lines, each with the text that shows it. */
type Wanted = Map<string, { line: LineToMatch; token: string }[]>;

function want(wanted: Wanted, key: string, line: LineToMatch, token: string): void {
  const known = wanted.get(key) ?? [];
  if (!known.some((each) => each.line.id === line.id)) wanted.set(key, [...known, { line, token }]);
}

async function findByIdentifier(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["identified"]> {
  const wanted: Wanted = new Map();
  for (const line of lines) {
    for (const token of identifiersIn(line)) want(wanted, token.toUpperCase(), line, token);
    if (line.amount < 0n)
      for (const token of chequeNumbersIn(line)) want(wanted, chequeKey(token), line, token);
  }
  if (wanted.size === 0) return new Map();
  const keys = [...wanted.keys()];
  const rows = await db<(PaymentRow & { key: string })[]>`
    select payment.end_to_end_id as key, ${paymentColumns(db)}
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.end_to_end_id = any (${keys}::text[])
       and ${stillWaits(db)}
    union all
    select 'CHQ ' || ltrim(payment.cheque_number, '0'), ${paymentColumns(db)}
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.direction = 'out' and payment.method = 'cheque' and payment.status = 'issued'
       and ltrim(payment.cheque_number, '0') = any (${chequesIn(keys)}::text[])
  `;
  return byLine(rows, wanted, ({ party }, token) => ({ code: "payment_read", token, params: { party } }));
}

/** The payments found under each key, on the lines that bear it. */
function byLine<Row extends PaymentRow & { key: string }>(
  rows: readonly Row[],
  wanted: Wanted,
  factOf: (row: Row, token: string) => Fact,
): Map<bigint, NamedPayment[]> {
  const found = new Map<bigint, NamedPayment[]>();
  for (const row of rows) {
    const { paymentId, direction, amount, party, since } = row;
    const payment = { paymentId, direction, amount, party, since };
    for (const { line, token } of wanted.get(row.key) ?? [])
      found.set(line.id, [...(found.get(line.id) ?? []), { payment, fact: factOf(row, token) }]);
  }
  return found;
}

/**
 * Payments that were carried out, the other way than the line, of which the line names the identifier; or, when it says that
 * something comes back, the order or the document with exactly its amount, or the cheque.
 */
async function findWhatCameBack(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["cameBack"]> {
  const identifiers: Wanted = new Map();
  const numbers: Wanted = new Map();
  const cheques: Wanted = new Map();
  for (const line of lines) {
    for (const token of identifiersIn(line)) want(identifiers, token.toUpperCase(), line, token);
    if (!comesBack(line)) continue;
    for (const token of chequeNumbersIn(line)) want(cheques, chequeKey(token), line, token);
    for (const { key, token } of referencesOn(line)) want(numbers, key, line, token);
  }
  if (identifiers.size + numbers.size + cheques.size === 0) return new Map();
  const amounts = new Set([...numbers.values()].flat().map(({ line }) => absCents(line.amount)));
  const rows = await db<
    (PaymentRow & { key: string; kind: "payment" | "cheque" | "order" | "document"; name: string })[]
  >`
    select payment.end_to_end_id as key, 'payment' as kind, '' as name, ${paymentColumns(db)}
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.end_to_end_id = any (${[...identifiers.keys()]}::text[])
       and ${mayComeBack(db)}
    union all
    select 'CHQ ' || ltrim(payment.cheque_number, '0'), 'cheque', '', ${paymentColumns(db)}
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.method = 'cheque'
       and ltrim(payment.cheque_number, '0') = any (${chequesIn([...cheques.keys()])}::text[])
       and ${mayComeBack(db)}
    union all
    select ordered.reference_key, 'order', ordered.reference, ${paymentColumns(db)}
      from payment_order as ordered
      join payment on payment.order_id = ordered.id
      join third_party on third_party.id = payment.third_party_id
     where ordered.company_id = current_company()
       and ordered.reference_key = any (${[...numbers.keys()]}::text[])
       and payment.amount_cents = any (${[...amounts].map(String)}::text[]::bigint[])
       and ${mayComeBack(db)}
    union all
    select invoice.number_key, 'document', invoice.number, ${paymentColumns(db)}
      from invoice
      join share on share.invoice_id = invoice.id
      join allocation on allocation.share_id = share.id
      join payment on payment.id = allocation.payment_id and payment.amount_cents = allocation.amount_cents
      join third_party on third_party.id = payment.third_party_id
     where invoice.company_id = current_company()
       and invoice.number_key = any (${[...numbers.keys()]}::text[])
       and payment.amount_cents = any (${[...amounts].map(String)}::text[]::bigint[])
       and payment.method <> 'insurer_transfer'
       and ${mayComeBack(db)}
  `;
  const all = new Map([...identifiers, ...cheques, ...numbers]);
  const found = byLine(rows, all, ({ kind, name, party }, token) => {
    if (kind === "cheque") return { code: "cheque_read", token };
    if (kind === "payment") return { code: "payment_read", token, params: { party } };
    return kind === "order"
      ? { code: "order_read", token, params: { reference: name } }
      : { code: "number_read", token, params: { number: name } };
  });
  for (const line of lines) {
    const isTheOtherWay = ({ payment }: NamedPayment) =>
      payment.direction === (line.amount < 0n ? "in" : "out");
    const back = (found.get(line.id) ?? []).filter(isTheOtherWay);
    if (back.length > 0) found.set(line.id, back);
    else found.delete(line.id);
  }
  return found;
}

/**
 * The bank carried it out, or has taken charge of it: a direct debit or a bill may come back before the batch is credited. A refund of
 * money set aside pays no document that could be open again: a person says what its return is.
 */
function mayComeBack(db: Db) {
  return db`
    payment.entry_id is not null
    and not (payment.direction = 'out'
             and exists (select from held_money where held_money.payment_id = payment.id and held_money.amount_cents < 0))
    and (payment.status = 'cleared'
      or (payment.status in ('sent', 'deposited') and payment.method in ('direct_debit', 'bill_of_exchange', 'promissory_note')))
  `;
}

/** Banks and people write the zeros before a number or leave them out. */
function chequeKey(number: string): string {
  return `${CHEQUE}${number.replace(/^0+/, "")}`;
}

function chequesIn(keys: readonly string[]): string[] {
  return keys.filter((key) => key.startsWith(CHEQUE)).map((key) => key.slice(CHEQUE.length));
}

/** Numbers that the line says are cheques'. */
function chequeNumbersIn(line: LineToMatch): string[] {
  const said = textsOf(line).flatMap(({ text }) =>
    Array.from(text.matchAll(/\bCH(?:Q|E|È)[A-Z]*\D{0,6}(\d{3,9})\b/gi), ([, number = ""]) => number),
  );
  return [...new Set(said)];
}

/** Payments to suppliers of exactly the amount of a line that names them, all the words of their name or their code. */
async function findByName(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["named"]> {
  const outgoing = lines.filter((line) => line.amount < 0n);
  const amounts = [...new Set(outgoing.map((line) => String(absCents(line.amount))))];
  if (amounts.length === 0) return new Map();
  const rows = await db<(PaymentRow & { aux: string })[]>`
    select found.*
      from unnest(${amounts}::text[]::bigint[]) as wanted (cents)
     cross join lateral (
       select third_party.aux, ${paymentColumns(db)}
         from payment
         join third_party on third_party.id = payment.third_party_id
        where payment.company_id = current_company()
          and payment.amount_cents = wanted.cents
          and payment.direction = 'out'
          and payment.status in ('sent', 'issued')
          and third_party.payer = 'supplier'
        limit ${OF_ONE_AMOUNT_MAX + 1}
     ) as found
  `;
  const byAmount = new Map<bigint, (PaymentRow & { aux: string })[]>();
  for (const row of rows) byAmount.set(row.amount, [...(byAmount.get(row.amount) ?? []), row]);
  const found: AwaitedFound["named"] = new Map();
  for (const line of outgoing) {
    const likely = byAmount.get(absCents(line.amount)) ?? [];
    if (likely.length > OF_ONE_AMOUNT_MAX) continue;
    const present = wordsOn(line);
    const named = likely.flatMap(({ aux, ...payment }) => {
      const token = [payment.party, aux].find((name) => standsAmong(name, present));
      const params = { party: payment.party };
      return token ? [{ payment, fact: { code: "supplier_named" as const, token, params } }] : [];
    });
    if (named.length > 0) found.set(line.id, named);
  }
  return found;
}

/** Direct debits whose waiting payments make exactly the amount of a line. */
async function findByTotal(db: Db, lines: readonly LineToMatch[]): Promise<AwaitedFound["ofTotal"]> {
  const incoming = lines.filter((line) => line.amount > 0n);
  if (incoming.length === 0) return new Map();
  const rows = await db<OrderRow[]>`
    select id as order_id, reference, reference_key as key, kind, execute_on
      from payment_order
     where company_id = current_company()
       and kind = 'direct_debit'
       and execute_on is not null
       and exists (select from payment where payment.order_id = payment_order.id and payment.status = 'sent')
       and (select sum(payment.amount_cents) from payment
             where payment.order_id = payment_order.id and payment.status = 'sent')
           = any (${incoming.map((line) => String(line.amount))}::text[]::bigint[])
  `;
  const orders = await withPayments(db, rows);
  return new Map(
    incoming.map((line) => [
      line.id,
      orders.filter(({ payments }) => payments.reduce((sum, { amount }) => sum + amount, 0n) === line.amount),
    ]),
  );
}
