import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";
import { CSV_PROBLEMS } from "./csvProblems.ts";
import { DELIVERY_PROBLEMS } from "./deliveryProblems.ts";
import { TEXT_FORMAT_PROBLEMS } from "./textFormatProblems.ts";

/** What may be wrong with a bank statement. Part of the catalogue of domain/problems.ts. */
export const STATEMENT_PROBLEMS = {
  format_not_read_yet: {
    fr: {
      says: "Ce fichier est au format {format}, que Rappro ne lit pas encore.",
      toDo: "Redemandez le relevé à la banque dans l’un de ces formats : {formats}.",
    },
    en: {
      says: "This file is in the {format} format, which Rappro does not read yet.",
      toDo: "Ask the bank for the statement in one of these formats: {formats}.",
    },
  },
  no_statement: {
    fr: {
      says: "Le fichier ne contient aucun relevé de compte.",
      toDo: "Vérifiez la période demandée à la banque, puis redemandez le fichier.",
    },
    en: {
      says: "The file holds no account statement.",
      toDo: "Check the period asked of the bank, then ask for the file again.",
    },
  },
  file_truncated: {
    fr: {
      says: "Ligne {line} : le fichier s’arrête avant la fin ({value}).",
      toDo: "Téléchargez-le de nouveau : la copie est incomplète.",
    },
    en: {
      says: "Line {line}: the file stops before its end ({value}).",
      toDo: "Download it again: this copy is incomplete.",
    },
  },
  too_many_errors: {
    fr: {
      says: "Le fichier a plus de {limit} erreurs : la lecture s’est arrêtée là.",
      toDo: "Corrigez la cause des premières erreurs, souvent la même pour toutes, puis déposez le fichier de nouveau.",
    },
    en: {
      says: "The file has more than {limit} errors: reading stopped there.",
      toDo: "Mend the cause of the first errors, often the same for all, then upload the file again.",
    },
  },
  warnings_not_shown: {
    fr: {
      says: "Seuls les {limit} premiers avertissements sont montrés.",
      toDo: "Rien à faire si les premiers sont sans gravité : les suivants leur ressemblent le plus souvent.",
    },
    en: {
      says: "Only the first {limit} warnings are shown.",
      toDo: "Nothing to do if the first ones are harmless: the others are mostly alike.",
    },
  },
  text_damaged: {
    fr: {
      says: "Ligne {line} : un caractère du texte est illisible.",
      toDo: "Le relevé est lu ; vérifiez le libellé de cette ligne. Si d’autres accents manquent, redemandez le fichier à la banque.",
    },
    en: {
      says: "Line {line}: a character of the text cannot be read.",
      toDo: "The statement is read; check the label of this line. If other accents are missing, ask the bank for the file again.",
    },
  },
  statement_does_not_balance: {
    fr: {
      says: "Compte {account} : l’ancien solde ({opening} {currency}) et les mouvements ({sum}) donnent {expected}, mais le nouveau solde du relevé est {closing}. Écart : {difference}.",
      toDo: "Aucune ligne n’est enregistrée. Des mouvements manquent ou ont été modifiés : redemandez le relevé de cette période à la banque.",
    },
    en: {
      says: "Account {account}: the opening balance ({opening} {currency}) and the movements ({sum}) give {expected}, but the closing balance of the statement is {closing}. Difference: {difference}.",
      toDo: "No line was stored. Movements are missing or were altered: ask the bank for the statement of this period again.",
    },
  },
  no_opening_balance: {
    fr: {
      says: "Compte {account} : le relevé ne donne pas d’ancien solde, le total des mouvements n’a pas pu être contrôlé.",
      toDo: "Comparez le nombre de lignes et leur total avec votre espace bancaire.",
    },
    en: {
      says: "Account {account}: the statement gives no opening balance, so the sum of its movements could not be checked.",
      toDo: "Compare the number of lines and their total with your online bank.",
    },
  },
  no_closing_balance: {
    fr: {
      says: "Compte {account} : le relevé ne donne pas de nouveau solde, le total des mouvements n’a pas pu être contrôlé.",
      toDo: "Comparez le nombre de lignes et leur total avec votre espace bancaire.",
    },
    en: {
      says: "Account {account}: the statement gives no closing balance, so the sum of its movements could not be checked.",
      toDo: "Compare the number of lines and their total with your online bank.",
    },
  },
  statement_empty: {
    fr: {
      says: "Compte {account} : le relevé n’a ni mouvement ni solde.",
      toDo: "Rien à faire si le compte n’a pas bougé ; sinon redemandez le relevé à la banque.",
    },
    en: {
      says: "Account {account}: the statement has neither movements nor balances.",
      toDo: "Nothing to do if the account did not move; otherwise ask the bank for the statement again.",
    },
  },
  statement_unfinished: {
    fr: {
      says: "Ligne {line} : le relevé qui commence ici n’a pas de nouveau solde (enregistrement 07, champ 62F ou fin du Stmt).",
      toDo: "Le fichier est coupé ou mélangé : téléchargez-le de nouveau.",
    },
    en: {
      says: "Line {line}: the statement that begins here has no closing balance (record 07, field 62F or the end of the Stmt).",
      toDo: "The file is cut or mixed up: download it again.",
    },
  },
  line_outside_statement: {
    fr: {
      says: "Ligne {line} : ce mouvement n’appartient à aucun relevé.",
      toDo: "Le début du fichier manque : téléchargez-le de nouveau.",
    },
    en: {
      says: "Line {line}: this movement belongs to no statement.",
      toDo: "The beginning of the file is missing: download it again.",
    },
  },
  detail_without_line: {
    fr: {
      says: "Ligne {line} : ce complément (enregistrement 05) ne suit aucun mouvement.",
      toDo: "Un mouvement manque dans le fichier : téléchargez-le de nouveau.",
    },
    en: {
      says: "Line {line}: this complement (record 05) follows no movement.",
      toDo: "A movement is missing from the file: download it again.",
    },
  },
  closing_without_opening: {
    fr: {
      says: "Ligne {line} : ce nouveau solde n’a pas d’ancien solde avant lui (enregistrement 01 ou champ 60F).",
      toDo: "Le début du relevé manque : téléchargez le fichier de nouveau.",
    },
    en: {
      says: "Line {line}: this closing balance has no opening balance before it (record 01 or field 60F).",
      toDo: "The beginning of the statement is missing: download the file again.",
    },
  },
  cfonb_record_unknown: {
    fr: {
      says: "Ligne {line} : « {value} » n’est pas un code d’enregistrement du relevé CFONB 120 (01, 04, 05 ou 07).",
      toDo: "Le fichier a été modifié ou ses lignes ont été recoupées : déposez-le tel que la banque l’a fourni.",
    },
    en: {
      says: "Line {line}: “{value}” is no record code of a CFONB 120 statement (01, 04, 05 or 07).",
      toDo: "The file was edited or its lines were wrapped: upload it as the bank supplied it.",
    },
  },
  cfonb_record_length: {
    fr: {
      says: "Ligne {line} : {value} caractères restent après les enregistrements de 120 caractères, et n’en commencent pas un autre.",
      toDo: "Des caractères ont été ajoutés, des blancs supprimés, ou le fichier est coupé : déposez-le tel que la banque l’a fourni.",
    },
    en: {
      says: "Line {line}: {value} characters are left over after the records of 120 characters, and begin no other.",
      toDo: "Characters were added, blanks were removed, or the file is cut: upload it as the bank supplied it.",
    },
  },
  bad_amount: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » n’est pas un montant.",
      toDo: "Aucun montant n’est deviné. Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” is not an amount.",
      toDo: "No amount is guessed. Ask the bank for the file again, or report this line to it.",
    },
  },
  amount_sign_repaired: {
    fr: {
      says: "Ligne {line} : le signe du montant « {value} » n’est pas écrit comme le veut la norme (minuscule, é ou è). Il a été compris.",
      toDo: "Rien à faire tant que les soldes concordent, ce qui est contrôlé.",
    },
    en: {
      says: "Line {line}: the sign of the amount “{value}” is not written as the standard has it (lower case, é or è). It was understood.",
      toDo: "Nothing to do while the balances agree, which is checked.",
    },
  },
  bad_direction: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » ne dit pas si l’argent entre ou sort (CRDT ou DBIT, C ou D), ou contredit le signe du montant.",
      toDo: "Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” does not say whether money comes in or goes out (CRDT or DBIT, C or D), or contradicts the sign of the amount.",
      toDo: "Ask the bank for the file again, or report this line to it.",
    },
  },
  bad_date: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » n’est pas une date.",
      toDo: "Aucune date n’est devinée. Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” is not a date.",
      toDo: "No date is guessed. Ask the bank for the file again, or report this line to it.",
    },
  },
  bad_currency: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » n’est pas un code de devise.",
      toDo: "Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” is not a currency code.",
      toDo: "Ask the bank for the file again, or report this line to it.",
    },
  },
  bad_status: {
    fr: {
      says: "Ligne {line}, champ {field} : l’état « {value} » du mouvement est inconnu (attendu : BOOK, PDNG, INFO ou FUTR).",
      toDo: "Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: the status “{value}” of the movement is unknown (expected: BOOK, PDNG, INFO or FUTR).",
      toDo: "Ask the bank for the file again, or report this line to it.",
    },
  },
  bad_account: {
    fr: {
      says: "Ligne {line}, champ {field} : « {value} » n’est pas un compte (banque, guichet, numéro).",
      toDo: "Redemandez le fichier à la banque, ou signalez-lui cette ligne.",
    },
    en: {
      says: "Line {line}, field {field}: “{value}” is not an account (bank, branch, number).",
      toDo: "Ask the bank for the file again, or report this line to it.",
    },
  },
  account_missing: {
    fr: {
      says: "Ligne {line} : le relevé ne dit pas de quel compte il s’agit.",
      toDo: "Redemandez le fichier à la banque : sans compte, rien ne peut être rapproché.",
    },
    en: {
      says: "Line {line}: the statement does not say which account it is of.",
      toDo: "Ask the bank for the file again: without an account nothing can be matched.",
    },
  },
  account_differs: {
    fr: {
      says: "Ligne {line}, champ {field} : le compte « {value} » n’est pas celui du relevé, « {expected} ».",
      toDo: "Le fichier mélange des comptes : redemandez-le à la banque.",
    },
    en: {
      says: "Line {line}, field {field}: the account “{value}” is not that of the statement, “{expected}”.",
      toDo: "The file mixes accounts: ask the bank for it again.",
    },
  },
  bank_code_differs: {
    fr: {
      says: "Ligne {line} : la banque et le guichet « {value} » ne sont pas ceux du relevé, « {expected} ». Le numéro de compte est le même : la ligne est lue.",
      toDo: "Rien à faire. Après une fusion d’agences, vérifiez le RIB du compte.",
    },
    en: {
      says: "Line {line}: the bank and branch “{value}” are not those of the statement, “{expected}”. The account number is the same: the line is read.",
      toDo: "Nothing to do. After a merger of branches, check the bank details of the account.",
    },
  },
  iban_not_valid: {
    fr: {
      says: "Ligne {line} : la clé de l’IBAN « {value} » est fausse. Le relevé est lu sous ce numéro.",
      toDo: "Vérifiez l’IBAN du compte auprès de la banque.",
    },
    en: {
      says: "Line {line}: the check digits of the IBAN “{value}” are wrong. The statement is read under that number.",
      toDo: "Check the IBAN of the account with the bank.",
    },
  },
  line_currency_differs: {
    fr: {
      says: "Ligne {line}, champ {field} : le mouvement est en {value}, le compte en {expected}.",
      toDo: "Un relevé n’a qu’une devise : redemandez-le à la banque, un relevé par compte et par devise.",
    },
    en: {
      says: "Line {line}, field {field}: the movement is in {value}, the account in {expected}.",
      toDo: "A statement has one currency: ask the bank for one statement per account and currency.",
    },
  },
  balance_currency_differs: {
    fr: {
      says: "Ligne {line}, champ {field} : le solde est en {value}, le compte en {expected}. Les mouvements ne peuvent pas être contrôlés.",
      toDo: "Redemandez à la banque un relevé par compte et par devise.",
    },
    en: {
      says: "Line {line}, field {field}: the balance is in {value}, the account in {expected}. The movements cannot be checked.",
      toDo: "Ask the bank for one statement per account and currency.",
    },
  },
  entries_not_booked: {
    fr: {
      says: "Mouvements annoncés, mais pas encore comptabilisés (état {status}) : {count}. Ils ont été laissés de côté.",
      toDo: "Rien à faire : ils reviendront dans un prochain relevé, une fois comptabilisés.",
    },
    en: {
      says: "Movements announced but not booked yet (status {status}): {count}. They were left aside.",
      toDo: "Nothing to do: they come again in a later statement, once booked.",
    },
  },
  reversals_inverted: {
    fr: {
      says: "Ligne {line} : ce relevé ne concorderait que si le sens des annulations (RvslInd) était inversé.",
      toDo: "Demandez à la banque si elle inverse le sens des annulations, et signalez-le-nous avec sa réponse.",
    },
    en: {
      says: "Line {line}: this statement would only balance if the direction of its reversals (RvslInd) were inverted.",
      toDo: "Ask the bank whether it inverts the direction of reversals, and report its answer to us.",
    },
  },
  xml_not_well_formed: {
    fr: {
      says: "Ligne {line} : le fichier XML est mal formé ({value}).",
      toDo: "Déposez le fichier tel que la banque l’a fourni, sans l’ouvrir ni l’enregistrer.",
    },
    en: {
      says: "Line {line}: the XML file is not well formed ({value}).",
      toDo: "Upload the file as the bank supplied it, without opening or saving it.",
    },
  },
  xml_doctype_refused: {
    fr: {
      says: "Ligne {line} : le fichier contient une déclaration DOCTYPE, refusée par sécurité.",
      toDo: "Aucune banque n’en envoie : vérifiez l’origine du fichier.",
    },
    en: {
      says: "Line {line}: the file holds a DOCTYPE declaration, refused for safety.",
      toDo: "No bank sends one: check where the file comes from.",
    },
  },
  xml_too_deep: {
    fr: {
      says: "Ligne {line} : les éléments du fichier XML sont imbriqués trop profondément ({field}).",
      toDo: "Aucune banque n’envoie cela : vérifiez l’origine du fichier.",
    },
    en: {
      says: "Line {line}: the elements of the XML file are nested too deeply ({field}).",
      toDo: "No bank sends this: check where the file comes from.",
    },
  },
  xml_text_too_long: {
    fr: {
      says: "Ligne {line} : un texte du fichier XML dépasse 65 536 caractères.",
      toDo: "Aucune banque n’envoie cela : vérifiez l’origine du fichier.",
    },
    en: {
      says: "Line {line}: a text of the XML file is longer than 65,536 characters.",
      toDo: "No bank sends this: check where the file comes from.",
    },
  },
  xml_element_too_large: {
    fr: {
      says: "Ligne {line} : l’élément {field} contient plus de 500 000 éléments.",
      toDo: "Demandez à la banque de remettre ses opérations par lots plus petits.",
    },
    en: {
      says: "Line {line}: the element {field} holds more than 500,000 elements.",
      toDo: "Ask the bank to group its operations in smaller batches.",
    },
  },
  ...CSV_PROBLEMS,
  ...DELIVERY_PROBLEMS,
  ...TEXT_FORMAT_PROBLEMS,
} as const satisfies Record<string, Record<Language, Sentence>>;
