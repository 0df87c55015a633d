import { Router } from "express";
import { discountOffered } from "../../domain/billing/discount.ts";
import { editRefusal } from "../../domain/billing/documentEdit.ts";
import type { Problem } from "../../domain/problems.ts";
import { companyRoles, currentCompany, listBankAccounts } from "../../sql/companies.ts";
import type { Db } from "../../sql/connect.ts";
import { documentToEdit } from "../../sql/documentEdit.ts";
import { receiptJournals } from "../../sql/receipts.ts";
import { entriesOfInvoice, linesOfEntries } from "../../sql/screens/books.ts";
import {
  findInvoice,
  type InvoicePayment,
  type InvoiceRow,
  linesOfInvoice,
  listInvoices,
  paymentsOfInvoice,
  resubmissionChain,
  takenNumbers,
  waitingLinesFor,
} from "../../sql/screens/invoices.ts";
import { restsOnPayment } from "../../sql/screens/payment.ts";
import {
  discountTermsOf,
  heldForInvoice,
  oppositesOfInvoice,
  writeOffsOfInvoice,
} from "../../sql/screens/settling.ts";
import { documentToSettle } from "../../sql/settling.ts";
import { underWayOfShares } from "../../sql/underWay.ts";
import { wordsOf } from "../filters.ts";
import { reads } from "../guard.ts";
import { id, text } from "../input.ts";
import { missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { isInsurer, readStandings, type ShareStanding } from "../standings.ts";
import { FORM_NAMES, type FormName } from "../views/inPlace.ts";
import { type InvoiceScreen, invoicePage } from "../views/invoice.ts";
import { invoicesPage } from "../views/invoices.ts";
import type { OpenForm, Receiving } from "../views/payForm.ts";
import { oppositesOf, type SettlingShown } from "../views/settlingActs.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";

const PAGE_SIZE = 50;
/** Of an entry of hundreds of lines, such as an insurer's return, the page of one invoice shows its own first. */
const ENTRY_LINES_SHOWN = 12;

export function invoiceRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/invoices",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const search = text(request.query.q);
      const after = id(request.query.after);
      const found = await listInvoices(db, {
        search: search === undefined ? undefined : { number: search, words: wordsOf(search) },
        after,
        limit: PAGE_SIZE + 1,
      });
      const invoices = found.slice(0, PAGE_SIZE);
      const last = invoices.at(-1);
      const next = found.length > PAGE_SIZE && last ? String(last.id) : undefined;
      return page(invoicesPage(visit, { invoices, search, next, further: after !== undefined }));
    }),
  );
  router.get(
    "/invoices/:invoice",
    reads(services, "viewer", ({ request, visit, db }) =>
      showInvoice(visit, db, id(request.params.invoice), {
        asked: askedForm(request.query),
        said: text(request.query.said),
      }),
    ),
  );
  return router;
}

/** A form that the address or a refusal opens: `share` is "own" for the patient's or customer's, else a share's id. */
export type AskedForm = {
  name: FormName;
  share: string;
  /** The payment that is changed or taken back. */
  payment?: string | undefined;
  typed?: Record<string, string | undefined>;
  wrong?: Record<string, string>;
  problems?: readonly Problem[];
};

function askedForm(query: Record<string, unknown>): AskedForm | undefined {
  const name = FORM_NAMES.find((each) => text(query[each]) !== undefined);
  return name && { name, share: text(query[name]) ?? "", payment: text(query.payment) };
}

/** One invoice with all its money, and the form that is open on it. */
export async function showInvoice(
  visit: CompanyVisit,
  db: Db,
  invoiceId: bigint | undefined,
  {
    asked,
    said,
    status = 200,
  }: { asked?: AskedForm | undefined; said?: string | undefined; status?: number },
): Promise<Reply> {
  const invoice = invoiceId === undefined ? undefined : await findInvoice(db, invoiceId);
  if (!invoice) return missing;
  const [standings, payments, entries, lines, proposed, chain, settling] = await Promise.all([
    readStandings(db, [invoice.id], visit.today),
    paymentsOfInvoice(db, invoice.id),
    entriesOfInvoice(db, invoice.id),
    linesOfInvoice(db, invoice.id),
    waitingLinesFor(db, invoice.id),
    resubmissionChain(db, invoice),
    settlingOf(db, invoice.id),
  ]);
  const entryLines = await linesOfEntries(
    db,
    entries.map((entry) => entry.id),
    { most: ENTRY_LINES_SHOWN, invoiceId: invoice.id },
  );
  const form =
    asked && mayAct(visit, "accountant")
      ? await openForm(db, invoice, asked, { standings, payments, settling })
      : undefined;
  const screen = {
    invoice,
    standings,
    payments,
    entries,
    entryLines,
    lines,
    proposed,
    chain,
    form,
    mayEdit: await mayEdit(db, invoice.id),
    said,
    settling,
  };
  const address = `${visit.company.base}/invoices/${String(invoice.id)}`;
  const of = form?.payment ? `&payment=${String(form.payment.id)}` : "";
  const open = form ? `?${form.name}=${String(form.standing.share.id)}${of}` : "";
  return page(invoicePage(visit, screen), { status, address: address + open });
}

async function mayEdit(db: Db, invoiceId: bigint): Promise<boolean> {
  const standing = await documentToEdit(db, invoiceId, (await currentCompany(db)).lockedUpTo);
  return standing !== undefined && editRefusal(standing) === undefined;
}

async function openForm(
  db: Db,
  invoice: InvoiceRow,
  asked: AskedForm,
  { standings, payments, settling }: Pick<InvoiceScreen, "standings" | "payments" | "settling">,
): Promise<OpenForm | undefined> {
  const standing = standings.find(({ share }) =>
    asked.share === "own" ? !isInsurer(share.payer) : String(share.id) === asked.share,
  );
  if (!standing || !fits(invoice, standing, asked.name)) return undefined;
  if (asked.name === "net" && oppositesOf(settling, standing).length === 0 && !asked.problems)
    return undefined;
  const { name, typed = {}, wrong = {}, problems = [] } = asked;
  const proposedNumber = name === "resubmit" ? await freeNumber(db, invoice.number) : undefined;
  const payment = payments.find(({ id }) => String(id) === asked.payment);
  const isHeldUp = payment !== undefined && problems.some(({ code }) => code === "payment_rests");
  const rests = isHeldUp ? await restsOnPayment(db, payment.id) : [];
  const held = settling.held.find(({ thirdPartyId }) => thirdPartyId === standing.share.thirdPartyId);
  const discount = await offeredDiscount(db, invoice.id, payment);
  const receiving = name === "pay" || name === "change" ? await receivingOf(db, invoice) : undefined;
  const [roles, bankAccounts] = [await companyRoles(db), await listBankAccounts(db)];
  const isSupplier = standing.share.payer === "supplier";
  const ordered = isSupplier ? await underWayOfShares(db, [standing.share.id]) : new Map<bigint, bigint>();
  const underWay = ordered.get(standing.share.id) ?? 0n;
  const opposites = oppositesOf(settling, standing);
  const known = {
    payment,
    rests,
    held,
    opposites,
    discount,
    roles,
    bankAccounts,
    receiving,
    proposedNumber,
    underWay,
  };
  return { name, standing, typed, wrong, problems, ...known };
}

async function settlingOf(db: Db, invoiceId: bigint): Promise<SettlingShown> {
  const [discountTerms, writeOffs, held, opposites] = await Promise.all([
    discountTermsOf(db, invoiceId),
    writeOffsOfInvoice(db, invoiceId),
    heldForInvoice(db, invoiceId),
    oppositesOfInvoice(db, invoiceId),
  ]);
  return { discountTerms, writeOffs, held, opposites };
}

/** The discount that a payment of this invoice may take; the one that is changed counts as not there yet. */
async function offeredDiscount(
  db: Db,
  invoiceId: bigint,
  payment: InvoicePayment | undefined,
): Promise<OpenForm["discount"]> {
  const document = await documentToSettle(db, { invoiceId });
  if (!document) return undefined;
  const { settings } = await currentCompany(db);
  const before = payment
    ? {
        ...document,
        payments: document.payments - 1,
        due: document.due + payment.amountCents + payment.discountCents,
      }
    : document;
  if (!discountOffered(before, settings.earlyPaymentDiscount)) return undefined;
  return { totalCents: document.total, vatClause: document.vatClause };
}

/** Where the money of a payment may go. The journal of deposits is proposed for a deposit invoice (S0.16). */
async function receivingOf(db: Db, invoice: InvoiceRow): Promise<Receiving> {
  const { settings } = await currentCompany(db);
  return {
    journals: await receiptJournals(db),
    accounts: await listBankAccounts(db),
    journal: invoice.type === "deposit_invoice" ? settings.depositJournal : undefined,
  };
}

/** Drafts and quotes take no payment (S0.2, S0.3); what is paid is not billed again; only an excess is regularised. */
export function fits(invoice: InvoiceRow, { share, refusal }: ShareStanding, name: FormName): boolean {
  if (invoice.lifecycle !== "issued") return false;
  if (name === "terms" || name === "undo") return true;
  if (name === "cancel") return share.dueCents !== 0n;
  if (share.payer === "supplier") return name === "pay" && share.dueCents > 0n;
  if (name === "change" || name === "refund") return true;
  if (name === "advance") return share.dueCents > 0n;
  if (name === "net") return !isInsurer(share.payer) && (share.dueCents > 0n || isOpenNote(share));
  if (name === "settle") return share.dueCents < 0n && share.amountCents >= 0n;
  if (name === "pay") return share.amountCents > 0n;
  return share.dueCents > 0n && invoice.replacedBy === null && refusal?.advice?.action !== "find_payment";
}

function isOpenNote({ dueCents, amountCents }: ShareStanding["share"]): boolean {
  return dueCents < 0n && amountCents < 0n;
}

const ROUNDS_MAX = 20;

/** FA-1 becomes FA-1-R1, which becomes FA-1-R2. */
async function freeNumber(db: Db, number: string): Promise<string | undefined> {
  const [, base = number, round = "0"] = /^(.*)-R(\d{1,2})$/.exec(number) ?? [];
  const numbers = Array.from({ length: ROUNDS_MAX }, (_, at) => `${base}-R${Number(round) + at + 1}`);
  const taken = await takenNumbers(db, numbers);
  return numbers.find((each) => !taken.has(each));
}
