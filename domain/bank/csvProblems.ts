import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with a bank’s table. Part of STATEMENT_PROBLEMS. */
export const CSV_PROBLEMS = {
  csv_columns_unknown: {
    fr: {
      says: "Ligne {line} : ce tableau CSV n’est celui d’aucune banque connue. En-têtes trouvés : {headers}.",
      toDo: "Indiquez quelles colonnes contiennent la date, le libellé et le montant : ce choix servira pour les fichiers suivants. Ou demandez à la banque un relevé CFONB 120 ou camt.053.",
    },
    en: {
      says: "Line {line}: this CSV table is that of no known bank. Headers found: {headers}.",
      toDo: "Say which columns hold the date, the label and the amount: the choice will serve for later files. Or ask the bank for a CFONB 120 or camt.053 statement.",
    },
  },
  csv_column_missing: {
    fr: {
      says: "Ligne {line} : la colonne « {value} » choisie pour ce compte n’est pas dans le fichier. En-têtes trouvés : {headers}.",
      toDo: "Corrigez le choix des colonnes, ou refaites l’export avec les colonnes habituelles.",
    },
    en: {
      says: "Line {line}: the column “{value}” chosen for this account is not in the file. Headers found: {headers}.",
      toDo: "Correct the choice of columns, or export again with the usual ones.",
    },
  },
  chosen_account_differs: {
    fr: {
      says: "Ligne {line} : le fichier parle du compte « {value} », et non de celui qui a été choisi, « {expected} ».",
      toDo: "Aucune ligne n’est enregistrée. Choisissez le compte dont vient ce fichier, puis relancez sa lecture. S’il contient plusieurs comptes, exportez-les un par un.",
    },
    en: {
      says: "Line {line}: the file speaks of the account “{value}”, not of the one that was chosen, “{expected}”.",
      toDo: "No line was stored. Choose the account this file comes from, then have it read again. If it holds several accounts, export them one by one.",
    },
  },
  csv_balance_differs: {
    fr: {
      says: "Ligne {line}, colonne « {field} » : le solde écrit est {found}, mais le solde voisin et le mouvement donnent {expected}.",
      toDo: "Aucune ligne n’est enregistrée. Une ligne manque ou a été modifiée : refaites l’export, sans filtre ni tri.",
    },
    en: {
      says: "Line {line}, column “{field}”: the balance written is {found}, but the neighbouring balance and the movement give {expected}.",
      toDo: "No line was stored. A row is missing or was altered: export again, without filter or sorting.",
    },
  },
  csv_total_differs: {
    fr: {
      says: "Ligne {line}, colonne « {field} » : le total écrit est {value}, mais les lignes au-dessus donnent {expected}.",
      toDo: "Aucune ligne n’est enregistrée. Une ligne manque ou a été modifiée : refaites l’export, sans filtre ni tri.",
    },
    en: {
      says: "Line {line}, column “{field}”: the total written is {value}, but the rows above give {expected}.",
      toDo: "No line was stored. A row is missing or was altered: export again, without filter or sorting.",
    },
  },
  csv_status_unknown: {
    fr: {
      says: "Ligne {line}, colonne « {field} » : l’état « {value} » du mouvement est inconnu.",
      toDo: "Aucune ligne n’est enregistrée, car rien ne dit si ce mouvement a eu lieu. Signalez-nous cet état, avec ce que la banque entend par là.",
    },
    en: {
      says: "Line {line}, column “{field}”: the status “{value}” of the movement is unknown.",
      toDo: "No line was stored, for nothing says whether this movement took place. Report this status to us, with what the bank means by it.",
    },
  },
  entries_cancelled: {
    fr: {
      says: "Mouvements refusés ou annulés (état « {status} ») : {count}. Ils ont été laissés de côté.",
      toDo: "Rien à faire : ils n’ont pas touché le compte.",
    },
    en: {
      says: "Movements declined or cancelled (status “{status}”): {count}. They were left aside.",
      toDo: "Nothing to do: they did not touch the account.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
