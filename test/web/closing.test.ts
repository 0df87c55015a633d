import { createHash } from "node:crypto";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, test } from "vitest";
import { credit, debit, entry } from "../../domain/accounting/entry.ts";
import { suspendLine } from "../../sql/acts/decideLine.ts";
import { asCompany } from "../../sql/connect.ts";
import { writeEntries } from "../../sql/ledger.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { aSale, bill, type Dossier, onLine, within } from "../sql/dossier.ts";
import { fileAt, join, openBooks, unpacked } from "./booksWorld.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";

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

beforeAll(async () => {
  opened.dossier = await openBooks(dashboard.database.pool);
  base = `/d/${dossier().companyId}`;
  viewer = await join(dashboard, dossier(), "viewer");
  accountant = await join(dashboard, dossier(), "accountant");
  admin = await join(dashboard, dossier(), "admin");
  await bill(dossier(), aSale("FA-2024", 100n, { issuedOn: "2024-03-01" }));
  for (const line of ["L2", "L8"]) await suspendLine(dossier().pool, await onLine(dossier(), line));
});

describe("closing and FEC", () => {
  test("a reader sees the years and changes nothing; an accountant validates; a hard lock and a closing are the administrator's", async () => {
    expect(readable(await viewer.get(`${base}/closing`))).toContain("Clôture et FEC");
    for (const path of ["validation", "soft-lock", "hard-lock", "2025/close", "2026/fec"])
      expect((await viewer.send(`${base}/closing/${path}`, {})).status).toBe(403);
    for (const path of ["hard-lock", "2025/close", "soft-lock/opening"])
      expect((await accountant.send(`${base}/closing/${path}`, {})).status).toBe(403);
    const done = await accountant.sendAndFollow(`${base}/closing/validation`, {
      upTo: "2025-12-31",
      confirm: "yes",
    });
    expect(readable(done)).toContain("2 écritures validées.");
    expect((await accountant.send(`${base}/closing/validation`, {})).status).toBe(422);
  });

  test("validation shows what it makes final and what still waits before a tick is asked for, and no day to come", async () => {
    const asked = await accountant.get(`${base}/closing?validate=2026-11-17`);
    const text = readable(asked);
    expect(text).toMatch(/\d écritures au brouillard, du 02\/09 au 12\/11/);
    expect(text).toContain("1 ligne de relevé à décider (1,50 €)");
    expect(readable(await accountant.get(`${base}/journal?period=..2026-11-17&state=draft`))).toMatch(
      /6 écritures · /,
    );
    expect(asked.text).toContain(`href="${base}/journal?period=..2026-11-17&amp;state=draft"`);
    expect(asked.text).toMatch(/<input type="checkbox" name="confirm" value="yes" required/);
    const unticked = await accountant.send(`${base}/closing/validation`, { upTo: "2026-11-17" });
    expect([unticked.status, readable(unticked)]).toEqual([422, expect.stringContaining("Cochez la case")]);
    expect(readable(unticked)).toContain("écritures au brouillard");
    const ahead = await accountant.send(`${base}/closing/validation`, { upTo: "2026-12-31", confirm: "yes" });
    expect([ahead.status, readable(ahead)]).toEqual([
      409,
      expect.stringContaining("ce qui est à venir ne se valide pas"),
    ]);
    const look = await accountant.get(`${base}/closing?validate=2026-12-31`);
    expect(readable(look)).toContain("ce qui est à venir ne se valide pas");
    expect(look.text).not.toContain('name="upTo" value="2026-12-31"');
    const none = await accountant.get(`${base}/closing?validate=2024-01-31`);
    expect(readable(none)).toContain("Aucune écriture au brouillard jusqu’au 31/01");
  });

  test("the FEC comes with its description, in its encoding, and names no patient", async () => {
    await accountant.send(`${base}/closing/validation`, { upTo: "2026-11-17", confirm: "yes" });
    const { status, bytes, headers } = await fileAt(
      dashboard,
      accountant,
      `${base}/closing/2026/fec`,
      "POST",
    );
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

  test("an administrator renames an account of the chart: screens and FEC take the new name, entries and seals stay", async () => {
    const at = `${base}/settings/chart`;
    const old = "Patients";
    expect(readable(await viewer.get(at))).toContain(`411100 ${old} lettré`);
    expect((await viewer.get(at)).text).not.toContain('name="number"');
    expect((await accountant.send(at, { number: "411100", name: "X" })).status).toBe(403);
    const renamed = await admin.sendAndFollow(at, { number: "411100", name: " Patients, part à charge " });
    expect(readable(renamed)).toContain("Enregistré.");
    expect(readable(await viewer.get(`${base}/ledger/411100`))).toContain("Patients, part à charge");
    for (const [typed, why] of [
      [{ number: "411100", name: " " }, "L’intitulé du compte 411100 manque."],
      [{ number: "999", name: "Neuf" }, "Le compte 999 n’est pas au plan comptable"],
    ] as const) {
      const refused = await admin.send(at, typed);
      expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
    }
    const [noted] = await dossier().pool<{ detail: object }[]>`
      select detail from audit_log where company_id = ${dossier().companyId} and action = 'rename_account'`;
    expect(noted?.detail).toEqual({ number: "411100", before: old, after: "Patients, part à charge" });
    const { bytes } = await fileAt(dashboard, accountant, `${base}/closing/2026/fec`, "POST");
    const file = (await unpacked(bytes)).get("732829320FEC20261231.txt") ?? Buffer.alloc(0);
    const fec = iconv.decode(file, "iso-8859-15");
    expect(fec).toContain("\t411100\tPatients, part à charge\t");
    expect(fec).not.toContain(`\t411100\t${old}\t`);
    expect(await asCompany(dossier().pool, dossier().companyId, verifyCompany)).toEqual([]);
  });

  test("the archive holds what its manifest says, and the books keep the manifest's hash", async () => {
    const { bytes } = await fileAt(dashboard, accountant, `${base}/closing/2026/archive`, "POST");
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
    expect(text).toMatch(/411000 · Clients professionnels À nouveau 201,00/);
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

  test("the SIREN and the year’s end are told here and changed in the settings, the year’s end until an entry is validated", async () => {
    const closing = await admin.get(`${base}/closing`);
    expect(readable(closing)).toContain("SIREN : 732829320. L’exercice se termine en décembre.");
    expect(closing.text).toContain(`href="${base}/settings/company"`);
    const form = { name: "Dossier clos", siren: "732829320" };
    expect((await admin.send(`${base}/settings/company`, { ...form, month: "6" })).status).toBe(409);
    expect((await admin.send(`${base}/settings/company`, { ...form, month: "12" })).status).toBe(303);
  });
});

describe("an entry", () => {
  test("that comes from an invoice is not reversed from its page: the page says where it is undone", async () => {
    const [sale] = await within(
      dossier(),
      (db) => db<{ id: bigint }[]>`select id from journal_entry where journal = 'VE' order by id limit 1`,
    );
    const page = await accountant.get(`${base}/journal/${sale?.id}`);
    expect(readable(page)).not.toContain("Contre-passer");
    const refused = await accountant.send(`${base}/journal/${sale?.id}/reversal`, { reason: "x" });
    expect(refused.status).toBe(409);
    expect(readable(refused)).toContain(
      "vient d’un règlement, d’une ligne de relevé, d’une facture ou d’une clôture",
    );
  });

  test("that stands by itself is reversed from its page, with a reason (D4)", async () => {
    const day = "2026-11-16";
    const draft = entry({
      journal: "OD",
      postedOn: day,
      pieceOn: day,
      piece: "OD-1",
      label: "Régularisation",
      lines: [debit("658000", 900n), credit("758000", 900n)],
    });
    const [id] = await within(dossier(), (db) => writeEntries(db, dossier().companyId, [draft]));
    await accountant.send(`${base}/closing/validation`, { upTo: day, confirm: "yes" });
    const page = await accountant.get(`${base}/journal/${id}`);
    expect(readable(page)).toContain("Contre-passer");
    expect((await accountant.send(`${base}/journal/${id}/reversal`, {})).status).toBe(409);
    const done = await accountant.sendAndFollow(`${base}/journal/${id}/reversal`, {
      reason: "en double",
      on: day,
    });
    expect(readable(done)).toContain("L’écriture est contre-passée.");
    expect(readable(done)).toContain("Contre-passation Régularisation");
  });
});
