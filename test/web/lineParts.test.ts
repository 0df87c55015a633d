import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** An invoice of 120,00 that a business owes. */
async function anOwingInvoice(number: string) {
  const { id, shares } = await anInvoice(world, {
    number,
    shares: [{ payer: "business", name: "Atelier du Port", amount: 12_000n }],
  });
  return { at: `${base}/invoices/${id}`, share: String(shares[0]?.id) };
}

/** What the line settles, of its page: from that heading to the next. */
async function settled(line: bigint): Promise<string> {
  const text = readable(await accountant.get(`${base}/lines/${line}`));
  return text.slice(text.lastIndexOf("Ce qu’elle règle"), text.lastIndexOf("Écriture"));
}

const paymentIds = async () =>
  (
    await world.pool<{ id: bigint }[]>`
      select id from payment where company_id = ${world.companyId} order by id`
  ).map(({ id }) => String(id));

describe("the page of a line shows all that its decision wrote, with the total (GC37, D1)", () => {
  test("the part of an excess that is kept as an advance", async () => {
    const { share } = await anOwingInvoice("FA-164");
    const line = await aWaitingLine(world, { amount: 13_000n, label: "VIREMENT RECU 1" });
    const answer = { answer: `${share}:13000`, excess: "advance", excessReason: "Avance", filters: "" };
    await accountant.send(`${base}/lines/${line}/match`, answer);
    const page = await settled(line);
    expect(page).toMatch(/FA-164.*120,00.*Gardé en avance.*10,00.*Total de la ligne 130,00/);
  });

  test("a typed transfer that it credits, in words that are not an insurer's", async () => {
    const { at, share } = await anOwingInvoice("FA-164");
    const typed = { share, amount: "120,00", paidOn: "2026-11-10", method: "transfer", reference: "V1" };
    await accountant.send(`${at}/payments`, typed);
    const line = await aWaitingLine(world, { amount: 12_000n, label: "VIREMENT RECU 2" });
    const [payments = ""] = await paymentIds();
    await accountant.send(`${base}/lines/${line}/credit`, { payments, filters: "" });
    const page = await settled(line);
    expect(page).toMatch(/virement V1 ?FA-164.*Atelier du Port.*120,00.*Total de la ligne 120,00/);
    expect(page).not.toMatch(/Retour|Organisme|aucun retour/);
  });

  test("the payment that a return brings back, and on the invoice the payment that is gone", async () => {
    const { at } = await anOwingInvoice("FA-164");
    const credit = await aWaitingLine(world, { amount: 12_000n, label: "VIREMENT RECU 3" });
    await accountant.send(`${base}/lines/${credit}/place`, { documents: "FA-164", method: "transfer" });
    const back = await aWaitingLine(world, { amount: -12_000n, label: "OPERATION 42" });
    const [payment = ""] = await paymentIds();
    await accountant.send(`${base}/lines/${back}/came-back`, { payment });
    expect(await settled(back)).toMatch(/Revient impayé : virement ?FA-164.*Total de la ligne 120,00/);
    expect(await settled(credit)).toMatch(/Revenu impayé depuis : virement ?FA-164/);
    const invoice = readable(await accountant.get(at));
    expect(invoice).toContain("revenu impayé");
    expect(invoice).not.toContain("Aucun règlement");
  });
});
