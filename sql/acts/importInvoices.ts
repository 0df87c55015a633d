import type { Roles } from "../../domain/accounting/accounts.ts";
import { accountNow } from "../../domain/accounting/roleAccounts.ts";
import { saleEntry } from "../../domain/accounting/sale.ts";
import { type Deduction, deductionsOf } from "../../domain/billing/deposit.ts";
import {
  type InvoiceDraft,
  type InvoiceLine,
  isForFixedAssets,
  shareGap,
} from "../../domain/billing/invoice.ts";
import { checkInvoice } from "../../domain/billing/invoiceChecks.ts";
import { ACCOUNT_OF_COMPANY } from "../../domain/billing/invoiceLines.ts";
import { type ProblemList, problemList } from "../../domain/billing/problemList.ts";
import { compareWithKnown } from "../../domain/billing/reimport.ts";
import type { IsoDate } from "../../domain/days.ts";
import { type Cents, decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem, warning } from "../../domain/problems.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { findDeposits, writeDeductions } from "../deposits.ts";
import {
  deleteSharesAndLines,
  findInvoices,
  insertInvoiceLines,
  insertInvoices,
  insertShares,
  listAccountNumbers,
  lockInvoiceImports,
  rewriteInvoices,
  type StoredInvoice,
  updateTerms,
  type WrittenInvoice,
} from "../invoices.ts";
import { writeEntries } from "../ledger.ts";
import { applyTerms } from "../terms.ts";
import { planParties, writeParties } from "./importThirdParties.ts";

/** Invoices per round of statements: enough that a round trip costs nothing, few enough to hold in memory thrice. */
const CHUNK = 20_000;

export type ImportedInvoices = { created: number; updated: number; unchanged: number };

/** What the company says about invoices: accounts, D9 limit, and the last day that is closed. */
type Books = {
  roles: Roles;
  accounts: Set<string>;
  /** The account that plays now the role of a given one. */
  accountNow: (account: string) => string;
  limit: Cents;
  lockedUpTo: IsoDate | null;
};

/** An invoice of the file and the one stored under its number, by what has to be done, and the deposits it deducts. */
type Step = {
  kind: "create" | "rewrite" | "terms" | "same";
  invoice: InvoiceDraft;
  id?: bigint;
  deductions?: readonly Deduction[];
};

/**
 * Brings the invoices of a file into the books, in the caller's transaction: parties, invoices, shares, lines, and the
 * entry of each issued one. Everything is checked before anything is written; on a refusal nothing is, and every reason
 * is returned. The same file again changes nothing.
 *
 * A bounded number of statements per 20,000 invoices. Two imports of one company wait for each other.
 * @param context.today to warn of invoices dated in the future
 * @param context.rewrites an issued invoice that may be written anew: the caller has taken its entry out of the books
 */
export async function importInvoices(
  db: Db,
  companyId: bigint,
  drafts: readonly InvoiceDraft[],
  context: { fileId?: bigint; today: IsoDate; rewrites?: bigint },
): Promise<Parsed<ImportedInvoices>> {
  await lockInvoiceImports(db, companyId);
  const books = await readBooks(db, companyId);
  const problems = problemList();
  const invoices = drafts.map((draft) => withAccounts(draft, books.roles));
  for (const invoice of invoices) checkAlone(invoice, books, context.today, problems);
  checkTwins(invoices, problems);
  const parties = await planParties(db, companyId, invoices, problems.report);
  const planned = await planSteps(
    db,
    companyId,
    invoices,
    { ...books, rewrites: context.rewrites },
    problems,
  );
  const steps = await planDeductions(db, companyId, planned, problems);
  if (problems.errorCount() > 0) return { ok: false, problems: problems.all() };
  const written = await writeParties(db, companyId, parties);
  for (const chunk of chunksOf(steps))
    await writeChunk(db, companyId, chunk, { books, partyIds: written.ids, ...context });
  await writeDeductions(
    db,
    companyId,
    steps.map(({ invoice, deductions = [] }) => ({ invoice: invoice.number, deductions })),
    { account: books.roles.advancesReceived, on: context.today },
  );
  return { ok: true, value: countsOf(steps, written.changed), warnings: problems.all() };
}

async function readBooks(db: Db, companyId: bigint): Promise<Books> {
  const company = await currentCompany(db);
  const roles = await companyRoles(db);
  return {
    roles,
    accountNow: accountNow(roles, company.settings.formerAccounts),
    accounts: await listAccountNumbers(db, companyId),
    limit: company.settings.importRoundingLimitCents,
    lockedUpTo: company.lockedUpTo,
  };
}

/** Lines with the company's account where they name none. The VAT of a deposit waits for the money. */
function withAccounts(given: InvoiceDraft, roles: Roles): InvoiceDraft {
  const invoice = { ...given, fixedAsset: isForFixedAssets(given) };
  if (invoice.lines.length === 0) return invoice;
  const isDeposit = invoice.type === "deposit_invoice";
  const account = isDeposit
    ? roles.advancesReceived
    : invoice.type === "supplier_invoice"
      ? roles.purchases
      : roles.sales;
  const lines = invoice.lines.map(
    (line): InvoiceLine => ({
      ...line,
      account: line.account === ACCOUNT_OF_COMPANY ? account : line.account,
      vatDue: isDeposit && line.vat !== 0n ? "collection" : line.vatDue,
    }),
  );
  return { ...invoice, lines };
}

function checkAlone(invoice: InvoiceDraft, books: Books, today: IsoDate, problems: ProblemList): void {
  for (const problem of checkInvoice(invoice, books.limit)) problems.report(problem);
  for (const { account } of invoice.lines) {
    if (books.accounts.has(account)) continue;
    problems.report(error("account_unknown", about(invoice, { field: "account", value: account })));
  }
  const vatOnPayment = sumCents(
    invoice.lines.filter(({ vatDue }) => vatDue === "collection").map(({ vat }) => vat),
  );
  if (invoice.type === "supplier_invoice" && vatOnPayment !== 0n) {
    const account = invoice.fixedAsset ? books.roles.vatDeductibleAssets : books.roles.vatDeductible;
    const params = { vat: decimalOf(vatOnPayment), account };
    problems.report(
      warning("purchase_vat_not_followed", about(invoice, { field: "vat_due", value: params.vat, params })),
    );
  }
  if (invoice.issuedOn > today) {
    const place = about(invoice, { field: "issue_date", value: invoice.issuedOn });
    problems.report(warning("invoice_dated_ahead", place));
  }
}

/** A file cannot bring one number twice (its reader sees to it); what comes another way is held to the same. */
function checkTwins(invoices: readonly InvoiceDraft[], problems: ProblemList): void {
  const lines = new Map<string, number>();
  for (const [at, invoice] of invoices.entries()) {
    const first = lines.get(invoice.number);
    if (first === undefined) {
      lines.set(invoice.number, invoice.lineNumber ?? at + 1);
      continue;
    }
    const place = about(invoice, {
      field: "number",
      value: invoice.number,
      params: { first: String(first) },
    });
    problems.report(error("invoice_number_twice", place));
  }
}

async function planSteps(
  db: Db,
  companyId: bigint,
  invoices: readonly InvoiceDraft[],
  books: Books & { rewrites: bigint | undefined },
  problems: ProblemList,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const chunk of chunksOf(invoices)) {
    const stored = await findInvoices(
      db,
      companyId,
      chunk.map((invoice) => invoice.number),
    );
    const known = new Map(stored.map((invoice) => [invoice.number, invoice]));
    for (const invoice of chunk) {
      const stored = known.get(invoice.number);
      const step =
        stored !== undefined && stored.id === books.rewrites
          ? { kind: "rewrite" as const, invoice, id: stored.id }
          : stepFor(invoice, stored, books, problems);
      if (step && posts(step)) checkOpen(invoice, books.lockedUpTo, problems);
      if (step) steps.push(step);
    }
  }
  return steps;
}

function stepFor(
  invoice: InvoiceDraft,
  stored: StoredInvoice | undefined,
  { accountNow }: Books,
  problems: ProblemList,
): Step | undefined {
  if (!stored) return { kind: "create", invoice };
  const asked = compareWithKnown(invoice, stored, accountNow);
  if (asked.kind !== "refused") return { kind: asked.kind, invoice, id: stored.id };
  for (const problem of asked.problems) problems.report(problem);
  return undefined;
}

function checkOpen(invoice: InvoiceDraft, locked: IsoDate | null, problems: ProblemList): void {
  if (locked === null || invoice.issuedOn > locked) return;
  const place = about(invoice, { field: "issue_date", value: invoice.issuedOn, params: { locked } });
  problems.report(error("invoice_in_locked_period", place));
}

/** Drafts and quotes are not in the books (S0.2, S0.3). */
function posts(step: Step): boolean {
  return step.invoice.lifecycle === "issued" && (step.kind === "create" || step.kind === "rewrite");
}

/** What each final invoice takes off for deposits. Two that deduct one deposit see each other: the first takes, the next what is left. */
async function planDeductions(
  db: Db,
  companyId: bigint,
  steps: readonly Step[],
  problems: ProblemList,
): Promise<Step[]> {
  const known = await findDeposits(
    db,
    companyId,
    steps.map(({ invoice }) => invoice),
  );
  return steps.map((step) => {
    if (!posts(step) || !step.invoice.deposits) return step;
    const { deductions, problems: wrong } = deductionsOf(step.invoice, known);
    for (const problem of wrong) problems.report(problem);
    for (const { number, rates } of deductions) {
      const deposit = known.get(number);
      if (deposit) known.set(number, { ...deposit, deducted: [...deposit.deducted, ...rates] });
    }
    return { ...step, deductions: deductions.toSorted((a, b) => (a.number < b.number ? -1 : 1)) };
  });
}

type Writing = {
  books: Books;
  partyIds: ReadonlyMap<string, bigint>;
  fileId?: bigint;
  today: IsoDate;
};

async function writeChunk(
  db: Db,
  companyId: bigint,
  steps: readonly Step[],
  { books, partyIds, fileId, today }: Writing,
): Promise<void> {
  const created = await numbered(
    db,
    steps.filter(({ kind }) => kind === "create"),
    partyIds,
  );
  const rewritten = await numbered(
    db,
    steps.filter(({ kind }) => kind === "rewrite"),
    partyIds,
  );
  await insertInvoices(db, companyId, created, fileId);
  await rewriteInvoices(db, rewritten, fileId);
  await deleteSharesAndLines(
    db,
    rewritten.map(({ id }) => id),
  );
  const written = [...created, ...rewritten];
  await insertShares(db, companyId, written);
  await insertInvoiceLines(db, companyId, written);
  await updateTerms(
    db,
    steps.flatMap(({ kind, id, invoice }) =>
      kind === "terms" && id !== undefined ? [{ id, dueOn: invoice.dueOn, branch: invoice.branch }] : [],
    ),
  );
  await postSales(db, companyId, written, books);
  const ids = written.filter(({ invoice }) => invoice.lifecycle === "issued").map(({ id }) => id);
  await applyTerms(db, companyId, ids, today);
}

/** Ids for the invoices that have none yet, and for all shares. */
async function numbered(
  db: Db,
  steps: readonly Step[],
  partyIds: ReadonlyMap<string, bigint>,
): Promise<WrittenInvoice[]> {
  const fresh = steps.filter(({ id }) => id === undefined).length;
  const invoiceIds = (await drawIds(db, "invoice", fresh)).values();
  const shareCount = steps.reduce((count, { invoice }) => count + invoice.shares.length, 0);
  const shareIds = (await drawIds(db, "share", shareCount)).values();
  return steps.map(({ invoice, id, deductions = [] }) => ({
    id: id ?? next(invoiceIds),
    invoice,
    deductions,
    customerId: partyId(partyIds, invoice.customer.aux),
    shares: invoice.shares.map(({ aux }) => ({
      shareId: next(shareIds),
      thirdPartyId: partyId(partyIds, aux),
    })),
  }));
}

/** An invoice of zero is issued and has nothing to post. */
async function postSales(
  db: Db,
  companyId: bigint,
  written: readonly WrittenInvoice[],
  { roles, limit }: Books,
): Promise<void> {
  const entries = written
    .filter(({ invoice }) => invoice.lifecycle === "issued")
    .map(({ invoice, shares, customerId, deductions }) => {
      const gap = shareGap(invoice, limit);
      if (typeof gap !== "bigint") throw new Error(`invoice ${invoice.number} was checked and has a gap`);
      return saleEntry({ invoice, shares, customerId, gap, deductions }, roles);
    })
    .filter((entry) => entry.lines.length > 0);
  await writeEntries(db, companyId, entries);
}

/** An invoice whose customer got a new name or IBAN is updated too: that is where the file said it. */
function countsOf(steps: readonly Step[], changedParties: ReadonlySet<string>): ImportedInvoices {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const { kind, invoice } of steps) {
    if (kind === "create") counts.created += 1;
    else if (kind === "same" && !changedParties.has(invoice.customer.aux)) counts.unchanged += 1;
    else counts.updated += 1;
  }
  return counts;
}

/** Where a problem stands: the row of the file, the column, and the number of the invoice. */
function about(
  invoice: InvoiceDraft,
  place: { field: string; value: string; params?: Record<string, string> },
): Omit<Problem, "code" | "severity"> {
  return {
    ...place,
    ...(invoice.lineNumber === undefined ? {} : { line: invoice.lineNumber }),
    params: { number: invoice.number, ...place.params },
  };
}

function partyId(ids: ReadonlyMap<string, bigint>, aux: string): bigint {
  const id = ids.get(aux);
  if (id === undefined) throw new Error(`third party ${aux} was written and is not there`);
  return id;
}

function next(ids: Iterator<bigint>): bigint {
  const { value, done } = ids.next();
  if (done) throw new Error("fewer ids were drawn than there are rows");
  return value;
}

function* chunksOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
