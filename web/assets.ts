import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import express, { type RequestHandler, Router } from "express";

const require = createRequire(import.meta.url);
const PUBLIC = fileURLToPath(new URL("public/", import.meta.url));
const FOREVER = { immutable: true, maxAge: "1y", index: false, redirect: false } as const;

/** Changes with any of our files, so that they can be kept for ever under their address. */
const STAMP = stampOf(PUBLIC);

export const HTMX_ADDRESS = `/assets/htmx-${versionOf("htmx.org")}/htmx.min.js`;

export const SSE_ADDRESS = `/assets/htmx-${versionOf("htmx.org")}/ext/hx-sse.min.js`;

export function assetAddress(
  file:
    | "app.css"
    | "screens.css"
    | "reading.css"
    | "shares.css"
    | "triage.css"
    | "matching.css"
    | "keys.js"
    | "split.js"
    | "books.css"
    | "proof.css"
    | "orders.css"
    | "keys.js"
    | "upload.js"
    | "settle.js"
    | "icon.svg",
): string {
  return `/assets/${STAMP}/${file}`;
}

/** Styles, scripts and fonts, all from here: the page asks no other origin for anything. */
export function assets(): RequestHandler {
  const router = Router();
  router.use(`/${STAMP}`, express.static(PUBLIC, FOREVER));
  router.use(
    path.posix.dirname(HTMX_ADDRESS).replace("/assets", ""),
    express.static(path.dirname(require.resolve("htmx.org")), FOREVER),
  );
  router.use("/fonts", express.static(folderOf("@fontsource-variable/ibm-plex-sans"), FOREVER));
  router.use("/fonts", express.static(folderOf("@fontsource/ibm-plex-mono"), FOREVER));
  return router;
}

function folderOf(fontPackage: string): string {
  return path.join(path.dirname(require.resolve(`${fontPackage}/package.json`)), "files");
}

function versionOf(name: string): string {
  let folder = path.dirname(require.resolve(name));
  while (!fs.existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
  return (JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string })
    .version;
}

function stampOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of fs.readdirSync(folder).sort()) hash.update(fs.readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}
