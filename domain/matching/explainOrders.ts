/** The sentences of what was asked of the bank: orders, cheques and bills of ours, and what of it came back. */
export const ORDER_FACTS = {
  order_read: {
    fr: {
      chip: "ordre lu",
      sentence: "Le libellé porte « {token} » : c’est la référence de l’ordre {reference}.",
    },
    en: {
      chip: "order read",
      sentence: "The text says “{token}”: that is the reference of order {reference}.",
    },
  },
  payment_read: {
    fr: {
      chip: "paiement lu",
      sentence: "« {token} » est l’identifiant de ce paiement ({party}).",
    },
    en: { chip: "payment read", sentence: "“{token}” is the identifier of this payment ({party})." },
  },
  supplier_named: {
    fr: {
      chip: "fournisseur nommé",
      sentence: "Le libellé nomme {party}, à qui un paiement est en cours.",
    },
    en: { chip: "supplier named", sentence: "The text names {party}, to whom a payment is under way." },
  },
  payer_named: {
    fr: {
      chip: "payeur nommé",
      sentence: "La ligne nomme {party}, dont un règlement fait exactement ce montant.",
    },
    en: {
      chip: "payer named",
      sentence: "The line names {party}, of whom one payment is exactly this amount.",
    },
  },
  order_on_its_day: {
    fr: {
      chip: "jour et total",
      sentence: "Un crédit de prélèvements, le jour et du total du seul lot {reference}.",
    },
    en: {
      chip: "day and total",
      sentence: "A credit of direct debits, on the day and of the total of the one file {reference}.",
    },
  },
  order_amount_differs: {
    fr: { chip: "montant différent", sentence: "Le montant n’est pas celui qui est attendu." },
    en: { chip: "other amount", sentence: "The amount is not the one expected." },
  },
} as const;

/** Why a line that carries out, or sends back, what was asked of the bank was posted or waits. */
export const ORDER_REASONS = {
  order_and_amount: {
    fr: "Ordre lu et montant attendu.",
    en: "Order read and amount as expected.",
  },
  payment_and_amount: {
    fr: "Paiement émis reconnu, montant exact.",
    en: "Our payment recognised, exact amount.",
  },
  supplier_and_amount: {
    fr: "Fournisseur nommé, paiement en cours du même montant.",
    en: "Supplier named, payment under way of the same amount.",
  },
  order_on_its_day: {
    fr: "Remise de prélèvements, jour et total du lot.",
    en: "Direct-debit credit, day and total of the file.",
  },
  order_amount_differs: {
    fr: "L’ordre ou le paiement nommé attend un autre montant : frais retenus par la banque, ou exécution partielle.",
    en: "The order or payment named expects another amount: charges kept back by the bank, or a part of it.",
  },
  payment_sent_back: {
    fr: "Le paiement revient : la pièce redevient due.",
    en: "The payment comes back: the document is due again.",
  },
} as const;
