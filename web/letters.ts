import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { ReminderLevel } from "../domain/billing/reminders.ts";
import { formatAmount, formatEuros, sumCents } from "../domain/money.ts";
import type { Deduction, Letter } from "../sql/screens/reminders.ts";
import { typeset } from "./format.ts";
import { dayInWords, inFours, type Sender, sheet, shortDay } from "./paper.ts";

/** Who writes, and where the money is to go. */
export type Letterhead = Sender & { iban: string | null };

const TITLES: Record<ReminderLevel, string> = {
  1: "Rappel de factures échues",
  2: "Deuxième rappel de factures échues",
  3: "Mise en demeure de payer",
};

/** Letters go to debtors in France: they are in French whatever the language of the screen. */
export function lettersDocument(letters: readonly Letter[], from: Letterhead): TDocumentDefinitions {
  return sheet(
    "Relances",
    from,
    letters.flatMap((letter, at) => letterOf(letter, from, at > 0)),
    { counted: letters.length === 1 },
  );
}

function letterOf(letter: Letter, from: Letterhead, onNewPage: boolean): Content[] {
  return [
    { text: from.name, bold: true, fontSize: 12, ...(onNewPage ? { pageBreak: "before" as const } : {}) },
    { text: letter.name, margin: [260, 48, 0, 36] },
    { text: typeset(`Le ${dayInWords(letter.sentOn)}`), margin: [260, 0, 0, 28] },
    { text: typeset(`Objet : ${TITLES[letter.level]}`), bold: true, margin: [0, 0, 0, 14] },
    { text: "Madame, Monsieur,", margin: [0, 0, 0, 8] },
    ...opening(letter).map(paragraph),
    invoiceTable(letter),
    ...closing(letter, from).map(paragraph),
    paragraph("Nous vous prions d'agréer, Madame, Monsieur, nos salutations distinguées."),
    { text: from.name, margin: [260, 24, 0, 0] },
  ];
}

function paragraph(text: string): Content {
  return { text: typeset(text), margin: [0, 0, 0, 8] };
}

function opening(letter: Letter): string[] {
  const { deductions, dueCents } = letter;
  const deducted = "Ce que nous vous devons nous-mêmes en est déduit.";
  const asked = `Par la présente, nous vous mettons en demeure de payer la somme de ${formatEuros(dueCents, "fr")} dans les huit jours qui suivent la réception de cette lettre.`;
  return [
    deductions.length > 0 ? `${whatIsDue(letter)} ${deducted}` : whatIsDue(letter),
    ...(letter.level === 3 ? [asked] : []),
  ];
}

function whatIsDue({ level, before, invoices }: Letter): string {
  const several = invoices.length > 1;
  const these = several
    ? "les factures ci-dessous sont échues et restent dues"
    : "la facture ci-dessous est échue et reste due";
  if (level === 1) return `Sauf erreur de notre part, ${these}.`;
  const told =
    before.length > 0
      ? `Malgré ${before.length > 1 ? "nos lettres" : "notre lettre"} du ${before.map(dayInWords).join(" et du ")}, `
      : "À ce jour, ";
  return `${told}${these}.`;
}

/**
 * One law to a debtor, never two over the same sum. A business owes penalties from the day after the due day without a reminder; a
 * public buyer, which nothing in the books tells from one, owes the same by a law of its own. Whoever is neither owes legal interest
 * from the notice on.
 */
const LATE_PAYMENT: Record<Letter["payer"], string> = {
  business:
    "Le retard de paiement vous rend redevable de plein droit, depuis le lendemain de l'échéance, de pénalités de retard et, pour chaque facture, de l'indemnité forfaitaire de 40 € pour frais de recouvrement (articles L. 441-10, II et D. 441-5 du Code de commerce ; pour un acheteur public, intérêts moratoires et indemnité des articles L. 2192-12 et suivants du Code de la commande publique).",
  patient:
    "À compter de cette mise en demeure, la somme due porte intérêt au taux légal (article 1231-6 du Code civil).",
};

function closing({ level, payer, invoices }: Letter, { iban }: Letterhead): string[] {
  const by = iban
    ? `Le règlement peut se faire par virement sur le compte ${inFours(iban)}, en rappelant ${invoices.length > 1 ? "les numéros des factures" : "le numéro de la facture"}.`
    : `Merci de rappeler ${invoices.length > 1 ? "les numéros des factures" : "le numéro de la facture"} avec votre règlement.`;
  const crossed = "Si votre règlement s'est croisé avec cette lettre, ne tenez pas compte de celle-ci.";
  if (level === 1)
    return [
      "Nous vous remercions de les régler, ou de nous dire ce qui s'y oppose.".replace(
        "les régler",
        invoices.length > 1 ? "les régler" : "la régler",
      ),
      by,
      crossed,
    ];
  if (level === 2)
    return [
      "Nous vous demandons de régler cette somme sous huit jours. Si une difficulté vous en empêche, écrivez-nous : un échéancier peut être convenu.",
      by,
      crossed,
    ];
  return [`${LATE_PAYMENT[payer]} À défaut de paiement, le recouvrement pourra être demandé en justice.`, by];
}

const DEDUCTED: Record<Deduction["kind"], (number: string) => string> = {
  credit_note: (number) => `Avoir ${number}`,
  overpaid: (number) => `Trop-perçu sur ${number}`,
  advance: () => "Avance reçue",
  to_refund: () => "Somme à vous rembourser",
};

function invoiceTable({ invoices, deductions, dueCents }: Letter): Content {
  const right = (text: string, bold = false): Content => ({ text, alignment: "right", bold });
  const amount = (cents: string) => formatAmount(BigInt(cents), "fr");
  const sum = (text: string, cents: bigint, bold = true) => [
    { text: typeset(text), colSpan: 4, bold },
    "",
    "",
    "",
    right(formatAmount(cents, "fr"), bold),
  ];
  const overdue = sumCents(invoices.map(({ dueCents: due }) => BigInt(due)));
  const deductedRows =
    deductions.length === 0
      ? []
      : [
          sum("Total échu", overdue),
          ...deductions.map(({ kind, number, issuedOn, cents }) => [
            { text: typeset(DEDUCTED[kind](number ?? "")), colSpan: issuedOn ? 1 : 4 },
            issuedOn ? shortDay(issuedOn) : "",
            "",
            "",
            right(amount(`-${cents}`)),
          ]),
        ];
  const head = ["Facture", "Date", "Échéance"].map((text) => ({ text, bold: true }));
  return {
    margin: [0, 6, 0, 14],
    layout: "lightHorizontalLines",
    table: {
      headerRows: 1,
      widths: ["*", "auto", "auto", "auto", "auto"],
      body: [
        [...head, right("Montant TTC", true), right("Reste dû", true)],
        ...invoices.map(({ number, issuedOn, dueOn, totalCents, dueCents: due }) => [
          number,
          shortDay(issuedOn),
          shortDay(dueOn ?? issuedOn),
          right(amount(totalCents)),
          right(amount(due)),
        ]),
        ...deductedRows,
        sum("Total à régler, en euros", dueCents),
      ],
    },
  };
}
