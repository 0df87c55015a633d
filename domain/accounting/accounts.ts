import type { Payer } from "../billing/invoice.ts";

export type Account = { number: string; name: string; lettered?: true; side?: "receivable" | "payable" };
export type Journal = { code: string; name: string };

/**
 * The accounts a company starts with. Numbers are its own afterwards; the first three digits follow the French plan
 * (ANC 2022-06). 5115 to 5117 are house accounts of 511, common in practice and not in the plan.
 */
export const DEFAULT_ACCOUNTS: readonly Account[] = [
  { number: "120000", name: "Résultat de l’exercice, bénéfice" },
  { number: "129000", name: "Résultat de l’exercice, perte" },
  { number: "205000", name: "Logiciels et licences" },
  { number: "213500", name: "Agencements des constructions" },
  { number: "215400", name: "Matériel industriel" },
  { number: "218100", name: "Installations générales" },
  { number: "218200", name: "Matériel de transport" },
  { number: "218300", name: "Matériel de bureau et informatique" },
  { number: "218400", name: "Mobilier" },
  { number: "401000", name: "Fournisseurs", lettered: true, side: "payable" },
  { number: "403000", name: "Fournisseurs, effets à payer", lettered: true },
  { number: "404000", name: "Fournisseurs d’immobilisations", lettered: true, side: "payable" },
  { number: "405000", name: "Fournisseurs d’immobilisations, effets à payer", lettered: true },
  { number: "409100", name: "Fournisseurs, acomptes versés", lettered: true },
  { number: "411000", name: "Clients professionnels", lettered: true, side: "receivable" },
  { number: "411100", name: "Patients", lettered: true, side: "receivable" },
  { number: "411200", name: "Caisses (AMO)", lettered: true, side: "receivable" },
  { number: "411300", name: "Mutuelles (AMC)", lettered: true, side: "receivable" },
  { number: "413000", name: "Clients, effets à recevoir", lettered: true },
  { number: "416000", name: "Clients douteux", lettered: true, side: "receivable" },
  { number: "419100", name: "Clients, avances et acomptes reçus", lettered: true },
  { number: "445620", name: "TVA déductible sur immobilisations" },
  { number: "445640", name: "TVA déductible sur achats non réglés" },
  { number: "445660", name: "TVA déductible sur autres biens et services" },
  { number: "445710", name: "TVA collectée" },
  { number: "445740", name: "TVA sur ventes non encaissées" },
  { number: "467100", name: "Trop-perçus à rembourser", lettered: true },
  { number: "471000", name: "Compte d’attente", lettered: true },
  { number: "511200", name: "Chèques à encaisser", lettered: true },
  { number: "511300", name: "Effets à l’encaissement", lettered: true },
  { number: "511400", name: "Effets à l’escompte", lettered: true },
  { number: "511500", name: "Encaissements par carte", lettered: true },
  { number: "511600", name: "Prélèvements émis", lettered: true },
  { number: "511700", name: "Règlements d’organismes annoncés", lettered: true },
  { number: "511800", name: "Autres valeurs à l’encaissement", lettered: true },
  { number: "530000", name: "Caisse" },
  { number: "580000", name: "Virements internes", lettered: true },
  { number: "607000", name: "Achats" },
  { number: "627800", name: "Frais bancaires" },
  { number: "654000", name: "Pertes sur créances irrécouvrables" },
  { number: "658000", name: "Différences de règlement, pertes" },
  { number: "661600", name: "Intérêts bancaires" },
  { number: "665000", name: "Escomptes accordés" },
  { number: "706000", name: "Prestations de services" },
  { number: "707000", name: "Ventes de marchandises" },
  { number: "758000", name: "Différences de règlement, gains" },
  { number: "765000", name: "Escomptes obtenus" },
];

export const DEFAULT_JOURNALS: readonly Journal[] = [
  { code: "VE", name: "Ventes" },
  { code: "AC", name: "Achats" },
  { code: "CA", name: "Caisse" },
  { code: "CH", name: "Chèques reçus" },
  { code: "CB", name: "Encaissements par carte" },
  { code: "PR", name: "Prélèvements émis" },
  { code: "EF", name: "Effets" },
  { code: "RS", name: "Retours des organismes" },
  { code: "OD", name: "Opérations diverses" },
  { code: "AN", name: "À-nouveaux" },
];

export type JournalKind =
  | "sales"
  | "purchases"
  | "bank"
  | "cash"
  | "holding"
  | "insurers"
  | "opening"
  | "general";

const KIND_OF_JOURNAL: Readonly<Record<string, JournalKind>> = {
  VE: "sales",
  AC: "purchases",
  CA: "cash",
  CH: "holding",
  CB: "holding",
  PR: "holding",
  EF: "holding",
  RS: "insurers",
  AN: "opening",
};

/** What is written in a journal that is not that of a bank account. */
export function journalKind(code: string): JournalKind {
  return KIND_OF_JOURNAL[code] ?? "general";
}

/** What each rule posts to. A company may name its own number for any of them (company.settings.accounts). */
export const DEFAULT_ROLES = {
  customerBusiness: "411000",
  customerPatient: "411100",
  customerAmo: "411200",
  customerAmc: "411300",
  supplier: "401000",
  assetSupplier: "404000",
  billsPayable: "403000",
  assetBillsPayable: "405000",
  billsReceivable: "413000",
  billsForCollection: "511300",
  billsForDiscount: "511400",
  vatCollected: "445710",
  vatUncollected: "445740",
  vatDeductible: "445660",
  vatDeductibleAssets: "445620",
  advancesReceived: "419100",
  insurerAnnounced: "511700",
  chequesToCash: "511200",
  cardReceipts: "511500",
  directDebitsSent: "511600",
  otherReceipts: "511800",
  cash: "530000",
  overpaymentsToRefund: "467100",
  suspense: "471000",
  internalTransfer: "580000",
  bankFees: "627800",
  interestPaid: "661600",
  roundingLoss: "658000",
  roundingGain: "758000",
  badDebts: "654000",
  discountsGranted: "665000",
  discountsObtained: "765000",
  sales: "706000",
  purchases: "607000",
  resultProfit: "120000",
  resultLoss: "129000",
} as const;

export type Role = keyof typeof DEFAULT_ROLES;
export type Roles = Record<Role, string>;

/** The third-party account that a share stands on; suppliers of fixed assets have one of their own. */
export function accountOfPayer(roles: Roles, payer: Payer, fixedAsset = false): string {
  switch (payer) {
    case "amo":
      return roles.customerAmo;
    case "amc":
      return roles.customerAmc;
    case "patient":
      return roles.customerPatient;
    case "business":
      return roles.customerBusiness;
    case "supplier":
      return fixedAsset ? roles.assetSupplier : roles.supplier;
  }
}

/** Where a bank account stands in the books: the journal of its lines, and its own account, of which each line comes from the bank. */
export type BankPlace = { journal: string; account: string };

/** Whether a bank account may stand there: a journal code of the FEC, and an account 512 of its own. */
export function isBankPlace({ journal, account }: BankPlace): boolean {
  return isBankJournal(journal) && isBankAccountNumber(account);
}

/** Two to five capitals and digits, a letter first, and not a journal that is written otherwise. */
export function isBankJournal(journal: string): boolean {
  return /^[A-Z][A-Z0-9]{1,4}$/.test(journal) && !OTHER_JOURNALS.has(journal);
}

/** 512 and three to five digits more. */
export function isBankAccountNumber(account: string): boolean {
  return /^512\d{3,5}$/.test(account);
}

const OTHER_JOURNALS = new Set(DEFAULT_JOURNALS.map(({ code }) => code));

/** Journal and account of the n-th bank account of a company, from 1: BQ1 and 512100. Undefined beyond 99. */
export function nthBankAccount(n: number): BankPlace | undefined {
  if (n < 1 || n > 99) return undefined;
  return { journal: `BQ${n}`, account: `512${String(n < 10 ? n * 100 : n * 10 + 1).padStart(3, "0")}` };
}
