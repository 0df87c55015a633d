import fs from "node:fs";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** The browser of this machine, or undefined. CHROMIUM names another one. Tests of a browser begin with `describe.skipIf(!findChromium())`. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  return (named ? [named] : CANDIDATES).find((file) => fs.existsSync(file));
}

/** What Chromium needs to run headless, as root and inside a container, without calling home. */
export const CHROMIUM_ARGUMENTS: string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Says once, before the tests of the browser, that they will be skipped and what would make them run. */
export function setup(): void {
  if (findChromium()) return;
  const remedy =
    "no Chromium at /usr/bin/chromium or $CHROMIUM: apt-get install -y --no-install-recommends chromium";
  if (process.env.RAPPRO_TESTS === "all") throw new Error(`The browser tests cannot run, ${remedy}`);
  console.log(`The browser tests are skipped, ${remedy}`);
}
