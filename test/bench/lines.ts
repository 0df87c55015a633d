import { invoicesOwing, someOf, TOLD_APART } from "./census.ts";
import { HARD_MAKERS } from "./hardLines.ts";
import {
  auto,
  certainIfOnlySum,
  dueOf,
  idOf,
  type Making,
  manual,
  meaning,
  payerOf,
  pick,
  sumOf,
  whole,
  writtenName,
} from "./making.ts";
import { FUNDS, isNamesake, isNearNamesake, partyAt, sharesAccount } from "./parties.ts";
import { below, type Draw, drawsFor, oneOf, shuffled } from "./random.ts";
import { bankText, type Kind, type LabelledLine, labelOf } from "./truth.ts";
import {
  draftCount,
  hasCreditNote,
  hasEqualTotals,
  invoicesBeginning,
  invoicesOf,
  isCentApart,
  numberOf,
  ordinaryInvoices,
  ordinaryParties,
  partyOf,
  unpayableAt,
  unpayableLike,
  type World,
} from "./world.ts";

/** A kind that is drawn; what was drawn as a slip is of two customers where the world has another as near. */
type Drawn = Exclude<Kind, "typo_of_two">;

/** Of a hundred lines, so many of each kind; the list is walked in a shuffled order. */
const MIX: readonly (readonly [Drawn, number])[] = [
  ["number", 33],
  ["mangled_number", 8],
  ["several_numbers", 6],
  ["several_by_name", 3],
  ["name", 9],
  ["iban", 6],
  ["part", 4],
  ["overpaid", 2],
  ["wrong_number", 2],
  ["wrong_number_alone", 1],
  ["wrong_number_own", 1],
  ["cut_number", 2],
  ["draft_named", 2],
  ["paid_twice", 1],
  ["insurer", 3],
  ["unknown_payer", 2],
  ["money_out", 2],
  ["name_typo", 4],
  ["name_cut", 1],
  ["prefix_lost", 2],
  ["rf_reference", 1],
  ["split_number", 1],
  ["digits_trap", 1],
  ["returned", 1],
  ["fees_deducted", 1],
  ["discount", 1],
];
const HUNDRED: readonly Drawn[] = MIX.flatMap(([kind, count]) => Array<Drawn>(count).fill(kind));

/** The most lines a world can carry: each has a customer of its own, so that one line's answer is not another's. */
export function linesMax(world: World): number {
  return Math.floor(ordinaryParties(world) * 0.95);
}

/** Line `id` (from 1) of the statement, with its right answer. */
export function lineAt(world: World, id: number): LabelledLine {
  const partyIndex = shuffled(ordinaryParties(world), id);
  const party = partyAt(world.seed, partyIndex);
  const kind = kindOf(id, partyIndex);
  return MAKERS[kind]({
    world,
    id,
    draw: drawsFor(world.seed, "line", id),
    party,
    invoices: invoicesOf(partyIndex),
    kind,
  });
}

function kindOf(id: number, partyIndex: number): Drawn {
  if (isNamesake(partyIndex) || isNearNamesake(partyIndex)) return "unknown_payer"; // his namesake may have a line
  if (isNamesake(partyIndex + 1)) return "namesakes";
  if (isNearNamesake(partyIndex + 1)) return "near_namesakes";
  if (hasCreditNote(partyIndex)) return "credit_netted";
  if (isCentApart(partyIndex)) return "cent_apart";
  if (hasEqualTotals(partyIndex)) return "equal_totals";
  if (id % 50 === 0) return "large_customer";
  if (id % 50 === 33) return "batch";
  return HUNDRED[shuffled(100, id % 100)] ?? "number";
}

const MAKERS: Record<Drawn, (making: Making) => LabelledLine> = {
  ...HARD_MAKERS,
  returned: (making) => returned(making),
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
    const line = manual(making, dueOf(making, first), { detail: "REGLEMENT", payer: writtenName(making) });
    return meaning(line, making, [first], [invoicesOf(making.party.index + 1)[0] ?? 0]);
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
  return sharing.length > 0
    ? { ...found, truth: { ...found.truth, expect: "manual", meant: [found.truth.allocations] } }
    : found;
}

/** A part of the invoice named, in words that say so: even where the amount is that of something else he owes, it is this one. */
function part(making: Making): LabelledLine {
  const invoice = pick(making);
  const paid = 100 + below(making.draw, dueOf(making, invoice) - 200);
  // Some lines keep nothing but their label: the number, that it is a part, and perhaps the beginning of a name.
  const bare = making.draw();
  if (bare < 0.3) {
    const name = bare < 0.15 ? ` ${making.party.name.split(" ").at(-1)}` : "";
    return auto(making, paid, [[invoice, paid]], { label: labelOf(`VIR ACPT ${numberOf(invoice)}${name}`) });
  }
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
  const line = manual(making, dueOf(making, invoice), { payer: writtenName(making), detail });
  return meaning(line, making, [invoice]);
}

/**
 * The same slip with no payer on the line. Where number and amount agree by chance, nobody could tell: not made. An answer is expected
 * where few invoices owe as much, or of those few are one digit away and this is one of them.
 */
function wrongNumberAlone(making: Making): LabelledLine {
  const invoice = pick(making);
  const named = slipped(making, invoice);
  const due = dueOf(making, invoice);
  if (dueOf(making, named) === due) return MAKERS.unknown_payer({ ...making, kind: "unknown_payer" });
  const line = manual(making, due, { label: labelOf(`VIR FACT ${numberOf(named)}`) });
  const owing = invoicesOwing(making.world, due);
  const near = someOf(owing, (each) => digitsApart(numberOf(named), numberOf(each)) === 1, TOLD_APART);
  const isFound = owing.length <= TOLD_APART || (near.length <= TOLD_APART && near.includes(invoice));
  return isFound ? meaning(line, making, [invoice]) : line;
}

function digitsApart(one: string, other: string): number {
  return [...one].filter((digit, at) => digit !== other[at]).length;
}

/** The customer names one of his own invoices and pays the amount of another. */
function wrongNumberOwn(making: Making): LabelledLine {
  const [paid = 0, named] = making.invoices;
  if (named === undefined || dueOf(making, named) === dueOf(making, paid))
    return MAKERS.number({ ...making, kind: "number" });
  const detail = `FACTURE ${numberOf(named)}`;
  return meaning(manual(making, dueOf(making, paid), { ...payerOf(making), detail }), making, [paid]);
}

/**
 * Nothing but a label, which ends within the number: what is left of it may be another invoice's number. Where many
 * invoices begin like it and owe as much, nobody could tell them apart: no answer is expected.
 */
function cutNumber(making: Making): LabelledLine {
  const invoice = pick(making);
  const number = numberOf(invoice);
  const kept = number.slice(0, number.length - 1 - below(making.draw, 2));
  const label = `VIR ${"REGLEMENT FACTURE DU MOIS".slice(0, 31 - 5 - kept.length).trimEnd()}`;
  const due = dueOf(making, invoice);
  const line = manual(making, due, { label: `${label.padEnd(30 - kept.length)} ${kept}` });
  const alike = invoicesBeginning(making.world, kept).filter((each) => dueOf(making, each) === due);
  return alike.length <= TOLD_APART ? meaning(line, making, [invoice]) : line;
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

/** A transfer that a line some days before brought goes back, and the bank says which: the invoice is due again. */
function returned(making: Making): LabelledLine {
  const before = making.id - Math.ceil(linesMax(making.world) / 50) - 1;
  for (let id = before; id > Math.max(0, before - 60); id--) {
    const { line, truth } = lineAt(making.world, id);
    const [paid] = truth.allocations;
    if (truth.kind !== "mangled_number" || !paid) continue;
    const label = labelOf(`REJET VIR ${line.payer ?? ""}`);
    const detail = `RETOUR ${paid.invoice} ${oneOf(making.draw, ["AC04 COMPTE CLOTURE", "MS03 RAISON NON COMMUNIQUEE"])}`;
    const back = manual(making, -line.cents, { label, detail, code: "06" });
    const allocations = [{ invoice: paid.invoice, cents: -paid.cents }];
    return { ...back, truth: { ...back.truth, expect: "auto", allocations } };
  }
  return MAKERS.unknown_payer({ ...making, kind: "unknown_payer" });
}

/** Pays once more what a line before it paid: by mistake, or for another invoice of the same amount. */
function paidTwice(making: Making): LabelledLine {
  for (let id = making.id - 1; id > Math.max(0, making.id - 30); id--) {
    const { line, truth } = lineAt(making.world, id);
    if (truth.kind !== "number") continue;
    return {
      line: { ...line, id: making.id },
      truth: { lineId: idOf(making.id), kind: "paid_twice", expect: "manual", allocations: [] },
    };
  }
  return MAKERS.unknown_payer({ ...making, kind: "unknown_payer" });
}

function slipped(making: Making, invoice: number): number {
  const step = 12 * oneOf(making.draw, [1, 2, 10, 30, 100]);
  return invoice + step < making.world.invoices ? invoice + step : Math.max(0, invoice - step);
}
