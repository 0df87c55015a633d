import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { changeSettings } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { importFile } from "../../worker/importFile.ts";
import { camtFile, ibanOf } from "../scenarios/camt.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, IBAN, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

type Known = { invoiceId: string; share: string; party: string };

/** An issued document without VAT; the party has an IBAN unless it is said not to. */
async function aDocument(
  number: string,
  total: bigint,
  changes: Partial<InvoiceDraft> & { supplier?: boolean; withoutIban?: boolean } = {},
): Promise<Known> {
  const { supplier = true, withoutIban = false, ...more } = changes;
  const party = {
    payer: supplier ? ("supplier" as const) : ("business" as const),
    aux: `T-${number}`,
    name: `Maison ${number}`,
    ...(withoutIban ? {} : { iban: ibanOf(4_000 + Number(number.replace(/\D/g, ""))) }),
  };
  const draft: InvoiceDraft = {
    number,
    type: supplier ? "supplier_invoice" : "invoice",
    lifecycle: "issued",
    issuedOn: "2026-11-02",
    total,
    customer: party,
    shares: [{ ...party, amount: total }],
    lines: [],
    ...more,
  };
  const imported = await asCompany(world.pool, world.companyId, (db) =>
    importInvoices(db, world.companyId, [draft], { today: "2026-11-17" }),
  );
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  const [row] = await world.pool<{ invoiceId: bigint; share: bigint; party: bigint }[]>`
    select invoice.id as invoice_id, share.id as share, share.third_party_id as party
      from invoice join share on share.invoice_id = invoice.id
     where invoice.number = ${number} and invoice.company_id = ${world.companyId}
  `;
  if (!row) throw new Error(number);
  return { invoiceId: String(row.invoiceId), share: String(row.share), party: String(row.party) };
}

async function payments() {
  return world.pool<
    { method: string; status: string; paidOn: string; amountCents: bigint; orderId: bigint | null }[]
  >`
    select method, status, paid_on, amount_cents, order_id from payment where company_id = ${world.companyId} order by id
  `;
}

test("a form for the bank proposes the first day on which T2 is open: a Tuesday, that day itself", async () => {
  await aDocument("FF-9", 100n);
  const proposed = (await accountant.get(`${base}/orders/new/transfer`)).text;
  expect(proposed).toMatch(/name="day"[^>]* value="2026-11-17"/);
});

describe("a payment to a supplier", () => {
  const chosen = { method: "transfer", account: "BQ1", paidOn: "2026-11-17", amount: "480,00" };

  test("starts from a document to pay, with its means, account and amount (S4.1, S4.4, S4.5, S4.12)", async () => {
    const { invoiceId } = await aDocument("FF-10", 48_000n);
    const page = await accountant.get(`${base}/invoices/${invoiceId}`);
    expect(page.text).toMatch(/class="a owed" href="[^"]+\?pay=\d+#pay"/);
    const text = readable(await accountant.get(`${base}/invoices/${invoiceId}?pay=own`));
    for (const said of [
      "Payer Maison FF-10",
      "virement SEPA chèque",
      "LCR acceptée BOR émis",
      "Sauvegarder",
      "Planifier",
    ])
      expect(text).toContain(said);
    expect(text).toContain("Aucun règlement");
  });

  test("by transfer is an order of one, said to be done, and shown under way (S4.7, S4.8, S4.9)", async () => {
    const { invoiceId, share } = await aDocument("FF-11", 48_000n);
    const done = await accountant.sendAndFollow(`${base}/invoices/${invoiceId}/supplier-payments`, {
      ...chosen,
      share,
    });
    expect(readable(done)).toContain("L’ordre de virement est prêt");
    expect(await payments()).toMatchObject([{ method: "transfer", status: "sent", amountCents: 48_000n }]);
    expect(readable(await accountant.get(`${base}/orders`))).toContain("VIR-2026-0001");
    const again = readable(await accountant.get(`${base}/invoices/${invoiceId}?pay=own`));
    expect(again).toContain("paiement en cours : 480,00 €");
  });

  test("by transfer ends in its SEPA file, in XML, and its slip, in PDF, which say what was asked whatever became of it (S4.8, S4.18–S4.21)", async () => {
    const { invoiceId, share } = await aDocument("FF-15", 48_000n);
    const form = await accountant.get(`${base}/invoices/${invoiceId}?pay=own`);
    expect(readable(form)).toContain("Générer le fichier SEPA");
    const done = await accountant.sendAndFollow(`${base}/invoices/${invoiceId}/supplier-payments`, {
      ...chosen,
      share,
    });
    const [, file = ""] = /href="([^"]+)"[^>]*>Fichier SEPA</.exec(done.text) ?? [];
    const [, slip = ""] = /href="([^"]+)"[^>]*>Bordereau de virement</.exec(done.text) ?? [];
    const sepa = await accountant.get(file);
    expect([sepa.status, sepa.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("application/xml"),
    ]);
    expect(sepa.headers.get("content-disposition")).toBe('attachment; filename="VIR-2026-0001.xml"');
    for (const said of [
      `<MsgId>RAPPRO-${world.companyId}-VIR-2026-0001</MsgId>`,
      "<CtrlSum>480.00</CtrlSum>",
      "<Dt>2026-11-17</Dt>",
      `<IBAN>${IBAN}</IBAN>`,
      `<IBAN>${ibanOf(4_015)}</IBAN>`,
      "<Nm>Maison FF-15</Nm>",
      "<Ustrd>FF-15</Ustrd>",
    ])
      expect(sepa.text).toContain(said);
    const paper = await accountant.get(slip);
    expect(paper.headers.get("content-type")).toBe("application/pdf");
    expect(paper.text.startsWith("%PDF-")).toBe(true);
    const [payment] = await world.pool<{ id: bigint; orderId: bigint }[]>`
      select id, order_id from payment where company_id = ${world.companyId}`;
    const answer = { payment: String(payment?.id), status: "RJCT", reasonCode: "AC04" };
    await accountant.send(`${base}/orders/${payment?.orderId}/answer`, answer);
    const later = (await accountant.get(file)).text;
    expect(later.replace(/<Ustrd>.*<\/Ustrd>/, "")).toBe(sepa.text.replace(/<Ustrd>.*<\/Ustrd>/, ""));
    expect(later).toContain("<Ustrd>Virement Maison FF-15 FF-15</Ustrd>");
  });

  test.each(["cheque", "card", "direct_debit"])(
    "by %s has neither file nor slip (S4.18, S4.19)",
    async (method) => {
      const { invoiceId, share } = await aDocument("FF-16", 48_000n);
      const done = await accountant.sendAndFollow(`${base}/invoices/${invoiceId}/supplier-payments`, {
        ...chosen,
        method,
        share,
      });
      expect(readable(done)).toContain("Le paiement est enregistré");
      expect(done.text).not.toMatch(/Fichier SEPA|Bordereau de virement/);
    },
  );

  test("by transfer without an IBAN is refused, with what to do (S4.6)", async () => {
    const { invoiceId, share } = await aDocument("FF-12", 48_000n, { withoutIban: true });
    const refused = await accountant.send(`${base}/invoices/${invoiceId}/supplier-payments`, {
      ...chosen,
      share,
    });
    expect(refused.status).toBe(422);
    expect(readable(refused)).toContain("Les coordonnées bancaires de Maison FF-12 manquent");
    expect(await payments()).toEqual([]);
  });

  test("on a day to come is scheduled, bears its own sign, and can be given up (S4.10, S4.11, S4.17)", async () => {
    const { invoiceId, share } = await aDocument("FF-13", 48_000n);
    const path = `${base}/invoices/${invoiceId}/supplier-payments`;
    const tooSoon = await accountant.send(path, { ...chosen, share, method: "cheque", paidOn: "2026-11-20" });
    expect(tooSoon.status).toBe(422);
    expect(readable(tooSoon)).toContain("Planifiez-le");
    const planned = await accountant.sendAndFollow(path, {
      ...chosen,
      share,
      paidOn: "2026-11-20",
      schedule: "yes",
    });
    expect(planned.text).toMatch(/class="planned"><svg/);
    expect(readable(planned)).toContain("planifié pour le 20/11");
    const [{ id } = { id: 0n }] = await world.pool<{ id: bigint }[]>`
      select id from payment where company_id = ${world.companyId}
    `;
    const given = await accountant.sendAndFollow(`${base}/orders/scheduled/${id}/cancel`, {});
    expect(readable(given)).toContain("Le paiement planifié est annulé");
    expect(await payments()).toEqual([]);
    expect((await accountant.send(`${base}/orders/scheduled/${id}/cancel`, {})).status).toBe(404);
  });

  test("becomes an order on its day (S4.10)", async () => {
    const { invoiceId, share } = await aDocument("FF-14", 48_000n);
    const path = `${base}/invoices/${invoiceId}/supplier-payments`;
    await accountant.send(path, { ...chosen, share, paidOn: "2026-11-20", schedule: "yes" });
    await passDay(world.pool, world.companyId, { at: new Date("2026-11-20T03:00:00Z"), on: "2026-11-20" });
    expect(await payments()).toMatchObject([{ status: "sent", paidOn: "2026-11-20" }]);
  });

  test("less the discount that he grants: the form offers it, the document shows it under way whole (GC32, S4.24, S4.26, S4.27)", async () => {
    const lines = [
      { account: "607000", net: 40_000n, vatRate: 2000, vat: 8_000n, vatDue: "delivery" as const },
    ];
    const discountOffer = { percent: 200, withinDays: 30, vatClause: true };
    const { invoiceId, share } = await aDocument("FF-17", 48_000n, { lines, discountOffer });
    const form = `${base}/invoices/${invoiceId}?pay=own`;
    expect((await accountant.get(form)).text).not.toContain("data-discount-total");
    await asCompany(world.pool, world.companyId, (db) => changeSettings(db, { earlyPaymentDiscount: true }));
    expect((await accountant.get(form)).text).toContain('data-discount-total="48000"');
    const path = `${base}/invoices/${invoiceId}/supplier-payments`;
    const typed = { ...chosen, share, amount: "470,40", discount: "on" };
    const done = await accountant.sendAndFollow(path, typed);
    expect(readable(done)).toContain("L’ordre de virement est prêt");
    expect(readable(await accountant.get(form))).toContain("paiement en cours : 480,00 €");
    const [payment] = await world.pool`
      select amount_cents, discount_cents from payment where company_id = ${world.companyId}
    `;
    expect(payment).toEqual({ amountCents: 47_040n, discountCents: 960n });
    const again = await accountant.send(path, { ...typed, method: "cheque" });
    expect([again.status, readable(again)]).toEqual([
      409,
      expect.stringContaining("déjà en cours de paiement"),
    ]);
  });

  test("by bill settles the document at once", async () => {
    const { invoiceId, share } = await aDocument("FF-15", 48_000n);
    const path = `${base}/invoices/${invoiceId}/supplier-payments`;
    const done = await accountant.sendAndFollow(path, {
      ...chosen,
      share,
      method: "promissory_note",
      dueOn: "2026-12-31",
    });
    expect(readable(done)).toContain("L’effet est enregistré");
    expect(readable(done)).toContain("soldée");
  });

  test("is not offered of a draft (S0.2)", async () => {
    const { invoiceId } = await aDocument("PROV-16", 48_000n, { lifecycle: "draft" });
    expect((await accountant.get(`${base}/invoices/${invoiceId}?pay=own`)).text).not.toContain(
      "supplier-payments",
    );
  });
});

describe("the page of orders", () => {
  test("makes one order of the documents ticked, with the amounts typed, and leads to each", async () => {
    const [one, two] = [await aDocument("FF-21", 60_000n), await aDocument("FF-22", 24_000n)];
    await aDocument("FF-23", 1_000n);
    const form = await accountant.get(`${base}/orders/new/transfer`);
    expect(readable(form)).toContain("FF-23");
    const made = await accountant.sendAndFollow(`${base}/orders/new/transfer`, {
      account: "BQ1",
      day: "2026-11-18",
      batchBooking: "yes",
      [`pick-${one.share}`]: "yes",
      [`amount-${one.share}`]: "600,00",
      [`pick-${two.share}`]: "yes",
      [`amount-${two.share}`]: "100,00",
    });
    const text = readable(made);
    expect(text).toContain("VIR-2026-0001, 700,00 €");
    expect(text).toContain("Rien n’est comptabilisé avant la ligne de relevé");
    expect(made.text).toContain(`${base}/invoices/${one.invoiceId}`);
    expect(text).not.toContain("FF-23");
  });

  test("keeps what was typed when it refuses: an amount that cannot be read, a day that is past", async () => {
    const { share } = await aDocument("FF-24", 60_000n);
    const refused = await accountant.send(`${base}/orders/new/transfer`, {
      account: "BQ1",
      day: "2026-11-16",
      [`pick-${share}`]: "yes",
      [`amount-${share}`]: "six cents",
    });
    expect(refused.status).toBe(422);
    expect(readable(refused)).toContain("Le 16/11 est passé");
    expect(refused.text).toContain('value="six cents"');
  });

  test("asks for the mandate and the IBAN of a customer, and collects once it has both (S4.6)", async () => {
    const known = await aDocument("FA-25", 9_900n, { supplier: false, withoutIban: true });
    const fields = {
      account: "BQ1",
      day: "2026-11-20",
      [`pick-${known.share}`]: "yes",
      [`amount-${known.share}`]: "99,00",
    };
    const refused = await accountant.send(`${base}/orders/new/direct_debit`, fields);
    expect(readable(refused)).toContain("n’a pas de mandat");
    const bank = `${base}/orders/bank/${known.party}`;
    const wrong = await accountant.send(bank, { iban: "FR76 0000", back: "direct_debit" });
    expect(readable(wrong)).toContain("n’est pas un IBAN valable");
    const iban = await accountant.sendAndFollow(bank, {
      iban: "FR76 3000 6000 0112 3456 7890 189",
      back: "direct_debit",
    });
    expect(readable(iban)).toContain("•••• 0189");
    await accountant.send(`${bank}/mandate`, {
      mandate: "RUM-25",
      signedOn: "2026-01-05",
      back: "direct_debit",
    });
    const made = await accountant.sendAndFollow(`${base}/orders/new/direct_debit`, fields);
    expect(readable(made)).toContain("PRLV-2026-0001");
  });

  test("hands in a bill of the portfolio, and draws one without acceptance", async () => {
    const one = await aDocument("FA-26", 50_000n, { supplier: false });
    const made = await accountant.sendAndFollow(`${base}/orders/new/hand_in`, {
      account: "BQ1",
      purpose: "collection",
      [`pick-${one.share}`]: "yes",
      [`amount-${one.share}`]: "500,00",
      [`due-${one.share}`]: "2026-12-31",
    });
    expect(readable(made)).toContain("LCR-2026-0001");
    expect(await payments()).toMatchObject([{ method: "bill_of_exchange", status: "deposited" }]);
  });

  test("records that the bank refused a payment; its document can be paid again (S4.1)", async () => {
    const { share, invoiceId } = await aDocument("FF-27", 60_000n);
    await accountant.send(`${base}/orders/new/transfer`, {
      account: "BQ1",
      day: "2026-11-18",
      [`pick-${share}`]: "yes",
      [`amount-${share}`]: "600,00",
    });
    const [{ id, orderId } = { id: 0n, orderId: 0n }] = await world.pool<{ id: bigint; orderId: bigint }[]>`
      select id, order_id from payment where company_id = ${world.companyId}
    `;
    const answer = { payment: String(id), status: "RJCT", reasonCode: "ac01" };
    const refused = await accountant.sendAndFollow(`${base}/orders/${orderId}/answer`, answer);
    expect(readable(refused)).toContain("motif AC01");
    const twice = await accountant.send(`${base}/orders/${orderId}/answer`, answer);
    expect(twice.status).toBe(422);
    expect(readable(await accountant.get(`${base}/invoices/${invoiceId}?pay=own`))).not.toContain(
      "paiement en cours",
    );
  });

  test("is read by everybody and written by accountants only", async () => {
    const viewer = await dashboard.signedIn(world, "viewer");
    const page = await viewer.get(`${base}/orders`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("/orders/new/");
    expect((await viewer.get(`${base}/orders/new/transfer`)).status).toBe(403);
    expect((await viewer.send(`${base}/orders/new/transfer`, {})).status).toBe(403);
  });
});

test("a line that the bank lessened by its fee is accepted with the charges of its notice", async () => {
  const one = await aDocument("FA-31", 50_000n, { supplier: false });
  await accountant.send(`${base}/orders/new/hand_in`, {
    account: "BQ1",
    purpose: "collection",
    [`pick-${one.share}`]: "yes",
    [`amount-${one.share}`]: "500,00",
    [`due-${one.share}`]: "2026-11-30",
  });
  const lineId = await aBankLine("REMISE LCR LCR-2026-0001", 48_800n);
  const open = await accountant.get(`${base}/lines?line=${lineId}`);
  expect(readable(open)).toContain("Frais retenus, d’après l’avis de la banque (12,00 €)");
  const [{ id } = { id: 0n }] = await world.pool<{ id: bigint }[]>`
    select id from payment where company_id = ${world.companyId}
  `;
  const fields = { payments: String(id), fee: "10,00", vat: "3,00" };
  const refused = await accountant.send(`${base}/lines/${lineId}/carried`, fields);
  expect(refused.status).toBe(422);
  await accountant.send(`${base}/lines/${lineId}/carried`, { ...fields, vat: "2,00" });
  expect(await payments()).toMatchObject([{ status: "cleared" }]);
});

/** A statement of one line arrives on BQ1, is read and matched. */
async function aBankLine(label: string, amount: bigint): Promise<bigint> {
  const { pool, companyId } = world;
  const now = new Date("2026-11-17T08:00:00Z");
  const line = { reference: label, amount, bookedOn: "2026-11-17", label };
  const bytes = camtFile([{ id: label, iban: IBAN, opening: 0n, lines: [line] }]);
  const arrival = { companyId, name: `${label}.xml`, source: "inbox" as const, receivedAt: now };
  const received = await receiveFile(
    pool,
    arrival,
    (async function* () {
      yield bytes;
    })(),
  );
  if (received.kind !== "received") throw new Error(received.kind);
  await importFile(pool, { companyId, fileId: received.fileId }, { now, today: "2026-11-17" });
  await matchWaitingLines(pool, companyId, { at: now, on: "2026-11-17" });
  const [row] = await pool<{ id: bigint }[]>`
    select id from statement_line where company_id = ${companyId} and bank_reference = ${label}
  `;
  return row?.id ?? 0n;
}
