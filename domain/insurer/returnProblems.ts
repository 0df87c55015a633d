import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with an insurer's return. Part of the catalogue of domain/problems.ts. */
export const RETURN_PROBLEMS = {
  return_format_unknown: {
    fr: {
      says: "Ce fichier n’est ni un retour NOEMIE ni un tableau CSV de retours.",
      toDo: "Déposez le fichier RSP tel que la télétransmission l’a reçu, ou un export CSV avec une ligne d’en-têtes.",
    },
    en: {
      says: "This file is neither a NOEMIE return nor a CSV table of returns.",
      toDo: "Upload the RSP file as it was received with the claims, or a CSV export with a header row.",
    },
  },
  return_format_refused: {
    fr: {
      says: "Ce fichier est au format {format} : ce n’est pas un retour d’organisme.",
      toDo: "Déposez le fichier RSP lui-même, décompressé s’il est dans une archive. Un relevé de banque se dépose comme relevé.",
    },
    en: {
      says: "This file is in the {format} format, which is not an insurer’s return.",
      toDo: "Upload the RSP file itself, unpacked if it is in an archive. A bank statement is uploaded as a statement.",
    },
  },
  return_is_b2: {
    fr: {
      says: "Ce fichier est une télétransmission B2 : il part vers les organismes, il n’en revient pas.",
      toDo: "Déposez le retour RSP reçu en réponse (référence 580 ou 576).",
    },
    en: {
      says: "This file is a B2 claim submission: it goes to the insurers, it does not come from them.",
      toDo: "Upload the RSP return received in answer (reference 580 or 576).",
    },
  },
  no_return: {
    fr: {
      says: "Le fichier ne contient aucun paiement ni rejet.",
      toDo: "Rien à faire si l’organisme n’avait rien à dire ce jour-là ; sinon, récupérez le fichier de nouveau.",
    },
    en: {
      says: "The file holds no payment and no rejection.",
      toDo: "Nothing to do if the insurer had nothing to say that day; otherwise fetch the file again.",
    },
  },
  noemie_compressed: {
    fr: {
      says: "Le fichier se dit compressé (indicateur « {value} » de l’en-tête) : son contenu est illisible tel quel.",
      toDo: "Demandez à votre éditeur ou à votre concentrateur la version décompressée du retour.",
    },
    en: {
      says: "The file says that it is compressed (flag “{value}” of its header): it cannot be read as it is.",
      toDo: "Ask your software vendor or concentrator for the return without compression.",
    },
  },
  noemie_encrypted: {
    fr: {
      says: "Le fichier se dit chiffré (indicateur « {value} » de l’en-tête) : son contenu est illisible tel quel.",
      toDo: "Demandez à votre éditeur ou à votre concentrateur la version déchiffrée du retour.",
    },
    en: {
      says: "The file says that it is encrypted (flag “{value}” of its header): it cannot be read as it is.",
      toDo: "Ask your software vendor or concentrator for the return without encryption.",
    },
  },
  noemie_currency: {
    fr: {
      says: "Le fichier n’est pas en euros (devise « {value} » de l’en-tête).",
      toDo: "Demandez à l’organisme un retour en euros.",
    },
    en: {
      says: "The file is not in euros (currency “{value}” of its header).",
      toDo: "Ask the insurer for a return in euros.",
    },
  },
  noemie_truncated: {
    fr: {
      says: "Bloc {line} : le fichier s’arrête avant sa fin.",
      toDo: "Récupérez-le de nouveau : cette copie est incomplète.",
    },
    en: {
      says: "Block {line}: the file stops before its end.",
      toDo: "Fetch it again: this copy is incomplete.",
    },
  },
  noemie_stray: {
    fr: {
      says: "Bloc {line} : « {value} » n’est ni un début ni une suite de retour NOEMIE.",
      toDo: "Déposez le fichier tel qu’il a été reçu : il a été modifié, ou mélangé à un autre.",
    },
    en: {
      says: "Block {line}: “{value}” neither begins nor continues a NOEMIE return.",
      toDo: "Upload the file as it was received: it was altered, or mixed with another.",
    },
  },
  noemie_trailer_missing: {
    fr: {
      says: "Bloc {line} : la fin du fichier (999) est attendue ici, « {value} » s’y trouve.",
      toDo: "Récupérez le fichier de nouveau : il est coupé ou abîmé.",
    },
    en: {
      says: "Block {line}: the end of the file (999) is expected here, “{value}” stands there.",
      toDo: "Fetch the file again: it is cut or damaged.",
    },
  },
  noemie_entity_unended: {
    fr: {
      says: "Bloc {line} : l’entité {value} n’a pas de fin (@).",
      toDo: "Récupérez le fichier de nouveau : il est coupé ou abîmé.",
    },
    en: {
      says: "Block {line}: entity {value} has no end (@).",
      toDo: "Fetch the file again: it is cut or damaged.",
    },
  },
  noemie_entity_shorter: {
    fr: {
      says: "Bloc {line} : l’entité {value} a {found} caractères, la norme en prévoit {expected}.",
      toDo: "Récupérez le fichier de nouveau. Si l’erreur demeure, envoyez-nous le fichier.",
    },
    en: {
      says: "Block {line}: entity {value} has {found} characters, the norm says {expected}.",
      toDo: "Fetch the file again. If the error stays, send us the file.",
    },
  },
  noemie_amount: {
    fr: {
      says: "Bloc {line} : l’entité {entity} porte « {value} » en {field}, qui n’est pas un montant.",
      toDo: "Récupérez le fichier de nouveau : aucun montant n’est deviné.",
    },
    en: {
      says: "Block {line}: entity {entity} has “{value}” in {field}, which is not an amount.",
      toDo: "Fetch the file again: no amount is ever guessed.",
    },
  },
  noemie_transfer_day: {
    fr: {
      says: "Bloc {line} : le virement n’a pas de date lisible (« {value} »).",
      toDo: "Récupérez le fichier de nouveau : la date du virement est celle des écritures.",
    },
    en: {
      says: "Block {line}: the transfer has no readable date (“{value}”).",
      toDo: "Fetch the file again: entries are dated by the transfer.",
    },
  },
  noemie_outside_transfer: {
    fr: {
      says: "Bloc {line} : l’entité {value} ne dépend d’aucun virement (070 ou 071).",
      toDo: "Récupérez le fichier de nouveau : le début du virement manque.",
    },
    en: {
      says: "Block {line}: entity {value} is below no transfer (070 or 071).",
      toDo: "Fetch the file again: the beginning of the transfer is missing.",
    },
  },
  noemie_detail_alone: {
    fr: {
      says: "Bloc {line} : le montant de l’entité {value} ne dépend d’aucune facture ni d’aucun forfait.",
      toDo: "Récupérez le fichier de nouveau : il en manque une partie.",
    },
    en: {
      says: "Block {line}: the amount of entity {value} is below no invoice and no lump sum.",
      toDo: "Fetch the file again: a part of it is missing.",
    },
  },
  noemie_group_total: {
    fr: {
      says: "Bloc {line} : le total de contrôle du groupe {value} annonce {announced} €, ses lignes font {found} €. Écart : {difference} €.",
      toDo: "Rien n’est enregistré. Récupérez le fichier de nouveau ; si l’écart demeure, envoyez-nous le fichier.",
    },
    en: {
      says: "Block {line}: the control total of the group {value} announces €{announced}, its lines make €{found}. Difference: €{difference}.",
      toDo: "Nothing was stored. Fetch the file again; if the difference stays, send us the file.",
    },
  },
  noemie_file_total: {
    fr: {
      says: "Bloc {line} : le fichier annonce {announced} € en tout, ses lignes font {found} €. Écart : {difference} €.",
      toDo: "Rien n’est enregistré. Récupérez le fichier de nouveau ; si l’écart demeure, envoyez-nous le fichier.",
    },
    en: {
      says: "Block {line}: the file announces €{announced} in all, its lines make €{found}. Difference: €{difference}.",
      toDo: "Nothing was stored. Fetch the file again; if the difference stays, send us the file.",
    },
  },
  noemie_file_total_unreadable: {
    fr: {
      says: "Bloc {line} : le total du fichier (« {value} ») n’est pas un montant.",
      toDo: "Récupérez le fichier de nouveau : sans ce total, rien ne prouve qu’il est complet.",
    },
    en: {
      says: "Block {line}: the total of the file (“{value}”) is not an amount.",
      toDo: "Fetch the file again: without this total, nothing proves that it is whole.",
    },
  },
  noemie_group_count: {
    fr: {
      says: "Bloc {line} : le groupe {value} annonce {announced} éléments, {found} ont été lus.",
      toDo: "Les montants sont justes et le retour est enregistré. Comparez avec votre logiciel de télétransmission.",
    },
    en: {
      says: "Block {line}: the group {value} announces {announced} elements, {found} were read.",
      toDo: "The amounts agree and the return was stored. Compare with your claims software.",
    },
  },
  noemie_record_count: {
    fr: {
      says: "Bloc {line} : le fichier annonce {announced} blocs, {found} ont été lus.",
      toDo: "Les montants sont contrôlés par ailleurs. Rien à faire si le retour vous paraît complet.",
    },
    en: {
      says: "Block {line}: the file announces {announced} blocks, {found} were read.",
      toDo: "The amounts are checked apart. Nothing to do if the return looks whole to you.",
    },
  },
  noemie_lot_count: {
    fr: {
      says: "Bloc {line} : le fichier annonce {announced} lots, {found} ont été lus.",
      toDo: "Les montants sont contrôlés par ailleurs. Rien à faire si le retour vous paraît complet.",
    },
    en: {
      says: "Block {line}: the file announces {announced} lots, {found} were read.",
      toDo: "The amounts are checked apart. Nothing to do if the return looks whole to you.",
    },
  },
  noemie_total_missing: {
    fr: {
      says: "Bloc {line} : un groupe {value} n’a pas de total de contrôle (990).",
      toDo: "Le total du fichier est contrôlé malgré tout. Rien à faire s’il n’y a pas d’erreur.",
    },
    en: {
      says: "Block {line}: a group {value} has no control total (990).",
      toDo: "The total of the file is checked all the same. Nothing to do if there is no error.",
    },
  },
  noemie_total_alone: {
    fr: {
      says: "Bloc {line} : un total de contrôle (990) ne correspond à aucun groupe ouvert.",
      toDo: "Le total du fichier est contrôlé malgré tout. Rien à faire s’il n’y a pas d’erreur.",
    },
    en: {
      says: "Block {line}: a control total (990) belongs to no open group.",
      toDo: "The total of the file is checked all the same. Nothing to do if there is no error.",
    },
  },
  noemie_ends_differ: {
    fr: {
      says: "Bloc {line} : la fin du fichier ne nomme pas le même émetteur, destinataire, numéro ou flux que son début.",
      toDo: "Vérifiez que deux fichiers n’ont pas été mélangés. Le retour suit ce que dit le début.",
    },
    en: {
      says: "Block {line}: the end of the file does not name the same emitter, receiver, number or flow as its beginning.",
      toDo: "Check that two files were not mixed. The return follows what the beginning says.",
    },
  },
  noemie_reference_other: {
    fr: {
      says: "Bloc {line} : la référence {value} n’est ni 580 ni 576.",
      toDo: "Le fichier est lu avec les mêmes règles. Comparez son total avec votre logiciel de télétransmission.",
    },
    en: {
      says: "Block {line}: the reference {value} is neither 580 nor 576.",
      toDo: "The file is read by the same rules. Compare its total with your claims software.",
    },
  },
  noemie_block_length: {
    fr: {
      says: "Bloc {line} : l’en-tête annonce des enregistrements de « {value} » caractères au lieu de 128.",
      toDo: "Le fichier est lu par blocs de 128. Rien à faire s’il n’y a pas d’erreur.",
    },
    en: {
      says: "Block {line}: the header announces records of “{value}” characters instead of 128.",
      toDo: "The file is read in blocks of 128. Nothing to do if there is no error.",
    },
  },
  noemie_flow_unknown: {
    fr: {
      says: "Bloc {line} : le flux « {value} » n’est ni réel (R), ni de test (T), ni de démonstration (D).",
      toDo: "Le retour est tenu pour un test et n’est pas comptabilisé. S’il est réel, envoyez-nous le fichier.",
    },
    en: {
      says: "Block {line}: the flow “{value}” is neither real (R), nor a test (T), nor a demonstration (D).",
      toDo: "The return is held to be a test and is not posted. If it is real, send us the file.",
    },
  },
  noemie_entity_unknown: {
    fr: {
      says: "Bloc {line} : l’entité {value} n’est pas connue.",
      toDo: "Elle est conservée telle quelle et les totaux sont contrôlés. Envoyez-nous le fichier pour que nous l’ajoutions.",
    },
    en: {
      says: "Block {line}: entity {value} is not known.",
      toDo: "It is kept as it is and the totals are checked. Send us the file so that we add it.",
    },
  },
  noemie_entity_longer: {
    fr: {
      says: "Bloc {line} : l’entité {value} a {found} caractères, nous en connaissons {expected}.",
      toDo: "La suite est conservée telle quelle. Rien à faire : la norme a dû ajouter un champ.",
    },
    en: {
      says: "Block {line}: entity {value} has {found} characters, we know {expected} of them.",
      toDo: "The rest is kept as it is. Nothing to do: the norm has probably added a field.",
    },
  },
  noemie_remark_alone: {
    fr: {
      says: "Bloc {line} : la remarque {value} ne dépend d’aucune facture.",
      toDo: "Elle est conservée avec le virement. Rien à faire.",
    },
    en: {
      says: "Block {line}: the remark {value} is below no invoice.",
      toDo: "It is kept with the transfer. Nothing to do.",
    },
  },
  noemie_state_unknown: {
    fr: {
      says: "Bloc {line} : l’état « {value} » d’une part n’est ni payé (P), ni rejeté (R), ni différé (D).",
      toDo: "Seul son montant compte : payée s’il n’est pas nul, non traitée sinon. Vérifiez cette facture.",
    },
    en: {
      says: "Block {line}: the state “{value}” of a share is neither paid (P), nor rejected (R), nor deferred (D).",
      toDo: "Only its amount counts: paid if it is not zero, otherwise not handled. Check this invoice.",
    },
  },
  noemie_unpaid_with_amount: {
    fr: {
      says: "Bloc {line} : une part de la facture {value} n’est pas dite payée, mais porte un montant payé.",
      toDo: "Le montant est compté comme payé. Vérifiez cette facture auprès de l’organisme.",
    },
    en: {
      says: "Block {line}: a share of invoice {value} is not said to be paid, yet has a paid amount.",
      toDo: "The amount counts as paid. Check this invoice with the insurer.",
    },
  },
  noemie_day: {
    fr: {
      says: "Bloc {line} : l’entité {entity} porte la date « {value} », qui n’existe pas.",
      toDo: "La date est laissée de côté, le reste est lu. Rien à faire.",
    },
    en: {
      says: "Block {line}: entity {entity} has the date “{value}”, which does not exist.",
      toDo: "The date is left out, the rest is read. Nothing to do.",
    },
  },
  return_payer_kind_unknown: {
    fr: {
      says: "Ligne {line} : « {value} », dans la colonne {field}, ne dit pas si l’organisme est AMO ou AMC.",
      toDo: "Écrivez AMO (caisse, régime obligatoire) ou AMC (mutuelle, complémentaire).",
    },
    en: {
      says: "Line {line}: “{value}”, in the column {field}, does not say whether the insurer is AMO or AMC.",
      toDo: "Write AMO (compulsory insurer) or AMC (complementary insurer).",
    },
  },
  return_row_repeated: {
    fr: {
      says: "Ligne {line} : la facture {value} a déjà la même ligne ({first}) dans ce virement. Les deux sont comptées.",
      toDo: "Si l’export l’a répétée par erreur, annulez ce retour, retirez la ligne et déposez-le de nouveau.",
    },
    en: {
      says: "Line {line}: invoice {value} already has the same row ({first}) in this transfer. Both are counted.",
      toDo: "If the export repeated it by mistake, undo this return, remove the row and upload it again.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
