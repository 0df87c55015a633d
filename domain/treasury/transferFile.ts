import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf, sumCents } from "../money.ts";
import { element, type XmlElement, xmlDocument } from "../xmlWriter.ts";
import { sepaText } from "./sepaText.ts";

/** An order of transfers as its file says it. What the bank is told never depends on what happened since. */
export type TransferOrder = {
  /** Unique for ever with the bank, which refuses a second file of the same. */
  messageId: string;
  /** The reference that the bank repeats on its line. */
  reference: string;
  madeAt: Date;
  executeOn: IsoDate;
  /** One line on the statement for all of them, or one for each. */
  batchBooking: boolean;
  debtor: { name: string; iban: string };
  transfers: readonly Transfer[];
};

export type Transfer = {
  endToEndId: string;
  creditor: string;
  iban: string;
  amount: Cents;
  /** What is paid, for the creditor: the numbers of his documents. */
  remittance: string;
};

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
const NAME_MAX = 70;
const REMITTANCE_MAX = 140;

/**
 * S4.20: the file of SEPA credit transfers that a bank takes, ISO 20022 pain.001.001.09. No address is given: within the European
 * Economic Area none is asked for, and since 15 November 2026 an unstructured one is refused.
 */
export function transferFile(order: TransferOrder): string {
  const count = String(order.transfers.length);
  const total = decimalOf(sumCents(order.transfers.map(({ amount }) => amount)));
  const sums = [element("NbOfTxs", count), element("CtrlSum", total)];
  const debtor = element("Nm", sepaText(order.debtor.name, NAME_MAX));
  return xmlDocument(
    element(
      "Document",
      [
        element("CstmrCdtTrfInitn", [
          element("GrpHdr", [
            element("MsgId", order.messageId),
            element("CreDtTm", `${order.madeAt.toISOString().slice(0, 19)}Z`),
            ...sums,
            element("InitgPty", [debtor]),
          ]),
          element("PmtInf", [
            element("PmtInfId", order.reference),
            element("PmtMtd", "TRF"),
            element("BtchBookg", String(order.batchBooking)),
            ...sums,
            element("PmtTpInf", [element("SvcLvl", [element("Cd", "SEPA")])]),
            element("ReqdExctnDt", [element("Dt", order.executeOn)]),
            element("Dbtr", [debtor]),
            account("DbtrAcct", order.debtor.iban),
            // the IBAN says which bank it is
            element("DbtrAgt", [element("FinInstnId", [element("Othr", [element("Id", "NOTPROVIDED")])])]),
            element("ChrgBr", "SLEV"),
            ...order.transfers.map(transaction),
          ]),
        ]),
      ],
      { xmlns: NAMESPACE },
    ),
  );
}

function transaction({ endToEndId, creditor, iban, amount, remittance }: Transfer): XmlElement {
  return element("CdtTrfTxInf", [
    element("PmtId", [element("EndToEndId", endToEndId)]),
    element("Amt", [element("InstdAmt", decimalOf(amount), { Ccy: "EUR" })]),
    element("Cdtr", [element("Nm", sepaText(creditor, NAME_MAX))]),
    account("CdtrAcct", iban),
    element("RmtInf", [element("Ustrd", sepaText(remittance, REMITTANCE_MAX))]),
  ]);
}

function account(name: string, iban: string): XmlElement {
  return element(name, [element("Id", [element("IBAN", iban)])]);
}
