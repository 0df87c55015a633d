import type { Payer } from "../../domain/payer.ts";
import type { Db } from "../connect.ts";

export type CustomerRow = { id: bigint; aux: string; name: string; payer: Payer };

/** Customers by their code, or with these words in their names; the one whose code is the text comes first. */
export async function findCustomers(
  db: Db,
  { code, words, limit }: { code: string; words: readonly string[]; limit: number },
): Promise<CustomerRow[]> {
  return db<CustomerRow[]>`
    select party.id, party.aux, coalesce(party.name, '') as name, party.payer
      from (select id from third_party where company_id = current_company() and aux in (${code}, ${code.toUpperCase()})
            union
            select named.id from parties_named(${[...words]}::text[]) as named (id)) as found
      join party on party.id = found.id and party.payer in ('patient', 'business')
     order by upper(party.aux) <> ${code.toUpperCase()}, name, party.id
     limit ${limit}
  `;
}
