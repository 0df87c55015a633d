import { createHash } from "node:crypto";

/** The frozen part of an entry: everything validation makes final, and nothing of the lettering. Cents as decimal text. */
export type FrozenEntry = {
  company: string;
  journal: string;
  number: number;
  postedOn: string;
  piece: string;
  pieceOn: string;
  validatedOn: string;
  label: string;
  lines: { account: string; aux: string | null; debit: string; credit: string; label: string }[];
};

/** The first link of a chain hangs on this: of a year's entries, of a company's certificates. */
export const CHAIN_START = "0".repeat(64);

/**
 * Each validated entry is hashed with the one before it, and so is each certificate: changing, removing or inserting one breaks
 * every later link.
 * @param link what JSON can hold, whole
 */
export function chainHash(previous: string, link: object): string {
  return createHash("sha256").update(previous).update(canonicalJson(link)).digest("hex");
}

/** Keys are sorted and text is NFC, so that the same values give the same bytes on any machine. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  return JSON.stringify(typeof value === "string" ? value.normalize("NFC") : value);
}
