import { type Reception, receiveFile } from "../sql/acts/receiveFile.ts";
import type { Pool } from "../sql/connect.ts";

/** Hands a file in, as an upload would. Text is given in Latin-1, as banks write it. */
export function handIn(
  pool: Pool,
  given: { companyId: bigint; name: string; bytes: string | Buffer; at: Date },
): Promise<Reception> {
  const { companyId, name, bytes, at } = given;
  return receiveFile(pool, { companyId, name, source: "upload", receivedAt: at }, inOnePart(bytes));
}

async function* inOnePart(bytes: string | Buffer): AsyncGenerator<Uint8Array> {
  yield typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
}
