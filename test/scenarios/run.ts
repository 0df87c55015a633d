import type { Pool } from "../../sql/connect.ts";
import { compareAfter } from "./compare/after.ts";
import { compareBooks } from "./compare/books.ts";
import { compareAuditLog, compareBalances, compareDocuments } from "./compare/documents.ts";
import { compareEntries, findEntries } from "./compare/entries.ts";
import { compareLettering, compareLetteringOfEntries } from "./compare/lettering.ts";
import { comparePayments } from "./compare/payments.ts";
import { compareOutcome, compareRefused } from "./compare/refusals.ts";
import { compareReports } from "./compare/reports.ts";
import type { Expectation } from "./expectSchema.ts";
import { parseScenario, type Scenario } from "./parse.ts";
import { type Played, playScenario, playWhatIf } from "./play.ts";
import type { FoundEntry } from "./snapshot.ts";
import { Unplayable } from "./world.ts";

/** Plays one scenario and its what-ifs, each in a company of its own. Gives what differs, in words; nothing when it passes. */
export async function runScenario(pool: Pool, yaml: string): Promise<string[]> {
  const parsed = parseScenario(yaml);
  if (!parsed.ok) return parsed.failures;
  const { scenario } = parsed;
  return [...(await playAndCompare(pool, scenario)), ...(await attemptWhatIfs(pool, scenario))];
}

function playAndCompare(pool: Pool, scenario: Scenario): Promise<string[]> {
  return sayingWhy("", async () => {
    const played = await playScenario(pool, scenario);
    const lastDay = [...(scenario.before ?? []), ...scenario.events]
      .map((event) => event.playedOn)
      .sort()
      .at(-1);
    return [
      ...(scenario.expectAfter ?? []).flatMap((part) => compareAfter(part, scenario.expect, played)),
      ...compareEnd(scenario.expect, played),
      ...(await compareBooks(played.world, scenario.expect, lastDay ?? "2026-12-31")),
    ];
  });
}

function compareEnd(expected: Expectation, played: Played): string[] {
  const { payments, entries, documents, balances, eInvoicing } = expected;
  const { refused = [], lettering = [], auditLog = [] } = expected;
  const { last } = played;
  return [
    ...compareRefused(refused, played.refused),
    ...(payments ? comparePayments(payments, last) : []),
    ...(entries ? [...compareEntries(entries, last), ...compareLetteringOfEntries(entries, last)] : []),
    ...compareUnchanged(expected, played),
    ...(documents ? compareDocuments(documents, last) : []),
    ...(balances ? compareBalances(balances, last) : []),
    ...compareLettering(lettering, entries ?? [], last),
    ...compareAuditLog(auditLog, last),
    ...(eInvoicing ? compareReports(eInvoicing, last) : []),
  ];
}

/** Same lines, number and hash as after that step. Lettering may come and go. */
function compareUnchanged({ entries = [] }: Expectation, { after, last }: Played): string[] {
  const byId = findEntries(entries, last);
  return entries.flatMap(({ id, unchangedSinceStep }) => {
    if (unchangedSinceStep === undefined) return [];
    const now = byId.get(id);
    const then = after.get(unchangedSinceStep)?.entries.find((entry) => entry.id === now?.id);
    if (now && then && frozen(now) === frozen(then)) return [];
    return [`entry ${id}   expected unchanged since step ${unchangedSinceStep}   found changed`];
  });
}

function frozen({ lines, number, hash }: FoundEntry): string {
  const plain = lines.map(({ group: _, ...line }) => line);
  return JSON.stringify([plain, number, hash], (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

async function attemptWhatIfs(pool: Pool, scenario: Scenario): Promise<string[]> {
  const failures: string[] = [];
  for (const whatIf of scenario.whatIf ?? []) {
    const found = await sayingWhy(`what if: ${whatIf.title}   `, async () =>
      compareOutcome(whatIf, await playWhatIf(pool, scenario, whatIf)),
    );
    failures.push(...found);
  }
  return failures;
}

/** A scenario that stops is a failure with its reason; where the program itself broke, with the place too. */
async function sayingWhy(name: string, work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof Unplayable) return [`${name}${failure.message}`];
    const { message, stack } = failure as Error;
    const place = stack?.split("\n").find((line) => /\/(?:sql|domain|worker|scenarios)\//.test(line));
    return [`${name}stopped   ${message}${place ? `\n${place.trim()}` : ""}`];
  }
}
