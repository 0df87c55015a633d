/** What an act answers when the business says no: who was first, what is closed, what does not add up. */
export const REFUSALS = {
  account_not_declared: {
    fr: {
      says: "Le compte {value} en {currency} n’est déclaré dans aucun dossier.",
      toDo: "Le fichier est retenu, rien n’est perdu. Déclarez ce compte s’il est à vous : le fichier sera lu aussitôt.",
    },
    en: {
      says: "Account {value} in {currency} is not declared.",
      toDo: "The file is held and nothing is lost. Declare the account if it is yours: the file is then read at once.",
    },
  },
  account_not_followed: {
    fr: {
      says: "Le compte {value} n’est pas suivi dans ce dossier : {count} lignes lues et laissées de côté.",
      toDo: "Rien à faire pour une carte à débit différé : son total figure au relevé du compte courant. Sinon, déclarez ce compte sur la page du fichier : il sera relu.",
    },
    en: {
      says: "Account {value} is not followed in this company: {count} lines were read and set aside.",
      toDo: "Nothing to do for a deferred debit card: its total is on the statement of the current account. Otherwise declare the account on the page of the file: it is then read again.",
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
  line_of_zero: {
    fr: {
      says: "Cette ligne est à zéro : aucun argent n’a bougé.",
      toDo: "Rien n’a été écrit, et il n’y a rien à comptabiliser.",
    },
    en: {
      says: "This line is of zero: no money moved.",
      toDo: "Nothing was written, and there is nothing to book.",
    },
  },
  other_currency: {
    fr: {
      says: "Cette ligne est en {value}, et ce dossier tient ses écritures en euros.",
      toDo: "Rien n’a été écrit. Comptabilisez-la dans le logiciel qui suit ce compte en devise.",
    },
    en: {
      says: "This line is in {value}, and this company keeps its books in euros.",
      toDo: "Nothing was written. Book it where that currency account is kept.",
    },
  },
  document_not_found: {
    fr: {
      says: "Aucune pièce de ce dossier ne porte le numéro {value}.",
      toDo: "Rien n’a été écrit. Vérifiez le numéro, ou importez d’abord la pièce. Une avance ou un règlement saisi se pointe depuis les réponses de la ligne.",
    },
    en: {
      says: "No document of this company has the number {value}.",
      toDo: "Nothing was written. Check the number, or import the document first. An advance or a payment already recorded is accepted among the answers of the line.",
    },
  },
  no_payment_to_take_back: {
    fr: {
      says: "Une sortie d’argent ne paie pas {value}, et aucun règlement encaissé de {amount} € ne s’y trouve, qui reviendrait impayé.",
      toDo: "Rien n’a été écrit. Nommez une pièce que ce règlement a payée, ou la pièce d’un fournisseur. Si la banque a joint ses frais, séparez-les d’abord.",
    },
    en: {
      says: "Money out does not pay {value}, and no credited payment of €{amount} is found there that would come back unpaid.",
      toDo: "Nothing was written. Name a document that this payment paid, or a supplier’s document. Where the bank added its fee, take that apart first.",
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
      toDo: "Rien n’a été écrit. Ramenez le montant à {due} € au plus ; ce qu’une ligne de relevé porte en plus peut attendre au 471.",
    },
    en: {
      says: "€{value} is more than what is due on {number}: €{due}.",
      toDo: "Nothing was written. Lower the amount to €{due} at the most; what a bank line brings above it can wait on 471.",
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
  nobody_to_remind: {
    fr: {
      says: "Aucune des personnes choisies ne doit plus rien d’échu, avoirs et avances déduits.",
      toDo: "Aucune lettre n’a été préparée. Rechargez la liste : elles ont payé entre-temps, ou un avoir ou une avance couvre ce qu’elles devaient.",
    },
    en: {
      says: "None of the people chosen owes anything overdue any more, credit notes and advances deducted.",
      toDo: "No letter was prepared. Reload the list: they paid in the meantime, or a credit note or an advance covers what they owed.",
    },
  },
  write_off_without_reason: {
    fr: {
      says: "Un écart est passé sans motif.",
      toDo: "Rien n’a été écrit. Dites pourquoi la différence est abandonnée : le motif reste avec la décision.",
    },
    en: {
      says: "A difference is posted without a reason.",
      toDo: "Nothing was written. Say why the difference is given up: the reason stays with the decision.",
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
  return_not_open: {
    fr: {
      says: "Ce retour n’attend plus rien de la banque.",
      toDo: "Rien n’a été écrit. Il a sans doute été rapproché entre-temps : rechargez la page.",
    },
    en: {
      says: "This return waits for nothing from the bank any more.",
      toDo: "Nothing was written. It was probably matched in the meantime: reload the page.",
    },
  },
  invoice_unknown: {
    fr: {
      says: "La facture {value} n’est pas dans ce dossier.",
      toDo: "Rien n’a été écrit. Vérifiez le numéro.",
    },
    en: {
      says: "Invoice {value} is not in this company.",
      toDo: "Nothing was written. Check the number.",
    },
  },
  invoice_resubmitted_already: {
    fr: {
      says: "La facture {value} a déjà été recyclée.",
      toDo: "Rien n’a été écrit. Partez de la facture qui la remplace.",
    },
    en: {
      says: "Invoice {value} was resubmitted already.",
      toDo: "Nothing was written. Start from the invoice that replaces it.",
    },
  },
  resubmission_differs: {
    fr: {
      says: "La nouvelle facture fait {value} €, il reste {due} € à facturer sur {number}.",
      toDo: "Rien n’a été écrit. Facturez exactement {due} €.",
    },
    en: {
      says: "The new invoice is €{value}, €{due} is left to bill of {number}.",
      toDo: "Nothing was written. Bill exactly €{due}.",
    },
  },
  invoice_number_taken: {
    fr: {
      says: "Le numéro {value} est déjà pris.",
      toDo: "Rien n’a été écrit. Donnez un autre numéro à la nouvelle facture, par exemple {value}-R1.",
    },
    en: {
      says: "Number {value} is taken.",
      toDo: "Nothing was written. Give the new invoice another number, such as {value}-R1.",
    },
  },
  third_party_unknown: {
    fr: {
      says: "Un des codes {value} n’est celui d’aucun tiers.",
      toDo: "Rien n’a été écrit. Utilisez le code du tiers tel qu’il est dans les comptes.",
    },
    en: {
      says: "One of the codes {value} is nobody’s.",
      toDo: "Nothing was written. Use the code as it stands in the books.",
    },
  },
  right_missing: {
    fr: {
      says: "Cet acte demande le droit « {value} ».",
      toDo: "Rien n’a été écrit. Demandez à un comptable ou à un administrateur du dossier.",
    },
    en: {
      says: "This act needs the right “{value}”.",
      toDo: "Nothing was written. Ask an accountant or an administrator of the company.",
    },
  },
  reason_missing: {
    fr: {
      says: "Un motif est obligatoire.",
      toDo: "Rien n’a été écrit. Dites pourquoi en quelques mots, par exemple « indu prescrit ».",
    },
    en: {
      says: "A reason is required.",
      toDo: "Nothing was written. Say why in a few words, such as “claim time-barred”.",
    },
  },
  not_overpaid: {
    fr: {
      says: "La facture {value} n’a pas de trop-perçu sur cette part.",
      toDo: "Rien n’a été écrit. Elle a peut-être été régularisée entre-temps.",
    },
    en: {
      says: "Invoice {value} is not overpaid on this share.",
      toDo: "Nothing was written. It may have been settled in the meantime.",
    },
  },
  above_overpayment: {
    fr: {
      says: "{value} € dépassent le trop-perçu de {number} : {over} €.",
      toDo: "Rien n’a été écrit. Régularisez au plus {over} €.",
    },
    en: {
      says: "€{value} is more than the overpayment of {number}: €{over}.",
      toDo: "Nothing was written. Settle €{over} at the most.",
    },
  },
  invoice_takes_no_payment: {
    fr: {
      says: "{value} ne reçoit aucun règlement : c’est une pièce provisoire ou un devis.",
      toDo: "Rien n’a été écrit. Finalisez la facture, puis enregistrez le règlement.",
    },
    en: {
      says: "{value} takes no payment: it is a draft or a quote.",
      toDo: "Nothing was written. Finalise the invoice, then record the payment.",
    },
  },
  cash_above_limit: {
    fr: {
      says: "{value} € en espèces dépassent la limite de {limit} € pour une dette (CMF, art. D112-3).",
      toDo: "Rien n’a été écrit. Demandez un autre mode de règlement.",
    },
    en: {
      says: "€{value} in cash is above the limit of €{limit} for one debt (CMF, art. D112-3).",
      toDo: "Nothing was written. Ask for another means of payment.",
    },
  },
  paid_before_invoice: {
    fr: {
      says: "Le règlement est daté du {value}, avant la facture {number} ({issued}).",
      toDo: "Confirmez la date si elle est juste, ou corrigez-la.",
    },
    en: {
      says: "The payment is dated {value}, before invoice {number} ({issued}).",
      toDo: "Confirm the day if it is right, or correct it.",
    },
  },
  excess_to_decide: {
    fr: {
      says: "Vous avez saisi {value} €, il reste {due} € à régler sur {number}.",
      toDo: "Corrigez le montant, ou gardez l’excédent de {over} € sur le compte du client.",
    },
    en: {
      says: "You typed €{value}, €{due} is due on {number}.",
      toDo: "Correct the amount, or keep the excess of €{over} on the customer’s account.",
    },
  },
  return_is_test: {
    fr: {
      says: "Ce retour d’organisme est un flux de test ou de démonstration.",
      toDo: "Rien n’a été écrit. Un flux de test ne se comptabilise que dans un dossier de test.",
    },
    en: {
      says: "This insurer’s return is a test or demonstration flow.",
      toDo: "Nothing was written. A test flow is posted in a test company only.",
    },
  },
  return_names_unknown_invoice: {
    fr: {
      says: "Le retour nomme la facture {value}, qui n’est pas dans ce dossier.",
      toDo: "L’argent est gardé sur le compte de l’organisme, sans facture. Importez la facture, ou affectez la somme.",
    },
    en: {
      says: "The return names invoice {value}, which is not in this company.",
      toDo: "The money is kept on the insurer’s account without an invoice. Import the invoice, or place the amount.",
    },
  },
} as const;
