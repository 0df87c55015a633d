import { describe, expect, test } from "vitest";
import { STATEMENT_PROBLEMS } from "../../../domain/bank/statementProblems.ts";
import { describeProblem, type ProblemCode } from "../../../domain/problems.ts";
import { account, around, balance, document, entry } from "./camtFile.ts";
import { closing, complement, file, movement, opening, record } from "./cfonbFile.ts";
import { type Cause, DELIVERY_CAUSES, DELIVERY_WARNINGS } from "./deliveryCauses.ts";
import { codes, readAll } from "./files.ts";
import { intraday, message, movement as swift } from "./mt940File.ts";
import { file as ofx, statement as ofxStatement, transaction } from "./ofxFile.ts";

type StatementProblem = keyof typeof STATEMENT_PROBLEMS | "unknown_format" | "empty_file";

const VALID = file(opening(0n), closing(0n));
const OTHER_ACCOUNT = { 22: "00099999999" };
const warnings = Array.from({ length: 201 }, () =>
  file(opening(0n), movement(0n, { 3: "11111" }), closing(0n)),
);

/** Each thing that can be wrong with a statement, and a file in which it is. */
const CAUSES: Record<StatementProblem, Cause> = {
  ...DELIVERY_CAUSES,
  unknown_format: "Bonjour",
  empty_file: " \r\n",
  format_not_read_yet: "%PDF-1.7",
  no_statement: document(),
  file_truncated: around(entry()).slice(0, -20),
  too_many_errors: file(opening(0n), ...Array.from({ length: 201 }, () => record("99", {}))),
  warnings_not_shown: warnings.join(""),
  text_damaged: file(opening(0n), movement(0n, { 49: "\uFFFD" }), closing(0n)),
  statement_does_not_balance: file(opening(0n), movement(1n), closing(2n)),
  no_opening_balance: document(account() + balance("CLBD", "12.50") + entry()),
  no_closing_balance: document(account() + balance("OPBD", "12.50") + entry()),
  statement_empty: document(account()),
  statement_unfinished: file(opening(0n), movement(1n)),
  line_outside_statement: file(movement(1n), opening(0n), closing(0n)),
  detail_without_line: file(opening(0n), complement("LIB", "TEXT"), closing(0n)),
  closing_without_opening: file(closing(0n)),
  cfonb_record_unknown: file(opening(0n), record("06", {}), closing(0n)),
  cfonb_record_length: `${opening(0n)}REST\r\n${closing(0n)}`,
  bad_amount: file(opening(0n), movement(0n, { 91: "12,50" }), closing(0n)),
  amount_sign_repaired: file(opening(0n, { 104: "é" }), closing(0n)),
  bad_direction: around(entry({ direction: "" })),
  bad_date: file(opening(0n), movement(0n, { 35: "310226" }), closing(0n)),
  bad_currency: VALID + file(opening(0n, { 17: "E1R" }), closing(0n, { 17: "E1R" })),
  bad_status: around(entry({ status: "<Sts>DONE</Sts>" })),
  bad_account: VALID + file(opening(0n, { 3: "?" }), closing(0n, { 3: "?" })),
  account_missing: document(entry()),
  account_differs: file(opening(0n), movement(0n, OTHER_ACCOUNT), closing(0n)),
  bank_code_differs: file(opening(0n), closing(0n, { 3: "11111" })),
  iban_not_valid: document(account("<IBAN>FR0012345</IBAN>") + entry()),
  line_currency_differs: around(entry({ currency: "USD" })),
  balance_currency_differs: document(account() + balance("OPBD", "1.00", { currency: "USD" })),
  entries_not_booked: around(entry(), entry({ status: "<Sts><Cd>PDNG</Cd></Sts>" })),
  reversals_inverted: document(
    account() + balance("OPBD", "12.50") + balance("CLBD", "0.00") + entry({ rest: "<RvslInd>1</RvslInd>" }),
  ),
  xml_not_well_formed: around("<Ntry></Amt>"),
  xml_doctype_refused: around().replace("<Document", '<!DOCTYPE Document SYSTEM "x">\n<Document'),
  xml_too_deep: around("<Ntry>".repeat(64)),
  xml_text_too_long: around(entry({ rest: `<AddtlNtryInf>${"x".repeat(65_537)}</AddtlNtryInf>` })),
  intraday_report_not_booked: intraday(swift()),
  intraday_sum_differs: intraday(swift(), ":90C:1EUR12,51"),
  swift_field_unreadable: message("112,50", ":61:ABC"),
  date_after_end_of_month: message("112,50", swift({ dates: "2602300301" })),
  text_too_long: ofx(ofxStatement(transaction({ MEMO: "x".repeat(65_537) }))),
  field_repeated: ofx(ofxStatement(transaction({ MEMO: "A<TRNAMT>2.00" }))),
  investments_not_read: "!Type:Invst\nD8/25/93\n^\n",
  expenses_positive: ofx(ofxStatement(transaction({ TRNTYPE: "POS" }).repeat(2))),
  format_needs_account: "!Type:Bank\nD13/06/26\nT-1,00\n^\n",
  date_order_unknown: "!Type:Bank\nD05/06/26\nT-1,00\n^\n",
  last_record_open: "!Type:Bank\nD13/06/26\nT-1,00\n",
  xml_element_too_large: around(`<Ntry>${"<a/>".repeat(500_000)}</Ntry>`),
};

const WARNINGS: readonly StatementProblem[] = [
  ...DELIVERY_WARNINGS,
  "warnings_not_shown",
  "text_damaged",
  "no_opening_balance",
  "no_closing_balance",
  "statement_empty",
  "amount_sign_repaired",
  "bank_code_differs",
  "iban_not_valid",
  "entries_not_booked",
  "reversals_inverted",
  "intraday_report_not_booked",
  "intraday_sum_differs",
  "date_after_end_of_month",
  "expenses_positive",
  "last_record_open",
];

test("each problem of the catalogue of statements has a file that causes it", () => {
  expect(Object.keys(CAUSES)).toEqual(expect.arrayContaining(Object.keys(STATEMENT_PROBLEMS)));
});

describe.each(Object.entries(CAUSES) as [StatementProblem, Cause][])("%s", (code, cause) => {
  test("is told, refuses the file or not, and its sentences name place and values in both languages", async () => {
    const { bytes, options } = typeof cause === "string" ? { bytes: cause } : { options: {}, ...cause };
    const { problems } = await readAll(Buffer.from(bytes), undefined, options);
    const problem = problems.find((each) => each.code === code);
    expect(codes(problems)).toContain(code);
    if (!problem) return;
    expect(problem.severity).toBe(WARNINGS.includes(code) ? "warning" : "error");
    for (const language of ["fr", "en"] as const) {
      const { says, toDo } = describeProblem(problem, language);
      const values = { ...problem.params, line: "", field: "", value: "" };
      const named = namesIn(code, language);
      expect(named.filter((name) => !(name in values))).toEqual([]);
      expect(named.filter((name) => name === "line" && problem.line === undefined)).toEqual([]);
      expect(named.filter((name) => name === "field" && problem.field === undefined)).toEqual([]);
      expect(named.filter((name) => name === "value" && problem.value === undefined)).toEqual([]);
      expect(`${says}${toDo}`).not.toMatch(/[{}]/);
    }
  });
});

test("French sentences keep their typography: no-break spaces, typographic apostrophes", () => {
  for (const { fr } of Object.values(STATEMENT_PROBLEMS)) {
    const text = `${fr.says} ${fr.toDo}`;
    expect(text).not.toMatch(/'|[^\u00a0]:|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»/);
  }
});

/** The values that the sentences of a code name. */
function namesIn(code: ProblemCode, language: "fr" | "en"): string[] {
  const sentences = (
    STATEMENT_PROBLEMS as Partial<Record<string, Record<"fr" | "en", { says: string; toDo: string }>>>
  )[code];
  const { says, toDo } = sentences?.[language] ?? { says: "", toDo: "" };
  return [...`${says} ${toDo}`.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}
