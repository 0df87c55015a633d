import { beforeAll, describe, expect, test } from "vitest";
import { kindsShownAs, PAYMENT_STATES } from "../../domain/treasury/paymentState.ts";
import { PAYMENT_METHODS } from "../../sql/screens/payments.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let viewer: Visitor;
let accountant: Visitor;
let base: string;

type Sample = {
  name: string;
  amount: bigint;
  paidOn: string;
  method?: string;
  status?: string;
  direction?: "in" | "out";
  label?: string;
  reference?: string;
  cheque?: string;
  /** The number of the invoice that it pays. */
  invoice?: string;
  by?: bigint;
};

/** A payment as it is kept, and the invoice it pays. */
async function aPayment(of: World, sample: Sample): Promise<bigint> {
  const { pool, companyId } = of;
  const { shares } = await anInvoice(of, {
    number: sample.invoice ?? `FA-${sample.name}-${sample.paidOn}-${sample.amount}`,
    issuedOn: "2026-09-01",
    shares: [{ payer: "business", name: sample.name, amount: sample.amount }],
  });
  const [share] = shares;
  const [row] = await pool<{ id: bigint }[]>`
    insert into payment (company_id, direction, method, paid_on, amount_cents, status, third_party_id, label, reference, cheque_number, recorded_by)
    values (${companyId}, ${sample.direction ?? "in"}, ${sample.method ?? "transfer"}, ${sample.paidOn}, ${sample.amount},
            ${sample.status ?? "cleared"}, ${share?.thirdPartyId ?? null}, ${sample.label ?? "Règlement"}, ${sample.reference ?? null},
            ${sample.cheque ?? null}, ${sample.by ?? null})
    returning id
  `;
  if (!row || !share) throw new Error("no payment");
  if (sample.invoice)
    await pool`insert into allocation (payment_id, share_id, company_id, amount_cents) values (${row.id}, ${share.id}, ${companyId}, ${sample.amount})`;
  return row.id;
}

/** The cheque of Mr Martin in October, and what looks like it. */
beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
  viewer = await dashboard.signedIn(world, "viewer");
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}/payments`;
  const by = world.userIds.accountant;
  const cheque = { method: "cheque", status: "received", by };
  const add = (sample: Sample) => aPayment(world, sample);
  await add({
    ...cheque,
    name: "Martin Élise",
    amount: 12_000n,
    paidOn: "2026-10-14",
    cheque: "0417731",
    invoice: "FA2610-00042",
  });
  await add({ ...cheque, name: "Martin Élise", amount: 12_000n, paidOn: "2026-09-14", cheque: "0417730" });
  await add({ ...cheque, name: "Riou Marcel", amount: 12_000n, paidOn: "2026-10-15", status: "deposited" });
  await add({
    name: "Martin Élise",
    amount: 123_456n,
    paidOn: "2026-10-16",
    reference: "VIR-MARTIN-77",
    label: "Solde du chantier",
  });
  await add({ name: "Garage Le Goff", amount: 5_000n, paidOn: "2026-10-17", invoice: "FA2610-00043" });
  await add({ name: "Garage Le Goff", amount: 6_000n, paidOn: "2026-10-18", status: "corrected" });
  await add({ name: "Fournitures Bihan", amount: 7_000n, paidOn: "2026-10-19", direction: "out" });
  await add({
    name: "Ville de Quimper",
    amount: 8_000n,
    paidOn: "2026-11-02",
    status: "announced",
    by: world.userIds.admin,
  });
});

/** Days and amounts of the rows, in order. */
async function listed(query: string, visitor = viewer, at = base): Promise<string[]> {
  const page = await visitor.get(at + query);
  expect(page.status).toBe(200);
  return (
    page.text
      .split("<tbody>")[1]
      ?.split("<tr>")
      .slice(1)
      .map((row) => {
        const day = /datetime="([^"]+)"/.exec(row)?.[1];
        const amount = /class="amt">([^<]+)</.exec(row)?.[1]?.replace(/[\s\u00a0\u202f]/g, "");
        return `${day} ${amount}`;
      }) ?? []
  );
}

const CHEQUE = "2026-10-14 120,00";
const OLDER = "2026-09-14 120,00";
const RIOU = "2026-10-15 120,00";
const TRANSFER = "2026-10-16 1234,56";
const GARAGE = "2026-10-17 50,00";
const CORRECTED = "2026-10-18 60,00";
const SUPPLIER = "2026-10-19 −70,00";
const ANNOUNCED = "2026-11-02 80,00";

describe("the list of payments", () => {
  test("shows them all without a filter, the latest first, with the number of their cheque", async () => {
    expect(await listed("")).toEqual([ANNOUNCED, SUPPLIER, CORRECTED, GARAGE, TRANSFER, RIOU, CHEQUE, OLDER]);
    expect(readable(await viewer.get(base))).toMatch(/14\/10 Martin Élise .*chèque n° 0417731 FA2610-00042/);
  });

  test.each([
    [
      "the cheque of 120 of Mr Martin in October",
      "?q=M.+Martin&method=cheque&amount=120&from=2026-10-01&to=2026-10-31",
      [CHEQUE],
    ],
    ["by name, accents or not, words in any order", "?q=elise+martin", [TRANSFER, CHEQUE, OLDER]],
    ["by number of invoice", "?q=FA2610-00042", [CHEQUE]],
    ["by number of invoice, written otherwise", "?q=fa+2610+42", [CHEQUE]],
    ["by the beginning of a number", "?q=fa2610", [GARAGE, CHEQUE]],
    ["by number of cheque", "?q=0417731", [CHEQUE]],
    ["by number of cheque without its zero", "?q=417730", [OLDER]],
    ["by a piece of the reference", "?q=martin-77", [TRANSFER]],
    ["by a word of the label", "?q=chantier", [TRANSFER]],
    ["by method", "?method=cheque", [RIOU, CHEQUE, OLDER]],
    ["cheques still in the drawer, as the screen says it", "?state=in_portfolio", [CHEQUE, OLDER]],
    ["received and in no drawer", "?state=received", []],
    ["those on their way to the bank", "?state=deposited", [RIOU]],
    ["those corrected", "?state=corrected", [CORRECTED]],
    ["those that the bank has", "?state=cleared", [SUPPLIER, GARAGE, TRANSFER]],
    ["none of a state", "?state=returned", []],
    ["from a day", "?from=2026-10-18", [ANNOUNCED, SUPPLIER, CORRECTED]],
    ["up to a day, as the French write it", "?to=15/10/2026", [RIOU, CHEQUE, OLDER]],
    ["by amount, as the French write it", "?amount=1%E2%80%AF234,56", [TRANSFER]],
    ["by amount as the list shows it", "?amount=%E2%88%9270,00", [SUPPLIER]],
    ["by amount and state", "?amount=120&state=deposited", [RIOU]],
    ["money that left", "?direction=out", [SUPPLIER]],
    ["what people recorded", "?by=people", [ANNOUNCED, RIOU, CHEQUE, OLDER]],
    ["what the night recorded", "?by=machine&direction=in", [CORRECTED, GARAGE, TRANSFER]],
  ])("%s", async (_what, query, expected) => {
    expect(await listed(query)).toEqual(expected);
  });

  test("by the person who recorded it, whom the form names", async () => {
    const page = await viewer.get(base);
    const [, id = ""] = /<option value="(\d+)">[^<]*<\/option>/.exec(page.text) ?? [];
    expect([String(world.userIds.accountant), String(world.userIds.admin)]).toContain(id);
    expect(await listed(`?by=${world.userIds.admin}`)).toEqual([ANNOUNCED]);
  });

  test("keeps what was asked in its form, with a way to drop it all (S3.2)", async () => {
    const { text } = await viewer.get(
      `${base}?q=Martin&method=cheque&state=in_portfolio&amount=120&from=2026-10-01&by=people`,
    );
    expect(text).toMatch(/id="q" name="q" type="search" value="Martin"/);
    for (const chosen of ["cheque", "in_portfolio", "people"])
      expect(text).toContain(`<option value="${chosen}" selected>`);
    expect(text).toMatch(/name="from"[^>]* value="2026-10-01"/);
    expect(text).toContain(`<a class="btn bare" href="${base}">Tout effacer</a>`);
  });
});

describe("a payment that no bank sees", () => {
  const state = (row: string) =>
    new RegExp(`${row} .*?(par la caisse|sans mouvement de banque|en portefeuille|pointé par la banque)`);

  test("is not said to be cleared by it: cash is in the till, an advance used and a credit note set off move nothing", async () => {
    const seen = { amount: 9_000n, status: "cleared" };
    const other = await aWorld(dashboard.database.pool);
    const there = await dashboard.signedIn(other, "viewer");
    const at = `/d/${other.companyId}/payments`;
    const add = (sample: Sample) => aPayment(other, sample);
    await add({ ...seen, name: "Riou Banque", method: "transfer", paidOn: "2026-11-09" });
    await add({ ...seen, name: "Riou Cash", method: "cash", paidOn: "2026-11-10" });
    await add({ ...seen, name: "Riou Avance", method: "advance", paidOn: "2026-11-11" });
    await add({ ...seen, name: "Riou Avoir", method: "credit_note", paidOn: "2026-11-12", amount: 0n });
    await add({ ...seen, name: "Riou Interne", method: "internal", direction: "out", paidOn: "2026-11-13" });
    const text = readable(await there.get(at));
    expect(state("Riou Cash").exec(text)?.[1]).toBe("par la caisse");
    for (const name of ["Riou Avance", "Riou Avoir", "Riou Interne"])
      expect(state(name).exec(text)?.[1]).toBe("sans mouvement de banque");
    expect(await listed("?state=in_till", there, at)).toEqual(["2026-11-10 90,00"]);
    expect(await listed("?state=no_bank", there, at)).toHaveLength(3);
    expect(await listed("?state=cleared", there, at)).toEqual(["2026-11-09 90,00"]);
  });
});

describe("what cannot be read", () => {
  test("is said beside its field, shown again, and lists nothing as if it answered", async () => {
    const page = await viewer.get(`${base}?from=31/02/2026&amount=douze&method=cheque`);
    expect(readable(page)).toContain("Écrivez une date comme 17/11/2026.");
    expect(readable(page)).toContain("Écrivez un montant comme 1 234,56.");
    expect(page.text).toMatch(
      /id="f-from"[^>]* aria-invalid="true" aria-describedby="wrong-from" value="31\/02\/2026"/,
    );
    expect(page.text).toMatch(/id="f-amount"[^>]* aria-describedby="wrong-amount" value="douze"/);
    expect(readable(page)).toContain("Un filtre ne se lit pas : rien n’a été cherché.");
    expect(await listed("?amount=abc")).toEqual([]);
  });

  test("a period that ends before it begins, an amount beyond all money, a state that is none", async () => {
    const page = await viewer.get(
      `${base}?from=2026-10-18&to=2026-10-01&amount=${"9".repeat(40)}&state=lost&by=x`,
    );
    expect(readable(page)).toContain("Ce jour précède le premier.");
    expect(readable(page)).toContain("Écrivez un montant comme 1 234,56.");
    expect(await listed("?from=2026-10-18&to=2026-10-01")).toEqual([]);
    expect(await listed("?state=lost")).toHaveLength(8);
  });
});

describe("an empty list", () => {
  test("says that no payment fits, and offers to drop the filters", async () => {
    expect(readable(await viewer.get(`${base}?q=personne`))).toContain(
      "Aucun règlement ne répond à ces filtres. Effacer les filtres",
    );
  });

  test("or that there is no payment yet", async () => {
    const other = await aWorld(dashboard.database.pool);
    const reader = await dashboard.signedIn(other, "viewer");
    const said = readable(await reader.get(`/d/${other.companyId}/payments`));
    expect(said).toContain("Aucun règlement encore.");
    expect(said).not.toContain("répond à ces filtres");
  });
});

describe("its rights", () => {
  test("everybody of the company filters, an accountant starts a payment there, nobody sees another company", async () => {
    expect((await viewer.get(base)).text).not.toContain("/payments/new");
    expect((await accountant.get(`${base}?q=Martin`)).text).toContain("/payments/new");
    const other = await aWorld(dashboard.database.pool);
    await aPayment(other, { name: "Martin Élise", amount: 12_000n, paidOn: "2026-10-14", method: "cheque" });
    expect(await listed("?q=martin&method=cheque")).toEqual([CHEQUE, OLDER]);
    expect((await viewer.get(`/d/${other.companyId}/payments`)).status).toBe(404);
  });
});

describe("a long list", () => {
  const MANY = 21_000;
  let reader: Visitor;
  let at: string;

  /** More transfers than a page looks at, on cheques of long ago. */
  beforeAll(async () => {
    const other = await aWorld(dashboard.database.pool);
    reader = await dashboard.signedIn(other, "viewer");
    at = `/d/${other.companyId}/payments`;
    await aPayment(other, {
      name: "Kervella Yann",
      amount: 4_200n,
      paidOn: "2025-03-02",
      method: "cheque",
      cheque: "0000042",
      invoice: "FA2503-00007",
      label: "Acompte de printemps",
    });
    await other.pool`
      insert into payment (company_id, direction, method, paid_on, amount_cents, status, label, bank_account_id)
      select ${other.companyId}, 'in', 'transfer', date '2026-01-01' + n / 70, 1000 + n % 60, 'cleared', 'VIR ' || n, ${other.bankAccountId}
        from generate_series(1, ${MANY}::integer) as n`;
  }, 60_000);

  const links = (text: string) => ({
    next: /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll("&amp;", "&"),
    all: /href="([^"]+all=1[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&"),
  });

  test("is paged within its filters, no row twice and none left out", async () => {
    const seen: string[] = [];
    let address: string | undefined = `${at}?amount=10,07&method=transfer&from=2026-01-01`;
    while (address) {
      const page: { text: string } = await reader.get(address);
      seen.push(...[...page.text.matchAll(/payments\/(\d+)"><time/g)].map(([, id = ""]) => id));
      address = links(page.text).next;
      if (address) expect(address).toContain("amount=10%2C07&");
    }
    expect([seen.length, new Set(seen).size]).toEqual([MANY / 60, MANY / 60]);
  });

  test("says how far a page looked, and looks at the rest when asked", async () => {
    const page = await reader.get(`${at}?method=cheque`);
    expect(readable(page)).toMatch(
      /Aucun règlement ne répond à ces filtres depuis le \d\d\/\d\d.* Chercher dans tous les règlements/,
    );
    const whole = await reader.get(links(page.text).all ?? "");
    expect(readable(whole)).toMatch(/Kervella Yann/);
    expect(readable(whole)).not.toContain("Chercher dans tous");
  });

  test.each([
    ["a name", "?q=kervella"],
    ["a number of invoice", "?q=FA2503-00007"],
    ["a number of cheque", "?q=42&method=cheque"],
    ["an amount", "?amount=42"],
    ["days", "?method=cheque&from=2025-01-01&to=2025-12-31"],
  ])("finds by %s however long ago it was", async (_what, query) => {
    expect(await listed(query, reader, at)).toEqual(["2025-03-02 42,00"]);
  });

  test("says how far labels were read", async () => {
    expect(readable(await reader.get(`${at}?q=printemps`))).toContain(
      "Aucun règlement ne répond à ces filtres depuis le",
    );
    expect(readable(await reader.get(`${at}?q=kervella`))).toContain("Libellés et références lus jusqu’au");
    expect(await listed("?q=printemps&all=1", reader, at)).toEqual(["2025-03-02 42,00"]);
  });
});

describe("what leads here", () => {
  test("the payments of a remittance, and those of it that came back", async () => {
    const other = await aWorld(dashboard.database.pool);
    const reader = await dashboard.signedIn(other, "viewer");
    const at = `/d/${other.companyId}`;
    const [remittance] = await other.pool<{ id: bigint }[]>`
      insert into remittance (company_id, kind, number, reference, reference_key, bank_account_id, made_on, amount_cents, made_at)
      values (${other.companyId}, 'cheque_slip', 1, 'RC-0001', 'RC1', ${other.bankAccountId}, '2026-11-02', 3000, now())
      returning id`;
    const first = await aPayment(other, {
      name: "Le Bihan",
      amount: 1_000n,
      paidOn: "2026-11-01",
      method: "cheque",
      status: "deposited",
    });
    await aPayment(other, {
      name: "Le Bihan",
      amount: 1_500n,
      paidOn: "2026-11-01",
      method: "cheque",
      status: "received",
    });
    await other.pool`update payment set remittance_id = ${remittance?.id ?? 0n} where id = ${first}`;
    const { text } = await reader.get(`${at}/remittances`);
    expect(text).toContain(`<a href="${at}/payments?q=RC-0001">1</a>`);
    expect(await listed("?q=RC-0001", reader, `${at}/payments`)).toEqual(["2026-11-01 10,00"]);
  });
});

test("every method and state that the books know can be asked for", async () => {
  const known = async (constraint: string) => {
    const [row] = await world.pool<{ rule: string }[]>`
      select pg_get_constraintdef(oid) as rule from pg_constraint where conname = ${constraint} and conrelid = 'payment'::regclass`;
    return (row?.rule.match(/'[a-z_]+'/g) ?? []).map((each) => each.slice(1, -1)).sort();
  };
  expect([...PAYMENT_METHODS].sort()).toEqual(await known("method_is_known"));
  expect([...new Set(PAYMENT_STATES.flatMap(kindsShownAs).map(({ status }) => status))].sort()).toEqual(
    await known("payment_status_is_known"),
  );
});
