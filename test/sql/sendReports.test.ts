import { beforeEach, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { DEFAULT_SCOPES, type ReportingScope } from "../../domain/reporting/scope.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import { changeCustomerScope, changeReporting } from "../../sql/acts/changeReporting.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { answerReport, type Flow, makeReports, markReportsSent } from "../../sql/acts/sendReports.ts";
import { useDatabase } from "../database.ts";
import { aLine, aSale, bank, bill, codesOf, fromCustomerOf, onLine, useDossier, within } from "./dossier.ts";

const database = useDatabase();
const dossier = useDossier(database);

const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" };
const at = new Date("2026-12-02T08:00:00Z");
const SETTINGS: CompanySettings["paymentReports"] = {
  scopes: DEFAULT_SCOPES,
  from: "2026-09-01",
  regime: "normal",
  confirmed: true,
  platform: { id: "0123", name: "Plateforme" },
};

const aService = (number: string, changes: Partial<InvoiceDraft> = {}) =>
  aSale(number, 12_000n, {
    lines: [{ account: "706000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue: "collection" }],
    ...changes,
  });

const make = (flow: Flow) =>
  within(dossier(), (db) => makeReports(db, { flow, ...NOVEMBER, madeAt: "20261202090000" }));
const made = async (flow: Flow) => {
  const files = await make(flow);
  if (!files.ok) throw new Error(codesOf(files).join());
  return files.value;
};
const send = async (flow: Flow, upTo?: bigint) =>
  markReportsSent(database.pool, {
    companyId: dossier().companyId,
    at,
    flow,
    ...NOVEMBER,
    upTo: upTo ?? (await made(flow)).upTo,
  });
const settings = (changes: Partial<CompanySettings["paymentReports"]> = {}) =>
  changeReporting(database.pool, {
    companyId: dossier().companyId,
    at,
    settings: { ...SETTINGS, ...changes },
  });
const paid = (reference: string, number: string) =>
  bank(dossier(), aLine(reference, 12_000n, fromCustomerOf(number)));
const states = async () => {
  const rows = await within(
    dossier(),
    (db) => db<{ text: string }[]>`
      select concat_ws(' ', coalesce(kind, 'none'), state, message_id) as text from payment_report_event order by id`,
  );
  return rows.map(({ text }) => text.replace(/-212-\d+/, "-212-N"));
};

describe("status 212", () => {
  beforeEach(async () => {
    await bill(dossier(), aService("FA-1001"), aService("FA-1002"));
    await paid("L1", "FA-1001");
  });

  test("one message for each collection; sent once, and what comes later waits for the next time", async () => {
    const first = await made("212");
    expect(first.files.map(({ name }) => name)).toEqual([expect.stringMatching(/^732829320-212-\d+\.xml$/)]);
    expect(first.files[0]?.text).toContain("<ram:IssuerAssignedID>FA-1001</ram:IssuerAssignedID>");
    await paid("L2", "FA-1002");
    expect((await send("212", first.upTo)).ok).toBe(true);
    expect(await states()).toEqual(["212 sent 732829320-212-N", "212 to_send"]);
    expect((await made("212")).files).toHaveLength(1);
    await send("212");
    expect(codesOf(await make("212"))).toEqual(["nothing_to_report"]);
    expect(codesOf(await send("212", 0n))).toEqual(["nothing_to_report"]);
  });

  test("a message the platform refuses is made again under another id; one it accepts is done", async () => {
    const [file] = (await made("212")).files;
    const messageId = file?.name.replace(".xml", "") ?? "";
    await send("212");
    const answer = {
      companyId: dossier().companyId,
      at,
      messageId,
      accepted: false,
      answer: "REJ_ENCAISSEMENT",
    };
    expect(await answerReport(database.pool, answer)).toMatchObject({ ok: true, value: { events: 1 } });
    expect((await made("212")).files.map(({ name }) => name)).toEqual([`${messageId}.2.xml`]);
    await send("212");
    await answerReport(database.pool, { ...answer, messageId: `${messageId}.2`, accepted: true, answer: "" });
    expect(await states()).toEqual(["212 accepted 732829320-212-N.2"]);
    expect(codesOf(await answerReport(database.pool, answer))).toEqual(["report_message_unknown"]);
  });

  test("what was sent and is then undone goes with a negative amount", async () => {
    await send("212");
    await undoMatch(database.pool, await onLine(dossier(), "L1", "2026-11-20"));
    expect((await made("212")).files[0]?.text).toContain('<ram:ValueAmount currencyID="EUR">-120.00');
  });

  test("needs the company's SIREN", async () => {
    await within(dossier(), (db) => db`update company set siren = null`);
    expect(codesOf(await make("212"))).toEqual(["report_without_siren"]);
  });
});

describe("flow 10", () => {
  beforeEach(async () => {
    await bill(dossier(), aService("EXP-1001"), aService("EXP-1002"));
    await settings({ scopes: { ...DEFAULT_SCOPES, business: "ereport_b2bi" } });
    await paid("L1", "EXP-1001");
  });

  test("one file for the period; once sent, what comes makes a corrective one that holds the whole", async () => {
    const first = await made("flow10");
    expect(first.files.map(({ name }) => name)).toEqual(["732829320-flow10-20261101.xml"]);
    expect(first.files[0]?.text).toContain("<TypeCode>IN</TypeCode>");
    await send("flow10");
    expect(codesOf(await make("flow10"))).toEqual(["nothing_to_report"]);
    await paid("L2", "EXP-1002");
    const second = await made("flow10");
    expect(second.files.map(({ name }) => name)).toEqual(["732829320-flow10-20261101.2.xml"]);
    expect(second.files[0]?.text).toContain("<TypeCode>RE</TypeCode>");
    expect(second.files[0]?.text.match(/<InvoiceID>EXP-\d+/g)).toEqual([
      "<InvoiceID>EXP-1001",
      "<InvoiceID>EXP-1002",
    ]);
    await send("flow10");
    expect(await states()).toEqual([
      "10.2 sent 732829320-flow10-20261101.2",
      "10.2 sent 732829320-flow10-20261101.2",
    ]);
  });

  test("needs to know the platform", async () => {
    const { platform: _, ...without } = SETTINGS;
    const { companyId } = dossier();
    await changeReporting(database.pool, {
      companyId,
      at,
      settings: { ...without, scopes: { ...DEFAULT_SCOPES, business: "ereport_b2bi" } },
    });
    expect(codesOf(await make("flow10"))).toEqual(["report_without_platform"]);
  });
});

describe("a change of scope", () => {
  beforeEach(async () => {
    await bill(dossier(), aService("FA-1001"), aService("FA-1002"));
    await paid("L1", "FA-1001");
  });
  const scope = (business: ReportingScope) => settings({ scopes: { ...DEFAULT_SCOPES, business } });

  test("takes along what was not sent, and leaves what was", async () => {
    await scope("none");
    expect(await states()).toEqual(["none not_sent"]);
    await scope("ereport_b2bi");
    expect(await states()).toEqual(["10.2 to_send"]);
    await scope("einvoice");
    await send("212");
    await paid("L2", "FA-1002");
    await scope("ereport_b2c");
    expect(await states()).toEqual(["212 sent 732829320-212-N", "10.4 to_send"]);
  });

  test("so does the first day of reporting", async () => {
    await settings({ from: "2027-09-01" });
    expect(await states()).toEqual(["212 not_sent"]);
    await settings({ from: "2026-11-12" });
    expect(await states()).toEqual(["212 to_send"]);
  });

  test("a customer may have a scope of its own, and give it back; nobody else's code will do", async () => {
    const { companyId } = dossier();
    const own = (aux: string, given: ReportingScope | null) =>
      changeCustomerScope(database.pool, { companyId, at, aux, scope: given });
    await own("C-FA-1001", "ereport_b2bi");
    expect(await states()).toEqual(["10.2 to_send"]);
    await own("C-FA-1001", null);
    expect(await states()).toEqual(["212 to_send"]);
    expect(codesOf(await own("C-NONE", "none"))).toEqual(["third_party_unknown"]);
  });

  test("a draft undone before it went is not brought back by a change of scope", async () => {
    await undoMatch(database.pool, await onLine(dossier(), "L1", "2026-11-20"));
    await scope("ereport_b2c");
    expect(await states()).toEqual(["212 withdrawn", "212 withdrawn"]);
  });
});
