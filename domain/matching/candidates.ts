import { answersByNumber } from "./answersByNumber.ts";
import { answersByAmount, answersByLikeName, answersByParty } from "./answersByParty.ts";
import { isDeductible, isPayable, partiesOf } from "./candidate.ts";
import type { Candidate, Fact, FactCode } from "./evidence.ts";
import type { LineToMatch, NumberFind, Retrieved, ShareToMatch } from "./line.ts";
import { MODEL, type ScoreModel } from "./model.ts";
import { mayGoOn } from "./nearNumbers.ts";
import { weightOf } from "./score.ts";

type Found = { candidates: Candidate[]; tokens: string[] };

/**
 * The answers to "what does this line pay?", the best first, and the words of the line they rest on. The documents it names; the
 * open invoices of its payer by IBAN, by name, by a name like his; and, where nobody is
 * named, those of its amount.
 */
export function candidatesFor(line: LineToMatch, retrieved: Retrieved, model: ScoreModel = MODEL): Found {
  const read = wholeFinds(line, retrieved.byNumber.get(line.id) ?? []);
  const named = read.filter(({ share }) => isOpen(share));
  const byIban = (retrieved.byIban.get(line.id) ?? []).filter(isOpen);
  const byName = (retrieved.byName.get(line.id) ?? []).filter(({ share }) => isOpen(share));
  const alike = (retrieved.byLikeName.get(line.id) ?? []).filter(({ share }) => isOpen(share));
  const parties = {
    iban: partiesOf(byIban),
    name: partiesOf(byName.map(({ share }) => share)),
    known: retrieved.knownParties.has(line.id),
  };
  const [firstName] = byName;
  const nameFact: Fact = {
    code: firstName?.learnt ? "name_learnt" : "name_exact",
    ...(firstName?.token ? { token: firstName.token } : {}),
  };
  const candidates = [
    ...answersByNumber(line, named, parties),
    ...answersByParty(line, byIban, read, [{ code: "iban_known" }]),
    ...answersByParty(
      line,
      byName.map(({ share }) => share),
      read,
      [nameFact],
    ),
    ...answersByLikeName(line, alike, read, { cutShort: retrieved.namesCutShort.has(line.id) }),
  ];
  const found = new Set(candidates.flatMap(({ allocations }) => allocations.map(({ shareId }) => shareId)));
  const ofAmount = (retrieved.byAmount.get(line.id) ?? []).filter(({ shareId }) => !found.has(shareId));
  const answers = [...candidates, ...answersByAmount(line, ofAmount, read)];
  const marks = answers.flatMap(({ facts }) => facts.flatMap(({ token }) => token ?? []));
  const tokens = [...[...named, ...byName].map(({ token }) => token), ...marks];
  return { candidates: ranked(merged(answers, model)), tokens: [...new Set(tokens)] };
}

/**
 * What is no number by itself is left out: the groups of a creditor reference that names one of our documents, and what a full field
 * has of a number that goes on in the next and names a document of exactly the amount ("FA2603-1" is no FA2603-00001 then).
 */
function wholeFinds(line: LineToMatch, finds: readonly NumberFind[]): NumberFind[] {
  const references = finds.filter(({ as }) => as === "creditor_reference");
  const broken = finds.filter(({ as, share }) => as === "split" && share.due === line.amount);
  return finds.filter(({ as, token }) => {
    if (as === "creditor_reference" || as === "split") return true;
    const begins = broken.some((whole) => whole.token.startsWith(`${token} `)) && mayGoOn(line, token);
    return !begins && !references.some((whole) => whole.token.includes(token));
  });
}

function isOpen(share: ShareToMatch): boolean {
  return isPayable(share) || isDeductible(share);
}

/** One answer found in two ways is one answer, with the facts of both. */
function merged(candidates: readonly Candidate[], model: ScoreModel): Candidate[] {
  const byAnswer = new Map<string, Candidate>();
  for (const found of candidates) {
    const key = found.allocations.map((allocation) => `${allocation.shareId}:${allocation.amount}`).join(" ");
    const known = byAnswer.get(key);
    const facts = known ? union(known.facts, found.facts) : found.facts;
    byAnswer.set(key, { ...found, facts, weight: weightOf(facts, model) });
  }
  return [...byAnswer.values()];
}

/** The facts of both. Doubts of who the payer is, and of other sums of his, are none where a number says which document it is. */
function union(first: readonly Fact[], second: readonly Fact[]): Fact[] {
  const codes = new Set(first.map((fact) => fact.code));
  const numbered = first.some(({ code }) => code.startsWith("number_") && code !== "number_at_the_cut");
  const settled = first.some(({ code }) => NAMES_ITS_DOCUMENT.has(code)) ? SETTLED_BY_A_NUMBER : NOTHING;
  return [
    ...first,
    ...second.filter(
      ({ code }) => !codes.has(code) && !(numbered && code === "no_number") && !settled.has(code),
    ),
  ];
}

/** A number that is whole, as opposed to one put together or without its letters. */
const NAMES_ITS_DOCUMENT = new Set<FactCode>(["number_read", "number_in_reference", "number_in_rf"]);
const SETTLED_BY_A_NUMBER = new Set<FactCode>(["homonym", "search_cut_short"]);
const NOTHING = new Set<FactCode>();

/** The best first; answers of one weight in the order of their invoices, so that the same night gives the same list. */
function ranked(candidates: Candidate[]): Candidate[] {
  return candidates.sort((a, b) => b.weight - a.weight || (firstShare(a) < firstShare(b) ? -1 : 1));
}

function firstShare({ allocations }: Candidate): bigint {
  return allocations[0]?.shareId ?? 0n;
}
