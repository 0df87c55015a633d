import { expect, test } from "vitest";
import { addMandate } from "../../sql/acts/bankDetails.ts";
import { useDatabase } from "../database.ts";
import { actingIn, aSale, bill, codesOf, done, useDossier } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const customer = (aux: string) => ({ payer: "business" as const, aux, name: `Client ${aux}` });
const mandate = (aux: string, reference: string) =>
  addMandate(database.pool, { ...actingIn(dossier(), "2026-11-10"), aux, reference });

test("a mandate has a reference, and is one customer's (S4.6)", async () => {
  await bill(
    dossier(),
    aSale("FA-1", 1_000n, { customer: customer("C-1") }),
    aSale("FA-2", 1_000n, { customer: customer("C-2") }),
  );
  expect(codesOf(await mandate("C-1", " "))).toEqual(["mandate_without_reference"]);
  done(await mandate("C-1", "RUM-1"));
  done(await mandate("C-1", "RUM-1"));
  expect(codesOf(await mandate("C-2", "RUM-1"))).toEqual(["mandate_of_another"]);
});
