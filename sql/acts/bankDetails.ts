import { validIban } from "../../domain/bank/accountKey.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import type { Pool } from "../connect.ts";
import { findThirdParties } from "../thirdParties.ts";
import { type Asking, auditOrder, inBooks } from "./askBank.ts";

/**
 * A person gives or corrects the account of a third party (S4.6): orders made from now on go there. What was known before stays known
 * to matching, and pays nobody any more.
 */
export function changeIban(
  pool: Pool,
  change: Asking & { aux: string; iban: string },
): Promise<Parsed<{ thirdPartyId: bigint }>> {
  return inBooks(pool, change, async (db) => {
    const [party] = await findThirdParties(db, change.companyId, [change.aux]);
    if (!party) return { ok: false, problems: [error("third_party_unknown", { value: change.aux })] };
    const iban = validIban(change.iban);
    if (!iban) return { ok: false, problems: [error("iban_wrong", { value: change.iban })] };
    await db`
      insert into third_party_iban (company_id, iban, third_party_id, source, added_at)
      values (${change.companyId}, ${iban}, ${party.id}, 'typed', ${change.at})
      on conflict (company_id, iban, third_party_id) do update set source = 'typed', added_at = excluded.added_at
    `;
    await auditOrder(db, change, "change_iban", { subject: "third_party", subjectId: party.id });
    return { ok: true, value: { thirdPartyId: party.id }, warnings: [] };
  });
}

/** A customer signed a mandate: his account may be debited. The same reference again changes nothing. */
export function addMandate(
  pool: Pool,
  mandate: Asking & { aux: string; reference: string; signedOn?: IsoDate },
): Promise<Parsed<{ thirdPartyId: bigint }>> {
  return inBooks(pool, mandate, async (db) => {
    const { companyId, aux, reference, signedOn, at } = mandate;
    const [party] = await findThirdParties(db, companyId, [aux]);
    if (!party) return { ok: false, problems: [error("third_party_unknown", { value: aux })] };
    if (!reference.trim()) return { ok: false, problems: [error("mandate_without_reference")] };
    const [known] = await db<{ thirdPartyId: bigint }[]>`
      select third_party_id from mandate where company_id = ${companyId} and reference = ${reference}
    `;
    if (known && known.thirdPartyId !== party.id)
      return { ok: false, problems: [error("mandate_of_another", { value: reference })] };
    if (!known) {
      await db`
        insert into mandate (company_id, third_party_id, reference, signed_on, added_at)
        values (${companyId}, ${party.id}, ${reference}, ${signedOn ?? null}, ${at})
      `;
      await auditOrder(db, mandate, "add_mandate", { subject: "third_party", subjectId: party.id });
    }
    return { ok: true, value: { thirdPartyId: party.id }, warnings: [] };
  });
}
