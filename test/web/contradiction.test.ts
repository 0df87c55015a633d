import { beforeEach, expect, test } from "vitest";
import { importFile } from "../../worker/importFile.ts";
import { handInNew } from "../given.ts";
import { camtFile } from "../scenarios/camt.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, IBAN, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let viewer: Visitor;
let base: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  viewer = await dashboard.signedIn(world, "viewer");
  base = `/d/${world.companyId}`;
});

async function receive(id: string, opening: bigint, reference: string, amount: bigint): Promise<bigint> {
  const { pool, companyId } = world;
  const line = { reference, amount, bookedOn: "2026-11-12", label: reference };
  const bytes = camtFile([{ id, iban: IBAN, opening, lines: [line] }]);
  const fileId = await handInNew(pool, { companyId, bytes, at: NOW, name: `${id}.xml` });
  await importFile(pool, { companyId, fileId }, { now: NOW, today: "2026-11-17" });
  return fileId;
}
const pages = async (fileId: bigint) => ({
  file: readable(await viewer.get(`${base}/files/${fileId}`)),
  home: readable(await viewer.get(base)),
  account: readable(await viewer.get(`${base}/accounts/${world.bankAccountId}`)),
  reconciliation: readable(await viewer.get(`${base}/reconciliation?asOf=2026-11-17`)),
});

test("two statements of one day whose balances contradict each other are told alike on every page, never as exact (S1.2)", async () => {
  await receive("R1", 0n, "L1", 39_315_624n);
  const { file, home, account, reconciliation } = await pages(await receive("R2", 39_365_624n, "L2", 1_000n));
  const said =
    "Ce relevé s’ouvre à 393 656,24 € alors que le précédent se ferme à 393 156,24 € : 500,00 € d’écart";
  expect(file).toContain(said);
  expect(account).toContain(said);
  expect(account).toContain("2 relevés, 1 rupture");
  expect(home).toContain("ne suit pas");
  expect(home).not.toContain("soldes suivis");
  expect(reconciliation).toContain("500,00 € d’écart : relevés manquants ou qui ne se suivent pas");
  expect(reconciliation).not.toContain("rapproché au centime");
});

test("two statements of one day that follow each other say so, in whatever order they came", async () => {
  await receive("R2", 39_315_624n, "L2", 1_000n);
  const { file, home, account, reconciliation } = await pages(await receive("R1", 0n, "L1", 39_315_624n));
  expect(file).not.toContain("d’écart");
  expect(account).toContain("2 relevés, aucune rupture");
  expect(home).toContain("soldes suivis");
  expect(home).toContain("393 166,24");
  expect(reconciliation).toContain(
    "Solde à la banque dernier relevé clos le 12/11, et les lignes reçues depuis 393 166,24",
  );
  expect(reconciliation).toContain("rapproché au centime");
});
