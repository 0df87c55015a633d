import { describe, expect, test } from "vitest";
import type { FecRow } from "../../domain/accounting/fec.ts";
import { checkFec } from "../../domain/accounting/fecCheck.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { fecRows } from "../../sql/fec.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { aLine, aSale, bank, bill, fromCustomerOf, onLine, useDossier, within } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const YEAR = { startsOn: "2026-01-01", closingOn: "2026-12-31" };

const laws = () => within(dossier(), verifyCompany);

function validate(which: { upTo: string } | { pieces: string[] }, on = "2026-11-30"): Promise<number> {
  const { companyId } = dossier();
  const at = new Date(`${on}T20:00:00Z`);
  return within(dossier(), (db) => validateEntries(db, { companyId, ...which, on, at }));
}

async function numbers(): Promise<string[]> {
  const rows = await within(
    dossier(),
    (db) => db<{ name: string }[]>`
      select journal || number || ' ' || piece as name from journal_entry where number is not null order by chain_rank`,
  );
  return rows.map((row) => row.name);
}

async function fec(): Promise<FecRow[]> {
  return within(dossier(), async (db) => {
    const rows: FecRow[] = [];
    for await (const batch of fecRows(db, YEAR)) rows.push(...batch);
    return rows;
  });
}

const sales = (...days: number[]) =>
  days.map((day) => aSale(`FA-${day}`, 1_000n, { issuedOn: `2026-11-${String(day).padStart(2, "0")}` }));

describe("validation", () => {
  test("numbers the drafts up to a day, per journal and in the order of their days", async () => {
    await bill(dossier(), ...sales(12, 11, 14));
    await bank(
      dossier(),
      aLine("L1", 1_000n, { label: "VIR" }),
      aLine("L2", 1_000n, fromCustomerOf("FA-12")),
    );
    expect(await validate({ upTo: "2026-11-12" })).toBe(3);
    expect(await numbers()).toEqual(["VE1 FA-11", "VE2 FA-12", "BQ11 L2"]);
    expect(await validate({ upTo: "2026-11-30" }, "2026-12-01")).toBe(1);
    expect((await numbers()).at(-1)).toBe("VE3 FA-14");
    expect(await laws()).toEqual([]);
  });

  test("of chosen pieces makes these final and no other", async () => {
    await bill(dossier(), ...sales(11, 12, 13));
    expect(await validate({ pieces: ["FA-13", "FA-11"] })).toBe(2);
    expect(await numbers()).toEqual(["VE1 FA-11", "VE2 FA-13"]);
    expect(await validate({ upTo: "2026-11-30" })).toBe(1);
    expect(await numbers()).toEqual(["VE1 FA-11", "VE2 FA-13", "VE3 FA-12"]);
    expect(await laws()).toEqual([]);
  });

  test("twice at the same time gives each number once and leaves no gap", async () => {
    await bill(dossier(), ...sales(3, 4, 5, 6, 7, 8));
    const counts = await Promise.all([
      validate({ upTo: "2026-11-05" }),
      validate({ upTo: "2026-11-30" }),
      validate({ pieces: ["FA-8", "FA-3"] }),
    ]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    const given = (await numbers()).map((name) => Number(/^VE(\d+)/.exec(name)?.[1]));
    expect(given.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await laws()).toEqual([]);
  });

  test("starts again at 1 with the year, and so does the chain", async () => {
    await bill(dossier(), aSale("FA-2025", 1_000n, { issuedOn: "2025-12-31" }), ...sales(2));
    await validate({ upTo: "2026-12-31" });
    expect((await numbers()).toSorted()).toEqual(["VE1 FA-2", "VE1 FA-2025"]);
    expect(await laws()).toEqual([]);
  });

  test("of nothing changes nothing", async () => {
    expect(await validate({ upTo: "2026-12-31" })).toBe(0);
    expect(await validate({ pieces: ["FA-NONE"] })).toBe(0);
  });
});

describe("the chain", () => {
  /** What only the owner of the tables can do, past every guard. */
  async function tamper(work: (number: number) => string, number: number): Promise<void> {
    await database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner.unsafe(work(number));
    });
  }
  const mine = (number: number) =>
    `company_id = ${dossier().companyId} and journal = 'VE' and number = ${number}`;

  test("names the first entry that was changed after its validation", async () => {
    await bill(dossier(), ...sales(3, 4, 5));
    await validate({ upTo: "2026-11-30" });
    expect(await laws()).toEqual([]);
    await tamper((number) => `update journal_entry set label = 'Autre' where ${mine(number)}`, 2);
    expect(await laws()).toEqual([
      { law: "chain_is_unbroken", place: expect.stringMatching(/^entry VE 2 of 2026: /) },
    ]);
  });

  test("sees an amount that was changed on both sides of an entry", async () => {
    await bill(dossier(), ...sales(3, 4));
    await validate({ upTo: "2026-11-30" });
    await tamper(
      (number) =>
        `update journal_line set debit_cents = debit_cents * 2, credit_cents = credit_cents * 2
          where entry_id = (select id from journal_entry where ${mine(number)})`,
      1,
    );
    expect(await laws()).toContainEqual({
      law: "chain_is_unbroken",
      place: expect.stringMatching(/^entry VE 1 of 2026: /),
    });
  });

  test("sees an entry that was taken out", async () => {
    await bill(dossier(), ...sales(3, 4, 5));
    await validate({ upTo: "2026-11-30" });
    await tamper((number) => `delete from journal_entry where ${mine(number)}`, 2);
    const broken = await laws();
    expect(broken).toContainEqual({
      law: "chain_is_unbroken",
      place: expect.stringMatching(/^entry VE 3 of 2026: /),
    });
    expect(broken.map(({ law }) => law)).toContain("numbers_have_no_gap");
  });
});

describe("the FEC", () => {
  test("holds the validated entries of the year in the order of validation, and passes our checks", async () => {
    await bill(dossier(), ...sales(11, 12), aSale("FA-2025", 1_000n, { issuedOn: "2025-12-31" }));
    await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-11")));
    await validate({ upTo: "2026-11-11" });
    await validate({ upTo: "2026-11-30" });
    const rows = await fec();
    expect(rows.map((row) => `${row.number} ${row.account} ${row.letterCode ?? ""}`)).toEqual([
      "VE00001 411000 AAA",
      "VE00001 706000 ",
      "VE00002 411000 ",
      "VE00002 706000 ",
      "BQ100001 512100 ",
      "BQ100001 411000 AAA",
    ]);
    expect(checkFec(rows, YEAR)).toEqual([]);
  });

  test("leaves out the lettering of a group whose payment is not validated: the file's groups are at zero", async () => {
    await bill(dossier(), ...sales(11));
    await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-11")));
    await validate({ pieces: ["FA-11"] });
    const rows = await fec();
    expect(rows.map((row) => row.letterCode)).toEqual([undefined, undefined]);
    expect(checkFec(rows, YEAR)).toEqual([]);
  });

  test("leaves out partial groups, and keeps a payment taken back with its reversal", async () => {
    await bill(dossier(), ...sales(11, 12));
    await bank(
      dossier(),
      aLine("L1", 400n, fromCustomerOf("FA-11")),
      aLine("L2", 1_000n, fromCustomerOf("FA-12")),
    );
    await validate({ upTo: "2026-11-30" });
    await undoMatch(database.pool, await onLine(dossier(), "L2", "2026-11-30"));
    await validate({ upTo: "2026-11-30" });
    const rows = await fec();
    expect(rows.filter((row) => row.aux === "C-FA-11").map((row) => row.letterCode)).toEqual([
      undefined,
      undefined,
    ]);
    expect(rows.filter((row) => row.aux === "C-FA-12").map((row) => row.letterCode)).toEqual([
      undefined,
      "AAB",
      "AAB",
    ]);
    expect(checkFec(rows, YEAR)).toEqual([]);
    expect(await laws()).toEqual([]);
  });

  test("knows a patient by the code and never by the name", async () => {
    const patient = { payer: "patient" as const, aux: "P000123", name: "Sacorec Théo" };
    await bill(dossier(), aSale("FA-31", 1_000n, { customer: patient, issuedOn: "2026-11-10" }));
    await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-31")));
    await validate({ upTo: "2026-11-30" });
    const rows = await fec();
    expect(rows.filter((row) => row.account === "411100").map((row) => [row.aux, row.auxName])).toEqual([
      ["P000123", "P000123"],
      ["P000123", "P000123"],
    ]);
    expect(
      JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/Sacorec/i);
  });
});
