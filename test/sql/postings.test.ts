import { describe, expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { bookLine, suspendLine } from "../../sql/acts/decideLine.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  bookCounts,
  codesOf,
  decisionOf,
  dueOf,
  entriesOf,
  fromCustomerOf,
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

async function paymentsOf() {
  return within(
    dossier(),
    (db) => db`
      select payment.direction, payment.method, payment.paid_on, payment.amount_cents as amount, payment.status,
             array(select invoice.number || ' ' || allocation.amount_cents
                     from allocation
                     join share on share.id = allocation.share_id
                     join invoice on invoice.id = share.invoice_id
                    where allocation.payment_id = payment.id order by 1) as allocations
        from payment order by payment.id`,
  );
}

describe("a transfer that names its invoice", () => {
  test("is stored with its entry, its payment and the link to the invoice, without anybody (S2.20–S2.24, S2.31)", async () => {
    await bill(dossier(), aSale("FA-1001", 120_000n));
    await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1001")));
    expect(await decisionOf(dossier(), "L1")).toEqual({
      state: "posted",
      decision: "post",
      reason: "number_and_amount",
    });
    expect(await paymentsOf()).toEqual([
      {
        direction: "in",
        method: "transfer",
        paidOn: "2026-11-12",
        amount: 120_000n,
        status: "cleared",
        allocations: ["FA-1001 120000"],
      },
    ]);
    expect(await laws()).toEqual([]);
  });

  test("debits the bank and credits the customer, on the day of the operation (S2.32, S2.33)", async () => {
    await bill(dossier(), aSale("FA-1002", 120_000n));
    await bank(dossier(), aLine("L1", 120_000n, fromCustomerOf("FA-1002")));
    expect(await entriesOf(dossier(), "L1")).toEqual([
      {
        journal: "BQ1",
        postedOn: "2026-11-12",
        pieceOn: "2026-11-12",
        label: "Virement Client FA-1002 FA-1002",
        lines: ["512100 120000", "411000 C-FA-1002 -120000 AAA"],
      },
    ]);
  });

  test("in part leaves the balance due, on the list and lettered in small letters (S2.17, S2.18, S3.17, S3.19)", async () => {
    await bill(dossier(), aSale("FA-1003", 90_000n));
    await bank(dossier(), aLine("L1", 30_000n, fromCustomerOf("FA-1003")));
    expect(await dueOf(dossier(), "FA-1003")).toEqual({ due: 60_000n, unpaid: true, openShares: 1 });
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("411000 C-FA-1003 -30000 aaa");
  });

  test("several times until it is paid leaves the list by itself (S2.19, S2.25, S2.26, S3.18, S3.20, S1.1)", async () => {
    await bill(dossier(), aSale("FA-1004", 90_000n));
    await bank(dossier(), aLine("L1", 30_000n, fromCustomerOf("FA-1004")));
    await bank(dossier(), aLine("L2", 20_000n, fromCustomerOf("FA-1004", "2026-11-13")));
    expect(await dueOf(dossier(), "FA-1004")).toMatchObject({ due: 40_000n, unpaid: true });
    await bank(dossier(), aLine("L3", 40_000n, fromCustomerOf("FA-1004", "2026-11-14")));
    expect(await dueOf(dossier(), "FA-1004")).toEqual({ due: 0n, unpaid: false, openShares: 0 });
    expect((await entriesOf(dossier(), "FA-1004"))[0]?.lines).toContain("411000 C-FA-1004 90000 AAA");
    expect(await paymentsOf()).toHaveLength(3);
    expect(await laws()).toEqual([]);
  });

  test("that waits for the money moves its VAT with each payment, the last one taking what is left", async () => {
    await bill(
      dossier(),
      aSale("FA-1005", 120_000n, {
        lines: [{ account: "706000", net: 100_000n, vatRate: 2000, vat: 20_000n, vatDue: "collection" }],
      }),
    );
    await bank(dossier(), aLine("L1", 70_000n, fromCustomerOf("FA-1005")));
    await bank(dossier(), aLine("L2", 50_000n, fromCustomerOf("FA-1005", "2026-11-13")));
    const vat = async (piece: string) =>
      (await entriesOf(dossier(), piece))[0]?.lines.filter((line) => line.startsWith("4457"));
    expect(await vat("L1")).toEqual(["445740 11667", "445710 -11667"]);
    expect(await vat("L2")).toEqual(["445740 8333", "445710 -8333"]);
  });
});

describe("what is never posted by the machine", () => {
  test("an amount alone, however exact (D12)", async () => {
    await bill(dossier(), aSale("FA-1101", 43_187n));
    await bank(dossier(), aLine("L1", 43_187n, { label: "VIR DIVERS" }));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", decision: "suggest" });
    expect(await dueOf(dossier(), "FA-1101")).toMatchObject({ due: 43_187n, unpaid: true });
  });

  test("more than is due: the line waits for a person (S2.8, S2.27, D1)", async () => {
    await bill(dossier(), aSale("FA-1102", 10_000n));
    await bank(dossier(), aLine("L1", 12_000n, fromCustomerOf("FA-1102")));
    expect(await decisionOf(dossier(), "L1")).toEqual({
      state: "waiting",
      decision: "suggest",
      reason: "above_due",
    });
    expect(await paymentsOf()).toEqual([]);
  });

  test("a temporary invoice: the line that names it waits and says why (S0.2)", async () => {
    await bill(dossier(), aSale("PROV-1103", 10_000n, { lifecycle: "draft" }));
    await bank(dossier(), aLine("L1", 10_000n, { label: "VIR PROV-1103" }));
    expect(await decisionOf(dossier(), "L1")).toEqual({
      state: "waiting",
      decision: "nothing",
      reason: "invoice_is_draft",
    });
  });

  test("a quote (S0.3)", async () => {
    await bill(dossier(), aSale("DE-1104", 10_000n, { lifecycle: "quote" }));
    await bank(dossier(), aLine("L1", 10_000n, { label: "VIR DE-1104" }));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", reason: "invoice_is_quote" });
  });

  test("a temporary invoice by hand either: its share owes nothing (S0.2)", async () => {
    await bill(dossier(), aSale("PROV-1105", 10_000n, { lifecycle: "draft" }));
    await bank(dossier(), aLine("L1", 10_000n));
    const before = await bookCounts(dossier());
    const share = await shareId(dossier(), "PROV-1105");
    const act = await onLine(dossier(), "L1");
    const refused = await acceptMatch(database.pool, {
      ...act,
      allocations: [{ shareId: share, amount: 10_000n }],
    });
    expect(codesOf(refused)).toEqual(["invoice_takes_no_payment"]);
    expect(await bookCounts(dossier())).toEqual(before);
  });
});

describe("a statement that comes again", () => {
  test("as the same file is known by its bytes and writes nothing", async () => {
    await bill(dossier(), aSale("FA-1201", 10_000n));
    const lines = [aLine("L1", 10_000n, fromCustomerOf("FA-1201")), aLine("L2", 500n)];
    await receive(dossier(), lines, { name: "november" });
    await runMatching(dossier());
    const before = await bookCounts(dossier());
    const again = await receive(dossier(), lines, { name: "november" });
    await runMatching(dossier());
    expect(again.reception.kind).toBe("already_received");
    expect(await bookCounts(dossier())).toEqual(before);
  });

  test("in another file that overlaps it counts the lines it knows and adds the others", async () => {
    await bill(dossier(), aSale("FA-1202", 10_000n), aSale("FA-1203", 20_000n));
    const first = aLine("L1", 10_000n, fromCustomerOf("FA-1202"));
    const second = aLine("L2", 20_000n, fromCustomerOf("FA-1203", "2026-11-13"));
    expect(await receive(dossier(), [first])).toMatchObject({ linesNew: 1, linesKnown: 0 });
    expect(await receive(dossier(), [first, second])).toMatchObject({ linesNew: 1, linesKnown: 1 });
    await runMatching(dossier());
    expect(await paymentsOf()).toHaveLength(2);
    expect(await laws()).toEqual([]);
  });

  test("keeps two lines that are alike in one file: two people may pay the same", async () => {
    const alike = { label: "VIR CAMPING", bookedOn: "2026-11-12" };
    const lines = [aLine("L1", 4_500n, alike), aLine("L1", 4_500n, alike)];
    expect(await receive(dossier(), lines)).toMatchObject({ linesNew: 2, linesKnown: 0 });
  });

  test("is matched twice at once and posted once", async () => {
    await bill(dossier(), aSale("FA-1204", 10_000n));
    await receive(dossier(), [aLine("L1", 10_000n, fromCustomerOf("FA-1204"))]);
    const runs = await Promise.all([runMatching(dossier()), runMatching(dossier())]);
    expect(runs.reduce((posted, run) => posted + run.posted, 0)).toBe(1);
    expect(await entriesOf(dossier(), "L1")).toHaveLength(1);
  });
});

describe("a person", () => {
  test("says what a line pays, in as many parts as there are invoices (S2.21, S2.24)", async () => {
    await bill(dossier(), aSale("FA-1301", 10_000n), aSale("FA-1302", 25_000n));
    await bank(dossier(), aLine("L1", 30_000n));
    const allocations = [
      { shareId: await shareId(dossier(), "FA-1301"), amount: 10_000n },
      { shareId: await shareId(dossier(), "FA-1302"), amount: 20_000n },
    ];
    const accepted = await acceptMatch(database.pool, { ...(await onLine(dossier(), "L1")), allocations });
    expect(accepted.ok).toBe(true);
    expect(await dueOf(dossier(), "FA-1301")).toMatchObject({ due: 0n, unpaid: false });
    expect(await dueOf(dossier(), "FA-1302")).toMatchObject({ due: 5_000n, unpaid: true });
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual([
      "512100 30000",
      "411000 C-FA-1301 -10000 AAA",
      "411000 C-FA-1302 -20000 aaa",
    ]);
    expect(await laws()).toEqual([]);
  });

  test("cannot give a share more than it owes, in one part or in two (S2.8)", async () => {
    await bill(dossier(), aSale("FA-1303", 10_000n));
    await bank(dossier(), aLine("L1", 12_000n));
    const share = await shareId(dossier(), "FA-1303");
    const act = await onLine(dossier(), "L1");
    const before = await bookCounts(dossier());
    for (const amounts of [[12_000n], [6_000n, 6_000n]]) {
      const allocations = amounts.map((amount) => ({ shareId: share, amount }));
      expect(codesOf(await acceptMatch(database.pool, { ...act, allocations }))).toEqual(["above_due"]);
    }
    expect(await bookCounts(dossier())).toEqual(before);
  });

  test("has to give out the line to the cent", async () => {
    await bill(dossier(), aSale("FA-1304", 10_000n));
    await bank(dossier(), aLine("L1", 9_999n));
    const allocations = [{ shareId: await shareId(dossier(), "FA-1304"), amount: 9_998n }];
    const refused = await acceptMatch(database.pool, { ...(await onLine(dossier(), "L1")), allocations });
    expect(codesOf(refused)).toEqual(["allocations_differ_from_line"]);
  });

  test("pays no supplier with money that comes in", async () => {
    const supplier = { payer: "supplier" as const, aux: "F-1", name: "Fournisseur" };
    await bill(dossier(), aSale("FF-1305", 10_000n, { type: "supplier_invoice", customer: supplier }));
    await bank(dossier(), aLine("L1", 10_000n));
    const allocations = [{ shareId: await shareId(dossier(), "FF-1305", "supplier"), amount: 10_000n }];
    const refused = await acceptMatch(database.pool, { ...(await onLine(dossier(), "L1")), allocations });
    expect(codesOf(refused)).toEqual(["share_not_open"]);
    expect(await dueOf(dossier(), "FF-1305")).toMatchObject({ due: 10_000n });
  });

  test("who comes second to a line is told who was first and on what, and writes nothing", async () => {
    await bill(dossier(), aSale("FA-1306", 10_000n), aSale("FA-1307", 10_000n));
    await bank(dossier(), aLine("L1", 10_000n));
    const [camille, noor] = await Promise.all([aUser("Camille"), aUser("Noor")]);
    const act = await onLine(dossier(), "L1");
    const [first, second] = [await shareId(dossier(), "FA-1306"), await shareId(dossier(), "FA-1307")];
    const answers = await Promise.all([
      acceptMatch(database.pool, { ...act, by: camille, allocations: [{ shareId: first, amount: 10_000n }] }),
      acceptMatch(database.pool, { ...act, by: noor, allocations: [{ shareId: second, amount: 10_000n }] }),
    ]);
    const winner = answers.findIndex((answer) => answer.ok);
    const loser = answers[1 - winner];
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(loser?.ok === false && loser.problems[0]).toMatchObject({
      code: "line_already_decided",
      params: winner === 0 ? { who: "Camille", what: "FA-1306" } : { who: "Noor", what: "FA-1307" },
    });
    expect(await entriesOf(dossier(), "L1")).toHaveLength(1);
    expect(await paymentsOf()).toHaveLength(1);
    expect(await laws()).toEqual([]);
  });
});

describe("a line without a document", () => {
  test("is a fee with the VAT of the bank's notice, and has to make the line (GC38)", async () => {
    await bank(dossier(), aLine("L1", -2_400n, { label: "FRAIS" }));
    const act = { ...(await onLine(dossier(), "L1")), treatAs: "fee" as const };
    expect(codesOf(await bookLine(database.pool, { ...act, charges: { fee: 2_000n, vat: 300n } }))).toEqual([
      "charges_differ_from_line",
    ]);
    expect((await bookLine(database.pool, { ...act, charges: { fee: 2_000n, vat: 400n } })).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual([
      "627800 2000",
      "445660 400",
      "512100 -2400",
    ]);
  });

  test("goes to suspense when nobody can place it (GC37)", async () => {
    await bank(dossier(), aLine("L1", 7_700n), aLine("L2", -1_200n));
    for (const reference of ["L1", "L2"])
      expect((await suspendLine(database.pool, await onLine(dossier(), reference))).ok).toBe(true);
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual(["512100 7700", "471000 -7700"]);
    expect((await entriesOf(dossier(), "L2"))[0]?.lines).toEqual(["471000 1200", "512100 -1200"]);
    expect(await laws()).toEqual([]);
  });

  test("of zero moves nothing: nobody posts it, and the books hold", async () => {
    await bank(dossier(), aLine("L1", 0n, { label: "FRAIS OFFERTS" }));
    const [act, before] = [await onLine(dossier(), "L1"), await bookCounts(dossier())];
    expect(codesOf(await suspendLine(database.pool, act))).toEqual(["line_of_zero"]);
    expect(codesOf(await bookLine(database.pool, { ...act, treatAs: "fee" }))).toEqual(["line_of_zero"]);
    expect(await bookCounts(dossier())).toEqual(before);
    expect(await laws()).toEqual([]);
  });

  test("is an own transfer: both legs are lettered once the second is in (GC38)", async () => {
    await receive(dossier(), [aLine("L1", -5_000n)]);
    await receive(dossier(), [aLine("L2", 5_000n)], { account: 1 });
    await runMatching(dossier());
    const transfer = async (reference: string, otherAccount: string) =>
      bookLine(database.pool, {
        ...(await onLine(dossier(), reference)),
        treatAs: "own_transfer",
        otherAccount,
      });
    expect(codesOf(await transfer("L1", "BQ1"))).toEqual(["other_account_unknown"]);
    await transfer("L1", "BQ2");
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toEqual(["580000 5000", "512100 -5000"]);
    await transfer("L2", "BQ1");
    expect((await entriesOf(dossier(), "L1"))[0]?.lines).toContain("580000 5000 AAA");
    expect((await entriesOf(dossier(), "L2"))[0]?.lines).toContain("580000 -5000 AAA");
    expect(await laws()).toEqual([]);
  });

  test("of a locked month is posted on the first open day and keeps its own day on the piece (GC40)", async () => {
    await bank(dossier(), aLine("L1", 7_700n, { bookedOn: "2026-10-30" }));
    await database.pool`update company set locked_up_to = '2026-10-31' where id = ${dossier().companyId}`;
    await suspendLine(database.pool, await onLine(dossier(), "L1"));
    expect((await entriesOf(dossier(), "L1"))[0]).toMatchObject({
      postedOn: "2026-11-01",
      pieceOn: "2026-10-30",
    });
  });
});

async function aUser(name: string): Promise<bigint> {
  const email = `${name.toLowerCase()}-${dossier().companyId}@example.org`;
  const [user] = await database.pool<{ id: bigint }[]>`
    insert into app_user (email, name, password_hash) values (${email}, ${name}, 'x') returning id
  `;
  return user?.id ?? 0n;
}
