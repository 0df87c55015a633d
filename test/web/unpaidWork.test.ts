import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  dashboard.clock.now = NOW;
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

async function aDebt(
  number: string,
  name: string,
  amount: bigint,
  payer: "patient" | "business" = "patient",
) {
  const { shares } = await anInvoice(world, {
    number,
    issuedOn: "2026-09-01",
    dueOn: "2026-10-01",
    shares: [{ payer, name, amount }],
  });
  return shares[0]?.thirdPartyId ?? 0n;
}

describe("the unpaid list taken away as CSV", () => {
  test("holds every row that the filter shows and no other, as a French spreadsheet reads it (S1.13–S1.18)", async () => {
    await anInvoice(world, {
      number: "FA-1",
      issuedOn: "2026-09-01",
      dueOn: "2026-10-01",
      branch: "Brest",
      shares: [
        { payer: "amo", name: "CPAM Finistère", amount: 25_912n, paid: 25_912n },
        { payer: "amc", name: "MGEN", amount: 1_000n, paid: 1_000n },
        { payer: "patient", name: "Kervella Jeanne", amount: 123_456n },
      ],
    });
    await aDebt("FA-2", "Autre Personne", 5_000n);
    const answer = await accountant.get(`${base}/unpaid?format=csv&name=kervella`);
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect(answer.headers.get("content-disposition")).toContain("2026-11-17.csv");
    const [head, row, ...rest] = answer.text.split("\r\n");
    expect(head).toContain("Facture;Date;Échéance;Patient ou client;");
    expect(row).toBe(
      "FA-1;2026-09-01;2026-10-01;patient-Kervella Jeanne;CPAM Finistère;MGEN;Brest;1503,68;0,00;0,00;1234,56;part patient échue de 47 jours;Saisir un règlement",
    );
    expect(rest).toEqual([""]);
  });

  test("is a workbook too", async () => {
    await aDebt("FA-1", "Kervella Jeanne", 123_456n);
    const answer = await accountant.get(`${base}/unpaid?format=xlsx`);
    expect(answer.headers.get("content-type")).toContain("spreadsheetml");
    expect(answer.text.startsWith("PK")).toBe(true);
  });

  test("a name that a spreadsheet would run as a formula stays a text; separators and quotes are kept", async () => {
    await aDebt("FA-3", '=HYPERLINK("http://mal";1)', 100n, "business");
    const { text } = await accountant.get(`${base}/unpaid?format=csv`);
    expect(text).toContain(`"'=HYPERLINK(""http://mal"";1)"`);
  });

  test("reads on past the size of its pages, and loses nothing", async () => {
    await world.pool`
      with party as (
        insert into third_party (company_id, aux, payer, name, name_key)
        values (${world.companyId}, 'B', 'business', 'Beaucoup', 'BEAUCOUP') returning id
      ), many as (
        insert into invoice (company_id, number, number_key, type, lifecycle, issued_on, total_cents, customer_id)
        select ${world.companyId}, 'M-' || at, 'M' || at, 'invoice', 'issued', date '2026-01-01' + at % 90, 100, party.id
        from party, generate_series(1, 4500) as at returning id
      )
      insert into share (company_id, invoice_id, payer, third_party_id, amount_cents)
      select ${world.companyId}, many.id, 'business', party.id, 100 from many, party
    `;
    await world.pool`update invoice set open_shares = 1, due_own_cents = 100 where company_id = ${world.companyId}`;
    const { text } = await accountant.get(`${base}/unpaid?format=csv`);
    const numbers = text
      .split("\r\n")
      .slice(1, -1)
      .map((row) => row.split(";")[0]);
    expect(numbers).toHaveLength(4_500);
    expect(new Set(numbers).size).toBe(4_500);
    // far behind the latest ones, a number is found by its letters and a customer by his name
    const found = await accountant.get(`${base}/invoices?q=m-7`);
    expect(readable(found)).toMatch(/M-7\d\d .*Beaucoup/);
    expect(readable(await accountant.get(`${base}/invoices?q=M-1234`))).toContain("M-1234 ");
    await world.pool`update invoice set number = 'VIEILLE_1%', number_key = 'VIEILLE1' where number = 'M-1' and company_id = ${world.companyId}`;
    for (const asked of ["vieille", "LE_1%"])
      expect(
        readable(await accountant.get(`${base}/invoices?${new URLSearchParams({ q: asked })}`)),
      ).toContain("VIEILLE_1%");
    expect(readable(await accountant.get(`${base}/invoices?q=LE%25`))).not.toContain("VIEILLE_1%");
  });
});

describe("views that people keep", () => {
  test("a view keeps the filters and not the place, is one's own, is replaced under its name, and can be forgotten", async () => {
    const query = "branch=Brest&own=%3E10&after=2026-01-01~X~1";
    const kept = await accountant.send(`${base}/unpaid/views`, { name: "Brest", query });
    expect(kept.location).toBe(`${base}/unpaid?branch=Brest&own=%3E10`);
    await accountant.send(`${base}/unpaid/views`, { name: "Brest", query: "branch=Brest" });
    const page = await accountant.get(`${base}/unpaid`);
    expect(page.text).toContain(`href="${base}/unpaid?branch=Brest">Brest</a>`);
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/unpaid`)).text).not.toContain(">Brest</a>");
    const [, forget = ""] = /action="([^"]+\/forget)"/.exec(page.text) ?? [];
    expect((await viewer.send(forget, {})).status).toBe(404);
    expect((await accountant.send(forget, {})).status).toBe(303);
    expect((await accountant.get(`${base}/unpaid`)).text).not.toContain(">Brest</a>");
  });

  test("a view without a name is refused with what is missing", async () => {
    const refused = await accountant.send(`${base}/unpaid/views`, { name: " ", query: "" });
    expect(refused.status).toBe(422);
    expect(readable(refused)).toContain("Donnez un nom à la vue");
  });
});

describe("the statement of account", () => {
  test("of a customer holds what is not settled, up to a day, with its total; a settled invoice is not in it (S3.23)", async () => {
    const party = await aDebt("FA-10", "Kervella Jeanne", 6_000n);
    await anInvoice(world, {
      number: "FA-11",
      issuedOn: "2026-11-10",
      shares: [{ payer: "patient", name: "Kervella Jeanne", amount: 2_500n }],
    });
    await anInvoice(world, {
      number: "FA-12",
      shares: [{ payer: "patient", name: "Kervella Jeanne", amount: 900n, paid: 900n }],
    });
    const text = readable(await accountant.get(`${base}/parties/${party}`));
    expect(text).toContain("État de compte, Kervella Jeanne");
    expect(text).toMatch(/FA-10 .*47 jours.*60,00/);
    expect(text).not.toContain("FA-12");
    expect(text).toMatch(/2 pièces 85,00 0,00 85,00/);
    expect(readable(await accountant.get(`${base}/parties/${party}?upTo=2026-10-31`))).toMatch(
      /1 pièce 60,00/,
    );
  });

  test("what an adjustment closes leaves it (S3.23, S3.21)", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-13",
      shares: [{ payer: "patient", name: "Riou Marcel", amount: 6_000n }],
    });
    const [share] = shares;
    if (!share) throw new Error("no share");
    const statement = async () => readable(await accountant.get(`${base}/parties/${share.thirdPartyId}`));
    expect(await statement()).toContain("FA-13");
    const line = await aWaitingLine(world, {
      amount: 5_990n,
      candidates: [{ share, invoiceId: id, number: "FA-13" }],
    });
    const fields = { [`part-${share.id}`]: "59,90", [`settle-${share.id}`]: "on", why: "Frais de sa banque" };
    await accountant.send(`${base}/lines/${line}/split`, { ...fields, finish: "exact" });
    expect(await statement()).toContain("Rien n’est dû à ce jour");
  });

  test("of an insurer names the patients; of another company's debtor there is none", async () => {
    const { shares } = await anInvoice(world, {
      number: "FA-14",
      customer: "Guéguen Alain",
      shares: [{ payer: "amo", name: "CPAM Finistère", amount: 3_000n }],
    });
    const insurer = shares[0]?.thirdPartyId ?? 0n;
    expect(readable(await accountant.get(`${base}/parties/${insurer}`))).toContain("Guéguen Alain");
    const other = await aWorld(dashboard.database.pool);
    const stranger = await dashboard.signedIn(other, "admin");
    expect((await stranger.get(`/d/${other.companyId}/parties/${insurer}`)).status).toBe(404);
  });
});

describe("reminder letters", () => {
  test("overdue debtors get a letter each in one PDF, of their level; the next level waits fifteen days", async () => {
    const patient = await aDebt("FA-20", "Kervella Jeanne", 6_000n);
    const business = await aDebt("FA-21", "Garage du Port", 12_000n, "business");
    await anInvoice(world, {
      number: "FA-22",
      dueOn: "2026-12-31",
      shares: [{ payer: "patient", name: "Pas Échu", amount: 100n }],
    });
    const list = await accountant.get(`${base}/reminders`);
    expect(readable(list)).toMatch(/Garage du Port.*120,00.*aucune.*Kervella Jeanne/);
    expect(readable(list)).not.toContain("Pas Échu");
    const body = new URLSearchParams([
      ["take", `${patient}`],
      ["take", `${business}`],
      [`level-${business}`, "1"],
    ]);
    const made = await accountant.ask(`${base}/reminders`, {
      method: "POST",
      body,
      headers: { "sec-fetch-site": "same-origin" },
    });
    const page = await accountant.get((made.location ?? "").split("#")[0] ?? "");
    expect(readable(page)).toContain("Lettres préparées : 2");
    expect(readable(page)).toMatch(
      /n° 1 le 17\/11 .*1, rappel amiable \(envoyée le 17\/11\).*pas avant le 02\/12/,
    );
    expect(page.text.match(/value="2" selected/g)).toHaveLength(2);
    expect(page.text).not.toMatch(/value="1" selected|name="take"[^>]*checked/);
    const [, pdf = ""] = /href="([^"]+\.pdf)">n°\s1/.exec(page.text) ?? [];
    const letters = await accountant.get(pdf);
    expect(letters.headers.get("content-type")).toBe("application/pdf");
    expect(letters.text.startsWith("%PDF-")).toBe(true);
    expect(letters.text.match(/\/Type \/Page\b/g)).toHaveLength(2);
    dashboard.clock.now = new Date("2026-12-03T09:00:00Z");
    const later = await accountant.get(`${base}/reminders`);
    expect(later.text).toMatch(/value="2" selected/);
    expect(later.text.match(/name="take"[^>]*checked/g)).toHaveLength(2);
  });

  test("nobody ticked, or nobody who still owes, writes nothing and says so", async () => {
    const patient = await aDebt("FA-23", "Kervella Jeanne", 6_000n);
    expect(readable(await accountant.send(`${base}/reminders`, {}))).toContain("Personne n’est coché");
    await world.pool`update invoice set marked_paid_at = now() where company_id = ${world.companyId}`;
    const refused = await accountant.send(`${base}/reminders`, { take: `${patient}` });
    expect(refused.status).toBe(409);
    expect(readable(refused)).toContain("Aucune des personnes choisies ne doit plus rien d’échu");
    expect(await world.pool`select id from reminder_run where company_id = ${world.companyId}`).toHaveLength(
      0,
    );
  });
});
