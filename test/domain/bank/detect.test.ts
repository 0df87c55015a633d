import { expect, test } from "vitest";
import { detectFormat } from "../../../domain/bank/formats/detect.ts";

test.each([
  ["a workbook", "PK\x03\x04\x14\x00[Content_Types].xml", "xlsx"],
  ["an archive", "PK\x03\x04\x14\x00releve.txt", "zip"],
  ["an empty archive", "PK\x05\x06", "zip"],
  ["a compressed file", "\x1f\x8b\x08", "gzip"],
  ["a printed statement", "%PDF-1.7", "pdf"],
  ["an old workbook", "\xd0\xcf\x11\xe0\xa1", "xls"],
  ["our own payment order", '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">', "pain"],
  ["a report on payments", "<Document><CstmrPmtStsRpt/>", "pain"],
  [
    "a message with prefixes and comments",
    "<!-- BkToCstmrAcctRpt --><a:Document><a:BkToCstmrStmt>",
    "camt053",
  ],
  [
    "a message whose namespace is wrong",
    '<Document xmlns="x:xsd:camt.053.001.02"><BkToCstmrAcctRpt>',
    "camt052",
  ],
  ["a message known by its namespace", '<Document xmlns="x:xsd:camt.054.001.08">', "camt054"],
  ["OFX 1 without a header", "\r\n<OFX>\r\n<SIGNONMSGSRSV1>", "ofx"],
  ["OFX with an indented header", "   OFXHEADER:100", "ofx"],
  ["QIF in capitals", "!TYPE:BANK\nD1/1/26", "qif"],
  ["QIF without its header", "D 5/06/26\r\nPVIR MARTIN\r\nT-12,50\r\n^", "qif"],
  ["CFONB 120 after blank lines", "\n\n0190004    00823EUR2 00012345678", "cfonb120"],
  ["CFONB 120 without currency", "0190004    00823     00012345678", "cfonb120"],
  ["CFONB 120 that begins with a complement", "0590004    00823EUR2 00012345678", "cfonb120"],
  ["CFONB 120 in UTF-8 with its mark", "\xef\xbb\xbf0190004    00823EUR2 00012345678", "cfonb120"],
  ["MT940 in its envelope", "{1:F01X}{2:O940X}{4:\n:20:1", "mt940"],
  ["MT940 bare", ":20:START\n:25:123/456\n:28C:1/1", "mt940"],
  ["MT942", ":20:START\n:25:123\n:34F:EUR0,", "mt942"],
  ["a CSV that begins with a date", "01102026;LABEL;EUR2;0001234567;12,50", undefined],
  ["a letter that begins with a date", "D5/06/26\nDear Tom", undefined],
  ["a bank's table", "Date;Libell\xe9;D\xe9bit;Cr\xe9dit\n", "csv"],
  ["a bank's table under some lines", "Compte n\xb0 1;\n;\nDate;Libell\xe9;Montant(EUROS)\n", "csv"],
  ["invoices, which are a table too", "Date;N\xb0 de facture;Client;Libell\xe9;Montant\n", undefined],
  ["our own invoices", "number,type,status,issue_date,customer_name,total_cents\n", undefined],
  ["an insurer's return", "lot,lot_date,payer_type,invoice,amount_paid_cents,rejection_code\n", undefined],
  ["a table that nobody knows", "Buchungstag;Verwendungszweck;Betrag\n", undefined],
  ["a web page", "<!doctype html><html>", undefined],
  ["a letter", "Bonjour,", undefined],
  ["nothing", "", undefined],
])("%s is told by its first bytes", (_, start, format) => {
  expect(detectFormat(Buffer.from(start, "latin1"))).toBe(format);
});
