-- What validation makes final, as one value: hashed when an entry is validated, and hashed again by every verification.
create function frozen_entry(entry_id bigint, entry_number integer, entry_validated_on date) returns json
  language sql stable
  return (
    select json_build_object(
             'company', entry.company_id::text, 'journal', entry.journal, 'number', entry_number,
             'postedOn', entry.posted_on::text, 'piece', entry.piece, 'pieceOn', entry.piece_on::text,
             'validatedOn', entry_validated_on::text, 'label', entry.label,
             'lines', (select json_agg(json_build_object(
                         'account', line.account, 'aux', third_party.aux, 'debit', line.debit_cents::text,
                         'credit', line.credit_cents::text, 'label', line.label) order by line.rank)
                         from journal_line as line
                         left join third_party on third_party.id = line.third_party_id
                        where line.entry_id = entry.id))
      from journal_entry as entry
     where entry.id = frozen_entry.entry_id
  );
