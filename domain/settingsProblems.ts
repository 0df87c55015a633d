import type { Language } from "./money.ts";
import type { Sentence } from "./sentence.ts";

/** What changing accounts, journals, users and the company's name answers when the rules say no. Part of domain/problems.ts. */
export const SETTINGS_PROBLEMS = {
  account_number_wrong: {
    fr: {
      says: "« {value} » n’est pas un numéro de compte.",
      toDo: "Écrivez de trois à douze chiffres, de la classe 1 à la classe 7. Rien n’a été changé.",
    },
    en: {
      says: "“{value}” is no account number.",
      toDo: "Write three to twelve digits, of classes 1 to 7. Nothing was changed.",
    },
  },
  account_of_other_class: {
    fr: {
      says: "Le compte {value} ne peut pas servir à cela : le numéro doit commencer par {root}.",
      toDo: "Choisissez ou créez un compte {root}. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} cannot serve for this: the number has to begin with {root}.",
      toDo: "Choose or create an account {root}. Nothing was changed.",
    },
  },
  account_of_bank: {
    fr: {
      says: "Le compte {value} est celui d’une banque : seules les lignes de ses relevés le mouvementent.",
      toDo: "Choisissez un autre compte. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is that of a bank: only the lines of its statements move it.",
      toDo: "Choose another account. Nothing was changed.",
    },
  },
  account_of_other_role: {
    fr: {
      says: "Le compte {value} sert ou a servi à autre chose.",
      toDo: "Donnez à chaque usage son compte : une écriture se reconnaît à ses comptes. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} serves or served for something else.",
      toDo: "Give each use an account of its own: an entry is known by its accounts. Nothing was changed.",
    },
  },
  account_name_missing: {
    fr: {
      says: "Le compte {value} n’est pas au plan comptable, et son intitulé manque.",
      toDo: "Donnez l’intitulé : le compte sera créé. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is not in the chart, and its name is missing.",
      toDo: "Give the name: the account is then created. Nothing was changed.",
    },
  },
  account_of_other_kind: {
    fr: {
      says: "Le compte {value} existe et n’est pas suivi comme le compte {present} : lettrage ou sens différents.",
      toDo: "Choisissez un numéro qui n’existe pas encore : le compte sera créé comme il faut. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} exists and is not followed as account {present} is: lettering or side differ.",
      toDo: "Choose a number that does not exist yet: the account is then created as it should be. Nothing was changed.",
    },
  },
  account_in_use: {
    fr: {
      says: "Le compte {value} a déjà des écritures.",
      toDo: "Un compte de bilan se change avant la première : ce qui y attend, ou y reviendrait par une annulation, se solde sur ce même compte. Gardez-le. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} has entries already.",
      toDo: "A balance-sheet account is changed before the first: what waits on it, or would come back to it by an undo, is settled on that same account. Keep it. Nothing was changed.",
    },
  },
  account_not_in_chart: {
    fr: {
      says: "Le compte {value} n’est pas au plan comptable de ce dossier.",
      toDo: "Rechargez la page. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is not in the chart of accounts of this company.",
      toDo: "Reload the page. Nothing was changed.",
    },
  },
  new_account_number_wrong: {
    fr: {
      says: "« {value} » n’est pas un numéro de compte du plan.",
      toDo: "Écrivez six chiffres, de la classe 1 à la classe 7, comme 606100. Rien n’a été changé.",
    },
    en: {
      says: "“{value}” is no account number of the chart.",
      toDo: "Write six digits, of classes 1 to 7, as 606100. Nothing was changed.",
    },
  },
  account_exists: {
    fr: {
      says: "Le compte {value} est déjà au plan comptable.",
      toDo: "Prenez-le tel qu’il est, ou renommez-le. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is in the chart already.",
      toDo: "Use it as it is, or rename it. Nothing was changed.",
    },
  },
  new_account_of_bank: {
    fr: {
      says: "Le compte {value} est un compte de banque : il se crée avec son journal.",
      toDo: "Déclarez le compte bancaire dans Réglages, Journaux. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is a bank account: it is created with its journal.",
      toDo: "Declare the bank account in Settings, Journals. Nothing was changed.",
    },
  },
  new_account_of_third_parties: {
    fr: {
      says: "Le compte {value} est un compte de tiers : ses mouvements viennent des pièces et des règlements.",
      toDo: "Distinguez les tiers par leur auxiliaire ; le compte collectif d’un usage se change dans Réglages, Usages des comptes. Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is one of third parties: documents and payments move it.",
      toDo: "Tell third parties apart by their auxiliary; the control account of a use is changed in Settings, Uses of accounts. Nothing was changed.",
    },
  },
  account_never_lettered: {
    fr: {
      says: "Le compte {value} ne se lettre pas.",
      toDo: "Seuls les comptes 4, 51 et 58 se lettrent : décochez « lettré ». Rien n’a été changé.",
    },
    en: {
      says: "Account {value} is not lettered.",
      toDo: "Only accounts 4, 51 and 58 are: untick “lettered”. Nothing was changed.",
    },
  },
  account_name_empty: {
    fr: {
      says: "L’intitulé du compte {value} manque.",
      toDo: "Donnez-lui un intitulé. Rien n’a été changé.",
    },
    en: { says: "The name of account {value} is missing.", toDo: "Give it a name. Nothing was changed." },
  },
  journal_unknown: {
    fr: {
      says: "Le journal {value} n’existe pas dans ce dossier.",
      toDo: "Rechargez la page. Rien n’a été changé.",
    },
    en: {
      says: "Journal {value} does not exist in this company.",
      toDo: "Reload the page. Nothing was changed.",
    },
  },
  journal_name_missing: {
    fr: { says: "Le nom du journal {value} manque.", toDo: "Donnez-lui un nom. Rien n’a été changé." },
    en: { says: "The name of journal {value} is missing.", toDo: "Give it a name. Nothing was changed." },
  },
  bank_iban_wrong: {
    fr: {
      says: "« {value} » n’est pas un IBAN : ses chiffres de contrôle ne tombent pas juste.",
      toDo: "Recopiez-le du RIB. Rien n’a été créé.",
    },
    en: {
      says: "“{value}” is no IBAN: its check digits are wrong.",
      toDo: "Copy it from the bank’s document. Nothing was created.",
    },
  },
  bank_account_known: {
    fr: {
      says: "Ce compte bancaire est déjà déclaré : journal {value}.",
      toDo: "Rien n’est à faire. Rien n’a été créé.",
    },
    en: {
      says: "This bank account is declared already: journal {value}.",
      toDo: "There is nothing to do. Nothing was created.",
    },
  },
  bank_journal_wrong: {
    fr: {
      says: "« {value} » ne peut pas être le journal d’une banque.",
      toDo: "Écrivez de deux à cinq lettres et chiffres, une lettre d’abord, comme BNP ou BQ2 ; les journaux VE, AC, OD et semblables servent à autre chose. Rien n’a été créé.",
    },
    en: {
      says: "“{value}” cannot be the journal of a bank.",
      toDo: "Write two to five letters and digits, a letter first, such as BNP or BQ2; the journals VE, AC, OD and the like serve for something else. Nothing was created.",
    },
  },
  bank_journal_taken: {
    fr: {
      says: "Le journal {value} est déjà celui d’un autre compte bancaire.",
      toDo: "Donnez à chaque banque son journal, ou laissez le champ vide. Rien n’a été créé.",
    },
    en: {
      says: "Journal {value} is that of another bank account already.",
      toDo: "Give each bank a journal of its own, or leave the field empty. Nothing was created.",
    },
  },
  bank_number_wrong: {
    fr: {
      says: "« {value} » n’est pas un compte 512.",
      toDo: "Écrivez 512 et de trois à cinq chiffres, comme 512200 ou 51201000. Rien n’a été créé.",
    },
    en: {
      says: "“{value}” is no account 512.",
      toDo: "Write 512 and three to five digits, such as 512200 or 51201000. Nothing was created.",
    },
  },
  bank_number_taken: {
    fr: {
      says: "Le compte {value} est déjà celui d’un autre compte bancaire.",
      toDo: "Donnez à chaque banque son compte 512, ou laissez le champ vide. Rien n’a été créé.",
    },
    en: {
      says: "Account {value} is that of another bank account already.",
      toDo: "Give each bank an account 512 of its own, or leave the field empty. Nothing was created.",
    },
  },
  bank_accounts_full: {
    fr: {
      says: "Le dossier a déjà 99 comptes bancaires.",
      toDo: "Tenez les autres dans un second dossier. Rien n’a été créé.",
    },
    en: {
      says: "The company has 99 bank accounts already.",
      toDo: "Keep the others in a second company. Nothing was created.",
    },
  },
  company_name_missing: {
    fr: { says: "Le nom du dossier manque.", toDo: "Donnez-lui un nom. Rien n’a été changé." },
    en: { says: "The name of the company is missing.", toDo: "Give it a name. Nothing was changed." },
  },
  company_name_taken: {
    fr: {
      says: "Un autre dossier s’appelle déjà « {value} ».",
      toDo: "Choisissez un nom qui les distingue. Rien n’a été changé.",
    },
    en: {
      says: "Another company is called “{value}” already.",
      toDo: "Choose a name that tells them apart. Nothing was changed.",
    },
  },
  password_too_short: {
    fr: {
      says: "Ce mot de passe est trop court : il faut au moins {least} signes.",
      toDo: "Une phrase que vous retenez convient mieux qu’un mot compliqué. Rien n’a été changé.",
    },
    en: {
      says: "This password is too short: it takes at least {least} characters.",
      toDo: "A sentence you remember is better than a complicated word. Nothing was changed.",
    },
  },
  password_too_long: {
    fr: {
      says: "Ce mot de passe dépasse {most} signes.",
      toDo: "Choisissez-en un plus court. Rien n’a été changé.",
    },
    en: {
      says: "This password is over {most} characters.",
      toDo: "Choose a shorter one. Nothing was changed.",
    },
  },
  password_too_simple: {
    fr: {
      says: "Ce mot de passe se devinerait : il répète les mêmes signes, ou tient à votre nom ou à votre adresse.",
      toDo: "Prenez plusieurs mots sans rapport entre eux. Rien n’a été changé.",
    },
    en: {
      says: "This password could be guessed: it repeats the same characters, or is little more than your name or address.",
      toDo: "Take several words that have nothing to do with each other. Nothing was changed.",
    },
  },
  password_typed_twice: {
    fr: {
      says: "Les deux saisies du nouveau mot de passe diffèrent.",
      toDo: "Saisissez-le deux fois de la même façon. Rien n’a été changé.",
    },
    en: {
      says: "The new password was typed in two different ways.",
      toDo: "Type it twice alike. Nothing was changed.",
    },
  },
  password_same: {
    fr: {
      says: "Le nouveau mot de passe est le même que l’actuel.",
      toDo: "Choisissez-en un autre. Rien n’a été changé.",
    },
    en: {
      says: "The new password is the same as the present one.",
      toDo: "Choose another. Nothing was changed.",
    },
  },
  password_wrong: {
    fr: {
      says: "Le mot de passe actuel n’est pas celui-là.",
      toDo: "Vérifiez-le, puis recommencez ; oublié, un administrateur vous en donne un nouveau. Rien n’a été changé.",
    },
    en: {
      says: "The present password is not that one.",
      toDo: "Check it and try again; if it is forgotten, an administrator gives you a new one. Nothing was changed.",
    },
  },
  password_of_oneself: {
    fr: {
      says: "Votre propre mot de passe se change avec l’actuel.",
      toDo: "Ouvrez « Changer mon mot de passe », sous votre nom. Rien n’a été changé.",
    },
    en: {
      says: "Your own password is changed with the present one.",
      toDo: "Open “Change my password”, under your name. Nothing was changed.",
    },
  },
  user_elsewhere: {
    fr: {
      says: "{value} travaille aussi dans un dossier que vous n’administrez pas : son mot de passe y donne accès.",
      toDo: "Demandez à qui tient l’installation (rappro user --new-password). Rien n’a été changé.",
    },
    en: {
      says: "{value} also works in a company that you do not administer: the password opens that one too.",
      toDo: "Ask whoever runs the installation (rappro user --new-password). Nothing was changed.",
    },
  },
  user_email_wrong: {
    fr: {
      says: "« {value} » n’est pas une adresse électronique.",
      toDo: "Écrivez-la comme claire@exemple.fr. Rien n’a été changé.",
    },
    en: {
      says: "“{value}” is no e-mail address.",
      toDo: "Write it as claire@example.org. Nothing was changed.",
    },
  },
  user_name_missing: {
    fr: {
      says: "Le nom de la personne manque.",
      toDo: "Donnez le nom à montrer à côté de ce qu’elle décide. Rien n’a été changé.",
    },
    en: {
      says: "The name of the person is missing.",
      toDo: "Give the name to show beside what they decide. Nothing was changed.",
    },
  },
  user_known: {
    fr: {
      says: "{value} figure déjà parmi les utilisateurs de ce dossier.",
      toDo: "Changez son rôle, ou rouvrez son accès, dans la liste. Rien n’a été changé.",
    },
    en: {
      says: "{value} is among the users of this company already.",
      toDo: "Change the role, or open the access again, in the list. Nothing was changed.",
    },
  },
  user_unknown: {
    fr: {
      says: "Cette personne n’a pas d’accès ouvert à ce dossier.",
      toDo: "Quelqu’un l’a peut-être retiré entre-temps : rechargez la page. Rien n’a été changé.",
    },
    en: {
      says: "This person has no open access to this company.",
      toDo: "Somebody may have withdrawn it in the meantime: reload the page. Nothing was changed.",
    },
  },
  last_administrator: {
    fr: {
      says: "{value} est seul à administrer ce dossier.",
      toDo: "Nommez d’abord un autre administrateur. Rien n’a été changé.",
    },
    en: {
      says: "{value} is the only administrator of this company.",
      toDo: "Make somebody else an administrator first. Nothing was changed.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
