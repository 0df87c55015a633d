import { normaliseNumber } from "../documentNumber.ts";

/**
 * Whether a person who saw only the bank's text gave the machine's answer: the same documents, however their numbers are
 * written, all of them and no other. Nothing typed is no answer.
 * @param documents what the machine posted: numbers, references or account numbers
 */
export function outcomeOfRecheck(typed: string, documents: readonly string[]): "same" | "other" | "unsure" {
  const answers = typed
    .split(/[;,\n]+/)
    .map(normaliseNumber)
    .filter((text) => text !== "");
  if (answers.length === 0) return "unsure";
  const [given, posted] = [new Set(answers), new Set(documents.map(normaliseNumber))];
  const same = given.size === posted.size && [...given].every((answer) => posted.has(answer));
  return same ? "same" : "other";
}
