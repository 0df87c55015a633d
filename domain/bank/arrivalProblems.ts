import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with the way files come in, and between files. Part of the catalogue of domain/problems.ts. */
export const ARRIVAL_PROBLEMS = {
  day_differs_between_formats: {
    fr: {
      says: "Journée du {day} : les mouvements de ce fichier ne sont pas ceux qu’un fichier d’un autre format avait donnés. Mouvements ajoutés : {count}.",
      toDo: "Comparez cette journée avec votre espace bancaire : un même mouvement peut y figurer deux fois. Si le solde du compte est juste, rien à faire.",
    },
    en: {
      says: "{day}: the movements of this file are not those that a file of another format had given. Movements added: {count}.",
      toDo: "Compare that day with your online bank: one movement may stand there twice. Nothing to do if the balance of the account is right.",
    },
  },
  lines_told_in_other_words: {
    fr: {
      says: "Mouvements déjà enregistrés, qui reviennent sous la même référence, au même jour et pour le même montant, avec un autre libellé : {count}. Ils n’ont pas été ajoutés une seconde fois.",
      toDo: "Rien à faire si le solde du compte est juste. La banque a changé ces libellés entre deux téléchargements.",
    },
    en: {
      says: "Movements stored already that come again under the same reference, day and amount, with another label: {count}. They were not added a second time.",
      toDo: "Nothing to do if the balance of the account is right. The bank changed these labels between two downloads.",
    },
  },
  token_unknown: {
    fr: {
      says: "Le jeton d’accès manque, n’existe pas ou a été révoqué.",
      toDo: "Envoyez l’en-tête « Authorization: Bearer JETON ». Un jeton se crée avec  rappro token.",
    },
    en: {
      says: "The access token is missing, unknown or revoked.",
      toDo: "Send the header “Authorization: Bearer TOKEN”. Create a token with  rappro token.",
    },
  },
  too_many_requests: {
    fr: {
      says: "Trop de demandes en peu de temps.",
      toDo: "Recommencez dans {seconds} secondes (en-tête Retry-After).",
    },
    en: {
      says: "Too many requests in a short time.",
      toDo: "Try again in {seconds} seconds (header Retry-After).",
    },
  },
  file_name_missing: {
    fr: {
      says: "La demande ne dit pas le nom du fichier.",
      toDo: "Ajoutez l’en-tête X-Filename (encodé comme dans une adresse), le paramètre ?name=, ou envoyez un formulaire multipart avec un fichier.",
    },
    en: {
      says: "The request does not say the name of the file.",
      toDo: "Add the header X-Filename (percent-encoded), the parameter ?name=, or send a multipart form with one file.",
    },
  },
  one_file_only: {
    fr: {
      says: "La demande contient {count} fichiers : un seul est accepté à la fois.",
      toDo: "Envoyez une demande par fichier : chacune a sa réponse.",
    },
    en: {
      says: "The request holds {count} files: one is accepted at a time.",
      toDo: "Send one request per file: each has its answer.",
    },
  },
  request_unreadable: {
    fr: {
      says: "La demande ne peut pas être lue : formulaire incomplet ou envoi interrompu.",
      toDo: "Recommencez l’envoi.",
    },
    en: {
      says: "The request cannot be read: incomplete form or interrupted upload.",
      toDo: "Send it again.",
    },
  },
  file_unknown: {
    fr: { says: "Ce fichier n’existe pas dans ce dossier.", toDo: "Vérifiez le numéro rendu à l’envoi." },
    en: {
      says: "This file does not exist in this company.",
      toDo: "Check the number given when it was sent.",
    },
  },
  address_unknown: {
    fr: { says: "Cette adresse n’existe pas.", toDo: "Adresses : POST /api/files et GET /api/files/NUMÉRO." },
    en: {
      says: "There is nothing at this address.",
      toDo: "Addresses: POST /api/files and GET /api/files/NUMBER.",
    },
  },
  internal_failure: {
    fr: {
      says: "Une erreur interne s’est produite (référence {reference}).",
      toDo: "Recommencez ; si elle revient, donnez la référence à l’administrateur.",
    },
    en: {
      says: "An internal failure occurred (reference {reference}).",
      toDo: "Try again; if it comes back, give the reference to the administrator.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
