import { codeOf } from "../domain/billing/invoiceParties.ts";
import type { InsurerName } from "../domain/insurer/arriving.ts";
import { nameKey } from "../domain/matching/names.ts";
import type { Db } from "./connect.ts";

export type Insurer = { id: bigint; payer: "amo" | "amc"; aux: string; name: string };

/** Every insurer of the company: few, and looked for in the words of many bank lines. */
export async function listInsurers(db: Db): Promise<Insurer[]> {
  return db<Insurer[]>`
    select id, payer, aux, name from third_party where company_id = current_company() and payer in ('amo', 'amc') order by id
  `;
}

/**
 * The insurers that returns name: by the code the file gives, else by the code that invoices give their name, else by name. One
 * that no invoice has named yet is added.
 * @returns their ids, in the order given
 */
export async function ensureInsurers(
  db: Db,
  companyId: bigint,
  names: readonly InsurerName[],
): Promise<bigint[]> {
  const known = await listInsurers(db);
  const ids: bigint[] = [];
  for (const wanted of names) {
    const found = insurerNamed(known, wanted);
    const insurer = found ?? (await addInsurer(db, companyId, wanted));
    if (!found) known.push(insurer);
    ids.push(insurer.id);
  }
  return ids;
}

function insurerNamed(known: readonly Insurer[], wanted: InsurerName): Insurer | undefined {
  const ofKind = known.filter((one) => one.payer === wanted.payer);
  const key = nameKey(wanted.name);
  return (
    ofKind.find((one) => one.aux === wanted.code) ??
    ofKind.find((one) => one.aux === auxOf(wanted)) ??
    ofKind.find((one) => key !== "" && nameKey(one.name) === key)
  );
}

async function addInsurer(db: Db, companyId: bigint, wanted: InsurerName): Promise<Insurer> {
  const aux = auxOf(wanted);
  const [row] = await db<{ id: bigint }[]>`
    insert into third_party (company_id, aux, payer, name, name_key)
    values (${companyId}, ${aux}, ${wanted.payer}, ${wanted.name}, ${nameKey(wanted.name)})
    returning id
  `;
  if (!row) throw new Error("the insurer was not added");
  return { id: row.id, payer: wanted.payer, aux, name: wanted.name };
}

/** The code an insurer gets: the one the reader of invoices gives its name, so that both mean one third party. */
function auxOf({ payer, name }: InsurerName): string {
  return codeOf(payer.toUpperCase(), name);
}
