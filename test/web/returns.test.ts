import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aReturn, aWaitingTransfer, paymentOf } from "./returnsWorld.ts";
import { anInvoice, aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

const CPAM = "CPAM Finistère";
const REFUSED = { code: "0450", refinement: "072", label: "EXONERATION NON RECONNUE" };
const PAID_ALREADY = { code: "2900", refinement: "005", label: "FACTURE DEJA PAYEE" };

async function billed(number: string, amount = 25_912n, more: { issuedOn?: string; paid?: bigint } = {}) {
  const { id, shares } = await anInvoice(world, {
    number,
    issuedOn: more.issuedOn ?? "2026-10-20",
    customer: "Kerbrat Simone",
    shares: [{ payer: "amo", name: CPAM, amount, ...(more.paid ? { paid: more.paid } : {}) }],
  });
  return { id, at: `${base}/invoices/${id}`, share: String(shares[0]?.id) };
}

function paid(reference: string, invoice: string, cents: bigint, paidOn = "2026-11-05") {
  return aReturn(world, {
    insurer: CPAM,
    reference,
    paidOn,
    items: [{ invoice, paid: cents, asked: cents }],
  });
}

function refused(invoice: string, reason = REFUSED, invoiceType?: string) {
  const sent = invoiceType === undefined ? {} : { invoiceType };
  const items = [{ invoice, status: "rejected" as const, asked: 25_912n, reason, ...sent }];
  return aReturn(world, { insurer: CPAM, reference: `REJ-${invoice}`, paidOn: "2026-11-05", items });
}

async function row(number: string, query = ""): Promise<string> {
  const page = await accountant.get(`${base}/unpaid${query}`);
  const found = page.text.split("<tr>").find((each) => each.includes(`>${number}</a>`)) ?? "";
  return readable({ ...page, text: found });
}

describe("an insurer's transfer to decide", () => {
  test("is shown against what was announced, and accepted with its returns", async () => {
    await billed("FA-1");
    await paid("199447012", "FA-1", 25_912n);
    const sample = { amount: 25_000n, label: "VIR CPAM 199447012", insurer: CPAM };
    const line = await aWaitingTransfer(world, {
      ...sample,
      brings: [[{ reference: "199447012", amount: 25_912n }]],
    });
    const page = await accountant.get(`${base}/lines`);
    const text = readable(page);
    expect(text).toMatch(
      /250,00 < inférieur de 9,12 Annoncé 259,12 −9,12 RSP 199447012 CPAM Finistère · annoncé le 05\/11/,
    );
    expect(text).toMatch(/RSP 199447012 CPAM Finistère 1 facture 259,12 250,00 05\/11/);
    const payments = /name="payments" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    expect(payments).toBe(String(await paymentOf(world, "199447012")));
    const done = await accountant.sendAndFollow(`${base}/lines/${line}/returns`, { payments, filters: "" });
    expect(readable(done)).toContain("Décidée : 250,00 € CPAM Finistère");
    const [left] = await world.pool`select status from payment where id = ${BigInt(payments)}`;
    expect(left?.status).toBe("announced");
    expect(readable(await accountant.get(`${base}/lines/${line}`))).toMatch(
      /RSP 199447012 CPAM Finistère 250,00/,
    );
  });

  test("teaches the bank’s words for its insurer, which are shown with their line and can be forgotten", async () => {
    await billed("FA-1");
    await paid("199447012", "FA-1", 25_912n);
    const brings = [[{ reference: "199447012", amount: 25_912n }]];
    const sample = { amount: 25_912n, label: "VIR SEPA 4711", insurer: CPAM, payer: "GESTION LUMEN" };
    const line = await aWaitingTransfer(world, { ...sample, brings });
    const payments = String(await paymentOf(world, "199447012"));
    await accountant.send(`${base}/lines/${line}/returns`, { payments });
    const [insurer] = await world.pool`
      select id from third_party where name = ${CPAM} and company_id = ${world.companyId}`;
    const at = `${base}/insurers/${insurer?.id}`;
    const page = await accountant.get(at);
    expect(readable(page)).toMatch(
      /Noms appris .* GESTION LUMEN appris d’une ligne le .* Oublier GESTION LUMEN/,
    );
    const forget = /action="([^"]+\/forget)"/.exec(page.text)?.[1] ?? "";
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.send(forget, {})).status).toBe(403);
    expect(readable(await accountant.sendAndFollow(forget, {}))).not.toContain("GESTION LUMEN");
    expect((await accountant.send(forget, {})).status).toBe(404);
  });

  test("finds its answers again after an undo, and a second acceptance is told who was first", async () => {
    await billed("FA-1");
    await paid("199447012", "FA-1", 25_912n);
    const brings = [[{ reference: "199447012", amount: 25_912n }]];
    const line = await aWaitingTransfer(world, { amount: 25_912n, label: "VIR CPAM", insurer: CPAM, brings });
    const payments = String(await paymentOf(world, "199447012"));
    expect((await accountant.send(`${base}/lines/${line}/returns`, { payments })).status).toBe(303);
    expect((await accountant.send(`${base}/lines/${line}/returns`, { payments })).status).toBe(409);
    await accountant.send(`${base}/lines/${line}/undo`, {});
    const again = await accountant.get(`${base}/lines?line=${line}`);
    expect(again.text).toContain(`name="payments" value="${payments}"`);
    expect((await accountant.send(`${base}/lines/${line}/returns`, { payments: "1;2" })).status).toBe(422);
  });

  test("above what was announced cannot be accepted as it stands", async () => {
    await billed("FA-1");
    await paid("199447012", "FA-1", 25_912n);
    const brings = [[{ reference: "199447012", amount: 25_912n }]];
    await aWaitingTransfer(world, { amount: 30_000n, label: "VIR CPAM", insurer: CPAM, brings });
    const page = await accountant.get(`${base}/lines`);
    expect(page.text).toMatch(/data-answer="1" disabled/);
    expect(readable(page)).toContain("40,88 € restent à placer");
  });
});

describe("the reason of an unpaid invoice (D10)", () => {
  test("just sent: the return is expected, within the legal limit while nothing was learnt (S1.2, S1.22)", async () => {
    await billed("FA-1", 25_912n, { issuedOn: "2026-11-12" });
    expect(await row("FA-1")).toMatch(/RSP attendue, jour 3 délai légal, 7 jours ouvrés Attendre/);
  });

  test("learnt from the insurer's own past: this one is late, that one is not", async () => {
    for (let n = 1; n <= 6; n += 1) {
      await billed(`OLD-${n}`, 1_000n, { issuedOn: "2026-09-01" });
      await paid(`R-${n}`, `OLD-${n}`, 1_000n, "2026-09-10");
      const brings = [[{ reference: `R-${n}`, amount: 1_000n }]];
      const line = await aWaitingTransfer(world, {
        amount: 1_000n,
        label: "VIR",
        insurer: CPAM,
        bookedOn: "2026-09-14",
        brings,
      });
      const payments = String(await paymentOf(world, `R-${n}`));
      await accountant.send(`${base}/lines/${line}/returns`, { payments });
    }
    await billed("FA-LATE", 25_912n, { issuedOn: "2026-10-20" });
    await billed("FA-SOON", 25_912n, { issuedOn: "2026-11-10" });
    expect(await row("FA-LATE")).toMatch(
      /CPAM Finistère en retard, jour 19 cette caisse paie en 9 jours ouvrés Relancer l’organisme/,
    );
    expect(await row("FA-SOON")).toMatch(/RSP attendue, jour 4 cette caisse paie en 9 jours ouvrés Attendre/);
    const insurers = readable(await accountant.get(`${base}/insurers`));
    expect(insurers).toMatch(/CPAM Finistère caisse 9 jour 19 259,12 1 part 518,24 2 parts 0,00 0,00/);
    expect(readable(await accountant.get(base))).toMatch(
      /Organismes en retard sur leur habitude .* CPAM Finistère 9 jour 19 1 259,12/,
    );
  });

  test("rejected: the code, the label, and Recycler; the filter Rejets holds it alone (S1.3)", async () => {
    await billed("FA-1");
    await billed("FA-2");
    await refused("FA-1");
    expect(await row("FA-1")).toMatch(/rejet 0450 072 exoneration non reconnue Recycler/);
    expect(await row("FA-1", "?view=rejected")).toContain("FA-1");
    expect(await row("FA-2", "?view=rejected")).toBe("");
  });

  test('"already paid" leads to the payment, and is not billed again (S1.28)', async () => {
    const { at, share } = await billed("FA-1");
    await refused("FA-1", PAID_ALREADY);
    expect(await row("FA-1")).toMatch(/rejet 2900 005 facture deja payee Chercher le règlement/);
    expect((await accountant.get(`${at}?resubmit=${share}`)).text).not.toContain('class="pay"');
    expect(readable(await accountant.get(at))).toContain("elle ne se recycle pas. Cherchez ce paiement.");
    const sent = await accountant.send(`${at}/resubmission`, {
      share,
      number: "FA-1-R1",
      [`bill-${share}`]: "259,12",
    });
    expect(sent.status).toBe(409);
  });

  test("what is announced and has not come is said beside another reason", async () => {
    const { shares } = await anInvoice(world, {
      number: "FA-3",
      issuedOn: "2026-10-20",
      dueOn: "2026-11-10",
      shares: [
        { payer: "amo", name: CPAM, amount: 10_000n },
        { payer: "patient", name: "Riou Marcel", amount: 5_000n },
      ],
    });
    expect(shares).toHaveLength(2);
    await paid("R-3", "FA-3", 10_000n);
    expect(await row("FA-3")).toMatch(
      /part patient échue de 7 jours et 100,00 € annoncés, non reçus, jour 7 Saisir un règlement/,
    );
  });
});

describe("the stations of a share", () => {
  test("billed, announced with its return, not received since so many days", async () => {
    const { at } = await billed("FA-1");
    await aReturn(world, {
      insurer: CPAM,
      reference: "199446820",
      paidOn: "2026-10-29",
      items: [
        { invoice: "FA-1", paid: 20_000n, asked: 25_912n, status: "paid_with_difference", lot: "26000398" },
      ],
    });
    const text = readable(await accountant.get(at));
    expect(text).toMatch(
      /Caisse AMO CPAM Finistère fait : 259,12 20\/10 fait : 259,12 date inconnue lot 26000398/,
    );
    expect(text).toMatch(
      /en partie : 200,00 29\/10, RSP 199446820 payé en partie en retard : en retard, jour 12/,
    );
    expect(text).toMatch(/200,00 annoncés, non reçus depuis 12 jours ouvrés 59,12 200,00 attendus en banque/);
    expect(text).toContain("Réglé dont 200,00 annoncés, pas encore en banque");
  });
});

describe("Recycler", () => {
  test("proposes a number and what is due, moves the receivable, and both invoices name each other (S1.28, GC14)", async () => {
    const { at, share } = await billed("FA-1");
    await refused("FA-1");
    const form = await accountant.get(`${at}?resubmit=${share}`);
    expect(form.text).toMatch(/name="number" value="FA-1-R1"/);
    expect(form.text).toMatch(new RegExp(`name="bill-${share}"[^>]*value="259,12"`));
    expect(readable(form)).toContain(
      "Écriture OD : 411200 au débit pour la nouvelle, 411200 au crédit pour l’ancienne",
    );
    const fields = { share, number: "FA-1-R1", [`bill-${share}`]: "259,12" };
    const done = await accountant.sendAndFollow(`${at}/resubmission`, fields);
    expect(readable(done)).toMatch(
      /Facture recyclée : voici la nouvelle. Cette facture en recycle une autre : FA-1 20\/10/,
    );
    expect(readable(await accountant.get(at))).toMatch(/recyclée Cette facture a été recyclée : FA-1-R1/);
    expect(await row("FA-1-R1")).toMatch(/259,12/);
    expect((await accountant.send(`${at}/resubmission`, fields)).status).toBe(409);
  });

  test.each([
    ["F", ["SESAM-Vitale", "carte Vitale du patient"], "B2"],
    ["B", ["B2", "pièces justificatives"], "SESAM-Vitale"],
    [undefined, ["ne dit pas", "SESAM-Vitale", "B2"], "inconnu"],
  ])("sent as %s: says the procedure of that way (S1.29)", async (invoiceType, says, other) => {
    const { at, share } = await billed("FA-1");
    await refused("FA-1", REFUSED, invoiceType);
    const form = await accountant.get(`${at}?resubmit=${share}`);
    const [, steps = ""] = /Recycler : refacturer(.*)N° de la nouvelle facture/.exec(readable(form)) ?? [];
    for (const word of says) expect(steps).toContain(word);
    expect(steps).not.toContain(other);
  });

  test("refuses another amount than what is due, and keeps what was typed", async () => {
    const { at, share } = await billed("FA-1");
    await refused("FA-1");
    const wrong = await accountant.send(`${at}/resubmission`, {
      share,
      number: "FA-9",
      [`bill-${share}`]: "250,00",
    });
    expect(wrong.status).toBe(422);
    expect(readable(wrong)).toContain(
      "La nouvelle facture fait 250,00 €, il reste 259,12 € à facturer sur FA-1.",
    );
    expect(wrong.text).toMatch(/name="number" value="FA-9"/);
  });
});

describe("Régulariser (S1.21, S1.26, S1.30–S1.35)", () => {
  const twice = () => billed("FA-126", 107_888n, { paid: 150_000n });

  test("offers the insurer, profit or loss, the internal account, each with the entry it writes", async () => {
    const { at, share } = await twice();
    const form = await accountant.get(`${at}?settle=${share}`);
    expect(form.text).toMatch(/name="amount" value="−421,12"/);
    const text = readable(form);
    expect(text).toContain(
      "CPAM Finistère : à rembourser écriture OD : 411200 débit 421,12, 467100 crédit 421,12",
    );
    expect(text).toContain("Perte/profit écriture OD : 411200 débit 421,12, 758000 crédit 421,12");
    expect(text).toMatch(/Compte interne : avance .* 411200 débit 421,12, 419100 crédit 421,12/);
  });

  test.each([
    ["to_refund", /467100 .* 421,12/],
    ["profit", /758000 .* 421,12/],
    ["advance", /419100 .* 421,12/],
  ])("into %s: the entry follows, the invoice is settled and leaves the list", async (into, account) => {
    const { at, share } = await twice();
    const fields = { share, amount: "−421,12", into, reason: "Payé deux fois" };
    const done = readable(await accountant.sendAndFollow(`${at}/regularisation`, fields));
    expect(done).toContain("Trop-perçu régularisé.");
    expect(done).toMatch(account);
    expect(await row("FA-126")).toBe("");
    expect((await accountant.send(`${at}/regularisation`, fields)).status).toBe(409);
  });

  test("asks for a reason", async () => {
    const { at, share } = await twice();
    const page = await accountant.send(`${at}/regularisation`, {
      share,
      amount: "-421,12",
      into: "profit",
      reason: " ",
    });
    expect([page.status, readable(page).includes("Un motif est obligatoire.")]).toEqual([422, true]);
    expect(page.text).toMatch(/value="profit" checked/);
  });
});

describe("insurers", () => {
  test("each figure leads to its rows; a return to its invoices, its payment and its bank line", async () => {
    await billed("FA-1");
    await billed("FA-2");
    await refused("FA-2");
    await paid("199447012", "FA-1", 25_912n);
    const list = await accountant.get(`${base}/insurers`);
    expect(readable(list)).toMatch(
      /CPAM Finistère caisse 7 délai légal dans les délais 0,00 259,12 1 part 259,12 1 retour 0,00 50,0 % 1 \/ 2/,
    );
    const home = /href="([^"]+\/insurers\/\d+)"/.exec(list.text)?.[1] ?? "";
    expect(readable(await accountant.get(`${home}?view=announced`))).toMatch(
      /05\/11 199447012 1 0 annoncé, pas en banque 199447012\.rsp 259,12 0,00/,
    );
    expect(readable(await accountant.get(`${home}?view=rejected`))).toMatch(
      /FA-2 Kerbrat Simone .* rejet 0450 072/,
    );
    expect(readable(await accountant.get(home))).toMatch(
      /0450 072 exoneration non reconnue L’exonération n’est pas reconnue/,
    );
    for (const view of ["open", "late", "received", "transfers"])
      expect((await accountant.get(`${home}?view=${view}`)).status).toBe(200);
    const returns = await accountant.get(`${home}?view=returns`);
    const told = /href="([^"]+\/returns\/\d+)">199447012/.exec(returns.text)?.[1] ?? "";
    const page = readable(await accountant.get(told));
    expect(page).toMatch(
      /Retour 199447012, 259,12 € CPAM Finistère ?, 05\/11 annoncé, pas en banque reste 259,12 € à recevoir/,
    );
    expect(page).toMatch(/FA-1 Kerbrat Simone part caisse \(AMO\) payée 259,12 259,12 0,00/);
    expect(page).toContain("Aucun virement ne l’a encore apporté.");
  });

  test("of another company are not there", async () => {
    await billed("FA-1");
    await paid("199447012", "FA-1", 25_912n);
    const [told] = await world.pool<{ id: bigint; insurer: bigint }[]>`
      select id, third_party_id as insurer from insurer_return where company_id = ${world.companyId}
    `;
    const other = await aWorld(dashboard.database.pool);
    const stranger = await dashboard.signedIn(other, "accountant");
    for (const path of [`returns/${told?.id}`, `insurers/${told?.insurer}`])
      expect((await stranger.get(`/d/${other.companyId}/${path}`)).status).toBe(404);
  });

  test("speak English too", async () => {
    await billed("FA-1");
    await refused("FA-1");
    accountant.cookies.set("rappro_language", "en");
    expect(await row("FA-1")).toMatch(/rejected 0450 072 .* Resubmit/);
    expect(readable(await accountant.get(`${base}/insurers`))).toContain("Received, never announced");
  });
});
