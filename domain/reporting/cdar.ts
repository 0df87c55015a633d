import type { InvoiceType } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { element, xmlDocument } from "../xmlWriter.ts";
import { compactDay } from "./period.ts";

/** Who declares: the company, known by its SIREN. */
export type Declarant = { siren: string; name: string };

export type CollectedMessage = {
  /** Unique for the declarant. */
  id: string;
  /** When the message is made, "AAAAMMJJHHMMSS". */
  madeAt: string;
  seller: Declarant;
  invoice: { number: string; issuedOn: IsoDate; type: Exclude<InvoiceType, "supplier_invoice"> };
  collectedOn: IsoDate;
  /** Signed cents, tax included, by rate in hundredths of a percent. Negative for money taken back. */
  amounts: readonly { vatRate: number; amount: Cents }[];
};

const NAMESPACE = "urn:un:unece:uncefact:data:standard";
const NAMESPACES = {
  "xmlns:rsm": `${NAMESPACE}:CrossDomainAcknowledgementAndResponse:100`,
  "xmlns:ram": `${NAMESPACE}:ReusableAggregateBusinessInformationEntity:100`,
  "xmlns:qdt": `${NAMESPACE}:QualifiedDataType:100`,
  "xmlns:udt": `${NAMESPACE}:UnqualifiedDataType:100`,
};

/** UNTDID 1001. */
const TYPE_CODES: Record<CollectedMessage["invoice"]["type"], string> = {
  invoice: "380",
  credit_note: "381",
  deposit_invoice: "386",
};

const SIREN_SCHEME = "0002";
/** The state portal, which receives the statuses of collection. */
const PORTAL = { scheme: "0238", id: "9998", role: "DFH" };

/**
 * The status « 212 Encaissée » of an invoice, as a CDAR message (UN/CEFACT Cross Domain Acknowledgement and Response, flow 6): one
 * characteristic MEN for each rate with the amount collected, tax included; the amounts are negative when the money was taken back
 * (DGFiP annex 7).
 */
export function collectedXml(message: CollectedMessage): string {
  return xmlDocument(
    element(
      "rsm:CrossDomainAcknowledgementAndResponse",
      [
        element("rsm:ExchangedDocumentContext", [
          element("ram:BusinessProcessSpecifiedDocumentContextParameter", [element("ram:ID", "REGULATED")]),
          element("ram:GuidelineSpecifiedDocumentContextParameter", [
            element("ram:ID", "urn.cpro.gouv.fr:1p0:CDV:invoice"),
          ]),
        ]),
        exchangedDocument(message),
        acknowledgement(message),
      ],
      NAMESPACES,
    ),
  );
}

function exchangedDocument({ id, madeAt, seller }: CollectedMessage) {
  return element("rsm:ExchangedDocument", [
    element("ram:ID", id),
    element("ram:IssueDateTime", [instant(madeAt)]),
    element("ram:SenderTradeParty", [element("ram:RoleCode", "WK")]),
    element("ram:IssuerTradeParty", [
      element("ram:GlobalID", seller.siren, { schemeID: SIREN_SCHEME }),
      element("ram:Name", seller.name),
      element("ram:RoleCode", "SE"),
    ]),
    element("ram:RecipientTradeParty", [
      element("ram:GlobalID", PORTAL.id, { schemeID: PORTAL.scheme }),
      element("ram:RoleCode", PORTAL.role),
    ]),
  ]);
}

function acknowledgement({ seller, invoice, collectedOn, amounts }: CollectedMessage) {
  return element("rsm:AcknowledgementDocument", [
    element("ram:MultipleReferencesIndicator", [element("udt:Indicator", "false")]),
    element("ram:TypeCode", "23"),
    // The instant of the status is the day the money came in, or went back.
    element("ram:IssueDateTime", [instant(`${compactDay(collectedOn)}000000`)]),
    element("ram:ReferenceReferencedDocument", [
      element("ram:IssuerAssignedID", invoice.number),
      element("ram:StatusCode", "47"),
      element("ram:TypeCode", TYPE_CODES[invoice.type]),
      element("ram:FormattedIssueDateTime", [
        element("qdt:DateTimeString", compactDay(invoice.issuedOn), { format: "102" }),
      ]),
      element("ram:ProcessConditionCode", "212"),
      element("ram:ProcessCondition", "Encaissée"),
      element("ram:IssuerTradeParty", [element("ram:GlobalID", seller.siren, { schemeID: SIREN_SCHEME })]),
      element("ram:SpecifiedDocumentStatus", [
        element("ram:SequenceNumeric", "1"),
        ...amounts.map(({ vatRate, amount }) =>
          element("ram:SpecifiedDocumentCharacteristic", [
            element("ram:TypeCode", "MEN"),
            element("ram:ValueAmount", decimalOf(amount), { currencyID: "EUR" }),
            element("ram:ValuePercent", decimalOf(BigInt(vatRate))),
          ]),
        ),
      ]),
    ]),
  ]);
}

function instant(compact: string) {
  return element("udt:DateTimeString", compact, { format: "204" });
}
