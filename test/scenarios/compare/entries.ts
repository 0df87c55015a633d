import { type Cents, decimalOf } from "../../../domain/money.ts";
import type { ExpectedEntry, ExpectedLine } from "../expectSchema.ts";
import type { FoundEntry, FoundLine, Snapshot } from "../snapshot.ts";
import { compareValue, pairUp } from "./pairs.ts";

/** Entries of the file by their label → what the product wrote for each. */
export type EntriesById = Map<string, FoundEntry>;

/** Finds for each entry of the file the one it describes, among those there are now. */
export function findEntries(expected: readonly ExpectedEntry[], snapshot: Snapshot): EntriesById {
  return new Map(pairEntries(expected, snapshot).pairs.map(([entry, found]) => [entry.id, found]));
}

/** As sets: nothing missing, nothing extra, and each entry line by line. */
export function compareEntries(expected: readonly ExpectedEntry[], snapshot: Snapshot): string[] {
  const { pairs, missing, extra } = pairEntries(expected, snapshot);
  const byId: EntriesById = new Map(pairs.map(([entry, found]) => [entry.id, found]));
  return [
    ...pairs.flatMap(([entry, found]) => compareEntry(entry, found, byId, snapshot)),
    ...missing.map(
      (entry) =>
        `entry ${entry.id} (${entry.journal} ${entry.postedOn})   missing\n${(entry.lines ?? []).map((line) => `- ${expectedText(line)}`).join("\n")}`,
    ),
    ...extra.map(
      (found) =>
        `entry not expected (${found.journal} ${found.postedOn} ${found.piece})\n${found.lines.map((line) => `+ ${foundText(line)}`).join("\n")}`,
    ),
  ];
}

function pairEntries(expected: readonly ExpectedEntry[], snapshot: Snapshot) {
  return pairUp(expected, snapshot.entries, (entry, found) => {
    if (entry.journal !== found.journal) return 0;
    const sameDay = entry.postedOn === found.postedOn;
    const samePiece = pieceOf(entry.piece, snapshot) === found.piece;
    if (!sameDay && !samePiece) return 0;
    const isCorrection = (entry.corrects !== undefined) === (found.correctsId !== null);
    const { missing, extra } = matchLines(entry.lines ?? [], found.lines);
    const lines = (entry.lines ?? []).length - missing.length - extra.length;
    return 1_000 + (samePiece ? 300 : 0) + (sameDay ? 200 : 0) + (isCorrection ? 100 : 0) + lines;
  });
}

function pieceOf(piece: string, snapshot: Snapshot): string {
  const payment = snapshot.paymentIds.get(piece);
  return snapshot.references.get(piece) ?? (payment === undefined ? piece : String(payment));
}

function compareEntry(
  entry: ExpectedEntry,
  found: FoundEntry,
  byId: EntriesById,
  snapshot: Snapshot,
): string[] {
  const name = `entry ${entry.id} (${entry.journal} ${entry.postedOn})`;
  const { missing, extra } = matchLines(linesOf(entry, byId), found.lines);
  const corrected = entry.corrects === undefined ? null : (byId.get(entry.corrects)?.id ?? "missing");
  const heads = [
    ...compareValue("postedOn", entry.postedOn, found.postedOn),
    ...compareValue("piece", pieceOf(entry.piece, snapshot), found.piece),
    ...(entry.pieceDatedOn ? compareValue("pieceDatedOn", entry.pieceDatedOn, found.pieceOn) : []),
    ...compareValue("corrects", String(corrected), String(found.correctsId)),
  ].map((difference) => `${name}   ${difference}`);
  const lines = [
    ...missing.map((line) => `- ${expectedText(line)}`),
    ...extra.map((line) => `+ ${foundText(line)}`),
  ];
  return lines.length === 0 ? heads : [...heads, [name, ...lines].join("\n")];
}

/** A correction without lines of its own is the mirror of what it corrects. */
function linesOf(entry: ExpectedEntry, byId: EntriesById): readonly ExpectedLine[] {
  if (entry.lines) return entry.lines;
  const corrected = byId.get(entry.corrects ?? "");
  return (corrected?.lines ?? []).map((line) => ({
    account: line.account,
    ...(line.aux === null ? {} : { aux: line.aux }),
    ...(line.share === null ? {} : { share: line.share }),
    ...(line.debit === 0n ? { debit: line.credit } : { credit: line.debit }),
  }));
}

/** Lines one by one, without their lettering: that is compared by groups. */
function matchLines(expected: readonly ExpectedLine[], found: readonly FoundLine[]) {
  const left = [...found];
  const withRateFirst = expected.toSorted(
    (a, b) => Number(b.vatRate !== undefined) - Number(a.vatRate !== undefined),
  );
  const missing = withRateFirst.filter((line) => {
    const at = left.findIndex((other) => sameLine(line, other));
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
  return { missing, extra: left };
}

function sameLine(line: ExpectedLine, found: FoundLine): boolean {
  return coreOf(line) === coreOf(found) && (line.vatRate === undefined || line.vatRate === found.vatRate);
}

/** Account, third party, share and side of a line: what makes it itself. */
export function coreOf(line: {
  account: string;
  aux?: string | null | undefined;
  share?: string | null | undefined;
  debit?: Cents | undefined;
  credit?: Cents | undefined;
}): string {
  return [line.account, line.aux ?? "", line.share ?? "", sideOf(line)].join(" ");
}

/** "debit 60.00" */
export function sideOf(line: { debit?: Cents | undefined; credit?: Cents | undefined }): string {
  return line.debit ? `debit ${decimalOf(line.debit)}` : `credit ${decimalOf(line.credit ?? 0n)}`;
}

function expectedText(line: ExpectedLine): string {
  return lineText(line, line.vatRate, line.letterCode);
}

function foundText(line: FoundLine): string {
  return lineText(line, line.vatRate ?? undefined, line.group?.code);
}

function lineText(
  line: Parameters<typeof coreOf>[0],
  vatRate: number | undefined,
  letterCode: string | undefined,
): string {
  const party = `${line.account} ${line.aux ?? ""}`.padEnd(16);
  const rate = vatRate === undefined ? "" : `${decimalOf(BigInt(vatRate))} %`;
  return [`${party}${sideOf(line).padEnd(18)}`, line.share ?? "", rate, letterCode ?? ""]
    .filter((part, at) => at === 0 || part !== "")
    .join("  ")
    .trimEnd();
}
