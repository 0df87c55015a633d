import { stableReference } from "../../domain/bank/fingerprint.ts";
import { retoldLines } from "../../domain/bank/retold.ts";
import { type Problem, warning } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import type { NewLine } from "../statements.ts";
import { type AccountDay, linesUnderReferences } from "../twins.ts";

/** The formats whose reference is made to tell a movement that comes again (OFX: FITID), and of which downloads overlap by habit. */
const REFERENCE_IS_KEY: ReadonlySet<string> = new Set(["ofx"]);

/**
 * Stands before the insertion of lines: one whose reference, day and amount another file of this format told already, in other
 * words, is kept back until the file has given all it has, then compared (domain/bank/retold.ts). Each day is asked for once.
 */
export class RetoldSieve {
  readonly problems: Problem[] = [];
  private readonly db: Db;
  private readonly file: { fileId: bigint; format: string };
  private readonly days = new Set<string>();
  /** Fingerprints of stored lines, by account, day, amount and reference. */
  private readonly stored = new Map<string, string[]>();
  private readonly delivered = new Set<string>();
  private held: { line: NewLine; told: string[] }[] = [];

  constructor(db: Db, file: { fileId: bigint; format: string }) {
    this.db = db;
    this.file = file;
  }

  /** Every line that the file gives, whatever becomes of it. */
  deliver(lines: readonly NewLine[]): void {
    if (!REFERENCE_IS_KEY.has(this.file.format)) return;
    for (const { fingerprint } of lines) this.delivered.add(fingerprint);
  }

  /** @returns the lines to insert now */
  async sift(lines: readonly NewLine[]): Promise<readonly NewLine[]> {
    if (!REFERENCE_IS_KEY.has(this.file.format)) return lines;
    await this.ask(lines);
    if (this.stored.size === 0) return lines;
    const passing: NewLine[] = [];
    for (const line of lines) {
      const told = this.toldOf(line);
      if (told === undefined || told.includes(line.fingerprint)) passing.push(line);
      else this.held.push({ line, told });
    }
    return passing;
  }

  private toldOf({ bankAccountId, line }: NewLine): string[] | undefined {
    const bankReference = stableReference(line.bankReference);
    if (bankReference === undefined) return undefined;
    return this.stored.get(keyOf({ bankAccountId, day: line.bookedOn, amount: line.amount, bankReference }));
  }

  private async ask(lines: readonly NewLine[]): Promise<void> {
    const unknown: AccountDay[] = [];
    for (const { bankAccountId, line } of lines) {
      const name = `${bankAccountId} ${line.bookedOn}`;
      if (this.days.has(name)) continue;
      this.days.add(name);
      unknown.push({ bankAccountId, day: line.bookedOn });
    }
    for (const line of await linesUnderReferences(this.db, this.file, unknown)) {
      const key = keyOf(line);
      const told = this.stored.get(key);
      if (told) told.push(line.fingerprint);
      else this.stored.set(key, [line.fingerprint]);
    }
  }

  /** The file gave all it has. @returns the lines kept back that are movements of their own */
  end(): NewLine[] {
    const retold = retoldLines(this.held, this.delivered);
    const alone = this.held.filter((each) => !retold.has(each)).map(({ line }) => line);
    this.held = [];
    if (retold.size > 0)
      this.problems.push(warning("lines_told_in_other_words", { params: { count: String(retold.size) } }));
    return alone;
  }
}

type Key = AccountDay & { amount: bigint; bankReference: string };

function keyOf({ bankAccountId, day, amount, bankReference }: Key): string {
  return [bankAccountId, day, amount, bankReference].join(" ");
}
