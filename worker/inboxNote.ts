import { describeProblem, type Problem } from "../domain/problems.ts";

/** What a note beside a file of the inbox tells. */
export type Outcome = {
  fileId: bigint;
  state: "read" | "held" | "refused";
  linesRead: number;
  linesNew: number;
  problems: readonly Problem[];
  /** The name under which the same bytes had come before. */
  knownAs?: string;
};

/** More than this nobody reads in a text file; the page of the file has them all. */
const PROBLEMS_SHOWN = 200;

const RESULTS: Record<Outcome["state"], string> = {
  read: "lu",
  held: "retenu : il sera lu, sans nouveau dépôt, dès que vous aurez répondu sur sa page à ce qui suit",
  refused: "refusé, rien n’a été enregistré",
};

/**
 * The text that lies beside a file: in French, for whoever opens the folder and not Rappro. Nothing for a file that was read
 * and of which there is nothing to say. The same outcome gives the same text, to the byte: a killed worker writes it again.
 */
export function noteFor(name: string, outcome: Outcome): string | undefined {
  const { fileId, state, problems, knownAs, linesRead, linesNew } = outcome;
  if (state === "read" && problems.length === 0 && knownAs === undefined) return undefined;
  const head = [
    `Fichier : ${oneLine(name)}`,
    `Numéro dans Rappro : ${fileId}`,
    `Résultat : ${RESULTS[state]}.`,
  ];
  if (state === "read") head.push(`Lignes : ${linesRead} lues, ${linesNew} nouvelles.`);
  if (knownAs !== undefined)
    head.push(
      `Ce contenu avait déjà été reçu, sous le nom ${oneLine(knownAs)} : il n’a pas été lu une seconde fois.`,
    );
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(paragraphOf);
  const more = problems.length - shown.length;
  const rest = more > 0 ? [`Et ${more} autres : voir la page du fichier dans Rappro.`] : [];
  return `${[head.join("\n"), ...shown, ...rest].join("\n\n")}\n`;
}

function paragraphOf(problem: Problem, at: number): string {
  const { says, toDo } = describeProblem(problem, "fr");
  const places = [
    problem.line === undefined ? "" : `ligne ${problem.line}`,
    problem.field === undefined ? "" : `champ ${problem.field}`,
    problem.value === undefined ? "" : `valeur « ${oneLine(problem.value)} »`,
  ].filter(Boolean);
  return [
    `${at + 1}. ${problem.severity === "error" ? "Erreur" : "Avertissement"} ${problem.code}${places.length > 0 ? ` (${places.join(", ")})` : ""}`,
    `   ${says}`,
    `   À faire : ${toDo}`,
    ...(problem.raw === undefined ? [] : [`   Reçu : ${oneLine(problem.raw)}`]),
  ].join("\n");
}

/** What a file held must not draw lines of its own in the note. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, " ").slice(0, 300);
}
