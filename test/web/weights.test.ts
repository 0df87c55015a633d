import { beforeEach, expect, test } from "vitest";
import { MODEL } from "../../domain/matching/model.ts";
import { replayChange } from "../../sql/acts/replayChange.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let admin: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  admin = await dashboard.signedIn(world, "admin");
  base = `/d/${world.companyId}`;
});

const NAME = String(MODEL.weights.name_exact);

test("weights are typed, replayed over the past, read, saved as a version with who and when, and given back", async () => {
  await aWaitingLine(world, { amount: 4_000n, label: "VIR DIVERS" });
  const page = await admin.get(`${base}/trust/weights`);
  expect(readable(page)).toContain("Le dossier suit les poids du programme.");
  expect(page.text).toMatch(new RegExp(`name="name_exact"[^>]* value="${NAME}"`));
  const asked = await admin.send(`${base}/trust/weights`, { name_exact: "20", homonym: "−10" });
  expect(asked.status).toBe(303);
  const address = asked.location ?? "";
  const changeId = address.split("/").at(-1) ?? "";
  const moment = { at: NOW, on: "2026-11-17" };
  await replayChange(
    dashboard.database.pool,
    { companyId: world.companyId, changeId: BigInt(changeId) },
    moment,
  );
  expect(readable(await admin.get(address))).toContain("Poids des indices : nom exact 20, homonymes −10");
  expect((await admin.send(`${address}/save`, {})).status).toBe(303);
  const saved = await admin.get(`${base}/trust/weights`);
  expect(readable(saved)).toContain(`Le dossier a ses propres poids, version ${changeId}.`);
  expect(readable(saved)).toMatch(new RegExp(`${changeId} nom exact 20, homonymes −10 par `));
  expect(saved.text).toMatch(/name="name_exact"[^>]* value="20"/);
  const back = await admin.get(`${base}/trust/weights?from=program`);
  expect(back.text).toMatch(new RegExp(`name="name_exact"[^>]* value="${NAME}"`));
});

test("a weight on the wrong side is refused beside what was typed, and who is no administrator has no field", async () => {
  const refused = await admin.send(`${base}/trust/weights`, { name_exact: "-5" });
  expect(refused.status).toBe(422);
  expect(readable(refused)).toContain("« -5 » n’est pas un poids possible pour cet indice");
  expect(refused.text).toMatch(/name="name_exact"[^>]* value="−5"[^>]*aria-invalid/);
  const accountant = await dashboard.signedIn(world, "accountant");
  const seen = await accountant.get(`${base}/trust/weights`);
  expect(readable(seen)).toContain("nom exact");
  expect(seen.text).not.toContain('name="name_exact"');
  expect((await accountant.send(`${base}/trust/weights`, { name_exact: "20" })).status).toBe(403);
});

test("weights are proposed from thirty decisions of people, and not from fewer", async () => {
  const refusals = (count: number) => world.pool`
    insert into refusal (company_id, line_id, answer, facts, refused_at)
    select ${world.companyId}, ${line}, 'share ' || nth || ': 100', '{name_exact,amount_exact}', ${NOW}
      from generate_series(1, ${count}::integer) as nth
    on conflict do nothing
  `;
  const line = await aWaitingLine(world, { amount: 4_000n });
  await refusals(29);
  expect(readable(await admin.get(`${base}/trust/weights?from=decisions`))).toContain(
    "29 décisions de personnes, il en faut 30 pour proposer des poids",
  );
  await refusals(30);
  const proposed = await admin.get(`${base}/trust/weights?from=decisions`);
  expect(readable(proposed)).toContain("Proposés d’après 30 décisions");
  const [, weight = ""] = /name="name_exact"[^>]* value="([^"]*)"/.exec(proposed.text) ?? [];
  expect(Number(weight)).toBeLessThan(MODEL.weights.name_exact);
});

test("the chance of an answer is on its line, with what it means and where that is shown", async () => {
  const { id, shares } = await anInvoice(world, {
    number: "FA-900",
    shares: [{ payer: "patient", name: "Kervella", amount: 4_000n }],
  });
  const [share] = shares;
  if (!share) throw new Error("no share");
  const line = await aWaitingLine(world, {
    amount: 4_000n,
    candidates: [{ share, invoiceId: id, number: "FA-900" }],
  });
  const plain = await admin.get(`${base}/lines?line=${line}`);
  expect(readable(plain)).not.toContain("Chance d’être juste");
  await world.pool`
    update match set evidence = jsonb_set(evidence, '{candidates,0,chance}', '0.979') where line_id = ${line}
  `;
  const page = await admin.get(`${base}/lines?line=${line}`);
  expect(page.text).toMatch(/title="Chance que[^"]*"[^>]*><span class="sr">Chance <\/span>97\u202f%/);
  expect(readable(page)).toMatch(/Chance d’être juste : 97\s%, d’après/);
  expect(page.text).toContain(`${base}/trust/weights#chance`);
});
