import { solidNumber } from "../documentNumber.ts";
import { type Cents, sumCents } from "../money.ts";
import { fold } from "../text.ts";
import { allocate, candidate } from "./candidate.ts";
import type { Candidate, Fact, FactCode } from "./evidence.ts";
import { type LineToMatch, type NumberFind, textsOf } from "./line.ts";
import { nameWords } from "./names.ts";
import { PAYER_AGREES, type Parties, payerFacts } from "./payerFacts.ts";

/** The documents that the line names: together where their dues make the amount, else each by itself. */
export function answersByNumber(
  line: LineToMatch,
  named: readonly NumberFind[],
  parties: Parties,
): Candidate[] {
  const finds = [...new Map(named.map((find) => [find.share.shareId, find])).values()];
  if (finds.length === 0) return [];
  const all = sumCents(finds.map(({ share }) => share.due));
  if (finds.length > 1 && all === line.amount) {
    const netted: Fact[] = finds.some(({ share }) => share.due < 0n) ? [{ code: "credit_netted" }] : [];
    return [
      candidate(
        finds.map(({ share }) => allocate(share, share.due)),
        [...readFacts(line, finds, parties), { code: "sum_exact" }, ...netted],
      ),
    ];
  }
  const owed = finds.filter(({ share }) => share.due > 0n);
  return owed.map((find) => answerOf(line, find, finds, parties));
}

function answerOf(
  line: LineToMatch,
  find: NumberFind,
  finds: readonly NumberFind[],
  parties: Parties,
): Candidate {
  const { due } = find.share;
  const facts = [...readFacts(line, [find], parties), amountFact(line.amount, due)];
  const part = line.amount < due;
  const confirmed = facts.some(({ code }) => PAYER_AGREES.has(code));
  const discount = part ? discountNamed(line) : undefined;
  if (discount !== undefined) facts.push({ code: "discount_named", token: discount });
  else if (part && saysPart(line, find.token)) facts.push({ code: "part_named" });
  if (mayBeCut(line, find) && (part || !confirmed))
    facts.push({ code: "number_at_the_cut", token: find.token });
  else if (isDoubtful(find, { part, confirmed, said: facts.some(({ code }) => code === "part_named") }))
    facts.push({ code: "payer_not_named" });
  const other = finds.find(({ share }) => share.invoiceId !== find.share.invoiceId);
  if (other) facts.push({ code: "other_number_read", params: { number: other.share.invoice } });
  return candidate([allocate(find.share, part ? line.amount : due)], facts);
}

/** A number that is not whole, or a number with a lesser amount, is believed when the payer agrees, or the line says what it pays. */
function isDoubtful(
  find: NumberFind,
  { part, confirmed, said }: { part: boolean; confirmed: boolean; said: boolean },
): boolean {
  if (find.as === "without_prefix" || find.as === "split") return part || !confirmed;
  return part && !confirmed && !said;
}

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

/** Whether the line says that it pays a part and leaves the rest due: then it pays nothing else in full. */
export function paysOnAccount(line: LineToMatch): boolean {
  return textsOf(line).some(
    ({ text }) => ONE_OF_SEVERAL.test(fold(text)) || nameWords(text).some((word) => ON_ACCOUNT.has(word)),
  );
}

const ONE_OF_SEVERAL = /\b(?:1ER|PREMIER|[2-9]E(?:ME)?|DEUXIEME|SECOND) +VERSEMENT\b/;

/** What is paid, and not who pays. Data, not rules. */
const ON_ACCOUNT = new Set("ACPT ACOMPTE ACOMPTES PARTIEL PARTIELLE".split(" "));
const PART_WORDS = new Set([...ON_ACCOUNT, ..."SOLDE RESTE VERSEMENT ECHEANCE".split(" ")]);
const PAYING_WORDS = new Set(
  "REGLEMENT RGLT PAIEMENT PAYMENT FACTURE FACTURES FACT FACTURATION REF REFERENCE NUMERO".split(" "),
);

/** The words by which a payer says that he took a discount off, as they stand. */
function discountNamed(line: LineToMatch): string | undefined {
  for (const { text } of textsOf(line)) {
    const found = /\b(?:ESCOMPTE|ESC\.? ?\d|REMISE DEDUITE)/i.exec(text);
    if (found) return found[0];
  }
  return undefined;
}

/**
 * A number that ends where the format cuts the text may go on: FA2610-0012 may be the beginning of FA2610-00123. In a field that
 * only may have been cut, a number as long as ours are is whole.
 */
function mayBeCut(line: LineToMatch, { share, token }: NumberFind): boolean {
  const shorter = solidNumber(token).length < solidNumber(share.invoice).length;
  return textsOf(line).some(
    ({ text, cut }) => cut !== undefined && text.endsWith(token) && (cut === "label" || shorter),
  );
}

const READ: Record<NumberFind["as"], FactCode> = {
  plain: "number_read",
  creditor_reference: "number_in_rf",
  without_prefix: "number_without_prefix",
  split: "number_split",
};

/** What the reading of a number is worth: where it stood, how, and whether the payer agrees with it. */
function readFacts(line: LineToMatch, finds: readonly NumberFind[], parties: Parties): Fact[] {
  const facts: Fact[] = finds.map(({ share, token, as }) => ({
    code: as === "plain" && isReference(line, token) ? "number_in_reference" : READ[as],
    token,
    params: { number: share.invoice },
  }));
  const share = finds[0]?.share;
  if (!share) return facts;
  const whole = line.amount === sumCents(finds.map((find) => find.share.due));
  return [...facts, ...payerFacts(line, share, parties, { whole })];
}

function isReference(line: LineToMatch, token: string): boolean {
  return token === line.endToEndId || token === line.structuredReference;
}

function amountFact(amount: Cents, due: Cents): Fact {
  if (amount === due) return { code: "amount_exact" };
  return { code: amount < due ? "amount_below_due" : "amount_above_due" };
}
