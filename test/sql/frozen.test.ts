import { beforeAll, describe, expect, test } from "vitest";
import { closeYear } from "../../sql/acts/closeYear.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { FORBIDDEN, refusalOf } from "./books.ts";
import { aLine, aSale, bank, bill, type Dossier, fromCustomerOf, openDossier } from "./dossier.ts";

/** What is final stays as it is, whoever tries as the role of the application: each attempt is made. */
const database = useDatabase();
const opened: { dossier?: Dossier; before?: unknown } = {};

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

const attempt = (work: (db: Db) => Promise<unknown>) =>
  refusalOf(asCompany(database.pool, dossier().companyId, work));

const everything = () => database.pool`
  select (select json_agg(entry order by id) from journal_entry as entry) as entries,
         (select json_agg(line order by id) from journal_line as line) as lines,
         (select json_agg(closing) from year_closing as closing) as closings,
         (select json_agg(head order by chain_rank) from chain_head as head) as heads,
         (select json_agg(log order by id) from lettering_log as log) as log,
         (select json_agg(aux order by id) from third_party as aux) as parties`;

beforeAll(async () => {
  opened.dossier = await openDossier(database.pool);
  await bill(dossier(), aSale("FA-1", 1_000n), aSale("FA-2", 500n));
  await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-1")));
  const at = new Date("2027-01-05T08:00:00Z");
  const closed = await closeYear(database.pool, {
    companyId: dossier().companyId,
    year: 2026,
    at,
    on: "2027-01-05",
  });
  if (!closed.ok) throw new Error(JSON.stringify(closed.problems));
  opened.before = await everything();
});

const FINAL = "validated_entry_is_final";

describe("a validated entry, for the application (S4.35, D4)", () => {
  const columns: Record<string, string> = {
    journal: "'OD'",
    posted_on: "posted_on + 1",
    piece: "'X'",
    piece_on: "piece_on + 1",
    label: "'X'",
    corrects_id: "id",
    number: "number + 10",
    validated_on: "null",
    chain_rank: "chain_rank + 10",
    hash: "'X'",
    created_at: "now()",
    fiscal_year: "2020",
    carried_forward: "not carried_forward",
  };
  for (const [column, value] of Object.entries(columns)) {
    test(`its ${column} does not change`, async () => {
      expect(await attempt((db) => db.unsafe(`update journal_entry set ${column} = ${value}`))).toBe(FINAL);
    });
  }

  const lineColumns: Record<string, string> = {
    account: "'471000'",
    third_party_id: "null",
    share_id: "null",
    due_on: "'2026-01-01'",
    vat_rate: "2000",
    label: "'X'",
    excess: "not excess",
    rank: "rank + 10",
  };
  for (const [column, value] of Object.entries(lineColumns)) {
    test(`the ${column} of its lines does not change`, async () => {
      expect(await attempt((db) => db.unsafe(`update journal_line set ${column} = ${value}`))).toMatch(
        /validated_entry_is_final|balanced_group_is_zero/,
      );
    });
  }

  test("its amounts do not change, not even both sides alike", async () => {
    const double = "update journal_line set debit_cents = debit_cents * 2, credit_cents = credit_cents * 2";
    expect(await attempt((db) => db.unsafe(double))).toMatch(
      /validated_entry_is_final|balanced_group_is_zero/,
    );
  });

  test("it is not deleted, loses no line, gets none, and takes none over", async () => {
    const { companyId } = dossier();
    expect(await attempt((db) => db`delete from journal_entry`)).toBe(FINAL);
    expect(await attempt((db) => db`delete from journal_line`)).toMatch(
      /validated_entry_is_final|balanced_group_is_zero/,
    );
    expect(await attempt((db) => db`truncate journal_line`)).toBe(FORBIDDEN);
    const add = (db: Db) => db`
      insert into journal_line (company_id, entry_id, rank, account, debit_cents, credit_cents, label)
      select ${companyId}, id, 100 + side, '471000', case side when 0 then 5 else 0 end, case side when 1 then 5 else 0 end, 'X'
        from (select id from journal_entry order by id limit 1) as entry, generate_series(0, 1) as side`;
    expect(await attempt(add)).toBe(FINAL);
    const moveOut = (db: Db) => db`
      update journal_line set entry_id = (select max(id) from journal_entry), rank = rank + 100
       where entry_id = (select min(id) from journal_entry)`;
    expect(await attempt(moveOut)).toMatch(/validated_entry_is_final|balanced_group_is_zero/);
  });

  test("the code of a third party it names does not change", async () => {
    expect(await attempt((db) => db`update third_party set aux = aux || 'X'`)).toBe("aux_is_settled");
    expect(await attempt((db) => db`update third_party set name = name`)).toBe("nothing");
  });
});

describe("what proves it, for the application", () => {
  for (const table of ["year_closing", "chain_head", "lettering_log", "books_archive", "entry_origin"]) {
    test(`${table} is never changed, emptied nor shortened`, async () => {
      expect(await attempt((db) => db.unsafe(`update ${table} set company_id = company_id`))).toBe(FORBIDDEN);
      expect(await attempt((db) => db.unsafe(`delete from ${table}`))).toBe(FORBIDDEN);
      expect(await attempt((db) => db.unsafe(`truncate ${table}`))).toBe(FORBIDDEN);
    });
  }

  test("the log of the lettering is written by the database alone", async () => {
    const add = (db: Db) => db`
      insert into lettering_log (company_id, action, group_id, account, code, line_ids)
      values (${dossier().companyId}, 'lettered', 1, '411000', 'AAA', array[1]::bigint[])`;
    expect(await attempt(add)).toBe(FORBIDDEN);
  });

  test("its guards cannot be changed", async () => {
    expect(await attempt((db) => db`alter table journal_entry disable trigger user`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`drop trigger validated_entry_is_final on journal_entry`)).toBe(FORBIDDEN);
    const replace =
      "create or replace function assert_entry_is_open() returns trigger language plpgsql as 'begin return new; end'";
    expect(await attempt((db) => db.unsafe(replace))).toBe(FORBIDDEN);
  });
});

test("after all these attempts every row is as it was, and every law holds", async () => {
  expect(await everything()).toEqual(opened.before);
  expect(await asCompany(database.pool, dossier().companyId, verifyCompany)).toEqual([]);
});
