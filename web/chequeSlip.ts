import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import { formatAmount, formatEuros } from "../domain/money.ts";
import type { ChequeSlip } from "../sql/screens/remittances.ts";
import { typeset } from "./format.ts";
import { dayInWords, inFours, type Sender, sheet } from "./paper.ts";

/** S0.14: the slip that goes to the bank with its cheques. In French whatever the language of the screen, as the bank it goes to. */
export function chequeSlip(slip: ChequeSlip, from: Sender): TDocumentDefinitions {
  const { reference, madeOn, account, amountCents, cheques } = slip;
  const facts: [string, string][] = [
    ["Remise", reference],
    ["Date", dayInWords(madeOn)],
    ["Compte à créditer", account.iban ? inFours(account.iban) : account.name],
    ["Chèques", String(cheques.length)],
    ["Total", formatEuros(amountCents, "fr")],
  ];
  return sheet(`Bordereau de remise de chèques ${reference}`, from, [
    { text: from.name, bold: true, fontSize: 12 },
    { text: "Bordereau de remise de chèques", bold: true, fontSize: 15, margin: [0, 18, 0, 12] },
    {
      layout: "noBorders",
      table: { body: facts.map(([name, value]) => [typeset(name), { text: typeset(value), bold: true }]) },
    },
    chequeTable(slip),
    { text: typeset("Signature"), margin: [0, 20, 0, 6] },
  ]);
}

function chequeTable({ cheques, amountCents }: ChequeSlip): Content {
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
      widths: ["auto", "*", "auto", "auto"],
      body: [
        [
          head("Numéro"),
          head("Tireur"),
          head("Banque"),
          { ...head("Montant, en euros"), alignment: "right" },
        ],
        ...cheques.map(({ number, drawer, drawnOn, amountCents: cents }) => [
          number ?? "—",
          drawer ?? "—",
          drawnOn ?? "—",
          amount(cents),
        ]),
        [{ text: "Total", colSpan: 3, bold: true }, "", "", amount(amountCents, true)],
      ],
    },
  };
}
