import { beforeEach, describe, expect, test } from "vitest";
import { importFile } from "../../worker/importFile.ts";
import { Refused } from "../../worker/refusals.ts";
import { closing, file, movement, opening } from "../domain/bank/cfonbFile.ts";
import { type Page, readable, useDashboard, type Visitor } from "./dashboard.ts";
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

async function work(fileId: bigint): Promise<void> {
  const task = { companyId: world.companyId, fileId };
  await importFile(world.pool, task, { now: NOW, today: "2026-11-17" }).catch((failure) => {
    if (!(failure instanceof Refused)) throw failure;
  });
}

/** Uploads a file, lets the worker read it, and says where its page is. */
async function upload(name: string, text: string): Promise<string> {
  const data = new FormData();
  data.append("files", new Blob([text]), name);
  const sent = await accountant.send(`${base}/files`, data);
  const address = sent.location ?? "";
  await work(idIn(address));
  return address;
}

const idIn = (address: string) => BigInt(/files\/(\d+)/.exec(address)?.[1] ?? 0);
const table = (...rows: string[]) => `Buchungstag;Text;Betrag;Saldo\n${rows.join("\n")}\n`;
const TABLE = table("05.06.2026;Miete <b>Juni</b>;-1.250,00;8.750,00", "08.06.2026;Lohn;2.000,00;10.750,00");
const CHOICE = { column_0: "date", column_1: "label", column_2: "amount", column_3: "balance" };

function headerOf(page: Page): string {
  return /name="header" value="([^"]*)"/.exec(page.text)?.[1] ?? "";
}

/** Which choice of a select is made. */
function chosen(page: Page, name: string): string {
  const select = new RegExp(`<select[^>]*name="${name}"[^>]*>(.*?)</select>`, "s").exec(page.text)?.[1] ?? "";
  return /value="([^"]*)" selected/.exec(select)?.[1] ?? "";
}

describe("a table of an unknown bank", () => {
  test("shows its columns with a first guess, the account when there is only one, and no markup of the bank", async () => {
    const page = await accountant.get(await upload("auszug.csv", TABLE));
    expect(readable(page)).toContain("Ce fichier attend une réponse");
    expect(readable(page)).toContain("Que contient chaque colonne ?");
    expect(page.text).toContain("Miete &lt;b&gt;Juni&lt;/b&gt;");
    expect([0, 1, 2, 3].map((at) => chosen(page, `column_${at}`))).toEqual(Object.values(CHOICE));
    expect(chosen(page, "account")).toBe(String(world.bankAccountId));
    const viewer = await dashboard.signedIn(world, "viewer");
    expect((await viewer.get(`${base}/files?state=held`)).text).toContain("auszug.csv");
  });

  test("previews its lines by a plain form, with what is wrong, and writes nothing", async () => {
    const address = await upload("auszug.csv", TABLE);
    const fields = { header: headerOf(await accountant.get(address)), ...CHOICE };
    const shown = await accountant.send(`${address}/preview`, {
      ...fields,
      account: String(world.bankAccountId),
    });
    expect(shown.status).toBe(200);
    expect(readable(shown)).toMatch(/Lignes telles qu’elles seront lues 2 lignes .*aucun problème/);
    expect(readable(shown)).toMatch(/Lohn 2 000,00/);
    const wrong = await accountant.send(`${address}/preview`, {
      ...fields,
      column_2: "balance",
      column_3: "amount",
    });
    expect(readable(wrong)).toContain("mais le solde voisin et le mouvement donnent");
    expect(chosen(wrong, "column_2")).toBe("balance");
    const missing = await accountant.send(`${address}/preview`, { ...fields, column_2: "" });
    expect(readable(missing)).toContain("Il manque une colonne");
    const [stored] = await world.pool`
      select (select count(*) from reading_profile)::integer as profiles, (select count(*) from statement_line)::integer as lines`;
    expect(stored).toEqual({ profiles: 0, lines: 0 });
  });

  test("is read once answered; the next one passes alone until the answer is forgotten", async () => {
    const address = await upload("auszug.csv", TABLE);
    const fields = { header: headerOf(await accountant.get(address)), ...CHOICE, alone: "yes" };
    const refused = await accountant.send(`${address}/answer`, { ...fields, account: "", iban: "" });
    expect([refused.status, readable(refused).includes("Le compte bancaire manque.")]).toEqual([422, true]);
    expect(chosen(refused, "column_3")).toBe("balance");
    const done = await accountant.send(`${address}/answer`, {
      ...fields,
      account: String(world.bankAccountId),
    });
    expect(done.status).toBe(303);
    expect(readable(await accountant.get(done.location ?? ""))).toContain("le fichier va être lu");
    await work(idIn(address));
    expect(readable(await accountant.get(address))).toMatch(/Lignes lues 2/);
    expect((await accountant.send(`${address}/answer`, fields)).status).toBe(409);

    const next = await upload("juli.csv", table("05.07.2026;Miete;-1.250,00;9.500,00"));
    expect(readable(await accountant.get(next))).not.toContain("attend une réponse");
    const account = `${base}/accounts/${world.bankAccountId}`;
    const page = await accountant.get(account);
    expect(readable(page)).toContain("date = Buchungstag, libellé = Text, montant = Betrag, solde = Saldo");
    const [, profile = ""] = /profiles\/(\d+)\/forget/.exec(page.text) ?? [];
    const forgotten = await accountant.sendAndFollow(`${base}/profiles/${profile}/forget`, {});
    expect(readable(forgotten)).toContain("Lecture oubliée");
    const last = await upload("august.csv", table("05.08.2026;Miete;-1.250,00;8.250,00"));
    expect(readable(await accountant.get(last))).toContain("Ce fichier attend une réponse");
  });

  test("a wrong answer refuses the file, shows why, and can be corrected", async () => {
    const address = await upload("auszug.csv", TABLE);
    const fields = {
      header: headerOf(await accountant.get(address)),
      ...CHOICE,
      account: String(world.bankAccountId),
    };
    await accountant.send(`${address}/answer`, { ...fields, column_2: "balance", column_3: "amount" });
    await work(idIn(address));
    const page = await accountant.get(address);
    expect(readable(page)).toContain("Corriger la réponse donnée pour ce fichier");
    expect(chosen(page, "column_2")).toBe("balance");
    await accountant.send(`${address}/answer`, fields);
    await work(idIn(address));
    expect(readable(await accountant.get(address))).toMatch(/Lignes lues 2/);
  });
});

test("a QIF file shows its dates both ways and takes a new account by its IBAN", async () => {
  const qif = "!Type:Bank\nD05/06/26\nT-1,00\nPUn\n^\nD06/06/26\nT-2,00\nPDeux\n^\n";
  const address = await upload("compte.qif", qif);
  const page = await accountant.get(address);
  expect(readable(page)).toContain("05/06/26 vendredi 5 juin 2026 mercredi 6 mai 2026");
  const fields = { header: headerOf(page), account: "new", currency: "EUR", name: "LCL" };
  const iban = "FR76 3000 4000 0312 3456 7890 143";
  const both = await accountant.send(`${address}/answer`, { ...fields, iban: "FR76 1" });
  expect(readable(both)).toContain("L’ordre des dates manque.");
  const wrong = await accountant.send(`${address}/answer`, { ...fields, iban: "FR76 1", order: "dmy" });
  expect(readable(wrong)).toContain("« FR76 1 » n’est pas un IBAN");
  expect((await accountant.send(`${address}/answer`, { ...fields, iban, order: "dmy" })).status).toBe(303);
  await work(idIn(address));
  expect(readable(await accountant.get(address))).toMatch(/Lignes lues 2/);
  const viewer = await dashboard.signedIn(world, "viewer");
  expect((await viewer.send(`${address}/answer`, fields)).status).toBe(403);
  accountant.cookies.set("rappro_language", "en");
  const other = await upload("autre.qif", qif.replace("PUn", "POne"));
  expect(readable(await accountant.get(other))).toContain("05/06/26 Friday 5 June 2026 Wednesday 6 May 2026");
});

/** The CFONB statement of one day of June 2026, of the account of the world. */
function day(of: number, from: bigint, to: bigint): string {
  const own = { 3: "90042", 12: "00117", 22: "0004512378K" };
  const on = (nth: number) => ({ ...own, 35: `${String(nth).padStart(2, "0")}0626` });
  return file(opening(from, on(of - 1)), movement(to - from, on(of)), closing(to, on(of)));
}

test("the chain of an account shows what is missing, in its place, and home leads there", async () => {
  await upload("2.txt", day(2, 0n, 10_000n));
  await upload("8.txt", day(8, 25_000n, 30_000n));
  await upload("8 bis.txt", `${day(8, 25_000n, 30_000n)}\r\n`);
  const page = await accountant.get(`${base}/accounts/${world.bankAccountId}`);
  expect(readable(page)).toContain("3 relevés, 1 rupture");
  expect(readable(page)).toContain("Du 03/06 au 05/06 : relevés manquants, le solde y a varié de 150,00 €.");
  expect(readable(page)).toContain("déjà livré voir l’autre relevé");
  const home = await accountant.get(base);
  expect(readable(home)).toContain("manque : 03/06 au 05/06");
  const [, anchor = ""] = new RegExp(`accounts/${world.bankAccountId}#(gap-\\d+)`).exec(home.text) ?? [];
  expect(page.text).toContain(`id="${anchor}"`);
  await upload("3-5.txt", `${day(3, 10_000n, 20_000n)}${day(5, 20_000n, 25_000n)}`);
  expect(readable(await accountant.get(`${base}/accounts/${world.bankAccountId}`))).toContain(
    "5 relevés, aucune rupture",
  );
  expect(readable(await accountant.get(base))).toContain("soldes suivis");
});
