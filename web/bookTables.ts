import { AGES } from "../domain/accounting/aging.ts";
import type { AgedRow } from "../sql/screens/aged.ts";
import type { AccountRow, LedgerLine } from "../sql/screens/ledger.ts";
import type { Reconciliation } from "../sql/screens/reconciliation.ts";
import type { Cell, Column, Table } from "./tables.ts";
import type { CompanyVisit } from "./visit.ts";

const text = (title: string, width?: number): Column => ({
  title,
  kind: "text",
  ...(width ? { width } : {}),
});
const amount = (title: string): Column => ({ title, kind: "amount" });
const day = (title: string): Column => ({ title, kind: "day", width: 12 });

/** A table whose rows are at hand. */
function small(title: string, columns: readonly Column[], rows: Cell[][]): Table {
  return {
    title,
    columns,
    rows: (async function* () {
      yield rows;
    })(),
  };
}

/** What leaves the screens names patients by their code. */
function exportedParty(line: {
  isPatient: boolean;
  aux: string | null;
  party: string | null;
}): string | null {
  return line.isPatient ? line.aux : line.party;
}

export function ledgerTable(
  { words }: CompanyVisit,
  names: Map<string, { name: string }>,
  openings: readonly AccountRow[],
  batches: AsyncIterable<LedgerLine[]>,
): Table {
  const says = words.ledger;
  const opening = new Map(openings.map((row) => [row.account, row.opening]));
  const openingRow = (row: AccountRow): Cell[] => [
    row.account,
    row.name,
    ...Array<null>(5).fill(null),
    says.opening,
    null,
    row.opening > 0n ? row.opening : null,
    row.opening < 0n ? -row.opening : null,
    row.opening,
  ];
  const lineRow = (line: LedgerLine): Cell[] => [
    line.account,
    names.get(line.account)?.name ?? line.account,
    line.aux,
    exportedParty(line),
    line.postedOn,
    line.number === null ? `${line.journal} ${says.draft}` : `${line.journal} ${line.number}`,
    line.piece,
    line.label,
    line.letter,
    line.debit === 0n ? null : line.debit,
    line.credit === 0n ? null : line.credit,
    (opening.get(line.account) ?? 0n) + line.moved,
  ];
  const rows = async function* () {
    const waiting = openings.filter((row) => row.opening !== 0n);
    /** The openings of the accounts up to one, each told once and before the lines of its account. */
    const upTo = (account: string | undefined) => {
      const at = account === undefined ? -1 : waiting.findIndex((row) => row.account > account);
      return waiting.splice(0, at === -1 ? waiting.length : at).map(openingRow);
    };
    for await (const lines of batches) yield lines.flatMap((line) => [...upTo(line.account), lineRow(line)]);
    yield upTo(undefined);
  };
  const columns = [
    text(says.account, 10),
    text(words.balance.heads.name),
    text(says.code, 14),
    text(says.party),
    day(says.day),
    text(says.entry, 12),
    text(says.piece, 20),
    text(says.label, 48),
    text(says.letter, 8),
    amount(words.balance.heads.debit),
    amount(words.balance.heads.credit),
    amount(says.running),
  ];
  return { title: says.title, columns, rows: rows() };
}

export function balanceTableOf({ words }: CompanyVisit, rows: readonly AccountRow[]): Table {
  const { heads, title } = words.balance;
  return small(
    title,
    [
      text(heads.account, 10),
      text(heads.name, 44),
      amount(heads.opening),
      amount(heads.debit),
      amount(heads.credit),
      amount(heads.debitBalance),
      amount(heads.creditBalance),
    ],
    rows.map((row) => {
      const closing = closingOf(row);
      return [
        row.account,
        row.name,
        row.opening,
        row.debit,
        row.credit,
        closing > 0n ? closing : 0n,
        closing < 0n ? -closing : 0n,
      ];
    }),
  );
}

/** What an account holds at the end of the period: debit − credit. */
export function closingOf({ opening, debit, credit }: AccountRow): bigint {
  return opening + debit - credit;
}

export function agedTable({ words }: CompanyVisit, batches: AsyncIterable<AgedRow[]>): Table {
  const { heads, title, nobody } = words.aged;
  const rows = async function* () {
    for await (const batch of batches)
      yield batch.map((row): Cell[] => [
        row.aux,
        row.aux === null ? nobody : exportedParty({ ...row, isPatient: row.payer === "patient" }),
        ...AGES.map((age) => row[age]),
        row.total,
      ]);
  };
  const columns = [
    text(words.ledger.code, 16),
    text(heads.party, 40),
    ...AGES.map((age) => amount(heads[age])),
    amount(heads.total),
  ];
  return { title, columns, rows: rows() };
}

export function reconciliationTable({ words }: CompanyVisit, found: Reconciliation, account: string): Table {
  const says = words.reconciliation;
  const line = (on: string | null, what: string, why: string, cents: bigint): Cell[] => [
    on,
    what,
    why,
    cents,
  ];
  return small(
    says.title,
    [day(says.heads.day), text(says.heads.what, 60), text(says.heads.why, 44), amount(says.heads.amount)],
    [
      line(found.closingOn, says.bank, "", found.bankCents),
      line(null, says.ledger(account), "", found.ledgerCents),
      line(null, says.difference, "", found.bankCents - found.ledgerCents),
      line(null, says.opening, says.explained, found.openingCents),
      line(null, says.missing, says.explained, found.missingCents),
      ...found.kinds.flatMap(({ kind, items }) =>
        items.map((item) => line(item.on, item.label, says.kinds[kind], item.cents)),
      ),
    ],
  );
}
