import { normaliseNumber } from "../../../domain/documentNumber.ts";
import type { LineToMatch, Retrieved, ShareToMatch } from "../../../domain/matching/line.ts";
import { textsOf } from "../../../domain/matching/line.ts";
import { isTelling, nameKey } from "../../../domain/matching/names.ts";
import { referencesIn } from "../../../domain/matching/references.ts";

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
  const found: Retrieved = {
    byNumber: new Map(),
    byIban: new Map(),
    byName: new Map(),
    knownParties: new Set(),
  };
  for (const line of lines) {
    const references = textsOf(line).flatMap(({ text }) => referencesIn(text));
    const token = line.counterpartyName ?? line.label;
    const key = nameKey(token);
    const named = shares.flatMap((share) => {
      const reference = references.find((one) => one.key === normaliseNumber(share.invoice));
      return reference ? [{ share, token: reference.token }] : [];
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
  }
  return found;
}
