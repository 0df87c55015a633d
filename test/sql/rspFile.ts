import type { InvoiceDraft, ShareDraft } from "../../domain/billing/invoice.ts";
import type { Problem } from "../../domain/problems.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { problemsOf } from "../../sql/files.ts";
import { type Difference, verifyCompany } from "../../sql/verify.ts";
import { importFile } from "../../worker/importFile.ts";
import { Refused } from "../../worker/refusals.ts";
import { type Dossier, within } from "./dossier.ts";

export const FUND = { payer: "amo", aux: "AMO-CAISSE-DU-PORT", name: "CAISSE DU PORT" } as const;
export const MUTUAL = { payer: "amc", aux: "AMC-MUTUELLE-DU-LAC", name: "MUTUELLE DU LAC" } as const;
export const PATIENT = { payer: "patient", aux: "P0042", name: "Anne Sansnom" } as const;

/** An item of a return, as a row of the neutral table. */
export type Row = {
  invoice: string;
  paid: bigint;
  ref?: string;
  insurer?: { payer: "amo" | "amc"; name: string };
  paidOn?: string;
  lot?: string;
  code?: string;
};

/** A care invoice whose shares are given in cents; a share of zero is left out. */
export function care(
  number: string,
  shares: { amo?: bigint; amc?: bigint; patient?: bigint },
  changes: Partial<InvoiceDraft> = {},
): InvoiceDraft {
  const drafts: ShareDraft[] = [
    { ...FUND, amount: shares.amo ?? 0n },
    { ...MUTUAL, amount: shares.amc ?? 0n },
    { ...PATIENT, amount: shares.patient ?? 0n },
  ];
  const total = drafts.reduce((sum, share) => sum + share.amount, 0n);
  return {
    number,
    type: "invoice",
    lifecycle: "issued",
    issuedOn: "2026-09-01",
    total,
    customer: PATIENT,
    shares: drafts.filter((share) => share.amount !== 0n),
    lines: [],
    ...changes,
  };
}

export function returnFile(rows: readonly Row[]): Buffer {
  const cells = rows.map(
    ({ invoice, paid, ref = "", insurer = FUND, paidOn = "2026-09-10", lot = "", code = "" }) =>
      [
        lot || (ref === "" ? "1" : ""),
        paidOn,
        insurer.payer.toUpperCase(),
        insurer.name,
        invoice,
        paid,
        code,
        ref,
      ].join(";"),
  );
  const header = "lot;paid_on;payer_type;payer_name;invoice;amount_paid_cents;rejection_code;transfer_ref";
  return Buffer.from(`${[header, ...cells].join("\n")}\n`);
}

export type FileArrived = { state: string; linesNew: number; linesKnown: number; problems: Problem[] };

/** A file of insurers' returns arrives and is read. Nothing is matched yet. */
export function receiveReturns(dossier: Dossier, rows: readonly Row[], name?: string): Promise<FileArrived> {
  return receiveBytes(dossier, returnFile(rows), name);
}

export async function receiveBytes(
  dossier: Dossier,
  bytes: Buffer,
  name = "returns.csv",
): Promise<FileArrived> {
  const { pool, companyId } = dossier;
  const now = new Date("2026-09-20T03:00:00Z");
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const reception = await receiveFile(pool, { companyId, name, source: "inbox", receivedAt: now }, parts());
  if (reception.kind !== "received")
    return { state: reception.kind, linesNew: 0, linesKnown: 0, problems: [] };
  const { fileId } = reception;
  const reading = await importFile(pool, { companyId, fileId }, { now, today: "2026-09-20" }).catch(
    (failure) => {
      if (failure instanceof Refused) return undefined;
      throw failure;
    },
  );
  const problems = await within(dossier, (db) => problemsOf(db, fileId));
  return {
    state: reading?.state ?? "refused",
    linesNew: reading?.linesNew ?? 0,
    linesKnown: reading?.linesKnown ?? 0,
    problems,
  };
}

export type PaymentRow = {
  status: string;
  method: string;
  amount: bigint;
  unallocated: bigint;
  reference: string | null;
  paidOn: string;
  lines: string;
  allocations: string;
};

/** The payments of insurers with what they pay and the lines that brought them, oldest first. */
export function insurerPayments(dossier: Dossier): Promise<PaymentRow[]> {
  return within(
    dossier,
    (db) => db<PaymentRow[]>`
      select payment.status, payment.method, payment.amount_cents as amount, payment.unallocated_cents as unallocated,
             payment.reference, payment.paid_on,
             coalesce((select string_agg(line.bank_reference || ' ' || clearing.amount_cents, ', ' order by line.bank_reference)
                         from clearing join statement_line as line on line.id = clearing.line_id
                        where clearing.payment_id = payment.id), '') as lines,
             coalesce((select string_agg(invoice.number || '/' || share.payer || ' ' || allocation.amount_cents, ', '
                                         order by invoice.number, share.payer)
                         from allocation join share on share.id = allocation.share_id
                         join invoice on invoice.id = share.invoice_id
                        where allocation.payment_id = payment.id), '') as allocations
        from payment
       where payment.method in ('insurer_transfer', 'internal')
       order by payment.paid_on, payment.reference, payment.amount_cents, payment.id`,
  );
}

/** Balance of an account, debit less credit. */
export async function balanceOf(dossier: Dossier, account: string): Promise<bigint> {
  const [row] = await within(
    dossier,
    (db) => db<{ cents: bigint }[]>`
      select coalesce(sum(debit_cents - credit_cents), 0)::bigint as cents from journal_line where account = ${account}`,
  );
  return row?.cents ?? 0n;
}

export function laws(dossier: Dossier): Promise<Difference[]> {
  return within(dossier, verifyCompany);
}
