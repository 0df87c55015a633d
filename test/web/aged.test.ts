import { beforeEach, describe, expect, test } from "vitest";
import { agedMark } from "../../sql/screens/aged.ts";
import { aLine, aSale, bank, bill, type Dossier, fromCustomerOf, within } from "../sql/dossier.ts";
import { fileAt, join, openBooks } from "./booksWorld.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";

/**
 * The aged balance of a past day is worked out once and kept (requirement of issue 7: 50 ms): it must never be shown as it was when
 * something dated up to that day is not what it was.
 */
const dashboard = useDashboard();
const DAY = "2026-10-15";
let dossier: Dossier;
let viewer: Visitor;
let base: string;

beforeEach(async () => {
  dossier = await openBooks(dashboard.database.pool);
  base = `/d/${dossier.companyId}/aged?asOf=${DAY}`;
  viewer = await join(dashboard, dossier, "viewer");
  expect(await shown()).toMatch(/Client FA-1 C-FA-1 0,00 1 000,00 0,00 0,00 0,00 0,00 1 000,00/);
});

const shown = async (more = "") => readable(await viewer.get(base + more));
const mark = () => within(dossier, (db) => agedMark(db, DAY));

describe("the aged balance of a past day, looked at again", () => {
  test("shows a document dated before the day that came since", async () => {
    await bill(dossier, aSale("FA-LATE", 7_000n, { issuedOn: "2026-10-01", dueOn: "2026-10-31" }));
    const text = await shown();
    expect(text).toMatch(/Client FA-LATE C-FA-LATE 70,00/);
    expect(text).toContain("égale au grand livre");
  });

  test("shows an entry that was moved to a day before it, and one that was moved away", async () => {
    await within(dossier, (db) => db`update journal_entry set posted_on = '2026-10-02' where piece = 'FA-2'`);
    expect(await shown()).toMatch(/Client FA-2 C-FA-2 500,00/);
    await within(dossier, (db) => db`update journal_entry set posted_on = '2026-10-16' where piece = 'FA-2'`);
    expect(await shown()).not.toContain("Client FA-2 ");
  });

  test("shows the age by the due day that a document has now, paid since or not", async () => {
    await within(dossier, (db) => db`update invoice set due_on = '2026-12-01' where number = 'FA-1'`);
    expect(await shown()).toMatch(/Client FA-1 C-FA-1 1 000,00 0,00/);
    await within(dossier, (db) => db`update invoice set due_on = '2026-09-03' where number = 'FA-1'`);
    expect(await shown()).toMatch(/Client FA-1 C-FA-1 0,00 0,00 1 000,00/);
  });

  test("shows the name that somebody has now", async () => {
    await within(dossier, (db) => db`update third_party set name = 'Renommé' where aux = 'C-FA-1'`);
    expect(await shown()).toMatch(/Renommé C-FA-1 0,00 1 000,00/);
  });

  test("is kept while only later days change: a payment of today takes nothing back from it", async () => {
    const before = await mark();
    await bill(dossier, aSale("FA-3", 7_000n, { issuedOn: "2026-11-03", dueOn: "2026-12-03" }));
    await bank(dossier, aLine("L9", 7_000n, fromCustomerOf("FA-3")));
    expect(await mark()).toBe(before);
    await within(dossier, (db) => db`update invoice set due_on = '2026-12-04' where number = 'FA-3'`);
    expect(await mark()).not.toBe(before);
  });

  test("leaves as a file with every third party, patients by their code", async () => {
    const csv = await fileAt(dashboard, viewer, `${base.replace(DAY, "2026-11-30")}&format=csv`);
    const lines = csv.bytes.toString("utf8").split("\r\n");
    expect(lines.filter((line) => line.includes("FA-2;"))).toEqual([
      "C-FA-2;Client FA-2;500,00;0,00;0,00;0,00;0,00;0,00;500,00",
    ]);
    expect(lines.filter((line) => line.startsWith("P000123"))).toEqual([
      expect.stringMatching(/^P000123;P000123;/),
    ]);
    expect(csv.bytes.toString("utf8")).not.toContain("Sacorec");
  });
});
