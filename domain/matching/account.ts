import { formatEuros, type Language } from "../money.ts";
import type { Decision, Fact, FactCode, ReasonCode } from "./evidence.ts";
import { sayFact, sayReason } from "./explain.ts";
import { MODEL, type ScoreModel, speaksAgainst } from "./model.ts";
import type { Retraced } from "./retrace.ts";
import { formatPercent } from "./score.ts";

/** A stored decision with its line, as it is told. */
export type DecisionToTell = {
  bookedOn: string;
  amount: bigint;
  texts: readonly string[];
  state: string;
  decision: Decision["decision"];
  level: string;
  reason: string;
  decidedAt: string;
  by: string | null;
  engine: string;
  model?: string;
  /** What the facts weighed then, where it is not what the program says. */
  weights?: ScoreModel["weights"];
  promisedErrors?: number;
  tokens: readonly string[];
  params: Record<string, string>;
  answers: readonly AnswerToTell[];
};
export type AnswerToTell = {
  pays: readonly { what: string; cents: bigint }[];
  facts: readonly Fact[];
  weight: number;
  chance?: number;
};

/** Whether to open and close a mark around what was recognised: a terminal, a page and a file have each their own. */
export type Marks = { open: string; close: string };

const SAYS = {
  fr: {
    line: "Ligne du",
    posted: "passée",
    waits: "en attente",
    level: "niveau",
    answer: "Réponse",
    others: "Les autres réponses",
    onlyBest: "que la première a pour elle",
    onlyThis: "propre à celle-ci",
    same: "les mêmes indices que la première",
    chance: "juste à",
    threshold: (errors: number) => `seuil du dossier : ${errors} erreurs pour 10 000`,
    certain: "Ce qui la rendrait certaine",
    engine: "Moteur",
    weights: "poids",
    decided: "décidé le",
    by: "par",
    machine: "Rappro",
    replay: {
      same: "Rejoué à partir des faits gardés : même réponse, mêmes chances.",
      different: "Rejoué à partir des faits gardés : la réponse DIFFÈRE de celle qui est enregistrée.",
      not_comparable:
        "Non rejouable : décidée sans réponse à peser, par une personne, ou avec d’autres poids.",
    },
  },
  en: {
    line: "Line of",
    posted: "posted",
    waits: "waiting",
    level: "level",
    answer: "Answer",
    others: "The other answers",
    onlyBest: "which only the first has",
    onlyThis: "which only this one has",
    same: "the same evidence as the first",
    chance: "right with a chance of",
    threshold: (errors: number) => `threshold of the company: ${errors} errors in 10,000`,
    certain: "What would make it certain",
    engine: "Engine",
    weights: "weights",
    decided: "decided on",
    by: "by",
    machine: "Rappro",
    replay: {
      same: "Retraced from the facts on file: same answer, same chances.",
      different: "Retraced from the facts on file: the answer DIFFERS from the one recorded.",
      not_comparable:
        "Cannot be replayed: decided without answers to weigh, by a person, or with other weights.",
    },
  },
} as const;

/** The whole evidence of a decision in sentences, one per row, with the tokens marked in the bank's own text. */
export function tellDecision(
  told: DecisionToTell,
  replayed: Retraced,
  language: Language,
  marks: Marks,
): string[] {
  const says = SAYS[language];
  const [best, ...others] = told.answers;
  const state = told.decision === "post" ? says.posted : says.waits;
  return [
    `${says.line} ${told.bookedOn}, ${formatEuros(told.amount, language)} : ${state}, ${says.level} ${told.level}`,
    ...told.texts.map((text) => `  ${marked(text, told.tokens, marks)}`),
    "",
    sayReason(told.reason as ReasonCode, told.params, language),
    ...(best ? ["", ...tellAnswer(best, language, told)] : []),
    ...(best && others.length > 0
      ? ["", `${says.others} :`, ...others.flatMap((other) => tellRival(other, best, language))]
      : []),
    ...(told.decision === "post" ? [] : ["", `${says.certain} :`, ...certainty(told, language)]),
    "",
    `${says.engine} ${told.engine}${told.model ? `, ${says.weights} ${told.model}` : ""}, ${says.decided} ${told.decidedAt} ${says.by} ${told.by ?? says.machine}`,
    says.replay[replayed.kind],
  ];
}

function tellAnswer(
  answer: AnswerToTell,
  language: Language,
  { promisedErrors, weights = MODEL.weights }: DecisionToTell,
): string[] {
  const says = SAYS[language];
  const threshold = promisedErrors === undefined ? "" : ` (${says.threshold(promisedErrors)})`;
  const chance =
    answer.chance === undefined
      ? ""
      : `, ${says.chance} ${formatPercent(answer.chance, language)}${threshold}`;
  return [
    `${says.answer} : ${tellPays(answer, language)}${chance}`,
    ...inOrder(answer.facts, weights).map(
      (fact) => `  ${signOf(fact)} ${sayFact(fact, language)}${worth(fact, weights)}`,
    ),
  ];
}

/** A runner-up, with what separates it from the best answer and nothing of what both have. */
function tellRival(rival: AnswerToTell, best: AnswerToTell, language: Language): string[] {
  const says = SAYS[language];
  const has = (answer: AnswerToTell) => new Set<FactCode>(answer.facts.map(({ code }) => code));
  const [ofBest, ofRival] = [has(best), has(rival)];
  const lacking = best.facts.filter(({ code }) => !ofRival.has(code) && code !== "rival_as_good");
  const own = rival.facts.filter(({ code }) => !ofBest.has(code));
  const chance =
    rival.chance === undefined ? "" : `, ${says.chance} ${formatPercent(rival.chance, language)}`;
  const apart = [
    ...lacking.map((fact) => `    ${sayFact(fact, language)} (${says.onlyBest})`),
    ...own.map((fact) => `    ${sayFact(fact, language)} (${says.onlyThis})`),
  ];
  return [`  ${tellPays(rival, language)}${chance}`, ...(apart.length > 0 ? apart : [`    ${says.same}`])];
}

function tellPays({ pays }: AnswerToTell, language: Language): string {
  return pays.map(({ what, cents }) => `${what} ${formatEuros(cents, language)}`).join(" + ");
}

/** What speaks for the answer, the heaviest first, then what speaks against it. */
function inOrder(facts: readonly Fact[], weights: ScoreModel["weights"]): Fact[] {
  const weight = ({ code }: Fact) => weights[code] ?? 0;
  return [...facts].sort(
    (a, b) =>
      Number(speaksAgainst(a.code)) - Number(speaksAgainst(b.code)) ||
      Math.abs(weight(b)) - Math.abs(weight(a)),
  );
}

function signOf({ code }: Fact): string {
  return speaksAgainst(code) ? "−" : "+";
}

/** Decibans, for whoever wants to add them up: 10 is ten times as likely. */
function worth({ code }: Fact, weights: ScoreModel["weights"]): string {
  const weight = weights[code];
  return weight ? ` [${weight > 0 ? "+" : "−"}${Math.abs(weight)} dB]` : "";
}

const CERTAIN: readonly {
  when: (told: DecisionToTell, has: (...codes: FactCode[]) => boolean) => boolean;
  fr: string;
  en: string;
}[] = [
  {
    when: (_, has) => has("wanted_by_another_line"),
    fr: "que l’autre ligne soit décidée : ce qui restera dû dira laquelle a raison",
    en: "a decision on the other line: what is left due will tell",
  },
  {
    when: (_, has) => has("amount_above_due"),
    fr: "dire ce que devient l’excédent : avance, remboursement, ou une autre facture",
    en: "saying what becomes of the excess: an advance, a refund, or another invoice",
  },
  {
    when: ({ level }) => level === "C",
    fr: "un numéro de facture dans le libellé, qui désignerait une seule de ces réponses",
    en: "an invoice number in the text, which would point at one of these answers",
  },
  {
    when: (_, has) => has("other_number_read", "number_close", "number_at_the_cut"),
    fr: "le numéro entier et juste de la facture payée",
    en: "the whole and right number of the invoice that is paid",
  },
  {
    when: (_, has) => has("other_party_named", "payer_not_named", "payer_unknown"),
    fr: "l’IBAN de ce payeur enregistré chez le client, ou son nom sur la ligne",
    en: "the payer’s IBAN on file for the customer, or the customer’s name on the line",
  },
  {
    when: ({ reason }) => reason === "below_promise",
    fr: "un indice de plus, ou un seuil plus large du dossier",
    en: "one more fact, or a wider threshold of the company",
  },
  {
    when: ({ answers }) => answers.length === 0,
    fr: "un numéro de facture, un IBAN connu ou un nom exact dans ce que la banque a écrit",
    en: "an invoice number, a known IBAN or an exact name in what the bank wrote",
  },
];

function certainty(told: DecisionToTell, language: Language): string[] {
  const codes = new Set(told.answers[0]?.facts.map(({ code }) => code) ?? []);
  const has = (...wanted: FactCode[]) => wanted.some((code) => codes.has(code));
  const said = CERTAIN.filter(({ when }) => when(told, has)).map((each) => `  · ${each[language]}`);
  const usual = {
    fr: "  · le numéro de la facture et son montant exact",
    en: "  · the invoice’s number and its exact amount",
  };
  return said.length > 0 ? said : [usual[language]];
}

/** The bank's text with what was recognised in it between marks. */
function marked(text: string, tokens: readonly string[], { open, close }: Marks): string {
  const known = tokens.filter((token) => token.trim() !== "").sort((a, b) => b.length - a.length);
  if (known.length === 0) return text;
  const found = new RegExp(
    known.map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
    "gi",
  );
  return text.replace(found, (token) => `${open}${token}${close}`);
}
