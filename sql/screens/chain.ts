import { type ChainLink, type ChainStatement, chainOf } from "../../domain/bank/chain.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../connect.ts";

export type ChainRow = ChainStatement & { fileId: bigint; fileName: string };
export type AccountChain = {
  bankAccountId: bigint;
  account: string;
  currency: string;
  /** Oldest first. */
  links: { link: ChainLink; statement: ChainRow }[];
};

type Row = {
  [Key in keyof Omit<Required<ChainRow>, "days">]: Exclude<ChainRow[Key], undefined> | null;
} & {
  days: { on: IsoDate; cents: string }[];
  bankAccountId: bigint;
  account: string;
  currency: string;
};

/** How the statements of an account, or of every account, hang together. */
export async function accountChains(db: Db, bankAccountId?: bigint): Promise<AccountChain[]> {
  const rows = await db<Row[]>`
    select statement.id, statement.bank_account_id, bank_account.name as account, bank_account.currency, file.format,
           statement.file_id, file.name as file_name, statement.opening_on, statement.opening_cents as opening,
           statement.closing_on, statement.closing_cents as closing, statement.first_on, statement.last_on,
           statement.line_count, statement.known_count,
           coalesce(told.days, '[]') as days
      from statement
      join bank_account on bank_account.id = statement.bank_account_id
      join received_file as file on file.id = statement.file_id
      left join (
        select day.statement_id, json_agg(json_build_object('on', day.booked_on, 'cents', day.cents::text)) as days
          from statement_day as day
         where day.company_id = current_company()
           and (${bankAccountId ?? null}::bigint is null or day.bank_account_id = ${bankAccountId ?? null})
         group by day.statement_id
      ) as told on told.statement_id = statement.id
     where ${bankAccountId ?? null}::bigint is null or statement.bank_account_id = ${bankAccountId ?? null}
     order by statement.bank_account_id, statement.id
  `;
  const accounts = new Map<bigint, Row[]>();
  for (const row of rows) accounts.set(row.bankAccountId, [...(accounts.get(row.bankAccountId) ?? []), row]);
  return [...accounts.values()].flatMap(chainOfRows);
}

function chainOfRows(rows: readonly Row[]): AccountChain[] {
  const [first] = rows;
  if (!first) return [];
  const statements = new Map(rows.map((row) => [row.id as bigint, chainRow(row)]));
  const links = chainOf([...statements.values()]).flatMap((link) => {
    const statement = statements.get(link.statementId);
    return statement ? [{ link, statement }] : [];
  });
  const { bankAccountId, account, currency } = first;
  return [{ bankAccountId, account, currency, links }];
}

function chainRow({ days, ...row }: Row): ChainRow {
  const present: object = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return {
    ...(present as Omit<ChainRow, "days">),
    days: days.map(({ on, cents }) => ({ on, cents: BigInt(cents) })),
  };
}

/** What a person should know of the chain of an account: statements missing, contradicting or repeated. Nothing is broken by it. */
export type ChainNotice = { account: string; currency: string; fileName: string } & (
  | Extract<ChainLink, { kind: "gap" | "does_not_follow" | "overlap" }>
  | { kind: "duplicates"; count: number }
);

export async function chainNotices(db: Db): Promise<ChainNotice[]> {
  return (await accountChains(db)).flatMap(noticesOf);
}

/** Repeated deliveries are harmless and may be as many as there are days: they are counted, not listed. */
function noticesOf({ account, currency, links }: AccountChain): ChainNotice[] {
  const notices: ChainNotice[] = [];
  let count = 0;
  for (const { link, statement } of links) {
    const place = { account, currency, fileName: statement.fileName };
    if (link.kind === "gap" || link.kind === "does_not_follow" || link.kind === "overlap")
      notices.push({ ...place, ...link });
    if (link.kind === "duplicate") count += 1;
  }
  return count === 0 ? notices : [...notices, { account, currency, fileName: "", kind: "duplicates", count }];
}
