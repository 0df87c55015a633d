import { Router } from "express";
import { decimalOf } from "../../domain/money.ts";
import { askSettings, MATCHING_SETTINGS } from "../../sql/acts/changeRules.ts";
import { writeAudit } from "../../sql/books.ts";
import { changeSettings, currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { receiptJournals } from "../../sql/receipts.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { text } from "../input.ts";
import { page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import { AMOUNT_SETTINGS, type AmountField, type SettingsScreen, settingsPage } from "../views/settings.ts";
import type { CompanyVisit } from "../visit.ts";
import { toChange } from "./rules.ts";

/** Where parts of these settings were before: bookmarks still lead to them. */
const FORMER = ["/preferences", "/settings/payments"];

/** What a company chooses for itself: everybody reads it, administrators change it. */
export function settingsRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/settings",
    reads(services, "viewer", ({ request, visit, db }) =>
      showSettings(visit, db, { saved: text(request.query.said) === "saved" }),
    ),
  );
  router.get(
    FORMER,
    reads(services, "viewer", async ({ visit }) => redirect(`${visit.company.base}/settings`)),
  );
  router.post(
    "/settings",
    acts(services, "admin", (acting) => saveSettings(services, acting)),
  );
  router.post(
    "/settings/trust",
    acts(services, "admin", (acting) => replaySettings(services, acting)),
  );
  return router;
}

async function showSettings(
  visit: CompanyVisit,
  db: Db,
  asked: Partial<SettingsScreen>,
  status = 200,
): Promise<Reply> {
  const { settings } = await currentCompany(db);
  return page(settingsPage(visit, { settings, journals: await receiptJournals(db), ...asked }), { status });
}

/** Saves all of the form or nothing: an amount that cannot be read keeps what was typed on the page. */
async function saveSettings(services: Services, { request, visit }: Acting): Promise<Reply> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  return asCompany(services.pool, visit.company.id, async (db) => {
    const journal = text(body.depositJournal);
    const chosen = {
      depositJournal: (await receiptJournals(db)).find(({ code }) => code === journal)?.code,
      earlyPaymentDiscount: body.discount === "on",
      automaticWriteOff: body.automatic === "on",
    };
    const { amounts, wrong } = amountsTyped(body);
    if (Object.keys(wrong).length > 0) {
      const { settings } = await currentCompany(db);
      return showSettings(visit, db, { settings: { ...settings, ...chosen, ...amounts }, wrong }, 422);
    }
    const texts = Object.entries(amounts).map(([name, cents]) => [name, String(cents)] as const);
    await changeSettings(db, { ...chosen, ...Object.fromEntries(texts) });
    await writeAudit(db, visit.company.id, {
      actorId: visit.user.id,
      at: visit.now,
      action: "change_settings",
      subject: "company",
      subjectId: visit.company.id,
      detail: {
        ...chosen,
        depositJournal: chosen.depositJournal ?? null,
        cashLimit: decimalOf(amounts.cashLimitCents ?? 0n),
        writeOffTolerance: decimalOf(amounts.writeOffToleranceCents ?? 0n),
        importRoundingLimit: decimalOf(amounts.importRoundingLimitCents ?? 0n),
      },
    });
    return redirect(`${visit.company.base}/settings?said=saved`);
  });
}

type Amounts = Partial<Record<(typeof AMOUNT_SETTINGS)[AmountField]["setting"], bigint>>;

/** The amounts of the form by their settings, and by their fields what is not an amount within its bounds. */
function amountsTyped(body: Record<string, unknown>): {
  amounts: Amounts;
  wrong: Partial<Record<AmountField, string>>;
} {
  const amounts: Amounts = {};
  const wrong: Partial<Record<AmountField, string>> = {};
  for (const name of Object.keys(AMOUNT_SETTINGS) as AmountField[]) {
    const { setting, most } = AMOUNT_SETTINGS[name];
    const cents = amountTyped(body[name]);
    if (cents === undefined || cents < 0n || (most !== undefined && cents > most)) {
      wrong[name] = text(body[name]) ?? "";
    } else amounts[setting] = cents;
  }
  return { amounts, wrong };
}

async function replaySettings(services: Services, { request, visit }: Acting): Promise<Reply> {
  const settings = Object.fromEntries(
    Object.keys(MATCHING_SETTINGS).flatMap((name) => {
      const value = text(request.body?.[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now };
  const asked = await askSettings(services.pool, { ...act, settings });
  if (asked.ok) return toChange(visit, asked);
  const { problems } = asked;
  return asCompany(services.pool, visit.company.id, (db) => showSettings(visit, db, { problems }, 422));
}
