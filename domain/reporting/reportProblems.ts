/** What keeps a report of money collected from being made, or an answer from being kept. */
export const REPORT_PROBLEMS = {
  report_without_siren: {
    fr: {
      says: "Ce dossier n’a pas de numéro SIREN : aucun message d’encaissement ne peut être établi.",
      toDo: "Rien n’a été écrit. Donnez le SIREN du dossier, puis recommencez : les encaissements sont gardés.",
    },
    en: {
      says: "This company has no SIREN: no message of money collected can be made.",
      toDo: "Nothing was written. Give the company its SIREN and try again: the payment events are kept.",
    },
  },
  report_without_platform: {
    fr: {
      says: "La plateforme agréée qui transmet les données de paiement n’est pas connue.",
      toDo: "Donnez son matricule et son nom dans les réglages des encaissements à déclarer.",
    },
    en: {
      says: "The platform that sends the payment data is not known.",
      toDo: "Give its registration number and name in the settings of payment reports.",
    },
  },
  nothing_to_report: {
    fr: {
      says: "Il n’y a rien à transmettre du {from} au {to}.",
      toDo: "Choisissez une autre période, ou vérifiez ce que le dossier déclare par type de facture.",
    },
    en: {
      says: "There is nothing to send from {from} to {to}.",
      toDo: "Choose another period, or check what the company reports by type of invoice.",
    },
  },
  report_message_unknown: {
    fr: {
      says: "Aucun message transmis ne porte l’identifiant « {value} ».",
      toDo: "Rien n’a été écrit. Recopiez l’identifiant tel qu’il figure dans la liste des messages.",
    },
    en: {
      says: "No message that was sent bears the id “{value}”.",
      toDo: "Nothing was written. Copy the id as it stands in the list of messages.",
    },
  },
} as const;
