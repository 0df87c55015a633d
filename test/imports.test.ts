import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const FOLDERS = ["domain", "sql", "worker", "web", "test"] as const;
const FILE_LINES_MAX = 400;

/** Libraries without input, output, clock or chance of their own. */
const PURE = [
  "saxes",
  "csv-parse",
  "iconv-lite",
  "ibantools",
  "zod",
  "node:assert",
  "node:buffer",
  "node:crypto",
  "node:zlib",
];

type Source = { file: string; text: string; imports: string[] };
type Arrow = { from: string; to: string };

const sources = FOLDERS.flatMap((folder) => readFolder(folder));
const arrows = sources.flatMap(({ file, imports }) => imports.map((to) => ({ from: file, to })));

function readFolder(folder: string): Source[] {
  const names = fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.(ts|js|mjs)$/.test(name) && !name.includes("node_modules"))
    .map((name) => {
      const file = path.posix.join(folder, name);
      const text = fs.readFileSync(path.join(ROOT, file), "utf8");
      return { file, text, imports: importsOf(file, text) };
    });
}

/** What a file imports, as a path from the root for our own files and as a name for a library. */
function importsOf(file: string, text: string): string[] {
  const code = withoutComments(text);
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
    ...code.matchAll(/\brequire(?:\.resolve)?\(\s*["']([^"']+)["']/g),
  ].map(([, to = ""]) => to);
  return found.map((to) => (to.startsWith(".") ? path.posix.join(path.posix.dirname(file), to) : nameOf(to)));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function withoutTypes(text: string): string {
  return text.replace(/^\s*(?:import|export)\s+type\b[^;]*;/gm, "");
}

function nameOf(library: string): string {
  if (library.startsWith("node:")) return library.split("/")[0] ?? library;
  return library
    .split("/")
    .slice(0, library.startsWith("@") ? 2 : 1)
    .join("/");
}

const isOurs = (to: string) => FOLDERS.some((folder) => to.startsWith(`${folder}/`)) || !isLibrary(to);
const isLibrary = (to: string) => isBuiltin(to) || !to.includes(".") || /^@|^htmx\.org$/.test(to);
const within = (...places: string[]) => {
  return (to: string) => places.some((place) => (place.endsWith("/") ? to.startsWith(place) : to === place));
};

/** The arrows out of a folder that nothing allows. */
function strangersOf(folder: string, allowed: (arrow: Arrow) => boolean): string[] {
  return arrows
    .filter(({ from }) => from.startsWith(`${folder}/`))
    .filter((arrow) => !allowed(arrow))
    .map(({ from, to }) => `${from} → ${to}`);
}

test("the domain imports the domain and libraries that do no input or output", () => {
  const own = within("domain/");
  expect(strangersOf("domain", ({ to }) => own(to) || PURE.includes(to))).toEqual([]);
});

test("sql imports the domain, the driver and Node; the queue's library only where its tables are made", () => {
  const own = within("domain/", "sql/", "postgres");
  const inMigrate = within("pg", "bullmq");
  const allowed = ({ from, to }: Arrow) =>
    own(to) || isBuiltin(to) || (from === "sql/migrate.ts" && inMigrate(to));
  expect(strangersOf("sql", allowed)).toEqual([]);
});

test("the worker imports the domain, sql, the environment and the log; only its command line knows the web", () => {
  const own = within("domain/", "sql/", "worker/", "env.ts", "log.ts");
  const commandLine = within("worker/cli.ts", "worker/commands/");
  const doors = within("web/main.ts", "web/app.ts");
  const isCommand = (from: string) => commandLine(from) || /^worker\/cli[A-Z]\w*\.ts$/.test(from);
  const allowed = ({ from, to }: Arrow) => own(to) || !isOurs(to) || (isCommand(from) && doors(to));
  expect(strangersOf("worker", allowed)).toEqual([]);
});

test("the web imports the domain, sql, the environment and the log; of the worker only its queues", () => {
  const own = within("domain/", "sql/", "web/", "env.ts", "log.ts", "worker/queues.ts");
  expect(strangersOf("web", ({ to }) => own(to) || !isOurs(to))).toEqual([]);
});

test("nothing imports the tests", () => {
  expect(arrows.filter(({ from, to }) => !from.startsWith("test/") && to.startsWith("test/"))).toEqual([]);
});

test("inside the domain, banks, insurers and invoices know nothing of each other, nor matching of accounting", () => {
  const strangers: Record<string, string[]> = {
    "domain/bank": ["insurer", "billing", "matching", "accounting", "treasury"],
    "domain/insurer": ["bank", "billing", "matching", "accounting", "treasury"],
    "domain/billing": ["bank", "insurer", "matching", "accounting", "treasury"],
    "domain/matching": ["accounting"],
    "domain/accounting": ["matching"],
  };
  const wrong = Object.entries(strangers).flatMap(([folder, others]) =>
    strangersOf(folder, ({ to }) => !others.some((other) => to.startsWith(`domain/${other}/`))),
  );
  expect(wrong).toEqual([]);
});

test("no cycle of imports, those of types aside", () => {
  const next = new Map(
    sources.map(({ file, text }) => [file, importsOf(file, withoutTypes(text)).filter(isOurs)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
    if (done.has(file) || trail.includes(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  };
  for (const { file } of sources) visit(file, []);
  expect(cycles).toEqual([]);
});

test("an import names an existing file, with its extension", () => {
  const missing = arrows.filter(({ to }) => isOurs(to) && !fs.existsSync(path.join(ROOT, to)));
  expect(missing).toEqual([]);
});

test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
  const long = sources
    .map(({ file, text }) => ({ file, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > FILE_LINES_MAX);
  expect(long).toEqual([]);
});

test("no amount passes through a float", () => {
  const floating = sources
    .filter(({ file }) => /^(domain|sql|worker)\//.test(file))
    .filter(({ text }) => /\bparseFloat\(|\.toFixed\(/.test(withoutComments(text)));
  expect(floating.map(({ file }) => file)).toEqual([]);
});

test("the domain asks for no time, no chance and no environment", () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandom(?:UUID|Bytes)\(|\bprocess\.|\bfetch\(/;
  const wrong = sources.filter(
    ({ file, text }) => file.startsWith("domain/") && impure.test(withoutComments(text)),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test("statements to the database are written in sql/ and nowhere else", () => {
  const statement = /[\w)\]>]\s*`\s*(?:select|insert\s+into|update|delete\s+from|with\s+\w+\s+as)\b/i;
  const unsafe = /\.unsafe\(|\bfrom\s+"(?:postgres|pg)"/;
  const mayConnect = within("worker/queues.ts", "web/session.ts"); // the queue's pool, and the store of the sessions
  const wrong = sources
    .filter(({ file }) => /^(worker|web)\//.test(file))
    .filter(({ file, text }) => {
      const code = withoutComments(text);
      return statement.test(code) || (unsafe.test(code) && !mayConnect(file));
    });
  expect(wrong.map(({ file }) => file)).toEqual([]);
});
