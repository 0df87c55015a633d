/** What an order to the bank, a bill or a planned payment is refused for. */
export const ORDER_PROBLEMS = {
  nothing_chosen: {
    fr: { says: "Aucune pièce n’est choisie.", toDo: "Cochez au moins une pièce et son montant." },
    en: { says: "No document is chosen.", toDo: "Tick at least one document with its amount." },
  },
  not_of_a_supplier: {
    fr: {
      says: "{value} n’est pas une facture de fournisseur.",
      toDo: "Rien n’a été écrit. Un paiement sortant règle une facture de fournisseur ; un client se rembourse depuis sa facture.",
    },
    en: {
      says: "{value} is not a supplier’s invoice.",
      toDo: "Nothing was written. Money out pays a supplier’s invoice; a customer is refunded from his own.",
    },
  },
  not_of_a_customer: {
    fr: {
      says: "{value} n’est pas une facture de client.",
      toDo: "Rien n’a été écrit. Un prélèvement ou un effet reçu règle une facture de client.",
    },
    en: {
      says: "{value} is not a customer’s invoice.",
      toDo: "Nothing was written. A direct debit or a bill received pays a customer’s invoice.",
    },
  },
  document_incomplete: {
    fr: {
      says: "La pièce {value} n’a pas encore de montant TTC.",
      toDo: "Rien n’a été écrit. Complétez le fournisseur et le total, puis ajoutez le paiement.",
    },
    en: {
      says: "Document {value} has no total yet.",
      toDo: "Nothing was written. Complete supplier and total, then add the payment.",
    },
  },
  above_what_is_open: {
    fr: {
      says: "{value} € dépassent ce qui reste à payer sur {number} : {open} € ({due} € dus, dont {underWay} € déjà en cours de paiement).",
      toDo: "Rien n’a été écrit. Ramenez le montant à {open} € au plus.",
    },
    en: {
      says: "€{value} is more than what is left to pay of {number}: €{open} (€{due} due, of which €{underWay} is under way).",
      toDo: "Nothing was written. Give €{open} at the most.",
    },
  },
  refund_not_to_send: {
    fr: {
      says: "Un remboursement choisi n’est plus à transmettre : un ordre l’a pris, la banque l’a exécuté ou il a été repris.",
      toDo: "Rien n’a été écrit. Rouvrez « Payer par virement » : la liste ne garde que ceux à transmettre.",
    },
    en: {
      says: "A refund that was chosen is no longer to be sent: an order has it, the bank carried it out, or it was taken back.",
      toDo: "Nothing was written. Open “Pay by transfer” again: the list keeps only those to be sent.",
    },
  },
  bank_details_missing: {
    fr: {
      says: "Les coordonnées bancaires de {value} manquent.",
      toDo: "Rien n’a été écrit. Enregistrez son IBAN : virement, prélèvement et effet en ont besoin.",
    },
    en: {
      says: "The bank details of {value} are missing.",
      toDo: "Nothing was written. Record the IBAN: transfers, direct debits and bills need it.",
    },
  },
  mandate_missing: {
    fr: {
      says: "{value} n’a pas de mandat de prélèvement actif.",
      toDo: "Rien n’a été écrit. Enregistrez la référence unique du mandat (RUM) qu’il a signé.",
    },
    en: {
      says: "{value} has no active direct-debit mandate.",
      toDo: "Nothing was written. Record the reference (RUM) of the mandate that was signed.",
    },
  },
  mandate_without_reference: {
    fr: {
      says: "Le mandat n’a pas de référence.",
      toDo: "Rien n’a été écrit. Saisissez la référence unique du mandat (RUM), qui est sur le mandat signé.",
    },
    en: {
      says: "The mandate has no reference.",
      toDo: "Nothing was written. Type the reference (RUM) of the mandate, which stands on the signed one.",
    },
  },
  mandate_of_another: {
    fr: {
      says: "Le mandat {value} est celui d’un autre client.",
      toDo: "Rien n’a été écrit. Vérifiez la référence unique du mandat (RUM).",
    },
    en: {
      says: "Mandate {value} is another customer’s.",
      toDo: "Nothing was written. Check the reference (RUM) of the mandate.",
    },
  },
  iban_wrong: {
    fr: {
      says: "« {value} » n’est pas un IBAN valable : sa clé ne correspond pas.",
      toDo: "Rien n’a été écrit. Recopiez-le du RIB, sans en oublier un caractère.",
    },
    en: {
      says: "“{value}” is not a valid IBAN: its check digits are wrong.",
      toDo: "Nothing was written. Copy it again from the bank details, character by character.",
    },
  },
  order_day_past: {
    fr: {
      says: "Le {value} est passé : la banque n’exécute rien à cette date.",
      toDo: "Rien n’a été écrit. Choisissez aujourd’hui ou un jour à venir.",
    },
    en: {
      says: "{value} is past: the bank executes nothing on that day.",
      toDo: "Nothing was written. Choose today or a day to come.",
    },
  },
  day_ahead: {
    fr: {
      says: "Le {value} est à venir : ce paiement n’a pas encore eu lieu.",
      toDo: "Rien n’a été écrit. Planifiez-le, il deviendra réel ce jour-là.",
    },
    en: {
      says: "{value} is to come: this payment has not been made yet.",
      toDo: "Nothing was written. Schedule it: it becomes real on that day.",
    },
  },
  day_not_ahead: {
    fr: {
      says: "On ne planifie qu’à une date à venir : le {value} ne l’est pas.",
      toDo: "Rien n’a été écrit. Enregistrez le paiement, ou choisissez un jour à venir.",
    },
    en: {
      says: "Only a day to come can be scheduled: {value} is not.",
      toDo: "Nothing was written. Record the payment, or choose a day to come.",
    },
  },
  payment_not_scheduled: {
    fr: {
      says: "Ce paiement n’est plus planifié.",
      toDo: "Rien n’a été écrit. Rechargez la page : son jour est sans doute venu entre-temps.",
    },
    en: {
      says: "This payment is not scheduled any more.",
      toDo: "Nothing was written. Reload the page: its day has probably come in the meantime.",
    },
  },
  several_suppliers: {
    fr: {
      says: "Les pièces choisies sont de plusieurs fournisseurs.",
      toDo: "Rien n’a été écrit. Faites un paiement par fournisseur, ou un ordre de virement pour tous.",
    },
    en: {
      says: "The documents chosen are of several suppliers.",
      toDo: "Nothing was written. Make one payment for each supplier, or a transfer order for all.",
    },
  },
  order_unknown: {
    fr: {
      says: "Cet ordre n’existe pas dans ce dossier.",
      toDo: "Rien n’a été écrit. Revenez à la liste des ordres.",
    },
    en: {
      says: "This order does not exist in this company.",
      toDo: "Nothing was written. Go back to the list of orders.",
    },
  },
  bank_status_unknown: {
    fr: {
      says: "Le statut « {value} » n’est pas de ceux d’un rapport de paiement (pain.002).",
      toDo: "Rien n’a été écrit. Recopiez le code de la banque, par exemple ACCP ou RJCT.",
    },
    en: {
      says: "Status “{value}” is not one of a payment status report (pain.002).",
      toDo: "Nothing was written. Copy the bank’s code, such as ACCP or RJCT.",
    },
  },
  payment_not_under_way: {
    fr: {
      says: "Ce paiement n’attend plus rien de la banque.",
      toDo: "Rien n’a été écrit. Rechargez la page : il a sans doute avancé entre-temps.",
    },
    en: {
      says: "This payment waits for nothing from the bank any more.",
      toDo: "Nothing was written. Reload the page: it probably moved on in the meantime.",
    },
  },
  bill_not_in_portfolio: {
    fr: {
      says: "Un des effets choisis n’est plus en portefeuille.",
      toDo: "Rien n’a été écrit. Rechargez la page : il a sans doute été remis entre-temps.",
    },
    en: {
      says: "One of the bills chosen is no longer in the portfolio.",
      toDo: "Nothing was written. Reload the page: it was probably handed in meanwhile.",
    },
  },
  order_differs_from_line: {
    fr: {
      says: "Il est attendu {value} €, la ligne est de {amount} € et les frais saisis de {charges} €.",
      toDo: "Rien n’a été écrit. Montant de la ligne et frais de l’avis de banque doivent faire le total attendu.",
    },
    en: {
      says: "€{value} is expected, the line is €{amount} and the charges typed are €{charges}.",
      toDo: "Nothing was written. The line and the charges of the bank’s notice must make what is expected.",
    },
  },
  order_reference_taken: {
    fr: {
      says: "Le lot de prélèvements {value} a déjà été reçu, avec un autre contenu.",
      toDo: "Rien n’a été écrit. Un lot envoyé ne change plus : vérifiez sa référence.",
    },
    en: {
      says: "Direct-debit batch {value} was received already, with another content.",
      toDo: "Nothing was written. A batch that was sent does not change: check its reference.",
    },
  },
  direct_debit_names_unknown_invoice: {
    fr: {
      says: "Le lot {batch} prélève la facture {value}, qui n’est pas dans ce dossier ou ne doit rien de sa part propre.",
      toDo: "Le fichier est retenu, rien n’est perdu : il sera relu de lui-même quand les factures arriveront.",
    },
    en: {
      says: "Batch {batch} collects invoice {value}, which is not in this company or has no share of the customer.",
      toDo: "The file is held and nothing is lost: it is read again by itself when invoices arrive.",
    },
  },
  no_direct_debit_in_file: {
    fr: {
      says: "Le fichier ne contient aucun prélèvement.",
      toDo: "Rien n’a été écrit. Refaites l’export du lot de prélèvements.",
    },
    en: { says: "The file holds no direct debit.", toDo: "Nothing was written. Export the batch again." },
  },
  direct_debit_row_wrong: {
    fr: {
      says: "Ligne {line} : « {value} » n’est pas une valeur pour {field}.",
      toDo: "Rien n’a été écrit. Corrigez la cellule et déposez de nouveau le fichier.",
    },
    en: {
      says: "Line {line}: “{value}” is no value for {field}.",
      toDo: "Nothing was written. Correct the cell and bring the file again.",
    },
  },
} as const;
