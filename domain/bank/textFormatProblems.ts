import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with a statement in MT940, MT942, OFX or QIF, beside what may be wrong with any. Part of `STATEMENT_PROBLEMS`. */
export const TEXT_FORMAT_PROBLEMS = {
  intraday_report_not_booked: {
    fr: {
      says: "Ligne {line} : ce relevé est intrajournalier, ses mouvements ne sont pas définitifs. Aucun n’est enregistré : {count} au total, pour {amount}.",
      toDo: "Déposez le relevé de fin de journée, qui contient les mouvements définitifs.",
    },
    en: {
      says: "Line {line}: this is an intraday report, its movements are not final. None is stored: {count} in all, for {amount}.",
      toDo: "Upload the end-of-day statement, which holds the final movements.",
    },
  },
  intraday_sum_differs: {
    fr: {
      says: "Ligne {line} : le relevé intrajournalier annonce un total de {expected}, mais ses mouvements donnent {sum}.",
      toDo: "Rien n’est enregistré de ce fichier. Si l’écart revient, signalez-le à la banque.",
    },
    en: {
      says: "Line {line}: the intraday report announces a total of {expected}, but its movements add up to {sum}.",
      toDo: "Nothing of this file is stored. If it happens again, report it to the bank.",
    },
  },
  swift_field_unreadable: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » n’est pas écrit comme le veut la norme SWIFT (MT940, MT942).",
      toDo: "Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” is not written as the SWIFT standard has it (MT940, MT942).",
      toDo: "Ask the bank for the file again, or report this line to it.",
    },
  },
  date_after_end_of_month: {
    fr: {
      says: "Ligne {line}, champ {field} : la date « {value} » dépasse la fin du mois. Le dernier jour du mois est retenu : {on}.",
      toDo: "Rien à faire : certaines banques comptent trente jours par mois.",
    },
    en: {
      says: "Line {line}, field {field}: the date “{value}” is past the end of its month. The last day of the month is taken: {on}.",
      toDo: "Nothing to do: some banks count thirty days in every month.",
    },
  },
  text_too_long: {
    fr: {
      says: "Ligne {line} : un texte dépasse 65 536 caractères.",
      toDo: "Aucune banque n’envoie cela : vérifiez l’origine du fichier.",
    },
    en: {
      says: "Line {line}: a text is longer than 65,536 characters.",
      toDo: "No bank sends this: check where the file comes from.",
    },
  },
  field_repeated: {
    fr: {
      says: "Ligne {line}, champ {field} : ce mouvement a déjà une valeur, « {value} » en est une seconde.",
      toDo: "Deux mouvements se sont mélangés dans le fichier : redemandez-le à la banque.",
    },
    en: {
      says: "Line {line}, field {field}: this movement has a value already, “{value}” is a second one.",
      toDo: "Two movements ran into each other in the file: ask the bank for it again.",
    },
  },
  investments_not_read: {
    fr: {
      says: "Ligne {line} : le fichier contient un compte titres ({value}), que Rappro ne lit pas.",
      toDo: "Redemandez à la banque le relevé du compte courant seul.",
    },
    en: {
      says: "Line {line}: the file holds an investment account ({value}), which Rappro does not read.",
      toDo: "Ask the bank for the statement of the current account alone.",
    },
  },
  expenses_positive: {
    fr: {
      says: "Compte {account} : les {count} dépenses de ce fichier (cartes, chèques, frais) ont toutes un montant positif, comme des encaissements.",
      toDo: "C’est souvent un relevé de carte à débit différé. Dans ce cas, ne suivez pas ce compte : son total figure déjà au relevé du compte courant.",
    },
    en: {
      says: "Account {account}: the {count} expenses of this file (cards, cheques, fees) all have a positive amount, as if money came in.",
      toDo: "This is often the statement of a deferred debit card. If so, do not follow this account: its total is already on the statement of the current account.",
    },
  },
  format_needs_account: {
    fr: {
      says: "Un fichier {format} ne dit ni de quel compte il vient, ni dans quelle devise.",
      toDo: "Dites sur la page du fichier de quel compte il vient : il sera lu aussitôt. Ou demandez à la banque un format qui nomme le compte (CFONB 120, camt.053, OFX).",
    },
    en: {
      says: "A {format} file says neither which account it is of, nor in which currency.",
      toDo: "Say on the page of the file which account it is of: it is then read at once. Or ask the bank for a format that names the account (CFONB 120, camt.053, OFX).",
    },
  },
  date_order_unknown: {
    fr: {
      says: "Ligne {line} : « {value} » peut se lire jour puis mois, ou mois puis jour. Rien dans le fichier ne permet d’en être sûr.",
      toDo: "Indiquez sur la page du fichier l’ordre des dates de cette banque : il sera lu aussitôt.",
    },
    en: {
      says: "Line {line}: “{value}” may be read day first or month first. Nothing in the file makes it certain.",
      toDo: "Say on the page of the file in which order this bank writes its dates: it is then read at once.",
    },
  },
  last_record_open: {
    fr: {
      says: "Ligne {line} : ce mouvement n’est pas terminé (il manque le signe ^). Le fichier est peut-être coupé.",
      toDo: "Comparez son montant et le nombre de mouvements avec votre espace bancaire.",
    },
    en: {
      says: "Line {line}: this movement is not finished (the sign ^ is missing). The file may have been cut.",
      toDo: "Compare its amount and the number of movements with your online bank.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
