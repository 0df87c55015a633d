import { nameWords } from "../domain/matching/names.ts";
import type { Db } from "./connect.ts";

export type Alias = { thirdPartyId: bigint; words: string };

/** The words by which banks write the insurers of the company, as people's decisions taught them. */
export async function insurerAliases(db: Db): Promise<Alias[]> {
  return db<Alias[]>`
    select party_alias.third_party_id, party_alias.words
      from party_alias
      join third_party on third_party.id = party_alias.third_party_id and third_party.payer in ('amo', 'amc')
     where party_alias.company_id = current_company()
  `;
}

/**
 * Learns from a person's decision that these words of a bank line mean this party. Digits say which transfer it is, not who
 * pays, and are left out. Words that mean somebody else already teach nothing: one of the two is wrong, and a person would know.
 */
export async function learnAlias(
  db: Db,
  companyId: bigint,
  learnt: { thirdPartyId: bigint; text: string; lineId: bigint; at: Date },
): Promise<void> {
  const words = [...new Set(nameWords(learnt.text).filter((word) => !/\d/.test(word)))].sort().join(" ");
  if (words.length < 3) return;
  await db`
    insert into party_alias (company_id, third_party_id, words, learnt_from, learnt_at)
    values (${companyId}, ${learnt.thirdPartyId}, ${words}, ${learnt.lineId}, ${learnt.at})
    on conflict on constraint alias_means_one_party do nothing
  `;
}
