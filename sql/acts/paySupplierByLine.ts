import { type Charges, carriedEntry } from "../../domain/accounting/orderEntries.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { type AskedPart, askingRefusals } from "../../domain/treasury/orderChecks.ts";
import type { Db, Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { type NewPayment, writeClearedPayments } from "../payments.ts";
import type { BookableLine } from "../statements.ts";
import { discountRefusals, factsToAsk, sharesPaid, totalOf } from "./askBank.ts";
import { type Act, audit, onUnplacedLine, personMatch } from "./decideLine.ts";
import { bankLine, concludeLines } from "./postLines.ts";

/** What a person says that money out paid. */
export type PaidByLine = {
  /** Documents of suppliers, and the cents of the line that each received; below zero, of a credit note that was deducted. */
  allocations: readonly AskedPart[];
  /** How it was paid: a direct debit of the supplier, a card. A transfer when nothing is said. */
  method?: NewPayment["method"];
  /** What the bank took beside it, as on its notice. */
  charges?: Charges;
};

/**
 * A person says which documents of suppliers a line out paid, of which no order was given here: a direct debit of the supplier, a card,
 * a transfer made at the bank (S2.21, D11). Line and charges must be made up to the cent, and no document is paid above what is
 * open once payments under way are counted: such a payment is matched itself.
 */
export function paySupplierByLine(
  pool: Pool,
  act: Act & PaidByLine,
): Promise<Parsed<{ entryId: bigint; paymentId: bigint }>> {
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const { allocations, charges = {} } = act;
    const facts = await factsToAsk(db, allocations);
    const problems = [
      ...askingRefusals("out", allocations, facts, { nets: true }),
      ...wrongTotal(line, act),
      ...(await discountRefusals(db, allocations)),
    ];
    if (problems.length > 0) return { ok: false, problems };
    const shares = await sharesPaid(db, allocations, facts);
    const amount = totalOf(allocations);
    const parties = new Map(shares.map(({ thirdPartyId, party }) => [thirdPartyId, party]));
    const label = `Paiement ${[...parties.values()].slice(0, 2).join(", ")} ${documents(shares)}`;
    const draft = carriedEntry(
      bankLine(line, deciding),
      label,
      { payments: [{ direction: "out", amount, party: "", shares }], charges, vat: [] },
      deciding.roles,
    );
    const [entryId] = await writeEntries(db, act.companyId, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    const paymentId = await insertPaid(db, line, { act, amount, entryId, label, parties });
    const match = await personMatch(db, act, { allocations });
    await concludeLines(db, [{ match, entryId, line }], deciding);
    await letterShares(
      db,
      act.companyId,
      allocations.map(({ shareId }) => shareId),
      act.on,
    );
    await audit(db, act, "pay_supplier_by_line", {
      allocations: allocations.map(({ shareId, amount }) => [`${shareId}`, `${amount}`]),
    });
    return { ok: true, value: { entryId, paymentId }, warnings: [] };
  });
}

function documents(shares: readonly { invoice: string }[]): string {
  return [...new Set(shares.map(({ invoice }) => invoice))].slice(0, 3).join(" ");
}

function wrongTotal(line: BookableLine, { allocations, charges = {} }: PaidByLine): Problem[] {
  const kept = (charges.fee ?? 0n) + (charges.vat ?? 0n) + (charges.interest ?? 0n);
  const total = -(totalOf(allocations) + kept);
  if (total === line.amount) return [];
  const params = { amount: decimalOf(line.amount) };
  return [error("allocations_differ_from_line", { value: decimalOf(total), params })];
}

async function insertPaid(
  db: Db,
  line: BookableLine,
  given: {
    act: Act & PaidByLine;
    amount: bigint;
    entryId: bigint;
    label: string;
    parties: ReadonlyMap<bigint, string>;
  },
): Promise<bigint> {
  const { act, amount, entryId, label } = given;
  const [party, ...others] = given.parties.keys();
  const [paymentId] = await writeClearedPayments(db, act.companyId, [
    {
      direction: "out",
      method: act.method ?? "transfer",
      paidOn: line.bookedOn,
      amount,
      lineId: line.id,
      entryId,
      label,
      discount: sumCents(act.allocations.map(({ discount = 0n }) => discount)),
      allocations: act.allocations,
      ...(party !== undefined && others.length === 0 ? { thirdPartyId: party } : {}),
      ...(line.endToEndId ? { reference: line.endToEndId } : {}),
      ...(act.by === undefined ? {} : { recordedBy: act.by }),
    },
  ]);
  if (paymentId === undefined) throw new Error("the payment was not written");
  return paymentId;
}
