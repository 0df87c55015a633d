import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { addMandate } from "../../sql/acts/bankDetails.ts";
import { changeCustomerScope } from "../../sql/acts/changeReporting.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { writeParties } from "../../sql/acts/importThirdParties.ts";
import { changeSettings } from "../../sql/companies.ts";
import { asCompany, type Db, type Pool } from "../../sql/connect.ts";
import { ibanOf } from "./camt.ts";
import type { ThirdParty } from "./documentSchema.ts";
import type { CompanySettings, Scenario } from "./parse.ts";

/** One scenario at play: its database, its company, and what the labels of the file stand for. */
export type World = {
  pool: Pool;
  companyId: bigint;
  thirdParties: ReadonlyMap<string, ThirdParty>;
  /** Journal of a bank account → its IBAN and the balance its last statement closed with. */
  accounts: Map<string, { iban: string; balance: Cents }>;
  /** Named statement → its bytes, to arrive once more. */
  statements: Map<string, Buffer>;
  /** Label of a slip, file or order → the product's own reference, where it numbers them itself. */
  references: Map<string, string>;
  /** Label of a payment → the product's row, where an event made it under that label. */
  payments: Map<string, bigint>;
  /** Label of a slip, a batch or a cash deposit → the product's row. */
  remittances: Map<string, bigint>;
  /** Entries of the documents given, and of what `before` did. */
  opening: Set<bigint>;
  /** Counts events, so that no two happen at the same instant. */
  ticks: number;
};

/** Every right there is: what a person has where the file does not say. */
export const ALL_RIGHTS: readonly string[] = ["adjustment"];

/** What a person was told when an attempt was refused; `document` when it concerns one of an import. */
export type Refusal = { message: string; document?: string };

/** The file speaks of what none of its events made: its own fault, told without a place in the program. */
export class Unplayable extends Error {}

/** Runs `work` on what the company of the world sees: others share its database. */
export const within = <T>({ pool, companyId }: World, work: (db: Db) => Promise<T>): Promise<T> =>
  asCompany(pool, companyId, work);

const counters = { next: 1 };

/** The world of a scenario before its first document: a company of its own, with what the file gives of it. */
export async function openWorld(pool: Pool, scenario: Scenario): Promise<World> {
  const settings = scenario.company ?? {};
  const banks = settings.bankAccounts ?? [{ journal: "BQ1", account: "512100" }];
  const accounts = new Map(banks.map(({ journal }, at) => [journal, { iban: ibanOf(at + 1), balance: 0n }]));
  const ibans = banks.map((place, at) => ({ ...place, iban: ibanOf(at + 1) }));
  const companyId = await createCompany(pool, {
    name: `Scenario ${counters.next++}`,
    siren: "732829320",
    ibans,
    at: new Date("2026-01-01T08:00:00Z"),
  });
  await applySettings(pool, companyId, settings);
  await introduce(pool, companyId, scenario.given?.thirdParties ?? []);
  return {
    pool,
    companyId,
    thirdParties: new Map((scenario.given?.thirdParties ?? []).map((party) => [party.aux, party])),
    accounts,
    statements: new Map(),
    references: new Map(),
    payments: new Map(),
    remittances: new Map(),
    opening: new Set(),
    ticks: 0,
  };
}

/** The books know everybody given from the start, with what is given of each: who pays us, whom we pay, and where their money goes. */
async function introduce(pool: Pool, companyId: bigint, parties: readonly ThirdParty[]): Promise<void> {
  const at = new Date("2026-01-01T09:00:00Z");
  const drafts = parties.map(({ aux, payer, name = aux, iban }, nth) => ({
    aux,
    payer,
    name,
    ibans: new Set([iban ?? ibanOf(900 + nth)]),
  }));
  await asCompany(pool, companyId, (db) =>
    writeParties(db, companyId, {
      drafts: new Map(drafts.map((draft) => [draft.aux, draft])),
      known: new Map(),
    }),
  );
  for (const { aux, payer, mandate: reference, country = "FR" } of parties) {
    if (reference) await addMandate(pool, { companyId, aux, reference, at, on: "2026-01-01" });
    if (country !== "FR" && payer === "business")
      await changeCustomerScope(pool, { companyId, aux, scope: "ereport_b2bi", at });
  }
}

async function applySettings(pool: Pool, companyId: bigint, settings: CompanySettings): Promise<void> {
  await asCompany(pool, companyId, (db) => changeSettings(db, settingsOf(settings)));
  for (const [number, name] of Object.entries(settings.accountNames ?? {})) {
    await pool`update account set name = ${name} where company_id = ${companyId} and number = ${number}`;
    await pool`
      update journal set name = ${name}
       where company_id = ${companyId}
         and code in (select journal from bank_account where company_id = ${companyId} and account = ${number})
    `;
    await pool`update bank_account set name = ${name} where company_id = ${companyId} and account = ${number}`;
  }
}

/** Of the language, a discount may be taken wherever an event takes one: it knows no company that has it switched off. */
function settingsOf(settings: CompanySettings): Parameters<typeof changeSettings>[1] {
  const { importRoundingLimit, writeOffTolerance, automaticWriteOff, cashLimit } = settings;
  return {
    earlyPaymentDiscount: true,
    ...(importRoundingLimit === undefined ? {} : { importRoundingLimitCents: String(importRoundingLimit) }),
    ...(writeOffTolerance === undefined ? {} : { writeOffToleranceCents: String(writeOffTolerance) }),
    ...(automaticWriteOff === undefined ? {} : { automaticWriteOff }),
    ...(cashLimit === undefined ? {} : { cashLimitCents: String(cashLimit) }),
  };
}

/**
 * The books are locked as the file says. The lock is part of what the first event finds: what was given, and what happened before,
 * stands behind it.
 */
export async function lockAsGiven({ pool, companyId }: World, upTo: IsoDate | undefined): Promise<void> {
  if (upTo !== undefined) await pool`update company set locked_up_to = ${upTo} where id = ${companyId}`;
}

/** The instant of the next event of a day: the only clock there is. */
export function instantOf(world: World, playedOn: IsoDate): Date {
  world.ticks += 1;
  return new Date(Date.parse(`${playedOn}T12:00:00Z`) + world.ticks * 1_000);
}

export async function lineIdOf(world: World, label: string): Promise<bigint> {
  const [row, ...others] = await within(
    world,
    (db) => db<{ id: bigint }[]>`
    select id from statement_line where bank_reference = ${label}
  `,
  );
  if (!row || others.length > 0) throw new Unplayable(`there is no bank line ${label}`);
  return row.id;
}

/** The payment that an event made under this label. */
export function paymentIdOf(world: World, label: string): bigint {
  const id = world.payments.get(label);
  if (id === undefined) throw new Unplayable(`no event made the payment ${label}`);
  return id;
}

/** The share `FA-0001/business` of the file. */
export async function shareIdOf(world: World, share: string): Promise<bigint> {
  const at = share.lastIndexOf("/");
  const [row] = await within(
    world,
    (db) => db<{ id: bigint }[]>`
    select share.id
      from share
      join invoice on invoice.id = share.invoice_id
     where invoice.number = ${share.slice(0, at)} and share.payer = ${share.slice(at + 1)}
  `,
  );
  if (!row) throw new Unplayable(`there is no share ${share}`);
  return row.id;
}
