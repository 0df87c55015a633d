import type { Logger } from "pino";
import type { Environment } from "../env.ts";
import type { Pool } from "../sql/connect.ts";
import type { Role } from "../sql/users.ts";
import type { Queues } from "../worker/queues.ts";

/** An invented user of the demonstration, listed on the sign-in page with the password. */
export type DemoAccount = { email: string; password: string; role: Role; name?: string };

/** What the pages are served from. The clock is an argument: nothing here looks at another one. */
export type Services = {
  pool: Pool;
  databaseUrl: string;
  queues: Pick<Queues, "queues" | "counts">;
  environment: Environment & { demoAccounts?: readonly DemoAccount[] };
  log: Pick<Logger, "info" | "warn" | "error">;
  clock: () => Date;
};
