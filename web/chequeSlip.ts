import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { ChequeSlip } from "../sql/screens/remittances.ts";
import { bankSlip } from "./bankSlip.ts";
import { dayInWords, inFours, type Sender } from "./paper.ts";

/** S0.14: the slip that goes to the bank with its cheques. */
export function chequeSlip(slip: ChequeSlip, from: Sender): TDocumentDefinitions {
  const { reference, madeOn, account, amountCents, cheques } = slip;
  return bankSlip(
    {
      fileTitle: `Bordereau de remise de chèques ${reference}`,
      title: "Bordereau de remise de chèques",
      facts: (total) => [
        ["Remise", reference],
        ["Date", dayInWords(madeOn)],
        ["Compte à créditer", account.iban ? inFours(account.iban) : account.name],
        ["Chèques", String(cheques.length)],
        ["Total", total],
      ],
      heads: ["Numéro", "Tireur", "Banque"],
      widths: ["auto", "*", "auto"],
      rows: cheques.map(({ number, drawer, drawnOn, amountCents: amount }) => ({
        cells: [number ?? "—", drawer ?? "—", drawnOn ?? "—"],
        amount,
      })),
      total: amountCents,
      toSign: ["Signature"],
    },
    from,
  );
}
