import { z } from "zod";
import { DEFAULT_ROLES, type Role } from "./accounting/accounts.ts";
import { invoiceMapping } from "./billing/invoiceColumns.ts";
import { PROMISED_ERRORS } from "./matching/score.ts";
import { VAT_REGIMES } from "./reporting/period.ts";
import {
  DEFAULT_SCOPES,
  INVOICE_TYPES_REPORTED,
  REPORTING_FROM,
  REPORTING_SCOPES,
} from "./reporting/scope.ts";

const roles = Object.keys(DEFAULT_ROLES) as [Role, ...Role[]];
const accountNumber = z.string().regex(/^[1-8]\d{2,}$/);

/** What a company may set; what it leaves out has the value written here. Amounts in cents, as text in storage. */
const schema = z.strictObject({
  /** Its own number for an account that a rule posts to. */
  accounts: z.partialRecord(z.enum(roles), accountNumber).default({}),
  /** Numbers that a rule posted to before: entries keep the account of their day. */
  formerAccounts: z.partialRecord(z.enum(roles), z.array(accountNumber)).default({}),
  /** How far the shares of an invoice may be from its total (D9). */
  importRoundingLimitCents: z.coerce.bigint().min(0n).max(100n).default(2n),
  /** The most that one debt may be paid in cash. */
  cashLimitCents: z.coerce.bigint().min(0n).default(100_000n),
  /** What is reported of money collected, by type of invoice, and from which day. `confirmed`: an accountant said so. */
  paymentReports: z
    .strictObject({
      scopes: z.record(z.enum(INVOICE_TYPES_REPORTED), z.enum(REPORTING_SCOPES)).default(DEFAULT_SCOPES),
      from: z.iso.date().default(REPORTING_FROM),
      regime: z.enum(VAT_REGIMES).default("normal"),
      /** The platform that sends them: its registration number and its name. */
      platform: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }).optional(),
      confirmed: z.boolean().default(false),
    })
    .prefault({}),
  /** Journal in which payments of deposit invoices are written, where it is not that of their means (S0.16). */
  depositJournal: z.string().min(1).optional(),
  /** Early-payment discount may be taken (S4.28). */
  earlyPaymentDiscount: z.boolean().default(false),
  /** The largest remainder that counts as a small difference; beyond it a write-off asks whether it is one. */
  writeOffToleranceCents: z.coerce.bigint().min(0n).default(100n),
  /** A small difference that a payment leaves is written off with it, without asking (D13). */
  automaticWriteOff: z.boolean().default(false),
  /**
   * Errors in 10,000 that it accepts of what posts by itself: the line for level A, and beyond it an evidence or a rule no longer
   * posts. Zero posts nothing by itself.
   */
  promisedErrors: z.coerce.number().int().min(0).max(1_000).default(PROMISED_ERRORS),
  /** Its own weights of what speaks for and against an answer, in decibans, with the change that saved them. */
  ownWeights: z
    .strictObject({ version: z.string(), decibans: z.record(z.string(), z.number().int()) })
    .optional(),
  /** Posted lines that each night puts before a person without their answer, to measure that promise. */
  recheckPerNight: z.coerce.number().int().min(0).max(50).default(3),
  /** A company to try things in: test files of insurers are posted in no other. */
  isTest: z.boolean().default(false),
  /** Headers of its invoice files, where they are not the usual ones. */
  invoiceColumns: invoiceMapping.default({}),
});

export type CompanySettings = z.infer<typeof schema>;

/** Settings as stored → settings in use. Throws on a value that is not one: rows are written through this too. */
export function companySettings(stored: unknown): CompanySettings {
  return schema.parse(stored ?? {});
}
