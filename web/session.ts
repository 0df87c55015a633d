import connectPgSimple from "connect-pg-simple";
import type { Request, RequestHandler } from "express";
import session from "express-session";
import pg from "pg";
import { keepSessionSecret } from "../env.ts";
import type { Services } from "./services.ts";

declare module "express-session" {
  interface SessionData {
    userId: string;
  }
}

const LIFETIME_MS = 12 * 3_600_000;

/** Sessions in the table `session`, so that a restart signs nobody out. Twelve hours after the last page they are over. */
export function openSessions(services: Services): { middleware: RequestHandler; close: () => Promise<void> } {
  const { environment, databaseUrl, log } = services;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, connectionTimeoutMillis: 5_000 });
  pool.on("error", (err) => log.warn({ err }, "a connection of the sessions was lost"));
  const Store = connectPgSimple(session);
  const store = new Store({
    pool,
    tableName: "session",
    errorLog: (...words: unknown[]) =>
      log.error({ words: words.map(String) }, "the sessions' table refused something"),
  });
  const middleware = session({
    store,
    name: "rappro",
    secret: keepSessionSecret(environment),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: "lax", secure: environment.production, maxAge: LIFETIME_MS },
  });
  return {
    middleware,
    close: async () => {
      store.close();
      await pool.end();
    },
  };
}

/** A new session for the user: an identifier that someone slipped in before the sign-in is worth nothing after it. */
export async function beginSession(request: Request, userId: bigint): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((failure) => (failure ? reject(failure) : resolve()));
  });
  request.session.userId = String(userId);
  await new Promise<void>((resolve, reject) => {
    request.session.save((failure) => (failure ? reject(failure) : resolve()));
  });
}

export function endSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.destroy((failure) => (failure ? reject(failure) : resolve()));
  });
}
