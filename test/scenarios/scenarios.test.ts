import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useDatabase } from "../database.ts";
import { compareMessage, compareOutcome, compareRefused } from "./compare/refusals.ts";
import { reportOf, summaryOf } from "./report.ts";
import { runScenario } from "./run.ts";

const CASES = path.join(import.meta.dirname, "cases");
const files = fs.readdirSync(CASES).filter((name) => name.endsWith(".yaml"));

const read = (start: string): string => {
  const name = files.find((file) => file.startsWith(start));
  return fs.readFileSync(path.join(CASES, name ?? start), "utf8");
};
const database = useDatabase();
const run = (yaml: string) => runScenario(database.pool, yaml);

/** A scenario with one thing changed; a change that changes nothing is a mistake of the test. */
function changed(yaml: string, before: string | RegExp, after: string): string {
  const result = yaml.replace(before, after);
  if (result === yaml) throw new Error(`nothing to change: ${before}`);
  return result;
}

describe("every case passes", () => {
  test.each(files.toSorted())("%s", async (file) => {
    expect(await run(read(file))).toEqual([]);
  });
});

describe("a file that is not of the language fails, with the place named", () => {
  const paid = read("GC01");

  test.each([
    ["an unknown key", "label: VIR", "labels: VIR", "events[0].lines[0]   unknown key `labels`"],
    [
      "an unknown key at the top",
      "subject: transfers",
      "subject: transfers\ncolour: red",
      "top level   unknown key `colour`",
    ],
    [
      "an unknown key of a kind",
      "kind: bank_lines",
      "kind: bank_lines\n    slip: RC-1",
      "events[0]   unknown key `slip`",
    ],
    ["an unknown kind", "kind: bank_lines", "kind: bank_line", "events[0].kind   unknown kind `bank_line`"],
    [
      "an amount that is not quoted",
      'amount: "1200.00", label',
      "amount: 1200.00, label",
      "events[0].lines[0].amount   Invalid input: expected string, received number   found 1200",
    ],
    [
      "an amount without cents",
      'total: "1200.00"',
      'total: "1200"',
      'given.documents[0].total   expected an amount such as "1200.00"   found "1200"',
    ],
    [
      "a sign where none is said",
      'total: "1200.00"',
      'total: "-1200.00"',
      'given.documents[0].total   expected an amount such as "1200.00"   found "-1200.00"',
    ],
    [
      "a day that no calendar has",
      "playedOn: 2026-11-12",
      "playedOn: 2026-11-31",
      'events[0].playedOn   expected a day such as 2026-11-12   found "2026-11-31"',
    ],
    ["a missing key", "    playedOn: 2026-11-12\n", "", "events[0].playedOn   missing"],
    ["an event without its step", "  - step: 1\n    kind", "  - kind", "events[0].step   missing"],
    [
      "a line with two sides",
      '{ account: "707000", credit: "1000.00" }',
      '{ account: "707000", credit: "1000.00", debit: "1.00" }',
      "expect.entries[0].lines[1]   expected either debit or credit",
    ],
    [
      "a code that does not exist",
      "status: settled",
      "status: payed",
      "expect.documents[0].status   Invalid option",
    ],
  ])("%s", async (_, before, after, failure) => {
    const failures = await run(changed(paid, before, after));
    expect(failures.join("\n")).toContain(failure);
  });

  test("a return whose items do not make its net", async () => {
    const yaml = changed(read("GC03"), /net: "60.00"/, 'net: "61.00"');
    expect(await run(yaml)).toEqual([expect.stringContaining("net   expected the sum of the items")]);
  });

  test("a total that is not the one of the order made", async () => {
    const yaml = changed(read("GC31"), /total: "(\d+\.\d\d)"\n(\s+payments:)/, 'total: "1.00"\n$2');
    expect(await run(yaml)).toEqual([expect.stringMatching(/^step \d.*its total is .*, not 1\.00/)]);
  });

  test("text that is not YAML", async () => {
    expect((await run("id: [GC01"))[0]).toMatch(/^not YAML: /);
  });
});

describe("the messages of money collected are compared", () => {
  const twoPayments = read("GC903");

  test("one that is missing, one too many, a wrong day, rate or amount", async () => {
    const message = `eInvoicing: [{ document: F, status: "212", collectedOn: 2026-11-12, amounts: [] }]`;
    expect(await run(changed(read("GC01"), "eInvoicing: []", message))).toEqual([
      "eInvoicing   missing   F   212   2026-11-12",
    ]);
    for (const [written, other] of [
      ['amount: "387.10"', 'amount: "387.11"'],
      ['vatRate: "10.00", amount: "580.64"', 'vatRate: "5.50", amount: "580.64"'],
      ["collectedOn: 2026-11-23", "collectedOn: 2026-11-24"],
    ] as const)
      expect(await run(changed(twoPayments, written, other))).toEqual([
        expect.stringMatching(/^eInvoicing {3}missing/),
        expect.stringMatching(/^eInvoicing {3}not expected/),
      ]);
    expect(await run(changed(twoPayments, /eInvoicing:[\s\S]*?(?=\nnotes)/, "eInvoicing: []"))).toHaveLength(
      3,
    );
  });
});

describe("a difference is shown where it stands", () => {
  test("what was written off, and the day of a return", async () => {
    const written = 'status: cleared\n      writeOff: "0.50"\n      returnedOn: 2026-11-13';
    expect(await run(changed(read("GC01"), "status: cleared", written))).toEqual([
      "payment P1   returnedOn   expected 2026-11-13   found none",
      "payment P1   writeOff   expected 0.50   found 0.00",
    ]);
  });

  test("a wrong amount: the lines of the entry, the balance and the due", async () => {
    const yaml = changed(
      read("GC01"),
      '{ account: "707000", credit: "1000.00" }',
      '{ account: "707000", credit: "999.00" }',
    );
    expect(await run(changed(yaml, '"512100": "1200.00"', '"512100": "1199.00"'))).toEqual([
      "entry E0 (VE 2026-11-02)\n- 707000          credit 999.00\n+ 707000          credit 1000.00",
      "balance 512100   expected 1199.00   found 1200.00",
    ]);
  });

  test("a wrong account, status and day, printed as a person reads them", async () => {
    const yaml = [
      ["status: cleared", "status: announced"],
      ['{ account: "411000", aux: C0001, share: FA-0001/business, credit', '{ account: "471000", credit'],
    ].reduce((text, [before = "", after = ""]) => changed(text, before, after), read("GC01"));
    const report = reportOf("GC01.yaml", await run(yaml));
    expect(report).toContain(
      "GC01.yaml   FAILED\n  payment P1   status   expected announced   found cleared\n",
    );
    expect(report).toContain(
      [
        "  entry E1 (BQ1 2026-11-12)",
        "    - 471000          credit 1200.00      AAA",
        "    + 411000 C0001    credit 1200.00      FA-0001/business  AAA",
      ].join("\n"),
    );
  });

  test("something missing and something too many", async () => {
    const twice = changed(
      read("GC38"),
      "payments: []",
      'payments:\n    - { id: P1, direction: in, method: transfer, paidOn: 2026-11-10, amount: "1.00", status: cleared, allocations: [] }',
    );
    expect(await run(twice)).toEqual(["payment P1   missing   transfer 2026-11-10 1.00"]);
    const fewer = changed(read("GC38"), / {4}- id: E4\n[\s\S]*?credit: "7.35" }\n/, "");
    expect(await run(fewer)).toEqual([
      "entry not expected (BQ1 2026-11-30 L4)\n+ 661600          debit 7.35\n+ 512100          credit 7.35",
    ]);
  });

  test("lettering: who shares a code, its case, its letters and its day", async () => {
    const paid = read("GC01");
    const open = await run(changed(paid, 'debit: "1200.00", letterCode: AAA', 'debit: "1200.00"'));
    expect(open.join("\n")).toContain("- balanced  E1 411000 C0001 FA-0001/business credit 1200.00");
    const partial = await run(paid.replaceAll("letterCode: AAA", "letterCode: aaa"));
    expect(partial[0]).toMatch(/^lettering\n- partial .*\n\+ balanced /);
    expect(await run(paid.replaceAll("letterCode: AAA", "letterCode: ZZZ"))).toEqual([]);
    const dated = changed(read("GC26"), "letteredOn: 2026-11-23", "letteredOn: 2026-11-24");
    expect(
      await run(changed(dated, "letterCode: AAA\n        literal", "letterCode: AAB\n        literal")),
    ).toEqual([
      "after step 2   lettering 411000 C0010 AAB   code   expected AAB   found AAA",
      "after step 2   lettering 411000 C0010 AAB   letteredOn   expected 2026-11-24   found 2026-11-23",
    ]);
  });

  test("after a step: dues, unlettered lines, transfers on their way, accounts in use, rows that should not be new", async () => {
    const more = changed(
      read("GC38"),
      "awaitingOtherLeg: [L1]",
      'awaitingOtherLeg: []\n    unusedAccounts: ["580000"]\n    noNew: [entries, payments]\n    noEntryYet: true',
    );
    expect(await run(more)).toEqual([
      "after step 1   account 580000   expected unused",
      "after step 1   entry not expected yet   BQ1 2026-11-10 L1",
      "after step 1   entries   expected none new   found 1",
      "after step 1   awaitingOtherLeg   expected none   found L1",
    ]);
    const lettered = changed(read("GC38"), "- step: 1\n    balances", "- step: 2\n    balances");
    expect(await run(changed(lettered, "awaitingOtherLeg: [L1]", "awaitingOtherLeg: []"))).toEqual([
      "after step 2   balance 580000   expected 5000.00   found 0.00",
      "after step 2   unlettered   E1 580000 debit 5000.00   found AAA",
    ]);
  });

  test("a row of the FEC", async () => {
    const failures = await run(changed(read("GC01"), "|0,00|1200,00|AAA|20261112|", "|0,00|1200,00|||"));
    expect(failures[0]).toMatch(
      /^fec {3}entry E1\n- BQ1.*\|0,00\|1200,00\|\|\|20261130\|\|\n\+ BQ1.*\|AAA\|20261112\|/,
    );
  });
});

describe("a refusal", () => {
  const event = (yaml: string) =>
    changed(
      read("GC38"),
      "\nexpect:\n",
      `  - step: 5\n    kind: book_line\n    playedOn: 2026-11-30\n    line: L4\n    treatAs: fee\n\nexpect:\n${yaml}`,
    );

  test("that is not expected fails the file", async () => {
    expect((await run(event("")))[0]).toMatch(
      /^step 5 {3}book_line was refused {3}Cette ligne a déjà été décidée/,
    );
  });

  test("that is expected passes, when it says what it has to", async () => {
    expect(await run(event('  refused:\n    - { step: 5, errorHas: ["DÉJÀ|autre chose"] }\n'))).toEqual([]);
    const failures = await run(event('  refused:\n    - { step: 5, errorHas: ["verrouillé"] }\n'));
    expect(failures[0]).toMatch(/^step 5 {3}expected a message with "verrouillé"/);
  });

  test("that is expected and does not come fails the file", () => {
    expect(compareRefused([{ step: 2 }], [])).toEqual(["step 2   expected a refusal   found none"]);
  });

  test("that leaves something behind fails the file", () => {
    const attempt = { step: 2, kind: "record_payment", refusal: { message: "no" }, changed: true };
    expect(compareRefused([{ step: 2 }], [attempt])).toEqual([
      "step 2   the refused attempt left something behind",
    ]);
  });

  test("matches an amount as it is written, or as French writes it", () => {
    expect(compareMessage(["1000.00"], "La limite est de 1 000,00 €.")).toEqual([]);
    expect(compareMessage(["1000.00"], "The limit is 1000.00")).toEqual([]);
    expect(compareMessage(["1000.00"], "La limite est de 100,00 €.")).toHaveLength(1);
  });
});

describe("a what-if", () => {
  const attempt = (afterStep: number, outcome: string) =>
    `${read("GC38")}
whatIf:
  - title: the fee is split otherwise
    afterStep: ${afterStep}
    events:
      - { kind: bank_lines, playedOn: 2026-12-01, lines: [{ id: L9, account: BQ1, amount: "-10.00", label: FRAIS }] }
      - { kind: book_line, playedOn: 2026-12-01, line: L9, treatAs: fee, charges: { fee: "9.00" } }
    outcome: ${outcome}
`;

  test("is judged on its last event, on a copy of the state after its step", async () => {
    expect(await run(attempt(2, "refused"))).toEqual([]);
    expect((await run(attempt(0, "accepted")))[0]).toMatch(
      /^what if: the fee is split otherwise {3}expected accepted {3}found refused: /,
    );
  });

  test("whose refusal changed something fails", () => {
    const whatIf = { title: "t", afterStep: 0, events: [], outcome: "refused" as const };
    expect(compareOutcome(whatIf, { refusals: [{ message: "no" }], changed: true })).toEqual([
      "what if: t   the refused attempt changed something",
    ]);
    expect(compareOutcome(whatIf, { refusals: [], changed: false })).toEqual([
      "what if: t   expected refused   found accepted",
    ]);
  });
});

describe("events on top of one another", () => {
  const paid = read("GC26");
  const then = (events: string) => changed(paid, "\nexpect:\n", `${events}\nexpect:\n`);

  test("a person who says what the import already did confirms it and changes nothing", async () => {
    const same = `  - step: 2\n    kind: match_line\n    playedOn: 2026-11-23\n    line: L2\n    allocations:\n      - { share: FA-0260/business, amount: "600.00" }\n`;
    expect(await run(then(same))).toEqual([]);
  });

  test("a match taken back and made again ends where it began, with the next letters", async () => {
    const again = `  - { step: 3, kind: undo_match, playedOn: 2026-11-24, line: L2 }
  - step: 3
    kind: match_line
    playedOn: 2026-11-24
    line: L2
    allocations:
      - { share: FA-0260/business, amount: "600.00" }
`;
    expect(await run(then(again))).toEqual([]);
  });

  test("a named statement that comes once more changes nothing", async () => {
    const named = changed(
      paid,
      "kind: bank_lines\n    playedOn: 2026-11-23",
      "kind: import_statement\n    statement: S1\n    playedOn: 2026-11-23",
    );
    const twice = "  - { step: 3, kind: reimport_statement, playedOn: 2026-11-24, statement: S1 }\n";
    expect(await run(changed(named, "\nexpect:\n", `${twice}\nexpect:\n`))).toEqual([]);
  });

  test("entries are validated by piece and by day, and the lock closes behind them", async () => {
    const closing = `  - { step: 3, kind: validate_entries, playedOn: 2026-11-24, pieces: [L1] }
  - { step: 3, kind: validate_entries, playedOn: 2026-11-24, upTo: 2026-11-30 }
  - { step: 4, kind: set_lock, playedOn: 2026-12-01, lockedUpTo: 2026-11-30 }
`;
    const kept = changed(then(closing), "piece: L1\n", "piece: L1\n      unchangedSinceStep: 3\n");
    expect(await run(kept)).toEqual([]);
    const drafted = changed(kept, "unchangedSinceStep: 3", "unchangedSinceStep: 2");
    expect(await run(drafted)).toEqual(["entry E1   expected unchanged since step 2   found changed"]);
  });

  test("a bank account has the journal and the account that the company gives it", async () => {
    const elsewhere = read("GC01").replaceAll("BQ1", "BQ7").replaceAll("512100", "512077");
    const company = 'company:\n  bankAccounts: [{ journal: BQ7, account: "512077" }]\n';
    expect(await run(changed(elsewhere, "company:\n", company))).toEqual([]);
  });

  test("an invoice whose shares miss its total is refused by name and amounts, and leaves nothing (D9)", async () => {
    const whatIf = `
whatIf:
  - title: a share of 9.00 for a total of 10.00
    afterStep: 1
    events:
      - kind: import_invoices
        playedOn: 2026-11-20
        documents:
          - number: FA-0009
            type: invoice
            issuedOn: 2026-11-20
            total: "10.00"
            shares: [{ payer: business, aux: C0001, amount: "9.00" }]
            lines: [{ account: "707000", net: "10.00", vatDue: exempt }]
    outcome: refused
    errorHas: ["9.00", "10.00", "1.00"]
`;
    expect(await run(`${read("GC01")}${whatIf}`)).toEqual([]);
  });
});

test("the report ends with a plain count", () => {
  expect(reportOf("GC01.yaml", [])).toBe("GC01.yaml   passed");
  expect(summaryOf([true, false, true])).toBe("2 passed, 1 failed");
});
