import type { Parsed } from "../../domain/problems.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { acceptRefund } from "../../sql/acts/acceptRefund.ts";
import { changePayment, takeBackPayment } from "../../sql/acts/changePayment.ts";
import { acceptReturns, suspendLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { markPaid } from "../../sql/acts/markPaid.ts";
import { recordInsurerPayment } from "../../sql/acts/recordInsurerPayment.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { resubmitInvoice } from "../../sql/acts/resubmitInvoice.ts";
import { reverseEntry } from "../../sql/acts/reverseEntry.ts";
import { setLock } from "../../sql/acts/setLock.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { splitLine } from "../../sql/acts/splitLine.ts";
import { undoAllocation, undoScope } from "../../sql/acts/undoScope.ts";
import { useAdvance } from "../../sql/acts/useAdvance.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { badDebt, takeBackWriteOff, writeOff } from "../../sql/acts/writeOff.ts";
import { changeSettings } from "../../sql/companies.ts";
import type { Db, Pool } from "../../sql/connect.ts";
import { refundsUnderWay } from "../../sql/refunds.ts";
import { openInsurerPayments } from "../../sql/returns.ts";
import { linesOfScope } from "../../sql/undoScope.ts";
import { aLine, bill, type Dossier, lineId, openDossier, receive, runMatching, within } from "./dossier.ts";
import { INVOICES, NAMES, REFERENCES, type Step } from "./insurerSteps.ts";
import { care, PATIENT, type Row, receiveReturns } from "./rspFile.ts";

/**
 * Health invoices with the shares of a fund, a mutual insurer and the patient, and everything that may be done about their money, each
 * act picked among what there is so that most of what is tried makes sense.
 */

export type World = { dossier: Dossier; files: Row[][]; lines: bigint[]; ticks: number };

export async function openWorld(pool: Pool, automaticWriteOff: boolean): Promise<World> {
  const dossier = await openDossier(pool);
  await within(dossier, (db) => changeSettings(db, { automaticWriteOff, writeOffToleranceCents: "100" }));
  const lines = [
    { account: "706000", net: 5_000n, vatRate: 2_000, vat: 1_000n, vatDue: "collection" as const },
  ];
  await bill(
    dossier,
    care("FA-1", { amo: 6_000n, amc: 3_000n, patient: 1_000n }),
    care("FA-2", { amo: 3_000n, amc: 2_000n, patient: 1_000n }, { lines }),
    care("FA-3", { amo: 2_000n }),
  );
  return { dossier, files: [], lines: [], ticks: 0 };
}

export const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(all.length, 1)];

type Share = {
  id: bigint;
  invoice: string;
  thirdPartyId: bigint;
  due: bigint;
  aux: string;
  payer: string;
  /** Kept for its third party. */
  advance: bigint;
  setAside: bigint;
};

export const sharesOf = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db<Share[]>`
      select share.id, invoice.number as invoice, share.third_party_id, share.due_cents as due, third_party.aux, share.payer,
             coalesce(held.advance, 0)::bigint as advance, coalesce(held.aside, 0)::bigint as set_aside
        from share
        join invoice on invoice.id = share.invoice_id
        join third_party on third_party.id = share.third_party_id
        left join lateral (
          select sum(amount_cents) filter (where held_as = 'advance') as advance, sum(amount_cents) filter (where held_as <> 'advance') as aside
            from held_money where held_money.third_party_id = share.third_party_id
        ) as held on true
       order by share.id`,
  );

/** Of what a kind of act is for, where there is any: else of all, to be refused. */
function meant(kind: Step["kind"], all: readonly Share[]): readonly Share[] {
  const fitting = all.filter((share) => {
    if (kind === "settle" || kind === "refund") return share.due < 0n;
    if (kind === "advance") return share.due > 0n && share.advance > 0n;
    return kind === "refund_held" ? share.setAside > 0n : kind !== "write_off" || share.due !== 0n;
  });
  return fitting.length > 0 ? fitting : all;
}

const idsIn = ({ dossier }: World, read: (db: Db) => PromiseLike<{ id: bigint }[]>) =>
  within(dossier, async (db) => (await read(db)).map(({ id }) => id));
/** Payments that no return and no bank line shows come first. */
export const paymentIds = (given: World) =>
  idsIn(
    given,
    (db) => db`
      select id from payment
       where status <> 'corrected'
       order by line_id is not null or exists (select from insurer_return where payment_id = payment.id), id`,
  );
export const writeOffIds = (given: World) =>
  idsIn(given, (db) => db`select id from write_off where corrected_on is null order by id`);
export const postedLineIds = (given: World) =>
  idsIn(given, (db) => db`select id from statement_line where state = 'posted' order by id`);

const dayOf = (tick: number) => new Date(Date.UTC(2026, 8, 15 + tick)).toISOString().slice(0, 10);

/** Each act has a moment of its own, on a day of its own. */
export function acting(given: World) {
  given.ticks += 1;
  const on = dayOf(given.ticks);
  return { companyId: given.dossier.companyId, at: new Date(`${on}T09:00:00Z`), on };
}

const WHY = { reason: "essai", rights: ["adjustment"] };

/** @returns whether it was done */
export async function play(given: World, step: Step): Promise<boolean> {
  const done = await tried(given, step);
  return typeof done === "boolean" ? done : done.ok;
}

async function tried(given: World, step: Step): Promise<boolean | Parsed<unknown>> {
  const { dossier } = given;
  const { pool } = dossier;
  const act = acting(given);
  const all = await sharesOf(given);
  const share = "share" in step ? pick(meant(step.kind, all), step.share) : undefined;
  const shareId = share?.id ?? 0n;
  const thirdPartyId = share?.thirdPartyId ?? 0n;
  const lineAt = { ...act, lineId: "nth" in step ? await lineOf(given, step) : 0n };
  switch (step.kind) {
    case "file":
      return file(given, step);
    case "type": {
      const allocations = step.items.flatMap(({ invoice, amount }) => {
        const paid = all.find((one) => one.invoice === INVOICES[invoice] && one.payer === step.insurer.payer);
        return paid ? [{ shareId: paid.id, amount }] : [];
      });
      const answers = { keepExcess: step.keepExcess };
      const by = step.reference === null ? {} : { reference: REFERENCES[step.reference] ?? "" };
      return recordInsurerPayment(pool, { ...act, paidOn: "2026-09-10", allocations, answers, ...by });
    }
    case "line":
      return line(given, step);
    case "night":
      await runMatching(dossier, act.on);
      return true;
    case "undo_night": {
      const [run] = await idsIn(given, (db) => db`select max(id) as id from match_run`);
      const scope = { kind: "run" as const, runId: run ?? 0n };
      const seen = (await within(dossier, (db) => linesOfScope(db, scope))).length;
      return undoScope(pool, { ...act, scope, seen, as: "other" });
    }
    case "validate":
      await within(dossier, (db) => validateEntries(db, { ...act, upTo: act.on }));
      return true;
    case "lock":
      return setLock(pool, {
        ...act,
        upTo: pick(["2026-09-05", "2026-09-12", dayOf(given.ticks - 3)], step.nth) ?? "",
      });
    case "accept_returns": {
      const open = await within(dossier, (db) => openInsurerPayments(db));
      const amount = await centsOf(given, lineAt.lineId);
      const one = open.find(({ left }) => left === amount) ?? pick(open, step.nth);
      const brought = step.all || !one ? open : [one];
      return acceptReturns(pool, { ...lineAt, paymentIds: brought.map(({ paymentId }) => paymentId) });
    }
    case "suspend":
      return suspendLine(pool, lineAt);
    case "undo":
      return undoMatch(pool, lineAt);
    case "undo_part":
      return undoAllocation(pool, { ...lineAt, shareId, as: "other" });
    case "refund_line":
      return refundLine(given, step.nth);
    case "split":
    case "match": {
      const amount = (await centsOf(given, lineAt.lineId)) - step.gain;
      if (step.kind === "split") {
        const left = share ? share.due - amount : 0n;
        const parts = [{ shareId, amount, writtenOff: left > 0n && left <= 100n ? left : 0n }];
        return splitLine(pool, { ...lineAt, ...WHY, parts, gain: step.gain, confirmed: true });
      }
      const other = pick(all, step.share + 1);
      const parts = [
        { shareId, amount: amount - 1_000n },
        { shareId: other?.id ?? 0n, amount: 1_000n },
      ];
      const allocations = step.gain === 0n ? [{ shareId, amount }] : parts;
      return acceptMatch(pool, { ...lineAt, allocations, excess: { to: step.into, ...WHY } });
    }
    case "record": {
      const method = step.gain === 0n ? "cash" : "card";
      const due = share && share.due > 0n ? share.due : 0n;
      // Half of the time above what is owed.
      const amount = step.nth % 2 === 0 ? due + step.amount : step.amount;
      const allocations = [{ shareId, amount }];
      const excess = { to: step.into, ...WHY };
      return recordPayment(pool, { ...act, method, paidOn: act.on, allocations, excess });
    }
    case "settle": {
      const over = -(share?.due ?? 0n);
      const amount = step.all ? over : smaller(step.amount, over);
      return settleOverpayment(pool, { ...act, ...WHY, shareId, amount, into: step.into });
    }
    case "write_off": {
      const due = share?.due ?? 0n;
      const amount = step.all ? (due < 0n ? -due : due) : step.amount;
      return writeOff(pool, { ...act, ...WHY, shareId, amount, confirmed: true });
    }
    case "bad_debt": {
      const amount = step.all ? (share?.due ?? 0n) : step.amount;
      return badDebt(pool, { ...act, ...WHY, shareId, amount, vatRecovered: step.into === "profit" });
    }
    case "advance":
      return useAdvance(pool, {
        ...act,
        thirdPartyId,
        shareId,
        amount: smaller(step.amount, share?.advance),
      });
    case "refund":
    case "refund_held": {
      const isHeld = step.kind === "refund_held";
      const over = -(share?.due ?? 0n);
      const amount = step.all ? (isHeld ? (share?.setAside ?? 0n) : over) : step.amount;
      const method = step.amount < 2_000n ? "cash" : "transfer";
      return orderRefund(pool, {
        ...act,
        of: isHeld ? { toRefund: thirdPartyId } : { shareId },
        amount,
        method,
      });
    }
    case "take_back":
      return takeBackPayment(pool, { ...act, paymentId: pick(await paymentIds(given), step.nth) ?? 0n });
    case "change": {
      const paymentId = pick(await paymentIds(given), step.nth) ?? 0n;
      const allocations = [{ shareId, amount: step.amount }];
      return changePayment(pool, { ...act, paymentId, method: "card", paidOn: "2026-09-15", allocations });
    }
    case "take_back_write_off":
      return takeBackWriteOff(pool, { ...act, writeOffId: pick(await writeOffIds(given), step.nth) ?? 0n });
    case "mark":
    case "unmark": {
      const ids = await idsIn(given, (db) => db`select id from invoice order by id`);
      const to = step.kind === "mark" ? "paid" : "to_pay";
      return markPaid(pool, { ...act, invoiceId: pick(ids, step.nth) ?? 0n, to });
    }
    case "reverse": {
      const ids = await idsIn(
        given,
        (db) => db`select id from journal_entry where journal <> 'VE' order by id`,
      );
      return reverseEntry(pool, { ...act, entryId: pick(ids, step.nth) ?? 0n, reason: "essai" });
    }
    case "resubmit": {
      const open = all.filter(({ due, payer }) => due > 0n && payer !== "patient");
      const moved = pick(open, step.nth);
      if (!moved) return false;
      const to = step.patient ? PATIENT : { payer: moved.payer as "amo" | "amc", aux: moved.aux };
      const billed = [{ payer: to.payer, aux: to.aux, amount: moved.due }];
      const newInvoice = `${moved.invoice}-R`;
      return resubmitInvoice(pool, { ...act, invoice: moved.invoice, newInvoice, shares: billed });
    }
  }
}

/** A file arrives; one that says nothing new counts as not done. */
async function file(given: World, step: Step & { kind: "file" }): Promise<boolean> {
  const rows = step.items.map(
    ({ invoice, amount }): Row => ({
      invoice: NAMES[invoice] ?? "",
      paid: amount,
      insurer: step.insurer,
      ref: REFERENCES[step.reference] ?? "",
      ...(amount === 0n ? { code: "R101" } : {}),
    }),
  );
  const last = step.again ? given.files.at(-1) : undefined;
  const isNew = ({ invoice }: Row) => !last?.some((row) => row.invoice === invoice);
  const all = last?.[0]
    ? [...last, ...rows.filter(isNew).map((row) => ({ ...row, ...ofTransfer(last[0]) }))]
    : rows;
  given.files.push(all);
  const arrived = await receiveReturns(given.dossier, all, `f${given.ticks}.csv`);
  return arrived.linesNew > 0;
}

const ofTransfer = ({ insurer, ref }: Row = { invoice: "", paid: 0n }) => ({
  ...(insurer ? { insurer } : {}),
  ...(ref ? { ref } : {}),
});

/** A transfer of an insurer arrives, and the night may look at it at once. */
async function line(given: World, step: Step & { kind: "line" }): Promise<boolean> {
  const { dossier, ticks } = given;
  const open = (await within(dossier, (db) => openInsurerPayments(db))).filter(
    ({ left: waits }) => waits > 0n,
  );
  const announced = pick(open, step.nth);
  const left = announced?.left ?? step.amount;
  const amount = step.brings === "other" ? step.amount : step.brings === "half" ? (left + 1n) / 2n : left;
  const details = [announced?.reference ?? REFERENCES[step.reference] ?? ""];
  const label = `VIR ${step.insurer.name}`;
  await receive(dossier, [aLine(`L${ticks}`, amount, { label, details, bookedOn: dayOf(ticks) })]);
  given.lines.push(await lineId(dossier, `L${ticks}`));
  if (step.night) await runMatching(dossier, acting(given).on);
  return true;
}

/** The bank shows a refund that was ordered. */
async function refundLine(given: World, at: number): Promise<boolean> {
  const { dossier } = given;
  const act = acting(given);
  const refund = pick(await within(dossier, (db) => refundsUnderWay(db)), at);
  if (!refund) return false;
  const name = `L${given.ticks}`;
  await receive(dossier, [aLine(name, -refund.amount, { label: "OPERATION", bookedOn: dayOf(given.ticks) })]);
  const id = await lineId(dossier, name);
  given.lines.push(id);
  await acceptRefund(dossier.pool, { ...act, lineId: id, paymentId: refund.paymentId });
  return true;
}

const smaller = (one: bigint, other = 0n) => (one < other || other <= 0n ? one : other);

/** A line that was decided where something is taken back, else one that waits. */
async function lineOf(given: World, { kind, nth: at }: { kind: Step["kind"]; nth: number }): Promise<bigint> {
  const posted = await postedLineIds(given);
  const isBack = kind === "undo" || kind === "undo_part";
  const fitting = given.lines.filter((id) => posted.includes(id) === isBack);
  return pick(fitting.length > 0 ? fitting : given.lines, at) ?? 0n;
}

async function centsOf({ dossier }: World, id: bigint): Promise<bigint> {
  const [row] = await within(
    dossier,
    (db) => db<{ cents: bigint }[]>`select amount_cents as cents from statement_line where id = ${id}`,
  );
  return row?.cents ?? 0n;
}
