import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Logger } from "pino";
import { fold } from "../domain/text.ts";
import { receiveFile } from "../sql/acts/receiveFile.ts";
import { type Company, listCompanies } from "../sql/companies.ts";
import { asCompany, type Pool } from "../sql/connect.ts";
import { fileOutcomes } from "../sql/fileOutcomes.ts";
import { noteFor, type Outcome } from "./inboxNote.ts";

/** A file that changed this recently may still be on its way in. */
const QUIET_MS = 1_500;
/** An empty file is mostly one that somebody has only just opened for writing. */
const QUIET_EMPTY_MS = 60_000;
/** Names by which programs mark a file they are still writing. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|temp|filepart|crdownload|writing)$/i;

/** Folders beside the files that were dropped. A file of the first two bears its number in front: `12~releve.xml`. */
const READING = "reading";
const HELD = "held";
const DONE = "done";
const REFUSED = "refused";
const FOLDERS = [READING, HELD, DONE, REFUSED];
const NUMBERED = /^(\d{1,18})~(.+)$/s;
/** File systems take 255 bytes for a name; the number, a copy's mark and the ending of the note need some of them. */
const NAME_BYTES_MAX = 200;

type Sweep = { pool: Pool; folder: string; companyId: bigint; now: Date; log: Pick<Logger, "info" | "warn"> };

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
 * Takes in the files that were dropped in the folders of the companies, which it makes where they are missing, and moves on
 * those whose reading has ended: to `done/`, to `refused/` with a note that says why, or to `held/` until their account is
 * declared. Where a file lies is all that is remembered of it, so a worker killed at any moment leaves nothing half said: a
 * file that is still where it was dropped is offered again and known by its hash; one in `reading/` is looked up by its number.
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
    const sweep = { pool, folder: inboxOf(inboxDir, company), companyId: company.id, now, log };
    try {
      for (const name of FOLDERS) await fs.promises.mkdir(path.join(sweep.folder, name), { recursive: true });
      taken += await takeDropped(sweep);
      await moveOn(sweep);
    } catch (err) {
      // The next company does not pay for the folder of this one.
      tellOnce(sweep, sweep.folder, { err }, "the inbox of a company cannot be used");
    }
  }
  return taken;
}

/** What was told of a place in the last hour: the inbox is looked at every second, and what is wrong with it is told every hour. */
const told = new Map<string, number>();
const TOLD_AGAIN_MS = 3_600_000;

function tellOnce({ log, companyId, now }: Sweep, place: string, facts: object, says: string): void {
  const last = told.get(place);
  if (last !== undefined && Math.abs(now.getTime() - last) < TOLD_AGAIN_MS) return;
  if (told.size > 10_000) told.clear();
  told.set(place, now.getTime());
  log.warn({ companyId: String(companyId), place, ...facts }, says);
}

async function takeDropped(sweep: Sweep): Promise<number> {
  let taken = 0;
  await giveReadableNames(sweep.folder);
  for (const entry of await fs.promises.readdir(sweep.folder, { withFileTypes: true })) {
    if (UNFINISHED.test(entry.name) || FOLDERS.includes(entry.name)) continue;
    const file = path.join(sweep.folder, entry.name);
    if (!entry.isFile()) {
      tellOnce(sweep, file, {}, "the inbox takes files: a folder or a link in it is left where it is");
      continue;
    }
    try {
      if (await takeFile(sweep, entry.name)) taken += 1;
    } catch (err) {
      // The next file does not pay for this one: unreadable, taken by another worker, or still being written.
      if (!isGone(err) && !(err instanceof StillWritten))
        tellOnce(sweep, file, { err }, "a file of the inbox could not be taken");
    }
  }
  return taken;
}

/**
 * Gives a UTF-8 name to files whose name is none, such as those that an old program wrote in Latin-1: by any other name they could
 * not be opened.
 */
async function giveReadableNames(folder: string): Promise<void> {
  for (const name of await fs.promises.readdir(folder, { encoding: "buffer" })) {
    if (isUtf8(name)) continue;
    const from = Buffer.concat([Buffer.from(folder + path.sep), name]);
    await fs.promises.rename(from, await freePlace(folder, name.toString("latin1"))).catch((err) => {
      if (!isGone(err)) throw err;
    });
  }
}

async function takeFile({ pool, folder, companyId, now, log }: Sweep, name: string): Promise<boolean> {
  const file = path.join(folder, name);
  const before = await fs.promises.stat(file);
  // Not mtime, which a program that copies files sets as it likes, to a day in the future too.
  const quietMs = now.getTime() - before.ctimeMs;
  if (quietMs < (before.size === 0 ? QUIET_EMPTY_MS : QUIET_MS)) return false;
  await fs.promises.access(file, fs.constants.R_OK);
  const arrival = { companyId, name, source: "inbox" as const, receivedAt: now };
  const reception = await receiveFile(pool, arrival, wholeFile(file, before));
  log.info({ companyId: String(companyId), reception: reception.kind }, "a file was taken from the inbox");
  if (reception.kind === "refused") {
    const none = { fileId: 0n, state: "refused" as const, linesRead: 0, linesNew: 0 };
    await settle(
      file,
      path.join(folder, REFUSED),
      name,
      noteFor(name, { ...none, problems: [reception.problem] }),
    );
    return true;
  }
  await fs.promises.rename(
    file,
    await freePlace(path.join(folder, READING), `${reception.fileId}~${fitting(name)}`),
  );
  return true;
}

/** Thrown to undo the reception of a file that changed while it was read. */
class StillWritten extends Error {}

async function* wholeFile(file: string, before: fs.Stats): AsyncGenerator<Uint8Array> {
  yield* fs.createReadStream(file);
  const after = await fs.promises.stat(file);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw new StillWritten(file);
}

/** Looks up what became of the files that are in `reading/` or `held/`, all in one question. */
async function moveOn(sweep: Sweep): Promise<void> {
  const waiting = [...(await numbered(sweep.folder, READING)), ...(await numbered(sweep.folder, HELD))];
  if (waiting.length === 0) return;
  const ids = [...new Set(waiting.map((file) => file.fileId))];
  const outcomes = await asCompany(sweep.pool, sweep.companyId, (db) => fileOutcomes(db, ids));
  for (const file of waiting) {
    try {
      await moveFile(sweep.folder, file, outcomes.get(file.fileId));
    } catch (err) {
      if (!isGone(err))
        sweep.log.warn({ err, fileId: String(file.fileId) }, "a file of the inbox could not be moved");
    }
  }
}

type Waiting = { folder: typeof READING | typeof HELD; entry: string; fileId: bigint; name: string };

async function numbered(company: string, folder: Waiting["folder"]): Promise<Waiting[]> {
  const entries = await fs.promises.readdir(path.join(company, folder), { withFileTypes: true });
  const names = new Set(entries.map((entry) => entry.name));
  return entries.flatMap((entry) => {
    const [, number, name] = NUMBERED.exec(entry.name) ?? [];
    const isNote = entry.name.endsWith(".txt") && names.has(entry.name.slice(0, -".txt".length));
    if (!entry.isFile() || number === undefined || name === undefined || isNote) return [];
    return [{ folder, entry: entry.name, fileId: BigInt(number), name }];
  });
}

type Known = (Outcome | (Omit<Outcome, "state"> & { state: "received" })) & { sha256: string };

async function moveFile(
  company: string,
  file: Waiting,
  known: (Known & { name: string }) | undefined,
): Promise<void> {
  const from = path.join(company, file.folder, file.entry);
  if (!known) {
    // The database is older than the folder, as after a restored backup: the file is offered again.
    await fs.promises.rename(from, await freePlace(company, file.name));
    return;
  }
  if (known.state === "received") return;
  if (file.folder === READING && (await sha256Of(from)) !== known.sha256) {
    // Between its reading and its move another file took its name, as a bank does with « today's » statement: that one was never read.
    await fs.promises.rename(from, await freePlace(company, file.name));
    return;
  }
  const knownAs = fitting(known.name) === file.name ? {} : { knownAs: known.name };
  const note = noteFor(file.name, { ...known, state: known.state, ...knownAs });
  // In held/ a note never outlives its file: it is written after the file came, and goes before the file does.
  const held = path.join(company, HELD, file.entry);
  if (known.state === "held") {
    if (file.folder === READING) await fs.promises.rename(from, held);
    if (note !== undefined) await writeWhole(`${held}.txt`, note);
    return;
  }
  if (file.folder === HELD) await fs.promises.rm(`${held}.txt`, { force: true });
  await settle(from, path.join(company, known.state === "read" ? DONE : REFUSED), file.name, note);
}

/** The note comes first: a file in `refused/` always has its reason beside it, whenever the power goes. */
async function settle(from: string, folder: string, name: string, note: string | undefined): Promise<void> {
  const place = await freePlace(folder, fitting(name), note);
  if (note !== undefined) await writeWhole(`${place}.txt`, note);
  await fs.promises.rename(from, place);
}

/**
 * A second file of one name keeps both: "releve (2).xml". A note without its file that says the very same is what a killed
 * worker left: its place is taken again.
 */
async function freePlace(folder: string, name: string, note?: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let copy = 1; ; copy++) {
    const place = path.join(folder, copy === 1 ? name : `${stem} (${copy})${ext}`);
    if (fs.existsSync(place)) continue;
    if (note === undefined || !fs.existsSync(`${place}.txt`)) return place;
    if ((await fs.promises.readFile(`${place}.txt`, "utf8")) === note) return place;
  }
}

/** Under another name first, so that nobody ever reads half a note. The same text is not written again. */
async function writeWhole(file: string, text: string): Promise<void> {
  const there = await fs.promises.readFile(file, "utf8").catch(() => undefined);
  if (there === text) return;
  const draft = path.join(path.dirname(file), `.${process.pid}.note`);
  await fs.promises.writeFile(draft, text);
  await fs.promises.rename(draft, file);
}

/** Shortened from the front of its ending, whole letters only. */
function fitting(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const { name: stem, ext } = path.parse(name);
  const ending = Buffer.byteLength(ext) <= 20 ? ext : "";
  const letters = [...stem];
  while (Buffer.byteLength(letters.join("") + ending) > NAME_BYTES_MAX) letters.pop();
  return letters.join("") + ending;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest("hex");
}

function isGone(err: unknown): boolean {
  return (err as NodeJS.ErrnoException).code === "ENOENT";
}
