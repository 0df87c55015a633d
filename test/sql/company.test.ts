import { beforeAll, expect, test } from "vitest";
import { asCompany, type Db } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
import {
  type Books,
  FORBIDDEN,
  insertBankLine,
  insertEntry,
  insertInvoice,
  insertLines,
  openBooks,
  post,
  postSale,
  refusalOf,
} from "./books.ts";

const database = useDatabase();
const opened: { ours?: Books; theirs?: Books } = {};
const BALANCED = [{ account: "512000", debit: 100 }, { credit: 100 }];
const ROW_SECURITY = FORBIDDEN; // Postgres has one code for a missing right and a policy that says no

beforeAll(async () => {
  opened.ours = await openBooks(database.pool, "Optique du Port");
  opened.theirs = await openBooks(database.pool, "Optique de la Gare");
});

function both(): { ours: Books; theirs: Books } {
  const { ours, theirs } = opened;
  if (!ours || !theirs) throw new Error("not open yet");
  return { ours, theirs };
}
const asUs = <T>(work: (db: Db) => Promise<T>) => asCompany(database.pool, both().ours.companyId, work);
const asThem = <T>(work: (db: Db) => Promise<T>) => asCompany(database.pool, both().theirs.companyId, work);
const attempt = (work: (db: Db) => Promise<unknown>) => refusalOf(asUs(work));

test("every table that has a company is under row-level security", async () => {
  const open = await database.pool`
    select relation.relname
    from pg_class as relation
    join pg_namespace as schema on schema.oid = relation.relnamespace
    where relation.relkind = 'r'
      and schema.nspname in ('public', 'identity')
      and not relation.relrowsecurity
      and exists (select from pg_attribute where attrelid = relation.oid and attname = 'company_id')
  `;
  expect(open).toEqual([]);
});

test("a company sees its own rows in every table, and none of another's", async () => {
  await asThem(async (db) => {
    const invoice = await insertInvoice(db, both().theirs);
    await postSale(db, both().theirs, invoice.ownShareId, 100);
    await insertBankLine(db, both().theirs, "theirs");
    await db`insert into identity.person (third_party_id, company_id, name, name_key)
             values (${both().theirs.patientId}, ${both().theirs.companyId}, 'DUPONT', 'dupont')`;
  });
  const tables = await database.pool<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name
    from information_schema.columns
    where table_schema in ('public', 'identity') and column_name = 'company_id'
  `;
  expect(tables.length).toBeGreaterThan(20);
  await asUs(async (db) => {
    for (const { name } of tables) {
      const seen = await db.unsafe(
        `select company_id from ${name} where company_id <> ${both().ours.companyId}`,
      );
      expect(seen, name).toEqual([]);
    }
    expect(await db`select id from company`).toEqual([{ id: both().ours.companyId }]);
  });
});

test("a company writes no row in another's name, and changes and deletes none of its rows", async () => {
  const { theirs } = both();
  const theirEntry = await asThem((db) => post(db, theirs, BALANCED));
  expect(await attempt((db) => insertEntry(db, theirs))).toBe(ROW_SECURITY);
  expect(await attempt((db) => insertInvoice(db, theirs))).toBe(ROW_SECURITY);
  const given = await asUs((db) => insertEntry(db, both().ours));
  expect(
    await attempt((db) => db`update journal_entry set company_id = ${theirs.companyId} where id = ${given}`),
  ).toBe(ROW_SECURITY);
  await asUs((db) => db`delete from journal_entry where id = ${theirEntry.entryId}`);
  await asUs((db) => db`update company set name = 'ours' where id = ${theirs.companyId}`);
  expect(await database.pool`select id from journal_entry where id = ${theirEntry.entryId}`).toHaveLength(1);
  expect(await database.pool`select id from company where name = 'ours'`).toHaveLength(0);
});

test("a transaction that chose no company sees nothing", async () => {
  await database.pool.begin(async (db) => {
    await db`set local role rappro_app`;
    expect(await db`select id from company`).toEqual([]);
    expect(await db`select id from journal_entry`).toEqual([]);
  });
});

test("a company hangs none of its rows on another's", async () => {
  const { ours, theirs } = both();
  const their = await asThem(async (db) => ({
    entry: await post(db, theirs, BALANCED),
    lineId: await insertBankLine(db, theirs, "hooked"),
    invoice: await insertInvoice(db, theirs),
  }));
  const OWN = "row_of_the_same_company";
  expect(await attempt((db) => insertLines(db, ours, their.entry.entryId, BALANCED))).toBe(OWN);
  const foreignShare = [{ account: "411000", debit: 5, shareId: their.invoice.ownShareId }, { credit: 5 }];
  expect(await attempt((db) => post(db, ours, foreignShare))).toBe(OWN);
  const posting = async (db: Db) => {
    const { entryId } = await post(db, ours, BALANCED);
    await db`insert into line_posting (line_id, entry_id, company_id) values (${their.lineId}, ${entryId}, ${ours.companyId})`;
  };
  expect(await attempt(posting)).toBe(OWN);
  const match = (db: Db) => db`
    insert into match (company_id, line_id, decision, level, reason, evidence, engine, decided_at)
    values (${ours.companyId}, ${their.lineId}, 'post', 'A', 'number', '[]', 'test', now())
  `;
  expect(await attempt(match)).toBe(OWN);
  const customer = (db: Db) => insertInvoice(db, { ...ours, patientId: theirs.patientId });
  expect(await attempt(customer)).toBe(OWN);
  expect(await attempt((db) => insertBankLine(db, { ...ours, statementId: theirs.statementId }, "x"))).toBe(
    OWN,
  );
});

test("every table that refers to another of the company's is guarded so, later ones too", async () => {
  const unguarded = await database.pool`
    select distinct reference.conrelid::regclass::text as name
    from pg_constraint as reference
    where reference.contype = 'f'
      and array_length(reference.conkey, 1) = 1
      and exists (select from pg_attribute where attrelid = reference.conrelid and attname = 'company_id')
      and exists (select from pg_attribute where attrelid = reference.confrelid and attname = 'company_id')
      and not exists (
        select from pg_trigger where tgrelid = reference.conrelid and tgname = 'row_of_the_same_company'
      )
  `;
  expect(unguarded, "call guard_references(…) in its migration").toEqual([]);
});

test("every row that the application writes has a company: by a key to it, or by a parent that must be of the same company", async () => {
  const loose = await database.pool`
    select owned.attrelid::regclass::text as name
      from pg_attribute as owned
      join pg_class as relation on relation.oid = owned.attrelid and relation.relkind = 'r'
      join pg_namespace as schema on schema.oid = relation.relnamespace and schema.nspname in ('public', 'identity')
     where owned.attname = 'company_id'
       and has_table_privilege('rappro_app', relation.oid, 'insert')
       and not exists (
         select
           from pg_constraint as reference
           join pg_attribute as child on child.attrelid = reference.conrelid and child.attnum = any (reference.conkey)
          where reference.conrelid = owned.attrelid
            and reference.contype = 'f'
            and child.attnotnull
            and (reference.confrelid = 'company'::regclass
                 or exists (select from pg_trigger where tgrelid = reference.conrelid and tgname = 'row_of_the_same_company'))
       )
  `;
  expect(loose.map(({ name }) => name)).toEqual([]);
});

test("a reference that is changed stays in the company", async () => {
  const { ours, theirs } = both();
  const { invoiceId } = await asUs((db) => insertInvoice(db, ours));
  const hand = (db: Db) => db`update invoice set customer_id = ${theirs.patientId} where id = ${invoiceId}`;
  expect(await attempt(hand)).toBe("row_of_the_same_company");
  expect(await attempt((db) => db`update invoice set branch = 'Nice' where id = ${invoiceId}`)).toBe(
    "nothing",
  );
});

test("the application reads no password and no session", async () => {
  expect(await attempt((db) => db`select password_hash from app_user`)).toBe(FORBIDDEN);
  expect(await attempt((db) => db`select sess from session`)).toBe(FORBIDDEN);
  expect(
    await attempt((db) => db`insert into membership (user_id, company_id, role) values (1, 1, 'admin')`),
  ).toBe(FORBIDDEN);
});
