import { beforeEach, describe, expect, test } from "vitest";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { agedFigures, agedItems, agedTotalOf, ledgerOfSide } from "../../sql/screens/aged.ts";
import { actingIn, aSale, bill, type Dossier, done, openDossier, shareId, within } from "../sql/dossier.ts";
import { holdPagesToTheLines } from "../sql/recomputed.ts";
import { join } from "./booksWorld.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";

/**
 * An advance (419100) and money to pay back (467100) are owed to the customer (PCG art. 944-41 and 944-46): whoever is shown what a
 * customer owes is shown them beside it. A deposit invoice stands on 419100 too, and is told by what is left of the invoice.
 */
const dashboard = useDashboard();
const PORT = { payer: "business" as const, aux: "C-PORT", name: "Garage du Port" };
let dossier: Dossier;
let accountant: Visitor;
let party: bigint;

const partyId = async () => {
  const [row] = await within(
    dossier,
    (db) => db<{ id: bigint }[]>`select id from third_party where aux = ${PORT.aux}`,
  );
  return row?.id ?? 0n;
};

async function anAdvance(amount: bigint, on = "2026-11-05"): Promise<void> {
  const advances = [{ thirdPartyId: party, amount }];
  done(
    await recordPayment(dossier.pool, {
      ...actingIn(dossier, on),
      method: "transfer",
      paidOn: on,
      allocations: [],
      advances,
    }),
  );
}

/** A credit note whose money is set aside to be paid back. */
async function toPayBack(number: string, amount: bigint): Promise<void> {
  const dates = { issuedOn: "2026-10-03", dueOn: "2026-10-03" };
  done(await bill(dossier, aSale(number, -amount, { type: "credit_note", customer: PORT, ...dates })));
  const given = { shareId: await shareId(dossier, number), amount, into: "to_refund" as const };
  done(
    await settleOverpayment(dossier.pool, {
      ...actingIn(dossier, "2026-11-06"),
      ...given,
      reason: "à rembourser",
      rights: ["adjustment"],
    }),
  );
}

beforeEach(async () => {
  dossier = await openDossier(dashboard.database.pool);
  accountant = await join(dashboard, dossier, "accountant");
  const late = { customer: PORT, issuedOn: "2026-09-01", dueOn: "2026-10-01" };
  done(
    await bill(
      dossier,
      aSale("FA-1", 100_000n, late),
      aSale("AC-1", 30_000n, { ...late, type: "deposit_invoice" }),
    ),
  );
  party = await partyId();
});

describe("what a customer is owed stands beside what it owes", () => {
  test("on its statement of account: advances and money to pay back are taken off, up to the day asked for", async () => {
    await anAdvance(20_000n);
    await toPayBack("AV-1", 5_000n);
    const at = `/d/${dossier.companyId}/parties/${party}`;
    expect(readable(await accountant.get(at))).toMatch(
      /2 pièces 1 300,00 0,00 1 300,00 Avances reçues, à déduire −200,00 Sommes à rembourser, à déduire −50,00 Solde dû 1 050,00/,
    );
    expect(readable(await accountant.get(`${at}?upTo=2026-11-05`))).toMatch(
      /à déduire −200,00 Solde dû 1 100,00/,
    );
    await anAdvance(180_000n);
    expect(readable(await accountant.get(at))).toContain("Solde en votre faveur 750,00");
  });

  test("in the aged balance, on any day, without counting a deposit invoice twice, and equal to the ledger", async () => {
    await anAdvance(20_000n);
    await toPayBack("AV-1", 5_000n);
    const asked = { side: "receivable", by: "payer", asOf: "2026-11-17" } as const;
    const shown = await within(dossier, (db) => agedFigures(db, asked, { limit: 10, offset: 0 }));
    expect(shown.rows).toMatchObject([
      { partyId: party, second: 130_000n, apart: -25_000n, total: 105_000n },
    ]);
    expect(await within(dossier, (db) => ledgerOfSide(db, asked))).toBe(105_000n);
    const before = { ...asked, asOf: "2026-11-05" };
    expect(await within(dossier, (db) => agedTotalOf(db, before, party))).toBe(105_000n);
    const items = await within(dossier, (db) =>
      agedItems(db, asked, { partyId: party, limit: 10, offset: 0 }),
    );
    expect(items.map(({ number, heldAs, due }) => [number ?? heldAs, due])).toEqual([
      ["FA-1", 100_000n],
      ["AC-1", 30_000n],
      ["advance", -20_000n],
      ["to_refund", -5_000n],
    ]);
    await within(dossier, (db) => holdPagesToTheLines(db, ["2026-10-15", "2026-11-05", "2026-11-17"]));
    const base = `/d/${dossier.companyId}/aged`;
    expect(readable(await accountant.get(base))).toMatch(/égale au grand livre.*−250,00 1 050,00/);
    expect(readable(await accountant.get(`${base}/${party}`))).toMatch(
      /Avance reçue, à utiliser .*−200,00.*Somme à rembourser .*−50,00/,
    );
  });

  test("whoever owes nothing and has an advance is in the aged balance of a past day as soon as it is there", async () => {
    const base = `/d/${dossier.companyId}/aged?asOf=2026-11-10`;
    expect(readable(await accountant.get(base))).toContain("1 300,00 0,00 0,00 0,00 1 300,00");
    await anAdvance(20_000n);
    expect(readable(await accountant.get(base))).toMatch(/−200,00 1 100,00/);
  });
});

describe("the dues of the home page", () => {
  test("keep credit notes out of the ages, as the aged balance does, and lead to the documents below zero", async () => {
    const dates = { issuedOn: "2026-10-03", dueOn: "2026-10-03" };
    done(await bill(dossier, aSale("AV-2", -5_000n, { type: "credit_note", customer: PORT, ...dates })));
    const home = await accountant.get(`/d/${dossier.companyId}`);
    expect(readable(home)).toMatch(/Clients professionnels .*0,00 0,00 1 300,00 0,00 0,00 −50,00 1 250,00/);
    const [, credits = ""] = /href="([^"]*own=%3C0[^"]*)"/.exec(home.text) ?? [];
    const listed = readable(await accountant.get(credits.replaceAll("&amp;", "&")));
    expect(listed).toContain("AV-2");
    expect(listed).not.toContain("FA-1");
  });

  test("say what leads from them to the ledger: an invoice marked as paid without money, and an advance (D6)", async () => {
    await anAdvance(20_000n);
    await within(dossier, (db) => db`update invoice set marked_paid_at = now() where number = 'FA-1'`);
    const home = readable(await accountant.get(`/d/${dossier.companyId}`));
    expect(home).toMatch(/aucun argent n’est venu : 1 000,00 €, que le grand livre montre encore dus/);
    expect(home).toContain("Sans les avances et les sommes à rembourser : 200,00 €");
  });
});

describe("a reminder asks for what is left", () => {
  const send = (body: Record<string, string>) =>
    accountant.sendAndFollow(`/d/${dossier.companyId}/reminders`, body);
  const letter = () =>
    within(
      dossier,
      (db) => db<{ due: bigint; deductions: unknown }[]>`
        select due_cents as due, deductions from reminder order by id`,
    );

  test("credit notes not set off and advances are deducted, in the list as in the letter; a deposit to pay is asked for", async () => {
    await anAdvance(20_000n);
    const dates = { issuedOn: "2026-10-03", dueOn: "2026-10-03" };
    done(await bill(dossier, aSale("AV-2", -5_000n, { type: "credit_note", customer: PORT, ...dates })));
    const list = readable(await accountant.get(`/d/${dossier.companyId}/reminders`));
    expect(list).toMatch(/Garage du Port.* 1 050,00 1 300,00 échus, 250,00 d’avoirs et d’avances déduits/);
    await send({ take: String(party), [`level-${party}`]: "3" });
    expect(await letter()).toEqual([
      {
        due: 105_000n,
        deductions: [
          { kind: "credit_note", number: "AV-2", issuedOn: "2026-10-03", cents: "5000" },
          { kind: "advance", number: null, issuedOn: null, cents: "20000" },
        ],
      },
    ]);
  });

  test("money that is ordered to be paid back is on its way, and is not deducted (S1.31)", async () => {
    await toPayBack("AV-1", 5_000n);
    const of = { toRefund: party };
    const given = { of, amount: 2_000n, method: "transfer" as const, account: "BQ1" };
    done(await orderRefund(dossier.pool, { ...actingIn(dossier, "2026-11-07"), ...given }));
    const list = readable(await accountant.get(`/d/${dossier.companyId}/reminders`));
    expect(list).toMatch(/Garage du Port.* 1 270,00 1 300,00 échus, 30,00/);
  });

  test("nobody is asked for what our own debt covers", async () => {
    await anAdvance(130_000n);
    const list = readable(await accountant.get(`/d/${dossier.companyId}/reminders`));
    expect(list).toContain("ne doit plus rien d’échu, avoirs et avances déduits");
    expect(readable(await send({ take: String(party) }))).toContain("ne doit plus rien d’échu");
    expect(await letter()).toEqual([]);
  });
});
