import { badDebtEntry, writeOffEntry } from "../../domain/accounting/writeOffEntry.ts";
import { cancelRefusal, smallRemainder, writeOffQuestion } from "../../domain/billing/writeOff.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { excessesOf, excessOf } from "../overpayments.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import {
  type DocumentToSettle,
  documentToSettle,
  endWriteOffs,
  insertWriteOffs,
  standingWriteOff,
  type WriteOffRow,
  writeOffsWith,
} from "../settling.ts";
import { openDay } from "./openDay.ts";
import { lockedFor, takeBackEntries } from "./takeBackEntry.ts";

/** Who acts, and on which day the books count it. */
type Acting = { companyId: bigint; by?: bigint; at: Date; on: IsoDate };

type Cancelling = Acting & {
  shareId: bigint;
  /** Cents, above zero whichever way the due stands. */
  amount: bigint;
  reason: string;
  /** What the person may do: cancelling needs `adjustment`. */
  rights: readonly string[];
};

export type Cancelled = { entryId: bigint; piece: string };

/**
 * A person cancels what is left of a share (S3.21 to S3.23): to 658000, or to 758000 what was paid beyond. It is no discount (D5)
 * and no payment. Above the company's limit it asks whether this is a small difference at all.
 */
export function writeOff(pool: Pool, act: Cancelling & { confirmed?: boolean }): Promise<Parsed<Cancelled>> {
  return cancel(pool, act, "write_off", async (db, { fact, company }) => {
    const { amount, confirmed = false } = act;
    const tolerance = company.settings.writeOffToleranceCents;
    const question = writeOffQuestion({ ...fact, lifecycle: "issued" }, { amount, tolerance, confirmed });
    if (question) return { ok: false, problems: [question] };
    const signed = fact.due < 0n ? -amount : amount;
    const share = { ...fact, amount: signed };
    const excess = await excessOf(db, act.shareId);
    const draft = writeOffEntry({ share, excess, ...daysOf(act, company) }, await companyRoles(db));
    return { ok: true, value: { kind: "adjustment", amount: signed, draft }, warnings: [] };
  });
}

/** A debt lost for good (GC43): 654000, with its VAT taken back or not. Never more than what is owed. */
export function badDebt(pool: Pool, act: Cancelling & { vatRecovered: boolean }): Promise<Parsed<Cancelled>> {
  return cancel(pool, act, "bad_debt", async (db, { fact, company, document }) => {
    if (fact.due < 0n || fact.payer === "supplier")
      return { ok: false, problems: [error("share_not_open", { value: fact.invoice })] };
    const share = { ...fact, amount: act.amount };
    const draft = badDebtEntry(
      { share, vat: document.parts, recovered: act.vatRecovered, ...daysOf(act, company) },
      await companyRoles(db),
    );
    return { ok: true, value: { kind: "bad_debt", amount: act.amount, draft }, warnings: [] };
  });
}

function daysOf({ on }: Pick<Acting, "on">, company: Company) {
  return { pieceOn: on, postedOn: openDay(on, company) };
}

type Given = { fact: ShareFacts; document: DocumentToSettle; company: Company };
type Drafted = {
  kind: "adjustment" | "bad_debt";
  amount: bigint;
  draft: ReturnType<typeof writeOffEntry>;
};

async function cancel(
  pool: Pool,
  act: Cancelling,
  action: "write_off" | "bad_debt",
  drafting: (db: Db, given: Given) => Promise<Parsed<Drafted>>,
): Promise<Parsed<Cancelled>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<Cancelled>> => {
    await lockBooks(db);
    const fact = (await factsOfShares(db, [act.shareId])).get(act.shareId);
    const document = await documentToSettle(db, { shareId: act.shareId });
    const known = fact && document && { ...fact, lifecycle: document.lifecycle };
    const refusal = cancelRefusal(known, act);
    if (!fact || !document || refusal) return { ok: false, problems: refusal ? [refusal] : [] };
    const drafted = await drafting(db, { fact, document, company: await currentCompany(db) });
    if (!drafted.ok) return drafted;
    const { kind, amount, draft } = drafted.value;
    // Of an excess cancelled in part the share stays below zero: less than it was.
    if (fact.due < 0n) await allowOverpayment(db);
    const [entryId] = await writeEntries(db, act.companyId, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    await insertWriteOffs(db, act.companyId, [{ ...act, kind, amount, automatic: false, entryId }]);
    await letterShares(db, act.companyId, [act.shareId], act.on);
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action,
      subject: "invoice",
      subjectId: fact.invoiceId,
      reason: act.reason,
      detail: { cents: String(amount) },
    });
    return { ok: true, value: { entryId, piece: draft.piece }, warnings: [] };
  });
}

/**
 * What payments leave of shares and the company counts as a small difference, where it has switched that on (D13). In the
 * caller's transaction; a bounded number of statements, whatever the number of shares. The caller letters them.
 * @param left the payment that leaves the remainder, by share
 */
export async function writeOffRemainders(
  db: Db,
  left: ReadonlyMap<bigint, bigint>,
  { company, at, on }: { company: Company; at: Date; on: IsoDate },
): Promise<void> {
  const { automaticWriteOff, writeOffToleranceCents: tolerance } = company.settings;
  if (!automaticWriteOff || left.size === 0) return;
  const facts = await factsOfShares(db, [...left.keys()]);
  const small = [...left].flatMap(([shareId, paymentId]) => {
    const amount = smallRemainder(facts.get(shareId)?.due ?? 0n, tolerance);
    return amount === 0n ? [] : [{ shareId, paymentId, amount }];
  });
  const why = { reason: "écart dans la limite du dossier", automatic: true };
  await writeOffParts(db, small, { ...why, company, at, on });
}

/**
 * Gives up parts of shares together with the payments that leave them: 658000 or 758000 and a write-off of each, which goes when its
 * payment goes. In the caller's transaction, who has checked them and letters the shares; bounded statements for any number.
 * @param parts cents with the sign of the due they cancel
 */
export async function writeOffParts(
  db: Db,
  parts: readonly { shareId: bigint; paymentId: bigint; amount: bigint }[],
  given: { company: Company; at: Date; on: IsoDate; by?: bigint; reason: string; automatic: boolean },
): Promise<void> {
  if (parts.length === 0) return;
  const { company, on } = given;
  const shareIds = parts.map(({ shareId }) => shareId);
  const [facts, excesses] = [await factsOfShares(db, shareIds), await excessesOf(db, shareIds)];
  const roles = await companyRoles(db);
  const drafts = parts.map(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    if (!fact) throw new Error(`share ${shareId} is written off and is not there`);
    const excess = excesses.get(shareId) ?? 0n;
    return writeOffEntry({ share: { ...fact, amount }, excess, ...daysOf(given, company) }, roles);
  });
  const entryIds = await writeEntries(db, company.id, drafts);
  await insertWriteOffs(
    db,
    company.id,
    parts.map(({ shareId, paymentId: withPaymentId, amount }, nth) => ({
      ...given,
      shareId,
      kind: "adjustment",
      amount,
      entryId: entryIds[nth] ?? 0n,
      on,
      withPaymentId,
    })),
  );
}

/** Takes a write-off or a bad debt back: a draft goes, a validated entry gets its dated reversal. The share owes again. */
export function takeBackWriteOff(
  pool: Pool,
  act: Acting & { writeOffId: bigint },
): Promise<Parsed<{ invoiceId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ invoiceId: bigint }>> => {
    await lockBooks(db);
    const found = await standingWriteOff(db, act.writeOffId);
    if (!found || found.entryId === null) return { ok: false, problems: [error("write_off_gone")] };
    const locked = await lockedFor(db, [found.entryId], act.on);
    if (locked) return { ok: false, problems: [locked] };
    await takeBack(db, act, [found]);
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: `take_back_${found.kind === "bad_debt" ? "bad_debt" : "write_off"}`,
      subject: "invoice",
      subjectId: found.invoiceId,
    });
    return { ok: true, value: { invoiceId: found.invoiceId }, warnings: [] };
  });
}

/** What was written off together with payments goes with them. In the caller's transaction. */
export async function takeBackWithPayments(
  db: Db,
  act: Acting,
  paymentIds: readonly bigint[],
): Promise<void> {
  await takeBack(db, act, await writeOffsWith(db, paymentIds));
}

/** The entries go or are reversed, and what they wrote off stands no more. */
async function takeBack(db: Db, act: Acting, writeOffs: readonly WriteOffRow[]): Promise<void> {
  if (writeOffs.length === 0) return;
  const finals = await takeBackEntries(
    db,
    act,
    writeOffs.flatMap(({ entryId }) => entryId ?? []),
  );
  await endWriteOffs(db, writeOffs, { finals, on: act.on });
}
