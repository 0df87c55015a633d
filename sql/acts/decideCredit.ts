import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import type { Pool } from "../connect.ts";
import { itemsUnderWay, paymentsOfRemittances } from "../moneyInHand.ts";
import { type Act, audit, onOpenLine, personMatch } from "./decideLine.ts";
import { postCredits } from "./postCredits.ts";

/** What a person says a line brings of the money under way, and what the bank kept of it, in cents. */
export type Credited = Act & {
  remittanceIds: readonly bigint[];
  paymentIds: readonly bigint[];
  charges?: { fee?: bigint; vat?: bigint; interest?: bigint };
};

/** A person says which slip, batch, cash deposit or payments a line credits. Less the charges they must make the line exactly. */
export function acceptCredit(pool: Pool, act: Credited): Promise<Parsed<{ entryId: bigint }>> {
  return onOpenLine(pool, act, async (db, line, deciding) => {
    const { fee = 0n, vat = 0n, interest = 0n } = act.charges ?? {};
    const { remittanceIds } = act;
    const paymentIds = [...new Set([...act.paymentIds, ...(await paymentsOfRemittances(db, remittanceIds))])];
    const items = await itemsUnderWay(db, { paymentIds, remittanceIds });
    if (items.length === 0 || act.paymentIds.some((id) => !items.some(({ paymentId }) => paymentId === id)))
      return { ok: false, problems: [error("money_not_under_way")] };
    const net = sumCents(items.map((item) => item.amount)) - fee - vat - interest;
    if (net !== line.amount || fee < 0n || vat < 0n || interest < 0n) {
      const params = { amount: decimalOf(line.amount) };
      return {
        ok: false,
        problems: [error("under_way_differs_from_line", { value: decimalOf(net), params })],
      };
    }
    const match = await personMatch(db, act, { credits: { remittanceIds, paymentIds } });
    const [entryId] = await postCredits(db, [{ line, items, kept: { fee, vat, interest }, match }], deciding);
    if (entryId === undefined) throw new Error("the line was not posted");
    await audit(db, act, "accept_credit", { payments: paymentIds.map(String) });
    return { ok: true, value: { entryId }, warnings: [] };
  });
}
