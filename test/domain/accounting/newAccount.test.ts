import { expect, test } from "vitest";
import { DEFAULT_ACCOUNTS } from "../../../domain/accounting/accounts.ts";
import { newAccountProblem } from "../../../domain/accounting/newAccount.ts";

const codeOf = (number: string, { name = "Intitulé", lettered = false } = {}) =>
  newAccountProblem(
    { number, name, lettered },
    { isKnown: DEFAULT_ACCOUNTS.some((account) => account.number === number) },
  )?.code;

test.each([
  ["606100", undefined],
  ["101000", undefined],
  ["455100", undefined],
  ["60610", "new_account_number_wrong"],
  ["801000", "new_account_number_wrong"],
  ["60A100", "new_account_number_wrong"],
  ["607000", "account_exists"],
  ["512300", "new_account_of_bank"],
  ["401100", "new_account_of_third_parties"],
  ["411400", "new_account_of_third_parties"],
  ["419200", "new_account_of_third_parties"],
  ["418100", undefined],
])("%s is added to the chart, or refused because of what it is (PCG 2022-06): %s", (number, code) => {
  expect(codeOf(number)).toBe(code);
});

test("an account has a name, and is lettered where lines wait for each other", () => {
  expect(codeOf("606100", { name: " " })).toBe("account_name_empty");
  expect(codeOf("606100", { lettered: true })).toBe("account_never_lettered");
  expect(codeOf("512300", { lettered: true })).toBe("new_account_of_bank");
  expect(codeOf("467200", { lettered: true })).toBeUndefined();
  expect(codeOf("581000", { lettered: true })).toBeUndefined();
});
