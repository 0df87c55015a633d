import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../../domain/billing/invoice.ts";
import { parseInvoiceMapping } from "../../../domain/billing/invoiceColumns.ts";
import { readInvoiceFile } from "../../../domain/billing/invoiceFile.ts";
import type { INVOICE_PROBLEMS } from "../../../domain/billing/invoiceProblems.ts";
import { decimalOf, sumCents } from "../../../domain/money.ts";
import { describeProblem, type Problem } from "../../../domain/problems.ts";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";

const HEADER =
  "number,type,status,issue_date,due_date,customer_id,customer_name,customer_iban,total_cents,amo_cents,amc_cents,patient_cents,amo_payer,amc_payer,agency";

/** A correct row of an insured patient, with the cells that matter changed. */
function aRow(changes: Partial<Record<string, string>> = {}): string {
  const cells: Record<string, string> = {
    number: "FA-1",
    type: "tp",
    status: "finalised",
    issue_date: "2026-03-02",
    due_date: "2026-04-01",
    customer_id: "P1",
    customer_name: "Sacorec Théo",
    customer_iban: "",
    total_cents: "10000",
    amo_cents: "6000",
    amc_cents: "3000",
    patient_cents: "1000",
    amo_payer: "CPAM NORD",
    amc_payer: "AXA SANTE",
    agency: "AG1",
    ...changes,
  };
  return HEADER.split(",")
    .map((name) => cells[name] ?? "")
    .join(",");
}

const business = {
  type: "pro",
  amo_cents: "0",
  amc_cents: "0",
  patient_cents: "0",
  amo_payer: "",
  amc_payer: "",
};

function aFile(...rows: string[]): string {
  return [HEADER, ...rows].join("\n");
}

function sample(name: string): string {
  return fs.readFileSync(new URL(`../../samples/${name}`, import.meta.url), "utf8");
}

function read(text: string): InvoiceDraft[] {
  const parsed = readInvoiceFile(text);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  return parsed.ok ? parsed.value : [];
}

function problemsOf(text: string): Problem[] {
  const parsed = readInvoiceFile(text);
  return parsed.ok ? parsed.warnings : parsed.problems;
}

function sharesOf(draft: InvoiceDraft | undefined): string[] {
  return draft?.shares.map(({ payer, aux, amount }) => `${payer} ${aux} ${decimalOf(amount)}`) ?? [];
}

describe("a month of invoices", () => {
  const drafts = read(sample("month/invoices.csv"));

  test("all thousand rows are read, and none of their amounts is lost", () => {
    expect(drafts).toHaveLength(1000);
    expect(sumCents(drafts.map((draft) => draft.total))).toBe(32_787_851n);
  });

  test("each type becomes its document and each status its place in life (S0.2, S0.3, S0.4, S0.5, S0.7)", () => {
    const counts: Record<string, number> = {};
    for (const { type, lifecycle } of drafts) {
      counts[`${type} ${lifecycle}`] = (counts[`${type} ${lifecycle}`] ?? 0) + 1;
    }
    expect(counts).toEqual({
      "invoice issued": 860,
      "invoice draft": 30,
      "invoice quote": 20,
      "deposit_invoice issued": 50,
      "credit_note issued": 40,
    });
  });

  test("the shares of every invoice make its total", () => {
    for (const draft of drafts) expect(sumCents(draft.shares.map((share) => share.amount))).toBe(draft.total);
  });

  test("each invoice knows its branch (S1.18)", () => {
    expect(drafts.every((draft) => draft.branch?.startsWith("AG"))).toBe(true);
  });
});

describe("who owes what", () => {
  test("an insured patient's invoice falls on fund, mutual insurer and patient, under codes made from their names", () => {
    const [draft] = read(aFile(aRow({ amo_payer: "Caisse d’Île-de-France" })));
    expect(sharesOf(draft)).toEqual([
      "amo AMO-CAISSE-D-ILE-DE-FRANCE 60.00",
      "amc AMC-AXA-SANTE 30.00",
      "patient P1 10.00",
    ]);
    expect(draft?.customer.payer).toBe("patient");
  });

  test("one fund written in two ways is one payer; a long name is cut and stays distinct", () => {
    const long = "Mutuelle générale des artisans du Nord";
    const drafts = read(
      aFile(
        aRow({ number: "A", amo_payer: "CPAM NORD" }),
        aRow({ number: "B", amo_payer: "Cpam-Nord" }),
        aRow({ number: "C", amc_payer: `${long} et de Lille` }),
        aRow({ number: "D", amc_payer: `${long} et de Lens` }),
      ),
    );
    const [a, b, c, d] = drafts.map((draft) => draft.shares.map((share) => share.aux));
    expect(a?.[0]).toBe(b?.[0]);
    expect(c?.[1]).not.toBe(d?.[1]);
    expect(c?.[1]?.length).toBe(30);
  });

  test("shares of zero belong to nobody", () => {
    const [draft] = read(aFile(aRow({ total_cents: "9000", patient_cents: "0" })));
    expect(draft?.shares.map((share) => share.payer)).toEqual(["amo", "amc"]);
  });

  test("a business customer and a deposit invoice owe the whole", () => {
    const [pro, deposit] = read(
      aFile(
        aRow({ ...business, customer_id: "E1" }),
        aRow({ ...business, number: "AC-1", type: "acompte", customer_id: "E1" }),
      ),
    );
    expect(sharesOf(pro)).toEqual(["business E1 100.00"]);
    expect(deposit?.type).toBe("deposit_invoice");
    expect(sharesOf(deposit)).toEqual(["business E1 100.00"]);
  });

  test("a counter invoice has no fund: 12 600.00 on the patient when the file says so, else on a business (S1.24, S1.25)", () => {
    const counter = { ...business, type: "comptoir", total_cents: "1260000" };
    const [patient, shop] = read(
      aFile(
        aRow({ ...counter, customer_id: "P9", patient_cents: "1260000" }),
        aRow({ ...counter, number: "FA-2", customer_id: "E9" }),
      ),
    );
    expect(sharesOf(patient)).toEqual(["patient P9 12600.00"]);
    expect(sharesOf(shop)).toEqual(["business E9 12600.00"]);
  });

  test("a customer whom another row proves to be a patient is one at the counter too", () => {
    const drafts = read(aFile(aRow(), aRow({ ...business, number: "FA-2", type: "comptoir" })));
    expect(sharesOf(drafts[1])).toEqual(["patient P1 100.00"]);
  });

  test("a credit note is negative all through, however the file writes it", () => {
    const note = { ...business, type: "avoir", customer_id: "E1" };
    const [written, turned, insured] = read(
      aFile(
        aRow({ ...note, number: "AV-1", total_cents: "-2424" }),
        aRow({ ...note, number: "AV-2", total_cents: "2424" }),
        aRow({ number: "AV-3", type: "avoir" }),
      ),
    );
    expect(sharesOf(written)).toEqual(["business E1 -24.24"]);
    expect(sharesOf(turned)).toEqual(["business E1 -24.24"]);
    expect(sharesOf(insured)).toEqual([
      "amo AMO-CPAM-NORD -60.00",
      "amc AMC-AXA-SANTE -30.00",
      "patient P1 -10.00",
    ]);
  });
});

describe("what may be paid", () => {
  test.each(["PROV12", "(PROV12)", "prov-12"])(
    "%s is temporary whatever its status says (S0.2)",
    (number) => {
      expect(read(aFile(aRow({ number })))[0]?.lifecycle).toBe("draft");
    },
  );

  test("a quote is a quote, by its status or by its type (S0.3)", () => {
    const drafts = read(
      aFile(
        aRow({ status: "devis" }),
        aRow({ ...business, number: "D-2", type: "devis", customer_id: "E1" }),
      ),
    );
    expect(drafts.map((draft) => draft.lifecycle)).toEqual(["quote", "quote"]);
  });

  test("finalisée and générée both mean issued (S0.4, S0.5)", () => {
    const drafts = read(aFile(aRow({ status: "finalisée" }), aRow({ number: "FA-2", status: "Générée" })));
    expect(drafts.map((draft) => draft.lifecycle)).toEqual(["issued", "issued"]);
  });
});

describe("a cent (D9)", () => {
  test("259.12 + 172.74 for 431.87 is accepted as billed (S1.22)", () => {
    const [draft] = read(
      aFile(aRow({ total_cents: "43187", amo_cents: "25912", amc_cents: "17274", patient_cents: "0" })),
    );
    expect(draft?.total).toBe(43_187n);
    expect(draft?.shares.map((share) => share.amount)).toEqual([25_912n, 17_274n]);
  });

  test("three cents are refused, naming shares, total and difference", () => {
    const [problem] = problemsOf(aFile(aRow({ total_cents: "10003" })));
    expect(problem && describeProblem(problem, "en").says).toBe(
      "Invoice FA-1: the shares (amo 60.00, amc 30.00, patient 10.00) do not make the total of €100.03; the difference is €0.03.",
    );
  });

  test("a company may set another limit", () => {
    const text = aFile(aRow({ total_cents: "10003" }));
    expect(readInvoiceFile(text, {}, 3n).ok).toBe(true);
  });
});

describe("other layouts", () => {
  test("French headers, semicolons, euros and French days are recognised", () => {
    const drafts = read(sample("invoices/french-headers.csv"));
    expect(drafts.map(({ number, lifecycle, issuedOn }) => `${number} ${lifecycle} ${issuedOn}`)).toEqual([
      "F2026-001 issued 2026-03-05",
      "F2026-002 issued 2026-03-06",
      "F2026-003 issued 2026-03-07",
      "PROV-19 draft 2026-03-08",
      "A2026-001 issued 2026-03-09",
    ]);
    expect(drafts.map(sharesOf)).toEqual([
      ["amo AMO-CPAM-NORD 1259.12", "amc AMC-MUTUELLE-AZUR 172.74"],
      ["business E0007 350.00"],
      ["patient P0043 62.50"],
      ["business E0007 12.00"],
      ["business E0007 -20.50"],
    ]);
    expect(drafts[1]?.customer.name).toBe('Boulangerie "Au Fournil"; SARL');
    expect(drafts[4]?.type).toBe("credit_note");
  });

  test("a mapping names the headers of a company's own program", () => {
    const mapping = parseInvoiceMapping({ number: "Pièce", total: "Net à payer" });
    const parsed = readInvoiceFile(
      "Pièce\tDate\tClient\tNet à payer\nA1\t02/03/2026\tMartin SARL\t12,30",
      mapping,
    );
    expect(parsed.ok && parsed.value[0]).toMatchObject({
      number: "A1",
      total: 1230n,
      customer: { aux: "C-MARTIN-SARL" },
    });
    expect(() => parseInvoiceMapping({ nombre: "Pièce" })).toThrow();
  });

  test("Client is the code beside a column of names, and the name when it stands alone", () => {
    const [both] = read("numéro;date;client;nom;total ttc\n1;2026-03-02;411DUP;Dupont SA;5,00");
    expect(both?.customer).toMatchObject({ aux: "411DUP", name: "Dupont SA" });
    const [alone] = read("numéro;date;client;total ttc\n1;2026-03-02;Dupont SA;5,00");
    expect(alone?.customer).toMatchObject({ aux: "C-DUPONT-SA", name: "Dupont SA" });
  });

  test("several rows of one number are its lines, each with its account and VAT", () => {
    const [first, second, deposit, note, supplier] = read(sample("invoices/lines-and-vat.csv"));
    expect(first?.lines).toEqual([
      { account: "706000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "collection" },
      { account: "707000", net: 9_668n, vatRate: 550, vat: 532n, vatDue: "delivery" },
    ]);
    expect(second?.lines).toEqual([
      { account: "", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "delivery" },
    ]);
    expect(deposit?.lines[0]).toMatchObject({ net: 5_000n, vat: 1_000n });
    expect(note?.lines[0]).toMatchObject({ net: -2_000n, vat: -400n });
    expect(supplier).toMatchObject({ type: "supplier_invoice", customer: { payer: "supplier" } });
  });

  test.each([
    ["1 234,56", 123_456n],
    ["1\u202f234,56 €", 123_456n],
    ["1.234,56", 123_456n],
    ["12", 1_200n],
  ])("%s is an amount in euros", (text, cents) => {
    expect(read(`numéro;date;nom;total ttc\n1;2026-03-02;X SA;${text}`)[0]?.total).toBe(cents);
  });
});

/** Said by the import, which knows the books: test/sql/importInvoices.test.ts and reimportInvoices.test.ts have a cause for each. */
type ImportCode =
  | "third_party_of_two_kinds"
  | "account_unknown"
  | "invoice_cannot_change"
  | "invoice_in_locked_period"
  | "invoice_dated_ahead"
  | "purchase_vat_not_followed"
  | "deposit_unknown"
  | "deposit_of_another_customer"
  | "deposit_above_rest";
type ListCode = "too_many_errors" | "warnings_not_shown";

/** One text for each code a reader may give: a code without one does not compile. */
const CAUSES = {
  no_invoice_in_file: HEADER,
  csv_unreadable: aFile('"FA-1,tp'),
  columns_missing: "number,issue_date\n1,2026-03-02",
  row_of_another_width: aFile("FA-1,tp,finalised"),
  row_has_zero_byte: aFile("FA-1,tp\0,finalised"),
  value_missing: aFile(aRow({ number: "" })),
  invoice_number_twice: aFile(aRow(), aRow()),
  invoice_rows_disagree: aFile(aRow(), aRow({ customer_name: "Somebody else" })),
  invoice_day_unreadable: aFile(aRow(), aRow({ number: "FA-2", issue_date: "02/03/2026" })),
  invoice_amount_unreadable: aFile(aRow({ total_cents: "100.00" })),
  invoice_type_unknown: aFile(aRow({ type: "proforma" })),
  invoice_status_unknown: aFile(aRow({ status: "payée" })),
  invoice_payer_unknown: "number,issue_date,customer_id,payer,total\n1,2026-03-02,C1,Jean,5",
  vat_rate_unreadable: "number,issue_date,customer_id,total,net,vat_rate\n1,2026-03-02,C1,5,5,x",
  vat_due_unknown: "number,issue_date,customer_id,total,net,vat_due\n1,2026-03-02,C1,5,5,soon",
  vat_without_rate: "number,issue_date,customer_id,total,net,vat_rate,vat\n1,2026-03-02,C1,5,4,0,1",
  iban_ignored: aFile(aRow({ customer_iban: "FR7690027061550860850625851" })),
  share_not_expected: aFile(aRow({ type: "pro" })),
  patient_without_code: aFile(aRow({ customer_id: "" })),
  lines_differ_from_total:
    "number,issue_date,customer_id,total,net,vat_rate,vat\n1,2026-03-02,C1,130,100,20,20",
  invoice_of_wrong_sign: aFile(aRow({ ...business, total_cents: "-1" })),
  shares_differ_from_total: aFile(aRow({ total_cents: "1" })),
  deposit_not_expected:
    "number,type,issue_date,customer_id,total,deposit,deposit_amount\n1,avoir,2026-03-02,C1,-5,AC1,2",
  too_many_errors: aFile(...Array.from({ length: 300 }, () => aRow({ number: "" }))),
  warnings_not_shown: aFile(
    ...Array.from({ length: 300 }, (_, at) => aRow({ number: `F${at}`, customer_iban: "FR76" })),
  ),
} satisfies Record<Exclude<keyof typeof INVOICE_PROBLEMS, ImportCode> | ListCode, string>;

describe("what is wrong with a file", () => {
  test.each(Object.entries(CAUSES))("%s is said, with what to do, in both languages", (code, text) => {
    const problem = problemsOf(text).find((found) => found.code === code);
    expect(problem, JSON.stringify(problemsOf(text))).toBeDefined();
    if (!problem) return;
    for (const language of ["fr", "en"] as const) {
      const { says, toDo } = describeProblem(problem, language);
      expect(`${says} ${toDo}`).not.toMatch(/\{|undefined/);
    }
  });

  test("all of it is said at once, with the line, the column and the value, and no invoice is returned", () => {
    const problems = problemsOf(
      aFile(
        aRow({ issue_date: "2026-02-30" }),
        aRow({ number: "FA-2", type: "x", total_cents: "1.5" }),
        "FA-3,tp",
        aRow({ number: "FA-4" }),
      ),
    );
    expect(problems.map(({ code, line, field, value }) => [line, field, value, code])).toEqual([
      [2, "issue_date", "2026-02-30", "invoice_day_unreadable"],
      [3, "type", "x", "invoice_type_unknown"],
      [3, "total_cents", "1.5", "invoice_amount_unreadable"],
      [4, undefined, undefined, "row_of_another_width"],
    ]);
  });

  test("missing columns are named, with those that were found", () => {
    const [problem] = problemsOf("number;issue_date\n1;2026-03-02");
    expect(problem?.params).toEqual({
      missing: "customer_id / customer_name, total_cents / total",
      found: "number, issue_date",
    });
  });

  test("a wrong IBAN is left out with a warning, and the invoice is read", () => {
    const parsed = readInvoiceFile(CAUSES.iban_ignored);
    expect(parsed.ok && parsed.value[0]?.customer.iban).toBeUndefined();
    expect(parsed.ok && parsed.warnings.map((problem) => problem.code)).toEqual(["iban_ignored"]);
  });

  test("a share of a fund that has no name is refused", () => {
    const [problem] = problemsOf(aFile(aRow({ amo_payer: "" })));
    expect(problem).toMatchObject({ code: "value_missing", field: "amo_payer" });
  });

  test("no text makes the reader throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (noise) => {
        readInvoiceFile(noise);
        readInvoiceFile(`${HEADER}\n${noise}`);
      }),
      { numRuns: 300 * PROPERTY_TIMES },
    );
  });
});
