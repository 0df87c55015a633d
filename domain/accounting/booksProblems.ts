/** What closing, locks, reversal, lettering by hand and exports of the books answer when the rules say no. */
export const BOOKS_PROBLEMS = {
  year_not_over: {
    fr: {
      says: "L’exercice {value} n’est pas terminé : il va jusqu’au {day}.",
      toDo: "Rien n’a été écrit. Clôturez-le à partir du lendemain.",
    },
    en: {
      says: "Year {value} is not over: it runs up to {day}.",
      toDo: "Nothing was written. Close it from the day after on.",
    },
  },
  year_closed_already: {
    fr: {
      says: "L’exercice {value} est déjà clôturé.",
      toDo: "Rien n’a été écrit. Une correction se passe dans l’exercice suivant.",
    },
    en: {
      says: "Year {value} is closed already.",
      toDo: "Nothing was written. Correct in the year that follows.",
    },
  },
  earlier_year_open: {
    fr: {
      says: "L’exercice {earlier} a des écritures et n’est pas clôturé.",
      toDo: "Rien n’a été écrit. Clôturez les exercices dans l’ordre, {earlier} d’abord.",
    },
    en: {
      says: "Year {earlier} has entries and is not closed.",
      toDo: "Nothing was written. Close the years in order, {earlier} first.",
    },
  },
  suspense_not_empty: {
    fr: {
      says: "Le compte d’attente (471) n’est pas à zéro : {value} €.",
      toDo: "Rien n’a été écrit. Dites ce que sont ces sommes, puis clôturez.",
    },
    en: {
      says: "The suspense account (471) is not at zero: €{value}.",
      toDo: "Nothing was written. Say what these amounts are, then close.",
    },
  },
  validation_ahead: {
    fr: {
      says: "Le {day} est après aujourd’hui, {today} : ce qui est à venir ne se valide pas.",
      toDo: "Rien n’a été validé. Choisissez un jour jusqu’à aujourd’hui.",
    },
    en: {
      says: "{day} is after today, {today}: what is still to come is not validated.",
      toDo: "Nothing was validated. Choose a day up to today.",
    },
  },
  no_soft_lock: {
    fr: {
      says: "Aucun verrou souple n’est posé.",
      toDo: "Rien n’a été écrit. Il n’y a rien à ouvrir : seul un verrou définitif peut vous arrêter, et il ne s’ouvre pas.",
    },
    en: {
      says: "There is no soft lock.",
      toDo: "Nothing was written. There is nothing to open: only a hard lock can stop you, and it does not yield.",
    },
  },
  year_end_in_use: {
    fr: {
      says: "Des écritures sont validées, ou les à-nouveaux du début sont saisis : la fin de l’exercice ne change plus.",
      toDo: "Rien n’a été écrit. Les numéros donnés appartiennent à leur exercice.",
    },
    en: {
      says: "Entries are validated, or the first opening balances are written: the end of the year does not change any more.",
      toDo: "Nothing was written. The numbers given belong to their years.",
    },
  },
  siren_missing: {
    fr: {
      says: "Le SIREN du dossier n’est pas connu, et le nom du FEC commence par lui.",
      toDo: "Rien n’a été écrit. Renseignez le SIREN (neuf chiffres), puis exportez.",
    },
    en: {
      says: "The SIREN of the company is not known, and the name of the FEC begins with it.",
      toDo: "Nothing was written. Give the SIREN (nine digits), then export.",
    },
  },
  siren_wrong: {
    fr: {
      says: "« {value} » n’est pas un SIREN.",
      toDo: "Rien n’a été écrit. Un SIREN a neuf chiffres, dont le dernier est une clé.",
    },
    en: {
      says: "“{value}” is not a SIREN.",
      toDo: "Nothing was written. A SIREN has nine digits, the last of which is a check digit.",
    },
  },
  fec_faulty: {
    fr: {
      says: "Le FEC de {value} ne passe pas nos contrôles : {faults}.",
      toDo: "Aucun fichier n’a été remis. Corrigez par une écriture, ou signalez-le : `rappro verify` dit quelle loi ne tient pas.",
    },
    en: {
      says: "The FEC of {value} does not pass our checks: {faults}.",
      toDo: "No file was handed out. Correct by an entry, or report it: `rappro verify` says which law does not hold.",
    },
  },
  entry_unknown: {
    fr: { says: "Cette écriture n’existe pas dans ce dossier.", toDo: "Revenez au journal." },
    en: { says: "This entry does not exist in this company.", toDo: "Go back to the journal." },
  },
  entry_is_draft: {
    fr: {
      says: "Cette écriture est au brouillard : elle n’a pas à être contre-passée.",
      toDo: "Rien n’a été écrit. Annulez l’acte qui l’a produite, ou validez-la d’abord.",
    },
    en: {
      says: "This entry is a draft: there is nothing to reverse.",
      toDo: "Nothing was written. Undo the act that made it, or validate it first.",
    },
  },
  entry_corrected_already: {
    fr: {
      says: "Cette écriture est déjà contre-passée, ou en contre-passe une autre.",
      toDo: "Rien n’a été écrit.",
    },
    en: {
      says: "This entry is reversed already, or reverses another.",
      toDo: "Nothing was written.",
    },
  },
  entry_has_its_own_undo: {
    fr: {
      says: "Cette écriture vient d’un règlement, d’une ligne de relevé, d’une facture ou d’une clôture.",
      toDo: "Rien n’a été écrit. Annulez là-bas : le règlement, le lettrage et les restes dus suivront ; une facture s’annule par un avoir.",
    },
    en: {
      says: "This entry comes from a payment, a bank line, an invoice or a closing.",
      toDo: "Nothing was written. Undo it there: payment, lettering and dues follow; an invoice is cancelled by a credit note.",
    },
  },
  lettering_too_few: {
    fr: {
      says: "Choisissez au moins deux lignes à lettrer ensemble.",
      toDo: "Rien n’a été écrit. Une ligne seule n’a pas de lettre.",
    },
    en: {
      says: "Choose at least two lines to letter together.",
      toDo: "Nothing was written. A line alone bears no letter.",
    },
  },
  lettering_lines_differ: {
    fr: {
      says: "Ces lignes ne sont pas toutes du même compte et du même tiers.",
      toDo: "Rien n’a été écrit. On ne lettre ensemble que les lignes d’un compte et d’un tiers.",
    },
    en: {
      says: "These lines are not all of one account and one third party.",
      toDo: "Nothing was written. Only lines of one account and third party are lettered together.",
    },
  },
  lettering_line_taken: {
    fr: {
      says: "Une de ces lignes est déjà lettrée ({value}).",
      toDo: "Rien n’a été écrit. Délettrez ce groupe d’abord.",
    },
    en: {
      says: "One of these lines is lettered already ({value}).",
      toDo: "Nothing was written. Unletter that group first.",
    },
  },
  account_not_lettered: {
    fr: {
      says: "Le compte {value} ne se lettre pas.",
      toDo: "Rien n’a été écrit. Seuls les comptes de tiers et de passage sont suivis ligne à ligne.",
    },
    en: {
      says: "Account {value} is not lettered.",
      toDo: "Nothing was written. Only accounts of third parties and of passage are followed line by line.",
    },
  },
  lettering_group_unknown: {
    fr: {
      says: "Ce lettrage n’existe plus.",
      toDo: "Rien n’a été écrit. Il a sans doute été défait entre-temps : rechargez la page.",
    },
    en: {
      says: "This lettering is no more.",
      toDo: "Nothing was written. It was probably undone in the meantime: reload the page.",
    },
  },
} as const;
