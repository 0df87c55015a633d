import type { Readable } from "node:stream";
import busboy from "busboy";
import type { Request } from "express";
import { receiveArrival } from "./arrival.ts";
import type { Services } from "./services.ts";
import type { UploadResult } from "./views/files.ts";

const FILES_MAX = 50;

/**
 * Keeps each file of a form; none stands whole in memory.
 * @returns what became of each, in the order of the form; empty when no file was chosen
 */
export async function receiveUpload(
  services: Services,
  request: Request,
  { companyId, by, at }: { companyId: bigint; by: bigint; at: Date },
): Promise<UploadResult[]> {
  if (!request.is("multipart/form-data")) return [];
  const limitBytes = services.environment.uploadLimitBytes;
  const receive = async (name: string, stream: Readable): Promise<UploadResult> => {
    const arrival = { companyId, name, source: "upload" as const, receivedAt: at, receivedBy: by };
    const reception = await receiveArrival(services, arrival, keptOpen(stream));
    if (reception.kind === "refused") return { kind: "refused", name, problem: reception.problem };
    if (reception.kind === "received") return { kind: "received", fileId: reception.fileId, name };
    return { ...reception, name, first: reception.name };
  };
  return readForm(request, limitBytes, receive);
}

function readForm(
  request: Request,
  limitBytes: number,
  receive: (name: string, stream: Readable) => Promise<UploadResult>,
): Promise<UploadResult[]> {
  // One byte beyond the limit is let through, so that whoever counts sees that it was passed.
  const limits = { files: FILES_MAX, fileSize: limitBytes + 1, fields: 10, fieldSize: 1_000 };
  const form = busboy({ headers: request.headers, limits, defParamCharset: "utf8" });
  const received: Promise<UploadResult>[] = [];
  return new Promise((resolve, reject) => {
    form.on("file", (_field, stream, info) => {
      // A body that breaks off tells the form and the stream: unheard on the stream, it would end the process.
      stream.on("error", () => {});
      if (!info.filename) {
        stream.resume(); // a form sent without choosing a file holds one, empty and nameless
        return;
      }
      const result = receive(info.filename, stream);
      result.catch(reject);
      received.push(result);
    });
    form.on("error", reject);
    form.on("close", () => Promise.all(received).then(resolve, reject));
    // Ends the streams too, so that what was being written is undone instead of waiting for bytes that never come.
    request.on("aborted", () => form.destroy(new Error("the upload was interrupted")));
    request.pipe(form);
  });
}

/** A reader that stops early must not destroy the stream: the rest of the form could then never be read. */
async function* keptOpen(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false });
  } finally {
    stream.resume();
  }
}
