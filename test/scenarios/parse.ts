import { parse } from "yaml";
import { z } from "zod";
import { document, thirdParty } from "./documentSchema.ts";
import { eventSchema } from "./eventSchema.ts";
import { expectation, expectationAfter } from "./expectSchema.ts";
import { account, amount, day, flag, step, text } from "./values.ts";

const company = z.strictObject({
  lockedUpTo: day.optional(),
  writeOffTolerance: amount.optional(),
  automaticWriteOff: flag.optional(),
  importRoundingLimit: amount.optional(),
  cashLimit: amount.optional(),
  bankAccounts: z
    .array(
      z.strictObject({ journal: z.string().regex(/^BQ\d+$/, "expected a journal such as BQ1"), account }),
    )
    .optional(),
  accountNames: z.record(account, text).optional(),
});

const SUBJECTS = [
  "transfers",
  "insurer_shares",
  "overpayments",
  "resubmission",
  "cheque_cash_card",
  "direct_debit",
  "bills",
  "early_payment_discount",
  "suppliers",
  "deposit_and_vat_on_collection",
  "suspense_and_fees",
  "corrections",
  "bad_debt",
] as const;

const scenario = z.strictObject({
  id: z.string().regex(/^GC\d{2,}$/, "expected an id such as GC01"),
  title: text,
  subject: z.enum(SUBJECTS),
  company: company.optional(),
  given: z
    .strictObject({ thirdParties: z.array(thirdParty).optional(), documents: z.array(document).optional() })
    .optional(),
  before: z.array(eventSchema(false)).optional(),
  events: z.array(eventSchema(true)),
  expect: expectation,
  expectAfter: z.array(expectationAfter).optional(),
  whatIf: z
    .array(
      z.strictObject({
        title: text,
        afterStep: step,
        documents: z.array(document).optional(),
        events: z.array(eventSchema(false)).min(1),
        outcome: z.enum(["accepted", "refused"]),
        errorHas: z.array(text).optional(),
      }),
    )
    .optional(),
  notes: z.union([text, z.array(text)]).optional(),
});

export type Scenario = z.output<typeof scenario>;
export type CompanySettings = z.output<typeof company>;
export type WhatIf = NonNullable<Scenario["whatIf"]>[number];

export type ParsedScenario = { ok: true; scenario: Scenario } | { ok: false; failures: string[] };

/** Reads a scenario file. Whatever is not of the language is a failure that names its place, and all of them are given. */
export function parseScenario(yaml: string): ParsedScenario {
  let written: unknown;
  try {
    written = parse(yaml);
  } catch (failure) {
    return { ok: false, failures: [`not YAML: ${(failure as Error).message.split("\n")[0]}`] };
  }
  const read = scenario.safeParse(written);
  if (read.success) return { ok: true, scenario: read.data };
  return { ok: false, failures: read.error.issues.flatMap((issue) => failuresOf(issue, written)) };
}

type Issue = z.core.$ZodIssue;

function failuresOf(issue: Issue, written: unknown): string[] {
  const place = placeOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${place || "top level"}   unknown key \`${key}\``);
  }
  if (issue.code === "invalid_union" && issue.path.at(-1) === "kind") {
    return [`${place}   unknown kind \`${valueAt(written, issue.path)}\``];
  }
  const found = valueAt(written, issue.path);
  if (found === undefined) return [`${place || "top level"}   missing`];
  return [`${place || "top level"}   ${issue.message}   found ${JSON.stringify(found)}`];
}

/** events[0].lines[1].amount */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value === null || typeof value !== "object" ? undefined : Reflect.get(value, key)),
    written,
  );
}
