import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Entity } from "./noemieBlocks.ts";
import { DEBT_OPERATIONS } from "./noemieCodes.ts";
import { readAmount, readSign } from "./noemieFields.ts";
import { breakOpen } from "./noemieGroups.ts";
import type { OpenInvoice, ReasonLine } from "./noemieInvoice.ts";
import { type EntityCode, type EntityFields, fieldsOf, layoutOf } from "./noemieLayout.ts";
import type { Reading } from "./noemieReading.ts";
import type { LumpSumItem, RecoveryItem } from "./return.ts";

type MoneyEntity<C extends EntityCode = EntityCode> = Entity & { code: C };
type DayReader = (zone: string) => IsoDate | undefined;

/** States of a part: paid, rejected, deferred, not handled here (section 4.3). */
const STATES: ReadonlySet<string> = new Set(["P", "R", "D", " "]);

/** Adds the part that entity 198 or 199 speaks of. */
export function addPart(reading: Reading, invoice: OpenInvoice, entity: MoneyEntity<"198" | "199">): void {
  const { code, text, line } = entity;
  const { state } = fieldsOf(code, text);
  const asked = amountIn(reading, entity, "asked");
  const paid = amountIn(reading, entity, "paid", "paidSign", state === "P");
  if (asked === "refused" || paid === "refused") {
    invoice.isBroken = true;
    return;
  }
  const part = { asked, paid: paid ?? 0n, state };
  if (!STATES.has(state)) reading.report.warnOnce("noemie_state_unknown", { line, value: state }, state);
  else if (state !== "P" && part.paid !== 0n) {
    reading.report.warnOnce("noemie_unpaid_with_amount", { line, value: invoice.about.invoice });
  }
  if (code === "198") invoice.parts.push({ payer: "amo", ...part });
  else {
    const insurerCode = fieldsOf("199", text).insurer.trim();
    invoice.parts.push({ payer: "amc", ...part, ...(insurerCode !== "" && { insurerCode }) });
  }
}

/** Adds an act line (210). That its sign is for both amounts is assumed: neither of the others has one. */
export function addAct(reading: Reading, invoice: OpenInvoice, entity: MoneyEntity): void {
  const reimbursed = amountIn(reading, entity, "reimbursed", "reimbursedSign");
  const complementary = amountIn(reading, entity, "complementary", "reimbursedSign");
  const spent = amountIn(reading, entity, "spent");
  if (reimbursed === "refused" || complementary === "refused" || spent === "refused") {
    invoice.isBroken = true;
    return;
  }
  const before = invoice.acts ?? { reimbursed: 0n, complementary: 0n, spent: 0n };
  invoice.acts = {
    reimbursed: before.reimbursed + (reimbursed ?? 0n),
    complementary: before.complementary + (complementary ?? 0n),
    spent: before.spent + (spent ?? 0n),
  };
}

/** Reads an operation on a debt (250). */
export function readRecovery(
  reading: Reading,
  entity: MoneyEntity,
  dayOf: DayReader,
): RecoveryItem | undefined {
  const { text, line } = entity;
  const fields = fieldsOf("250", text);
  const amount = amountIn(reading, entity, "amount", "amountSign", true);
  const balanceLeft = amountIn(reading, entity, "balanceLeft");
  if (amount === "refused" || amount === undefined || balanceLeft === "refused") return undefined;
  const operation = fields.operation.trim();
  const recordedOn = dayOf(fields.recordedOn);
  return {
    kind: "recovery",
    rank: 0,
    line,
    debt: fields.debt.trim(),
    ...(recordedOn !== undefined && { recordedOn }),
    nature: fields.nature.trim(),
    operation,
    amount,
    moves: DEBT_OPERATIONS.get(operation)?.moves ?? false,
    ...(balanceLeft !== undefined && { balanceLeft }),
    ...(reading.returnType !== "" && { returnType: reading.returnType }),
    extras: [],
  };
}

/** Reads a lump sum (261), which has no sign. */
export function readLumpSum(reading: Reading, entity: MoneyEntity): LumpSumItem | undefined {
  const amount = amountIn(reading, entity, "amount", undefined, true);
  if (amount === "refused" || amount === undefined) return undefined;
  return {
    kind: "lump_sum",
    rank: 0,
    line: entity.line,
    code: fieldsOf("261", entity.text).code.trim(),
    amount,
    ...(reading.returnType !== "" && { returnType: reading.returnType }),
    details: [],
    extras: [],
  };
}

/** Adds what a lump sum is made of (262); the person it is for stays in the file. */
export function addLumpDetail(
  reading: Reading,
  lump: LumpSumItem,
  entity: MoneyEntity,
  dayOf: DayReader,
): void {
  const fields = fieldsOf("262", entity.text);
  const amount = amountIn(reading, entity, "amount");
  if (amount === "refused") return;
  const from = dayOf(fields.from);
  const to = dayOf(fields.to);
  lump.details.push({
    code: fields.code.trim(),
    label: fields.label.trim(),
    amount: amount ?? 0n,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
}

const LEVELS: ReadonlyMap<string, ReasonLine["level"]> = new Map([
  ["F", "invoice"],
  ["L", "act"],
  ["A", "refined"],
]);

/** A line of reason: 294, or the older 290 that says neither level nor part. */
export function reasonOf(code: "290" | "294", text: string): ReasonLine {
  if (code === "290") {
    const fields = fieldsOf(code, text);
    return { code: fields.code.trim(), label: fields.label.trim(), level: "unknown", part: "both" };
  }
  const fields: EntityFields<"294"> = fieldsOf(code, text);
  return {
    code: fields.code.trim(),
    label: fields.label.trim(),
    level: LEVELS.get(fields.level) ?? "unknown",
    part: fields.part === "C" ? "amc" : fields.part === "O" ? "amo" : "both",
  };
}

/** The amount of a field with the sign of another. Undefined when it is blank and may be; "refused" when it was told to be no amount. */
function amountIn(
  reading: Reading,
  { code, text, line }: MoneyEntity,
  name: string,
  signName?: string,
  isRequired = false,
): Cents | undefined | "refused" {
  const fields: Readonly<Record<string, string>> = fieldsOf(code, text);
  const zone = fields[name] ?? "";
  const letter = signName === undefined ? "" : (fields[signName] ?? "");
  const amount = readAmount(zone);
  const sign = readSign(letter);
  if (amount === "absent" && !isRequired) return undefined;
  if (amount !== undefined && amount !== "absent" && sign !== undefined) return amount * sign;
  const [first, last] = layoutOf(code)?.fields[name]?.at ?? [0, 0];
  const value = `${zone}${letter}`;
  reading.report.refuse("noemie_amount", {
    line,
    field: `${first}-${last}`,
    value,
    params: { entity: code },
  });
  breakOpen(reading.groups);
  return "refused";
}
