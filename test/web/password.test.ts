import { beforeEach, describe, expect, test } from "vitest";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { aWorld, emailOf, NOW, PASSWORD, type World } from "./world.ts";

const OWN = "sept mots que personne ne devine";

const dashboard = useDashboard();
let world: World;
let base: string;
let admin: Visitor;

beforeEach(async () => {
  dashboard.clock.now = NOW;
  world = await aWorld(dashboard.database.pool);
  base = `/d/${world.companyId}`;
  admin = await dashboard.signedIn(world, "admin");
});

const renew = (userId: bigint, by = admin) => by.send(`${base}/settings/users/${userId}/password`, {});
const drawnIn = (text: string) => /<code>([\w-]{16})<\/code>/.exec(text)?.[1] ?? "";
const audited = (action: string) =>
  world.pool`select actor_id, subject_id from audit_log where company_id = ${world.companyId} and action = ${action}`;

async function signIn(email: string, password: string): Promise<Visitor> {
  const visitor = dashboard.visitor();
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

describe("one's own password", () => {
  test("is changed with the present one: other sessions end, this one goes on, and the new one opens", async () => {
    const [here, elsewhere] = [
      await dashboard.signedIn(world, "accountant"),
      await dashboard.signedIn(world, "accountant"),
    ];
    expect((await here.get(base)).text).toContain("/password?back=");
    const form = await here.get(`/password?back=${encodeURIComponent(`${base}/unpaid`)}`);
    expect(form.text).toContain('autocomplete="current-password"');
    const body = { present: PASSWORD, next: OWN, again: OWN, back: `${base}/unpaid` };
    const said = await here.sendAndFollow("/password", body);
    expect(readable(said)).toContain("Votre mot de passe est changé");
    expect(said.text).toContain(`href="${base}/unpaid"`);
    expect((await here.get(base)).status).toBe(200);
    expect((await elsewhere.get(base)).location).toContain("/sign-in");
    const email = emailOf("accountant", world.companyId);
    expect((await (await signIn(email, PASSWORD)).get(base)).location).toContain("/sign-in");
    expect((await (await signIn(email, OWN)).get(base)).status).toBe(200);
    const { accountant } = world.userIds;
    expect(await audited("change_password")).toEqual([{ actorId: accountant, subjectId: accountant }]);
  });

  test.each([
    [
      { present: "un autre mot de passe", next: OWN, again: OWN },
      "Le mot de passe actuel n’est pas celui-là",
    ],
    [{ present: PASSWORD, next: "court", again: "court" }, "il faut au moins 14 signes"],
    [{ present: PASSWORD, next: "x".repeat(1_001), again: "" }, "dépasse 1000 signes"],
    [{ present: PASSWORD, next: "aaaaaaaaaaaaaaaa", again: "" }, "se devinerait"],
    [
      { present: PASSWORD, next: OWN, again: `${OWN} ` },
      "Les deux saisies du nouveau mot de passe diffèrent",
    ],
    [{ present: PASSWORD, next: PASSWORD, again: PASSWORD }, "est le même que l’actuel"],
  ])("is not changed: %o", async (typed, why) => {
    const someone = await dashboard.signedIn(world, "viewer");
    const refused = await someone.send("/password", typed);
    expect([refused.status, readable(refused).includes(why)]).toEqual([422, true]);
    for (const value of [OWN, PASSWORD]) expect(refused.text).not.toContain(value);
    expect((await (await signIn(emailOf("viewer", world.companyId), PASSWORD)).get(base)).status).toBe(200);
    expect(await audited("change_password")).toEqual([]);
  });

  test("cannot be guessed from an open session: after five wrong ones, everybody waits", async () => {
    const someone = await dashboard.signedIn(world, "viewer");
    for (let nth = 0; nth < 5; nth += 1)
      expect(
        (await someone.send("/password", { present: `faux ${nth}`, next: OWN, again: OWN })).status,
      ).toBe(422);
    const right = await someone.send("/password", { present: PASSWORD, next: OWN, again: OWN });
    expect([right.status, readable(right).includes("Trop d’essais")]).toEqual([429, true]);
  });

  test("is asked of nobody who is not signed in, nor by another site", async () => {
    expect((await dashboard.visitor().get("/password")).location).toContain("/sign-in");
    expect((await dashboard.visitor().send("/password", {})).location).toContain("/sign-in");
    const someone = await dashboard.signedIn(world, "viewer");
    const foreign = await someone.send(
      "/password",
      { present: PASSWORD, next: OWN, again: OWN },
      { "sec-fetch-site": "cross-site" },
    );
    expect(foreign.status).toBe(403);
    expect((await someone.get(base)).status).toBe(200);
  });
});

describe("a new password for somebody else", () => {
  test("is drawn by an administrator, shown once, ends their sessions, and opens only the choice of their own", async () => {
    const { accountant } = world.userIds;
    const open = await dashboard.signedIn(world, "accountant");
    const page = await renew(accountant);
    const drawn = drawnIn(page.text);
    expect(readable(page)).toContain("Mot de passe d’accountant Morvan, montré cette seule fois");
    const list = await admin.get(`${base}/settings/users`);
    expect(list.text).not.toContain(drawn);
    expect(readable(list)).toMatch(/premier mot de passe, valable jusqu’au 24\/11/);
    expect((await open.get(base)).location).toContain("/sign-in");
    expect(await audited("renew_password")).toEqual([
      { actorId: world.userIds.admin, subjectId: accountant },
    ]);

    const email = emailOf("accountant", world.companyId);
    expect((await (await signIn(email, PASSWORD)).get(base)).location).toContain("/sign-in");
    const back = await signIn(email, drawn);
    for (const path of [base, `${base}/unpaid`, "/"])
      expect((await back.get(path)).location).toMatch(/^\/password/);
    expect((await back.send(`${base}/reminders`, {})).location).toMatch(/^\/password/);
    expect((await back.send("/password", { present: drawn, next: drawn, again: drawn })).status).toBe(422);
    await back.send("/password", { present: drawn, next: OWN, again: OWN });
    expect((await back.get(base)).status).toBe(200);
    expect(readable(await admin.get(`${base}/settings/users`))).not.toContain("premier mot de passe");
  });

  test("is good for seven days, then refused as any wrong password", async () => {
    const drawn = drawnIn((await renew(world.userIds.viewer)).text);
    dashboard.clock.now = new Date(NOW.getTime() + 7 * 24 * 3_600_000);
    const email = emailOf("viewer", world.companyId);
    const late = await dashboard.visitor().send("/sign-in", { email, password: drawn });
    const wrong = await dashboard.visitor().send("/sign-in", { email, password: "rien de tel" });
    expect([late.status, readable(late)]).toEqual([wrong.status, readable(wrong)]);
    admin = await dashboard.signedIn(world, "admin");
    expect(readable(await admin.get(`${base}/settings/users`))).toContain(
      "premier mot de passe, périmé depuis",
    );
  });

  test("is not drawn for oneself, for nobody, nor by who is no administrator", async () => {
    const own = await renew(world.userIds.admin);
    expect([own.status, readable(own).includes("se change avec l’actuel")]).toEqual([409, true]);
    expect((await renew(999_999n)).status).toBe(409);
    const accountant = await dashboard.signedIn(world, "accountant");
    expect((await renew(world.userIds.viewer, accountant)).status).toBe(403);
    expect(await audited("renew_password")).toEqual([]);
  });

  test("is not drawn for somebody of another company too, which it would open; unless one administers both", async () => {
    const other = await aWorld(world.pool);
    const { viewer } = world.userIds;
    await world.pool`insert into membership (user_id, company_id, role) values (${viewer}, ${other.companyId}, 'admin')`;
    const refused = await renew(viewer);
    expect([refused.status, readable(refused).includes("un dossier que vous n’administrez pas")]).toEqual([
      409,
      true,
    ]);
    expect((await (await signIn(emailOf("viewer", world.companyId), PASSWORD)).get(base)).status).toBe(200);
    await world.pool`
      insert into membership (user_id, company_id, role) values (${world.userIds.admin}, ${other.companyId}, 'admin')`;
    expect((await renew(viewer)).status).toBe(200);
  });
});
