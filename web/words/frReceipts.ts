import { many } from "./many.ts";

/** Money in hand and its ways to the bank. */
export const receipts = {
  receiving: {
    methods: {
      cheque: "Chèque",
      transfer: "Virement",
      cash: "Espèces",
      card: "Carte bancaire",
      direct_debit: "Prélèvement",
      other: "Autre",
    },
    reference: "Référence",
    label: "Libellé",
    account: "Compte bancaire",
    noAccount: "Non précisé",
    usualJournal: "Celui du mode : CH, CA, CB, PR ou OD",
    cleared: "Règlement pointé",
    clearedNote: "l'argent a été vu sur le compte ; ni montant, ni solde, ni statut ne changent",
    schedule: "Planifier",
    notPlanned: "Un règlement planifié ne le garde pas : à donner le jour où l'argent est reçu.",
    clearedByHand: (day: string) => `pointé à la main le ${day}`,
    bankNote:
      "Un virement ou un prélèvement saisi ici attend sa ligne de relevé, qui le pointera. S'il est déjà au relevé, rapprochez-le dans « À rapprocher ».",
    debits: (cheque: string, cash: string, card: string, debit: string, other: string) =>
      `${cheque} (chèque), ${cash} (espèces), ${card} (carte), ${debit} (prélèvement) ou ${other} (virement, autre)`,
  },
  paymentEntry: {
    invoice: "Facture",
    start: "Enregistrer un règlement",
    unpaid: "Choisir dans les impayés",
    advance: "Recevoir une avance, sans facture",
    missing: "Choisissez la facture que ce règlement paie.",
    noMatch: (typed: string) =>
      `Aucune facture encore due ne porte « ${typed} » dans son numéro ni dans le nom du client.`,
    several: "Plusieurs factures encore dues répondent. Laquelle est payée ?",
    label: (customer: string, issued: string, due: string) => `${customer}, du ${issued}, reste ${due}`,
  },
  advanceReceipt: {
    title: "Avance d'un client",
    intro: "De l'argent reçu avant la facture. Il en réglera une plus tard, depuis la page de cette facture.",
    customer: "Client, par son code ou son nom",
    several: "Plusieurs clients répondent. Lequel paie ?",
    choose: "Choisissez le client ci-dessous.",
    unknown: (typed: string) =>
      typed ? `Aucun client ne répond à « ${typed} ».` : "Choisissez le client qui paie.",
    writes: (account: string) => `Écriture : le compte du mode de règlement au débit, ${account} au crédit`,
    said: "Avance enregistrée. Elle attend une facture de ce client.",
    kept: "Gardé d'avance",
    undo: { draft: "Supprimer ce règlement", final: "Contre-passer ce règlement" },
    undone: {
      draft: "Le règlement et son écriture sont supprimés.",
      final: "Le règlement est contre-passé.",
    },
  },
  remittances: {
    title: "Remises",
    intro: "L'argent reçu qui n'est pas encore sur le compte bancaire.",
    slip: "Bordereau à imprimer",
    inHand: {
      cheque: (count: number) => `Chèques à remettre (${count})`,
      card: (count: number) => `Ventes par carte à télécollecter (${count})`,
    },
    heads: {
      pick: "Remettre",
      day: "Date",
      payer: "Payeur",
      number: "N° de chèque",
      bank: "Banque émettrice",
      invoices: "Factures",
      amount: "Montant",
    },
    none: { cheque: "Aucun chèque à remettre.", card: "Aucune vente par carte à télécollecter." },
    account: "Compte à créditer",
    make: { cheque: "Faire le bordereau", card: "Clore la télécollecte" },
    makeNote: {
      cheque: "Le bordereau n'écrit rien : les chèques restent sur 511200 jusqu'au crédit de la banque.",
      card: "La télécollecte n'écrit rien : les ventes restent sur 511500 jusqu'au crédit de la banque.",
    },
    allOf: (amount: string) => `Total à remettre : ${amount}`,
    cash: "Verser des espèces",
    cashHeld: (amount: string) => `En caisse : ${amount}`,
    cashAmount: "Montant",
    cashMake: "Enregistrer le versement",
    cashNote: (debit: string, credit: string) =>
      `Écriture CA : ${debit} au débit, ${credit} au crédit, jusqu'à la ligne de relevé.`,
    made: "Remises faites",
    madeHeads: {
      reference: "Remise",
      kind: "Nature",
      day: "Date",
      account: "Compte",
      count: "Règlements",
      amount: "Montant",
      state: "État",
    },
    kinds: {
      cheque_slip: "bordereau de chèques",
      cash_deposit: "versement d'espèces",
      card_batch: "télécollecte",
    },
    states: {
      under_way: "en route",
      part: "créditée en partie",
      credited: "créditée",
      withdrawn: "annulée",
    },
    came: (count: number) => many(count, "chèque revenu impayé", "chèques revenus impayés"),
    withdraw: "Annuler",
    noneMade: "Aucune remise encore.",
    said: {
      made: (reference: string) =>
        `Remise ${reference} enregistrée. La banque doit porter cette référence au relevé.`,
      withdrawn: (reference: string) =>
        `Remise ${reference} annulée : ses règlements sont de nouveau à remettre.`,
    },
  },
  credits: {
    credits: (what: string) => `apporte ${what}`,
    payments: (count: number) => many(count, "règlement en route", "règlements en route"),
    takesBack: (reference: string) => `reprend ${reference}`,
    fee: "Frais HT",
    feeVat: "TVA",
    accept: "Accepter",
    recorded: (whose: string) => `Pointer le règlement saisi (${whose})`,
  },
};
