import { beforeEach, describe, expect, test } from "vitest";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { changeSettings } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, type InvoiceSample, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

async function invoice(number: string, amount = 120_000n, more: Partial<InvoiceSample> = {}) {
  const { id, shares } = await anInvoice(world, {
    number,
    issuedOn: "2026-11-02",
    shares: [{ payer: "business", name: "Atelier Dubois", amount }],
    ...more,
  });
  const [stored] = shares;
  if (!stored) throw new Error("no share");
  return { id, stored, share: String(stored.id), at: `${base}/invoices/${id}` };
}

const inCompany = <T>(work: Parameters<typeof asCompany<T>>[2]) =>
  asCompany(world.pool, world.companyId, work);
const activate = () => inCompany((db) => changeSettings(db, { earlyPaymentDiscount: true }));

async function pay(share: string, amount: bigint) {
  const paid = await recordPayment(world.pool, {
    companyId: world.companyId,
    method: "card",
    paidOn: "2026-11-16",
    allocations: [{ shareId: BigInt(share), amount }],
    answers: { keepExcess: true },
    at: NOW,
    on: "2026-11-16",
  });
  if (!paid.ok) throw new Error("the payment was refused");
  return String(paid.value.paymentId);
}

async function due(share: string): Promise<bigint> {
  const [row] = await world.pool<{ due: bigint }[]>`select due_cents as due from share where id = ${share}`;
  return row?.due ?? 0n;
}

/** Payments and entries of the company, counted. */
async function written() {
  const [row] = await world.pool`
    select (select count(*)::integer from payment where company_id = ${world.companyId}) as payments,
           (select count(*)::integer from journal_entry where company_id = ${world.companyId}) as entries`;
  return row;
}

const form = { paidOn: "2026-11-16", amount: "1 176,00", method: "card" };

describe("early-payment discount on the form", () => {
  test("is offered once the company has activated it, stating the percentage, and settles the invoice (S4.26–S4.30)", async () => {
    const { at, share } = await invoice("FA-1");
    expect((await accountant.get(`${at}?pay=own`)).text).not.toContain("data-discount-total");
    await activate();
    expect((await accountant.get(`${at}?pay=own`)).text).toMatch(/data-discount-total="120000" hidden/);
    const done = readable(
      await accountant.sendAndFollow(`${at}/payments`, { ...form, share, discount: "on" }),
    );
    expect(done).toContain("soldée");
    expect(done).toContain("escompte 24,00 €, soit 2,00 %");
    expect(done).toMatch(/Facturé 1 200,00 Réglé 1 176,00 Escompte 24,00 Reste dû 0,00/);
    expect(await due(share)).toBe(0n);
  });

  test("is not offered on a second payment, nor on a credit note (S4.24, S4.33)", async () => {
    await activate();
    const { at, share } = await invoice("FA-1");
    await pay(share, 100n);
    expect((await accountant.get(`${at}?pay=own`)).text).not.toContain("data-discount-total");
    const refused = await accountant.send(`${at}/payments`, { ...form, share, discount: "on" });
    expect([refused.status, readable(refused)]).toEqual([
      422,
      expect.stringContaining("a déjà un règlement"),
    ]);
  });

  test("comes with the bank line in the list to match", async () => {
    await activate();
    const { id, share, stored } = await invoice("FA-1");
    const candidate = { share: stored, invoiceId: id, number: "FA-1", amount: 117_600n };
    const line = await aWaitingLine(world, { amount: 117_600n, candidates: [candidate] });
    const page = await accountant.get(`${base}/lines`);
    expect(readable(page)).toContain("Accepter avec un escompte de 2,00 % (24,00 €)");
    const fields = { answer: `${share}:117600`, discount: "2400", filters: "" };
    expect((await accountant.send(`${base}/lines/${line}/match`, fields)).status).toBe(303);
    expect(await due(share)).toBe(0n);
  });
});

describe("what is left of an invoice", () => {
  test("is cancelled with a reason; above the limit it asks first; and it is taken back (S3.21, S3.22)", async () => {
    const { at, share } = await invoice("FA-1", 500n);
    expect(readable(await accountant.get(`${at}?cancel=own`))).toContain("Annuler ce qui reste : 5,00 €");
    const fields = { share, amount: "5,00", kind: "adjustment", reason: "port oublié" };
    const asked = await accountant.send(`${at}/write-offs`, fields);
    expect(asked.status).toBe(422);
    expect(readable(asked)).toContain("5,00 € dépassent l’écart de règlement habituel de 1,00 €");
    expect(await due(share)).toBe(500n);
    const done = await accountant.sendAndFollow(`${at}/write-offs`, { ...fields, confirmed: "yes" });
    expect(readable(done)).toMatch(/Annulé sans règlement .* Ajustement port oublié accountant Morvan 5,00/);
    expect(await due(share)).toBe(0n);
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA-1");
    const [row] = await world.pool`select id from write_off where company_id = ${world.companyId}`;
    const back = await accountant.sendAndFollow(`${at}/write-offs/${row?.id}/take-back`, {});
    expect(readable(back)).toContain("de nouveau dû");
    expect(await due(share)).toBe(500n);
    const again = await accountant.send(`${at}/write-offs/${row?.id}/take-back`, {});
    expect([again.status, readable(again)]).toEqual([409, expect.stringContaining("n’est plus en vigueur")]);
  });

  test("is a bad debt when that is what it is: 654000, never 658000 (GC43)", async () => {
    const { at, share } = await invoice("FA-1", 50_000n);
    const fields = { share, amount: "500", kind: "bad_debt", reason: "liquidation" };
    expect(readable(await accountant.sendAndFollow(`${at}/write-offs`, fields))).toMatch(/654000 .* 500,00/);
  });

  test("the foot of its payments adds up: what was billed is money, what was cancelled, what is lost and what is due", async () => {
    const { at, share } = await invoice("FA-1");
    await pay(share, 49_900n);
    const lost = { share, amount: "700", kind: "bad_debt", reason: "liquidation" };
    await accountant.send(`${at}/write-offs`, lost);
    const small = { share, amount: "0,50", kind: "adjustment", reason: "écart" };
    expect(readable(await accountant.sendAndFollow(`${at}/write-offs`, small))).toMatch(
      /Facturé 1 200,00 Réglé 499,00 Annulé 0,50 Irrécouvrable 700,00 Reste dû 0,50/,
    );
  });
});

describe("the flag without money", () => {
  test("leaves the unpaid list without a payment nor an entry, stands in the control list, and goes back (S4.13–S4.15, D6)", async () => {
    const { at, share } = await invoice("FA-1");
    expect(readable(await accountant.get(at))).toContain("Marquer comme payée");
    const before = await written();
    const marked = await accountant.sendAndFollow(`${at}/mark`, { share, to: "paid" });
    expect(readable(marked)).toContain("Marquée comme payée, sans règlement");
    expect(await due(share)).toBe(120_000n);
    expect(await written()).toEqual(before);
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA-1");
    const list = readable(await accountant.get(`${base}/paid-without-payment`));
    expect(list).toMatch(/1 pour 1 200,00 €.*FA-1 Atelier Dubois 02\/11 17\/11 accountant Morvan 1 200,00/);
    await accountant.sendAndFollow(`${at}/mark`, { share, to: "to_pay" });
    expect(readable(await accountant.get(`${base}/unpaid`))).toContain("FA-1");
    expect(readable(await accountant.get(`${base}/paid-without-payment`))).toContain("Aucune");
  });

  test("is not there once there is a payment (S4.16), and ends when one comes", async () => {
    const { at, share } = await invoice("FA-1");
    await accountant.sendAndFollow(`${at}/mark`, { share, to: "paid" });
    await pay(share, 100n);
    const page = readable(await accountant.get(at));
    expect(page).toContain("partiellement soldée");
    expect(page).not.toContain("Remettre à payer");
    const refused = await accountant.send(`${at}/mark`, { share, to: "paid" });
    expect(readable(refused)).toContain("c’est lui qui dit ce qui est payé");
  });

  test("terms on receipt set it, with a discount they do not (S4.36, S4.37, S4.39)", async () => {
    const { at, share } = await invoice("FA-1");
    await accountant.sendAndFollow(`${at}/terms`, { share, terms: "on_receipt", forParty: "yes" });
    expect(readable(await accountant.get(`${base}/paid-without-payment`))).toContain("FA-1");
    const page = await accountant.sendAndFollow(`${at}/terms`, { share, terms: "on_receipt_with_discount" });
    expect(readable(page)).toContain("Conditions : Comptant avec escompte.");
    expect(readable(await accountant.get(`${base}/unpaid`))).toContain("FA-1");
    const [party] =
      await world.pool`select payment_terms from third_party where name = 'Atelier Dubois' and company_id = ${world.companyId}`;
    expect(party?.paymentTerms).toBe("on_receipt");
  });
});

describe("terms with a discount", () => {
  test("are set on one document, or on the party for those to come, which stay to pay (S4.38, S4.39)", async () => {
    const alone = await invoice("FA-1");
    const terms = { share: alone.share, terms: "on_receipt_with_discount" };
    await accountant.sendAndFollow(`${alone.at}/terms`, terms);
    expect(await termsOfNext("FA-2")).toBeNull();
    await accountant.sendAndFollow(`${alone.at}/terms`, { ...terms, forParty: "yes" });
    expect(await termsOfNext("FA-3")).toBe("on_receipt_with_discount");
    const unpaid = readable(await accountant.get(`${base}/unpaid`));
    for (const number of ["FA-1", "FA-2", "FA-3"]) expect(unpaid).toContain(number);
    expect(readable(await accountant.get(`${base}/paid-without-payment`))).toContain("Aucune");
  });

  /** A document that arrives by a file, naming no terms. */
  async function termsOfNext(number: string): Promise<string | null> {
    const [party] = await world.pool<{ aux: string }[]>`
      select aux from third_party where name = 'Atelier Dubois' and company_id = ${world.companyId}`;
    const customer = { payer: "business" as const, aux: party?.aux ?? "", name: "Atelier Dubois" };
    const draft = {
      ...{ number, type: "invoice" as const, lifecycle: "issued" as const, issuedOn: "2026-11-10" },
      ...{ total: 5_000n, customer, shares: [{ ...customer, amount: 5_000n }], lines: [] },
    };
    const imported = await inCompany((db) =>
      importInvoices(db, world.companyId, [draft], { today: "2026-11-17" }),
    );
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
    const [row] = await world.pool<{ paymentTerms: string | null }[]>`
      select payment_terms from invoice where number = ${number} and company_id = ${world.companyId}`;
    return row?.paymentTerms ?? null;
  }
});

describe("money above what is due", () => {
  test("goes to another invoice, all or nothing (D1)", async () => {
    const one = await invoice("FA-1", 10_000n);
    const other = await invoice("FA-2", 5_000n);
    const fields = { ...form, share: one.share, amount: "130", excess: "other" };
    const unknown = await accountant.send(`${one.at}/payments`, { ...fields, otherInvoice: "FA-9" });
    expect([unknown.status, readable(unknown)]).toEqual([
      422,
      expect.stringContaining("Aucune facture de ce numéro"),
    ]);
    expect(await due(one.share)).toBe(10_000n);
    await accountant.sendAndFollow(`${one.at}/payments`, { ...fields, otherInvoice: "fa-2" });
    expect([await due(one.share), await due(other.share)]).toEqual([0n, 2_000n]);
  });

  test("goes to profit with a reason only, and nothing is written without (S1.32)", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    const fields = { ...form, share, amount: "101", excess: "profit" };
    const refused = await accountant.send(`${at}/payments`, fields);
    expect([refused.status, readable(refused)]).toEqual([
      422,
      expect.stringContaining("Un motif est obligatoire"),
    ]);
    expect(await due(share)).toBe(10_000n);
    await accountant.sendAndFollow(`${at}/payments`, { ...fields, excessReason: "arrondi du client" });
    expect(await due(share)).toBe(0n);
  });

  test("is paid back by transfer, seen in the payments, and accepted with its bank line (S1.31)", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    await pay(share, 12_000n);
    const page = await accountant.sendAndFollow(`${at}/refunds`, {
      share,
      amount: "20",
      method: "transfer",
      account: "BQ1",
    });
    expect(readable(page)).toContain("Remboursement enregistré, à transmettre");
    expect(await due(share)).toBe(-2_000n);
    const again = await accountant.send(`${at}/refunds`, { share, amount: "20", method: "transfer" });
    expect(again.status).toBe(409);
    const line = await aWaitingLine(world, { amount: -2_000n, candidates: [] });
    const list = await accountant.get(`${base}/lines`);
    expect(readable(list)).toContain("C’est le remboursement de 20,00 € à Atelier Dubois");
    const [payment] =
      await world.pool`select id from payment where direction = 'out' and company_id = ${world.companyId}`;
    await accountant.send(`${base}/lines/${line}/refund`, { payment: String(payment?.id), filters: "" });
    expect(await due(share)).toBe(0n);
    const other = await aWaitingLine(world, { amount: -2_000n, candidates: [] });
    const late = await accountant.send(`${base}/lines/${other}/refund`, {
      payment: String(payment?.id),
      filters: "",
    });
    expect(readable(late)).toContain("Aucun remboursement de ce montant");
  });

  test("is paid back in cash as far as the till reaches", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    await pay(share, 12_000n);
    const refused = await accountant.send(`${at}/refunds`, { share, amount: "20", method: "cash" });
    expect(readable(refused)).toContain("La caisse ne contient que 0,00 €");
  });

  test("is used as an advance where the payer owes something else", async () => {
    const one = await invoice("FA-1", 10_000n);
    const two = await invoice("FA-2", 5_000n);
    await pay(one.share, 12_000n);
    await accountant.sendAndFollow(`${one.at}/regularisation`, {
      share: one.share,
      amount: "20",
      into: "advance",
    });
    expect(readable(await accountant.get(two.at))).toContain("Utiliser l’avance de 20,00 €");
    await accountant.sendAndFollow(`${two.at}/advances`, { share: two.share, amount: "20,00" });
    expect(await due(two.share)).toBe(3_000n);
    const above = await accountant.send(`${two.at}/advances`, { share: two.share, amount: "1" });
    expect(readable(above)).toContain("dépassent l’avance");
  });
});

describe("a payment on its card (S4.17)", () => {
  test("is changed while its entry is a draft: amounts, day and means, with what it was (S3.24, S4.34)", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    const payment = await pay(share, 6_000n);
    expect((await accountant.get(at)).text).toMatch(/<summary>Gestes<\/summary>.*Modifier.*Supprimer/);
    const open = readable(await accountant.get(`${at}?change=${share}&payment=${payment}`));
    expect(open).toMatch(/Aujourd’hui : carte[^,]*, 16\/11, 60,00 €/);
    const fields = { share, payment, paidOn: "2026-11-15", amount: "70", method: "cash" };
    expect(readable(await accountant.sendAndFollow(`${at}/payment-changes`, fields))).toContain(
      "Règlement modifié.",
    );
    expect(await due(share)).toBe(3_000n);
    const rows =
      await world.pool`select id, method, paid_on, amount_cents from payment where company_id = ${world.companyId}`;
    expect(rows).toMatchObject([
      { id: BigInt(payment), method: "cash", paidOn: "2026-11-15", amountCents: 7_000n },
    ]);
    const [told] =
      await world.pool`select detail from audit_log where action = 'change_payment' and company_id = ${world.companyId}`;
    expect(told?.detail).toMatchObject({ before: { amount: "6000" }, after: { amount: "7000" } });
  });

  test("a change that is refused leaves it as it was", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    const payment = await pay(share, 6_000n);
    const entry = () =>
      world.pool`select id, label from journal_entry where journal = 'CB' and company_id = ${world.companyId}`;
    const before = await entry();
    const asked = await accountant.send(`${at}/payment-changes`, { ...form, share, payment, amount: "110" });
    expect([asked.status, readable(asked)]).toEqual([
      422,
      expect.stringContaining("Que faire des 10,00 € de trop"),
    ]);
    expect(await entry()).toEqual(before);
    expect(await due(share)).toBe(4_000n);
  });

  test("is deleted with its draft; once validated it is reversed, on its day (D4, S4.35)", async () => {
    const { at, share } = await invoice("FA-1", 10_000n);
    const draft = await pay(share, 4_000n);
    expect(readable(await accountant.get(`${at}?undo=${share}&payment=${draft}`))).toContain(
      "Il restera dû 100,00 €",
    );
    await accountant.sendAndFollow(`${at}/payment-undos`, { share, payment: draft });
    expect(await world.pool`select id from payment where company_id = ${world.companyId}`).toEqual([]);
    const final = await pay(share, 6_000n);
    await inCompany((db) =>
      validateEntries(db, { companyId: world.companyId, upTo: "2026-11-30", on: "2026-11-17", at: NOW }),
    );
    expect((await accountant.get(at)).text).toMatch(/<summary>Gestes<\/summary>.*Contre-passer/);
    const locked = await accountant.send(`${at}/payment-changes`, {
      ...form,
      share,
      payment: final,
      amount: "10",
    });
    expect([locked.status, readable(locked)]).toEqual([
      409,
      expect.stringContaining("elle ne se modifie plus"),
    ]);
    const reversed = await accountant.sendAndFollow(`${at}/payment-undos`, { share, payment: final });
    expect(readable(reversed)).toContain("Règlement contre-passé.");
    expect(await due(share)).toBe(10_000n);
    const rows = await world.pool`
      select posted_on, corrects_id is not null as corrects from journal_entry where journal = 'CB' and company_id = ${world.companyId} order by id`;
    expect(rows).toMatchObject([{ corrects: false }, { postedOn: "2026-11-17", corrects: true }]);
    const twice = await accountant.send(`${at}/payment-undos`, { share, payment: final });
    expect(twice.status).toBe(409);
  });
});
