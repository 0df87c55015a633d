import { addDays, type IsoDate, isoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { parseCents } from "../money.ts";
import { fold } from "../text.ts";
import type { LineToMatch } from "./line.ts";

/** How banks write of money that comes in by cheque, cash and card. Data, not rules. */
const CHEQUE = /\b(?:CHQS?|CHEQUES?)\b/;
const CASH = /\b(?:VERSEMENTS?|VERST|VRST|VERS|VST|DEPOTS?|REMISES?|REM)\b.*\b(?:ESPECES?|ESP|NUMERAIRES?)\b/;
const CARD = /\b(?:CB|CARTES?|TPE|TELECOLLECTES?|TLC)\b/;

/** A terminal's sales are credited within days; a day further back is another one's. */
const CREDITED_WITHIN_DAYS = 45;

function textOf(line: LineToMatch): string[] {
  return [line.label, ...line.details].map(fold);
}

/** Numbers of cheques that a line writes beside the word: seven digits, as cheques bear them. */
export function chequeNumbersIn(line: LineToMatch): string[] {
  const numbers = textOf(line)
    .filter((text) => CHEQUE.test(text))
    .flatMap((text) => text.match(/(?<!\d)\d{7}(?!\d)/g) ?? []);
  return [...new Set(numbers)];
}

/** The words by which a line says that it is cash paid in, as the bank wrote them. */
export function cashWordsIn(line: LineToMatch): string | undefined {
  return textOf(line).flatMap((text) => CASH.exec(text)?.[0] ?? [])[0];
}

/** The day of the card sales that a line credits ("REMISE CB 111126", "CB DU 11/11"), with the text that says so. */
export function saleDayIn(line: LineToMatch): { day: IsoDate; token: string } | undefined {
  const texts = textOf(line);
  if (!texts.some((text) => CARD.test(text))) return undefined;
  for (const text of texts) {
    for (const match of text.matchAll(
      /(?<![\d.,/-])(\d{2})([/.-]?)(\d{2})(?:\2(20\d{2}|\d{2}))?(?![\d/-]|[.,]\d)/g,
    )) {
      const [token, day = "", separator, month = "", year] = match;
      if (year === undefined && separator !== "/") continue; // "11.11" is an amount
      const found = dayNear(line.bookedOn, Number(day), Number(month), year);
      if (found) return { day: found, token };
    }
  }
  return undefined;
}

/** The day of that number on or shortly before the booking; without a year, the last such day. */
function dayNear(
  bookedOn: IsoDate,
  day: number,
  month: number,
  year: string | undefined,
): IsoDate | undefined {
  const booked = Number(bookedOn.slice(0, 4));
  const years =
    year === undefined ? [booked, booked - 1] : [year.length === 2 ? 2000 + Number(year) : Number(year)];
  return years
    .map((each) => isoDate(each, month, day))
    .find(
      (found) =>
        found !== undefined && found <= bookedOn && found >= addDays(bookedOn, -CREDITED_WITHIN_DAYS),
    );
}

/** What the bank prints of a card credit: the sales, its commission and the VAT on that, in cents. */
export type PrintedCharges = { gross?: Cents; fee?: Cents; vat?: Cents };

const AMOUNT = String.raw`[\s:=]*(?:EUR\s*)?(\d{1,3}(?:[ .]\d{3})*[.,]\d{2}|\d+[.,]\d{2})(?!\d)`;
const GROSS = new RegExp(String.raw`\b(?:MONTANT |MT )?BRUT${AMOUNT}`);
const FEE = new RegExp(String.raw`\b(?:COMMISSIONS?|COMM?|FRAIS)${AMOUNT}`);
const VAT = new RegExp(String.raw`\bTVA${AMOUNT}`);

/** Reads BRUT, COM and TVA where a line prints them. */
export function chargesIn(line: LineToMatch): PrintedCharges {
  const text = textOf(line).join(" ");
  const read = (form: RegExp) => {
    const written = form.exec(text)?.[1];
    return written === undefined ? undefined : parseCents(withoutGroups(written));
  };
  const [gross, fee, vat] = [read(GROSS), read(FEE), read(VAT)];
  return {
    ...(gross === undefined ? {} : { gross }),
    ...(fee === undefined ? {} : { fee }),
    ...(vat === undefined ? {} : { vat }),
  };
}

/** "1 234,56" and "1.234,56" → "1234,56": what stands before the last mark are groups. */
function withoutGroups(written: string): string {
  const at = Math.max(written.lastIndexOf(","), written.lastIndexOf("."));
  return `${written.slice(0, at).replace(/[ .,]/g, "")}${written.slice(at)}`;
}
