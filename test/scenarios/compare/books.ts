import { type FecRow, fecLine } from "../../../domain/accounting/fec.ts";
import { checkFec } from "../../../domain/accounting/fecCheck.ts";
import type { IsoDate } from "../../../domain/days.ts";
import { validateEntries } from "../../../sql/acts/validateEntries.ts";
import { fecRows } from "../../../sql/fec.ts";
import { verifyCompany } from "../../../sql/verify.ts";
import type { Expectation, ExpectedFec } from "../expectSchema.ts";
import { takeSnapshot } from "../snapshot.ts";
import { instantOf, type World, within } from "../world.ts";
import { findEntries } from "./entries.ts";
import { compareValue, difference } from "./pairs.ts";

/**
 * What every scenario requires without saying so, and the FEC where it does: every law of the books holds, before and after
 * all entries are validated, and the export passes our own checks.
 */
export async function compareBooks(world: World, expected: Expectation, lastDay: IsoDate): Promise<string[]> {
  const before = await lawsBroken(world);
  const closingOn = expected.fec?.closingOn ?? `${lastDay.slice(0, 4)}-12-31`;
  await validateAll(world, expected.fec?.validatedOn ?? lastDay);
  const rows = await exportFec(world, closingOn);
  const findings = checkFec(rows, { startsOn: `${closingOn.slice(0, 4)}-01-01`, closingOn });
  return [
    ...before.map((law) => `books   ${law}`),
    ...(await lawsBroken(world)).map((law) => `books, all validated   ${law}`),
    ...findings.map(({ fault, place }) => `fec   ${fault}   ${place}`),
    ...(expected.fec ? await compareFec(world, expected.fec, expected, rows) : []),
  ];
}

async function lawsBroken(world: World): Promise<string[]> {
  const differences = await within(world, verifyCompany);
  const [trial] = await within(
    world,
    (db) => db<{ gap: bigint }[]>`
    select coalesce(sum(debit_cents - credit_cents), 0)::bigint as gap from journal_line
  `,
  );
  const balance = trial?.gap === 0n ? [] : [`trial balance off by ${trial?.gap} cents`];
  return [...balance, ...differences.map(({ law, place }) => `${law}   ${place}`)];
}

async function validateAll(world: World, on: IsoDate): Promise<void> {
  const { companyId } = world;
  const at = instantOf(world, on);
  await within(world, (db) => validateEntries(db, { companyId, upTo: "9999-12-31", on, at }));
}

function exportFec(world: World, closingOn: IsoDate): Promise<FecRow[]> {
  const startsOn = `${closingOn.slice(0, 4)}-01-01`;
  return within(world, async (db) => {
    const rows: FecRow[] = [];
    for await (const batch of fecRows(db, { startsOn, closingOn })) rows.push(...batch);
    return rows;
  });
}

/** The rows of one entry, as text. `pieceRefOf` stands for the product's own PieceRef. */
async function compareFec(
  world: World,
  fec: ExpectedFec,
  expected: Expectation,
  rows: readonly FecRow[],
): Promise<string[]> {
  const snapshot = await takeSnapshot(world);
  const entry = findEntries(expected.entries ?? [], snapshot).get(fec.entry);
  if (!entry) return [`fec   entry ${fec.entry}   missing`];
  const separator = fec.separator ?? "\t";
  const own = rows.filter(
    (row) => row.journal === entry.journal && Number(row.number.slice(row.journal.length)) === entry.number,
  );
  const wanted = fec.rows.map((row) => {
    const cells = row.split(separator);
    if (fec.pieceRefOf !== undefined && cells[8] === fec.pieceRefOf) cells[8] = entry.piece;
    return cells.join(separator);
  });
  const { missing, extra } = difference(
    wanted,
    own.map((row) => fecLine(row, separator)),
  );
  const lettered = own.flatMap((row) => row.letteredOn ?? []);
  return [
    ...(fec.letteredOn
      ? compareValue("fec   letteredOn", fec.letteredOn, [...new Set(lettered)].join(", ") || "none")
      : []),
    ...(missing.length + extra.length === 0
      ? []
      : [
          [
            `fec   entry ${fec.entry}`,
            ...missing.map((row) => `- ${row}`),
            ...extra.map((row) => `+ ${row}`),
          ].join("\n"),
        ]),
  ];
}
