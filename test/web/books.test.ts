import { beforeAll, describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { readable, useDashboard, type Visitor } from "./dashboard.ts";
import { anInvoice, aWaitingLine, aWorld, NOW, type World } from "./world.ts";

const dashboard = useDashboard();
let world: World;
let accountant: Visitor;
let admin: Visitor;
let base: string;

beforeAll(async () => {
  world = await aWorld(dashboard.database.pool);
  accountant = await dashboard.signedIn(world, "accountant");
  admin = await dashboard.signedIn(world, "admin");
  base = `/d/${world.companyId}`;
});

describe("an invoice", () => {
  test("shows its shares with their dues, its entries with both sides, and its state in words (S2.18, S3.10, S3.11, S3.17)", async () => {
    const { id } = await anInvoice(world, {
      number: "FA2610-00164",
      issuedOn: "2026-10-20",
      dueOn: "2026-11-20",
      branch: "Rennes",
      shares: [
        { payer: "amo", name: "CPAM Ille-et-Vilaine", amount: 36_744n, paid: 36_744n },
        { payer: "amc", name: "Harmonie Mutuelle", amount: 19_707n },
        { payer: "patient", name: "Le Bihan Odette", amount: 10_789n, paid: 6_000n },
      ],
    });
    const page = await accountant.get(`${base}/invoices/${id}`);
    const text = readable(page);
    expect(text).toContain("Le Bihan Odette · facture du mardi 20 octobre 2026 · échéance 20/11 · Rennes");
    expect(text).toContain("partiellement soldée, reste 244,96 €");
    expect(text).toMatch(
      /Patient Le Bihan Odette fait : 107,89 20\/10 échéance 20\/11 .* 47,89 Enregistrer un règlement/,
    );
    expect(page.text).toMatch(/<a class="a owed" href="[^"]+">?[^>]*>47,89/);
    expect(text).toMatch(/411200 .* 367,44 706000 .* 367,44/);
  });

  test("a draft and a quote say that they take no payment (S0.2, S0.3)", async () => {
    const shares = [{ payer: "patient" as const, name: "Riou Marcel", amount: 100n }];
    const draft = await anInvoice(world, { number: "PROV1001", lifecycle: "draft", shares });
    const quote = await anInvoice(world, { number: "DE-7", lifecycle: "quote", shares });
    expect(readable(await accountant.get(`${base}/invoices/${draft.id}`))).toContain(
      "Facture temporaire : elle ne reçoit aucun règlement.",
    );
    expect(readable(await accountant.get(`${base}/invoices/${quote.id}`))).toContain(
      "Devis : il ne reçoit aucun règlement.",
    );
    expect(readable(await accountant.get(`${base}/unpaid`))).not.toContain("PROV1001");
  });

  test("is found by its number or its customer (S0.19, S0.20)", async () => {
    await anInvoice(world, {
      number: "FA-QUIMPER",
      shares: [{ payer: "business", name: "Ville de Quimper", amount: 100n }],
    });
    for (const q of ["quimper", "FA-QUIM", "ville quimper"]) {
      expect(readable(await accountant.get(`${base}/invoices?q=${encodeURIComponent(q)}`))).toContain(
        "FA-QUIMPER",
      );
    }
    await world.pool`update third_party set aux = 'V001' where company_id = ${world.companyId} and name = 'Ville de Quimper'`;
    for (const q of ["v001", "fa quimper"]) {
      const found = readable(await accountant.get(`${base}/invoices?q=${encodeURIComponent(q)}`));
      expect(found).toContain("FA-QUIMPER");
    }
    const none = await accountant.get(`${base}/invoices?q=${encodeURIComponent("<kervela>")}`);
    expect(readable(none)).toContain("Aucune facture ne répond à « <kervela> ».");
  });

  test("says when a transfer is suggested for it", async () => {
    const { id, shares } = await anInvoice(world, {
      number: "FA-SUG",
      shares: [{ payer: "patient", name: "Cariou Hélène", amount: 9_555n }],
    });
    const [share] = shares;
    if (!share) throw new Error("no share");
    await aWaitingLine(world, {
      amount: 9_555n,
      bookedOn: "2026-11-14",
      candidates: [{ share, invoiceId: id, number: "FA-SUG" }],
    });
    expect(readable(await accountant.get(`${base}/invoices/${id}`))).toContain(
      "Ligne du 14/11, 95,55 €, niveau B",
    );
  });
});

describe("the books", () => {
  test("the journal shows a month of entries with debit equal to credit", async () => {
    const text = readable(await accountant.get(`${base}/journal?journal=VE&month=2026-10`));
    expect(text).toContain("Journal, octobre 2026");
    const [, debit, credit] = /Total du mois ([\d ]+,\d\d) ([\d ]+,\d\d)/.exec(text) ?? [];
    expect(debit).toBe(credit);
    expect(debit).not.toBe("0,00");
  });

  test("the balance closes", async () => {
    const text = readable(await accountant.get(`${base}/balance`));
    expect(text).toContain("débit = crédit");
    expect(text).toMatch(/411200 Caisses \(AMO\) 367,44 367,44/);
    expect(readable(await accountant.get(`${base}/balance?from=2020-01-01&to=2020-12-31`))).toContain(
      "Aucune écriture sur cette période.",
    );
  });
});

describe("home", () => {
  test("says what the night did as a sum that closes on 0,00, and what is due by age", async () => {
    const fresh = await aWorld(dashboard.database.pool);
    const reader = await dashboard.signedIn(fresh, "viewer");
    expect(readable(await reader.get(`/d/${fresh.companyId}`))).toContain("Aucune nuit n’a encore tourné.");
    await anInvoice(fresh, {
      number: "FA-1",
      dueOn: "2026-10-01",
      shares: [
        { payer: "amo", name: "CPAM Brest", amount: 30_000n },
        { payer: "patient", name: "Riou Marcel", amount: 5_000n },
      ],
    });
    await aWaitingLine(fresh, { amount: -2_600n });
    const summary = {
      filesRead: 3,
      filesRefused: 1,
      filesHeld: 0,
      linesNew: 10,
      linesPosted: 8,
      linesWaiting: 1,
      linesSetAside: 1,
      postedCents: "40000",
      waitingCents: "2600",
      setAsideCents: "1000",
      linesCents: "43600",
      waitingByReason: [],
      entries: 9,
      payments: 8,
      debitCents: "43600",
      creditCents: "43600",
    };
    await fresh.pool`
      insert into night (company_id, started_at, finished_at, summary)
      values (${fresh.companyId}, ${new Date(NOW.getTime() - 48_000)}, ${NOW}, ${fresh.pool.json(summary)})
    `;
    const text = readable(await reader.get(`/d/${fresh.companyId}`));
    expect(text).toContain(
      "Cette nuit, 8 lignes sur 10 sont passées seules, 1 est mise de côté. Il y a aujourd’hui 1 ligne à décider : 26,00 € de sorties",
    );
    expect(text).toMatch(
      /Lignes lues 10 436,00 Passées seules 8 400,00 À décider 1 26,00 Mises de côté 1 10,00 Écart 0 0,00/,
    );
    expect(text).toContain("Débit = crédit, 9 écritures");
    expect(text).toMatch(/Caisses \(AMO\) 0,00 0,00 300,00 0,00 0,00 0,00 300,00/);
    expect(text).toMatch(/Total 0,00 0,00 350,00 0,00 0,00 0,00 350,00/);
  });
});

describe("the queues", () => {
  /** A job that fails, of a company. */
  async function aFailedJob(
    companyId: bigint,
    reason = "the bank is down",
    name: "bank-statement" | "rsp" = "bank-statement",
  ): Promise<string> {
    const { queues } = dashboard.queues;
    const job = await queues[name].add(
      "read",
      { companyId: String(companyId), fileId: "1" },
      { attempts: 1, jobId: `t-${companyId}-${Date.now()}` },
    );
    const worker = dashboard.queues.startWorker(
      name,
      async () => {
        throw new Error(reason);
      },
      { concurrency: 1 },
    );
    for (let tries = 0; tries < 100 && (await job.getState()) !== "failed"; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await worker.close();
    return String(job.id);
  }

  test("an administrator sees what failed and puts it back; who did is written down", async () => {
    const jobId = await aFailedJob(world.companyId);
    const text = readable(await admin.get(`${base}/queues`));
    expect(text).toContain("the bank is down");
    expect(text).toContain("1 travail en échec.");
    expect(readable(await accountant.get(`${base}/queues`))).toContain("Un administrateur peut réessayer.");
    expect((await accountant.send(`${base}/queues/bank-statement/${jobId}/retry`, {})).status).toBe(403);
    const again = await admin.sendAndFollow(`${base}/queues/bank-statement/${jobId}/retry`, {});
    expect(readable(again)).toContain("Le travail est remis dans la file.");
    const twice = await admin.sendAndFollow(`${base}/queues/bank-statement/${jobId}/retry`, {});
    expect(readable(twice)).toContain("Rien n’a été fait.");
    const acts =
      await world.pool`select action, actor_id from audit_log where company_id = ${world.companyId} and subject = 'queue'`;
    expect(acts).toEqual([{ action: "retry_job", actorId: world.userIds.admin }]);
  });

  test("a failed job of another company is neither shown nor retried", async () => {
    const other = await aWorld(dashboard.database.pool);
    const jobId = await aFailedJob(other.companyId, "a secret of theirs", "rsp");
    expect(readable(await admin.get(`${base}/queues`))).not.toContain("a secret of theirs");
    await admin.send(`${base}/queues/rsp/${jobId}/retry`, {});
    const job = await dashboard.queues.queues.rsp.getJob(jobId);
    expect(await job?.isFailed()).toBe(true);
  });

  test("many failures of another company hide none of ours", async () => {
    const ours = await aFailedJob(world.companyId, "ours, an hour ago", "rsp");
    const { rsp } = dashboard.queues.queues;
    const others = Array.from({ length: 60 }, (_, at) => ({
      name: "read",
      data: { companyId: "999999", fileId: "1" },
      opts: { attempts: 1, jobId: `other-${at}` },
    }));
    await rsp.addBulk(others);
    const worker = dashboard.queues.startWorker("rsp", () => Promise.reject(new Error("theirs")), {
      concurrency: 5,
    });
    await until(
      () => rsp.getFailedCount(),
      (count) => count >= 61,
    );
    await worker.close();
    const text = readable(await admin.get(`${base}/queues`));
    expect(text).toContain("ours, an hour ago");
    expect(text).not.toContain("theirs");
    await rsp.remove(ours);
  });
});
