import { matchWaitingLines } from "../../../sql/acts/matchLines.ts";
import { type CamtStatement, camtFile, closingOf } from "../camt.ts";
import { messageOf } from "../documents.ts";
import type { BankLine } from "../eventSchema.ts";
import { instantOf, type Refusal, Unplayable, type World, within } from "../world.ts";
import { arrive as arriveFile } from "./arrival.ts";
import type { Player } from "./index.ts";

export const bankLines: Player<"bank_lines"> = async (world, event) => {
  const name = `statement-${event.playedOn}-${world.ticks}`;
  const bytes = statementOf(world, name, await asTheBankSays(world, event.lines), event.playedOn);
  return arrive(world, name, bytes, event.playedOn);
};

export const importStatement: Player<"import_statement"> = async (world, event) => {
  const lines = await asTheBankSays(world, event.lines);
  const bytes = statementOf(world, event.statement, lines, event.playedOn);
  world.statements.set(event.statement, bytes);
  return arrive(world, event.statement, bytes, event.playedOn);
};

export const reimportStatement: Player<"reimport_statement"> = (world, event) => {
  const bytes = world.statements.get(event.statement);
  if (!bytes) throw new Unplayable(`there is no statement ${event.statement}`);
  return arrive(world, event.statement, bytes, event.playedOn);
};

/** A bank repeats the identifier that the product gave a payment, in place of its label. */
async function asTheBankSays(world: World, lines: readonly BankLine[]): Promise<BankLine[]> {
  return Promise.all(
    lines.map(async ({ endToEndIdOf, ...line }) =>
      endToEndIdOf ? { ...line, endToEndId: await identifierOf(world, endToEndIdOf) } : line,
    ),
  );
}

async function identifierOf(world: World, label: string): Promise<string> {
  const [row] = await within(
    world,
    (db) => db<{ endToEndId: string | null }[]>`
    select end_to_end_id from payment where id = ${world.payments.get(label) ?? 0n}
  `,
  );
  if (!row?.endToEndId) throw new Unplayable(`payment ${label} has no identifier`);
  return row.endToEndId;
}

/** The bytes a bank would send: one statement per account, each going on where the last one closed. */
function statementOf(world: World, name: string, lines: readonly BankLine[], playedOn: string): Buffer {
  const statements = [...new Set(lines.map((line) => line.account))].map((journal): CamtStatement => {
    const account = world.accounts.get(journal);
    if (!account) throw new Unplayable(`there is no bank account ${journal}`);
    const own = lines.filter((line) => line.account === journal);
    const statement = {
      id: `${name}-${journal}`,
      iban: account.iban,
      opening: account.balance,
      lines: own.map((line) => camtLineOf(world, line, playedOn)),
    };
    account.balance = closingOf(statement);
    return statement;
  });
  return camtFile(statements);
}

function camtLineOf(world: World, line: BankLine, playedOn: string) {
  return {
    reference: line.id,
    amount: line.amount,
    bookedOn: line.bookedOn ?? playedOn,
    label: inOurWords(world, line.label),
    ...(line.details ? { details: line.details.map((text) => inOurWords(world, text)) } : {}),
    ...(line.endToEndId ? { endToEndId: line.endToEndId } : {}),
    ...(line.returnReason ? { returnReason: line.returnReason } : {}),
  };
}

/** A slip, file or order that a line quotes goes by the reference that the product gave it. */
function inOurWords({ references, payments }: World, text: string): string {
  return text.replace(/[\w-]+/g, (word) => (payments.has(word) ? word : (references.get(word) ?? word)));
}

/** The file is received and read, and the lines that wait are matched. */
async function arrive(world: World, name: string, bytes: Buffer, on: string): Promise<Refusal[]> {
  const now = instantOf(world, on);
  const { problems, isKnown } = await arriveFile(world, { name: `${name}.xml`, bytes, now });
  if (problems.length > 0) return [{ message: messageOf(problems) }];
  if (!isKnown) await matchWaitingLines(world.pool, world.companyId, { at: now, on });
  return [];
}
