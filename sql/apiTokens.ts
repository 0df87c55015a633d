import { createHash, randomBytes } from "node:crypto";
import { writeAudit } from "./books.ts";
import type { Db, Pool } from "./connect.ts";

/** Drawn at random, so that a plain hash of it tells nothing; the beginning lets scanners for leaked secrets know it. */
const PREFIX = "rappro_";
const SECRET_BYTES = 32;
const TOKEN = /^rappro_[\w-]{43}$/;

export type ApiToken = { id: bigint; companyId: bigint; name: string };
export type TokenRow = {
  id: bigint;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** A new token of a company. The text is known here and to whoever is told, once; only its hash is kept. */
export async function createApiToken(
  pool: Pool,
  { companyId, name, at }: { companyId: bigint; name: string; at: Date },
): Promise<string | "name_in_use"> {
  const token = `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const created = (await pool.begin(async (db) => {
    const [row] = await db<{ id: bigint }[]>`
      insert into api_token (company_id, name, hash, created_at)
      values (${companyId}, ${name}, ${hashOf(token)}, ${at})
      on conflict (company_id, name) where revoked_at is null do nothing
      returning id
    `;
    if (row) await auditToken(db, { companyId, id: row.id, name, at, action: "create_api_token" });
    return row !== undefined;
  })) as boolean;
  return created ? token : "name_in_use";
}

/** From now on the token opens nothing. False when there is none of that name. */
export async function revokeApiToken(
  pool: Pool,
  { companyId, name, at }: { companyId: bigint; name: string; at: Date },
): Promise<boolean> {
  return (await pool.begin(async (db) => {
    const [row] = await db<{ id: bigint }[]>`
      update api_token set revoked_at = ${at}
       where company_id = ${companyId} and name = ${name} and revoked_at is null
      returning id
    `;
    if (row) await auditToken(db, { companyId, id: row.id, name, at, action: "revoke_api_token" });
    return row !== undefined;
  })) as boolean;
}

function auditToken(
  db: Db,
  { companyId, id, name, at, action }: ApiToken & { at: Date; action: string },
): Promise<void> {
  return writeAudit(db, companyId, { at, action, subject: "api_token", subjectId: id, detail: { name } });
}

/** Whose token it is, which is how a company is chosen. Notes that it was used. */
export async function useApiToken(pool: Pool, token: string, at: Date): Promise<ApiToken | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const [row] = await pool<ApiToken[]>`
    update api_token set last_used_at = ${at}
     where hash = ${hashOf(token)} and revoked_at is null
    returning id, company_id, name
  `;
  return row;
}

export async function listApiTokens(db: Db): Promise<TokenRow[]> {
  return db<TokenRow[]>`
    select id, name, created_at, last_used_at, revoked_at from api_token order by id
  `;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
