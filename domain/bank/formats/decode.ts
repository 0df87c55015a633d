import { isAscii, isUtf8 } from "node:buffer";
import iconv from "iconv-lite";

/** What both the detection of the format and the choice of a decoder look at. */
export const HEAD_BYTES = 4096;

/**
 * No piece of text is longer than this, however the bytes arrive: it bounds what a reader holds at once, and is small enough for
 * what is read from a piece to stay in the caches of the processor until it is used.
 */
const PIECE_BYTES = 16_384;

/**
 * The charsets a declaration may add to UTF-8 and windows-1252. ISO-8859-1 is read as windows-1252, of which it is the
 * printable part: banks that declare it write the euro sign all the same.
 */
const DECLARED_CHARSETS: Readonly<Record<string, string>> = {
  "iso-8859-15": "iso-8859-15",
  "latin-9": "iso-8859-15",
  ibm850: "cp850",
  cp850: "cp850",
};

export type TextDecoding = { write(bytes: Uint8Array): string; end(): string };

/** The first bytes of a source, and the whole source again. `close` is for who does not read it: a reader closes it itself. */
export type Peeked = { head: Uint8Array; all: AsyncGenerator<Uint8Array>; close(): Promise<void> };

export async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  return {
    head: Buffer.concat(first).subarray(0, HEAD_BYTES),
    all: resume(first, chunks),
    // A generator that never began does not run its finally.
    close: async () => void (await chunks.return?.()),
  };
}

async function* resume(first: Uint8Array[], chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}

/** The text of a source, in pieces of bounded length. */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  head: Uint8Array,
): AsyncGenerator<string> {
  const decoder = textDecoder(head);
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const text = decoder.write(chunk.subarray(from, from + PIECE_BYTES));
      if (text !== "") yield text;
    }
  }
  const rest = decoder.end();
  if (rest !== "") yield rest;
}

/**
 * A byte-order mark decides. Without one, a file is UTF-8 if its bytes are, else what it declares, else windows-1252: bank
 * files declare a charset they are not written in often enough that bytes are believed before words.
 */
export function textDecoder(head: Uint8Array): TextDecoding {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return unicodeDecoder("utf-8");
  if (a === 0xff && b === 0xfe) return unicodeDecoder("utf-16le");
  if (a === 0xfe && b === 0xff) return unicodeDecoder("utf-16be");
  // UTF-16 that lost its mark: no other text has a zero beside each of its first letters (XML 1.0, appendix F).
  if (a && b === 0 && c && d === 0) return unicodeDecoder("utf-16le");
  if (a === 0 && b && c === 0 && d) return unicodeDecoder("utf-16be");
  return decidingDecoder(declaredCharset(head));
}

/** The charset of an XML declaration or of an OFX header, as a name iconv-lite knows; windows-1252 for all others. */
function declaredCharset(head: Uint8Array): string {
  const text = Buffer.from(head).toString("latin1");
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(text)?.[1];
  return DECLARED_CHARSETS[declared?.toLowerCase() ?? ""] ?? "windows-1252";
}

/**
 * Decides at the first character that is not ASCII, and never looks back. Until then every candidate reads the bytes alike,
 * so nothing already given can be wrong, and a file of any size is never held. A well-formed UTF-8 sequence there means
 * UTF-8: in windows-1252 it would be an accented capital followed by a symbol (É then », say), which no label has. What
 * follows is then held to UTF-8 and a byte that is not becomes U+FFFD, which readers report: a bank that cuts labels by
 * bytes leaves half a character behind, and rereading the file as windows-1252 would spoil every other accent.
 */
function decidingDecoder(fallback: string): TextDecoding {
  let decided: TextDecoding | undefined;
  let held: Uint8Array = new Uint8Array(0);

  function decide(bytes: Uint8Array): string {
    const start = isAscii(bytes) ? bytes.length : bytes.findIndex((byte) => byte >= 0x80);
    const ascii = asBuffer(bytes).toString("latin1", 0, start);
    held = bytes.subarray(start);
    const length = sequenceLength(held[0] ?? 0);
    if (held.length === 0 || (held.length < length && hasOnlyContinuations(held))) return ascii;
    decided = isUtf8(held.subarray(0, length)) ? unicodeDecoder("utf-8") : singleByteDecoder(fallback);
    return ascii + decided.write(held);
  }

  return {
    write: (bytes) => {
      if (decided) return decided.write(bytes);
      return decide(held.length === 0 ? bytes : Buffer.concat([held, bytes]));
    },
    // What is held at the end is a sequence cut short, so it was no UTF-8.
    end: () => (decided ? decided.end() : singleByteDecoder(fallback).write(held)),
  };
}

/** The length a UTF-8 sequence announces by its first byte (RFC 3629); 1 for a byte that cannot begin one. */
function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 1;
}

function hasOnlyContinuations(sequence: Uint8Array): boolean {
  return sequence.subarray(1).every((byte) => byte >= 0x80 && byte <= 0xbf);
}

function unicodeDecoder(encoding: "utf-8" | "utf-16le" | "utf-16be"): TextDecoding {
  const decoder = new TextDecoder(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** iconv-lite and not TextDecoder: Node 20 leaves 0x80-0x9F of windows-1252 (€, œ, ’) as control characters. */
function singleByteDecoder(encoding: string): TextDecoding {
  const decoder = iconv.getDecoder(encoding);
  return { write: (bytes) => decoder.write(asBuffer(bytes)), end: () => decoder.end() ?? "" };
}

/** The same bytes, not a copy of them. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
