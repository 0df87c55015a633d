import { afterAll, beforeAll } from "vitest";
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import type { Role } from "../../sql/users.ts";
import { startWeb } from "../../web/main.ts";
import type { DemoAccount } from "../../web/services.ts";
import { openQueues, type Queues } from "../../worker/queues.ts";
import { type TestDatabase, useDatabase } from "../database.ts";
import { emailOf, NOW, PASSWORD, type World } from "./world.ts";

export type Dashboard = {
  readonly database: TestDatabase;
  readonly queues: Queues;
  readonly address: string;
  /** Someone who reads pages: keeps its cookies, and is on our own site. */
  visitor: () => Visitor;
  signedIn: (world: World, role: Role) => Promise<Visitor>;
  /** The clock of the pages, which a test may move. */
  clock: { now: Date };
};

type Started = { queues: Queues; address: string; close: () => Promise<void> };

/** A real dashboard on a database of this test file alone. */
export function useDashboard({
  uploadLimitBytes = 20_000,
  demoAccounts,
  production = false,
}: {
  uploadLimitBytes?: number;
  /** As served to the world: the cookie of the session is for https only. */
  production?: boolean;
  demoAccounts?: DemoAccount[];
} = {}): Dashboard {
  const database = useDatabase({ max: 10 });
  const running: { started?: Started } = {};
  const clock = { now: NOW };
  beforeAll(async () => {
    const read = readEnvironment({
      NODE_ENV: "test",
      PORT: "0",
      SESSION_SECRET: "s".repeat(40),
      LOG_LEVEL: "silent",
    });
    if (!read.ok) throw new Error(read.problems.join());
    const log = openLog({ logLevel: "silent" });
    const queues = openQueues({ redis: undefined, databaseUrl: database.url, log });
    const environment = {
      ...read.value,
      production,
      uploadLimitBytes,
      ...(demoAccounts ? { demoAccounts } : {}),
    };
    const web = await startWeb({
      pool: database.pool,
      databaseUrl: database.url,
      queues,
      environment,
      log,
      clock: () => clock.now,
    });
    running.started = { queues, address: web.address, close: web.close };
  });
  afterAll(async () => {
    await running.started?.close();
    await running.started?.queues.close();
  });
  const started = (): Started => {
    if (!running.started) throw new Error("the dashboard exists inside tests and hooks only");
    return running.started;
  };
  return {
    database,
    clock,
    get queues() {
      return started().queues;
    },
    get address() {
      return started().address;
    },
    visitor: () => new Visitor(started().address),
    signedIn: async (world, role) => {
      const visitor = new Visitor(started().address);
      await visitor.send("/sign-in", { email: emailOf(role, world.companyId), password: PASSWORD });
      return visitor;
    },
  };
}

export type Page = { status: number; text: string; location: string | null; headers: Headers };

/** A browser without script: links, forms and cookies. */
export class Visitor {
  readonly #address: string;
  readonly cookies = new Map<string, string>();

  constructor(address: string) {
    this.#address = address;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.ask(path, { headers });
  }

  /** Sends a form, as a page of ours would. */
  send(
    path: string,
    fields: Record<string, string> | URLSearchParams | FormData,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    return this.ask(path, { method: "POST", body, headers: { "sec-fetch-site": "same-origin", ...headers } });
  }

  async ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.#address + path, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const text = await answer.text();
    if (answer.headers.get("content-type")?.startsWith("text/html")) everyFieldHasHelp(path, text);
    return {
      status: answer.status,
      text,
      location: answer.headers.get("location"),
      headers: answer.headers,
    };
  }

  /** Sends a form and follows where it leads. */
  async sendAndFollow(path: string, fields: Record<string, string> | URLSearchParams): Promise<Page> {
    const answer = await this.send(path, fields);
    return answer.location ? this.get(answer.location.split("#")[0] ?? "") : answer;
  }
}

/** S3.2: no page that a test opens has a field or button without contextual help. Throws, naming the first that has none. */
function everyFieldHasHelp(path: string, text: string): void {
  const controls = text.match(/<(?:input|select|textarea|button)\b[^>]*>/g) ?? [];
  const bare = controls.find(
    (each) => !/\s(?:title="|type="hidden"|aria-describedby="[^"]*-note")/.test(each),
  );
  if (bare) throw new Error(`no contextual help for ${bare} at ${path}: see web/words/frHelp.ts`);
}

/** What a reader sees: the text without its markup, spaces made plain. */
export function readable(page: Page): string {
  return page.text
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/[\s\u00a0\u202f]+/g, " ");
}
