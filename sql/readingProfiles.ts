import { csvOutline } from "../domain/bank/formats/csvOutline.ts";
import type { ReadOptions, Seen } from "../domain/bank/formats/read.ts";
import { parseReadingOptions, type ReadingOptions } from "../domain/bank/readingOptions.ts";
import type { AccountKey } from "../domain/bank/statement.ts";
import type { Db } from "./connect.ts";

/** What is known of a file by its header: said of this very file, or remembered from another. */
export type KnownReading = {
  bankAccountId: bigint;
  account: AccountKey;
  options: ReadingOptions;
  /** Whether the account may be taken without asking. */
  isSure: boolean;
  /** Said of this file itself. */
  isAnswer: boolean;
};

type Row = {
  bankAccountId: bigint;
  accountKey: string;
  iban: string | null;
  currency: string;
  options: unknown;
  isSure: boolean;
  isAnswer: boolean;
};

/**
 * What is known of the reading of a file: its own answer first, then the profile that reads alone, then the latest one. Two
 * accounts of one bank have the same header, so a profile that does not read alone lends its columns and never its account.
 */
export async function knownReading(
  db: Db,
  { fileId, format, headerKey }: { fileId: bigint; format: string; headerKey: string },
): Promise<KnownReading | undefined> {
  const [row] = await db<Row[]>`
    select known.bank_account_id, bank_account.account_key, bank_account.iban, bank_account.currency, known.options, known.is_sure,
           known.is_answer
      from (select bank_account_id, options, true as is_sure, true as is_answer, answered_at as at
              from file_answer
             where file_id = ${fileId} and header_key = ${headerKey}
             union all
            select bank_account_id, options, reads_alone, false, saved_at
              from reading_profile
             where company_id = current_company() and format = ${format} and header_key = ${headerKey}) as known
      join bank_account on bank_account.id = known.bank_account_id
     order by known.is_answer desc, known.is_sure desc, known.at desc
     limit 1
  `;
  if (!row) return undefined;
  const { accountKey, iban, currency, options, ...rest } = row;
  return {
    ...rest,
    account: { key: accountKey, currency, ...(iban === null ? {} : { iban }) },
    options: parseReadingOptions(options),
  };
}

/** The options with which a file is read, as far as people said them. */
export async function readOptionsFor(db: Db, fileId: bigint, seen: Seen): Promise<ReadOptions> {
  const { format, headerKey } = seen;
  if (format !== "csv" && format !== "qif") return {};
  const known = await knownReading(db, { fileId, format, headerKey });
  if (!known) return {};
  return { ...fitted(known.options, seen), ...(known.isSure && { account: known.account }) };
}

/** Columns that are named by their numbers begin below the header, which may stand on another line in each file. */
export function fitted(options: ReadingOptions, seen: Seen): ReadingOptions {
  const { csvMapping } = options;
  if (typeof csvMapping?.date !== "number") return options;
  const outline = csvOutline(seen.head, 0);
  if (!outline) return options;
  const skipLines = outline.headers ? outline.headerLine : outline.headerLine - 1;
  return { ...options, csvMapping: { ...csvMapping, skipLines } };
}

export type Saved = {
  companyId: bigint;
  bankAccountId: bigint;
  headerKey: string;
  options: ReadingOptions;
  by?: bigint;
  at: Date;
};

/** Keeps what was said of one file. Saying it again replaces it. */
export async function saveAnswer(db: Db, fileId: bigint, saved: Saved): Promise<void> {
  const { companyId, bankAccountId, headerKey, options, by, at } = saved;
  await db`
    insert into file_answer (file_id, header_key, company_id, bank_account_id, options, answered_by, answered_at)
    values (${fileId}, ${headerKey}, ${companyId}, ${bankAccountId}, ${db.json(options as never)}, ${by ?? null}, ${at})
    on conflict (file_id, header_key) do update
      set bank_account_id = excluded.bank_account_id, options = excluded.options, answered_by = excluded.answered_by,
          answered_at = excluded.answered_at
  `;
}

/** Remembers it for the next files. Where another account had the header to itself, it has no longer: the account is asked again. */
export async function saveProfile(
  db: Db,
  { readsAlone, format, ...saved }: Saved & { readsAlone: boolean; format: "csv" | "qif" },
): Promise<void> {
  const { companyId, bankAccountId, headerKey, options, by, at } = saved;
  const others = await db`
    update reading_profile
       set reads_alone = false
     where format = ${format} and header_key = ${headerKey} and bank_account_id <> ${bankAccountId}
    returning id
  `;
  await db`
    insert into reading_profile (company_id, bank_account_id, format, header_key, options, reads_alone, saved_by, saved_at)
    values (${companyId}, ${bankAccountId}, ${format}, ${headerKey}, ${db.json(options as never)},
            ${readsAlone && others.length === 0}, ${by ?? null}, ${at})
    on conflict on constraint profile_saved_once do update
      set options = excluded.options, reads_alone = excluded.reads_alone, saved_by = excluded.saved_by,
          saved_at = excluded.saved_at
  `;
}

export type ProfileRow = {
  id: bigint;
  format: "csv" | "qif";
  headerKey: string;
  options: ReadingOptions;
  readsAlone: boolean;
  savedBy: string | null;
  savedAt: Date;
};

/** What is remembered for the files of an account. */
export async function profilesOfAccount(db: Db, bankAccountId: bigint): Promise<ProfileRow[]> {
  const rows = await db<(Omit<ProfileRow, "options"> & { options: unknown })[]>`
    select profile.id, profile.format, profile.header_key, profile.options, profile.reads_alone, app_user.name as saved_by,
           profile.saved_at
      from reading_profile as profile
      left join app_user on app_user.id = profile.saved_by
     where profile.bank_account_id = ${bankAccountId}
     order by profile.saved_at desc
  `;
  return rows.map((row) => ({ ...row, options: parseReadingOptions(row.options) }));
}

/** @returns the account it was of; undefined when it was forgotten already */
export async function deleteProfile(db: Db, profileId: bigint): Promise<bigint | undefined> {
  const [row] = await db<{ bankAccountId: bigint }[]>`
    delete from reading_profile where id = ${profileId} returning bank_account_id
  `;
  return row?.bankAccountId;
}
