import fs from "node:fs";
import { expect, test } from "vitest";
import { fileKindOf } from "../../domain/fileKind.ts";

const month = (name: string) =>
  fs.readFileSync(new URL(`../samples/month/${name}`, import.meta.url)).subarray(0, 4_096);

test.each([
  ["invoices.csv", "invoices"],
  ["rsp.csv", "insurer_return"],
  ["direct_debits.csv", "direct_debits"],
  ["statement.cfonb120", "bank_statement"],
  ["statement.camt053.xml", "bank_statement"],
  ["statement.ofx", "bank_statement"],
])("the content of %s says what it is for", (name, kind) => {
  expect(fileKindOf(month(name))).toBe(kind);
});

test("a table of returns under French headers is known, in any encoding", () => {
  const header =
    "N° de facture;Type d’organisme;Organisme;Montant payé;Référence du virement;Date de virement;Code rejet\r\n";
  expect(fileKindOf(Buffer.from(header))).toBe("insurer_return");
  expect(fileKindOf(Buffer.from(header.replaceAll("’", "'"), "latin1"))).toBe("insurer_return");
  expect(fileKindOf(Buffer.from(header.replaceAll("’", "\x92"), "latin1"))).toBe("insurer_return");
  const tabbed = header.replaceAll(";", "\t");
  expect(fileKindOf(Buffer.from(`\uFEFF${tabbed}`, "utf16le"))).toBe("insurer_return");
  expect(fileKindOf(Buffer.from(tabbed, "utf16le"))).toBe("insurer_return");
  expect(fileKindOf(Buffer.from(`\uFEFF\r\n${header}`))).toBe("insurer_return");
});

test("the file of a NOEMIE exchange is a return", () => {
  const samples = new URL("../samples/rsp/", import.meta.url);
  for (const name of fs.readdirSync(samples).filter((file) => file.endsWith(".rsp"))) {
    expect(fileKindOf(fs.readFileSync(new URL(name, samples)))).toBe("insurer_return");
  }
});

test("a table that says nothing we know is left to the reader of statements, which names what it accepts", () => {
  expect(fileKindOf(Buffer.from("a;b;c\n1;2;3\n"))).toBeUndefined();
  expect(fileKindOf(Buffer.from("hello"))).toBeUndefined();
});
