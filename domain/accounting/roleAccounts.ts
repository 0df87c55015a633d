import { error, type Problem } from "../problems.ts";
import { type Account, DEFAULT_ACCOUNTS, DEFAULT_ROLES, type Role, type Roles } from "./accounts.ts";

export const ROLES = Object.keys(DEFAULT_ROLES) as Role[];

/** Accounts that played a role before, by role, the latest last. */
export type FormerAccounts = Partial<Record<Role, readonly string[]>>;

/** Whether an account of the plan is lettered, and whose dues stand on it. */
export type AccountKind = Pick<Account, "lettered" | "side">;

/** What of the books a new account of a role is held against. */
export type RoleBooks = {
  roles: Roles;
  former: FormerAccounts;
  /** Accounts of the plan among the two in question, with whether an entry moved them. */
  plan: ReadonlyMap<string, { name: string; kind: AccountKind; isUsed: boolean }>;
  isBank: boolean;
};

/** Three digits or more of classes 1 to 7; longer numbers are nobody's. */
const ACCOUNT_NUMBER = /^[1-7]\d{2,11}$/;

/** What these accounts are is said by two digits of the plan already. */
const TWO_DIGITS: readonly Role[] = ["overpaymentsToRefund", "suspense", "internalTransfer", "cash"];

/**
 * What the number of an account of this role begins with: the class for income and expenses, the account of the French plan
 * (ANC 2022-06) for the others.
 */
export function rootOf(role: Role): string {
  const number = DEFAULT_ROLES[role];
  if (isOfResult(role)) return number.slice(0, 1);
  return number.slice(0, TWO_DIGITS.includes(role) ? 2 : 3);
}

/** Of classes 6 and 7: nothing on it is followed from one entry to another. */
export function isOfResult(role: Role): boolean {
  return /^[67]/.test(DEFAULT_ROLES[role]);
}

/** Lettered or not, and the side of its dues, as the account that the role starts with. */
export function kindOf(role: Role): AccountKind {
  const { lettered, side } = DEFAULT_ACCOUNTS.find(({ number }) => number === DEFAULT_ROLES[role]) ?? {};
  return { ...(lettered ? { lettered } : {}), ...(side ? { side } : {}) };
}

/** Every account that plays one of these roles or played it before: entries keep the account of their day. */
export function accountsEver(roles: Roles, former: FormerAccounts, asked: readonly Role[]): string[] {
  return [...new Set(asked.flatMap((role) => [roles[role], ...(former[role] ?? [])]))];
}

/**
 * Why an account may not take a role; undefined when it may. One account plays one role, now and before, so that an entry says by its
 * accounts what it is. Income and expenses change from one entry to the next. On the others money waits for a later entry, or can be
 * made to wait again by undoing one, so they change before anything stands on either account.
 */
export function roleAccountProblem(
  { role, number, name }: { role: Role; number: string; name: string | undefined },
  { roles, former, plan, isBank }: RoleBooks,
): Problem | undefined {
  const present = roles[role];
  const root = rootOf(role);
  const known = plan.get(number);
  if (!ACCOUNT_NUMBER.test(number)) return error("account_number_wrong", { value: number });
  if (!number.startsWith(root)) return error("account_of_other_class", { value: number, params: { root } });
  if (isBank || number.startsWith("512")) return error("account_of_bank", { value: number });
  const isTaken = ROLES.some((each) => each !== role && accountsEver(roles, former, [each]).includes(number));
  if (isTaken) return error("account_of_other_role", { value: number });
  if (!known && !name) return error("account_name_missing", { value: number });
  if (known && !isSameKind(known.kind, kindOf(role)))
    return error("account_of_other_kind", { value: number, params: { present } });
  if (isOfResult(role)) return undefined;
  const used = [present, number].find((each) => plan.get(each)?.isUsed);
  return used === undefined ? undefined : error("account_in_use", { value: used });
}

function isSameKind(one: AccountKind, other: AccountKind): boolean {
  return one.lettered === other.lettered && one.side === other.side;
}

/** What plays today the role that an account plays or played before; any other account is itself. */
export function accountNow(roles: Roles, former: FormerAccounts): (account: string) => string {
  const now = new Map(ROLES.flatMap((role) => (former[role] ?? []).map((before) => [before, roles[role]])));
  return (account) => now.get(account) ?? account;
}
