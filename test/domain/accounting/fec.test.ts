import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import {
  FEC_COLUMNS,
  type FecRow,
  fecBytes,
  fecFileName,
  fecHeader,
  fecLine,
  fecNumber,
  transliterate,
} from "../../../domain/accounting/fec.ts";
import { checkFec } from "../../../domain/accounting/fecCheck.ts";

const YEAR = { startsOn: "2026-01-01", closingOn: "2026-12-31" };

function aRow(changes: Partial<FecRow> = {}): FecRow {
  return {
    journal: "BQ1",
    journalName: "Banque 1",
    number: "BQ100001",
    postedOn: "2026-11-12",
    account: "512100",
    accountName: "Banque 1",
    piece: "L1",
    pieceOn: "2026-11-12",
    label: "Virement ACME FA-0001",
    debit: 120_000n,
    credit: 0n,
    validatedOn: "2026-11-30",
    ...changes,
  };
}

/** A payment in two rows, that passes every check. */
function anEntry(changes: Partial<FecRow> = {}, customer: Partial<FecRow> = {}): [FecRow, FecRow] {
  const paid = {
    account: "411000",
    accountName: "Clients",
    aux: "C1",
    auxName: "ACME",
    debit: 0n,
    credit: 120_000n,
  };
  return [aRow(changes), aRow({ ...paid, ...changes, ...customer })];
}

const faults = (rows: readonly FecRow[]) => checkFec(rows, YEAR).map((finding) => finding.fault);

describe("a row of the FEC (LPF A47 A-1)", () => {
  test("has the eighteen columns with their exact names, in their order", () => {
    expect(fecHeader("|")).toBe(
      "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise",
    );
    expect(FEC_COLUMNS).toHaveLength(18);
    expect(fecLine(aRow()).split("\t")).toHaveLength(18);
  });

  test("reads as in the worked case (GC01)", () => {
    const [bank, customer] = anEntry({}, { letterCode: "AAA", letteredOn: "2026-11-12" });
    expect(fecLine(bank, "|")).toBe(
      "BQ1|Banque 1|BQ100001|20261112|512100|Banque 1|||L1|20261112|Virement ACME FA-0001|1200,00|0,00|||20261130||",
    );
    expect(fecLine(customer, "|")).toBe(
      "BQ1|Banque 1|BQ100001|20261112|411000|Clients|C1|ACME|L1|20261112|Virement ACME FA-0001|0,00|1200,00|AAA|20261112|20261130||",
    );
  });

  test("writes cents with a comma and without thousands, and a foreign amount with its currency", () => {
    const cells = fecLine(aRow({ debit: 123_456_789n, foreignAmount: -105n, currency: "USD" }), "|").split(
      "|",
    );
    expect(cells.slice(11, 13)).toEqual(["1234567,89", "0,00"]);
    expect(cells.slice(16)).toEqual(["-1,05", "USD"]);
    expect(fecLine(aRow({ debit: 5n }), "|")).toContain("|0,05|0,00|");
  });

  test("keeps its columns whatever stands in a label", () => {
    const label = fc.string({ unit: fc.constantFrom("a", "é", "|", "\t", "\r", "\n", "\u0000", " ") });
    fc.assert(
      fc.property(label, label, (given, name) => {
        const line = fecLine(aRow({ label: given, auxName: name }), "\t");
        expect(line.split("\t")).toHaveLength(18);
        expect(line).not.toMatch(/[|\r\n\0]/);
      }),
    );
  });

  test("numbers an entry by its journal and five digits, more when there are more", () => {
    expect([fecNumber("BQ1", 1), fecNumber("VE", 123_456)]).toEqual(["BQ100001", "VE123456"]);
  });

  test("goes into a file named after the company and the closing day", () => {
    expect(fecFileName("732829320", "2026-12-31")).toBe("732829320FEC20261231.txt");
  });
});

describe("the encoding", () => {
  test("is ISO-8859-15: accents, œ and € are one byte each, lines end in CR LF", () => {
    expect([...fecBytes(["é œ €"])]).toEqual([0xe9, 0x20, 0xbd, 0x20, 0xa4, 0x0d, 0x0a]);
  });

  test("writes otherwise what it lacks: print signs plainly, foreign letters without their accent, the rest as a question mark", () => {
    expect(transliterate("Règlements d’organismes – « Müller » “Łódź” 25 ₤…")).toBe(
      'Règlements d\'organismes - « Müller » "?ódz" 25 ?...',
    );
    expect(transliterate("e\u0301te\u0301")).toBe("été");
  });

  test("can be read back, whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const plain = transliterate(text);
        expect(iconv.decode(iconv.encode(plain, "iso-8859-15"), "iso-8859-15")).toBe(plain);
      }),
    );
  });
});

describe("our own checks", () => {
  const next = { number: "BQ100002", piece: "L2" };

  test("pass a file that is in order, and an empty one", () => {
    expect(faults([...anEntry(), ...anEntry(next)])).toEqual([]);
    expect(faults([])).toEqual([]);
  });

  test("find an entry off by a cent, and say by how much", () => {
    const rows = [...anEntry(), ...anEntry(next, { credit: 119_999n })];
    expect(checkFec(rows, YEAR)).toEqual([
      { fault: "entry_off", row: 3, place: "BQ100002 by 0.01" },
      { fault: "total_off", place: "by 0.01" },
    ]);
  });

  test("find two entries that are off although the file is balanced", () => {
    const rows = [...anEntry({}, { credit: 119_999n }), ...anEntry(next, { credit: 120_001n })];
    expect(faults(rows)).toEqual(["entry_off", "entry_off"]);
  });

  test("find a gap in the numbers of a journal, each journal for itself", () => {
    expect(checkFec([...anEntry(), ...anEntry({ number: "BQ100003" })], YEAR)).toEqual([
      { fault: "number_gap", place: "BQ100002" },
    ]);
    expect(faults([...anEntry(), ...anEntry({ journal: "OD", number: "OD00001" })])).toEqual([]);
    expect(faults(anEntry({ number: "BQ100002" }))).toEqual(["number_gap"]);
  });

  test("find a day outside the year, and one that no calendar has", () => {
    expect(faults(anEntry({ postedOn: "2025-12-31" }))).toEqual(["outside_the_year", "outside_the_year"]);
    expect(faults(anEntry({ postedOn: "2027-01-01" }))).toEqual(["outside_the_year", "outside_the_year"]);
    expect(faults(anEntry({ pieceOn: "2026-02-30" }))).toEqual(["bad_date", "bad_date"]);
    expect(faults(anEntry({ validatedOn: "" }))).toEqual(["bad_date", "bad_date"]);
  });

  test("take a day of validation before that of the entry", () => {
    expect(faults(anEntry({ validatedOn: "2026-11-01" }))).toEqual([]);
  });

  test("find half a pair", () => {
    const lettered = { letterCode: "AAA" };
    const [bank, customer] = anEntry();
    const { auxName: _, ...unnamed } = customer;
    expect(faults([bank, unnamed])).toEqual(["half_a_pair"]);
    expect(faults([bank, { ...customer, ...lettered }])).toEqual(["half_a_pair", "lettering_off"]);
    expect(faults([{ ...bank, currency: "USD" }, customer])).toEqual(["half_a_pair"]);
  });

  test("find a lettering group that is not at zero, per account and third party", () => {
    const letters = { letterCode: "AAA", letteredOn: "2026-11-12" };
    const sale = anEntry(
      { journal: "VE", number: "VE00001", account: "411000", aux: "C1", auxName: "ACME", ...letters },
      {
        account: "707000",
      },
    );
    const [owed, { aux: _1, auxName: _2, letterCode: _3, letteredOn: _4, ...revenue }] = sale;
    expect(faults([owed, revenue, ...anEntry({}, letters)])).toEqual([]);
    expect(faults([owed, revenue, ...anEntry({}, { ...letters, aux: "C2" })])).toEqual([
      "lettering_off",
      "lettering_off",
    ]);
  });

  test("find lines with both sides, none, or a negative one", () => {
    const [bank, customer] = anEntry();
    expect(
      faults([
        { ...bank, credit: 1n },
        { ...customer, debit: 1n },
      ]),
    ).toEqual(["both_sides", "both_sides"]);
    expect(faults([bank, customer, aRow({ debit: 0n })])).toEqual(["nothing_on_line"]);
    expect(
      faults([
        { ...bank, debit: -1n },
        { ...customer, credit: -1n },
      ]),
    ).toEqual(["negative_amount", "negative_amount"]);
  });

  test("find a blank where none may be, and an account that does not begin with three digits", () => {
    const [bank, customer] = anEntry();
    expect(faults([{ ...bank, label: " \t" }, customer])).toEqual(["missing_value"]);
    expect(faults([{ ...bank, account: "51A" }, customer])).toEqual(["bad_account"]);
  });

  test("find an entry whose rows do not agree on day or piece", () => {
    expect(faults(anEntry({}, { pieceOn: "2026-11-11" }))).toEqual(["entry_differs"]);
  });

  test("find opening balances that do not come first", () => {
    const opening = anEntry({ journal: "AN", number: "AN00001" });
    expect(faults([...opening, ...anEntry()])).toEqual([]);
    expect(faults([...anEntry(), ...opening])).toEqual(["opening_not_first", "opening_not_first"]);
  });
});
