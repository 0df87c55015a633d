import fs from "node:fs";
import type { Response } from "express";
import type { Html } from "./html.ts";
import type { SpooledFile } from "./tables.ts";

/** What a handler answers. Handlers compute; only `send` writes to the wire. */
export type Reply =
  | { kind: "page"; status: number; body: Html; address?: string }
  | { kind: "redirect"; to: string }
  | { kind: "file"; file: SpooledFile }
  | { kind: "missing" }
  | { kind: "sent" };

export const missing: Reply = { kind: "missing" };

/** After a form: the browser asks for the next page with GET, so that "reload" repeats nothing. */
export function redirect(to: string): Reply {
  return { kind: "redirect", to };
}

/**
 * @param address what the address bar should show when htmx asked for the page: after a form it would keep the old one
 */
export function page(
  body: Html,
  { status = 200, address }: { status?: number; address?: string } = {},
): Reply {
  return address === undefined ? { kind: "page", status, body } : { kind: "page", status, body, address };
}

/** A file made for this answer: sent as a download, then removed. */
export function download(file: SpooledFile): Reply {
  return { kind: "file", file };
}

export function send(response: Response, reply: Exclude<Reply, { kind: "missing" }>): void {
  if (reply.kind === "sent") return;
  if (reply.kind === "redirect") {
    response.redirect(303, reply.to);
    return;
  }
  if (reply.kind === "file") {
    const { path, name, type, folder } = reply.file;
    response.type(type);
    response.download(path, name, () => fs.rmSync(folder, { recursive: true, force: true }));
    return;
  }
  if (reply.address !== undefined && response.req.get("hx-request"))
    response.set("HX-Replace-Url", reply.address);
  response.status(reply.status).type("html").send(reply.body.toString());
}
