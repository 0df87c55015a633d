import { beforeEach, describe, expect, test } from "vitest";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** The one address of this shape on a page; fails when the page does not lead there. */
async function follow(from: string, to: RegExp): Promise<string> {
  const page = await accountant.get(from);
  expect(page.status).toBe(200);
  const all = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, address = ""]) =>
    address.replaceAll("&amp;", "&"),
  );
  const found = all.find((address) => to.test(address));
  expect(found, `${from} leads to ${to}`).toBeDefined();
  return found ?? "";
}

async function paidInvoices(count: number) {
  const shares = [];
  for (let rank = 1; rank <= count; rank += 1) {
    const made = await anInvoice(world, {
      number: `FA-${rank}`,
      shares: [{ payer: "business", name: "Atelier Dubois", amount: 10_000n }],
    });
    shares.push(...made.shares);
  }
  const paid = await recordPayment(world.pool, {
    companyId: world.companyId,
    method: "card",
    paidOn: "2026-11-16",
    allocations: shares.map(({ id }) => ({ shareId: id, amount: 10_000n })),
    answers: {},
    at: NOW,
    on: "2026-11-16",
  });
  if (!paid.ok) throw new Error("the payment was refused");
  const [row] = await world.pool<{ invoiceId: bigint }[]>`
    select invoice_id from share where id = ${shares[0]?.id ?? 0n}`;
  return { paymentId: paid.value.paymentId, invoiceId: row?.invoiceId ?? 0n };
}

describe("every number leads to its evidence and back", () => {
  test("from a balance to the lines of the account, the entry, the payment, the invoice, and back to the ledger", async () => {
    const { paymentId, invoiceId } = await paidInvoices(1);
    const lines = await follow(`${base}/balance`, /\/ledger\/411000/);
    await follow(lines, /\/journal\/\d+$/);
    const [row] = await world.pool<
      { entryId: bigint }[]
    >`select entry_id from payment where id = ${paymentId}`;
    const entry = `${base}/journal/${row?.entryId}`;
    expect(await follow(entry, /\/payments\/\d+$/)).toBe(`${base}/payments/${paymentId}`);
    const payment = `${base}/payments/${paymentId}`;
    expect(await follow(payment, /\/invoices\/\d+$/)).toBe(`${base}/invoices/${invoiceId}`);
    expect(await follow(payment, /\/journal\/\d+$/)).toBe(entry);
    expect(await follow(entry, /\/ledger\/411000\?party=\d+$/)).toMatch(/party=\d+/);
    expect(await follow(`${base}/payments`, /\/payments\/\d+$/)).toBe(payment);
  });

  test("an entry of many invoices shows one invoice its own lines, the others counted with their sums", async () => {
    const { invoiceId } = await paidInvoices(8);
    const page = await accountant.get(`${base}/invoices/${invoiceId}`);
    expect(readable(page)).toMatch(/8 autres lignes de cette écriture 800,00 700,00/);
    expect(readable(page)).not.toContain("FA-7");
  });

  test("a payment of another company, and an address that is none, are not found, with the way on from there", async () => {
    const { paymentId } = await paidInvoices(1);
    const other = await aWorld(dashboard.database.pool);
    const stranger = await dashboard.signedIn(other, "admin");
    expect((await stranger.get(`/d/${other.companyId}/payments/${paymentId}`)).status).toBe(404);
    const lost = await accountant.get(`${base}/nowhere`);
    expect([lost.status, lost.text.includes(`href="${base}/journal"`)]).toEqual([404, true]);
  });
});

test("a credit note that nothing used yet says so, and is not half paid", async () => {
  await anInvoice(world, {
    number: "AV-1",
    type: "credit_note",
    shares: [{ payer: "business", name: "Atelier Dubois", amount: -1_875n }],
  });
  const page = readable(await accountant.get(`${base}/invoices`));
  expect(page).toContain("avoir à imputer");
  expect(page).not.toContain("partiellement soldée");
});
