import { OPENING_JOURNAL } from "../../domain/accounting/carryForward.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { allowOverpayment, readEntries } from "../ledger.ts";
import { letterShares, unletterEntries } from "../lettering.ts";
import { yearsToWrite } from "../manualEntries.ts";
import { shortWithout } from "../till.ts";
import { correctEntries } from "./correctEntry.ts";
import { openDay } from "./openDay.ts";

/** @param today the present day, where `on` was typed: a day of a year far off is then refused */
type Reversal = {
  companyId: bigint;
  entryId: bigint;
  reason: string;
  by?: bigint;
  at: Date;
  on: IsoDate;
  today?: IsoDate;
};

/**
 * Reverses a validated entry by its dated mirror, which names it; behind the lock, on the first open day.
 * Dues and lettering follow. For entries that stand by themselves: one that comes from a payment, a bank line, an invoice or
 * a closing is undone there, where more than the entry must follow.
 */
export function reverseEntry(pool: Pool, act: Reversal): Promise<Parsed<{ entryId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ entryId: bigint }>> => {
    await lockBooks(db, act);
    const problem = await obstacle(db, act);
    if (problem) return { ok: false, problems: [problem] };
    const [entry] = await readEntries(db, [act.entryId]);
    if (!entry) throw new Error(`entry ${act.entryId} went away under the lock`);
    // What the books begin with is taken back on its own day, so that no day between has it twice or not at all.
    const asked = entry.journal === OPENING_JOURNAL ? entry.postedOn : act.on;
    const on = openDay(asked, await currentCompany(db));
    const short = await shortWithout(db, [entry.id], on);
    if (short) return { ok: false, problems: [short] };
    await allowOverpayment(db);
    await unletterEntries(db, [entry.id]);
    const [correctionId] = await correctEntries(db, act.companyId, [entry], on);
    if (correctionId === undefined) throw new Error("the reversal was not written");
    const shares = new Set(entry.lines.flatMap(({ shareId }) => shareId ?? []));
    await letterShares(db, act.companyId, [...shares], act.on);
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "reverse_entry",
      subject: "journal_entry",
      subjectId: entry.id,
      reason: act.reason,
      detail: { correction: String(correctionId) },
    });
    return { ok: true, value: { entryId: correctionId }, warnings: [] };
  });
}

type Standing = { validated: boolean; corrected: boolean; owned: boolean };

async function obstacle(db: Db, { entryId, reason, on, today }: Reversal): Promise<Problem | undefined> {
  if (!reason.trim()) return error("reason_missing");
  const { open } = await yearsToWrite(db, today ?? on);
  if (on > open.to) return error("manual_day_outside_years", { params: { written: on, ...open } });
  const standing = await standingOf(db, entryId);
  if (!standing) return error("entry_unknown");
  if (standing.corrected) return error("entry_corrected_already");
  if (standing.owned) return error("entry_has_its_own_undo");
  return standing.validated ? undefined : error("entry_is_draft");
}

/**
 * May an entry be reversed by itself? Owned by something else: its payment, the road of one to the bank or its VAT, a bank line, return,
 * invoice, write-off, advance, cash deposit, excess or closing.
 */
export async function isReversible(db: Db, entryId: bigint): Promise<boolean> {
  const standing = await standingOf(db, entryId);
  return standing?.validated === true && !standing.corrected && !standing.owned;
}

async function standingOf(db: Db, entryId: bigint): Promise<Standing | undefined> {
  const [row] = await db<Standing[]>`
    select entry.validated_on is not null as validated,
           entry.corrects_id is not null
             or exists (select from journal_entry as correction where correction.corrects_id = entry.id) as corrected,
           entry.carried_forward
             or entry.journal in ('VE', 'AC')
             or (entry.journal = 'AN' and not entry.by_hand)
             or exists (select from line_posting where line_posting.entry_id = entry.id)
             or exists (select from suspense_clearing where suspense_clearing.entry_id = entry.id)
             or exists (select from payment where payment.entry_id = entry.id or payment.transit_entry_id = entry.id)
             or exists (select from write_off where write_off.entry_id = entry.id)
             or exists (select from held_money where held_money.entry_id = entry.id)
             or exists (select from remittance where remittance.entry_id = entry.id)
             or exists (select from vat_move where vat_move.entry_id = entry.id)
             or exists (select from journal_line as line
                          join share on share.id = line.share_id
                          join invoice on invoice.id = share.invoice_id
                         where line.entry_id = entry.id and (line.excess or invoice.replaced_by is not null)) as owned
      from journal_entry as entry
     where entry.id = ${entryId}
  `;
  return row;
}
