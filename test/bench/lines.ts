import { FUNDS, isNamesake, type Party, partyAt, sharesAccount } from "./parties.ts";
import { below, type Draw, drawsFor, oneOf, shuffled } from "./random.ts";
import { type BankedLine, bankText, type Kind, type LabelledLine, labelOf } from "./truth.ts";
import {
  draftCount,
  invoicesOf,
  numberOf,
  ordinaryInvoices,
  ordinaryParties,
  ownDue,
  partyOf,
  unpayableAt,
  unpayableLike,
  type World,
} from "./world.ts";

/** Of a hundred lines, so many of each kind; the list is walked in a shuffled order. */
const MIX: readonly (readonly [Kind, number])[] = [
  ["number", 39],
  ["mangled_number", 8],
  ["several_numbers", 6],
  ["several_by_name", 3],
  ["name", 10],
  ["iban", 7],
  ["part", 5],
  ["overpaid", 2],
  ["wrong_number", 2],
  ["wrong_number_alone", 1],
  ["wrong_number_own", 1],
  ["cut_number", 2],
  ["draft_named", 2],
  ["paid_twice", 1],
  ["insurer", 4],
  ["unknown_payer", 3],
  ["money_out", 4],
];
const HUNDRED: readonly Kind[] = MIX.flatMap(([kind, count]) => Array<Kind>(count).fill(kind));

/** What the makers of lines work with: the payer, his open invoices, and what was drawn for this line. */
type Making = { world: World; id: number; draw: Draw; party: Party; invoices: number[]; kind: Kind };

/** The most lines a world can carry: each has a customer of its own, so that one line's answer is not another's. */
export function linesMax(world: World): number {
  return Math.floor(ordinaryParties(world) * 0.95);
}

/** Line `id` (from 1) of the statement, with its right answer. */
export function lineAt(world: World, id: number): LabelledLine {
  const partyIndex = shuffled(ordinaryParties(world), id);
  const party = partyAt(world.seed, partyIndex);
  const making: Making = {
    world,
    id,
    draw: drawsFor(world.seed, "line", id),
    party,
    invoices: invoicesOf(partyIndex),
    kind: kindOf(id, partyIndex),
  };
  return MAKERS[making.kind](making);
}

function kindOf(id: number, partyIndex: number): Kind {
  if (isNamesake(partyIndex)) return "unknown_payer"; // his namesake may have a line
  if (isNamesake(partyIndex + 1)) return "namesakes";
  if (id % 50 === 0) return "large_customer";
  return HUNDRED[shuffled(100, id % 100)] ?? "number";
}

const MAKERS: Record<Kind, (making: Making) => LabelledLine> = {
  number: (making) => byNumber(making, pick(making), (number) => number),
  mangled_number: (making) => byNumber(making, pick(making), (number) => mangled(making.draw, number)),
  large_customer: largeCustomer,
  several_numbers: severalNumbers,
  several_by_name: severalByName,
  name: byName,
  iban: byIban,
  part,
  overpaid,
  namesakes: (making) => {
    const [first = 0] = making.invoices;
    return manual(making, dueOf(making, first), { detail: "REGLEMENT", payer: writtenName(making) });
  },
  wrong_number: wrongNumber,
  wrong_number_alone: wrongNumberAlone,
  wrong_number_own: wrongNumberOwn,
  cut_number: cutNumber,
  draft_named: draftNamed,
  paid_twice: paidTwice,
  insurer: (making) => {
    const fund = oneOf(making.draw, ["CPAM ISERE", ...FUNDS]);
    const label = labelOf(`VIR SEPA ${fund}`);
    const detail = `RSP ${100_000 + making.id} LOT ${making.id}`;
    return manual(making, 10_000 + below(making.draw, 900_000), { label, detail, payer: fund });
  },
  unknown_payer: (making) => {
    const payer = `MONSIEUR INCONNU${making.id} ${oneOf(making.draw, ["BERNARD", "PETIT", "ROUX"])}`;
    return manual(making, 1_000 + below(making.draw, 90_000), { detail: "VIREMENT", payer });
  },
  money_out: (making) => {
    const label = oneOf(making.draw, ["PRLV SEPA URSSAF", "VIR SALAIRE", "FRAIS DE TENUE DE COMPTE"]);
    return manual(making, -(500 + below(making.draw, 200_000)), { label, code: "08" });
  },
};

function byNumber(making: Making, invoice: number, write: (number: string) => string): LabelledLine {
  const number = write(numberOf(invoice));
  const opening = oneOf(making.draw, ["FACTURE", "FACT", "REGLEMENT DE VOTRE", "PAIEMENT", ""]);
  const due = dueOf(making, invoice);
  // A quarter of the lines keep nothing but their label, and the number has to fit in it.
  if (making.draw() < 0.25) return auto(making, due, [[invoice, due]], { label: labelOf(`VIR ${number}`) });
  const detail = `${opening} ${number}`.trim();
  const reference = making.draw() < 0.1 ? { endToEnd: number, detail: "REGLEMENT" } : { detail };
  return auto(making, due, [[invoice, due]], { ...payerOf(making), ...reference });
}

/** As people copy it: small letters, other separators, zeros left out, or nothing between year and rank. */
function mangled(draw: Draw, number: string): string {
  const [month = "", rank = ""] = number.split("-");
  const short = String(Number(rank));
  return oneOf(draw, [
    `${month}/${rank}`,
    `${month} ${rank}`,
    `${month.toLowerCase()}-${short}`,
    `${month.slice(0, 2)} ${month.slice(2)} ${rank}`,
    `N°${month}.${rank}`,
    `${month}${rank}`,
  ]);
}

function largeCustomer(making: Making): LabelledLine {
  const { world, id } = making;
  const first = ordinaryInvoices(world);
  const invoice = first + shuffled(world.invoices - first, Math.floor(id / 50) % (world.invoices - first));
  return byNumber({ ...making, party: partyOf(world, invoice) }, invoice, (number) => number);
}

function severalNumbers(making: Making): LabelledLine {
  const paid = making.invoices.slice(0, 2 + below(making.draw, 2));
  if (paid.length < 2) return MAKERS.number({ ...making, kind: "number" });
  const numbers = paid.map(numberOf);
  const detail =
    making.draw() < 0.3
      ? `FACTURES ${numbers[0]} ET ${numbers.slice(1).join(" ")}`
      : `FACTURES ${numbers.join("+")}`;
  return auto(making, sumOf(making, paid), whole(making, paid), { ...payerOf(making), detail });
}

function severalByName(making: Making): LabelledLine {
  const paid = making.invoices.slice(0, 2);
  if (paid.length < 2) return byName({ ...making, kind: "name" });
  return certainIfOnlySum(making, paid, making.invoices, {
    payer: writtenName(making),
    detail: "SOLDE DE COMPTE",
  });
}

function byName(making: Making): LabelledLine {
  return certainIfOnlySum(making, [pick(making)], making.invoices, {
    payer: writtenName(making),
    detail: "REGLEMENT",
  });
}

/** No name that helps. Where two customers pay from one account, the invoices of both are in question. */
function byIban(making: Making): LabelledLine {
  if (!making.party.ibanKnown) return byName({ ...making, kind: "name" });
  const { index, iban } = making.party;
  const sharing = sharesAccount(index) ? [index - 1] : sharesAccount(index + 1) ? [index + 1] : [];
  const open = [making.invoices, ...sharing.map(invoicesOf)].flat();
  const found = certainIfOnlySum(making, [pick(making)], open, { iban, detail: "REGLEMENT" });
  return sharing.length > 0 ? { ...found, truth: { ...found.truth, expect: "manual" } } : found;
}

/** A part of the invoice named, in words that say so: even where the amount is that of something else he owes, it is this one. */
function part(making: Making): LabelledLine {
  const invoice = pick(making);
  const paid = 100 + below(making.draw, dueOf(making, invoice) - 200);
  const detail = `${oneOf(making.draw, ["ACOMPTE", "1ER VERSEMENT"])} ${numberOf(invoice)}`;
  return auto(making, paid, [[invoice, paid]], { ...payerOf(making), detail });
}

function overpaid(making: Making): LabelledLine {
  const invoice = pick(making);
  const due = dueOf(making, invoice);
  const more = due + 1 + below(making.draw, 5_000);
  const detail = `FACTURE ${numberOf(invoice)}`;
  return auto(making, more, [[invoice, due]], { ...payerOf(making), detail });
}

/** The payer is ours and the amount is right, but a digit of the number is not: it names somebody else's invoice. */
function wrongNumber(making: Making): LabelledLine {
  const invoice = pick(making);
  const detail = `FACTURE ${numberOf(slipped(making, invoice))}`;
  return manual(making, dueOf(making, invoice), { payer: writtenName(making), detail });
}

/** The same slip with no payer on the line. Where number and amount agree by chance, nobody could tell: not made. */
function wrongNumberAlone(making: Making): LabelledLine {
  const invoice = pick(making);
  const named = slipped(making, invoice);
  const due = dueOf(making, invoice);
  if (dueOf(making, named) === due) return MAKERS.unknown_payer({ ...making, kind: "unknown_payer" });
  return manual(making, due, { label: labelOf(`VIR FACT ${numberOf(named)}`) });
}

/** The customer names one of his own invoices and pays the amount of another. */
function wrongNumberOwn(making: Making): LabelledLine {
  const [paid = 0, named] = making.invoices;
  if (named === undefined || dueOf(making, named) === dueOf(making, paid))
    return MAKERS.number({ ...making, kind: "number" });
  const detail = `FACTURE ${numberOf(named)}`;
  return manual(making, dueOf(making, paid), { ...payerOf(making), detail });
}

/** Nothing but a label, which ends within the number: what is left of it may be another invoice's number. */
function cutNumber(making: Making): LabelledLine {
  const invoice = pick(making);
  const number = numberOf(invoice);
  const kept = number.slice(0, number.length - 1 - below(making.draw, 2));
  const label = `VIR ${"REGLEMENT FACTURE DU MOIS".slice(0, 31 - 5 - kept.length).trimEnd()}`;
  return manual(making, dueOf(making, invoice), { label: `${label.padEnd(30 - kept.length)} ${kept}` });
}

/** Pays a draft or a quote, and owes the same amount elsewhere: the line says it is not that. */
function draftNamed(making: Making): LabelledLine {
  const nth = shuffled(draftCount(making.world), making.id % draftCount(making.world));
  const draft = unpayableAt(making.world, nth);
  const party = partyOf(making.world, unpayableLike(nth));
  return manual({ ...making, party }, Number(draft.total), {
    payer: bankText(party.name),
    detail: `FACTURE ${draft.number}`,
  });
}

/** Pays once more what a line before it paid: by mistake, or for another invoice of the same amount. */
function paidTwice(making: Making): LabelledLine {
  for (let id = making.id - 1; id > Math.max(0, making.id - 30); id--) {
    const { line, truth } = lineAt(making.world, id);
    if (truth.kind !== "number") continue;
    return {
      line: { ...line, id: making.id },
      truth: { ...truth, lineId: idOf(making.id), kind: "paid_twice", expect: "manual", allocations: [] },
    };
  }
  return MAKERS.unknown_payer({ ...making, kind: "unknown_payer" });
}

function slipped(making: Making, invoice: number): number {
  const step = 12 * oneOf(making.draw, [1, 2, 10, 30, 100]);
  return invoice + step < making.world.invoices ? invoice + step : Math.max(0, invoice - step);
}

function pick(making: Making): number {
  return making.invoices[below(making.draw, making.invoices.length)] ?? 0;
}

function dueOf(making: Making, invoice: number): number {
  return ownDue(making.world, invoice);
}

function sumOf(making: Making, invoices: readonly number[]): number {
  return invoices.reduce((sum, invoice) => sum + dueOf(making, invoice), 0);
}

function whole(making: Making, invoices: readonly number[]): [number, number][] {
  return invoices.map((invoice) => [invoice, dueOf(making, invoice)]);
}

/** Half of the lines carry the payer's account, and nearly all his name. */
function payerOf(making: Making): Partial<BankedLine> {
  return {
    ...(making.draw() < 0.5 ? { iban: making.party.iban } : {}),
    ...(making.draw() < 0.9 ? { payer: writtenName(making) } : {}),
  };
}

/** The name as a bank may write it: word order, titles and legal forms come and go. */
function writtenName({ draw, party }: Making): string {
  const words = party.name.split(" ");
  if (party.patient)
    return bankText(oneOf(draw, [party.name, words.toReversed().join(" "), `MME ${party.name}`]));
  return oneOf(draw, [party.name, bankText(party.name), bankText(words.slice(1).join(" "))]);
}

function certainIfOnlySum(
  making: Making,
  paid: number[],
  open: number[],
  line: Partial<BankedLine>,
): LabelledLine {
  const amount = sumOf(making, paid);
  const dues = open.map((invoice) => dueOf(making, invoice));
  return setsMaking(dues, amount) === 1
    ? auto(making, amount, whole(making, paid), line)
    : manual(making, amount, line);
}

/** How many sets of these amounts make the sum, counted one by one: there are twenty at the most. */
function setsMaking(amounts: readonly number[], sum: number): number {
  let count = 0;
  for (let set = 1; set < 2 ** amounts.length; set++) {
    let total = 0;
    for (let at = 0; at < amounts.length; at++) if (set & (1 << at)) total += amounts[at] ?? 0;
    if (total === sum) count += 1;
  }
  return count;
}

function auto(
  making: Making,
  cents: number,
  paid: [number, number][],
  line: Partial<BankedLine>,
): LabelledLine {
  const allocations = paid.map(([invoice, amount]) => ({ invoice: numberOf(invoice), cents: amount }));
  const { line: banked, truth } = manual(making, cents, line);
  return { line: banked, truth: { ...truth, expect: "auto", allocations } };
}

function manual({ id, kind }: Making, cents: number, line: Partial<BankedLine>): LabelledLine {
  const label = labelOf(`VIR SEPA ${line.payer ?? "RECU"}`);
  return {
    line: { id, cents, label, code: "05", ...line },
    truth: { lineId: idOf(id), kind, expect: "manual", allocations: [] },
  };
}

export function idOf(id: number): string {
  return String(id).padStart(7, "0");
}
