import type { Content, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { IsoDate } from "../domain/days.ts";

/** Who signs a document on paper. */
export type Sender = { name: string; siren: string | null };

/**
 * Sheets of A4 in French, with who sends them at the foot. They go to banks and debtors in France.
 * @param counted their count too; not for several letters in one file, of which each reader gets one
 */
export function sheet(
  title: string,
  { name, siren }: Sender,
  content: Content[],
  { counted }: { counted: boolean } = { counted: true },
): TDocumentDefinitions {
  return {
    info: { title, author: name },
    language: "fr",
    pageSize: "A4",
    pageMargins: [57, 57, 57, 57],
    defaultStyle: { font: "Roboto", fontSize: 10.5, lineHeight: 1.25 },
    footer: (page, pages) => ({
      text: [name, siren ? `SIREN ${inThrees(siren)}` : "", counted ? `${page} / ${pages}` : ""]
        .filter(Boolean)
        .join(" · "),
      alignment: "center",
      fontSize: 8,
      color: "#47525b",
    }),
    content,
  };
}

/** "1er novembre 2026" */
export function dayInWords(day: IsoDate): string {
  const written = new Intl.DateTimeFormat("fr-FR", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return written.format(new Date(day)).replace(/^1 /, "1er ");
}

/** "01/11/2026" */
export function shortDay(day: IsoDate): string {
  return day.split("-").reverse().join("/");
}

/** A SIREN in groups of three, as it is written in France. */
function inThrees(siren: string): string {
  return siren.replace(/(.{3})(?=.)/g, "$1\u00a0");
}

/** An IBAN in groups of four, which no line end parts. */
export function inFours(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, "$1\u00a0");
}
