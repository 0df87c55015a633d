import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { type ThirdPartyDraft, thirdPartiesIn, twoKinds } from "../../domain/billing/thirdParty.ts";
import type { Problem } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import {
  addInvoiceFileIbans,
  findThirdParties,
  insertThirdParties,
  renameThirdParties,
  type ThirdParty,
  writePersonNames,
} from "../thirdParties.ts";

/** Who the invoices name, who of them is known, and the codes of those known who get a new name or IBAN. */
export type PartyPlan = {
  drafts: ReadonlyMap<string, ThirdPartyDraft>;
  known: ReadonlyMap<string, ThirdParty>;
  changed: ReadonlySet<string>;
};

/** Finds what has to be written about the parties of these invoices, and reports codes used for two kinds of them. */
export async function planParties(
  db: Db,
  companyId: bigint,
  invoices: readonly InvoiceDraft[],
  report: (problem: Problem) => void,
): Promise<PartyPlan> {
  const drafts = thirdPartiesIn(invoices, report);
  const stored = await findThirdParties(db, companyId, [...drafts.keys()]);
  const changed = new Set<string>();
  for (const party of stored) {
    const draft = drafts.get(party.aux);
    if (!draft) continue;
    if (draft.payer !== party.payer) {
      report(twoKinds(draft.namedBy, { aux: party.aux, kind: draft.payer, known: party.payer }));
    }
    if (isRenamed(draft, party) || newIbans(draft, party).length > 0) changed.add(party.aux);
  }
  return { drafts, known: new Map(stored.map((party) => [party.aux, party])), changed };
}

/**
 * Creates those who are new, and names and IBANs that are.
 * @returns the id of every party, by its code
 */
export async function writeParties(
  db: Db,
  companyId: bigint,
  { drafts, known }: PartyPlan,
): Promise<Map<string, bigint>> {
  const fresh = [...drafts.values()].filter(({ aux }) => !known.has(aux));
  await insertThirdParties(db, companyId, fresh);
  const created = await findThirdParties(
    db,
    companyId,
    fresh.map(({ aux }) => aux),
  );
  const parties = [...known.values(), ...created].flatMap((party) => {
    const draft = drafts.get(party.aux);
    return draft ? [{ party, draft }] : [];
  });
  const renamed = parties
    .filter(({ party, draft }) => isRenamed(draft, party))
    .map(({ party, draft }) => ({ thirdPartyId: party.id, name: draft.name, payer: draft.payer }));
  await writePersonNames(
    db,
    companyId,
    renamed.filter(({ payer }) => payer === "patient"),
  );
  await renameThirdParties(
    db,
    renamed.filter(({ payer }) => payer !== "patient"),
  );
  await addInvoiceFileIbans(
    db,
    companyId,
    parties.flatMap(({ party, draft }) =>
      newIbans(draft, party).map((iban) => ({ thirdPartyId: party.id, iban })),
    ),
  );
  return new Map(parties.map(({ party }) => [party.aux, party.id]));
}

/** A name that is only the code says nothing, unless there is none yet. */
function isRenamed(draft: ThirdPartyDraft, party: ThirdParty): boolean {
  if (draft.name === party.name) return false;
  return party.name === null || draft.name !== draft.aux;
}

function newIbans(draft: ThirdPartyDraft, party: ThirdParty): string[] {
  const known = new Set(party.ibans);
  return [...draft.ibans].filter((iban) => !known.has(iban));
}
