import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { useDatabase } from "../database.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";

const database = useDatabase();
const NAME = "Import";
const opened = { folder: "" };

beforeAll(async () => {
  opened.folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-import-"));
  await createCompany(database.pool, { name: NAME, ibans: ["FR7690004008230001234567863"], at: new Date() });
});

afterAll(() => fs.rmSync(opened.folder, { recursive: true, force: true }));

/** The command line as a person calls it, in a folder of its own. */
function rapproImport(...files: string[]) {
  const run = spawnSync(
    process.execPath,
    [fileURLToPath(new URL("../../rappro.js", import.meta.url)), "import", ...files, "--company", NAME],
    {
      cwd: opened.folder,
      encoding: "utf8",
      env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: opened.folder, NODE_ENV: "test" },
    },
  );
  return { status: run.status, out: run.stdout, err: run.stderr };
}

function drop(name: string, text: string): string {
  fs.writeFileSync(path.join(opened.folder, name), text, "latin1");
  return name;
}

/** A file whose first byte the system refuses to read, as one without permission is, for root too. */
const UNREADABLE = "/proc/self/mem";

test.runIf(process.platform === "linux")(
  "one wrong file does not stop the next ones, whatever is wrong with it",
  { timeout: 60_000 },
  () => {
    const good = drop("juin é.txt", file(opening(0n), movement(100n), closing(100n)));
    const wrong = drop("juillet.txt", file(opening(0n), movement(100n), closing(105n)));
    fs.mkdirSync(path.join(opened.folder, "dossier"));
    const run = rapproImport(UNREADABLE, "dossier", "absent.txt", drop("vide.txt", ""), wrong, good, good);
    expect(run.status).toBe(1);
    expect(run.err).toContain(`${UNREADABLE}: cannot be read (EIO`);
    expect(run.err).toContain("dossier: is no file; name the files in it");
    expect(run.err).toContain("absent.txt: there is no such file");
    expect(run.out).toContain("vide.txt: refused, nothing was written");
    expect(run.err).toContain("The file is empty.");
    expect(run.out).toContain("juillet.txt: refused, nothing was written");
    expect(run.err).toContain("the closing balance of the statement is 1.05. Difference: 0.05.");
    expect(run.out).toContain("juin é.txt: 1 read, 1 new, 0 known already");
    expect(run.out).toContain("juin é.txt: received before, as juin é.txt");
  },
);
