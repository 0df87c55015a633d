import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { tracesOf } from "../../domain/matching/likeness.ts";
import type { Retrieved } from "../../domain/matching/line.ts";
import { retrieveCandidates } from "../../sql/candidates.ts";
import { proposedAnswers } from "../../sql/matches.ts";
import { openLines } from "../../sql/statements.ts";
import { useDatabase } from "../database.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  decisionOf,
  done,
  lineId,
  receive,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

/** What everybody owes here: an amount that more invoices have than are looked through. */
const USUAL = 2_500n;

function sale(number: string, name: string, total = USUAL): InvoiceDraft {
  const customer = { payer: "business" as const, aux: `C-${number}`, name };
  return aSale(number, total, { customer, shares: [{ ...customer, amount: total }] });
}

async function answers(reference: string): Promise<string[]> {
  const line = await lineId(dossier(), reference);
  const found = await within(dossier(), (db) => proposedAnswers(db, line));
  return found.map(({ allocations }) => String(allocations[0]?.shareId));
}

const transfer = (reference: string, name: string, amount = USUAL) =>
  aLine(reference, amount, { label: "VIR", counterparty: { name } });

/** Two letters for a number: names without figures, none like another. */
const letters = (at: number) => String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26));

describe("one slip, among thousands whose names share each half of the word, and who owe the same (S2.8, D12)", () => {
  const HALVES = 65;
  /** Four letters, of which no two halves have more than one at the same place. */
  const half = (at: number) =>
    [0, 1, 2, 3]
      .map((place) => String.fromCharCode(65 + (((2 * place + 1) * at + place * Math.floor(at / 26)) % 26)))
      .join("");
  const names = Array.from(
    { length: HALVES * HALVES },
    (_, at) => half(at % HALVES) + half(Math.floor(at / HALVES)),
  );
  const changed = (letter: string) => (letter === "E" ? "A" : "E");
  const SLIPS: Record<string, (word: string, at: number) => string> = {
    changed: (word, at) => word.slice(0, at) + changed(word.charAt(at)) + word.slice(at + 1),
    "left out": (word, at) => word.slice(0, at) + word.slice(at + 1),
    added: (word, at) => word.slice(0, at) + changed(word.charAt(at)) + word.slice(at),
    exchanged: (word, at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  };

  test("whatever the slip and wherever it is, the customer is found and posts", async () => {
    const drafts = names.map((name, at) => sale(`FA-${10_000 + at}`, `Garage ${name}`));
    done(await bill(dossier(), ...drafts));
    const cases = Object.entries(SLIPS).flatMap(([kind, slip], nth) =>
      Array.from({ length: 7 }, (_, at) => {
        const customer = 101 + 631 * nth + 89 * at;
        return { reference: `${kind} ${at}`, customer, written: slip(names[customer] ?? "", at) };
      }),
    );
    await bank(dossier(), ...cases.map(({ reference, written }) => transfer(reference, `GARAGE ${written}`)));
    for (const { reference } of cases) {
      const decision = await decisionOf(dossier(), reference);
      expect({ reference, ...decision }).toMatchObject({ decision: "post", reason: "name_and_amount" });
    }
    const paid = await database.pool<{ number: string }[]>`
      select invoice.number
        from share
        join invoice on invoice.id = share.invoice_id
       where share.company_id = ${dossier().companyId} and share.due_cents = 0
    `;
    expect(paid.map(({ number }) => number).sort()).toEqual(
      cases.map(({ customer }) => `FA-${10_000 + customer}`).sort(),
    );
  });
});

describe("two words that are each in too many names", () => {
  const crowd = Array.from({ length: 70 }, (_, at) => [
    sale(`FB-${100 + at}`, `Dupont ${letters(at).repeat(3)}`),
    sale(`FC-${100 + at}`, `${letters(at).repeat(3)} Jean`),
  ]).flat();

  test("are asked for together, one of them with a slip: the customer who bears both posts", async () => {
    done(await bill(dossier(), ...crowd, sale("FA-1", "Jean Dupont")));
    await bank(dossier(), transfer("L1", "DUPOND JEAN"));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "post", reason: "name_and_amount" });
  });

  test("and both in too many names too: another customer one slip away does not post, for all were not looked at", async () => {
    const namesakes = Array.from({ length: 61 }, (_, at) => sale(`FD-${100 + at}`, "Jean Dupont"));
    done(
      await bill(
        dossier(),
        ...crowd,
        ...namesakes,
        sale("FA-1", "Jean Dupons"),
        sale("FA-2", "Jean Dupong", 7_700n),
      ),
    );
    await bank(dossier(), transfer("L1", "DUPONX JEAN"), transfer("L2", "DUPONX JEAN", 7_700n));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "suggest" });
    const found = await within(dossier(), async (db) => proposedAnswers(db, await lineId(dossier(), "L1")));
    expect(found[0]?.facts.map(({ code }) => code)).toContain("search_cut_short");
    // Of an amount that few owe, everybody was looked at.
    expect(await decisionOf(dossier(), "L2")).toMatchObject({ decision: "post", reason: "name_and_amount" });
  });
});

test("what is found for a line does not depend on the lines that are asked with it", async () => {
  const crowd = Array.from({ length: 70 }, (_, at) => [
    sale(`FB-${100 + at}`, `Dupont ${letters(at).repeat(3)} Jean`),
    sale(`FC-${100 + at}`, `Martin ${letters(at).repeat(3)}`, 3_100n + BigInt(at)),
  ]).flat();
  done(await bill(dossier(), ...crowd, sale("FA-1", "Martin Jean"), sale("FA-2", "Dupond Martin", 4_700n)));
  const written = [
    "MARTIN JEAN",
    "MARTEN JEAN",
    "DUPOND JEAN",
    "DUPONX MARTIN",
    "DUPONT",
    "JEAN",
    "MARTIN CKCKCK",
  ];
  const sums = [USUAL, 4_700n, 3_110n];
  const lines = written.flatMap((name, at) =>
    sums.map((cents, nth) => transfer(`L${at}-${nth}`, name, cents)),
  );
  await receive(dossier(), lines);
  await within(dossier(), async (db) => {
    const open = await openLines(db, 1_000, undefined);
    expect(open).toHaveLength(lines.length);
    const together = await retrieveCandidates(db, open);
    for (const line of open) {
      const alone = await retrieveCandidates(db, [line]);
      const of = (found: Retrieved) => ({
        alike: (found.byLikeName.get(line.id) ?? [])
          .map(({ share, likeness }) => `${share.shareId} ${likeness}`)
          .sort(),
        ofAmount: (found.byAmount.get(line.id) ?? []).map(({ shareId }) => shareId),
        cutShort: found.namesCutShort.has(line.id),
      });
      expect(of(together)).toEqual(of(alone));
    }
    expect(together.namesCutShort.size).toBeGreaterThan(0);
    expect(together.byLikeName.size).toBeGreaterThan(0);
  });
});

describe("a slip that may mean two customers", () => {
  test("who owe the same posts on neither", async () => {
    done(await bill(dossier(), sale("FA-1", "Garage Tofamabo"), sale("FA-2", "Garage Tofamabe")));
    await bank(dossier(), transfer("L1", "GARAGE TOFAMABI"));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({
      decision: "suggest",
      reason: "several_answers",
    });
  });

  test("of one name, of whom one owes something else, posts on neither: they are homonyms", async () => {
    const namesake = { payer: "business" as const, aux: "C-2", name: "Garage Tofamabo" };
    done(
      await bill(
        dossier(),
        sale("FA-1", "Garage Tofamabo"),
        aSale("FA-2", 9_100n, { customer: namesake, shares: [{ ...namesake, amount: 9_100n }] }),
      ),
    );
    await bank(dossier(), transfer("L1", "GARAGE TOFMAABO"));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "suggest" });
    const found = await within(dossier(), async (db) => proposedAnswers(db, await lineId(dossier(), "L1")));
    expect(found[0]?.facts.map(({ code }) => code)).toContain("homonym");
  });
});

describe("a name of which the bank kept the beginning", () => {
  beforeEach(async () => {
    const others = Array.from({ length: 9 }, (_, at) =>
      sale(`FB-${100 + at}`, `Client ${letters(at).repeat(3)}`, 12_345n),
    );
    done(await bill(dossier(), ...others, sale("FA-1", "SARL Traiteur Baloufi", 12_345n)));
  });

  test("is found among the invoices of exactly its amount, and never posts (D12)", async () => {
    await bank(dossier(), aLine("L1", 12_345n, { label: "VIR SEPA RECU DE LA PART SARL T" }));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "suggest" });
    expect(await answers("L1")).toEqual([String(await shareId(dossier(), "FA-1"))]);
  });

  test("without one, ten invoices of the amount tell nothing", async () => {
    await bank(dossier(), aLine("L1", 12_345n, { label: "VIR SEPA RECU DE LA PART SARL Z" }));
    expect(await answers("L1")).toEqual([]);
  });
});

test("a customer who is renamed is found by a slip of his new name", async () => {
  done(await bill(dossier(), sale("FA-1", "Garage Tofamabo")));
  done(
    await bill(dossier(), {
      ...sale("FA-2", "Garage Zanipelui"),
      customer: { payer: "business", aux: "C-FA-1", name: "Garage Zanipelui" },
      shares: [{ payer: "business", aux: "C-FA-1", name: "Garage Zanipelui", amount: 4_400n }],
      total: 4_400n,
    }),
  );
  await bank(dossier(), transfer("L1", "GARAGE ZANPIELUI", 4_400n));
  expect(await decisionOf(dossier(), "L1")).toMatchObject({ decision: "post", reason: "name_and_amount" });
});

test("the traces of a word are the same in the database and in the program", async () => {
  const word = fc.string({ unit: fc.constantFrom("A", "B", "C"), minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(word, async (text) => {
      const rows = await database.pool<{ trace: string }[]>`select identity.traces_of(${text}) as trace`;
      const expected = text.length < 4 ? [] : tracesOf(text);
      expect(rows.map(({ trace }) => trace).sort()).toEqual(expected.sort());
    }),
    { numRuns: 50 },
  );
  const of = async (text: string) => (await database.pool`select identity.traces_of(${text})`).length;
  expect([await of("CO2000"), await of("A".repeat(41))]).toEqual([0, 0]);
});
