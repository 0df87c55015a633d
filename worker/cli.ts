import { parseArgs } from "node:util";
import type { Command, Options } from "./command.ts";
import { archive, close, fec } from "./commands/books.ts";
import { certificate } from "./commands/certificate.ts";
import { demo } from "./commands/demo.ts";
import { explain } from "./commands/explain.ts";
import { importFiles } from "./commands/import.ts";
import { init } from "./commands/init.ts";
import { listMatches } from "./commands/matches.ts";
import { migrateNow } from "./commands/migrate.ts";
import { night } from "./commands/night.ts";
import { paymentReports } from "./commands/paymentReports.ts";
import { promise } from "./commands/promise.ts";
import { rules } from "./commands/rules.ts";
import { score } from "./commands/score.ts";
import { serveWeb, serveWorker } from "./commands/serve.ts";
import { token } from "./commands/token.ts";
import { user } from "./commands/user.ts";
import { verify } from "./commands/verify.ts";
import { Unusable } from "./program.ts";

const COMMANDS: Record<string, Command> = {
  demo,
  init,
  user,
  token,
  import: importFiles,
  night,
  certificate,
  "payment-reports": paymentReports,
  verify,
  fec,
  close,
  archive,
  matches: listMatches,
  explain,
  score,
  promise,
  rules,
  migrate: migrateNow,
  web: serveWeb,
  worker: serveWorker,
};

/** The command line: finds the command, reads its options, runs it, and ends the process with its status. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", quitQuietly);
  const [name, ...rest] = args;
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    const asked = name === undefined || name === "--help" || name === "help" || name === "-h";
    (asked ? console.log : console.error)(asked ? helpText() : `Unknown command: ${name}\n\n${helpText()}`);
    process.exitCode = asked ? 0 : 2;
    return;
  }
  process.exitCode = await runCommand(command, rest);
}

/** Whoever read our output has read enough (`rappro matches | head`). */
function quitQuietly(failure: NodeJS.ErrnoException): void {
  if (failure.code !== "EPIPE") throw failure;
  process.exit(0);
}

async function runCommand(command: Command, args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      allowPositionals: command.takes !== undefined,
    });
    if (values.help) {
      console.log(`${command.usage}\n\n${command.says}`);
      return 0;
    }
    if (command.takes && positionals.length === 0)
      throw new Unusable(
        `${command.usage}\n\n${command.takes === "line" ? "No line" : "No file"} was named.`,
      );
    return await command.run(values as Options, positionals);
  } catch (failure) {
    if (failure instanceof Unusable) {
      console.error(failure.message);
      return 1;
    }
    if ((failure as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) {
      console.error(`${(failure as Error).message}\n\n${command.usage}`);
      return 2;
    }
    throw failure;
  }
}

function helpText(): string {
  const rows = Object.values(COMMANDS).map(
    (command) => `  ${command.usage}\n      ${command.says.split("\n")[0]}`,
  );
  return `Rappro reconciles bank statements with invoices.\n\n${rows.join("\n")}\n\nEach command explains itself with --help. Configuration: see .env.example.`;
}
