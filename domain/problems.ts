import { BOOKS_PROBLEMS } from "./accounting/booksProblems.ts";
import { MANUAL_PROBLEMS } from "./accounting/manualProblems.ts";
import { ANSWER_PROBLEMS } from "./bank/answerProblems.ts";
import { ARRIVAL_PROBLEMS } from "./bank/arrivalProblems.ts";
import { STATEMENT_PROBLEMS } from "./bank/statementProblems.ts";
import { DOCUMENT_PROBLEMS } from "./billing/documentProblems.ts";
import { INVOICE_PROBLEMS } from "./billing/invoiceProblems.ts";
import { RECEIPT_PROBLEMS } from "./billing/receiptProblems.ts";
import { SETTLING_PROBLEMS } from "./billing/settlingProblems.ts";
import { RETURN_PROBLEMS } from "./insurer/returnProblems.ts";
import { RULE_PROBLEMS } from "./matching/ruleProblems.ts";
import type { Language } from "./money.ts";
import { REFUSALS } from "./refusals.ts";
import { REPORT_PROBLEMS } from "./reporting/reportProblems.ts";
import type { Sentence } from "./sentence.ts";
import { SETTINGS_PROBLEMS } from "./settingsProblems.ts";
import { ORDER_PROBLEMS } from "./treasury/orderProblems.ts";
import { isEuros, writtenValue } from "./written.ts";

/**
 * Something wrong with what we were given: a value, never an exception. It names the place and what stood there;
 * the sentence that says so, and what to do, comes from the catalogue below in both languages.
 */
export type Problem = {
  code: ProblemCode;
  severity: "error" | "warning";
  /** Physical line or record in the file, from 1. */
  line?: number;
  field?: string;
  value?: string;
  /** The record as received. */
  raw?: string;
  /** Other values that the sentence names. */
  params?: Record<string, string>;
};

/** What a reader found: the value when there is no error, and everything there is to say about the input. */
export type Parsed<T> = { ok: true; value: T; warnings: Problem[] } | { ok: false; problems: Problem[] };

type Place = Omit<Problem, "code" | "severity">;

export function error(code: ProblemCode, place: Place = {}): Problem {
  return { code, severity: "error", ...place };
}

export function warning(code: ProblemCode, place: Place = {}): Problem {
  return { code, severity: "warning", ...place };
}

/** Every code with what it says and what to do. `{value}`, `{field}`, `{line}` and the params are filled in. */
export const CATALOGUE = {
  unknown_format: {
    fr: {
      says: "Le format de ce fichier n’est pas reconnu.",
      toDo: "Formats acceptés : {formats}. Redemandez l’export à la banque dans l’un d’eux.",
    },
    en: {
      says: "The format of this file is not recognised.",
      toDo: "Accepted formats: {formats}. Ask the bank for an export in one of them.",
    },
  },
  empty_file: {
    fr: {
      says: "Le fichier est vide.",
      toDo: "Redemandez-le à qui l’a fait : la banque, l’organisme ou le logiciel de facturation.",
    },
    en: {
      says: "The file is empty.",
      toDo: "Ask for it again where it was made: the bank, the insurer or the billing software.",
    },
  },
  file_too_large: {
    fr: {
      says: "Le fichier dépasse la taille acceptée ({limit}).",
      toDo: "Découpez-le par période, ou déposez-le dans le dossier surveillé, qui accepte les grands fichiers.",
    },
    en: {
      says: "The file is larger than what is accepted ({limit}).",
      toDo: "Split it by period, or drop it in the watched folder, which takes large files.",
    },
  },
  ...INVOICE_PROBLEMS,
  ...DOCUMENT_PROBLEMS,
  ...MANUAL_PROBLEMS,
  ...STATEMENT_PROBLEMS,
  ...RETURN_PROBLEMS,
  ...ARRIVAL_PROBLEMS,
  ...ANSWER_PROBLEMS,
  ...REFUSALS,
  ...BOOKS_PROBLEMS,
  ...REPORT_PROBLEMS,
  ...RECEIPT_PROBLEMS,
  ...SETTLING_PROBLEMS,
  ...RULE_PROBLEMS,
  ...SETTINGS_PROBLEMS,
  ...ORDER_PROBLEMS,
} as const satisfies Record<string, Record<Language, Sentence>>;

export type ProblemCode = keyof typeof CATALOGUE;
export const PROBLEM_CODES = Object.keys(CATALOGUE) as ProblemCode[];

/** What stands between quotation marks where a file had nothing: "« »" would read as a fault of ours. */
const EMPTY: Record<Language, string> = { fr: "vide", en: "empty" };

function isQuoted(text: string, at: number): boolean {
  return /[«“]\s?$/.test(text.slice(0, at));
}

/**
 * The sentence of a problem in a language, with its values in place, and what to do about it. Amounts and days travel as machines
 * write them and are written here as people read them; what stood in the file stays as it stood there. A value that is not known
 * leaves an ellipsis. What a file inside an archive has done begins with its name.
 */
export function describeProblem(problem: Problem, language: Language): Sentence {
  const { says, toDo } = CATALOGUE[problem.code][language];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(problem.params ?? {}))
    values[name] = writtenValue(value, language);
  if (problem.line !== undefined) values.line = String(problem.line);
  if (problem.field !== undefined) values.field = problem.field;
  if (problem.value !== undefined) values.value = problem.value;
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (slot, name: string, at: number) => {
      const found = values[name] ?? "…";
      const value = isEuros(text, at, slot.length) ? writtenValue(found, language) : found;
      return value.trim() === "" && isQuoted(text, at) ? EMPTY[language] : value;
    });
  const file = problem.params?.file;
  return { says: `${file === undefined ? "" : inFile(file, language)}${fill(says)}`, toDo: fill(toDo) };
}

function inFile(file: string, language: Language): string {
  return language === "fr" ? `«\u00a0${file}\u00a0»\u00a0: ` : `“${file}”: `;
}
