import { beforeAll, describe, expect, test } from "vitest";
import { asCompany, type Db } from "../../sql/connect.ts";
import { useDatabase } from "../database.ts";
import {
  type Books,
  type Entry,
  FORBIDDEN,
  insertBankLine,
  insertEntry,
  insertFile,
  insertLines,
  openBooks,
  post,
  refusalOf,
  validate,
} from "./books.ts";

const database = useDatabase();
const opened: { books?: Books } = {};
const BALANCED = [{ account: "512000", debit: 100 }, { credit: 100 }];

beforeAll(async () => {
  opened.books = await openBooks(database.pool, "Optique du Port");
});

function books(): Books {
  if (!opened.books) throw new Error("not open yet");
  return opened.books;
}

/** As the application: one transaction of the company, which is what must be unable to break a fact. */
function asApplication<T>(work: (db: Db) => Promise<T>): Promise<T> {
  return asCompany(database.pool, books().companyId, work);
}
const attempt = (work: (db: Db) => Promise<unknown>) => refusalOf(asApplication(work));
const bankLine = (fingerprint: string) => asApplication((db) => insertBankLine(db, books(), fingerprint));
const entry = (lines = BALANCED, postedOn?: string) =>
  asApplication((db) => post(db, books(), lines, postedOn));

async function validatedEntry(number: number, postedOn?: string): Promise<Entry> {
  const written = await entry(BALANCED, postedOn);
  await asApplication((db) => validate(db, written.entryId, number));
  return written;
}

describe("a file and its lines", () => {
  test("the same bytes are received once", async () => {
    expect(await attempt((db) => insertFile(db, books().companyId, "first"))).toBe("file_received_once");
  });

  test("the same line is imported once", async () => {
    await bankLine("twice");
    expect(await attempt((db) => insertBankLine(db, books(), "twice"))).toBe("line_imported_once");
  });

  test("what the bank wrote cannot be changed nor deleted; what became of the line can", async () => {
    const id = await bankLine("kept");
    expect(await attempt((db) => db`update statement_line set amount_cents = 1 where id = ${id}`)).toBe(
      FORBIDDEN,
    );
    expect(await attempt((db) => db`update statement_line set label = 'x' where id = ${id}`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`delete from statement_line where id = ${id}`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`update statement_line set state = 'set_aside' where id = ${id}`)).toBe(
      "nothing",
    );
  });

  test("the bytes of a file cannot be changed nor deleted", async () => {
    expect(await attempt((db) => db`update received_file_part set part = 2`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`delete from received_file_part`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`delete from received_file`)).toBe(FORBIDDEN);
  });
});

describe("a line is matched and posted once", () => {
  const match = (db: Db, lineId: bigint) => db`
    insert into match (company_id, line_id, decision, level, reason, evidence, engine, decided_at)
    values (${books().companyId}, ${lineId}, 'post', 'A', 'number', '[]', 'test', now())
  `;
  const posting = (db: Db, lineId: bigint, entryId: bigint) => db`
    insert into line_posting (line_id, entry_id, company_id) values (${lineId}, ${entryId}, ${books().companyId})
  `;

  test("a second match waits for the first to be taken back", async () => {
    const id = await bankLine("matched");
    await asApplication((db) => match(db, id));
    expect(await attempt((db) => match(db, id))).toBe("one_match_per_line");
    await asApplication((db) => db`update match set undone_at = now() where line_id = ${id}`);
    expect(await attempt((db) => match(db, id))).toBe("nothing");
  });

  test("what was decided of a line cannot be rewritten", async () => {
    expect(await attempt((db) => db`update match set evidence = '[]'`)).toBe(FORBIDDEN);
  });

  test("a line has one posting, and an entry one line", async () => {
    const [first, second] = [await bankLine("posted"), await bankLine("posted too")];
    const [one, other] = [await entry(), await entry()];
    await asApplication((db) => posting(db, first, one.entryId));
    expect(await attempt((db) => posting(db, first, other.entryId))).toBe("line_posting_pkey");
    expect(await attempt((db) => posting(db, second, one.entryId))).toBe("one_line_per_entry");
  });
});

describe("an entry", () => {
  test("balances, whether its lines are written, changed, moved or deleted", async () => {
    const cent = [{ account: "512000", debit: 100 }, { credit: 99 }];
    expect(await attempt((db) => post(db, books(), cent))).toBe("entry_balances");
    const { lineIds } = await entry();
    const [first = 0n] = lineIds;
    expect(await attempt((db) => db`update journal_line set debit_cents = 99 where id = ${first}`)).toBe(
      "entry_balances",
    );
    expect(await attempt((db) => db`delete from journal_line where id = ${first}`)).toBe("entry_balances");
    expect(await attempt((db) => db`delete from journal_line where id in ${db(lineIds)}`)).toBe("nothing");
  });

  test("still balances when one line of it is moved away together with a line of another", async () => {
    const [one, other, target] = [await entry(), await entry(), await entry()];
    const moved = [one.lineIds[0] ?? 0n, other.lineIds[1] ?? 0n];
    const move = (db: Db) => db`
      update journal_line set entry_id = ${target.entryId}, rank = rank + 1000000 where id in ${db(moved)}
    `;
    expect(await attempt(move)).toBe("entry_balances");
  });

  test.each([
    { debit: 0, credit: 0 },
    { debit: 5, credit: 5 },
    { debit: -5, credit: 0 },
    { debit: 5, credit: -5 },
  ])("has one side per line, above zero: $debit | $credit", async (line) => {
    expect(await attempt((db) => post(db, books(), [line, { debit: 1 }, { credit: 1 }]))).toBe(
      "one_side_only",
    );
  });

  test("names a known journal and known accounts", async () => {
    expect(await attempt((db) => insertEntry(db, books(), "2026-03-10", "ZZ"))).toBe(
      "entry_in_a_known_journal",
    );
    const unknown = [{ account: "999", debit: 1 }, { credit: 1 }];
    expect(await attempt((db) => post(db, books(), unknown))).toBe("line_on_a_known_account");
  });
});

describe("a validated entry", () => {
  test("cannot be changed nor deleted, itself or its lines", async () => {
    const { entryId, lineIds } = await validatedEntry(1, "2027-03-10");
    const [lineId = 0n] = lineIds;
    const FINAL = "validated_entry_is_final";
    expect(await attempt((db) => db`update journal_entry set label = 'x' where id = ${entryId}`)).toBe(FINAL);
    expect(await attempt((db) => db`delete from journal_entry where id = ${entryId}`)).toBe(FINAL);
    expect(await attempt((db) => db`update journal_line set label = 'x' where id = ${lineId}`)).toBe(FINAL);
    expect(await attempt((db) => db`delete from journal_line where entry_id = ${entryId}`)).toBe(FINAL);
    expect(await attempt((db) => insertLines(db, books(), entryId, BALANCED))).toBe(FINAL);
    const undo = (db: Db) => db`
      update journal_entry set validated_on = null, number = null, hash = null, chain_rank = null where id = ${entryId}
    `;
    expect(await attempt(undo)).toBe(FINAL);
  });

  test("receives no line moved from a draft", async () => {
    const { entryId } = await validatedEntry(1, "2028-03-10");
    const draft = await entry();
    const move = (db: Db) =>
      db`update journal_line set entry_id = ${entryId}, rank = rank + 1000000 where entry_id = ${draft.entryId}`;
    expect(await attempt(move)).toBe("validated_entry_is_final");
  });

  test("has its number, day, hash and rank together or not at all", async () => {
    const { entryId } = await entry();
    const TOGETHER = "number_hash_and_rank_come_with_validation";
    expect(await attempt((db) => db`update journal_entry set number = 7 where id = ${entryId}`)).toBe(
      TOGETHER,
    );
    const unnumbered = (db: Db) =>
      db`update journal_entry set validated_on = '2026-04-01' where id = ${entryId}`;
    expect(await attempt(unnumbered)).toBe(TOGETHER);
  });

  test("has a number of its own in its journal and year, with no gap before it", async () => {
    await validatedEntry(1, "2030-01-05");
    const next = await entry(BALANCED, "2030-01-06");
    expect(await attempt((db) => validate(db, next.entryId, 1))).toBe("entry_number_unique");
    expect(await attempt((db) => validate(db, next.entryId, 3))).toBe("entry_numbers_have_no_gap");
    expect(await attempt((db) => validate(db, next.entryId, 2))).toBe("nothing");
  });

  test("may be numbered with many others in one statement", async () => {
    const drafts = [await entry(BALANCED, "2031-01-05"), await entry(BALANCED, "2031-01-06")];
    const validateFrom = (number: number) => (db: Db) =>
      db`
      update journal_entry
      set number = given.number, validated_on = '2031-02-01', chain_rank = given.number, hash = 'h'
      from (select id, ${number}::integer + row_number() over (order by id)::integer as number
            from journal_entry where id in ${db(drafts.map((draft) => draft.entryId))}) as given
      where journal_entry.id = given.id
    `;
    expect(await attempt(validateFrom(1))).toBe("entry_numbers_have_no_gap");
    expect(await attempt(validateFrom(0))).toBe("nothing");
  });
});

describe("behind the lock", () => {
  const LOCKED = "nothing_behind_the_lock";

  test("a draft may still be validated, so that the month can be closed", async () => {
    const draft = await entry(BALANCED, "2024-12-31");
    await asApplication((db) => db`update company set locked_up_to = '2024-12-31'`);
    expect(await attempt((db) => validate(db, draft.entryId, 1))).toBe("nothing");
  });

  test("no entry is written, moved, deleted nor given other lines", async () => {
    const inside = await entry(BALANCED, "2025-01-31");
    const outside = await entry(BALANCED, "2025-02-01");
    await asApplication((db) => db`update company set locked_up_to = '2025-01-31'`);
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-01-31"))).toBe(LOCKED);
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-02-01"))).toBe("nothing");
    const move = (id: bigint, day: string) => (db: Db) =>
      db`update journal_entry set posted_on = ${day} where id = ${id}`;
    expect(await attempt(move(outside.entryId, "2025-01-31"))).toBe(LOCKED);
    expect(await attempt(move(inside.entryId, "2025-02-01"))).toBe(LOCKED);
    expect(await attempt((db) => db`delete from journal_entry where id = ${inside.entryId}`)).toBe(LOCKED);
    expect(await attempt((db) => insertLines(db, books(), inside.entryId, BALANCED))).toBe(LOCKED);
    expect(await attempt((db) => db`delete from journal_line where entry_id = ${inside.entryId}`)).toBe(
      LOCKED,
    );
  });

  test("a hard lock moves forward only, the owner of the tables included", async () => {
    const back = (db: Db) =>
      db`update company set locked_up_to = '2025-01-30' where id = ${books().companyId}`;
    const away = (db: Db) => db`update company set locked_up_to = null where id = ${books().companyId}`;
    for (const move of [back, away]) {
      expect(await attempt(move)).toBe("hard_lock_moves_forward");
      expect(await refusalOf(move(database.pool))).toBe("hard_lock_moves_forward");
    }
  });

  test("a soft lock holds in the same way, and yields while it is held open", async () => {
    const soft = (upTo: string | null, until: string | null) => (db: Db) =>
      db`update company set soft_locked_up_to = ${upTo}, soft_lock_open_until = ${until}`;
    await asApplication(soft("2025-02-28", null));
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-02-28"))).toBe(LOCKED);
    await asApplication(soft("2025-02-28", "2999-01-01"));
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-02-28"))).toBe("nothing");
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-01-31"))).toBe(LOCKED);
    await asApplication(soft("2025-02-28", "2001-01-01"));
    expect(await attempt((db) => post(db, books(), BALANCED, "2025-02-28"))).toBe(LOCKED);
    await asApplication(soft(null, null));
  });
});

describe("what happened", () => {
  test("is added to the audit log and never changed", async () => {
    const add = (db: Db) =>
      db`insert into audit_log (company_id, action, subject) values (${books().companyId}, 'undo', 'match')`;
    expect(await attempt(add)).toBe("nothing");
    expect(await attempt((db) => db`update audit_log set reason = 'x'`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`delete from audit_log`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`truncate audit_log`)).toBe(FORBIDDEN);
  });

  test("no trigger can be put out of the way by the application", async () => {
    expect(await attempt((db) => db`alter table journal_line disable trigger all`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`set local session_replication_role = 'replica'`)).toBe(FORBIDDEN);
    expect(await attempt((db) => db`select move_dues(array[]::bigint[], false)`)).toBe(FORBIDDEN);
  });
});
