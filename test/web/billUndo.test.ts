import { expect, test } from "vitest";
import { acceptBill } from "../../sql/acts/makeBill.ts";
import { readable, useDashboard } from "./dashboard.ts";
import { anInvoice, aWorld, NOW } from "./world.ts";

const dashboard = useDashboard();

test("a bill accepted by mistake is deleted from the page of its invoice (GC23, D4)", async () => {
  const { pool } = dashboard.database;
  const world = await aWorld(pool);
  const accountant = await dashboard.signedIn(world, "accountant");
  const { id, shares } = await anInvoice(world, {
    number: "FA-31",
    shares: [{ payer: "business", name: "Maison Quéré", amount: 30_000n }],
  });
  const share = shares[0]?.id ?? 0n;
  const bill = { shareId: share, amount: 30_000n, dueOn: "2026-12-31", method: "bill_of_exchange" as const };
  const at = { companyId: world.companyId, at: NOW, on: "2026-11-17" };
  expect((await acceptBill(pool, { ...at, ...bill })).ok).toBe(true);
  const home = `/d/${world.companyId}/invoices/${id}`;
  const page = await accountant.get(home);
  const [, form = ""] = /href="([^"#]+undo=[^"#]+)#undo"/.exec(page.text) ?? [];
  const asked = await accountant.get(form.replaceAll("&amp;", "&"));
  expect(readable(asked)).toContain("Supprimer le règlement");
  const [, payment = ""] = /name="payment" value="(\d+)"/.exec(asked.text) ?? [];
  const fields = { share: String(share), payment };
  const gone = await accountant.sendAndFollow(`${home}/payment-undos`, fields);
  expect(readable(gone)).toMatch(/Règlement supprimé.*Aucun règlement/);
  const [left] =
    await pool`select count(*)::integer as payments from payment where company_id = ${world.companyId}`;
  expect(left).toEqual({ payments: 0 });
});
