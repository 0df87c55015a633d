import type { IsoDate } from "../days.ts";
import { absCents, type Cents, decimalOf, sumCents } from "../money.ts";
import type { Payer } from "../payer.ts";
import { error, type Problem } from "../problems.ts";
import type { Role, Roles } from "./accounts.ts";
import { OPENING_JOURNAL } from "./carryForward.ts";
import { type EntryDraft, entry } from "./entry.ts";

/** A line as a person writes it. Cents; `aux` is the code of a third party in the books. */
export type ManualLine = { account: string; aux?: string; label?: string; debit: Cents; credit: Cents };

/** Where it is written: opérations diverses, or the balances with which the books begin (à-nouveaux). */
export const MANUAL_JOURNALS = ["OD", OPENING_JOURNAL] as const;
export type ManualJournal = (typeof MANUAL_JOURNALS)[number];

export type ManualEntry = {
  /** OD where none is said. */
  journal?: ManualJournal;
  postedOn: IsoDate;
  piece: string;
  label: string;
  lines: readonly ManualLine[];
};

/** What of the books the lines are held against. */
export type ManualBooks = {
  accounts: ReadonlySet<string>;
  banks: ReadonlySet<string>;
  parties: ReadonlyMap<string, { id: bigint; payer: Payer }>;
  roles: Roles;
  /** The days of the financial years in which a person writes. */
  open: { from: IsoDate; to: IsoDate };
  /** The day on which the books begin; undefined once a year is closed, which carries its balances forward by itself. */
  begins: IsoDate | undefined;
};

/** Debit less credit, and both. */
export function balanceOf(lines: readonly Pick<ManualLine, "debit" | "credit">[]): {
  debit: Cents;
  credit: Cents;
  gap: Cents;
} {
  const debit = sumCents(lines.map((line) => line.debit));
  const credit = sumCents(lines.map((line) => line.credit));
  return { debit, credit, gap: debit - credit };
}

/** Accounts that follow from the dues of documents (rule 4 of posting), by role and by the class of the plan. */
const CONTROL: readonly Role[] = [
  "customerBusiness",
  "customerPatient",
  "customerAmo",
  "customerAmc",
  "supplier",
  "assetSupplier",
];
const CONTROL_CLASSES = /^(?:411|401|404)/;

/** Accounts on which every line is an item that a payment put there and another takes off. */
const KEPT: readonly Role[] = [
  "billsReceivable",
  "billsPayable",
  "assetBillsPayable",
  "billsForCollection",
  "billsForDiscount",
  "chequesToCash",
  "cardReceipts",
  "directDebitsSent",
  "otherReceipts",
  "insurerAnnounced",
  "advancesReceived",
  "overpaymentsToRefund",
  "vatUncollected",
];

/** Accounts of third parties, which no line moves without one. */
const WITH_AUX = /^4(?:0|1|6)/;

/**
 * Why an entry that a person writes cannot stand: it does not balance, or it moves an account that only something else may move. A 512
 * account moves by exactly one bank line; customers and suppliers by their documents; what waits on accounts of passage by its payment.
 */
export function manualProblems(written: ManualEntry, books: ManualBooks): Problem[] {
  const { label, lines } = written;
  const lineProblem = written.journal === OPENING_JOURNAL ? openingLineProblem : otherLineProblem;
  const { debit, credit, gap } = balanceOf(lines);
  const params = { debit: decimalOf(debit), credit: decimalOf(credit) };
  return [
    ...dayProblem(written, books),
    ...(label.trim() ? [] : [error("manual_label_missing")]),
    ...(lines.length < 2 ? [error("manual_too_few_lines")] : []),
    ...lines.flatMap((line, at) => lineProblem(line, at + 1, books) ?? []),
    ...(gap === 0n ? [] : [error("manual_unbalanced", { value: decimalOf(absCents(gap)), params })]),
  ];
}

/** A day far off is a slip of the pen, and would open a financial year with others missing before it. */
function dayProblem({ journal, postedOn }: ManualEntry, { open, begins }: ManualBooks): Problem[] {
  if (journal === OPENING_JOURNAL) {
    if (begins === undefined) return [error("opening_too_late")];
    return postedOn === begins
      ? []
      : [error("opening_day_wrong", { params: { written: postedOn, day: begins } })];
  }
  if (postedOn >= open.from && postedOn <= open.to) return [];
  return [error("manual_day_outside_years", { params: { written: postedOn, ...open } })];
}

function otherLineProblem(line: ManualLine, number: number, books: ManualBooks): Problem | undefined {
  const { account: value } = line;
  const place = { line: number, value };
  const amiss = amountProblem(line, number, books);
  if (amiss) return amiss;
  if (books.banks.has(value) || value.startsWith("512")) return error("manual_bank_account", place);
  if (isControl(value, books)) return error("manual_control_account", place);
  return keptProblem(line, number, books);
}

/**
 * With what the books begin: balance-sheet accounts, banks among them, which have no line for it. What customers and suppliers still
 * owe comes as its invoices, without which no payment would find them.
 */
function openingLineProblem(line: ManualLine, number: number, books: ManualBooks): Problem | undefined {
  const { account: value } = line;
  const place = { line: number, value };
  const amiss = amountProblem(line, number, books);
  if (amiss) return amiss;
  if (!/^[1-5]/.test(value)) return error("opening_account_of_result", place);
  if (isControl(value, books)) return error("opening_control_account", place);
  return keptProblem(line, number, books);
}

function amountProblem({ account: value, debit, credit }: ManualLine, line: number, books: ManualBooks) {
  if (debit < 0n || credit < 0n || debit > 0n === credit > 0n)
    return error("manual_line_side", { line, value });
  return books.accounts.has(value) ? undefined : error("manual_account_unknown", { line, value });
}

function playsOneOf(roles: readonly Role[], account: string, books: ManualBooks): boolean {
  return roles.some((role) => books.roles[role] === account);
}

function isControl(account: string, books: ManualBooks): boolean {
  return playsOneOf(CONTROL, account, books) || CONTROL_CLASSES.test(account);
}

function keptProblem(line: ManualLine, number: number, books: ManualBooks): Problem | undefined {
  const { account: value } = line;
  if (playsOneOf(KEPT, value, books)) return error("manual_kept_account", { line: number, value });
  return auxProblem(line, number, books);
}

function auxProblem(
  { account, aux }: ManualLine,
  line: number,
  { parties }: ManualBooks,
): Problem | undefined {
  const needed = WITH_AUX.test(account);
  if (aux === undefined) return needed ? error("manual_aux_needed", { line, value: account }) : undefined;
  if (!needed) return error("manual_aux_not_expected", { line, value: account });
  const party = parties.get(aux);
  const isSupplier = party?.payer === "supplier";
  const fits = account.startsWith("40") ? isSupplier : !account.startsWith("41") || !isSupplier;
  return party && fits ? undefined : error("manual_aux_unknown", { line, value: aux, params: { account } });
}

/** The entry, in its journal. It was checked before. */
export function manualDraft(
  { journal = "OD", postedOn, piece, label, lines }: ManualEntry,
  { parties }: Pick<ManualBooks, "parties">,
): EntryDraft {
  return entry({
    journal,
    postedOn,
    piece,
    pieceOn: postedOn,
    label,
    lines: lines.map(({ account, aux, label: own, debit, credit }) => {
      const party = aux === undefined ? undefined : parties.get(aux);
      return {
        account,
        debit,
        credit,
        ...(party ? { thirdPartyId: party.id } : {}),
        ...(own ? { label: own } : {}),
      };
    }),
  });
}
