import { describe, expect, test } from "vitest";
import {
  brokenLaw,
  type CertificateContent,
  certificateJson,
  holds,
  type LawFigures,
  type OpenItem,
  openItemsHash,
} from "../../../domain/accounting/certificate.ts";

const aLaw = (changes: Partial<LawFigures> = {}): LawFigures => ({
  law: "dues_are_the_ledger",
  unit: "cents",
  left: "10000",
  right: "9999",
  off: 1,
  items: [{ kind: "share", subject: "7", left: "5000", right: "4999" }],
  ...changes,
});

const anItem = (subject: string): OpenItem => ({
  kind: "bank_line",
  subject,
  name: `BQ1 L${subject}`,
  reason: "suspense",
  since: "2026-11-12",
  cents: "-7700",
});

describe("a law of the certificate", () => {
  test("holds when both figures and every item are the same: sums that agree by luck do not", () => {
    expect(holds(aLaw())).toBe(false);
    expect(holds(aLaw({ right: "10000" }))).toBe(false);
    expect(holds(aLaw({ right: "10000", off: 0, items: [] }))).toBe(true);
  });

  test("that is broken says which sum, both figures, and where", () => {
    expect(brokenLaw(aLaw())).toBe("dues_are_the_ledger: due 100.00, ledger 99.99 (share 7: 50.00, 49.99)");
    const item = { kind: "file" as const, subject: "3", left: "12", right: "11" };
    const lines = aLaw({ law: "lines_counted", unit: "lines", left: "60", right: "55", off: 5 });
    expect(brokenLaw({ ...lines, items: [item, item, item, item, item] })).toBe(
      "lines_counted: arrived 60, posted, waiting or set aside 55 (file 3: 12, 11; file 3: 12, 11; file 3: 12, 11; 2 more)",
    );
  });
});

describe("the open items", () => {
  const digest = (...items: OpenItem[]) => {
    const hash = openItemsHash();
    for (const item of items) hash.add([item]);
    return hash.digest();
  };

  test("have one hash, however they are cut into batches, that knows their order", () => {
    const whole = openItemsHash();
    whole.add([anItem("1"), anItem("2")]);
    const both = whole.digest();
    expect(both).toBe(digest(anItem("1"), anItem("2")));
    expect(digest(anItem("2"), anItem("1"))).not.toBe(both);
    expect(digest(anItem("1"))).not.toBe(digest({ ...anItem("1"), cents: "-7701" }));
  });

  test("follow the certificate in its file, none or many", async () => {
    const content = { version: 1, number: 3 } as CertificateContent;
    async function* items(...batches: OpenItem[][]) {
      yield* batches;
    }
    const read = async (...batches: OpenItem[][]) => {
      let text = "";
      for await (const part of certificateJson({ content, hash: "abc" }, items(...batches))) text += part;
      return JSON.parse(text);
    };
    expect(await read()).toEqual({ certificate: content, hash: "abc", openItems: [] });
    expect(await read([anItem("1")], [anItem("2"), anItem("3")])).toMatchObject({
      openItems: [{ subject: "1" }, { subject: "2" }, { subject: "3" }],
    });
  });
});
