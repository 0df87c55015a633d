import fc from "fast-check";
import { FUND, MUTUAL } from "./rspFile.ts";

/** FA-2 owes its VAT when it is paid; nobody knows FA-9. */
export const INVOICES = ["FA-1", "FA-2", "FA-3"] as const;
export const NAMES = [...INVOICES, "FA-9"] as const;
export const REFERENCES = ["440010001", "440010002"] as const;
const WHERE = ["advance", "to_refund", "profit"] as const;

const nth = fc.nat(11);
const cents = fc.constantFrom(6_000n, 3_000n, 2_000n, 1_000n, 6_050n, 2_950n, 100n, 7_000n);
/** Paid, refused or taken back. */
const told = fc.constantFrom(6_000n, 6_000n, 3_000n, 3_000n, 2_000n, 6_500n, 2_950n, 0n, -1_000n, -3_000n);
const insurer = fc.constantFrom(FUND, MUTUAL);
const reference = fc.nat(REFERENCES.length - 1);
const of = <const Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);
const items = <T>(amount: fc.Arbitrary<T>, invoices: number) =>
  fc.uniqueArray(fc.record({ invoice: fc.nat(invoices - 1), amount }), {
    minLength: 1,
    maxLength: 3,
    selector: (item) => item.invoice,
  });

/** What people and machines do with money that comes and with what was decided of it. */
const money = [
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of("file"),
      insurer,
      reference,
      items: items(told, NAMES.length),
      /** The last file comes again with these items besides. */
      again: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of("type"),
      insurer,
      reference: fc.option(reference),
      items: items(cents, INVOICES.length),
      keepExcess: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of("line"),
      insurer,
      reference,
      nth,
      /** The cents of what is announced, half of them, or others. */
      brings: of("whole", "whole", "half", "other"),
      amount: cents,
      night: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of("night", "undo_night", "validate") }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of("accept_returns"), nth, all: fc.constantFrom(false, false, true) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: of("suspend", "undo", "undo", "refund_line", "lock"), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: of("undo_part"), nth, share: nth }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of("split", "match", "record", "record"),
      nth,
      share: nth,
      amount: cents,
      gain: fc.constantFrom(0n, 0n, 0n, 50n),
      into: of("keep", "keep", ...WHERE),
    }),
  },
] as const;

/** What becomes of the shares and their payments. */
const shares = [
  {
    weight: 9,
    arbitrary: fc.record({
      kind: of("settle", "settle", "settle", "write_off", "bad_debt", "advance", "refund", "refund"),
      share: nth,
      amount: cents,
      all: fc.constantFrom(true, true, false),
      into: of(...WHERE),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of("refund_held"), share: nth, amount: cents, all: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: of("take_back", "change"), nth, share: nth, amount: cents }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of("take_back_write_off", "mark", "unmark", "reverse"), nth }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of("resubmit"), nth, patient: fc.boolean() }) },
] as const;

export const step = fc.oneof(...money, ...shares);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
