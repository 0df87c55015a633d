/** What an act answers when the business says no: who was first, what is closed, what does not add up. */
export const REFUSALS = {
  account_not_declared: {
    fr: {
      says: "Le compte {value} n’est déclaré dans aucun dossier.",
      toDo: "Le fichier est retenu, rien n’est perdu. Déclarez ce compte s’il est à vous : le fichier sera lu aussitôt.",
    },
    en: {
      says: "Account {value} is not declared.",
      toDo: "The file is held and nothing is lost. Declare the account if it is yours: the file is then read at once.",
    },
  },
  nothing_to_declare: {
    fr: {
      says: "Ce fichier n’attend aucun compte.",
      toDo: "Il a sans doute été traité entre-temps : rechargez la page.",
    },
    en: {
      says: "This file waits for no account.",
      toDo: "It was probably read in the meantime: reload the page.",
    },
  },
  line_unknown: {
    fr: {
      says: "Cette ligne n’existe pas dans ce dossier.",
      toDo: "Revenez à la liste des lignes à rapprocher.",
    },
    en: { says: "This line does not exist in this company.", toDo: "Go back to the list of lines to match." },
  },
  line_already_decided: {
    fr: {
      says: "Cette ligne a déjà été décidée par {who} ({what}).",
      toDo: "Rien n’a été écrit de votre décision. Annulez la première si elle est fausse.",
    },
    en: {
      says: "This line was already decided by {who} ({what}).",
      toDo: "Nothing of your decision was written. Undo the first one if it is wrong.",
    },
  },
  share_not_open: {
    fr: {
      says: "La facture {value} ne doit plus rien sur cette part.",
      toDo: "Rien n’a été écrit. Choisissez une autre facture : celle-ci a peut-être été réglée entre-temps.",
    },
    en: {
      says: "Nothing is due any more on this share of invoice {value}.",
      toDo: "Nothing was written. Choose another invoice: this one may have been paid in the meantime.",
    },
  },
  above_due: {
    fr: {
      says: "{value} € dépassent ce qui reste dû sur {number} : {due} €.",
      toDo: "Rien n’a été écrit. Imputez au plus {due} €, ou mettez la ligne en attente (471) le temps de décider de l’excédent.",
    },
    en: {
      says: "€{value} is more than what is due on {number}: €{due}.",
      toDo: "Nothing was written. Allocate €{due} at the most, or put the line in suspense (471) until the rest is decided.",
    },
  },
  allocations_differ_from_line: {
    fr: {
      says: "Les montants imputés font {value} €, la ligne {amount} €.",
      toDo: "Rien n’a été écrit. Répartissez exactement {amount} €.",
    },
    en: {
      says: "The allocated amounts make €{value}, the line is €{amount}.",
      toDo: "Nothing was written. Allocate exactly €{amount}.",
    },
  },
  charges_differ_from_line: {
    fr: {
      says: "Les frais saisis font {value} €, la ligne {amount} €.",
      toDo: "Rien n’a été écrit. Frais et TVA (ou intérêts) doivent faire exactement {amount} €.",
    },
    en: {
      says: "The charges given make €{value}, the line is €{amount}.",
      toDo: "Nothing was written. Fee and VAT (or interest) must make exactly €{amount}.",
    },
  },
  other_account_unknown: {
    fr: {
      says: "« {value} » n’est pas le journal d’un autre compte bancaire du dossier.",
      toDo: "Rien n’a été écrit. Choisissez l’autre compte, par exemple BQ2.",
    },
    en: {
      says: "“{value}” is not the journal of another bank account of the company.",
      toDo: "Nothing was written. Choose the other account, for instance BQ2.",
    },
  },
  nothing_to_undo: {
    fr: {
      says: "Cette ligne n’a aucune décision à annuler.",
      toDo: "Elle a sans doute été annulée entre-temps : rechargez la page.",
    },
    en: {
      says: "This line has no decision to undo.",
      toDo: "It was probably undone in the meantime: reload the page.",
    },
  },
  period_locked: {
    fr: {
      says: "Les comptes sont verrouillés jusqu’au {day}.",
      toDo: "Rien n’a été écrit. Passez une écriture datée après ce jour, ou demandez le déverrouillage.",
    },
    en: {
      says: "The books are locked up to {day}.",
      toDo: "Nothing was written. Post on a later day, or ask for the lock to be lifted.",
    },
  },
  format_of_return_not_read: {
    fr: {
      says: "Ce fichier est un retour d’organisme (RSP) ou un lot de prélèvements, que cette version ne lit pas.",
      toDo: "Le fichier est gardé tel quel. Les virements d’organismes restent à rapprocher avec leur motif.",
    },
    en: {
      says: "This file is an insurer’s return (RSP) or a direct-debit batch, which this version does not read.",
      toDo: "The file is kept as it is. Insurers’ transfers stay on the list with their reason.",
    },
  },
} as const;
