import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { SpooledFile } from "./tables.ts";

/**
 * A file made for one answer, written before it is sent: a reader who takes long keeps no transaction open. Whoever sends it removes
 * its folder; so does this when writing fails.
 */
export async function spool(
  given: Pick<SpooledFile, "name" | "type">,
  write: (path: string) => Promise<void>,
): Promise<SpooledFile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-"));
  const file = path.join(folder, "file");
  try {
    await write(file);
  } catch (failure) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw failure;
  }
  return { ...given, folder, path: file };
}
