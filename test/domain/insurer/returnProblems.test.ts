import { describe, expect, test } from "vitest";
import { RETURN_PROBLEMS } from "../../../domain/insurer/returnProblems.ts";
import { describeProblem } from "../../../domain/problems.ts";
import { readText } from "./files.ts";
import {
  amo,
  entity,
  file,
  type header,
  invoice,
  oneTransfer,
  total,
  transfer,
  usual,
} from "./noemieFile.ts";

type ReturnProblem = keyof typeof RETURN_PROBLEMS;

const PLAIN = oneTransfer(100n, 1, invoice("1", amo(100n)));
const VALID = file(PLAIN, { amount: 100n });
const ROW = "L1,2026-11-13,AMO,CPAM,F1,100,100,,X1";
const COLUMNS =
  "lot,lot_date,payer_type,payer_name,invoice,amount_paid_cents,share_cents,rejection_code,transfer_ref";

/** The usual file with something else in its header, and the same in its trailer where it repeats it. */
function headed(head: Parameters<typeof header>[0]): string {
  const flow = head?.flow === undefined ? {} : { foot: { flow: head.flow } };
  return file(PLAIN, { amount: 100n, head: head ?? {}, ...flow });
}

/** Each thing that can be wrong with a return, and a file in which it is. */
const CAUSES: Record<ReturnProblem, string> = {
  return_format_unknown: "Bonjour",
  return_format_refused: "PK\x03\x04\x14\x00retour.rsp",
  return_is_b2: headed({ version: "B2" }),
  no_return: file("", { lotCount: 0 }),
  noemie_compressed: headed({ compaction: "O" }),
  noemie_encrypted: headed({ encryption: "O" }),
  noemie_currency: headed({ currency: "F" }),
  noemie_truncated: VALID.slice(0, -128),
  noemie_stray: `${VALID}Bonjour`,
  noemie_trailer_missing: VALID.slice(0, -128) + "X".repeat(128),
  noemie_entity_unended: file(`${PLAIN}19806`, { amount: 100n }),
  noemie_entity_shorter: usual(100n, invoice("1", amo(100n), "19806000@")),
  noemie_amount: usual(100n, invoice("1", amo(100n).replace("0100", "0I00"))),
  noemie_transfer_day: file(PLAIN.replace("261118", "261318"), { amount: 100n }),
  noemie_outside_transfer: file(invoice("1", amo(100n)), { amount: 100n }),
  noemie_detail_alone: usual(100n, amo(100n)),
  noemie_group_total: file(PLAIN.replaceAll("00000000100P", "00000000200P"), { amount: 100n }),
  noemie_file_total: file(PLAIN, { amount: 200n }),
  noemie_file_total_unreadable: file(PLAIN, { foot: { amount: "CENT" } }),
  noemie_group_count: file(PLAIN.replace(total("01", 1, 100n), total("01", 7, 100n)), { amount: 100n }),
  noemie_record_count: file(PLAIN, { amount: 100n, foot: { recordCount: "99" } }),
  noemie_lot_count: file(PLAIN, { amount: 100n, lotCount: 9 }),
  noemie_total_missing: file(transfer + invoice("1", amo(100n)), { amount: 100n }),
  noemie_total_alone: file(PLAIN + total("", 1, 100n), { amount: 100n }),
  noemie_ends_differ: file(PLAIN, { amount: 100n, foot: { fileId: "OTHER" } }),
  noemie_reference_other: headed({ reference: "578" }),
  noemie_block_length: headed({ recordLength: "256" }),
  noemie_flow_unknown: headed({ flow: "X" }),
  noemie_entity_unknown: usual(100n, invoice("1", amo(100n)), "19706NOUVEAU@"),
  noemie_entity_longer: usual(100n, invoice("1").replace("@", "RPPS@") + amo(100n)),
  noemie_remark_alone: file(transfer + entity("295", { text: "BONJOUR" }) + PLAIN, { amount: 100n }),
  noemie_state_unknown: usual(100n, invoice("1", amo(100n, "Z"))),
  noemie_unpaid_with_amount: usual(100n, invoice("1", amo(100n, "R", 100n))),
  noemie_day: usual(100n, invoice("1", amo(100n)).replace("261112", "261132")),
  return_payer_kind_unknown: [COLUMNS, ROW.replace("AMO", "EDF")].join("\n"),
  return_row_repeated: [COLUMNS, ROW, ROW].join("\n"),
};

const WARNINGS: readonly ReturnProblem[] = [
  "noemie_group_count",
  "noemie_record_count",
  "noemie_lot_count",
  "noemie_total_missing",
  "noemie_total_alone",
  "noemie_ends_differ",
  "noemie_reference_other",
  "noemie_block_length",
  "noemie_flow_unknown",
  "noemie_entity_unknown",
  "noemie_entity_longer",
  "noemie_remark_alone",
  "noemie_state_unknown",
  "noemie_unpaid_with_amount",
  "noemie_day",
  "return_row_repeated",
];

describe.each(Object.entries(CAUSES) as [ReturnProblem, string][])("%s", (code, text) => {
  test("is told, refuses the file or not, and its sentences name place and values in both languages", async () => {
    const { problems, returns } = await readText(text);
    const problem = problems.find((each) => each.code === code);
    expect(problems.map((each) => each.code)).toContain(code);
    if (!problem) return;
    const isWarning = WARNINGS.includes(code);
    expect(problem.severity).toBe(isWarning ? "warning" : "error");
    if (isWarning) {
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(returns.length).toBeGreaterThan(0);
    }
    const values = { ...problem.params, line: problem.line, field: problem.field, value: problem.value };
    for (const language of ["fr", "en"] as const) {
      const { says, toDo } = describeProblem(problem, language);
      expect(`${says}${toDo}`).not.toMatch(/[{}]/);
      const sentence = RETURN_PROBLEMS[code][language];
      const named = [...`${sentence.says} ${sentence.toDo}`.matchAll(/\{(\w+)\}/g)];
      for (const [, name = ""] of named) expect(values).toHaveProperty(name);
      for (const [, name = ""] of named) expect(values[name as keyof typeof values]).toBeDefined();
    }
  });

  test("is told alone: an error is not followed by its echoes", async () => {
    const { problems } = await readText(text);
    const errors = problems.filter(({ severity }) => severity === "error").map((each) => each.code);
    expect(errors.filter((each) => each !== code)).toEqual([]);
  });
});

test("French sentences keep their typography: no-break spaces, typographic apostrophes", () => {
  for (const { fr } of Object.values(RETURN_PROBLEMS)) {
    const text = `${fr.says} ${fr.toDo}`;
    expect(text).not.toMatch(/'|[^\u00a0]:|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»|[^\u00a0]€/);
  }
});

test("a file packed or ciphered is refused by that name, and nothing of it is read", async () => {
  const packed = await readText(CAUSES.return_format_refused);
  expect(packed.problems).toMatchObject([{ params: { format: "ZIP" } }]);
  for (const code of ["noemie_compressed", "noemie_encrypted", "return_is_b2"] as const) {
    expect((await readText(CAUSES[code])).returns).toEqual([]);
  }
});
