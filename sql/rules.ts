import type { RuleBooks } from "../domain/matching/checkRule.ts";
import { type Rule, type RuleDefinition, ruleDefinition } from "../domain/matching/rules.ts";
import type { Db } from "./connect.ts";

type RuleRow = { id: bigint; version: number; definition: unknown };

/** The rules of the company that nobody removed, switched on or not. */
export async function listRules(db: Db): Promise<Rule[]> {
  const rows = await db<RuleRow[]>`
    select id, version, definition from rule
     where company_id = current_company() and removed_at is null
     order by (definition ->> 'priority')::integer, id
  `;
  return rows.map(ruleOf);
}

export async function findRule(db: Db, id: bigint): Promise<Rule | undefined> {
  const [row] = await db<
    RuleRow[]
  >`select id, version, definition from rule where id = ${id} and removed_at is null`;
  return row && ruleOf(row);
}

function ruleOf({ id, version, definition }: RuleRow): Rule {
  return { ...ruleDefinition.parse(definition), id, version };
}

/** A definition as JSON holds it: cents as text. */
export function storedDefinition(definition: RuleDefinition): object {
  return JSON.parse(
    JSON.stringify(definition, (_, value) => (typeof value === "bigint" ? String(value) : value)),
  );
}

export type NewRule = { definition: RuleDefinition; fromLine?: bigint; by?: bigint; at: Date };

export async function insertRule(db: Db, companyId: bigint, rule: NewRule): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into rule (company_id, name, definition, from_line, made_by, made_at, changed_at)
    values (${companyId}, ${rule.definition.name}, ${db.json(storedDefinition(rule.definition) as never)},
            ${rule.fromLine ?? null}, ${rule.by ?? null}, ${rule.at}, ${rule.at})
    returning id
  `;
  if (!row) throw new Error("the rule was not written");
  return row.id;
}

/** Writes a rule over the version it was made from. @returns false when somebody else changed or removed it meanwhile */
export async function rewriteRule(
  db: Db,
  rule: { id: bigint; version: number; definition: RuleDefinition; at: Date },
): Promise<boolean> {
  const rows = await db`
    update rule
       set name = ${rule.definition.name}, definition = ${db.json(storedDefinition(rule.definition) as never)},
           version = version + 1, changed_at = ${rule.at}
     where id = ${rule.id} and version = ${rule.version} and removed_at is null
    returning id
  `;
  return rows.length > 0;
}

/** A rule is kept for the decisions that name it; it decides nothing any more. */
export async function removeRule(db: Db, rule: { id: bigint; version: number; at: Date }): Promise<boolean> {
  const rows = await db`
    update rule set removed_at = ${rule.at}
     where id = ${rule.id} and version = ${rule.version} and removed_at is null
    returning id
  `;
  return rows.length > 0;
}

/** What the checks of a rule need of the books. */
export async function booksForRules(db: Db): Promise<RuleBooks> {
  const accounts = await db<{ number: string; side: string | null }[]>`select number, side from account`;
  const parties = await db<{ aux: string }[]>`select aux from third_party`;
  const banks = await db<{ journal: string; account: string }[]>`select journal, account from bank_account`;
  const names = await db<{ name: string; id: bigint }[]>`select name, id from rule where removed_at is null`;
  return {
    accounts: new Map(accounts.map(({ number, side }) => [number, { side }])),
    parties: new Set(parties.map(({ aux }) => aux)),
    banks: new Map(banks.map(({ journal, account }) => [journal, account])),
    names: new Map(names.map(({ name, id }) => [name, id])),
  };
}

/** An account that the chart lacks and a person named while writing a rule ("613200 Loyers"). */
export async function addAccount(
  db: Db,
  companyId: bigint,
  account: { number: string; name: string },
): Promise<void> {
  await db`
    insert into account (company_id, number, name) values (${companyId}, ${account.number}, ${account.name})
    on conflict do nothing
  `;
}

/** Ids of third parties by their code in the books. */
export async function partiesByCode(db: Db, codes: readonly string[]): Promise<Map<string, bigint>> {
  if (codes.length === 0) return new Map();
  const rows = await db<{ aux: string; id: bigint }[]>`
    select aux, id from third_party where aux = any (${codes as string[]}::text[])
  `;
  return new Map(rows.map(({ aux, id }) => [aux, id]));
}

export type RuleUse = { id: bigint; posts: number; cents: bigint; undone: number; lastOn: string | null };

/** How often each rule posted, for how much, and how often it was taken back. */
export async function ruleUses(db: Db): Promise<RuleUse[]> {
  return db<RuleUse[]>`
    select match.rule_id as id, count(*) filter (where match.undone_at is null)::integer as posts,
           coalesce(sum(abs(line.amount_cents)) filter (where match.undone_at is null), 0)::bigint as cents,
           count(*) filter (where match.undone_at is not null)::integer as undone,
           max(line.booked_on)::text as last_on
      from match
      join statement_line as line on line.id = match.line_id
     where match.rule_id is not null and match.decision = 'post'
     group by match.rule_id
  `;
}
