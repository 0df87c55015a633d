import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import { formatAmount, formatEuros, sumCents } from "../domain/money.ts";
import type { TransferOrder } from "../domain/treasury/transferFile.ts";
import { typeset } from "./format.ts";
import { dayInWords, inFours, type Sender, sheet } from "./paper.ts";

/**
 * S4.19, S4.21: the slip of an order of transfers, on paper: what its file asks of the bank, to be read, signed and kept. In French
 * whatever the language of the screen, as the bank it goes to.
 */
export function transferSlip(order: TransferOrder, from: Sender): TDocumentDefinitions {
  const { reference, executeOn, debtor, transfers, batchBooking } = order;
  const total = sumCents(transfers.map(({ amount }) => amount));
  const facts: [string, string][] = [
    ["Ordre", reference],
    ["Compte à débiter", inFours(debtor.iban)],
    ["Jour d'exécution", dayInWords(executeOn)],
    ["Virements", String(transfers.length)],
    ["Total", formatEuros(total, "fr")],
    ["Au relevé", batchBooking ? "une ligne pour tout l'ordre" : "une ligne par virement"],
  ];
  return sheet(`Bordereau de virement ${reference}`, from, [
    { text: from.name, bold: true, fontSize: 12 },
    { text: "Bordereau de virement SEPA", bold: true, fontSize: 15, margin: [0, 18, 0, 12] },
    {
      layout: "noBorders",
      table: { body: facts.map(([name, value]) => [typeset(name), { text: typeset(value), bold: true }]) },
    },
    transferTable(order, total),
    { text: typeset("Fait le"), margin: [0, 20, 0, 6] },
    { text: typeset("Signature") },
  ]);
}

function transferTable({ transfers }: TransferOrder, total: bigint): Content {
  const amount = (cents: bigint, bold = false): Content => ({
    text: formatAmount(cents, "fr"),
    alignment: "right",
    bold,
  });
  const head = (text: string) => ({ text: typeset(text), bold: true });
  return {
    margin: [0, 18, 0, 0],
    fontSize: 9,
    layout: "lightHorizontalLines",
    table: {
      headerRows: 1,
      widths: ["*", "auto", "*", "auto"],
      body: [
        [
          head("Bénéficiaire"),
          head("IBAN"),
          head("Pièces"),
          { ...head("Montant, en euros"), alignment: "right" },
        ],
        ...transfers.map(({ creditor, iban, remittance, amount: cents, endToEndId }) => [
          [{ text: creditor }, { text: endToEndId, fontSize: 7.5, color: "#47525b" }],
          inFours(iban),
          remittance,
          amount(cents),
        ]),
        [{ text: "Total", colSpan: 3, bold: true }, "", "", amount(total, true)],
      ],
    },
  };
}
