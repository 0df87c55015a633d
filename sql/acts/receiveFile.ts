import { createHash, randomUUID } from "node:crypto";
import { type FileKind, fileKindOf } from "../../domain/fileKind.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { drawIds } from "../bulk.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { fileBySha256 } from "../files.ts";
import { ask } from "../outbox.ts";

export type Reception =
  | { kind: "received"; fileId: bigint; fileKind: FileKind | undefined }
  | { kind: "already_received"; fileId: bigint; name: string; receivedAt: Date }
  | { kind: "refused"; problem: Problem };

export type Arrival = {
  companyId: bigint;
  name: string;
  source: "inbox" | "upload" | "api" | "command_line";
  receivedAt: Date;
  receivedBy?: bigint;
  /** What it is for, where a person said so; else its first bytes tell. */
  fileKind?: FileKind;
  /** More bytes than this are refused, and none of them kept. */
  limitBytes?: number;
};

const PART_BYTES = 1 << 18;
const HEAD_BYTES = 4_096;

/**
 * Keeps the bytes of a file as they came, with the request to read them, in one transaction. The bytes pass through in parts
 * of 256 KiB. A second copy of the same bytes is told by its hash and leaves nothing.
 */
export async function receiveFile(
  pool: Pool,
  arrival: Arrival,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Reception> {
  try {
    return await asCompany(pool, arrival.companyId, async (db) => {
      const stored = await storeBytes(db, arrival, bytes);
      const queue = stored.fileKind === "insurer_return" ? "rsp" : "bank-statement";
      await ask(db, { queue, companyId: arrival.companyId, fileId: stored.fileId });
      return { kind: "received", ...stored };
    });
  } catch (failure) {
    if (failure instanceof Refusal) return { kind: "refused", problem: failure.problem };
    const first = isSecondCopy(failure)
      ? await asCompany(pool, arrival.companyId, (db) => fileBySha256(db, shaOf(failure)))
      : undefined;
    if (!first) throw failure;
    return { kind: "already_received", fileId: first.id, name: first.name, receivedAt: first.receivedAt };
  }
}

async function storeBytes(db: Db, arrival: Arrival, bytes: AsyncIterable<Uint8Array>) {
  const [fileId] = await drawIds(db, "received_file", 1);
  if (fileId === undefined) throw new Error("no id was drawn");
  // The hash is known when the last byte came: until then something unique stands in its place.
  await db`
    insert into received_file (id, company_id, name, sha256, byte_count, source, received_at, received_by)
    values (${fileId}, ${arrival.companyId}, ${arrival.name}, ${randomUUID()}, 0, ${arrival.source}, ${arrival.receivedAt},
            ${arrival.receivedBy ?? null})
  `;
  const hash = createHash("sha256");
  let byteCount = 0;
  let head = Buffer.alloc(0);
  let part = 0;
  for await (const chunk of inParts(bytes)) {
    byteCount += chunk.length;
    if (arrival.limitBytes !== undefined && byteCount > arrival.limitBytes)
      throw new Refusal(tooLarge(arrival.limitBytes));
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
    hash.update(chunk);
    await db`
      insert into received_file_part (file_id, part, company_id, bytes) values (${fileId}, ${part}, ${arrival.companyId}, ${chunk})
    `;
    part += 1;
  }
  if (byteCount === 0) throw new Refusal(error("empty_file"));
  const fileKind = arrival.fileKind ?? fileKindOf(head);
  const sha256 = hash.digest("hex");
  await db`
    update received_file set sha256 = ${sha256}, byte_count = ${byteCount}, kind = ${fileKind ?? null} where id = ${fileId}
  `.catch((failure: Error) => {
    throw Object.assign(failure, { sha256 });
  });
  return { fileId, fileKind };
}

async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.subarray(from, from + PART_BYTES - size);
      held.push(taken);
      size += taken.length;
      from += taken.length;
      if (size < PART_BYTES) continue;
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

/** Thrown to undo what was written before the input turned out to be refused. Never leaves this file. */
class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

function tooLarge(limitBytes: number): Problem {
  return error("file_too_large", { params: { limit: `${Math.round(limitBytes / 1_048_576)} Mo` } });
}

function isSecondCopy(failure: unknown): failure is { constraint_name: string } {
  return (failure as { constraint_name?: string }).constraint_name === "file_received_once";
}

function shaOf(failure: unknown): string {
  return (failure as { sha256?: string }).sha256 ?? "";
}
