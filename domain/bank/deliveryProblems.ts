import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with how a statement is delivered: inside another file, in groups, as a message that books nothing. */
export const DELIVERY_PROBLEMS = {
  notification_not_booked: {
    fr: {
      says: "Ligne {line} : cet avis d’opération (camt.054) détaille des mouvements ({count}, total {amount}) que le relevé camt.053 comptabilise. Aucune ligne n’en est tirée, leur détail est gardé.",
      toDo: "Rien à faire si le relevé camt.053 du même jour est déposé lui aussi : le détail y est joint, dans un ordre ou dans l’autre. Sinon demandez-le à la banque.",
    },
    en: {
      says: "Line {line}: this notification (camt.054) details movements ({count}, total {amount}) that the camt.053 statement books. No line is taken from it, their details are kept.",
      toDo: "Nothing to do if the camt.053 statement of the same day is uploaded too: the details are joined to it, in either order. Otherwise ask the bank for it.",
    },
  },
  return_among_statements: {
    fr: {
      says: "Ce fichier est un retour d’organisme (NOEMIE), et non un relevé de banque.",
      toDo: "Déposez-le seul, hors de toute archive : il sera reconnu et lu.",
    },
    en: {
      says: "This file is an insurer’s return (NOEMIE), not a bank statement.",
      toDo: "Upload it alone, outside any archive: it is then recognised and read.",
    },
  },
  batch_details_do_not_add_up: {
    fr: {
      says: "Ligne {line} : opérations groupées dont le détail ne donne pas le total (à partir de cette ligne) : {count}. Elles sont lues comme un seul mouvement, sans leur détail.",
      toDo: "Rien à faire pour le solde, qui est juste. Pour retrouver chaque paiement, voyez le détail de la remise dans votre espace bancaire.",
    },
    en: {
      says: "Line {line}: batches whose details do not give their total (from this line on): {count}. Each is read as one movement, without its details.",
      toDo: "Nothing to do for the balance, which is right. To find each payment, see the details of the batch in your online bank.",
    },
  },
  archive_too_large: {
    fr: {
      says: "Une fois décompressé, le contenu ({value}) dépasse ce qui est accepté : {limit}.",
      toDo: "Découpez-le par période et déposez les fichiers un à un. S’il ne devait contenir que quelques relevés, vérifiez son origine.",
    },
    en: {
      says: "Once decompressed, the content ({value}) is larger than what is accepted: {limit}.",
      toDo: "Split it by period and upload the files one by one. If it was to hold a few statements only, check where it comes from.",
    },
  },
  archive_encrypted: {
    fr: {
      says: "L’archive est protégée par un mot de passe ({value}).",
      toDo: "Ouvrez-la avec son mot de passe et déposez les relevés qu’elle contient.",
    },
    en: {
      says: "The archive is protected by a password ({value}).",
      toDo: "Open it with its password and upload the statements it holds.",
    },
  },
  archive_nested: {
    fr: {
      says: "L’archive contient une autre archive ({value}).",
      toDo: "Ouvrez-la et déposez les relevés qu’elle contient.",
    },
    en: {
      says: "The archive holds another archive ({value}).",
      toDo: "Open it and upload the statements it holds.",
    },
  },
  archive_unreadable: {
    fr: {
      says: "L’archive est abîmée, incomplète ou d’un type inconnu ({value}).",
      toDo: "Téléchargez-la de nouveau, ou déposez les relevés qu’elle contient.",
    },
    en: {
      says: "The archive is damaged, incomplete or of an unknown type ({value}).",
      toDo: "Download it again, or upload the statements it holds.",
    },
  },
  archive_file_skipped: {
    fr: {
      says: "Le fichier « {value} » de l’archive est au format {format}, que Rappro ne lit pas : il a été laissé de côté.",
      toDo: "Rien à faire si les autres fichiers de l’archive contiennent les mêmes mouvements.",
    },
    en: {
      says: "The file “{value}” of the archive is in the {format} format, which Rappro does not read: it was left aside.",
      toDo: "Nothing to do if the other files of the archive hold the same movements.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
