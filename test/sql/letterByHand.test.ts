import { beforeEach, describe, expect, test } from "vitest";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { letterAccount, letterByHand, unletter } from "../../sql/acts/letterByHand.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { writeEntries } from "../../sql/ledger.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  fromCustomerOf,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const opened: { by?: bigint } = {};

beforeEach(async () => {
  const [user] = await database.pool<{ id: bigint }[]>`
    insert into app_user (email, name, password_hash) values (${`u${dossier().companyId}@x.example`}, 'Morvan', 'x') returning id`;
  opened.by = user?.id ?? 0n;
});

const act = (reason?: string) => ({
  companyId: dossier().companyId,
  by: opened.by ?? 0n,
  at: new Date("2026-11-20T09:00:00Z"),
  on: "2026-11-20",
  ...(reason ? { reason } : {}),
});

/** An entry of OD on 471000 (or the account given): debit positive. */
async function od(piece: string, amount: bigint, account = "471000", on = "2026-11-10"): Promise<bigint> {
  const size = amount < 0n ? -amount : amount;
  const [debit, credit] = amount > 0n ? [size, 0n] : [0n, size];
  const draft: EntryDraft = {
    journal: "OD",
    postedOn: on,
    piece,
    pieceOn: on,
    label: piece,
    lines: [
      { account, debit, credit },
      { account: "658000", debit: credit, credit: debit },
    ],
  };
  await within(dossier(), (db) => writeEntries(db, dossier().companyId, [draft]));
  return lineOf(piece, account);
}

async function lineOf(piece: string, account: string): Promise<bigint> {
  const [line] = await within(
    dossier(),
    (db) => db<{ id: bigint }[]>`
      select line.id from journal_line as line join journal_entry as entry on entry.id = line.entry_id
       where entry.piece = ${piece} and line.account = ${account} order by line.id`,
  );
  return line?.id ?? 0n;
}

async function letters(account = "471000"): Promise<string[]> {
  const rows = await within(
    dossier(),
    (db) => db<{ name: string }[]>`
      select entry.piece || ' ' || coalesce(lettering_group.code || coalesce(' ' || lettering_group.lettered_on, ''), '-') as name
        from journal_line as line
        join journal_entry as entry on entry.id = line.entry_id
        left join lettering_line on lettering_line.line_id = line.id
        left join lettering_group on lettering_group.id = lettering_line.group_id
       where line.account = ${account} order by line.id`,
  );
  return rows.map((row) => row.name);
}

const log = () =>
  within(
    dossier(),
    (db) => db<{ name: string }[]>`
      select concat_ws(' ', action, account, code, array_length(line_ids, 1), app_user.name, reason) as name
        from lettering_log left join app_user on app_user.id = actor_id order by lettering_log.id`,
  ).then((rows) => rows.map((row) => row.name));

async function groupOf(lineId: bigint): Promise<bigint> {
  const [row] = await within(
    dossier(),
    (db) => db<{ groupId: bigint }[]>`select group_id from lettering_line where line_id = ${lineId}`,
  );
  return row?.groupId ?? 0n;
}

const letter = (...lineIds: bigint[]) => letterByHand(database.pool, { ...act(), lineIds });
const laws = () => within(dossier(), verifyCompany);

describe("lettering by hand", () => {
  test("gives capitals and a day to lines that cancel out, small letters to others, and never a code twice", async () => {
    const [one, two, three] = [await od("A", 100n), await od("B", -100n), await od("C", 60n)];
    expect(await letter(one, three)).toMatchObject({ ok: true, value: { balanced: false } });
    expect(await letters()).toEqual(["A aaa", "B -", "C aaa"]);
    expect(await letter(one, two)).toMatchObject({ ok: true, value: { balanced: true } });
    expect(await letters()).toEqual(["A AAB 2026-11-20", "B AAB 2026-11-20", "C -"]);
    await unletter(database.pool, { ...act("erreur de tiers"), groupId: await groupOf(one) });
    expect(await letters()).toEqual(["A -", "B -", "C -"]);
    await letter(one, two);
    expect(await letters()).toEqual(["A AAC 2026-11-20", "B AAC 2026-11-20", "C -"]);
    expect(await log()).toEqual([
      "lettered 471000 AAA 2 Morvan",
      "unlettered 471000 AAA 2 Morvan",
      "lettered 471000 AAB 2 Morvan",
      "unlettered 471000 AAB 2 Morvan erreur de tiers",
      "lettered 471000 AAC 2 Morvan",
    ]);
    expect(await laws()).toEqual([]);
  });

  test("of validated lines changes nothing of what is final", async () => {
    const [one, two] = [await od("A", 100n), await od("B", -100n)];
    await within(dossier(), (db) => validateEntries(db, { ...act(), upTo: "2026-12-31" }));
    expect((await letter(one, two)).ok).toBe(true);
    expect((await unletter(database.pool, { ...act(), groupId: await groupOf(one) })).ok).toBe(true);
    expect(await laws()).toEqual([]);
  });

  test("is refused for one line, for lines of two accounts, where nothing is lettered, and for a line that has its letter", async () => {
    const [one, two, other] = [await od("A", 100n), await od("B", -100n), await od("C", -100n, "511200")];
    expect(codesOf(await letter(one))).toEqual(["lettering_too_few"]);
    expect(codesOf(await letter(one, one))).toEqual(["lettering_too_few"]);
    expect(codesOf(await letter(one, other))).toEqual(["lettering_lines_differ"]);
    expect(codesOf(await letter(await lineOf("A", "658000"), await lineOf("B", "658000")))).toEqual([
      "account_not_lettered",
    ]);
    await letter(one, two);
    expect(codesOf(await letter(one, two))).toEqual(["lettering_line_taken"]);
    const gone = await groupOf(one);
    await unletter(database.pool, { ...act(), groupId: gone });
    expect(codesOf(await unletter(database.pool, { ...act(), groupId: gone }))).toEqual([
      "lettering_group_unknown",
    ]);
  });

  test("stands against the machine: a payment that comes later letters the rest of the share", async () => {
    const customer = { payer: "business" as const, aux: "C-1", name: "Client FA-1" };
    const shares = [{ ...customer, amount: 1_000n }];
    await bill(
      dossier(),
      aSale("FA-1", 1_000n, { customer, shares }),
      aSale("AV-1", -1_000n, { type: "credit_note", customer, shares: [{ ...customer, amount: -1_000n }] }),
    );
    const [sale, note] = [await lineOf("FA-1", "411000"), await lineOf("AV-1", "411000")];
    const lettered = await letter(sale, note);
    await bank(dossier(), aLine("L1", 1_000n, { label: "VIR INCONNU" }));
    const paid = await acceptMatch(database.pool, {
      ...(await onLine(dossier(), "L1")),
      allocations: [{ shareId: await shareId(dossier(), "FA-1"), amount: 1_000n }],
    });
    expect([lettered.ok, paid.ok]).toEqual([true, true]);
    expect(await letters("411000")).toEqual([
      expect.stringMatching(/^FA-1 /),
      expect.stringMatching(/^AV-1 /),
      "L1 -",
    ]);
    expect(await laws()).toEqual([]);
    await undoMatch(database.pool, await onLine(dossier(), "L1"));
    expect(await laws()).toEqual([]);
  });
});

describe("automatic lettering of an account", () => {
  test("letters what cancels out without a doubt, says how much, and a second time nothing", async () => {
    await od("A", 100n);
    await od("B", -100n);
    await od("C", 70n);
    await od("D", 30n);
    await od("E", -99n);
    const run = () => letterAccount(database.pool, { ...act(), account: "471000" });
    expect(await run()).toMatchObject({ ok: true, value: { groups: 1 } });
    expect(await letters()).toEqual(["A AAA 2026-11-20", "B AAA 2026-11-20", "C -", "D -", "E -"]);
    expect(await run()).toMatchObject({ ok: true, value: { groups: 0 } });
    expect(codesOf(await letterAccount(database.pool, { ...act(), account: "658000" }))).toEqual([
      "account_not_lettered",
    ]);
    expect(await laws()).toEqual([]);
  });
});

test("what the machine letters with a payment is in the log too, and so is its undoing", async () => {
  await bill(dossier(), aSale("FA-1", 1_000n));
  await bank(dossier(), aLine("L1", 1_000n, fromCustomerOf("FA-1")));
  await undoMatch(database.pool, { ...(await onLine(dossier(), "L1")), by: opened.by ?? 0n });
  expect(await log()).toEqual([
    "lettered 411000 AAA 2",
    expect.stringMatching(/^unlettered 411000 AAA 1/),
    expect.stringMatching(/^unlettered 411000 AAA 1/),
  ]);
});
