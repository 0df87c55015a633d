import { ibanAccountKey, validIban } from "../../domain/bank/accountKey.ts";
import { isCurrency } from "../../domain/bank/currency.ts";
import { parseReadingOptions, type ReadingOptions } from "../../domain/bank/readingOptions.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { ask } from "../outbox.ts";
import { deleteProfile, saveAnswer, saveProfile } from "../readingProfiles.ts";
import { addBankAccount, findBankAccount, releaseHeldFiles } from "./declareBankAccount.ts";

/** A declared account, or a new one by its IBAN. */
export type AccountChosen =
  | { bankAccountId: bigint }
  | { iban: string; currency: string; name?: string }
  | undefined;

export type Answer = {
  companyId: bigint;
  fileId: bigint;
  format: "csv" | "qif";
  headerKey: string;
  account: AccountChosen;
  options: ReadingOptions;
  /** The next files with this header all come from this account: nobody is asked again. */
  readsAlone: boolean;
  by?: bigint;
  at: Date;
};

/**
 * Says of a held file what it does not say itself: whose it is, the order of its dates, what its columns hold. The answer is kept for
 * this file, remembered for the next ones of its account, and the files that wait for it are read again. A file refused after an
 * answer may be answered anew: the answer may be what was wrong.
 */
export async function answerFile(
  pool: Pool,
  answer: Answer,
): Promise<Parsed<{ bankAccountId: bigint; filesRequeued: number }>> {
  const { companyId, fileId, format, headerKey, readsAlone, by, at } = answer;
  const options = parseReadingOptions(answer.options);
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    if (!(await takesAnswer(db, fileId))) return { ok: false, problems: [error("nothing_to_answer")] };
    const account = await accountOf(db, companyId, answer.account, at);
    if (!account.ok) return account;
    const { bankAccountId } = account.value;
    const saved = { companyId, bankAccountId, headerKey, options, at, ...(by === undefined ? {} : { by }) };
    await saveAnswer(db, fileId, saved);
    await saveProfile(db, { ...saved, format, readsAlone });
    await writeAudit(db, companyId, {
      ...(by === undefined ? {} : { actorId: by }),
      at,
      action: "answer_file",
      subject: "received_file",
      subjectId: fileId,
      detail: { bankAccountId: String(bankAccountId), options },
    });
    const filesRequeued = await release(db, { companyId, fileId, headerKey, readsAlone });
    return { ok: true, value: { bankAccountId, filesRequeued }, warnings: [] };
  });
}

/** Held for a question, or refused after one was answered. */
async function takesAnswer(db: Db, fileId: bigint): Promise<boolean> {
  const [row] = await db`
    select from received_file as file
     where file.id = ${fileId}
       and (file.state = 'held'
            or (file.state = 'refused' and exists (select from file_answer where file_answer.file_id = file.id)))
       for update
  `;
  return row !== undefined;
}

async function accountOf(
  db: Db,
  companyId: bigint,
  chosen: AccountChosen,
  at: Date,
): Promise<Parsed<{ bankAccountId: bigint }>> {
  if (!chosen) return { ok: false, problems: [error("account_to_choose")] };
  if ("bankAccountId" in chosen) {
    const [known] = await db`select from bank_account where id = ${chosen.bankAccountId}`;
    if (!known) return { ok: false, problems: [error("account_to_choose")] };
    return { ok: true, value: { bankAccountId: chosen.bankAccountId }, warnings: [] };
  }
  const iban = validIban(chosen.iban);
  if (iban === undefined)
    return { ok: false, problems: [error("iban_to_correct", { value: chosen.iban.slice(0, 50) })] };
  const currency = chosen.currency.toUpperCase();
  if (!isCurrency(currency))
    return { ok: false, problems: [error("currency_to_correct", { value: chosen.currency.slice(0, 10) })] };
  const account = ibanAccountKey(iban, currency);
  const known = await findBankAccount(db, account);
  if (known !== undefined) return { ok: true, value: { bankAccountId: known }, warnings: [] };
  const bankAccountId = await addBankAccount(db, companyId, account, at, { name: chosen.name });
  await releaseHeldFiles(db, companyId);
  return { ok: true, value: { bankAccountId }, warnings: [] };
}

type Released = { companyId: bigint; fileId: bigint; headerKey: string; readsAlone: boolean };

/** This file, and the held ones of the same header when the answer speaks for them too. */
async function release(db: Db, { companyId, fileId, headerKey, readsAlone }: Released): Promise<number> {
  const released = await db<{ id: bigint }[]>`
    update received_file
       set state = 'received'
     where id = ${fileId}
        or (${readsAlone} and state = 'held'
            and exists (select from file_problem as problem
                         where problem.file_id = received_file.id and problem.params ->> 'headerKey' = ${headerKey}))
    returning id
  `;
  for (const { id } of released) await ask(db, { queue: "bank-statement", companyId, fileId: id });
  return released.length;
}

/** Forgets what was remembered for the next files: they are held and asked about again. Files already read keep their lines. */
export async function forgetProfile(
  pool: Pool,
  { companyId, profileId, by, at }: { companyId: bigint; profileId: bigint; by?: bigint; at: Date },
): Promise<bigint | undefined> {
  return asCompany(pool, companyId, async (db) => {
    const bankAccountId = await deleteProfile(db, profileId);
    if (bankAccountId === undefined) return undefined;
    await writeAudit(db, companyId, {
      ...(by === undefined ? {} : { actorId: by }),
      at,
      action: "forget_reading_profile",
      subject: "bank_account",
      subjectId: bankAccountId,
      detail: { profileId: String(profileId) },
    });
    return bankAccountId;
  });
}
