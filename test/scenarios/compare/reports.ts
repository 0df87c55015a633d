import { decimalOf } from "../../../domain/money.ts";
import type { ExpectedReport } from "../expectSchema.ts";
import type { FoundReport, Snapshot } from "../snapshot.ts";
import { difference } from "./pairs.ts";

/**
 * The messages of money collected, as a set: document, status, day, and the amount collected (MEN) at each rate. What a message may
 * also have is nothing that ours say.
 */
export function compareReports(expected: readonly ExpectedReport[], { reports }: Snapshot): string[] {
  const { missing, extra } = difference(expected.map(expectedText), reports.map(foundText));
  return [
    ...missing.map((message) => `eInvoicing   missing   ${message}`),
    ...extra.map((message) => `eInvoicing   not expected   ${message}`),
  ];
}

function expectedText({ document, status, collectedOn, amounts }: ExpectedReport): string {
  const written = amounts.map(
    ({ kind, vatRate, amount }) =>
      `${kind} ${vatRate === undefined ? "" : decimalOf(BigInt(vatRate))} ${decimalOf(amount)}`,
  );
  return [document, status, collectedOn, ...written.sort()].join("   ");
}

function foundText({ document, kind, collectedOn, amounts }: FoundReport): string {
  const written = amounts.map(
    ({ vatRate, amount }) => `MEN ${decimalOf(BigInt(vatRate))} ${decimalOf(amount)}`,
  );
  return [document, kind, collectedOn, ...written.sort()].join("   ");
}
