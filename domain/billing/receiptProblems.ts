/** What is answered about money in hand, its way to the bank, and payments that come back. */
export const RECEIPT_PROBLEMS = {
  amount_not_above_zero: {
    fr: {
      says: "Un montant de {value} € ne règle rien.",
      toDo: "Rien n’a été écrit. Saisissez un montant supérieur à zéro ; un avoir déduit doit laisser quelque chose à payer.",
    },
    en: {
      says: "An amount of €{value} pays nothing.",
      toDo: "Nothing was written. Give an amount above zero; a credit note that is deducted has to leave something to pay.",
    },
  },
  journal_not_for_payments: {
    fr: {
      says: "Le journal « {value} » ne reçoit pas de règlement saisi à la main.",
      toDo: "Rien n’a été écrit. Choisissez un des journaux proposés : celui d’une banque ne suit que ses relevés.",
    },
    en: {
      says: "Journal “{value}” takes no payment recorded by hand.",
      toDo: "Nothing was written. Choose one of those offered: that of a bank account follows its statements alone.",
    },
  },
  remittance_empty: {
    fr: {
      says: "La remise ne contient aucun règlement.",
      toDo: "Rien n’a été écrit. Cochez au moins un règlement à porter à la banque.",
    },
    en: {
      says: "The remittance holds no payment.",
      toDo: "Nothing was written. Tick at least one payment to take to the bank.",
    },
  },
  payment_not_in_hand: {
    fr: {
      says: "Un des règlements choisis ({value}) n’est plus à remettre.",
      toDo: "Rien n’a été écrit. Il est déjà sur une remise, à la banque ou revenu : rechargez la page.",
    },
    en: {
      says: "One of the payments chosen ({value}) is no longer in hand.",
      toDo: "Nothing was written. It is on a remittance, at the bank or came back: reload the page.",
    },
  },
  remittance_differs: {
    fr: {
      says: "La remise contient {count} règlement(s) pour {total} €, et non {value}.",
      toDo: "Rien n’a été écrit. Vérifiez les règlements cochés, le nombre et le total du bordereau.",
    },
    en: {
      says: "The remittance holds {count} payment(s) for €{total}, not {value}.",
      toDo: "Nothing was written. Check the payments ticked, the number and the total of the slip.",
    },
  },
  bank_account_unknown: {
    fr: {
      says: "« {value} » n’est pas un compte bancaire de ce dossier.",
      toDo: "Rien n’a été écrit. Choisissez un des comptes déclarés, par exemple BQ1.",
    },
    en: {
      says: "“{value}” is not a bank account of this company.",
      toDo: "Nothing was written. Choose one of the declared accounts, such as BQ1.",
    },
  },
  cash_short: {
    fr: {
      says: "La caisse ne contient que {available} € à partir du {day} : {value} € ne peuvent pas en sortir.",
      toDo: "Rien n’a été écrit. Une caisse ne peut pas être négative : vérifiez le montant et les recettes de la journée.",
    },
    en: {
      says: "The till holds only €{available} from {day} on: €{value} cannot leave it.",
      toDo: "Nothing was written. A till cannot be below zero: check the amount and the receipts of the day.",
    },
  },
  remittance_settled: {
    fr: {
      says: "La remise {value} est déjà créditée, annulée, ou inconnue.",
      toDo: "Rien n’a été écrit. Annulez d’abord le rapprochement de la ligne de banque qui l’a créditée.",
    },
    en: {
      says: "Remittance {value} is credited already, withdrawn, or unknown.",
      toDo: "Nothing was written. First undo the match of the bank line that credited it.",
    },
  },
  money_not_under_way: {
    fr: {
      says: "L’argent choisi n’est plus en route vers la banque.",
      toDo: "Rien n’a été écrit. Une autre ligne l’a sans doute apporté entre-temps : rechargez la page.",
    },
    en: {
      says: "The money chosen is no longer on its way to the bank.",
      toDo: "Nothing was written. Another line probably brought it in the meantime: reload the page.",
    },
  },
  under_way_differs_from_line: {
    fr: {
      says: "L’argent en route, moins les frais, fait {value} €, la ligne {amount} €.",
      toDo: "Rien n’a été écrit. Donnez les frais que la banque a gardés, ou choisissez ce que la ligne apporte.",
    },
    en: {
      says: "The money under way, less the charges, makes €{value}, the line is €{amount}.",
      toDo: "Nothing was written. Give the charges that the bank kept, or choose what the line brings.",
    },
  },
  payment_not_credited: {
    fr: {
      says: "Le règlement « {value} » n’a pas été crédité par la banque, ou est déjà revenu.",
      toDo: "Rien n’a été écrit. Seul un règlement crédité peut revenir impayé.",
    },
    en: {
      says: "Payment “{value}” was not credited by the bank, or came back already.",
      toDo: "Nothing was written. Only a payment that was credited can come back unpaid.",
    },
  },
  credit_came_back: {
    fr: {
      says: "Un règlement que cette ligne a crédité est revenu impayé : « {value} ».",
      toDo: "Rien n’a été écrit. Annulez d’abord le rapprochement de la ligne par laquelle il est revenu.",
    },
    en: {
      says: "A payment that this line credited came back unpaid: “{value}”.",
      toDo: "Nothing was written. First undo the match of the line by which it came back.",
    },
  },
  return_differs_from_payment: {
    fr: {
      says: "La ligne reprend {value} €, le règlement était de {amount} €.",
      toDo: "Rien n’a été écrit. Un impayé reprend le montant exact ; les frais de la banque sont une autre ligne.",
    },
    en: {
      says: "The line takes back €{value}, the payment was €{amount}.",
      toDo: "Nothing was written. A return takes back the exact amount; the bank’s fee is another line.",
    },
  },
} as const;
