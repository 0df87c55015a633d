import { filesOf } from "../../domain/bank/formats/archive.ts";
import type { Pool } from "../../sql/connect.ts";
import { hashPassword } from "../../sql/passwords.ts";
import { createUser, type Role, setRole } from "../../sql/users.ts";
import { aLine, aSale, bank, bill, type Dossier, fromCustomerOf, openDossier } from "../sql/dossier.ts";
import type { Dashboard, Visitor } from "./dashboard.ts";
import { emailOf, PASSWORD } from "./world.ts";

const PATIENT = { payer: "patient" as const, aux: "P000123", name: "Sacorec Théo" };

/** Books of two years: customers, a patient with an insurer, a payment, two lines that nobody knows and a bank fee. */
export async function openBooks(pool: Pool): Promise<Dossier> {
  const made = await openDossier(pool);
  await bill(
    made,
    aSale("FA-2025", 20_000n, { issuedOn: "2025-11-02", dueOn: "2025-12-02" }),
    aSale("FA-1", 100_000n, { issuedOn: "2026-09-02", dueOn: "2026-10-02" }),
    aSale("FA-2", 50_000n, { issuedOn: "2026-11-02", dueOn: "2026-12-02" }),
    aSale("FA-P", 7_890n, {
      issuedOn: "2026-11-02",
      customer: PATIENT,
      shares: [
        { ...PATIENT, amount: 4_000n },
        { payer: "amo", aux: "AMO-1", name: "CPAM Rennes", amount: 3_890n },
      ],
    }),
  );
  await bank(
    made,
    aLine("L1", 100_000n, fromCustomerOf("FA-1")),
    aLine("L2", 3_300n, { label: "=VIR SACOREC THEO" }),
    aLine("L3", -150n, { label: "COM BANCAIRE" }),
    aLine("L8", -3_300n, { label: "RETOUR VIR" }),
  );
  return made;
}

/** Somebody of the company, signed in. */
export async function join(dashboard: Dashboard, { pool, companyId }: Dossier, role: Role): Promise<Visitor> {
  const [email, passwordHash] = [emailOf(role, companyId), await hashPassword(PASSWORD, 4)];
  const userId = await createUser(pool, { email, name: `${role} Morvan`, passwordHash });
  await setRole(pool, { userId, companyId, role });
  const visitor = dashboard.visitor();
  await visitor.send("/sign-in", { email, password: PASSWORD });
  return visitor;
}

/** What a browser would save to disk. */
export async function fileAt(dashboard: Dashboard, visitor: Visitor, path: string, method = "GET") {
  const answer = await fetch(dashboard.address + path, {
    method,
    headers: {
      cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "sec-fetch-site": "same-origin",
    },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** The files of an archive by their names, without their folders. */
export async function unpacked(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const source = (async function* () {
    yield bytes;
  })();
  for await (const file of filesOf("zip", source)) {
    const parts: Uint8Array[] = [];
    for await (const part of file.bytes) parts.push(part);
    files.set(file.name, Buffer.concat(parts));
  }
  return files;
}
