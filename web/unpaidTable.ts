import type { Db } from "../sql/connect.ts";
import { type UnpaidRow, unpaidPage } from "../sql/screens/unpaid.ts";
import type { UnpaidQuery } from "./filters.ts";
import { plainText } from "./plainText.ts";
import { byInvoice, readStandings, type ShareStanding } from "./standings.ts";
import type { Cell, Column, Table } from "./tables.ts";
import { reasonAndAction } from "./views/unpaidReason.ts";
import type { CompanyVisit } from "./visit.ts";

const CHUNK = 2_000;

const KINDS: Record<keyof CompanyVisit["words"]["table"]["heads"], Column["kind"]> = {
  number: "text",
  issuedOn: "day",
  dueOn: "day",
  customer: "text",
  fund: "text",
  mutual: "text",
  branch: "text",
  total: "amount",
  amo: "amount",
  amc: "amount",
  own: "amount",
  reason: "text",
  action: "text",
};

/** The unpaid list as a file: every row that the filter shows, in the order of the list, read a few thousand at a time. */
export function unpaidTable(visit: CompanyVisit, db: Db, asked: UnpaidQuery): Table {
  const { heads, title } = visit.words.table;
  const columns = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((name) => ({
    title: heads[name],
    kind: KINDS[name],
  }));
  return { title, columns, rows: batches(visit, db, asked) };
}

async function* batches(visit: CompanyVisit, db: Db, asked: UnpaidQuery): AsyncGenerator<Cell[][]> {
  const { filter, sort, descending } = asked;
  const { today } = visit;
  let after: UnpaidQuery["after"];
  for (;;) {
    const rows = await unpaidPage(db, { filter, today, sort, descending, after, limit: CHUNK });
    const ids = rows.map((row) => row.id);
    const standings = byInvoice(await readStandings(db, ids, today));
    yield rows.map((row) => cellsOf(visit, row, standings.get(row.id) ?? []));
    after = rows.at(-1);
    if (rows.length < CHUNK) return;
  }
}

/** What leaves the screens names patients by their code. */
function cellsOf(visit: CompanyVisit, row: UnpaidRow, standings: readonly ShareStanding[]): Cell[] {
  const { reason, action } = reasonAndAction(visit, row, standings);
  return [
    row.number,
    row.issuedOn,
    row.dueOn,
    row.customerPayer === "patient" ? row.customerAux : row.customer,
    row.fund,
    row.mutual,
    row.branch,
    row.totalCents,
    row.dueAmoCents,
    row.dueAmcCents,
    row.dueOwnCents,
    plainText(reason),
    plainText(action),
  ];
}
