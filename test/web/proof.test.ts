import { beforeAll, describe, expect, test } from "vitest";
import { openItemsHash } from "../../domain/accounting/certificate.ts";
import { chainHash } from "../../domain/accounting/chain.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { asCompany } from "../../sql/connect.ts";
import { runNight } from "../../worker/night.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let admin: Visitor;
let accountant: Visitor;
let viewer: Visitor;
let base: string;

beforeAll(async () => {
  const { pool } = dashboard.database;
  world = await aWorld(pool);
  await pool`update company set siren = '732829320' where id = ${world.companyId}`;
  [admin, accountant, viewer] = [
    await dashboard.signedIn(world, "admin"),
    await dashboard.signedIn(world, "accountant"),
    await dashboard.signedIn(world, "viewer"),
  ];
  base = `/d/${world.companyId}`;
});

/** A service to a business, whose VAT is due on collection, paid in cash on 17 November. */
async function aPaidService(number: string): Promise<void> {
  const { pool } = dashboard.database;
  const { companyId } = world;
  const customer = { payer: "business" as const, aux: `C-${number}`, name: `Client ${number}` };
  await asCompany(pool, companyId, (db) =>
    importInvoices(
      db,
      companyId,
      [
        {
          number,
          type: "invoice",
          lifecycle: "issued",
          issuedOn: "2026-11-02",
          total: 60_000n,
          customer,
          shares: [{ ...customer, amount: 60_000n }],
          lines: [{ account: "706000", net: 50_000n, vatRate: 2000, vat: 10_000n, vatDue: "collection" }],
        },
      ],
      { today: "2026-11-17" },
    ),
  );
  const [share] = await pool<{ id: bigint }[]>`
    select share.id from share join invoice on invoice.id = share.invoice_id
     where invoice.number = ${number} and share.company_id = ${companyId}`;
  await recordPayment(pool, {
    companyId,
    method: "cash",
    paidOn: "2026-11-17",
    allocations: [{ shareId: share?.id ?? 0n, amount: 60_000n }],
    at: NOW,
    on: "2026-11-17",
  });
}

const night = () =>
  runNight(dashboard.database.pool, world.companyId, {
    now: NOW,
    today: "2026-11-17",
    clock: () => NOW,
    seed: "night",
  });

describe("the certificate of the night", () => {
  test("is shown with its sums, what is open and why, and its place in the chain", async () => {
    expect(readable(await viewer.get(`${base}/certificates`))).toContain(
      "Aucune nuit n’a encore été certifiée",
    );
    await aWaitingLine(world, { label: "VIR SEPA INCONNU", amount: 12_345n });
    await night();
    await night();
    const list = readable(await viewer.get(`${base}/certificates`));
    expect(list).toMatch(/Certificat 2 .* exactes .* Certificat 1 .* exactes/);
    const page = await viewer.get(`${base}/certificates/2`);
    const text = readable(page);
    expect(text).toContain("Certificat de la nuit n° 2");
    expect(text).toContain("Toutes les sommes sont exactes au centime.");
    expect(text).toMatch(/Nombre de lignes .* 1 1 égal/);
    expect(text).toMatch(/En attente 1 123,45/);
    expect(text).toMatch(/Ligne de relevé .* 123,45/);
    expect(page.text).toContain(`href="${base}/certificates/1"`);
    expect(readable(await viewer.get(`${base}/certificates/1`))).toContain("première nuit");
    expect((await viewer.get(`${base}/certificates/3`)).status).toBe(404);
    expect((await viewer.get(`${base}/certificates/x`)).status).toBe(404);
  });

  test("is downloaded as JSON, with the hash that its content gives", async () => {
    const file = await viewer.get(`${base}/certificates/2.json`);
    expect(file.headers.get("content-disposition")).toContain("certificat-2.json");
    const read = JSON.parse(file.text);
    expect(read).toMatchObject({
      certificate: { number: 2, version: 1 },
      openItems: [{ kind: "bank_line" }],
    });
    const page = await viewer.get(`${base}/certificates/2`);
    expect(page.text).toContain(read.hash);
    // What anybody who holds the file can do without us.
    expect(chainHash(read.certificate.previousHash, read.certificate)).toBe(read.hash);
    const items = openItemsHash();
    items.add(read.openItems);
    expect(items.digest()).toBe(read.certificate.open.hash);
    const before = JSON.parse((await viewer.get(`${base}/certificates/1.json`)).text);
    expect(read.certificate.previousHash).toBe(before.hash);
  });

  test("says loudly which sum is off, both figures and where", async () => {
    await dashboard.database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner`update statement_line set amount_cents = amount_cents - 1 where company_id = ${world.companyId}`;
    });
    await expect(night()).rejects.toThrow("certificate 3 does not hold");
    const text = readable(await viewer.get(`${base}/certificates/3`));
    expect(text).toContain("1 somme ne ferme pas");
    expect(text).toMatch(/Fichier \d+ : 123,45 ≠ 123,44 123,45 123,44 écart 0,01/);
    expect(readable(await viewer.get(`${base}/certificates`))).toContain("1 écart");
    await dashboard.database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner`update statement_line set amount_cents = amount_cents + 1 where company_id = ${world.companyId}`;
    });
  });
});

describe("collections to report", () => {
  const path = () => `${base}/payment-reports`;

  test("are listed by period with their amounts by rate; the messages are downloaded, noted as sent, answered", async () => {
    await aPaidService("FA-7001");
    const page = await accountant.get(path());
    const text = readable(page);
    expect(text).toContain("Du 01/11 au 30/11 , à transmettre au plus tard le 10/12");
    expect(text).toMatch(/17\/11 FA-7001 encaissé 212 20,00 % 600,00 600,00 à transmettre/);
    expect(text).toContain("1 encaissement à transmettre");
    const files = /href="([^"]+\/212\/files[^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const zip = await accountant.get(files);
    expect(zip.headers.get("content-type")).toBe("application/zip");
    expect(zip.text).toContain("<ram:IssuerAssignedID>FA-7001</ram:IssuerAssignedID>");
    const message = /href="([^"]+messages[^"]+)"/.exec(page.text)?.[1] ?? "";
    expect((await accountant.get(message)).text).toContain("<ram:ProcessConditionCode>212");
    const upTo = /name="upTo" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    const sent = await accountant.sendAndFollow(`${path()}/sent`, { flow: "212", from: "2026-11-01", upTo });
    expect(readable(sent)).toContain("notés comme transmis");
    const messageId = /732829320-212-\d+/.exec(sent.text)?.[0] ?? "";
    const answered = await accountant.sendAndFollow(`${path()}/answers`, {
      from: "2026-11-01",
      message: messageId,
      verdict: "refused",
      answer: "REJ_ENCAISSEMENT",
    });
    expect(readable(answered)).toMatch(/refusé .* REJ_ENCAISSEMENT/);
    expect(readable(answered)).toContain("1 encaissement à transmettre");
    const again = await accountant.send(`${path()}/sent`, { flow: "212", from: "2026-10-01", upTo });
    expect(again.status).toBe(409);
    expect(readable(again as never)).toContain("Il n’y a rien à transmettre du 01/10 au 31/10");
  });

  test("follow what the company chooses for each type of invoice, and for a customer apart", async () => {
    expect(readable(await admin.get(path()))).toContain("Ces choix sont ceux par défaut.");
    const given = {
      business: "einvoice",
      private: "ereport_b2c",
      third_party_payer: "none",
      since: "2026-09-01",
      regime: "franchise",
      platformId: "0123",
      platformName: "Plateforme",
      confirmed: "on",
    };
    const saved = readable(await admin.sendAndFollow(`${path()}/settings`, given));
    expect(saved).toContain("Les réglages sont enregistrés.");
    expect(saved).toContain("Confirmé par l’expert-comptable");
    expect(saved).toContain("Du 01/11 au 31/12 , à transmettre au plus tard le 31/01/2027");
    await aPaidService("FA-7002");
    await admin.send(`${path()}/customers`, { aux: "C-FA-7002", scope: "ereport_b2bi" });
    const page = await admin.get(path());
    expect(readable(page)).toMatch(/FA-7002 encaissé 10\.2 /);
    const files = /href="([^"]+\/flow10\/files[^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const xml = await admin.get(files);
    expect(xml.text).toContain("<InvoiceID>FA-7002</InvoiceID>");
    expect(xml.text).toContain("<EndDate>20261231</EndDate>");
    expect(readable(await admin.send(`${path()}/customers`, { aux: "NONE", scope: "none" }))).toContain(
      "n’est celui d’aucun tiers",
    );
    const wrong = await admin.send(`${path()}/settings`, { ...given, since: "31/02/2026", platformName: "" });
    expect(wrong.status).toBe(409);
    expect(wrong.text).toContain('id="wrong-since"');
    expect(wrong.text).toContain('id="wrong-platformName"');
  });

  test("are read by everybody, sent by accountants, set by administrators", async () => {
    const text = (await viewer.get(path())).text;
    expect(text).not.toContain("/payment-reports/sent");
    expect((await viewer.send(`${path()}/sent`, { flow: "212", upTo: "1" })).status).toBe(403);
    expect((await accountant.send(`${path()}/settings`, {})).status).toBe(403);
    expect((await accountant.send(`${path()}/customers`, { aux: "x" })).status).toBe(403);
    expect((await viewer.get(`${path()}/212/files`)).status).toBe(404);
    expect((await viewer.get(`${path()}/messages/999999.xml`)).status).toBe(404);
  });
});
