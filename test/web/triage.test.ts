import { beforeEach, describe, expect, test } from "vitest";
import { asCompany } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { type Page, readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type StoredShare, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}`;
  dashboard.clock.now = NOW;
});

async function aShare(
  number: string,
  name: string,
  amount: bigint,
): Promise<StoredShare & { invoiceId: bigint }> {
  const { id, shares } = await anInvoice(world, { number, shares: [{ payer: "patient", name, amount }] });
  const [share] = shares;
  if (!share) throw new Error("no share");
  return { ...share, invoiceId: id };
}

/** A line whose only answer is this share, for as many cents of it as are given. */
function aLineFor(
  share: StoredShare & { invoiceId: bigint },
  number: string,
  amount: bigint,
  given = amount,
) {
  return aWaitingLine(world, {
    amount,
    label: `VIR ${number}`,
    name: `PAYEUR ${number}`,
    candidates: [{ share, invoiceId: share.invoiceId, number, amount: given }],
  });
}

async function duesOf(...shares: StoredShare[]): Promise<bigint[]> {
  const rows = await world.pool<{ id: bigint; dueCents: bigint }[]>`
    select id, due_cents from share where id in ${world.pool(shares.map((share) => share.id))}
  `;
  return shares.map((share) => rows.find((row) => row.id === share.id)?.dueCents ?? 0n);
}

/** The laws of the books that do not hold. The files of these lines are invented, so their bytes are not asked for. */
const laws = async () =>
  (await asCompany(world.pool, world.companyId, verifyCompany)).filter(
    ({ law }) => law !== "files_keep_their_bytes",
  );
const follow = (page: Page) => accountant.get((page.location ?? "").split("#")[0] ?? "");

describe("a line over several invoices", () => {
  test("the form finds shares by number, name and amount, keeps what was typed, and says what is left (S2.17, S2.19)", async () => {
    const first = await aShare("FA-201", "Kervella Jeanne", 6_000n);
    await aShare("FA-202", "Durand Paul", 4_000n);
    const line = await aLineFor(first, "FA-201", 10_000n, 6_000n);
    const opened = await accountant.get(`${base}/lines?line=${line}&split=1`);
    expect(readable(opened)).toContain("Reste à placer 40,00");
    for (const find of ["fa 202", "durand", "40,00"]) {
      const query = new URLSearchParams({ line: `${line}`, split: "1", [`part-${first.id}`]: "60,00", find });
      const found = await accountant.get(`${base}/lines?${query}`);
      expect(found.text).toContain(`name="part-${first.id}" inputmode="decimal" value="60,00"`);
      expect(readable(found)).toContain("FA-202");
    }
    const nothing = await accountant.get(`${base}/lines?line=${line}&split=1&find=introuvable`);
    expect(readable(nothing)).toContain("Aucune part due ne répond à « introuvable »");
  });

  test("is saved by a plain form when nothing is left, and one undo takes it all back (S2.21, S2.25)", async () => {
    const [first, second] = [await aShare("FA-203", "Un", 6_000n), await aShare("FA-204", "Deux", 4_000n)];
    const line = await aLineFor(first, "FA-203", 9_000n, 6_000n);
    const parts = { [`part-${first.id}`]: "60,00", [`part-${second.id}`]: "30,00" };
    const page = await follow(
      await accountant.send(`${base}/lines/${line}/split`, { ...parts, finish: "exact" }),
    );
    expect(readable(page)).toContain("Décidée : 90,00 €");
    expect(await duesOf(first, second)).toEqual([0n, 1_000n]);
    expect(await laws()).toEqual([]);
    await accountant.send(`${base}/lines/${line}/undo`, {});
    expect(await duesOf(first, second)).toEqual([6_000n, 4_000n]);
  });

  test("takes a credit note off: found by its number, placed below zero, in the answer and in the form, and undone (S2.17)", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "AV-211",
      type: "credit_note",
      shares: [{ payer: "patient", name: "Sept", amount: -2_000n }],
    });
    const [stored] = shares;
    if (!stored) throw new Error("no share");
    const [sale, note] = [await aShare("FA-211", "Sept", 6_000n), { ...stored, invoiceId: id }];
    const line = await aWaitingLine(world, {
      amount: 4_000n,
      label: "VIR FA-211",
      name: "SEPT",
      candidates: [
        { share: sale, invoiceId: sale.invoiceId, number: "FA-211", amount: 4_000n },
        { share: note, invoiceId: note.invoiceId, number: "AV-211", amount: -2_000n },
      ],
    });
    await world.pool`
      update match
         set evidence = jsonb_set(evidence, '{candidates}', jsonb_build_array(jsonb_set(evidence -> 'candidates' -> 0, '{allocations}',
               (evidence -> 'candidates' -> 0 -> 'allocations') || (evidence -> 'candidates' -> 1 -> 'allocations'))))
       where line_id = ${line}
    `;
    const opened = await accountant.get(`${base}/lines?line=${line}&split=1`);
    expect(opened.text).toContain(`name="part-${sale.id}" inputmode="decimal" value="60,00"`);
    expect(opened.text).toMatch(new RegExp(`name="part-${note.id}" inputmode="decimal" value=".20,00"`));
    expect(readable(opened)).toContain("Reste à placer 0,00");
    const query = { line: `${line}`, split: "1", [`part-${sale.id}`]: "60,00", find: "av 211" };
    const found = await accountant.get(`${base}/lines?${new URLSearchParams(query)}`);
    expect(found.text).toContain(`name="part-${note.id}"`);
    expect(found.text).not.toContain(`name="settle-${note.id}"`);
    const parts = { [`part-${sale.id}`]: "60,00", [`part-${note.id}`]: "−20,00" };
    const left = await accountant.get(
      `${base}/lines?${new URLSearchParams({ line: `${line}`, split: "1", find: "", ...parts })}`,
    );
    expect(readable(left)).toContain("Reste à placer 0,00");
    expect(left.text).not.toContain('aria-invalid="true"');
    for (const [path, fields] of [
      ["split", { ...parts, finish: "exact" }],
      ["match", { answer: `${sale.id}:6000,${note.id}:-2000` }],
    ] as const) {
      expect((await accountant.send(`${base}/lines/${line}/${path}`, fields)).status).toBe(303);
      expect(await duesOf(sale, note)).toEqual([0n, 0n]);
      expect(await laws()).toEqual([]);
      await accountant.send(`${base}/lines/${line}/undo`, {});
      expect(await duesOf(sale, note)).toEqual([6_000n, -2_000n]);
      expect(await laws()).toEqual([]);
    }
  });

  test("what is left refuses the exact save, keeps what was typed, and may be posted as a gain with its reason (D5)", async () => {
    const share = await aShare("FA-205", "Trois", 6_000n);
    const line = await aLineFor(share, "FA-205", 6_012n, 6_000n);
    const part = { [`part-${share.id}`]: "60,00" };
    const refused = await accountant.send(`${base}/lines/${line}/split`, { ...part, finish: "exact" });
    expect(refused.status).toBe(422);
    expect(readable(refused)).toContain("Les montants imputés font 60,00 €, la ligne 60,12 €");
    expect(refused.text).toContain('value="60,00"');
    const unsaid = await accountant.send(`${base}/lines/${line}/split`, { ...part, finish: "gain" });
    expect(readable(unsaid)).toContain("Un écart est passé sans motif");
    const done = await accountant.send(`${base}/lines/${line}/split`, {
      ...part,
      finish: "gain",
      why: "Centimes",
    });
    expect(done.status).toBe(303);
    expect(await duesOf(share)).toEqual([0n]);
    const gains =
      await world.pool`select credit_cents from journal_line where company_id = ${world.companyId} and account = '758000'`;
    expect(gains).toEqual([{ creditCents: 12n }]);
    expect(await laws()).toEqual([]);
  });

  test("what is missing of a share may be written off with its reason: the invoice is settled (S3.21, S3.22, D5)", async () => {
    const share = await aShare("FA-206", "Quatre", 6_000n);
    const line = await aLineFor(share, "FA-206", 5_990n);
    const opened = await accountant.get(`${base}/lines?line=${line}&split=1&gap=1`);
    expect(opened.text).toMatch(new RegExp(`name="settle-${share.id}"[^>]* checked`));
    const fields = {
      [`part-${share.id}`]: "59,90",
      [`settle-${share.id}`]: "on",
      finish: "exact",
      why: "Frais de sa banque",
    };
    expect((await accountant.send(`${base}/lines/${line}/split`, fields)).status).toBe(303);
    expect(await duesOf(share)).toEqual([0n]);
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("FA-206");
    const writtenOff = () =>
      world.pool`select amount_cents, reason from write_off where company_id = ${world.companyId} and share_id = ${share.id}`;
    expect(await writtenOff()).toEqual([{ amountCents: 10n, reason: "Frais de sa banque" }]);
    expect(await laws()).toEqual([]);
    await accountant.send(`${base}/lines/${line}/undo`, {});
    expect(await duesOf(share)).toEqual([6_000n]);
    expect(await writtenOff()).toEqual([]);
    expect(await laws()).toEqual([]);
  });

  test("above the limit of a small difference the split asks once whether it is one (S3.21, D13)", async () => {
    const share = await aShare("FA-208", "Six", 6_000n);
    const line = await aLineFor(share, "FA-208", 5_000n);
    const fields = {
      [`part-${share.id}`]: "50,00",
      [`settle-${share.id}`]: "on",
      finish: "exact",
      why: "Geste commercial",
    };
    const asked = await accountant.send(`${base}/lines/${line}/split`, fields);
    expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('name="confirmed"')]);
    expect(await duesOf(share)).toEqual([6_000n]);
    const sent = await accountant.send(`${base}/lines/${line}/split`, { ...fields, confirmed: "yes" });
    expect(sent.status).toBe(303);
    expect(await duesOf(share)).toEqual([0n]);
    expect(await laws()).toEqual([]);
  });

  test("an amount that cannot be read, none at all, or one above the due is said, and nothing is written", async () => {
    const share = await aShare("FA-207", "Cinq", 6_000n);
    const line = await aLineFor(share, "FA-207", 7_000n, 6_000n);
    const send = async (fields: Record<string, string>) =>
      readable(await accountant.send(`${base}/lines/${line}/split`, { ...fields, finish: "exact" }));
    expect(await send({ [`part-${share.id}`]: "soixante" })).toContain("« soixante » n’est pas un montant");
    expect(await send({})).toContain("Aucun montant n’est réparti");
    expect(await send({ [`part-${share.id}`]: "70" })).toContain("FA-207");
    expect(await duesOf(share)).toEqual([6_000n]);
  });
});

describe("people on lines", () => {
  test("a note stands with its author and hour, and is counted on the row", async () => {
    const line = await aWaitingLine(world, { amount: 100n });
    const empty = await accountant.send(`${base}/lines/${line}/note`, { note: "  " });
    expect(empty.status).toBe(422);
    expect(readable(empty)).toContain("Écrivez la note avant de l’ajouter");
    const page = await follow(
      await accountant.send(`${base}/lines/${line}/note`, { note: "Appeler la cliente\n<b>lundi</b>" }),
    );
    expect(page.text).toContain("&lt;b&gt;lundi");
    expect(readable(page)).toMatch(/1 note.*accountant Morvan, 17\/11 à 9 h 14/);
    expect(readable(await accountant.get(`${base}/lines/${line}`))).toContain("Appeler la cliente");
  });

  test("a line is given to somebody who may decide, found by them, and taken back", async () => {
    const [line, other] = [
      await aWaitingLine(world, { amount: 100n }),
      await aWaitingLine(world, { amount: 90n, label: "AUTRE" }),
    ];
    expect(other).not.toBe(line);
    const to = String(world.userIds.admin);
    const page = await follow(await accountant.send(`${base}/lines/${line}/assignee`, { to }));
    expect(readable(page)).toContain("confiée à admin Morvan");
    const admin = await dashboard.signedIn(world, "admin");
    const mine = readable(await admin.get(`${base}/lines?mine=1`));
    expect(mine).toContain("confiée à vous");
    expect(mine).not.toContain("AUTRE");
    const refused = await accountant.send(`${base}/lines/${line}/assignee`, {
      to: String(world.userIds.viewer),
    });
    expect(refused.status).toBe(422);
    await accountant.send(`${base}/lines/${line}/assignee`, { to: "" });
    expect(readable(await admin.get(`${base}/lines?mine=1`))).not.toContain("confiée à vous");
  });

  test("somebody who has a line open is seen there by the others, for a few minutes, never by themselves", async () => {
    const line = await aWaitingLine(world, { amount: 100n });
    const admin = await dashboard.signedIn(world, "admin");
    await admin.get(`${base}/lines?line=${line}`);
    expect(readable(await accountant.get(`${base}/lines`))).toContain("admin Morvan est sur cette ligne");
    expect(readable(await admin.get(`${base}/lines`))).toContain("accountant Morvan est sur cette ligne");
    dashboard.clock.now = new Date(NOW.getTime() + 10 * 60_000);
    expect(readable(await accountant.get(`${base}/lines`))).not.toContain("est sur cette ligne");
  });
});

describe("lines with the same evidence", () => {
  test("are shown together before anything is accepted, then accepted one act each; a refused one keeps the others", async () => {
    const shares = [
      await aShare("FA-301", "Un", 3_000n),
      await aShare("FA-302", "Deux", 2_000n),
      await aShare("FA-303", "Trois", 1_000n),
    ];
    const lines: bigint[] = [];
    for (const [at, share] of shares.entries())
      lines.push(await aLineFor(share, `FA-30${at + 1}`, share.amount));
    const apart = await aShare("FA-304", "Quatre", 500n);
    await aWaitingLine(world, {
      amount: 500n,
      candidates: [
        { share: apart, invoiceId: apart.invoiceId, number: "FA-304", facts: [{ code: "amount_exact" }] },
      ],
    });
    expect(readable(await accountant.get(`${base}/lines`))).toContain(
      "2 autres lignes de cette page ont les mêmes preuves",
    );
    const shown = await accountant.get(`${base}/lines/batch?like=${lines[0]}`);
    expect(readable(shown)).toMatch(/FA-301.*FA-302.*FA-303/);
    expect(readable(shown)).not.toContain("FA-304");
    expect(await duesOf(...shares)).toEqual([3_000n, 2_000n, 1_000n]);
    const fields = new URLSearchParams({ like: `${lines[0]}` });
    for (const [at, share] of shares.entries()) {
      fields.append("take", `${lines[at]}`);
      fields.append(`match-${lines[at]}`, `${share.id}:${share.amount}`);
    }
    await accountant.send(`${base}/lines/${lines[1]}/match`, { answer: `${shares[1]?.id}:2000` });
    const answer = await accountant.ask(`${base}/lines/batch`, {
      method: "POST",
      body: fields,
      headers: { "sec-fetch-site": "same-origin" },
    });
    expect(answer.status).toBe(409);
    expect(readable(answer)).toMatch(
      /1 ligne n’a pas été acceptée, les autres l’ont été.*déjà été décidée par accountant Morvan/,
    );
    expect(await duesOf(...shares)).toEqual([0n, 0n, 0n]);
    expect(await laws()).toEqual([]);
  });

  test("a line without one clear answer has no such lines: nothing is offered", async () => {
    const [first, second] = [await aShare("FA-306", "Un", 3_000n), await aShare("FA-307", "Deux", 3_000n)];
    const candidates = [first, second].map((share) => ({
      share,
      invoiceId: share.invoiceId,
      number: "FA-306",
    }));
    await aWaitingLine(world, { amount: 3_000n, candidates });
    await aWaitingLine(world, { amount: 2_000n });
    expect(readable(await accountant.get(`${base}/lines`))).not.toContain("Les voir ensemble");
  });

  test("nothing ticked writes nothing and says so", async () => {
    const share = await aShare("FA-305", "Cinq", 3_000n);
    const line = await aLineFor(share, "FA-305", 3_000n);
    const answer = await accountant.send(`${base}/lines/batch`, { like: `${line}` });
    expect(answer.status).toBe(422);
    expect(readable(answer)).toContain("Aucune ligne n’était cochée. Rien n’a été écrit.");
    expect(await duesOf(share)).toEqual([3_000n]);
  });
});

test("the chance of the first answer stands on the row with the second's, or how many answers there are", async () => {
  const candidates = [];
  for (const [at, chance] of [0.62, 0.31].entries()) {
    const share = await aShare(`FA-40${at + 1}`, `Personne ${at + 1}`, 3_000n);
    candidates.push({ share, invoiceId: share.invoiceId, number: `FA-40${at + 1}`, chance });
  }
  await aWaitingLine(world, { amount: 3_000n, candidates });
  await aWaitingLine(world, { amount: 3_000n, candidates: candidates.slice(0, 1) });
  await aWaitingLine(world, {
    amount: 3_000n,
    candidates: candidates.map(({ chance: _, ...without }) => without),
  });
  const only = await aShare("FA-403", "Trois", 1_000n);
  await aLineFor(only, "FA-403", 1_000n);
  const text = readable(await accountant.get(`${base}/lines`));
  for (const said of ["62 % puis 31 %", "62 % seule", "2 réponses", "seule réponse"])
    expect(text).toContain(said);
});
