import type { Allocated } from "../../domain/matching/scorecard.ts";
import type { Party } from "./parties.ts";
import { below, type Draw, oneOf } from "./random.ts";
import { type BankedLine, bankText, type Kind, type LabelledLine, labelOf } from "./truth.ts";
import { numberOf, ownDue, type World } from "./world.ts";

/** What the makers of lines work with: the payer, his open invoices, and what was drawn for this line. */
export type Making = { world: World; id: number; draw: Draw; party: Party; invoices: number[]; kind: Kind };

export function pick(making: Making): number {
  return making.invoices[below(making.draw, making.invoices.length)] ?? 0;
}

export function dueOf(making: Making, invoice: number): number {
  return ownDue(making.world, invoice);
}

export function sumOf(making: Making, invoices: readonly number[]): number {
  return invoices.reduce((sum, invoice) => sum + dueOf(making, invoice), 0);
}

export function whole(making: Making, invoices: readonly number[]): [number, number][] {
  return invoices.map((invoice) => [invoice, dueOf(making, invoice)]);
}

/** Half of the lines carry the payer's account, and nearly all his name. */
export function payerOf(making: Making): Partial<BankedLine> {
  return {
    ...(making.draw() < 0.5 ? { iban: making.party.iban } : {}),
    ...(making.draw() < 0.9 ? { payer: writtenName(making) } : {}),
  };
}

/** The name as a bank may write it: word order, titles and legal forms come and go. */
export function writtenName({ draw, party }: Making): string {
  const words = party.name.split(" ");
  if (party.patient)
    return bankText(oneOf(draw, [party.name, words.toReversed().join(" "), `MME ${party.name}`]));
  return oneOf(draw, [party.name, bankText(party.name), bankText(words.slice(1).join(" "))]);
}

export function certainIfOnlySum(
  making: Making,
  paid: number[],
  open: number[],
  line: Partial<BankedLine>,
): LabelledLine {
  const amount = sumOf(making, paid);
  const dues = open.map((invoice) => dueOf(making, invoice));
  return setsMaking(dues, amount) === 1
    ? auto(making, amount, whole(making, paid), line)
    : meaning(manual(making, amount, line), making, paid);
}

/** How many sets of these amounts make the sum, counted one by one: there are twenty at the most. */
export function setsMaking(amounts: readonly number[], sum: number): number {
  let count = 0;
  for (let set = 1; set < 2 ** amounts.length; set++) {
    let total = 0;
    for (let at = 0; at < amounts.length; at++) if (set & (1 << at)) total += amounts[at] ?? 0;
    if (total === sum) count += 1;
  }
  return count;
}

export function auto(
  making: Making,
  cents: number,
  paid: [number, number][],
  line: Partial<BankedLine>,
): LabelledLine {
  const { line: banked, truth } = manual(making, cents, line);
  return { line: banked, truth: { ...truth, expect: "auto", allocations: allocated(paid) } };
}

export function allocated(paid: readonly (readonly [number, number])[]): Allocated[] {
  return paid.map(([invoice, cents]) => ({ invoice: numberOf(invoice), cents }));
}

/** A person must decide, and these are the answers that would be right: each as a list of invoices that are paid in full. */
export function meaning(found: LabelledLine, making: Making, ...answers: number[][]): LabelledLine {
  const meant = answers.map((invoices) => allocated(whole(making, invoices)));
  return { ...found, truth: { ...found.truth, meant } };
}

export function manual({ id, kind }: Making, cents: number, line: Partial<BankedLine>): LabelledLine {
  const label = labelOf(`VIR SEPA ${line.payer ?? "RECU"}`);
  return {
    line: { id, cents, label, code: "05", ...line },
    truth: { lineId: idOf(id), kind, expect: "manual", allocations: [] },
  };
}

export function idOf(id: number): string {
  return String(id).padStart(7, "0");
}
