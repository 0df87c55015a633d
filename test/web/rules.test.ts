import { beforeEach, describe, expect, test } from "vitest";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { type Page, readable, useDashboard, type Visitor } from "./dashboard.ts";
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

const FEES = {
  name: "Frais de tenue",
  priority: "10",
  active: "yes",
  c0field: "label",
  c0test: "starts",
  c0pattern: "FRAIS",
  sign: "out",
  p0account: "445660",
  p0formula: "montant * 20 / 120",
  p1account: "627800",
};

const MOMENT = { at: NOW, on: "2026-11-17" };
const match = () => matchWaitingLines(dashboard.database.pool, world.companyId, MOMENT);

async function replayAndSave(asked: Page): Promise<Page> {
  expect(asked.status).toBe(303);
  const address = asked.location ?? "";
  const changeId = BigInt(address.split("/").at(-1) ?? "0");
  await replayChange(dashboard.database.pool, { companyId: world.companyId, changeId }, MOMENT);
  const page = await accountant.get(address);
  expect((await accountant.send(`${address}/save`, {})).status).toBe(303);
  return page;
}

describe("the page of the rules", () => {
  test("a rule is typed, replayed over the past, read, saved, and then it posts (D13)", async () => {
    const line = await aWaitingLine(world, { amount: -1_200n, label: "FRAIS TENUE DE COMPTE", name: null });
    const asked = await accountant.send(`${base}/rules`, FEES);
    const waiting = await accountant.get(asked.location ?? "");
    expect(readable(waiting)).toContain("En attente de son tour.");
    expect(waiting.text).toContain('hx-trigger="every 1s"');
    expect(waiting.text).not.toContain("/save");
    const told = readable(await replayAndSave(asked));
    expect(told).toContain("1 ligne rejouée");
    expect(told).toMatch(/Gagnées : passeraient seules 1 12,00/);
    expect(readable(await accountant.get(`${base}/rules`))).toMatch(
      /10 Frais de tenue libellé commence par FRAIS décaissements 445660 montant \* 20 \/ 120 627800 reste/,
    );
    await match();
    const page = readable(await accountant.get(`${base}/lines/${line}`));
    expect(page).toContain("Passée par une règle : « Frais de tenue ».");
    expect(page).toContain("627800");
  });

  test("what is wrong is said beside what was typed, and nothing is asked", async () => {
    const refused = await accountant.send(`${base}/rules`, { ...FEES, p1account: "613200", c0pattern: "{a" });
    expect(refused.status).toBe(422);
    expect(readable(refused)).toContain("Le motif « {a » ne peut pas être lu.");
    expect(readable(refused)).toContain("Le compte 613200 n’est pas dans le plan");
    expect(refused.text).toContain('value="montant * 20 / 120"');
    const incomplete = await accountant.send(`${base}/rules`, { name: "X", priority: "dix" });
    expect(readable(incomplete)).toContain("La règle est incomplète : priority.");
    expect(readable(await accountant.get(`${base}/rules`))).toContain("Aucun changement encore.");
  });

  test("a rule is begun from a line, edited, stopped and removed, each time through its replay", async () => {
    const line = await aWaitingLine(world, {
      amount: -1_200n,
      label: "PRLV 0012 LOYER NOV 2026",
      name: "SCI DU PORT",
    });
    const form = await accountant.get(`${base}/rules/new?line=${line}`);
    expect(form.text).toContain('value="PRLV * LOYER NOV"');
    expect(form.text).toContain('value="SCI DU PORT"');
    await replayAndSave(await accountant.send(`${base}/rules`, FEES));
    const list = await accountant.get(`${base}/rules`);
    const rule = /rules\/(\d+)"/.exec(list.text)?.[1];
    const edit = await accountant.get(`${base}/rules/${rule}`);
    expect(edit.text).toContain('value="Frais de tenue"');
    await replayAndSave(await accountant.send(`${base}/rules/${rule}/switch`, {}));
    expect(readable(await accountant.get(`${base}/rules`))).toContain("arrêtée");
    await replayAndSave(await accountant.send(`${base}/rules/${rule}/remove`, {}));
    expect(readable(await accountant.get(`${base}/rules`))).toContain("Aucune règle.");
    expect((await accountant.get(`${base}/rules/${rule}`)).status).toBe(404);
  });

  test("a viewer reads and changes nothing", async () => {
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/rules`)).status).toBe(200);
    expect((await viewer.send(`${base}/rules`, FEES)).status).toBe(403);
    expect((await viewer.get(`${base}/undo?run=1`)).status).toBe(403);
  });
});

describe("the pages of passings and of undo", () => {
  test("a passing is seen by evidence, previewed, and taken back with its reason", async () => {
    await replayAndSave(await accountant.send(`${base}/rules`, FEES));
    await aWaitingLine(world, { amount: -1_200n, label: "FRAIS UN", name: null });
    await aWaitingLine(world, { amount: -2_400n, label: "FRAIS DEUX", name: null });
    await match();
    const runs = await accountant.get(`${base}/runs`);
    expect(readable(runs)).toMatch(/Règle « Frais de tenue » 2 36,00/);
    const link =
      /href="([^"]*\/undo\?[^"]*reason=rule[^"]*)"/.exec(runs.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const preview = await accountant.get(link);
    expect(readable(preview)).toMatch(/Lignes qui attendent de nouveau 2 36,00/);
    const fields = Object.fromEntries(
      [...preview.text.matchAll(/name="(run|reason|rule|seen)" value="([^"]+)"/g)].map(
        ([, name = "", value = ""]) => [name, value],
      ),
    );
    expect((await accountant.send(`${base}/undo`, { ...fields, as: "other", seen: "9" })).status).toBe(409);
    const done = await accountant.sendAndFollow(`${base}/undo`, {
      ...fields,
      as: "other",
      why: "mauvais compte",
    });
    expect(readable(done)).toContain("2 lignes reprises, dont 0 par contre-passation.");
    expect(readable(await accountant.get(link))).toContain("Il n’y a plus rien à reprendre ici.");
  });
});

describe("memory, trust and refusals", () => {
  async function kervella() {
    const { shares, id } = await anInvoice(world, {
      number: "FA-900123",
      shares: [{ payer: "business", name: "Kervella Peinture", amount: 14_789n }],
    });
    const [share] = shares;
    if (!share) throw new Error("no share");
    const line = await aWaitingLine(world, {
      amount: 14_789n,
      label: "VIR KERV PEINT NANTES",
      name: null,
      candidates: [{ share, invoiceId: id, number: "FA-900123" }],
    });
    return { share, line };
  }

  test("what a decision taught is on the page of memory, and is forgotten there", async () => {
    const { share, line } = await kervella();
    await accountant.send(`${base}/lines/${line}/match`, { answer: `${share.id}:14789`, filters: "" });
    const names = await accountant.get(`${base}/memory?view=names`);
    expect(readable(names)).toMatch(/KERV NANTES PEINT Kervella Peinture ligne du 13\/11 Oublier/);
    const id = /name="id" value="(\d+)"/.exec(names.text)?.[1] ?? "";
    expect((await accountant.send(`${base}/memory/names`, { id, kind: "customer" })).status).toBe(303);
    expect(readable(await accountant.get(`${base}/memory?view=names`))).toContain("Aucun nom appris encore.");
    expect((await accountant.send(`${base}/memory/names`, { id, kind: "customer" })).status).toBe(404);
    for (const view of ["ibans", "habits", "refusals"])
      expect((await accountant.get(`${base}/memory?view=${view}`)).status).toBe(200);
  });

  test("a refused answer leaves the line and stands among the refusals, to be forgotten", async () => {
    const { share, line } = await kervella();
    const answer = `share ${share.id}: 14789`;
    expect((await accountant.get(`${base}/lines`)).text).toContain(`value="${answer}"`);
    expect(
      (await accountant.send(`${base}/lines/${line}/refuse`, { refused: answer, filters: "" })).status,
    ).toBe(303);
    expect(
      (await accountant.send(`${base}/lines/${line}/refuse`, { refused: answer, filters: "" })).status,
    ).toBe(409);
    expect(readable(await accountant.get(`${base}/lines`))).toContain(
      "Toutes les réponses trouvées ont été refusées",
    );
    expect(readable(await accountant.get(`${base}/memory?view=refusals`))).toMatch(
      /Kervella Peinture accountant Morvan 17\/11 100 %/,
    );
  });

  test("suspended posting is said at home, and restored with a reason; settings go through a replay", async () => {
    const { pool } = dashboard.database;
    await pool`insert into posting_right (company_id, reason, state, posts, wrong, changed_at) values (${world.companyId}, 'name_and_amount', 'suspended', 20, 3, ${NOW})`;
    expect(readable(await accountant.get(base))).toContain("1 passage automatique suspendu");
    const trust = await accountant.get(`${base}/trust`);
    expect(readable(trust)).toMatch(/Nom exact et montant exact tous 20 3/);
    const restore = /action="([^"]+restore)"/.exec(trust.text)?.[1] ?? "";
    expect((await accountant.send(restore, { why: "" })).status).toBe(422);
    expect((await accountant.send(restore, { why: "fichier corrigé" })).status).toBe(303);
    expect(readable(await accountant.get(`${base}/trust`))).toContain("Rien n’est suspendu");
    expect((await accountant.send(`${base}/settings/trust`, { promisedErrors: "5" })).status).toBe(403);
    const admin = await dashboard.signedIn(world, "admin");
    expect((await admin.send(`${base}/settings/trust`, { promisedErrors: "5" })).location).toContain(
      "/rules/changes/",
    );
    expect((await admin.send(`${base}/settings/trust`, { promisedErrors: "x" })).status).toBe(422);
  });

  test("a posted line to check stands in the list without its answer, and takes one", async () => {
    const { pool } = dashboard.database;
    await anInvoice(world, {
      number: "FA-900777",
      shares: [{ payer: "business", name: "Morvan Bois", amount: 5_000n }],
    });
    const line = await aWaitingLine(world, { amount: 5_000n, label: "VIR SEPA", name: "MORVAN BOIS" });
    await match();
    await pool`insert into recheck (company_id, match_id, line_id, drawn_at) select company_id, id, line_id, ${NOW} from match where line_id = ${line} and decision = 'post'`;
    const list = await accountant.get(`${base}/lines`);
    expect(readable(list)).toContain("MORVAN BOIS VIR SEPA");
    expect(readable(list)).toContain("À vérifier sans voir la réponse");
    expect(list.text).not.toContain("FA-900777");
    const check = /action="([^"]+\/trust\/checks\/\d+)"/.exec(list.text)?.[1] ?? "";
    const answered = await accountant.sendAndFollow(check, { answer: "FA 900777" });
    expect(readable(answered)).toMatch(/FA 900777 accountant Morvan d’accord/);
    expect((await accountant.send(check, { answer: "FA 1" })).status).toBe(422);
  });

  test("every count of what posts by itself leads to its lines", async () => {
    const { pool } = dashboard.database;
    for (const nth of [1, 2, 3]) {
      await anInvoice(world, {
        number: `FA-90080${nth}`,
        shares: [{ payer: "business", name: `Morvan Bois ${nth}`, amount: 5_000n + BigInt(nth) }],
      });
      await aWaitingLine(world, { amount: 5_000n + BigInt(nth), label: `VIR FA-90080${nth}`, name: null });
    }
    await match();
    const [wrong, checked] = await pool<{ id: bigint; lineId: bigint }[]>`
      select id, line_id from match where company_id = ${world.companyId} and decision = 'post' order by id`;
    await pool`
      update match set undone_at = ${NOW}, undone_as = 'wrong', undone_by = ${world.userIds.accountant} where id = ${wrong?.id ?? 0n}`;
    await pool`
      insert into recheck (company_id, match_id, line_id, drawn_at, answered_at, outcome, answer)
      values (${world.companyId}, ${checked?.id ?? 0n}, ${checked?.lineId ?? 0n}, ${NOW}, ${NOW}, 'other', 'FA 1')`;
    const [{ reason } = { reason: "" }] = await pool<{ reason: string }[]>`
      insert into posting_right (company_id, reason, state, posts, wrong, changed_at)
      select distinct ${world.companyId}::bigint, reason, 'suspended', 3, 2, ${new Date(NOW.getTime() + 60_000)}::timestamptz
        from match where company_id = ${world.companyId} and decision = 'post' and decided_by is null
      returning reason`;
    expect(reason).not.toBe("");

    const trust = await accountant.get(`${base}/trust`);
    const counts = [...trust.text.matchAll(/href="([^"]+\/posted\?[^"]+)">(\d+)</g)];
    expect(counts.map(([, , figure]) => figure)).toEqual(["3", "2", "3", "2", "1"]);
    for (const [, address = "", figure] of counts) {
      const lines = await accountant.get(address.replaceAll("&amp;", "&"));
      expect([address, lines.text.match(/href="\/d\/\d+\/lines\/\d+"/g)?.length]).toEqual([
        address,
        Number(figure),
      ]);
    }
    const errors = readable(await accountant.get((counts[3]?.[1] ?? "").replaceAll("&amp;", "&")));
    expect(errors).toMatch(/erreurs.*contrôlée : désaccord.*reprise, c’était une erreur/);

    const runs = await accountant.get(`${base}/runs`);
    const [, standing = ""] = /href="([^"]+became=standing)">2</.exec(runs.text) ?? [];
    expect(readable(await accountant.get(standing.replaceAll("&amp;", "&")))).toContain("2 lignes · 100,0");
    expect((await accountant.get(`${base}/posted?right=999999`)).status).toBe(404);
  });
});
