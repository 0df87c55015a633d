import { formatAmount } from "../../domain/money.ts";

export type BalanceRow = { account: string; name: string; debit: bigint; credit: bigint };

/** The balance of every account in use, and the totals that must be equal. */
export function printTrialBalance(rows: readonly BalanceRow[]): void {
  const line = (account: string, name: string, debit: string, credit: string) =>
    console.log(
      `  ${account.padEnd(8)}${name.slice(0, 36).padEnd(38)}${debit.padStart(16)}${credit.padStart(16)}`,
    );
  console.log("\nTrial balance");
  line("", "", "debit", "credit");
  for (const { account, name, debit, credit } of rows)
    line(account, name, formatAmount(debit, "en"), formatAmount(credit, "en"));
  const total = (side: "debit" | "credit") =>
    formatAmount(
      rows.reduce((sum, row) => sum + row[side], 0n),
      "en",
    );
  line("", "Total", total("debit"), total("credit"));
}
