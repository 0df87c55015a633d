import { beforeEach, expect, test } from "vitest";
import { setLock } from "../../sql/acts/setLock.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
});

const provision = {
  rows: "6",
  on: "2026-11-12",
  piece: "",
  entryLabel: "Frais à régulariser",
  account0: "627800",
  debit0: "1 200,00",
  account1: "471000",
  label1: "en attente",
  credit1: "1 200,00",
};

const within = <T>(work: Parameters<typeof asCompany<T>>[2]) => asCompany(world.pool, world.companyId, work);
const entries = () =>
  world.pool<{ id: bigint; piece: string; journal: string; cents: bigint }[]>`
    select entry.id, entry.piece, entry.journal, sum(line.debit_cents)::bigint as cents
      from journal_entry as entry join journal_line as line on line.entry_id = entry.id
     where entry.company_id = ${world.companyId} and entry.journal = 'OD'
     group by entry.id order by entry.id`;

test("the form is reached from the journal, is a plain form, and helps on every field (S3.2)", async () => {
  expect((await accountant.get(`${base}/journal`)).text).toContain(`href="${base}/journal/manual"`);
  const { text } = await accountant.get(`${base}/journal/manual`);
  expect(text).toContain(`method="post" action="${base}/journal/manual"`);
  for (const name of ["on", "piece", "entryLabel", "account0", "aux0", "label0", "debit0", "credit0"])
    expect(text).toMatch(new RegExp(`name="${name}"[^>]*title="[^"]+"`));
  const viewer = await dashboard.signedIn(world, "viewer");
  expect((await viewer.get(`${base}/journal/manual`)).status).toBe(403);
});

test("a balanced entry is a draft in journal OD, which can be deleted; validated, it is reversed on its day (D4)", async () => {
  const saved = readable(await accountant.sendAndFollow(`${base}/journal/manual`, provision));
  expect(saved).toContain("au brouillard jusqu’à sa validation");
  expect(saved).toContain("1 200,00");
  const [draft] = await entries();
  expect(draft).toMatchObject({ journal: "OD", piece: "OD-0001", cents: 120_000n });
  const removed = readable(await accountant.sendAndFollow(`${base}/journal/${draft?.id}/removal`, {}));
  expect(removed).toContain("L’écriture est supprimée");
  expect(await entries()).toEqual([]);

  await accountant.send(`${base}/journal/manual`, provision);
  const [entry] = await entries();
  const at = { at: NOW, on: "2026-11-13" };
  await within((db) => validateEntries(db, { ...at, companyId: world.companyId, upTo: "2026-11-13" }));
  const kept = await accountant.send(`${base}/journal/${entry?.id}/removal`, {});
  expect([kept.status, readable(kept)]).toEqual([409, expect.stringContaining("ne se supprime pas")]);
  const fields = { on: "2026-11-15", reason: "erreur de compte" };
  const slip = await accountant.send(`${base}/journal/${entry?.id}/reversal`, {
    ...fields,
    on: "2031-11-15",
  });
  expect([slip.status, readable(slip)]).toEqual([409, expect.stringContaining("hors des exercices ouverts")]);
  await accountant.sendAndFollow(`${base}/journal/${entry?.id}/reversal`, fields);
  expect((await entries()).map(({ cents }) => cents)).toEqual([120_000n, 120_000n]);
  expect(await within(verifyCompany)).toEqual([]);
});

test("the difference runs along, and is added up again without writing (S3.2)", async () => {
  const off = { ...provision, credit1: "1 150,00" };
  const note = readable(await accountant.send(`${base}/journal/manual/difference`, off));
  expect(note).toContain("Il manque 50,00 € au crédit");
  const again = await accountant.send(`${base}/journal/manual`, { ...off, act: "check" });
  expect([again.status, readable(again)]).toEqual([
    200,
    expect.stringContaining("Il manque 50,00 € au crédit"),
  ]);
  const more = await accountant.send(`${base}/journal/manual`, { ...off, act: "more" });
  expect(more.text).toContain('name="account11"');
  expect(await entries()).toEqual([]);
});

test.each([
  ["does not balance", { credit1: "1 199,99" }, "0,01"],
  ["moves a bank account", { account1: "512100" }, "que par une ligne de relevé"],
  ["moves what customers owe", { account1: "411000", aux1: "C0001" }, "compte collectif 411000"],
  ["has an amount that is none", { debit0: "mille" }, "« mille » n’est pas un montant"],
  ["has a day that is none", { on: "2026-02-30" }, "n’est pas un jour"],
  ["empties the till", { account1: "530000" }, "La caisse ne contient que"],
])("an entry that %s is refused, nothing is written and what was typed is kept", async (_, wrong, said) => {
  const answer = await accountant.send(`${base}/journal/manual`, { ...provision, ...wrong });
  expect([answer.status, readable(answer)]).toEqual([422, expect.stringContaining(said)]);
  expect(answer.text).toContain('value="Frais à régulariser"');
  expect(await entries()).toEqual([]);
});

test("behind the lock, and in a closed year, nothing is written", async () => {
  const { pool, companyId } = world;
  await pool`
    insert into year_closing (company_id, year, starts_on, closing_on, closed_at, entries)
    values (${companyId}, 2025, '2025-01-01', '2025-12-31', ${NOW}, 0)`;
  const closed = await accountant.send(`${base}/journal/manual`, { ...provision, on: "2025-11-12" });
  expect([closed.status, readable(closed)]).toEqual([
    422,
    expect.stringContaining("L’exercice 2025 est clôturé"),
  ]);
  await setLock(pool, { companyId, upTo: "2026-11-12", at: NOW });
  const locked = await accountant.send(`${base}/journal/manual`, provision);
  expect([locked.status, readable(locked)]).toEqual([
    422,
    expect.stringContaining("verrouillés jusqu’au 12/11"),
  ]);
  expect(await entries()).toEqual([]);
});
