import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import {
  type NewThirdParty,
  type ThirdPartyDraft,
  thirdPartiesIn,
  twoKinds,
} from "../../domain/billing/thirdParty.ts";
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

/** Who the invoices name, and who of them is known. */
export type PartyPlan = {
  drafts: ReadonlyMap<string, ThirdPartyDraft>;
  known: ReadonlyMap<string, ThirdParty>;
};

/** Id of every party by its code, and the codes of those known before that got a new name or IBAN. */
export type WrittenParties = { ids: ReadonlyMap<string, bigint>; changed: ReadonlySet<string> };

/** Finds who is known of the parties of these invoices, and reports codes used for two kinds of them. */
export async function planParties(
  db: Db,
  companyId: bigint,
  invoices: readonly InvoiceDraft[],
  report: (problem: Problem) => void,
): Promise<PartyPlan> {
  const drafts = thirdPartiesIn(invoices, report);
  const stored = await findThirdParties(db, companyId, [...drafts.keys()]);
  for (const party of stored) {
    const draft = drafts.get(party.aux);
    if (!draft || draft.payer === party.payer) continue;
    report(twoKinds(draft.namedBy, { aux: party.aux, kind: draft.payer, known: party.payer }));
  }
  return { drafts, known: new Map(stored.map((party) => [party.aux, party])) };
}

type Pair = { party: ThirdParty; draft: NewThirdParty };

/** Creates those who are new, and writes the names and IBANs that are. */
export async function writeParties(
  db: Db,
  companyId: bigint,
  { drafts, known }: { drafts: ReadonlyMap<string, NewThirdParty>; known: PartyPlan["known"] },
): Promise<WrittenParties> {
  const fresh = [...drafts.values()].filter(({ aux }) => !known.has(aux));
  await insertThirdParties(db, companyId, fresh);
  const freshAuxes = fresh.map(({ aux }) => aux);
  const created = await findThirdParties(db, companyId, freshAuxes);
  const pairs = [...known.values(), ...created].flatMap((party): Pair[] => {
    const draft = drafts.get(party.aux);
    return draft ? [{ party, draft }] : [];
  });
  const renamed = await writeNames(db, companyId, pairs);
  const ibans = pairs.flatMap(({ party, draft }) =>
    [...draft.ibans].map((iban) => ({ thirdPartyId: party.id, iban })),
  );
  const reached = await addInvoiceFileIbans(db, companyId, ibans);
  const changed = pairs.filter(
    ({ party }) => known.has(party.aux) && (renamed.has(party.id) || reached.has(party.id)),
  );
  return {
    ids: new Map(pairs.map(({ party }) => [party.aux, party.id])),
    changed: new Set(changed.map(({ party }) => party.aux)),
  };
}

/** Names of patients go where identities live, the others beside their code. Returns who got a new one. */
async function writeNames(db: Db, companyId: bigint, pairs: readonly Pair[]): Promise<Set<bigint>> {
  const renamed = pairs.filter(isRenamed).map(({ party, draft }) => ({
    thirdPartyId: party.id,
    name: draft.name,
    payer: draft.payer,
  }));
  const patients = renamed.filter(({ payer }) => payer === "patient");
  const others = renamed.filter(({ payer }) => payer !== "patient");
  await writePersonNames(db, companyId, patients);
  await renameThirdParties(db, others);
  return new Set(renamed.map(({ thirdPartyId }) => thirdPartyId));
}

/** A name that is only the code says nothing, unless there is none yet. */
function isRenamed({ party, draft }: Pair): boolean {
  if (draft.name === party.name) return false;
  return party.name === null || draft.name !== draft.aux;
}
