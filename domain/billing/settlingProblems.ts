/** What an act answers when a document cannot be settled the way somebody asks. */
export const SETTLING_PROBLEMS = {
  discount_not_activated: {
    fr: {
      says: "L’escompte n’est pas activé pour ce dossier.",
      toDo: "Rien n’a été écrit. Activez-le dans les réglages du dossier, ou laissez le reste dû.",
    },
    en: {
      says: "Early-payment discount is not activated for this company.",
      toDo: "Nothing was written. Activate it in the settings of the company, or leave the rest due.",
    },
  },
  discount_on_credit_note: {
    fr: {
      says: "{value} est un avoir : il n’y a pas d’escompte sur un avoir.",
      toDo: "Rien n’a été écrit. Réglez l’avoir de son montant, ou annulez le reste avec un motif.",
    },
    en: {
      says: "{value} is a credit note: there is no discount on a credit note.",
      toDo: "Nothing was written. Settle it with its amount, or write the rest off with a reason.",
    },
  },
  discount_on_shares: {
    fr: {
      says: "Un escompte solde une pièce qui n’a qu’un payeur, par un règlement qui ne paie qu’elle.",
      toDo: "Rien n’a été écrit. Réglez chaque pièce par son règlement, ou annulez le reste avec un motif.",
    },
    en: {
      says: "A discount closes a document that has one payer, by a payment of nothing else.",
      toDo: "Nothing was written. Pay each document by its own payment, or write the rest off with a reason.",
    },
  },
  discount_not_first: {
    fr: {
      says: "{value} a déjà un règlement : l’escompte ne se prend que sur le premier.",
      toDo: "Rien n’a été écrit. Supprimez l’autre règlement, ou annulez le reste avec un motif.",
    },
    en: {
      says: "{value} has a payment already: a discount is taken with the first one only.",
      toDo: "Nothing was written. Delete the other payment, or write the rest off with a reason.",
    },
  },
  discount_amount: {
    fr: {
      says: "{value} € réglés et {discount} € d’escompte ne soldent pas {number}, de {total} €.",
      toDo: "Rien n’a été écrit. Le règlement est au-dessus de zéro et au-dessous de {total} €, l’escompte est tout le reste.",
    },
    en: {
      says: "€{value} paid and €{discount} of discount do not settle {number}, of €{total}.",
      toDo: "Nothing was written. The payment is above zero and below €{total}, and the discount is all the rest.",
    },
  },
  write_off_above_due: {
    fr: {
      says: "{value} € dépassent ce qu’il y a à annuler sur {number} : {due} €.",
      toDo: "Rien n’a été écrit. Annulez au plus {due} €.",
    },
    en: {
      says: "€{value} is more than there is to cancel on {number}: €{due}.",
      toDo: "Nothing was written. Cancel €{due} at the most.",
    },
  },
  write_off_to_confirm: {
    fr: {
      says: "{value} € sur {number} dépassent l’écart de règlement habituel de {limit} €.",
      toDo: "Confirmez s’il s’agit bien d’un écart ; une créance perdue se passe en 654.",
    },
    en: {
      says: "€{value} on {number} is above the usual settlement difference of €{limit}.",
      toDo: "Confirm if it is one; a debt lost for good goes to 654.",
    },
  },
  write_off_gone: {
    fr: {
      says: "Cette annulation n’est plus en vigueur.",
      toDo: "Rien n’a été écrit. Elle a sans doute été reprise entre-temps : rechargez la page.",
    },
    en: {
      says: "This write-off does not stand any more.",
      toDo: "Nothing was written. It was probably taken back in the meantime: reload the page.",
    },
  },
  mark_with_payment: {
    fr: {
      says: "{value} a un règlement : c’est lui qui dit ce qui est payé.",
      toDo: "Rien n’a été écrit. Corrigez ou supprimez le règlement.",
    },
    en: {
      says: "{value} has a payment: it says what is paid.",
      toDo: "Nothing was written. Change or delete the payment.",
    },
  },
  not_marked: {
    fr: {
      says: "{value} n’est pas marquée comme payée.",
      toDo: "Rien n’a été écrit. Elle a sans doute été remise à payer entre-temps.",
    },
    en: {
      says: "{value} is not marked as paid.",
      toDo: "Nothing was written. It was probably set back in the meantime.",
    },
  },
  marked_already: {
    fr: {
      says: "{value} est déjà marquée comme payée.",
      toDo: "Rien n’a été écrit. Rechargez la page.",
    },
    en: { says: "{value} is marked as paid already.", toDo: "Nothing was written. Reload the page." },
  },
  above_advance: {
    fr: {
      says: "{value} € dépassent l’avance de {name} : {left} €.",
      toDo: "Rien n’a été écrit. Utilisez au plus {left} €.",
    },
    en: {
      says: "€{value} is more than the advance of {name}: €{left}.",
      toDo: "Nothing was written. Use €{left} at the most.",
    },
  },
  credit_note_used: {
    fr: {
      says: "{value} n’a plus rien à imputer, ou n’est pas un avoir émis.",
      toDo: "Rien n’a été écrit. Son solde est déjà imputé, remboursé ou annulé : rechargez la page.",
    },
    en: {
      says: "Nothing is left of {value} to be set off, or it is no issued credit note.",
      toDo: "Nothing was written. It was set off, paid back or cancelled already: reload the page.",
    },
  },
  credit_note_of_another: {
    fr: {
      says: "L’avoir {value} n’est pas du client de {number}.",
      toDo: "Rien n’a été écrit. Un avoir s’impute sur une facture du même client ; pour un autre, remboursez-le.",
    },
    en: {
      says: "Credit note {value} is not of the customer of {number}.",
      toDo: "Nothing was written. A credit note pays an invoice of its own customer; for another one, pay it back.",
    },
  },
  above_credit_note: {
    fr: {
      says: "{value} € dépassent ce qui reste de l’avoir {number} : {left} €.",
      toDo: "Rien n’a été écrit. Imputez au plus {left} €.",
    },
    en: {
      says: "€{value} is more than is left of credit note {number}: €{left}.",
      toDo: "Nothing was written. Set €{left} off at the most.",
    },
  },
  refund_not_awaited: {
    fr: {
      says: "Aucun remboursement de ce montant n’attend cette ligne.",
      toDo: "Rien n’a été écrit. Enregistrez d’abord le remboursement sur la facture.",
    },
    en: {
      says: "No refund of this amount waits for this line.",
      toDo: "Nothing was written. Record the refund on the invoice first.",
    },
  },
  payment_gone: {
    fr: {
      says: "Ce règlement n’est plus en vigueur.",
      toDo: "Rien n’a été écrit. Il a sans doute été supprimé ou contre-passé entre-temps : rechargez la page.",
    },
    en: {
      says: "This payment does not stand any more.",
      toDo: "Nothing was written. It was probably deleted or reversed in the meantime: reload the page.",
    },
  },
  payment_of_bank_line: {
    fr: {
      says: "Ce règlement est prouvé par une ligne de relevé.",
      toDo: "Rien n’a été écrit. Annulez le rapprochement de la ligne : elle attendra de nouveau.",
    },
    en: {
      says: "A bank line proves this payment.",
      toDo: "Nothing was written. Undo the match of the line: it then waits again.",
    },
  },
  payment_of_return: {
    fr: {
      says: "Ce règlement vient d’un retour d’organisme.",
      toDo: "Rien n’a été écrit. C’est l’organisme qui le corrige, par un autre retour.",
    },
    en: {
      says: "This payment came with an insurer’s return.",
      toDo: "Nothing was written. The insurer corrects it, with another return.",
    },
  },
  bill_vat_counted: {
    fr: {
      says: "L’échéance de cet effet est passée, et sa TVA a été comptée ce jour-là.",
      toDo: "Rien n’a été écrit. S’il n’a pas été payé, passez la ligne d’impayé de la banque.",
    },
    en: {
      says: "This bill is past its due day, on which its VAT was counted.",
      toDo: "Nothing was written. If it was not paid, post the line by which the bank sends it back.",
    },
  },
  payment_under_way: {
    fr: {
      says: "Ce règlement est déjà remis à la banque.",
      toDo: "Rien n’a été écrit. Retirez-le d’abord de sa remise, ou attendez la ligne de relevé.",
    },
    en: {
      says: "This payment was handed to the bank already.",
      toDo: "Nothing was written. Take it off its slip first, or wait for the bank line.",
    },
  },
  payment_rests: {
    fr: {
      says: "Une partie de ce règlement a servi : avance, somme mise de côté ou trop-perçu régularisé.",
      toDo: "Rien n’a été écrit. Reprenez d’abord ce qui s’appuie sur lui.",
    },
    en: {
      says: "A part of this payment was used: an advance, money set aside, or an overpayment settled.",
      toDo: "Nothing was written. Take back first what rests on it.",
    },
  },
  payment_is_final: {
    fr: {
      says: "L’écriture de ce règlement est validée : elle ne se modifie plus.",
      toDo: "Rien n’a été écrit. Contre-passez le règlement, puis saisissez le bon.",
    },
    en: {
      says: "The entry of this payment is validated: it does not change any more.",
      toDo: "Nothing was written. Reverse the payment, then record the right one.",
    },
  },
  payment_not_changed: {
    fr: {
      says: "Ce règlement se supprime, il ne se modifie pas.",
      toDo: "Rien n’a été écrit. Supprimez-le, puis enregistrez le bon.",
    },
    en: {
      says: "This payment is deleted, not changed.",
      toDo: "Nothing was written. Delete it, then record the right one.",
    },
  },
  discount_unreadable: {
    fr: {
      says: "Facture {number}, colonne « {field} » : « {value} » n’est pas une condition d’escompte.",
      toDo: "Écrivez un taux comme 2,00, un nombre de jours jusqu’à 366, ou oui/non pour la mention de TVA.",
    },
    en: {
      says: "Invoice {number}, column “{field}”: “{value}” is no condition of a discount.",
      toDo: "Write a rate such as 2.00, a number of days up to 366, or yes/no for the wording on VAT.",
    },
  },
} as const;
