import { beforeEach, expect, test } from "vitest";
import { identifyCompany } from "../../sql/acts/identifyCompany.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { importFile } from "../../worker/importFile.ts";
import { handInNew } from "../given.ts";
import { camtFile } from "../scenarios/camt.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, IBAN, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

/** A company that starts with Rappro: its first statement opens with 250 000,00 that no entry brought. */
beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
  const { pool, companyId } = world;
  const bytes = camtFile([{ id: "R1", iban: IBAN, opening: 25_000_000n, lines: [line(100n)] }]);
  const fileId = await handInNew(pool, { companyId, bytes, at: NOW });
  await importFile(pool, { companyId, fileId }, { now: NOW, today: "2026-11-17" });
});

const line = (amount: bigint) => ({ reference: "L1", amount, bookedOn: "2026-03-12", label: "VIR" });
const within = <T>(work: Parameters<typeof asCompany<T>>[2]) => asCompany(world.pool, world.companyId, work);
const reconciled = async (asOf = "2026-11-17") => accountant.get(`${base}/reconciliation?asOf=${asOf}`);

const opening = {
  rows: "6",
  journal: "AN",
  on: "2026-01-01",
  entryLabel: "À-nouveaux au 01/01/2026",
  account0: "512100",
  debit0: "250 000,00",
  account1: "120000",
  credit1: "250 000,00",
};
const entryIds = () =>
  world.pool<{ id: bigint; journal: string; piece: string; postedOn: string }[]>`
    select id, journal, piece, posted_on from journal_entry where company_id = ${world.companyId} order by id`;

test("the reconciliation says how the balance before the first statement comes into the books, and leads to the form (PCG, à-nouveaux)", async () => {
  const before = await reconciled();
  expect(readable(before)).toContain("reste 250 000,00 € à reprendre en à-nouveaux");
  expect(readable(before)).not.toContain("rapproché au centime");
  const [, to = ""] = /href="([^"]*journal\/manual[^"]*)">Saisir les à-nouveaux/.exec(before.text) ?? [];
  const form = await accountant.get(to.replaceAll("&amp;", "&"));
  expect(form.text).toMatch(/<option value="AN" selected>/);
  for (const [name, value] of [
    ["on", "2026-01-01"],
    ["account0", "512100"],
    ["entryLabel", "À-nouveaux au 01/01/2026"],
  ] as const)
    expect(form.text).toMatch(new RegExp(`name="${name}"[^>]*value="${value}"`));
  expect(readable(form)).toContain("Débit 250 000,00");

  await accountant.sendAndFollow(`${base}/journal/manual`, opening);
  expect(await entryIds()).toMatchObject([{ journal: "AN", piece: "AN-2026-01-01", postedOn: "2026-01-01" }]);
  const after = readable(await reconciled());
  expect(after).toContain("rapproché au centime");
  expect(after).not.toContain("non repris en comptabilité");
  expect(after).toMatch(/Chez la banque, encore à rapprocher 1,00/);
  expect(await within(verifyCompany)).toEqual([]);
});

test("a validated opening entry is reversed on its own day, so that another may take its place (D4)", async () => {
  await accountant.send(`${base}/journal/manual`, opening);
  const [first] = await entryIds();
  await within((db) =>
    validateEntries(db, { companyId: world.companyId, upTo: "2026-01-01", on: "2026-11-17", at: NOW }),
  );
  const reason = { reason: "montant", on: "2026-11-17" };
  expect((await accountant.send(`${base}/journal/${first?.id}/reversal`, reason)).status).toBe(303);
  expect((await entryIds()).map(({ postedOn }) => postedOn)).toEqual(["2026-01-01", "2026-01-01"]);
  const text = readable(await reconciled());
  expect(text).toContain("reste 250 000,00 € à reprendre en à-nouveaux");
  await accountant.send(`${base}/journal/manual`, opening);
  expect(readable(await reconciled("2026-06-30"))).toContain("rapproché au centime");
  expect(await within(verifyCompany)).toEqual([]);
});

test.each([
  ["on another day", { on: "2026-03-12" }, "premier jour du premier exercice, le 01/01"],
  ["with expenses", { account1: "627800" }, "n’est pas un compte de bilan"],
  ["with customers", { account1: "411000", aux1: "C1" }, "entre par les factures"],
  ["in journal OD", { journal: "OD" }, "que par une ligne de relevé"],
])("is refused %s, and nothing is written", async (_, changes, said) => {
  const refused = await accountant.send(`${base}/journal/manual`, { ...opening, ...changes });
  expect([refused.status, readable(refused)]).toEqual([422, expect.stringContaining(said)]);
  expect(await entryIds()).toEqual([]);
});

test("is refused once a year is closed: the closing carries balances forward by itself", async () => {
  await world.pool`
    insert into year_closing (company_id, year, starts_on, closing_on, closed_at, entries)
    values (${world.companyId}, 2025, '2025-01-01', '2025-12-31', ${NOW}, 0)`;
  const refused = await accountant.send(`${base}/journal/manual`, opening);
  expect([refused.status, readable(refused)]).toEqual([
    422,
    expect.stringContaining("les à-nouveaux s’écrivent désormais à la clôture"),
  ]);
  expect(readable(await reconciled())).toContain("les à-nouveaux du début ne se saisissent plus");
});

test("keeps the end of the year where it is, and verify finds one that is elsewhere", async () => {
  await accountant.send(`${base}/journal/manual`, opening);
  const { pool, companyId } = world;
  expect(await identifyCompany(pool, { companyId, at: NOW, yearEndMonth: 6 })).toMatchObject({
    ok: false,
    problems: [{ code: "year_end_in_use" }],
  });
  const [first] = await entryIds();
  await pool`update journal_entry set posted_on = '2026-01-02' where id = ${first?.id ?? 0n}`;
  expect(await within(verifyCompany)).toEqual([
    {
      law: "books_begin_with_balances",
      place: `entry ${first?.id} of 2026-01-02 begins the books on 512100`,
    },
  ]);
});

test("an entry of a year far off is refused: 2031 does not open with the years before it missing", async () => {
  const slip = { ...opening, journal: "OD", account0: "627800", account1: "471000", on: "2031-01-15" };
  const refused = await accountant.send(`${base}/journal/manual`, slip);
  expect([refused.status, readable(refused)]).toEqual([
    422,
    expect.stringContaining("hors des exercices ouverts, qui vont du 01/01"),
  ]);
  expect(await entryIds()).toEqual([]);
});
