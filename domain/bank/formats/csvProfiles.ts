/** What a column of a bank's table may hold. */
export type CsvRole =
  | "date"
  | "valueDate"
  | "label"
  | "amount"
  | "debit"
  | "credit"
  | "direction"
  | "balance"
  | "reference"
  | "counterparty"
  | "iban"
  | "endToEndId"
  | "interbankCode"
  | "currency"
  | "account"
  | "status";

/**
 * The table of one bank, as data: banks change their headers, and a changed header should cost one line here. Headers are
 * written as `comparable` writes them, without accents, capitals or punctuation.
 */
export type CsvProfile = {
  bank: string;
  /** A table with all of these is this bank's; one with a header outside `others`, where given, is not. */
  header: readonly string[];
  others?: ReadonlySet<string>;
  /** For each role its headers, the best first. */
  columns: Partial<Record<CsvRole, readonly string[]>>;
  details?: readonly string[];
  /** Amounts in whole cents and not in euros. */
  minorUnits?: true;
};

const QONTO = {
  bank: "Qonto",
  columns: {
    date: [
      "settlement date local",
      "settlement date utc",
      "date de la valeur local",
      "date de valeur local",
      "date de reglement local",
      "date de la valeur utc",
      "date de valeur utc",
      "date de reglement utc",
    ],
    label: ["counterparty name", "nom de la contrepartie", "contrepartie"],
    counterparty: ["counterparty name", "nom de la contrepartie", "contrepartie"],
    amount: ["total amount incl vat", "montant total ttc"],
    reference: ["transaction id", "identifiant de transaction"],
    currency: ["currency", "devise"],
    iban: ["counterparty iban", "iban de la contrepartie"],
    status: ["status", "statut"],
  },
  details: ["reference", "note", "payment method", "methode de paiement"],
} as const;

/** Headers that only bank tables have together, for the banks and tools that name their columns plainly. */
const PLAIN: Required<Pick<CsvProfile, "columns" | "details">> = {
  columns: {
    date: [
      "date operation",
      "date d operation",
      "date de l operation",
      "date comptable",
      "date de comptabilisation",
      "date",
    ],
    valueDate: ["date de valeur", "date valeur"],
    label: ["libelle", "libelle operation", "libelle de l operation"],
    amount: ["montant", "montant eur", "montant euros", "montant en euros", "montant de l operation"],
    debit: ["debit", "debit euros", "debit eur"],
    credit: ["credit", "credit euros", "credit eur"],
    direction: ["sens"],
    balance: ["solde", "solde apres operation", "solde progressif"],
    reference: ["reference", "reference operation", "numero d operation"],
    currency: ["devise"],
  },
  details: ["libelle complementaire", "detail", "details", "informations complementaires", "motif"],
};

const PLAIN_HEADERS = new Set(["", ...PLAIN.details, ...Object.values(PLAIN.columns).flat()]);

/**
 * Known tables, the most particular first. Headers come from the presets of open projects and from parsers found in a code search:
 * no freely licensed export of a French bank was found, so a bank that answers to none of these is mapped by hand.
 */
export const CSV_PROFILES: readonly CsvProfile[] = [
  {
    bank: "Rappro",
    header: ["line id", "op date", "amount cents", "label"],
    columns: {
      date: ["op date"],
      valueDate: ["value date"],
      label: ["label"],
      amount: ["amount cents"],
      reference: ["line id"],
      interbankCode: ["op code"],
      counterparty: ["payer name"],
      iban: ["payer iban"],
      endToEndId: ["e2e"],
      currency: ["currency"],
      account: ["account"],
    },
    details: ["remittance"],
    minorUnits: true,
  },
  {
    bank: "BoursoBank",
    header: ["dateop", "label", "amount"],
    columns: {
      date: ["dateop"],
      valueDate: ["dateval"],
      label: ["label"],
      amount: ["amount"],
      account: ["accountnum"],
      balance: ["accountbalance"],
    },
    details: ["comment"],
  },
  { ...QONTO, header: ["status", "total amount incl vat", "transaction id"] },
  { ...QONTO, header: ["statut", "montant total ttc", "identifiant de transaction"] },
  {
    bank: "Shine",
    header: ["transaction id", "date d operation", "debit", "credit"],
    columns: {
      date: ["date d operation"],
      valueDate: ["date de la valeur"],
      label: [
        "libelle",
        "intitule",
        "nom du tiers",
        "nom de la contrepartie",
        "contrepartie",
        "type d operation",
        "type",
      ],
      debit: ["debit"],
      credit: ["credit"],
      reference: ["transaction id"],
      counterparty: ["nom du tiers", "nom de la contrepartie", "contrepartie"],
      iban: ["iban du tiers", "iban de la contrepartie"],
      balance: ["solde"],
      currency: ["devise"],
    },
    details: ["reference", "motif", "commentaire"],
  },
  {
    bank: "Banque Populaire, Caisse d’Epargne",
    header: ["date de comptabilisation", "libelle simplifie", "libelle operation", "debit", "credit"],
    columns: {
      date: ["date de comptabilisation"],
      valueDate: ["date de valeur"],
      label: ["libelle operation"],
      debit: ["debit"],
      credit: ["credit"],
      reference: ["reference"],
    },
    details: ["libelle simplifie", "informations complementaires", "information complementaire"],
  },
  {
    bank: "BNP Paribas",
    header: ["date operation", "libelle operation", "montant operation en euro"],
    columns: {
      date: ["date operation"],
      label: ["libelle operation"],
      amount: ["montant operation en euro"],
    },
    details: ["libelle court", "type operation"],
  },
  {
    bank: "Société Générale",
    header: ["date de l operation", "detail de l ecriture", "montant de l operation"],
    columns: {
      date: ["date de l operation"],
      valueDate: ["date de valeur"],
      label: ["libelle"],
      amount: ["montant de l operation"],
      currency: ["devise"],
    },
    details: ["detail de l ecriture"],
  },
  {
    bank: "Crédit Agricole",
    header: ["date", "libelle", "debit euros", "credit euros"],
    columns: {
      date: ["date"],
      valueDate: ["date valeur", "date de valeur"],
      label: ["libelle"],
      debit: ["debit euros"],
      credit: ["credit euros"],
    },
  },
  {
    bank: "La Banque Postale",
    header: ["date", "libelle", "montant euros"],
    columns: { date: ["date"], label: ["libelle"], amount: ["montant euros"] },
  },
  // Crédit Mutuel and CIC name their columns plainly too: this one reads them, and whoever does the same.
  {
    bank: "",
    header: ["debit|debit euros|debit eur", "credit|credit euros|credit eur"],
    others: PLAIN_HEADERS,
    ...PLAIN,
  },
  {
    bank: "",
    header: ["montant|montant eur|montant euros|montant en euros|montant de l operation"],
    others: PLAIN_HEADERS,
    ...PLAIN,
  },
];
