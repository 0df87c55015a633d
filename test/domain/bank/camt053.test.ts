import { describe, expect, test } from "vitest";
import type { StatementLine } from "../../../domain/bank/statement.ts";
import { account, around, balance, details, document, entry } from "./camtFile.ts";
import { codes, readSample, readText, sumOf } from "./files.ts";

async function lineOf(text: string): Promise<StatementLine> {
  const { statements, problems } = await readText(around(text));
  expect(problems).toEqual([]);
  const [line] = statements[0]?.lines ?? [];
  if (!line) throw new Error("no line");
  return line;
}

const PARTIES =
  "<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr><DbtrAcct><Id><IBAN>FR7690046056561355004087569</IBAN></Id></DbtrAcct>" +
  "<Cdtr><Nm>Payee</Nm></Cdtr></RltdPties>";

describe("an entry", () => {
  test("with one transaction takes its references, parties and texts", async () => {
    const { statements, problems } = await readSample("bank/camt053/synthetic-french-references.xml");
    expect(problems).toEqual([]);
    expect(statements[0]).toMatchObject({
      reference: "REL-1",
      account: { iban: "FR7690004008230001234567863" },
    });
    const { raw, ...line } = statements[0]?.lines[0] ?? { raw: "" };
    expect(line).toEqual({
      rank: 1,
      bookedOn: "2026-06-05",
      valuedOn: "2026-06-05",
      amount: 50010n,
      label: "VIR SEPA LEGER ET FILS",
      details: ["Facture F2026-0007", "F2026-0007", "Léger Holding"],
      counterpartyName: "Société Léger & Fils",
      counterpartyIban: "FR7690046056561355004087569",
      endToEndId: "F2026-0007",
      structuredReference: "RF18539007547034",
      bankReference: "BK-000001",
      interbankCode: "05",
      lineNumber: 7,
    });
    expect(raw).toMatch(/^<Ntry><NtryRef>1<.*&amp; Fils.*<\/Ntry>$/);
  });

  test("of a returned direct debit keeps its sign and names the debtor, the mandate and the reason", async () => {
    const { statements } = await readSample("bank/camt053/synthetic-french-references.xml");
    expect(statements[0]?.lines[1]).toMatchObject({
      amount: -1500n,
      label: "PROVISION INSUFFISANTE",
      counterpartyName: "Durand Paul",
      mandate: "M-DURAND",
      creditorId: "FR12ZZZ123456",
      interbankCode: "PMNT/IDDT/UPDD",
      returnReason: "AM04",
    });
    expect(statements[0]?.lines[1]).not.toHaveProperty("endToEndId");
  });

  test("with several transactions has their texts and no party of its own", async () => {
    const { statements } = await readSample("bank/camt053/synthetic-v08-batches.xml");
    const [batch] = statements[0]?.lines ?? [];
    expect(batch).toMatchObject({ amount: 30000n, label: "F1", details: ["F1", "F2"] });
    expect(batch).not.toHaveProperty("counterpartyName");
    expect(batch).not.toHaveProperty("endToEndId");
  });

  test("of a batch without transactions keeps the references of our order", async () => {
    const { statements } = await readSample("bank/camt053/synthetic-v08-batches.xml");
    expect(statements[0]?.lines[1]).toMatchObject({ amount: -1000n, details: ["LOT-2", "M-9"] });
  });

  test("announced but not booked is no line, and is counted", async () => {
    const { problems } = await readSample("bank/camt053/synthetic-v08-batches.xml");
    expect(problems.map(({ params }) => params)).toEqual([
      { status: "PDNG", count: "2" },
      { status: "INFO", count: "1" },
    ]);
  });

  test("with a text cut at 140 characters has it whole, and separate texts stay separate", async () => {
    const { statements } = await readSample("bank/camt053/synthetic-v08-batches.xml");
    expect(statements[0]?.lines[2]).toMatchObject({
      label: `${"A".repeat(139)}BCD`,
      details: [`${"A".repeat(139)}BCD`, "EF"],
      counterpartyName: "Banque du Nord",
    });
  });

  test.each([
    ["CRDT", "", "Payer", "FR7690046056561355004087569"],
    ["DBIT", "", "Payee", undefined],
    ["CRDT", "<RvslInd>true</RvslInd>", "Payee", undefined],
    ["DBIT", "<RvslInd>true</RvslInd>", "Payer", "FR7690046056561355004087569"],
    ["DBIT", "<RvslInd>false</RvslInd>", "Payee", undefined],
  ])("marked %s %s comes from %s", async (direction, reversal, name, iban) => {
    const text = document(account() + entry({ direction, rest: `${reversal}${details(PARTIES)}` }));
    const [line] = (await readText(text)).statements[0]?.lines ?? [];
    expect([line?.counterpartyName, line?.counterpartyIban]).toEqual([name, iban]);
    expect(line?.amount).toBe(direction === "CRDT" ? 1250n : -1250n);
  });

  test.each([
    ["DBIT", PARTIES, "Payer"],
    ["CRDT", PARTIES, "Payee"],
    ["DBIT", "<RltdPties><Cdtr><Nm>Payee</Nm></Cdtr></RltdPties>", "Payee"],
    ["CRDT", "<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr></RltdPties>", "Payer"],
  ])(
    "returned %s without a mark of reversal, %s, is of %s and never of ourselves",
    async (direction, parties, name) => {
      const returned = details(`${parties}<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>`);
      const text = document(account() + entry({ direction, rest: returned }));
      const [line] = (await readText(text)).statements[0]?.lines ?? [];
      expect([line?.counterpartyName, line?.returnReason]).toEqual([name, "MD06"]);
    },
  );

  test.each([
    ["the bank's words", "<AddtlNtryInf>Words</AddtlNtryInf>", "Words"],
    ["the words on the transaction", details(`<AddtlTxInf>More</AddtlTxInf>${PARTIES}`), "More"],
    ["the text of the payer", details(`${PARTIES}<RmtInf><Ustrd>Text</Ustrd></RmtInf>`), "Text"],
    ["the name", details(PARTIES), "Payer"],
    ["the code", "<BkTxCd><Prtry><Cd>NTRF+020</Cd></Prtry></BkTxCd>", "NTRF+020"],
    ["nothing", "", ""],
  ])("is labelled by %s where nothing better is written", async (_, rest, label) => {
    expect((await lineOf(entry({ rest }))).label).toBe(label);
  });

  test.each([
    ["<NtryRef>N1</NtryRef><AcctSvcrRef>B1</AcctSvcrRef>", "B1"],
    ["<NtryRef>N1</NtryRef>", "N1"],
  ])("with %s is known to the bank as %s", async (rest, reference) => {
    expect((await lineOf(entry({ rest }))).bankReference).toBe(reference);
  });

  test("takes the code of its first transaction when it has none itself, and the number of a cheque", async () => {
    const transaction = "<Refs><ChqNb>1234567</ChqNb></Refs><BkTxCd><Prtry><Cd>02</Cd></Prtry></BkTxCd>";
    expect(await lineOf(entry({ rest: `<BkTxCd/>${details(transaction)}` }))).toMatchObject({
      interbankCode: "02",
      entryNumber: "1234567",
    });
  });

  test.each([
    ["12.5", "EUR", 1250n],
    ["000000000012.50", "EUR", 1250n],
    ["12.50000", "EUR", 1250n],
    ["+12.5", "EUR", 1250n],
    ["1250", "XPF", 1250n],
    ["1.25", "TND", 1250n],
  ])("of %s %s is exact", async (amount, currency, units) => {
    const text = document(account(undefined, "") + entry({ amount, currency }));
    const [statement] = (await readText(text)).statements;
    expect(statement?.account.currency).toBe(currency);
    expect(statement?.lines[0]?.amount).toBe(units);
  });

  test.each(["12..34", "12,50", "-12.50", "12.505", "1e3", "", ".", "9".repeat(30), "NaN"])(
    "of %j is refused",
    async (amount) => {
      const { problems } = await readText(around(entry({ amount })));
      expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([
        { code: "bad_amount", field: "Amt" },
      ]);
    },
  );

  test.each([
    ["<BookgDt><DtTm>2026-06-05T23:59:00+02:00</DtTm></BookgDt>", "2026-06-05"],
    ["<BookgDt><Dt>2026-06-05T00:00:00Z</Dt></BookgDt>", "2026-06-05"],
    ["<BookgDt><Dt>2026-06-05+02:00</Dt></BookgDt>", "2026-06-05"],
  ])("dated %s is of the day written", async (date, day) => {
    expect((await lineOf(entry({ date }))).bookedOn).toBe(day);
  });
});

describe("a statement", () => {
  test("in pages is checked page by page, with or without a namespace, and a RIB is an account like an IBAN", async () => {
    const { statements, problems } = await readSample("bank/camt053/synthetic-pages-without-namespace.xml");
    expect(problems).toEqual([]);
    expect(statements.map(({ account: { key } }) => key)).toEqual([
      "900040082300012345678",
      "900040082300012345678",
    ]);
    expect(statements.map(sumOf)).toEqual([100n, 200n]);
  });

  test("prefers the opening balance to the closing of the day before", async () => {
    const balances = balance("PRCD", "1.00") + balance("OPBD", "2.00") + balance("CLBD", "2.00");
    const { statements } = await readText(document(account() + balances));
    expect(statements[0]?.opening?.amount).toBe(200n);
  });

  test("that balances only with its reversals inverted says so, and is refused all the same", async () => {
    const { problems } = await readSample("bank/camt053/synthetic-reversal-inverted.xml");
    expect(codes(problems)).toEqual(["reversals_inverted", "statement_does_not_balance"]);
  });

  test("inside an envelope is found", async () => {
    const inside = around(entry()).replace(/^<\?xml.*\n/, "");
    const { statements, problems } = await readText(`<Envelope><Header/>${inside}</Envelope>`);
    expect(problems).toEqual([]);
    expect(statements).toHaveLength(1);
  });

  test("of version 001.02 to 001.10 is read whatever it names its party", async () => {
    const { statements } = await readSample("bank/camt053/viafintech-valid_example_v8.xml");
    expect(statements[0]?.lines).toMatchObject([
      { amount: 47440n, label: "Payment", counterpartyName: "Jon Doe", endToEndId: "80000004540000100095" },
      { amount: 8885n, counterpartyName: "Finanz AG", structuredReference: "RF38000000000000000000552" },
    ]);
  });

  test("of a megabyte without one accent is read whole, in pieces as long as they come", async () => {
    const entries = Array.from({ length: 10_000 }, () => entry());
    const text = document(
      `${account()}${balance("OPBD", "0.00")}${balance("CLBD", "125000.00")}${entries.join("")}`,
    );
    const { statements, problems } = await readText(text);
    expect(problems).toEqual([]);
    expect(statements[0]?.lines).toHaveLength(10_000);
    expect(statements[0]?.lines.at(-1)?.raw).toBe(entry().trim());
  });
});

describe("two files that ran into each other", () => {
  test("the statement that has no end is told, its lines stay its own, and the one inside it is read", async () => {
    const inner = around(entry()).replace(/^<\?xml.*\n/, "");
    const outer = document(`${account()}${balance("OPBD", "100.00")}${entry()}${inner}`);
    const { statements, problems } = await readText(outer);
    expect(problems).toMatchObject([{ code: "statement_unfinished", severity: "error", line: 3 }]);
    expect(statements.map(({ lines }) => lines.length)).toEqual([1, 1]);
  });
});

describe("the payments inside a batch", () => {
  const payment = (amount: string, rest = "") => `<Amt Ccy="EUR">${amount}</Amt>${rest}`;

  test("are kept with it, signed, with their names and references", async () => {
    const { statements, problems } = await readSample("bank/camt053/synthetic-v08-batches.xml");
    expect(codes(problems)).not.toContain("batch_details_do_not_add_up");
    expect(statements[0]?.lines[0]?.transactions).toEqual([
      { amount: 10000n, endToEndId: "F1", counterpartyName: "Ann", remittance: ["F1"] },
      { amount: 20000n, endToEndId: "F2", counterpartyName: "Bob", remittance: ["F2"] },
    ]);
    expect(statements[0]?.lines.slice(1).map(({ transactions }) => transactions)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("carry everything matching may ask for", async () => {
    const all =
      `${PARTIES}<Refs><EndToEndId>E1</EndToEndId><MndtId>M1</MndtId><AcctSvcrRef>B1</AcctSvcrRef></Refs>` +
      "<RmtInf><Ustrd>Text</Ustrd><Strd><CdtrRefInf><Ref>RF1</Ref></CdtrRefInf></Strd></RmtInf>" +
      "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>";
    const line = await lineOf(entry({ rest: details(payment("2.50", all), payment("10.00")) }));
    expect(line.transactions).toEqual([
      {
        amount: 250n,
        endToEndId: "E1",
        counterpartyName: "Payee",
        mandate: "M1",
        remittance: ["Text"],
        structuredReference: "RF1",
        returnReason: "AM04",
        bankReference: "B1",
      },
      { amount: 1000n, remittance: [] },
    ]);
  });

  test("of version 001.02 have the direction of the entry", async () => {
    const old = (amount: string) => `<AmtDtls><TxAmt><Amt Ccy="EUR">${amount}</Amt></TxAmt></AmtDtls>`;
    const text = document(account() + entry({ direction: "DBIT", rest: details(old("2.50"), old("10")) }));
    const [line] = (await readText(text)).statements[0]?.lines ?? [];
    expect(line?.transactions?.map(({ amount }) => amount)).toEqual([-250n, -1000n]);
  });

  test("may go both ways", async () => {
    const rest = details(
      payment("20.00", "<CdtDbtInd>CRDT</CdtDbtInd>"),
      payment("7.50", "<CdtDbtInd>DBIT</CdtDbtInd>"),
    );
    expect((await lineOf(entry({ rest }))).transactions?.map(({ amount }) => amount)).toEqual([2000n, -750n]);
  });

  test.each([
    ["a cent too few", details(payment("2.50"), payment("9.99"))],
    ["no amounts", details("", "")],
    ["one without an amount", details(payment("12.50"), "")],
    ["another currency", details('<Amt Ccy="USD">2.50</Amt>', '<Amt Ccy="USD">10.00</Amt>')],
    ["an amount that is none", details(payment("2,50"), payment("10.00"))],
    ["a direction that is none", details(payment("2.50", "<CdtDbtInd>IN</CdtDbtInd>"), payment("10.00"))],
    ["the amount of the whole", details(payment("12.50"), payment("12.50"))],
  ])("with %s are left out, once for the statement, and the entry stays one", async (_, rest) => {
    const { statements, problems } = await readText(
      document(account() + balance("OPBD", "0.00") + balance("CLBD", "25.00") + entry({ rest }).repeat(2)),
    );
    expect(statements[0]?.lines.map(({ amount, transactions }) => [amount, transactions])).toEqual([
      [1250n, undefined],
      [1250n, undefined],
    ]);
    expect(problems).toMatchObject([{ code: "batch_details_do_not_add_up", params: { count: "2" } }]);
  });

  test("one alone is the line itself", async () => {
    expect(await lineOf(entry({ rest: details(payment("99.00")) }))).not.toHaveProperty("transactions");
  });
});
