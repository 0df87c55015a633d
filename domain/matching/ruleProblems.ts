/** What keeps a rule of the company, or a change of it, from being kept. */
export const RULE_PROBLEMS = {
  rule_incomplete: {
    fr: {
      says: "La règle est incomplète : {field}.",
      toDo: "Rien n’a été écrit. Donnez un nom, un rang de 1 à 9999, une condition et un compte au moins.",
    },
    en: {
      says: "The rule is not complete: {field}.",
      toDo: "Nothing was written. Give a name, a rank from 1 to 9999, and at least one condition and one account.",
    },
  },
  rule_says_nothing: {
    fr: {
      says: "Aucune condition ne dit de quoi il s’agit : un montant, un sens ou un jour ne suffit pas (D12).",
      toDo: "Ajoutez une condition sur le libellé, le code, le nom ou l’IBAN, d’au moins trois signes (deux pour un code).",
    },
    en: {
      says: "No condition says what it is about: an amount, a direction or a day is not enough (D12).",
      toDo: "Add a condition on the label, the code, the name or the IBAN, of three signs at least (two for a code).",
    },
  },
  rule_pattern_wrong: {
    fr: {
      says: "Le motif « {value} » ne peut pas être lu.",
      toDo: "Écrivez le texte, * pour n’importe quoi, {nom} pour un mot, {nom:digits}, {nom:amount} ou {nom:rest}. Un nom ne sert qu’une fois.",
    },
    en: {
      says: "The pattern “{value}” cannot be read.",
      toDo: "Write the text, * for anything, {name} for a word, {name:digits}, {name:amount} or {name:rest}. A name is used once.",
    },
  },
  rule_formula_wrong: {
    fr: {
      says: "La formule « {value} » ne peut pas être calculée.",
      toDo: "Utilisez des nombres, montant, un nom capturé par un motif, + - * / % et des parenthèses : montant * 20 / 120. La dernière part prend le reste.",
    },
    en: {
      says: "The formula “{value}” cannot be worked out.",
      toDo: "Use numbers, amount, a name that a pattern captures, + - * / % and brackets: amount * 20 / 120. The last part takes the rest.",
    },
  },
  rule_account_wrong: {
    fr: {
      says: "Le compte {value} n’est pas dans le plan, ou c’est un compte bancaire.",
      toDo: "Pour l’ajouter au plan, écrivez son nom à la suite : 613200 Loyers. Entre deux de vos comptes, choisissez « virement interne ».",
    },
    en: {
      says: "Account {value} is not in the chart, or is a bank account.",
      toDo: "To add it to the chart, write its name after it: 613200 Rent. Between two of your accounts, choose “own transfer”.",
    },
  },
  rule_account_till: {
    fr: {
      says: "Le compte {value} est celui de la caisse : une règle n’y passe rien.",
      toDo: "Rien n’a été enregistré. Versez les espèces dans « Remises », et passez un retrait par le compte de virements internes (580).",
    },
    en: {
      says: "Account {value} is the till: no rule posts to it.",
      toDo: "Nothing was saved. Deposit cash under “Remittances”, and post a withdrawal to the account of internal transfers (580).",
    },
  },
  rule_party_missing: {
    fr: {
      says: "Le compte {value} est un compte de tiers : il faut dire lequel.",
      toDo: "Donnez le code du tiers tel qu’il est dans les comptes, par exemple F-BAILLEUR.",
    },
    en: {
      says: "Account {value} is a third-party account: it needs to be said whose.",
      toDo: "Give the code of the third party as it stands in the books, such as F-LANDLORD.",
    },
  },
  rule_party_unknown: {
    fr: { says: "Aucun tiers n’a le code {value}.", toDo: "Utilisez un code qui existe dans les comptes." },
    en: { says: "No third party has the code {value}.", toDo: "Use a code that exists in the books." },
  },
  rule_dates_wrong: {
    fr: {
      says: "La règle finirait avant de commencer, ou son montant le plus bas dépasse le plus haut.",
      toDo: "Corrigez les deux bornes, ou laissez-en une vide.",
    },
    en: {
      says: "The rule would end before it begins, or its lowest amount is above the highest.",
      toDo: "Correct the two bounds, or leave one empty.",
    },
  },
  rule_name_taken: {
    fr: {
      says: "Une autre règle s’appelle « {value} ».",
      toDo: "Donnez un autre nom : il est écrit sur chaque ligne que la règle passe.",
    },
    en: {
      says: "Another rule is called “{value}”.",
      toDo: "Choose another name: it is written on every line that the rule posts.",
    },
  },
  rule_not_proposed: {
    fr: {
      says: "Aucune règle n’est proposée pour cette ligne.",
      toDo: "Rien n’a été écrit. La règle a peut-être changé entre-temps : rechargez la page.",
    },
    en: {
      says: "No rule is proposed for this line.",
      toDo: "Nothing was written. The rule may have changed in the meantime: reload the page.",
    },
  },
  answer_not_proposed: {
    fr: {
      says: "Cette réponse n’est plus proposée pour cette ligne.",
      toDo: "Rien n’a été écrit. Les réponses ont changé entre-temps : rechargez la page.",
    },
    en: {
      says: "This answer is no longer proposed for this line.",
      toDo: "Nothing was written. The answers have changed in the meantime: reload the page.",
    },
  },
  rule_changed_meanwhile: {
    fr: {
      says: "Cette règle a été modifiée depuis que le changement a été rejoué.",
      toDo: "Rien n’a été écrit. Repartez de la règle telle qu’elle est, et rejouez le passé.",
    },
    en: {
      says: "This rule was changed after the past was replayed.",
      toDo: "Nothing was written. Start again from the rule as it is, and replay the past.",
    },
  },
  change_not_ready: {
    fr: {
      says: "Ce changement n’a pas encore été rejoué sur le passé, ou il a déjà été enregistré.",
      toDo: "Rien n’a été écrit. Attendez la fin du rejeu : il dit ce que le changement aurait donné.",
    },
    en: {
      says: "This change was not replayed over the past yet, or is saved already.",
      toDo: "Nothing was written. Wait for the replay to end: it says what the change would have done.",
    },
  },
  setting_out_of_range: {
    fr: {
      says: "« {value} » n’est pas une valeur possible pour ce réglage.",
      toDo: "Rien n’a été écrit. Donnez un nombre entier dans les bornes indiquées.",
    },
    en: {
      says: "“{value}” is not a possible value of this setting.",
      toDo: "Nothing was written. Give a whole number within the bounds shown.",
    },
  },
  weight_out_of_range: {
    fr: {
      says: "« {value} » n’est pas un poids possible pour cet indice : un nombre entier de {least} à {most}.",
      toDo: "Rien n’a été écrit. Un indice favorable ne pèse jamais moins que rien, un indice contraire jamais plus.",
    },
    en: {
      says: "“{value}” is not a possible weight of this fact: a whole number from {least} to {most}.",
      toDo: "Nothing was written. A fact for an answer never weighs less than nothing, one against it never more.",
    },
  },
  weights_changed_meanwhile: {
    fr: {
      says: "Les poids en vigueur ont changé depuis que le passé a été rejoué.",
      toDo: "Rien n’a été écrit. Repartez des poids tels qu’ils sont, et rejouez le passé.",
    },
    en: {
      says: "The weights in force have changed since the past was replayed.",
      toDo: "Nothing was written. Start again from the weights as they are, and replay the past.",
    },
  },
  weights_unchanged: {
    fr: {
      says: "Ces poids sont ceux qui sont en vigueur.",
      toDo: "Rien n’a été écrit. Changez au moins un poids avant de rejouer le passé.",
    },
    en: {
      says: "These weights are those in force.",
      toDo: "Nothing was written. Change at least one weight before replaying the past.",
    },
  },
  undo_changed: {
    fr: {
      says: "Ce qui serait annulé a changé depuis l’aperçu : {value} au lieu de {seen}.",
      toDo: "Rien n’a été écrit. Regardez le nouvel aperçu, puis confirmez.",
    },
    en: {
      says: "What would be undone has changed since the preview: {value} instead of {seen}.",
      toDo: "Nothing was written. Look at the new preview, then confirm.",
    },
  },
  posting_not_suspended: {
    fr: {
      says: "Ce passage automatique n’est pas suspendu.",
      toDo: "Rien n’a été écrit. Quelqu’un l’a sans doute rétabli entre-temps.",
    },
    en: {
      says: "This automatic posting is not suspended.",
      toDo: "Nothing was written. Somebody probably restored it in the meantime.",
    },
  },
  recheck_answered: {
    fr: {
      says: "Ce contrôle a déjà reçu sa réponse.",
      toDo: "Rien n’a été écrit. Rechargez la page.",
    },
    en: { says: "This check was answered already.", toDo: "Nothing was written. Reload the page." },
  },
  allocation_not_alone: {
    fr: {
      says: "Cette imputation est la seule de la ligne, ou n’existe plus.",
      toDo: "Rien n’a été écrit. Annulez la ligne entière.",
    },
    en: {
      says: "This allocation is the only one of the line, or is gone.",
      toDo: "Nothing was written. Undo the whole line.",
    },
  },
} as const;
