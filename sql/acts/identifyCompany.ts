import { error, type Parsed } from "../../domain/problems.ts";
import { isSiren } from "../../domain/siren.ts";
import type { Pool } from "../connect.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

type Identity = {
  name?: string;
  /** Nine digits, with which the name of the FEC begins. */
  siren?: string;
  /** The month in which the financial year ends, from 1 to 12. */
  yearEndMonth?: number;
};

/**
 * Gives the company its name, its SIREN and the end of its financial year: all that is given, or nothing. The end of the year can be
 * chosen until the first entry is validated, or the balances that the books begin with stand on its first day: afterwards the numbers
 * given belong to their years.
 */
export async function identifyCompany(pool: Pool, act: CompanyAct & Identity): Promise<Parsed<Identity>> {
  const given: Identity = {
    ...(act.name === undefined ? {} : { name: act.name.trim() }),
    ...(act.siren === undefined ? {} : { siren: act.siren.replace(/\s/g, "") }),
    ...(act.yearEndMonth === undefined ? {} : { yearEndMonth: act.yearEndMonth }),
  };
  try {
    return await changeCompany(pool, act, "identify_company", async (db, company) => {
      const { name = company.name, siren = company.siren, yearEndMonth = company.yearEndMonth } = given;
      if (!name) return error("company_name_missing");
      if (given.siren !== undefined && !isSiren(given.siren))
        return error("siren_wrong", { value: act.siren ?? "" });
      if (yearEndMonth !== company.yearEndMonth) {
        const [validated] = await db`
          select from journal_entry
           where company_id = ${act.companyId} and (validated_on is not null or (journal = 'AN' and by_hand)) limit 1`;
        if (validated) return error("year_end_in_use");
        await db`update company set year_end_month = ${yearEndMonth} where id = ${act.companyId}`;
      }
      await db`update company set name = ${name}, siren = ${siren} where id = ${act.companyId}`;
      const before = { name: company.name, siren: company.siren, yearEndMonth: company.yearEndMonth };
      return { value: given, detail: { before, after: { name, siren, yearEndMonth } } };
    });
  } catch (failure) {
    // The names of other companies are not seen from this one: the database says that one of them has it.
    if ((failure as { constraint_name?: unknown }).constraint_name !== "company_name_unique") throw failure;
    return { ok: false, problems: [error("company_name_taken", { value: given.name ?? "" })] };
  }
}
