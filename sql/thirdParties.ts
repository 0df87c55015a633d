import type { Payer } from "../domain/billing/invoice.ts";
import { nameKey } from "../domain/matching/names.ts";
import { insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** `name` is a patient's too: it comes from the schema of identities, where the reader may look. */
export type ThirdParty = { id: bigint; aux: string; payer: Payer; name: string | null };

/** The third parties that have one of these codes. */
export async function findThirdParties(
  db: Db,
  companyId: bigint,
  auxes: readonly string[],
): Promise<ThirdParty[]> {
  if (auxes.length === 0) return [];
  // By key, one at a time, whatever the planner knows of the tables: see findInvoices.
  return db<ThirdParty[]>`
    select party.id, party.aux, party.payer,
           coalesce(party.name,
                    (select person.name from identity.person where person.third_party_id = party.id)) as name
      from unnest(${[...auxes]}::text[]) as given (aux)
     cross join lateral (
             select id, aux, payer, name
               from third_party
              where third_party.company_id = ${companyId}
                and third_party.aux = given.aux
             offset 0
           ) as party
  `;
}

/** One third party, as the books may name it: a patient by the code. */
export async function partyById(
  db: Db,
  id: bigint,
): Promise<{ id: bigint; aux: string; payer: Payer; shownAs: string } | undefined> {
  const [row] = await db<{ id: bigint; aux: string; payer: Payer; shownAs: string }[]>`
    select id, aux, payer, coalesce(name, aux) as shown_as from third_party where id = ${id}
  `;
  return row;
}

/** Creates third parties; one that appeared meanwhile is left as it is. A patient's name is written apart. */
export async function insertThirdParties(
  db: Db,
  companyId: bigint,
  parties: readonly { aux: string; payer: Payer; name: string }[],
): Promise<void> {
  await insertRows(
    db,
    "third_party",
    { company_id: "bigint", aux: "text", payer: "text", name: "text", name_key: "text" },
    parties.map(({ aux, payer, name }) =>
      payer === "patient"
        ? [companyId, aux, payer, null, null]
        : [companyId, aux, payer, name, nameKey(name)],
    ),
    "on conflict on constraint aux_unique do nothing",
  );
}

/** Writes the names of patients, new or changed, where names of patients live. */
export async function writePersonNames(
  db: Db,
  companyId: bigint,
  persons: readonly { thirdPartyId: bigint; name: string }[],
): Promise<void> {
  await insertRows(
    db,
    "identity.person",
    { third_party_id: "bigint", company_id: "bigint", name: "text", name_key: "text" },
    persons.map(({ thirdPartyId, name }) => [thirdPartyId, companyId, name, nameKey(name)]),
    "on conflict (third_party_id) do update set name = excluded.name, name_key = excluded.name_key",
  );
}

/** Renames third parties that are not patients. */
export async function renameThirdParties(
  db: Db,
  renamed: readonly { thirdPartyId: bigint; name: string }[],
): Promise<void> {
  if (renamed.length === 0) return;
  await db`
    update third_party
       set name = given.name, name_key = given.name_key
      from unnest(
             ${renamed.map(({ thirdPartyId }) => String(thirdPartyId))}::text[]::bigint[],
             ${renamed.map(({ name }) => name)}::text[],
             ${renamed.map(({ name }) => nameKey(name))}::text[]
           ) as given (id, name, name_key)
     where third_party.id = given.id
       and third_party.payer <> 'patient'
  `;
}

/**
 * Adds IBANs that an invoice file gave. Those known stay, with where they came from.
 * @returns the third parties that got a new one
 */
export async function addInvoiceFileIbans(
  db: Db,
  companyId: bigint,
  ibans: readonly { thirdPartyId: bigint; iban: string }[],
): Promise<Set<bigint>> {
  const added = await insertRows<{ thirdPartyId: bigint }>(
    db,
    "third_party_iban",
    { company_id: "bigint", iban: "text", third_party_id: "bigint", source: "text" },
    ibans.map(({ thirdPartyId, iban }) => [companyId, iban, thirdPartyId, "invoice_file"]),
    "on conflict (company_id, iban, third_party_id) do nothing returning third_party_id",
  );
  return new Set(added.map((row) => row.thirdPartyId));
}
