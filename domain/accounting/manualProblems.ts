import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** Why an entry that a person writes cannot stand. Part of the catalogue of domain/problems.ts. */
export const MANUAL_PROBLEMS = {
  manual_label_missing: {
    fr: { says: "L’écriture n’a pas de libellé.", toDo: "Dites en quelques mots ce qu’elle constate." },
    en: { says: "The entry has no label.", toDo: "Say in a few words what it records." },
  },
  manual_day_unreadable: {
    fr: { says: "« {value} » n’est pas un jour.", toDo: "Écrivez-le comme 17/11/2026." },
    en: { says: "“{value}” is no day.", toDo: "Write it as 2026-11-17." },
  },
  manual_amount_unreadable: {
    fr: { says: "Ligne {line} : « {value} » n’est pas un montant.", toDo: "Écrivez-le comme 1 200,00." },
    en: { says: "Line {line}: “{value}” is no amount.", toDo: "Write it as 1200.00." },
  },
  manual_too_few_lines: {
    fr: { says: "Il faut au moins deux lignes avec un montant.", toDo: "Ajoutez la contrepartie." },
    en: { says: "At least two lines with an amount are needed.", toDo: "Add the other side." },
  },
  manual_line_side: {
    fr: {
      says: "Ligne {line} : un montant positif est attendu, au débit ou au crédit, pas aux deux.",
      toDo: "Laissez l’autre colonne vide.",
    },
    en: {
      says: "Line {line}: one positive amount is expected, on the debit or the credit side, not on both.",
      toDo: "Leave the other column empty.",
    },
  },
  manual_unbalanced: {
    fr: {
      says: "L’écriture n’est pas équilibrée : {debit} € au débit, {credit} € au crédit, {value} € d’écart.",
      toDo: "Corrigez un montant ou ajoutez une ligne, puis enregistrez.",
    },
    en: {
      says: "The entry does not balance: €{debit} debit, €{credit} credit, a difference of €{value}.",
      toDo: "Correct an amount or add a line, then save.",
    },
  },
  manual_account_unknown: {
    fr: {
      says: "Ligne {line} : le compte {value} n’est pas dans le plan comptable du dossier.",
      toDo: "Choisissez un compte du plan.",
    },
    en: {
      says: "Line {line}: account {value} is not in the chart of the company.",
      toDo: "Choose an account of the chart.",
    },
  },
  manual_bank_account: {
    fr: {
      says: "Ligne {line} : le compte de banque {value} ne bouge que par une ligne de relevé.",
      toDo: "Traitez la ligne du relevé : elle écrit elle-même la banque. Rien n’a été écrit.",
    },
    en: {
      says: "Line {line}: bank account {value} moves by a line of a statement only.",
      toDo: "Decide on the line of the statement: it writes the bank side itself. Nothing was written.",
    },
  },
  manual_control_account: {
    fr: {
      says: "Ligne {line} : le compte collectif {value} doit toujours égaler ce que les pièces laissent dû.",
      toDo: "Passez par la pièce : facture, avoir, règlement, ajustement ou créance irrécouvrable. Rien n’a été écrit.",
    },
    en: {
      says: "Line {line}: control account {value} always has to equal what the documents leave due.",
      toDo: "Use the document: invoice, credit note, payment, adjustment or bad debt. Nothing was written.",
    },
  },
  manual_kept_account: {
    fr: {
      says: "Ligne {line} : le compte {value} est tenu règlement par règlement.",
      toDo: "Passez par le règlement, la remise, l’effet ou l’avance que la ligne concerne. Rien n’a été écrit.",
    },
    en: {
      says: "Line {line}: account {value} is kept payment by payment.",
      toDo: "Use the payment, slip, bill or advance that the line is about. Nothing was written.",
    },
  },
  manual_aux_needed: {
    fr: {
      says: "Ligne {line} : le compte {value} veut un auxiliaire.",
      toDo: "Donnez le code du tiers dans les comptes.",
    },
    en: {
      says: "Line {line}: account {value} needs an auxiliary.",
      toDo: "Give the code of the third party in the books.",
    },
  },
  manual_aux_unknown: {
    fr: {
      says: "Ligne {line} : le tiers {value} n’existe pas, ou n’est pas de ceux du compte {account}.",
      toDo: "Un compte 40 veut un fournisseur, un compte 41 un client ou un organisme.",
    },
    en: {
      says: "Line {line}: third party {value} does not exist, or is none of account {account}.",
      toDo: "An account 40 takes a supplier, an account 41 a customer or an insurer.",
    },
  },
  manual_aux_not_expected: {
    fr: {
      says: "Ligne {line} : le compte {value} n’a pas d’auxiliaire.",
      toDo: "Laissez la colonne auxiliaire vide.",
    },
    en: { says: "Line {line}: account {value} has no auxiliaries.", toDo: "Leave the auxiliary empty." },
  },
  manual_year_closed: {
    fr: {
      says: "L’exercice {value} est clôturé.",
      toDo: "Datez l’écriture dans l’exercice ouvert. Rien n’a été écrit.",
    },
    en: {
      says: "Financial year {value} is closed.",
      toDo: "Date the entry within the open year. Nothing was written.",
    },
  },
  manual_day_outside_years: {
    fr: {
      says: "Le {written} est hors des exercices ouverts, qui vont du {from} au {to}.",
      toDo: "Vérifiez l’année, et datez l’écriture entre ces deux jours. Rien n’a été écrit.",
    },
    en: {
      says: "{written} is outside the open financial years, which go from {from} to {to}.",
      toDo: "Check the year, and date the entry between these two days. Nothing was written.",
    },
  },
  opening_too_late: {
    fr: {
      says: "Un exercice est clôturé : les à-nouveaux s’écrivent désormais à la clôture, d’après les comptes.",
      toDo: "Constatez ce qui manque au journal OD, dans l’exercice ouvert. Rien n’a été écrit.",
    },
    en: {
      says: "A financial year is closed: from now on the closing writes the opening balances, from the books.",
      toDo: "Record what is missing in journal OD, within the open year. Nothing was written.",
    },
  },
  opening_day_wrong: {
    fr: {
      says: "Les à-nouveaux se datent du premier jour du premier exercice, le {day}, et non du {written}.",
      toDo: "Datez l’écriture du {day}. Rien n’a été écrit.",
    },
    en: {
      says: "Opening balances are dated the first day of the first financial year, {day}, and not {written}.",
      toDo: "Date the entry {day}. Nothing was written.",
    },
  },
  opening_account_of_result: {
    fr: {
      says: "Ligne {line} : le compte {value} n’est pas un compte de bilan.",
      toDo: "Les à-nouveaux ne reprennent que les classes 1 à 5 ; le résultat d’avant est au 120 ou au 129. Rien n’a été écrit.",
    },
    en: {
      says: "Line {line}: account {value} is not one of the balance sheet.",
      toDo: "Opening balances take classes 1 to 5 only; the earlier result stands on 120 or 129. Nothing was written.",
    },
  },
  opening_control_account: {
    fr: {
      says: "Ligne {line} : ce que doivent les clients et ce qui est dû aux fournisseurs ({value}) entre par les factures.",
      toDo: "Importez les factures encore ouvertes, à leur date d’origine, et reprenez ici les autres comptes. Rien n’a été écrit.",
    },
    en: {
      says: "Line {line}: what customers owe and what is owed to suppliers ({value}) comes in as invoices.",
      toDo: "Import the invoices that are still open, with their own days, and write the other accounts here. Nothing was written.",
    },
  },
  entry_not_removable: {
    fr: {
      says: "Cette écriture ne se supprime pas : elle est validée, ou elle n’a pas été saisie à la main.",
      toDo: "Une écriture validée se contre-passe ; les autres s’annulent là d’où elles viennent.",
    },
    en: {
      says: "This entry cannot be deleted: it is validated, or was not written by hand.",
      toDo: "A validated entry is reversed; the others are undone where they come from.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
