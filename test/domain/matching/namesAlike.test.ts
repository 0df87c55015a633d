import { describe, expect, test } from "vitest";
import { decideLines } from "../../../domain/matching/decide.ts";
import type { LineToMatch, ShareToMatch } from "../../../domain/matching/line.ts";
import { aLine, aShare, type OwedShare, retrieved } from "./books.ts";

/** Decides a line among what is owed, with the shares of its amount that were found beside. */
function decide(
  line: LineToMatch,
  shares: OwedShare[],
  { ofAmount = [], cutShort = false }: { ofAmount?: ShareToMatch[]; cutShort?: boolean } = {},
) {
  const found = retrieved([line], shares);
  if (ofAmount.length > 0) found.byAmount.set(line.id, ofAmount);
  if (cutShort) found.namesCutShort.add(line.id);
  const [decision] = decideLines([line], found);
  if (!decision) throw new Error("the line was not decided");
  const factsOf = (at: number) => decision.candidates[at]?.facts.map(({ code }) => code) ?? [];
  return { ...decision, factsOf };
}

describe("a name with a slip", () => {
  const meant = aShare({ name: "Garage Tofamabo", thirdPartyId: 1n });
  const line = aLine({ counterpartyName: "GARAGE TOFMAABO" });

  test("posts with the exact amount", () => {
    expect(decide(line, [meant])).toMatchObject({ decision: "post", reason: "name_and_amount" });
  });

  test("does not where more customers may be alike than were looked through", () => {
    const decision = decide(line, [meant], { cutShort: true });
    expect(decision.decision).toBe("suggest");
    expect(decision.factsOf(0)).toContain("search_cut_short");
  });

  test("does not where two customers bear that name, and the other owes something else", () => {
    const namesake = aShare({ name: "Garage Tofamabo", thirdPartyId: 2n, due: 700n });
    const decision = decide(line, [meant, namesake]);
    expect(decision.decision).toBe("suggest");
    expect(decision.factsOf(0)).toContain("homonym");
    const settled = { ...namesake, due: 0n };
    expect(decide(line, [meant, settled]).decision).toBe("post");
  });

  test("names its customer: who bears one of the words and owes as much is another", () => {
    const others = [2n, 3n, 4n].map((thirdPartyId) =>
      aShare({ name: `Garage Zanipelui ${thirdPartyId}`, thirdPartyId }),
    );
    const decision = decide(line, [meant, ...others]);
    expect(decision).toMatchObject({ decision: "post", reason: "name_and_amount" });
    expect(decision.factsOf(1)).toEqual(expect.arrayContaining(["name_part", "other_party_named"]));
  });
});

describe("an amount that many owe, on a line of which the name was cut", () => {
  const many = Array.from({ length: 9 }, (_, at) =>
    aShare({ name: `Client Numero${at}`, thirdPartyId: BigInt(at + 1) }),
  );
  const meant = aShare({ name: "EURL Traiteur Baloufi", thirdPartyId: 20n });
  const find = (label: string) => decide(aLine({ label }), [], { ofAmount: [...many, meant] });

  test("is shown for the customer whose name goes on so, and never posts (D12)", () => {
    const decision = find("VIR SEPA RECU DE LA PART EURL T");
    expect(decision.decision).toBe("suggest");
    expect(decision.candidates).toHaveLength(1);
    expect(decision.candidates[0]?.allocations).toMatchObject([{ shareId: meant.shareId }]);
    expect(decision.factsOf(0)).toEqual(expect.arrayContaining(["name_cut_fits", "payer_not_named"]));
  });

  test("is shown for the customer of whose name a whole word is left, marked as it is written, and never posts", () => {
    const decision = find("Vir. reçu traiteurs, traiteur");
    expect(decision.decision).toBe("suggest");
    expect(decision.factsOf(0)).toContain("name_part");
    expect(decision.tokens).toEqual(["traiteur"]);
  });

  test("is shown for nobody where the text was not cut, or no name goes on so", () => {
    expect(find("VIR SEPA RECU T").candidates).toEqual([]);
    expect(find("VIR SEPA RECU DE LA PART SARL Z").candidates).toEqual([]);
  });
});

describe("a number over two fields", () => {
  const payer = { counterpartyName: "TRANSPORTS BACHEDOFA" };
  const meant = aShare({ invoice: "FA2603-11629" });
  const other = aShare({ invoice: "FA2603-00001", thirdPartyId: 9n, name: "Garage Zanipelui" });
  const full = `${"REGLEMENT DE VOTRE FACTURE DU MOIS DERNIER ".padStart(62, "X ")}FA2603-1`;

  test("is no shorter number, though its beginning is another document's", () => {
    const decision = decide(aLine({ ...payer, details: [full, "1629"] }), [meant, other]);
    expect(full).toHaveLength(70);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(decision.factsOf(0)).not.toContain("other_number_read");
  });

  test("with another amount may be the shorter one: a person says", () => {
    expect(decide(aLine({ ...payer, amount: 500n, details: [full, "1629"] }), [meant, other]).decision).toBe(
      "suggest",
    );
  });
});

test("a line that pays one instalment of several means no other invoice, though one has exactly its amount", () => {
  const named = aShare({ invoice: "FA2605-01434", due: 30_000n });
  const elsewhere = [2n, 3n, 4n].map((thirdPartyId) => aShare({ thirdPartyId, name: "Garage Zanipelui" }));
  const decision = decide(aLine({ details: ["1ER VERSEMENT FA2605-01434"] }), [named], {
    ofAmount: elsewhere,
  });
  expect(decision).toMatchObject({ decision: "post", reason: "number_and_part" });
  expect(decision.candidates).toHaveLength(1);
});
