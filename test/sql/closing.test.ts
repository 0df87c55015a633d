import { describe, expect, test } from "vitest";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import { checkFec } from "../../domain/accounting/fecCheck.ts";
import { fiscalYear } from "../../domain/accounting/fiscalYear.ts";
import { closeYear } from "../../sql/acts/closeYear.ts";
import { suspendLine } from "../../sql/acts/decideLine.ts";
import { identifyCompany } from "../../sql/acts/identifyCompany.ts";
import { depositCash } from "../../sql/acts/makeRemittance.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { reverseEntry } from "../../sql/acts/reverseEntry.ts";
import { openSoftLock, setLock, setSoftLock } from "../../sql/acts/setLock.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { writeOff } from "../../sql/acts/writeOff.ts";
import { balancesAt, openingBalances } from "../../sql/balances.ts";
import { fecRows } from "../../sql/fec.ts";
import { writeEntries } from "../../sql/ledger.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import { refusalOf } from "./books.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  entriesOf,
  fromCustomerOf,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const AT = new Date("2027-02-10T09:00:00Z");

const laws = () => within(dossier(), verifyCompany);
const close = (year: number, on = "2027-02-10") =>
  closeYear(database.pool, { companyId: dossier().companyId, year, at: AT, on });
const act = () => ({ companyId: dossier().companyId, at: AT });

/** Two sales, one of them paid, and a supplier who is not. */
async function aYear(): Promise<void> {
  await bill(
    dossier(),
    aSale("FA-1", 100_000n),
    aSale("FA-2", 50_000n),
    aSale("FF-1", 30_000n, {
      type: "supplier_invoice",
      customer: { payer: "supplier", aux: "F-1", name: "Fournisseur 1" },
      shares: [{ payer: "supplier", aux: "F-1", name: "Fournisseur 1", amount: 30_000n }],
    }),
  );
  await bank(dossier(), aLine("L1", 100_000n, fromCustomerOf("FA-1")));
}

async function held(day: string, fromScratch = false): Promise<Record<string, bigint>> {
  const rows = await within(dossier(), (db) => balancesAt(db, day, { fromScratch }));
  const sums: Record<string, bigint> = {};
  for (const { account, balance } of rows) sums[account] = (sums[account] ?? 0n) + balance;
  return sums;
}

describe("closing a year", () => {
  test("validates, locks and opens the next year with the balances, customers and suppliers one by one", async () => {
    await aYear();
    const closed = await close(2026);
    expect(closed).toMatchObject({ ok: true, value: { year: 2026, validated: 4 } });
    const [opening] = await entriesOf(dossier(), "A-NOUVEAUX-2027");
    expect(opening).toMatchObject({ journal: "AN", postedOn: "2027-01-01" });
    expect(opening?.lines).toEqual([
      "120000 -120000",
      "401000 F-1 -30000",
      "411000 C-FA-2 50000",
      "512100 100000",
    ]);
    const [company] = await database.pool`select locked_up_to from company where id = ${dossier().companyId}`;
    expect(company?.lockedUpTo).toBe("2026-12-31");
    expect(await laws()).toEqual([]);
  });

  test("leaves every figure of the years as adding up all lines gives it", async () => {
    await aYear();
    const before = { december: await held("2026-12-31"), january: await held("2027-01-31") };
    await close(2026);
    await bill(dossier(), aSale("FA-3", 7_000n, { issuedOn: "2027-01-15" }));
    expect(await held("2026-12-31")).toEqual(before.december);
    expect(await held("2026-12-31", true)).toEqual(before.december);
    const { "120000": result = 0n, ...rest } = await held("2027-01-31");
    const { "706000": sales = 0n, "607000": purchases = 0n, ...restBefore } = before.january;
    expect(result).toBe(sales + purchases);
    expect(rest).toEqual({
      ...restBefore,
      "411000": (restBefore["411000"] ?? 0n) + 7_000n,
      "706000": -7_000n,
    });
    const year = fiscalYear(2027, 12);
    expect(await within(dossier(), (db) => openingBalances(db, year))).toEqual(
      expect.arrayContaining([{ account: "120000", balance: -120_000n }]),
    );
  });

  test("puts the opening balances first in the FEC of the next year, which passes our checks", async () => {
    await aYear();
    await bill(dossier(), aSale("FA-3", 7_000n, { issuedOn: "2027-01-15" }));
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2027-01-31", on: "2027-02-01" }));
    await close(2026);
    const year = fiscalYear(2027, 12);
    const rows = await within(dossier(), async (db) => {
      const all = [];
      for await (const batch of fecRows(db, year)) all.push(...batch);
      return all;
    });
    expect(rows.map((row) => row.number)).toEqual([...Array(4).fill("AN00001"), "VE00001", "VE00001"]);
    expect(rows.filter((row) => row.account === "411000").map((row) => row.auxName)).toEqual([
      "Client FA-2",
      "Client FA-3",
    ]);
    expect(checkFec(rows, year)).toEqual([]);
    expect(await laws()).toEqual([]);
  });

  test("an invoice of a closed year is still paid and lettered in the next one", async () => {
    await aYear();
    await close(2026);
    await bank(dossier(), aLine("L9", 50_000n, fromCustomerOf("FA-2", "2027-01-20")));
    const [paid] = await entriesOf(dossier(), "L9");
    expect(paid?.lines).toEqual(["512100 50000", "411000 C-FA-2 -50000 AAA"]);
    expect(await laws()).toEqual([]);
  });

  test("is refused before the year is over, out of order, twice, and with something in suspense", async () => {
    await bill(dossier(), aSale("FA-0", 1_000n, { issuedOn: "2025-06-30" }), aSale("FA-1", 1_000n));
    await bank(dossier(), aLine("L1", 500n, { label: "VIR SACOREC" }));
    await suspendLine(database.pool, await onLine(dossier(), "L1"));
    const before = await held("2027-12-31");
    expect(codesOf(await close(2026, "2026-12-31"))).toEqual(["year_not_over"]);
    expect(codesOf(await close(2026))).toEqual(["earlier_year_open"]);
    expect((await close(2025)).ok).toBe(true);
    expect(codesOf(await close(2025))).toEqual(["year_closed_already"]);
    expect(codesOf(await close(2026))).toEqual(["suspense_not_empty"]);
    expect(await held("2027-12-31", true)).toEqual(before);
    expect(await laws()).toEqual([]);
  });

  test("carries what is under way once: cheques in hand, VAT that waits for the money, and both go on in the next year", async () => {
    const line = { account: "706000", net: 1_000n, vatRate: 2_000, vat: 200n, vatDue: "collection" as const };
    await bill(dossier(), aSale("FA-1", 1_200n, { lines: [line] }), aSale("FA-2", 1_200n, { lines: [line] }));
    const cheque = await recordPayment(database.pool, {
      ...act(),
      method: "cheque",
      paidOn: "2026-12-28",
      on: "2026-12-28",
      allocations: [{ shareId: await shareId(dossier(), "FA-1"), amount: 1_200n }],
    });
    expect(cheque.ok).toBe(true);
    expect(await close(2026)).toMatchObject({ ok: true });
    expect(await laws()).toEqual([]);
    await bank(dossier(), aLine("L9", 1_200n, fromCustomerOf("FA-2", "2027-01-20")));
    expect((await entriesOf(dossier(), "L9"))[0]?.lines).toContain("445710 -200");
    expect(await laws()).toEqual([]);
  });

  test("that was altered afterwards is told by verify", async () => {
    await aYear();
    await close(2026);
    await database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner`
        update journal_line set credit_cents = credit_cents - 1
         where company_id = ${dossier().companyId} and account = '120000'`;
      await owner`
        update journal_line set debit_cents = debit_cents - 1
         where company_id = ${dossier().companyId} and account = '512100' and debit_cents > 0
           and entry_id in (select id from journal_entry where carried_forward)`;
    });
    expect(await laws()).toContainEqual({
      law: "openings_carry_the_balances",
      place: "year 2027 opens 120000 with -1199.99, year 2026 closed it at -1200.00",
    });
  });
});

describe("the end of the year", () => {
  test("may be another month than December: numbers and chain then run from July to June", async () => {
    await bill(dossier(), aSale("FA-1", 1_000n, { issuedOn: "2026-06-30" }), aSale("FA-2", 1_000n));
    await identifyCompany(database.pool, { ...act(), yearEndMonth: 6 });
    await bill(dossier(), aSale("FA-3", 1_000n, { issuedOn: "2027-01-15" }));
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2027-06-30", on: "2027-02-01" }));
    const rows = await within(
      dossier(),
      (db) => db<{ name: string }[]>`
        select fiscal_year || ' ' || journal || number || ' ' || chain_rank || ' ' || piece as name
          from journal_entry order by fiscal_year, chain_rank`,
    );
    expect(rows.map((row) => row.name)).toEqual(["2026 VE1 1 FA-1", "2027 VE1 1 FA-2", "2027 VE2 2 FA-3"]);
    expect(await laws()).toEqual([]);
  });

  test("is settled once an entry is validated", async () => {
    await bill(dossier(), aSale("FA-1", 1_000n));
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2026-12-31", on: "2026-12-31" }));
    expect(codesOf(await identifyCompany(database.pool, { ...act(), yearEndMonth: 6 }))).toEqual([
      "year_end_in_use",
    ]);
    const forced = within(dossier(), (db) => db`update company set year_end_month = 6`);
    expect(await refusalOf(forced)).toBe("year_end_is_settled");
  });
});

test("a company is given its SIREN, and no number that is none", async () => {
  const give = (siren: string) => identifyCompany(database.pool, { ...act(), siren });
  for (const wrong of ["73282932", "732829321", "73282932A"])
    expect(codesOf(await give(wrong))).toEqual(["siren_wrong"]);
  expect(await give("404 833 048")).toMatchObject({ ok: true, value: { siren: "404833048" } });
});

describe("locks", () => {
  test("a soft lock sends the machine to the first open day, and may be lifted (GC40)", async () => {
    await bill(dossier(), aSale("FA-1", 1_000n));
    await setSoftLock(database.pool, { ...act(), upTo: "2026-11-30" });
    await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-1")));
    expect(await entriesOf(dossier(), "L1")).toMatchObject([
      { postedOn: "2026-12-01", pieceOn: "2026-11-12" },
    ]);
    expect((await setSoftLock(database.pool, { ...act(), upTo: null })).ok).toBe(true);
    await bill(dossier(), aSale("FA-2", 1_000n));
    expect(await entriesOf(dossier(), "FA-2")).toMatchObject([{ postedOn: "2026-11-02" }]);
  });

  test("an administrator holds a soft lock open for a while, with a reason that is kept; a hard lock never yields", async () => {
    const now = new Date();
    const open = (reason: string) =>
      openSoftLock(database.pool, { companyId: dossier().companyId, at: now, minutes: 60, reason });
    expect(codesOf(await open("oubli"))).toEqual(["no_soft_lock"]);
    await setLock(database.pool, { ...act(), upTo: "2026-10-31" });
    await setSoftLock(database.pool, { ...act(), upTo: "2026-11-30" });
    expect(codesOf(await open(" "))).toEqual(["reason_missing"]);
    expect(codesOf(await bill(dossier(), aSale("FA-1", 1_000n)))).toEqual(["invoice_in_locked_period"]);
    expect((await open("facture oubliée")).ok).toBe(true);
    expect((await bill(dossier(), aSale("FA-1", 1_000n))).ok).toBe(true);
    expect(codesOf(await bill(dossier(), aSale("FA-0", 1_000n, { issuedOn: "2026-10-15" })))).toEqual([
      "invoice_in_locked_period",
    ]);
    const [kept] = await within(
      dossier(),
      (db) => db`select action, reason from audit_log where action = 'open_soft_lock'`,
    );
    expect(kept).toEqual({ action: "open_soft_lock", reason: "facture oubliée" });
  });
});

describe("the dated reversal of a validated entry (D4)", () => {
  const draft: EntryDraft = {
    journal: "OD",
    postedOn: "2026-11-10",
    piece: "OD-1",
    pieceOn: "2026-11-10",
    label: "Régularisation",
    lines: [
      { account: "658000", debit: 900n, credit: 0n },
      { account: "471000", debit: 0n, credit: 900n },
    ],
  };
  const write = async () => {
    const [id] = await within(dossier(), (db) => writeEntries(db, dossier().companyId, [draft]));
    return id ?? 0n;
  };
  const reverse = (entryId: bigint, reason = "compte faux") =>
    reverseEntry(database.pool, { ...act(), entryId, on: "2026-12-05", reason });
  const validateAll = () =>
    within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2026-12-31", on: "2026-12-01" }));

  test("is its mirror on its own day, lettered with it, once", async () => {
    const id = await write();
    await validateAll();
    const done = await reverse(id);
    expect(done.ok).toBe(true);
    expect(
      (await entriesOf(dossier(), "OD-1")).map(({ postedOn, label, lines }) => [postedOn, label, lines]),
    ).toEqual([
      ["2026-11-10", "Régularisation", ["658000 900", "471000 -900 AAA"]],
      ["2026-12-05", "Contre-passation Régularisation", ["658000 -900", "471000 900 AAA"]],
    ]);
    expect(codesOf(await reverse(id))).toEqual(["entry_corrected_already"]);
    expect(await laws()).toEqual([]);
  });

  test("is refused where it would leave the till below zero", async () => {
    const lines = [
      { account: "530000", debit: 900n, credit: 0n },
      { account: "471000", debit: 0n, credit: 900n },
    ];
    const into = { ...draft, piece: "OD-2", lines };
    const [id = 0n] = await within(dossier(), (db) => writeEntries(db, dossier().companyId, [into]));
    const deposited = { ...act(), on: "2026-11-20", account: "BQ1", amount: 500n };
    expect(codesOf(await depositCash(database.pool, deposited))).toEqual([]);
    await validateAll();
    expect(codesOf(await reverse(id))).toEqual(["cash_short"]);
  });

  test("is refused without a reason, of a draft, of nothing, and of what is undone elsewhere", async () => {
    const id = await write();
    await bill(dossier(), aSale("FA-1", 1_000n));
    await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-1")));
    expect(codesOf(await reverse(id))).toEqual(["entry_is_draft"]);
    await validateAll();
    expect(codesOf(await reverse(id, ""))).toEqual(["reason_missing"]);
    expect(codesOf(await reverse(999_999_999n))).toEqual(["entry_unknown"]);
    const others = await within(
      dossier(),
      (db) => db<{ id: bigint }[]>`select id from journal_entry where journal in ('VE', 'BQ1') order by id`,
    );
    expect(others).toHaveLength(2);
    await bill(dossier(), aSale("FA-2", 6_000n), aSale("FA-3", 20_000n), aSale("FA-4", 1_000n));
    const share = await shareId(dossier(), "FA-2");
    const moment = { ...act(), on: "2026-11-20" };
    const cancelled = { shareId: share, amount: 50n, reason: "centimes", rights: ["adjustment"] };
    const given = await writeOff(database.pool, { ...moment, ...cancelled });
    const cash = { method: "cash" as const, paidOn: "2026-11-20", answers: { keepExcess: true } };
    for (const [number, amount] of [
      ["FA-3", 20_000n],
      ["FA-4", 1_500n],
    ] as const) {
      const allocations = [{ shareId: await shareId(dossier(), number), amount }];
      expect(codesOf(await recordPayment(database.pool, { ...moment, ...cash, allocations }))).toEqual([]);
    }
    const deposit = await depositCash(database.pool, { ...moment, account: "BQ1", amount: 5_000n });
    const over = await shareId(dossier(), "FA-4");
    const kept = { shareId: over, amount: 500n, into: "advance" as const, reason: "", rights: [] };
    const advance = await settleOverpayment(database.pool, { ...moment, ...kept });
    await validateAll();
    const owned = [given, deposit, advance].map((done) => (done.ok ? done.value.entryId : 0n));
    expect(owned).not.toContain(0n);
    for (const entryId of owned) expect(codesOf(await reverse(entryId))).toEqual(["entry_has_its_own_undo"]);
    for (const other of others) expect(codesOf(await reverse(other.id))).toEqual(["entry_has_its_own_undo"]);
    expect(await laws()).toEqual([]);
  });
});

describe("the heads of the chain", () => {
  const asOwner = (work: string) =>
    database.pool.begin(async (owner) => {
      await owner`set local session_replication_role = replica`;
      await owner.unsafe(work);
    });

  test("tell a chain that was cut at its end, and one that was written anew", async () => {
    const { companyId } = dossier();
    await bill(dossier(), aSale("FA-1", 1_000n, { issuedOn: "2026-11-02" }));
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2026-11-02", on: "2026-11-30" }));
    await bill(dossier(), aSale("FA-2", 1_000n, { issuedOn: "2026-11-03" }));
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2026-11-30", on: "2026-11-30" }));
    expect(await laws()).toEqual([]);
    await asOwner(`delete from journal_entry where company_id = ${companyId} and number = 2;
                   delete from journal_line where company_id = ${companyId} and entry_id not in (select id from journal_entry)`);
    const laws1 = await laws();
    expect(laws1).toContainEqual({
      law: "chain_passes_its_heads",
      place: "chain of 2026: at rank 2 the entry is gone",
    });
    expect(laws1.map(({ law }) => law)).not.toContain("chain_is_unbroken");
    await asOwner(
      `update journal_entry set hash = repeat('a', 64) where company_id = ${companyId} and number = 1`,
    );
    expect(await laws()).toContainEqual({
      law: "chain_passes_its_heads",
      place: expect.stringMatching(/^chain of 2026: at rank 1 the hash is not the one kept on /),
    });
  });

  test("ranks follow each other without a hole", async () => {
    await bill(dossier(), aSale("FA-1", 1_000n));
    const skip = within(
      dossier(),
      (db) =>
        db`update journal_entry set number = 1, chain_rank = 2, hash = 'h', validated_on = '2026-11-30'`,
    );
    expect(await refusalOf(skip)).toBe("chain_ranks_have_no_gap");
  });
});
