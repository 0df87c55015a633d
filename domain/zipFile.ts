import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";

/** 1 January 1980, the first day that an archive can write: the same files give the same bytes. */
const DOS_DAY = 0x0021;
const UTF8_NAMES = 0x0800;
const VERSION = 20;

/** A few small files in one archive, stored as they are. Names are those of files, without folders. */
export function zipOf(files: readonly { name: string; text: string }[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const [name, bytes] = [Buffer.from(file.name), Buffer.from(file.text)];
    const common = commonFields(crc32(bytes), bytes.length, name.length);
    const local = Buffer.concat([signature("PK\x03\x04"), common, name]);
    const central = Buffer.concat([
      signature("PK\x01\x02"),
      u16(VERSION),
      common,
      u16(0),
      u16(0),
      u16(0),
      u32(0),
      u32(offset),
      name,
    ]);
    parts.push(local, bytes);
    directory.push(central);
    offset += local.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.concat([
    signature("PK\x05\x06"),
    u16(0),
    u16(0),
    u16(files.length),
    u16(files.length),
    u32(index.length),
    u32(offset),
    u16(0),
  ]);
  return Buffer.concat([...parts, index, end]);
}

/** What the header of a file and its line in the directory both say: version, flags, stored, time, day, check, sizes, lengths. */
function commonFields(check: number, size: number, nameLength: number): Buffer {
  return Buffer.concat([
    u16(VERSION),
    u16(UTF8_NAMES),
    u16(0),
    u16(0),
    u16(DOS_DAY),
    u32(check),
    u32(size),
    u32(size),
    u16(nameLength),
    u16(0),
  ]);
}

function signature(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
