import { error, type Parsed } from "../../domain/problems.ts";
import type { ReportingScope } from "../../domain/reporting/scope.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { changeSettings, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { restateUnsent, setCustomerScope } from "../reportMessages.ts";

type Act = { companyId: bigint; by?: bigint; at: Date };

/**
 * What the company reports of money collected, by type of invoice, and from which day. What was not sent yet follows; what was sent
 * stays as it was told.
 */
export function changeReporting(
  pool: Pool,
  act: Act & { settings: CompanySettings["paymentReports"] },
): Promise<void> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const before = (await currentCompany(db)).settings.paymentReports;
    await changeSettings(db, { paymentReports: act.settings });
    await restateUnsent(db);
    await tell(db, act, "change_payment_reports", { before, after: act.settings });
  });
}

/** A customer that is not of the usual kind, such as a business abroad. Without a scope: as its type of invoice says. */
export function changeCustomerScope(
  pool: Pool,
  act: Act & { aux: string; scope: ReportingScope | null },
): Promise<Parsed<{ aux: string }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    if (!(await setCustomerScope(db, act.aux, act.scope)))
      return { ok: false, problems: [error("third_party_unknown", { value: act.aux })] };
    await restateUnsent(db);
    await tell(db, act, "change_customer_scope", { aux: act.aux, scope: act.scope });
    return { ok: true, value: { aux: act.aux }, warnings: [] };
  });
}

async function tell(db: Db, act: Act, action: string, detail: object): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "company",
    subjectId: act.companyId,
    detail,
  });
}
