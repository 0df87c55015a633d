import { describe, expect, test } from "vitest";
import type { CertificateContent } from "../../domain/accounting/certificate.ts";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { bookLine, suspendLine } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import type { Certificate } from "../../sql/certificates.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { runNight } from "../../worker/night.ts";
import { Refused } from "../../worker/refusals.ts";
import { useDatabase } from "../database.ts";
import { refusalOf } from "./books.ts";
import {
  aLine,
  aSale,
  bill,
  fromCustomerOf,
  onLine,
  receive,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

function night(day = "2026-11-14") {
  const at = new Date(`${day}T03:30:00Z`);
  return runNight(database.pool, dossier().companyId, {
    now: at,
    today: day,
    clock: () => at,
    seed: "night",
  });
}

async function certificates(): Promise<Certificate[]> {
  return within(dossier(), (db) => db<Certificate[]>`select * from certificate order by number`);
}

async function certified(): Promise<CertificateContent> {
  const last = (await certificates()).at(-1);
  if (!last) throw new Error("no night was certified");
  return last.content;
}

const lawOf = (content: CertificateContent, law: string) => {
  const found = content.laws.find((each) => each.law === law);
  return found && { left: found.left, right: found.right, off: found.off };
};

/** What nobody can do through the product: as the owner of the tables, with every guard asleep. */
async function tamper(work: (owner: Db) => PromiseLike<unknown>): Promise<void> {
  await database.pool.begin(async (owner) => {
    await owner`set local session_replication_role = replica`;
    await work(owner);
  });
}

const brokenLaws = () => within(dossier(), async (db) => (await verifyCompany(db)).map(({ law }) => law));

/** An ordinary night: one line posted, one in suspense, one for fees, one that waits; a sale paid in cash with an excess. */
async function anOrdinaryNight(): Promise<void> {
  await bill(dossier(), aSale("FA-1", 90_000n), aSale("FA-2", 10_000n));
  await receive(dossier(), [
    aLine("L1", 90_000n, fromCustomerOf("FA-1")),
    aLine("L2", 7_700n),
    aLine("L3", -1_200n, { label: "FRAIS" }),
    aLine("L4", 4_200n),
  ]);
  await suspendLine(database.pool, await onLine(dossier(), "L2"));
  await bookLine(database.pool, {
    ...(await onLine(dossier(), "L3")),
    treatAs: "fee",
    charges: { fee: 1_000n, vat: 200n },
  });
  await recordPayment(database.pool, {
    companyId: dossier().companyId,
    method: "cash",
    paidOn: "2026-11-13",
    allocations: [{ shareId: await shareId(dossier(), "FA-2"), amount: 11_000n }],
    answers: { keepExcess: true },
    at: new Date("2026-11-13T09:00:00Z"),
    on: "2026-11-13",
  });
}

describe("the certificate of a night", () => {
  test("lines in = posted + waiting + set aside; every sum closes, and says where the money went", async () => {
    await anOrdinaryNight();
    await night();
    const content = await certified();
    expect(content.files).toEqual({ read: 1, refused: 0, waiting: 0 });
    expect(content.arrived).toEqual({ count: 4, cents: "103100" });
    expect(content.lines).toEqual({
      posted: { count: 3, cents: "98900" },
      waiting: { count: 1, cents: "4200" },
      setAside: { count: 0, cents: "0" },
    });
    expect(lawOf(content, "lines_counted")).toEqual({ left: "4", right: "4", off: 0 });
    expect(lawOf(content, "lines_in")).toEqual({ left: "103100", right: "103100", off: 0 });
    expect(lawOf(content, "lines_in_the_books")).toEqual({ left: "96500", right: "96500", off: 0 });
    expect(lawOf(content, "lines_allocated")).toEqual({ left: "96500", right: "96500", off: 0 });
    expect(lawOf(content, "payments_allocated")).toEqual({ left: "101000", right: "101000", off: 0 });
    expect(lawOf(content, "dues_are_the_ledger")).toEqual({ left: "-1000", right: "-1000", off: 0 });
    expect(content.money).toEqual({
      shares: "90000",
      held: "0",
      givenBack: "0",
      brought: "0",
      charges: "0",
      withoutPayment: "6500",
    });
    expect(await brokenLaws()).toEqual([]);
  });

  test("names every open item with its reason, and no person", async () => {
    await anOrdinaryNight();
    await night();
    const { open } = await certified();
    expect(open.reasons).toEqual([
      { kind: "bank_line", reason: expect.any(String), count: 1, cents: "4200" },
      { kind: "entry", reason: "suspense", count: 1, cents: "-7700" },
      { kind: "share", reason: "overpaid", count: 1, cents: "-1000" },
    ]);
    const names = await within(
      dossier(),
      (db) => db<{ name: string }[]>`select name from certificate_item order by rank`,
    );
    expect(names.map(({ name }) => name)).toEqual(["BQ1 L4", "BQ1 L2", "FA-2/business"]);
  });

  test("counts the documents marked as paid without a payment (D6)", async () => {
    await bill(dossier(), aSale("FA-3", 50_000n));
    await within(dossier(), (db) => db`update invoice set marked_paid_at = '2026-11-13T10:00:00Z'`);
    await night();
    const content = await certified();
    expect(content.markedPaid).toEqual({ count: 1, cents: "50000" });
    expect(content.open.reasons).toEqual([
      { kind: "invoice", reason: "marked_paid", count: 1, cents: "50000" },
    ]);
  });

  test("counts a file once: the night after has nothing new, and still answers for the lines of all nights", async () => {
    await anOrdinaryNight();
    await night();
    await night("2026-11-15");
    const content = await certified();
    expect(content.files).toEqual({ read: 0, refused: 0, waiting: 0 });
    expect(content.arrived).toEqual({ count: 0, cents: "0" });
    expect(lawOf(content, "lines_counted")).toEqual({ left: "4", right: "4", off: 0 });
  });

  test("hangs on the one before by its hash, night after night and company by company", async () => {
    await night();
    await night("2026-11-15");
    const [first, second] = await certificates();
    expect(first).toMatchObject({ number: 1, previousHash: "0".repeat(64), holds: true });
    expect(second).toMatchObject({ number: 2, previousHash: first?.hash });
    expect(second?.content.previousHash).toBe(first?.hash);
    expect(await brokenLaws()).toEqual([]);
  });

  test("is not the application's to change or to take away", async () => {
    await night();
    const { companyId } = dossier();
    const attempt = (work: (db: Db) => PromiseLike<unknown>) =>
      refusalOf(asCompany(database.pool, companyId, async (db) => work(db)));
    expect(await attempt((db) => db`update certificate set holds = false`)).toBe("42501");
    expect(await attempt((db) => db`delete from certificate`)).toBe("42501");
    expect(await attempt((db) => db`delete from certificate_item`)).toBe("42501");
    expect(await attempt((db) => db`update certificate_file set line_count = 0`)).toBe("42501");
  });
});

describe("a night whose books were tampered with fails, and says which sum, both figures and where", () => {
  const of = { company: () => dossier().companyId };
  const cases: { what: string; law: string; says: RegExp; change: (owner: Db) => PromiseLike<unknown> }[] = [
    {
      what: "a bank line that disappears",
      law: "lines_counted",
      says: /lines_counted: arrived 4, posted, waiting or set aside 3 \(file \d+: 4, 3\)/,
      change: (owner) =>
        owner`delete from statement_line where company_id = ${of.company()} and bank_reference = 'L4'`,
    },
    {
      what: "a bank line that waits and loses a cent",
      law: "lines_in",
      says: /lines_in: arrived 1031\.00, posted, waiting or set aside 1030\.99 \(file \d+: 1031\.00, 1030\.99\)/,
      change: (owner) =>
        owner`update statement_line set amount_cents = amount_cents - 1 where company_id = ${of.company()} and bank_reference = 'L4'`,
    },
    {
      what: "an entry that moves another amount on the bank account than its line",
      law: "lines_in_the_books",
      says: /lines_in_the_books: lines 965\.00, bank accounts 964\.99 \(bank line \d+: 900\.00, 899\.99\)/,
      change: (owner) => owner`
        update journal_line set debit_cents = 89999
         where company_id = ${of.company()} and account like '512%' and debit_cents = 90000`,
    },
    {
      what: "an allocation of a bank line that loses a cent",
      law: "lines_allocated",
      says: /lines_allocated: lines 965\.00, allocated 964\.99 \(bank line \d+: 900\.00, 899\.99\)/,
      change: (owner) =>
        owner`update allocation set amount_cents = 89999 where company_id = ${of.company()} and amount_cents = 90000`,
    },
    {
      what: "an allocation of a payment by hand that gains a cent",
      law: "payments_allocated",
      says: /payments_allocated: amount 1010\.00, allocated 1010\.01 \(payment \d+: 110\.00, 110\.01\)/,
      change: (owner) =>
        owner`update allocation set amount_cents = 11001 where company_id = ${of.company()} and amount_cents = 11000`,
    },
    {
      what: "an entry that no longer balances",
      law: "debit_is_credit",
      says: /debit_is_credit: debit 2099\.01, credit 2099\.00 \(entry \d+: 110\.01, 110\.00\)/,
      change: (owner) =>
        owner`update journal_line set debit_cents = 11001 where company_id = ${of.company()} and account = '530000'`,
    },
    {
      what: "a due that is not the ledger's",
      law: "dues_are_the_ledger",
      says: /dues_are_the_ledger: due -9\.99, ledger -10\.00 \(share \d+: -9\.99, -10\.00\)/,
      change: (owner) =>
        owner`update share set due_cents = -999 where company_id = ${of.company()} and due_cents = -1000`,
    },
  ];

  test.each(cases)("$law: $what", async ({ law, says, change }) => {
    await anOrdinaryNight();
    await night();
    await tamper(change);
    const failed = night("2026-11-15");
    await expect(failed).rejects.toThrow(says);
    // A job that throws this is kept and not tried again: no retry mends a sum.
    await expect(failed).rejects.toBeInstanceOf(Refused);
    const [, second] = await certificates();
    expect(second).toMatchObject({ number: 2, holds: false });
    expect(second?.content.laws.find((each) => each.law === law)).toMatchObject({
      items: [expect.anything()],
    });
  });

  test("two errors that make up for each other do not pass: item by item, not only the sum", async () => {
    await anOrdinaryNight();
    await night();
    await tamper(async (owner) => {
      const company = of.company();
      await owner`update statement_line set amount_cents = amount_cents + 1 where company_id = ${company} and bank_reference = 'L1'`;
      await owner`update statement_line set amount_cents = amount_cents - 1 where company_id = ${company} and bank_reference = 'L2'`;
    });
    await expect(night("2026-11-15")).rejects.toThrow(
      /lines_in_the_books: lines 965\.00, bank accounts 965\.00 \(bank line \d+: 900\.01, 900\.00; bank line \d+: 76\.99, 77\.00\)/,
    );
  });
});

describe("verify finds what was done to the certificates afterwards", () => {
  const findsBreak = async (work: (owner: Db) => PromiseLike<unknown>) => {
    await anOrdinaryNight();
    for (const day of ["2026-11-14", "2026-11-15", "2026-11-16"]) await night(day);
    await tamper(work);
    return (await within(dossier(), verifyCompany)).filter(
      ({ law }) => law === "certificates_follow_each_other",
    );
  };
  const company = () => dossier().companyId;
  const says = (place: string) => [
    { law: "certificates_follow_each_other", place: expect.stringMatching(place) },
  ];

  test("a figure changed in the content", async () => {
    const found = await findsBreak(
      (owner) => owner`
        update certificate set content = jsonb_set(content, '{markedPaid,count}', '7')
         where company_id = ${company()} and number = 2`,
    );
    expect(found).toEqual(says("^certificate 2: the hash is not the one of its content"));
  });

  test("an open item taken away", async () => {
    const found = await findsBreak(
      (owner) => owner`
        delete from certificate_item
         where company_id = ${company()} and kind = 'share'
           and night_id = (select min(night_id) from certificate where company_id = ${company()})`,
    );
    expect(found).toEqual(says("^certificate 1: its open items"));
  });

  test("a certificate taken out of the middle", async () => {
    const found = await findsBreak(async (owner) => {
      await owner`delete from certificate where company_id = ${company()} and number = 2`;
    });
    expect(found).toEqual(says("certificate 2 is missing"));
  });

  test("the last one taken away: its night has none", async () => {
    const found = await findsBreak(
      (owner) => owner`delete from certificate where company_id = ${company()} and number = 3`,
    );
    expect(found).toEqual(says(String.raw`^night \d+ has no certificate`));
  });

  test("one rewritten with a hash of its own: the next one does not hang on it", async () => {
    const found = await findsBreak(
      (owner) => owner`update certificate set hash = ${"a".repeat(64)}, previous_hash = ${"b".repeat(64)}
         where company_id = ${company()} and number = 2`,
    );
    expect(found).toEqual(says("^certificate 2: it does not hang"));
  });
});

test("a line that a person accepted is allocated like the night's own", async () => {
  await bill(dossier(), aSale("FA-9", 30_000n));
  await receive(dossier(), [aLine("L9", 30_000n)]);
  const allocations = [{ shareId: await shareId(dossier(), "FA-9"), amount: 30_000n }];
  await acceptMatch(database.pool, { ...(await onLine(dossier(), "L9")), allocations });
  await night();
  expect((await certified()).money.shares).toBe("30000");
});
