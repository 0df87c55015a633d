import {
  type InvoiceStatus,
  invoiceStatus,
  type Lifecycle,
  type Payer,
} from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../../sql/connect.ts";
import { rejectionCode, shareStandings } from "../sql/shareStanding.ts";
import { type World, within } from "./world.ts";

/** What the product wrote, as the comparison reads it. Taken after each step. */
export type Snapshot = {
  entries: FoundEntry[];
  payments: FoundPayment[];
  documents: FoundDocument[];
  bankLines: FoundBankLine[];
  auditLog: { document: string; action: string }[];
  reports: FoundReport[];
  /** Entries of the documents given and of `before`. */
  opening: ReadonlySet<bigint>;
  /** Labels of the file → the product's references and rows. */
  references: ReadonlyMap<string, string>;
  paymentIds: ReadonlyMap<string, bigint>;
};

export type FoundLine = {
  account: string;
  aux: string | null;
  share: string | null;
  vatRate: number | null;
  debit: Cents;
  credit: Cents;
  group: { id: bigint; code: string; letteredOn: IsoDate | null } | null;
};

export type FoundEntry = {
  id: bigint;
  journal: string;
  postedOn: IsoDate;
  piece: string;
  pieceOn: IsoDate;
  correctsId: bigint | null;
  number: number | null;
  hash: string | null;
  lines: FoundLine[];
};

export type FoundPayment = {
  id: bigint;
  direction: string;
  method: string;
  paidOn: IsoDate;
  amount: Cents;
  status: string;
  /** The lines that brought it, in order, separated by commas. */
  bankLine: string | null;
  reference: string | null;
  correctedOn: IsoDate | null;
  unallocated: Cents;
  /** What stands in its entry beyond what the shares owed. */
  overpayment: Cents;
  chequeNumber: string | null;
  reason: string | null;
  reasonCode: string | null;
  returnedOn: IsoDate | null;
  /** Beside its allocations: what was granted as a discount, and what was written off with it. */
  earlyPaymentDiscount: Cents;
  writeOff: Cents;
  /** Money held for a third party is named as the file names it: "advance C0013", "to refund C0902". */
  allocations: { share: string; amount: Cents }[];
};

export type FoundDocument = {
  number: string;
  status: InvoiceStatus;
  /** From the ledger. */
  due: Map<Payer, Cents>;
  replacedBy: string | null;
  markedPaid: boolean;
  paymentInProgress: boolean;
  lists: string[];
  /** Why its insurers refuse it now, as they wrote it. */
  rejections: Map<Payer, string>;
};

/** A message of money collected that is to be sent, with its amounts by rate. */
export type FoundReport = {
  document: string;
  kind: string;
  collectedOn: IsoDate;
  amounts: { vatRate: number; amount: Cents }[];
};

export type FoundBankLine = { id: bigint; label: string; state: string; awaitsOtherLeg: boolean };

export function takeSnapshot(world: World): Promise<Snapshot> {
  return within(world, async (db) => ({
    entries: await readEntries(db),
    payments: await readPayments(db),
    documents: await readDocuments(db),
    bankLines: await readBankLines(db),
    auditLog: await db<{ document: string; action: string }[]>`
      select invoice.number as document, audit_log.action
        from audit_log
        join invoice on invoice.id = audit_log.subject_id
       where audit_log.subject = 'invoice'
       order by audit_log.id
    `,
    reports: await readReports(db),
    opening: new Set(world.opening),
    references: new Map(world.references),
    paymentIds: new Map(world.payments),
  }));
}

type LineRow = Omit<FoundLine, "group"> & {
  entryId: bigint;
  groupId: bigint | null;
  code: string | null;
  letteredOn: IsoDate | null;
};

async function readEntries(db: Db): Promise<FoundEntry[]> {
  const entries = await db<Omit<FoundEntry, "lines">[]>`
    select id, journal, posted_on, piece, piece_on, corrects_id, number, hash from journal_entry order by id
  `;
  const rows = await db<LineRow[]>`
    select line.entry_id, line.account, third_party.aux, invoice.number || '/' || share.payer as share, line.vat_rate,
           line.debit_cents as debit, line.credit_cents as credit, lettered.group_id, lettering_group.code,
           lettering_group.lettered_on
      from journal_line as line
      left join third_party on third_party.id = line.third_party_id
      left join share on share.id = line.share_id
      left join invoice on invoice.id = share.invoice_id
      left join lettering_line as lettered on lettered.line_id = line.id
      left join lettering_group on lettering_group.id = lettered.group_id
     order by line.entry_id, line.rank
  `;
  return entries.map((entry) => ({
    ...entry,
    lines: rows
      .filter((row) => row.entryId === entry.id)
      .map(({ entryId: _, groupId, code, letteredOn, ...line }) => ({
        ...line,
        group: groupId === null || code === null ? null : { id: groupId, code, letteredOn },
      })),
  }));
}

async function readPayments(db: Db): Promise<FoundPayment[]> {
  const payments = await db<Omit<FoundPayment, "allocations">[]>`
    select payment.id, payment.direction, payment.method, payment.paid_on, payment.amount_cents as amount, payment.status,
           (select string_agg(line.bank_reference, ', ' order by line.bank_reference) from statement_line as line
             where line.id = payment.line_id
                or line.id in (select line_id from clearing where clearing.payment_id = payment.id)) as bank_line,
           coalesce(payment.end_to_end_id, payment.reference) as reference, payment.corrected_on, payment.unallocated_cents as unallocated, payment.cheque_number, payment.reason,
           payment.reason_code, payment.returned_on,
           payment.discount_cents as early_payment_discount,
           (select coalesce(sum(amount_cents), 0)::bigint from write_off
             where write_off.payment_id = payment.id and write_off.corrected_on is null) as write_off,
           (select coalesce(sum(line.credit_cents), 0)::bigint from journal_line as line
             where line.entry_id = payment.entry_id and line.excess) as overpayment
      from payment
     order by payment.id
  `;
  const allocations = await db<{ paymentId: bigint; share: string; amount: Cents }[]>`
    select allocation.payment_id, invoice.number || '/' || share.payer as share, allocation.amount_cents as amount
      from allocation
      join share on share.id = allocation.share_id
      join invoice on invoice.id = share.invoice_id
     union all
    select held.payment_id, case held.held_as when 'advance' then 'advance ' else 'to refund ' end || third_party.aux,
           abs(held.amount_cents)
      from held_money as held
      join third_party on third_party.id = held.third_party_id
      join payment on payment.id = held.payment_id
     where payment.method <> 'advance'
  `;
  return payments.map((payment) => ({
    ...payment,
    allocations: allocations
      .filter(({ paymentId }) => paymentId === payment.id)
      .map(({ share, amount }) => ({ share, amount })),
  }));
}

type DocumentRow = {
  id: bigint;
  number: string;
  lifecycle: Lifecycle;
  replacedBy: string | null;
  markedPaid: boolean;
  paymentInProgress: boolean;
  unpaid: boolean;
  paidWithoutPayment: boolean;
};

type ShareRow = { shareId: bigint; invoiceId: bigint; payer: Payer; amount: Cents; due: Cents; kept: Cents };

async function readDocuments(db: Db): Promise<FoundDocument[]> {
  const documents = await db<DocumentRow[]>`
    select invoice.id, invoice.number, invoice.lifecycle, newer.number as replaced_by,
           invoice.marked_paid_at is not null as marked_paid, invoice.unpaid,
           invoice.marked_paid_at is not null and invoice.open_shares > 0 as paid_without_payment,
           exists (select from share
                     join allocation on allocation.share_id = share.id
                     join payment on payment.id = allocation.payment_id
                    where share.invoice_id = invoice.id and payment.status in ('sent', 'issued') and payment.entry_id is null)
             as payment_in_progress
      from invoice
      left join invoice as newer on newer.id = invoice.replaced_by
     order by invoice.id
  `;
  const shares = await db<ShareRow[]>`
    select share.id as share_id, share.invoice_id, share.payer, share.amount_cents as amount, share.due_cents as kept,
           coalesce(sum(case account.side when 'receivable' then line.debit_cents - line.credit_cents
                                          when 'payable' then line.credit_cents - line.debit_cents else 0 end), 0)::bigint as due
      from share
      left join journal_line as line on line.share_id = share.id
      left join account on account.company_id = line.company_id and account.number = line.account
     group by share.id
     order by share.id
  `;
  const codes = await readRejections(db, shares);
  return documents.map((document) => {
    const own = shares.filter((share) => share.invoiceId === document.id);
    const { lifecycle, markedPaid, paymentInProgress, replacedBy, number } = document;
    const due = new Map<Payer, Cents>();
    for (const share of own) due.set(share.payer, (due.get(share.payer) ?? 0n) + share.due);
    return {
      number,
      status: invoiceStatus({ lifecycle, replaced: replacedBy !== null, markedPaid, shares: own }),
      due,
      replacedBy,
      markedPaid,
      paymentInProgress,
      lists: [
        ...(document.unpaid ? ["unpaid"] : []),
        ...(document.paidWithoutPayment ? ["paid_without_payment"] : []),
      ],
      rejections: new Map(
        own.flatMap(({ shareId, payer }) => {
          const code = codes.get(shareId);
          return code === undefined ? [] : [[payer, code] as const];
        }),
      ),
    };
  });
}

/** The code of each share that its insurer refuses now. */
async function readRejections(db: Db, shares: readonly ShareRow[]): Promise<Map<bigint, string | undefined>> {
  const ids = shares.map((share) => share.shareId);
  const standings = await shareStandings(db, ids);
  return new Map([...standings].map(([id, standing]) => [id, rejectionCode(standing)]));
}

/** A line booked as an own transfer whose side on the transfer account is not lettered waits for its other leg. */
async function readBankLines(db: Db): Promise<FoundBankLine[]> {
  return db<FoundBankLine[]>`
    select line.id, coalesce(line.bank_reference, '') as label, line.state,
           exists (
             select from match
               join line_posting on line_posting.line_id = match.line_id
               join journal_line on journal_line.entry_id = line_posting.entry_id
               join account on account.company_id = journal_line.company_id and account.number = journal_line.account
              where match.line_id = line.id and match.undone_at is null
                and match.evidence ->> 'treatAs' = 'own_transfer'
                and account.lettered
                and not exists (select from lettering_line where lettering_line.line_id = journal_line.id)
           ) as awaits_other_leg
      from statement_line as line
     order by line.id
  `;
}

async function readReports(db: Db): Promise<FoundReport[]> {
  const rows = await db<
    (Omit<FoundReport, "amounts"> & { amounts: { vatRate: number; amount: string }[] })[]
  >`
    select invoice.number as document, event.kind, event.collected_on,
           (select coalesce(json_agg(json_build_object('vatRate', amount.vat_rate, 'amount', amount.amount_cents::text)), '[]')
              from payment_report_amount as amount where amount.event_id = event.id) as amounts
      from payment_report_event as event
      join invoice on invoice.id = event.invoice_id
     where event.state not in ('withdrawn', 'not_sent')
     order by event.id
  `;
  return rows.map(({ amounts, ...report }) => ({
    ...report,
    amounts: amounts.map(({ vatRate, amount }) => ({ vatRate, amount: BigInt(amount) })),
  }));
}

/** Account → debit less credit. */
export function balancesOf(snapshot: Snapshot): Map<string, Cents> {
  const balances = new Map<string, Cents>();
  for (const { account, debit, credit } of snapshot.entries.flatMap((entry) => entry.lines))
    balances.set(account, (balances.get(account) ?? 0n) + debit - credit);
  return balances;
}
