import type { Language } from "../money.ts";
import type { FactCode } from "./evidence.ts";
import { COMPANY_FACTS } from "./explainCompany.ts";
import { ORDER_FACTS } from "./explainOrders.ts";

type Said = { chip: string; sentence: string };

/** Each fact as two or three words, and as a sentence. `{token}` is the bank's text, `{number}` our document. */
export const FACTS: Record<FactCode, Record<Language, Said>> = {
  number_read: {
    fr: { chip: "n° lu", sentence: "Le libellé porte « {token} » : c’est la pièce {number}." },
    en: { chip: "number read", sentence: "The text says “{token}”: that is document {number}." },
  },
  number_in_reference: {
    fr: {
      chip: "n° en référence",
      sentence: "La référence du virement, « {token} », est le numéro de la pièce {number}.",
    },
    en: {
      chip: "number as reference",
      sentence: "The reference of the transfer, “{token}”, is the number of document {number}.",
    },
  },
  number_in_rf: {
    fr: {
      chip: "référence RF",
      sentence:
        "« {token} » est une référence RF (ISO 11649) dont la clé est juste : c’est la pièce {number}.",
    },
    en: {
      chip: "RF reference",
      sentence:
        "“{token}” is an RF reference (ISO 11649) with the right check digits: that is document {number}.",
    },
  },
  number_without_prefix: {
    fr: {
      chip: "n° sans préfixe",
      sentence: "« {token} » est le numéro de la pièce {number}, sans ses lettres.",
    },
    en: {
      chip: "number without prefix",
      sentence: "“{token}” is the number of document {number} without its letters.",
    },
  },
  number_split: {
    fr: {
      chip: "n° sur deux zones",
      sentence: "« {token} », écrit sur deux zones du relevé, est le numéro de la pièce {number}.",
    },
    en: {
      chip: "number over two fields",
      sentence: "“{token}”, written over two fields, is the number of document {number}.",
    },
  },
  number_cut_fits: {
    fr: {
      chip: "début du n°",
      sentence: "« {token} », coupé par la banque, est le début du numéro de cette facture.",
    },
    en: {
      chip: "beginning of the number",
      sentence: "“{token}”, cut by the bank, is the beginning of this invoice’s number.",
    },
  },
  number_close: {
    fr: {
      chip: "n° à un signe près",
      sentence:
        "« {token} » est le numéro de cette facture à un signe près : une faute de frappe, ou une autre pièce.",
    },
    en: {
      chip: "number but for one sign",
      sentence: "“{token}” is this invoice’s number but for one sign: a slip, or another document.",
    },
  },
  iban_known: {
    fr: { chip: "IBAN connu", sentence: "L’IBAN du payeur est celui de ce client." },
    en: { chip: "IBAN known", sentence: "The payer’s IBAN is this customer’s." },
  },
  name_exact: {
    fr: { chip: "nom exact", sentence: "Le nom du payeur est celui de ce client." },
    en: { chip: "exact name", sentence: "The payer’s name is this customer’s." },
  },
  name_spelling: {
    fr: {
      chip: "nom à une faute près",
      sentence: "« {token} » : c’est le nom de ce client à une faute ou une coupure de mot près.",
    },
    en: {
      chip: "name but for a slip",
      sentence: "“{token}”: this customer’s name but for a slip or a blank.",
    },
  },
  name_longer: {
    fr: {
      chip: "nom dans le libellé",
      sentence: "Tous les mots du nom de ce client sont dans « {token} », parmi d’autres.",
    },
    en: {
      chip: "name within the text",
      sentence: "Every word of this customer’s name stands in “{token}”, among others.",
    },
  },
  name_part: {
    fr: { chip: "partie du nom", sentence: "Une partie seulement du nom de ce client est dans « {token} »." },
    en: { chip: "part of the name", sentence: "Only a part of this customer’s name stands in “{token}”." },
  },
  name_cut_fits: {
    fr: {
      chip: "début du nom",
      sentence: "Le texte est coupé après « {token} » : le nom de ce client commence ou continue ainsi.",
    },
    en: {
      chip: "beginning of the name",
      sentence: "The text is cut after “{token}”: this customer’s name begins or goes on like this.",
    },
  },
  name_close: {
    fr: { chip: "nom proche", sentence: "Le nom du payeur ressemble à celui de ce client." },
    en: { chip: "similar name", sentence: "The payer’s name is like this customer’s." },
  },
  amount_exact: {
    fr: { chip: "montant exact", sentence: "Le montant est exactement ce qui reste dû." },
    en: { chip: "exact amount", sentence: "The amount is exactly what is due." },
  },
  sum_exact: {
    fr: { chip: "somme exacte", sentence: "La somme des restes dus est exactement le montant." },
    en: { chip: "exact sum", sentence: "What is due adds up to exactly the amount." },
  },
  credit_netted: {
    fr: {
      chip: "avoir déduit",
      sentence: "Le compte tombe juste une fois l’avoir ou le trop-perçu du client déduit.",
    },
    en: {
      chip: "credit note deducted",
      sentence: "The sum is exact once the customer’s credit note or overpayment is deducted.",
    },
  },
  discount_named: {
    fr: {
      chip: "escompte annoncé",
      sentence:
        "Le payeur annonce un escompte (« {token} ») : ce qui manque reste dû tant qu’il n’est pas accordé.",
    },
    en: {
      chip: "discount named",
      sentence:
        "The payer says he took a discount (“{token}”): what is missing stays due until it is granted.",
    },
  },
  part_named: {
    fr: {
      chip: "acompte annoncé",
      sentence: "La ligne ne porte que son numéro, ou dit qu’elle règle une partie.",
    },
    en: { chip: "part named", sentence: "The line is nothing but its number, or says that it pays a part." },
  },
  amount_below_due: {
    fr: {
      chip: "règlement partiel",
      sentence: "Le montant est inférieur au reste dû : la différence restera due.",
    },
    en: {
      chip: "part payment",
      sentence: "The amount is less than what is due: the difference will stay due.",
    },
  },
  amount_above_due: {
    fr: {
      chip: "montant supérieur",
      sentence: "Le montant dépasse le reste dû : il faut dire que faire de l’excédent.",
    },
    en: {
      chip: "amount above due",
      sentence: "The amount is more than what is due: somebody must say what becomes of the rest.",
    },
  },
  other_number_read: {
    fr: {
      chip: "autre n° lu",
      sentence: "Le libellé porte aussi la pièce {number}, et les montants ne s’additionnent pas.",
    },
    en: {
      chip: "other number read",
      sentence: "The text names document {number} too, and the amounts do not add up.",
    },
  },
  unpayable_named: {
    fr: {
      chip: "pièce fermée nommée",
      sentence:
        "Le libellé porte la pièce {number}, qui ne reçoit pas de règlement : provisoire, devis ou soldée.",
    },
    en: {
      chip: "closed document named",
      sentence: "The text names document {number}, which takes no payment: a draft, a quote, or settled.",
    },
  },
  number_at_the_cut: {
    fr: {
      chip: "n° peut-être coupé",
      sentence: "« {token} » est à la fin d’un libellé coupé par la banque : le numéro peut continuer.",
    },
    en: {
      chip: "number may be cut",
      sentence: "“{token}” ends where the bank cuts the text: the number may go on.",
    },
  },
  other_answer_exact: {
    fr: {
      chip: "autre montant exact",
      sentence: "Une autre facture de ce client tombe juste : le numéro écrit est peut-être une erreur.",
    },
    en: {
      chip: "other exact amount",
      sentence: "Another invoice of this customer fits to the cent: the number may be a slip.",
    },
  },
  other_party_named: {
    fr: { chip: "autre nom", sentence: "Le payeur porte un autre nom que ce client." },
    en: { chip: "other name", sentence: "The payer bears another name than this customer." },
  },
  payer_unknown: {
    fr: {
      chip: "payeur inconnu",
      sentence: "Le payeur n’est pas un client connu : il règle peut-être pour un autre.",
    },
    en: { chip: "unknown payer", sentence: "The payer is no customer we know: perhaps he pays for another." },
  },
  payer_not_named: {
    fr: {
      chip: "payeur non confirmé",
      sentence:
        "Le montant ne solde pas la pièce et rien sur la ligne ne confirme le payeur : le numéro est peut-être une erreur.",
    },
    en: {
      chip: "payer not confirmed",
      sentence:
        "The amount does not settle the document and nothing on the line confirms the payer: the number may be a slip.",
    },
  },
  homonym: {
    fr: {
      chip: "homonymes",
      sentence: "Plusieurs clients répondent à ce nom ou à ce compte, et doivent quelque chose.",
    },
    en: {
      chip: "namesakes",
      sentence: "Several customers answer to this name or account, and owe something.",
    },
  },
  rival_as_good: {
    fr: {
      chip: "autre réponse égale",
      sentence: "Une autre réponse est aussi bonne : rien ne permet de choisir à votre place.",
    },
    en: { chip: "rival as good", sentence: "Another answer is as good: nothing allows choosing for you." },
  },
  search_cut_short: {
    fr: {
      chip: "recherche bornée",
      sentence:
        "Trop de factures ouvertes, ou trop de clients aux noms semblables, pour vérifier que cette réponse est la seule.",
    },
    en: {
      chip: "search cut short",
      sentence:
        "Too many open invoices, or too many customers with names alike, to check that this is the only answer.",
    },
  },
  wanted_by_another_line: {
    fr: { chip: "demandée ailleurs", sentence: "La ligne n° {line} demande la même facture." },
    en: { chip: "wanted elsewhere", sentence: "Line no. {line} wants the same invoice." },
  },
  payee_named: {
    fr: {
      chip: "bénéficiaire nommé",
      sentence: "La ligne porte « {token} » : un remboursement de ce montant attendait sa ligne de relevé.",
    },
    en: {
      chip: "payee named",
      sentence: "The line says “{token}”: a refund of this amount was waiting for its bank line.",
    },
  },
  ...COMPANY_FACTS,
  ...ORDER_FACTS,
  return_read: {
    fr: {
      chip: "RSP lu",
      sentence: "Le libellé porte « {token} » : c’est la référence du retour {reference}.",
    },
    en: {
      chip: "return read",
      sentence: "The text says “{token}”: that is the reference of return {reference}.",
    },
  },
  insurer_named: {
    fr: { chip: "organisme nommé", sentence: "Le libellé nomme {insurer}." },
    en: { chip: "insurer named", sentence: "The text names {insurer}." },
  },
  return_amount_differs: {
    fr: { chip: "montant différent", sentence: "Le montant n’est pas celui qui était annoncé." },
    en: { chip: "other amount", sentence: "The amount is not the one that was announced." },
  },
  remittance_read: {
    fr: { chip: "remise lue", sentence: "Le libellé porte « {token} » : c’est la remise {reference}." },
    en: { chip: "remittance read", sentence: "The text says “{token}”: that is remittance {reference}." },
  },
  cheque_read: {
    fr: { chip: "n° de chèque lu", sentence: "Le libellé porte « {token} » : c’est le numéro du chèque." },
    en: {
      chip: "cheque number read",
      sentence: "The text says “{token}”: that is the number of the cheque.",
    },
  },
  sale_day_read: {
    fr: {
      chip: "jour de vente lu",
      sentence: "Le libellé porte « {token} » : c’est le jour de ces ventes par carte.",
    },
    en: { chip: "sale day read", sentence: "The text says “{token}”: that is the day of these card sales." },
  },
  told_by_hand: {
    fr: {
      chip: "règlement saisi",
      sentence: "Le libellé porte « {token} », dont quelqu’un a déjà saisi le règlement.",
    },
    en: {
      chip: "payment recorded",
      sentence: "The text says “{token}”, whose payment somebody recorded already.",
    },
  },
  cash_named: {
    fr: {
      chip: "versement d’espèces",
      sentence: "Le libellé dit « {token} », et un versement est en route.",
    },
    en: { chip: "cash paid in", sentence: "The text says “{token}”, and cash is on its way." },
  },
  unpaid_named: {
    fr: { chip: "impayé", sentence: "La banque reprend l’argent d’un règlement revenu impayé." },
    en: { chip: "unpaid", sentence: "The bank takes back the money of a payment that came back unpaid." },
  },
  charges_read: {
    fr: {
      chip: "commission lue",
      sentence: "Le libellé donne la commission que la banque a gardée : {fee} €.",
    },
    en: { chip: "commission read", sentence: "The text gives the commission that the bank kept: €{fee}." },
  },
  under_way_exact: {
    fr: { chip: "montant exact", sentence: "Le montant est exactement celui qui était en route." },
    en: { chip: "exact amount", sentence: "The amount is exactly the one that was on its way." },
  },
  under_way_differs: {
    fr: {
      chip: "montant différent",
      sentence: "Le montant n’est pas celui qui était en route : frais, oubli, ou autre remise.",
    },
    en: {
      chip: "other amount",
      sentence:
        "The amount is not the one that was on its way: a fee, something left out, or another remittance.",
    },
  },
  no_number: {
    fr: { chip: "aucun numéro", sentence: "Aucun numéro de pièce n’est écrit sur la ligne." },
    en: { chip: "no number", sentence: "No document number stands on the line." },
  },
};
