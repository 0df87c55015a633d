/** What a socket says when nobody answers behind it, and the driver when its connection went away. */
const CONNECTION = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
]);

/**
 * What PostgreSQL says while it stops, starts or has no room: class 08 (connection), 53 (no connection, memory or disk left) and
 * 57P01 to 57P05 (shut down, crashed, starting), https://www.postgresql.org/docs/current/errcodes-appendix.html.
 */
const POSTGRES = /^(08...|53...|57P0[1-5])$/;

/** Whether something that the work needs is away, which ends by itself: the work is as good as before. */
export function isOutage(failure: unknown): boolean {
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === "string" && (CONNECTION.has(code) || POSTGRES.test(code));
}
