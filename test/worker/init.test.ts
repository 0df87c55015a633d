import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "../database.ts";

const database = useDatabase();
const folder = { path: "" };
const [ONE, TWO] = ["FR7630006000011234567890189", "FR7630001007941234567890185"];

beforeAll(() => {
  folder.path = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-init-"));
});

afterAll(() => fs.rmSync(folder.path, { recursive: true, force: true }));

function init(...args: string[]): string {
  const run = spawnSync(
    process.execPath,
    [fileURLToPath(new URL("../../rappro.js", import.meta.url)), "init", ...args],
    {
      cwd: folder.path,
      encoding: "utf8",
      env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: folder.path, NODE_ENV: "test" },
    },
  );
  return `${run.status} ${run.stdout}${run.stderr}`;
}

const places = (name: string) => database.pool<{ place: string }[]>`
  select bank_account.journal || ' ' || bank_account.account as place
    from bank_account join company on company.id = bank_account.company_id and company.name = ${name}
   order by bank_account.id
`;

describe("rappro init (S0.16, bank journals)", () => {
  test("bank accounts stand where the books have them, and the others on the next journal that is free", async () => {
    expect(init("--company", "Reprise", "--iban", `${ONE}:BNP:512010`, "--iban", TWO)).toMatch(
      /^0 .*2 bank accounts/,
    );
    expect((await places("Reprise")).map(({ place }) => place)).toEqual(["BNP 512010", "BQ1 512100"]);
  });

  test.each([
    ["an account that is no 512", `${ONE}:BNP:530000`, "an account 512"],
    ["a journal that is another one", `${ONE}:OD:512010`, "after the IBAN come a journal"],
    ["half a place", `${ONE}:BNP`, "after the IBAN come a journal"],
    ["an IBAN whose check digits are wrong", "FR7630006000011234567890188", "its check digits are wrong"],
  ])("%s is refused, and no company is made", async (_, iban, says) => {
    expect(init("--company", "Refusée", "--iban", iban)).toMatch(new RegExp(`^[12] .*${says}`));
    expect(await places("Refusée")).toEqual([]);
    expect(await database.pool`select from company where name = 'Refusée'`).toHaveLength(0);
  });

  test("two bank accounts do not share a journal", () => {
    const both = ["--iban", `${ONE}:BNP:512010`, "--iban", `${TWO}:BNP:512020`];
    expect(init("--company", "Deux", ...both)).toContain("two bank accounts have the journal BNP");
  });
});
