import { beforeAll, expect, test } from "vitest";
import { asCompany, type Db } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
import { type Books, openBooks, post, refusalOf } from "./books.ts";

const database = useDatabase();
const opened: { books?: Books } = {};
const codes = { next: 0 };
const OFF = "balanced_group_is_zero";

beforeAll(async () => {
  opened.books = await openBooks(database.pool, "Optique du Port");
});

function books(): Books {
  if (!opened.books) throw new Error("not open yet");
  return opened.books;
}
const asApplication = <T>(work: (db: Db) => Promise<T>) => asCompany(database.pool, books().companyId, work);
const attempt = (work: (db: Db) => Promise<unknown>) => refusalOf(asApplication(work));

/** The 411000 lines of a sale of `sold` and a payment of `paid`. */
async function saleAndPayment(db: Db, sold: number, paid: number, account = "411000"): Promise<bigint[]> {
  const sale = await post(db, books(), [{ account, debit: sold }, { credit: sold }]);
  const payment = await post(db, books(), [
    { account: "512000", debit: paid },
    { account, credit: paid },
  ]);
  return [sale.lineIds[0] ?? 0n, payment.lineIds[1] ?? 0n];
}

async function letter(db: Db, lineIds: readonly bigint[], balanced: boolean): Promise<bigint> {
  codes.next += 1;
  const code = `A${codes.next}`;
  const [group] = await db<{ id: bigint }[]>`
    insert into lettering_group (company_id, account, code, balanced, lettered_on)
    values (${books().companyId}, '411000', ${balanced ? code : code.toLowerCase()}, ${balanced}, ${balanced ? "2026-03-10" : null})
    returning id
  `;
  const groupId = group?.id ?? 0n;
  await db`insert into lettering_line ${db(
    lineIds.map((lineId) => ({ line_id: lineId, group_id: groupId, company_id: books().companyId })),
  )}`;
  return groupId;
}

test("a group marked balanced is at zero, to the cent", async () => {
  expect(await attempt(async (db) => letter(db, await saleAndPayment(db, 100, 99), true))).toBe(OFF);
  expect(await attempt(async (db) => letter(db, await saleAndPayment(db, 100, 100), true))).toBe("nothing");
});

test("an open group may be off, and cannot be marked balanced while it is", async () => {
  const groupId = await asApplication(async (db) => letter(db, await saleAndPayment(db, 100, 99), false));
  const mark = (db: Db) => db`
    update lettering_group set balanced = true, code = upper(code), lettered_on = '2026-03-10' where id = ${groupId}
  `;
  expect(await attempt(mark)).toBe(OFF);
});

test("the lines of a balanced group are of its account", async () => {
  expect(await attempt(async (db) => letter(db, await saleAndPayment(db, 100, 100, "401000"), true))).toBe(
    OFF,
  );
  const groupId = await asApplication(async (db) => letter(db, await saleAndPayment(db, 100, 100), true));
  expect(await attempt((db) => db`update lettering_group set account = '401000' where id = ${groupId}`)).toBe(
    OFF,
  );
});

test("a balanced group loses no line, neither to nobody nor to another group", async () => {
  const { groupId, otherId, lineIds } = await asApplication(async (db) => {
    const lines = await saleAndPayment(db, 100, 100);
    const other = await letter(db, await saleAndPayment(db, 50, 40), false);
    return { groupId: await letter(db, lines, true), otherId: other, lineIds: lines };
  });
  const [lineId = 0n] = lineIds;
  expect(await attempt((db) => db`delete from lettering_line where line_id = ${lineId}`)).toBe(OFF);
  expect(
    await attempt((db) => db`update lettering_line set group_id = ${otherId} where line_id = ${lineId}`),
  ).toBe(OFF);
  expect(await attempt((db) => db`delete from lettering_group where id = ${groupId}`)).toBe("nothing");
});

test("a line of a balanced group changes neither its amount, its account nor its entry", async () => {
  const lineIds = await asApplication(async (db) => {
    const lines = await saleAndPayment(db, 100, 100);
    await letter(db, lines, true);
    return lines;
  });
  const [lineId = 0n] = lineIds;
  const double = (db: Db) => db`
    update journal_line set debit_cents = debit_cents * 2, credit_cents = credit_cents * 2
    where entry_id = (select entry_id from journal_line where id = ${lineId})
  `;
  expect(await attempt(double)).toBe(OFF);
  expect(await attempt((db) => db`update journal_line set account = '401000' where id = ${lineId}`)).toBe(
    OFF,
  );
});

test("a line is in one group, and a code is used once per account and third party", async () => {
  const lineIds = await asApplication(async (db) => {
    const lines = await saleAndPayment(db, 100, 100);
    await letter(db, lines, true);
    return lines;
  });
  expect(await attempt((db) => letter(db, lineIds, false))).toBe("lettering_line_pkey");
  const again = (db: Db) => db`
    insert into lettering_group (company_id, account, code, balanced)
    select company_id, account, lower(code), false from lettering_group where not balanced limit 1
  `;
  expect(await attempt(again)).toBe("letter_code_used_once");
});

test("capitals say balanced", async () => {
  const wrong = (db: Db) => db`
    insert into lettering_group (company_id, account, code, balanced) values (${books().companyId}, '411000', 'ZZ', false)
  `;
  expect(await attempt(wrong)).toBe("capitals_when_balanced");
});
