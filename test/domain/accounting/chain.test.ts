import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CHAIN_START, chainHash, type FrozenEntry } from "../../../domain/accounting/chain.ts";

function anEntry(changes: Partial<FrozenEntry> = {}): FrozenEntry {
  return {
    company: "1",
    journal: "BQ1",
    number: 1,
    postedOn: "2026-11-12",
    piece: "L1",
    pieceOn: "2026-11-12",
    validatedOn: "2026-11-30",
    label: "Virement Société d’Été FA-0001",
    lines: [
      { account: "512100", aux: null, debit: "120000", credit: "0", label: "Virement" },
      { account: "411000", aux: "C0001", debit: "0", credit: "120000", label: "Virement" },
    ],
    ...changes,
  };
}

test("an entry has the same hash on any machine: of the link before it and its values, with sorted keys", () => {
  const line = (account: string, aux: string, debit: string, credit: string) =>
    `{"account":"${account}","aux":${aux},"credit":"${credit}","debit":"${debit}","label":"Virement"}`;
  const written = `{"company":"1","journal":"BQ1","label":"Virement Société d’Été FA-0001","lines":[${[
    line("512100", "null", "120000", "0"),
    line("411000", '"C0001"', "0", "120000"),
  ]}],"number":1,"piece":"L1","pieceOn":"2026-11-12","postedOn":"2026-11-12","validatedOn":"2026-11-30"}`;
  const hash = createHash("sha256")
    .update(`${"0".repeat(64)}${written}`)
    .digest("hex");
  expect(chainHash(CHAIN_START, anEntry())).toBe(hash);
  expect(hash).toBe("cbad8fd1c965af832a5ef65fa6704447129a62fff6e5a8c0a8381f174cb0f399");
});

test("the order of keys and the way an accent is written do not count", () => {
  const turned = Object.fromEntries(Object.entries(anEntry()).reverse()) as FrozenEntry;
  expect(chainHash(CHAIN_START, turned)).toBe(chainHash(CHAIN_START, anEntry()));
  const decomposed = anEntry({ label: anEntry().label.normalize("NFD") });
  expect(chainHash(CHAIN_START, decomposed)).toBe(chainHash(CHAIN_START, anEntry()));
});

test("every element that validation freezes counts", () => {
  const [bank, customer] = anEntry().lines;
  if (!bank || !customer) throw new Error("two lines");
  const changed: FrozenEntry[] = [
    anEntry({ company: "2" }),
    anEntry({ journal: "BQ2" }),
    anEntry({ number: 2 }),
    anEntry({ postedOn: "2026-11-13" }),
    anEntry({ piece: "L2" }),
    anEntry({ pieceOn: "2026-11-13" }),
    anEntry({ validatedOn: "2026-12-01" }),
    anEntry({ label: "Virement" }),
    anEntry({ lines: [customer, bank] }),
    anEntry({ lines: [bank, { ...customer, account: "411100" }] }),
    anEntry({ lines: [bank, { ...customer, aux: "C0002" }] }),
    anEntry({ lines: [bank, { ...customer, credit: "119999" }] }),
    anEntry({ lines: [bank, { ...customer, label: "Autre" }] }),
  ];
  const hashes = [anEntry(), ...changed].map((entry) => chainHash(CHAIN_START, entry));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("a change in one entry changes every later link", () => {
  const chain = (labels: readonly string[]): string[] => {
    let link = CHAIN_START;
    return labels.map((label, at) => {
      link = chainHash(link, anEntry({ label, number: at + 1 }));
      return link;
    });
  };
  const labels = fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(labels, fc.nat(), (given, pick) => {
      const at = pick % given.length;
      const tampered = given.map((label, rank) => (rank === at ? `${label}!` : label));
      const [before, after] = [chain(given), chain(tampered)];
      for (const [rank, link] of before.entries()) expect(link === after[rank]).toBe(rank < at);
    }),
  );
});
