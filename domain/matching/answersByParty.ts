import { normaliseNumber, solidNumber } from "../documentNumber.ts";
import { type Cents, sumCents } from "../money.ts";
import { paysOnAccount } from "./answersByNumber.ts";
import { allocate, candidate, isDeductible, isPayable, partiesOf } from "./candidate.ts";
import type { Candidate, Fact } from "./evidence.ts";
import { slipsBetween } from "./likeness.ts";
import { type LikeName, type LineToMatch, type NumberFind, type ShareToMatch, textsOf } from "./line.ts";
import { cutEndOf } from "./nearNumbers.ts";
import { LIKE_NAME, namedByWords } from "./payerFacts.ts";
import { referencesOn } from "./references.ts";
import { type Sums, setsThatSum } from "./sums.ts";

/**
 * The open invoices of one payer, alone or added up, less the credit notes he may deduct, that make the amount exactly. A document
 * that the line names and the answer does not pay speaks against it, payable or not: who names a draft or a settled invoice does
 * not mean another one.
 */
export function answersByParty(
  line: LineToMatch,
  shares: readonly ShareToMatch[],
  read: readonly NumberFind[],
  facts: readonly Fact[],
): Candidate[] {
  const open = [...new Map(shares.map((share) => [share.shareId, share])).values()];
  const payable = open.filter(isPayable);
  const homonym: Fact[] = partiesOf(payable).size > 1 ? [{ code: "homonym" }] : [];
  const plain = sumsOf(payable, [], line.amount);
  const deductible = open.filter(isDeductible);
  const netted = deductible.length > 0 ? sumsOf(payable, deductible, line.amount) : NO_SUMS;
  const answers = [
    ...plain.solutions.map((solution) => ({ solution, netted: [] as Fact[] })),
    ...netted.solutions.map((solution) => ({ solution, netted: [{ code: "credit_netted" } as Fact] })),
  ];
  const bounded: Fact[] = plain.complete && netted.complete ? [] : [{ code: "search_cut_short" }];
  return answers.map(({ solution, netted: deducted }) =>
    candidate(
      solution.map((share) => allocate(share, share.due)),
      [
        ...facts,
        { code: solution.length > 1 ? "sum_exact" : "amount_exact" },
        ...deducted,
        ...numberFacts(line, solution, read),
        ...homonym,
        ...bounded,
      ],
    ),
  );
}

/**
 * The same for customers whose name is only like the payer's, each by himself: two who bear the same name are homonyms here too. Where
 * every word is one customer's but for a slip, he is named, and a customer who has a part of the words is another.
 * @param cutShort whether more customers may be alike than were looked through
 */
export function answersByLikeName(
  line: LineToMatch,
  alike: readonly LikeName[],
  read: readonly NumberFind[],
  { cutShort }: { cutShort: boolean },
): Candidate[] {
  const byParty = new Map<bigint, LikeName[]>();
  const bearers = new Map<string, Set<bigint>>();
  for (const find of alike) {
    const { thirdPartyId, nameKey } = find.share;
    byParty.set(thirdPartyId, [...(byParty.get(thirdPartyId) ?? []), find]);
    if (isPayable(find.share)) bearers.set(nameKey, (bearers.get(nameKey) ?? new Set()).add(thirdPartyId));
  }
  const isNamed = alike.some(({ likeness }) => likeness === "spelling");
  return [...byParty.values()].flatMap((finds) => {
    const [first] = finds;
    if (!first) return [];
    const facts: Fact[] = [
      { code: LIKE_NAME[first.likeness], token: first.token },
      ...(isNamed && first.likeness === "part" ? [{ code: "other_party_named" } as const] : []),
      ...((bearers.get(first.share.nameKey)?.size ?? 0) > 1 ? [{ code: "homonym" } as const] : []),
      ...(cutShort ? [{ code: "search_cut_short" } as const] : []),
    ];
    return answersByParty(
      line,
      finds.map(({ share }) => share),
      read,
      facts,
    );
  });
}

/** An amount that more invoices have than this tells nothing: only those with a number or a name like the line's are shown. */
const SAME_AMOUNT_MAX = 5;

/**
 * Invoices of exactly the amount, of whomever: shown where nobody is named, and never posted (D12). A line that pays a document on
 * account means no other one.
 */
export function answersByAmount(
  line: LineToMatch,
  shares: readonly ShareToMatch[],
  read: readonly NumberFind[],
): Candidate[] {
  const equal = shares.filter((share) => isPayable(share) && share.due === line.amount);
  if (equal.length === 0) return [];
  const isOfAnother = read.some((find) => isCertain(find) && isPayable(find.share)) && paysOnAccount(line);
  const namedOf = namedByWords(line);
  return equal.flatMap((share) => {
    // Where a named document has the amount no other is looked for: a number that is whole may be a slip in this one's.
    const numbers = numberFacts(line, [share], read, NONE).filter(({ code }) => code !== "no_number");
    const named = namedOf(share);
    const isNumberLike = numbers.some(({ code }) => code === "number_close" || code === "number_cut_fits");
    const isNameLike = named.some(({ code }) => code === "name_part" || code === "name_cut_fits");
    if (isOfAnother && !isNumberLike) return [];
    if (equal.length > SAME_AMOUNT_MAX && !isNumberLike && !isNameLike) return [];
    return [candidate([allocate(share, share.due)], [{ code: "amount_exact" }, ...named, ...numbers])];
  });
}

const NONE = new Set<string>();

type ShareSums = Pick<Sums<unknown>, "complete"> & { solutions: ShareToMatch[][] };

/**
 * Invoices of which some credit notes are deducted, exactly: a credit note that is *not* deducted counts as chosen, so that one
 * search over positive cents answers both. Without credit notes to deduct, invoices alone.
 */
function sumsOf(
  payable: readonly ShareToMatch[],
  deductible: readonly ShareToMatch[],
  amount: Cents,
): ShareSums {
  const items = [...payable, ...deductible].map((share) => ({
    share,
    amount: share.due > 0n ? share.due : -share.due,
  }));
  const target = amount - sumCents(deductible.map((share) => share.due));
  const { solutions, complete } = setsThatSum(items, target);
  const chosen = solutions.map((solution) => {
    const taken = new Set(solution.map(({ share }) => share));
    return [
      ...payable.filter((share) => taken.has(share)),
      ...deductible.filter((share) => !taken.has(share)),
    ];
  });
  const isNetted = (set: readonly ShareToMatch[]) =>
    set.some((share) => share.due < 0n) && set.some((share) => share.due > 0n);
  return { solutions: deductible.length > 0 ? chosen.filter(isNetted) : chosen, complete };
}

const NO_SUMS: ShareSums = { solutions: [], complete: true };

/**
 * What the numbers on the line say of an answer found without them.
 * @param whole texts that are another document's number to the letter, and no slip in this one's
 */
function numberFacts(
  line: LineToMatch,
  paid: readonly ShareToMatch[],
  read: readonly NumberFind[],
  whole: ReadonlySet<string> = wholeNumbers(read),
): Fact[] {
  const invoices = new Set(paid.map((share) => share.invoiceId));
  const cut = paid.map((share) => cutTokenOf(line, share)).find((token) => token !== undefined);
  if (cut !== undefined) return [{ code: "number_cut_fits", token: cut }];
  const certain = read.filter(isCertain);
  const others = certain.filter(({ share }) => !invoices.has(share.invoiceId));
  const payable = new Set(others.filter(({ share }) => isPayable(share)).map(({ share }) => share.invoiceId));
  // A document of which a share is the customer's is payable, whatever its insurers owe.
  const unpayable = others.find(({ share }) => !payable.has(share.invoiceId));
  const other = unpayable ?? others[0];
  const close = paid.map((share) => closeTokenOf(line, share, whole)).find((token) => token !== undefined);
  const slip: Fact[] = close === undefined ? [] : [{ code: "number_close", token: close }];
  const params = { number: other?.share.invoice ?? "" };
  if (unpayable) return [...slip, { code: "unpayable_named", params }];
  if (other) return [...slip, { code: "other_number_read", params }];
  return certain.length > 0 ? [] : slip.length > 0 ? slip : [{ code: "no_number" }];
}

/** A number without its letters, or put together from two fields, may be anything: it speaks for an answer, not against one. */
function isCertain({ as }: NumberFind): boolean {
  return as === "plain" || as === "creditor_reference";
}

/** Neighbours of a series differ by one digit: what names one of them is no slip in the number of another. */
function wholeNumbers(read: readonly NumberFind[]): Set<string> {
  return new Set(read.filter(isCertain).map(({ token }) => token));
}

/** The end of a text that the bank may have cut, when the number of this invoice goes on where it ends. */
function cutTokenOf(line: LineToMatch, share: ShareToMatch): string | undefined {
  const number = solidNumber(share.invoice);
  return textsOf(line)
    .flatMap((text) => cutEndOf(text) ?? [])
    .find((end) => {
      const written = solidNumber(end);
      return written.length < number.length && number.startsWith(written);
    });
}

/**
 * A number on the line that is this invoice's but for one slip: a digit changed, left out or exchanged. Texts that are `whole`
 * numbers of other documents are not looked at.
 */
function closeTokenOf(
  line: LineToMatch,
  share: ShareToMatch,
  whole: ReadonlySet<string>,
): string | undefined {
  const number = normaliseNumber(share.invoice);
  if (number.length < 6) return undefined;
  return referencesOn(line).find(
    ({ key, token }) => !whole.has(token) && key !== number && slipsBetween(key, number, 1) === 1,
  )?.token;
}
