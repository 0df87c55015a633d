import type { LineToMatch } from "../domain/matching/line.ts";
import { learntWords, nameWords } from "../domain/matching/names.ts";
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
 * Learns from a person's decision that the words of a bank line mean this party, if they name anybody and
 * its own name does not say it already. Words that mean somebody else already teach nothing: one of the two is wrong, and a person would know.
 */
export async function learnAlias(
  db: Db,
  companyId: bigint,
  learnt: { thirdPartyId: bigint; text: string; lineId: bigint; at: Date },
): Promise<void> {
  const words = learntWords(learnt.text);
  if (!words) return;
  const [party] = await db<
    { name: string }[]
  >`select name from third_party where id = ${learnt.thirdPartyId}`;
  const written = new Set(words.split(" "));
  if (!party || nameWords(party.name).every((word) => written.has(word))) return;
  await db`
    insert into party_alias (company_id, third_party_id, words, learnt_from, learnt_at)
    values (${companyId}, ${learnt.thirdPartyId}, ${words}, ${learnt.lineId}, ${learnt.at})
    on conflict on constraint alias_means_one_party do nothing
  `;
}

/** What was learnt of one party, with the line it was learnt from: for the screen that shows it and lets it be forgotten. */
export async function aliasesOf(
  db: Db,
  thirdPartyId: bigint,
): Promise<{ id: bigint; words: string; learntFrom: bigint | null; learntAt: Date }[]> {
  return db<{ id: bigint; words: string; learntFrom: bigint | null; learntAt: Date }[]>`
    select id, words, learnt_from, learnt_at from party_alias where third_party_id = ${thirdPartyId} order by words
  `;
}

/** @returns false when it was forgotten already, or is nobody's */
export async function forgetAlias(db: Db, aliasId: bigint): Promise<boolean> {
  const rows = await db`delete from party_alias where id = ${aliasId} returning id`;
  return rows.length > 0;
}

/** A customer that the words of a line mean, as a person's decision taught, and the text that says so. */
export type LearntName = { lineId: bigint; thirdPartyId: bigint; token: string };

/** Of these lines, those whose payer is written in words that a person's decision taught, all of them and no others. */
export async function customersByAlias(db: Db, lines: readonly LineToMatch[]): Promise<LearntName[]> {
  const written = lines.flatMap((line) => {
    const token = line.counterpartyName ?? line.label;
    const words = learntWords(token);
    return words ? [{ lineId: line.id, token, words }] : [];
  });
  if (written.length === 0) return [];
  const rows = await db<{ words: string; thirdPartyId: bigint }[]>`
    select words, third_party_id from identity.customer_alias
     where company_id = current_company()
       and words = any (${[...new Set(written.map(({ words }) => words))]}::text[])
  `;
  const byWords = new Map<string, bigint[]>();
  for (const { words, thirdPartyId } of rows)
    byWords.set(words, [...(byWords.get(words) ?? []), thirdPartyId]);
  return written.flatMap(({ lineId, token, words }) =>
    (byWords.get(words) ?? []).map((thirdPartyId) => ({ lineId, thirdPartyId, token })),
  );
}
