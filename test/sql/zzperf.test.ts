import { test } from "vitest";
import { useDatabase } from "../database.ts";
import { bill, openDossier } from "./dossier.ts";
import { care, receiveBytes, returnFile } from "./rspFile.ts";
const database = useDatabase();
test("perf", async () => {
  const d = await openDossier(database.pool);
  const N = Number(process.env.N ?? 20000), R = 500;
  const drafts = Array.from({ length: N }, (_, i) => care(`FA-${100000 + i}`, { amo: 1_000n + BigInt(i % 977), patient: 500n }));
  for (let i = 0; i < N; i += 10000) { await bill(d, ...drafts.slice(i, i + 10000)); await database.pool`analyze`; }
  const rows = drafts.map((x, i) => ({ invoice: x.number, paid: x.shares[0]!.amount, ref: String(900000000 + (i % R)) }));
  const bytes = returnFile(rows);
  const seen = new Map<string, number>();
  const spy = setInterval(async () => { const rows = await database.pool`select regexp_replace(left(query, 110), E'[\\n ]+', ' ', 'g') as q from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and datname = current_database()`; const k = rows.length ? (rows[0] as any).q : "(node)"; seen.set(k, (seen.get(k) ?? 0) + 1); }, 250);
  const t = Date.now();
  const a = await receiveBytes(d, bytes);
  clearInterval(spy);
  console.log("rsp", Date.now() - t, a.state, a.linesNew);
  for (const [k, v] of [...seen].sort((x, y) => y[1] - x[1]).slice(0, 9)) console.log("SPY", v / 4, k);
}, 600_000);
