import { billVatEntry } from "../../domain/accounting/orderEntries.ts";
import { vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import type { IsoDate } from "../../domain/days.ts";
import { lockBooks } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { factsOfShares } from "../payments.ts";
import { paymentsFallingDue, takeSteps, type UnderWay } from "../underWay.ts";
import { openDay } from "./openDay.ts";
import { postCollections } from "./postCarried.ts";
import { makeReal } from "./schedulePayment.ts";
import { receivePlanned } from "./scheduleReceipt.ts";

/** What a day brought: planned payments that became real and those that could not, direct debits collected, bills due. */
export type DayPassed = { made: number; late: number; collected: number; bills: number };

/**
 * What falls due by itself up to a day, in one transaction: planned payments become real (S4.10), direct debits are collected, the
 * VAT of bills falls due. Each is dated its own day, so that a night that did not run is caught up. Run twice, the second time
 * finds nothing to do.
 */
export function passDay(
  pool: Pool,
  companyId: bigint,
  { at, on }: { at: Date; on: IsoDate },
): Promise<DayPassed> {
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const company = await currentCompany(db);
    const roles = await companyRoles(db);
    const due = await paymentsFallingDue(db, on);
    const planned = due.filter(({ status }) => status === "scheduled");
    const isIn = ({ direction }: UnderWay) => direction === "in";
    const asking = { companyId, at, on };
    const paid = await makeReal(
      db,
      planned.filter((payment) => !isIn(payment)),
      asking,
    );
    const made = paid + (await receivePlanned(db, planned.filter(isIn), asking));
    const collected = due.filter(({ status, method }) => status !== "scheduled" && method === "direct_debit");
    await postCollections(
      db,
      collected.map((payment) => ({ payment, collectedOn: payment.paidOn })),
      { company, roles, on },
    );
    const bills = due.filter(({ status, method }) => status !== "scheduled" && method !== "direct_debit");
    await collectBillVat(db, bills, company);
    return { made, late: planned.length - made, collected: collected.length, bills: bills.length };
  });
}

/** The VAT of bills on their due day; those without any are only marked, so that nobody looks at them again. */
async function collectBillVat(db: Db, bills: readonly UnderWay[], company: Company): Promise<void> {
  if (bills.length === 0) return;
  const roles = await companyRoles(db);
  const facts = await factsOfShares(
    db,
    bills.flatMap(({ allocations }) => allocations.map(({ shareId }) => shareId)),
  );
  const paid = bills.map(({ allocations }) =>
    allocations.flatMap(({ shareId, amount }) => {
      const fact = facts.get(shareId);
      return fact ? [{ ...fact, amount }] : [];
    }),
  );
  const moves = vatOfPayments(paid);
  const drafts = bills.flatMap((bill, nth) => {
    const dueOn = bill.dueOn ?? bill.paidOn;
    const piece = bill.orderReference ?? `EFF-${bill.paymentId}`;
    const posting = { piece, pieceOn: dueOn, postedOn: openDay(dueOn, company) };
    const vat = (moves[nth] ?? []).map((move) => ({ ...move, paymentId: bill.paymentId }));
    return billVatEntry({ ...posting, party: bill.party, shares: paid[nth] ?? [], vat }, roles) ?? [];
  });
  await writeEntries(db, company.id, drafts);
  await takeSteps(
    db,
    bills.map(({ paymentId, status, dueOn, paidOn }) => ({
      paymentId,
      status,
      collectedOn: dueOn ?? paidOn,
    })),
  );
}
