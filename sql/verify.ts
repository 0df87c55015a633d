import { createHash } from "node:crypto";
import { OPENING_JOURNAL } from "../domain/accounting/carryForward.ts";
import { CHAIN_START, chainHash, type FrozenEntry } from "../domain/accounting/chain.ts";
import { certificateChainBreak } from "./certificates.ts";
import type { Db } from "./connect.ts";
import { fileBytes } from "./files.ts";
import { frozenEntry } from "./frozen.ts";
import { firstOff, joiningSets } from "./laws.ts";
import { type Check, first, MONEY_CHECKS, type MoneyLaw } from "./verifyMoney.ts";
import { booksBeginWithBalances, openingsCarryTheBalances } from "./verifyOpenings.ts";
import { SUM_CHECKS, type SumLaw } from "./verifySums.ts";

/** A law of the books that the rows break, and the first place where they do. Nothing here changes a row. */
export type Difference = { law: Law; place: string };

export type Law =
  | MoneyLaw
  | SumLaw
  | "entries_balance"
  | "dues_follow_the_ledger"
  | "invoices_add_up_their_shares"
  | "unpaid_totals_add_up"
  | "posted_lines_have_their_entry"
  | "posted_lines_are_allocated"
  | "bank_entries_have_their_line"
  | "payments_are_allocated"
  | "collections_are_reported"
  | "lines_have_their_decision"
  | "statements_add_up"
  | "files_keep_their_lines"
  | "files_keep_their_money"
  | "files_keep_their_bytes"
  | "lettering_is_zero"
  | "numbers_have_no_gap"
  | "chain_is_unbroken"
  | "chain_passes_its_heads"
  | "openings_carry_the_balances"
  | "books_begin_with_balances"
  | "certificates_follow_each_other";

/** Recomputes every law from the rows of the company and names the first difference of each. Empty: all of them hold. */
export async function verifyCompany(db: Db): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [law, check] of Object.entries(CHECKS) as [Law, Check][]) {
    const place = await check(db);
    if (place !== undefined) differences.push({ law, place });
  }
  return differences;
}

const CHECKS: Record<Law, Check> = {
  entries_balance: async (db) =>
    (await firstOff(db, "debit_is_credit")) ??
    first(
      await db`
      select 'entry ' || entry.id || ' has fewer than two lines' as place
        from journal_entry as entry
       where (select count(*) from journal_line as line where line.entry_id = entry.id) < 2
       order by entry.id
       limit 1`,
    ),

  dues_follow_the_ledger: (db) => firstOff(db, "dues_are_the_ledger"),

  invoices_add_up_their_shares: async (db) =>
    first(
      await joiningSets(
        db,
        () => db`
      select 'invoice ' || invoice.number || ': dues ' || invoice.due_amo_cents || ', ' || invoice.due_amc_cents || ', '
             || invoice.due_own_cents || ' are not those of its shares' as place
        from invoice
        join (
          select share.invoice_id,
                 sum(case when share.payer = 'amo' then share.due_cents else 0 end) as amo,
                 sum(case when share.payer = 'amc' then share.due_cents else 0 end) as amc,
                 sum(case when share.payer not in ('amo', 'amc') then share.due_cents else 0 end) as own,
                 count(*) filter (where share.due_cents <> 0) as open
            from share
           group by share.invoice_id
        ) as dues on dues.invoice_id = invoice.id
       where (invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents, invoice.open_shares)
             <> (dues.amo, dues.amc, dues.own, dues.open)
       order by invoice.id
       limit 1`,
      ),
    ),

  unpaid_totals_add_up: async (db) =>
    first(
      await db`
      select 'unpaid list: ' || kept.invoices || ' invoices kept, ' || counted.invoices || ' counted' as place
        from (select coalesce(sum(invoices), 0) as invoices, coalesce(sum(amo_cents), 0) as amo, coalesce(sum(amc_cents), 0) as amc,
                     coalesce(sum(own_cents), 0) as own, coalesce(sum(total_cents), 0) as total
                from unpaid_movement) as kept,
             (select count(*) as invoices, coalesce(sum(due_amo_cents), 0) as amo, coalesce(sum(due_amc_cents), 0) as amc,
                     coalesce(sum(due_own_cents), 0) as own, coalesce(sum(total_cents), 0) as total
                from invoice where unpaid) as counted
       where (kept.invoices, kept.amo, kept.amc, kept.own, kept.total)
             <> (counted.invoices, counted.amo, counted.amc, counted.own, counted.total)`,
    ),

  posted_lines_have_their_entry: async (db) =>
    first(
      await db`
      select 'bank line ' || line.id || ': ' || line.state || case when posting.entry_id is null then ', no entry' else ', entry '
             || posting.entry_id || ' on ' || bank_account.account || ' is ' || coalesce(bank.amount, 0) || ', line ' || line.amount_cents end as place
        from statement_line as line
        join bank_account on bank_account.id = line.bank_account_id
        left join line_posting as posting on posting.line_id = line.id
        left join lateral (
          select sum(journal_line.debit_cents - journal_line.credit_cents) as amount
            from journal_line
           where journal_line.entry_id = posting.entry_id and journal_line.account = bank_account.account
        ) as bank on true
       where (line.state = 'posted') <> (posting.entry_id is not null)
          or (posting.entry_id is not null and bank.amount is distinct from line.amount_cents)
       order by line.id
       limit 1`,
    ),

  posted_lines_are_allocated: (db) => firstOff(db, "lines_allocated"),

  bank_entries_have_their_line: async (db) =>
    first(
      await db`
      select 'entry ' || entry.id || ' moves ' || line.account || ' without a bank line' as place
        from journal_line as line
        join bank_account on bank_account.company_id = line.company_id and bank_account.account = line.account
        join journal_entry as entry on entry.id = line.entry_id
       where entry.corrects_id is null
         and not entry.carried_forward
         and not (entry.journal = ${OPENING_JOURNAL} and entry.by_hand)
         and not exists (select from line_posting where line_posting.entry_id = entry.id)
         and not exists (select from journal_entry as correction where correction.corrects_id = entry.id)
       order by entry.id
       limit 1`,
    ),

  payments_are_allocated: (db) => firstOff(db, "payments_allocated"),

  collections_are_reported: (db) => firstOff(db, "collections_are_reported"),

  ...MONEY_CHECKS,

  ...SUM_CHECKS,

  lines_have_their_decision: async (db) =>
    first(
      await db`
      select 'bank line ' || line.id || ' is ' || line.state || ' without a decision' as place
        from statement_line as line
       where line.state in ('waiting', 'posted')
         and not exists (select from match where match.line_id = line.id and match.undone_at is null)
         and not exists (select from match where match.line_id = line.id and line.state = 'waiting')
       order by line.id
       limit 1`,
    ),

  statements_add_up: async (db) =>
    first(
      await db`
      select 'statement ' || statement.id || ': opening ' || statement.opening_cents || ', lines ' || coalesce(sum(line.amount_cents), 0)
             || ', closing ' || statement.closing_cents as place
        from statement
        left join statement_line as line on line.statement_id = statement.id
       where statement.known_count = 0
       group by statement.id
      having statement.opening_cents + coalesce(sum(line.amount_cents), 0) <> statement.closing_cents
          or count(line.id) <> statement.line_count
       order by statement.id
       limit 1`,
    ),

  files_keep_their_lines: async (db) =>
    first(
      await db`
      select 'file ' || file.id || ': ' || file.lines_new || ' lines read, ' || count(line.id) || ' kept' as place
        from received_file as file
        left join statement_line as line on line.file_id = file.id
       where file.kind = 'bank_statement'
       group by file.id
      having file.lines_new <> count(line.id) or (file.state <> 'read' and count(line.id) > 0)
       order by file.id
       limit 1`,
    ),

  files_keep_their_money: (db) => firstOff(db, "lines_in"),

  files_keep_their_bytes: filesKeepTheirBytes,

  lettering_is_zero: async (db) =>
    first(
      await db`
      select 'lettering ' || lettered.code || ' on ' || lettered.account || ' is off by ' || sum(line.debit_cents - line.credit_cents) as place
        from lettering_group as lettered
        join lettering_line on lettering_line.group_id = lettered.id
        join journal_line as line on line.id = lettering_line.line_id
       group by lettered.id, lettered.code, lettered.account, lettered.balanced
      having (sum(line.debit_cents - line.credit_cents) = 0) <> lettered.balanced
       order by lettered.id
       limit 1`,
    ),

  numbers_have_no_gap: async (db) =>
    first(
      await db`
      select 'journal ' || journal || ' ' || year || ': ' || entries || ' entries, last number ' || last_number as place
        from (select entry.journal, entry.fiscal_year as year, count(*) as entries,
                     greatest(max(entry.number), max(counter.last_number)) as last_number
                from journal_entry as entry
                left join journal_counter as counter
                  on counter.company_id = entry.company_id and counter.journal = entry.journal and counter.year = entry.fiscal_year
               where entry.number is not null group by 1, 2) as numbered
       where entries <> last_number
       order by journal, year
       limit 1`,
    ),

  chain_is_unbroken: chainIsUnbroken,

  chain_passes_its_heads: async (db) =>
    first(
      await db`
      select 'chain of ' || head.year || ': at rank ' || head.chain_rank || case when entry.id is null
               then ' the entry is gone' else ' the hash is not the one kept on ' || head.kept_at::date end as place
        from chain_head as head
        left join journal_entry as entry on entry.fiscal_year = head.year and entry.chain_rank = head.chain_rank
       where entry.hash is distinct from head.hash
       order by head.year, head.chain_rank
       limit 1`,
    ),

  openings_carry_the_balances: openingsCarryTheBalances,
  books_begin_with_balances: booksBeginWithBalances,
  certificates_follow_each_other: certificateChainBreak,
};

async function filesKeepTheirBytes(db: Db): Promise<string | undefined> {
  const files = await db<
    { id: bigint; name: string; sha256: string }[]
  >`select id, name, sha256 from received_file order by id`;
  for (const file of files) {
    const hash = createHash("sha256");
    for await (const bytes of fileBytes(db, file.id)) hash.update(bytes);
    if (hash.digest("hex") !== file.sha256)
      return `file ${file.id} (${file.name}): the bytes are not those received`;
  }
  return undefined;
}

async function chainIsUnbroken(db: Db): Promise<string | undefined> {
  let [year, previous] = [0, CHAIN_START];
  for await (const rows of frozenEntries(db).cursor(500)) {
    for (const row of rows) {
      if (row.year !== year) [year, previous] = [row.year, CHAIN_START];
      previous = chainHash(previous, row.entry);
      if (previous !== row.hash)
        return `entry ${row.entry.journal} ${row.entry.number} of ${year}: the hash is not the one of its content`;
    }
  }
  return undefined;
}

export type ChainRow = { id: bigint; year: number; hash: string; entry: FrozenEntry };

/** The validated entries in the order of their chain, with exactly what was hashed. */
export function frozenEntries(db: Db) {
  return db<ChainRow[]>`
    select entry.id, entry.fiscal_year as year, entry.hash,
           frozen.entry
      from journal_entry as entry
      ${frozenEntry(db, { number: db`entry.number`, validatedOn: db`entry.validated_on::text` })}
     where entry.validated_on is not null
     order by year, entry.chain_rank
  `;
}
