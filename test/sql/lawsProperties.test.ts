import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptMatch } from "../../sql/acts/acceptMatch.ts";
import { suspendLine, undoMatch } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { runNight } from "../../worker/night.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import {
  aLine,
  aSale,
  bill,
  type Dossier,
  onLine,
  openDossier,
  receive,
  runMatching,
  shareId,
  within,
} from "./dossier.ts";

const database = useDatabase();
const INVOICES = 3;
const numberOf = (nth: number) => `FA-880${nth}`;

/** One thing that a person or the night does. Those that make no sense at their moment are refused, which must change nothing. */
type Operation =
  | { kind: "receive"; invoice: number; cents: bigint }
  | { kind: "accept"; line: number; invoice: number; cents: bigint }
  | { kind: "cash" | "cheque" | "card"; invoice: number; cents: bigint }
  | { kind: "regularise"; invoice: number; cents: bigint; into: "profit" | "advance" | "to_refund" }
  | { kind: "undo" | "suspend"; line: number }
  | { kind: "validate" | "night" };

// one of the lines that came, whichever
const line = fc.nat(20);
const invoice = fc.integer({ min: 0, max: INVOICES - 1 });
// the whole, parts, an odd cent, more than all
const cents = fc.constantFrom(93_000n, 40_000n, 53_000n, 1n, 33_333n, 95_000n);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("receive" as const), invoice, cents }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("accept" as const), line, invoice, cents }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("cash", "cheque", "card"), invoice, cents }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("regularise" as const),
      invoice,
      cents: fc.constantFrom(2_000n, 1n, 500n),
      into: fc.constantFrom("profit", "advance", "to_refund"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("undo", "suspend"), line }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("validate", "night") }) },
);

/** Services at two rates whose VAT waits for the money, one of them with exempt care beside. */
const sales = () =>
  Array.from({ length: INVOICES }, (_, nth) =>
    aSale(numberOf(nth), nth === 2 ? 93_001n : 93_000n, {
      lines: [
        { account: "706000", net: 50_000n, vatRate: 2000, vat: 10_000n, vatDue: "collection" },
        { account: "706000", net: 30_000n, vatRate: 1000, vat: 3_000n, vatDue: "collection" },
        ...(nth === 2
          ? [{ account: "706000", net: 1n, vatRate: 0, vat: 0n, vatDue: "exempt" as const }]
          : []),
      ],
    }),
  );

/** @param lines the references of the lines that came so far */
async function play(dossier: Dossier, operation: Operation, nth: number, lines: string[]): Promise<unknown> {
  const { pool, companyId } = dossier;
  const on = `2026-11-${String(14 + nth).padStart(2, "0")}`;
  const moment = { companyId, at: new Date(`${on}T09:00:00Z`), on };
  if ("line" in operation && lines.length === 0) return undefined;
  const onOne = (at: number) => onLine(dossier, lines[at % lines.length] ?? "", on);
  const share = async (at: number) => shareId(dossier, numberOf(at));
  switch (operation.kind) {
    case "receive":
      lines.push(`L${nth}`);
      await receive(dossier, [
        aLine(`L${nth}`, operation.cents, {
          // a day each: equal transfers of one day in two files are asked about, and no line yet
          bookedOn: `2026-11-${String(1 + nth).padStart(2, "0")}`,
          label: `VIR ${numberOf(operation.invoice)}`,
          counterparty: { name: `Client ${numberOf(operation.invoice)}` },
        }),
      ]);
      return runMatching(dossier, on);
    case "accept": {
      const allocations = [{ shareId: await share(operation.invoice), amount: operation.cents }];
      return acceptMatch(pool, { ...(await onOne(operation.line)), allocations });
    }
    case "cash":
    case "cheque":
    case "card":
      return recordPayment(pool, {
        ...moment,
        method: operation.kind,
        paidOn: on,
        allocations: [{ shareId: await share(operation.invoice), amount: operation.cents }],
        answers: { keepExcess: true },
      });
    case "regularise":
      return settleOverpayment(pool, {
        ...moment,
        shareId: await share(operation.invoice),
        amount: operation.cents,
        into: operation.into,
        reason: "test",
        rights: ["adjustment"],
      });
    case "undo":
      return undoMatch(pool, await onOne(operation.line));
    case "suspend":
      return suspendLine(pool, await onOne(operation.line));
    case "validate":
      return within(dossier, (db) => validateEntries(db, { ...moment, upTo: on }));
    case "night":
      return runNight(pool, companyId, { now: moment.at, today: on, clock: () => moment.at, seed: "night" });
  }
}

test(
  "law: after any acts, undos and reversals, every law holds and the night certifies it",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 14 }), async (operations) => {
        const dossier = await openDossier(database.pool);
        await bill(dossier, ...sales());
        const lines: string[] = [];
        for (const [nth, operation] of operations.entries()) {
          await play(dossier, operation, nth, lines);
          expect(await within(dossier, verifyCompany)).toEqual([]);
        }
        await play(dossier, { kind: "night" }, operations.length, lines);
      }),
      { numRuns: 12 * PROPERTY_TIMES, endOnFailure: true },
    );
  },
  180_000 * PROPERTY_TIMES,
);
