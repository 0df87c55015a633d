import { type Cents, sumCents } from "../money.ts";
import type { Candidate, Fact, FactCode, ProposedAllocation } from "./evidence.ts";
import { weightOf } from "./facts.ts";
import { type LineToMatch, type Retrieved, type ShareToMatch, textsOf } from "./line.ts";
import { nameKey, nameWords } from "./names.ts";
import { setsThatSum } from "./sums.ts";

type Found = { candidates: Candidate[]; tokens: string[] };

/**
 * The answers to "what does this line pay?", the best first, and the words of the line they rest on. A document that is
 * named goes before anything else; without one, the open invoices of the payer by IBAN, then by name.
 */
export function candidatesFor(line: LineToMatch, retrieved: Retrieved): Found {
  const read = retrieved.byNumber.get(line.id) ?? [];
  const named = read.filter(({ share }) => isPayable(share));
  const byIban = (retrieved.byIban.get(line.id) ?? []).filter(isPayable);
  const byName = (retrieved.byName.get(line.id) ?? []).filter(({ share }) => isPayable(share));
  const parties = {
    iban: partiesOf(byIban),
    name: partiesOf(byName.map(({ share }) => share)),
    known: retrieved.knownParties.has(line.id),
  };
  const candidates = [
    ...answersByNumber(line, named, parties),
    ...answersByParty(line, byIban, read, [{ code: "iban_known" }]),
    ...answersByParty(
      line,
      byName.map(({ share }) => share),
      read,
      nameFacts(byName),
    ),
  ];
  const tokens = [...named, ...byName].map(({ token }) => token);
  return { candidates: ranked(merged(candidates)), tokens: [...new Set(tokens)] };
}

/** Patients, customers and counter sales pay by themselves; insurers by their returns. */
function isPayable(share: ShareToMatch): boolean {
  return (
    share.lifecycle === "issued" &&
    share.due > 0n &&
    (share.payer === "patient" || share.payer === "business")
  );
}

/** Who the payer may be, by IBAN and by name, among those who owe; `known` also when he owes nothing. */
type Parties = { iban: Set<bigint>; name: Set<bigint>; known: boolean };

function answersByNumber(
  line: LineToMatch,
  named: { share: ShareToMatch; token: string }[],
  parties: Parties,
): Candidate[] {
  const byShare = new Map(named.map((find) => [find.share.shareId, find]));
  const finds = [...byShare.values()];
  if (finds.length === 0) return [];
  const all = sumCents(finds.map(({ share }) => share.due));
  if (finds.length > 1 && all === line.amount) {
    return [
      candidate(
        finds.map(({ share }) => allocate(share, share.due)),
        [...readFacts(line, finds, parties), { code: "sum_exact" }],
      ),
    ];
  }
  return finds.map((find) => {
    const others = finds.filter((other) => other.share.invoiceId !== find.share.invoiceId);
    const facts = [...readFacts(line, [find], parties), amountFact(line.amount, find.share.due)];
    const part = line.amount < find.share.due;
    const confirmed = facts.some(({ code }) => PAYER_AGREES.has(code));
    if (mayBeCut(line, find.token) && (part || !confirmed))
      facts.push({ code: "number_at_the_cut", token: find.token });
    else if (part && !confirmed && !saysPart(line, find.token)) facts.push({ code: "payer_not_named" });
    if (others.length > 0)
      facts.push({ code: "other_number_read", params: { number: others[0]?.share.invoice ?? "" } });
    return candidate(
      [allocate(find.share, line.amount < find.share.due ? line.amount : find.share.due)],
      facts,
    );
  });
}

/** Facts by which the payer confirms a number. Without one, a number and a lesser amount look just like a slip in the number. */
const PAYER_AGREES = new Set<FactCode>(["iban_known", "name_exact", "name_close"]);

/**
 * The line is nothing but its number, or says that it pays a part, and names nobody: it is taken at its word, the number alone
 * is enough (GC26, GC43). "Facture" and a lesser amount look just like a slip in the number; other words may name a payer.
 */
function saysPart(line: LineToMatch, token: string): boolean {
  const words = textsOf(line)
    .flatMap(({ text }) => nameWords(text.replace(token, " ")))
    .filter((word) => /[A-Z]{3}/.test(word));
  const partly = words.length === 0 || words.some((word) => PART_WORDS.has(word));
  return partly && words.every((word) => PART_WORDS.has(word) || PAYING_WORDS.has(word));
}

/** What is paid, and not who pays. Data, not rules. */
const PART_WORDS = new Set(
  "ACPT ACOMPTE ACOMPTES PARTIEL PARTIELLE SOLDE RESTE VERSEMENT ECHEANCE".split(" "),
);
const PAYING_WORDS = new Set(
  "REGLEMENT RGLT PAIEMENT PAYMENT FACTURE FACTURES FACT FACTURATION REF REFERENCE NUMERO".split(" "),
);

/** A number that ends where the format cuts the text may go on: FA2610-0012 may be the beginning of FA2610-00123. */
function mayBeCut(line: LineToMatch, token: string): boolean {
  return textsOf(line).some(
    ({ text, cutAt }) => cutAt !== undefined && text.length >= cutAt && text.endsWith(token),
  );
}

/** What the reading of a number is worth: where it stood, and whether the payer agrees with it. */
function readFacts(
  line: LineToMatch,
  finds: { share: ShareToMatch; token: string }[],
  parties: Parties,
): Fact[] {
  const facts: Fact[] = finds.map(({ share, token }) => ({
    code:
      token === line.endToEndId || token === line.structuredReference ? "number_in_reference" : "number_read",
    token,
    params: { number: share.invoice },
  }));
  const share = finds[0]?.share;
  if (!share) return facts;
  // Somebody pays for somebody else: a relative, an employer. A customer of ours who does so may have slipped in the number.
  const stranger = !parties.known && line.amount === sumCents(finds.map((find) => find.share.due));
  if (parties.iban.has(share.thirdPartyId)) facts.push({ code: "iban_known" });
  else if (parties.iban.size > 0) facts.push({ code: "other_party_named" });
  if (parties.name.has(share.thirdPartyId)) facts.push({ code: "name_exact" });
  else if (namesSomebodyElse(line, share))
    facts.push({ code: stranger ? "payer_unknown" : "other_party_named" });
  else if (line.counterpartyName || standsInText(line, share)) facts.push({ code: "name_close" });
  return facts;
}

/**
 * No payer of its own on the line, but a telling word of the customer's name among its words; where the bank cut the text, the
 * beginning of one ("VIR ACOMPTE FA2609-00113 PASQUI").
 */
function standsInText(line: LineToMatch, share: ShareToMatch): boolean {
  const texts = textsOf(line).map((text) => ({ ...text, words: nameWords(text.text) }));
  const words = new Set(texts.flatMap((text) => text.words));
  const beginnings = texts
    .filter(({ text, cutAt }) => cutAt !== undefined && text.length >= cutAt)
    .flatMap((text) => text.words.slice(-1))
    .filter((word) => word.length >= TELLING_LETTERS);
  return share.nameKey
    .split(" ")
    .filter((word) => word.length >= TELLING_LETTERS)
    .some((word) => words.has(word) || beginnings.some((beginning) => word.startsWith(beginning)));
}

const TELLING_LETTERS = 4;

/** The bank gives a payer, and not one word of the name is that of the customer. */
function namesSomebodyElse(line: LineToMatch, share: ShareToMatch): boolean {
  if (!line.counterpartyName || !nameKey(line.counterpartyName)) return false;
  const known = new Set(share.nameKey.split(" "));
  return !nameWords(line.counterpartyName).some((word) => known.has(word));
}

function nameFacts(byName: { share: ShareToMatch; token: string; learnt?: true }[]): Fact[] {
  const [first] = byName;
  const code = first?.learnt ? "name_learnt" : "name_exact";
  return [{ code, ...(first?.token ? { token: first.token } : {}) }];
}

/**
 * The open invoices of one payer, alone or added up, that make the amount exactly. A document that the line names and the
 * answer does not pay speaks against it, payable or not: who names a draft or a settled invoice does not mean another one.
 */
function answersByParty(
  line: LineToMatch,
  shares: ShareToMatch[],
  read: { share: ShareToMatch }[],
  facts: Fact[],
): Candidate[] {
  const several = partiesOf(shares).size > 1;
  const homonym: Fact[] = several ? [{ code: "rival_as_good" }] : [];
  const items = [...new Map(shares.map((share) => [share.shareId, { share, amount: share.due }])).values()];
  const { solutions, complete } = setsThatSum(items, line.amount);
  return solutions.map((solution) =>
    candidate(
      solution.map(({ share }) => allocate(share, share.due)),
      [
        ...facts,
        { code: solution.length > 1 ? "sum_exact" : "amount_exact" },
        ...numberFacts(solution, read),
        ...homonym,
        ...(complete ? [] : [{ code: "rival_as_good" } as const]),
      ],
    ),
  );
}

function numberFacts(paid: { share: ShareToMatch }[], read: { share: ShareToMatch }[]): Fact[] {
  if (read.length === 0) return [{ code: "no_number" }];
  const invoices = new Set(paid.map(({ share }) => share.invoiceId));
  const other = read.find(({ share }) => !invoices.has(share.invoiceId));
  return other ? [{ code: "other_number_read", params: { number: other.share.invoice } }] : [];
}

function amountFact(amount: Cents, due: Cents): Fact {
  if (amount === due) return { code: "amount_exact" };
  return { code: amount < due ? "amount_below_due" : "amount_above_due" };
}

function partiesOf(shares: readonly ShareToMatch[]): Set<bigint> {
  return new Set(shares.map((share) => share.thirdPartyId));
}

function allocate(share: ShareToMatch, amount: Cents): ProposedAllocation {
  const { shareId, invoiceId, invoice, payer, thirdPartyId, due } = share;
  return { shareId, invoiceId, invoice, payer, thirdPartyId, amount, due };
}

function candidate(allocations: ProposedAllocation[], facts: Fact[]): Candidate {
  const sorted = allocations.sort((a, b) => (a.shareId < b.shareId ? -1 : 1));
  return { allocations: sorted, facts, weight: weightOf(facts) };
}

/** One answer found in two ways is one answer, with the facts of both. */
function merged(candidates: readonly Candidate[]): Candidate[] {
  const byAnswer = new Map<string, Candidate>();
  for (const found of candidates) {
    const key = found.allocations.map((allocation) => `${allocation.shareId}:${allocation.amount}`).join(" ");
    const known = byAnswer.get(key);
    const facts = known ? union(known.facts, found.facts) : found.facts;
    byAnswer.set(key, { ...found, facts, weight: weightOf(facts) });
  }
  return [...byAnswer.values()];
}

function union(first: readonly Fact[], second: readonly Fact[]): Fact[] {
  const codes = new Set(first.map((fact) => fact.code));
  const numbered = codes.has("number_read") || codes.has("number_in_reference");
  return [
    ...first,
    ...second.filter((fact) => !codes.has(fact.code) && !(numbered && fact.code === "no_number")),
  ];
}

/** The best first; answers of one weight in the order of their invoices, so that the same night gives the same list. */
function ranked(candidates: Candidate[]): Candidate[] {
  const first = (candidate: Candidate) => candidate.allocations[0]?.shareId ?? 0n;
  return candidates.sort((a, b) => b.weight - a.weight || (first(a) < first(b) ? -1 : 1));
}
