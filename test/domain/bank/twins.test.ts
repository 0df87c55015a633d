import { describe, expect, test } from "vitest";
import { type DayLine, pairTwins, richer } from "../../../domain/bank/twins.ts";

type Named = DayLine & { id: string };

function line(id: string, amount: bigint, changes: Partial<DayLine> = {}): Named {
  return { id, amount, label: "VIR SEPA", details: [], ...changes };
}

function paired(stored: Named[], arriving: Named[]): string[] {
  return pairTwins({ lines: stored }, { lines: arriving }).pairs.map(
    (pair) => `${pair.stored.id}${pair.arriving.id}`,
  );
}

describe("a day told by two formats", () => {
  test("the same amounts are the same lines, whatever order the formats give them in", () => {
    const found = pairTwins(
      { lines: [line("a", 100n), line("b", -50n), line("c", 7n)] },
      { lines: [line("C", 7n), line("A", 100n), line("B", -50n)] },
    );
    expect(found.pairs.map(({ stored, arriving }) => stored.id + arriving.id).sort()).toEqual([
      "aA",
      "bB",
      "cC",
    ]);
    expect(found).toMatchObject({ alone: [], differs: false });
  });

  test("equal amounts go by their reference, then by their name, then in order", () => {
    const stored = [
      line("a", 100n, { counterpartyName: "MARTIN SARL" }),
      line("b", 100n, { endToEndId: "INV-42" }),
      line("c", 100n),
      line("d", 100n),
    ];
    const arriving = [
      line("D", 100n),
      line("B", 100n, { endToEndId: "inv 42" }),
      line("A", 100n, { counterpartyName: "Martin Sàrl" }),
      line("C", 100n),
    ];
    expect(paired(stored, arriving).sort()).toEqual(["aA", "bB", "cD", "dC"]);
  });

  test("a bank that writes its references otherwise in each format does not double the day", () => {
    const stored = [line("a", 100n, { endToEndId: "RUM123" }), line("b", 60n)];
    const arriving = [line("A", 100n, { endToEndId: "E2E987" }), line("B", 60n)];
    expect(paired(stored, arriving)).toHaveLength(2);
  });

  test("the longer statement of a day adds only the lines that the shorter one had not", () => {
    const found = pairTwins(
      { lines: [line("a", 100n), line("b", 100n)] },
      { lines: [line("A", 100n), line("B", 100n), line("C", 100n), line("D", 30n)] },
    );
    expect(found.pairs).toHaveLength(2);
    expect(found.alone.map((each) => each.id)).toEqual(["C", "D"]);
    expect(found.differs).toBe(false);
  });

  test("the shorter statement, second, adds nothing", () => {
    const found = pairTwins({ lines: [line("a", 100n), line("b", 30n)] }, { lines: [line("B", 30n)] });
    expect(found.pairs).toHaveLength(1);
    expect(found).toMatchObject({ alone: [], differs: false });
  });

  test("in a statement that was cut, two end-to-end references that differ are two payments", () => {
    const found = pairTwins(
      { lines: [line("a", 100n, { endToEndId: "FIRST" })] },
      { lines: [line("A", 100n, { endToEndId: "SECOND" }), line("B", 30n)] },
    );
    expect(found.pairs).toEqual([]);
    expect(found.alone).toHaveLength(2);
    expect(found.differs).toBe(true);
  });

  test("a day whose sets contradict each other loses no line and is told", () => {
    const found = pairTwins(
      { lines: [line("a", 20n), line("b", 30n), line("c", 100n)] },
      { lines: [line("AB", 50n), line("C", 100n)] },
    );
    expect(found.pairs).toEqual([]);
    expect(found.alone.map((each) => each.id)).toEqual(["AB", "C"]);
    expect(found.differs).toBe(true);
  });

  test("in such a day the same reference still proves a pair", () => {
    const stored = [line("a", 20n), line("c", 100n, { endToEndId: "E-1" })];
    expect(paired(stored, [line("B", 50n), line("C", 100n, { endToEndId: "E-1" })])).toEqual(["cC"]);
    const none = [line("a", 20n), line("c", 100n, { endToEndId: "NOTPROVIDED" })];
    expect(paired(none, [line("B", 50n), line("C", 100n, { endToEndId: "NOTPROVIDED" })])).toEqual([]);
  });

  test("a statement that opens where the other closes goes on with the day", () => {
    const found = pairTwins(
      { lines: [line("a", 100n)], stretch: { opening: 0n, closing: 100n } },
      { lines: [line("A", 100n)], stretch: { opening: 100n, closing: 200n } },
    );
    expect(found).toMatchObject({ pairs: [], differs: false });
    expect(found.alone).toHaveLength(1);
  });

  test("lines of zero cents do not make two days differ", () => {
    const found = pairTwins({ lines: [line("a", 100n), line("z", 0n)] }, { lines: [line("A", 100n)] });
    expect(found).toMatchObject({ alone: [], differs: false });
    expect(found.pairs).toHaveLength(1);
  });

  test("ten thousand lines of one amount that all contradict take no time to speak of", () => {
    const many = (side: string, count: number) =>
      Array.from({ length: count }, (_, at) => line(`${side}${at}`, 100n, { endToEndId: `${side}-${at}` }));
    const began = performance.now();
    const found = pairTwins({ lines: many("x", 10_000) }, { lines: many("y", 10_001) });
    expect(found.alone).toHaveLength(10_001);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe("what two tellings say together", () => {
  const cfonb = line("a", 100n, {
    label: "VIR INST CENTRE HOSPITALIER DE ",
    details: ["REGLEMENT FACTURE FA2604-00"],
    counterpartyName: "CENTRE HOSPITALIER DE MULHOUSE",
    endToEndId: "NOTPROVIDED",
    interbankCode: "05",
  });
  const camt = line("b", 100n, {
    label: "VIR INST",
    details: ["REGLEMENT", "FACTURE FA2604-00121"],
    counterpartyName: "Centre Hospitalier de Mulhouse",
    counterpartyIban: "FR7690004047135534322380610",
    endToEndId: "E-7",
    bankReference: "L0000001",
  });

  test("is the longer label and name, every reference, and each free text once and uncut", () => {
    const together = {
      label: "VIR INST CENTRE HOSPITALIER DE ",
      details: ["REGLEMENT", "FACTURE FA2604-00121"],
      counterpartyName: "Centre Hospitalier de Mulhouse",
      counterpartyIban: "FR7690004047135534322380610",
      endToEndId: "E-7",
      bankReference: "L0000001",
      interbankCode: "05",
    };
    expect(richer(cfonb, camt)).toEqual(together);
    expect(richer(camt, cfonb)).toEqual(together);
  });

  test("of one telling twice is that telling", () => {
    const { id: _, amount: __, ...telling } = camt;
    expect(richer(camt, camt)).toEqual(telling);
  });
});
