import type { ChainLink } from "../../domain/bank/chain.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import { accountChains, type ChainRow } from "./chain.ts";

/** A statement in its place, with what its balances and its lines differ by where that is known. */
export type PlacedStatement = { link: ChainLink; statement: ChainRow; doesNotAddUpBy: Cents };

export type ChainPage = {
  /** The latest first. */
  statements: PlacedStatement[];
  currency: string;
  total: number;
  /** Statements before which something is missing or contradicts, the latest first: all of them, whatever the page. */
  breaks: ChainLink[];
};

/** The chain of one account, a page of it, from its latest statement back. */
export async function chainPage(
  db: Db,
  { bankAccountId, page, size }: { bankAccountId: bigint; page: number; size: number },
): Promise<ChainPage> {
  const [chain] = await accountChains(db, bankAccountId);
  const links = [...(chain?.links ?? [])].reverse();
  const shown = links.slice((page - 1) * size, page * size);
  const sums = await sumsOf(
    db,
    shown.map(({ statement }) => statement.id),
  );
  return {
    statements: shown.map(({ link, statement }) => ({
      link,
      statement,
      doesNotAddUpBy: differenceOf(statement, sums.get(statement.id)),
    })),
    currency: chain?.currency ?? "EUR",
    total: links.length,
    breaks: links.map(({ link }) => link).filter(isBreak),
  };
}

export function isBreak(link: ChainLink): boolean {
  return link.kind === "gap" || link.kind === "does_not_follow";
}

/** Lines that another statement told first stand under that one: only a statement with lines of its own alone can be added up. */
function differenceOf({ opening, closing, knownCount }: ChainRow, sum: Cents | undefined): Cents {
  if (opening === undefined || closing === undefined || knownCount > 0) return 0n;
  return opening + (sum ?? 0n) - closing;
}

async function sumsOf(db: Db, statementIds: readonly bigint[]): Promise<Map<bigint, Cents>> {
  if (statementIds.length === 0) return new Map();
  const rows = await db<{ statementId: bigint; sum: Cents }[]>`
    select statement_id, sum(amount_cents)::bigint as sum
      from statement_line
     where statement_id = any (${idsOf(statementIds)}::text[]::bigint[])
     group by statement_id
  `;
  return new Map(rows.map((row) => [row.statementId, row.sum]));
}

/** The latest break of each account that has one: for the home page. */
export async function latestBreaks(db: Db): Promise<Map<bigint, ChainLink>> {
  const breaks = new Map<bigint, ChainLink>();
  for (const { bankAccountId, links } of await accountChains(db))
    for (const { link } of links) if (isBreak(link)) breaks.set(bankAccountId, link);
  return breaks;
}

/** The breaks that stand at the statements of a file: what its page has to say although the file was read. */
export async function breaksOfFile(
  db: Db,
  fileId: bigint,
  bankAccountIds: readonly bigint[],
): Promise<{ bankAccountId: bigint; account: string; link: ChainLink }[]> {
  const breaks: { bankAccountId: bigint; account: string; link: ChainLink }[] = [];
  for (const bankAccountId of new Set(bankAccountIds))
    for (const { account, links } of await accountChains(db, bankAccountId))
      for (const { link, statement } of links)
        if (statement.fileId === fileId && isBreak(link)) breaks.push({ bankAccountId, account, link });
  return breaks;
}
