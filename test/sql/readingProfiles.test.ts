import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ReadingOptions } from "../../domain/bank/readingOptions.ts";
import { type AccountChosen, answerFile, forgetProfile } from "../../sql/acts/answerFile.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { declareBankAccount } from "../../sql/acts/declareBankAccount.ts";
import { importStatement } from "../../sql/acts/importStatement.ts";
import { listBankAccounts } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { closeFile, problemsOf, type Reading } from "../../sql/files.ts";
import { profilesOfAccount } from "../../sql/readingProfiles.ts";
import { openLines } from "../../sql/statements.ts";
import { useDatabase } from "../database.ts";
import { handInNew } from "../given.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");
const IBAN = "FR7690004008230001234567863";
const OTHER = "FR8490042001170004512378K16";
const names = { next: 1 };

async function aCompany(...ibans: string[]): Promise<bigint> {
  return createCompany(database.pool, { name: `Reading ${names.next++}`, ibans, at: NOW });
}

type Held = Reading & { companyId: bigint; fileId: bigint };

class NothingKept extends Error {}

/** As the worker does: what a file that is not read had written is undone. */
async function readAgain(companyId: bigint, fileId: bigint): Promise<Held> {
  const { pool } = database;
  const done: { reading?: Reading } = {};
  await asCompany(pool, companyId, async (db) => {
    done.reading = await importStatement(db, { companyId, fileId, at: NOW });
    if (done.reading.state !== "read") throw new NothingKept();
  }).catch((failure) => {
    if (!(failure instanceof NothingKept)) throw failure;
  });
  const { reading } = done;
  if (!reading) throw new Error("the file was not read");
  await asCompany(pool, companyId, (db) => closeFile(db, companyId, fileId, reading));
  return { ...reading, companyId, fileId };
}

async function read(companyId: bigint, text: string | Buffer): Promise<Held> {
  const bytes = Buffer.from(text);
  return readAgain(companyId, await handInNew(database.pool, { companyId, bytes, at: NOW }));
}

type Said = { account?: AccountChosen; options?: ReadingOptions; readsAlone?: boolean };

function answer({ companyId, fileId, format, problems }: Held, said: Said) {
  const headerKey = problems[0]?.params?.headerKey ?? "";
  const { account, options = {}, readsAlone = true } = said;
  const kind = format === "qif" ? ("qif" as const) : ("csv" as const);
  return answerFile(database.pool, {
    companyId,
    fileId,
    format: kind,
    headerKey,
    account,
    options,
    readsAlone,
    at: NOW,
  });
}

const accountsOf = (companyId: bigint) => asCompany(database.pool, companyId, listBankAccounts);
const codes = ({ problems }: Reading) => problems.map(({ code }) => code);

const table = (...rows: string[]) => `Tag;Text;Betrag\n${rows.join("\n")}\n`;
const csvMapping = { date: "Tag", label: "Text", amount: "Betrag" };
const qif = (...days: string[]) =>
  `!Type:Bank\n${days.map((day) => `D${day}\nT-12,50\nPLOYER\n^\n`).join("")}`;

test("a table of an unknown bank is held, answered once, and the next one is read by itself", async () => {
  const companyId = await aCompany(IBAN);
  const held = await read(companyId, table("05.06.2026;Miete;-1,00"));
  expect([held.state, codes(held)]).toEqual(["held", ["csv_columns_unknown"]]);
  const [account] = await accountsOf(companyId);
  const done = await answer(held, {
    account: { bankAccountId: account?.id ?? 0n },
    options: { csvMapping },
  });
  expect(done).toMatchObject({ ok: true, value: { filesRequeued: 1 } });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 1 });
  expect(await read(companyId, table("08.06.2026;Strom;-2,00"))).toMatchObject({
    state: "read",
    linesNew: 1,
  });
  const lines = await asCompany(database.pool, companyId, (db) => openLines(db, 10, undefined));
  expect(lines.map(({ label, amount }) => [label, amount])).toEqual([
    ["Miete", -100n],
    ["Strom", -200n],
  ]);
});

test("a QIF file asks its account and its order of dates together", async () => {
  const companyId = await aCompany(IBAN);
  const held = await read(companyId, qif("05/06/26", "06/06/26"));
  expect([held.state, codes(held).sort()]).toEqual(["held", ["date_order_unknown", "format_needs_account"]]);
  const [account] = await accountsOf(companyId);
  await answer(held, { account: { bankAccountId: account?.id ?? 0n }, options: { dateOrder: "mdy" } });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 2 });
  const lines = await asCompany(database.pool, companyId, (db) => openLines(db, 10, undefined));
  expect(lines.map((line) => line.bookedOn)).toEqual(["2026-05-06", "2026-06-06"]);
});

test("two accounts with the same header: the columns are remembered, the account is asked each time", async () => {
  const companyId = await aCompany(IBAN, OTHER);
  const [one, other] = await accountsOf(companyId);
  const first = await read(companyId, table("05.06.2026;Miete;-1,00"));
  await answer(first, {
    account: { bankAccountId: one?.id ?? 0n },
    options: { csvMapping },
    readsAlone: false,
  });
  await readAgain(companyId, first.fileId);
  const second = await read(companyId, table("06.06.2026;Strom;-2,00"));
  expect([second.state, codes(second)]).toEqual(["held", ["format_needs_account"]]);
  await answer(second, { account: { bankAccountId: other?.id ?? 0n }, options: { csvMapping } });
  expect(await readAgain(companyId, second.fileId)).toMatchObject({ state: "read", linesNew: 1 });
  // The second answer asked to read alone, but another account has the same header.
  expect((await read(companyId, table("07.06.2026;Gas;-3,00"))).state).toBe("held");
});

test("a new account is declared by its IBAN, once, and a wrong IBAN writes nothing", async () => {
  const companyId = await aCompany(IBAN);
  const held = await read(companyId, qif("13/06/26"));
  const wrong = await answer(held, { account: { iban: "FR7630004000031234567890144", currency: "EUR" } });
  expect(wrong).toMatchObject({ ok: false, problems: [{ code: "iban_to_correct" }] });
  expect(await answer(held, {})).toMatchObject({ ok: false, problems: [{ code: "account_to_choose" }] });
  expect(await accountsOf(companyId)).toHaveLength(1);
  const account = { iban: OTHER, currency: "eur", name: "CIC" };
  expect(await answer(held, { account })).toMatchObject({ ok: true });
  expect(await accountsOf(companyId)).toMatchObject([{ currency: "EUR" }, { name: "CIC", iban: OTHER }]);
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 1 });
  expect(await answer(held, { account })).toMatchObject({
    ok: false,
    problems: [{ code: "nothing_to_answer" }],
  });
});

test("a file that is read takes no answer, a refused one only after an answer", async () => {
  const companyId = await aCompany(IBAN);
  const [account] = await accountsOf(companyId);
  const chosen = { bankAccountId: account?.id ?? 0n };
  const refused = await read(companyId, qif("31/02/26"));
  expect(refused.state).toBe("refused");
  expect(await answer(refused, { account: chosen })).toMatchObject({
    ok: false,
    problems: [{ code: "nothing_to_answer" }],
  });
  const held = await read(companyId, table("05.06.2026;-1,00;Miete"));
  await answer(held, { account: chosen, options: { csvMapping } });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "refused" });
  const corrected = { ...csvMapping, label: "Betrag", amount: "Text" };
  expect(await answer(held, { account: chosen, options: { csvMapping: corrected } })).toMatchObject({
    ok: true,
  });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 1 });
});

test("an answer that names another account than the file does is asked again, not refused", async () => {
  const companyId = await aCompany(IBAN);
  const [account] = await accountsOf(companyId);
  const held = await read(companyId, `Compte n° 12345999999\n${table("05.06.2026;Miete;-1,00")}`);
  await answer(held, { account: { bankAccountId: account?.id ?? 0n }, options: { csvMapping } });
  const again = await readAgain(companyId, held.fileId);
  expect([again.state, codes(again)]).toEqual(["held", ["chosen_account_differs"]]);
});

test("a table inside an archive is asked about by its own header", async () => {
  const companyId = await aCompany(IBAN);
  const [account] = await accountsOf(companyId);
  const held = await read(companyId, gzipSync(table("05.06.2026;Miete;-1,00")));
  expect(held.problems).toMatchObject([
    { code: "csv_columns_unknown", params: { headerKey: "tag|text|betrag" } },
  ]);
  await answer(held, { account: { bankAccountId: account?.id ?? 0n }, options: { csvMapping } });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 1 });
});

test("columns told by number fit files whose header stands on another line", async () => {
  const companyId = await aCompany(IBAN);
  const [account] = await accountsOf(companyId);
  const twice = "Datum;Betrag;Betrag\n";
  const held = await read(companyId, `${twice}05.06.2026;1,00;Miete\n06.06.2026;2,00;Gas\n`);
  const byNumber = { date: 1, amount: 2, label: 3, skipLines: 1 };
  await answer(held, { account: { bankAccountId: account?.id ?? 0n }, options: { csvMapping: byNumber } });
  expect(await readAgain(companyId, held.fileId)).toMatchObject({ state: "read", linesNew: 2 });
  const lower = await read(companyId, `Kontoauszug\n\n${twice}07.06.2026;3,00;Strom\n`);
  expect(lower).toMatchObject({ state: "read", linesNew: 1 });
});

test("a forgotten profile asks again, and declaring an account leaves held questions alone", async () => {
  const { pool } = database;
  const companyId = await aCompany(IBAN);
  const [account] = await accountsOf(companyId);
  const bankAccountId = account?.id ?? 0n;
  const held = await read(companyId, qif("13/06/26"));
  await answer(held, { account: { bankAccountId } });
  const [profile] = await asCompany(pool, companyId, (db) => profilesOfAccount(db, bankAccountId));
  expect(profile).toMatchObject({ format: "qif", headerKey: "type:bank", readsAlone: true });
  const profileId = profile?.id ?? 0n;
  expect(await forgetProfile(pool, { companyId, profileId, at: NOW })).toBe(bankAccountId);
  expect(await forgetProfile(pool, { companyId, profileId, at: NOW })).toBeUndefined();
  const asking = await read(companyId, qif("14/06/26"));
  expect(asking.state).toBe("held");
  await declareBankAccount(pool, { companyId, fileId: asking.fileId, at: NOW });
  const [file] = await pool`select state from received_file where id = ${asking.fileId}`;
  expect(file?.state).toBe("held");
  expect(await asCompany(pool, companyId, (db) => problemsOf(db, asking.fileId))).toHaveLength(1);
});
