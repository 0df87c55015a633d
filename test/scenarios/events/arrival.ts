import type { Problem } from "../../../domain/problems.ts";
import { receiveFile } from "../../../sql/acts/receiveFile.ts";
import { problemsOf } from "../../../sql/files.ts";
import { importFile } from "../../../worker/importFile.ts";
import { Refused } from "../../../worker/refusals.ts";
import { type World, within } from "../world.ts";

/** A file is received and read by its job. The same bytes once more are no failure, and `isKnown`. */
export async function arrive(
  world: World,
  { name, bytes, now }: { name: string; bytes: Buffer; now: Date },
): Promise<{ problems: Problem[]; isKnown: boolean }> {
  const { pool, companyId } = world;
  const arrival = { companyId, name, source: "inbox" as const, receivedAt: now };
  const reception = await receiveFile(pool, arrival, only(bytes));
  if (reception.kind === "already_received") return { problems: [], isKnown: true };
  if (reception.kind === "refused") return { problems: [reception.problem], isKnown: false };
  const { fileId } = reception;
  const today = now.toISOString().slice(0, 10);
  const reading = await importFile(pool, { companyId, fileId }, { now, today }).catch((failure) => {
    if (failure instanceof Refused) return undefined;
    throw failure;
  });
  if (reading?.state === "read") return { problems: [], isKnown: false };
  return { problems: await within(world, (db) => problemsOf(db, fileId)), isKnown: false };
}

async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
