import { squeeze } from "../text.ts";

/** What a letter becomes that the set of SEPA does not have and that is not a letter with an accent. */
const WRITTEN: Record<string, string> = {
  œ: "oe",
  Œ: "OE",
  æ: "ae",
  Æ: "AE",
  ß: "ss",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  "&": "+",
  "€": "EUR",
  "’": "'",
  "‘": "'",
  "–": "-",
  "—": "-",
  _: "-",
};

const OUTSIDE = /[^A-Za-z0-9/\-?:().,'+ ]/g;

/**
 * A text in the characters that every bank of the SEPA takes (EPC217-08): letters without accents, digits and / - ? : ( ) . , ' +.
 * It neither begins nor ends with a slash, nor holds two of them. A text of which nothing is left is a full stop: the field may not
 * be empty.
 * @param lengthMax in characters
 */
export function sepaText(text: string, lengthMax: number): string {
  const written = Array.from(text, (sign) => WRITTEN[sign] ?? sign).join("");
  const plain = written.normalize("NFD").replace(/\p{M}/gu, "").replace(OUTSIDE, " ");
  const cut = squeeze(plain.replace(/\/{2,}/g, "/")).slice(0, lengthMax);
  return cut.replace(/^[/ ]+|[/ ]+$/g, "") || ".";
}
