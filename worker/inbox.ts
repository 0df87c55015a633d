import fs from "node:fs";
import path from "node:path";
import type { Logger } from "pino";
import { fold } from "../domain/text.ts";
import { receiveFile } from "../sql/acts/receiveFile.ts";
import { type Company, listCompanies } from "../sql/companies.ts";
import type { Pool } from "../sql/connect.ts";

/** A file that changed this recently may still be on its way in. */
const QUIET_MS = 1_500;
/** Names by which programs mark a file they are still writing. */
const UNFINISHED = /^\.|\.(part|tmp|filepart|crdownload)$/i;

/** The folder of a company under the inbox: its number and its name, so that a person finds it. */
export function inboxOf(inboxDir: string, company: Pick<Company, "id" | "name">): string {
  const slug =
    fold(company.name)
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join("-") ?? "company";
  return path.join(inboxDir, `${company.id}-${slug}`);
}

/**
 * Takes in the files that were dropped in the folders of the companies, which it makes where they are missing. A file is taken
 * once it has stopped changing, and moved to `received/` once its bytes are in the database: killed in between, the file is
 * offered again and its hash tells that it is known.
 * @returns how many files were taken
 */
export async function takeInbox(
  pool: Pool,
  inboxDir: string,
  now: Date,
  log: Pick<Logger, "info" | "warn">,
): Promise<number> {
  let taken = 0;
  for (const company of await listCompanies(pool)) {
    const folder = inboxOf(inboxDir, company);
    const done = path.join(folder, "received");
    await fs.promises.mkdir(done, { recursive: true });
    for (const entry of await fs.promises.readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || UNFINISHED.test(entry.name)) continue;
      const file = path.join(folder, entry.name);
      const { mtimeMs } = await fs.promises.stat(file);
      if (now.getTime() - mtimeMs < QUIET_MS) continue;
      const arrival = { companyId: company.id, name: entry.name, source: "inbox" as const, receivedAt: now };
      const reception = await receiveFile(pool, arrival, fs.createReadStream(file));
      log.info(
        { companyId: String(company.id), reception: reception.kind },
        "a file was taken from the inbox",
      );
      await fs.promises.rename(file, await freeName(done, entry.name));
      taken += 1;
    }
  }
  return taken;
}

/** A second file of one name keeps both: the date of arrival goes before the ending. */
async function freeName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let copy = 1; ; copy++) {
    const candidate = path.join(folder, copy === 1 ? name : `${stem} (${copy})${ext}`);
    if (!fs.existsSync(candidate)) return candidate;
  }
}
