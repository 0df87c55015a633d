import fs from "node:fs";
import path from "node:path";
import { startDatabase } from "./database.ts";
import { reportOf, summaryOf } from "./report.ts";
import { runScenario } from "./run.ts";

const USAGE = "npm run scenarios -- FILE-OR-FOLDER…";

/** The files named, and every .yaml of the folders named, by name. */
function filesOf(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    if (!fs.statSync(place).isDirectory()) return [place];
    const names = fs.readdirSync(place).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => path.join(place, name));
  });
}

async function main(places: readonly string[]): Promise<number> {
  const missing = places.filter((place) => !fs.existsSync(place));
  if (places.length === 0 || missing.length > 0) {
    console.error(missing.length > 0 ? `There is no ${missing.join(", ")}` : USAGE);
    return 2;
  }
  const files = filesOf(places);
  const database = await startDatabase();
  const results: boolean[] = [];
  try {
    for (const file of files) {
      const failures = await runScenario(database.pool, fs.readFileSync(file, "utf8"));
      console.log(reportOf(path.basename(file), failures));
      results.push(failures.length === 0);
    }
  } finally {
    await database.stop();
  }
  console.log(summaryOf(results));
  return results.every(Boolean) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
