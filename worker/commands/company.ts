import { type Company, listCompanies } from "../../sql/companies.ts";
import type { Pool } from "../../sql/connect.ts";
import { Unusable } from "../program.ts";

/** The option by which a command is told its company. */
export const companyOption = { company: { type: "string" } } as const;

/** The company a command works for: the one named, or the only one there is. Throws Unusable when that is not clear. */
export async function chooseCompany(pool: Pool, name: unknown): Promise<Company> {
  const companies = await listCompanies(pool);
  const names = companies.map((company) => company.name).join(", ");
  if (companies.length === 0)
    throw new Unusable('There is no company yet: create one with  rappro init --company "NAME" --iban IBAN');
  const chosen = typeof name === "string" ? companies.filter((company) => company.name === name) : companies;
  const [only] = chosen;
  if (only && chosen.length === 1) return only;
  if (typeof name === "string") throw new Unusable(`There is no company called ${name}. There are: ${names}`);
  throw new Unusable(`Say which company with --company. There are: ${names}`);
}
