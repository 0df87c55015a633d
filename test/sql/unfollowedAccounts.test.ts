import fs from "node:fs";
import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import {
  accountsToDeclare,
  declareBankAccount,
  leaveBankAccount,
} from "../../sql/acts/declareBankAccount.ts";
import { listBankAccounts } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { problemsOf } from "../../sql/files.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { importFile } from "../../worker/importFile.ts";
import { useDatabase } from "../database.ts";
import { handInNew } from "../given.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");
/** A current account and a deferred debit card, whose purchases are positive. */
const STATEMENT = new URL("../samples/bank/ofx/synthetic-banque-postale.ofx", import.meta.url);
const names = { next: 1 };

async function held() {
  const { pool } = database;
  const companyId = await createCompany(pool, { name: `Unfollowed ${names.next++}`, ibans: [], at: NOW });
  const fileId = await handInNew(pool, { companyId, bytes: fs.readFileSync(STATEMENT), at: NOW });
  const read = () => importFile(pool, { companyId, fileId }, { now: NOW, today: "2026-11-21" });
  expect(await read()).toMatchObject({ state: "held", linesNew: 0 });
  const waiting = () => asCompany(pool, companyId, (db) => accountsToDeclare(db, fileId));
  const [current, card] = await waiting();
  if (!current || !card) throw new Error("the file names two accounts");
  return { companyId, fileId, read, waiting, current, card };
}

const codes = (companyId: bigint, fileId: bigint) =>
  asCompany(database.pool, companyId, async (db) =>
    (await problemsOf(db, fileId)).map((problem) => problem.code),
  );

test("a deferred debit card is not followed: its purchases are told and set aside, the current account is kept", async () => {
  const { pool } = database;
  const { companyId, fileId, read, waiting, current, card } = await held();
  const act = { companyId, fileId, at: NOW };
  await declareBankAccount(pool, { ...act, account: current, name: "La Poste" });
  expect(await waiting()).toEqual([card]);
  expect(await leaveBankAccount(pool, { ...act, account: card })).toMatchObject({
    ok: true,
    value: { filesRequeued: 1 },
  });
  expect(await read()).toMatchObject({ state: "read", linesRead: 4, linesNew: 2, linesKnown: 0 });
  expect(await codes(companyId, fileId)).toEqual([
    "no_opening_balance",
    "no_opening_balance",
    "account_not_followed",
  ]);
  expect(await asCompany(pool, companyId, (db) => listBankAccounts(db))).toHaveLength(1);
  expect(await asCompany(pool, companyId, (db) => verifyCompany(db))).toEqual([]);
});

test("nothing is asked twice about an account that is not followed, and it can be declared after all: nothing is lost, nothing twice", async () => {
  const { pool } = database;
  const { companyId, fileId, read, current, card } = await held();
  const act = { companyId, fileId, at: NOW };
  await leaveBankAccount(pool, { ...act, account: card });
  expect(await leaveBankAccount(pool, { ...act, account: card })).toMatchObject({ ok: false });
  await declareBankAccount(pool, { ...act, account: current, name: "La Poste" });
  await read();
  expect(await declareBankAccount(pool, { ...act, account: card, name: "Carte" })).toMatchObject({
    ok: true,
    value: { filesRequeued: 1 },
  });
  expect(await read()).toMatchObject({ state: "read", linesRead: 4, linesNew: 2, linesKnown: 2 });
  const lines = await asCompany(pool, companyId, (db) => db`select amount_cents from statement_line`);
  expect(lines).toHaveLength(4);
  expect(await codes(companyId, fileId)).toContain("expenses_positive");
});
