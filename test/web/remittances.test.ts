import { beforeEach, describe, expect, test } from "vitest";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { asCompany } from "../../sql/connect.ts";
import { findChequeSlip } from "../../sql/screens/remittances.ts";
import { chequeSlip } from "../../web/chequeSlip.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

let numbers = 0;

/** An invoice of a patient, paid by some means. Gives the id of the payment. */
async function paid(method: string, amount: bigint, more: Record<string, string> = {}): Promise<string> {
  const { id, shares } = await anInvoice(world, {
    number: `FA-${++numbers}`,
    issuedOn: "2026-11-02",
    shares: [{ payer: "patient", name: `Le Bihan ${numbers}`, amount }],
  });
  const typed = `${amount / 100n},${String(amount % 100n).padStart(2, "0")}`;
  const form = { share: String(shares[0]?.id), paidOn: "2026-11-16", amount: typed, method, ...more };
  await accountant.send(`${base}/invoices/${id}/payments`, form);
  const [payment] = await world.pool<{ id: bigint }[]>`select max(id) as id from payment`;
  return String(payment?.id);
}

const statuses = async () =>
  (await world.pool`select status from payment where company_id = ${world.companyId} order by id`).map(
    (row) => row.status,
  );

describe("cheques in hand", () => {
  test("are listed with number, bank and total, and go on one slip for the bank (S0.13, S0.14)", async () => {
    const one = await paid("cheque", 3_550n, { chequeNumber: "1234567", drawnOn: "BNP" });
    const two = await paid("cheque", 24_000n, { chequeNumber: "7654321", drawnOn: "CA" });
    await paid("cheque", 1_800n, { chequeNumber: "0000042" });
    const page = readable(await accountant.get(`${base}/remittances`));
    expect(page).toContain("Chèques à remettre (3)");
    expect(page).toContain("1234567 BNP");
    expect(page).toContain("Total à remettre : 293,50 €");
    const form = new URLSearchParams([
      ["kind", "cheque_slip"],
      ["account", "BQ1"],
      ["payment", one],
      ["payment", two],
    ]);
    const made = readable(await accountant.sendAndFollow(`${base}/remittances`, form));
    expect(made).toContain("Remise RC-0001 enregistrée.");
    expect(made).toContain("Chèques à remettre (1)");
    expect(made).toMatch(
      /RC-0001 Bordereau à imprimer RC-0001 bordereau de chèques .* BQ1 2 275,50 en route/,
    );
    const [, way = ""] =
      /href="([^"]+bordereau\.pdf)"/.exec((await accountant.get(`${base}/remittances`)).text) ?? [];
    const paper = await accountant.get(way);
    expect(paper.headers.get("content-type")).toBe("application/pdf");
    expect(paper.text.startsWith("%PDF-")).toBe(true);
    expect(await statuses()).toEqual(["deposited", "deposited", "received"]);
  });

  test("stand on their slip with number, drawer, bank and amount, and their total (S0.14)", async () => {
    const one = await paid("cheque", 3_550n, { chequeNumber: "1234567", drawnOn: "BNP" });
    const two = await paid("cheque", 24_000n, { chequeNumber: "7654321", drawnOn: "CA" });
    const form = [
      ["kind", "cheque_slip"],
      ["account", "BQ1"],
      ["payment", one],
      ["payment", two],
    ];
    await accountant.send(`${base}/remittances`, new URLSearchParams(form));
    const [made] = await world.pool<{ id: bigint }[]>`select max(id) as id from remittance`;
    const slip = await asCompany(world.pool, world.companyId, (db) => findChequeSlip(db, made?.id ?? 0n));
    if (!slip) throw new Error("no slip");
    const paper = JSON.stringify(chequeSlip(slip, { name: "Cabinet", siren: null }));
    for (const said of [
      `"1234567","Le Bihan ${numbers - 1}","BNP"`,
      `"7654321","Le Bihan ${numbers}","CA"`,
      "240,00",
      "275,50",
    ])
      expect(paper).toContain(said);
  });

  test("are on one slip at most, and a slip holds at least one", async () => {
    const payment = await paid("cheque", 3_550n);
    const slip = { kind: "cheque_slip", account: "BQ1", payment };
    await accountant.send(`${base}/remittances`, slip);
    const twice = await accountant.send(`${base}/remittances`, slip);
    expect([twice.status, readable(twice).includes("n’est plus à remettre")]).toEqual([409, true]);
    const none = await accountant.send(`${base}/remittances`, { kind: "cheque_slip", account: "BQ1" });
    expect([none.status, readable(none).includes("ne contient aucun règlement")]).toEqual([422, true]);
  });

  test("are in hand again when the slip is withdrawn, whose number is not used again", async () => {
    const payment = await paid("cheque", 3_550n);
    await accountant.send(`${base}/remittances`, { kind: "cheque_slip", account: "BQ1", payment });
    const [remittance] = await world.pool<{ id: bigint }[]>`
      select id from remittance where company_id = ${world.companyId}
    `;
    const at = `${base}/remittances/${remittance?.id}/withdraw`;
    expect(readable(await accountant.sendAndFollow(at, {}))).toContain("Remise RC-0001 annulée");
    expect(await statuses()).toEqual(["received"]);
    expect((await accountant.send(at, {})).status).toBe(409);
    const again = { kind: "cheque_slip", account: "BQ1", payment };
    expect(readable(await accountant.sendAndFollow(`${base}/remittances`, again))).toContain("RC-0002");
  });
});

describe("card sales and cash", () => {
  test("a batch holds card sales alone", async () => {
    const cheque = await paid("cheque", 3_550n);
    const card = await paid("card", 2_500n);
    const wrong = await accountant.send(`${base}/remittances`, {
      kind: "card_batch",
      account: "BQ1",
      payment: cheque,
    });
    expect(wrong.status).toBe(409);
    const done = await accountant.sendAndFollow(`${base}/remittances`, {
      kind: "card_batch",
      account: "BQ1",
      payment: card,
    });
    expect(readable(done)).toMatch(/TC-0001 télécollecte .* 25,00 en route/);
  });

  test("cash leaves the till as far as it is there (GC18)", async () => {
    await paid("cash", 5_000n);
    const page = readable(await accountant.get(`${base}/remittances`));
    expect(page).toContain("En caisse : 50,00 €");
    const above = await accountant.send(`${base}/remittances/cash`, { account: "BQ1", amount: "50,01" });
    expect([above.status, readable(above).includes("La caisse ne contient que 50,00 €")]).toEqual([
      422,
      true,
    ]);
    const done = await accountant.sendAndFollow(`${base}/remittances/cash`, { account: "BQ1", amount: "40" });
    expect(readable(done)).toMatch(/VE-0001 versement d’espèces .* 40,00 en route/);
    expect(readable(done)).toContain("En caisse : 10,00 €");
  });
});

describe("a line that brings money in hand, on the list of lines", () => {
  const match = () => matchWaitingLines(world.pool, world.companyId, { at: NOW, on: "2026-11-17" });

  /** A cheque of 35,50 on slip RC-0001, and a line that names the slip. */
  async function slipAndLine(amount: bigint): Promise<{ lineId: bigint; payment: string }> {
    const payment = await paid("cheque", 3_550n, { chequeNumber: "1234567" });
    await accountant.send(`${base}/remittances`, { kind: "cheque_slip", account: "BQ1", payment });
    const lineId = await aWaitingLine(world, { amount, label: "REM CHQ RC-0001" });
    await match();
    return { lineId, payment };
  }

  test("that the amount does not fit, a person accepts with what the bank kept", async () => {
    const { lineId } = await slipAndLine(3_490n);
    const page = await accountant.get(`${base}/lines?line=${lineId}`);
    expect(readable(page)).toContain("apporte RC-0001");
    expect(readable(page)).toContain("La remise nommée fait un autre montant");
    expect(page.text).toMatch(/name="fee"[^>]* value="0,60"/);
    const [, remittances = ""] = /name="remittances" value="(\d+)"/.exec(page.text) ?? [];
    const wrong = await accountant.send(`${base}/lines/${lineId}/credit`, { remittances, fee: "0,50" });
    expect([wrong.status, readable(wrong).includes("fait 35,00 €, la ligne 34,90 €")]).toEqual([422, true]);
    await accountant.send(`${base}/lines/${lineId}/credit`, { remittances, fee: "0,50", vat: "0,10" });
    expect(await statuses()).toEqual(["cleared"]);
    const made = readable(await accountant.get(`${base}/remittances`));
    expect(made).toMatch(/RC-0001 bordereau de chèques .* créditée ligne de relevé/);
  });

  test("that fits is posted by itself, and its return too; the slip says so (GC16, GC931)", async () => {
    await slipAndLine(3_550n);
    expect(await statuses()).toEqual(["cleared"]);
    const back = await aWaitingLine(world, { amount: -3_540n, label: "CHEQUE IMPAYE 1234567" });
    await match();
    const page = await accountant.get(`${base}/lines?line=${back}`);
    expect(readable(page)).toContain("reprend CHQ 1234567");
    const [, payment = ""] = /name="payment" value="(\d+)"/.exec(page.text) ?? [];
    const wrong = await accountant.send(`${base}/lines/${back}/return`, { payment });
    expect([
      wrong.status,
      readable(wrong).includes("La ligne reprend 35,40 €, le règlement était de 35,50 €."),
    ]).toEqual([422, true]);
    await aWaitingLine(world, { amount: -3_550n, label: "CHEQUE IMPAYE 1234567" });
    await match();
    expect(await statuses()).toEqual(["returned"]);
    expect(readable(await accountant.get(`${base}/remittances`))).toContain("1 chèque revenu impayé");
  });
});

describe("the page", () => {
  test("acts for accountants alone, and shows a viewer what is in hand", async () => {
    const payment = await paid("cheque", 3_550n);
    const viewer = await dashboard.signedIn(world, "viewer");
    const page = await viewer.get(`${base}/remittances`);
    expect(readable(page)).toContain("Total à remettre : 35,50 €");
    expect(page.text).not.toContain(`action="${base}/remittances`);
    for (const path of ["remittances", "remittances/cash", "remittances/1/withdraw"])
      expect((await viewer.send(`${base}/${path}`, { payment })).status).toBe(403);
  });

  test("says nothing that an address makes up", async () => {
    const page = await accountant.get(`${base}/remittances?said=made&reference=<b>x</b>`);
    expect(page.text).not.toContain("<b>x</b>");
  });
});
