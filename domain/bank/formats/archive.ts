import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import iconv from "iconv-lite";
import { error } from "../../problems.ts";
import {
  ARCHIVE_LIMITS,
  ArchiveFault,
  type ArchiveLimits,
  type ContentMeter,
  contentMeter,
  inflate,
  unreadable,
} from "./inflate.ts";

/** A file of an archive. Its name is for people, it is never a path; that of a gzip file is often none, and is left out. */
export type ArchivedFile = { name: string; bytes: AsyncGenerator<Uint8Array> };

/** The index of a ZIP stands at its end, so a ZIP is held whole; compressed, this is more than content may ever be. */
const ZIP_BYTES_MAX = 100_000_000;
const FILES_MAX = 1_000;
const NAME_LENGTH_MAX = 100;

/**
 * The files of an archive, one after another; each must be read to its end before the next. Throws ArchiveFault, and what the
 * source throws. A ZIP is read by its index, as every program does that opens it: yauzl would too, but it brings a file system
 * and checks no checksum; fflate trusts the sizes written before each file and cannot tell that one is encrypted.
 */
export async function* filesOf(
  format: "zip" | "gzip",
  source: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): AsyncGenerator<ArchivedFile> {
  const meter = contentMeter(format, limits);
  if (format === "gzip") {
    yield { name: "", bytes: inflate("gzip", source, { name: "gzip", meter, compressedBefore: 0 }) };
    return;
  }
  const zip = await gather(source);
  for (const entry of entriesOf(zip)) {
    if (!isOurs(entry.name)) continue;
    const name = shownName(entry.name);
    if (entry.isEncrypted) throw new ArchiveFault(error("archive_encrypted", { value: name }));
    yield { name, bytes: contentOf(zip, { ...entry, name }, meter) };
  }
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > ZIP_BYTES_MAX) {
      const params = { limit: `${ZIP_BYTES_MAX / 1_000_000} MB` };
      throw new ArchiveFault(error("archive_too_large", { value: "zip", params }));
    }
  }
  return Buffer.concat(chunks);
}

/** Folders, and what macOS and Windows leave beside files. */
function isOurs(name: string): boolean {
  return !/[/\\]$|(?:^|[/\\])(?:__MACOSX[/\\]|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(name);
}

/** Without folders ("../../etc/passwd" is "passwd") and without characters that do not show. */
function shownName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  return base.replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD").slice(0, NAME_LENGTH_MAX);
}

type Entry = {
  name: string;
  isEncrypted: boolean;
  method: number;
  checksum: number;
  compressedSize: number;
  size: number;
  /** Of its local header. */
  offset: number;
};

/** Signatures and lengths of APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16; offsets below are those of its tables. */
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
const CENTRAL = { signature: 0x02014b50, length: 46 } as const;
const END = { signature: 0x06054b50, length: 22, commentMax: 65_535 } as const;
/** Bits 0 and 6 of the flags, and 13: encrypted, strongly, or with its index. */
const ENCRYPTED = 0x2041;
const UTF8_NAME = 0x0800;
/** A size that stands in the 64-bit extension: no archive that is small enough for us needs one. */
const IN_EXTENSION = 0xffffffff;

function* entriesOf(zip: Buffer): Generator<Entry> {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count > FILES_MAX) {
    throw new ArchiveFault(
      error("archive_too_large", { value: "zip", params: { limit: String(FILES_MAX) } }),
    );
  }
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL.length > end || zip.readUInt32LE(at) !== CENTRAL.signature) throw unreadable("zip");
    const flags = zip.readUInt16LE(at + 8);
    const nameEnd = at + CENTRAL.length + zip.readUInt16LE(at + 28);
    if (nameEnd > end) throw unreadable("zip");
    yield {
      name: nameOf(zip.subarray(at + CENTRAL.length, nameEnd), flags),
      isEncrypted: (flags & ENCRYPTED) !== 0,
      method: zip.readUInt16LE(at + 10),
      checksum: zip.readUInt32LE(at + 16),
      compressedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    };
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** The record at the end, before a comment of any length whose own length must fit. */
function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END.length - END.commentMax);
  for (let at = zip.length - END.length; at >= first; at -= 1) {
    if (zip.readUInt32LE(at) !== END.signature) continue;
    if (at + END.length + zip.readUInt16LE(at + 20) === zip.length) return at;
  }
  throw unreadable("zip");
}

/** UTF-8 where it is, else the code page of MS-DOS, which Windows still writes. */
function nameOf(bytes: Buffer, flags: number): string {
  return (flags & UTF8_NAME) !== 0 || isUtf8(bytes) ? bytes.toString("utf8") : iconv.decode(bytes, "cp850");
}

async function* contentOf(zip: Buffer, entry: Entry, meter: ContentMeter): AsyncGenerator<Uint8Array> {
  const { name, method, compressedSize, size, checksum } = entry;
  const packed = packedBytes(zip, entry);
  if (packed === undefined || (method !== 0 && method !== 8)) throw unreadable(name);
  const pieces =
    method === 0
      ? stored(packed, meter)
      : inflate("deflate", piecesOf(packed), { name, meter, compressedBefore: entry.offset });
  let length = 0;
  let sum = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > size) throw unreadable(name);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== size || sum !== checksum || packed.length !== compressedSize) throw unreadable(name);
}

function packedBytes(zip: Buffer, { offset, compressedSize, size }: Entry): Buffer | undefined {
  if (compressedSize === IN_EXTENSION || size === IN_EXTENSION || offset === IN_EXTENSION) return undefined;
  if (offset + LOCAL.length > zip.length || zip.readUInt32LE(offset) !== LOCAL.signature) return undefined;
  const start = offset + LOCAL.length + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return start + compressedSize > zip.length ? undefined : zip.subarray(start, start + compressedSize);
}

const PIECE_BYTES = 65_536;

async function* stored(packed: Buffer, meter: ContentMeter): AsyncGenerator<Uint8Array> {
  for await (const piece of piecesOf(packed)) {
    meter.add(piece.length, piece.length);
    yield piece;
  }
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}
