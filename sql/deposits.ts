import type { Deduction, Deposit, RatePart } from "../domain/billing/deposit.ts";
import type { InvoiceDraft } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { findInvoices } from "./invoices.ts";
import { type LetteringLines, letterGroups } from "./lettering.ts";

/** The deposit invoices that these invoices name: stored ones, and those that come with them. */
export async function findDeposits(
  db: Db,
  companyId: bigint,
  invoices: readonly InvoiceDraft[],
): Promise<Map<string, Deposit>> {
  const numbers = new Set(invoices.flatMap(({ deposits = [] }) => deposits.map(({ number }) => number)));
  if (numbers.size === 0) return new Map();
  const coming = invoices.filter(({ number }) => numbers.has(number));
  const deducted = await deductedOf(db, [...numbers]);
  const found = [
    ...coming.map((invoice) => ({ ...invoice, customerAux: invoice.customer.aux })),
    ...(await findInvoices(db, companyId, [...numbers])),
  ];
  return new Map(
    found.map(({ number, type, lifecycle, customerAux, total, lines }) => [
      number,
      { number, type, lifecycle, customerAux, total, lines, deducted: deducted.get(number) ?? [] },
    ]),
  );
}

async function deductedOf(db: Db, numbers: readonly string[]): Promise<Map<string, RatePart[]>> {
  const rows = await db<(RatePart & { number: string })[]>`
    select deposit.number, deducted.vat_rate, sum(deducted.net_cents)::bigint as net, sum(deducted.vat_cents)::bigint as vat
      from invoice as deposit
      join deposit_deduction as deducted on deducted.deposit_id = deposit.id
     where deposit.company_id = current_company()
       and deposit.number = any (${[...numbers]}::text[])
     group by deposit.number, deducted.vat_rate
  `;
  const found = new Map<string, RatePart[]>();
  for (const { number, ...part } of rows) found.set(number, [...(found.get(number) ?? []), part]);
  return found;
}

/** Keeps what issued invoices deduct of deposits, once all of them are written. Letters the advances: both sides of each deposit. */
export async function writeDeductions(
  db: Db,
  companyId: bigint,
  made: readonly { invoice: string; deductions: readonly Deduction[] }[],
  { account, on }: { account: string; on: IsoDate },
): Promise<void> {
  const parts = made.flatMap(({ invoice, deductions }) =>
    deductions.flatMap(({ number, rates }) => rates.map((rate) => ({ invoice, number, ...rate }))),
  );
  if (parts.length === 0) return;
  const ids = await idsOfNumbers(
    db,
    parts.flatMap(({ invoice, number }) => [invoice, number]),
  );
  await insertRows(
    db,
    "deposit_deduction",
    {
      invoice_id: "bigint",
      deposit_id: "bigint",
      vat_rate: "integer",
      company_id: "bigint",
      net_cents: "bigint",
      vat_cents: "bigint",
    },
    parts.map(({ invoice, number, vatRate, net, vat }) => [
      ids.get(invoice),
      ids.get(number),
      vatRate,
      companyId,
      net,
      vat,
    ]),
  );
  await letterAdvances(db, companyId, [...new Set(parts.map(({ number }) => number))], { account, on });
}

async function idsOfNumbers(db: Db, numbers: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await db<{ number: string; id: bigint }[]>`
    select number, id from invoice where company_id = current_company() and number = any (${[...new Set(numbers)]}::text[])
  `;
  return new Map(rows.map(({ number, id }) => [number, id]));
}

type AdvanceLine = LetteringLines["lines"][number] & { deposit: string };

/**
 * The line of a deposit invoice on the account of advances, with those of the final invoices that deducted it. A final invoice has one
 * line there for each deposit, in the order in which it names them.
 */
async function letterAdvances(
  db: Db,
  companyId: bigint,
  numbers: readonly string[],
  { account, on }: { account: string; on: IsoDate },
): Promise<void> {
  const rows = await db<AdvanceLine[]>`
    with advance as (
      select line.id, line.entry_id, line.account, line.third_party_id, line.debit_cents, line.credit_cents, entry.piece,
             row_number() over (partition by line.entry_id order by line.rank) as nth
        from journal_line as line
        join journal_entry as entry on entry.id = line.entry_id and entry.journal = 'VE' and entry.corrects_id is null
       where line.company_id = current_company() and line.account = ${account}
         and entry.piece in (
           select unnest(${[...numbers]}::text[])
           union
           select invoice.number
             from invoice as deposit
             join deposit_deduction as deducted on deducted.deposit_id = deposit.id
             join invoice on invoice.id = deducted.invoice_id
            where deposit.company_id = current_company() and deposit.number = any (${[...numbers]}::text[]))
    ), final as (
      select invoice.number, deposit.number as deposit,
             row_number() over (partition by invoice.id order by deposit.number collate "C") as nth
        from (select distinct invoice_id, deposit_id from deposit_deduction) as deducted
        join invoice on invoice.id = deducted.invoice_id
        join invoice as deposit on deposit.id = deducted.deposit_id
       where invoice.number in (select piece from advance)
    )
    select coalesce(final.deposit, advance.piece) as deposit, advance.id as line_id, advance.account, advance.third_party_id,
           advance.debit_cents as debit, advance.credit_cents as credit, lettered.group_id, lettering_group.code
      from advance
      left join final on final.number = advance.piece and final.nth = advance.nth
      left join lettering_line as lettered on lettered.line_id = advance.id
      left join lettering_group on lettering_group.id = lettered.group_id
     where coalesce(final.deposit, advance.piece) = any (${[...numbers]}::text[])
     order by advance.id
  `;
  const groups = new Map<string, LetteringLines>();
  for (const { deposit, ...line } of rows) {
    const group = groups.get(deposit) ?? { account, thirdPartyId: line.thirdPartyId, lines: [] };
    group.lines.push(line);
    if (group.groupId === undefined && line.groupId !== null && line.code !== null) {
      group.groupId = line.groupId;
      group.code = line.code;
    }
    groups.set(deposit, group);
  }
  await letterGroups(db, companyId, [...groups.values()], on);
}
