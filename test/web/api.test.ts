import http from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import { importStatement } from "../../sql/acts/importStatement.ts";
import { createApiToken, listApiTokens, revokeApiToken } from "../../sql/apiTokens.ts";
import { asCompany } from "../../sql/connect.ts";
import { closeFile } from "../../sql/files.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { useDashboard } from "./dashboard.ts";
import { aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard({ uploadLimitBytes: 20_000 });
let world: World;
let token = "";
const amounts = { next: 100n };

beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
  token = await aToken("bank client");
});

async function aToken(name: string, companyId = world.companyId): Promise<string> {
  return createApiToken(dashboard.database.pool, { companyId, name, at: NOW });
}

/** A statement that nobody has sent yet, of an account that nobody declared. */
function aStatement(): string {
  const amount = amounts.next++;
  return file(opening(0n), movement(amount), closing(amount));
}

type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

async function ask(path: string, init: RequestInit & { bearer?: string | null } = {}): Promise<Answer> {
  const { bearer = token, ...request } = init;
  const headers = new Headers(request.headers);
  if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
  const response = await fetch(`${dashboard.address}${path}`, { ...request, headers });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

const send = (body: string, headers: Record<string, string> = { "x-filename": "releve.txt" }) =>
  ask("/api/files", { method: "POST", body, headers });

const codes = ({ body }: Answer) => (body.problems as { code: string }[]).map(({ code }) => code);

async function countFiles(): Promise<number> {
  const [row] = await dashboard.database.pool<
    { files: number }[]
  >`select count(*)::integer as files from received_file`;
  return row?.files ?? 0;
}

describe("sending a file", () => {
  test("a body with a name is kept, and asked to be read", async () => {
    const sent = await send(aStatement(), { "x-filename": "relev%C3%A9%20de%20juin.txt" });
    expect(sent).toMatchObject({ status: 202, body: { state: "received" } });
    expect(sent.headers.get("location")).toBe(`/api/files/${sent.body.file}`);
    const seen = await ask(`/api/files/${sent.body.file}`);
    expect(seen).toMatchObject({
      status: 200,
      body: {
        file: sent.body.file,
        name: "relevé de juin.txt",
        state: "received",
        kind: "bank_statement",
        problems: [],
      },
    });
    const [asked] = await dashboard.database
      .pool`select queue from outbox where data ->> 'fileId' = ${String(sent.body.file)}`;
    expect(asked).toEqual({ queue: "bank-statement" });
  });

  test("the name may stand in the address, and leads nowhere", async () => {
    const sent = await ask("/api/files?name=../../etc/releve.txt", { method: "POST", body: aStatement() });
    expect((await ask(`/api/files/${sent.body.file}`)).body.name).toBe("releve.txt");
  });

  test("a form with one file is as good", async () => {
    const form = new FormData();
    form.set("file", new Blob([aStatement()]), "relevé.txt");
    const sent = await ask("/api/files", { method: "POST", body: form });
    expect(sent.status).toBe(202);
    expect((await ask(`/api/files/${sent.body.file}`)).body.name).toBe("relevé.txt");
  });

  test("the same bytes again are told by the file they are", async () => {
    const text = aStatement();
    const first = await send(text);
    const second = await send(text, { "x-filename": "copie.txt" });
    expect(second).toMatchObject({
      status: 200,
      body: { file: first.body.file, already: true, name: "releve.txt", state: "received" },
    });
  });

  test("what cannot be kept is refused with what to do, and leaves nothing", async () => {
    const before = await countFiles();
    const nameless = await ask("/api/files", { method: "POST", body: aStatement() });
    expect([nameless.status, codes(nameless)]).toEqual([400, ["file_name_missing"]]);
    const empty = await send("");
    expect([empty.status, codes(empty)]).toEqual([422, ["empty_file"]]);
    const large = await send("x".repeat(20_001));
    expect([large.status, codes(large)]).toEqual([413, ["file_too_large"]]);
    const larger = await send("x".repeat(200_000));
    expect([larger.status, codes(larger)]).toEqual([413, ["file_too_large"]]);
    const two = new FormData();
    for (const name of ["a.txt", "b.txt"]) two.append("file", new Blob([aStatement()]), name);
    const both = await ask("/api/files", { method: "POST", body: two });
    expect([both.status, codes(both)]).toEqual([400, ["one_file_only"]]);
    const cut = await ask("/api/files", {
      method: "POST",
      body: "--X\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\n0100",
      headers: { "content-type": "multipart/form-data; boundary=X" },
    });
    expect([cut.status, codes(cut)]).toEqual([400, ["request_unreadable"]]);
    expect(nameless.body.problems).toEqual([
      expect.objectContaining({
        severity: "error",
        says: expect.stringContaining("nom du fichier"),
        toDo: expect.stringContaining("X-Filename"),
      }),
    ]);
    expect(await countFiles()).toBe(before);
  });

  test("an upload that breaks off leaves neither a file nor a transaction behind", async () => {
    const before = await countFiles();
    const headers = { authorization: `Bearer ${token}`, "x-filename": "a.txt", "content-length": "10000" };
    const forms = { ...headers, "content-type": "multipart/form-data; boundary=X" };
    const part = "--X\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n\r\n0100";
    for (const [given, body] of [
      [headers, "0100"],
      [forms, part],
    ] as const) {
      await new Promise<void>((resolve) => {
        const request = http.request(`${dashboard.address}/api/files`, { method: "POST", headers: given });
        request.on("error", () => resolve());
        request.write(body);
        setTimeout(() => request.destroy(), 150);
      });
    }
    const idle = async () => {
      const [row] = await dashboard.database.pool<{ open: number }[]>`
        select count(*)::integer as open from pg_stat_activity
         where datname = current_database() and state like 'idle in transaction%'
      `;
      return row?.open;
    };
    await expect.poll(idle, { timeout: 5_000 }).toBe(0);
    expect(await countFiles()).toBe(before);
  });
});

describe("looking at a file", () => {
  test("what was wrong is told with its place, in French or in English", async () => {
    const broken = aStatement().replace("0{", "X{");
    const { body } = await send(broken);
    const fileId = BigInt(String(body.file));
    const { companyId } = world;
    const reading = await asCompany(dashboard.database.pool, companyId, (db) =>
      importStatement(db, { companyId, fileId, at: NOW }),
    );
    await asCompany(dashboard.database.pool, companyId, (db) => closeFile(db, companyId, fileId, reading));
    const french = await ask(`/api/files/${fileId}`);
    expect(french.body).toMatchObject({ state: "refused", format: "cfonb120", lines: { new: 0 } });
    expect((french.body.problems as object[])[0]).toMatchObject({
      code: "bad_amount",
      severity: "error",
      line: 1,
      says: expect.stringContaining("n’est pas un montant"),
    });
    const english = await ask(`/api/files/${fileId}`, { headers: { "accept-language": "en" } });
    expect((english.body.problems as object[])[0]).toMatchObject({
      says: expect.stringContaining("is not an amount"),
    });
  });

  test("a file of another company, an unknown one and an unknown address are not found", async () => {
    const other = await aWorld(dashboard.database.pool);
    const theirs = await aToken("theirs", other.companyId);
    const { body } = await send(aStatement());
    expect((await ask(`/api/files/${body.file}`, { bearer: theirs })).status).toBe(404);
    expect(codes(await ask("/api/files/none"))).toEqual(["file_unknown"]);
    expect(codes(await ask("/api/invoices"))).toEqual(["address_unknown"]);
  });
});

describe("tokens", () => {
  test("without a token, with a wrong or a revoked one, nothing is told", async () => {
    const { pool } = dashboard.database;
    const revoked = await aToken("old client");
    expect((await ask("/api/files/999999", { bearer: revoked })).status).toBe(404);
    expect(await revokeApiToken(pool, { companyId: world.companyId, name: "old client", at: NOW })).toBe(
      true,
    );
    for (const bearer of [null, "no", `rappro_${"a".repeat(43)}`, revoked]) {
      const answer = await ask("/api/files/999999", { bearer });
      expect([answer.status, codes(answer), answer.headers.get("www-authenticate")]).toEqual([
        401,
        ["token_unknown"],
        'Bearer realm="rappro"',
      ]);
    }
  });

  test("only the hash of a token is kept, and the application reads not even that", async () => {
    const { pool } = dashboard.database;
    const rows = await pool`select hash, name from api_token where company_id = ${world.companyId}`;
    expect(JSON.stringify(rows)).not.toContain(token);
    const tokens = await asCompany(pool, world.companyId, listApiTokens);
    expect(tokens[0]).toMatchObject({ name: "bank client", lastUsedAt: NOW, revokedAt: null });
    await expect(asCompany(pool, world.companyId, (db) => db`select hash from api_token`)).rejects.toThrow(
      /permission denied/,
    );
    const trail =
      await pool`select action from audit_log where subject = 'api_token' and company_id = ${world.companyId} order by id`;
    expect(trail[0]).toEqual({ action: "create_api_token" });
  });

  test("two tokens in use do not bear one name", async () => {
    expect(await aToken("bank client")).toBe("name_in_use");
  });

  test("no cookie is set, and a page of another site finds no cookie to use", async () => {
    const answer = await ask("/api/files/999999", {
      headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
    });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("an address or a name that nobody can read is the fault of the request", async () => {
    expect((await ask("/api/files/%E0%A4%A")).status).toBe(400);
    const form = [
      "--b",
      `content-disposition: form-data; name="file"; filename*=utf-8''a%00b.txt`,
      "content-type: text/plain",
      "",
      aStatement(),
      "--b--",
      "",
    ].join("\r\n");
    const sent = await ask("/api/files", {
      method: "POST",
      body: form,
      headers: { "content-type": "multipart/form-data; boundary=b" },
    });
    expect(sent.status).toBe(202);
  });

  test("senders that take their time hold no connection to the database: the pages answer", async () => {
    const { hostname, port } = new URL(dashboard.address);
    const slow = Array.from({ length: 12 }, () => {
      const headers = {
        authorization: `Bearer ${token}`,
        "x-filename": "slow.txt",
        "content-length": "10000",
      };
      const request = http.request({ hostname, port, path: "/api/files", method: "POST", headers });
      request.on("error", () => {});
      request.write("0".repeat(100));
      return request;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const files = await countFiles();
    const health = await fetch(`${dashboard.address}/health`, { signal: AbortSignal.timeout(5_000) });
    expect(health.status).toBe(200);
    for (const request of slow) request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await countFiles()).toBe(files);
  });

  test("a program that asks too often waits, and the others do not", async () => {
    const hasty = await aToken("hasty");
    const answers: number[] = [];
    for (let asked = 0; asked < 121; asked += 1)
      answers.push((await ask("/api/files/999999", { bearer: hasty })).status);
    expect(answers.at(-2)).toBe(404);
    const refused = await ask("/api/files/999999", { bearer: hasty });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await ask("/api/files/999999")).status).toBe(404);
    dashboard.clock.now = new Date(NOW.getTime() + 61_000);
    expect((await ask("/api/files/999999", { bearer: hasty })).status).toBe(404);
  });
});
