import type { ReminderLevel } from "../../domain/billing/reminders.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { writeAudit } from "../books.ts";
import { insertRows } from "../bulk.ts";
import { asCompany, type Pool } from "../connect.ts";
import { overdueInvoices } from "../screens/reminders.ts";

/** The most letters of one run: a document that a printer and a reader can take. */
export const LETTERS_MOST = 500;

/**
 * Writes down the letters that a person decides to send, with what each debtor owes at this moment. Nothing in the books moves.
 * Whoever owes nothing overdue any more, what we owe him deducted, gets no letter.
 */
export function makeReminders(
  pool: Pool,
  act: {
    companyId: bigint;
    by: bigint;
    at: Date;
    on: IsoDate;
    letters: readonly { thirdPartyId: bigint; level: ReminderLevel }[];
  },
): Promise<Parsed<{ runId: bigint; letters: number }>> {
  return asCompany(pool, act.companyId, async (db) => {
    const levels = new Map(act.letters.map(({ thirdPartyId, level }) => [thirdPartyId, level]));
    const debtors = await overdueInvoices(db, {
      today: act.on,
      only: [...levels.keys()].slice(0, LETTERS_MOST),
    });
    if (debtors.length === 0) return { ok: false, problems: [error("nobody_to_remind")] };
    const [run] = await db<{ id: bigint }[]>`
      insert into reminder_run (company_id, made_on, made_by, made_at)
      values (${act.companyId}, ${act.on}, ${act.by}, ${act.at})
      returning id
    `;
    if (!run) throw new Error("the run was not written");
    await insertRows(
      db,
      "reminder",
      {
        company_id: "bigint",
        run_id: "bigint",
        third_party_id: "bigint",
        level: "integer",
        sent_on: "date",
        due_cents: "bigint",
        invoices: "jsonb",
        deductions: "jsonb",
      },
      debtors.map((debtor) => [
        act.companyId,
        run.id,
        debtor.thirdPartyId,
        levels.get(debtor.thirdPartyId) ?? 1,
        act.on,
        debtor.dueCents,
        JSON.stringify(debtor.invoices),
        JSON.stringify(debtor.deductions),
      ]),
    );
    await writeAudit(db, act.companyId, {
      actorId: act.by,
      at: act.at,
      action: "make_reminders",
      subject: "reminder_run",
      subjectId: run.id,
      detail: { letters: debtors.length },
    });
    return { ok: true, value: { runId: run.id, letters: debtors.length }, warnings: [] };
  });
}
