import { type FecRow, fecNumber } from "../domain/accounting/fec.ts";
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
};

/**
 * The validated entries of a year as rows of the FEC, in batches: opening balances first, then in the order of validation.
 * A patient bears the code in the place of the name. The lettering of a group is given when it balances and all its
 * lines are in the file, so that each group of the file is at zero.
 * Inside a transaction: a cursor reads it.
 */
export async function* fecRows(
  db: Db,
  year: { startsOn: IsoDate; closingOn: IsoDate },
): AsyncGenerator<FecRow[]> {
  const rows = db<Row[]>`
    with filed as (
      select id, journal, number, posted_on, piece, piece_on, validated_on, chain_rank
        from journal_entry
       where company_id = current_company()
         and validated_on is not null
         and posted_on between ${year.startsOn} and ${year.closingOn}
    ), lettered as (
      select lettering_group.id, lettering_group.code, lettering_group.lettered_on
        from lettering_group
       where lettering_group.company_id = current_company()
         and lettering_group.balanced
         and not exists (
           select from lettering_line
             join journal_line on journal_line.id = lettering_line.line_id
            where lettering_line.group_id = lettering_group.id
              and journal_line.entry_id not in (select filed.id from filed))
    )
    select filed.journal, journal.name as journal_name, filed.number, filed.posted_on, line.account,
           account.name as account_name, third_party.aux,
           case when third_party.payer = 'patient' then third_party.aux else third_party.name end as aux_name,
           filed.piece, filed.piece_on, line.label, line.debit_cents as debit, line.credit_cents as credit,
           lettered.code as letter_code, lettered.lettered_on, filed.validated_on
      from filed
      join journal on journal.company_id = current_company() and journal.code = filed.journal
      join journal_line as line on line.entry_id = filed.id
      join account on account.company_id = line.company_id and account.number = line.account
      left join third_party on third_party.id = line.third_party_id
      left join lettering_line on lettering_line.line_id = line.id
      left join lettered on lettered.id = lettering_line.group_id
     order by (filed.journal = 'AN') desc, extract(year from filed.posted_on), filed.chain_rank, line.rank
  `;
  for await (const batch of rows.cursor(BATCH_ROWS)) yield batch.map(rowOf);
}

function rowOf({ number, aux, auxName, letterCode, letteredOn, ...row }: Row): FecRow {
  return {
    ...row,
    number: fecNumber(row.journal, number),
    ...(aux === null ? {} : { aux, auxName: auxName ?? aux }),
    ...(letterCode === null || letteredOn === null ? {} : { letterCode, letteredOn }),
  };
}
