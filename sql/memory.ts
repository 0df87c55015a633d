import type { IsoDate } from "../domain/days.ts";
import { partyOf } from "../domain/matching/answer.ts";
import type { Decision } from "../domain/matching/evidence.ts";
import type { LineToMatch } from "../domain/matching/line.ts";
import { type Habit, type Memory, pairKey, payerKey } from "../domain/matching/memory.ts";
import { learntWords, nameWords } from "../domain/matching/names.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** Refusals older than this have faded, whatever their number. */
const REMEMBERED_DAYS = 720;

/** What people's decisions taught that bears on these decisions. A fixed number of statements. */
export async function memoryOf(
  db: Db,
  lines: readonly LineToMatch[],
  decisions: readonly Decision[],
  today: IsoDate,
): Promise<Memory> {
  const answered = decisions.filter(({ candidates }) => candidates.length > 0);
  const several = answered.filter(
    ({ decision, candidates }) => decision === "suggest" && candidates.length > 1,
  );
  const candidates = several.flatMap((decision) => decision.candidates);
  const habits = await habitsOf(db, [...new Set(candidates.flatMap((each) => partyOf(each) ?? []))]);
  const invoices = candidates
    .filter((each) => habits.has(partyOf(each) ?? 0n))
    .flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId));
  return {
    refusedOn: await refusedOn(
      db,
      answered.map(({ lineId }) => lineId),
    ),
    refusedPairs: await refusedPairs(db, lines, today),
    habits,
    issuedOn: await daysOfInvoices(db, [...new Set(invoices)]),
  };
}

async function refusedOn(db: Db, lineIds: readonly bigint[]): Promise<Memory["refusedOn"]> {
  const rows = await db<{ lineId: bigint; answers: string[] }[]>`
    select line_id, array_agg(answer) as answers from refusal
     where line_id = any (${idsOf(lineIds)}::text[]::bigint[])
     group by line_id
  `;
  return new Map(rows.map(({ lineId, answers }) => [lineId, new Set(answers)]));
}

async function refusedPairs(
  db: Db,
  lines: readonly LineToMatch[],
  today: IsoDate,
): Promise<Memory["refusedPairs"]> {
  const keys = [...new Set(lines.flatMap((line) => payerKey(line) ?? []))];
  const rows = await db<{ payerKey: string; thirdPartyId: bigint; days: IsoDate[] }[]>`
    select payer_key, third_party_id, array_agg(refused_at::date::text) as days
      from refusal
     where company_id = current_company()
       and payer_key = any (${keys}::text[])
       and third_party_id is not null
       and refused_at > ${today}::date - ${REMEMBERED_DAYS}::integer
     group by payer_key, third_party_id
  `;
  return new Map(rows.map((row) => [pairKey(row.payerKey, row.thirdPartyId), row.days]));
}

async function habitsOf(db: Db, thirdPartyIds: readonly bigint[]): Promise<Map<bigint, Habit>> {
  const rows = await db<(Habit & { thirdPartyId: bigint })[]>`
    select third_party_id, coalesce(typed_days, delay_days) as delay_days, coalesce(delay_spread, 0) as spread_days, payments
      from payer_habit
     where third_party_id = any (${idsOf(thirdPartyIds)}::text[]::bigint[])
       and coalesce(typed_days, delay_days) is not null
  `;
  return new Map(rows.map(({ thirdPartyId, ...habit }) => [thirdPartyId, habit]));
}

async function daysOfInvoices(db: Db, invoiceIds: readonly bigint[]): Promise<Map<bigint, IsoDate>> {
  if (invoiceIds.length === 0) return new Map();
  const rows = await db<{ id: bigint; issuedOn: IsoDate }[]>`
    select id, issued_on from invoice where id = any (${idsOf(invoiceIds)}::text[]::bigint[])
  `;
  return new Map(rows.map(({ id, issuedOn }) => [id, issuedOn]));
}

/**
 * Learns from a person's decision who pays: the IBAN on the line is this customer's, and so are the words by which the bank
 * writes the payer, if they name anybody and are not the customer's own name. An IBAN or words that others have too name
 * several from now on, and post nothing by themselves.
 */
export async function learnPayer(
  db: Db,
  companyId: bigint,
  learnt: { thirdPartyId: bigint; line: LineToMatch; at: Date },
): Promise<void> {
  const { thirdPartyId, line, at } = learnt;
  const [party] = await db<{ payer: string; name: string | null }[]>`
    select payer, name from party where id = ${thirdPartyId}
  `;
  if (party?.payer !== "business" && party?.payer !== "patient") return;
  if (line.counterpartyIban)
    await db`
      insert into third_party_iban (company_id, iban, third_party_id, source, learnt_from, learnt_at)
      values (${companyId}, ${line.counterpartyIban}, ${thirdPartyId}, 'learnt', ${line.id}, ${at})
      on conflict do nothing
    `;
  const words = learntWords(line.counterpartyName ?? line.label);
  const written = new Set(words?.split(" "));
  if (!words || nameWords(party.name ?? "").every((word) => written.has(word))) return;
  await db`
    insert into identity.customer_alias (company_id, third_party_id, words, learnt_from, learnt_at)
    values (${companyId}, ${thirdPartyId}, ${words}, ${line.id}, ${at})
    on conflict on constraint alias_learnt_once do nothing
  `;
}

/** A decision that is taken back taught nothing. */
export async function forgetLearntFrom(db: Db, lineIds: readonly bigint[]): Promise<void> {
  const ids = idsOf(lineIds);
  await db`delete from third_party_iban where learnt_from = any (${ids}::text[]::bigint[])`;
  await db`delete from party_alias where learnt_from = any (${ids}::text[]::bigint[])`;
  await db`delete from identity.customer_alias where learnt_from = any (${ids}::text[]::bigint[])`;
}

export type NewRefusal = {
  line: LineToMatch;
  answer: string;
  thirdPartyId: bigint | undefined;
  /** What spoke for and against it, where it was weighed. */
  facts: readonly string[] | undefined;
  by: bigint | undefined;
  at: Date;
};

/** Remembers that an answer was refused on its line, with who paid, who was meant, and what the answer rested on. */
export async function rememberRefusal(db: Db, companyId: bigint, refusal: NewRefusal): Promise<void> {
  const { line, answer, thirdPartyId, facts, by, at } = refusal;
  await db`
    insert into refusal (company_id, line_id, answer, payer_key, third_party_id, facts, refused_by, refused_at)
    values (${companyId}, ${line.id}, ${answer}, ${payerKey(line) ?? null}, ${thirdPartyId ?? null},
            ${facts ? [...facts] : null}::text[], ${by ?? null}, ${at})
    on conflict on constraint refused_once do update set refused_at = excluded.refused_at, refused_by = excluded.refused_by
  `;
}
