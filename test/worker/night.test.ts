import { expect, test } from "vitest";
import { type NightStep, runNight } from "../../worker/night.ts";
import { useDatabase } from "../database.ts";
import { handInNew } from "../given.ts";
import { useDossier, within } from "../sql/dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const invoices = (number: string) =>
  `number,type,status,issue_date,customer_id,customer_name,total\n${number},facture,finalised,2026-03-02,C1,Client Un,12.00\n`;

async function night(day: string) {
  const at = new Date(`${day}T03:30:00Z`);
  const steps: NightStep[] = [];
  await runNight(
    database.pool,
    dossier().companyId,
    { now: at, today: day, clock: () => at, seed: "night" },
    (step) => void steps.push(step),
  );
  return steps.flatMap((step) => (step.kind === "file" ? [step.state] : []));
}

const hand = (bytes: string) =>
  handInNew(database.pool, { companyId: dossier().companyId, bytes, at: new Date("2026-03-03T08:00:00Z") });

const numbers = async () =>
  (await within(dossier(), (db) => db<{ number: string }[]>`select number from invoice order by number`)).map(
    ({ number }) => number,
  );

test("a file that breaks its reading leaves the others, the matching and the certificate of the night", async () => {
  await database.pool`alter table invoice add constraint broken check (number <> 'FA-1')`;
  await hand(invoices("FA-1"));
  await hand(invoices("FA-2"));
  expect(await night("2026-03-04")).toEqual(["received", "read"]);
  expect(await numbers()).toEqual(["FA-2"]);
  const [certified] = await within(dossier(), (db) => db`select from certificate`);
  expect(certified).toBeDefined();
  await database.pool`alter table invoice drop constraint broken`;
  expect(await night("2026-03-05")).toEqual(["read"]);
  expect(await numbers()).toEqual(["FA-1", "FA-2"]);
});

test("a byte of zero in a row is the fault of its file, told with its line", async () => {
  const fileId = await hand(invoices("FA-1").replace("Client Un", "Client\0Un"));
  expect(await night("2026-03-04")).toEqual(["refused"]);
  const problems = await within(
    dossier(),
    (db) =>
      db<{ code: string; line: number }[]>`select code, line from file_problem where file_id = ${fileId}`,
  );
  expect(problems).toEqual([{ code: "row_has_zero_byte", line: 2 }]);
});

test("a file that another one releases during the night is read the same night", async () => {
  const debits = "batch_ref,invoice,amount_cents,debtor_iban\nP1,FA-3,1200,FR7630004000031234567890143\n";
  await hand(debits);
  await night("2026-03-04");
  await hand(invoices("FA-3"));
  expect(await night("2026-03-05")).toEqual(["read", "read"]);
});
