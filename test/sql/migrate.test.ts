import fs from "node:fs";
import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { connect } from "../../sql/connect.ts";
import { migrate, migrateQueues } from "../../sql/migrate.ts";
import { createEmptyDatabase, useDatabase } from "../database.ts";

const database = useDatabase();
const files = fs
  .readdirSync(new URL("../../sql/migrations/", import.meta.url))
  .filter((name) => name.endsWith(".sql"))
  .sort();

test("two processes that start at once apply each migration once", async () => {
  const url = await createEmptyDatabase();
  const applied = await Promise.all([migrate(url), migrate(url)]);
  expect(applied.flat()).toEqual(files);
  await Promise.all([migrateQueues(url), migrateQueues(url)]);
});

test("a database that is up to date is left alone", async () => {
  expect(await migrate(database.url)).toEqual([]);
  await migrateQueues(database.url);
});

test("a migration that was edited after it ran is refused by its name", async () => {
  const url = await createEmptyDatabase();
  await migrate(url);
  const owner = connect(url, 1);
  await owner`update migration set sha256 = 'another' where name = ${files[1] ?? ""}`;
  await owner.end();
  await expect(migrate(url)).rejects.toThrow(`${files[1]} was edited after it ran`);
});

test("a migration that fails leaves nothing behind, and the next start tries it again", async () => {
  const url = await createEmptyDatabase();
  const owner = connect(url, 1);
  try {
    await owner`create table match (id integer)`; // stands in the way of the last one
    await expect(migrate(url)).rejects.toThrow("already exists");
    expect(await owner`select tablename from pg_tables where schemaname = 'public'`).toEqual([
      { tablename: "match" },
    ]);
    await owner`drop table match`;
    expect(await migrate(url)).toEqual(files);
  } finally {
    await owner.end();
  }
});

test("transfers recorded by hand before are no longer called to receive (0061)", async () => {
  const { pool } = database;
  const companyId = await createCompany(pool, {
    name: "Anciens libellés",
    at: new Date("2026-11-02T08:00:00Z"),
  });
  await pool`
    insert into payment (company_id, direction, method, paid_on, amount_cents, status, label)
    values (${companyId}, 'in', 'transfer', '2026-11-02', 100, 'cleared', 'Virement à recevoir Kervella FA-1')`;
  await pool.unsafe(
    fs.readFileSync(new URL("../../sql/migrations/0061_transfer_label.sql", import.meta.url), "utf8"),
  );
  expect(await pool`select label from payment where company_id = ${companyId}`).toEqual([
    { label: "Virement Kervella FA-1" },
  ]);
});
