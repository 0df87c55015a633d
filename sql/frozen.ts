import type { Db } from "./connect.ts";

/**
 * What validation makes final of an entry, as one value (FrozenEntry): hashed when it is validated, and hashed again by every
 * verification. A lateral join to a row `entry` of journal_entry (a function would be planned once per entry), with each third
 * party looked up by key (joined, without statistics, all of them would be read for each entry).
 * @param number the number the entry has or is about to get
 * @param validatedOn the day of its validation, or the one it is about to get
 */
export function frozenEntry(
  db: Db,
  { number, validatedOn }: { number: Fragment; validatedOn: Fragment },
): Fragment {
  return db`
    cross join lateral (
      select json_build_object(
               'company', entry.company_id::text, 'journal', entry.journal, 'number', ${number},
               'postedOn', entry.posted_on::text, 'piece', entry.piece, 'pieceOn', entry.piece_on::text,
               'validatedOn', ${validatedOn}, 'label', entry.label,
               'lines', (select json_agg(json_build_object(
                           'account', line.account, 'aux', (select aux from third_party where id = line.third_party_id), 'debit', line.debit_cents::text,
                           'credit', line.credit_cents::text, 'label', line.label) order by line.rank)
                           from journal_line as line
                          where line.entry_id = entry.id)) as entry
    ) as frozen`;
}

/** A piece of a statement. */
type Fragment = ReturnType<Db>;
