import { error, type Parsed } from "../../domain/problems.ts";
import type { Pool } from "../connect.ts";
import { refundsUnderWay } from "../refunds.ts";
import { type Act, audit, onUnplacedLine, personMatch } from "./decideLine.ts";
import { postRefunds } from "./postRefunds.ts";

/** A person says that a line out is the refund that was ordered. Its cents must be those of the line. */
export function acceptRefund(
  pool: Pool,
  act: Act & { paymentId: bigint },
): Promise<Parsed<{ paymentId: bigint }>> {
  return onUnplacedLine(pool, act, async (db, line, deciding) => {
    const [refund] = await refundsUnderWay(db, act.paymentId);
    if (refund?.amount !== -line.amount) return { ok: false, problems: [error("refund_not_awaited")] };
    const { paymentId } = refund;
    const match = await personMatch(db, act, { refund: paymentId });
    await postRefunds(db, [{ line, refund, match }], deciding);
    await audit(db, act, "accept_refund", { payment: String(paymentId) });
    return { ok: true, value: { paymentId }, warnings: [] };
  });
}
