import { findLettering, type UnletteredLine } from "../../domain/accounting/autoLettering.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { idsOf } from "../bulk.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { createGroups, deleteGroups } from "../lettering.ts";

/** @param on the day the lettering is made */
type Act = { companyId: bigint; by?: bigint; at: Date; on: IsoDate; reason?: string };

type ChosenLine = {
  lineId: bigint;
  account: string;
  thirdPartyId: bigint | null;
  debit: bigint;
  credit: bigint;
  groupId: bigint | null;
  code: string | null;
  balanced: boolean | null;
  lettered: boolean;
};

/**
 * Letters lines that a person chose: in capitals when they cancel out, in small letters else. Small-letter
 * groups they were in are dissolved. The machine leaves such a group as it is.
 */
export function letterByHand(
  pool: Pool,
  act: Act & { lineIds: readonly bigint[] },
): Promise<Parsed<{ balanced: boolean }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ balanced: boolean }>> => {
    await lockBooks(db, act);
    const lines = await chosenLines(db, act.lineIds);
    const problem = wrongChoice(lines);
    if (problem) return { ok: false, problems: [problem] };
    const [{ account, thirdPartyId }] = lines as [ChosenLine];
    await deleteGroups(db, [...new Set(lines.flatMap(({ groupId }) => groupId ?? []))]);
    const balanced = lines.reduce((sum, { debit, credit }) => sum + debit - credit, 0n) === 0n;
    const state = balanced ? "balanced" : "partial";
    await createGroups(db, act.companyId, [{ account, thirdPartyId, lines, state, byHand: true }], act.on);
    await audit(db, act, "letter_lines", { lines: act.lineIds.map(String) });
    return { ok: true, value: { balanced }, warnings: [] };
  });
}

async function chosenLines(db: Db, lineIds: readonly bigint[]): Promise<ChosenLine[]> {
  return db<ChosenLine[]>`
    select line.id as line_id, line.account, line.third_party_id, line.debit_cents as debit, line.credit_cents as credit,
           lettering_group.id as group_id, lettering_group.code, lettering_group.balanced, account.lettered
      from journal_line as line
      join account on account.company_id = line.company_id and account.number = line.account
      left join lettering_line on lettering_line.line_id = line.id
      left join lettering_group on lettering_group.id = lettering_line.group_id
     where line.id = any (${idsOf(new Set(lineIds))}::text[]::bigint[])
     order by line.id
  `;
}

function wrongChoice(lines: readonly ChosenLine[]): Problem | undefined {
  const [first] = lines;
  if (!first || lines.length < 2) return error("lettering_too_few");
  if (
    lines.some(
      ({ account, thirdPartyId }) => account !== first.account || thirdPartyId !== first.thirdPartyId,
    )
  )
    return error("lettering_lines_differ");
  if (!first.lettered) return error("account_not_lettered", { value: first.account });
  const taken = lines.find(({ balanced }) => balanced === true);
  return taken && error("lettering_line_taken", { value: taken.code ?? "" });
}

/** Takes the letter off all lines of a group, whoever gave it. The code is not used again. */
export function unletter(
  pool: Pool,
  act: Act & { groupId: bigint },
): Promise<Parsed<{ account: string; code: string }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ account: string; code: string }>> => {
    await lockBooks(db, act);
    const [group] = await db<{ account: string; code: string }[]>`
      select account, code from lettering_group where id = ${act.groupId}
    `;
    if (!group) return { ok: false, problems: [error("lettering_group_unknown")] };
    await deleteGroups(db, [act.groupId]);
    await audit(db, act, "unletter_lines", { ...group });
    return { ok: true, value: group, warnings: [] };
  });
}

/**
 * Letters what cancels out without a doubt among the unlettered lines of an account, third party by third party
 * (findLettering). Opening balances are no lines of their own: they restate older ones.
 * @returns how many groups were made
 */
export function letterAccount(
  pool: Pool,
  act: Act & { account: string; thirdPartyId?: bigint },
): Promise<Parsed<{ groups: number }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ groups: number }>> => {
    await lockBooks(db, act);
    const [account] = await db<
      { lettered: boolean }[]
    >`select lettered from account where number = ${act.account}`;
    if (!account?.lettered)
      return { ok: false, problems: [error("account_not_lettered", { value: act.account })] };
    const groups = [...(await unletteredLines(db, act.account, act.thirdPartyId))].flatMap(
      ([thirdPartyId, lines]) => groupsOf(act.account, thirdPartyId, lines),
    );
    await createGroups(db, act.companyId, groups, act.on);
    if (groups.length > 0)
      await audit(db, act, "letter_account", { account: act.account, groups: groups.length });
    return { ok: true, value: { groups: groups.length }, warnings: [] };
  });
}

async function unletteredLines(
  db: Db,
  account: string,
  thirdPartyId: bigint | undefined,
): Promise<Map<bigint | null, UnletteredLine[]>> {
  const lines = await db<(UnletteredLine & { thirdPartyId: bigint | null })[]>`
    select line.id, entry.posted_on as on, entry.piece, (line.debit_cents - line.credit_cents)::bigint as amount, line.third_party_id
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id
     where line.company_id = current_company()
       and line.account = ${account}
       ${thirdPartyId === undefined ? db`` : db`and line.third_party_id = ${thirdPartyId}`}
       and not entry.carried_forward
       and not exists (select from lettering_line where lettering_line.line_id = line.id)
     order by entry.posted_on, line.id
  `;
  const parties = new Map<bigint | null, UnletteredLine[]>();
  for (const line of lines) {
    const known = parties.get(line.thirdPartyId);
    if (known) known.push(line);
    else parties.set(line.thirdPartyId, [line]);
  }
  return parties;
}

function groupsOf(account: string, thirdPartyId: bigint | null, lines: readonly UnletteredLine[]) {
  const byId = new Map(lines.map((line) => [line.id, line]));
  return findLettering(lines).map((ids) => ({
    account,
    thirdPartyId,
    state: "balanced" as const,
    byHand: true,
    lines: ids.map((lineId) => {
      const amount = byId.get(lineId)?.amount ?? 0n;
      return { lineId, debit: amount > 0n ? amount : 0n, credit: amount < 0n ? -amount : 0n };
    }),
  }));
}

async function audit(db: Db, act: Act, action: string, detail: object): Promise<void> {
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "lettering",
    subjectId: 0n,
    ...(act.reason ? { reason: act.reason } : {}),
    detail,
  });
}
