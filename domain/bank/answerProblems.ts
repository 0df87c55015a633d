import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with the answer to a held file. Part of the catalogue of domain/problems.ts. */
export const ANSWER_PROBLEMS = {
  nothing_to_answer: {
    fr: {
      says: "Ce fichier n’attend pas de réponse.",
      toDo: "Il a sans doute été lu entre-temps : rechargez la page.",
    },
    en: {
      says: "This file waits for no answer.",
      toDo: "It was probably read in the meantime: reload the page.",
    },
  },
  account_to_choose: {
    fr: {
      says: "Le compte bancaire manque.",
      toDo: "Choisissez un compte déclaré, ou donnez l’IBAN d’un nouveau compte.",
    },
    en: {
      says: "The bank account is missing.",
      toDo: "Choose a declared account, or give the IBAN of a new one.",
    },
  },
  iban_to_correct: {
    fr: {
      says: "« {value} » n’est pas un IBAN : ses chiffres de contrôle ne correspondent pas.",
      toDo: "Recopiez-le depuis un RIB, par exemple FR76 3000 4000 0312 3456 7890 143.",
    },
    en: {
      says: "“{value}” is not an IBAN: its check digits do not fit.",
      toDo: "Copy it from a bank’s own document, for instance FR76 3000 4000 0312 3456 7890 143.",
    },
  },
  currency_to_correct: {
    fr: {
      says: "« {value} » n’est pas une devise.",
      toDo: "Écrivez son code de trois lettres, par exemple EUR.",
    },
    en: { says: "“{value}” is no currency.", toDo: "Write its code of three letters, for instance EUR." },
  },
  date_order_to_choose: {
    fr: {
      says: "L’ordre des dates manque.",
      toDo: "Comparez les dates montrées avec votre espace bancaire, puis choisissez l’ordre.",
    },
    en: {
      says: "The order of the dates is missing.",
      toDo: "Compare the dates shown with your online bank, then choose the order.",
    },
  },
  columns_to_choose: {
    fr: {
      says: "Il manque une colonne : une date, un libellé, et soit un montant, soit un débit et un crédit.",
      toDo: "Choisissez au-dessus de chaque colonne ce qu’elle contient ; les autres restent ignorées.",
    },
    en: {
      says: "A column is missing: a date, a label, and either an amount or a debit and a credit.",
      toDo: "Choose above each column what it holds; the others stay ignored.",
    },
  },
  columns_exclude_each_other: {
    fr: {
      says: "Le montant est dans une colonne, signée ou accompagnée de son sens, ou bien dans deux colonnes débit et crédit, mais pas dans les deux.",
      toDo: "Laissez ignorée celle qui répète l’autre.",
    },
    en: {
      says: "The amount is in one column, signed or with its direction beside it, or else in two columns for debit and credit, but not in both.",
      toDo: "Leave ignored the one that repeats the other.",
    },
  },
  column_chosen_twice: {
    fr: {
      says: "Deux colonnes ont reçu le même contenu : la {value} et une autre avant elle.",
      toDo: "Une seule colonne peut contenir la date, le montant ou le solde. Plusieurs peuvent être des compléments.",
    },
    en: {
      says: "Two columns were given the same content: number {value} and one before it.",
      toDo: "Only one column can hold the date, the amount or the balance. Several may be details.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
