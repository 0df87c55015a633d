import { beforeEach, describe, expect, test } from "vitest";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { acceptCredit } from "../../sql/acts/decideCredit.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { useAdvance } from "../../sql/acts/useAdvance.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { useDatabase } from "../database.ts";
import {
  actingIn,
  aLine,
  aSale,
  bank,
  bill,
  codesOf,
  decisionOf,
  done,
  dueOf,
  entriesOf,
  onLine,
  shareId,
  useDossier,
  within,
} from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);
const customer = { payer: "business" as const, aux: "C-ETE", name: "Œuvre l'Été SARL" };

const laws = () => within(dossier(), verifyCompany);
const partyId = async () => {
  const [row] = await within(dossier(), (db) => db`select id from third_party where aux = 'C-ETE'`);
  return row?.id as bigint;
};

/** An advance of so much, typed as a transfer of the 10th and without a document (GC13). */
async function advance(amount: bigint, reference = "ACPT") {
  return done(
    await recordPayment(database.pool, {
      ...actingIn(dossier(), "2026-11-10"),
      method: "transfer",
      paidOn: "2026-11-10",
      allocations: [],
      advances: [{ thirdPartyId: await partyId(), amount }],
      reference,
    }),
  ).paymentId;
}

const use = async (amount: bigint) =>
  done(
    await useAdvance(database.pool, {
      ...actingIn(dossier(), "2026-11-11"),
      thirdPartyId: await partyId(),
      amount,
      shareId: await shareId(dossier(), "FA-1001"),
    }),
  );

/** A service of 1 200,00 whose VAT of 200,00 is due on collection. */
beforeEach(async () => {
  const vat = {
    account: "706000",
    net: 100_000n,
    vatRate: 2000,
    vat: 20_000n,
    vatDue: "collection" as const,
  };
  await bill(dossier(), aSale("FA-1001", 120_000n, { customer, lines: [vat] }));
});

const ofCustomer = (label = "VIR SEPA OEUVRE L ETE SARL REF ACPT") => ({ label });

describe("an advance typed as a transfer is found by its bank line", () => {
  test("by its payer's name and the exact cents, when nothing else is (GC13, D12)", async () => {
    const paymentId = await advance(30_000n);
    await bank(dossier(), aLine("L1", 30_000n, ofCustomer()));
    expect(await decisionOf(dossier(), "L1")).toEqual({
      state: "posted",
      decision: "post",
      reason: "told_and_amount",
    });
    const [entry] = await entriesOf(dossier(), "L1");
    expect(entry?.lines).toEqual([
      expect.stringMatching(/^512\d* 30000$/),
      expect.stringMatching(/^511800 -30000 [A-Z]+$/),
    ]);
    const [payment] = await within(dossier(), (db) => db`select status from payment where id = ${paymentId}`);
    expect(payment?.status).toBe("cleared");
    expect(await laws()).toEqual([]);
  });

  test("by its reference, from a payer whom nobody knows", async () => {
    await advance(30_000n, "ACPT-2026-07");
    await bank(dossier(), aLine("L1", 30_000n, ofCustomer("VIR SEPA TRESORERIE CENTRALE ACPT 2026 07")));
    expect((await decisionOf(dossier(), "L1")).state).toBe("posted");
  });

  test.each([
    ["other cents", 30_001n, ofCustomer()],
    ["another payer", 30_000n, ofCustomer("VIR SEPA DURAND REF ACPT")],
    ["a part of the name, which may be somebody else's", 30_000n, ofCustomer("VIR SEPA OEUVRE DU PORT")],
    ["a document that is named", 30_000n, ofCustomer("VIR SEPA OEUVRE L ETE FA-1001")],
  ])("is left alone by %s", async (_, amount, line) => {
    const paymentId = await advance(30_000n);
    await bank(dossier(), aLine("L1", amount, line));
    const [payment] = await within(dossier(), (db) => db`select status from payment where id = ${paymentId}`);
    expect(payment?.status).toBe("received");
  });

  test("and is left to a person beside a document of the same cents, or another such advance", async () => {
    await bill(dossier(), aSale("FA-2", 30_000n, { customer }));
    await advance(30_000n);
    await bank(dossier(), aLine("L1", 30_000n, ofCustomer()));
    expect(await decisionOf(dossier(), "L1")).toMatchObject({ state: "waiting", reason: "several_answers" });
    await advance(25_000n);
    const second = await advance(25_000n);
    await bank(dossier(), aLine("L2", 25_000n, ofCustomer()));
    expect(await decisionOf(dossier(), "L2")).toMatchObject({ state: "waiting", reason: "several_answers" });
    const told = { ...(await onLine(dossier(), "L2")), remittanceIds: [], paymentIds: [second] };
    expect(codesOf(await acceptCredit(database.pool, told))).toEqual([]);
    expect(await laws()).toEqual([]);
  });
});

describe("an advance used before its bank line came (CGI article 269, BOI-TVA-BASE-20-20)", () => {
  const vatOf = async (piece: string) =>
    (await entriesOf(dossier(), piece)).flatMap(({ lines }) =>
      lines.filter((line) => line.startsWith("4457")),
    );
  const told = () =>
    within(dossier(), (db) => db`select cause, state, collected_on from payment_report_event order by id`);

  test("settles the invoice at once, and its VAT falls due on the day the bank credits it", async () => {
    await advance(30_000n);
    const { piece } = await use(30_000n);
    expect((await dueOf(dossier(), "FA-1001")).due).toBe(90_000n);
    expect([await vatOf(piece), await told()]).toEqual([[], []]);
    expect(await laws()).toEqual([]);
    await bank(dossier(), aLine("L1", 30_000n, ofCustomer()));
    expect(await vatOf("L1")).toEqual(["445740 5000", "445710 -5000"]);
    expect(await told()).toMatchObject([{ cause: "collected", collectedOn: "2026-11-12" }]);
    expect(await laws()).toEqual([]);
  });

  test("waits again when the bank line is taken back, and cannot go while the line stands", async () => {
    const source = await advance(30_000n);
    const { paymentId } = await use(30_000n);
    const takeBack = async (id: bigint) =>
      codesOf(await takeBackPayment(database.pool, { ...actingIn(dossier(), "2026-11-14"), paymentId: id }));
    expect(await takeBack(source)).toEqual(["payment_rests"]);
    await bank(dossier(), aLine("L1", 30_000n, ofCustomer()));
    expect(await takeBack(paymentId)).toEqual(["payment_of_bank_line"]);
    expect(codesOf(await undoMatch(database.pool, await onLine(dossier(), "L1")))).toEqual([]);
    expect(await laws()).toEqual([]);
    expect(await takeBack(paymentId)).toEqual([]);
    expect((await dueOf(dossier(), "FA-1001")).due).toBe(120_000n);
    expect(await laws()).toEqual([]);
  });

  test("what the bank has already is used first, and its VAT is due on that day", async () => {
    await advance(12_000n);
    await bank(dossier(), aLine("L1", 12_000n, ofCustomer()));
    await advance(30_000n);
    const { piece } = await use(24_000n);
    expect(await vatOf(piece)).toEqual(["445740 2000", "445710 -2000"]);
    await bank(dossier(), aLine("L2", 30_000n, ofCustomer()));
    expect(await vatOf("L2")).toEqual(["445740 2000", "445710 -2000"]);
    expect(await laws()).toEqual([]);
  });
});
