import type { IsoDate } from "../domain/days.ts";
import { type LineToMatch, textsOf } from "../domain/matching/line.ts";
import { isTelling, nameKey, nameWords } from "../domain/matching/names.ts";
import { foldInPlace } from "../domain/matching/references.ts";
import { absCents } from "../domain/money.ts";
import type { Db } from "./connect.ts";

/** Payments of one amount that are looked at for a name: beyond this, an amount tells nothing. */
export const OF_ONE_AMOUNT_MAX = 200;

/** A payment that a customer made. Cents. `journal`: of the bank account that it came to, or is to come to. */
export type PaymentOfPayer = {
  paymentId: bigint;
  amount: bigint;
  paidOn: IsoDate;
  thirdPartyId: bigint | null;
  /** As the screen names him: a patient by his code. */
  party: string;
  name: string;
  aux: string;
  ibans: string[];
  /** What it pays. */
  shareIds: string[];
  reference: string | null;
  journal: string | null;
};

/** By line, the payments received of exactly its amount: those that `which` admits. One statement for any number of lines. */
export async function paymentsOfAmounts(
  db: Db,
  lines: readonly Pick<LineToMatch, "id" | "amount">[],
  which: ReturnType<Db>,
): Promise<Map<bigint, PaymentOfPayer[]>> {
  const amounts = [...new Set(lines.map((line) => String(absCents(line.amount))))];
  if (amounts.length === 0) return new Map();
  const rows = await db<PaymentOfPayer[]>`
    select found.*
      from unnest(${amounts}::text[]::bigint[]) as wanted (cents)
     cross join lateral (
       select payment.id as payment_id, payment.amount_cents as amount, payment.paid_on, payment.third_party_id,
              case when party.payer = 'patient' then party.aux else coalesce(party.name, party.aux, '') end as party,
              coalesce(party.name, '') as name, coalesce(party.aux, '') as aux, payment.reference, bank_account.journal,
              array(select known.iban from third_party_iban as known
                     where known.company_id = payment.company_id and known.third_party_id = party.id) as ibans,
              array(select allocation.share_id::text from allocation where allocation.payment_id = payment.id) as share_ids
         from payment
         left join party on party.id = payment.third_party_id
         left join bank_account on bank_account.id = payment.bank_account_id
        where payment.company_id = current_company()
          and payment.amount_cents = wanted.cents
          and payment.direction = 'in'
          and ${which}
        order by payment.paid_on desc, payment.id desc
        limit ${OF_ONE_AMOUNT_MAX + 1}
     ) as found
  `;
  const byAmount = new Map<bigint, PaymentOfPayer[]>();
  for (const row of rows) byAmount.set(row.amount, [...(byAmount.get(row.amount) ?? []), row]);
  return new Map(
    lines.flatMap((line) => {
      const found = byAmount.get(absCents(line.amount)) ?? [];
      return found.length === 0 || found.length > OF_ONE_AMOUNT_MAX ? [] : [[line.id, found] as const];
    }),
  );
}

/** Transfers and the like that people recorded and that wait for their bank line, advances among them. */
export function recordedByHand(db: Db): ReturnType<Db> {
  return db`payment.method in ('transfer', 'direct_debit', 'other') and payment.status = 'received'`;
}

/** Those of exactly this amount. */
export async function recordedOf(db: Db, amount: bigint): Promise<PaymentOfPayer[]> {
  const found = await paymentsOfAmounts(db, [{ id: 0n, amount }], recordedByHand(db));
  return found.get(0n) ?? [];
}

type Payer = Pick<PaymentOfPayer, "name" | "aux" | "ibans">;

/** The text by which a line may name whoever made a payment: his IBAN, or all the words of his name or code, as the bank wrote them. */
export function payerNamedOn(line: LineToMatch, payer: Payer): string | undefined {
  return namedOn(line, payer)?.token;
}

/** The same, sure enough to post: a name of one short word may be a part of somebody else's, and has to be all that is written. */
export function payerSurelyNamedOn(line: LineToMatch, payer: Payer): string | undefined {
  const { name, token } = namedOn(line, payer) ?? {};
  if (name === undefined) return token;
  const key = nameKey(name);
  const isAll = [line.counterpartyName ?? "", line.label].some((text) => nameKey(text) === key);
  return isAll || isTelling(key) ? token : undefined;
}

function namedOn(
  line: LineToMatch,
  { name, aux, ibans }: Payer,
): { name?: string; token: string } | undefined {
  const iban = line.counterpartyIban;
  if (iban && ibans.includes(iban)) return { token: iban };
  const present = wordsOn(line);
  const found = [name, aux].find((each) => standsAmong(each, present));
  return found === undefined ? undefined : { name: found, token: stretchOf(line, found) };
}

/** Where a name stands in a text of the line: from the first of its words to the last. The evidence keeps what the bank wrote alone. */
function stretchOf(line: LineToMatch, name: string): string {
  const texts = [line.counterpartyName ?? "", ...textsOf(line).map(({ text }) => text)];
  const whole = texts.find((text) => standsAmong(name, new Set(nameWords(text)))) ?? line.label;
  const folded = foldInPlace(whole);
  const places = nameWords(name).map((word) => ({ start: folded.indexOf(word), length: word.length }));
  if (places.some(({ start }) => start < 0)) return whole;
  const start = Math.min(...places.map((place) => place.start));
  return whole.slice(start, Math.max(...places.map((place) => place.start + place.length)));
}

export function wordsOn(line: LineToMatch): Set<string> {
  return new Set([line.counterpartyName ?? "", ...textsOf(line).map(({ text }) => text)].flatMap(nameWords));
}

export function standsAmong(name: string, present: ReadonlySet<string>): boolean {
  const words = nameWords(name);
  return words.join("").length >= 3 && words.every((word) => present.has(word));
}
