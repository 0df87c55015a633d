import type { ArrivingItem, ArrivingReturn } from "../domain/insurer/arriving.ts";
import { readReturns } from "../domain/insurer/readReturns.ts";
import { type InsurerReturn, type ReturnItem, wholeReturns } from "../domain/insurer/return.ts";
import { error, type Problem, warning } from "../domain/problems.ts";
import { type Applied, applyReturns } from "../sql/acts/applyReturns.ts";
import { currentCompany } from "../sql/companies.ts";
import type { Db } from "../sql/connect.ts";
import { fileBytes, type Reading } from "../sql/files.ts";
import type { FileTask, Moment } from "./fileTask.ts";

/** Unknown invoices named one by one; beyond, the cause is one and the list helps nobody. */
const UNKNOWN_MAX = 50;

/**
 * A stored file of insurers' returns (RSP) → announced payments, rejections and their entries (S0.22, S0.23). All its returns or
 * none: an error anywhere refuses the file, and a test flow is refused in a company that is not a test.
 */
export async function importReturn(
  db: Db,
  { companyId, fileId }: FileTask,
  { now, today }: Moment,
): Promise<Reading> {
  const { format, batches } = await readReturns(fileBytes(db, fileId));
  const returns: InsurerReturn[] = [];
  const problems: Problem[] = [];
  for await (const found of wholeReturns(batches)) {
    if ("code" in found) problems.push(found);
    else returns.push(found);
  }
  const { isTest } = (await currentCompany(db)).settings;
  if (!isTest && returns.some((one) => one.isTest)) problems.push(error("return_is_test"));
  const refused = problems.some((problem) => problem.severity === "error");
  const applied = refused
    ? undefined
    : await applyReturns(db, companyId, returns.map(arriving), { fileId, at: now, on: today });
  return {
    state: refused ? "refused" : "read",
    kind: "insurer_return",
    ...(format ? { format } : {}),
    readAt: now,
    linesRead: returns.reduce((sum, one) => sum + one.items.length, 0),
    linesNew: applied?.items ?? 0,
    linesKnown: applied ? returns.reduce((sum, one) => sum + one.items.length, 0) - applied.items : 0,
    problems: [...problems, ...(applied ? unknownInvoices(applied) : [])],
  };
}

/** Money for an invoice that is not ours is kept on the insurer's account, and somebody has to place it. */
function unknownInvoices({ unknownInvoices }: Applied): Problem[] {
  return [...new Set(unknownInvoices)]
    .slice(0, UNKNOWN_MAX)
    .map((value) => warning("return_names_unknown_invoice", { value }));
}

function arriving(one: InsurerReturn): ArrivingReturn {
  const { payer, paymentReference, labels, lots, paidOn, items } = one;
  const name = payer.name ?? labels[0] ?? payer.code ?? payer.kind.toUpperCase();
  const [lot] = lots;
  return {
    insurer: { payer: payer.kind, name, ...(payer.code ? { code: payer.code } : {}) },
    ...(paymentReference ? { reference: paymentReference } : {}),
    label: labels.join(" ") || (lot?.number ? `LOT ${lot.number}` : `RSP ${paidOn}`),
    paidOn,
    items: items
      .filter((item) => item.kind !== "recovery" || item.moves)
      .map((item) => arrivingItem(item, payer.kind)),
  };
}

function arrivingItem(item: ReturnItem, kind: "amo" | "amc"): ArrivingItem {
  switch (item.kind) {
    case "share":
      return {
        invoice: item.invoice,
        payer: item.payer,
        status: item.status,
        paid: item.paid,
        reasons: [...item.rejections, ...item.flags],
        ...(item.lot ? { lot: item.lot.number } : {}),
        ...(item.invoiceType ? { invoiceType: item.invoiceType } : {}),
        ...(item.asked === undefined ? {} : { asked: item.asked }),
      };
    case "lump_sum":
      return {
        invoice: item.code,
        payer: kind,
        status: "paid",
        paid: item.amount,
        reasons: item.details,
        withoutInvoice: true,
      };
    case "recovery":
      return {
        invoice: item.debt,
        payer: kind,
        status: "reversed",
        paid: item.amount,
        reasons: [],
        withoutInvoice: true,
      };
  }
}
