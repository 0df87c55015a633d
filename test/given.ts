import { importStatement } from "../sql/acts/importStatement.ts";
import { type Reception, receiveFile } from "../sql/acts/receiveFile.ts";
import { asCompany, type Pool } from "../sql/connect.ts";
import { closeFile, type Reading } from "../sql/files.ts";

type Given = { companyId: bigint; bytes: string | Buffer; at: Date; name?: string };

/** Hands a file in, as an upload would. Text is given in Latin-1, as banks write it. */
export function handIn(pool: Pool, { companyId, bytes, at, name = "releve" }: Given): Promise<Reception> {
  return receiveFile(pool, { companyId, name, source: "upload", receivedAt: at }, inOnePart(bytes));
}

async function* inOnePart(bytes: string | Buffer): AsyncGenerator<Uint8Array> {
  yield typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
}

/** Hands a file in that nobody sent before. */
export async function handInNew(pool: Pool, given: Given): Promise<bigint> {
  const reception = await handIn(pool, given);
  if (reception.kind !== "received") throw new Error(reception.kind);
  return reception.fileId;
}

/** Hands a statement in and reads it, without the job and the matching that follow in the product. */
export async function readStatement(pool: Pool, given: Given): Promise<Reading & { fileId: bigint }> {
  const { companyId, at } = given;
  const fileId = await handInNew(pool, given);
  return asCompany(pool, companyId, async (db) => {
    const reading = await importStatement(db, { companyId, fileId, at });
    await closeFile(db, companyId, fileId, reading);
    return { ...reading, fileId };
  });
}
