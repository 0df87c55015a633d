import { customersOneSlipFrom, invoicesOwingOf, TOLD_APART } from "./census.ts";
import {
  auto,
  certainIfOnlySum,
  dueOf,
  type Making,
  manual,
  meaning,
  payerOf,
  pick,
  sumOf,
  whole,
  writtenName,
} from "./making.ts";
import { below, type Draw, oneOf } from "./random.ts";
import { bankText, type Kind, type LabelledLine, labelOf } from "./truth.ts";
import { invoicesOf, numberOf } from "./world.ts";

type Hard =
  | "name_typo"
  | "name_cut"
  | "near_namesakes"
  | "prefix_lost"
  | "rf_reference"
  | "split_number"
  | "cent_apart"
  | "equal_totals"
  | "digits_trap"
  | "credit_netted"
  | "fees_deducted"
  | "discount"
  | "batch";

/** The lines on which matchers are known to fail: names with slips, damaged numbers, sums with a catch, and traps. */
export const HARD_MAKERS: Record<Extract<Kind, Hard>, (making: Making) => LabelledLine> = {
  name_typo: nameTypo,
  name_cut: (making) => {
    const invoice = pick(making);
    const due = dueOf(making, invoice);
    const before = "VIR SEPA RECU DE LA PART ";
    const label = labelOf(before + making.party.name);
    // Six letters are left of the name ("SARL C"): where more who owe as much begin so, nobody could say who paid.
    const alike = invoicesOwingOf(making.world, due, label.slice(before.length), TOLD_APART);
    const line = manual(making, due, { label });
    return alike.length <= TOLD_APART ? meaning(line, making, [invoice]) : line;
  },
  near_namesakes: nearNamesakes,
  prefix_lost: (making) => {
    const invoice = pick(making);
    const due = dueOf(making, invoice);
    const detail = `PAIEMENT ${numberOf(invoice).slice(2)}`;
    return auto(making, due, [[invoice, due]], { payer: writtenName(making), detail });
  },
  rf_reference: (making) => {
    const invoice = pick(making);
    const due = dueOf(making, invoice);
    return auto(making, due, [[invoice, due]], { detail: creditorReference(making.draw, numberOf(invoice)) });
  },
  split_number: (making) => {
    const invoice = pick(making);
    const due = dueOf(making, invoice);
    const number = numberOf(invoice);
    const at = 5 + below(making.draw, 4);
    const detail = `${"REGLEMENT DE VOTRE FACTURE DU MOIS DERNIER ".padStart(70 - at, "X ").slice(at - 70)}${number.slice(0, at)}`;
    return auto(making, due, [[invoice, due]], {
      payer: writtenName(making),
      detail,
      detail2: number.slice(at),
    });
  },
  cent_apart: (making) => {
    const invoice = making.invoices[below(making.draw, 2)] ?? 0;
    return certainIfOnlySum(making, [invoice], making.invoices, {
      payer: writtenName(making),
      detail: "REGLEMENT",
    });
  },
  equal_totals: (making) => {
    const [first = 0, second = 0] = making.invoices;
    const line = manual(making, dueOf(making, first), { payer: writtenName(making), detail: "REGLEMENT" });
    return meaning(line, making, [first], [second]);
  },
  digits_trap: (making) => {
    const detail = oneOf(making.draw, [
      "LOYER 2026 75011 PARIS",
      `AVIS 26 03 ${10_000 + below(making.draw, 80_000)}`,
      `DU 01/10/2026 AU 31/10/2026 REF ${100_000 + below(making.draw, 900_000)}`,
      `CLIENT ${making.party.aux} TEL 06 12 34 56 78`,
    ]);
    return manual(making, 1_000 + below(making.draw, 90_000), { label: labelOf("VIR SEPA RECU"), detail });
  },
  credit_netted: (making) => {
    const [first = 0, , note = 0] = making.invoices;
    const paid = [first, note];
    const amount = sumOf(making, paid);
    if (making.draw() < 0.5) {
      const detail = `${numberOf(first)} MOINS AVOIR ${numberOf(note)}`;
      return auto(making, amount, whole(making, paid), { ...payerOf(making), detail });
    }
    return certainIfOnlySum(making, paid, making.invoices, { payer: writtenName(making), detail: "RELEVE" });
  },
  fees_deducted: (making) => {
    const invoice = pick(making);
    const paid = Math.max(1, dueOf(making, invoice) - oneOf(making.draw, [1_200, 1_500, 400]));
    const detail = `PAYMENT ${numberOf(invoice)}`;
    return auto(making, paid, [[invoice, paid]], { payer: writtenName(making), detail });
  },
  discount: (making) => {
    const invoice = pick(making);
    const paid = Math.floor(dueOf(making, invoice) * oneOf(making.draw, [0.98, 0.97, 0.95]));
    const detail = `FACTURE ${numberOf(invoice)} ESCOMPTE DEDUIT`;
    return auto(making, paid, [[invoice, paid]], { payer: writtenName(making), detail });
  },
  batch: (making) => {
    const rank = 1_000_000 + making.id;
    const [label, code] = oneOf<[string, string]>(making.draw, [
      [`REM CHQ ${rank} 3 CHQ`, "02"],
      [`REMISE CB ${rank} COM 12,30`, "30"],
      ["REMISE PRLV SEPA NB 4", "B2"],
    ]);
    return manual(making, 5_000 + below(making.draw, 300_000), { label, code });
  },
};

/**
 * One slip in the name. In a large world it may be a slip of another customer's name as well, who owes exactly as much: either would
 * be right, and a person must say which.
 */
function nameTypo(making: Making): LabelledLine {
  const invoice = pick(making);
  const payer = withSlip(making.draw, bankText(making.party.name));
  const line = { payer, detail: "REGLEMENT" };
  const due = dueOf(making, invoice);
  const rivals = customersOneSlipFrom(making.world, payer)
    .filter(({ index }) => index !== making.party.index)
    .flatMap(({ index }) => invoicesOf(index).filter((each) => dueOf(making, each) === due));
  if (rivals.length === 0) return certainIfOnlySum(making, [invoice], making.invoices, line);
  const ofTwo: Making = { ...making, kind: "typo_of_two" };
  return meaning(manual(ofTwo, due, line), ofTwo, [invoice], ...rivals.map((rival) => [rival]));
}

/** Half of the lines bear the exact name of one of two customers whose names differ by a letter; half, a slip of both. */
function nearNamesakes(making: Making): LabelledLine {
  const [first = 0] = making.invoices;
  const due = dueOf(making, first);
  const other = invoicesOf(making.party.index + 1);
  if (making.draw() < 0.5) {
    const open = making.invoices;
    return certainIfOnlySum(making, [first], open, {
      payer: bankText(making.party.name),
      detail: "REGLEMENT",
    });
  }
  const line = manual(making, due, { payer: bankText(`${making.party.name}z`), detail: "REGLEMENT" });
  return meaning(line, making, [first], [other[0] ?? 0]);
}

/** One letter of the longest word exchanged, left out, doubled or changed: what fingers do. */
function withSlip(draw: Draw, name: string): string {
  const words = name.split(" ");
  const longest = words.reduce((best, word, at) => (word.length > (words[best]?.length ?? 0) ? at : best), 0);
  const word = words[longest] ?? "";
  const at = 1 + below(draw, word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  words[longest] = oneOf(draw, [
    `${before}${after.charAt(0)}${letter}${after.slice(1)}`,
    `${before}${after}`,
    `${before}${letter}${letter}${after}`,
    `${before}${letter === "E" ? "A" : "E"}${after}`,
  ]);
  return words.join(" ");
}

/** ISO 11649: RF, the check digits, and the number without its dash; half of them in groups of four. */
function creditorReference(draw: Draw, number: string): string {
  const body = number.replace(/[^A-Z0-9]/g, "");
  const digits = [...`${body}RF00`].map((sign) => Number.parseInt(sign, 36)).join("");
  const check = String(98 - Number(BigInt(digits) % 97n)).padStart(2, "0");
  const reference = `RF${check}${body}`;
  return draw() < 0.5 ? reference : (reference.match(/.{1,4}/g) ?? []).join(" ");
}
