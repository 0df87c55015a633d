import pino, { type DestinationStream, type Logger } from "pino";
import type { Environment } from "./env.ts";

/** Where people, accounts and secrets could slip into a log line, at the top and one or two objects down. */
const PRIVATE_FIELDS = [
  "name",
  "names",
  "iban",
  "ibans",
  "counterpartyName",
  "counterpartyIban",
  "label",
  "labels",
  "details",
  "detail", // of a Postgres error: it repeats the values of the row
  "raw",
  "nir",
  "email",
  "password",
  "passwordHash",
  "secret",
  "sessionSecret",
  "cookie",
  "cookies",
  "authorization",
  "databaseUrl",
  "url",
];
const REDACTED = [
  ...PRIVATE_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  'req.headers["set-cookie"]',
  'res.headers["set-cookie"]',
];

/**
 * The log of one process: JSON lines with ids, codes, counts and durations. What names a patient, an account or a secret is
 * replaced by "[redacted]", since logs travel further than the database does.
 * @param destination where the lines go; standard output unless a test wants them
 */
export function openLog(
  { logLevel }: Pick<Environment, "logLevel">,
  destination?: DestinationStream,
): Logger {
  const options = { level: logLevel, redact: { paths: REDACTED, censor: "[redacted]" } };
  return destination ? pino(options, destination) : pino(options);
}
