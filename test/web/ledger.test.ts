import { beforeAll, describe, expect, test } from "vitest";
import { suspendLine } from "../../sql/acts/decideLine.ts";
import { aSale, bill, type Dossier, onLine, within } from "../sql/dossier.ts";
import { fileAt, join, openBooks, unpacked } from "./booksWorld.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";

const dashboard = useDashboard();
const opened: { dossier?: Dossier } = {};
let accountant: Visitor;
let viewer: Visitor;
let base: string;

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

beforeAll(async () => {
  opened.dossier = await openBooks(dashboard.database.pool);
  base = `/d/${dossier().companyId}`;
  viewer = await join(dashboard, dossier(), "viewer");
  accountant = await join(dashboard, dossier(), "accountant");
});

describe("the general ledger", () => {
  test("opens each account with what was carried forward and says the balance after each line", async () => {
    const text = readable(await viewer.get(`${base}/ledger?from=2026-01-01&to=2026-12-31`));
    expect(text).toContain("411000 · Clients professionnels À nouveau 200,00 200,00");
    expect(text).toMatch(
      /02\/09 VE brouillard FA-1 Facture FA-1 Client FA-1 Client FA-1 FA-1 AAA 1 000,00 1 200,00/,
    );
    expect(text).toMatch(/Total 411000 1 500,00 1 000,00 700,00/);
    expect(text).toMatch(/120000 · Résultat de l’exercice, bénéfice À nouveau 200,00 −200,00/);
  });

  test("is of one year: a beginning in another one moves to its first day, and says so", async () => {
    const text = readable(await viewer.get(`${base}/ledger?from=2025-06-01&to=2026-10-31`));
    expect(text).toContain("Un grand livre est d’un seul exercice");
    expect(text).toContain("Exercice 2026, du 01/01 au 31/12");
    expect(text).not.toContain("FA-2025");
  });

  test("leads from each line to its entry, its invoice and its bank line", async () => {
    const { text } = await viewer.get(`${base}/ledger?account=512100`);
    expect(text).toMatch(new RegExp(`href="${base}/journal/\\d+"`));
    expect(text).toMatch(new RegExp(`href="${base}/lines/\\d+"`));
    const customers = await viewer.get(`${base}/ledger?account=411000`);
    expect(customers.text).toMatch(new RegExp(`href="${base}/invoices/\\d+"`));
  });

  test("goes on page by page without losing or repeating a line", async () => {
    const sales = Array.from({ length: 130 }, (_, at) => aSale(`GL-${at}`, 100n, { issuedOn: "2024-03-01" }));
    await bill(dossier(), ...sales);
    const seen: string[] = [];
    let path = `${base}/ledger?from=2024-01-01&to=2024-12-31`;
    for (let pages = 0; pages < 6 && path; pages++) {
      const { text } = await viewer.get(path);
      seen.push(...[...text.matchAll(/>Facture (GL-\d+) /g)].map(([, number = ""]) => number));
      path = (/href="([^"]+)" rel="next"/.exec(text)?.[1] ?? "").replaceAll("&amp;", "&");
    }
    expect(seen).toHaveLength(260);
    expect(new Set(seen).size).toBe(130);
    const printed = await viewer.get(`${base}/ledger?from=2024-01-01&to=2024-12-31&print=1`);
    expect([...printed.text.matchAll(/>Facture GL-\d+ /g)]).toHaveLength(260);
  });

  test("leaves as CSV and as a workbook, with the codes of patients and never their names", async () => {
    const csv = await fileAt(dashboard, viewer, `${base}/ledger?from=2026-01-01&to=2026-12-31&format=csv`);
    expect(csv.headers.get("content-disposition")).toContain("Grand livre 2026-01-01 2026-12-31.csv");
    const lines = csv.bytes.toString("utf8").split("\r\n");
    expect(lines[0]).toBe(
      "\ufeffCompte;Intitulé;Code tiers;Tiers;Date;Écriture;Pièce;Libellé;Lettre;Débit;Crédit;Solde",
    );
    // Each account begins with what it opened with.
    expect(lines.filter((line) => /^4110/.test(line)).map((line) => line.split(";")[7])[0]).toBe("À nouveau");
    expect(lines).toContain("411000;Clients professionnels;;;;;;À nouveau;;330,00;;330,00");
    expect(lines).toContain(
      "411100;Patients;P000123;P000123;2026-11-02;VE brouillard;FA-P;Facture FA-P P000123;;40,00;;40,00",
    );
    expect(csv.bytes.toString("utf8")).not.toMatch(/Théo/i);
    const book = await unpacked(
      (await fileAt(dashboard, viewer, `${base}/ledger?from=2026-01-01&to=2026-12-31&format=xlsx`)).bytes,
    );
    const sheet = book.get("sheet1.xml")?.toString("utf8") ?? "";
    expect(sheet).toContain('<c s="2"><v>46328</v></c>');
    expect(sheet).toContain('<c s="1"><v>40.00</v></c>');
    expect(sheet).not.toMatch(/Théo/i);
    expect(sheet.match(/<row>/g)).toHaveLength(lines.length - 1);
  });
});

describe("an account", () => {
  test("shows letters and open lines as of a day: what was lettered later is open then", async () => {
    const before = readable(
      await viewer.get(`${base}/ledger/411000?since=2025-01-01&asOf=2026-10-31&state=open`),
    );
    expect(before).toMatch(/Facture FA-1 .* aaa/);
    expect(before).toContain("FA-2025");
    const after = readable(
      await viewer.get(`${base}/ledger/411000?since=2025-01-01&asOf=2026-11-30&state=open`),
    );
    expect(after).not.toContain("Facture FA-1 ");
    expect(after).toMatch(/Total 411000 700,00 0,00 700,00/);
  });

  test("is shown for one third party, and is nothing for an unknown one", async () => {
    const [party] = await within(
      dossier(),
      (db) => db<{ id: bigint }[]>`select id from third_party where aux = 'C-FA-1'`,
    );
    const text = readable(await viewer.get(`${base}/ledger/411000?party=${party?.id}`));
    expect(text).toContain("Tiers : Client FA-1");
    expect(text).toMatch(/Total 411000 1 000,00 1 000,00 0,00/);
    expect((await viewer.get(`${base}/ledger/411000?party=999999`)).status).toBe(404);
    expect((await viewer.get(`${base}/ledger/999999`)).status).toBe(404);
  });

  test("is lettered and unlettered by hand, with who and why below; a reader cannot", async () => {
    await suspendLine(dossier().pool, await onLine(dossier(), "L2"));
    await suspendLine(dossier().pool, await onLine(dossier(), "L8"));
    const path = `${base}/ledger/471000`;
    const { text } = await accountant.get(path);
    const lines = [...text.matchAll(/name="lines" value="(\d+)"/g)].map(([, line = ""]) => line);
    expect(lines).toHaveLength(2);
    expect((await viewer.get(path)).text).not.toContain('name="lines"');
    expect((await viewer.send(`${path}/lettering`, { act: "all" })).status).toBe(403);
    const few = await accountant.send(`${path}/lettering`, { act: "chosen", lines: lines[0] ?? "" });
    expect(few.status).toBe(409);
    expect(readable(few)).toContain("Choisissez au moins deux lignes");
    const done = await accountant.sendAndFollow(`${path}/lettering`, { act: "all" });
    expect(readable(done)).toContain("1 groupe lettré.");
    const group = /name="unletter" value="(\d+)"/.exec(done.text)?.[1] ?? "";
    const undone = await accountant.sendAndFollow(`${path}/lettering`, {
      unletter: group,
      reason: "à revoir",
    });
    expect(readable(undone)).toContain("Le lettrage est défait.");
    expect(readable(undone)).toMatch(/accountant Morvan délettré AAA 2 33,00 à revoir/);
    const again = new URLSearchParams([
      ["act", "chosen"] as [string, string],
      ...lines.map((line): [string, string] => ["lines", line]),
    ]);
    const answer = await accountant.ask(`${path}/lettering`, {
      method: "POST",
      body: again,
      headers: { "sec-fetch-site": "same-origin" },
    });
    expect(answer.location).toContain("said=balanced");
  });
});

describe("the balances", () => {
  test("the trial balance leads from each figure to its lines, and its CSV closes", async () => {
    const { text } = await viewer.get(`${base}/balance?from=2026-01-01&to=2026-10-31`);
    expect(text).toContain(`href="${base}/ledger/411000?since=2026-01-01&amp;asOf=2026-10-31"`);
    const csv = await fileAt(dashboard, viewer, `${base}/balance?from=2026-01-01&to=2026-12-31&format=csv`);
    const rows = csv.bytes
      .toString("utf8")
      .trim()
      .split("\r\n")
      .slice(1)
      .map((row) => row.split(";"));
    const sum = (at: number) =>
      rows.reduce((total, row) => total + BigInt((row[at] ?? "0").replace(",", "")), 0n);
    expect([sum(2), sum(3) - sum(4), sum(5) - sum(6)]).toEqual([0n, 0n, 0n]);
  });

  test("the aged balance says who owes since when, and that it is the ledger's; by customer the same total", async () => {
    const text = readable(await viewer.get(`${base}/aged?asOf=2026-11-30`));
    expect(text).toContain("égale au grand livre");
    expect(text).toMatch(/Client FA-2 C-FA-2 500,00 0,00 0,00 0,00 0,00 0,00 500,00/);
    expect(text).toMatch(/Client FA-2025 C-FA-2025 0,00 0,00 0,00 0,00 200,00 0,00 200,00/);
    const [, total] = / Total (?:[−\d ]+,\d\d ){6}([\d ]+,\d\d)/.exec(text) ?? [];
    const byCustomer = readable(await viewer.get(`${base}/aged?asOf=2026-11-30&by=customer`));
    expect(byCustomer).toContain("égale au grand livre");
    expect(/ Total (?:[−\d ]+,\d\d ){6}([\d ]+,\d\d)/.exec(byCustomer)?.[1]).toBe(total);
    expect(byCustomer).toMatch(/Sacorec Théo P000123 0,00 78,90/);
    expect(text).toMatch(/CPAM Rennes AMO-1 0,00 38,90/);
  });

  test("as of a day before the payment, the invoice is still due, at the age it had then", async () => {
    const text = readable(await viewer.get(`${base}/aged?asOf=2026-10-15`));
    expect(text).toMatch(/Client FA-1 C-FA-1 0,00 1 000,00 0,00 0,00 0,00 0,00 1 000,00/);
    expect(text).toContain("égale au grand livre");
    expect(text).not.toContain("Client FA-2 ");
  });

  test("a row leads to its documents, which add up to it", async () => {
    const { text } = await viewer.get(`${base}/aged?asOf=2026-11-30&by=customer`);
    const to = new RegExp(`href="(${base}/aged/\\d+[^"]*)">Sacorec`).exec(text)?.[1] ?? "";
    const items = readable(await viewer.get(to.replaceAll("&amp;", "&")));
    expect(items).toMatch(/FA-P 02\/11 02\/11 (CPAM Rennes|Sacorec Théo)/);
    expect(items).toMatch(/Total 78,90/);
    expect((await viewer.get(`${base}/aged/999999`)).status).toBe(404);
  });
});

describe("the bank reconciliation statement", () => {
  const shown = async (asOf: string) => readable(await viewer.get(`${base}/reconciliation?asOf=${asOf}`));

  test("explains the difference to the cent, line by line", async () => {
    const text = await shown("2026-11-30");
    expect(text).toContain("rapproché au centime");
    expect(text).toMatch(/Différence −1,50/);
    expect(text).toMatch(/Chez la banque, encore à rapprocher −1,50 12\/11 COM BANCAIRE −1,50/);
    expect(text).toMatch(/Reste inexpliqué 0,00/);
  });

  test("of any day is exact, before the first statement too, and leaves as a file", async () => {
    for (const day of ["2026-11-11", "2026-11-12", "2026-11-13", "2027-03-01"])
      expect(await shown(day)).toContain("rapproché au centime");
    const csv = await fileAt(dashboard, viewer, `${base}/reconciliation?asOf=2026-11-30&format=csv`);
    expect(csv.bytes.toString("utf8")).toContain(
      "2026-11-12;COM BANCAIRE;Chez la banque, encore à rapprocher;-1,50",
    );
  });
});
