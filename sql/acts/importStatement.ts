import { fingerprints } from "../../domain/bank/fingerprint.ts";
import { readStatements } from "../../domain/bank/formats/read.ts";
import { isQuestion } from "../../domain/bank/readingOptions.ts";
import type {
  AccountKey,
  Balance,
  EntryNotice,
  StatementEvent,
  StatementFoot,
  StatementHead,
  StatementLine,
} from "../../domain/bank/statement.ts";
import type { Stretch } from "../../domain/bank/twins.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Problem, warning } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import { fileBytes, type Reading } from "../files.ts";
import { type AccountNotice, insertNotices, insertTransactions, joinWaiting } from "../lineTransactions.ts";
import { readOptionsFor } from "../readingProfiles.ts";
import {
  closeStatements,
  insertLines,
  insertStatement,
  type NewLine,
  statementsRead,
} from "../statements.ts";
import { identityOf, lockStatementImports } from "../twins.ts";
import { findBankAccount, isUnfollowed } from "./declareBankAccount.ts";
import { RetoldSieve } from "./siftRetold.ts";
import { entryOf, TwinSieve } from "./siftTwins.ts";

/** Lines travel to the database in batches of this size. */
const BATCH_LINES = 2_000;

type Open = {
  statementId: bigint;
  bankAccountId: bigint;
  opening?: Balance;
  closing?: Balance;
  firstOn?: IsoDate;
  lastOn?: IsoDate;
  lineCount: number;
  knownCount: number;
};

/**
 * Reads a stored bank statement into statements and lines. Everything is written as it is read and nothing stays if the
 * file turns out to be wrong: the caller undoes the transaction when the reading is not `read`.
 * A file of an account that nobody declared, or that leaves a question open, is held; one with an error is refused; lines known
 * already are counted, and so are those of an account that is not followed.
 */
export async function importStatement(
  db: Db,
  { companyId, fileId, at }: { companyId: bigint; fileId: bigint; at: Date },
  tell: (lines: number) => void = () => {},
): Promise<Reading> {
  await lockStatementImports(db, companyId);
  const asked = { headerKey: "" };
  const { format, batches } = await readStatements(fileBytes(db, fileId), (seen) => {
    asked.headerKey = seen.headerKey;
    return readOptionsFor(db, fileId, seen);
  });
  const readBefore = await statementsRead(db, fileId);
  const importing = new Importing(db, { companyId, fileId, format: format ?? "", readBefore });
  for await (const batch of batches) {
    for (const event of batch) await importing.take(withHeaderKey(event, asked.headerKey));
    tell(importing.lineCount);
  }
  await importing.end();
  const { lineCount, newCount, asideCount } = importing;
  const problems = importing.told();
  const errors = problems.filter((problem) => problem.severity === "error");
  const isAsking = errors.length > 0 && errors.every(isQuestion);
  const refused = errors.length > 0 && !isAsking;
  // A file that does not name its account names no undeclared one either, whatever its reader called it.
  const undeclared = isAsking ? [] : [...importing.undeclared.values()];
  const held = isAsking || (!refused && undeclared.length > 0);
  return {
    state: refused ? "refused" : held ? "held" : "read",
    kind: "bank_statement",
    ...(format ? { format } : {}),
    readAt: at,
    linesRead: lineCount,
    linesNew: refused || held ? 0 : newCount,
    linesKnown: refused || held ? 0 : lineCount - newCount - asideCount,
    problems: held ? [...undeclared.map(notDeclared), ...problems] : problems,
  };
}

/** A question is about the files of one header: an archive may hold several. */
function withHeaderKey(event: StatementEvent, headerKey: string): StatementEvent {
  if (event.kind !== "problem" || !isQuestion(event.problem)) return event;
  return { kind: "problem", problem: { ...event.problem, params: { ...event.problem.params, headerKey } } };
}

function notDeclared(account: AccountKey): Problem {
  return error("account_not_declared", placeOf(account));
}

function placeOf(account: AccountKey): Pick<Problem, "field" | "value" | "params"> {
  return {
    field: "account",
    value: account.iban ?? account.key,
    params: { key: account.key, currency: account.currency, ...(account.iban ? { iban: account.iban } : {}) },
  };
}

/** The state of one reading: what is open, what waits to be written, what was found wrong. */
class Importing {
  readonly undeclared = new Map<string, AccountKey>();
  lineCount = 0;
  newCount = 0;
  /** Lines of accounts that are not followed. */
  asideCount = 0;
  private readonly problems: Problem[] = [];
  private readonly unfollowed = new Map<string, { account: AccountKey; lines: number }>();
  private readonly db: Db;
  private readonly companyId: bigint;
  private readonly fileId: bigint;
  private readonly twins: TwinSieve;
  private readonly retold: RetoldSieve;
  private readonly identity = fingerprints();
  private readonly statements = new Map<bigint, Open>();
  private readonly readBefore: ReadonlySet<number>;
  private open: Open | undefined;
  /** The name of an account that is not followed, while its statement is read. */
  private aside: string | undefined;
  private waiting: NewLine[] = [];
  private readonly accounts = new Map<string, bigint>();
  private notices: AccountNotice[] = [];
  private rank = 0;

  constructor(
    db: Db,
    file: { companyId: bigint; fileId: bigint; format: string; readBefore: ReadonlySet<number> },
  ) {
    this.db = db;
    this.companyId = file.companyId;
    this.fileId = file.fileId;
    this.readBefore = file.readBefore;
    this.twins = new TwinSieve(db, file, (statementId) => this.stretchOf(statementId));
    this.retold = new RetoldSieve(db, file);
  }

  async take(event: StatementEvent): Promise<void> {
    switch (event.kind) {
      case "problem":
        this.problems.push(event.problem);
        return;
      case "head":
        return this.begin(event.head);
      case "line":
        return this.add(event.line);
      case "foot":
        return this.finish(event.foot);
      case "notice":
        return this.notice(event.notice);
    }
  }

  /** Its account is looked up once; the entry itself may be booked already, later or never. */
  private async notice(notice: EntryNotice): Promise<void> {
    const name = nameOf(notice.account);
    const bankAccountId = this.accounts.get(name) ?? (await findBankAccount(this.db, notice.account));
    if (bankAccountId === undefined) return this.leave(notice.account);
    this.accounts.set(name, bankAccountId);
    this.notices.push({ ...notice, bankAccountId });
    if (this.notices.length >= BATCH_LINES) await this.flushNotices();
  }

  private async flushNotices(): Promise<void> {
    const notices = this.notices;
    this.notices = [];
    await insertNotices(this.db, { companyId: this.companyId, fileId: this.fileId }, notices);
  }

  private async begin(head: StatementHead): Promise<void> {
    const { account, reference, opening } = head;
    this.identity.begin(head);
    this.rank += 1;
    this.open = undefined;
    this.aside = undefined;
    const bankAccountId = await findBankAccount(this.db, account);
    if (bankAccountId === undefined) return this.leave(account);
    if (this.readBefore.has(this.rank)) return; // its lines are known: only the accounts set aside then are new
    const statementId = await insertStatement(this.db, {
      companyId: this.companyId,
      bankAccountId,
      fileId: this.fileId,
      rank: this.rank,
      ...(reference ? { reference } : {}),
      ...(opening ? { opening } : {}),
    });
    this.open = {
      statementId,
      bankAccountId,
      lineCount: 0,
      knownCount: 0,
      ...(opening ? { opening } : {}),
    };
    this.statements.set(statementId, this.open);
  }

  private async add(line: StatementLine): Promise<void> {
    this.lineCount += 1;
    const aside = this.aside === undefined ? undefined : this.unfollowed.get(this.aside);
    if (aside) {
      aside.lines += 1;
      this.asideCount += 1;
    }
    if (!this.open) return; // the account is not followed, or not declared and the file is held: lines are counted
    this.open.lineCount += 1;
    extend(this.open, line.bookedOn);
    this.waiting.push({
      line,
      fingerprint: this.identity.of(line),
      bankAccountId: this.open.bankAccountId,
      statementId: this.open.statementId,
    });
    if (this.waiting.length >= BATCH_LINES) await this.flush();
  }

  /** An account of which nothing is kept: because a person said so, or until one says whose it is. */
  private async leave(account: AccountKey): Promise<void> {
    const name = nameOf(account);
    if (!this.unfollowed.has(name) && !(await isUnfollowed(this.db, account))) {
      this.undeclared.set(name, account);
      return;
    }
    this.aside = name;
    if (!this.unfollowed.has(name)) this.unfollowed.set(name, { account, lines: 0 });
  }

  /** What was found wrong, and what was set aside. The signs of an account that is not kept are nobody's question. */
  told(): Problem[] {
    const left = [...this.unfollowed.values()];
    const isMoot = ({ code, params }: Problem) =>
      code === "expenses_positive" && left.some(({ account }) => account.key === params?.account);
    return [
      ...this.problems.filter((problem) => !isMoot(problem)),
      ...left.map(({ account, lines }) => {
        const { field, value, params } = placeOf(account);
        return warning("account_not_followed", {
          ...(field && { field }),
          ...(value && { value }),
          params: { ...params, count: String(lines) },
        });
      }),
    ];
  }

  private finish(foot: StatementFoot): void {
    this.identity.end(foot);
    if (!this.open) return;
    if (foot.opening) this.open.opening = foot.opening;
    if (foot.closing) this.open.closing = foot.closing;
  }

  /** Writes what is left, and what only the end of a statement tells. */
  async end(): Promise<void> {
    await this.flush();
    await this.insert(await this.retold.sift(await this.twins.end()));
    await this.insert(this.retold.end());
    await this.flushNotices();
    await joinWaiting(this.db);
    this.problems.push(...this.twins.problems, ...this.retold.problems);
    await closeStatements(this.db, [...this.statements.values()]);
  }

  private async flush(): Promise<void> {
    const lines = this.waiting;
    this.waiting = [];
    for (const { statementId } of lines) this.count(statementId, 1);
    this.retold.deliver(lines);
    await this.insert(await this.retold.sift(await this.twins.sift(lines)));
  }

  private async insert(lines: readonly NewLine[]): Promise<void> {
    const inserted = await insertLines(this.db, this.companyId, this.fileId, lines);
    this.newCount += inserted.length;
    for (const { statementId } of inserted) this.count(statementId, -1);
    const batches = lines.filter(({ line }) => line.transactions);
    if (batches.length === 0) return;
    const ids = new Map(inserted.map((row) => [identityOf(row.bankAccountId, row.fingerprint), row.id]));
    await insertTransactions(
      this.db,
      { companyId: this.companyId, fileId: this.fileId },
      batches.flatMap((batch) => {
        const lineId = ids.get(identityOf(batch.bankAccountId, batch.fingerprint));
        return lineId === undefined ? [] : [entryOf(batch, lineId)];
      }),
    );
  }

  private stretchOf(statementId: bigint): Stretch | undefined {
    const { opening, closing } = this.statements.get(statementId) ?? {};
    return opening && closing ? { opening: opening.amount, closing: closing.amount } : undefined;
  }

  private count(statementId: bigint, known: number): void {
    const statement = this.statements.get(statementId);
    if (statement) statement.knownCount += known;
  }
}

function nameOf({ key, currency }: AccountKey): string {
  return `${key} ${currency}`;
}

function extend(statement: Open, day: IsoDate): void {
  if (statement.firstOn === undefined || day < statement.firstOn) statement.firstOn = day;
  if (statement.lastOn === undefined || day > statement.lastOn) statement.lastOn = day;
}
