import { crc32, deflateRawSync } from "node:zlib";

/** A file of an archive. Valid by default: a test changes what matters. */
type Content = {
  name: string;
  bytes: Uint8Array | string;
  stored?: boolean;
  flags?: number;
  method?: number;
  checksum?: number;
  /** Sizes after the data and not before it, as Java writes them. */
  streamed?: boolean;
};

/** Writes a ZIP: local headers with their data, the index, the record at the end. */
export function zip(files: Content[], comment = ""): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const local = localPart(file);
    index.push(indexPart(file, offset));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(
    index.reduce((length, part) => length + part.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...index, end, Buffer.from(comment, "latin1")]);
}

function packed({ bytes, stored }: Content): Buffer {
  const content = Buffer.from(bytes);
  return stored ? content : deflateRawSync(content);
}

function localPart(file: Content): Buffer {
  const { name, streamed = false } = file;
  const data = packed(file);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeFacts(header.subarray(6), file, streamed ? 0 : data.length, streamed);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  const trailer = Buffer.alloc(streamed ? 16 : 0);
  if (streamed) {
    trailer.writeUInt32LE(0x08074b50, 0);
    trailer.writeUInt32LE(data.length, 8);
  }
  return Buffer.concat([header, Buffer.from(name), data, trailer]);
}

function indexPart(file: Content, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  writeFacts(header.subarray(8), file, packed(file).length, false);
  header.writeUInt16LE(Buffer.byteLength(file.name), 28);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, Buffer.from(file.name)]);
}

/** Flags, method, time, checksum and sizes, which both headers have in this order. */
function writeFacts(header: Buffer, file: Content, length: number, withoutFacts: boolean): void {
  const { bytes, stored = false, flags = 0, method = stored ? 0 : 8, streamed = false } = file;
  const content = Buffer.from(bytes);
  header.writeUInt16LE(flags | (streamed ? 8 : 0), 0);
  header.writeUInt16LE(method, 2);
  if (withoutFacts) return;
  header.writeUInt32LE(file.checksum ?? crc32(content), 8);
  header.writeUInt32LE(length, 12);
  header.writeUInt32LE(content.length, 16);
}
