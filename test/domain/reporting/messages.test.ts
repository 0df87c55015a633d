import { describe, expect, test } from "vitest";
import { collectedXml } from "../../../domain/reporting/cdar.ts";
import { paymentsXml, type ReportedPayment } from "../../../domain/reporting/flow10.ts";
import { compactInstant, periodOf } from "../../../domain/reporting/period.ts";

const seller = { siren: "732829320", name: "Cabinet Été & fils <Lyon>" };

describe("status 212, a CDAR message", () => {
  const message = {
    id: "732829320-212-7",
    madeAt: "20261117083000",
    seller,
    invoice: { number: "FA-0420", issuedOn: "2026-11-02", type: "invoice" as const },
    collectedOn: "2026-11-16",
    amounts: [
      { vatRate: 2000, amount: 60_000n },
      { vatRate: 550, amount: -33_001n },
    ],
  };

  test("says seller, invoice, day, and the amount at each rate, negative when it was taken back", () => {
    expect(collectedXml(message)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
  <rsm:ExchangedDocumentContext>
    <ram:BusinessProcessSpecifiedDocumentContextParameter>
      <ram:ID>REGULATED</ram:ID>
    </ram:BusinessProcessSpecifiedDocumentContextParameter>
    <ram:GuidelineSpecifiedDocumentContextParameter>
      <ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID>
    </ram:GuidelineSpecifiedDocumentContextParameter>
  </rsm:ExchangedDocumentContext>
  <rsm:ExchangedDocument>
    <ram:ID>732829320-212-7</ram:ID>
    <ram:IssueDateTime>
      <udt:DateTimeString format="204">20261117083000</udt:DateTimeString>
    </ram:IssueDateTime>
    <ram:SenderTradeParty>
      <ram:RoleCode>WK</ram:RoleCode>
    </ram:SenderTradeParty>
    <ram:IssuerTradeParty>
      <ram:GlobalID schemeID="0002">732829320</ram:GlobalID>
      <ram:Name>Cabinet Été &amp; fils &lt;Lyon&gt;</ram:Name>
      <ram:RoleCode>SE</ram:RoleCode>
    </ram:IssuerTradeParty>
    <ram:RecipientTradeParty>
      <ram:GlobalID schemeID="0238">9998</ram:GlobalID>
      <ram:RoleCode>DFH</ram:RoleCode>
    </ram:RecipientTradeParty>
  </rsm:ExchangedDocument>
  <rsm:AcknowledgementDocument>
    <ram:MultipleReferencesIndicator>
      <udt:Indicator>false</udt:Indicator>
    </ram:MultipleReferencesIndicator>
    <ram:TypeCode>23</ram:TypeCode>
    <ram:IssueDateTime>
      <udt:DateTimeString format="204">20261116000000</udt:DateTimeString>
    </ram:IssueDateTime>
    <ram:ReferenceReferencedDocument>
      <ram:IssuerAssignedID>FA-0420</ram:IssuerAssignedID>
      <ram:StatusCode>47</ram:StatusCode>
      <ram:TypeCode>380</ram:TypeCode>
      <ram:FormattedIssueDateTime>
        <qdt:DateTimeString format="102">20261102</qdt:DateTimeString>
      </ram:FormattedIssueDateTime>
      <ram:ProcessConditionCode>212</ram:ProcessConditionCode>
      <ram:ProcessCondition>Encaissée</ram:ProcessCondition>
      <ram:IssuerTradeParty>
        <ram:GlobalID schemeID="0002">732829320</ram:GlobalID>
      </ram:IssuerTradeParty>
      <ram:SpecifiedDocumentStatus>
        <ram:SequenceNumeric>1</ram:SequenceNumeric>
        <ram:SpecifiedDocumentCharacteristic>
          <ram:TypeCode>MEN</ram:TypeCode>
          <ram:ValueAmount currencyID="EUR">600.00</ram:ValueAmount>
          <ram:ValuePercent>20.00</ram:ValuePercent>
        </ram:SpecifiedDocumentCharacteristic>
        <ram:SpecifiedDocumentCharacteristic>
          <ram:TypeCode>MEN</ram:TypeCode>
          <ram:ValueAmount currencyID="EUR">-330.01</ram:ValueAmount>
          <ram:ValuePercent>5.50</ram:ValuePercent>
        </ram:SpecifiedDocumentCharacteristic>
      </ram:SpecifiedDocumentStatus>
    </ram:ReferenceReferencedDocument>
  </rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>
`);
  });

  test("a deposit and a credit note bear their own type", () => {
    const typed = (type: "credit_note" | "deposit_invoice") =>
      collectedXml({ ...message, invoice: { ...message.invoice, type } });
    expect(typed("deposit_invoice")).toContain("<ram:TypeCode>386</ram:TypeCode>");
    expect(typed("credit_note")).toContain("<ram:TypeCode>381</ram:TypeCode>");
  });
});

describe("flow 10", () => {
  const aPayment = (changes: Partial<ReportedPayment> = {}): ReportedPayment => ({
    kind: "10.4",
    invoice: { number: "FA-1", issuedOn: "2026-11-02" },
    collectedOn: "2026-11-12",
    amounts: [{ vatRate: 2000, amount: 12_000n }],
    ...changes,
  });
  const file = (payments: ReportedPayment[], isCorrective = false) =>
    paymentsXml({
      id: "732829320-flow10-20261101",
      madeAt: "20261205090000",
      isCorrective,
      declarant: { siren: "732829320", name: "Cabinet Été" },
      platform: { id: "0123", name: "Plateforme" },
      period: { from: "2026-11-01", to: "2026-11-30" },
      payments,
    });

  test("a block for each day of private persons, one for each invoice and day of businesses abroad", () => {
    const xml = file([
      aPayment({ collectedOn: "2026-11-20", amounts: [{ vatRate: 2000, amount: 500n }] }),
      aPayment(),
      aPayment({
        invoice: { number: "FA-2", issuedOn: "2026-11-03" },
        amounts: [
          { vatRate: 1000, amount: 1_100n },
          { vatRate: 2000, amount: 1n },
        ],
      }),
      aPayment({ kind: "10.2", invoice: { number: "EXP-1", issuedOn: "2026-10-30" } }),
    ]);
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Report>
  <ReportDocument>
    <Id>732829320-flow10-20261101</Id>
    <IssueDateTime>
      <DateTimeString>20261205090000</DateTimeString>
    </IssueDateTime>
    <TypeCode>IN</TypeCode>
    <Sender>
      <Id schemeId="0238">0123</Id>
      <Name>Plateforme</Name>
      <RoleCode>WK</RoleCode>
    </Sender>
    <Issuer>
      <Id schemeId="0002">732829320</Id>
      <Name>Cabinet Été</Name>
      <RoleCode>SE</RoleCode>
    </Issuer>
  </ReportDocument>
  <PaymentsReport>
    <ReportPeriod>
      <StartDate>20261101</StartDate>
      <EndDate>20261130</EndDate>
    </ReportPeriod>
    <Invoice>
      <InvoiceID>EXP-1</InvoiceID>
      <IssueDate>20261030</IssueDate>
      <Payment>
        <Date>20261112</Date>
        <SubTotals>
          <TaxPercent>20.00</TaxPercent>
          <CurrencyCode>EUR</CurrencyCode>
          <Amount>120.00</Amount>
        </SubTotals>
      </Payment>
    </Invoice>
    <Transactions>
      <Payment>
        <Date>20261112</Date>
        <SubTotals>
          <TaxPercent>20.00</TaxPercent>
          <CurrencyCode>EUR</CurrencyCode>
          <Amount>120.01</Amount>
        </SubTotals>
        <SubTotals>
          <TaxPercent>10.00</TaxPercent>
          <CurrencyCode>EUR</CurrencyCode>
          <Amount>11.00</Amount>
        </SubTotals>
      </Payment>
    </Transactions>
    <Transactions>
      <Payment>
        <Date>20261120</Date>
        <SubTotals>
          <TaxPercent>20.00</TaxPercent>
          <CurrencyCode>EUR</CurrencyCode>
          <Amount>5.00</Amount>
        </SubTotals>
      </Payment>
    </Transactions>
  </PaymentsReport>
</Report>
`);
  });

  test("what came in and went back on one day is not told; a corrective file says so", () => {
    const xml = file([aPayment(), aPayment({ amounts: [{ vatRate: 2000, amount: -12_000n }] })], true);
    expect(xml).not.toContain("<Payment>");
    expect(xml).toContain("<TypeCode>RE</TypeCode>");
  });
});

describe("the period of a day", () => {
  test.each([
    ["2026-11-30", "normal", "2026-11-01", "2026-11-30", "2026-12-10"],
    ["2026-12-01", "normal", "2026-12-01", "2026-12-31", "2027-01-10"],
    ["2026-12-31", "simplified", "2026-12-01", "2026-12-31", "2027-01-31"],
    ["2027-02-28", "franchise", "2027-01-01", "2027-02-28", "2027-03-31"],
    ["2026-11-02", "franchise", "2026-11-01", "2026-12-31", "2027-01-31"],
    ["2028-02-29", "simplified", "2028-02-01", "2028-02-29", "2028-03-31"],
  ] as const)("%s, %s: from %s to %s, due on %s", (day, regime, from, to, dueOn) => {
    expect(periodOf(day, regime)).toEqual({ from, to, dueOn });
  });

  test("an instant is written as it is where the company lives", () => {
    expect(compactInstant("Europe/Paris", new Date("2026-11-30T23:30:05Z"))).toBe("20261201003005");
  });
});
