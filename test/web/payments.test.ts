import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aReturn } from "./returnsWorld.ts";
import { anInvoice, aWorld, type InvoiceSample, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** The share of a patient, 47,89 due of an invoice of 20/10. */
async function leBihan(more: Partial<InvoiceSample> = {}) {
  const { id, shares } = await anInvoice(world, {
    number: "FA-164",
    issuedOn: "2026-10-20",
    dueOn: "2026-11-20",
    shares: [{ payer: "patient", name: "Le Bihan Odette", amount: 4_789n }],
    ...more,
  });
  return { id, share: String(shares.at(-1)?.id ?? 0n), at: `${base}/invoices/${id}` };
}

const cheque = { paidOn: "2026-11-16", amount: "47,89", method: "cheque" };
const value = (page: { text: string }, name: string) =>
  new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(page.text)?.[1];

async function payments() {
  return world.pool`
    select method, paid_on, amount_cents, cheque_number, drawn_on, reference from payment
    where company_id = ${world.companyId} order by id
  `;
}

async function firstEntry() {
  const [row] = await world.pool`
    select entry.journal, line.account
      from payment
      join journal_entry as entry on entry.id = payment.entry_id
      join journal_line as line on line.entry_id = entry.id and line.rank = 1
     where payment.company_id = ${world.companyId}
  `;
  return row;
}

async function dues(): Promise<bigint[]> {
  const rows = await world.pool<{ dueCents: bigint }[]>`
    select due_cents from share where company_id = ${world.companyId} order by id
  `;
  return rows.map((row) => row.dueCents);
}

describe("the payment form", () => {
  test("opens from the red due of the unpaid list, of the invoice list and of the invoice (S0.6, S0.8, S0.19, S0.21, S2.2)", async () => {
    const { id, at } = await leBihan();
    for (const list of ["unpaid", "invoices"]) {
      const page = await accountant.get(`${base}/${list}`);
      expect(page.text).toContain(`<a class="owed" href="${base}/invoices/${id}?pay=own#pay">47,89`);
    }
    expect((await accountant.get(at)).text).toMatch(/class="a owed" href="[^"]+\?pay=\d+#pay"/);
    const form = await accountant.get(`${at}?pay=own`);
    expect(readable(form)).toContain("Enregistrer un règlement de la part patient");
    expect([value(form, "paidOn"), value(form, "amount")]).toEqual(["2026-11-17", "47,89"]);
  });

  test("has date, amount, label, means, cheque number, issuing bank, journal, account and mark (S0.9–S0.15, S0.17, S2.11–S2.13, S2.15, S2.16)", async () => {
    const { at } = await leBihan();
    const form = await accountant.get(`${at}?pay=own`);
    expect(value(form, "paidOn")).toBe("2026-11-17");
    const text = readable(form);
    for (const label of [
      "Date de règlement",
      "Montant",
      "Mode de règlement",
      "Chèque Virement Espèces Carte bancaire Prélèvement Autre",
      "N° de chèque facultatif",
      "Banque émettrice facultatif",
      "Référence facultatif",
      "Libellé facultatif",
      "Compte bancaire facultatif",
      "Celui du mode : CH, CA, CB, PR ou OD CA · Caisse CB · Encaissements par carte CH · Chèques reçus",
      "Règlement pointé",
      "Écriture : 511200 (chèque), 530000 (espèces), 511500 (carte), 511600 (prélèvement) ou 511800 (virement, autre) au débit, 411100 au crédit",
    ])
      expect(text).toContain(label);
  });

  test("keeps cheque number and bank, settles the share, and the invoice leaves the list (S0.1, S0.13, S0.14, S2.20–S2.26)", async () => {
    const { at, share } = await leBihan();
    const fields = { ...cheque, share, chequeNumber: "0417731", drawnOn: "Crédit Mutuel de Bretagne" };
    const done = await accountant.sendAndFollow(`${at}/payments`, fields);
    const text = readable(done);
    expect(text).toContain("Règlement enregistré.");
    expect(text).toContain("soldée");
    expect(text).toMatch(/chèque n° 0417731 Crédit Mutuel de Bretagne/);
    expect(text).toMatch(/511200 Chèques à encaisser .* 47,89/);
    expect(await payments()).toMatchObject([
      {
        method: "cheque",
        paidOn: "2026-11-16",
        amountCents: 4_789n,
        chequeNumber: "0417731",
        drawnOn: "Crédit Mutuel de Bretagne",
      },
    ]);
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA-164");
    expect(await dues()).toEqual([0n]);
    const [link] = await world.pool`
      select invoice.number from allocation
        join share on share.id = allocation.share_id join invoice on invoice.id = share.invoice_id
       where allocation.company_id = ${world.companyId}`;
    expect(link).toEqual({ number: "FA-164" });
  });

  test.each([
    ["cheque", "CH", "511200"],
    ["cash", "CA", "530000"],
    ["card", "CB", "511500"],
    ["transfer", "OD", "511800"],
    ["direct_debit", "PR", "511600"],
    ["other", "OD", "511800"],
  ])(
    "by %s goes to %s, against %s until the bank has it (S0.12, S2.13)",
    async (method, journal, account) => {
      const { at, share } = await leBihan();
      await accountant.send(`${at}/payments`, { ...cheque, share, method });
      expect(await dues()).toEqual([0n]);
      expect(await firstEntry()).toMatchObject({ journal, account });
    },
  );

  test("needs a means (S2.14)", async () => {
    const { at, share } = await leBihan();
    const page = await accountant.send(`${at}/payments`, { ...cheque, share, method: "" });
    expect([
      page.status,
      readable(page).includes("Choisissez un mode de règlement."),
      await payments(),
    ]).toEqual([422, true, []]);
  });

  test("keeps the reference, the label and the account that received it (S0.11, S2.15, S2.16)", async () => {
    const { at, share } = await leBihan();
    const more = {
      method: "transfer",
      reference: "VIR 4417",
      label: "Règlement de la consultation",
      account: "BQ1",
    };
    await accountant.send(`${at}/payments`, { ...cheque, share, ...more });
    const [payment] = await world.pool`
      select reference, label, bank_account_id from payment where company_id = ${world.companyId}
    `;
    expect(payment).toEqual({
      reference: "VIR 4417",
      label: "Règlement de la consultation",
      bankAccountId: world.bankAccountId,
    });
    const wrong = await accountant.send(`${at}/payments`, { ...cheque, share, account: "BQ9" });
    expect([wrong.status, readable(wrong).includes("« BQ9 » n’est pas un compte bancaire")]).toEqual([
      422,
      true,
    ]);
  });

  test("is written in the journal that the person chooses, never in that of a bank (S0.15, D7)", async () => {
    const { at, share } = await leBihan();
    const wrong = await accountant.send(`${at}/payments`, { ...cheque, share, journal: "BQ1" });
    expect([wrong.status, await payments()]).toEqual([422, []]);
    expect(readable(wrong)).toContain("Le journal « BQ1 » ne reçoit pas de règlement saisi à la main.");
    await accountant.send(`${at}/payments`, { ...cheque, share, journal: "OD" });
    expect(await firstEntry()).toMatchObject({ journal: "OD", account: "511200" });
  });

  test("of a deposit invoice is proposed in the journal that the settings say, and of no other (S0.7, S0.16)", async () => {
    const admin = await dashboard.signedIn(world, "admin");
    const saved = await admin.sendAndFollow(`${base}/settings`, {
      cashLimit: "1 000,00",
      tolerance: "1,00",
      importRounding: "0,02",
      depositJournal: "OD",
    });
    expect(readable(saved)).toContain("Réglages enregistrés.");
    expect(saved.text).toMatch(/<option value="OD" selected>/);
    const { at } = await leBihan({ type: "deposit_invoice" });
    expect((await accountant.get(`${at}?pay=own`)).text).toMatch(/<option value="OD" selected>OD · /);
    const other = await leBihan({ number: "FA-165" });
    expect((await accountant.get(`${other.at}?pay=own`)).text).not.toMatch(/<option value="OD" selected>/);
  });

  test("marked as seen on the account changes no amount, balance or status (S0.17, S0.18, D8)", async () => {
    const states: unknown[] = [];
    for (const [number, cleared] of [
      ["FA-1", ""],
      ["FA-2", "yes"],
    ] as const) {
      const { at, share } = await leBihan({ number });
      await accountant.send(`${at}/payments`, { ...cheque, share, cleared });
      const [payment] = await world.pool`
        select payment.status, payment.amount_cents, share.due_cents, payment.cleared_on
          from payment join allocation on allocation.payment_id = payment.id join share on share.id = allocation.share_id
         where share.id = ${share}
      `;
      states.push(payment);
      expect(readable(await accountant.get(at)).includes("pointé à la main le 17")).toBe(cleared === "yes");
    }
    const plain = { status: "received", amountCents: 4_789n, dueCents: 0n };
    expect(states).toEqual([
      { ...plain, clearedOn: null },
      { ...plain, clearedOn: "2026-11-17" },
    ]);
  });

  test("takes a part, and the rest stays due (S2.17, S2.18, S2.19)", async () => {
    const { at, share } = await leBihan();
    await accountant.send(`${at}/payments`, { ...cheque, share, amount: "20", method: "cash" });
    await accountant.send(`${at}/payments`, { ...cheque, share, amount: "10,00", method: "card" });
    expect(await dues()).toEqual([1_789n]);
    expect(readable(await accountant.get(at))).toContain("partiellement soldée, reste 17,89 €");
  });

  test("of a business customer opens from the Total TTC, with the same fields, cheque and mark included (S0.26, S0.27)", async () => {
    const { at, share } = await leBihan({
      shares: [{ payer: "business", name: "Garage Le Goff", amount: 12_000n }],
    });
    const [, total = ""] =
      /Total TTC<\/th><td[^>]*><a href="([^"#]+)#pay"[^>]*>120,00/.exec((await accountant.get(at)).text) ??
      [];
    const form = await accountant.get(total);
    expect(readable(form)).toContain("Enregistrer un règlement du client");
    expect(value(form, "amount")).toBe("120,00");
    const patient = await leBihan({ number: "FA-165" });
    const names = (page: { text: string }) =>
      [...page.text.matchAll(/(?:input|select)[^>]* name="(\w+)"/g)].map(([, name]) => name);
    expect(names(form)).toEqual(names(await accountant.get(`${patient.at}?pay=own`)));
    const fields = { chequeNumber: "0417731", drawnOn: "Crédit Mutuel de Bretagne", cleared: "yes" };
    const done = await accountant.sendAndFollow(`${at}/payments`, {
      ...{ ...cheque, amount: "120,00", share },
      ...fields,
    });
    expect(readable(done)).toMatch(/chèque n° 0417731 Crédit Mutuel de Bretagne .*pointé à la main le 17/);
  });

  test("is not there for a draft nor a quote, which refuse a payment sent all the same (S0.2, S0.3)", async () => {
    for (const lifecycle of ["draft", "quote"] as const) {
      const { at, share } = await leBihan({ number: `PROV-${lifecycle}`, lifecycle });
      expect((await accountant.get(`${at}?pay=own`)).text).not.toContain('class="pay"');
      const refused = await accountant.send(`${at}/payments`, { ...cheque, share });
      expect([refused.status, await payments()]).toEqual([409, []]);
    }
  });

  test("is not a viewer's, and no share of another invoice's", async () => {
    const { at, share } = await leBihan();
    const other = await leBihan({ number: "FA-165" });
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${at}?pay=own`)).text).not.toContain('class="pay"');
    expect((await viewer.send(`${at}/payments`, { ...cheque, share })).status).toBe(403);
    expect((await accountant.send(`${at}/payments`, { ...cheque, share: other.share })).status).toBe(404);
  });

  test("says what it cannot read beside the field, and keeps what was typed", async () => {
    const { at, share } = await leBihan();
    const typed = { ...cheque, share, amount: "quarante", paidOn: "31/02/2026", reference: "le 16 au matin" };
    const page = await accountant.send(`${at}/payments`, typed);
    expect(page.status).toBe(422);
    expect(readable(page)).toContain("Écrivez un montant comme 47,89.");
    expect(readable(page)).toContain("Écrivez une date comme 17/11/2026.");
    expect([value(page, "amount"), value(page, "reference")]).toEqual(["quarante", "le 16 au matin"]);
    expect(await payments()).toEqual([]);
  });

  test("cash above the limit is refused with the limit in French figures", async () => {
    const { at, share } = await leBihan({
      shares: [{ payer: "patient", name: "Riou Marcel", amount: 200_000n }],
    });
    const page = await accountant.send(`${at}/payments`, {
      ...cheque,
      share,
      amount: "1500",
      method: "cash",
    });
    expect(page.status).toBe(422);
    expect(readable(page)).toContain("1 500,00 € en espèces dépassent la limite de 1 000,00 €");
  });
});

describe("a question", () => {
  test("asks what becomes of an excess; nothing is written before the answer (S2.8, S2.27, S2.28, D1)", async () => {
    const { at, share } = await leBihan();
    const asked = await accountant.send(`${at}/payments`, {
      ...cheque,
      share,
      amount: "60,00",
      chequeNumber: "17",
    });
    expect(asked.status).toBe(422);
    const text = readable(asked);
    expect(text).toContain(
      "Vous avez saisi 60,00 €, il reste 47,89 € à régler. Que faire des 12,11 € de trop ?",
    );
    expect(text).toContain("Laisser la part à −12,11 €");
    expect(asked.text).toMatch(/name="excess" value="correct" checked/);
    expect([value(asked, "amount"), value(asked, "chequeNumber")]).toEqual(["60,00", "17"]);
    expect(await payments()).toEqual([]);
  });

  test.each([
    ["correct", [0n], 4_789n],
    ["keep", [-1_211n], 6_000n],
    ["advance", [0n], 6_000n],
    ["to_refund", [0n], 6_000n],
    ["profit", [0n], 6_000n],
  ])("answered %s leaves the share as it says (D1)", async (excess, left, paid) => {
    const { at, share } = await leBihan();
    const answer = { ...cheque, share, amount: "60,00", excess, excessReason: "Chèque arrondi" };
    const done = await accountant.sendAndFollow(`${at}/payments`, answer);
    expect(readable(done)).toContain("Règlement enregistré.");
    expect(await dues()).toEqual(left);
    expect((await payments())[0]).toMatchObject({ amountCents: paid });
    const text = readable(await accountant.get(`${base}/balance`));
    expect(text).toContain("débit = crédit");
    if (excess === "advance") expect(text).toMatch(/419100 .* 12,11/);
    if (excess === "profit") expect(text).toMatch(/758000 .* 12,11/);
    if (excess === "to_refund") expect(text).toMatch(/467100 .* 12,11/);
  });

  test("asks whether a day before the invoice is right, and does not block (S2.29, S2.30)", async () => {
    const { at, share } = await leBihan();
    const early = { ...cheque, share, paidOn: "2026-10-12" };
    const asked = await accountant.send(`${at}/payments`, early);
    expect(asked.status).toBe(422);
    expect(readable(asked)).toContain("Le règlement est daté du 12/10, la facture du 20/10.");
    expect(value(asked, "paidOn")).toBe("2026-10-12");
    const done = await accountant.send(`${at}/payments`, { ...early, day: "keep" });
    expect(done.status).toBe(303);
    expect(await payments()).toMatchObject([{ paidOn: "2026-10-12" }]);
  });
});

describe("an insurer's payment by hand", () => {
  const cpam = async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-200",
      customer: "Kerbrat Simone",
      shares: [{ payer: "amo", name: "CPAM Finistère", amount: 25_912n }],
    });
    return { at: `${base}/invoices/${id}`, share: String(shares[0]?.id) };
  };

  test("has a form of its own, and is announced until the bank brings it (S0.24, S0.25)", async () => {
    const { at, share } = await cpam();
    const form = readable(await accountant.get(`${at}?pay=${share}`));
    expect(form).toContain("Saisir à la main un règlement de CPAM Finistère");
    expect(form).toContain("À n’utiliser que sans RSP.");
    expect(form).not.toContain("N° de chèque");
    const typed = { share, paidOn: "2026-11-12", amount: "259,12", reference: "199447012" };
    const done = await accountant.sendAndFollow(`${at}/insurer-payments`, typed);
    expect(readable(done)).toContain("Règlement de l’organisme enregistré.");
    expect(readable(done)).toContain("259,12 annoncés, non reçus");
    expect(readable(await accountant.get(base))).toContain(
      "Annoncé par RSP, pas encore en banque (511700) 1 retour, 259,12 €",
    );
  });

  test("and its return, when it comes after all, is the same money (S0.24)", async () => {
    const { at, share } = await cpam();
    const typed = { share, paidOn: "2026-11-12", amount: "259,12", reference: "199447012" };
    await accountant.send(`${at}/insurer-payments`, typed);
    await aReturn(world, {
      insurer: "CPAM Finistère",
      reference: "199447012",
      paidOn: "2026-11-12",
      items: [{ invoice: "FA-200", paid: 25_912n, asked: 25_912n }],
    });
    expect(await payments()).toHaveLength(1);
    expect(await dues()).toEqual([0n]);
  });
});
