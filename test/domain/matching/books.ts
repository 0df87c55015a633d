import { normaliseNumber } from "../../../domain/documentNumber.ts";
import { likenessOf } from "../../../domain/matching/likeness.ts";
import {
  type LikeName,
  type LineToMatch,
  type NumberFind,
  nothingRetrieved,
  type Retrieved,
  type ShareToMatch,
} from "../../../domain/matching/line.ts";
import { isTelling, nameKey, wordsOfAName } from "../../../domain/matching/names.ts";
import { numbersRead } from "../../../domain/matching/numbersRead.ts";

const ids = { next: 1n };

/** A share somebody owes, with his name and account. Valid as it is; a test changes what matters. */
export type OwedShare = ShareToMatch & { name: string; iban?: string };

export function aShare(changes: Partial<OwedShare> = {}): OwedShare {
  const shareId = ids.next++;
  const name = changes.name ?? "SARL Transports Bachedofa";
  return {
    shareId,
    invoiceId: shareId,
    invoice: `FA2603-${String(shareId).padStart(5, "0")}`,
    lifecycle: "issued",
    type: "invoice",
    payer: "business",
    thirdPartyId: 1n,
    due: 10_000n,
    issuedOn: "2026-03-02",
    ...changes,
    name,
    nameKey: nameKey(name),
  };
}

/** A transfer of 100 euros that names nothing and nobody. */
export function aLine(changes: Partial<LineToMatch> = {}): LineToMatch {
  return {
    id: ids.next++,
    amount: 10_000n,
    bookedOn: "2026-10-05",
    label: "VIR SEPA",
    details: [],
    ...changes,
  };
}

/** What the database would find for these lines among these shares. */
export function retrieved(lines: readonly LineToMatch[], shares: readonly OwedShare[]): Retrieved {
  const found = nothingRetrieved();
  for (const line of lines) {
    const reads = numbersRead(line);
    const token = line.counterpartyName ?? line.label;
    const key = nameKey(token);
    const named = shares.flatMap((share): NumberFind[] => {
      const forms = {
        key: normaliseNumber(share.invoice),
        solid: share.invoice.toUpperCase().replace(/[^A-Z0-9]/g, ""),
        digits: normaliseNumber(share.invoice).replace(/\D/g, ""),
      };
      const read = reads.find((one) => one.key === forms[one.by]);
      return read ? [{ share, token: read.token, as: read.as }] : [];
    });
    const byIban = shares.filter((share) => share.iban !== undefined && share.iban === line.counterpartyIban);
    const byName = isTelling(key) ? shares.filter((share) => share.nameKey === key) : [];
    found.byNumber.set(line.id, named);
    found.byIban.set(line.id, byIban);
    found.byName.set(
      line.id,
      byName.map((share) => ({ share, token })),
    );
    if (byIban.length + byName.length > 0) found.knownParties.add(line.id);
    else if (named.length === 0) {
      const alike = shares.flatMap((share): LikeName[] => {
        const likeness = likenessOf(wordsOfAName(token), share.nameKey.split(" "));
        return likeness ? [{ share, token, likeness: likeness === "same" ? "longer" : likeness }] : [];
      });
      if (alike.length > 0) found.byLikeName.set(line.id, alike);
      else
        found.byAmount.set(
          line.id,
          shares.filter((share) => share.due === line.amount),
        );
    }
  }
  return found;
}
