import type { Readable } from "node:stream";
import busboy from "busboy";
import type { Request } from "express";
import { error, type Problem } from "../domain/problems.ts";
import type { Reception } from "../sql/acts/receiveFile.ts";
import { receiveArrival } from "./arrival.ts";
import type { Services } from "./services.ts";

type Receive = (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<Reception>;

/**
 * The one file of a request: its body as it is, named by a header or the address, or the only file of a multipart form. It
 * stands on the disk until it is whole; nothing of it stays when the request breaks off.
 */
export async function receiveRequest(
  services: Services,
  request: Request,
  { companyId, at }: { companyId: bigint; at: Date },
): Promise<Reception> {
  const limitBytes = services.environment.uploadLimitBytes;
  const receive: Receive = (name, bytes) =>
    receiveArrival(services, { companyId, name, source: "api", receivedAt: at }, bytes);
  if (request.is("multipart/form-data")) return receiveForm(request, limitBytes, receive);
  const name = nameOf(request);
  if (name === undefined) return refused(error("file_name_missing"));
  return receive(name, keptOpen(request));
}

/** `X-Filename` is percent-encoded, as headers hold no accents; a name that is not encoded is taken as it stands. */
function nameOf(request: Request): string | undefined {
  const header = request.get("x-filename");
  const name = header === undefined ? request.query.name : decoded(header);
  const base =
    typeof name === "string"
      ? name
          .replace(/^.*[/\\]/s, "")
          .replace(/\p{Cc}/gu, "")
          .trim()
      : "";
  return base === "" ? undefined : base;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The form is read to its end before its file is kept: a second file refuses the request, and the first must not stay then. */
async function receiveForm(request: Request, limitBytes: number, receive: Receive): Promise<Reception> {
  // One byte beyond the limit is let through, so that whoever counts sees that it was passed.
  const limits = { fileSize: limitBytes + 1, fields: 10, fieldSize: 1_000 };
  const read: { count: number; first?: Promise<Reception> } = { count: 0 };
  try {
    const form = busboy({ headers: request.headers, limits, defParamCharset: "utf8" });
    const closed = new Promise<void>((resolve, reject) => {
      form.on("close", resolve).on("error", () => reject(new Unreadable()));
    });
    form.on("file", (_field, stream, { filename }) => {
      read.count += 1;
      // A form that breaks off may break this stream before anybody reads it, and nobody's error ends the process.
      stream.on("error", () => {});
      if (read.count > 1) stream.resume();
      else read.first = receive(filename || "file", alone(stream, closed, read));
      read.first?.catch(() => {}); // it is awaited below, once the form has ended
    });
    // Without its end the form would wait for the rest, and a connection to the database with it.
    request.on("aborted", () => form.destroy(new Error("interrupted")));
    request.pipe(form);
    await closed;
    return (await read.first) ?? refused(error("file_name_missing"));
  } catch (failure) {
    if (failure instanceof SeveralFiles)
      return refused(error("one_file_only", { params: { count: String(read.count) } }));
    if (failure instanceof Unreadable || !read.first) return refused(error("request_unreadable"));
    throw failure;
  }
}

class SeveralFiles extends Error {}
class Unreadable extends Error {}

async function* alone(
  stream: Readable,
  closed: Promise<void>,
  read: { count: number },
): AsyncGenerator<Uint8Array> {
  yield* keptOpen(stream);
  await closed;
  if (read.count > 1) throw new SeveralFiles();
}

function refused(problem: Problem): Reception {
  return { kind: "refused", problem };
}

/** A reader that stops early must not destroy the stream: the answer could then never be sent. */
async function* keptOpen(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false });
  } finally {
    stream.resume();
  }
}
