import { error, type Problem } from "../problems.ts";

/** An account that a person adds to the chart. */
export type NewAccount = { number: string; name: string; lettered: boolean };

/** Six digits of classes 1 to 7, as the accounts beside it: a FEC whose numbers are of several lengths sorts badly. */
const NUMBER = /^[1-7]\d{5}$/;

/** Customers, suppliers, their bills and their advances: what stands on these follows from documents and payments (rule 4 of posting). */
const OF_THIRD_PARTIES = /^(?:40[13459]|41[1369])/;

/** Only money that waits for its other half is lettered: third parties, suspense, values to collect, transfers. */
const MAY_BE_LETTERED = /^(?:4|5[18])/;

/** Why an account cannot be added to the chart; undefined when it can. */
export function newAccountProblem(
  { number: value, name, lettered }: NewAccount,
  { isKnown }: { isKnown: boolean },
): Problem | undefined {
  if (!NUMBER.test(value)) return error("new_account_number_wrong", { value });
  if (isKnown) return error("account_exists", { value });
  if (value.startsWith("512")) return error("new_account_of_bank", { value });
  if (OF_THIRD_PARTIES.test(value)) return error("new_account_of_third_parties", { value });
  if (!name.trim()) return error("account_name_empty", { value });
  if (lettered && !MAY_BE_LETTERED.test(value)) return error("account_never_lettered", { value });
  return undefined;
}
