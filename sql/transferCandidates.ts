import type { LineToMatch, Retrieved } from "../domain/matching/line.ts";
import { nameWords } from "../domain/matching/names.ts";
import { referencesOn } from "../domain/matching/references.ts";
import type { AnnouncedPayment, NamedInsurer, TransfersFound } from "../domain/matching/transfers.ts";
import { type Alias, insurerAliases } from "./aliases.ts";
import type { Db } from "./connect.ts";
import { type Insurer, listInsurers } from "./insurers.ts";
import { openInsurerPayments } from "./returns.ts";

/**
 * What the books know of insurers that could explain the lines of a batch: two statements, whatever the number of lines. A
 * company deals with a few hundred insurers at most, so their names are looked for in the texts here.
 */
export async function retrieveTransfers(
  db: Db,
  lines: readonly LineToMatch[],
  retrieved: Retrieved,
): Promise<TransfersFound> {
  const insurers = await listInsurers(db);
  const announced = await announcedPayments(db, insurers);
  const incoming = lines.filter((line) => line.amount > 0n);
  return {
    referenced: referencedIn(incoming, announced),
    named: namedIn(incoming, insurers, await ibansOf(db, incoming), await insurerAliases(db)),
    announced: groupBy(
      announced.map(({ payment }) => payment),
      (payment) => payment.thirdPartyId,
    ),
    ofCustomers: customersNamed(incoming, retrieved),
  };
}

type Announced = { payment: AnnouncedPayment; keys: string[] };

async function announcedPayments(db: Db, insurers: readonly Insurer[]): Promise<Announced[]> {
  const names = new Map(insurers.map((insurer) => [insurer.id, insurer.name]));
  const open = await openInsurerPayments(db);
  return open
    .filter((payment) => payment.status === "announced" && payment.left > 0n)
    .map(({ paymentId, thirdPartyId, paidOn, left, reference, referenceKeys }) => ({
      payment: {
        paymentId,
        thirdPartyId,
        insurer: names.get(thirdPartyId) ?? "",
        paidOn,
        left,
        ...(reference ? { reference } : {}),
      },
      keys: referenceKeys,
    }));
}

function referencedIn(
  lines: readonly LineToMatch[],
  announced: readonly Announced[],
): TransfersFound["referenced"] {
  const byKey = new Map<string, AnnouncedPayment[]>();
  for (const { payment, keys } of announced) {
    for (const key of keys) byKey.set(key, [...(byKey.get(key) ?? []), payment]);
  }
  const found: TransfersFound["referenced"] = new Map();
  if (byKey.size === 0) return found;
  for (const line of lines) {
    const finds = new Map<bigint, { payment: AnnouncedPayment; token: string }>();
    for (const { key, token } of referencesOn(line)) {
      for (const payment of byKey.get(key) ?? []) finds.set(payment.paymentId, { payment, token });
    }
    if (finds.size > 0) found.set(line.id, [...finds.values()]);
  }
  return found;
}

/**
 * Insurers that a line names as its payer: all the words of the name stand in the payer that the bank gives, else in the
 * label; or words that a person's decision taught; or the IBAN is known. Where one name holds another ("CPAM", "CPAM Nord"), the longer one is meant.
 */
function namedIn(
  lines: readonly LineToMatch[],
  insurers: readonly Insurer[],
  ibans: Map<string, bigint>,
  aliases: readonly Alias[],
): TransfersFound["named"] {
  const byWord = new Map<string, { insurer: Insurer; words: string[] }[]>();
  for (const insurer of insurers) {
    const learnt = aliases
      .filter((alias) => alias.thirdPartyId === insurer.id)
      .map((alias) => alias.words.split(" "));
    for (const words of [nameWords(insurer.name), nameWords(insurer.aux), ...learnt]) {
      const [first] = words;
      if (first && words.join("").length >= 3)
        byWord.set(first, [...(byWord.get(first) ?? []), { insurer, words }]);
    }
  }
  const found: TransfersFound["named"] = new Map();
  for (const line of lines) {
    const owner = insurers.find((insurer) => insurer.id === ibans.get(line.counterpartyIban ?? ""));
    const named = owner ? [owner] : longestNamed(line.counterpartyName ?? line.label, byWord);
    if (named.length > 0)
      found.set(
        line.id,
        named.map(({ id, name }): NamedInsurer => ({ thirdPartyId: id, name })),
      );
  }
  return found;
}

function longestNamed(text: string, byWord: Map<string, { insurer: Insurer; words: string[] }[]>): Insurer[] {
  const present = new Set(nameWords(text));
  const named = [...present]
    .flatMap((word) => byWord.get(word) ?? [])
    .filter(({ words }) => words.every((word) => present.has(word)));
  const most = Math.max(0, ...named.map(({ words }) => words.length));
  return [...new Set(named.filter(({ words }) => words.length === most).map(({ insurer }) => insurer))];
}

async function ibansOf(db: Db, lines: readonly LineToMatch[]): Promise<Map<string, bigint>> {
  const ibans = [...new Set(lines.flatMap((line) => line.counterpartyIban ?? []))];
  if (ibans.length === 0) return new Map();
  const rows = await db<{ iban: string; id: bigint }[]>`
    select known.iban, third_party.id
      from third_party_iban as known
      join third_party on third_party.id = known.third_party_id and third_party.payer in ('amo', 'amc')
     where known.company_id = current_company()
       and known.iban = any (${ibans}::text[])
  `;
  return new Map(rows.map((row) => [row.iban, row.id]));
}

/** Lines that name an open share of a customer or patient. */
export function customersNamed(lines: readonly LineToMatch[], retrieved: Retrieved): Set<bigint> {
  const named = lines.filter((line) =>
    (retrieved.byNumber.get(line.id) ?? []).some(
      ({ share }) => share.payer === "patient" || share.payer === "business",
    ),
  );
  return new Set(named.map((line) => line.id));
}

function groupBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
