import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** Why a document is not changed any more, and what is wrong with what was typed of one. Part of the catalogue of domain/problems.ts. */
export const DOCUMENT_PROBLEMS = {
  document_has_payment: {
    fr: {
      says: "{value} a déjà un règlement, un escompte ou un ajustement : la pièce ne se modifie plus.",
      toDo: "Reprenez d’abord ce règlement, ou corrigez la pièce par un avoir.",
    },
    en: {
      says: "{value} already has a payment, a discount or an adjustment: the document no longer changes.",
      toDo: "Take that payment back first, or correct the document by a credit note.",
    },
  },
  document_is_final: {
    fr: {
      says: "L’écriture de {value} est validée, ou sa période est verrouillée : la pièce ne se modifie plus.",
      toDo: "Corrigez-la par un avoir, puis importez une nouvelle facture.",
    },
    en: {
      says: "The entry of {value} is validated, or its period is locked: the document no longer changes.",
      toDo: "Correct it by a credit note, then import a new invoice.",
    },
  },
  document_is_followed: {
    fr: {
      says: "{value} a déjà une suite : un retour d’assureur, une facture recyclée, une facture finale qui la déduit, ou un règlement repris.",
      toDo: "Corrigez-la par un avoir, ou recyclez la part rejetée.",
    },
    en: {
      says: "{value} has been followed up already: an insurer’s return, a resubmitted invoice, a final invoice that deducts it, or a payment taken back.",
      toDo: "Correct it by a credit note, or bill the rejected share again.",
    },
  },
  document_not_readable: {
    fr: {
      says: "Champ « {field} » : « {value} » n’est pas lisible.",
      toDo: "Écrivez un jour comme 17/11/2026, un montant comme 1 200,00, un taux comme 20 ou 5,5.",
    },
    en: {
      says: "Field “{field}”: “{value}” cannot be read.",
      toDo: "Write a day such as 2026-11-17, an amount such as 1200.00, a rate such as 20 or 5.5.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
