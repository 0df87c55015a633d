import { type FecRow, fecNumber } from "../domain/accounting/fec.ts";
import { neutralLabel } from "../domain/accounting/neutralLabel.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";

/** Rows of the file held in memory at a time. */
const BATCH_ROWS = 2_000;

type Row = Omit<FecRow, "number" | "aux" | "auxName" | "letterCode" | "letteredOn"> & {
  number: number;
  aux: string | null;
  auxName: string | null;
  letterCode: string | null;
  letteredOn: IsoDate | null;
  bankWords: string[] | null;
  patients: { name: string; code: string }[] | null;
};

/**
 * The validated entries of a year as rows of the FEC, in batches: opening balances first, then in the order of validation.
 * A patient bears the code in the place of the name, and labels lose the words of the bank, where a name may stand
 * (neutralLabel). The lettering of a group is given when it balances and all its lines are in the file, so that each group of
 * the file is at zero.
 * Inside a transaction: a cursor reads it.
 */
export async function* fecRows(
  db: Db,
  year: { startsOn: IsoDate; closingOn: IsoDate },
): AsyncGenerator<FecRow[]> {
  const rows = db<Row[]>`
    with lettered as (
      select lettering_group.id, lettering_group.code, lettering_group.lettered_on
        from lettering_group
        join lettering_line on lettering_line.group_id = lettering_group.id
        join journal_line as line on line.id = lettering_line.line_id
        join journal_entry as entry on entry.id = line.entry_id
       where lettering_group.company_id = current_company()
         and lettering_group.balanced
       group by lettering_group.id
      having bool_and(entry.validated_on is not null and entry.posted_on between ${year.startsOn} and ${year.closingOn})
    ), quoted as (
      -- the texts of the bank line behind an entry that moves no share: our label may quote them
      select quoting.entry_id, array_agg(said.words) as bank_words
        from (
          select entry_origin.entry_id, entry_origin.line_id from entry_origin
           union all
          select correction.id, entry_origin.line_id
            from journal_entry as correction
            join entry_origin on entry_origin.entry_id = correction.corrects_id
        ) as quoting
        join statement_line as line on line.id = quoting.line_id
        left join line_text on line_text.line_id = line.id
       cross join lateral (values (line.label), (line_text.label)) as said (words)
       where said.words is not null
         and not exists (select from journal_line as moved where moved.entry_id = quoting.entry_id and moved.share_id is not null)
       group by quoting.entry_id
    ), named as (
      select line.entry_id, jsonb_agg(distinct jsonb_build_object('name', person.name, 'code', third_party.aux)) as patients
        from identity.person
        join third_party on third_party.id = person.third_party_id
        join journal_line as line on line.third_party_id = third_party.id
        join journal_entry as entry on entry.id = line.entry_id and entry.posted_on between ${year.startsOn} and ${year.closingOn}
       where person.company_id = current_company()
       group by line.entry_id
    )
    select filed.journal, journal.name as journal_name, filed.number, filed.posted_on, line.account,
           account.name as account_name, third_party.aux,
           case when third_party.payer = 'patient' then third_party.aux else third_party.name end as aux_name,
           filed.piece, filed.piece_on, line.label, line.debit_cents as debit, line.credit_cents as credit,
           lettered.code as letter_code, lettered.lettered_on, filed.validated_on, quoted.bank_words, named.patients
      from journal_entry as filed
      join journal on journal.company_id = filed.company_id and journal.code = filed.journal
      join journal_line as line on line.entry_id = filed.id
      join account on account.company_id = line.company_id and account.number = line.account
      left join third_party on third_party.id = line.third_party_id
      left join lettering_line on lettering_line.line_id = line.id
      left join lettered on lettered.id = lettering_line.group_id
      left join quoted on quoted.entry_id = filed.id
      left join named on named.entry_id = filed.id
     where filed.company_id = current_company()
       and filed.validated_on is not null
       and filed.posted_on between ${year.startsOn} and ${year.closingOn}
     order by filed.carried_forward desc, (filed.journal = 'AN') desc, filed.fiscal_year, filed.chain_rank, line.rank
  `;
  for await (const batch of rows.cursor(BATCH_ROWS)) yield batch.map(rowOf);
}

function rowOf({ number, aux, auxName, letterCode, letteredOn, bankWords, patients, ...row }: Row): FecRow {
  return {
    ...row,
    label: neutralLabel(
      row.label,
      { bankWords: bankWords ?? [], patients: patients ?? [] },
      `${row.journalName} ${row.piece}`,
    ),
    number: fecNumber(row.journal, number),
    ...(aux === null ? {} : { aux, auxName: auxName ?? aux }),
    ...(letterCode === null || letteredOn === null ? {} : { letterCode, letteredOn }),
  };
}

/** What someone who exports a year should know: nothing of it is wrong with the file. */
export type YearStanding = { validated: number; drafts: number; earlierOpen: boolean };

/**
 * How much of a year is final, what is still a draft, and whether older entries were not carried forward into it. From the entries
 * that are kept counted by day: ranks of the chain of a year have no gap (RP006), so the last one says how many are final.
 */
export async function yearStanding(
  db: Db,
  year: { year: number; startsOn: IsoDate; closingOn: IsoDate },
): Promise<YearStanding> {
  const [row] = await db<YearStanding[]>`
    with final as (
      select coalesce(max(chain_rank), 0) as entries from journal_entry
       where company_id = current_company() and fiscal_year = ${year.year} and chain_rank is not null
    ), written as (
      select coalesce(sum(entries), 0) as entries from entry_day
       where company_id = current_company() and posted_on between ${year.startsOn} and ${year.closingOn}
    )
    select final.entries::integer as validated, (written.entries - final.entries)::integer as drafts,
           not exists (select from year_closing where year_closing.year = ${year.year - 1})
             and exists (select from entry_day as earlier
                          where earlier.company_id = current_company() and earlier.posted_on < ${year.startsOn}
                            and earlier.entries > 0) as earlier_open
      from final cross join written
  `;
  return row ?? { validated: 0, drafts: 0, earlierOpen: false };
}
