import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { asCompany } from "../../sql/connect.ts";
import { openLines } from "../../sql/statements.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { file, statement, transaction } from "../domain/bank/ofxFile.ts";
import { readStatement } from "../given.ts";

const database = useDatabase();
const NOW = new Date("2026-11-21T08:00:00Z");
const names = { next: 1 };

const aCompany = () =>
  createCompany(database.pool, {
    name: `Retold ${names.next++}`,
    ibans: ["FR7690004008230001234567863"],
    at: NOW,
  });

const read = (companyId: bigint, ...transactions: string[]) =>
  readStatement(database.pool, { companyId, bytes: file(statement(transactions.join(""))), at: NOW });

const labelsOf = async (companyId: bigint) =>
  (await asCompany(database.pool, companyId, (db) => openLines(db, 100, undefined))).map(
    ({ label }) => label,
  );

const CARD = { FITID: "2026060500042", TRNAMT: "-18.50" };

test("an OFX movement that comes again under its FITID with another label is there once, and said", async () => {
  const companyId = await aCompany();
  await read(companyId, transaction({ ...CARD, NAME: "PAIEMENT CARTE" }));
  const second = [transaction({ ...CARD, NAME: "BOULANGERIE" }), transaction({ FITID: "2026060500043" })];
  expect(await read(companyId, ...second)).toMatchObject({
    linesRead: 2,
    linesNew: 1,
    linesKnown: 1,
    problems: expect.arrayContaining([
      expect.objectContaining({ code: "lines_told_in_other_words", params: { count: "1" } }),
    ]),
  });
  const third = [transaction({ ...CARD, NAME: "BOULANGERIE" }), transaction({ FITID: "2026060500044" })];
  expect(await read(companyId, ...third)).toMatchObject({ linesNew: 1, linesKnown: 1 });
  expect((await labelsOf(companyId)).sort()).toEqual(["MARTIN", "MARTIN", "PAIEMENT CARTE"]);
  expect(await asCompany(database.pool, companyId, verifyCompany)).toEqual([]);
});

test.each([
  ["amount", { ...CARD, TRNAMT: "-18.51" }],
  ["day", { ...CARD, DTPOSTED: "20260604" }],
  ["reference", { ...CARD, FITID: "2026060500099" }],
])("another %s is another movement", async (_, values) => {
  const companyId = await aCompany();
  await read(companyId, transaction({ ...CARD, NAME: "PAIEMENT CARTE" }));
  expect(await read(companyId, transaction({ ...values, NAME: "BOULANGERIE" }))).toMatchObject({
    linesNew: 1,
  });
});

test("a bank that gives two movements one FITID has both, in one file and in the next", async () => {
  const companyId = await aCompany();
  const [one, other] = [transaction({ ...CARD, NAME: "PAIN" }), transaction({ ...CARD, NAME: "VIN" })];
  expect(await read(companyId, one, other)).toMatchObject({ linesNew: 2 });
  expect(await read(companyId, one, other, transaction())).toMatchObject({ linesNew: 1, linesKnown: 2 });
  const late = await aCompany();
  await read(late, one);
  expect(await read(late, one, other)).toMatchObject({ linesNew: 1, linesKnown: 1 });
});

test("a short FITID is a number of the line in its file, and proves nothing", async () => {
  const companyId = await aCompany();
  await read(companyId, transaction({ ...CARD, FITID: "1", NAME: "PAIN" }));
  expect(await read(companyId, transaction({ ...CARD, FITID: "1", NAME: "VIN" }))).toMatchObject({
    linesNew: 1,
  });
});
