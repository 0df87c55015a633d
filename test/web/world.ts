import { normaliseNumber } from "../../domain/documentNumber.ts";
import { nameKey } from "../../domain/matching/names.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import type { Pool } from "../../sql/connect.ts";
import { hashPassword } from "../../sql/passwords.ts";
import { createUser, type Role, setRole } from "../../sql/users.ts";

export type Payer = "amo" | "amc" | "patient" | "business" | "supplier";

/** The day on which every page of the tests is looked at. */
export const NOW = new Date("2026-11-17T08:14:00Z");
export const PASSWORD = "une phrase assez longue";
export const IBAN = "FR8490042001170004512378K16";

export type World = { pool: Pool; companyId: bigint; bankAccountId: bigint; userIds: Record<Role, bigint> };

let names = 0;

/** A company with one bank account and one user of each role. */
export async function aWorld(pool: Pool, name = `Domisanté ${++names}`): Promise<World> {
  const companyId = await createCompany(pool, { name, ibans: [IBAN], at: NOW });
  const [account] = await pool<{ id: bigint }[]>`select id from bank_account where company_id = ${companyId}`;
  const passwordHash = await hashPassword(PASSWORD, 4);
  const userIds = { viewer: 0n, accountant: 0n, admin: 0n };
  for (const role of ["viewer", "accountant", "admin"] as const) {
    const email = emailOf(role, companyId);
    userIds[role] = await createUser(pool, { email, name: `${role} Morvan`, passwordHash });
    await setRole(pool, { userId: userIds[role], companyId, role });
  }
  return { pool, companyId, bankAccountId: account?.id ?? 0n, userIds };
}

export function emailOf(role: Role, companyId: bigint): string {
  return `${role}@${companyId}.example`;
}

const ACCOUNTS: Record<Payer, string> = {
  amo: "411200",
  amc: "411300",
  patient: "411100",
  business: "411000",
  supplier: "401000",
};

async function party({ pool, companyId }: World, payer: Payer, name: string): Promise<bigint> {
  const aux = `${payer}-${name}`;
  const key = nameKey(name);
  const patient = payer === "patient";
  const [row] = await pool<{ id: bigint }[]>`
    insert into third_party (company_id, aux, payer, name, name_key)
    values (${companyId}, ${aux}, ${payer}, ${patient ? null : name}, ${patient ? null : key})
    on conflict (company_id, aux) do update set payer = excluded.payer
    returning id
  `;
  if (!row) throw new Error("no third party");
  if (patient) {
    await pool`
      insert into identity.person (third_party_id, company_id, name, name_key)
      values (${row.id}, ${companyId}, ${name}, ${key})
      on conflict do nothing
    `;
  }
  return row.id;
}

export type InvoiceSample = {
  number: string;
  shares: { payer: Payer; name: string; amount: bigint; paid?: bigint }[];
  total?: bigint;
  issuedOn?: string;
  dueOn?: string;
  branch?: string;
  customer?: string;
  lifecycle?: "draft" | "quote" | "issued";
  type?: "invoice" | "credit_note" | "deposit_invoice";
};

export type StoredShare = { id: bigint; payer: Payer; thirdPartyId: bigint; amount: bigint };

/** An invoice in the books, with what was already paid on each share. */
export async function anInvoice(
  world: World,
  sample: InvoiceSample,
): Promise<{ id: bigint; shares: StoredShare[] }> {
  const { pool, companyId } = world;
  const own = sample.shares.find((share) => share.payer !== "amo" && share.payer !== "amc");
  const customer = await party(
    world,
    own?.payer ?? "patient",
    sample.customer ?? own?.name ?? "Le Bihan Odette",
  );
  const total = sample.total ?? sample.shares.reduce((sum, share) => sum + share.amount, 0n);
  const issuedOn = sample.issuedOn ?? "2026-10-20";
  const [invoice] = await pool<{ id: bigint }[]>`
    insert into invoice (company_id, number, number_key, type, lifecycle, issued_on, due_on, total_cents, customer_id, branch)
    values (${companyId}, ${sample.number}, ${normaliseNumber(sample.number)}, ${sample.type ?? "invoice"},
            ${sample.lifecycle ?? "issued"}, ${issuedOn}, ${sample.dueOn ?? null}, ${total}, ${customer},
            ${sample.branch ?? null})
    returning id
  `;
  if (!invoice) throw new Error("no invoice");
  const shares: StoredShare[] = [];
  for (const { payer, name, amount, paid } of sample.shares) {
    const thirdPartyId =
      payer === own?.payer && !sample.customer ? customer : await party(world, payer, name);
    const [share] = await pool<{ id: bigint }[]>`
      insert into share (company_id, invoice_id, payer, third_party_id, amount_cents)
      values (${companyId}, ${invoice.id}, ${payer}, ${thirdPartyId}, ${amount})
      returning id
    `;
    if (!share) throw new Error("no share");
    const stored = { id: share.id, payer, thirdPartyId, amount };
    shares.push(stored);
    if (sample.lifecycle === undefined || sample.lifecycle === "issued") {
      if (amount !== 0n)
        await post(world, {
          journal: "VE",
          on: issuedOn,
          piece: sample.number,
          share: stored,
          amount,
          against: "706000",
        });
      if (paid)
        await post(world, {
          journal: "BQ1",
          on: "2026-11-02",
          piece: `R-${sample.number}`,
          share: stored,
          amount: -paid,
          against: "512100",
        });
    }
  }
  return { id: invoice.id, shares };
}

type Posting = {
  journal: string;
  on: string;
  piece: string;
  share: StoredShare;
  amount: bigint;
  against: string;
};

/** An entry of two lines: the third party on one side, something on the other. A negative amount turns the sides round. */
async function post(
  { pool, companyId }: World,
  { journal, on, piece, share, amount, against }: Posting,
): Promise<void> {
  const size = amount < 0n ? -amount : amount;
  const [debit, credit] = amount < 0n ? [0n, size] : [size, 0n];
  await pool.begin(async (db) => {
    await db`select set_config('rappro.may_overpay', 'yes', true)`;
    const [entry] = await db<{ id: bigint }[]>`
      insert into journal_entry (company_id, journal, posted_on, piece, piece_on, label)
      values (${companyId}, ${journal}, ${on}, ${piece}, ${on}, ${`Pièce ${piece}`})
      returning id
    `;
    await db`
      insert into journal_line (company_id, entry_id, rank, account, third_party_id, share_id, debit_cents, credit_cents, label)
      values (${companyId}, ${entry?.id ?? 0n}, 1, ${ACCOUNTS[share.payer]}, ${share.thirdPartyId}, ${share.id}, ${debit}, ${credit}, ${piece}),
             (${companyId}, ${entry?.id ?? 0n}, 2, ${against}, null, null, ${credit}, ${debit}, ${piece})
    `;
  });
}

export type LineSample = {
  amount: bigint;
  label?: string;
  name?: string | null;
  bookedOn?: string;
  level?: "A" | "B" | "C" | "D";
  reason?: string;
  tokens?: string[];
  candidates?: {
    share: StoredShare;
    invoiceId: bigint;
    number: string;
    amount?: bigint;
    facts?: object[];
    /** How likely the machine said it is right, from 0 to 1. */
    chance?: number;
  }[];
};

let lines = 0;

/** A bank line that waits, with the machine's opinion of it. */
export async function aWaitingLine(world: World, sample: LineSample): Promise<bigint> {
  const { pool, companyId, bankAccountId } = world;
  lines += 1;
  const bookedOn = sample.bookedOn ?? "2026-11-13";
  const label = sample.label ?? `VIR SEPA ${lines}`;
  const [row] = await pool<{ id: bigint }[]>`
    with file as (
      insert into received_file (company_id, name, sha256, byte_count, source, received_at, kind, format, state, lines_read, lines_new)
      values (${companyId}, ${`releve-${lines}.cfonb`}, ${`${companyId}-${lines}`}, 120, 'inbox', ${NOW}, 'bank_statement', 'cfonb120', 'read', 1, 1)
      returning id
    ), statement as (
      insert into statement (company_id, bank_account_id, file_id, rank, opening_on, opening_cents, closing_on, closing_cents, line_count, known_count)
      select ${companyId}, ${bankAccountId}, file.id, 1, ${bookedOn}, 100000, ${bookedOn}, ${100_000n + sample.amount}, 1, 0
      from file
      returning id, file_id
    )
    insert into statement_line (company_id, bank_account_id, statement_id, file_id, rank, booked_on, amount_cents, label,
                                counterparty_name, raw, fingerprint, state, line_number)
    select ${companyId}, ${bankAccountId}, statement.id, statement.file_id, 1, ${bookedOn}, ${sample.amount}, ${label},
           ${sample.name === undefined ? "M. OU MME KERVELLA" : sample.name}, ${`04${label}`}, ${`f${lines}`}, 'waiting', 2
    from statement
    returning id
  `;
  if (!row) throw new Error("no line");
  const level = sample.level ?? (sample.candidates?.length === 1 ? "B" : sample.candidates ? "C" : "D");
  const reason =
    sample.reason ?? { A: "rule", B: "weak_answer", C: "several_answers", D: "nothing_found" }[level];
  await pool`
    insert into match (company_id, line_id, decision, level, reason, evidence, engine, decided_at)
    values (${companyId}, ${row.id}, ${sample.candidates ? "suggest" : "nothing"}, ${level}, ${reason},
            ${pool.json(evidenceOf(sample, reason))}, '1', ${NOW})
  `;
  return row.id;
}

function evidenceOf(sample: LineSample, reason: string) {
  const candidates = (sample.candidates ?? []).map(({ share, invoiceId, number, amount, facts, chance }) => ({
    allocations: [
      {
        shareId: String(share.id),
        invoiceId: String(invoiceId),
        invoice: number,
        payer: share.payer,
        thirdPartyId: String(share.thirdPartyId),
        amount: String(amount ?? sample.amount),
        due: String(share.amount),
      },
    ],
    facts: (facts ?? [
      { code: "number_read", token: number, params: { number } },
      { code: "amount_exact" },
    ]) as never[],
    weight: 10,
    ...(chance === undefined ? {} : { chance }),
  }));
  return { engine: "1", reason, params: {}, tokens: sample.tokens ?? [], candidates };
}
