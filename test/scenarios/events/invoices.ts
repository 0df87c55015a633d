import { matchWaitingLines } from "../../../sql/acts/matchLines.ts";
import { importDocument } from "../documents.ts";
import { instantOf, type Refusal } from "../world.ts";
import type { Player } from "./index.ts";

/** Lines that wait are matched again, as after every file. */
export const importInvoices: Player<"import_invoices"> = async (world, event) => {
  const refusals: Refusal[] = [];
  for (const document of event.documents)
    refusals.push(...(await importDocument(world, document, event.playedOn)));
  const at = instantOf(world, event.playedOn);
  await matchWaitingLines(world.pool, world.companyId, { at, on: event.playedOn });
  return refusals;
};
