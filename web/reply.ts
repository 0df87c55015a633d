import type { Response } from "express";
import type { Html } from "./html.ts";

/** What a handler answers. Handlers compute; only `send` writes to the wire. */
export type Reply =
  | { kind: "page"; status: number; body: Html; address?: string }
  | { kind: "redirect"; to: string }
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

export function send(response: Response, reply: Exclude<Reply, { kind: "missing" }>): void {
  if (reply.kind === "sent") return;
  if (reply.kind === "redirect") {
    response.redirect(303, reply.to);
    return;
  }
  if (reply.address !== undefined && response.req.get("hx-request"))
    response.set("HX-Replace-Url", reply.address);
  response.status(reply.status).type("html").send(reply.body.toString());
}
