import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";
import { type LetteringLines, letterGroups } from "./lettering.ts";
import { transitLines } from "./returns.ts";

/** Letters announced money with the bank lines that brought it, payment by payment, on the account it passes through. */
export async function letterTransit(
  db: Db,
  companyId: bigint,
  paymentIds: readonly bigint[],
  account: string,
  on: IsoDate,
): Promise<void> {
  const groups = new Map<bigint, LetteringLines>();
  for (const { paymentId, ...line } of await transitLines(db, paymentIds, account)) {
    const group = groups.get(paymentId) ?? {
      account: line.account,
      thirdPartyId: line.thirdPartyId,
      lines: [],
    };
    group.lines.push(line);
    if (group.groupId === undefined && line.groupId !== null && line.code !== null) {
      group.groupId = line.groupId;
      group.code = line.code;
    }
    groups.set(paymentId, group);
  }
  await letterGroups(db, companyId, [...groups.values()], on);
}
