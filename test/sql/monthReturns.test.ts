import fs from "node:fs";
import { expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { matchReport } from "../../sql/matchReport.ts";
import { useDatabase } from "../database.ts";
import { ibanOf } from "../scenarios/camt.ts";
import { type Dossier, runMatching, within } from "./dossier.ts";
import { laws, receiveBytes } from "./rspFile.ts";
import { rejectionCode, shareStandings } from "./shareStanding.ts";

const database = useDatabase();
const months = { next: 0 };

type Truth = {
  line_id: string;
  class: string;
  expect: "auto" | "manual";
  allocations: { invoice: string; cents: number }[];
};
const sample = (name: string) => fs.readFileSync(new URL(`../samples/month/${name}`, import.meta.url));
const truth = JSON.parse(sample("truth.json").toString()) as {
  meta: { account_iban: string };
  lines: Truth[];
};
const lots = truth.lines.filter((line) => line.class === "insurer_lot");

async function openMonth(files: readonly string[]): Promise<Dossier> {
  const ibans: [string, string] = [truth.meta.account_iban, ibanOf(77)];
  months.next += 1;
  const companyId = await createCompany(database.pool, {
    name: `Mois ${months.next}`,
    siren: "732829320",
    ibans: [...ibans],
    at: new Date("2026-01-02T08:00:00Z"),
  });
  const dossier = { pool: database.pool, companyId, ibans };
  for (const name of files) {
    expect(await receiveBytes(dossier, sample(name), name)).toMatchObject({ state: "read" });
    await runMatching(dossier, "2026-11-21");
  }
  return dossier;
}

test.each([
  ["the returns before the statement", ["invoices.csv", "rsp.csv", "statement.camt053.xml"]],
  ["the statement before the returns", ["invoices.csv", "statement.camt053.xml", "rsp.csv"]],
])(
  "a month of insurers’ transfers: %s, all that is certain is posted right and the rest left to a person",
  async (_, files) => {
    const dossier = await openMonth(files);
    const rows = new Map((await within(dossier, matchReport)).map((row) => [row.lineId, row]));
    const written = (allocations: readonly { invoice: string; cents: number | string }[]) =>
      allocations
        .map(({ invoice, cents }) => `${invoice} ${cents}`)
        .sort()
        .join(", ");
    const outcome = { right: 0, wrong: 0, left: 0 };
    for (const line of lots) {
      const row = rows.get(line.line_id);
      if (!row?.auto) outcome.left += 1;
      else if (line.expect === "auto" && written(row.allocations) === written(line.allocations))
        outcome.right += 1;
      else outcome.wrong += 1;
    }
    expect(outcome).toEqual({ right: 27, wrong: 0, left: 3 });
    expect(await laws(dossier)).toEqual([]);
  },
);

test("the rejections of a month stand on the shares they refuse, with the code of the return", async () => {
  const dossier = await openMonth(["invoices.csv", "rsp.csv"]);
  const [header = "", ...lines] = sample("rsp.csv").toString().trim().split("\n");
  const at = header.split(",").indexOf("rejection_code");
  const refused = lines.filter((line) => line.split(",")[at] !== "");
  const shares = await within(
    dossier,
    (db) => db<{ id: bigint }[]>`select id from share where payer in ('amo', 'amc')`,
  );
  const standings = await within(dossier, (db) =>
    shareStandings(
      db,
      shares.map((share) => share.id),
    ),
  );
  const codes = [...standings.values()].map(rejectionCode).filter((code) => code !== undefined);
  expect(codes).toHaveLength(refused.length);
  expect(refused.length).toBeGreaterThan(20);
});
