import { Router } from "express";
import type { Parsed, Problem } from "../../domain/problems.ts";
import { depositCash, type Made, makeRemittance, withdrawRemittance } from "../../sql/acts/makeRemittance.ts";
import { companyRoles, currentCompany, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { findChequeSlip, lastRemittances, moneyInHand } from "../../sql/screens/remittances.ts";
import { cashAvailable } from "../../sql/till.ts";
import { chequeSlip } from "../chequeSlip.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { writePdf } from "../pdf.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import { type RemittancesScreen, remittancesPage } from "../views/remittances.ts";
import type { CompanyVisit } from "../visit.ts";

const MADE_SHOWN = 50;

/** Money in hand and its ways to the bank. Each act answers with the page (303), or with it and why not (409, 422). */
export function remittanceRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const { pool } = services;
  router.get(
    "/remittances",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const what = oneOf(request.query.said, ["made", "withdrawn"] as const);
      const reference = text(request.query.reference);
      const said = what && reference && /^[A-Z]{2}-\d+$/.test(reference) ? { what, reference } : undefined;
      return page(remittancesPage(visit, await readScreen(visit, db, { said })));
    }),
  );
  router.get("/remittances/:remittance/bordereau.pdf", reads(services, "viewer", sendChequeSlip));
  router.post(
    "/remittances",
    acts(services, "accountant", async (acting) => {
      const body = (acting.request.body ?? {}) as Record<string, unknown>;
      const kind = oneOf(body.kind, ["cheque_slip", "card_batch"] as const) ?? "cheque_slip";
      const paymentIds = picked(body.payment);
      const account = text(body.account) ?? "";
      return done(
        services,
        acting,
        "made",
        await makeRemittance(pool, { ...by(acting), kind, account, paymentIds }),
      );
    }),
  );
  router.post(
    "/remittances/cash",
    acts(services, "accountant", async (acting) => {
      const body = (acting.request.body ?? {}) as Record<string, unknown>;
      const amount = amountTyped(body.amount) ?? 0n;
      const account = text(body.account) ?? "";
      return done(services, acting, "made", await depositCash(pool, { ...by(acting), account, amount }));
    }),
  );
  router.post(
    "/remittances/:remittance/withdraw",
    acts(services, "accountant", async (acting) => {
      const remittanceId = id(acting.request.params.remittance);
      if (remittanceId === undefined) return missing;
      return done(
        services,
        acting,
        "withdrawn",
        await withdrawRemittance(pool, { ...by(acting), remittanceId }),
      );
    }),
  );
  return router;
}

/** S0.14: the slip of cheques, to be printed. */
async function sendChequeSlip({ request, response, db }: Reading): Promise<Reply> {
  const remittanceId = id(request.params.remittance);
  const slip = remittanceId === undefined ? undefined : await findChequeSlip(db, remittanceId);
  if (!slip) return missing;
  const pdf = await writePdf(chequeSlip(slip, await currentCompany(db)));
  response
    .status(200)
    .type("application/pdf")
    .set("Content-Disposition", `inline; filename="${slip.reference}.pdf"`)
    .send(pdf);
  return { kind: "sent" };
}

/** The payments ticked: one box gives a text, several a list. */
function picked(value: unknown): bigint[] {
  const all = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => id(each) ?? []);
}

function by({ visit }: Acting) {
  return { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
}

/** What the world changed under the hand, and not the hand: told with 409. */
const RACES: readonly string[] = ["payment_not_in_hand", "remittance_settled"];

async function done(
  services: Services,
  { visit }: Acting,
  what: "made" | "withdrawn",
  result: Parsed<Pick<Made, "reference">>,
): Promise<Reply> {
  if (result.ok)
    return redirect(`${visit.company.base}/remittances?said=${what}&reference=${result.value.reference}`);
  const { problems } = result;
  const status = problems.some(({ code }) => RACES.includes(code)) ? 409 : 422;
  return asCompany(services.pool, visit.company.id, async (db) =>
    page(remittancesPage(visit, await readScreen(visit, db, { problems })), { status }),
  );
}

async function readScreen(
  visit: CompanyVisit,
  db: Db,
  { said, problems = [] }: { said?: RemittancesScreen["said"]; problems?: readonly Problem[] },
): Promise<RemittancesScreen> {
  const roles = await companyRoles(db);
  const [inHand, made, accounts, cash] = await Promise.all([
    moneyInHand(db),
    lastRemittances(db, MADE_SHOWN),
    listBankAccounts(db),
    cashAvailable(db, visit.today),
  ]);
  return { inHand, made, accounts, roles, cash, said, problems };
}
