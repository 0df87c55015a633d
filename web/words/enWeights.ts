import { manyEnglish as many } from "./many.ts";

/** What each fact weighs, and what the chance of an answer means. */
export const weights = {
  weights: {
    title: "Weights of the facts",
    lead: "What each fact weighs, in decibans: 10 is ten times as likely, 30 a thousand times. Nothing changes before the past was replayed and the change saved.",
    see: "Weights of the facts",
    program: "The company follows the weights of the program.",
    own: (version: string) => `The company has weights of its own, version ${version}.`,
    heads: { fact: "Fact", program: "Program", inForce: "In force", wanted: "New weight" },
    for: "For an answer",
    against: "Against an answer",
    prior: "Start",
    priorHelp: "before any fact",
    weightOf: (fact: string) => `New weight: ${fact}`,
    bounds: (least: string, most: string) => `A whole number of decibans, from ${least} to ${most}.`,
    submitHelp:
      "Replays every line seen so far with these weights, and shows what would change. Nothing is written.",
    submit: "Replay over the past",
    propose: "Propose from the decisions",
    toProgram: "Back to those of the program",
    proposed: (decisions: number) =>
      `Proposed from ${many(decisions, "decision", "decisions")}: answers accepted, refused, checked or taken back. Weights that are not in them stay. Look at the replay before you save.`,
    tooFew: (decisions: number, least: number) =>
      `${many(decisions, "decision", "decisions")} of people: ${least} are needed to propose weights.`,
    versions: "Versions",
    noVersion: "No version saved.",
    versionHeads: { version: "Version", what: "Weights changed", by: "Saved" },
    backToProgram: "those of the program",
    chance: "What the chance is worth",
    chanceLead:
      "In this company: the chance that the machine gave its first answer, and how often a person chose it. A chance that is well said can be checked: of a hundred answers said at 90%, a person keeps ninety.",
    chanceHeads: { band: "Chance, from", answers: "Lines decided", said: "Said on average", right: "Chosen" },
    noChance: "No line decided by a person yet.",
    rightTitle:
      "Chance that this answer is the right one, by the facts for and against it and by the other answers.",
    explained: (chance: string) =>
      `Chance of being right: ${chance}, by all its facts and those of the other answers.`,
    help: "How to read these figures",
    helpTexts: [
      "A fact is something that the bank line and an invoice have in common, or that sets them apart: a number read, a name, an IBAN, an amount. Its weight says how much more often it is seen on a right answer than on a wrong one.",
      "Weights are added. The start weighs against every answer, because the right one may not be among those found. From the sum, compared with that of the other answers of the line, comes the chance: two answers as good as each other have at most one chance in two.",
      "The weights of the program were fitted all together, to lines whose answer is known. No chance is said that these lines could not show: so there is never 100%.",
      "An answer posts without asking when the risk of error, one minus its chance, is within the company’s promise, and a fact names the invoice or the payer, the amount comes out exactly, and nothing serious stands against it. No weight does away with these conditions.",
      "Your own weights replace those of the program, fact by fact. Before they are saved they are run over all past lines: you see what would change, and which decisions of your colleagues they would have contradicted. An old decision keeps the weights it was taken with.",
    ],
    explainedMore: "What this figure is worth",
    answerHead: "Chance",
  },
};
