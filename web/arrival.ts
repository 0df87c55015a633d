import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { type Arrival, type Reception, receiveFile } from "../sql/acts/receiveFile.ts";
import type { Services } from "./services.ts";

const NAME_LENGTH_MAX = 200;

/**
 * Keeps a file that a request brings. Its bytes stand on the disk first: a sender may take as long as he likes and holds no
 * connection to the database meanwhile, of which all pages live. The name is cut to its end, without what no name has.
 */
export async function receiveArrival(
  services: Services,
  arrival: Omit<Arrival, "limitBytes">,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Reception> {
  const limitBytes = services.environment.uploadLimitBytes;
  const name = arrival.name.replace(/\p{Cc}/gu, "").slice(-NAME_LENGTH_MAX) || "file";
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), "rappro-"));
  const file = path.join(folder, "file");
  try {
    await pipeline(upTo(bytes, limitBytes), fs.createWriteStream(file));
    return await receiveFile(services.pool, { ...arrival, name, limitBytes }, fs.createReadStream(file));
  } finally {
    await fs.promises.rm(folder, { recursive: true, force: true });
  }
}

/** The bytes, and those that pass the limit up to where they do: whoever counts sees it, and the disk holds no more. */
async function* upTo(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    yield chunk;
    count += chunk.length;
    if (count > limit) return;
  }
}
