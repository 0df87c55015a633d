import fs from "node:fs";
import type { InvoiceDraft, Payer, ShareDraft } from "../../domain/billing/invoice.ts";
import { readInvoiceFile } from "../../domain/billing/invoiceFile.ts";
import type { Parsed } from "../../domain/problems.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { type ImportedInvoices, importInvoices } from "../../sql/acts/importInvoices.ts";
import { asCompany } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";

const TODAY = "2026-11-21";

export function month(): InvoiceDraft[] {
  return draftsOf(fs.readFileSync(new URL("../samples/month/invoices.csv", import.meta.url), "utf8"));
}

export function draftsOf(text: string): InvoiceDraft[] {
  const parsed = readInvoiceFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export function aShare(payer: Payer, aux: string, amount: bigint): ShareDraft {
  return { payer, aux, name: `Name of ${aux}`, amount };
}

/** An issued invoice of 431.87 to a patient, where the shares of the source page lack a cent. */
export function anInvoice(changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return {
    number: "FA-1",
    type: "invoice",
    lifecycle: "issued",
    issuedOn: "2026-03-02",
    total: 43_187n,
    customer: { payer: "patient", aux: "P1", name: "Sacorec Théo" },
    shares: [aShare("amo", "AMO-NORD", 25_912n), aShare("amc", "AMC-AZUR", 17_274n)],
    lines: [],
    lineNumber: 2,
    ...changes,
  };
}

export function aSale(number: string, amount: bigint, changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return anInvoice({
    number,
    total: amount,
    customer: { payer: "business", aux: "E1", name: "Martin SARL" },
    shares: [aShare("business", "E1", amount)],
    ...changes,
  });
}

export function codesOf(parsed: Parsed<unknown>): string[] {
  return (parsed.ok ? parsed.warnings : parsed.problems).map((problem) => problem.code);
}

type Trial = { lines: number; entries: number; gap: bigint };

/** A database with companies to import invoices into, and what their books say afterwards. */
export function useImports() {
  const database = useDatabase();
  const names = { next: 1 };

  function aCompany(): Promise<bigint> {
    return createCompany(database.pool, { name: `Company ${names.next++}`, at: new Date("2026-01-01") });
  }

  function importInto(companyId: bigint, drafts: readonly InvoiceDraft[]): Promise<Parsed<ImportedInvoices>> {
    return asCompany(database.pool, companyId, (db) =>
      importInvoices(db, companyId, drafts, { today: TODAY }),
    );
  }

  async function trialBalance(companyId: bigint): Promise<Trial | undefined> {
    const [row] = await database.pool<Trial[]>`
      select count(*)::integer as lines, count(distinct entry_id)::integer as entries,
             coalesce(sum(debit_cents - credit_cents), 0)::bigint as gap
        from journal_line where company_id = ${companyId}
    `;
    return row;
  }

  /** Account and signed amount (debit positive) of each line of the entry of a piece, in order. */
  async function entryOf(companyId: bigint, piece: string): Promise<string[]> {
    const rows = await database.pool<{ journal: string; account: string; amount: bigint }[]>`
      select entry.journal, line.account, line.debit_cents - line.credit_cents as amount
        from journal_entry as entry
        join journal_line as line on line.entry_id = entry.id
       where entry.company_id = ${companyId} and entry.piece = ${piece}
       order by line.rank
    `;
    return rows.map(({ journal, account, amount }) => `${journal} ${account} ${amount}`);
  }

  /** Issued shares whose due is not their amount, and others that have a due. */
  async function wrongDues(companyId: bigint): Promise<number> {
    const rows = await database.pool`
      select share.id
        from share
        join invoice on invoice.id = share.invoice_id
       where share.company_id = ${companyId}
         and share.due_cents <> case when invoice.lifecycle = 'issued' then share.amount_cents else 0 end
    `;
    return rows.length;
  }

  return { database, aCompany, importInto, trialBalance, entryOf, wrongDues };
}
