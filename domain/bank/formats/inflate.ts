import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from "node:zlib";
import { error, type Problem } from "../../problems.ts";

/** How far the content of an archive may go. */
export type ArchiveLimits = { contentBytesMax: number; ratioMax: number };

/**
 * 200 MB is a year of a large company. A statement of blanks and repeated words shrinks some thirty times, ninety at most in our
 * samples; a bomb a thousand times.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = { contentBytesMax: 200_000_000, ratioMax: 250 };
/** A small file may shrink by anything: an empty month of CFONB is one record over and over. */
const RATIO_FROM_BYTES = 10_000_000;

/** Thrown out of the bytes of an archive and caught where archives are read: nothing after it can be trusted. */
export class ArchiveFault extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function unreadable(name: string): ArchiveFault {
  return new ArchiveFault(error("archive_unreadable", { value: name }));
}

/** Counts what comes out of one archive, all its files together, and stops it. */
export type ContentMeter = { add(bytes: number, compressed: number): void };

export function contentMeter(name: string, limits: ArchiveLimits): ContentMeter {
  let content = 0;
  const refuse = (limit: string) =>
    new ArchiveFault(error("archive_too_large", { value: name, params: { limit } }));
  return {
    add: (bytes, compressed) => {
      content += bytes;
      if (content > limits.contentBytesMax) throw refuse(`${limits.contentBytesMax / 1_000_000} MB`);
      if (content > RATIO_FROM_BYTES && content > compressed * limits.ratioMax)
        throw refuse(`1:${limits.ratioMax}`);
    },
  };
}

/**
 * Decompresses as it is read: what is not asked for is not produced, and no more than a few buffers are held. A failure of the
 * source goes through; one of the compressed data is told as a problem.
 */
export async function* inflate(
  kind: "gzip" | "deflate",
  source: AsyncIterable<Uint8Array>,
  { name, meter, compressedBefore }: { name: string; meter: ContentMeter; compressedBefore: number },
): AsyncGenerator<Uint8Array> {
  const stream = kind === "gzip" ? createGunzip() : createInflateRaw();
  const feeding = feed(stream, source);
  try {
    for await (const bytes of stream) {
      meter.add(bytes.length, compressedBefore + stream.bytesWritten);
      yield bytes;
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && /^Z_/.test(String(cause.code))) throw unreadable(name);
    throw cause;
  } finally {
    stream.destroy();
    await feeding;
  }
}

async function feed(stream: Gunzip | InflateRaw, source: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of source) {
      if (stream.destroyed || stream.readableEnded) return;
      if (!stream.write(chunk)) await drained(stream);
    }
    if (!stream.destroyed) stream.end();
  } catch (cause) {
    stream.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

/** Until there is room again, or nobody reads any more. */
function drained(stream: Gunzip | InflateRaw): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done);
      stream.off("close", done);
      stream.off("end", done);
      resolve();
    };
    stream.once("drain", done);
    stream.once("close", done);
    stream.once("end", done);
    if (stream.destroyed) done();
  });
}
