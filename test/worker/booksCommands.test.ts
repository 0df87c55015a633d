import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  type Dossier,
  fromCustomerOf,
  openDossier,
  within,
} from "../sql/dossier.ts";

const database = useDatabase();
const opened: { dossier?: Dossier; folder?: string; name?: string } = {};

beforeAll(async () => {
  opened.folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-commands-"));
  const dossier = await openDossier(database.pool);
  opened.dossier = dossier;
  await bill(
    dossier,
    aSale("FA-1", 1_000n, { issuedOn: "2025-11-03" }),
    aSale("FA-2", 500n, { issuedOn: "2025-12-03" }),
  );
  await bank(dossier, aLine("L1", 1_000n, fromCustomerOf("FA-1", "2025-11-20")));
  await within(dossier, (db) =>
    validateEntries(db, {
      companyId: dossier.companyId,
      upTo: "2025-11-30",
      on: "2025-12-01",
      at: new Date("2025-12-01T08:00:00Z"),
    }),
  );
  const [company] = await database.pool<
    { name: string }[]
  >`select name from company where id = ${dossier.companyId}`;
  opened.name = company?.name ?? "";
});

afterAll(() => {
  if (opened.folder) fs.rmSync(opened.folder, { recursive: true, force: true });
});

/** The command line as a person calls it, in a folder of its own. */
function rappro(...args: string[]) {
  const run = spawnSync(
    process.execPath,
    [fileURLToPath(new URL("../../rappro.js", import.meta.url)), ...args, "--company", opened.name ?? ""],
    {
      cwd: opened.folder,
      encoding: "utf8",
      env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: opened.folder, NODE_ENV: "test" },
    },
  );
  return { status: run.status, out: run.stdout, err: run.stderr };
}

const fileIn = (name: string) => path.join(opened.folder ?? "", name);

describe("the commands of the books", { timeout: 120_000 }, () => {
  test("fec writes the year’s file with its description, tells the drafts it leaves out, and replaces nothing", () => {
    const run = rappro("fec", "--year", "2025", "--separator", "pipe");
    expect(run).toMatchObject({ status: 0, err: "" });
    expect(run.out).toContain("732829320FEC20251231.txt: 4 rows");
    expect(run.out).toContain("1 drafts of the year are not in it");
    const [head, ...rows] = fs
      .readFileSync(fileIn("732829320FEC20251231.txt"), "latin1")
      .trim()
      .split("\r\n");
    expect([head?.split("|").length, rows.length]).toEqual([18, 4]);
    expect(fs.existsSync(fileIn("732829320FEC20251231-description.txt"))).toBe(true);
    const again = rappro("fec", "--year", "2025");
    expect(again.status).toBe(1);
    expect(again.err).toContain("is there already");
    expect(rappro("fec", "--year", "25").err).toContain("--year takes");
  });

  test("close refuses a year that is not over, closes one that is, and verify finds every law to hold", () => {
    const early = rappro("close", "--year", "2999");
    expect([early.status, early.err]).toEqual([1, expect.stringContaining("year_not_over")]);
    expect(rappro("close").err).toContain("Say which year");
    expect(rappro("close", "--year", "2025").out).toMatch(
      /Year 2025 is closed up to 2025-12-31: 1 entries validated, opening entry \d+/,
    );
    expect(rappro("close", "--year", "2025").err).toContain("year_closed_already");
    expect(rappro("verify")).toMatchObject({ status: 0, out: expect.stringContaining("every law holds") });
  });

  test("archive writes a folder whose files are those of its manifest", () => {
    const run = rappro("archive", "--year", "2025");
    expect(run).toMatchObject({ status: 0, err: "" });
    const folder =
      fs.readdirSync(opened.folder ?? "").find((name) => name.startsWith("rappro-archive-2025-")) ?? "";
    const manifest = JSON.parse(fs.readFileSync(fileIn(`${folder}/manifest.json`), "utf8"));
    expect(manifest.entries).toBe(3);
    for (const { name, sha256 } of manifest.files) {
      const bytes = fs.readFileSync(fileIn(`${folder}/${name}`));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    }
  });
});

test("fec of books that do not pass a check leaves no file and says which", { timeout: 60_000 }, async () => {
  const { companyId } = opened.dossier ?? { companyId: 0n };
  await database.pool.begin(async (owner) => {
    await owner`set local session_replication_role = replica`;
    await owner`update journal_line set debit_cents = debit_cents + 1 where company_id = ${companyId} and debit_cents = 500`;
  });
  const run = rappro("fec", "--year", "2025", "--out", "faulty");
  expect(run.err).toContain("cannot be written");
  fs.mkdirSync(fileIn("faulty"));
  const faulty = rappro("fec", "--year", "2025", "--out", "faulty");
  expect(faulty.status).toBe(1);
  expect(faulty.err).toContain(
    "fec_faulty: The FEC of 2025 does not pass our checks: entry_off × 1 (VE00002 by 0.01)",
  );
  expect(fs.readdirSync(fileIn("faulty"))).toEqual([]);
  expect(rappro("verify").status).toBe(1);
});

test("fec of a company without a SIREN is refused", { timeout: 60_000 }, async () => {
  await database.pool`update company set siren = null where id = ${opened.dossier?.companyId ?? 0n}`;
  expect(rappro("fec", "--year", "2025", "--out", "faulty").err).toContain("siren_missing");
});
