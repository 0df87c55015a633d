import { describe, expect, test } from "vitest";
import { collectedXml } from "../../../domain/reporting/cdar.ts";

/**
 * The elements of each aggregate of Cross Domain Acknowledgement and Response 100 in the order of its types, as an open library writes
 * them whose messages are held against the schema of D23B; the schema itself is not at hand. Every type is a sequence, so that an
 * element that stands elsewhere makes a message invalid. Those the message must have are marked.
 */
const SEQUENCES: Record<string, readonly string[]> = {
  "rsm:CrossDomainAcknowledgementAndResponse": [
    "rsm:ExchangedDocumentContext",
    "rsm:ExchangedDocument!",
    "rsm:AcknowledgementDocument!",
  ],
  "rsm:ExchangedDocumentContext": [
    "ram:SpecifiedTransactionID",
    "ram:TestIndicator",
    "ram:BusinessProcessSpecifiedDocumentContextParameter!",
    "ram:GuidelineSpecifiedDocumentContextParameter!",
  ],
  "rsm:ExchangedDocument": [
    "ram:ID!",
    ...["ram:Name", "ram:TypeCode", "ram:StatusCode"],
    "ram:IssueDateTime!",
    ...["ram:LanguageID", "ram:ElectronicPresentationIndicator", "ram:VersionID", "ram:GlobalID"],
    ...["ram:IncludedNote", "ram:EffectiveSpecifiedPeriod"],
    ...["ram:SenderTradeParty!", "ram:IssuerTradeParty!", "ram:RecipientTradeParty!"],
  ],
  "rsm:AcknowledgementDocument": [
    ...["ram:MultipleReferencesIndicator!", "ram:ID", "ram:TypeCode!", "ram:Name", "ram:IssueDateTime!"],
    ...["ram:StatusCode", "ram:AcknowledgementStatusCode", "ram:ItemIdentificationID"],
    ...["ram:ReasonInformation", "ram:ChannelCode", "ram:ProcessConditionCode", "ram:ProcessCondition"],
    ...["ram:Status", "ram:ReferenceReferencedDocument!"],
  ],
  "ram:ReferenceReferencedDocument": [
    ...["ram:IssuerAssignedID!", "ram:StatusCode!", "ram:CopyIndicator", "ram:LineID", "ram:TypeCode!"],
    ...["ram:GlobalID", "ram:RevisionID", "ram:Name", "ram:ReceiptDateTime", "ram:AttachmentBinaryObject"],
    ...["ram:ReferenceTypeCode", "ram:LanguageID", "ram:Description", "ram:FormattedIssueDateTime!"],
    ...["ram:IncludedAmount", "ram:VersionID", "ram:TotalIssueCountNumeric", "ram:Status"],
    ...["ram:ProcessConditionCode!", "ram:ProcessCondition!", "ram:Type", "ram:IssuerTradeParty!"],
    ...["ram:RecipientTradeParty", "ram:SenderTradeParty", "ram:SpecifiedDocumentStatus!"],
    "ram:ValiditySpecifiedPeriod",
  ],
  "ram:SpecifiedDocumentStatus": [
    ...["ram:ReferenceDateTime", "ram:ConditionCode", "ram:ReasonCode", "ram:Reason", "ram:Condition"],
    ...["ram:ProcessConditionCode", "ram:ProcessCondition", "ram:ReasonInformationCode"],
    ...["ram:ReasonInformation", "ram:ReasonClassificationCode", "ram:ReasonClassification"],
    ...["ram:RequestedActionCode", "ram:RequestedAction", "ram:InvalidInformation", "ram:ValidInformation"],
    ...["ram:SequenceNumeric!", "ram:IncludedNote", "ram:SpecifiedDocumentCharacteristic!"],
  ],
  "ram:SpecifiedDocumentCharacteristic": [
    ...["ram:ID", "ram:TypeCode!", "ram:ValueChangedIndicator", "ram:ValueAdjustmentDirectionCode"],
    ...["ram:Name", "ram:Description", "ram:Location", "ram:Value", "ram:ValueAmount!", "ram:ValueMeasure"],
    ...["ram:ValueDateTime", "ram:ValueCode", "ram:ValueQuantity", "ram:ValueNumeric", "ram:ValuePercent!"],
  ],
};

type Node = { name: string; children: Node[] };

/** The elements of a message, as a tree without their texts. */
function treeOf(xml: string): Node {
  const root: Node = { name: "", children: [] };
  const open = [root];
  for (const [, close, name = ""] of xml.matchAll(/<(\/?)([a-z]+:[A-Za-z]+)[^>]*>/g)) {
    if (close) open.pop();
    else {
      const node = { name, children: [] };
      open.at(-1)?.children.push(node);
      open.push(node);
    }
  }
  return root;
}

/** What stands elsewhere than its sequence says, is not of it, or is missing. */
function faults(xml: string): string[] {
  const walk = ({ name, children }: Node): string[] => {
    const inner = children.flatMap(walk);
    const sequence = SEQUENCES[name];
    if (!sequence) return inner;
    const order = sequence.map((each) => each.replace("!", ""));
    const names = children.map((child) => child.name);
    const places = names.map((each) => order.indexOf(each));
    return [
      ...names.filter((_, at) => (places[at] ?? -1) < 0).map((each) => `${name}: no ${each} in it`),
      ...names
        .filter((_, at) => at > 0 && (places[at] ?? 0) >= 0 && (places[at] ?? 0) < (places[at - 1] ?? 0))
        .map((each) => `${name}: ${each} too late`),
      ...sequence
        .filter((each) => each.endsWith("!") && !names.includes(each.replace("!", "")))
        .map((each) => `${name}: ${each.replace("!", "")} missing`),
      ...inner,
    ];
  };
  return walk(treeOf(xml));
}

const message = {
  id: "732829320-212-7",
  madeAt: "20261117083000",
  seller: { siren: "732829320", name: "Cabinet" },
  invoice: { number: "FA-0420", issuedOn: "2026-11-02", type: "invoice" as const },
  collectedOn: "2026-11-16",
  amounts: [
    { vatRate: 2000, amount: 60_000n },
    { vatRate: 550, amount: -33_001n },
  ],
};

describe("status 212 and the order of its elements", () => {
  test("every element is of its aggregate, in its order, and none that must be there is missing", () => {
    expect(faults(collectedXml(message))).toEqual([]);
    for (const type of ["credit_note", "deposit_invoice"] as const)
      expect(faults(collectedXml({ ...message, invoice: { ...message.invoice, type } }))).toEqual([]);
  });

  test("an element out of place, unknown or missing is found", () => {
    const xml = collectedXml(message);
    const swapped = xml.replace(
      /(<ram:StatusCode>47<\/ram:StatusCode>)(\s*)(<ram:TypeCode>380<\/ram:TypeCode>)/,
      "$3$2$1",
    );
    expect(faults(swapped)).toEqual(["ram:ReferenceReferencedDocument: ram:StatusCode too late"]);
    expect(faults(xml.replaceAll("ram:ValuePercent", "ram:ValueRate"))).toHaveLength(4);
  });
});
