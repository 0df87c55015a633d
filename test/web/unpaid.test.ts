import { beforeAll, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let visitor: Visitor;
let base: string;

/** The invoices of the help page, to the cent, and a few around them. */
beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
  visitor = await dashboard.signedIn(world, "viewer");
  base = `/d/${world.companyId}/unpaid`;
  await anInvoice(world, {
    number: "FA-122",
    issuedOn: "2026-11-12",
    dueOn: "2026-12-12",
    total: 43_187n,
    branch: "Brest",
    customer: "Kerbrat Simone",
    shares: [
      { payer: "amo", name: "CPAM Finistère", amount: 25_912n },
      { payer: "amc", name: "Harmonie Mutuelle", amount: 17_274n },
    ],
  });
  await anInvoice(world, {
    number: "FA-123",
    issuedOn: "2026-09-22",
    dueOn: "2026-10-22",
    total: 42_760n,
    branch: "Vannes",
    customer: "Riou Marcel",
    shares: [
      { payer: "amo", name: "CPAM Morbihan", amount: 32_656n, paid: 32_656n },
      { payer: "amc", name: "MGEN", amount: 10_104n },
    ],
  });
  await anInvoice(world, {
    number: "FA-125",
    issuedOn: "2026-10-28",
    dueOn: "2026-11-27",
    shares: [{ payer: "business", name: "Ville de Quimper", amount: 1_260_000n }],
  });
  await anInvoice(world, {
    number: "FA-126",
    issuedOn: "2026-08-19",
    dueOn: "2026-09-18",
    total: 107_888n,
    branch: "Brest",
    customer: "Le Gall Yvonne",
    shares: [{ payer: "amo", name: "CPAM Finistère", amount: 107_888n, paid: 150_000n }],
  });
  await anInvoice(world, {
    number: "FA-PATIENT",
    issuedOn: "2026-10-20",
    dueOn: "2026-11-10",
    shares: [{ payer: "patient", name: "Guéguen Alain", amount: 4_789n }],
  });
  await anInvoice(world, {
    number: "FA-SOLDEE",
    shares: [{ payer: "patient", name: "Cariou Hélène", amount: 500n, paid: 500n }],
  });
  await anInvoice(world, {
    number: "AV-1",
    type: "credit_note",
    shares: [{ payer: "business", name: "Garage Le Goff", amount: -2_424n }],
  });
});

/** One row of the list as text. */
async function row(number: string, query = ""): Promise<string> {
  const page = await visitor.get(base + query);
  const found = page.text.split("<tr>").find((each) => each.includes(`>${number}</a>`)) ?? "";
  return readable({ ...page, text: found });
}

/** The numbers listed, in order. */
async function listed(query: string): Promise<string[]> {
  const page = await visitor.get(base + query);
  return [...page.text.matchAll(/class="inv" href="[^"]+">([^<]+)<\/a><small/g)].map(
    ([, number = ""]) => number,
  );
}

describe("the unpaid list", () => {
  test("stands under Facturation, Impayés (S1.5)", async () => {
    const page = await visitor.get(base);
    expect(readable(page)).toMatch(/Facturation .*Impayés 6/);
  });

  test("holds every invoice with a share that is not zero, and no other (S1.1, S1.2, S1.4, S1.20, S3.5)", async () => {
    expect((await listed("")).sort()).toEqual(["AV-1", "FA-122", "FA-123", "FA-125", "FA-126", "FA-PATIENT"]);
  });

  test("each row shows patient, fund, mutual insurer, total, three dues, branch (S1.13–S1.18, S1.22)", async () => {
    expect(await row("FA-122")).toMatch(
      /FA-122 12\/11 Kerbrat Simone Brest CPAM Finistère Harmonie Mutuelle 431,87 259,12 172,74 0,00 .* Brest/,
    );
  });

  test("S1.23: only the mutual insurer still owes", async () => {
    expect(await row("FA-123")).toMatch(
      /427,60 0,00 101,04 0,00 MGEN en retard, jour 39 15 jours ouvrés attendus, faute d’historique Relancer l’organisme/,
    );
  });

  test("S1.24, S1.25: a row without a fund is a counter invoice, and nothing is wrong with it", async () => {
    expect(await row("FA-125")).toMatch(
      /Ville de Quimper comptoir — 12 600,00 0,00 0,00 12 600,00 .*à échoir le 27\/11/,
    );
  });

  test("S1.21, S1.26: paid above the total shows as a minus in its column, and says to regularise", async () => {
    const page = await visitor.get(base);
    expect(page.text).toContain('<span class="neg">−421,12</span>');
    expect(await row("FA-126")).toMatch(
      /1 078,88 −421,12 0,00 0,00 trop-perçu 421,12 € de la caisse à régulariser Régulariser/,
    );
  });

  test("S0.8: what the patient owes is in red and opens the payment form", async () => {
    const page = await visitor.get(base);
    expect(page.text).toMatch(/<a class="owed" href="[^"]+\?pay=own#pay">47,89/);
  });

  test("S1.27: caisse and AMO, mutuelle and AMC are named together", async () => {
    const text = readable(await visitor.get(base));
    expect(text).toContain("Caisse (AMO)");
    expect(text).toContain("AMO, RO et caisse nomment la même part ; AMC, RC et mutuelle aussi.");
  });

  test("a credit note is there to be used", async () => {
    expect(await row("AV-1")).toMatch(/−24,24 .* avoir à imputer/);
  });
});

describe("searching it", () => {
  test.each([
    ["S1.6: up to a journal date", "?asOf=2026-10-20", ["AV-1", "FA-123", "FA-126", "FA-PATIENT"]],
    ["S1.7: by number", "?number=fa-12", ["FA-122", "FA-123", "FA-125", "FA-126"]],
    ["S1.8: by invoice date", "?issued=12/11/2026", ["FA-122"]],
    ["S1.8: by a range of dates, without the year", "?issued=01/10..31/10", ["AV-1", "FA-125", "FA-PATIENT"]],
    ["S1.9: by total", "?total=431,87", ["FA-122"]],
    ["S1.10: by what the fund owes", "?amo=%3E0", ["FA-122"]],
    ["S1.10: below zero", "?amo=%3C0", ["FA-126"]],
    ["S1.11: by what the mutual insurer owes", "?amc=100..110", ["FA-123"]],
    ["S1.12: by what the patient owes", "?own=47,89", ["FA-PATIENT"]],
    ["by a name, accents or not", "?name=gueguen", ["FA-PATIENT"]],
    ["by a name, words in any order", "?name=yvonne+le+gall", ["FA-126"]],
    ["by fund", "?fund=finistere", ["FA-122", "FA-126"]],
    ["by branch", "?branch=Vannes", ["FA-123"]],
    ["by kind of payer", "?payer=business", ["AV-1", "FA-125"]],
    ["overpaid ones", "?view=overpaid", ["FA-126"]],
    ["overdue ones", "?view=late&payer=patient", ["FA-PATIENT"]],
    ["S1.19: filters together", "?fund=finistere&amo=%3E100&branch=Brest", ["FA-122"]],
  ])("%s", async (_what, query, expected) => {
    expect((await listed(query)).sort()).toEqual(expected);
  });

  test("the total is that of the filter, and of the whole list without one", async () => {
    const whole = readable(await visitor.get(base));
    expect(whole).toMatch(/6 factures 14 562,00 −162,00 273,78 12 623,65/);
    const filtered = readable(await visitor.get(`${base}?fund=finistere&totals=1`));
    expect(filtered).toMatch(/2 factures 1 510,75 −162,00 172,74 0,00/);
  });

  test("an amount or a date that cannot be read is shown again with a right example", async () => {
    const page = await visitor.get(`${base}?own=4789,,0&issued=31/02`);
    expect(page.text).toContain('value="4789,,0"');
    expect(page.text).toContain('aria-invalid="true"');
    const text = readable(page);
    expect(text).toContain("Écrivez un montant comme 47,89");
    expect(text).toContain("Écrivez une date comme 17/11/2026");
  });

  test("a filter that finds nothing offers to be cleared", async () => {
    expect(readable(await visitor.get(`${base}?name=personne`))).toContain(
      "Aucune facture ne répond à ces filtres. Effacer les filtres",
    );
  });
});

describe("going through it", () => {
  test("by date or number, either way, page after page without a gap", async () => {
    const other = await aWorld(dashboard.database.pool);
    const reader = await dashboard.signedIn(other, "viewer");
    for (let n = 1; n <= 53; n += 1) {
      const number = `FA-${String(n).padStart(3, "0")}`;
      const issuedOn = `2026-10-${String(10 + (n % 7)).padStart(2, "0")}`;
      await anInvoice(other, {
        number,
        issuedOn,
        shares: [{ payer: "patient", name: "Martin Paul", amount: 100n }],
      });
    }
    for (const sort of ["issued", "issued-desc", "number", "number-desc"]) {
      const first = await reader.get(`/d/${other.companyId}/unpaid?sort=${sort}`);
      const next = /href="([^"]+)" rel="next"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
      const second = await reader.get(next);
      const numbers = [first, second].map((page) =>
        [...page.text.matchAll(/>(FA-\d{3})<\/a><small/g)].map(([, number]) => number),
      );
      expect(numbers.map((each) => each.length)).toEqual([50, 3]);
      expect(new Set(numbers.flat()).size).toBe(53);
    }
  });
});
