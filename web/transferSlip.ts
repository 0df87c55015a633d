import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import { sumCents } from "../domain/money.ts";
import type { TransferOrder } from "../domain/treasury/transferFile.ts";
import { bankSlip } from "./bankSlip.ts";
import { dayInWords, inFours, type Sender } from "./paper.ts";

/** S4.19, S4.21: the slip of an order of transfers, on paper: what its file asks of the bank, to be read, signed and kept. */
export function transferSlip(order: TransferOrder, from: Sender): TDocumentDefinitions {
  const { reference, executeOn, debtor, transfers, batchBooking } = order;
  return bankSlip(
    {
      fileTitle: `Bordereau de virement ${reference}`,
      title: "Bordereau de virement SEPA",
      facts: (total) => [
        ["Ordre", reference],
        ["Compte à débiter", inFours(debtor.iban)],
        ["Jour d'exécution", dayInWords(executeOn)],
        ["Virements", String(transfers.length)],
        ["Total", total],
        ["Au relevé", batchBooking ? "une ligne pour tout l'ordre" : "une ligne par virement"],
      ],
      heads: ["Bénéficiaire", "IBAN", "Pièces"],
      widths: ["*", "auto", "*"],
      rows: transfers.map(({ creditor, iban, remittance, amount, endToEndId }) => ({
        cells: [
          [{ text: creditor }, { text: endToEndId, fontSize: 7.5, color: "#47525b" }],
          inFours(iban),
          remittance,
        ],
        amount,
      })),
      total: sumCents(transfers.map(({ amount }) => amount)),
      toSign: ["Fait le", "Signature"],
    },
    from,
  );
}
