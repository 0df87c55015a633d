import { beforeEach, describe, expect, test } from "vitest";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, type InvoiceSample, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
});

async function document(number: string, amount: bigint, more: Partial<InvoiceSample> = {}) {
  const { id, shares } = await anInvoice(world, {
    number,
    issuedOn: "2026-11-02",
    type: amount < 0n ? "credit_note" : "invoice",
    shares: [{ payer: "business", name: "Atelier Dubois", amount }],
    ...more,
  });
  return { id, share: String(shares[0]?.id), at: `/d/${world.companyId}/invoices/${id}` };
}

async function due(share: string): Promise<bigint> {
  const [row] = await world.pool<{ due: bigint }[]>`select due_cents as due from share where id = ${share}`;
  return row?.due ?? 0n;
}

async function payments(): Promise<{ id: bigint; method: string; amount: bigint; status: string }[]> {
  return world.pool<{ id: bigint; method: string; amount: bigint; status: string }[]>`
    select id, method, amount_cents as amount, status from payment where company_id = ${world.companyId} order by id`;
}

describe("a credit note that waits to be set off (GC27)", () => {
  test("pays an invoice of its customer from its own page: as much as both have left, in one entry that is lettered", async () => {
    const note = await document("AV-1", -7_500n);
    const invoice = await document("FA-1", 10_000n);
    expect(readable(await accountant.get(note.at))).toContain("Imputer sur une facture");
    const form = readable(await accountant.get(`${note.at}?net=${note.share}`));
    expect(form).toContain("Imputer cet avoir : il en reste 75,00 €");
    expect(form).toContain("FA-1 · 02/11 · 100,00 €");
    const done = readable(
      await accountant.sendAndFollow(`${note.at}/credit-notes`, { share: note.share, other: invoice.share }),
    );
    expect(done).toContain("Avoir imputé.");
    expect([await due(note.share), await due(invoice.share)]).toEqual([0n, 2_500n]);
    expect(await payments()).toMatchObject([{ method: "credit_note", amount: 0n, status: "cleared" }]);
    expect(readable(await accountant.get(invoice.at))).toContain("avoir imputé");
    const listed = await accountant.get(`/d/${world.companyId}/payments?method=credit_note`);
    expect(listed.text.match(/class="inv"[^>]*>[^<]*/g)?.map((each) => each.split(">")[1])).toEqual([
      "AV-1",
      "FA-1",
    ]);
    expect(await asCompany(world.pool, world.companyId, verifyCompany)).toEqual([]);
  });

  test("is offered on the invoice with what is left of it, and taken in part", async () => {
    const note = await document("AV-1", -7_500n);
    const invoice = await document("FA-1", 10_000n);
    expect(readable(await accountant.get(invoice.at))).toContain("Imputer un avoir (75,00 €)");
    const sent = { share: invoice.share, other: note.share, amount: "30,00" };
    await accountant.sendAndFollow(`${invoice.at}/credit-notes`, sent);
    expect([await due(note.share), await due(invoice.share)]).toEqual([-4_500n, 7_000n]);
    expect(readable(await accountant.get(invoice.at))).toContain("Imputer un avoir (45,00 €)");
  });

  test("is not offered where the customer has nothing on the other side, nor to an insurer or a viewer", async () => {
    const alone = await document("AV-1", -7_500n);
    await document("FA-2", 5_000n, {
      shares: [{ payer: "business", name: "Garage Martin", amount: 5_000n }],
    });
    expect(readable(await accountant.get(alone.at))).not.toContain("Imputer sur une facture");
    expect((await accountant.get(`${alone.at}?net=${alone.share}`)).text).not.toContain('id="net"');
    await document("FA-1", 10_000n);
    const viewer = await dashboard.signedIn(world, "viewer");
    expect(readable(await viewer.get(alone.at))).not.toContain("Imputer sur une facture");
    expect((await viewer.send(`${alone.at}/credit-notes`, { share: alone.share })).status).toBe(403);
  });

  test("gives no more than is left of it, nor than the invoice owes, nor to another customer", async () => {
    const note = await document("AV-1", -7_500n);
    const invoice = await document("FA-1", 5_000n);
    const foreign = await document("FA-2", 9_000n, {
      shares: [{ payer: "business", name: "Garage Martin", amount: 9_000n }],
    });
    const send = (fields: Record<string, string>) =>
      accountant.send(`${note.at}/credit-notes`, { share: note.share, other: invoice.share, ...fields });
    for (const [fields, status, says] of [
      [{ amount: "75,01" }, 422, "dépassent ce qui reste de l’avoir AV-1 : 75,00 €"],
      [{ amount: "50,01" }, 422, "50,00 €"],
      [{ amount: "0" }, 422, "zéro"],
      [{ amount: "beaucoup" }, 422, "Montant"],
      [{ other: foreign.share }, 422, "L’avoir AV-1 n’est pas du client de FA-2"],
    ] as const) {
      const refused = await send(fields);
      expect([fields, refused.status]).toEqual([fields, status]);
      expect(readable(refused)).toContain(says);
    }
    expect(await payments()).toEqual([]);
    await send({});
    await document("FA-3", 1_000n);
    await accountant.send(`${note.at}/refunds`, { share: note.share, amount: "25", method: "transfer" });
    const used = await send({});
    expect([used.status, readable(used)]).toEqual([
      409,
      expect.stringContaining("AV-1 n’a plus rien à imputer"),
    ]);
  });

  test("is taken back like a payment: deleted with its draft, or reversed once that is validated", async () => {
    const note = await document("AV-1", -7_500n);
    const invoice = await document("FA-1", 10_000n);
    const net = () =>
      accountant.sendAndFollow(`${invoice.at}/credit-notes`, { share: invoice.share, other: note.share });
    await net();
    const [draft] = await payments();
    const undo = (payment: unknown) =>
      accountant.sendAndFollow(`${invoice.at}/payment-undos`, {
        share: invoice.share,
        payment: String(payment),
        reason: "mauvaise facture",
      });
    expect(readable(await undo(draft?.id))).toContain("Règlement supprimé.");
    expect([await due(note.share), await due(invoice.share), await payments()]).toEqual([
      -7_500n,
      10_000n,
      [],
    ]);
    await net();
    const { companyId } = world;
    await asCompany(world.pool, companyId, (db) =>
      validateEntries(db, { companyId, upTo: "2026-11-30", on: "2026-11-17", at: NOW }),
    );
    const [final] = await payments();
    expect(readable(await undo(final?.id))).toContain("Règlement contre-passé.");
    expect([await due(note.share), await due(invoice.share)]).toEqual([-7_500n, 10_000n]);
    expect(await payments()).toMatchObject([{ status: "corrected" }]);
    expect(await asCompany(world.pool, companyId, verifyCompany)).toEqual([]);
  });
});
