import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_ROLES, type Role } from "../../domain/accounting/accounts.ts";
import { addBankAccount } from "../../sql/acts/declareBankAccount.ts";
import { asCompany } from "../../sql/connect.ts";
import { fr } from "../../web/words/fr.ts";
import { importFile } from "../../worker/importFile.ts";
import { handInNew } from "../given.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWorld, emailOf, IBAN, NOW, PASSWORD, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let admin: Visitor;
let accountant: Visitor;
let viewer: Visitor;
let at: string;

beforeEach(async () => {
  world = await aWorld(dashboard.database.pool);
  admin = await dashboard.signedIn(world, "admin");
  accountant = await dashboard.signedIn(world, "accountant");
  viewer = await dashboard.signedIn(world, "viewer");
  at = `/d/${world.companyId}/settings`;
});

/** As pages write it. */
const escapeHtml = (text: string) =>
  text.replaceAll("(", "\\(").replaceAll(")", "\\)").replaceAll("'", "&#39;");

async function audited(action: string): Promise<{ actorId: bigint; detail: Record<string, unknown> }[]> {
  return world.pool`
    select actor_id, detail from audit_log where company_id = ${world.companyId} and action = ${action} order by id`;
}

describe("the chart of accounts", () => {
  test("takes an account that an import was refused for; the file is read again and passes, and the audit keeps who added it", async () => {
    const { pool, companyId } = world;
    const moment = { now: NOW, today: "2026-11-21" };
    const bytes = "number;type;date;customer_code;customer_name;total;account;net;vat_rate;vat;vat_due\n";
    const bought = "FF-606;supplier_invoice;2026-11-02;F1;Eaux;100,00;606100;100,00;0;0,00;exempt\n";
    const fileId = await handInNew(pool, { companyId, bytes: bytes + bought, at: NOW, name: "achats.csv" });
    await expect(importFile(pool, { companyId, fileId }, moment)).rejects.toThrow("account_unknown");
    const told = readable(await accountant.get(`/d/${companyId}/files/${fileId}`));
    expect(told).toContain("Ajoutez ce compte dans Réglages, Plan comptable : le fichier est relu aussitôt.");

    expect((await viewer.get(`${at}/chart`)).text).not.toContain("newNumber");
    expect((await accountant.send(`${at}/chart/new`, { newNumber: "606100" })).status).toBe(403);
    const refused = await admin.send(`${at}/chart/new`, { newNumber: "6061", newName: "Fluides" });
    expect(refused.status).toBe(409);
    expect(readable(refused)).toContain("« 6061 » n’est pas un numéro de compte");
    expect(refused.text).toContain('value="Fluides"');

    const typed = { newNumber: "606 100", newName: " Fournitures non stockables " };
    const added = await admin.sendAndFollow(`${at}/chart/new`, typed);
    expect(readable(added)).toContain("Enregistré.");
    expect(added.text).toContain('id="a-606100"');
    const detail = { number: "606100", name: "Fournitures non stockables", lettered: false };
    expect(await audited("add_account")).toEqual([{ actorId: world.userIds.admin, detail }]);

    const [asked] = await pool`
      select count(*)::integer as times from outbox where data->>'fileId' = ${String(fileId)}`;
    expect(asked?.times).toBe(2);
    expect(await importFile(pool, { companyId, fileId }, moment)).toMatchObject({
      state: "read",
      linesNew: 1,
    });
  });
});

describe("the accounts of the settings", () => {
  test("name every use with its account, which readers see and accountants change (S3.2)", async () => {
    const page = await viewer.get(`${at}/accounts`);
    for (const [role, number] of Object.entries(DEFAULT_ROLES)) {
      const says = escapeHtml(fr.company.accounts.roles[role as Role]);
      expect(page.text).toMatch(new RegExp(`>${number}</a></td><td>[^<]+</td><td>${says}</td>`));
    }
    expect(page.text).not.toContain('name="number"');
    expect((await viewer.send(`${at}/accounts`, { role: "sales", number: "706100" })).status).toBe(403);
    const chosen = await accountant.get(`${at}/accounts?role=bankFees`);
    expect(chosen.text).toMatch(/<option value="bankFees" selected>/);
  });

  test("take another account of the plan, or create it; the audit keeps who did", async () => {
    const created = await accountant.sendAndFollow(`${at}/accounts`, {
      role: "bankFees",
      number: "627 100",
      name: "Frais sur effets",
    });
    expect(readable(created)).toMatch(/Enregistré\..*627100 Frais sur effets Frais bancaires/);
    expect(await audited("change_account")).toMatchObject([
      { actorId: world.userIds.accountant, detail: { role: "bankFees", before: "627800", after: "627100" } },
    ]);
    expect((await accountant.send(`${at}/accounts`, { role: "nobody", number: "627100" })).status).toBe(404);
  });

  test("a refusal keeps what was typed, and says what to do", async () => {
    const refused = await accountant.send(`${at}/accounts`, {
      role: "sales",
      number: "607100",
      name: "Ventes",
    });
    expect(refused.status).toBe(409);
    expect(readable(refused)).toContain("le numéro doit commencer par 7");
    expect(refused.text).toMatch(/<option value="sales" selected>/);
    expect(refused.text).toMatch(/name="number"[^>]* value="607100"/);
  });

  test("of the balance sheet are not offered once they have entries", async () => {
    await anInvoice(world, {
      number: "FA-1",
      shares: [{ payer: "patient", name: "Le Bihan", amount: 5_000n }],
    });
    const page = await accountant.get(`${at}/accounts`);
    expect(page.text).not.toContain('<option value="customerPatient"');
    expect(page.text).toContain('<option value="customerBusiness"');
    expect(readable(page)).toMatch(/411100 Patients Patients a des écritures/);
    const refused = await accountant.send(`${at}/accounts`, {
      role: "customerPatient",
      number: "411150",
      name: "Patients du cabinet",
    });
    expect([refused.status, readable(refused).includes("Le compte 411100 a déjà des écritures.")]).toEqual([
      409,
      true,
    ]);
  });
});

describe("the journals of the settings", () => {
  test("are listed with their kind and bank account; administrators rename them", async () => {
    const page = readable(await viewer.get(`${at}/journals`));
    expect(page).toContain("BQ1 banque Banque 1 Banque 1 FR84 9004");
    expect(page).toContain("AN à-nouveaux À-nouveaux —");
    expect((await accountant.send(`${at}/journals`, { code: "VE", name: "X" })).status).toBe(403);
    const renamed = await admin.sendAndFollow(`${at}/journals`, { code: "VE", name: "Facturation" });
    expect(renamed.text).toMatch(/id="name-VE"[^>]* value="Facturation"/);
    expect(await audited("rename_journal")).toMatchObject([
      { detail: { code: "VE", before: "Ventes", after: "Facturation" } },
    ]);
    for (const [typed, why] of [
      [{ code: "VE", name: " " }, "Le nom du journal VE manque."],
      [{ code: "ZZ", name: "Z" }, "Le journal ZZ n’existe pas"],
    ] as const) {
      const refused = await admin.send(`${at}/journals`, typed);
      expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
    }
  });

  test("a bank account brings the next journal and its 512 account; twice, or with a wrong IBAN, nothing", async () => {
    const iban = "FR7630006000011234567890189";
    const added = await admin.sendAndFollow(`${at}/journals/bank`, {
      iban: "fr76 3000 6000 0112 3456 7890 189",
      bankName: "Crédit Agricole",
    });
    expect(readable(added)).toContain("BQ2 banque");
    const [row] = await world.pool`
      select name, iban, journal, account from bank_account where company_id = ${world.companyId} and journal = 'BQ2'`;
    expect(row).toEqual({ name: "Crédit Agricole", iban, journal: "BQ2", account: "512200" });
    for (const [typed, why] of [
      [{ iban: IBAN }, "Ce compte bancaire est déjà déclaré : journal BQ1."],
      [{ iban: "FR7630006000011234567890188" }, "n’est pas un IBAN"],
    ] as const) {
      const refused = await admin.send(`${at}/journals/bank`, typed);
      expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
      expect(refused.text).toContain(`value="${typed.iban}"`);
    }
  });

  test("a bank account may keep the journal and the 512 account of books begun elsewhere, each of its own", async () => {
    const iban = "FR7630006000011234567890189";
    await admin.sendAndFollow(`${at}/journals/bank`, {
      iban,
      bankName: "BNP",
      journal: "bnp",
      account: "512 010",
    });
    expect(
      await world.pool`
        select journal, account from bank_account where company_id = ${world.companyId} and iban = ${iban}`,
    ).toEqual([{ journal: "BNP", account: "512010" }]);
    expect(await audited("declare_bank_account")).toMatchObject([
      { detail: { journal: "BNP", account: "512010" } },
    ]);
    const other = { iban: "FR1420041010050500013M02606" };
    for (const [typed, why] of [
      [{ journal: "OD" }, "« OD » ne peut pas être le journal d’une banque"],
      [{ journal: "B" }, "« B » ne peut pas être le journal d’une banque"],
      [{ journal: "BNP" }, "Le journal BNP est déjà celui d’un autre compte bancaire"],
      [{ account: "411000" }, "« 411000 » n’est pas un compte 512"],
      [{ account: "512010" }, "Le compte 512010 est déjà celui d’un autre compte bancaire"],
    ] as const) {
      const refused = await admin.send(`${at}/journals/bank`, { ...other, ...typed });
      expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
      for (const value of Object.values(typed)) expect(refused.text).toContain(`value="${value}"`);
    }
    await admin.sendAndFollow(`${at}/journals/bank`, { ...other, account: "51201100" });
    expect(
      await world.pool`
        select journal, account from bank_account where company_id = ${world.companyId} and iban = ${other.iban}`,
    ).toEqual([{ journal: "BQ2", account: "51201100" }]);
  });

  test("end at BQ99", async () => {
    await asCompany(world.pool, world.companyId, async (db) => {
      for (let nth = 2; nth <= 99; nth += 1)
        await addBankAccount(db, world.companyId, { key: `K${nth}`, currency: "EUR" }, NOW);
    });
    const refused = await admin.send(`${at}/journals/bank`, { iban: "FR7630006000011234567890189" });
    expect(readable(refused)).toContain("Le dossier a déjà 99 comptes bancaires.");
  });
});

describe("the company of the settings", () => {
  test("has its name, its SIREN and the end of its year, saved together or not at all (S3.2)", async () => {
    const form = { name: `Cabinet ${world.companyId}`, siren: "732 829 320", month: "6" };
    expect((await accountant.send(`${at}/company`, form)).status).toBe(403);
    const saved = await admin.sendAndFollow(`${at}/company`, form);
    expect(saved.text).toMatch(/name="siren"[^>]* value="732829320"/);
    expect(saved.text).toMatch(/<option value="6" selected>/);
    expect(readable(saved)).toContain(form.name);
    const other = await aWorld(world.pool);
    const [taken] = await world.pool<
      { name: string }[]
    >`select name from company where id = ${other.companyId}`;
    for (const [typed, why] of [
      [{ ...form, name: "" }, "Le nom du dossier manque."],
      [{ ...form, name: taken?.name ?? "" }, "Un autre dossier s’appelle déjà"],
      [{ ...form, name: "Autre", siren: "123456789" }, "SIREN"],
    ] as const) {
      const refused = await admin.send(`${at}/company`, typed);
      expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
    }
    const [row] = await world.pool`
      select name, siren, year_end_month from company where id = ${world.companyId}`;
    expect(row).toEqual({ name: form.name, siren: "732829320", yearEndMonth: 6 });
  });
});

describe("the users of the settings", () => {
  const claire = { name: "Claire Le Goff", email: "Claire@Exemple.fr", role: "accountant" };

  test("are the administrators' alone", async () => {
    for (const other of [viewer, accountant]) {
      expect((await other.get(`${at}/users`)).status).toBe(403);
      expect((await other.send(`${at}/users`, claire)).status).toBe(403);
      expect((await other.get(`${at}/accounts`)).text).not.toContain(`${at}/users`);
    }
    expect(readable(await admin.get(`${at}/users`))).toContain(emailOf("viewer", world.companyId));
  });

  test("a person is added with a first password, shown once, and enters with it", async () => {
    const email = `claire-${world.companyId}@exemple.fr`;
    const added = await admin.send(`${at}/users`, { ...claire, email: email.toUpperCase() });
    expect(added.status).toBe(200);
    const password = /<code>([\w-]{16})<\/code>/.exec(added.text)?.[1] ?? "";
    expect((await admin.get(`${at}/users`)).text).not.toContain(password);
    const visitor = dashboard.visitor();
    expect((await visitor.send("/sign-in", { email, password })).status).toBe(303);
    expect((await visitor.get(`${at}/accounts`)).location).toMatch(/^\/password\?back=/);
    expect((await visitor.send(`${at}/accounts`, { role: "sales", number: "1" })).location).toMatch(
      /^\/password/,
    );
    const own = "sept mots que personne ne devine";
    await visitor.send("/password", { present: password, next: own, again: own });
    expect((await visitor.send(`${at}/accounts`, { role: "sales", number: "1" })).status).toBe(409);
    expect(await audited("add_user")).toMatchObject([{ detail: { email, role: "accountant" } }]);
    const again = await admin.send(`${at}/users`, { ...claire, email });
    expect([again.status, readable(again).includes("figure déjà parmi les utilisateurs")]).toEqual([
      409,
      true,
    ]);
  });

  test("who has an account of another company joins with its password", async () => {
    const other = await aWorld(world.pool);
    const email = emailOf("viewer", other.companyId);
    const added = await admin.send(`${at}/users`, { ...claire, email });
    expect(readable(added)).toContain("avec le mot de passe de son autre dossier");
    expect(added.text).not.toContain("<code>");
    const visitor = dashboard.visitor();
    await visitor.send("/sign-in", { email, password: PASSWORD });
    expect((await visitor.get(at)).status).toBe(200);
  });

  test.each([
    [{ ...claire, email: "claire" }, "n’est pas une adresse électronique"],
    [{ ...claire, name: " " }, "Le nom de la personne manque."],
  ])("an incomplete person is not added: %j", async (typed, why) => {
    const refused = await admin.send(`${at}/users`, typed);
    expect([refused.status, readable(refused).includes(why)]).toEqual([409, true]);
    expect(refused.text).toContain('<option value="accountant" selected>');
  });

  test("a role changes from the next page on", async () => {
    const to = `${at}/users/${world.userIds.viewer}/role`;
    expect((await viewer.send(`${at}/accounts`, { role: "sales", number: "1" })).status).toBe(403);
    await admin.send(to, { role: "accountant" });
    expect((await viewer.send(`${at}/accounts`, { role: "sales", number: "1" })).status).toBe(409);
    expect(await audited("change_role")).toMatchObject([
      { detail: { before: "viewer", after: "accountant" } },
    ]);
    expect((await admin.send(to, { role: "king" })).status).toBe(404);
    expect((await admin.send(`${at}/users/999999/role`, { role: "viewer" })).status).toBe(409);
  });

  test("a deactivated person is signed out, cannot sign in, and comes back when reactivated", async () => {
    const user = world.userIds.accountant;
    const ended = await admin.sendAndFollow(`${at}/users/${user}/end`, {});
    expect(readable(ended)).toContain("désactivé le 17/11");
    expect((await accountant.get(at)).location).toMatch(/^\/sign-in/);
    const sessions = await world.pool`select from session where sess ->> 'userId' = ${String(user)}`;
    expect(sessions.length).toBe(0);
    const credentials = { email: emailOf("accountant", world.companyId), password: PASSWORD };
    expect((await dashboard.visitor().send("/sign-in", credentials)).status).toBe(422);
    const again = await admin.send(`${at}/users/${user}/role`, { role: "admin" });
    expect(readable(again)).toContain("n’a pas d’accès ouvert");
    await admin.send(`${at}/users/${user}/reopen`, {});
    expect((await dashboard.visitor().send("/sign-in", credentials)).status).toBe(303);
    expect((await audited("end_membership")).length + (await audited("reopen_membership")).length).toBe(2);
  });

  test("who still works in another company stays signed in there", async () => {
    const other = await aWorld(world.pool);
    const user = world.userIds.accountant;
    await world.pool`insert into membership (user_id, company_id, role) values (${user}, ${other.companyId}, 'viewer')`;
    await admin.send(`${at}/users/${user}/end`, {});
    expect((await accountant.get(at)).status).toBe(404);
    expect((await accountant.get(`/d/${other.companyId}/settings`)).status).toBe(200);
  });

  test("the last administrator stays, also for the database", async () => {
    const own = `${at}/users/${world.userIds.admin}`;
    for (const [path, typed] of [
      ["end", {}],
      ["role", { role: "viewer" }],
    ] as const) {
      const refused = await admin.send(`${own}/${path}`, typed);
      expect([refused.status, readable(refused).includes("est seul à administrer")]).toEqual([409, true]);
    }
    for (const change of [{ role: "viewer" }, { ended_at: new Date() }])
      await expect(
        world.pool`update membership set ${world.pool(change as never)} where user_id = ${world.userIds.admin}`,
      ).rejects.toMatchObject({ constraint_name: "administrator_stays" });
    await admin.send(`${at}/users/${world.userIds.accountant}/role`, { role: "admin" });
    expect((await admin.send(`${own}/end`, {})).status).toBe(303);
    expect((await admin.get(`${at}/users`)).location).toMatch(/^\/sign-in/);
  });
});
