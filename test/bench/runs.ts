import { spawn } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { connect } from "../../sql/connect.ts";
import type { Server } from "../../sql/embedded.ts";
import { migrate } from "../../sql/migrate.ts";
import { lineAt } from "./lines.ts";
import type { Outcome } from "./phases.ts";
import { camt053, cfonb120 } from "./statementFile.ts";
import type { World } from "./world.ts";

export type Measured = Outcome & { phase: string; seconds: number; peakMegabytes: number };

/** The folder of the month sample. */
export const MONTH = fileURLToPath(new URL("../samples/month/", import.meta.url));

const FORMATS = { cfonb120, camt053 };

export async function runPhases(url: string, task: string, phases: readonly string[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const phase of phases) {
    process.stderr.write(`${phase} …`);
    const done = await runPhase(phase, url, task);
    process.stderr.write(` ${done.seconds.toFixed(1)} s\n`);
    measured.push(done);
  }
  return measured;
}

function runPhase(phase: string, url: string, task: string): Promise<Measured> {
  const program = fileURLToPath(new URL("phase.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, phase, url, task], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let answer = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve({ phase, ...JSON.parse(answer) });
      else reject(new Error(`phase ${phase} ended with ${code}`));
    });
  });
}

export async function writeStatement(
  world: World,
  { lines, format }: { lines: number; format: keyof typeof FORMATS },
  file: string,
): Promise<void> {
  const banked = function* () {
    for (let id = 1; id <= lines; id++) yield lineAt(world, id).line;
  };
  const out = fs.createWriteStream(file);
  for (const text of FORMATS[format](banked(), lines)) {
    if (!out.write(text)) await new Promise((resolve) => out.once("drain", () => resolve(undefined)));
  }
  await new Promise((resolve) => out.end(() => resolve(undefined)));
}

export async function inOwnDatabase<T>(server: Server, work: (url: string) => Promise<T>): Promise<T> {
  const owner = connect(server.url, 1);
  const name = `bench_${process.pid}_${Date.now()}`;
  try {
    await owner`create database ${owner(name)}`;
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    await migrate(url.href);
    return await work(url.href);
  } finally {
    await owner`drop database if exists ${owner(name)} with (force)`;
    await owner.end({ timeout: 5 });
  }
}
