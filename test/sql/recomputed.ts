import { expect } from "vitest";
import { AGES, type Ages, ageOf } from "../../domain/accounting/aging.ts";
import { fiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { openingBalances } from "../../sql/balances.ts";
import type { Db } from "../../sql/connect.ts";
import { type AgedQuery, agedFigures, agedItems, agedTotalOf } from "../../sql/screens/aged.ts";
import { agedDues } from "../../sql/screens/home.ts";
import { accountRows, ledgerLines, ledgerSums } from "../../sql/screens/ledger.ts";

type Line = {
  id: bigint;
  account: string;
  side: "receivable" | "payable" | null;
  postedOn: IsoDate;
  thirdPartyId: bigint | null;
  shareId: bigint | null;
  customerId: bigint | null;
  dueOn: IsoDate | null;
  amount: bigint;
};

/** Every line ever written but opening entries, with the document it moves: nothing here reads a kept sum. */
function everyLine(db: Db): Promise<Line[]> {
  return db<Line[]>`
    select line.id, line.account, entry.posted_on,
           case when line.account in ('419100', '467100') and entry.journal <> 'VE' then 'receivable' else account.side end as side, line.third_party_id, line.share_id, invoice.customer_id,
           coalesce(invoice.due_on, invoice.issued_on) as due_on, (line.debit_cents - line.credit_cents)::bigint as amount
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id
      join account on account.company_id = line.company_id and account.number = line.account
      left join share on share.id = line.share_id
      left join invoice on invoice.id = share.invoice_id
     where not entry.carried_forward
     order by line.account, entry.posted_on, line.id
  `;
}

/** The pages that read kept sums say what adding up every line says, on each of these days. */
export async function holdPagesToTheLines(db: Db, days: readonly IsoDate[]): Promise<void> {
  const lines = await everyLine(db);
  for (const asOf of days)
    for (const side of ["receivable", "payable"] as const)
      for (const by of ["payer", "customer"] as const) await holdAged(db, lines, { asOf, side, by });
  for (const day of days) await holdLedger(db, lines, day);
  await holdHome(db, days.at(-1) ?? "2026-01-01");
}

async function holdAged(db: Db, lines: readonly Line[], asked: AgedQuery): Promise<void> {
  const items = new Map<string, { party: bigint | null; dueOn: IsoDate | null; due: bigint }>();
  for (const line of lines) {
    if (line.side !== asked.side || line.postedOn > asked.asOf) continue;
    const party = asked.by === "payer" ? line.thirdPartyId : (line.customerId ?? line.thirdPartyId);
    const key = line.shareId === null ? `loose ${party}` : `share ${line.shareId}`;
    const known = items.get(key) ?? { party, dueOn: line.dueOn, due: 0n };
    items.set(key, { ...known, due: known.due + (asked.side === "receivable" ? line.amount : -line.amount) });
  }
  const open = [...items.values()].filter(({ due }) => due !== 0n);
  const wanted = new Map<bigint | null, Ages & { total: bigint }>();
  for (const item of open) {
    const row = wanted.get(item.party) ?? { ...NOTHING, total: 0n };
    row[ageOf(item, asked.asOf)] += item.due;
    row.total += item.due;
    wanted.set(item.party, row);
  }
  const shown = await agedFigures(db, asked, { limit: 100, offset: 0 });
  const found = new Map(shown.rows.map(({ partyId, ...sums }) => [partyId, sums]));
  expect([asked, found]).toEqual([asked, wanted]);
  expect(shown.totals).toEqual(
    Object.fromEntries(
      [...AGES, "total" as const].map((age) => [age, sumCents([...wanted.values()].map((row) => row[age]))]),
    ),
  );
  for (const [partyId, row] of wanted) {
    if (partyId === null) continue;
    const behind = await agedItems(db, asked, { partyId, limit: 100, offset: 0 });
    expect(sumCents(behind.map(({ due }) => due))).toBe(row.total);
    expect(await agedTotalOf(db, asked, partyId)).toBe(row.total);
  }
}

const NOTHING: Ages = { notDue: 0n, first: 0n, second: 0n, third: 0n, older: 0n, apart: 0n };

/** Two lines a page, so that pages end within days and within accounts. */
async function holdLedger(db: Db, lines: readonly Line[], to: IsoDate): Promise<void> {
  const year = fiscalYear(Number(to.slice(0, 4)), 12);
  const inYear = lines.filter(({ postedOn }) => postedOn >= year.startsOn && postedOn <= to);
  const rows = await accountRows(db, { year, from: year.startsOn, to });
  const opened = await openingBalances(db, year);
  for (const { account, opening, debit, credit, lines: count } of rows) {
    const own = inYear.filter((line) => line.account === account);
    expect([account, opening, debit - credit, count]).toEqual([
      account,
      sumCents(opened.filter((each) => each.account === account).map(({ balance }) => balance)),
      sumCents(own.map(({ amount }) => amount)),
      own.length,
    ]);
  }
  const accounts = [...new Set(inYear.map(({ account }) => account))];
  const asked = { accounts, from: year.startsOn, to };
  const read: { id: bigint; moved: bigint }[] = [];
  let after: Parameters<typeof ledgerLines>[2]["after"];
  for (;;) {
    const found = await ledgerLines(db, asked, { after, limit: 2 });
    read.push(...found.map(({ id, moved }) => ({ id, moved })));
    after = found.at(-1);
    if (found.length < 2) break;
  }
  const running = new Map<string, bigint>();
  expect(read).toEqual(
    inYear.map(({ id, account, amount }) => {
      const moved = (running.get(account) ?? 0n) + amount;
      running.set(account, moved);
      return { id, moved };
    }),
  );
  const { debit, credit } = await ledgerSums(db, asked);
  expect(debit - credit).toBe(sumCents(inYear.map(({ amount }) => amount)));
}

async function holdHome(db: Db, today: IsoDate): Promise<void> {
  const wanted = await db<{ payer: string; notDue: bigint; total: bigint }[]>`
    select share.payer, coalesce(sum(greatest(share.due_cents, 0)) filter (where coalesce(invoice.due_on, invoice.issued_on) >= ${today}), 0)::bigint as not_due,
           sum(share.due_cents)::bigint as total
      from share
      join invoice on invoice.id = share.invoice_id and invoice.unpaid
     where share.due_cents <> 0
     group by share.payer
    having count(*) > 0
     order by share.payer
  `;
  const found = (await agedDues(db, today)).map(({ payer, notDue, total }) => ({ payer, notDue, total }));
  expect(found.toSorted((a, b) => (a.payer < b.payer ? -1 : 1))).toEqual(
    [...wanted].filter(({ total, notDue }) => total !== 0n || notDue !== 0n),
  );
}
