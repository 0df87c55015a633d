import { createHash } from "node:crypto";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, test } from "vitest";
import { filesOf } from "../../domain/bank/formats/archive.ts";
import { suspendLine } from "../../sql/acts/decideLine.ts";
import { hashPassword } from "../../sql/passwords.ts";
import { createUser, type Role, setRole } from "../../sql/users.ts";
import {
  aLine,
  aSale,
  bank,
  bill,
  type Dossier,
  fromCustomerOf,
  onLine,
  openDossier,
  within,
} from "../sql/dossier.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { emailOf, PASSWORD } from "./world.ts";

const dashboard = useDashboard();
const opened: { dossier?: Dossier } = {};
let accountant: Visitor;
let admin: Visitor;
let viewer: Visitor;
let base: string;

function dossier(): Dossier {
  if (!opened.dossier) throw new Error("not open yet");
  return opened.dossier;
}

const PATIENT = { payer: "patient" as const, aux: "P000123", name: "Sacorec Théo" };

beforeAll(async () => {
  const { pool } = dashboard.database;
  const made = await openDossier(pool);
  opened.dossier = made;
  base = `/d/${made.companyId}`;
  const join = async (role: Role): Promise<Visitor> => {
    const passwordHash = await hashPassword(PASSWORD, 4);
    const userId = await createUser(pool, {
      email: emailOf(role, made.companyId),
      name: `${role} Morvan`,
      passwordHash,
    });
    await setRole(pool, { userId, companyId: made.companyId, role });
    const visitor = dashboard.visitor();
    await visitor.send("/sign-in", { email: emailOf(role, made.companyId), password: PASSWORD });
    return visitor;
  };
  [viewer, accountant, admin] = [await join("viewer"), await join("accountant"), await join("admin")];
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
});

async function fileAt(visitor: Visitor, path: string, method = "GET") {
  const answer = await fetch(dashboard.address + path, {
    method,
    headers: {
      cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "sec-fetch-site": "same-origin",
    },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

async function unpacked(bytes: Buffer): Promise<Map<string, Buffer>> {
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

describe("the general ledger", () => {
  test("opens each account with what was carried forward and says the balance after each line", async () => {
    const text = readable(await viewer.get(`${base}/ledger?from=2026-01-01&to=2026-12-31`));
    expect(text).toContain("411000 · Clients professionnels À nouveau 200,00 200,00");
    expect(text).toMatch(
      /02\/09 VE brouillard FA-1 Facture FA-1 Client FA-1 Client FA-1 FA-1 AAA 1 000,00 1 200,00/,
    );
    expect(text).toMatch(/Total 411000 1 500,00 1 000,00 700,00/);
    expect(text).toMatch(/120000 · Résultat de l’exercice, bénéfice À nouveau 200,00 −200,00/);
  });

  test("is of one year: a beginning in another one moves to its first day, and says so", async () => {
    const text = readable(await viewer.get(`${base}/ledger?from=2025-06-01&to=2026-10-31`));
    expect(text).toContain("Un grand livre est d’un seul exercice");
    expect(text).toContain("Exercice 2026, du 01/01 au 31/12");
    expect(text).not.toContain("FA-2025");
  });

  test("leads from each line to its entry, its invoice and its bank line", async () => {
    const { text } = await viewer.get(`${base}/ledger?account=512100`);
    expect(text).toMatch(new RegExp(`href="${base}/journal/\\d+"`));
    expect(text).toMatch(new RegExp(`href="${base}/lines/\\d+"`));
    const customers = await viewer.get(`${base}/ledger?account=411000`);
    expect(customers.text).toMatch(new RegExp(`href="${base}/invoices/\\d+"`));
  });

  test("goes on page by page without losing or repeating a line", async () => {
    const sales = Array.from({ length: 130 }, (_, at) => aSale(`GL-${at}`, 100n, { issuedOn: "2024-03-01" }));
    await bill(dossier(), ...sales);
    const seen: string[] = [];
    let path = `${base}/ledger?from=2024-01-01&to=2024-12-31`;
    for (let pages = 0; pages < 6 && path; pages++) {
      const { text } = await viewer.get(path);
      seen.push(...[...text.matchAll(/>Facture (GL-\d+) /g)].map(([, number = ""]) => number));
      path = (/href="([^"]+)" rel="next"/.exec(text)?.[1] ?? "").replaceAll("&amp;", "&");
    }
    expect(seen).toHaveLength(260);
    expect(new Set(seen).size).toBe(130);
    const printed = await viewer.get(`${base}/ledger?from=2024-01-01&to=2024-12-31&print=1`);
    expect([...printed.text.matchAll(/>Facture GL-\d+ /g)]).toHaveLength(260);
  });

  test("leaves as CSV and as a workbook, with the codes of patients and never their names", async () => {
    const csv = await fileAt(viewer, `${base}/ledger?from=2026-01-01&to=2026-12-31&format=csv`);
    expect(csv.headers.get("content-disposition")).toContain("Grand livre 2026-01-01 2026-12-31.csv");
    const lines = csv.bytes.toString("utf8").split("\r\n");
    expect(lines[0]).toBe(
      "\ufeffCompte;Intitulé;Code tiers;Tiers;Date;Écriture;Pièce;Libellé;Lettre;Débit;Crédit;Solde",
    );
    // Each account begins with what it opened with.
    expect(lines.filter((line) => /^4110/.test(line)).map((line) => line.split(";")[7])[0]).toBe("À nouveau");
    expect(lines).toContain("411000;Clients professionnels;;;;;;À nouveau;;330,00;;330,00");
    expect(lines).toContain(
      "411100;Patients;P000123;P000123;2026-11-02;VE brouillard;FA-P;Facture FA-P P000123;;40,00;;40,00",
    );
    expect(csv.bytes.toString("utf8")).not.toMatch(/Théo/i);
    const book = await unpacked(
      (await fileAt(viewer, `${base}/ledger?from=2026-01-01&to=2026-12-31&format=xlsx`)).bytes,
    );
    const sheet = book.get("sheet1.xml")?.toString("utf8") ?? "";
    expect(sheet).toContain('<c s="2"><v>46328</v></c>');
    expect(sheet).toContain('<c s="1"><v>40.00</v></c>');
    expect(sheet).not.toMatch(/Théo/i);
    expect(sheet.match(/<row>/g)).toHaveLength(lines.length - 1);
  });
});

describe("an account", () => {
  test("shows letters and open lines as of a day: what was lettered later is open then", async () => {
    const before = readable(
      await viewer.get(`${base}/ledger/411000?since=2025-01-01&asOf=2026-10-31&state=open`),
    );
    expect(before).toMatch(/Facture FA-1 .* aaa/);
    expect(before).toContain("FA-2025");
    const after = readable(
      await viewer.get(`${base}/ledger/411000?since=2025-01-01&asOf=2026-11-30&state=open`),
    );
    expect(after).not.toContain("Facture FA-1 ");
    expect(after).toMatch(/Total 411000 700,00 0,00 700,00/);
  });

  test("is shown for one third party, and is nothing for an unknown one", async () => {
    const [party] = await within(
      dossier(),
      (db) => db<{ id: bigint }[]>`select id from third_party where aux = 'C-FA-1'`,
    );
    const text = readable(await viewer.get(`${base}/ledger/411000?party=${party?.id}`));
    expect(text).toContain("Tiers : Client FA-1");
    expect(text).toMatch(/Total 411000 1 000,00 1 000,00 0,00/);
    expect((await viewer.get(`${base}/ledger/411000?party=999999`)).status).toBe(404);
    expect((await viewer.get(`${base}/ledger/999999`)).status).toBe(404);
  });

  test("is lettered and unlettered by hand, with who and why below; a reader cannot", async () => {
    await suspendLine(dossier().pool, await onLine(dossier(), "L2"));
    await suspendLine(dossier().pool, await onLine(dossier(), "L8"));
    const path = `${base}/ledger/471000`;
    const { text } = await accountant.get(path);
    const lines = [...text.matchAll(/name="lines" value="(\d+)"/g)].map(([, line = ""]) => line);
    expect(lines).toHaveLength(2);
    expect((await viewer.get(path)).text).not.toContain('name="lines"');
    expect((await viewer.send(`${path}/lettering`, { act: "all" })).status).toBe(403);
    const few = await accountant.send(`${path}/lettering`, { act: "chosen", lines: lines[0] ?? "" });
    expect(few.status).toBe(409);
    expect(readable(few)).toContain("Choisissez au moins deux lignes");
    const done = await accountant.sendAndFollow(`${path}/lettering`, { act: "all" });
    expect(readable(done)).toContain("1 groupe lettré.");
    const group = /name="unletter" value="(\d+)"/.exec(done.text)?.[1] ?? "";
    const undone = await accountant.sendAndFollow(`${path}/lettering`, {
      unletter: group,
      reason: "à revoir",
    });
    expect(readable(undone)).toContain("Le lettrage est défait.");
    expect(readable(undone)).toMatch(/accountant Morvan délettré AAA 2 33,00 à revoir/);
    const again = new URLSearchParams([
      ["act", "chosen"] as [string, string],
      ...lines.map((line): [string, string] => ["lines", line]),
    ]);
    const answer = await accountant.ask(`${path}/lettering`, {
      method: "POST",
      body: again,
      headers: { "sec-fetch-site": "same-origin" },
    });
    expect(answer.location).toContain("said=balanced");
  });
});

describe("the balances", () => {
  test("the trial balance leads from each figure to its lines, and its CSV closes", async () => {
    const { text } = await viewer.get(`${base}/balance?from=2026-01-01&to=2026-10-31`);
    expect(text).toContain(`href="${base}/ledger/411000?since=2026-01-01&amp;asOf=2026-10-31"`);
    const csv = await fileAt(viewer, `${base}/balance?from=2026-01-01&to=2026-12-31&format=csv`);
    const rows = csv.bytes
      .toString("utf8")
      .trim()
      .split("\r\n")
      .slice(1)
      .map((row) => row.split(";"));
    const sum = (at: number) =>
      rows.reduce((total, row) => total + BigInt((row[at] ?? "0").replace(",", "")), 0n);
    expect([sum(2), sum(3) - sum(4), sum(5) - sum(6)]).toEqual([0n, 0n, 0n]);
  });

  test("the aged balance says who owes since when, and that it is the ledger's; by customer the same total", async () => {
    const text = readable(await viewer.get(`${base}/aged?asOf=2026-11-30`));
    expect(text).toContain("égale au grand livre");
    expect(text).toMatch(/Client FA-2 C-FA-2 500,00 0,00 0,00 0,00 0,00 0,00 500,00/);
    expect(text).toMatch(/Client FA-2025 C-FA-2025 0,00 0,00 0,00 0,00 200,00 0,00 200,00/);
    const [, total] = / Total (?:[−\d ]+,\d\d ){6}([\d ]+,\d\d)/.exec(text) ?? [];
    const byCustomer = readable(await viewer.get(`${base}/aged?asOf=2026-11-30&by=customer`));
    expect(byCustomer).toContain("égale au grand livre");
    expect(/ Total (?:[−\d ]+,\d\d ){6}([\d ]+,\d\d)/.exec(byCustomer)?.[1]).toBe(total);
    expect(byCustomer).toMatch(/Sacorec Théo P000123 0,00 78,90/);
    expect(text).toMatch(/CPAM Rennes AMO-1 0,00 38,90/);
  });

  test("as of a day before the payment, the invoice is still due, at the age it had then", async () => {
    const text = readable(await viewer.get(`${base}/aged?asOf=2026-10-15`));
    expect(text).toMatch(/Client FA-1 C-FA-1 0,00 1 000,00 0,00 0,00 0,00 0,00 1 000,00/);
    expect(text).toContain("égale au grand livre");
    expect(text).not.toContain("Client FA-2 ");
  });

  test("a row leads to its documents, which add up to it", async () => {
    const { text } = await viewer.get(`${base}/aged?asOf=2026-11-30&by=customer`);
    const to = new RegExp(`href="(${base}/aged/\\d+[^"]*)">Sacorec`).exec(text)?.[1] ?? "";
    const items = readable(await viewer.get(to.replaceAll("&amp;", "&")));
    expect(items).toMatch(/FA-P 02\/11 02\/11 (CPAM Rennes|Sacorec Théo)/);
    expect(items).toMatch(/Total 78,90/);
    expect((await viewer.get(`${base}/aged/999999`)).status).toBe(404);
  });
});

describe("the bank reconciliation statement", () => {
  const shown = async (asOf: string) => readable(await viewer.get(`${base}/reconciliation?asOf=${asOf}`));

  test("explains the difference to the cent, line by line", async () => {
    const text = await shown("2026-11-30");
    expect(text).toContain("rapproché au centime");
    expect(text).toMatch(/Différence −1,50/);
    expect(text).toMatch(/Chez la banque, encore à rapprocher −1,50 12\/11 COM BANCAIRE −1,50/);
    expect(text).toMatch(/Reste inexpliqué 0,00/);
  });

  test("of any day is exact, before the first statement too, and leaves as a file", async () => {
    for (const day of ["2026-11-11", "2026-11-12", "2026-11-13", "2027-03-01"])
      expect(await shown(day)).toContain("rapproché au centime");
    const csv = await fileAt(viewer, `${base}/reconciliation?asOf=2026-11-30&format=csv`);
    expect(csv.bytes.toString("utf8")).toContain(
      "2026-11-12;COM BANCAIRE;Chez la banque, encore à rapprocher;-1,50",
    );
  });
});

describe("closing and FEC", () => {
  test("a reader sees the years and changes nothing; an accountant validates; a hard lock and a closing are the administrator's", async () => {
    expect(readable(await viewer.get(`${base}/closing`))).toContain("Clôture et FEC");
    for (const path of ["validation", "soft-lock", "hard-lock", "2025/close", "2026/fec", "identity"])
      expect((await viewer.send(`${base}/closing/${path}`, {})).status).toBe(403);
    for (const path of ["hard-lock", "2025/close", "soft-lock/opening", "identity"])
      expect((await accountant.send(`${base}/closing/${path}`, {})).status).toBe(403);
    const done = await accountant.sendAndFollow(`${base}/closing/validation`, { upTo: "2025-12-31" });
    expect(readable(done)).toContain("131 écritures validées.");
    expect((await accountant.send(`${base}/closing/validation`, {})).status).toBe(422);
  });

  test("the FEC comes with its description, in its encoding, and names no patient", async () => {
    await accountant.send(`${base}/closing/validation`, { upTo: "2026-12-31" });
    const { status, bytes, headers } = await fileAt(accountant, `${base}/closing/2026/fec`, "POST");
    expect([status, headers.get("content-type")]).toEqual([200, "application/zip"]);
    const files = await unpacked(bytes);
    expect([...files.keys()].sort()).toEqual([
      "732829320FEC20261231-description.txt",
      "732829320FEC20261231.txt",
    ]);
    const fec = iconv.decode(files.get("732829320FEC20261231.txt") ?? Buffer.alloc(0), "iso-8859-15");
    expect(fec.split("\r\n")[0]?.split("\t")).toHaveLength(18);
    expect(fec).toContain("P000123\tP000123\tFA-P");
    expect(fec).not.toMatch(/sacorec|théo/i);
    expect(fec).toContain("\tEn attente\t");
    expect(files.get("732829320FEC20261231-description.txt")?.toString("utf8")).toContain("ISO-8859-15");
  });

  test("the archive holds what its manifest says, and the books keep the manifest's hash", async () => {
    const { bytes } = await fileAt(accountant, `${base}/closing/2026/archive`, "POST");
    const files = await unpacked(bytes);
    const manifestBytes = files.get("manifest.json") ?? Buffer.alloc(0);
    const manifest = JSON.parse(manifestBytes.toString("utf8"));
    expect(manifest).toMatchObject({ siren: "732829320", year: 2026, from: "2026-01-01", to: "2026-12-31" });
    for (const { name, bytes: size, sha256 } of manifest.files) {
      const file = files.get(name) ?? Buffer.alloc(0);
      expect([name, file.length]).toEqual([name, size]);
      expect(createHash("sha256").update(file).digest("hex")).toBe(sha256);
    }
    const last = files.get("hashes.csv")?.toString("utf8").trim().split("\r\n").at(-1);
    expect(last?.endsWith(manifest.head.hash)).toBe(true);
    const kept = createHash("sha256").update(manifestBytes).digest("hex");
    expect(readable(await viewer.get(`${base}/closing`))).toContain(kept);
  });

  test("a year is closed with a confirmation, in order, and its next one opens", async () => {
    expect((await admin.send(`${base}/closing/2024/close`, {})).status).toBe(422);
    expect((await admin.send(`${base}/closing/2025/close`, { confirm: "yes" })).status).toBe(409);
    expect(readable(await admin.sendAndFollow(`${base}/closing/2024/close`, { confirm: "yes" }))).toContain(
      "L’exercice est clôturé",
    );
    const closed = await admin.sendAndFollow(`${base}/closing/2025/close`, { confirm: "yes" });
    expect(readable(closed)).toMatch(/2025 01\/01\/2025 – 31\/12\/2025 .* clôturé le .* par admin Morvan/);
    expect((await admin.send(`${base}/closing/9999/close`, { confirm: "yes" })).status).toBe(409);
    const text = readable(await viewer.get(`${base}/ledger?from=2026-01-01&to=2026-12-31`));
    expect(text).toMatch(/411000 · Clients professionnels À nouveau 330,00/);
    expect(readable(await viewer.get(`${base}/aged?asOf=2026-11-30`))).toContain("égale au grand livre");
    expect(readable(await viewer.get(`${base}/reconciliation?asOf=2026-11-30`))).toContain(
      "rapproché au centime",
    );
  });

  test("locks are set, opened for a while and lifted, each by those who may", async () => {
    dashboard.clock.now = new Date();
    expect(
      readable(await accountant.sendAndFollow(`${base}/closing/soft-lock`, { upTo: "2026-10-31" })),
    ).toContain("Souple : jusqu’au 31/10");
    expect((await admin.send(`${base}/closing/soft-lock/opening`, { minutes: "30" })).status).toBe(409);
    const open = await admin.sendAndFollow(`${base}/closing/soft-lock/opening`, {
      minutes: "30",
      reason: "oubli",
    });
    expect(readable(open)).toMatch(/ouvert jusqu’au \d\d\/\d\d à/);
    expect(readable(await accountant.sendAndFollow(`${base}/closing/soft-lock`, { lift: "yes" }))).toContain(
      "Souple : aucun",
    );
    expect((await admin.send(`${base}/closing/hard-lock`, { upTo: "2026-03-31" })).status).toBe(422);
    const hard = await admin.sendAndFollow(`${base}/closing/hard-lock`, {
      upTo: "2026-03-31",
      confirm: "yes",
    });
    expect(readable(hard)).toContain("Définitif : jusqu’au 31/03");
    const back = await admin.send(`${base}/closing/hard-lock`, { upTo: "2026-01-31", confirm: "yes" });
    expect([back.status, readable(back).includes("Les comptes sont verrouillés jusqu'au 31/03")]).toEqual([
      409,
      false,
    ]);
    expect(readable(back)).toContain("31/03");
  });

  test("the SIREN is checked, the year’s end stays once entries are validated", async () => {
    expect((await admin.send(`${base}/closing/identity`, { siren: "123456789", month: "12" })).status).toBe(
      409,
    );
    expect((await admin.send(`${base}/closing/identity`, { siren: "732829320", month: "6" })).status).toBe(
      409,
    );
    expect((await admin.send(`${base}/closing/identity`, { siren: "732829320", month: "12" })).status).toBe(
      303,
    );
  });
});

describe("an entry", () => {
  test("that stands by itself is reversed from its page with a reason", async () => {
    const [entry] = await within(
      dossier(),
      (db) =>
        db<
          { id: bigint }[]
        >`select id from journal_entry where journal = 'VE' and number = 1 order by id limit 1`,
    );
    const page = await accountant.get(`${base}/journal/${entry?.id}`);
    expect(readable(page)).not.toContain("Contre-passer");
    const refused = await accountant.send(`${base}/journal/${entry?.id}/reversal`, { reason: "x" });
    expect(refused.status).toBe(409);
    expect(readable(refused)).toContain(
      "vient d’un règlement, d’une ligne de relevé, d’une facture ou d’une clôture",
    );
  });
});
