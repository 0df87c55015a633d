import type { Roles } from "../../domain/accounting/accounts.ts";
import { type BankLine, customerPaymentEntry, type PaidShare } from "../../domain/accounting/bankEntry.ts";
import { type Discount, withoutDiscountedVat } from "../../domain/accounting/discount.ts";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import { withRests } from "../../domain/accounting/suspenseRest.ts";
import { vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import type { Decision } from "../../domain/matching/evidence.ts";
import { sumCents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Company } from "../companies.ts";
import type { Db } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { evidenceOf, type MatchToWrite, writeLinePostings, writeMatches } from "../matches.ts";
import { factsOfShares, type NewPayment, type ShareFacts, writeClearedPayments } from "../payments.ts";
import { type BookableLine, setLineState } from "../statements.ts";
import { writeOffRemainders } from "./writeOff.ts";

/** Who decides, when, and on which day the books count it. */
export type Deciding = { company: Company; roles: Roles; at: Date; on: IsoDate; by?: bigint };

/** A line, the shares it pays, and why. */
export type LineToPost = {
  line: BookableLine;
  /** With what each settles besides, as early-payment discount. */
  allocations: readonly { shareId: bigint; amount: bigint; discount?: Discount }[];
  match: MatchToWrite;
  /** Cents of the line that nobody places yet: they wait on the suspense account (GC37). */
  rest?: bigint;
  /** Cents of the line that a person counts as a gain, because no document is owed them (758). */
  gain?: bigint;
  /** A person said what becomes of what is left of the dues or goes beyond them: nothing is written off by itself. */
  differencesAnswered?: true;
};

/**
 * Writes what a batch of decisions means: entry, payment, allocations, lettering, decision, one statement each for the whole
 * batch, in the caller's transaction. The night and a person post through here, so they do the same thing the same way.
 * The database refuses the batch if a line is posted already or a share would be paid above its due.
 * @returns entry and payment of each line, in the order given
 */
export async function postLines(
  db: Db,
  posts: readonly LineToPost[],
  deciding: Deciding,
): Promise<{ entryId: bigint; paymentId: bigint }[]> {
  if (posts.length === 0) return [];
  const companyId = deciding.company.id;
  const shareIds = [...new Set(posts.flatMap((post) => post.allocations.map(({ shareId }) => shareId)))];
  const paid = paidShares(posts, await factsOfShares(db, shareIds));
  const vat = vatOfPayments(paid.map((parts) => parts.map(withoutDiscountedVat)));
  const entries = posts.map((post, at) => {
    const bank = bankLine(post.line, deciding.company);
    const placed = { ...bank, amount: placedOf(post) };
    const draft = customerPaymentEntry(placed, paid[at] ?? [], vat[at] ?? [], deciding.roles);
    return withRests(draft, bank.bankAccount, post, deciding.roles);
  });
  const entryIds = await writeEntries(db, companyId, entries);
  const payments = posts.map((post, at) =>
    newPayment(post, entries[at], entryIds[at], paid[at] ?? [], deciding.by),
  );
  const paymentIds = await writeClearedPayments(db, companyId, payments);
  await concludeLines(
    db,
    posts.map((post, at) => ({ match: post.match, entryId: entryIds[at] ?? 0n })),
    deciding,
  );
  const left = posts.flatMap(({ allocations, differencesAnswered }, at) =>
    differencesAnswered
      ? []
      : allocations.map(({ shareId }): [bigint, bigint] => [shareId, paymentIds[at] ?? 0n]),
  );
  await writeOffRemainders(db, new Map(left), deciding);
  await letterShares(db, companyId, shareIds, deciding.on);
  return posts.map((_, at) => ({ entryId: entryIds[at] ?? 0n, paymentId: paymentIds[at] ?? 0n }));
}

/** The line is posted by this entry, for this reason: nothing else may post it. */
export async function concludeLines(
  db: Db,
  posted: readonly { match: MatchToWrite; entryId: bigint }[],
  { company, at }: Deciding,
): Promise<void> {
  await writeLinePostings(
    db,
    company.id,
    posted.map(({ match, entryId }) => ({ lineId: match.lineId, entryId })),
  );
  await writeMatches(
    db,
    company.id,
    posted.map(({ match }) => match),
    at,
  );
  await setLineState(db, idsOf(posted.map(({ match }) => match.lineId)), "posted");
}

/** Where the line stands in the books. Behind the lock it goes to the first open day, with its own day as the piece's (GC40). */
export function bankLine(line: BookableLine, company: Company): BankLine {
  const open = company.lockedUpTo === null || line.bookedOn > company.lockedUpTo;
  return {
    journal: line.journal,
    bankAccount: line.bankAccount,
    bookedOn: open ? line.bookedOn : addDays(company.lockedUpTo ?? line.bookedOn, 1),
    pieceOn: line.bookedOn,
    amount: line.amount,
    piece: line.piece,
    label: line.label,
  };
}

/** A machine's decision, ready to post: the best answer's allocations. */
export function decided(line: BookableLine, decision: Decision): LineToPost {
  return {
    line,
    allocations: decision.candidates[0]?.allocations ?? [],
    match: { ...decision, evidence: evidenceOf(decision) },
  };
}

function paidShares(posts: readonly LineToPost[], facts: Map<bigint, ShareFacts>): PaidShare[][] {
  const dues = new Map<bigint, bigint>();
  return posts.map((post) =>
    post.allocations.map((allocation) => {
      const { shareId, amount } = allocation;
      const fact = facts.get(shareId);
      if (!fact) throw new Error(`share ${shareId} is not one of this company`);
      const due = dues.get(shareId) ?? fact.due;
      dues.set(shareId, due - amount);
      return { ...fact, ...allocation, due };
    }),
  );
}

/** Cents of the line that pay something. */
function placedOf({ line, rest = 0n, gain = 0n }: LineToPost): bigint {
  return line.amount - rest - gain;
}

function newPayment(
  post: LineToPost,
  entry: EntryDraft | undefined,
  entryId: bigint | undefined,
  paid: readonly PaidShare[],
  by: bigint | undefined,
): NewPayment {
  const parties = [...new Set(paid.map((share) => share.thirdPartyId))];
  const discount = sumCents(paid.map((share) => share.discount?.amount ?? 0n));
  const [party] = parties;
  if (!entry || entryId === undefined) throw new Error("a line was posted without its entry");
  return {
    direction: "in",
    method: "transfer",
    paidOn: post.line.bookedOn,
    amount: placedOf(post),
    lineId: post.line.id,
    entryId,
    label: entry.label,
    discount,
    allocations: post.allocations,
    ...(parties.length === 1 && party !== undefined ? { thirdPartyId: party } : {}),
    ...(post.line.endToEndId ? { reference: post.line.endToEndId } : {}),
    ...(by === undefined ? {} : { recordedBy: by }),
  };
}
