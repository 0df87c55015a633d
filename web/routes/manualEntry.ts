import { Router } from "express";
import { MANUAL_JOURNALS, type ManualLine } from "../../domain/accounting/manualEntry.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { writeManualEntry } from "../../sql/acts/writeManualEntry.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { chartOf, yearsToWrite } from "../../sql/manualEntries.ts";
import { acts, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped, dayTyped } from "../typed.ts";
import {
  differenceNote,
  FIRST_ROWS,
  MORE_ROWS,
  manualEntryPage,
  ROWS_MAX,
  type TypedEntry,
} from "../views/manualEntry.ts";
import type { CompanyVisit } from "../visit.ts";

/** An entry that an accountant writes line by line (opération diverse). */
export function manualEntryRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/journal/manual",
    reads(services, "accountant", ({ request, visit, db }) => showForm(visit, db, typedEntry(request.query))),
  );
  router.post(
    "/journal/manual/difference",
    acts(services, "accountant", async ({ request, visit }) => {
      const { typed, rows } = typedEntry(request.body);
      return page(differenceNote(visit, typed, rows));
    }),
  );
  router.post(
    "/journal/manual",
    acts(services, "accountant", async ({ request, visit }) => {
      const { typed, rows } = typedEntry(request.body);
      const again = (told: { rows: number; problems?: readonly Problem[] }) =>
        asCompany(services.pool, visit.company.id, (db) => showForm(visit, db, { typed, ...told }));
      if (typed.act === "check") return again({ rows });
      if (typed.act === "more") return again({ rows: Math.min(ROWS_MAX, rows + MORE_ROWS) });
      const { entry, problems } = readEntry(typed, rows, visit.today);
      if (problems.length > 0) return again({ rows, problems });
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
      const done = await writeManualEntry(services.pool, { ...act, entry });
      if (!done.ok) return again({ rows, problems: done.problems });
      return redirect(`${visit.company.base}/journal/${done.value.entryId}?said=saved`);
    }),
  );
  return router;
}

async function showForm(
  visit: CompanyVisit,
  db: Db,
  { typed, rows, problems = [] }: { typed: TypedEntry; rows: number; problems?: readonly Problem[] },
): Promise<Reply> {
  const accounts = await chartOf(db);
  const { begins } = await yearsToWrite(db, visit.today);
  return page(manualEntryPage(visit, { typed, rows, accounts, begins, problems }), {
    status: problems.length > 0 ? 422 : 200,
  });
}

function typedEntry(body: unknown): { typed: Record<string, string>; rows: number } {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  const typed = Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === "string" ? [[name, text(value) ?? ""]] : [])),
  );
  const rows = Number(id(typed.rows) ?? BigInt(FIRST_ROWS));
  return { typed, rows: Math.min(ROWS_MAX, Math.max(FIRST_ROWS, rows)) };
}

/** The lines that have an amount; each keeps the number under which it stands in the form. */
function readEntry(typed: TypedEntry, rows: number, today: string) {
  const problems: Problem[] = [];
  const on = dayTyped(typed.on);
  if (on === undefined) problems.push(error("manual_day_unreadable", { value: typed.on ?? "" }));
  const cents = (name: string, row: number) => {
    const value = typed[`${name}${row}`];
    if (!value) return 0n;
    const read = amountTyped(value);
    if (read === undefined) problems.push(error("manual_amount_unreadable", { line: row + 1, value }));
    return read ?? 0n;
  };
  const lines = Array.from({ length: rows }, (_, row): ManualLine => {
    const [aux, label] = [typed[`aux${row}`], typed[`label${row}`]];
    return {
      account: typed[`account${row}`] ?? "",
      ...(aux ? { aux } : {}),
      ...(label ? { label } : {}),
      debit: cents("debit", row),
      credit: cents("credit", row),
    };
  }).filter(({ debit, credit }) => debit !== 0n || credit !== 0n);
  const piece = typed.piece ? { piece: typed.piece } : {};
  const journal = oneOf(typed.journal, MANUAL_JOURNALS) ?? "OD";
  const entry = { journal, postedOn: on ?? today, label: typed.entryLabel ?? "", lines, ...piece };
  return { entry, problems };
}
