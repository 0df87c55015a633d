import fs from "node:fs";
import path from "node:path";
import { dayIn, parseIsoDate } from "../../domain/days.ts";
import { describeProblem } from "../../domain/problems.ts";
import { compactInstant, periodOf } from "../../domain/reporting/period.ts";
import { type Flow, makeReports, markReportsSent } from "../../sql/acts/sendReports.ts";
import { asCompany } from "../../sql/connect.ts";
import type { Command, Options } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const paymentReports: Command = {
  usage: "rappro payment-reports --flow 212|10 [--period 2026-11] [--out FOLDER] [--sent] [--company NAME]",
  says: `Writes what the platform must be given of money collected, where VAT is due on collection: a CDAR message for each collection
(212), or the file of the period (10). The period is that of the month named, this month otherwise. --sent notes them as given.
Ends with 1 when there is nothing to send, or when the company lacks what a message must bear.`,
  options: {
    ...companyOption,
    flow: { type: "string" },
    period: { type: "string" },
    out: { type: "string" },
    sent: { type: "boolean" },
  },
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const { pool, environment } = program;
      const company = await chooseCompany(pool, options.company);
      const now = new Date();
      const day = dayOf(options.period) ?? dayIn(environment.timeZone, now);
      const { from, to } = periodOf(day, company.settings.paymentReports.regime);
      const asked = { flow: flowOf(options.flow), from, to };
      const madeAt = compactInstant(environment.timeZone, now);
      const made = await asCompany(pool, company.id, (db) => makeReports(db, { ...asked, madeAt }));
      if (!made.ok)
        throw new Unusable(made.problems.map((problem) => describeProblem(problem, "en").says).join("\n"));
      const folder = typeof options.out === "string" ? options.out : ".";
      fs.mkdirSync(folder, { recursive: true });
      for (const { name, text } of made.value.files) {
        fs.writeFileSync(path.join(folder, name), text);
        console.log(path.join(folder, name));
      }
      if (options.sent) {
        const { upTo } = made.value;
        const sent = await markReportsSent(pool, { companyId: company.id, at: now, ...asked, upTo });
        if (sent.ok) console.log(`${sent.value.events} payment events are noted as sent.`);
      }
      return 0;
    } finally {
      await program.close();
    }
  },
};

function flowOf(given: Options[string]): Flow {
  if (given === "212") return "212";
  if (given === "10") return "flow10";
  throw new Unusable("Say which with --flow 212 or --flow 10.");
}

function dayOf(period: Options[string]): string | undefined {
  if (period === undefined) return undefined;
  const day = typeof period === "string" ? parseIsoDate(`${period}-01`) : undefined;
  if (!day) throw new Unusable(`--period is a month such as 2026-11, not "${period}".`);
  return day;
}
