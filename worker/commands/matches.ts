import { asCompany } from "../../sql/connect.ts";
import { type MatchRow, matchReport } from "../../sql/matchReport.ts";
import type { Command } from "../command.ts";
import { openProgram } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const listMatches: Command = {
  usage: "rappro matches [--json] [--company NAME]",
  says: `Lists every statement line with the invoices it pays and why.
  --json  as an array: line_id, date, amount_cents, allocations [{invoice, share, cents}], auto, state, reason`,
  options: { ...companyOption, json: { type: "boolean" } },
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const rows = await asCompany(program.pool, company.id, matchReport);
      process.stdout.write(options.json ? asJson(rows) : asText(rows));
      return 0;
    } finally {
      await program.close();
    }
  },
};

/** Cents fit a JSON number here: 2^53 cents are ninety thousand billion euros. */
function asJson(rows: readonly MatchRow[]): string {
  const shown = rows.map((row) => ({
    line_id: row.lineId,
    date: row.date,
    amount_cents: Number(row.amountCents),
    allocations: row.allocations.map(({ invoice, share, cents }) => ({
      invoice,
      share,
      cents: Number(cents),
    })),
    auto: row.auto,
    state: row.state,
    reason: row.reason,
  }));
  return `${JSON.stringify(shown, null, 1)}\n`;
}

function asText(rows: readonly MatchRow[]): string {
  const line = (row: MatchRow) => {
    const pays = row.allocations
      .map(({ invoice, share, cents }) => `${invoice}/${share} ${cents}`)
      .join(", ");
    return `${row.lineId.padEnd(16)} ${row.date} ${row.amountCents.padStart(12)} ${row.state.padEnd(9)} ${row.reason ?? ""} ${pays}`;
  };
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}
