import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { declareBankAccount } from "../../sql/acts/declareBankAccount.ts";
import { importStatement } from "../../sql/acts/importStatement.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { asCompany } from "../../sql/connect.ts";
import { closeFile, type Reading, unreadFiles } from "../../sql/files.ts";
import { inboxOf, takeInbox } from "../../worker/inbox.ts";
import { useDatabase } from "../database.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";

const database = useDatabase();
const LOG = { info: () => {}, warn: () => {} };
const IBAN = "FR7690004008230001234567863";
let root = "";
let folder = "";
let companyId = 0n;
const names = { next: 1 };

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-inbox-"));
});

afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

beforeEach(() => openFolder([IBAN]));

async function openFolder(ibans: string[]): Promise<void> {
  const name = `Inbox ${names.next++}`;
  companyId = await createCompany(database.pool, { name, ibans, at: new Date() });
  folder = inboxOf(root, { id: companyId, name });
  await sweep();
}

/** A statement of one line: what changes is the amount. */
function aStatement(amount: bigint): string {
  return file(opening(0n), movement(amount), closing(amount));
}

function drop(name: string, text: string): void {
  fs.writeFileSync(path.join(folder, name), text, "latin1");
}

/** One turn of the inbox, a while later than the files were dropped. */
function sweep(laterMs = 5_000): Promise<number> {
  return takeInbox(database.pool, root, new Date(Date.now() + laterMs), LOG);
}

/** What the job of each file that waits would do. */
async function readAll(): Promise<void> {
  const files = await asCompany(database.pool, companyId, unreadFiles);
  for (const { id: fileId } of files) {
    const undone: { reading?: Reading } = {};
    const at = new Date();
    await asCompany(database.pool, companyId, async (db) => {
      const reading = await importStatement(db, { companyId, fileId, at });
      undone.reading = reading;
      if (reading.state !== "read") throw new Error("nothing is kept");
      await closeFile(db, companyId, fileId, reading);
    }).catch(async (failure: Error) => {
      const { reading } = undone;
      if (!reading || failure.message !== "nothing is kept") throw failure;
      await asCompany(database.pool, companyId, (db) => closeFile(db, companyId, fileId, reading));
    });
  }
}

/** What lies in the folders of the company: "done/releve.txt". */
function lying(): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replace(/\d+~/, "N~"))
    .sort();
}

const note = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");

test("a file that is still being written is left alone, which its age or its name tells", async () => {
  drop("releve.txt", aStatement(100n));
  drop("releve.xml.part", "<");
  drop(".releve.swp", "<");
  expect(await sweep(0)).toBe(0);
  expect(await sweep()).toBe(1);
  expect(lying()).toEqual([".releve.swp", "reading/N~releve.txt", "releve.xml.part"]);
});

test("a file that grows while it is read is not kept, and taken whole later", async () => {
  drop("releve.txt", aStatement(100n).padEnd(8_000_000));
  const growing = setInterval(() => fs.appendFileSync(path.join(folder, "releve.txt"), " "), 1);
  const taken = await sweep(60_000);
  clearInterval(growing);
  expect([taken, lying()]).toEqual([0, ["releve.txt"]]);
  expect(await asCompany(database.pool, companyId, unreadFiles)).toEqual([]);
  expect(await sweep()).toBe(1);
});

test("a file is in reading/ until its job ended, then in done/", async () => {
  drop("releve.txt", aStatement(100n));
  await sweep();
  await sweep();
  expect(lying()).toEqual(["reading/N~releve.txt"]);
  await readAll();
  await sweep();
  expect(lying()).toEqual(["done/releve.txt"]);
});

test("two files of one name are both kept", async () => {
  for (const amount of [100n, 200n]) {
    drop("releve.txt", aStatement(amount));
    await sweep();
    await readAll();
    await sweep();
  }
  expect(lying()).toEqual(["done/releve (2).txt", "done/releve.txt"]);
});

test("a refused file has every problem beside it, in French: where, what stood there, what to do", async () => {
  const broken = aStatement(100n).replace("0000000000010{", "00000000000X0{");
  drop("releve.txt", broken);
  drop("image.txt", "this is no statement");
  await sweep();
  await readAll();
  await sweep();
  expect(lying()).toEqual([
    "refused/image.txt",
    "refused/image.txt.txt",
    "refused/releve.txt",
    "refused/releve.txt.txt",
  ]);
  expect(note("refused/releve.txt.txt")).toMatch(
    /^Fichier : releve\.txt\nNuméro dans Rappro : \d+\nRésultat : refusé/,
  );
  expect(note("refused/releve.txt.txt")).toMatch(
    /1\. Erreur bad_amount \(ligne \d, champ [\d-]+, valeur « 0+X0\{ »\)\n.*\n {3}À faire : .*\n {3}Reçu : 0/,
  );
  expect(note("refused/image.txt.txt")).toContain("Le format de ce fichier n’est pas reconnu.");
});

test("an empty file is waited for, then refused", async () => {
  drop("vide.txt", "");
  expect(await sweep()).toBe(0);
  await sweep(120_000);
  expect(lying()).toEqual(["refused/vide.txt", "refused/vide.txt.txt"]);
  expect(note("refused/vide.txt.txt")).toContain("Le fichier est vide.");
});

test("a file of an account that nobody declared stays in held/ with a note, until the account is declared", async () => {
  await openFolder([]);
  drop("releve.txt", aStatement(100n));
  await sweep();
  await readAll();
  await sweep();
  await sweep();
  expect(lying()).toEqual(["held/N~releve.txt", "held/N~releve.txt.txt"]);
  const [name = ""] = fs.readdirSync(path.join(folder, "held"));
  expect(note(`held/${name}.txt`)).toContain("Déclarez ce compte");
  const fileId = BigInt(name.split("~")[0] ?? "");
  await declareBankAccount(database.pool, { companyId, fileId, at: new Date() });
  await sweep();
  expect(lying()).toEqual(["held/N~releve.txt", "held/N~releve.txt.txt"]);
  await readAll();
  await sweep();
  expect(lying()).toEqual(["done/releve.txt"]);
});

test("killed between the database and the folder, the file is offered again and known by its hash", async () => {
  drop("releve.txt", aStatement(100n));
  const arrival = { companyId, name: "releve.txt", source: "inbox" as const, receivedAt: new Date() };
  await receiveFile(database.pool, arrival, fs.createReadStream(path.join(folder, "releve.txt")));
  await readAll();
  await sweep();
  expect(lying()).toEqual(["done/releve.txt"]);
  const [count] = await asCompany(
    database.pool,
    companyId,
    (db) => db`select count(*)::integer as files from received_file`,
  );
  expect(count).toEqual({ files: 1 });
});

test("killed between the note and the file, the same note is found again and no second one written", async () => {
  drop("image.txt", "this is no statement");
  await sweep();
  await readAll();
  await sweep();
  const [, number = ""] = /Rappro : (\d+)/.exec(note("refused/image.txt.txt")) ?? [];
  fs.renameSync(path.join(folder, "refused/image.txt"), path.join(folder, `reading/${number}~image.txt`));
  await sweep();
  expect(lying()).toEqual(["refused/image.txt", "refused/image.txt.txt"]);
});

test("the same bytes under another name are told to be known", async () => {
  for (const name of ["juin.txt", "copie de juin.txt"]) {
    drop(name, aStatement(100n));
    await sweep();
    await readAll();
    await sweep();
  }
  expect(lying()).toEqual(["done/copie de juin.txt", "done/copie de juin.txt.txt", "done/juin.txt"]);
  expect(note("done/copie de juin.txt.txt")).toContain("déjà été reçu, sous le nom juin.txt");
});

test("a file whose number the database does not know, as after a restored backup, is offered again", async () => {
  fs.writeFileSync(path.join(folder, "reading/999999~releve.txt"), aStatement(100n));
  await sweep();
  expect(lying()).toEqual(["releve.txt"]);
  await sweep();
  expect(lying()).toEqual(["reading/N~releve.txt"]);
});

test("a name with a line end draws no line of its own in the note", async () => {
  drop("juin\nRésultat : lu.txt", "bonjour");
  await sweep();
  await readAll();
  await sweep();
  const [written = ""] = fs
    .readdirSync(path.join(folder, "refused"))
    .filter((name) => name.endsWith(".txt.txt"));
  expect(note(`refused/${written}`).split("\n").slice(0, 3)).toMatchObject([
    "Fichier : juin Résultat : lu.txt",
    expect.stringContaining("Numéro dans Rappro"),
    "Résultat : refusé, rien n’a été enregistré.",
  ]);
});

test("a name of 255 bytes finds room for its number and its note", async () => {
  drop(`${"é".repeat(124)}.txt`, "this is no statement");
  await sweep();
  await readAll();
  await sweep();
  expect(lying().map((name) => name.replace(/é+/, "É"))).toEqual(["refused/É.txt", "refused/É.txt.txt"]);
});

test("a file that takes the name of another between its reading and its move is read too, not filed in done/ unread", async () => {
  drop("releve.txt", aStatement(100n));
  await sweep();
  const [taken] = lying().filter((name) => name.startsWith("reading/"));
  const place = fs
    .readdirSync(path.join(folder, "reading"))
    .map((name) => path.join(folder, "reading", name));
  expect([taken, place.length]).toEqual(["reading/N~releve.txt", 1]);
  // What a second worker moves there when the bank's program has put the next statement under the same name meanwhile.
  fs.writeFileSync(place[0] ?? "", aStatement(200n), "latin1");
  await readAll();
  await sweep();
  expect(lying()).toEqual(["releve.txt"]);
  await sweep();
  await readAll();
  await sweep();
  expect(lying()).toEqual(["done/releve.txt"]);
  const [read] = await asCompany(
    database.pool,
    companyId,
    (db) => db<{ cents: bigint }[]>`select sum(amount_cents)::bigint as cents from statement_line`,
  );
  expect(read?.cents).toBe(300n);
});

test("a file dated in the future, and one whose name is no UTF-8, are taken like any other", async () => {
  drop("futur.txt", aStatement(100n));
  fs.utimesSync(path.join(folder, "futur.txt"), new Date("2035-01-01"), new Date("2035-01-01"));
  const latin = Buffer.concat([
    Buffer.from(path.join(folder, "relev")),
    Buffer.from([0xe9]),
    Buffer.from(".txt"),
  ]);
  fs.writeFileSync(latin, aStatement(200n), "latin1");
  expect(await sweep()).toBe(2);
  expect(lying()).toEqual(["reading/N~futur.txt", "reading/N~relevé.txt"]);
});

test("a folder that cannot be used is told once, and the other companies are served", async () => {
  const broken = folder;
  fs.rmSync(path.join(broken, "held"), { recursive: true });
  fs.writeFileSync(path.join(broken, "held"), "not a folder");
  await openFolder(["FR7630004000031234567890143"]);
  drop("releve.txt", aStatement(100n));
  fs.mkdirSync(path.join(folder, "2026"));
  const said: string[] = [];
  const log = { info: () => {}, warn: (_facts: unknown, says?: string) => void said.push(says ?? "") };
  const later = () => new Date(Date.now() + 7_200_000);
  expect(await takeInbox(database.pool, root, later(), log)).toBe(1);
  await takeInbox(database.pool, root, later(), log);
  fs.rmSync(broken, { recursive: true });
  expect(said.sort()).toEqual([
    "the inbox of a company cannot be used",
    "the inbox takes files: a folder or a link in it is left where it is",
  ]);
});
