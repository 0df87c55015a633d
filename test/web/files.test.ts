import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard({ uploadLimitBytes: 20_000 });
let world: World;
let accountant: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  base = `/d/${world.companyId}/files`;
});

function form(...files: { name: string; text: string }[]): FormData {
  const data = new FormData();
  for (const { name, text } of files) data.append("files", new Blob([text]), name);
  return data;
}

const CSV = "number,type,issue_date\nFA-1,patient,2026-11-01\n";

describe("uploading", () => {
  test("one file is kept byte for byte, asked of the workers, and shown on its page", async () => {
    const sent = await accountant.send(base, form({ name: "relevé novembre.csv", text: CSV }));
    expect(sent.status).toBe(303);
    const page = await accountant.get(sent.location ?? "");
    expect(readable(page)).toContain("relevé novembre.csv");
    expect(readable(page)).toContain("Le fichier attend d’être lu.");
    const bytes = await accountant.get(`${sent.location}/bytes`);
    expect(bytes.text).toBe(CSV);
    expect(bytes.headers.get("content-disposition")).toContain("attachment");
    const [asked] =
      await world.pool`select count(*)::integer as jobs from outbox where company_id = ${world.companyId}`;
    expect(asked?.jobs).toBe(1);
  });

  test("several at once: each is told what became of it, a second copy included", async () => {
    await accountant.send(base, form({ name: "un.csv", text: CSV }));
    const answer = await accountant.send(
      base,
      form({ name: "copie.csv", text: CSV }, { name: "deux.csv", text: `${CSV}FA-2,patient,2026-11-02\n` }),
    );
    expect(answer.status).toBe(200);
    const text = readable(answer);
    expect(text).toMatch(
      /copie\.csv : déjà reçu sous le nom « un\.csv », le 17\/11 à 9 h 14 : rien n’a été ajouté/,
    );
    expect(text).toMatch(/deux\.csv : reçu, il va être lu/);
  });

  test("a file above the limit is refused with 413, nothing of it kept, the others received", async () => {
    const answer = await accountant.send(
      base,
      form({ name: "gros.csv", text: "x".repeat(500_000) }, { name: "petit.csv", text: CSV }),
    );
    expect(answer.status).toBe(413);
    expect(readable(answer)).toContain("Le fichier dépasse la taille acceptée");
    expect(readable(answer)).toContain("petit.csv : reçu");
    const rows = await world.pool`select name from received_file where company_id = ${world.companyId}`;
    expect(rows.map((row) => row.name)).toEqual(["petit.csv"]);
  });

  test("no file chosen, an empty one, or no form at all: 422 and what to do", async () => {
    const none = await accountant.send(base, form({ name: "", text: "" }));
    expect([none.status, readable(none).includes("Aucun fichier n’a été choisi")]).toEqual([422, true]);
    const empty = await accountant.send(base, form({ name: "vide.csv", text: "" }));
    expect([empty.status, readable(empty).includes("Le fichier est vide")]).toEqual([422, true]);
    expect((await accountant.send(base, { files: "text" })).status).toBe(422);
  });
});

/** A file of a state with its problems, as the readers leave it. */
async function aFile(
  state: "held" | "read" | "refused",
  problems: { code: string; line?: number; field?: string; value?: string; raw?: string; params?: object }[],
) {
  const { pool, companyId } = world;
  const [file] = await pool<{ id: bigint }[]>`
    insert into received_file (company_id, name, sha256, byte_count, source, received_at, kind, format, state)
    values (${companyId}, ${`${state}.txt`}, ${`${companyId}${state}`}, 10, 'inbox', ${NOW}, 'bank_statement', 'cfonb120', ${state})
    returning id
  `;
  for (const [rank, problem] of problems.entries()) {
    await pool`
      insert into file_problem (file_id, rank, company_id, severity, code, line, field, value, raw, params)
      values (${file?.id ?? 0n}, ${rank}, ${companyId}, 'error', ${problem.code}, ${problem.line ?? null}, ${problem.field ?? null},
              ${problem.value ?? null}, ${problem.raw ?? null}, ${pool.json((problem.params ?? {}) as never)})
    `;
  }
  return file?.id ?? 0n;
}

describe("what stopped a file", () => {
  test("each problem has its place, what stood there, what it means and what to do", async () => {
    const id = await aFile("refused", [
      {
        code: "unknown_format",
        line: 412,
        field: "amount",
        value: "0000000A1284F",
        raw: "04129<b>",
        params: { formats: "CFONB 120" },
      },
    ]);
    const page = await accountant.get(`${base}/${id}`);
    const text = readable(page);
    expect(text).toContain("Le fichier a été refusé en entier : rien n’en a été écrit.");
    expect(text).toContain("Le format de ce fichier n’est pas reconnu.");
    expect(text).toContain("Ligne 412 · Champ : amount · Trouvé : 0000000A1284F");
    expect(page.text).toContain("04129&lt;b&gt;");
    expect(readable(await accountant.get(base))).toMatch(/refused\.txt .* refusé .* 1 problème/);
    expect(readable(await accountant.get(`${base}?state=held`))).not.toContain("refused.txt");
  });

  test("a statement of an unknown account is a question with one button", async () => {
    const key = { key: "3000400123456", iban: "FR7630004001234567890143", currency: "EUR" };
    const id = await aFile("held", [{ code: "account_not_declared", params: key }]);
    expect(readable(await accountant.get(`${base}/${id}`))).toContain("un compte inconnu, •••• 0143");
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/${id}`)).text).not.toContain(`${id}/bank-account`);
    const wrong = { name: "CIC", key: key.key, currency: "EUR", journal: "VE", account: "512050" };
    const asked = await accountant.send(`${base}/${id}/bank-account`, wrong);
    expect([asked.status, readable(asked).includes("« VE » ne peut pas être le journal")]).toEqual([
      409,
      true,
    ]);
    for (const typed of ["CIC", "VE", "512050"]) expect(asked.text).toContain(`value="${typed}"`);
    const declared = await accountant.send(`${base}/${id}/bank-account`, { ...wrong, journal: "CIC" });
    expect(declared.status).toBe(303);
    expect(readable(await accountant.get(declared.location ?? ""))).toContain("Compte déclaré");
    expect(readable(await accountant.get(`/d/${world.companyId}`))).toContain("CIC");
    expect(
      await world.pool`
        select journal, account from bank_account where company_id = ${world.companyId} and account_key = ${key.key}`,
    ).toEqual([{ journal: "CIC", account: "512050" }]);
    const refused = await aFile("refused", [{ code: "empty_file" }]);
    expect((await accountant.send(`${base}/${refused}/bank-account`, { name: "Encore" })).status).toBe(409);
  });

  test("an account that is not the company's is not followed, with one button too", async () => {
    const key = { key: "90041010121234567A033CB", currency: "EUR" };
    const id = await aFile("held", [{ code: "account_not_declared", params: key }]);
    expect(readable(await accountant.get(`${base}/${id}`))).toContain("Ne pas suivre ce compte");
    const left = await accountant.send(`${base}/${id}/bank-account/leave`, { key: key.key, currency: "EUR" });
    expect(left.status).toBe(303);
    expect(readable(await accountant.get(left.location ?? ""))).toContain("Ce compte ne sera pas suivi");
    const again = await accountant.send(`${base}/${id}/bank-account/leave`, {
      key: key.key,
      currency: "EUR",
    });
    expect(again.status).toBe(409);
    const read = await aFile("read", [{ code: "account_not_followed", params: { ...key, count: "2" } }]);
    const text = readable(await accountant.get(`${base}/${read}`));
    expect(text).toContain("n’est pas suivi. Pour garder aussi ses lignes, déclarez-le");
    expect(text).not.toContain("Ne pas suivre ce compte");
  });
});
