import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sepaText } from "../../../domain/treasury/sepaText.ts";
import { type TransferOrder, transferFile } from "../../../domain/treasury/transferFile.ts";

const ORDER: TransferOrder = {
  messageId: "RAPPRO-7-VIR-2026-0003",
  reference: "VIR-2026-0003",
  madeAt: new Date("2026-11-17T09:30:15.250Z"),
  executeOn: "2026-11-18",
  batchBooking: true,
  debtor: { name: "Domisanté & Cie", iban: "FR7630004000031234567890143" },
  transfers: [
    {
      endToEndId: "RAPPRO-7-41",
      creditor: "Établissements Lœwe",
      iban: "DE89370400440532013000",
      amount: 48_000n,
      remittance: "FF-11 FF-12",
    },
    {
      endToEndId: "RAPPRO-7-42",
      creditor: "Maison Quéré",
      iban: "FR1420041010050500013M02606",
      amount: 5n,
      remittance: "N°7",
    },
  ],
};

test("an order of transfers is a pain.001.001.09 with its sums, its day and each transfer (S4.20)", () => {
  expect(transferFile(ORDER)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>RAPPRO-7-VIR-2026-0003</MsgId>
      <CreDtTm>2026-11-17T09:30:15Z</CreDtTm>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>480.05</CtrlSum>
      <InitgPty>
        <Nm>Domisante + Cie</Nm>
      </InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>VIR-2026-0003</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <BtchBookg>true</BtchBookg>
      <NbOfTxs>2</NbOfTxs>
      <CtrlSum>480.05</CtrlSum>
      <PmtTpInf>
        <SvcLvl>
          <Cd>SEPA</Cd>
        </SvcLvl>
      </PmtTpInf>
      <ReqdExctnDt>
        <Dt>2026-11-18</Dt>
      </ReqdExctnDt>
      <Dbtr>
        <Nm>Domisante + Cie</Nm>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>FR7630004000031234567890143</IBAN>
        </Id>
      </DbtrAcct>
      <DbtrAgt>
        <FinInstnId>
          <Othr>
            <Id>NOTPROVIDED</Id>
          </Othr>
        </FinInstnId>
      </DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtTrfTxInf>
        <PmtId>
          <EndToEndId>RAPPRO-7-41</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">480.00</InstdAmt>
        </Amt>
        <Cdtr>
          <Nm>Etablissements Loewe</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>DE89370400440532013000</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>FF-11 FF-12</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
      <CdtTrfTxInf>
        <PmtId>
          <EndToEndId>RAPPRO-7-42</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">0.05</InstdAmt>
        </Amt>
        <Cdtr>
          <Nm>Maison Quere</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>FR1420041010050500013M02606</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>N 7</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`);
});

describe("a text in the letters of SEPA (S4.20)", () => {
  test.each([
    ["Crèche de l’Œuvre", "Creche de l'OEuvre"],
    ["A&B // C_D", "A+B / C-D"],
    ["/FF 12/", "FF 12"],
    ["100 € – août", "100 EUR - aout"],
    ["株式会社", "."],
  ])("%s is written %s", (text, written) => {
    expect(sepaText(text, 70)).toBe(written);
  });

  test("whatever is written: only its letters, no slash at an end nor two together, never empty nor too long", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom("/", " ", "é", "a", "&")).map((signs) => signs.join("")),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 140 }), (given, max) => {
        const written = sepaText(given, max);
        expect(written).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]+$/);
        expect(written).not.toMatch(/^\/|\/$|\/\//);
        expect(written.length).toBeLessThanOrEqual(max);
      }),
    );
  });
});
