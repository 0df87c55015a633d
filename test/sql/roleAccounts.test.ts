import { describe, expect, test } from "vitest";
import type { Role } from "../../domain/accounting/accounts.ts";
import type { InvoiceLine } from "../../domain/billing/invoice.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { changeRoleAccount } from "../../sql/acts/changeRoleAccount.ts";
import { bookLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bill,
  codesOf,
  entriesOf,
  onLine,
  receive,
  runMatching,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const laws = () => within(dossier(), verifyCompany);

function give(role: Role, number: string, name?: string) {
  return changeRoleAccount(database.pool, {
    companyId: dossier().companyId,
    at: new Date("2026-11-14T08:00:00Z"),
    role,
    number,
    ...(name === undefined ? {} : { name }),
  });
}

/** A line that pays a sale less what the bank kept: 100,00 invoiced, 94,00 received. */
async function payLessFee(number: string, line: string) {
  await bill(dossier(), aSale(number, 10_000n));
  await receive(dossier(), [aLine(line, 9_400n)]);
  const share = { shareId: await shareId(dossier(), number), amount: 10_000n };
  const paid = await acceptMatch(database.pool, {
    ...(await onLine(dossier(), line)),
    allocations: [share],
    charges: { fee: 500n, vat: 100n },
  });
  expect(paid.ok).toBe(true);
}

/** A line of a document that names no account: the company's own is meant. */
const onAccountOfCompany: InvoiceLine = { account: "", net: 10_000n, vat: 0n, vatRate: 0, vatDue: "exempt" };

describe("an account of the settings", () => {
  test("posts from now on; entries before keep theirs, and every law and the chain still hold", async () => {
    await payLessFee("FA-1", "L1");
    await within(dossier(), (db) =>
      validateEntries(db, {
        companyId: dossier().companyId,
        upTo: "2026-11-30",
        on: "2026-11-30",
        at: new Date("2026-11-30T09:00:00Z"),
      }),
    );
    expect((await give("bankFees", "627000", "Services bancaires")).ok).toBe(true);
    await payLessFee("FA-2", "L2");
    await receive(dossier(), [aLine("L3", -1_000n)]);
    await bookLine(database.pool, { ...(await onLine(dossier(), "L3")), treatAs: "fee" });
    const feesOf = async (line: string) =>
      (await entriesOf(dossier(), line)).flatMap(({ lines }) =>
        lines.filter((each) => each.startsWith("627")),
      );
    expect([await feesOf("L1"), await feesOf("L2"), await feesOf("L3")]).toEqual([
      ["627800 500"],
      ["627000 500"],
      ["627000 1000"],
    ]);
    await runMatching(dossier(), "2026-12-01");
    expect(await laws()).toEqual([]);
  });

  test("an entry of before is undone on the accounts it has", async () => {
    await payLessFee("FA-1", "L1");
    await give("bankFees", "627000", "Services bancaires");
    expect((await undoMatch(database.pool, await onLine(dossier(), "L1"))).ok).toBe(true);
    expect(await laws()).toEqual([]);
  });

  test("changed and changed back, it knows its own account again", async () => {
    await payLessFee("FA-1", "L1");
    for (const number of ["627000", "627800", "627000", "627800"])
      expect(codesOf(await give("bankFees", number, "Services bancaires"))).toEqual([]);
    const [row] = await database.pool`select settings from company where id = ${dossier().companyId}`;
    expect(row?.settings).toMatchObject({
      accounts: { bankFees: "627800" },
      formerAccounts: { bankFees: ["627000"] },
    });
    expect(await laws()).toEqual([]);
  });

  test("a document of before that arrives again is the same document", async () => {
    const sale = aSale("FA-1", 10_000n, { lines: [onAccountOfCompany] });
    await bill(dossier(), sale);
    await give("sales", "706100", "Actes");
    expect(await bill(dossier(), sale)).toMatchObject({ ok: true, value: { unchanged: 1 } });
    expect(
      await bill(dossier(), { ...sale, lines: [{ ...onAccountOfCompany, account: "707000" }] }),
    ).toMatchObject({
      ok: false,
    });
    await bill(dossier(), { ...sale, number: "FA-2" });
    expect((await entriesOf(dossier(), "FA-2"))[0]?.lines).toContain("706100 -10000");
    expect(await laws()).toEqual([]);
  });

  test("customers' accounts are lettered and have their side; with entries they stay", async () => {
    expect((await give("customerBusiness", "411050", "Clients du cabinet")).ok).toBe(true);
    await payLessFee("FA-1", "L1");
    const [line] = await entriesOf(dossier(), "FA-1");
    expect(line?.lines[0]).toMatch(/^411050 C-FA-1 10000 A/);
    expect(codesOf(await give("customerBusiness", "411000"))).toEqual(["account_in_use"]);
    expect(await laws()).toEqual([]);
  });
});
