import { afterEach, beforeEach, expect, test } from "vitest";
import { recordInsurerPayment } from "../../sql/acts/recordInsurerPayment.ts";
import { settleOverpayment } from "../../sql/acts/settleOverpayment.ts";
import { useAdvance } from "../../sql/acts/useAdvance.ts";
import { useDatabase } from "../database.ts";
import { actingIn, bill, done, shareId, useDossier, within } from "./dossier.ts";
import { balanceOf, care, insurerPayments, laws, receiveReturns } from "./rspFile.ts";

/** Payments that go together: what rests on all of them holds each, though any one of them alone could go. */
const database = useDatabase();
const dossier = useDossier(database);

beforeEach(async () => {
  await bill(dossier(), care("FA-1", { amo: 6_000n }), care("FA-2", { amo: 2_000n }));
});
afterEach(async () => {
  expect(await laws(dossier())).toEqual([]);
});

const acting = () => actingIn(dossier(), "2026-09-16");
const fund = (number: string) => shareId(dossier(), number, "amo");

/** Two payments of the share that owes 20.00, typed under one reference. */
async function typed(...amounts: bigint[]): Promise<void> {
  for (const amount of amounts)
    done(
      await recordInsurerPayment(database.pool, {
        ...acting(),
        allocations: [{ shareId: await fund("FA-2"), amount }],
        paidOn: "2026-09-10",
        reference: "111222333",
        answers: { keepExcess: true },
      }),
    );
}

async function settle(amount: bigint, into: "advance" | "profit"): Promise<void> {
  const why = { reason: "trop versé", rights: ["adjustment"] };
  done(
    await settleOverpayment(database.pool, {
      ...acting(),
      ...why,
      shareId: await fund("FA-2"),
      amount,
      into,
    }),
  );
}

const theReturn = () => receiveReturns(dossier(), [{ invoice: "FA-2", paid: 2_000n, ref: "111222333" }]);
const amounts = async () => (await insurerPayments(dossier())).map(({ amount }) => amount);

test("an advance kept of two typed payments and used in part holds both against the return", async () => {
  await typed(2_300n, 300n);
  await settle(600n, "advance");
  const [party] = await within(
    dossier(),
    (db) => db<{ id: bigint }[]>`select distinct third_party_id as id from share`,
  );
  const use = { thirdPartyId: party?.id ?? 0n, shareId: await fund("FA-1"), amount: 300n };
  done(await useAdvance(database.pool, { ...acting(), ...use }));
  await theReturn();
  expect(await amounts()).toEqual([300n, 2_000n, 2_300n]);
  expect(await balanceOf(dossier(), "419100")).toBe(-300n);
});

test("what went to profit holds the typed payments that brought it, taken together", async () => {
  await typed(1_500n, 800n);
  await settle(300n, "profit");
  await theReturn();
  expect(await amounts()).toEqual([800n, 1_500n, 2_000n, 300n]);
});
