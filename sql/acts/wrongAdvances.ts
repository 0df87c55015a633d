import { decimalOf } from "../../domain/money.ts";
import { error, type Problem } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import { partyById } from "../thirdParties.ts";

/** Cents kept for a customer whose document is still to come (GC13). */
export type Advance = { thirdPartyId: bigint; amount: bigint };

/** Why these are no advances: only a customer leaves us one, and of money above zero. */
export async function wrongAdvances(db: Db, advances: readonly Advance[] = []): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { thirdPartyId, amount } of advances) {
    const party = await partyById(db, thirdPartyId);
    if (!party || party.payer === "supplier")
      problems.push(error("not_of_a_customer", { value: party?.shownAs ?? "" }));
    if (amount <= 0n) problems.push(error("amount_not_above_zero", { value: decimalOf(amount) }));
  }
  return problems;
}
