import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../connect.ts";

export type KnownIban = {
  iban: string;
  thirdPartyId: bigint;
  party: string;
  source: "invoice_file" | "typed" | "learnt";
  learntFrom: bigint | null;
  bookedOn: IsoDate | null;
};

/** IBANs by the party that owns them, those that a decision taught first. */
export async function knownIbans(db: Db, { search, limit }: Listing): Promise<KnownIban[]> {
  const like = pattern(search);
  return db<KnownIban[]>`
    select known.iban, known.third_party_id, coalesce(party.name, party.aux) as party, known.source, known.learnt_from, line.booked_on
      from third_party_iban as known
      join party on party.id = known.third_party_id
      left join statement_line as line on line.id = known.learnt_from
     where known.company_id = current_company()
       and (${like}::text is null or known.iban ilike ${like} or party.name ilike ${like})
     order by known.source <> 'learnt', known.learnt_at desc nulls last, known.iban, known.third_party_id
     limit ${limit}
  `;
}

export type KnownName = {
  id: bigint;
  kind: "customer" | "insurer";
  words: string;
  party: string;
  learntFrom: bigint | null;
  bookedOn: IsoDate | null;
};

export async function knownNames(db: Db, { search, limit }: Listing): Promise<KnownName[]> {
  const like = pattern(search);
  return db<KnownName[]>`
    select alias.id, alias.kind, alias.words, coalesce(party.name, party.aux) as party, alias.learnt_from, line.booked_on
      from (
        select id, 'customer' as kind, words, third_party_id, learnt_from, learnt_at from identity.customer_alias
        union all
        select id, 'insurer', words, third_party_id, learnt_from, learnt_at from party_alias
      ) as alias
      join party on party.id = alias.third_party_id
      left join statement_line as line on line.id = alias.learnt_from
     where ${like}::text is null or alias.words ilike ${like} or party.name ilike ${like}
     order by alias.learnt_at desc, alias.id desc
     limit ${limit}
  `;
}

export type KnownHabit = {
  thirdPartyId: bigint;
  party: string;
  payments: number;
  delayDays: number | null;
  delaySpread: number | null;
  whole: number;
  part: number;
  several: number;
  typedDays: number | null;
};

export async function knownHabits(db: Db, { search, limit }: Listing): Promise<KnownHabit[]> {
  const like = pattern(search);
  return db<KnownHabit[]>`
    select habit.third_party_id, coalesce(party.name, party.aux) as party, payments, delay_days, delay_spread, whole, part, several, typed_days
      from payer_habit as habit
      join party on party.id = habit.third_party_id
     where habit.company_id = current_company()
       and (${like}::text is null or party.name ilike ${like})
     order by payments desc, party, habit.third_party_id
     limit ${limit}
  `;
}

export type KnownRefusal = {
  id: bigint;
  lineId: bigint;
  bookedOn: IsoDate;
  label: string;
  party: string | null;
  refusedOn: IsoDate;
  refusedBy: string | null;
};

export async function knownRefusals(db: Db, { search, limit }: Listing): Promise<KnownRefusal[]> {
  const like = pattern(search);
  return db<KnownRefusal[]>`
    select refusal.id, refusal.line_id, line.booked_on, line.label, coalesce(party.name, party.aux) as party,
           refusal.refused_at::date as refused_on, app_user.name as refused_by
      from refusal
      join statement_line as line on line.id = refusal.line_id
      left join party on party.id = refusal.third_party_id
      left join app_user on app_user.id = refusal.refused_by
     where refusal.company_id = current_company()
       and (${like}::text is null or line.label ilike ${like} or party.name ilike ${like})
     order by refusal.refused_at desc, refusal.id desc
     limit ${limit}
  `;
}

export type Listing = { search: string | undefined; limit: number };

function pattern(search: string | undefined): string | null {
  return search ? `%${search.replace(/[\\%_]/g, "\\$&")}%` : null;
}

/** @returns false when it was forgotten already */
export async function forgetIban(db: Db, known: { iban: string; thirdPartyId: bigint }): Promise<boolean> {
  const rows = await db`
    delete from third_party_iban where iban = ${known.iban} and third_party_id = ${known.thirdPartyId} returning iban
  `;
  return rows.length > 0;
}

export async function forgetName(
  db: Db,
  known: { id: bigint; kind: "customer" | "insurer" },
): Promise<boolean> {
  const rows =
    known.kind === "customer"
      ? await db`delete from identity.customer_alias where id = ${known.id} returning id`
      : await db`delete from party_alias where id = ${known.id} returning id`;
  return rows.length > 0;
}

export async function forgetRefusal(db: Db, id: bigint): Promise<boolean> {
  const rows = await db`delete from refusal where id = ${id} returning id`;
  return rows.length > 0;
}
