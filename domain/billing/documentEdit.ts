import { error, type Problem } from "../problems.ts";
import type { Lifecycle } from "./invoice.ts";

/** What has become of a document since it was written. */
export type DocumentStanding = {
  number: string;
  lifecycle: Lifecycle;
  /** A payment, under way or received, a discount or an adjustment stands on it. */
  hasPayment: boolean;
  /** An insurer answered it, another document follows from it, or its account was moved by what was taken back since. */
  isFollowed: boolean;
  /** Its entry is validated or behind the lock. */
  isFinal: boolean;
};

/**
 * Why a document is not changed any more: its data can be changed until the first payment (S4.3), and nothing final is
 * rewritten (S4.35, D4). Drafts and quotes are not in the books: they change freely.
 */
export function editRefusal(standing: DocumentStanding): Problem | undefined {
  const { number: value, lifecycle, hasPayment, isFollowed, isFinal } = standing;
  if (lifecycle !== "issued") return undefined;
  if (hasPayment) return error("document_has_payment", { value });
  if (isFollowed) return error("document_is_followed", { value });
  return isFinal ? error("document_is_final", { value }) : undefined;
}
