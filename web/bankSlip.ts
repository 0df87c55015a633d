import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import { type Cents, formatAmount, formatEuros } from "../domain/money.ts";
import { typeset } from "./format.ts";
import { type Sender, sheet } from "./paper.ts";

type Slip = {
  /** In the properties of the file, with its reference; the other one stands on the sheet. */
  fileTitle: string;
  title: string;
  facts: (total: string) => [string, string][];
  heads: [string, string, string];
  widths: ("*" | "auto")[];
  rows: readonly { cells: [Content, Content, Content]; amount: Cents }[];
  total: Cents;
  /** What is filled in by hand. */
  toSign: readonly string[];
};

/**
 * A slip that goes to the bank on paper: what it is, its rows with their amounts and total, and where to sign. In French whatever the
 * language of the screen, as the bank it goes to.
 */
export function bankSlip(slip: Slip, from: Sender): TDocumentDefinitions {
  const facts = slip.facts(formatEuros(slip.total, "fr"));
  return sheet(slip.fileTitle, from, [
    { text: from.name, bold: true, fontSize: 12 },
    { text: slip.title, bold: true, fontSize: 15, margin: [0, 18, 0, 12] },
    {
      layout: "noBorders",
      table: { body: facts.map(([name, value]) => [typeset(name), { text: typeset(value), bold: true }]) },
    },
    slipTable(slip),
    ...slip.toSign.map(
      (text, at): Content => ({ text: typeset(text), ...(at === 0 ? { margin: [0, 20, 0, 6] } : {}) }),
    ),
  ]);
}

function slipTable({ heads, widths, rows, total }: Slip): Content {
  const amount = (cents: Cents, bold = false): Content => ({
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
      widths: [...widths, "auto"],
      body: [
        [...heads.map(head), { ...head("Montant, en euros"), alignment: "right" }],
        ...rows.map(({ cells, amount: cents }) => [...cells, amount(cents)]),
        [{ text: "Total", colSpan: 3, bold: true }, "", "", amount(total, true)],
      ],
    },
  };
}
