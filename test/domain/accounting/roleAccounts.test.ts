import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES, type Role } from "../../../domain/accounting/accounts.ts";
import {
  accountNow,
  accountsEver,
  kindOf,
  ROLES,
  type RoleBooks,
  roleAccountProblem,
  rootOf,
} from "../../../domain/accounting/roleAccounts.ts";

const books = (changes: Partial<RoleBooks> = {}): RoleBooks => ({
  roles: DEFAULT_ROLES,
  former: {},
  plan: new Map(),
  isBank: false,
  ...changes,
});
const inPlan = (number: string, changes: { lettered?: true; isUsed?: boolean } = {}): RoleBooks["plan"] =>
  new Map([
    [
      number,
      { name: "x", isUsed: changes.isUsed ?? false, kind: changes.lettered ? { lettered: true } : {} },
    ],
  ]);
const codeOf = (role: Role, number: string, given: RoleBooks = books(), name?: string) =>
  roleAccountProblem({ role, number, name }, given)?.code;

describe("another account for a use", () => {
  test.each<[Role, string, RoleBooks, string | undefined]>([
    ["sales", "706100", books(), undefined],
    ["sales", "70A", books(), "account_number_wrong"],
    ["sales", "70", books(), "account_number_wrong"],
    ["sales", "7061000000000", books(), "account_number_wrong"],
    ["sales", "606100", books(), "account_of_other_class"],
    ["customerPatient", "416000", books(), "account_of_other_class"],
    ["overpaymentsToRefund", "468000", books(), undefined],
    ["cash", "531000", books(), undefined],
    ["bankFees", "627000", books({ isBank: true }), "account_of_bank"],
    ["sales", "758000", books(), "account_of_other_role"],
    ["sales", "758100", books({ former: { roundingGain: ["758100"] } }), "account_of_other_role"],
    ["sales", "706100", books({ former: { sales: ["706100"] } }), undefined],
    ["suspense", "472000", books({ plan: inPlan("472000") }), "account_of_other_kind"],
    ["suspense", "472000", books({ plan: inPlan("472000", { lettered: true }) }), undefined],
    [
      "suspense",
      "472000",
      books({ plan: inPlan("471000", { lettered: true, isUsed: true }) }),
      "account_in_use",
    ],
    [
      "suspense",
      "472000",
      books({ plan: inPlan("472000", { lettered: true, isUsed: true }) }),
      "account_in_use",
    ],
    ["bankFees", "627000", books({ plan: inPlan("627800", { isUsed: true }) }), undefined],
    ["bankFees", "627000", books({ plan: inPlan("627000", { isUsed: true }) }), undefined],
  ])("%s on %s: %s", (role, number, given, code) => {
    expect(codeOf(role, number, given, "Un nom")).toBe(code);
  });

  test("an account that is not in the chart needs a name", () => {
    expect(codeOf("sales", "706100")).toBe("account_name_missing");
    expect(codeOf("sales", "706100", books({ plan: inPlan("706100") }))).toBeUndefined();
  });

  test("no use may take the account of another, whatever the number", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), fc.constantFrom(...ROLES), (role, other) => {
        const code = codeOf(role, DEFAULT_ROLES[other], books(), "Un nom");
        return role === other || code === "account_of_other_role" || code === "account_of_other_class";
      }),
    );
  });

  test("every use starts with an account of its own root and kind", () => {
    for (const role of ROLES) {
      expect(DEFAULT_ROLES[role].startsWith(rootOf(role))).toBe(true);
      expect(kindOf(role).side).toBe(
        /^411/.test(DEFAULT_ROLES[role])
          ? "receivable"
          : /^40[14]/.test(DEFAULT_ROLES[role])
            ? "payable"
            : undefined,
      );
    }
  });

  test("accounts of before are found with those of now", () => {
    const roles = { ...DEFAULT_ROLES, sales: "707100" };
    const former = { sales: ["706000", "706100"] };
    expect(accountsEver(roles, former, ["sales", "cash"])).toEqual(["707100", "706000", "706100", "530000"]);
    expect(["706000", "706100", "707100", "607000"].map(accountNow(roles, former))).toEqual([
      "707100",
      "707100",
      "707100",
      "607000",
    ]);
  });
});
