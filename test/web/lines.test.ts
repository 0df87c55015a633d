import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

/** A patient's share of 147,89 and the line that pays it. */
async function kervella(number = "FA2610-00123", amount = 14_789n) {
  const invoice = await anInvoice(world, {
    number,
    dueOn: "2026-11-04",
    shares: [{ payer: "patient", name: "Kervella Jeanne", amount: 14_789n }],
  });
  const [share] = invoice.shares;
  if (!share) throw new Error("no share");
  const candidate = { share, invoiceId: invoice.id, number, amount };
  return { invoice, share, candidate };
}

const answerOf = (page: { text: string }) => /name="answer" value="([^"]+)"/.exec(page.text)?.[1] ?? "";

describe("the list of lines to decide", () => {
  test("shows the bank on the left, the books on the right, the sign between, and the reason (S1.13)", async () => {
    const { candidate } = await kervella();
    await aWaitingLine(world, {
      amount: 14_789n,
      label: "VIR INST KERVELLA /MOTIF FA2610-00123",
      tokens: ["FA2610-00123"],
      candidates: [candidate],
    });
    const page = await accountant.get(`${base}/lines`);
    expect(page.text).toContain("<mark>FA2610-00123</mark>");
    const text = readable(page);
    expect(text).toContain("1 à décider, 147,89 €");
    expect(text).toContain("Kervella Jeanne · part patient");
    expect(text).toMatch(/= égal/);
    expect(text).toContain("Le libellé porte « FA2610-00123 » : c’est la pièce FA2610-00123.");
    expect(text).toContain("Accepter la n° 1");
    expect(text).toContain("9 j après");
  });

  test("levels come in order, then the largest amounts; counters filter and count all", async () => {
    const { candidate } = await kervella();
    await aWaitingLine(world, { amount: 5_000n, label: "PETITE" });
    await aWaitingLine(world, { amount: -90_000n, label: "GRANDE" });
    await aWaitingLine(world, { amount: 14_789n, label: "NETTE", candidates: [candidate] });
    const all = readable(await accountant.get(`${base}/lines`));
    const order = ["NETTE", "GRANDE", "PETITE"].map((label) => all.indexOf(label));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const onlyD = readable(await accountant.get(`${base}/lines?level=D`));
    expect(onlyD).not.toContain("NETTE");
    expect(onlyD).toContain("À décider 3");
    expect(readable(await accountant.get(`${base}/lines?q=peti`))).not.toContain("GRANDE");
    expect(readable(await accountant.get(`${base}/lines?q=900,00`))).toContain("GRANDE");
    expect(readable(await accountant.get(`${base}/lines?reason=weak_answer`))).not.toContain("PETITE");
  });

  test("title, tabs and headings count what the filters ask for, and the title says of how many", async () => {
    const { candidate } = await kervella();
    await aWaitingLine(world, { amount: 5_000n, label: "VIR PETITE" });
    await aWaitingLine(world, { amount: -90_000n, label: "PRLV GRANDE" });
    await aWaitingLine(world, { amount: 14_789n, label: "VIR NETTE", candidates: [candidate] });
    const asked = async (query: string) => readable(await accountant.get(`${base}/lines${query}`));
    const searched = await asked("?q=vir");
    for (const said of [
      "2 à décider, 197,89 €, entrées et sorties confondues. Sur 3 en tout.",
      "À décider 2 ",
      "D Rien de sûr 1 ",
      "D · Rien de sûr 1 ligne · 50,00 €",
    ])
      expect(searched).toContain(said);
    expect(await asked("?q=vir&level=D")).toContain(
      "1 à décider, 50,00 €, entrées et sorties confondues. Sur 3 en tout.",
    );
    const none = await asked("?q=prlv&level=B");
    for (const said of [
      "0 à décider, 0,00 €, entrées et sorties confondues.",
      "À décider 1 ",
      "D Rien de sûr 1 ",
    ])
      expect(none).toContain(said);
    expect(await asked("?mine=1")).toContain(
      "0 à décider, 0,00 €, entrées et sorties confondues. Sur 3 en tout. ",
    );
    expect(await asked("?reason=nothing_found")).toContain(
      "2 à décider, 950,00 €, entrées et sorties confondues. Sur 3 en tout.",
    );
    expect(await asked("")).not.toContain("en tout.");
  });

  test("the way from a line to the list opens it there, on the page where it stands; who may not decide has none", async () => {
    for (let nth = 0; nth < 53; nth++)
      await aWaitingLine(world, { amount: 100_000n + BigInt(nth), label: `AUTRE ${nth}` });
    const last = await aWaitingLine(world, { amount: 100n, label: "LA DERNIERE" });
    const page = await accountant.get(`${base}/lines/${last}`);
    const [, way = ""] = /href="([^"#]+)#line-\d+"[^>]*>Décider cette ligne</.exec(page.text) ?? [];
    const list = await accountant.get(way);
    expect(list.text).toContain(`<li class="line is-on" id="line-${last}"`);
    expect(readable(list)).not.toContain("AUTRE 52");
    const first = await accountant.get(`${base}/lines`);
    expect(first.text).not.toContain(`id="line-${last}"`);
    const viewer = await dashboard.signedIn(world, "viewer");
    expect(readable(await viewer.get(`${base}/lines/${last}`))).not.toContain("Décider cette ligne");
  });

  test("a name is text, whatever it holds", async () => {
    await aWaitingLine(world, {
      amount: 100n,
      name: '<img src=x onerror="alert(1)">',
      label: "VIR '><script>alert(2)</script>",
      tokens: ["<script>"],
    });
    const page = await accountant.get(`${base}/lines`);
    expect(page.text).not.toMatch(/<img src=x|<script>alert/);
    expect(readable(page)).toContain('<img src=x onerror="alert(1)">');
  });

  test("an answer that would leave money over asks what becomes of it, and nothing is written unanswered (D1)", async () => {
    const { candidate } = await kervella();
    const line = await aWaitingLine(world, { amount: 15_000n, candidates: [candidate] });
    const page = await accountant.get(`${base}/lines`);
    expect(readable(page)).toContain("Que faire des 2,11 € de trop ?");
    expect(page.text).toMatch(/<select[^>]+name="excess" required/);
    const unanswered = await accountant.send(`${base}/lines/${line}/match`, {
      answer: answerOf(page),
      excess: "",
      filters: "",
    });
    expect(unanswered.status).toBe(422);
    const fields = { answer: answerOf(page), excess: "advance", filters: "" };
    expect((await accountant.send(`${base}/lines/${line}/match`, fields)).status).toBe(303);
    const held = await world.pool`select held_as, amount_cents from held_money`;
    expect(held).toMatchObject([{ heldAs: "advance", amountCents: 211n }]);
  });

  test("fifty lines to a page", async () => {
    for (let n = 1n; n <= 51n; n += 1n)
      await aWaitingLine(world, { amount: n * 100n, label: `LIGNE ${n} FIN` });
    expect(readable(await accountant.get(`${base}/lines`))).not.toContain("LIGNE 1 FIN");
    expect(readable(await accountant.get(`${base}/lines?page=2`))).toContain("LIGNE 1 FIN");
  });
});

describe("a decision", () => {
  test("without script: the form posts, the answer is 303 to the next line, the undo is in the foot (S3.20)", async () => {
    const { candidate, invoice } = await kervella();
    const line = await aWaitingLine(world, { amount: 14_789n, candidates: [candidate] });
    const next = await aWaitingLine(world, { amount: 5_000n });
    const answer = answerOf(await accountant.get(`${base}/lines`));
    const accepted = await accountant.send(`${base}/lines/${line}/match`, { answer, filters: "" });
    expect(accepted.status).toBe(303);
    expect(accepted.location).toBe(`${base}/lines?line=${next}&done=${line}#line-${next}`);
    const after = await accountant.get(accepted.location?.split("#")[0] ?? "");
    expect(readable(after)).toContain("Décidée : 147,89 € M. OU MME KERVELLA Annuler");
    expect(after.text).toMatch(new RegExp(`id="line-${line}"[^>]*>`));
    expect(after.text).toMatch(new RegExp(`class="line is-on" id="line-${next}"`));
    expect(readable(after)).toContain("décidée par vous à 9 h 14");
    expect(readable(await accountant.get(`${base}/invoices/${invoice.id}`))).toContain("soldée");
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA2610-00123");
  });

  test("is taken back by one form, and the line waits again where it was (S3.19)", async () => {
    const { candidate } = await kervella();
    const line = await aWaitingLine(world, { amount: 14_789n, candidates: [candidate] });
    await accountant.send(`${base}/lines/${line}/match`, {
      answer: `${candidate.share.id}:14789`,
      filters: "",
    });
    const back = await accountant.sendAndFollow(`${base}/lines/${line}/undo`, { filters: "" });
    expect(readable(back)).toContain("Annulée : 147,89 € M. OU MME KERVELLA. La ligne attend de nouveau.");
    expect(back.text).toMatch(new RegExp(`class="line is-on" id="line-${line}"`));
    expect(readable(await accountant.get(`${base}/unpaid`))).toContain("FA2610-00123");
    const again = await accountant.send(`${base}/lines/${line}/undo`, { filters: "" });
    expect(again.status).toBe(409);
  });

  test("the second of two people is told who was first, and nothing is written twice", async () => {
    const { candidate } = await kervella();
    const line = await aWaitingLine(world, { amount: 14_789n, candidates: [candidate] });
    const answer = `${candidate.share.id}:14789`;
    const admin = await dashboard.signedIn(world, "admin");
    const both = await Promise.all([
      accountant.send(`${base}/lines/${line}/match`, { answer, filters: "" }),
      admin.send(`${base}/lines/${line}/match`, { answer, filters: "" }),
    ]);
    expect(both.map((page) => page.status).sort()).toEqual([303, 409]);
    const loser = readable(both.find((page) => page.status === 409) ?? { ...both[0] });
    expect(loser).toContain("Votre choix n’a pas été enregistré");
    expect(loser).toMatch(/(accountant|admin) Morvan/);
    const [row] =
      await world.pool`select count(*)::integer as payments from payment where company_id = ${world.companyId}`;
    expect(row?.payments).toBe(1);
  });

  test("a share paid meanwhile is refused with 409, and the list is there to go on", async () => {
    const { candidate } = await kervella();
    const first = await aWaitingLine(world, { amount: 14_789n, candidates: [candidate] });
    const second = await aWaitingLine(world, {
      amount: 14_789n,
      candidates: [candidate],
      label: "LA SECONDE",
    });
    const answer = `${candidate.share.id}:14789`;
    await accountant.send(`${base}/lines/${first}/match`, { answer, filters: "" });
    const late = await accountant.send(`${base}/lines/${second}/match`, { answer, filters: "" });
    expect(late.status).toBe(409);
    expect(readable(late)).toContain("LA SECONDE");
  });

  test("bank fees and suspense post without an invoice; what cannot be read is refused with 422", async () => {
    const fee = await aWaitingLine(world, { amount: -3_840n, label: "COTISATION PACK PRO" });
    const odd = await aWaitingLine(world, { amount: 30_000n, label: "VERSEMENT ESPECES" });
    expect((await accountant.send(`${base}/lines/${odd}/match`, { answer: "one:two" })).status).toBe(422);
    expect((await accountant.send(`${base}/lines/${fee}/booking`, { treatAs: "gift" })).status).toBe(422);
    expect(
      (await accountant.send(`${base}/lines/${fee}/booking`, { treatAs: "fee", vat: "6,40" })).status,
    ).toBe(303);
    expect((await accountant.send(`${base}/lines/${odd}/suspense`, {})).status).toBe(303);
    const balance = readable(await accountant.get(`${base}/balance`));
    expect(balance).toMatch(/627800 Frais bancaires 32,00/);
    expect(balance).toMatch(/471000 Compte d’attente 0,00 300,00/);
    expect(balance).toContain("débit = crédit");
  });

  test("keeps the filters of the list it was taken from", async () => {
    const line = await aWaitingLine(world, { amount: 30_000n });
    const done = await accountant.send(`${base}/lines/${line}/suspense`, { filters: "level=D&q=VIR&page=1" });
    expect(done.location).toContain("level=D&q=VIR");
    const after = await accountant.get(done.location?.split("#")[0] ?? "");
    expect(after.text).toContain(`class="line is-done" id="line-${line}"`);
  });

  test("htmx gets the same page, and the address bar the list", async () => {
    const line = await aWaitingLine(world, { amount: 30_000n });
    const page = await accountant.get(`${base}/lines?line=${line}`, { "hx-request": "true" });
    expect(page.headers.get("hx-replace-url")).toBe(`${base}/lines?line=${line}`);
    for (const id of ["lines", "summary", "counters", "notice", "foot", "head-2"])
      expect(page.text).toContain(`id="${id}"`);
  });
});

test("a decided line stays in its place under the filter it was decided under", async () => {
  const { candidate } = await kervella();
  const line = await aWaitingLine(world, { amount: 14_789n, level: "C", candidates: [candidate] });
  const answer = `${candidate.share.id}:14789`;
  const after = await accountant.sendAndFollow(`${base}/lines/${line}/match`, {
    answer,
    filters: "level=C&reason=several_answers",
  });
  expect(after.text).toContain(`class="line is-done" id="line-${line}"`);
});

test("a code of an engine that is no more is shown as it is, and breaks no page", async () => {
  await aWaitingLine(world, { amount: 100n, reason: "an_old_reason", level: "D" });
  for (const path of ["", "/lines"]) {
    const page = await accountant.get(base + path);
    expect([page.status, readable(page).includes("an old reason")]).toEqual([200, true]);
  }
});

test("the page of a line says everything the bank wrote, what was decided and why, and what it paid", async () => {
  const { candidate } = await kervella();
  const line = await aWaitingLine(world, {
    amount: 14_789n,
    label: "VIR FA2610-00123",
    candidates: [candidate],
  });
  await accountant.send(`${base}/lines/${line}/match`, { answer: `${candidate.share.id}:14789` });
  await accountant.send(`${base}/lines/${line}/undo`, {});
  await accountant.send(`${base}/lines/${line}/match`, { answer: `${candidate.share.id}:14789` });
  const text = readable(await accountant.get(`${base}/lines/${line}`));
  expect(text).toContain("04VIR FA2610-00123");
  expect(text).toContain("ligne 2 du fichier");
  expect(text).toContain("passée par accountant Morvan");
  expect(text).toContain("annulée par accountant Morvan");
  expect(text).toMatch(/FA2610-00123 Kervella Jeanne part patient 147,89/);
  expect(text).toMatch(/512100 .* 411100/);
});
