import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../rappro.js", import.meta.url));
const START_TIMEOUT_MS = 90_000;

/** The invented accountant of the demonstration. */
export const DEMO_ACCOUNTANT = { email: "claire.morvan@demo.example", password: "demo-rappro" };

export type Demo = { address: string; stop: () => Promise<void> };

/** The demonstration as people start it, in a process and a directory of its own: what is looked at is what they would see. */
export async function startDemo(): Promise<Demo> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-demo-"));
  fs.chmodSync(dataDir, 0o755);
  const program = spawn(process.execPath, [PROGRAM, "demo"], {
    env: {
      ...process.env,
      NODE_ENV: "development",
      DATA_DIR: dataDir,
      PORT: "0",
      DATABASE_URL: "",
      REDIS_URL: "",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => program.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    program.kill("SIGTERM");
    await ended;
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { address: await addressOf(program), stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

function addressOf(program: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const give = setTimeout(() => reject(new Error(`the demo did not start:\n${said}`)), START_TIMEOUT_MS);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const [, address] = /The dashboard: (http\S+)/.exec(said) ?? [];
      if (!address) return;
      clearTimeout(give);
      resolve(address);
    };
    program.stdout?.on("data", listen);
    program.stderr?.on("data", listen);
    program.once("exit", (code) => {
      clearTimeout(give);
      reject(new Error(`the demo ended with ${code}:\n${said}`));
    });
  });
}
