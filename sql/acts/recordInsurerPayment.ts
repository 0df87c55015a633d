import {
  type ReceiptAnswers,
  type ReceivedPart,
  receiptQuestions,
  receiptRefusals,
} from "../../domain/billing/receiptChecks.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { ArrivingReturn } from "../../domain/insurer/arriving.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { type Insurer, listInsurers } from "../insurers.ts";
import { ask } from "../outbox.ts";
import { paymentOfReturn } from "../returnItems.ts";
import { applyReturns, hashOf } from "./applyReturns.ts";
import { type FactsToPay, factsToPay } from "./recordPayment.ts";

export type InsurerReceipt = {
  companyId: bigint;
  /** Shares of insurers, and the cents paid on each. */
  allocations: readonly ReceivedPart[];
  /** Who pays, where it is not the insurer of the shares: an operator pays for many. */
  payerId?: bigint;
  paidOn: IsoDate;
  /** The reference of the transfer, where the person has it. */
  reference?: string;
  answers?: ReceiptAnswers;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

/**
 * A person records what an insurer paid because no return came (S0.24, S0.25): the same announced payment as a return makes, on
 * 511700 until the bank brings it. Should the return come later after all, with the same shares and cents, it confirms this payment
 * and posts nothing; with the same reference and other cents, it replaces it while nothing of it is final.
 */
export function recordInsurerPayment(
  pool: Pool,
  receipt: InsurerReceipt,
): Promise<Parsed<{ paymentId: bigint }>> {
  return asCompany(pool, receipt.companyId, async (db) => {
    await lockBooks(db, receipt);
    const facts = await factsToPay(db, receipt.allocations);
    const insurer = (await listInsurers(db)).find(({ id }) => id === payerOf(receipt, facts));
    const problems = [...refusals(receipt, facts), ...receiptQuestions(receipt.allocations, facts, receipt)];
    if (!insurer && problems.length === 0)
      problems.push(error("third_party_unknown", { value: names(facts) }));
    if (!insurer || problems.length > 0) return { ok: false, problems };
    const { companyId, at, on } = receipt;
    const typed = typedReturn(receipt, facts, insurer);
    await applyReturns(db, companyId, [typed], { at, on });
    const contentHash = hashOf(typed, true);
    const paymentId = await paymentOfReturn(db, { thirdPartyId: insurer.id, contentHash });
    if (paymentId === undefined)
      return { ok: false, problems: [error("share_not_open", { value: names(facts) })] };
    await tell(db, receipt, paymentId);
    await ask(db, { queue: "matching", companyId });
    return { ok: true, value: { paymentId }, warnings: [] };
  });
}

/** The shares of patients and customers have their own procedure (S0.25). */
function refusals({ allocations }: InsurerReceipt, facts: Map<bigint, FactsToPay>): Problem[] {
  const others = [...facts.values()].filter(({ payer }) => payer !== "amo" && payer !== "amc");
  return [
    ...receiptRefusals(allocations, facts),
    ...others.map(({ invoice }) => error("share_not_open", { value: invoice })),
  ];
}

function payerOf({ payerId }: InsurerReceipt, facts: Map<bigint, FactsToPay>): bigint | undefined {
  if (payerId !== undefined) return payerId;
  const [only, ...others] = new Set([...facts.values()].map((fact) => fact.thirdPartyId));
  return others.length === 0 ? only : undefined;
}

function names(facts: Map<bigint, FactsToPay>): string {
  return [...new Set([...facts.values()].map((fact) => fact.party))].join(", ");
}

function typedReturn(
  { allocations, paidOn, reference }: InsurerReceipt,
  facts: Map<bigint, FactsToPay>,
  { payer, name, aux }: Insurer,
): ArrivingReturn {
  return {
    insurer: { payer, name, code: aux },
    ...(reference ? { reference } : {}),
    label: `REG ${paidOn}`,
    paidOn,
    items: allocations.flatMap(({ shareId, amount }) => {
      const fact = facts.get(shareId);
      if (!fact || (fact.payer !== "amo" && fact.payer !== "amc")) return [];
      return [
        {
          invoice: fact.invoice,
          payer: fact.payer,
          shareId,
          status: "paid" as const,
          paid: amount,
          reasons: [],
        },
      ];
    }),
  };
}

async function tell(db: Db, receipt: InsurerReceipt, paymentId: bigint): Promise<void> {
  await writeAudit(db, receipt.companyId, {
    ...(receipt.by === undefined ? {} : { actorId: receipt.by }),
    at: receipt.at,
    action: "record_insurer_payment",
    subject: "payment",
    subjectId: paymentId,
    detail: { shares: receipt.allocations.map(({ shareId, amount }) => [`${shareId}`, `${amount}`]) },
  });
}
