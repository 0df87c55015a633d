import { DEFAULT_ROLES, type Role, type Roles } from "../domain/accounting/accounts.ts";
import { accountsEver } from "../domain/accounting/roleAccounts.ts";
import type { IsoDate } from "../domain/days.ts";
import { type CompanySettings, companySettings } from "../domain/settings.ts";
import type { Db, Pool } from "./connect.ts";

export type Company = {
  id: bigint;
  name: string;
  siren: string | null;
  /** Up to this day nothing can be posted now: the hard lock, or the soft one unless it is held open. */
  lockedUpTo: IsoDate | null;
  hardLockedUpTo: IsoDate | null;
  softLockedUpTo: IsoDate | null;
  /** Until then the soft lock yields. */
  softLockOpenUntil: Date | null;
  /** The month in which its financial year ends. */
  yearEndMonth: number;
  settings: CompanySettings;
};

type CompanyRow = Omit<Company, "settings"> & { settings: unknown };

const columns = (db: Db) => db`
  id, name, siren, lock_in_force(company) as locked_up_to, locked_up_to as hard_locked_up_to, soft_locked_up_to,
  soft_lock_open_until, year_end_month, settings`;

/** Every company of this installation, by name. Runs as the owner: no company is chosen yet. */
export async function listCompanies(pool: Pool): Promise<Company[]> {
  const rows = await pool<CompanyRow[]>`select ${columns(pool)} from company order by name`;
  return rows.map((row) => ({ ...row, settings: companySettings(row.settings) }));
}

/** The company the transaction works for. Throws if there is none: the caller chose it from rows. */
export async function currentCompany(db: Db): Promise<Company> {
  const [row] = await db<CompanyRow[]>`select ${columns(db)} from company where id = current_company()`;
  if (!row) throw new Error("no company is chosen in this transaction");
  return { ...row, settings: companySettings(row.settings) };
}

/** The account each rule posts to in this company. */
export async function companyRoles(db: Db): Promise<Roles> {
  const company = await currentCompany(db);
  return rolesOf(company);
}

/** The account each rule posts to, by the settings of the company. */
export function rolesOf({ settings }: Pick<Company, "settings">): Roles {
  return { ...DEFAULT_ROLES, ...settings.accounts };
}

/** The accounts to which these rules post or posted before, to find the entries of any day. */
export async function accountsOf(db: Db, roles: readonly Role[]): Promise<string[]> {
  const company = await currentCompany(db);
  return accountsEver(rolesOf(company), company.settings.formerAccounts, roles);
}

export type BankAccount = {
  id: bigint;
  name: string;
  accountKey: string;
  iban: string | null;
  currency: string;
  journal: string;
  account: string;
};

export async function listBankAccounts(db: Db): Promise<BankAccount[]> {
  return db<BankAccount[]>`
    select id, name, account_key, iban, currency, journal, account from bank_account order by id
  `;
}

/** Keeps settings in place of those with the same names; what is not a setting is refused before it is written. */
export async function changeSettings(
  db: Db,
  changed: Partial<Record<keyof CompanySettings, unknown>>,
): Promise<void> {
  const merged = { ...(await storedSettings(db)), ...changed };
  companySettings(merged);
  await db`update company set settings = ${db.json(merged as never)} where id = current_company()`;
}

async function storedSettings(db: Db): Promise<object> {
  const [row] = await db<{ settings: object }[]>`select settings from company where id = current_company()`;
  return row?.settings ?? {};
}
