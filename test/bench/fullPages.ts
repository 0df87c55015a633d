import http from "node:http";
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import type { Pool } from "../../sql/connect.ts";
import { hashPassword } from "../../sql/passwords.ts";
import { createUser, setRole } from "../../sql/users.ts";
import { startWeb } from "../../web/main.ts";
import { openQueues } from "../../worker/queues.ts";
import { quantile } from "./quantile.ts";
import { TODAY } from "./world.ts";

/**
 * A page as a browser asks for it: milliseconds from the request to the last byte of the document, and what comes over the line
 * with an empty cache, compressed, styles and scripts included and fonts left out.
 */
export type FullPageTimes = {
  page: string;
  count: number;
  median: number;
  p95: number;
  /** Bytes of the document before compression, the heaviest one seen. */
  documentBytes: number;
  transferBytes: number;
};

/** What a full page may take (issue of the dashboard): milliseconds at the 95th percentile, and bytes. */
export const PAGE_LIMITS = { milliseconds: 50, bytes: 100_000 } as const;

const VISITS = 40;
/** A page that takes seconds is visited less often, and still tells that it does. */
const PATIENCE_MS = 8_000;
const PASSWORD = "a bench that signs in";

type Ids = Record<string, readonly bigint[]>;

/** Every page of a company that is read whole; the `nth` visit may look at another row. */
const PAGES: Record<string, (ids: Ids, nth: number) => string | undefined> = {
  home: () => "",
  "lines to match": () => "/lines",
  "lines, searched": () => "/lines?q=MARTIN",
  "a line": ({ line }, nth) => at("/lines", line, nth),
  files: () => "/files",
  "a file": ({ file }, nth) => at("/files", file, nth),
  "a statement": ({ statement }, nth) => at("/statements", statement, nth),
  "statements of an account": ({ bankAccount }, nth) => at("/accounts", bankAccount, nth),
  "posted alone": () => "/posted",
  invoices: () => "/invoices",
  "invoices, by number": () => "/invoices?q=FA2603-012",
  "invoices, by name": (_, nth) => `/invoices?q=${nth % 2 ? "GARAGE" : "MARTIN"}`,
  "an invoice": ({ invoice }, nth) => at("/invoices", invoice, nth),
  "unpaid list": () => "/unpaid",
  "unpaid, newest first": () => "/unpaid?sort=issued&dir=desc",
  "unpaid, by name": (_, nth) => `/unpaid?name=${nth % 2 ? "GARAGE" : "MARTIN"}`,
  "unpaid, one branch": (_, nth) => `/unpaid?branch=AG${String(1 + (nth % 40)).padStart(2, "0")}`,
  "unpaid, overdue": () => "/unpaid?view=late",
  "unpaid, rejected": () => "/unpaid?view=rejected",
  "unpaid, overpaid": () => "/unpaid?view=overpaid",
  "account of a customer": ({ customer }, nth) => at("/parties", customer, nth),
  "account of an insurer": ({ insurer }, nth) => at("/parties", insurer, nth),
  reminders: () => "/reminders",
  "paid without payment": () => "/paid-without-payment",
  payments: () => "/payments",
  "payments, by name": (_, nth) => `/payments?q=${nth % 2 ? "GARAGE" : "MARTIN"}`,
  "payments, a text of none": () => "/payments?q=ZZYZX",
  "payments, by invoice": () => "/payments?q=FA2603-012",
  "payments, an amount": (_, nth) => `/payments?amount=${60 + nth}`,
  "payments, come back": () => "/payments?state=returned",
  "payments, cheques of a month": () => "/payments?method=cheque&from=2026-10-01&to=2026-10-31",
  "payments, by people": () => "/payments?by=people",
  insurers: () => "/insurers",
  "an insurer": ({ insurer }, nth) => at("/insurers", insurer, nth),
  "an insurer, late": ({ insurer }, nth) => at("/insurers", insurer, nth, "?view=late"),
  "a return": ({ insurerReturn }, nth) => at("/returns", insurerReturn, nth),
  remittances: () => "/remittances",
  orders: () => "/orders",
  journal: () => "/journal",
  "an entry": ({ entry }, nth) => at("/journal", entry, nth),
  balance: () => "/balance",
  "balance, some days": () => "/balance?from=2026-03-12&to=2026-10-17",
  "general ledger": () => "/ledger",
  "general ledger, one account": () => "/ledger?account=411100",
  "an account": () => "/ledger/411100",
  "an account, on a day": () => "/ledger/411100?asOf=2026-09-14",
  "an account, open lines": () => "/ledger/411100?state=open",
  "an account of a customer": ({ customer }, nth) => at("/ledger/411100?party=", customer, nth),
  "an account of an insurer": ({ insurer }, nth) => at("/ledger/411200?party=", insurer, nth),
  "aged balance": () => "/aged",
  "aged balance, by customer": () => "/aged?by=customer",
  "aged balance, on a day": () => "/aged?asOf=2026-10-31",
  "aged, a customer": ({ customer }, nth) => at("/aged", customer, nth),
  "aged, an insurer": ({ insurer }, nth) => at("/aged", insurer, nth),
  reconciliation: () => "/reconciliation",
  closing: () => "/closing",
  certificates: () => "/certificates",
  "collections reported": () => "/payment-reports",
  rules: () => "/rules",
  memory: () => "/memory",
  trust: () => "/trust",
  runs: () => "/runs",
  queues: () => "/queues",
  settings: () => "/settings",
};

function at(page: string, ids: readonly bigint[] = [], nth: number, rest = ""): string | undefined {
  const id = ids[nth % Math.max(1, ids.length)];
  return id === undefined ? undefined : `${page}${page.endsWith("=") ? "" : "/"}${id}${rest}`;
}

/** Serves the dashboard of the bench's company, and walks every page of it as one signed-in user, page after page. */
export async function* walkFullPages(
  pool: Pool,
  url: string,
  companyId: bigint,
): AsyncGenerator<FullPageTimes> {
  const read = readEnvironment({
    NODE_ENV: "test",
    PORT: "0",
    SESSION_SECRET: "b".repeat(40),
    LOG_LEVEL: "error",
  });
  if (!read.ok) throw new Error(read.problems.join());
  const log = openLog({ logLevel: "error" });
  const queues = openQueues({ redis: undefined, databaseUrl: url, log });
  const clock = () => new Date(`${TODAY}T08:00:00Z`);
  const web = await startWeb({ pool, databaseUrl: url, queues, environment: read.value, log, clock });
  try {
    const browser = new Browser(web.address);
    await browser.signIn(await aReader(pool, companyId));
    const ids = await someIds(pool);
    for (const [page, addressOf] of Object.entries(PAGES)) {
      const told = await visit(browser, page, (nth) => addressOf(ids, nth), `/d/${companyId}`);
      if (told) yield told;
    }
  } finally {
    await web.close();
    await queues.close();
  }
}

async function visit(
  browser: Browser,
  page: string,
  addressOf: (nth: number) => string | undefined,
  base: string,
): Promise<FullPageTimes | undefined> {
  const taken: number[] = [];
  let [documentBytes, transferBytes, spent] = [0, 0, 0];
  for (let nth = 0; nth < VISITS && spent < PATIENCE_MS; nth++) {
    const address = addressOf(nth);
    if (address === undefined) return undefined;
    const seen = await browser.open(base + address);
    if (seen.status !== 200) throw new Error(`${address} answered ${seen.status}`);
    spent += seen.milliseconds;
    taken.push(seen.milliseconds);
    documentBytes = Math.max(documentBytes, seen.documentBytes);
    transferBytes = Math.max(transferBytes, seen.bytes + (await browser.bytesOfParts(seen.html)));
  }
  return { page, count: taken.length, ...quantile(taken), documentBytes, transferBytes };
}

type Seen = { status: number; milliseconds: number; bytes: number; documentBytes: number; html: string };

class Browser {
  readonly #address: string;
  #cookie = "";
  readonly #parts = new Map<string, number>();

  constructor(address: string) {
    this.#address = address;
  }

  async signIn({ email }: { email: string }): Promise<void> {
    const answer = await fetch(`${this.#address}/sign-in`, {
      method: "POST",
      redirect: "manual",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ email, password: PASSWORD }),
    });
    this.#cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`);
  }

  /** Opens a document twice: as a browser gets it, compressed, and plain for its links. Only the first is timed. */
  async open(path: string): Promise<Seen> {
    const start = performance.now();
    const { status, bytes } = await this.#get(path, "gzip");
    const milliseconds = performance.now() - start;
    const plain = milliseconds < PATIENCE_MS / 4 ? await this.#get(path, "identity") : { body: "", bytes: 0 };
    return { status, milliseconds, bytes, documentBytes: plain.bytes, html: plain.body };
  }

  /** Styles and scripts of a page, each weighed once. */
  async bytesOfParts(html: string): Promise<number> {
    const links = [...html.matchAll(/(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"/g)].map(
      ([, link]) => link ?? "",
    );
    let sum = 0;
    for (const link of new Set(links)) {
      const known = this.#parts.get(link) ?? (await this.#get(link, "gzip")).bytes;
      this.#parts.set(link, known);
      sum += known;
    }
    return sum;
  }

  #get(path: string, encoding: string): Promise<{ status: number; bytes: number; body: string }> {
    return new Promise((resolve, reject) => {
      const headers = { cookie: this.#cookie, "accept-encoding": encoding };
      http
        .get(this.#address + path, { headers, agent: KEPT_OPEN }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const body = Buffer.concat(chunks);
            resolve({ status: response.statusCode ?? 0, bytes: body.length, body: body.toString() });
          });
        })
        .on("error", reject);
    });
  }
}

const KEPT_OPEN = new http.Agent({ keepAlive: true, maxSockets: 1 });

async function aReader(pool: Pool, companyId: bigint): Promise<{ email: string }> {
  const email = `bench-${Date.now()}@example.org`;
  const userId = await createUser(pool, {
    email,
    name: "Bench",
    passwordHash: await hashPassword(PASSWORD, 4),
  });
  await setRole(pool, { userId, companyId, role: "admin" });
  return { email };
}

/** Rows of every kind to look at: the parties with the most to show, and others from all over the tables. */
async function someIds(pool: Pool): Promise<Ids> {
  const ids = async (rows: Promise<{ id: bigint }[]>) => (await rows).map(({ id }) => id);
  const some = (table: string) =>
    ids(pool<{ id: bigint }[]>`select id from ${pool(table)} order by id % 97, id limit 20`);
  const parties = (payers: string[]) =>
    ids(pool<{ id: bigint }[]>`
      select third_party_id as id from share where payer = any (${payers}) group by 1 order by count(*) desc, 1 limit 10`);
  return {
    line: await some("statement_line"),
    file: await some("received_file"),
    statement: await some("statement"),
    bankAccount: await some("bank_account"),
    invoice: await some("invoice"),
    insurerReturn: await some("insurer_return"),
    entry: await some("journal_entry"),
    customer: await parties(["patient", "business"]),
    insurer: await parties(["amo", "amc"]),
  };
}
