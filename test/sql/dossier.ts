import { beforeEach } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed } from "../../domain/problems.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { type ImportedInvoices, importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import type { Reception } from "../../sql/acts/receiveFile.ts";
import { asCompany, type Db, type Pool } from "../../sql/connect.ts";
import { importFile } from "../../worker/importFile.ts";
import type { TestDatabase } from "../database.ts";
import { handIn } from "../given.ts";
import { type CamtLine, camtFile, ibanOf } from "../scenarios/camt.ts";

/** A company with bank accounts BQ1 and BQ2, filled through the acts and jobs of the product. */
export type Dossier = { pool: Pool; companyId: bigint; ibans: [string, string] };

const counters = { next: 1 };

export async function openDossier(pool: Pool): Promise<Dossier> {
  const nth = counters.next++;
  const ibans: [string, string] = [ibanOf(nth * 2), ibanOf(nth * 2 + 1)];
  const companyId = await createCompany(pool, {
    name: `Dossier ${nth}`,
    siren: "732829320",
    ibans,
    at: new Date("2026-01-02T08:00:00Z"),
  });
  return { pool, companyId, ibans };
}

/** A fresh dossier for each test, on the database of the calling file. Readable once the tests run, not while they are declared. */
export function useDossier(database: TestDatabase): () => Dossier {
  const opened: { dossier?: Dossier } = {};
  beforeEach(async () => {
    opened.dossier = await openDossier(database.pool);
  });
  return () => {
    if (!opened.dossier) throw new Error("useDossier: the dossier exists inside tests and hooks only");
    return opened.dossier;
  };
}

/** Somebody's act in the dossier on a day, at nine. */
export const actingIn = ({ companyId }: Dossier, on: string) => ({
  companyId,
  at: new Date(`${on}T09:00:00Z`),
  on,
});

/** What an act gave, which was not refused. */
export function done<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(codesOf(parsed).join());
  return parsed.value;
}

export const within = <T>({ pool, companyId }: Dossier, work: (db: Db) => Promise<T>): Promise<T> =>
  asCompany(pool, companyId, work);

/** A sale to a customer of its own (or the one named), issued on 2 November 2026 and without VAT. */
export function aSale(number: string, total: bigint, changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  const customer = changes.customer ?? {
    payer: "business" as const,
    aux: `C-${number}`,
    name: `Client ${number}`,
  };
  return {
    number,
    type: "invoice",
    lifecycle: "issued",
    issuedOn: "2026-11-02",
    total,
    customer,
    shares: [{ ...customer, amount: total }],
    lines: [],
    ...changes,
  };
}

export function bill(dossier: Dossier, ...drafts: InvoiceDraft[]): Promise<Parsed<ImportedInvoices>> {
  return within(dossier, (db) => importInvoices(db, dossier.companyId, drafts, { today: "2026-11-21" }));
}

export function aLine(reference: string, amount: bigint, changes: Partial<CamtLine> = {}): CamtLine {
  return { reference, amount, bookedOn: "2026-11-12", label: reference, ...changes };
}

/** A line on which the customer of a sale names himself and his invoice. */
export function fromCustomerOf(number: string, bookedOn: IsoDate = "2026-11-12"): Partial<CamtLine> {
  return { label: `VIR ${number}`, bookedOn, counterparty: { name: `Client ${number}` } };
}

/** The statement arrives and is read; nothing is matched yet. */
export async function receive(
  dossier: Dossier,
  lines: readonly CamtLine[],
  { account = 0, name = `statement ${counters.next++}` }: { account?: 0 | 1; name?: string } = {},
): Promise<{ reception: Reception; linesNew: number; linesKnown: number }> {
  const { pool, companyId, ibans } = dossier;
  const bytes = camtFile([{ id: name, iban: ibans[account], opening: 0n, lines }]);
  const now = new Date("2026-11-13T03:00:00Z");
  const reception = await handIn(pool, { companyId, name: `${name}.xml`, bytes, at: now });
  if (reception.kind !== "received") return { reception, linesNew: 0, linesKnown: 0 };
  const reading = await importFile(
    pool,
    { companyId, fileId: reception.fileId },
    { now, today: "2026-11-13" },
  );
  return { reception, linesNew: reading?.linesNew ?? 0, linesKnown: reading?.linesKnown ?? 0 };
}

export function runMatching({ pool, companyId }: Dossier, on: IsoDate = "2026-11-13") {
  return matchWaitingLines(pool, companyId, { at: new Date(`${on}T03:05:00Z`), on });
}

/** The lines arrive, are read and matched, as in a night. */
export async function bank(dossier: Dossier, ...lines: CamtLine[]): Promise<void> {
  await receive(dossier, lines);
  await runMatching(dossier);
}

export async function lineId(dossier: Dossier, reference: string): Promise<bigint> {
  const rows = await within(
    dossier,
    (db) =>
      db<{ id: bigint }[]>`select id from statement_line where bank_reference = ${reference} order by id`,
  );
  return only(rows, `bank line ${reference}`).id;
}

export async function shareId(dossier: Dossier, number: string, payer = "business"): Promise<bigint> {
  const rows = await within(
    dossier,
    (db) => db<{ id: bigint }[]>`
      select share.id
        from share
        join invoice on invoice.id = share.invoice_id
       where invoice.number = ${number} and share.payer = ${payer}`,
  );
  return only(rows, `share ${number}/${payer}`).id;
}

/** Who acts on a line, and when. */
export async function onLine(dossier: Dossier, reference: string, on = "2026-11-14") {
  const id = await lineId(dossier, reference);
  return { companyId: dossier.companyId, lineId: id, at: new Date(`${on}T09:00:00Z`), on };
}

export type Posted = { journal: string; postedOn: string; pieceOn: string; label: string; lines: string[] };

/** The entries of a piece with their lines as "account aux amount code", debit positive, in order. */
export async function entriesOf(dossier: Dossier, piece: string): Promise<Posted[]> {
  return within(
    dossier,
    (db) => db<Posted[]>`
      select entry.journal, entry.posted_on, entry.piece_on, entry.label,
             array(select concat_ws(' ', line.account, third_party.aux, line.debit_cents - line.credit_cents, lettering_group.code)
                     from journal_line as line
                     left join third_party on third_party.id = line.third_party_id
                     left join lettering_line on lettering_line.line_id = line.id
                     left join lettering_group on lettering_group.id = lettering_line.group_id
                    where line.entry_id = entry.id
                    order by line.rank) as lines
        from journal_entry as entry
       where entry.piece = ${piece}
       order by entry.id`,
  );
}

export type Due = { due: bigint; unpaid: boolean; openShares: number };

export async function dueOf(dossier: Dossier, number: string): Promise<Due> {
  const rows = await within(
    dossier,
    (db) => db<Due[]>`
      select due_amo_cents + due_amc_cents + due_own_cents as due, unpaid, open_shares
        from invoice where number = ${number}`,
  );
  return only(rows, `invoice ${number}`);
}

export type Decided = { state: string; decision: string | null; reason: string | null };

/** What became of a line, and why. */
export async function decisionOf(dossier: Dossier, reference: string): Promise<Decided> {
  const id = await lineId(dossier, reference);
  const rows = await within(
    dossier,
    (db) => db<Decided[]>`
      select line.state, match.decision, match.reason
        from statement_line as line
        left join match on match.line_id = line.id and match.undone_at is null
       where line.id = ${id}`,
  );
  return only(rows, reference);
}

/** Rows of every table of the books that an attempt could leave, to compare before and after. */
export async function bookCounts(dossier: Dossier) {
  const rows = await within(
    dossier,
    (db) => db`
      select (select count(*)::integer from journal_entry) as entries, (select count(*)::integer from journal_line) as lines,
             (select count(*)::integer from payment) as payments, (select count(*)::integer from allocation) as allocations,
             (select count(*)::integer from line_posting) as postings, (select count(*)::integer from lettering_group) as groups`,
  );
  return rows[0];
}

export function codesOf(parsed: Parsed<unknown>): string[] {
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.code);
}

function only<T>(rows: readonly T[], what: string): T {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${what}: ${rows.length} found`);
  return row;
}
