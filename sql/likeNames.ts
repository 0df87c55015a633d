import { likenessOf } from "../domain/matching/likeness.ts";
import type { LikeName, LineToMatch, Retrieved, ShareToMatch } from "../domain/matching/line.ts";
import { wordsOfAName } from "../domain/matching/names.ts";
import type { Db } from "./connect.ts";
import { type NearParty, partiesNear } from "./nearParties.ts";

/**
 * Finds, for lines that name nobody exactly, the customers whose names are like the words on the line: those that bear one of its
 * words, with a slip or without, and those that owe exactly its amount (already in `into.byAmount`). The names found are compared in
 * the domain. A fixed number of statements; bounded per line by the words of a line and the parties of a word.
 */
export async function findLikeNames(
  db: Db,
  lines: readonly LineToMatch[],
  into: Retrieved,
  sharesOf: (thirdPartyIds: readonly bigint[]) => Promise<Map<bigint, ShareToMatch[]>>,
): Promise<void> {
  const texts = new Map(lines.map((line) => [line.id, textOfName(line)]));
  const words = new Map(lines.map(({ id }) => [id, wordsOfAName(texts.get(id) ?? "")]));
  const { parties, cutShort } = await partiesNear(db, words);
  const alike = new Map<bigint, { thirdPartyId: bigint; likeness: LikeName["likeness"] }[]>();
  for (const { id } of lines) {
    const near = new Map<bigint, NearParty>(
      [...(into.byAmount.get(id) ?? []), ...(parties.get(id) ?? [])].map((party) => [
        party.thirdPartyId,
        party,
      ]),
    );
    const found = [...near.values()].flatMap(({ thirdPartyId, nameKey }) => {
      const likeness = likenessOf(words.get(id) ?? [], nameKey.split(" "));
      // The same words on a line without a payer of its own: the label says more than the name.
      return likeness
        ? [{ thirdPartyId, likeness: likeness === "same" ? ("longer" as const) : likeness }]
        : [];
    });
    if (found.length > 0) alike.set(id, found);
  }
  const ids = new Set([...alike.values()].flat().map(({ thirdPartyId }) => thirdPartyId));
  const shares = await sharesOf([...ids]);
  for (const [id, found] of alike) {
    const token = texts.get(id) ?? "";
    const finds = found.flatMap(({ thirdPartyId, likeness }) =>
      (shares.get(thirdPartyId) ?? []).map((share) => ({ share, token, likeness })),
    );
    if (finds.length > 0) into.byLikeName.set(id, finds);
  }
  for (const id of cutShort) into.namesCutShort.add(id);
}

/** The payer that the bank gives; without one, its label. */
function textOfName(line: LineToMatch): string {
  return line.counterpartyName ?? line.label;
}
