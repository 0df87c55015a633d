import type { Language } from "../money.ts";
import type { Sentence } from "../sentence.ts";

/** What may be wrong with a file of invoices, or with what it asks of the books. Part of the catalogue of domain/problems.ts. */
export const INVOICE_PROBLEMS = {
  shares_differ_from_total: {
    fr: {
      says: "Facture {number} : les parts ({shares}) ne font pas le total de {value} €, il y a {gap} € d’écart.",
      toDo: "Corrigez les parts ou le total dans le logiciel de facturation, puis refaites l’export.",
    },
    en: {
      says: "Invoice {number}: the shares ({shares}) do not make the total of €{value}; the difference is €{gap}.",
      toDo: "Correct the shares or the total in the invoicing software, then export again.",
    },
  },
  deposit_not_expected: {
    fr: {
      says: "{number} déduit l’acompte {value}, mais ce n’est pas une facture ordinaire.",
      toDo: "Seule une facture finale déduit un acompte. Corrigez le type de la pièce ou retirez l’acompte, puis refaites l’export.",
    },
    en: {
      says: "{number} deducts deposit {value}, but it is no ordinary invoice.",
      toDo: "Only a final invoice deducts a deposit. Correct the type or take the deposit out, then export again.",
    },
  },
  deposit_unknown: {
    fr: {
      says: "La facture {number} déduit l’acompte {value}, qui n’est pas une facture d’acompte émise de ce dossier.",
      toDo: "Importez d’abord la facture d’acompte, ou corrigez son numéro, puis refaites l’import.",
    },
    en: {
      says: "Invoice {number} deducts deposit {value}, which is no issued deposit invoice of this company.",
      toDo: "Import the deposit invoice first, or correct its number, then import again.",
    },
  },
  deposit_of_another_customer: {
    fr: {
      says: "La facture {number} déduit l’acompte {value}, qui est celui d’un autre client.",
      toDo: "Corrigez le numéro de l’acompte ou le client dans le logiciel de facturation, puis refaites l’export.",
    },
    en: {
      says: "Invoice {number} deducts deposit {value}, which is another customer’s.",
      toDo: "Correct the number of the deposit or the customer in the invoicing software, then export again.",
    },
  },
  deposit_above_rest: {
    fr: {
      says: "La facture {number} déduit {value} € de l’acompte {deposit}, dont il reste {rest} € à déduire.",
      toDo: "Déduisez au plus {rest} €, puis refaites l’export.",
    },
    en: {
      says: "Invoice {number} deducts €{value} of deposit {deposit}, of which €{rest} is left to deduct.",
      toDo: "Deduct €{rest} at the most, then export again.",
    },
  },
  no_invoice_in_file: {
    fr: {
      says: "Le fichier ne contient aucune facture.",
      toDo: "Refaites l’export en choisissant une période qui en contient, avec la ligne d’en-têtes.",
    },
    en: {
      says: "The file holds no invoice.",
      toDo: "Export again for a period that has some, with the header row.",
    },
  },
  csv_unreadable: {
    fr: {
      says: "Le fichier cesse d’être lisible à la ligne {line} : un guillemet y est resté ouvert.",
      toDo: "Refaites l’export en CSV. Si le fichier a été retouché à la main, corrigez les guillemets de cette ligne.",
    },
    en: {
      says: "The file can no longer be read from line {line}: a quotation mark was left open there.",
      toDo: "Export to CSV again. If the file was edited by hand, correct the quotation marks of that line.",
    },
  },
  columns_missing: {
    fr: {
      says: "Il manque au fichier les colonnes suivantes : {missing}. Colonnes trouvées : {found}.",
      toDo: "Ajoutez ces colonnes à l’export, ou indiquez dans les réglages sous quel nom elles y figurent.",
    },
    en: {
      says: "The file lacks these columns: {missing}. Columns found: {found}.",
      toDo: "Add them to the export, or say in the settings under which name they appear.",
    },
  },
  row_has_zero_byte: {
    fr: {
      says: "La ligne {line} contient un octet nul, qui n’est d’aucun texte : le fichier a été abîmé en route.",
      toDo: "Rien n’a été écrit. Exportez le fichier de nouveau.",
    },
    en: {
      says: "Row {line} has a byte of zero, which belongs to no text: the file was damaged on its way.",
      toDo: "Nothing was written. Export the file again.",
    },
  },
  row_of_another_width: {
    fr: {
      says: "Ligne {line} : elle a {found} cellules, l’en-tête en a {expected}.",
      toDo: "Une ligne coupée ou un séparateur de trop décale les montants. Refaites l’export, ou mettez entre guillemets le texte qui contient le séparateur.",
    },
    en: {
      says: "Line {line}: it has {found} cells, the header has {expected}.",
      toDo: "A row cut short or a stray separator shifts the amounts. Export again, or put quotation marks around the text that holds the separator.",
    },
  },
  value_missing: {
    fr: {
      says: "Ligne {line} : la colonne {field} est vide.",
      toDo: "Complétez-la dans le logiciel de facturation, puis refaites l’export.",
    },
    en: {
      says: "Line {line}: the column {field} is empty.",
      toDo: "Fill it in the invoicing software, then export again.",
    },
  },
  invoice_number_twice: {
    fr: {
      says: "Ligne {line} : le numéro {value} figure déjà à la ligne {first}.",
      toDo: "Retirez l’une des deux lignes. Si la facture a plusieurs lignes, ajoutez les colonnes du compte et du montant hors taxes.",
    },
    en: {
      says: "Line {line}: the number {value} already stands on line {first}.",
      toDo: "Remove one of the two rows. If the invoice has several lines, add the columns of account and net amount.",
    },
  },
  invoice_rows_disagree: {
    fr: {
      says: "Ligne {line} : la facture {number} a dans la colonne {field} la valeur « {value} », mais « {before} » à la ligne {first}.",
      toDo: "Un numéro désigne une seule facture : corrigez le numéro ou la valeur.",
    },
    en: {
      says: "Line {line}: invoice {number} has “{value}” in the column {field}, but “{before}” on line {first}.",
      toDo: "A number names one invoice only: correct the number or the value.",
    },
  },
  invoice_day_unreadable: {
    fr: {
      says: "Ligne {line} : la colonne {field} contient « {value} », qui n’est pas une date comme les autres du fichier.",
      toDo: "Écrivez toutes les dates du fichier de la même façon : 2026-11-21 ou 21/11/2026.",
    },
    en: {
      says: "Line {line}: the column {field} holds “{value}”, which is not a date like the others in the file.",
      toDo: "Write all the dates of the file in one way: 2026-11-21 or 21/11/2026.",
    },
  },
  invoice_amount_unreadable: {
    fr: {
      says: "Ligne {line} : la colonne {field} contient « {value} », qui n’est pas un montant.",
      toDo: "Écrivez un montant en euros, comme 1234,56, ou en centimes entiers si l’en-tête finit par _cents.",
    },
    en: {
      says: "Line {line}: the column {field} holds “{value}”, which is not an amount.",
      toDo: "Write an amount in euros, such as 1234.56, or in whole cents if the header ends with _cents.",
    },
  },
  invoice_type_unknown: {
    fr: {
      says: "Ligne {line} : la facture {number} est d’un type inconnu, « {value} ».",
      toDo: "Types acceptés : pro, tp, acompte, avoir, comptoir, fournisseur, devis.",
    },
    en: {
      says: "Line {line}: invoice {number} is of an unknown type, “{value}”.",
      toDo: "Accepted types: pro, tp (third-party payer), acompte (deposit), avoir (credit note), comptoir (counter), fournisseur (supplier), devis (quote).",
    },
  },
  invoice_status_unknown: {
    fr: {
      says: "Ligne {line} : la facture {number} a un statut inconnu, « {value} ».",
      toDo: "Statuts acceptés : finalisée ou générée, PROV ou brouillon, devis.",
    },
    en: {
      says: "Line {line}: invoice {number} has an unknown status, “{value}”.",
      toDo: "Accepted statuses: finalised or generated, PROV or draft, quote.",
    },
  },
  invoice_payer_unknown: {
    fr: {
      says: "Ligne {line} : la facture {number} a un payeur inconnu, « {value} ».",
      toDo: "Écrivez patient ou pro, ou laissez la cellule vide.",
    },
    en: {
      says: "Line {line}: invoice {number} has an unknown payer, “{value}”.",
      toDo: "Write patient or business, or leave the cell empty.",
    },
  },
  vat_rate_unreadable: {
    fr: {
      says: "Ligne {line} : le taux de TVA « {value} » de la facture {number} ne se lit pas.",
      toDo: "Écrivez un pourcentage de 0 à 100, comme 20 ou 5,5.",
    },
    en: {
      says: "Line {line}: the VAT rate “{value}” of invoice {number} cannot be read.",
      toDo: "Write a percentage from 0 to 100, such as 20 or 5.5.",
    },
  },
  vat_due_unknown: {
    fr: {
      says: "Ligne {line} : l’exigibilité de la TVA « {value} » de la facture {number} est inconnue.",
      toDo: "Écrivez debits, encaissements ou exonere, ou laissez la cellule vide.",
    },
    en: {
      says: "Line {line}: invoice {number} says “{value}” of when its VAT falls due, which is unknown.",
      toDo: "Write delivery, collection or exempt, or leave the cell empty.",
    },
  },
  vat_without_rate: {
    fr: {
      says: "Facture {number} : {value} € de TVA sur une ligne exonérée ou à taux zéro.",
      toDo: "Indiquez le taux de cette TVA, ou retirez-la.",
    },
    en: {
      says: "Invoice {number}: €{value} of VAT on a line that is exempt or at a rate of zero.",
      toDo: "Give the rate of this VAT, or remove it.",
    },
  },
  iban_ignored: {
    fr: {
      says: "Ligne {line} : l’IBAN {value} de la facture {number} est faux (clé de contrôle). Il n’a pas été retenu.",
      toDo: "Corrigez-le dans le logiciel de facturation : il sert à reconnaître les virements de ce client.",
    },
    en: {
      says: "Line {line}: the IBAN {value} of invoice {number} is wrong (check digits). It was left out.",
      toDo: "Correct it in the invoicing software: it serves to recognise this customer’s transfers.",
    },
  },
  share_not_expected: {
    fr: {
      says: "Ligne {line} : la facture {number} a {value} dans la colonne {field}, que son type ne prévoit pas.",
      toDo: "Donnez à la facture le type tp (tiers payant), ou videz cette part.",
    },
    en: {
      says: "Line {line}: invoice {number} has {value} in the column {field}, which its type does not allow.",
      toDo: "Give the invoice the type tp (third-party payer), or empty this share.",
    },
  },
  patient_without_code: {
    fr: {
      says: "Ligne {line} : le patient de la facture {number} n’a pas de code.",
      toDo: "Ajoutez à l’export la colonne du code client : les écritures désignent un patient par son code, jamais par son nom.",
    },
    en: {
      says: "Line {line}: the patient of invoice {number} has no code.",
      toDo: "Add the column of customer codes to the export: entries name a patient by the code, never by the name.",
    },
  },
  lines_differ_from_total: {
    fr: {
      says: "Facture {number} : ses lignes font {lines} € et son total {value} €, il y a {gap} € d’écart.",
      toDo: "Corrigez les lignes ou le total dans le logiciel de facturation, puis refaites l’export.",
    },
    en: {
      says: "Invoice {number}: its lines make €{lines} and its total is €{value}; the difference is €{gap}.",
      toDo: "Correct the lines or the total in the invoicing software, then export again.",
    },
  },
  invoice_of_wrong_sign: {
    fr: {
      says: "Facture {number} : le total de {value} € n’a pas le signe de son type.",
      toDo: "Une facture négative est un avoir : donnez-lui le type avoir.",
    },
    en: {
      says: "Invoice {number}: the total of €{value} has not the sign of its type.",
      toDo: "A negative invoice is a credit note: give it the type avoir.",
    },
  },
  third_party_of_two_kinds: {
    fr: {
      says: "Facture {number} : le tiers {value} y est de type « {kind} », mais il est déjà connu comme « {known} ».",
      toDo: "Donnez un autre code à ce tiers, ou précisez dans la colonne payer s’il est patient ou pro.",
    },
    en: {
      says: "Invoice {number}: the third party {value} is of type “{kind}” there, but is already known as “{known}”.",
      toDo: "Give this third party another code, or say in the column payer whether it is patient or business.",
    },
  },
  account_unknown: {
    fr: {
      says: "Facture {number} : le compte {value} n’est pas au plan comptable.",
      toDo: "Ajoutez ce compte dans Réglages, Plan comptable : le fichier est relu aussitôt. Ou corrigez-le dans l’export.",
    },
    en: {
      says: "Invoice {number}: the account {value} is not in the chart of accounts.",
      toDo: "Add this account in Settings, Chart of accounts: the file is read again at once. Or correct it in the export.",
    },
  },
  invoice_cannot_change: {
    fr: {
      says: "La facture {number} est déjà dans les comptes : {field} y vaut {before}, le fichier dit {after}.",
      toDo: "Une facture émise ne change plus. Retirez-la du fichier ; pour la corriger, émettez un avoir et une nouvelle facture.",
    },
    en: {
      says: "Invoice {number} is already in the books: its {field} is {before} there, the file says {after}.",
      toDo: "An issued invoice no longer changes. Remove it from the file; to correct it, issue a credit note and a new invoice.",
    },
  },
  invoice_in_locked_period: {
    fr: {
      says: "La facture {number} est datée du {value}, mais les comptes sont verrouillés jusqu’au {locked}.",
      toDo: "Datez-la d’un jour ouvert, ou demandez à un administrateur de lever le verrou.",
    },
    en: {
      says: "Invoice {number} is dated {value}, but the books are locked up to {locked}.",
      toDo: "Date it on an open day, or ask an administrator to lift the lock.",
    },
  },
  purchase_vat_not_followed: {
    fr: {
      says: "Facture {number} : sa TVA ({vat} €) dépend du paiement au fournisseur, ce qui n’est pas suivi pour les achats. Elle est déduite au {account} dès la date de la facture.",
      toDo: "Elle n’est déductible qu’une fois le fournisseur payé (CGI, art. 271-I-2 et 269-2-c) : jusque-là, mettez-la au 445640 par une écriture OD, et reprenez-la au {account} au paiement.",
    },
    en: {
      says: "Invoice {number}: its VAT (€{vat}) depends on the payment of the supplier, which is not followed for purchases. It is deducted on {account} from the day of the invoice.",
      toDo: "It is deductible once the supplier is paid (CGI, art. 271-I-2 and 269-2-c): until then put it on 445640 by an entry in journal OD, and take it back to {account} with the payment.",
    },
  },
  invoice_dated_ahead: {
    fr: {
      says: "La facture {number} est datée du {value}, après aujourd’hui.",
      toDo: "Vérifiez l’année et le mois. La facture a été enregistrée à cette date.",
    },
    en: {
      says: "Invoice {number} is dated {value}, after today.",
      toDo: "Check the year and the month. The invoice was recorded on that date.",
    },
  },
} as const satisfies Record<string, Record<Language, Sentence>>;
